"""Deciding together: proposing, taking a position, changing one's mind, answering objections."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from charters import pace
from charters.models import Decision, DecisionText, Objection, Option, Position, Stance
from meetings.models import Resource
from notices.planning import plan, void
from partners import auditing
from partners.models import Membership
from translations.coverage import complete_languages
from translations.reading import written

DAYS_BEFORE_CLOSE = timedelta(days=2)  # when people who took no position are reminded, once
WANT_AN_OPTION = frozenset({Stance.AGREE, Stance.CONCERNS})
OPEN_IN_A_BALLOT = frozenset({Stance.OBJECT, Stance.MORE_TIME})  # shown with a name, as always
TEXTS = ("question", "background")


class CannotDecide(Exception):
    """What one wanted to do with a decision is not possible; nothing was changed."""


class NotOpen(CannotDecide):
    """The decision has not opened yet, or its time is over, or it was taken or taken back."""


class NoSay(CannotDecide):
    """This person's role has no say, or they pause, or have left."""


class ReasonMissing(CannotDecide):
    """An objection came without a reason."""


class OptionMissing(CannotDecide):
    """There are options, and none of this decision was chosen."""


class VoteIsSecret(CannotDecide):
    """In a secret ballot one votes; only objections and wishes for time are open."""


class SecretNotAllowed(CannotDecide):
    """The partnership's working rules allow no secret ballots."""


class TextsAreFixed(CannotDecide):
    """Somebody took a position already: words that they read cannot change any more."""


@transaction.atomic
def propose(
    decision: Decision,
    *,
    options: Iterable[Option] = (),
    reading: Iterable[Resource] = (),
    by: Membership,
    now: datetime,
) -> Decision:
    """Save a new decision with its options and what to read, and tell everyone who has a say.

    Raises SecretNotAllowed for a secret ballot that the working rules do not allow.
    """
    if decision.is_secret and not decision.partnership.working_rules.secret_ballots_allowed:
        raise SecretNotAllowed
    decision.proposed_by, decision.proposed_at = by, now
    decision.save()
    decision.reading.set(reading)
    for position, option in enumerate(options):
        option.decision, option.position, option.proposed_by = decision, position, by
        option.save()
    note_texts(decision, changed=set(), now=now)
    tell(decision, now=now)
    return decision


def tell(decision: Decision, *, now: datetime) -> None:
    """Plan to tell everyone who has a say, and to remind those who take no position."""
    people = [member.person for member in pace.with_a_say(decision.partnership)]
    partnership, revision = decision.partnership, decision.revision
    plan("decision_open", decision, people, partnership=partnership, revision=revision, now=now)
    if (due_at := reminder_at(decision)) > now:
        plan(
            "decision_undecided", decision, people, partnership=partnership, now=now,
            revision=revision, due_at=due_at, last_moment=decision.closes_at,
        )  # fmt: skip


def reminder_at(decision: Decision) -> datetime:
    """Return when people who took no position are reminded: two days before the close.

    Where a decision is open for less than four days, half-way.
    """
    length = decision.closes_at - decision.opens_at
    return decision.closes_at - min(DAYS_BEFORE_CLOSE, length / 2)


def readable_in(decision: Decision, options: Iterable[Option]) -> set[str]:
    """Return the languages in which the question, its background and every option stand."""
    languages = complete_languages(decision, TEXTS)
    for option in options:
        languages &= set(written(option, "text"))
    return languages


def note_texts(decision: Decision, *, changed: set[str], now: datetime) -> None:
    """Write down since when the decision can be read in which language.

    A language whose words were `changed` counts from now: people read the new words anew.
    """
    there = readable_in(decision, decision.options.all())
    decision.texts.exclude(language__in=there - changed).delete()
    known = set(decision.texts.values_list("language", flat=True))
    DecisionText.objects.bulk_create(
        DecisionText(decision=decision, language=code, available_at=now)
        for code in sorted(there - known)
    )


@transaction.atomic
def write_texts(decision: Decision, options: Iterable[Option], *, now: datetime) -> None:
    """Save words that were written for the decision and its options.

    Raises TextsAreFixed if they change what stood when somebody took a position already.
    """
    stands = locked(decision)
    if not stands.is_undecided:
        raise NotOpen
    options = list(options)
    before = {option.pk: option for option in stands.options.all()}
    changed = _changed(stands, decision, TEXTS)
    for option in options:
        changed |= _changed(before[option.pk], option, ["text"])
    if changed and has_answers(stands):
        raise TextsAreFixed
    decision.save()
    for option in options:
        option.save()
    note_texts(decision, changed=changed, now=now)


def _changed(
    before: Decision | Option, after: Decision | Option, fields: Iterable[str]
) -> set[str]:
    """Return the languages in which words that stood are now other words, or gone."""
    return {
        code
        for field in fields
        for code, text in written(before, field).items()
        if written(after, field).get(code) != text
    }


