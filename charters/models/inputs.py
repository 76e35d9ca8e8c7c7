"""Inputs: what people said and hoped to influence, and what became of it."""

from datetime import datetime
from typing import Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Membership, Partnership
from partners.roles import Group


class Outcome(models.TextChoices):
    """What became of an input."""

    ADOPTED = "adopted", _("Adopted")
    PARTLY = "partly", _("Partly adopted")
    NOT_ADOPTED = "not_adopted", _("Not adopted")
    LATER = "later", _("Later")


class InputQuerySet(models.QuerySet["Input"]):
    """Inputs, as the domain asks for them."""

    def waiting(self) -> Self:
        """Inputs without an outcome, the longest waiting first."""
        return self.filter(outcome="", withdrawn_at=None).order_by("answer_due_at", "pk")

    def overdue(self, now: datetime) -> Self:
        """Inputs that wait longer than was promised."""
        return self.waiting().filter(answer_due_at__lt=now)

    def answered(self) -> Self:
        """Inputs with an outcome, the latest first."""
        return (
            self.exclude(outcome="")
            .filter(withdrawn_at=None)
            .order_by(F("answered_at").desc(), "-pk")
        )


class Input(models.Model):
    """Something a person said and hoped to influence. Ends in an outcome with a reason, which they confirm."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="inputs")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="inputs")
    group = models.CharField(max_length=16, choices=Group)  # as it was when they said it
    said = models.TextField(_("what I want to say"), max_length=5000)
    language = models.CharField(max_length=12)
    about_type = models.ForeignKey(
        ContentType, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # a decision, meeting, resource or agreement of the same partnership; empty: anything
    about_id = models.BigIntegerField(null=True, blank=True)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_right = models.BooleanField(
        null=True, blank=True
    )  # the person's word on what was recorded
    answer_due_at = models.DateTimeField()
    outcome = models.CharField(_("what became of it"), max_length=12, choices=Outcome, blank=True)
    reason = models.TextField(_("why"), blank=True, max_length=4000)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_revision = models.PositiveIntegerField(default=0)
    confirmed = models.BooleanField(null=True, blank=True)  # "yes, that is what happened"
    confirmed_at = models.DateTimeField(null=True, blank=True)
    disputed_because = models.TextField(_("what is not right"), blank=True, max_length=2000)
    disputed_language = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InputQuerySet.as_manager()

    class Meta:
        verbose_name = _("input")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None, answered_at=None)
                | (~Q(outcome="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="outcome_says_who_and_when",
                violation_error_message=_("An answer needs to say what became of it, and why."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed=None, confirmed_at=None)
                | Q(confirmed__isnull=False, confirmed_at__isnull=False),
                name="confirmation_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "answer_due_at"], name="inputs_by_promise"),
        ]

    def __str__(self) -> str:
        return self.said[:60]

    def get_absolute_url(self) -> str:
        """Return the address of the input's page."""
        return reverse("charters:input", kwargs={"slug": self.partnership.slug, "pk": self.pk})
