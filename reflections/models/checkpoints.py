"""Checkpoints: does my work still fit why I came? The answers are sealed and their author's."""

from datetime import date
from typing import Self

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Membership

BREAK = relativedelta(months=3)  # after which somebody who says so in one tap is asked again


class Choice(models.TextChoices):
    """What a person chooses at a checkpoint. Each is a good answer."""

    CONTINUE = "continue", _("I go on")
    PAUSE = "pause", _("I take a break")
    LEAVE = "leave", _("I want to leave")
    NOT_NOW = "not_now", _("I would rather not say now")


CHOSE = [Choice.CONTINUE, Choice.PAUSE, Choice.LEAVE]


class Fit(models.TextChoices):
    """Whether somebody's work here still fits why they came."""

    YES = "yes", _("Yes, it fits")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No, it does not")
    NOT_SAID = "not_said", _("I would rather not say")


class Part(models.TextChoices):
    """The questions of a checkpoint that are answered in quiet, each shown or kept by itself."""

    FIT = "fit", _("Does what I do here still fit why I came?")
    CHANGED = "changed", _("What has changed for me?")
    HELPS = "helps", _("What would help me?")
    NEXT = "next", _("What would I like to do next?")


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    """Checkpoints, as the domain asks for them."""

    def open(self) -> Self:
        """Checkpoints no other one took the place of."""
        return self.filter(ended_at=None)

    def unanswered(self) -> Self:
        """Open ones to which nothing was said yet, not even "not now"."""
        return self.open().filter(choice="")

    def newest_first(self) -> Self:
        """In the order in which one reads back."""
        return self.order_by("-opened_at", "-pk")

    def shown(self) -> Self:
        """Those of which their author shows something to the facilitators, and still belongs."""
        shown = self.exclude(shared=[]).filter(membership__left_at=None)
        people = "membership__person", "membership__partnership"
        return shown.select_related(*people).newest_first()


class Checkpoint(models.Model):
    """One time at which one person is asked whether it still fits."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="checkpoints")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    choice = models.CharField(max_length=12, choices=Choice, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote the choice down; never the answers
    ask_again_on = models.DateField(_("when to ask me again"), null=True, blank=True)
    sealed_answers = models.BinaryField(null=True, blank=True)
    language = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    shared = models.JSONField(default=list, blank=True)  # of Part: what facilitators may read

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("checkpoint")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(ended_at=None),
                name="person_has_one_checkpoint_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(choice="", chosen_at=None, recorded_by=None)
                | (~Q(choice="") & Q(chosen_at__isnull=False)),
                name="choice_at_a_checkpoint_says_when",
            ),
            models.CheckConstraint(
                condition=Q(sealed_answers=None, answered_at=None, language="")
                | (Q(sealed_answers__isnull=False, answered_at__isnull=False) & ~Q(language="")),
                name="answers_of_a_checkpoint_say_when",
            ),
            models.CheckConstraint(
                condition=Q(ask_again_on=None) | Q(choice=Choice.PAUSE),
                name="only_who_takes_a_break_is_asked_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.opened_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the address of the page on which its person answers."""
        slug = self.membership.partnership.slug
        return reverse("reflections:checkpoint", kwargs={"slug": slug})

    @property
    def bound_to(self) -> str:
        """What the sealed answers are bound to."""
        return f"reflections_checkpoint:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether no other took its place."""
        return self.ended_at is None

    @property
    def after_a_break(self) -> date | None:
        """The day three months after the person chose, where they live."""
        if self.chosen_at is None:
            return None
        return self.chosen_at.astimezone(self.membership.person.zone).date() + BREAK