def has_answers(decision: Decision) -> bool:
    """Say whether somebody took a position or voted already."""
    return decision.positions.exists() or decision.voted.exists()


@transaction.atomic
def add_option(option: Option, *, by: Membership, now: datetime) -> Option:
    """Put another option beside those there are. Everyone then has the days to read it.

    Raises NotOpen once the decision's time is over, or once somebody voted in secret: that vote
    could not be changed any more.
    """
    decision = locked(option.decision)
    if not decision.is_undecided or now >= decision.closes_at or decision.voted.exists():
        raise NotOpen
    option.decision, option.proposed_by = decision, by
    option.position = decision.options.count()
    option.save()
    note_texts(decision, changed=readable_in(decision, [option]), now=now)
    return option


@transaction.atomic
def take_position(
    decision: Decision,
    membership: Membership,
    *,
    stance: str,
    option: Option | None = None,
    reason: str = "",
    language: str,
    recorded_by: Membership | None = None,
    now: datetime,
) -> Position:
    """Record what somebody says to the proposal. Saying the same again changes nothing.

    A change of mind keeps the former position; an objection left behind is marked as withdrawn.
    Raises NotOpen, NoSay, ReasonMissing, OptionMissing, VoteIsSecret.
    """
    decision, reason = locked(decision), reason.strip()
    option = option if stance in WANT_AN_OPTION else None
    check_position(decision, membership, stance, option, reason, now)
    former = decision.positions.standing().filter(membership=membership).first()
    said = (stance, option and option.pk, reason)
    if former and (former.stance, former.option_id, former.reason) == said:
        return former
    decision.positions.standing().filter(membership=membership).update(replaced_at=now)
    position = Position.objects.create(
        decision=decision, membership=membership, stance=stance, option=option, reason=reason,
        language=language if reason else "", recorded_by=recorded_by, taken_at=now,
    )  # fmt: skip
    decision.objections.standing().filter(membership=membership).update(withdrawn_at=now)
    if stance == Stance.OBJECT:
        Objection.objects.create(
            decision=decision, membership=membership, reason=reason, language=language, made_at=now
        )
    auditing.recorded(recorded_by, membership, position)
    if recorded_by and recorded_by != membership:
        plan("position_recorded", position, [membership.person],
             partnership=decision.partnership, now=now)  # fmt: skip
    if stance != Stance.MORE_TIME:
        void(decision, kinds=["decision_undecided"], person=membership.person)
    return position


def check_position(
    decision: Decision,
    membership: Membership,
    stance: str,
    option: Option | None,
    reason: str,
    now: datetime,
) -> None:
    """Raise what stands against this position, if anything does."""
    if not decision.is_open(now):
        raise NotOpen
    if not pace.with_a_say(decision.partnership).filter(pk=membership.pk).exists():
        raise NoSay
    if stance == Stance.OBJECT and not reason:
        raise ReasonMissing
    if decision.is_secret and stance not in OPEN_IN_A_BALLOT:
        raise VoteIsSecret
    if stance in WANT_AN_OPTION and not is_option_of(option, decision):
        raise OptionMissing


def is_option_of(option: Option | None, decision: Decision) -> bool:
    """Say whether `option` is one of the decision's, or none where there are none."""
    if option is None:
        return not decision.options.exists()
    return option.decision_id == decision.pk


@transaction.atomic
def answer_objection(
    objection: Objection, *, answer: str, language: str, by: Membership, now: datetime
) -> None:
    """Write how an objection was met. A better answer may follow while nothing is decided.

    Raises NotOpen once the decision was taken or taken back, ReasonMissing for an empty answer.
    """
    if not locked(objection.decision).is_undecided:
        raise NotOpen
    if not answer.strip():
        raise ReasonMissing
    objection.answer, objection.answer_language = answer.strip(), language
    objection.answered_by, objection.answered_at = by, now
    objection.save(update_fields=["answer", "answer_language", "answered_by", "answered_at"])


def locked(decision: Decision) -> Decision:
    """Return the decision as it stands, held until the transaction ends."""
    decisions = Decision.objects.select_for_update(of=("self",)).select_related(
        "partnership__working_rules"
    )
    return decisions.get(pk=decision.pk)


def tell_newcomers(now: datetime) -> None:
    """Tell people who joined since of each decision that is not closed yet, once."""
    waiting = Decision.objects.undecided().filter(closes_at__gt=now)
    for decision in waiting.select_related("partnership"):
        include_newcomers(decision, now=now)


def include_newcomers(decision: Decision, *, now: datetime) -> None:
    """Tell people who joined after the decision was proposed, once."""
    late = pace.with_a_say(decision.partnership).filter(joined_at__gt=decision.proposed_at)
    people = [member.person for member in late]
    plan("decision_open", decision, people, partnership=decision.partnership, now=now,
         revision=decision.revision)  # fmt: skip
