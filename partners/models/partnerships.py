"""Programmes, their leaders, partnerships, and the rules that they work by."""

from zoneinfo import ZoneInfo

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models.people import Person
from partners.validators import validate_languages, validate_leads, validate_zone


class Programme(models.Model):
    """A set of partnerships that the same leaders answer for."""

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(unique=True)

    class Meta:
        verbose_name = _("programme")

    def __str__(self) -> str:
        return self.name


class ProgrammeLeader(models.Model):
    """A person who answers for a programme. Sees numbers, never people."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="leaders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="programmes_led")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="leader_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.programme}"


class Stage(models.TextChoices):
    """Where the change in care stands (EPIS: Aarons, Hurlburt & Horwitz 2011)."""

    EXPLORATION = "exploration", _("Exploration")
    PREPARATION = "preparation", _("Preparation")
    IMPLEMENTATION = "implementation", _("Implementation")
    SUSTAINMENT = "sustainment", _("Sustainment")


class Partnership(models.Model):
    """The group that co-produces one change in care."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="partnerships")
    name = models.CharField(_("name"), max_length=160)
    purpose = models.CharField(_("what we are changing"), max_length=400, blank=True)
    slug = models.SlugField(unique=True)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage, default=Stage.EXPLORATION)
    languages = models.JSONField(_("languages"), default=list, validators=[validate_languages])
    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("partnership")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the partnership's home page."""
        return reverse("dashboards:partnership", kwargs={"slug": self.slug})

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the partnership meets, unless a meeting says otherwise."""
        return ZoneInfo(self.timezone)


def default_leads() -> list[str]:
    """Return the lead times of reminders: seven days, a day, two hours (ISO 8601 durations)."""
    return ["P7D", "P1D", "PT2H"]


class Method(models.TextChoices):
    """How a decision is taken."""

    CONSENT = "consent", _("Consent: nobody has an objection left")
    CONSENSUS = "consensus", _("Consensus: everyone agrees")
    VOTE = "vote", _("Vote: the option most people choose")


class WorkingRules(models.Model):
    """A partnership's promises as numbers. A charter in force sets them; the app keeps them."""

    partnership = models.OneToOneField(
        Partnership, on_delete=models.CASCADE, related_name="working_rules"
    )
    reading_days = models.PositiveSmallIntegerField(
        _("days to read before we meet or decide"), default=7
    )
    reminder_leads = models.JSONField(
        _("reminders before a meeting"), default=default_leads, validators=[validate_leads]
    )
    follow_up_days = models.PositiveSmallIntegerField(
        _("days until we ask whether it worked"), default=3
    )
    support_days = models.PositiveSmallIntegerField(
        _("days before a meeting by which support is arranged"), default=10
    )
    feedback_days = models.PositiveSmallIntegerField(
        _("days until an input has an answer"), default=14
    )
    payment_days = models.PositiveSmallIntegerField(
        _("days until a promised payment arrives"), default=30
    )
    lived_experience_quorum = models.PositiveSmallIntegerField(
        _("people with lived experience needed to decide"), default=2
    )
    relational_minutes = models.PositiveSmallIntegerField(
        _("minutes for relating in a meeting"), default=10
    )
    reflection_minutes = models.PositiveSmallIntegerField(
        _("minutes for reflecting in a meeting"), default=10
    )
    review_months = models.PositiveSmallIntegerField(_("months between reviews"), default=6)
    checkpoint_months = models.PositiveSmallIntegerField(
        _("months until each person is asked whether it still fits"),
        default=4,
        validators=[MinValueValidator(1)],
    )
    decision_method = models.CharField(
        _("how we decide"), max_length=12, choices=Method, default=Method.CONSENT
    )
    secret_ballots_allowed = models.BooleanField(_("secret ballots are allowed"), default=False)
    read_at = models.DateTimeField(null=True, blank=True)  # and kept or changed, by a facilitator

    class Meta:
        verbose_name = _("working rules")

    def __str__(self) -> str:
        return str(self.partnership)
