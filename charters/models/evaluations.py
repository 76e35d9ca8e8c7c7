"""Evaluations: each quarter, people with lived experience lead a look at how the work goes."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Membership, Partnership
from partners.roles import Group


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Evaluations, as the domain asks for them."""

    def open(self) -> Self:
        """Evaluations that are going on."""
        return self.filter(closed_at=None)

    def newest_first(self) -> Self:
        """All of them, the latest first, with who leads."""
        return self.select_related("led_by__person").order_by("-due_on", "-pk")


class Evaluation(models.Model):
    """A look at one quarter, led by somebody with lived experience.

    `figures` are the sentences the record gave when it was opened, by language, each with the pages
    it rests on: [{"words": {"en": ...}, "pages": [address, ...]}, ...]. They never change, so that
    everybody talks about the same.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="evaluations"
    )
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    figures = models.JSONField(default=list)
    led_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    present = models.ManyToManyField(Membership, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "due_on"], name="quarter_is_evaluated_once"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(closed_at=None),
                name="partnership_has_one_open_evaluation",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, led_by__isnull=False),
                name="closed_evaluation_was_led_and_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.due_on}"

    def get_absolute_url(self) -> str:
        """Return the address of the evaluation's page."""
        kwargs = {"slug": self.partnership.slug, "pk": self.pk}
        return reverse("dashboards:evaluation", kwargs=kwargs)


class RemarkKind(models.TextChoices):
    """What a remark in an evaluation is."""

    SEES = "sees", _("What I see")
    ANSWERS = "answers", _("What I answer, as somebody who leads or pays")


class Remark(models.Model):
    """What one person says in an evaluation, in their own words, with the group they speak from."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(_("what it is"), max_length=12, choices=RemarkKind)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=16, choices=Group)  # as it was when they said it
    text = models.TextField(_("in my own words"), max_length=5000)
    language = models.CharField(max_length=12)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remark")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "membership", "kind"], name="person_says_it_once"
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="remark_has_words",
                violation_error_message=_("Write what you want to say."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="answers") | Q(group__in=["leader", "payer"]),
                name="only_who_leads_or_pays_answers_an_evaluation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.kind}"


class EvaluationActionQuerySet(models.QuerySet["EvaluationAction"]):
    """Actions, as the domain asks for them."""

    def open(self) -> Self:
        """Actions that are not done, the earliest first."""
        return self.filter(done_at=None).order_by("due_on", "pk")


class EvaluationAction(models.Model):
    """What somebody will do because of an evaluation, and by when."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("what will be done"), max_length=300)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by when"))
    done_at = models.DateTimeField(null=True, blank=True)

    objects = EvaluationActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action of an evaluation")

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """Return the address where it stands among the others."""
        return f"{self.evaluation.get_absolute_url()}#actions"
