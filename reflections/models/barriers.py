"""Barriers: what is in the way, as people report it, and where each stands."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Membership, Partnership
from partners.roles import Group
from reflections.catalogue import CATALOGUE, Entry, Level
from reflections.models.barrier_actions import ActionOutcome, BarrierAction


class Severity(models.TextChoices):
    """How bad a barrier is now."""

    SLOWS = "slows", _("It slows us down")
    KEEPS_OUT = "keeps_out", _("It keeps people out")
    STOPS = "stops", _("It stops us")


class Outlook(models.TextChoices):
    """What the person who reports a barrier expects, if nothing is done."""

    SAME = "same", _("It stays the same")
    WORSE = "worse", _("It gets worse")
    BETTER = "better", _("It gets better by itself")


class BarrierState(models.TextChoices):
    """Where a barrier stands. It follows from its action, its asking and its closing."""

    REPORTED = "reported", _("Reported")
    AGREED = "agreed", _("An action is agreed")
    IN_WORK = "in_work", _("In work")
    DONE = "done", _("Done; we ask soon")
    ASKED = "asked", _("Asked whether it is better")
    # Translators: where something that was in the way stands now.
    BETTER = "better", pgettext_lazy("barrier", "Better")
    STAYS = "stays", _("It stays for now")


class BarrierQuerySet(models.QuerySet["Barrier"]):
    """Barriers, as the domain asks for them."""

    def standing(self) -> Self:
        """Barriers that were not taken back."""
        return self.filter(withdrawn_at=None)

    def open(self) -> Self:
        """Barriers that still stand in the way, as far as we know."""
        return self.standing().filter(closing=None)

    def closed(self) -> Self:
        """Barriers that were closed, the latest first."""
        return self.standing().filter(closing__isnull=False).order_by("-closing__closed_at", "-pk")

    def overdue(self, today: date) -> Self:
        """Barriers whose action should have been done before `today`."""
        return self.open().filter(action__ended_at=None, action__due_on__lt=today)

    def most_pressing_first(self, today: date) -> Self:
        """The overdue ones first, then by the day their action is due, then the oldest."""
        is_late = Q(action__isnull=False, action__ended_at=None, action__due_on__lt=today)
        return self.alias(lateness=models.Case(models.When(is_late, then=0), default=1)).order_by(
            "lateness", models.F("action__due_on").asc(nulls_last=True), "reported_at", "pk"
        )

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related(
            "partnership", "membership__person", "recorded_by__person",
            "action__owner__person", "asking", "closing",
        )  # fmt: skip


class Barrier(models.Model):
    """Something in the way, as one person reports it, at one level."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="barriers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="barriers")
    group = models.CharField(max_length=16, choices=Group)  # as it was when they reported it
    level = models.CharField(max_length=12, choices=Level)
    code = models.CharField(max_length=20, blank=True)  # of the catalogue; "" for one's own
    said = models.TextField(_("in my own words"), blank=True, max_length=2000)
    language = models.CharField(max_length=12, blank=True)
    shown_as_group = models.BooleanField(default=False)
    affected = models.JSONField(_("whom it affects"), default=list)  # groups
    severity = models.CharField(_("how bad it is now"), max_length=12, choices=Severity)
    outlook = models.CharField(_("what will happen"), max_length=12, choices=Outlook)
    reported_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_right = models.BooleanField(
        null=True, blank=True
    )  # the person's word on what was recorded
    revision = models.PositiveIntegerField(default=0)  # of the words; corrected ones are asked anew
    # Those that stand; the former ones stay in `actions`, `askings` and `closings`.
    action = models.OneToOneField(
        "BarrierAction", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    asking = models.OneToOneField(
        "Asking", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    closing = models.OneToOneField(
        "BarrierClosing", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("barrier")
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") | ~Q(said=""),
                name="barrier_of_ones_own_says_what_it_is",
                violation_error_message=_("Say in your own words what is in the way."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_right=None) | Q(recorded_by__isnull=False),
                name="only_a_recorded_barrier_is_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "level"], name="barriers_by_level")]

    def __str__(self) -> str:
        return str(self.entry.name if self.entry else self.said[:60])

    def get_absolute_url(self) -> str:
        """Return the address of the barrier's page."""
        return reverse("reflections:barrier", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    @property
    def entry(self) -> Entry | None:
        """What the catalogue says about it; None for one's own, or one it no longer names."""
        return CATALOGUE.get(self.code)

    @property
    def groups(self) -> list[Group]:
        """The groups it affects."""
        return [group for group in Group if group in self.affected]

    @property
    def standing_action(self) -> BarrierAction | None:
        """The action that somebody is asked for, or took on, and that has not ended."""
        return self.action if self.action and not self.action.ended_at else None

    @property
    def state(self) -> BarrierState:
        """Where it stands."""
        if self.closing:
            return BarrierState(self.closing.outcome)
        if self.standing_action:
            is_taken = self.standing_action.accepted_at
            return BarrierState.IN_WORK if is_taken else BarrierState.AGREED
        if self.asking_id:
            return BarrierState.ASKED
        is_done = self.action and self.action.outcome == ActionOutcome.DONE
        return BarrierState.DONE if is_done else BarrierState.REPORTED

    def is_overdue(self, today: date) -> bool:
        """Say whether its action should have been done before `today`."""
        action = self.standing_action
        return bool(not self.closing_id and action and action.due_on < today)

    def names_person_to(self, reader: Membership) -> bool:
        """Say whether `reader` may see who reported it: they, who recorded it, or everyone."""
        mine = reader.pk in (self.membership_id, self.recorded_by_id)
        return mine or not self.shown_as_group

    def concerns(self, member: Membership) -> bool:
        """Say whether this member is one of those affected, or reported it."""
        return member.pk == self.membership_id or member.group in self.affected
