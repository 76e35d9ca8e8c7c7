"""Duties of an agreement: who does what, by when or how often, and what came of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from charters.models.agreements import Agreement, Party
from partners.models import Membership


class Often(models.TextChoices):
    """How often a duty comes back."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every three months")
    YEARLY = "yearly", _("Every year")


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties, as the domain asks for them."""

    def drafted(self) -> Self:
        """Duties that the next version will hold."""
        return self.filter(removed_at=None).order_by("first_on", "pk")

    def in_force(self) -> Self:
        """Duties that people promised and still have."""
        return self.filter(in_force_at__isnull=False, ended_at=None, agreement__ended_at=None)


class Duty(models.Model):
    """Who does what, by when or how often, and who steps in."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="duties")
    what = models.CharField(_("what"), max_length=300)
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="duties")
    deputy = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.ForeignKey(
        Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="duties"
    )
    first_on = models.DateField(_("by when"))
    often = models.CharField(_("how often"), max_length=12, choices=Often, default=Often.ONCE)
    in_force_at = models.DateTimeField(null=True, blank=True)  # empty: only in the draft so far
    removed_at = models.DateTimeField(null=True, blank=True)  # from the draft
    ended_at = models.DateTimeField(null=True, blank=True)  # no longer in force

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return self.what


class DutyOutcome(models.TextChoices):
    """What became of a duty on its date."""

    KEPT = "kept", _("Kept")
    NOT_KEPT = "not_kept", _("Not kept")
    MOVED = "moved", _("Moved")


class DutyDateQuerySet(models.QuerySet["DutyDate"]):
    """Dates of duties, as the domain asks for them."""

    def open(self) -> Self:
        """Dates of duties in force that nobody has said anything about, the earliest first."""
        return self.filter(
            outcome="", duty__ended_at=None, duty__agreement__ended_at=None
        ).order_by("due_on", "pk")


class DutyDate(models.Model):
    """One date of a duty, and what became of it. Shows for leaders as plainly as for anyone."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="dates")
    due_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=DutyOutcome, blank=True)
    because = models.CharField(_("because"), max_length=400, blank=True)
    because_language = models.CharField(max_length=12, blank=True)
    moved_to = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = DutyDateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "due_on"], name="duty_is_due_once_a_day"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["not_kept", "moved"]) | ~Q(because=""),
                name="broken_promise_says_why",
                violation_error_message=_("Say why, so that everyone knows."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", recorded_at=None, recorded_by=None)
                | (~Q(outcome="") & Q(recorded_at__isnull=False, recorded_by__isnull=False)),
                name="duty_outcome_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.due_on}"
