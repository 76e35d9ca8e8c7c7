"""The ledger: what we tell whom, each attempt to do so, and what a facilitator must do instead."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partners.interpreters import working_for
from partners.models import Channel, Membership, Partnership, Person


class Notice(models.Model):
    """The occasion to tell one person one thing. What it says is rendered when it is sent."""

    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="notices")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject: Any = GenericForeignKey("subject_type", "subject_id")
    revision = models.PositiveIntegerField(
        default=0
    )  # of the subject; a moved meeting is told again
    occasion = models.CharField(
        max_length=16, blank=True
    )  # which of several, as the lead time "P7D"
    due_at = models.DateTimeField()
    last_moment = models.DateTimeField(null=True, blank=True)  # after this it is of no use
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "person", "revision", "occasion"],
                name="notice_is_planned_once",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "-due_at", "-id"], name="outbox_newest_first"),
            models.Index(
                fields=["subject_type", "subject_id", "kind"], name="notices_of_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} r{self.revision}"


class State(models.TextChoices):
    """Where one attempt stands."""

    PENDING = "pending", _("Waiting for its time")
    CLAIMED = "claimed", _("About to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    VOID = "void", _("Not needed any more")
    MISSED = "missed", _("Too late to send")
    FAILED = "failed", _("Could not be sent")
    POISON = "poison", _("Stopped after several crashes")


SENT_BY_US = [Channel.EMAIL, Channel.TEXT]  # people make the calls and post the letters
OPEN_STATES = [State.PENDING, State.CLAIMED, State.SENDING]
CAN_BE_CALLED_BACK = [State.PENDING, State.CLAIMED]  # what is being sent cannot


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, as the sender and the outbox ask for them."""

    def with_notice(self) -> Self:
        """Bring along the notice, its person and its partnership."""
        return self.select_related("notice__person", "notice__partnership")

    def open(self) -> Self:
        """Deliveries that may still be sent."""
        return self.filter(state__in=OPEN_STATES)

    def due(self, now: datetime) -> Self:
        """Deliveries that we send ourselves, whose time has come, and that no sender holds."""
        unheld = Q(state=State.PENDING) | Q(
            state__in=[State.CLAIMED, State.SENDING], lease_until__lt=now
        )
        ours = self.open().filter(channel__in=SENT_BY_US, next_try_at__lte=now)
        return ours.filter(unheld).order_by("next_try_at", "pk")

    def held(self, now: datetime) -> Self:
        """Deliveries whose time has come, and that a sender holds or held when it died."""
        return self.filter(state__in=[State.CLAIMED, State.SENDING], next_try_at__lte=now)

    def call_back(self, reason: str) -> int:
        """Let what nobody sends yet be needed no more, whoever holds it. Return how many."""
        waiting = self.filter(state__in=CAN_BE_CALLED_BACK)
        return waiting.update(state=State.VOID, reason=reason, owner="", lease_until=None)

    def to_members(self) -> Self:
        """Deliveries to people who are invited to or belong to the partnership, or interpret."""
        places = Membership.objects.filter(
            partnership=OuterRef("notice__partnership"),
            person=OuterRef("notice__person"),
            left_at=None,
        )
        interpreting = working_for("notice__partnership", "notice__person")
        return self.filter(Exists(places) | interpreting)

    def may_need_no_call(self) -> Self:
        """Deliveries to people who may be reached by mail, text or letter rather than by phone."""
        person = "notice__person"
        is_mailed = Q(**{f"{person}__email__isnull": False}) | ~Q(
            **{f"{person}__household_email": ""}
        )
        is_texted = ~Q(**{f"{person}__texts_to": ""}) if settings.TEXTS else Q(pk=None)
        is_posted = ~Q(**{f"{person}__postal_address": ""})
        rather_not = ~Q(**{f"{person}__channel": Channel.CALL}) | Q(**{f"{person}__phone": ""})
        return self.filter(is_mailed | is_texted | is_posted, rather_not)

    def letters(self) -> Self:
        """Deliveries that wait to be posted, whoever waits longest first."""
        waiting = self.filter(state=State.PENDING, channel=Channel.POST)
        return waiting.order_by("next_try_at", "pk")

    def to_post(self, now: datetime) -> Self:
        """Deliveries that somebody should print and post now."""
        return self.letters().filter(next_try_at__lte=now)

    def needs_no_letter(self, now: datetime) -> Self:
        """Letters that would come too late, or to people who may want none any more."""
        person = "notice__person"
        rather_not = ~Q(**{f"{person}__channel": Channel.POST})
        gone = Q(**{f"{person}__postal_address": ""})
        return self.letters().filter(Q(post_by__lt=now) | rather_not | gone)

    def not_held(self) -> Self:
        """Deliveries that no hold of their partnership's ledger keeps back."""
        holds = Hold.objects.filter(
            partnership=OuterRef("notice__partnership"),
            released_at=None,
            started_at__gte=OuterRef("notice__due_at"),
        )
        return self.exclude(Exists(holds))

    def too_late(self, now: datetime) -> Self:
        """Deliveries that wait although the last moment at which they were of use has passed."""
        return self.filter(state=State.PENDING, next_try_at__lte=now, notice__last_moment__lte=now)

    def to_call(self, now: datetime) -> Self:
        """Deliveries that somebody should make by phone now."""
        return self.filter(
            state=State.PENDING, channel=Channel.CALL, next_try_at__lte=now
        ).order_by("next_try_at", "pk")


