"""Letters: what waits to be printed and posted, one paper for each person with all that is due.

Whoever prints a letter marks it as posted afterwards; what came up in between waits for the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext, override

from notices import answers, kinds, on_paper, receipts, sheets
from notices.models import Delivery, DeliveryQuerySet, Notice, State
from notices.outbox import label_of
from notices.reasons import Reason
from notices.rendering import Message, language_of, render
from notices.sheets import Block, Contact, Sheet
from partners import dates
from partners.models import Membership, Partnership

COLONS = (":", "\N{FULLWIDTH COLON}")
MOST = 200  # deliveries looked at for one list


@dataclass
class Letter:
    """One person, where they belong, and the deliveries that a letter brings them."""

    membership: Membership
    deliveries: list[Delivery]

    @property
    def labels(self) -> list[str]:
        """What it is about."""
        return sorted({label_of(delivery.notice.kind) for delivery in self.deliveries})

    @property
    def post_by(self) -> datetime | None:
        """When it must be posted to come in time; None if nothing in it is urgent."""
        return min((it.post_by for it in self.deliveries if it.post_by), default=None)

    @property
    def printed_at(self) -> datetime | None:
        """When a part of it was last printed."""
        return max((it.printed_at for it in self.deliveries if it.printed_at), default=None)

    @property
    def wants_printing(self) -> bool:
        """Whether something in it was not printed yet."""
        return any(delivery.printed_at is None for delivery in self.deliveries)


def due(partnership: Partnership, now: datetime) -> QuerySet[Delivery]:
    """Return what should be posted now to people who still belong to the partnership."""
    rows = Delivery.objects.to_post(now).not_held().with_notice().to_members()
    return rows.filter(notice__partnership=partnership)


def letters(partnership: Partnership, now: datetime) -> list[Letter]:
    """Return to whom to write now, whoever waits longest first."""
    waiting = list(due(partnership, now)[:MOST])
    people = {delivery.notice.person_id for delivery in waiting}
    places = partnership.memberships.filter(left_at=None, person__in=people).with_person()
    by_person = {place.person_id: Letter(place, []) for place in places}
    for delivery in waiting:
        by_person[delivery.notice.person_id].deliveries.append(delivery)
    order = {delivery.notice.person_id: None for delivery in waiting}
    return [by_person[person] for person in order]


def letter_to(membership: Membership, now: datetime) -> Letter | None:
    """Return the letter that waits for one person, or None."""
    rows = due(membership.partnership, now).filter(notice__person=membership.person_id)
    deliveries = list(rows[:MOST])
    return Letter(membership, deliveries) if deliveries else None


@transaction.atomic
def write(letter: Letter, *, contact: Contact, is_large: bool, now: datetime) -> Sheet:
    """Return the paper of a letter, with an answer form for what its messages ask.

    It is in the person's language, whoever prints it. Raises what a message's words raise.
    """
    membership = letter.membership
    person, language = membership.person, language_of(membership.person, membership.partnership)
    wanted = _wanted(letter, now)
    form = on_paper.form_for(membership, _asked(wanted, now), now=now)
    with override(language):
        messages = [render(notice, aloud=True) for notice in wanted]
        return Sheet(
            language=language,
            title=gettext("A letter for you"),
            heading=gettext("Hello %(name)s,") % {"name": person.name},
            blocks=[
                *(block for message in messages for block in _said(message, person.name)),
                *sheets.answer_form(form, language, now),
                *sheets.whom_to_call(contact, language),
            ],
            is_large=is_large,
            address=person.postal_address,
            footer=sheets.printed_on(now, membership, language),
        )


def mark_printed(letter: Letter, *, now: datetime) -> None:
    """Keep that all of a letter was printed."""
    _waiting(letter).update(printed_at=now)


@transaction.atomic
def posted(letter: Letter, *, by: Membership, now: datetime) -> int:
    """Record that what was printed was posted. Return how many messages; doing it twice, none."""
    printed = _waiting(letter).filter(printed_at__isnull=False)
    language = language_of(letter.membership.person, letter.membership.partnership)
    return printed.update(
        state=State.SENT, sent_at=now, language=language, reason="", recorded_by=by
    )


@transaction.atomic
def drop_unwanted(letter: Letter, now: datetime) -> Letter:
    """End what is not needed any more, and return the letter without it."""
    wanted = {notice.pk for notice in _wanted(letter, now, each_once=False)}
    dropped = [it.pk for it in letter.deliveries if it.notice_id not in wanted]
    _waiting(letter).filter(pk__in=dropped).call_back(Reason.NOT_WANTED)
    kept = [it for it in letter.deliveries if it.notice_id in wanted]
    return Letter(letter.membership, kept)


def _waiting(letter: Letter) -> DeliveryQuerySet:
    """Return those of its deliveries that nobody ended in the meantime."""
    keys = [delivery.pk for delivery in letter.deliveries]
    return Delivery.objects.filter(pk__in=keys, state=State.PENDING)


def _wanted(letter: Letter, now: datetime, *, each_once: bool = True) -> list[Notice]:
    """Return what is still to be said: of several reminders of one thing, only the last."""
    found: dict[object, Notice] = {}
    for delivery in letter.deliveries:
        notice = delivery.notice
        if notice.subject is None or not kinds.get(notice.kind).is_wanted(notice, now):
            continue
        same = (notice.kind, notice.subject_type_id, notice.subject_id)
        found[same if each_once and notice.kind != receipts.RECEIPT else notice.pk] = notice
    return list(found.values())


def _asked(notices: Iterable[Notice], now: datetime) -> list[tuple[str, Model]]:
    """Return what these messages ask; of a receipt, what it tells the answer of."""
    asked = []
    for notice in notices:
        pairs = list(kinds.get(notice.kind).questions(notice))
        if notice.kind == receipts.RECEIPT and notice.occasion:
            pairs.append((notice.occasion, notice.subject))
        asked += pairs
    return [(letter, obj) for letter, obj in asked if answers.get(letter).is_open(obj, now)]


def _said(message: Message, name: str) -> list[Block]:
    """Return a message as it is printed: without greeting, footer, and links that nobody types."""
    words = message.text.partition("\n\n-- \n")[0]
    parts = [part.strip() for part in words.split("\n\n")]
    with override(message.language):
        greeting = gettext("Hello %(name)s,") % {"name": name}
    blocks = [sheets.heading(message.subject)]
    for part in _without_links([part for part in parts if part and part != greeting]):
        lines = part.splitlines()
        if all(line.startswith("- ") for line in lines):
            blocks.append(sheets.bullets([line[2:] for line in lines]))
        else:
            blocks += [sheets.paragraph(line.removeprefix("- ")) for line in lines]
    return blocks


def _without_links(parts: list[str]) -> list[str]:
    """Leave out addresses of this site that stand alone, and the words that lead to them."""
    kept: list[str] = []
    for part in parts:
        lines = part.splitlines()
        own = [it for it in lines if it.removeprefix("- ").startswith(settings.BASE_URL)]
        if not own:
            kept.append(part)
            continue
        left = [line for line in lines if line not in own]
        if not left and kept:
            left = kept.pop().splitlines()
        if left and left[-1].rstrip().endswith(COLONS):
            left = left[:-1]
        kept += ["\n".join(left)] if left else []
    return kept


def last_day(letter: Letter, language: str) -> str:
    """Return the day by which to post a letter, where the partnership is; "" if it may wait."""
    if letter.post_by is None:
        return ""
    zone = letter.membership.partnership.zone
    return dates.day(letter.post_by.astimezone(zone).date(), language)
