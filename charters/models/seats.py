"""Seats for lived experience in governing bodies, and people who review with lived experience."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Resource
from partners.models import Membership, Partnership


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, as the domain asks for them."""

    def kept(self) -> Self:
        """Seats that still exist, the oldest first."""
        return self.filter(ended_at=None).order_by("reserved_on", "pk")


class Seat(models.Model):
    """A place in a governing body that is kept for somebody with lived experience."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="seats")
    body = models.CharField(_("which body"), max_length=200)
    reserved_on = models.DateField(_("since when"))
    filled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    filled_on = models.DateField(_("filled since"), null=True, blank=True)
    support = models.CharField(_("support that is given"), max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        constraints = [
            models.CheckConstraint(
                condition=Q(filled_by=None, filled_on=None)
                | Q(filled_by__isnull=False, filled_on__isnull=False),
                name="filled_seat_says_by_whom_and_since_when",
                violation_error_message=_("Say who fills the seat and since when."),
            ),
        ]

    def __str__(self) -> str:
        return self.body


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    """Reviewers, as the domain asks for them."""

    def available(self) -> Self:
        """Reviewers who are in the partnership and do not pause."""
        return self.filter(
            paused_at=None, membership__left_at=None, membership__paused_at=None
        ).order_by("pk")


class Reviewer(models.Model):
    """A person with lived experience who reviews drafts, on their own terms."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="reviewer")
    topics = models.TextField(_("what I know about, in my words"), max_length=1000)
    topics_language = models.CharField(max_length=12)
    languages = models.JSONField(_("languages I review in"), default=list)
    format = models.CharField(_("how I like to get it"), max_length=200, blank=True)
    a_month = models.PositiveSmallIntegerField(_("how many a month"), default=1)
    recognition = models.CharField(_("payment or recognition I wish"), max_length=200, blank=True)
    conflicts = models.CharField(_("what I should not review"), max_length=400, blank=True)
    is_named = models.BooleanField(_("my name may be shown with my review"), default=False)
    mentor = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    paused_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer")
        constraints = [
            models.CheckConstraint(
                condition=Q(a_month__gte=1, a_month__lte=20),
                name="reviewer_takes_one_to_twenty_a_month",
                violation_error_message=_("Choose a number between 1 and 20."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.membership)


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    """Review requests, as the domain asks for them."""

    def open(self) -> Self:
        """Requests not declined and not yet reviewed."""
        return self.filter(declined_at=None, reviewed_at=None).order_by("due_on", "pk")

    def given(self) -> Self:
        """Reviews that were given, the latest first."""
        return self.filter(reviewed_at__isnull=False).order_by("-reviewed_at", "-pk")

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related(
            "reviewer__membership__person",
            "reviewer__membership__partnership",
            "resource",
            "asked_by__person",
        )


class ReviewRequest(models.Model):
    """One request to review something, the review, and what changed because of it."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="requests")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="review_requests")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("by when"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)  # no reason is asked
    review = models.TextField(_("my review"), blank=True, max_length=10000)
    review_language = models.CharField(max_length=12, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    what_changed = models.TextField(
        _("what changed because of this review"), blank=True, max_length=4000
    )
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("review request")
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "resource"],
                condition=Q(declined_at=None),
                name="reviewer_is_asked_about_a_resource_once",
                violation_error_message=_("This person has been asked about it already."),
            ),
            models.CheckConstraint(
                condition=Q(review="", reviewed_at=None)
                | (~Q(review="") & Q(reviewed_at__isnull=False, declined_at=None)),
                name="review_says_when",
                violation_error_message=_("Write your review."),
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(reviewed_at__isnull=False),
                name="what_changed_follows_a_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} / {self.resource}"

    def get_absolute_url(self) -> str:
        """Return the address of the request's page."""
        slug = self.reviewer.membership.partnership.slug
        return reverse("charters:review_request", kwargs={"slug": slug, "pk": self.pk})

    @property
    def is_open(self) -> bool:
        """Whether the review is still waited for."""
        return self.declined_at is None and self.reviewed_at is None

    @property
    def state(self) -> str:
        """Return where it stands: asked, accepted, declined, reviewed, or used."""
        if self.declined_at:
            return "declined"
        if self.reviewed_at:
            return "used" if self.told_at else "reviewed"
        return "accepted" if self.accepted_at else "asked"
