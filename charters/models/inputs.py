"""Inputs: what people said and hoped to influence, and what became of it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from charters.models.agreements import Agreement
from charters.models.decisions import Decision
from meetings.models import Meeting, Resource
from partners.models import Membership, Partnership
from partners.roles import Group

ABOUT = {"decision": "question", "meeting": "title", "resource": "title", "agreement": "title"}


class Outcome(models.TextChoices):
    """What became of an input."""

    ADOPTED = "adopted", _("Adopted")
    PARTLY = "partly", _("Partly adopted")
    NOT_ADOPTED = "not_adopted", _("Not adopted")
    # Translators: what becomes of a wish: not now, but later.
    LATER = "later", pgettext_lazy("outcome", "Later")


class InputQuerySet(models.QuerySet["Input"]):
    """Inputs, as the domain asks for them."""

    def waiting(self) -> Self:
        """Inputs without an outcome, the longest waiting first."""
        return self.filter(answer=None, withdrawn_at=None).order_by("answer_due_at", "pk")

    def overdue(self, now: datetime) -> Self:
        """Inputs that wait longer than was promised."""
        return self.waiting().filter(answer_due_at__lt=now)

    def in_time(self, now: datetime) -> Self:
        """Inputs that wait, and may still be answered as promised."""
        return self.waiting().filter(answer_due_at__gte=now)

    def answered(self) -> Self:
        """Inputs with an outcome, the latest first."""
        return self.filter(answer__isnull=False, withdrawn_at=None).order_by(
            "-answer__answered_at", "-pk"
        )

    def disputed(self) -> Self:
        """Inputs whose person says: this is not what happened, or not what I said."""
        return self.filter(
            Q(answer__confirmed=False) | Q(recorded_right=False), withdrawn_at=None
        ).order_by("pk")

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related(
            "partnership", "membership__person", "recorded_by__person",
            "answer__answered_by__person", *(f"{kind}__partnership" for kind in ABOUT),
        )  # fmt: skip


class Input(models.Model):
    """Something a person said and hoped to influence. Ends in an outcome, which they confirm."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="inputs")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="inputs")
    group = models.CharField(max_length=16, choices=Group)  # as it was when they said it
    said = models.TextField(_("what I want to say"), max_length=5000)
    language = models.CharField(max_length=12)
    shown_as_group = models.BooleanField(
        _("show others only which group I belong to, not my name"), default=False
    )
    # What it is about: at most one of these; none, if it is about anything else.
    decision = models.ForeignKey(
        Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="inputs"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="inputs"
    )
    resource = models.ForeignKey(
        Resource, on_delete=models.SET_NULL, null=True, blank=True, related_name="inputs"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="inputs"
    )
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_right = models.BooleanField(
        null=True, blank=True
    )  # the person's word on what was recorded
    revision = models.PositiveIntegerField(default=0)  # of the words; corrected ones are asked anew
    answer_due_at = models.DateTimeField()
    answer = models.OneToOneField(
        "InputAnswer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the one that stands; those disputed before stay in `answers`
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InputQuerySet.as_manager()

    class Meta:
        verbose_name = _("input")
        constraints = [
            models.CheckConstraint(
                condition=~Q(said=""),
                name="input_says_something",
                violation_error_message=_("Write what you want to say."),
            ),
            models.CheckConstraint(
                condition=Q(decision=None, meeting=None, resource=None)
                | Q(decision=None, meeting=None, agreement=None)
                | Q(decision=None, resource=None, agreement=None)
                | Q(meeting=None, resource=None, agreement=None),
                name="input_is_about_one_thing",
                violation_error_message=_("Choose one thing that it is about."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_right=None) | Q(recorded_by__isnull=False),
                name="only_what_was_recorded_is_confirmed",
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

    def is_overdue(self, now: datetime) -> bool:
        """Say whether it waits longer than was promised."""
        waits = self.answer_id is None and self.withdrawn_at is None
        return waits and self.answer_due_at < now

    def names_person_to(self, reader: Membership) -> bool:
        """Say whether `reader` may see who said it: the person, who recorded it, or everyone."""
        mine = reader.pk in (self.membership_id, self.recorded_by_id)
        return mine or not self.shown_as_group

    @property
    def about_kind(self) -> str:
        """Return what it is about: "decision", "meeting", "resource", "agreement", or ""."""
        return next((kind for kind in ABOUT if getattr(self, f"{kind}_id")), "")

    @property
    def about(self) -> models.Model | None:
        """The thing it is about, if it is about one."""
        return getattr(self, self.about_kind) if self.about_kind else None

    @property
    def about_field(self) -> str:
        """The field that names the thing it is about."""
        return ABOUT[self.about_kind]


class InputAnswer(models.Model):
    """What became of an input, why, and whether the person says that this is what happened."""

    input = models.ForeignKey(Input, on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(_("what became of it"), max_length=12, choices=Outcome)
    reason = models.TextField(_("why"), max_length=4000)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    confirmed = models.BooleanField(null=True, blank=True)  # "yes, that is what happened"
    confirmed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote down whether the person confirms it
    disputed_because = models.TextField(_("what is not right"), blank=True, max_length=2000)
    disputed_language = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("answer to an input")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed=None, confirmed_at=None)
                | Q(confirmed__isnull=False, confirmed_at__isnull=False),
                name="confirmation_says_when",
            ),
            models.CheckConstraint(
                condition=Q(disputed_because="") | Q(confirmed__isnull=False, confirmed=False),
                name="only_a_disputed_answer_says_what_is_not_right",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome

    @property
    def is_standing(self) -> bool:
        """Whether no later answer took its place, and the input was not taken back."""
        return self.input.answer_id == self.pk and self.input.withdrawn_at is None
