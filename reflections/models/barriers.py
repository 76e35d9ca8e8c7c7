"""Barriers: what is in the way, what we do about it, and whether it is better."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Membership, Partnership
from partners.roles import Group
from reflections.catalogue import CATALOGUE, Entry, Level


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
    def standing_action(self) -> "BarrierAction | None":
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


class Money(models.TextChoices):
    """What an action costs, and whether the money is there."""

    NONE = "none", _("It needs no money")
    FOUND = "found", _("It needs money, and the money is there")
    NOT_FOUND = "not_found", _("It needs money, which is not found yet")


class Word(models.TextChoices):
    """What the owner of an action last said about it."""

    ON_IT = "on_it", _("I am on it")
    NEEDS_HELP = "needs_help", _("I need help")


class ActionOutcome(models.TextChoices):
    """How an action ended."""

    DONE = "done", _("It is done")
    NOT_DONE = "not_done", _("It will not be done")
    DECLINED = "declined", _("Whoever was asked said no")
    REPLACED = "replaced", _("Something else was agreed")


class BarrierActionQuerySet(models.QuerySet["BarrierAction"]):
    """Actions, as the domain asks for them."""

    def standing(self) -> Self:
        """Actions of open barriers that have not ended."""
        return self.filter(
            ended_at=None, barrier__closing=None, barrier__withdrawn_at=None,
            barrier__action=models.F("pk"),
        )  # fmt: skip

    def to_ask(self, now: datetime) -> Self:
        """Actions after which it is time to ask whether it is better."""
        return self.filter(
            ask_at__lte=now, barrier__closing=None, barrier__withdrawn_at=None,
            barrier__action=models.F("pk"),
        ).order_by("ask_at", "pk")  # fmt: skip


class BarrierAction(models.Model):
    """What we do about a barrier: who owns it, by when, and what it costs."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="actions")
    what = models.TextField(_("what we do"), max_length=600)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="barrier_actions")
    due_on = models.DateField(_("by when"))
    money = models.CharField(_("money"), max_length=12, choices=Money, default=Money.NONE)
    amount = models.DecimalField(
        _("how much"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    held_by = models.CharField(_("who holds the money"), max_length=160, blank=True)
    budget_line = models.CharField(_("what it is for"), max_length=300, blank=True)
    budget_language = models.CharField(max_length=12, blank=True)
    assigned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(max_length=12, choices=Word, blank=True)
    word_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=ActionOutcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_words = models.TextField(blank=True, max_length=2000)  # what was done, or why not
    ended_language = models.CharField(max_length=12, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote down the owner's last word for them
    ask_at = models.DateTimeField(null=True, blank=True)  # when to ask whether it is better

    objects = BarrierActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action against a barrier")
        constraints = [
            models.UniqueConstraint(
                fields=["barrier"],
                condition=Q(ended_at=None),
                name="barrier_has_one_action_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None)
                | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="ended_action_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ActionOutcome.NOT_DONE) | ~Q(ended_words=""),
                name="action_not_done_says_why",
                violation_error_message=_("Say why, so that everyone knows."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None, currency="") | (Q(amount__gt=0) & ~Q(currency="")),
                name="amount_is_positive_and_has_a_currency",
                violation_error_message=_("Write how much, and in which currency."),
            ),
            models.CheckConstraint(
                condition=Q(money=Money.NONE, amount=None, held_by="")
                | Q(money=Money.NOT_FOUND, held_by="")
                | (Q(money=Money.FOUND, amount__isnull=False) & ~Q(held_by="")),
                name="money_that_is_there_says_how_much_and_who_holds_it",
                violation_error_message=_("Write how much it is, and who holds the money."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_at"],
                name="actions_to_ask_about",
                condition=Q(ask_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.what


class ActionMove(models.Model):
    """A day to which an action was moved, and why. Everyone reads it."""

    action = models.ForeignKey(BarrierAction, on_delete=models.CASCADE, related_name="moves")
    moved_from = models.DateField()
    moved_to = models.DateField()
    because = models.TextField(max_length=2000)
    language = models.CharField(max_length=12)
    moved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(because=""),
                name="moved_action_says_why",
                violation_error_message=_("Say why, so that everyone knows."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moved_from} -> {self.moved_to}"


class IsBetter(models.TextChoices):
    """What somebody affected says about a barrier."""

    BETTER = "better", _("It is better")
    SAME = "same", _("It is the same")
    WORSE = "worse", _("It is worse")
    APART = "apart", _("It does not concern me")


class AskingQuerySet(models.QuerySet["Asking"]):
    """Askings, as the domain asks for them."""

    def with_answers(self) -> Self:
        """Count the answers. Only `barrier_asking.heard` may look, and says what may be told."""
        not_better = Q(answers__answer__in=[IsBetter.SAME, IsBetter.WORSE])
        is_better = Q(answers__answer=IsBetter.BETTER)
        return self.annotate(
            count_better=models.Count("answers", filter=is_better),
            count_not_better=models.Count("answers", filter=not_better),
        )


class Asking(models.Model):
    """One time at which those affected are asked whether a barrier is better."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="askings")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # until then people answer; then it says what it says
    asked_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: asked by itself, because its day had come

    objects = AskingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("asked_at")),
                name="asking_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.barrier_id} {self.asked_at:%Y-%m-%d}"

    def is_over(self, now: datetime) -> bool:
        """Say whether nobody answers any more."""
        return self.ends_at <= now


class BetterAnswerQuerySet(models.QuerySet["BetterAnswer"]):
    """Answers, as the domain asks for them."""

    def open(self, now: datetime) -> Self:
        """Rows that their person may still fill in."""
        return self.filter(
            asking__ends_at__gt=now,
            asking__barrier__asking=models.F("asking"),
            asking__barrier__closing=None,
            asking__barrier__withdrawn_at=None,
        )


class BetterAnswer(models.Model):
    """That a person is asked whether it is better, and their answer. Nobody else reads it."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="better_answers"
    )
    answer = models.CharField(max_length=8, choices=IsBetter, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BetterAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asking", "membership"], name="person_is_asked_once_whether_it_is_better"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answer_whether_it_is_better_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asking_id} {self.membership_id}"


class ClosingOutcome(models.TextChoices):
    """How a barrier is closed."""

    BETTER = "better", _("It is better")
    STAYS = "stays", _("It stays for now, and we know it")


class BarrierClosing(models.Model):
    """That a barrier was closed after people were asked, and what they told us."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="closings")
    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=ClosingOutcome)
    heard = models.TextField(_("what people told us"), max_length=4000)
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("closing of a barrier")

    def __str__(self) -> str:
        return self.outcome


class NotBetter(models.Model):
    """That somebody affected says, with their name, that it is not better."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="not_better")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=16, choices=Group)
    said = models.TextField(max_length=2000)
    language = models.CharField(max_length=12)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_right = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(said=""),
                name="not_better_says_why",
                violation_error_message=_("Say in your own words what is not better."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_right=None) | Q(recorded_by__isnull=False),
                name="only_a_recorded_not_better_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.said[:60]
