"""What is on the agenda of a meeting, and what people said they would do."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from partners.models import Membership


class ItemKind(models.TextChoices):
    """What an agenda item is for."""

    RELATE = "relate", _("Relate")
    INFORM = "inform", _("Inform")
    CONSULT = "consult", _("Consult")
    DECIDE = "decide", _("Decide")
    REFLECT = "reflect", _("Reflect")


PROTECTED = [ItemKind.RELATE, ItemKind.REFLECT]  # time that people promised each other
LONGEST_ITEM = 480  # minutes


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Agenda items, as the pages and the indicators ask for them."""

    def with_people(self) -> Self:
        """Bring along who proposed it, and who said whether the time was kept."""
        return self.select_related("proposed_by__person", "kept_recorded_by__person")

    def protected(self) -> Self:
        """Time to relate and to reflect, in its order."""
        return self.filter(kind__in=PROTECTED).order_by("position", "pk")


class AgendaItem(models.Model):
    """One thing on the agenda, what it is for, how long, and who proposed it.

    Of time to relate or to reflect, somebody says afterwards whether it was kept, and how many
    minutes it really was.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField(_("what it is about"), max_length=200)
    kind = models.CharField(_("what it is for"), max_length=12, choices=ItemKind)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    position = models.PositiveSmallIntegerField(default=0)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    was_kept = models.BooleanField(null=True, blank=True)
    held_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    kept_recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_recorded_at = models.DateTimeField(null=True, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_ITEM),
                name="agenda_item_takes_one_minute_to_eight_hours",
                violation_error_message=_("An item takes between 1 and 480 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(
                    was_kept=None, held_minutes=None, kept_recorded_by=None, kept_recorded_at=None
                )
                | Q(
                    was_kept__isnull=False,
                    held_minutes__isnull=False,
                    kept_recorded_by__isnull=False,
                    kept_recorded_at__isnull=False,
                ),
                name="kept_time_says_how_long_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(was_kept=None)
                | Q(was_kept=False, held_minutes__lte=LONGEST_ITEM)
                | Q(was_kept=True, held_minutes__gte=1, held_minutes__lte=LONGEST_ITEM),
                name="kept_time_took_some_minutes",
                violation_error_message=_("Time that was kept took between 1 and 480 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(was_kept=None) | Q(kind__in=["relate", "reflect"]),
                name="only_time_to_relate_or_reflect_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActionItem(models.Model):
    """Something a person said they would do, and by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(_("what will be done"), max_length=300)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("action item")

    def __str__(self) -> str:
        return self.text
