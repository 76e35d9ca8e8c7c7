"""Inputs from being said to being answered, and the person's word on whether it happened."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from charters.models import Input, InputAnswer, Outcome
from notices.planning import plan, void
from partners import auditing
from partners.models import Membership, MembershipQuerySet, Partnership
from partners.roles import GRANTS, Permission, Role
from translations.reading import set_text, written

ROLES_THAT_ANSWER = [role for role in Role if Permission.ANSWER_INPUT in GRANTS[role]]


class CannotAnswer(Exception):
    """What one wanted to do with an input is not possible; nothing was changed."""


class ReasonMissing(CannotAnswer):
    """An answer without a reason is no answer."""


class Withdrawn(CannotAnswer):
    """The person took back what they said."""


class AnsweredAlready(CannotAnswer):
    """Somebody answered meanwhile, or what was said can no longer be changed."""


@transaction.atomic
def say(said: Input, *, recorded_by: Membership | None = None, now: datetime) -> Input:
    """Save what somebody said. The partnership owes an answer within the days it promises.

    If somebody else wrote it down, the person is asked whether that is what they said.
    """
    rules = said.partnership.working_rules
    said.group = said.membership.group
    said.said_at = now
    said.answer_due_at = now + timedelta(days=rules.feedback_days)
    said.recorded_by = None if recorded_by == said.membership else recorded_by
    said.save()
    auditing.recorded(recorded_by, said.membership, said)
    if said.recorded_by:
        _ask_whether_right(said, now)
    _watch(said, now)
    return said


@transaction.atomic
def correct(said: Input, words: str, *, by: Membership, language: str, now: datetime) -> Input:
    """Put other words in the place of those written down. Raises AnsweredAlready, Withdrawn.

    The person's own correction stands as theirs; somebody else's is sent to them again.
    """
    stands = locked(said)
    if stands.answer_id:
        raise AnsweredAlready
    stands.said, stands.language = words, language
    stands.revision += 1
    own = by.pk == stands.membership_id
    stands.recorded_right = True if own and stands.recorded_by_id else None
    if not own:
        stands.recorded_by = by
    stands.save(update_fields=["said", "language", "revision", "recorded_right", "recorded_by"])
    void(stands, kinds=["input_recorded"])
    auditing.recorded(by, stands.membership, stands)
    if not own:
        _ask_whether_right(stands, now)
    return stands


@transaction.atomic
def withdraw(said: Input, *, now: datetime) -> None:
    """Take back what one said. It is no longer shown, and nobody owes an answer."""
    stands = locked(said)
    stands.withdrawn_at = now
    stands.save(update_fields=["withdrawn_at"])
    void(stands)


@transaction.atomic
def answer(
    said: Input,
    *,
    outcome: str,
    reason: Mapping[str, str],
    saw: int | None,
    by: Membership,
    now: datetime,
) -> InputAnswer:
    """Say what became of an input and why (`reason` by language), and tell the person.

    `saw` is the answer that stood when the writer began, None for none. Raises ReasonMissing,
    Withdrawn, and AnsweredAlready if somebody else answered meanwhile.
    """
    stands = locked(said)
    if stands.answer_id != saw:
        raise AnsweredAlready
    given = InputAnswer(input=stands, outcome=Outcome(outcome), answered_by=by, answered_at=now)
    for code, text in reason.items():
        set_text(given, "reason", code, text.strip())
    if not written(given, "reason"):
        raise ReasonMissing
    given.save()
    stands.answer = given
    stands.save(update_fields=["answer"])
    void(stands, kinds=["input_overdue"])
    person = stands.membership.person
    plan("input_answered", given, [person], partnership=stands.partnership, now=now)
    return given


@transaction.atomic
def confirm(
    given: InputAnswer, right: bool, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record whether the person says that this is what happened. "No" brings it back to us."""
    given.confirmed, given.confirmed_at, given.recorded_by = right, now, recorded_by
    if right:
        given.disputed_because = given.disputed_language = ""
    given.save()
    if not right:
        _bring_back(given.input, f"a{given.pk}", now)


@transaction.atomic
def dispute(given: InputAnswer, *, because: str, language: str, now: datetime) -> None:
    """Record what is not right, in the person's own words."""
    confirm(given, False, now=now)
    given.disputed_because, given.disputed_language = because.strip(), language
    given.save(update_fields=["disputed_because", "disputed_language"])


@transaction.atomic
def confirm_recording(
    said: Input, right: bool, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record whether the person says that this is what they said."""
    said.recorded_right = right
    said.save(update_fields=["recorded_right"])
    if not right:
        _bring_back(said, f"w{said.revision}", now)


def those_who_answer(partnership: Partnership) -> MembershipQuerySet:
    """Return the people who answer inputs, unless they pause."""
    members = partnership.memberships.active().filter(paused_at=None).with_person()
    return members.filter(role__in=ROLES_THAT_ANSWER)


def locked(said: Input) -> Input:
    """Return the input as it stands, held until the transaction ends. Raises Withdrawn."""
    inputs = Input.objects.select_for_update(of=("self",)).select_related(
        "partnership", "membership__person"
    )
    stands = inputs.get(pk=said.pk)
    if stands.withdrawn_at:
        raise Withdrawn
    return stands


def _ask_whether_right(said: Input, now: datetime) -> None:
    plan("input_recorded", said, [said.membership.person], partnership=said.partnership, now=now,
         revision=said.revision)  # fmt: skip


def _watch(said: Input, now: datetime) -> None:
    """Plan to tell those who answer, once, when the promised days are over."""
    people = [member.person for member in those_who_answer(said.partnership)]
    plan("input_overdue", said, people, partnership=said.partnership, now=now,
         due_at=said.answer_due_at)  # fmt: skip


def _bring_back(said: Input, occasion: str, now: datetime) -> None:
    people = [member.person for member in those_who_answer(said.partnership)]
    plan("input_disputed", said, people, partnership=said.partnership, now=now, occasion=occasion)
