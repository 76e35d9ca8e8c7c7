"""Exchanges from being offered or asked for to being given, and the receiver's word on it.

Nobody owes anything: what is taken up may be dropped by either of the two without a reason.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from notices.planning import plan, void
from partners import auditing
from partners.models import Membership
from reflections.models import BenefitWish, Exchange, Given, ShownTo
from reflections.models.exchanges import MOST_ASKINGS

BRING_BACK_AFTER = timedelta(days=14)  # an ask without an answer
ASK_AFTER = timedelta(days=14)  # "was it given?"


class CannotExchange(Exception):
    """What one wanted to do is not possible now; nothing was changed."""


class TakenBack(CannotExchange):
    """It is not offered any more, or not needed any more."""


class OwnExchange(CannotExchange):
    """Nobody takes up what they offer themselves, or answers what they ask for themselves."""


class PersonLeft(CannotExchange):
    """The person it is from is no longer in the partnership."""


class PersonPauses(CannotExchange):
    """The person it is from takes a break."""


class Dropped(CannotExchange):
    """It will not happen after all."""


class ThankedAlready(CannotExchange):
    """Thanks were sent before, and are sent once."""


class Answer(StrEnum):
    """What a receiver says when asked whether something was given."""

    HELPED = "helped"
    YES = "yes"
    NOT_YET = "not_yet"
    NOT_NEEDED = "not_needed"


@transaction.atomic
def post(exchange: Exchange, *, recorded_by: Membership | None = None, now: datetime) -> Exchange:
    """Save an offer or an ask. If somebody else wrote it down, ask the person if it is right.

    A form that is sent twice is written once.
    """
    exchange.membership.lock()
    same = exchange.partnership.exchanges.standing().filter(
        membership=exchange.membership, direction=exchange.direction, said=exchange.said
    )
    if stands := same.first():
        return stands
    exchange.group = exchange.membership.group
    exchange.said_at = now
    exchange.recorded_by = None if recorded_by == exchange.membership else recorded_by
    exchange.bring_back_at = now + BRING_BACK_AFTER if exchange.is_ask else None
    exchange.save()
    auditing.recorded(recorded_by, exchange.membership, exchange)
    if exchange.recorded_by:
        _ask_whether_right(exchange, now)
    return exchange


@transaction.atomic
def correct(exchange: Exchange, changed: Exchange, *, by: Membership, now: datetime) -> Exchange:
    """Put the words and marks of `changed` in the place of those that stand. Raises TakenBack.

    The person's own correction stands as theirs; somebody else's is sent to them again.
    """
    stands = _locked(exchange)
    fields = ["kind", "principles", "said", "language", "shown_as_group", "for_group"]
    for field in fields:
        setattr(stands, field, getattr(changed, field))
    stands.revision += 1
    own = by.pk == stands.membership_id
    stands.recorded_right = True if own and stands.recorded_by_id else None
    if not own:
        stands.recorded_by = by
    stands.save(update_fields=[*fields, "revision", "recorded_right", "recorded_by"])
    void(stands, kinds=["exchange_recorded"])
    auditing.recorded(by, stands.membership, stands)
    if not own:
        _ask_whether_right(stands, now)
    return stands


@transaction.atomic
def confirm_recording(exchange: Exchange, right: bool) -> None:
    """Record whether the person says that this is what they offered or asked for."""
    exchange.recorded_right = right
    exchange.save(update_fields=["recorded_right"])


@transaction.atomic
def withdraw(exchange: Exchange, *, now: datetime) -> None:
    """Take back an offer or an ask. What two people agreed on because of it stays theirs."""
    stands = _held(exchange)
    stands.withdrawn_at = stands.withdrawn_at or now
    stands.save(update_fields=["withdrawn_at"])
    void(stands)


@transaction.atomic
def say_whether_needed(ask: Exchange, value: str, *, now: datetime) -> None:
    """Record what an asker says: "still" needed, "solved", or taken "back". It may change."""
    stands = _held(ask)
    stands.still_needed_at = now if value == "still" else None
    stands.solved_at = now if value == "solved" else None
    stands.withdrawn_at = now if value == "back" else None
    stands.save(update_fields=["still_needed_at", "solved_at", "withdrawn_at"])
    if value != "still":
        void(stands)


@transaction.atomic
def take_up(
    exchange: Exchange,
    by: Membership,
    *,
    note: str = "",
    language: str = "",
    for_group: bool = False,
    between_two: bool = False,
    recorded_by: Membership | None = None,
    now: datetime,
) -> Given:
    """Let `by` take up an offer, or answer an ask, and tell the other. Twice changes nothing.

    Raises TakenBack, PersonLeft, PersonPauses, OwnExchange.
    """
    stands = _locked(exchange)
    _check_person(stands, by)
    other = stands.membership
    giver, receiver = (by, other) if stands.is_ask else (other, by)
    if open_one := stands.given.open().filter(giver=giver, receiver=receiver).first():
        return open_one
    given = Given.objects.create(
        partnership=stands.partnership, exchange=stands, giver=giver, receiver=receiver,
        for_group=stands.for_group if stands.is_ask else for_group,
        note=note, note_language=language if note else "",
        taken_up_at=now, taken_up_recorded_by=None if recorded_by == by else recorded_by,
        kept_between_at=now if between_two else None, ask_at=now + ASK_AFTER,
    )  # fmt: skip
    void(stands, kinds=["ask_again", "ask_matches"])
    _tell(given, "exchange_taken_up", other, now)
    auditing.recorded(recorded_by, by, given)
    if given.taken_up_recorded_by:
        _tell(given, "given_recorded", by, now)
    return given


@transaction.atomic
def gave(given: Given, *, now: datetime) -> None:
    """Record that the giver says: I gave it. The receiver is asked. Raises Dropped."""
    stands = _locked_given(given)
    if stands.dropped_at:
        raise Dropped
    if stands.given_at is None:
        stands.given_at = now
        stands.save(update_fields=["given_at"])
        ask_receiver(stands, now)


@transaction.atomic
def answer(
    given: Given,
    value: str,
    *,
    benefit: str | None = None,
    language: str = "",
    shown_to: str = ShownTo.GIVER,
    recorded_by: Membership | None = None,
    now: datetime,
) -> Given:
    """Record the receiver's word, which counts above the giver's. It may be changed later.

    `benefit`, in their own words, says what it was good for; None, as in an answer by a link,
    leaves the words that stand.
    """
    stands = _locked_given(given)
    if value == Answer.NOT_NEEDED:
        _drop(stands, stands.receiver, now)
    elif value == Answer.NOT_YET:
        _not_yet(stands, now)
    else:
        if benefit is not None:
            stands.benefit, stands.benefit_language = benefit, language if benefit else ""
            stands.benefit_shown_to = ShownTo(shown_to)
        _confirm(stands, helped=value == Answer.HELPED, now=now)
    stands.recorded_by = None if recorded_by == stands.receiver else recorded_by
    stands.save()
    auditing.recorded(recorded_by, stands.receiver, stands)
    return stands


def _confirm(given: Given, *, helped: bool, now: datetime) -> None:
    is_news = given.confirmed_at is None
    given.given_at = given.given_at or now
    given.confirmed_at = given.confirmed_at or now
    given.helped = helped or bool(given.benefit)
    given.dropped_at = given.not_yet_at = given.ask_at = None
    void(given, kinds=["given_check", "given_dropped"])
    if is_news:
        _tell(given, "given_confirmed", given.giver, now)


def _not_yet(given: Given, now: datetime) -> None:
    """Undo what stood, and ask once more later, unless that was the last time."""
    given.given_at = given.confirmed_at = given.dropped_at = None
    given.helped, given.benefit, given.benefit_language = False, "", ""
    given.not_yet_at = now
    given.ask_at = now + ASK_AFTER if given.asked < MOST_ASKINGS else None
    void(given, kinds=["given_confirmed", "given_dropped"])


@transaction.atomic
def drop(given: Given, *, by: Membership, now: datetime) -> None:
    """Say that it will not happen after all. Who did not say so is told; nobody asks why."""
    stands = _locked_given(given)
    _drop(stands, by, now)
    stands.save()


def _drop(given: Given, by: Membership, now: datetime) -> None:
    if given.dropped_at:
        return
    never_heard_of_it = void(given, kinds=["exchange_taken_up"])
    given.given_at = given.confirmed_at = given.not_yet_at = given.ask_at = None
    given.helped, given.benefit, given.benefit_language = False, "", ""
    given.dropped_at = now
    void(given)
    ask = given.exchange
    for who in (given.giver, given.receiver):
        is_news = not (never_heard_of_it and who.pk == ask.membership_id)
        if who.pk != by.pk and is_news:
            _tell(given, "given_dropped", who, now)
    if ask.is_ask and ask.brought_back < MOST_ASKINGS:  # it is without an answer again
        Exchange.objects.filter(pk=ask.pk).update(bring_back_at=now + BRING_BACK_AFTER)


@transaction.atomic
def keep_between(given: Given, *, now: datetime) -> None:
    """Let only the two see it from now on. For good: what is private stays private."""
    stands = _locked_given(given)
    stands.kept_between_at = stands.kept_between_at or now
    stands.save(update_fields=["kept_between_at"])


@transaction.atomic
def thank(given: Given, *, words: str, language: str, now: datetime) -> None:
    """Send the giver the receiver's thanks, once. Raises ThankedAlready, Dropped."""
    stands = _locked_given(given)
    if stands.thanked_at:
        raise ThankedAlready
    if stands.dropped_at:
        raise Dropped
    stands.thanks, stands.thanks_language = words, language if words else ""
    stands.thanked_at = now
    stands.save(update_fields=["thanks", "thanks_language", "thanked_at"])
    void(stands, kinds=["given_confirmed"])  # one message is enough
    _tell(stands, "thanks", stands.giver, now)


