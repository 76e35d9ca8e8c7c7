"""People, programmes, partnerships, and how a person belongs to a partnership."""

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners import languages, tongues
from partners.audit import Action, AuditEvent, AuditHead  # noqa: F401  the log
from partners.dates import is_zone
from partners.emergency import EmergencyLook  # noqa: F401  two people, one hour
from partners.erasures import Erasure  # noqa: F401  one of the rest of this app's models
from partners.help_grants import HelpGrant
from partners.interpreters import Gender, Interpreter, InterpreterQuerySet  # noqa: F401
from partners.motivations import (  # noqa: F401  the rest of this app's models
    Audience,
    GoalAction,
    LearningGoal,
    Motivation,
    ReasonKind,
)
from partners.names import NameField
from partners.roles import GRANTS, LIVED_EXPERIENCE, ROLES_TAKING_PART, Group, Permission, Role
from partners.text_consent import (  # noqa: F401
    ConsentEnd,
    StoppedNumber,
    TextConsent,
)
from partners.validators import (
    validate_channels,
    validate_languages,
    validate_leads,
    validate_zone,
)


def make_nonce() -> str:
    """Return 128 random bits, from which a revocable address is derived."""
    return secrets.token_urlsafe(16)


class Channel(models.TextChoices):
    """How a person prefers to be told."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    CALL = "call", _("Phone call")
    POST = "post", _("Letter by post")


def offered_channels() -> list[tuple[str, Any]]:
    """Return the channels that this site can use, with their labels."""
    without = set() if settings.TEXTS else {Channel.TEXT.value}
    return [(value, label) for value, label in Channel.choices if value not in without]


class Detail(models.TextChoices):
    """How much a message tells to whoever sees the screen."""

    FULL = "full", _("Everything: title, day, time, place")
    STANDARD = "standard", _("Day, time and place, but no title")
    MINIMAL = "minimal", _("Only that there is a message; I sign in to read it")


class PersonManager(BaseUserManager["Person"]):
    """People, with or without an account."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person who signs in with this e-mail address, in any letter case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Anyone who takes part. May have no e-mail address and no account."""

    name = NameField(_("name"), max_length=120)
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("Somebody already signs in with this e-mail address.")},
    )
    household_email = models.EmailField(
        _("shared e-mail address"),
        blank=True,
        help_text=_(
            "A mailbox you share with others. Messages go there, but it does not sign anyone in."
        ),
    )
    phone = models.CharField(_("phone number"), max_length=32, blank=True)
    postal_address = models.TextField(
        _("postal address"),
        max_length=300,
        blank=True,
        help_text=_("As it stands on an envelope, with the name."),
    )
    language = models.CharField(
        _("language"), max_length=12, choices=languages.choices, default="en"
    )
    also_reads = models.JSONField(
        _("also reads"), default=list, blank=True, validators=[validate_languages]
    )
    timezone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_zone]
    )
    channel = models.CharField(
        _("how to reach me"), max_length=12, choices=Channel, default=Channel.EMAIL
    )
    urgent_also = models.JSONField(
        _("when something changes, also by"),
        default=list,
        blank=True,
        validators=[validate_channels],
    )
    # Where they agreed to get texts (E.164), or nothing; `texting` keeps it with the consent.
    texts_to = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(8))
    detail = models.CharField(
        _("what messages tell"), max_length=12, choices=Detail, default=Detail.STANDARD
    )
    reminder_leads = models.JSONField(
        _("when to remind me"), null=True, blank=True, validators=[validate_leads]
    )
    muted = models.JSONField(_("messages switched off"), default=list, blank=True)
    timing_revision = models.PositiveIntegerField(default=0, editable=False)  # see TIMING
    feed_nonce = models.CharField(max_length=32, default=make_nonce, editable=False)
    feed_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    vault = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # names their key
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # What moves a person's reminders to another time or channel: changing one raises the revision.
    TIMING: ClassVar[frozenset[str]] = frozenset(
        {"timezone", "quiet_from", "quiet_until", "reminder_leads", "channel", "phone"}
        | {"email", "household_email", "texts_to", "postal_address"}
    )

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=~Q(email=""),
                name="person_without_email_has_none_rather_than_empty",
                violation_error_message=_("Leave the e-mail address out, or write a whole one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Keep the address as typed, but none rather than an empty one."""
        self.email = (self.email or "").strip() or None

    @property
    def address(self) -> str:
        """Where mail reaches this person: their own address, else the shared one, else nothing."""
        return self.email or self.household_email

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone; UTC where the stored one is no longer known."""
        return ZoneInfo(self.timezone if is_zone(self.timezone) else "UTC")

    @property
    def reads(self) -> list[str]:
        """Languages this person reads, the preferred one first."""
        return [self.language, *(code for code in self.also_reads if code != self.language)]

    @property
    def direction(self) -> str:
        """The direction in which this person's language is written."""
        return languages.direction(self.language)

    def save_changes(self, fields: Iterable[str]) -> None:
        """Save these fields; reminders are planned anew if one says when or how to remind."""
        fields = {*fields}
        if fields & self.TIMING:
            self.timing_revision += 1
            fields.add("timing_revision")
        self.save(update_fields=sorted(fields))

    def has_usable_password(self) -> bool:
        """No: nobody has a password here, and nobody is asked for one."""
        return False

    @property
    def works(self) -> list[str]:
        """The channels that reach this person: the preferred one first, then in our own order."""
        texts_to = self.texts_to if settings.TEXTS else ""
        ways = {
            Channel.EMAIL: self.address,
            Channel.TEXT: texts_to,
            Channel.CALL: self.phone,
            Channel.POST: self.postal_address,
        }
        working = [channel.value for channel, way in ways.items() if way]
        return sorted(working, key=lambda channel: channel != self.channel)

    def reachable_by(self) -> str | None:
        """Return the channel that works: the preferred one, else another, else None."""
        return next(iter(self.works), None)

    @property
    def can_be_written_to(self) -> bool:
        """Whether mail or texts reach this person, so that a receipt needs nobody's time."""
        return bool({Channel.EMAIL.value, Channel.TEXT.value} & {*self.works})


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


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, as the domain asks for them."""

    def active(self) -> Self:
        """People who joined and have not left. Some may be pausing."""
        return self.filter(joined_at__isnull=False, left_at=None)

    def taking_part(self) -> Self:
        """Active people whose role takes part, and who are not pausing."""
        return self.active().filter(paused_at=None, role__in=ROLES_TAKING_PART)

    def facilitating(self) -> Self:
        """Active facilitators, whether or not they pause."""
        return self.active().filter(role=Role.FACILITATOR)

    def invited(self) -> Self:
        """People who were invited and have not joined."""
        return self.filter(joined_at=None, left_at=None)

    def with_person(self) -> Self:
        """Bring the person along. The partnership is at hand where they were found from it."""
        return self.select_related("person")

    def with_languages(self) -> Self:
        """Bring along which languages each person reads, and nothing else."""
        there = self.select_related("person")
        return there.only("partnership", "person__language", "person__also_reads")

    def with_boundary(self) -> Self:
        """People who said what they do not want to be asked, by name."""
        return self.exclude(boundary="").with_person().order_by("person__name", "pk")

    def by_group(self) -> Self:
        """In the order of the groups, who joined first before the others of their group."""
        places = [models.When(group=group, then=place) for place, group in enumerate(Group)]
        return self.order_by(models.Case(*places), "joined_at", "pk")

    def with_needs_for(self, reader: "Membership") -> Self:
        """Bring along, as `shown_needs`, the active needs that `reader` may see."""
        seen = SupportNeed.objects.active().visible_to(reader).select_related("recorded_by__person")
        seen = seen.order_by("created_at", "pk")
        return self.prefetch_related(models.Prefetch("needs", seen, to_attr="shown_needs"))


class Membership(models.Model):
    """A person in a partnership: the group they belong to, the role they have."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    group = models.CharField(_("group"), max_length=16, choices=Group)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.PARTNER)
    strengths = models.TextField(_("what I bring"), blank=True, max_length=2000)
    strengths_language = models.CharField(max_length=12, blank=True)
    # Not sealed: whoever is about to ask must see it.
    boundary = models.TextField(_("what I do not want to be asked"), blank=True, max_length=1000)
    boundary_language = models.CharField(max_length=12, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)  # from the last break
    left_at = models.DateTimeField(null=True, blank=True)
    first_month_put_away_at = models.DateTimeField(null=True, blank=True)  # a facilitator's list
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(joined_at__isnull=False),
                name="person_pauses_only_after_joining",
            ),
            models.UniqueConstraint(
                fields=["partnership", "person"],
                condition=Q(left_at=None),
                name="person_belongs_to_a_partnership_once",
                violation_error_message=_("This person already belongs to the partnership."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.partnership}"

    def get_absolute_url(self) -> str:
        """Return the address of this person's page in the partnership."""
        return reverse("partners:person", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    @property
    def is_lived_experience(self) -> bool:
        """Whether this person lives with the condition, or cares for someone who does."""
        return self.group in LIVED_EXPERIENCE

    @property
    def takes_part(self) -> bool:
        """Whether they take part now: see `taking_part`."""
        is_there = bool(self.joined_at) and not self.left_at and not self.paused_at
        return is_there and self.role in ROLES_TAKING_PART

    def may(self, permission: Permission) -> bool:
        """Say whether the role grants `permission`."""
        return permission in GRANTS[self.role]

    @property
    def permissions(self) -> dict[str, bool]:
        """Each permission by name and whether the role grants it, for templates."""
        return {permission.value: self.may(permission) for permission in Permission}

    @transaction.atomic
    def pause(self, now: datetime) -> None:
        """Take no part for a while. No reason is asked. Nobody answers for others meanwhile."""
        HelpGrant.objects.not_ended().of(self).update(ended_at=now, ended_by=self)
        self.paused_at = now
        self.save(update_fields=["paused_at"])

    def put_first_month_away(self, now: datetime) -> None:
        """Do without the list of what to do first. Doing it twice changes nothing."""
        self.first_month_put_away_at = self.first_month_put_away_at or now
        self.save(update_fields=["first_month_put_away_at"])

    def resume(self, now: datetime) -> None:
        """Take part again."""
        if self.paused_at is not None:
            self.paused_at, self.returned_at = None, now
            self.save(update_fields=["paused_at", "returned_at"])

    def lock(self) -> None:
        """Let nobody else change what belongs to this membership until the transaction ends.

        A form sent twice by an impatient finger is then written once.
        """
        Membership.objects.select_for_update().get(pk=self.pk)


class NeedKind(models.TextChoices):
    """What a person may need to take part. Never why."""

    INTERPRETER = "interpreter", _("An interpreter")
    READER = "reader", _("Somebody who reads aloud to me")
    TRANSPORT = "transport", _("A ride, or travel paid in advance")
    CHILD_CARE = "child_care", _("Child care, or care for someone at home")
    DATA = "data", _("Internet or phone data")
    DEVICE = "device", _("A phone, tablet or computer to use")
    PHONE_ONLY = "phone_only", _("Joining by phone")
    LARGE_PRINT = "large_print", _("Large print")
    EASY_READ = "easy_read", _("Easy words and pictures")
    PAPER = "paper", _("Papers by post")
    CAPTIONS = "captions", _("Captions")
    STEP_FREE = "step_free", _("A place without steps")
    BREAKS = "breaks", _("Breaks, or a quiet place")
    FOOD = "food", _("Food that suits me")
    COMPANION = "companion", _("Someone to come with me")
    OTHER = "other", _("Something else")


INTERPRETED = [NeedKind.INTERPRETER, NeedKind.READER]  # somebody comes, who may be wished for


class NeedVisibility(models.TextChoices):
    """Who may see that a person has a need."""

    ARRANGERS = "arrangers", _("Only the facilitators, who arrange it")
    PARTNERSHIP = "partnership", _("Everyone in the partnership")


class SupportNeedQuerySet(models.QuerySet["SupportNeed"]):
    """Support needs, as the domain asks for them."""

    def active(self) -> Self:
        """Needs that the person still has."""
        return self.filter(ended_at=None)

    def visible_to(self, reader: Membership) -> Self:
        """Needs that `reader` may see: all for who arranges, else their own and the shared ones."""
        if reader.may(Permission.ARRANGE_SUPPORT):
            return self
        return self.filter(Q(membership=reader) | Q(visible_to=NeedVisibility.PARTNERSHIP))


class SupportNeed(models.Model):
    """What a person needs to take part, in their own words. Asked once, never with a reason."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(_("what I need"), max_length=16, choices=NeedKind)
    detail = models.CharField(_("what to know to arrange it"), max_length=400, blank=True)
    detail_language = models.CharField(max_length=12, blank=True)
    is_essential = models.BooleanField(_("I cannot come without it"), default=False)
    visible_to = models.CharField(
        _("who may see it"), max_length=12, choices=NeedVisibility, default=NeedVisibility.ARRANGERS
    )
    tongue = models.CharField(_("language"), max_length=tongues.LONGEST, blank=True)
    wished_gender = models.CharField(max_length=8, choices=Gender, blank=True)
    is_stranger = models.BooleanField(default=False)
    # Not sealed: whoever books must see it. Forgotten when the need ends.
    not_these = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Who wrote it down, where it was not the person, and the person's word on it.
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_right = models.BooleanField(null=True, blank=True)

    objects = SupportNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("support need")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=NeedKind.OTHER) | ~Q(detail=""),
                name="something_else_says_what",
                violation_error_message=_("Say in your own words what you need."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["interpreter", "reader"])
                | Q(tongue="", wished_gender="", is_stranger=False, not_these=""),
                name="only_who_interprets_or_reads_is_wished_for",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None, recorded_at=None, recorded_right=None)
                | Q(recorded_by__isnull=False, recorded_at__isnull=False),
                name="recorded_need_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Carrier(models.TextChoices):
    """How an invitation reaches the person invited."""

    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By a printed letter with a code")
    NONE = "none", _("I tell them myself; add them now")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, as the domain asks for them."""

    def usable(self, now: datetime) -> Self:
        """Invitations not used, replaced, withdrawn or expired."""
        return self.filter(accepted_at=None, voided_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """One way in for one person: an address that works once, and a short code for paper."""

    LIFETIME = timedelta(days=21)

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # What the inviter typed. Only this is shown to them, even if the person was known before.
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=32, blank=True)
    language = models.CharField(_("their language"), max_length=12)
    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    carrier = models.CharField(max_length=12, choices=Carrier)
    nonce = models.CharField(max_length=32, default=make_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    # Of the words of the yes (joining.YES), and the language in which they were read.
    accepted_version = models.PositiveSmallIntegerField(null=True, blank=True)
    accepted_language = models.CharField(max_length=12, blank=True)
    accepted_by_browser = models.CharField(max_length=64, blank=True)  # see joining.remember
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote down their yes, said by phone or on paper
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(voided_at=None),
                name="invitation_is_not_both_used_and_void",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_version=None, accepted_language="")
                | Q(accepted_at__isnull=False, accepted_version__isnull=False)
                & ~Q(accepted_language=""),
                name="a_yes_to_an_invitation_says_to_which_words",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="invitation_lasts_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} / {self.membership.partnership}"
