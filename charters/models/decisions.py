"""Decisions: options, positions, objections with their answers, and how the decision was shared."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Resource
from partners.models import Membership, Method, Partnership


class Rung(models.IntegerChoices):
    """How far a decision was shared. Own descriptors, from least to most."""

    TOLD = 1, _("Told: it was decided, and people were told")
    TAUGHT = 2, _("Taught: people were told, and it was explained")
    CONSULTED = 3, _("Consulted: people were asked, others decided")
    INVOLVED = 4, _("Involved: people took part, others decided")
    CO_DESIGNED = 5, _("Co-designed: people shaped it, others had the last word")
    CO_DECIDED = 6, _("Co-decided: everyone had an equal say")
    CO_DELIVERED = 7, _("Co-delivered: everyone decided, and everyone does it")


class Guard(models.TextChoices):
    """A promise about the pace of deciding. The label says what was not kept."""

    EARLY = "early", _("It was closed before the time that was announced.")
    READING_DAYS = "reading_days", _("Not everyone had the days to read that we promise.")
    QUORUM = "quorum", _("Too few people with lived experience took a position.")
    OBJECTION = "objection", _("An objection had no answer.")


def kept_or_says_why(guard: Guard) -> models.CheckConstraint:
    """A decision that is taken kept this promise, or says why not. An open one says neither."""
    kept, override = f"{guard}_kept", f"{guard}_override"
    is_taken = Q(**{"decided_at__isnull": False, f"{kept}__isnull": False})
    holds = Q(**{kept: True, override: ""}) | (Q(**{kept: False}) & ~Q(**{override: ""}))
    return models.CheckConstraint(
        condition=Q(**{"decided_at": None, kept: None, override: ""}) | (is_taken & holds),
        name=f"decision_keeps_{guard}_or_says_why",
        violation_error_message=_("Say why it could not wait. Everyone will read it."),
    )


@dataclass(frozen=True)
class Override:
    """A promise that was not kept when a decision was taken, and why."""

    guard: Guard
    reason: str
    language: str
    by: Membership
    at: datetime

    @property
    def what(self) -> str | Promise:
        """The sentence that says what was not kept."""
        return self.guard.label


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, as the domain asks for them."""

    def undecided(self) -> Self:
        """Decisions neither taken nor taken back, the first to close first."""
        return self.filter(decided_at=None, dropped_at=None).order_by("closes_at", "pk")

    def open(self, now: datetime) -> Self:
        """Decisions that people can take a position on now."""
        return self.undecided().filter(opens_at__lte=now, closes_at__gt=now)

    def to_close(self, now: datetime) -> Self:
        """Decisions whose time is over and that nobody closed yet."""
        return self.undecided().filter(closes_at__lte=now)

    def taken(self) -> Self:
        """Decisions that were taken, latest first."""
        return self.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")

    def ended(self) -> Self:
        """Decisions that were taken or taken back, latest first."""
        return self.exclude(decided_at=None, dropped_at=None).order_by(
            Coalesce("decided_at", "dropped_at").desc(), "-pk"
        )

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related("decided_by", "chosen")


