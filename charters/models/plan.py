"""The plan for involvement: what we want to do together, when, and the money set aside for it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.payments import money_field
from partners.models import Membership, Partnership, Stage
from partners.money import validate_currency


class ActivityOutcome(models.TextChoices):
    """What became of something we planned."""

    DONE = "done", _("Done")
    DROPPED = "dropped", _("Not done")


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Activities, as the page asks for them."""

    def coming(self) -> Self:
        """Activities of which nobody has said yet what became of them, the next first."""
        return self.filter(outcome="").order_by("on", "pk")

    def over(self) -> Self:
        """Activities that were done or dropped, the latest first."""
        return self.exclude(outcome="").order_by("-on", "-pk")

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related("planned_by__person", "closed_by__person")

    def late(self, today: date) -> Self:
        """Activities whose day has passed without a word."""
        return self.coming().filter(on__lt=today)


class Activity(models.Model):
    """Something a partnership plans to do so that people are involved, and what became of it."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="activities"
    )
    what = models.CharField(_("what we plan to do"), max_length=300)
    on = models.DateField(_("by which day"))
    stage = models.CharField(_("stage of the work"), max_length=16, choices=Stage)
    currency = models.CharField(max_length=3, blank=True, validators=[validate_currency])
    budget = money_field(verbose_name=_("money set aside"), null=True, blank=True)
    spent = money_field(verbose_name=_("money spent"), null=True, blank=True)
    planned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    outcome = models.CharField(
        _("what became of it"), max_length=8, choices=ActivityOutcome, blank=True
    )
    told = models.TextField(_("what happened, or why not"), max_length=1000, blank=True)
    told_language = models.CharField(max_length=12, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", told="", closed_by=None, closed_at=None, spent=None)
                | (
                    ~Q(outcome="")
                    & ~Q(told="")
                    & Q(closed_by__isnull=False, closed_at__isnull=False)
                ),
                name="activity_that_is_over_says_what_happened_and_who_says_so",
            ),
            models.CheckConstraint(
                condition=Q(budget=None, spent=None) | ~Q(currency=""),
                name="money_of_an_activity_has_a_currency",
            ),
            models.CheckConstraint(
                condition=(Q(budget=None) | Q(budget__gt=0)) & (Q(spent=None) | Q(spent__gte=0)),
                name="money_of_an_activity_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.what
