"""What was sent to whom, and why not: the ledger as facilitators read it."""

import copy
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.safestring import mark_safe

from notices import kinds, short
from notices.hints import wake
from notices.models import Delivery, Hold, Notice, State
from notices.reasons import sentence
from notices.rendering import Message, render
from notices.short import Text
from partners import dates, joining
from partners.languages import name_of
from partners.models import Channel, Membership, Partnership

logger = logging.getLogger(__name__)

PAGE = 30  # deliveries
SECRETS = re.compile(r"/(a|join|preparation|pulse|unsubscribe)/[\w.-]+/")
HIDDEN = r"/\1/.../"
SENT_AGAIN = [State.FAILED, State.MISSED, State.POISON]
ICONS = {
    State.PENDING: "wait",
    State.CLAIMED: "wait",
    State.SENDING: "wait",
    State.SENT: "yes",
    State.VOID: "off",
    State.MISSED: "no",
    State.FAILED: "no",
    State.POISON: "no",
}


@dataclass(frozen=True)
class Entry:
    """One delivery as the outbox shows it, in the language of whoever looks."""

    delivery: Delivery
    in_language: str

    @property
    def label(self) -> str:
        """What kind of message it is."""
        return label_of(self.delivery.notice.kind)

    @property
    def icon(self) -> str:
        """The mark of its state."""
        return ICONS[State(self.delivery.state)]

    @property
    def at(self) -> str:
        """When it was sent, or will be tried, by the receiver's clock."""
        moment = self.delivery.sent_at or self.delivery.next_try_at
        return dates.moment(moment, self.in_language, self.delivery.notice.person.zone)

    @property
    def language(self) -> str:
        """The language it was sent in, or would be sent in now."""
        code = self.delivery.language or self.delivery.notice.person.language
        return name_of(code, self.in_language)

    @property
    def reason(self) -> str:
        """Why it was not sent, or not yet."""
        return sentence(self.delivery.reason)

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it makes sense to try again."""
        return self.delivery.state in SENT_AGAIN


def as_known_here(partnership: Partnership, deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
    """Return the deliveries with people who have not joined as whoever invited them knows them."""
    stand_ins = joining.stand_ins(partnership)
    for delivery in deliveries:
        if delivery.notice.person_id in stand_ins:
            delivery.notice.person = stand_ins[delivery.notice.person_id]
            delivery.language = ""
    return deliveries


def label_of(kind: str) -> str:
    """Return the words for a kind; for one that is not known any more, its name."""
    return str(next((known.label for known in kinds.all_kinds() if known.name == kind), kind))


def deliveries_of(partnership: Partnership) -> QuerySet[Delivery]:
    """Return a partnership's deliveries, the latest first."""
    rows = Delivery.objects.filter(notice__partnership=partnership).with_notice()
    return rows.order_by("-notice__due_at", "-notice", "-pk")


def page_of(
    partnership: Partnership, *, state: str = "", kind: str = "", before: int | None = None
) -> tuple[list[Delivery], int | None]:
    """Return up to a page of deliveries and the key to ask for the next page with, or None."""
    rows = deliveries_of(partnership)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(notice__kind=kind)
    last = before and deliveries_of(partnership).filter(pk=before).first()
    if last:
        due_at, notice = last.notice.due_at, last.notice_id
        rows = rows.filter(
            Q(notice__due_at__lt=due_at)
            | Q(notice__due_at=due_at, notice__lt=notice)
            | Q(notice=notice, pk__lt=last.pk)
        )
    found = list(rows[: PAGE + 1])
    as_known_here(partnership, found)
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def holds_of(partnership: Partnership) -> QuerySet[Hold]:
    """Return the hold of a partnership's ledger, if there is one."""
    return Hold.objects.filter(partnership=partnership, released_at=None)


@transaction.atomic
def send_again(delivery: Delivery, *, now: datetime) -> bool:
    """Try once more what failed, was missed or was stopped; it keeps its identity.

    Return False if it is none of these, or its last moment has passed.
    """
    last_moment = delivery.notice.last_moment
    if last_moment and last_moment <= now:
        return False
    again = Delivery.objects.filter(pk=delivery.pk, state__in=SENT_AGAIN).update(
        state=State.PENDING,
        reason="",
        next_try_at=now,
        tries=int(delivery.channel == Channel.TEXT),  # so that it is looked up before
        crashes=0,
    )
    transaction.on_commit(wake, robust=True)
    return bool(again)


def without_secrets(message: Message) -> Message:
    """Return a message for somebody else's eyes, who must not answer or join as its receiver."""
    return replace(
        message,
        text=SECRETS.sub(HIDDEN, message.text),
        body=mark_safe(SECRETS.sub(HIDDEN, message.body)),  # noqa: S308 - it was HTML before
        headers={name: SECRETS.sub(HIDDEN, value) for name, value in message.headers.items()},
    )


def message_of(notice: Notice) -> Message | None:
    """Return a notice as its receiver would read it now, or None if it cannot be made."""
    if notice.subject is None:
        return None
    try:
        return without_secrets(render(notice))
    except Exception as error:  # the page shows what the sender stopped because of just this
        logger.warning("Notice %s cannot be shown: %s", notice.pk, type(error).__name__)
        return None


def text_of(notice: Notice) -> Text | None:
    """Return a notice as the text message its receiver would read, or None if it cannot be made."""
    if notice.subject is None:
        return None
    try:
        text = short.write(notice)
    except Exception as error:  # as above
        logger.warning("Notice %s cannot be a text: %s", notice.pk, type(error).__name__)
        return None
    return replace(text, body=SECRETS.sub(HIDDEN, text.body))


def may_be_text(kind: kinds.Kind) -> bool:
    """Say whether this kind may go by text message, on this site."""
    return bool(settings.TEXTS) and Channel.TEXT in (kind.only_by or Channel.values)


def shown(delivery: Delivery) -> dict[str, Message | Text | None]:
    """Return what a delivery says, as its receiver would read it now on its channel."""
    if delivery.channel == Channel.TEXT:
        return {"text": text_of(delivery.notice)}
    return {"message": message_of(delivery.notice)}


def example(
    kind: kinds.Kind, membership: Membership, language: str, now: datetime
) -> Notice | None:
    """Return an example of a kind in a language, or None if there is nothing to show it with."""
    subject = kind.example(membership)
    if subject is None:
        return None
    person = copy.copy(membership.person)
    person.language = language
    notice = Notice(
        kind=kind.name,
        person=person,
        partnership=membership.partnership,
        occasion=kind.example_occasion,
        due_at=now,
    )
    notice.subject = subject
    return notice


def preview(
    kind: kinds.Kind, membership: Membership, language: str, now: datetime
) -> Message | None:
    """Return an example as a mail, or None if there is nothing to show it with."""
    notice = example(kind, membership, language, now)
    return message_of(notice) if notice else None


def entries(deliveries: Sequence[Delivery], language: str) -> list[Entry]:
    """Return deliveries as the page shows them."""
    return [Entry(delivery, language) for delivery in deliveries]
