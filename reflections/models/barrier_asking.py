"""Whether a barrier is better: what people answer, what they told us, and who opens it again."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.roles import Group


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
        themselves = Q(answers__recorded_by=None) & (is_better | not_better)
        return self.annotate(
            count_better=models.Count("answers", filter=is_better),
            count_not_better=models.Count("answers", filter=not_better),
            count_themselves=models.Count("answers", filter=themselves),
        )


class Asking(models.Model):
    """One time at which those affected are asked whether a barrier is better."""

    barrier = models.ForeignKey("Barrier", on_delete=models.CASCADE, related_name="askings")
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

    barrier = models.ForeignKey("Barrier", on_delete=models.CASCADE, related_name="closings")
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

    barrier = models.ForeignKey("Barrier", on_delete=models.CASCADE, related_name="not_better")
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
