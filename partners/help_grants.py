"""Who may answer for whom: what a person allowed their helper, and until when."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from partners.models import Membership

TOO_LONG = _("Choose a day from today on, within the next twelve months.")
LONGEST = timedelta(days=366)  # twelve months, and the rest of the last day


class Scope(models.TextChoices):
    """What a helper may be allowed. Journals, reasons and secret votes are not among it."""

    ANSWERS = "answers", _("Answers to meetings and follow-up questions")
    NEEDS = "needs", _("What they need to take part")
    INPUTS = "inputs", _("What they want to say")
    POSITIONS = "positions", _("Positions in decisions, but no secret votes")
    SIGNATURES = "signatures", _("Signatures")


class HelpGrantQuerySet(models.QuerySet["HelpGrant"]):
    """Permissions to help, as the domain asks for them."""

    def not_ended(self) -> Self:
        """Those that nobody ended. Their time may be over."""
        return self.filter(ended_at=None)

    def open(self, now: datetime) -> Self:
        """Those that hold now: not ended, in time, and both take part."""
        both = {
            f"{who}__{what}": None
            for who in ("membership", "helper")
            for what in ("left_at", "paused_at")
        }
        return self.filter(ended_at=None, ends_at__gt=now, **both)

    def of(self, membership: "Membership") -> Self:
        """Those in which somebody helps or is helped."""
        return self.filter(Q(membership=membership) | Q(helper=membership))

    def with_people(self) -> Self:
        """Bring along who is helped, who helps and who wrote it down."""
        return self.select_related(
            *("membership__person", "membership__partnership"),
            *("helper__person", "recorded_by__person", "ended_by__person"),
        )


class HelpGrant(models.Model):
    """One person's yes to another member who may answer for them: in what, and until when."""

    membership = models.ForeignKey(
        "partners.Membership", on_delete=models.CASCADE, related_name="help_grants"
    )
    helper = models.ForeignKey(
        "partners.Membership", on_delete=models.CASCADE, related_name="may_help"
    )
    scope = models.JSONField(_("What they may answer"))  # of Scope
    until_on = models.DateField()  # the last day, where the person lives
    ends_at = models.DateTimeField()  # the end of that day
    given_at = models.DateTimeField()
    # A facilitator, whom the person told; None if they gave it themselves.
    recorded_by: "models.ForeignKey[Membership | None, Membership | None]" = models.ForeignKey(
        "partners.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_right = models.BooleanField(null=True, blank=True)  # the person's word on that
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by: "models.ForeignKey[Membership | None, Membership | None]" = models.ForeignKey(
        "partners.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HelpGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission to help")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "helper"],
                condition=Q(ended_at=None),
                name="helper_is_named_once",
                violation_error_message=_("This person may already answer for you."),
            ),
            models.CheckConstraint(
                condition=~Q(membership=F("helper")), name="nobody_is_their_own_helper"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("given_at")) & Q(ends_at__lte=F("given_at") + LONGEST),
                name="help_lasts_at_most_twelve_months",
                violation_error_message=TOO_LONG,
            ),
            models.CheckConstraint(
                condition=~Q(scope=[]),
                name="help_is_for_something",
                violation_error_message=_("Tick at least one thing."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_help_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(recorded_right=None) | Q(recorded_by__isnull=False),
                name="only_recorded_help_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper} for {self.membership}"

    def get_absolute_url(self) -> str:
        """Return the address where the helper answers."""
        slug = self.membership.partnership.slug
        return reverse("notices:help", kwargs={"slug": slug, "pk": self.pk})

    def is_open(self, now: datetime) -> bool:
        """Say whether it holds now: not ended, in time, and both take part."""
        people = (self.membership, self.helper)
        both = all(each.left_at is None and each.paused_at is None for each in people)
        return self.ended_at is None and now < self.ends_at and both

    def allows(self, scope: Scope) -> bool:
        """Say whether `scope` is among what was allowed."""
        return scope in self.scope

    @property
    def labels(self) -> list[str]:
        """What was allowed, in words."""
        return [str(each.label) for each in Scope if each in self.scope]

    @property
    def last_day(self) -> date:
        """The day on which it ended or ends, where the person lives."""
        if self.ended_at is None:
            return self.until_on
        ended = self.ended_at.astimezone(self.membership.person.zone).date()
        return min(ended, self.until_on)
