"""Why people came, and what they want to learn or do. Sealed: `reasons` and `goals` open it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.roles import Permission

if TYPE_CHECKING:
    from partners.models import Membership


class Audience(models.TextChoices):
    """Who may read what a person wrote for themselves."""

    ONLY_ME = "only_me", _("Only me")
    FACILITATORS = "facilitators", _("The facilitators and me")
    PARTNERSHIP = "partnership", _("Everyone in this partnership")


class ReasonKind(models.TextChoices):
    """What may bring a person. The same for patients, staff, leaders and payers."""

    INFLUENCE = "influence", _("I want to change how care is given")
    HELP_OTHERS = "help_others", _("I want to help others")
    LEARN = "learn", _("I want to learn something")
    BE_HEARD = "be_heard", _("I want to be heard")
    PAYMENT = "payment", _("I am paid for it, and that matters to me")
    HEALTH = "health", _("My own health, or my family’s")
    DUTY = "duty", _("It is part of my work, or a duty to me")
    OTHER = "other", _("Something else")


def audiences_of(reader: "Membership") -> list[Audience]:
    """Return the audiences that `reader` is part of, other people's words being meant."""
    if reader.may(Permission.ARRANGE_SUPPORT):
        return [Audience.FACILITATORS, Audience.PARTNERSHIP]
    return [Audience.PARTNERSHIP]


class Motivation(models.Model):
    """Why a person came: in their own words, in categories, or both. Sealed also while shown."""

    membership = models.OneToOneField(
        "partners.Membership", on_delete=models.CASCADE, related_name="motivation"
    )
    sealed = models.BinaryField()
    language = models.CharField(max_length=12)
    visible_to = models.CharField(
        _("who may read it"), max_length=12, choices=Audience, default=Audience.ONLY_ME
    )
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("motivation")

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def bound_to(self) -> str:
        """What the sealed words are bound to: this kind of row and this membership."""
        return f"motivation:{self.membership_id}"


class LearningGoalQuerySet(models.QuerySet["LearningGoal"]):
    """Learning goals, as the domain asks for them."""

    def shown(self) -> Self:
        """Goals that somebody besides their author may read, and so can help with."""
        return self.exclude(visible_to=Audience.ONLY_ME)

    def visible_to(self, reader: "Membership") -> Self:
        """Goals that their authors show to `reader`, the oldest first."""
        shown = self.filter(visible_to__in=audiences_of(reader))
        return shown.order_by("written_at", "pk")

    def served(self) -> Self:
        """Goals for which something was done, as their author confirmed."""
        confirmed = GoalAction._default_manager.filter(goal=models.OuterRef("pk"), is_right=True)
        return self.filter(models.Exists(confirmed))


class LearningGoal(models.Model):
    """One thing a person would like to learn or do. Sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(
        "partners.Membership", on_delete=models.CASCADE, related_name="goals"
    )
    sealed = models.BinaryField()
    language = models.CharField(max_length=12)
    visible_to = models.CharField(
        _("who may read it"), max_length=12, choices=Audience, default=Audience.ONLY_ME
    )
    written_at = models.DateTimeField()

    objects = LearningGoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning goal")

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def bound_to(self) -> str:
        """What the sealed words are bound to."""
        return f"partners_learninggoal:{self.pk}"


class GoalAction(models.Model):
    """What was done for somebody's goal, as a facilitator wrote it down and they confirm it.

    Sealed with the key of the goal's author: it would tell what the goal is.
    """

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="actions")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.BinaryField()
    language = models.CharField(max_length=12)
    done_on = models.DateField(_("when"))
    recorded_by = models.ForeignKey(
        "partners.Membership", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    is_right = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("what was done for a goal")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_right=None, answered_at=None)
                | Q(is_right__isnull=False, answered_at__isnull=False),
                name="answer_about_a_goal_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.goal)

    @property
    def bound_to(self) -> str:
        """What the sealed words are bound to."""
        return f"partners_goalaction:{self.key}"

    def answer(self, is_right: bool, now: datetime) -> None:
        """Say whether this was done, and served the goal. The last word counts."""
        self.is_right, self.answered_at = is_right, now
        self.save(update_fields=["is_right", "answered_at"])