class Delivery(models.Model):
    """One attempt to bring a notice to its person on one channel."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=Channel)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    next_try_at = models.DateTimeField()
    owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # Message-ID and idempotency key
    language = models.CharField(max_length=12, blank=True)  # in which it was rendered
    # Of a letter: the last moment to post it, and when it was last printed.
    post_by = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why not, as a code; phrased where shown
    sent_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="notice_has_one_delivery_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at=None)),
                name="sent_delivery_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="open_deliveries_by_time",
                condition=Q(state__in=["pending", "claimed", "sending"]),
            ),
            models.Index(
                fields=["sent_at"], name="sent_deliveries_by_time", condition=Q(state="sent")
            ),
            models.Index(
                fields=["next_try_at"],
                name="bad_ends_by_time",
                condition=Q(state__in=["failed", "missed", "poison"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.channel} {self.state}"


class TaskKind(models.TextChoices):
    """Why a facilitator has to reach a person another way."""

    UNREACHABLE = "unreachable", _("No e-mail address or phone number works for this person.")
    LETTER_LATE = (
        "letter_late",
        _("A letter would reach this person too late. Tell them another way."),
    )
    REFUSED = "refused", _("The mail server refused this person's address.")
    TEXT_REFUSED = "text_refused", _("Text messages do not reach this person's number.")
    TEXTS_STOPPED = (
        "texts_stopped",
        _("STOP came from this person's phone: no more text messages go there."),
    )
    TEXT_ANSWERED = (
        "text_answered",
        _("This person answered a text message. Nobody reads those: call them."),
    )
    STOPPED = "stopped", _("A message could not be made and was stopped.")
    UNANSWERED = "unanswered", _("This person did not answer whether they could open something.")
    CANNOT_OPEN = "cannot_open", _("This person could not open something they were sent.")
    SUPPORT_MISSING = "support_missing", _("This person says their support was not there.")
    NO_INTERPRETER = (
        "no_interpreter",
        _("Nobody has confirmed yet to interpret or read aloud for this person at a meeting."),
    )
    NO_PRE_READS = "no_pre_reads", _("This interpreter has nothing yet to prepare with.")
    PAYMENT_MISSING = "payment_missing", _("This person says that money has not arrived.")
    WANTS_TO_LEAVE = (
        "wants_to_leave",
        _("This person says that they want to leave, and cannot sign in alone."),
    )


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, as facilitators ask for them."""

    def open(self) -> Self:
        """Tasks that nobody has done yet, the oldest first."""
        return self.filter(done_at=None).order_by("created_at", "pk")


class Task(models.Model):
    """Something a facilitator must do for a person because a message alone was not enough."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=16, choices=TaskKind)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    sentence = page = ""  # what it is about and where it is seen to: handing_over.waiting()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "person", "subject_type", "subject_id"],
                condition=Q(done_at=None),
                name="task_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person}"


class Hold(models.Model):
    """A stop of a partnership's ledger, as after a restore.

    What was due before it started waits for a person's yes; what is due later goes out.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="holds")
    started_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(released_at=None),
                name="ledger_is_held_once",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=False) | Q(released_by=None),
                name="released_hold_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.started_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """When the sender last looked for due notices, and since when it brings none. One row."""

    beat_at = models.DateTimeField()
    late_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_heartbeat"),
        ]

    def __str__(self) -> str:
        return f"{self.beat_at:%Y-%m-%d %H:%M}"


from notices.paper_forms import PaperForm, PaperQuestion  # noqa: E402, F401  the rest of this app
