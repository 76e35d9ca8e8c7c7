"""Actions against barriers: who owns one, by when, what it costs, and what became of it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Membership


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

    barrier = models.ForeignKey("Barrier", on_delete=models.CASCADE, related_name="actions")
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
