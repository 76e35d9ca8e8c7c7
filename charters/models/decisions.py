"""Decisions: options, positions, objections with their answers, and how the decision was shared."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Resource
from partners.models import Membership, Partnership


class Method(models.TextChoices):
    """How a decision is taken."""

    CONSENT = "consent", _("Consent: nobody has an objection left")
    CONSENSUS = "consensus", _("Consensus: everyone agrees")
    VOTE = "vote", _("Vote: the option most people choose")


class Rung(models.IntegerChoices):
    """How far a decision was shared. Own descriptors, from least to most."""

    TOLD = 1, _("Told")
    TAUGHT = 2, _("Taught")
    CONSULTED = 3, _("Consulted")
    INVOLVED = 4, _("Involved")
    CO_DESIGNED = 5, _("Co-designed")
    CO_DECIDED = 6, _("Co-decided")
    CO_DELIVERED = 7, _("Co-delivered")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, as the domain asks for them."""

    def open(self) -> Self:
        """Decisions that people can still take a position on."""
        return self.filter(decided_at=None, dropped_at=None).order_by("closes_at", "pk")

    def taken(self) -> Self:
        """Decisions that were taken, latest first."""
        return self.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")


class Decision(models.Model):
    """A question that the group decides, and the record of how it did."""

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
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    rung_claimed = models.PositiveSmallIntegerField(_("how far it is shared"), choices=Rung)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chosen = models.ForeignKey(
        "Option", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(_("what was decided, and why"), blank=True, max_length=4000)
    review_on = models.DateField(_("when we look at it again"), null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    record = models.JSONField(
        default=dict, blank=True
    )  # who had no text, was absent, asked for time

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
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decision_says_who_closed_it_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Return the address of the decision's page."""
        return reverse("charters:decision", kwargs={"slug": self.partnership.slug, "pk": self.pk})


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


class Position(models.Model):
    """One person's stance in an open decision. An objection needs a reason."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="positions")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="positions")
    option = models.ForeignKey(
        Option, on_delete=models.CASCADE, null=True, blank=True, related_name="positions"
    )
    stance = models.CharField(_("my position"), max_length=12, choices=Stance)
    reason = models.TextField(_("why"), blank=True, max_length=2000)
    language = models.CharField(max_length=12, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("position")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "membership"], name="person_takes_one_position"
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

    class Meta:
        verbose_name = _("objection")

    def __str__(self) -> str:
        return f"{self.membership} / {self.decision}"


class Ballot(models.Model):
    """One secret vote. Nothing in this row, nor its order, says whose it is."""

    id = models.UUIDField(primary_key=True)
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="ballots")

    def __str__(self) -> str:
        return "ballot"


class Voted(models.Model):
    """That a person has voted in a secret ballot; not what, and not when."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="voted")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "membership"], name="person_votes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.decision}"


class Override(models.Model):
    """A decision closed although the pace guard said no: who did it and why, for good."""

    class Guard(models.TextChoices):
        """Which promise was not kept."""

        READING_DAYS = "reading_days", _("The reading days were not over.")
        QUORUM = "quorum", _("Too few people with lived experience took part.")
        OBJECTION = "objection", _("An objection had no answer.")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="overrides")
    guard = models.CharField(max_length=16, choices=Guard)
    reason = models.CharField(_("why it could not wait"), max_length=400)
    language = models.CharField(max_length=12)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="override_has_a_reason",
                violation_error_message=_("Say why it could not wait. Everyone will read it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.guard}"


class RungExperienced(models.Model):
    """How far a decision was shared, as one person with lived experience saw it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="rungs")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    rung = models.PositiveSmallIntegerField(choices=Rung)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "membership"], name="person_names_one_rung_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.rung}"
