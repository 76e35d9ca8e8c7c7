"""People, with or without an account, and how to reach them."""

import secrets
import uuid
from collections.abc import Iterable
from datetime import time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners import languages
from partners.dates import is_zone
from partners.names import NameField
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
