"""What is shared to read, and whether each person could open it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from partners.models import Membership, Partnership
from partners.roles import ROLES_TAKING_PART


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Resources, as the domain asks for them."""

    def available(self) -> Self:
        """Resources not taken back, newest first."""
        return self.filter(withdrawn_at=None).order_by("-shared_at", "-pk")

    def with_current_texts(self) -> Self:
        """Bring the texts that stand now along, as `current`."""
        texts = ResourceText.objects.filter(replaced_at=None).order_by("language")
        return self.prefetch_related(models.Prefetch("texts", queryset=texts, to_attr="current"))


class Resource(models.Model):
    """A document or link, with one version a language."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="resources")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="resources"
    )
    title = models.CharField(_("title"), max_length=200)
    about = models.CharField(_("what it is"), max_length=400, blank=True)
    is_essential = models.BooleanField(_("everyone needs to read it"), default=False)
    shared_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    current: list["ResourceText"]  # with_current_texts()
    best: "ResourceText | None"  # on a page to carry along: in the language its reader reads best

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the resource's page."""
        return reverse("meetings:resource", kwargs={"slug": self.partnership.slug, "pk": self.pk})


class ResourceText(models.Model):
    """A resource in one language: a file or a link."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    url = models.URLField(_("link"), blank=True, max_length=500)
    file = models.FileField(_("file"), upload_to="resources", blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a resource")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "language"],
                condition=Q(replaced_at=None),
                name="resource_has_one_version_a_language",
            ),
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="resource_version_is_a_file_or_a_link",
                violation_error_message=_("Choose a file or write a link, one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} ({self.language})"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups, as the asking job and the pages ask for them."""

    def open(self) -> Self:
        """Questions that nobody has answered yet."""
        return self.filter(answered_at=None, resource__withdrawn_at=None)

    def due(self, now: datetime) -> Self:
        """Open questions whose next asking has come, to people who take part now."""
        return (
            self.open()
            .filter(
                next_ask_at__lte=now,
                membership__left_at=None,
                membership__paused_at=None,
                membership__role__in=ROLES_TAKING_PART,
            )
            .order_by("next_ask_at", "pk")
        )


class FollowUp(models.Model):
    """A question that stays open until a person answers it: could you open it?"""

    class Answer(models.TextChoices):
        """What a person says of a resource."""

        OPENED = "opened", _("I could open it")
        COULD_NOT = "could_not", _("I could not open it")
        NOT_WANTED = "not_wanted", _("I do not want it")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="follow_ups")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="follow_ups")
    asked = models.PositiveSmallIntegerField(default=0)  # times
    next_ask_at = models.DateTimeField(
        null=True, blank=True
    )  # None: handed to a facilitator, or waits for a text
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "membership"], name="person_is_asked_about_a_resource_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="follow_up_answer_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} / {self.membership}"