def ask_receiver(given: Given, now: datetime) -> None:
    """Ask whether it was given: once more, unless that would be once too often."""
    given.ask_at = None
    if given.asked < MOST_ASKINGS:
        given.asked += 1
        _tell(given, "given_check", given.receiver, now, occasion=str(given.asked))
    given.save(update_fields=["ask_at", "asked"])


@transaction.atomic
def count_me(membership: Membership, yes: bool, *, now: datetime) -> None:
    """Record whether a person wants to be counted when we look who gets something from this."""
    defaults = {"counts_me": yes, "said_at": now}
    BenefitWish.objects.update_or_create(membership=membership, defaults=defaults)


def _check_person(exchange: Exchange, by: Membership) -> None:
    person = exchange.membership
    if person.left_at:
        raise PersonLeft
    if person.paused_at:
        raise PersonPauses
    if person.pk == by.pk:
        raise OwnExchange


def _held(exchange: Exchange) -> Exchange:
    """Return it as it stands, held until the transaction ends."""
    rows = Exchange.objects.select_for_update(of=("self",))
    return rows.select_related("partnership", "membership__person").get(pk=exchange.pk)


def _locked(exchange: Exchange) -> Exchange:
    """The same. Raises TakenBack."""
    stands = _held(exchange)
    if stands.withdrawn_at or stands.solved_at:
        raise TakenBack
    return stands


def _locked_given(given: Given) -> Given:
    rows = Given.objects.select_for_update(of=("self",))
    return rows.select_related(
        "partnership", "exchange", "giver__person", "receiver__person"
    ).get(pk=given.pk)  # fmt: skip


def _ask_whether_right(exchange: Exchange, now: datetime) -> None:
    plan("exchange_recorded", exchange, [exchange.membership.person],
         partnership=exchange.partnership, now=now, revision=exchange.revision)  # fmt: skip


def _tell(given: Given, kind: str, who: Membership, now: datetime, *, occasion: str = "") -> None:
    """Tell one of the two, unless they left."""
    if who.left_at is None:
        plan(kind, given, [who.person], partnership=given.partnership, now=now, occasion=occasion)