class Decision(models.Model):
    """A question that the group decides, and the record of how it did.

    For each guard of the pace, `<guard>_kept` and `<guard>_override` are set when it is taken.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="decisions")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    question = models.CharField(_("what we decide"), max_length=300)
    background = models.TextField(_("what to know"), blank=True, max_length=5000)
    reading = models.ManyToManyField(Resource, blank=True, related_name="decisions")
    method = models.CharField(
        _("how we decide"), max_length=12, choices=Method, default=Method.CONSENT
    )
    is_secret = models.BooleanField(_("secret ballot"), default=False)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    revision = models.PositiveIntegerField(default=0)  # times the closing moved; tells again
    rung_claimed = models.PositiveSmallIntegerField(_("how far it is shared"), choices=Rung)
    rung_words = models.CharField(_("in our own words"), max_length=300, blank=True)
    rung_words_language = models.CharField(max_length=12, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chosen = models.ForeignKey(
        "Option", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(_("what was decided, and why"), blank=True, max_length=4000)
    review_on = models.DateField(_("when we look at it again"), null=True, blank=True)
    early_kept = models.BooleanField(null=True, blank=True)
    early_override = models.CharField(max_length=400, blank=True)
    reading_days_kept = models.BooleanField(null=True, blank=True)
    reading_days_override = models.CharField(max_length=400, blank=True)
    quorum_kept = models.BooleanField(null=True, blank=True)
    quorum_override = models.CharField(max_length=400, blank=True)
    objection_kept = models.BooleanField(null=True, blank=True)
    objection_override = models.CharField(max_length=400, blank=True)
    override_language = models.CharField(max_length=12, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dropped_because = models.CharField(_("why it is taken back"), max_length=400, blank=True)
    dropped_language = models.CharField(max_length=12, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="decision_closes_after_it_opens",
                violation_error_message=_("The decision must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, dropped_at=None),
                name="decision_says_who_closed_it_and_when",
                violation_error_message=_("A decision that is taken says who closed it, and when."),
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_by=None, dropped_because="")
                | (Q(dropped_at__isnull=False, dropped_by__isnull=False) & ~Q(dropped_because="")),
                name="decision_taken_back_says_who_when_and_why",
                violation_error_message=_("Say why it is taken back. Everyone will read it."),
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(method=Method.VOTE),
                name="only_a_vote_is_secret",
                violation_error_message=_("Only a vote can be secret."),
            ),
            *(kept_or_says_why(guard) for guard in Guard),
        ]
        indexes = [models.Index(fields=["partnership", "closes_at"], name="decisions_by_close")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Return the address of the decision's page."""
        return reverse("charters:decision", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    def is_open(self, now: datetime) -> bool:
        """Say whether people can take a position now."""
        return self.is_undecided and self.opens_at <= now < self.closes_at

    @property
    def is_undecided(self) -> bool:
        """Whether it was neither taken nor taken back."""
        return self.decided_at is None and self.dropped_at is None

    def state(self, now: datetime) -> str:
        """Return where it stands: taken, dropped, coming, open, or over (its time, unclosed)."""
        if self.decided_at:
            return "taken"
        if self.dropped_at:
            return "dropped"
        if now < self.opens_at:
            return "coming"
        return "open" if now < self.closes_at else "over"

    @property
    def overrides(self) -> list[Override]:
        """The promises that were not kept when it was taken, each with its reason."""
        if self.decided_at is None or self.decided_by is None:
            return []
        return [
            Override(guard, reason, self.override_language, self.decided_by, self.decided_at)
            for guard in Guard
            if (reason := getattr(self, f"{guard}_override"))
        ]


class DecisionText(models.Model):
    """Since when a decision's question, background and options can be read in one language."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    available_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "language"], name="decision_is_readable_once_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.language}"


class Option(models.Model):
    """One of the answers a decision may have."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("option"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("option")

    def __str__(self) -> str:
        return self.text


class Stance(models.TextChoices):
    """What a person says to a proposal."""

    AGREE = "agree", _("I agree")
    CONCERNS = "concerns", _("I agree, with concerns")
    ASIDE = "aside", _("I stand aside")
    OBJECT = "object", _("I object")
    MORE_TIME = "more_time", _("I need more time")


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions, as the domain asks for them."""

    def standing(self) -> Self:
        """The last position of each person."""
        return self.filter(replaced_at=None)


class Position(models.Model):
    """One person's stance in a decision. A change of mind is a new row; the old one stays."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="positions")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="positions")
    option = models.ForeignKey(
        Option, on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    stance = models.CharField(_("my position"), max_length=12, choices=Stance)
    reason = models.TextField(_("why"), blank=True, max_length=2000)
    language = models.CharField(max_length=12, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "membership"],
                condition=Q(replaced_at=None),
                name="person_has_one_position_in_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(stance="object") | ~Q(reason=""),
                name="objection_has_a_reason",
                violation_error_message=_(
                    "An objection needs a reason, so that it can be answered."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.stance}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Objections, as the domain asks for them."""

    def standing(self) -> Self:
        """Objections that their authors still have."""
        return self.filter(withdrawn_at=None)

    def unanswered(self) -> Self:
        """Standing objections that nobody answered yet."""
        return self.standing().filter(answered_at=None)


class Objection(models.Model):
    """An objection, kept for good, and how it was answered."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="objections")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2000)
    language = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    answer = models.TextField(_("how it was answered"), blank=True, max_length=2000)
    answer_language = models.CharField(max_length=12, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="kept_objection_has_a_reason",
                violation_error_message=_(
                    "An objection needs a reason, so that it can be answered."
                ),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="objection_answer_says_who_and_when",
                violation_error_message=_("Write how the objection is answered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.decision}"


class Ballot(models.Model):
    """One secret vote. Nothing in this row, nor its place in the table, says whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="ballots")

    def __str__(self) -> str:
        return "ballot"


class Voted(models.Model):
    """That a person has voted in a secret ballot; not what, and not when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="voted")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "membership"], name="person_votes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.decision}"


class Part(models.TextChoices):
    """What a record keeps about a person, besides the position they took."""

    NO_TEXT = "no_text", _("Had no text in a language they read")
    ABSENT = "absent", _("Took no position")
    ASKED_FOR_TIME = "asked_for_time", _("Asked for more time")


class RecordLine(models.Model):
    """One line of the record of a decision: who had no text, was absent, asked for time."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="record")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=16, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "membership", "part"], name="record_says_each_thing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.part}"


class RungExperienced(models.Model):
    """How far a decision was shared, as one person with lived experience saw it. Asked once."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="rungs")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    rung = models.PositiveSmallIntegerField(choices=Rung, null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "membership"], name="person_names_one_rung_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(rung=None, answered_at=None)
                | Q(rung__isnull=False, answered_at__isnull=False),
                name="rung_answer_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.rung}"
