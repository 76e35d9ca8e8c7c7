"""The pulse: five questions after a meeting, and replies that nothing joins to a person."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from partners.models import Partnership


class Statement(models.TextChoices):
    """The five things a pulse asks about. Own words; each names a column of a reply."""

    VOICE = "voice", _("I could say what I wanted.")
    SAFETY = "safety", _("It was safe to disagree.")
    SUPPORT = "support", _("The support I needed was there.")
    CLARITY = "clarity", _("I could follow what was said and decided.")
    FIT = "fit", _("My work here fits why I came.")


class Agrees(models.TextChoices):
    """What a person says to one of them."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    NOT_NEEDED = "not_needed", _("I needed none")
    RATHER_NOT = "rather_not", _("I would rather not say")


def offered(statement: str) -> list[Agrees]:
    """Return the answers one may give to a statement. Only support may not have been needed."""
    needed = statement == Statement.SUPPORT
    return [answer for answer in Agrees if needed or answer != Agrees.NOT_NEEDED]


class PulseQuerySet(models.QuerySet["Pulse"]):
    """Pulses, as the pages and the results ask for them."""

    def open(self, now: datetime) -> Self:
        """Pulses that take replies now, the one that closes first before the others."""
        stands = self.filter(meeting__cancelled_at=None, meeting__ends_at__lte=now)
        return stands.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at", "pk")

    def closed(self, now: datetime) -> Self:
        """Pulses that take no more replies, the last one first."""
        return self.filter(closes_at__lte=now).order_by("-closes_at", "-pk")

    def with_reply_count(self) -> Self:
        """Add how many replied, as `reply_count`. Not to be shown as it is: see pulse_results."""
        return self.annotate(reply_count=models.Count("replies"))


class Pulse(models.Model):
    """Five questions to everyone who was asked to one meeting, open for two weeks."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="pulses")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="pulse")
    asked = models.PositiveIntegerField()  # people
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    reply_count: int  # with_reply_count()

    objects = PulseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="pulse_closes_after_it_opens"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "closes_at"], name="pulses_by_close")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.opens_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        """Say whether it takes replies now. Not if its meeting was called off or moved on."""
        ended = self.meeting.ends_at is not None and self.meeting.ends_at <= now
        in_time = self.opens_at <= now < self.closes_at
        return ended and in_time and self.meeting.cancelled_at is None


class PulseReply(models.Model):
    """One of the answers to each statement. No time, and no person: see pulsing.

    There are as many rows as replies, but a row is nobody's: each column is shuffled by itself, so
    that not even the five answers of one person stand side by side. "" was left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="replies")
    voice = models.CharField(max_length=12, choices=Agrees, blank=True)
    safety = models.CharField(max_length=12, choices=Agrees, blank=True)
    support = models.CharField(max_length=12, choices=Agrees, blank=True)
    clarity = models.CharField(max_length=12, choices=Agrees, blank=True)
    fit = models.CharField(max_length=12, choices=Agrees, blank=True)

    class Meta:
        verbose_name_plural = "pulse replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{statement}__in": ["", *offered(statement)]}),
                name=f"pulse_reply_says_{statement}_in_words_that_were_offered",
            )
            for statement in Statement.values
        ]

    def __str__(self) -> str:
        return str(self.pulse_id)


class Replied(models.Model):
    """That somebody replied to a pulse, so that nobody does so twice. Gone when it closes.

    `mark` is an HMAC over the pulse and the membership: the table alone tells nobody who it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="replied")
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "replied"
        constraints = [
            models.UniqueConstraint(fields=["mark"], name="person_replies_to_a_pulse_once"),
        ]

    def __str__(self) -> str:
        return str(self.pulse_id)
