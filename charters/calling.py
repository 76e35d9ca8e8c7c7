"""Open calls: publishing one, answering it, and dealing with the answers.

Whoever answers is no member, so their answer is all we have of them. It is sealed with a key of the
call, and goes once it is dealt with, taken back, or too old.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from charters.models import Call, CallAnswer, CallOutcome, Way
from charters.models.calls import PARTS
from notices import inviting
from partners import auditing, vault
from partners.models import Action, Invitation, Membership, NeedKind, SupportNeed
from translations.coverage import complete_languages

NEEDED = ("title", "about", "asks")
SALT = "charters.call_answer"


class NotWritten(Exception):
    """The call is not complete in the language of the page on which it was written."""


class IsOver(Exception):
    """The last day of the call has passed."""


class NotOpen(Exception):
    """The call takes no answers: it closed, perhaps while somebody was writing."""


class DealtWith(Exception):
    """Somebody dealt with this answer before, or the person took it back."""


@dataclass(frozen=True)
class Said:
    """Who answered, how to reach them, and what they want us to know. Never why."""

    name: str = ""
    reach: str = "call"
    email: str = ""
    phone: str = ""
    words: str = ""
    needs: str = ""


# Publishing


def readable_in(call: Call) -> set[str]:
    """Return the languages in which the whole call can be read."""
    if not call.given.issuperset(NEEDED):
        return set()
    return complete_languages(call, PARTS)


def missing_in(call: Call) -> list[str]:
    """Return the languages of the partnership in which the call cannot be read yet."""
    there = readable_in(call)
    return [code for code in call.partnership.languages if code not in there]


def language_for(call: Call, *wanted: str) -> str:
    """Return the first of the languages `wanted` in which the call can be read, else its own."""
    there = readable_in(call)
    return next((code for code in wanted if code in there), call.language)


def new_code() -> int:
    """Return a number that no call has: four digits, more where four become scarce."""
    for digits in (4, 4, 4, 5, 5, 6, 6, 7):
        code = 10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1))
        if not Call.objects.filter(code=code).exists():
            return code
    raise RuntimeError("No free number for a call was found.")


@transaction.atomic
def open_call(call: Call, *, by: Membership, now: datetime) -> None:
    """Let everybody read the call and answer it. Raises NotWritten, IsOver."""
    stands = _locked(call)
    if stands.language not in readable_in(stands):
        raise NotWritten
    if stands.closes_at <= now:
        raise IsOver
    if not stands.is_open(now):
        stands.opened_at, stands.opened_by, stands.closed_at = now, by, None
        stands.save(update_fields=["opened_at", "opened_by", "closed_at"])


@transaction.atomic
def close(call: Call, *, now: datetime) -> None:
    """Take no more answers. Closing it again changes nothing."""
    stands = _locked(call)
    if stands.is_open(now):
        stands.closed_at = now
        stands.save(update_fields=["closed_at"])


# Answering


@transaction.atomic
def answer(
    call: Call,
    said: Said,
    *,
    language: str,
    way: Way,
    once: str = "",
    recorded_by: Membership | None = None,
    now: datetime,
) -> CallAnswer:
    """Keep an answer. One that was `once` sent already is written over. Raises NotOpen."""
    stands = _locked(call)
    if not stands.is_open(now):
        raise NotOpen
    key = vault.key_of(stands, make=True)
    mark = _mark(key, way, once) if once else None
    before = stands.answers.filter(mark=mark).first() if mark else None
    kept = before or CallAnswer(call=stands, way=way, mark=mark, came_at=now)
    kept.language, kept.recorded_by = language, recorded_by
    kept.sealed = key.seal(json.dumps(asdict(said)), kept.bound_to)
    kept.save()
    if recorded_by:
        # Of somebody outside, who has no number here: the line names the answer.
        auditing.record(Action.RECORDED, by=recorded_by, obj=kept)
    return kept


def _mark(key: vault.Key, way: Way, once: str) -> str:
    """Return what the database keeps of a form's or number's own mark: nobody can guess it back."""
    words = f"{way}:{once}".encode(errors="replace")
    return hmac.new(key.derive("call answers"), words, hashlib.sha256).hexdigest()


def unsealed(call: Call, answers: Iterable[CallAnswer]) -> list[tuple[CallAnswer, Said]]:
    """Return each answer with what it says. Those that cannot be opened say nothing."""
    found = list(answers)
    try:
        key = vault.key_of(call) if found else None
    except vault.CannotOpen:
        key = None
    return [(each, _said(each, key)) for each in found]


def _said(answer: CallAnswer, key: vault.Key | None) -> Said:
    try:
        return Said(**json.loads(key.unseal(answer.sealed, answer.bound_to))) if key else Said()
    except vault.CannotOpen:
        return Said()


def token_of(answer: CallAnswer) -> str:
    """Return what lets whoever answered take it back, and does nothing else."""
    return signing.Signer(salt=SALT).sign(answer.pk.hex)


def find(token: str) -> CallAnswer | None:
    """Return the answer that a token is of; None if it is gone, or the token was never ours."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    answers = CallAnswer.objects.waiting().select_related("call__partnership")
    return answers.filter(pk=pk).first()


def withdraw(answer: CallAnswer) -> None:
    """Forget that somebody answered. Doing it twice changes nothing."""
    CallAnswer.objects.waiting().filter(pk=answer.pk).delete()


# Dealing with answers


def promised_at(answer: CallAnswer, days: int) -> datetime:
    """Return until when the partnership promised that whoever answered hears from it."""
    return answer.came_at + timedelta(days=days)


@transaction.atomic
def deal_with(answer: CallAnswer, outcome: CallOutcome, *, by: Membership, now: datetime) -> None:
    """Say what became of an answer, and erase who it was. Raises DealtWith."""
    stands = CallAnswer.objects.waiting().select_for_update().filter(pk=answer.pk).first()
    if stands is None:
        raise DealtWith
    stands.outcome, stands.done_at, stands.done_by = outcome, now, by
    stands.sealed, stands.mark = b"", None
    stands.save()


@transaction.atomic
def invite(
    answer: CallAnswer, said: Said, *, by: Membership, now: datetime, **invited: Any
) -> Invitation:
    """Invite whoever answered, and take over what they need. `invited` is as in `joining.invite`.

    Raises DealtWith, joining.AlreadyHere.
    """
    deal_with(answer, CallOutcome.INVITED, by=by, now=now)
    invitation = inviting.invite(partnership=by.partnership, by=by, now=now, **invited)
    if said.needs:
        SupportNeed.objects.create(
            membership=invitation.membership,
            kind=NeedKind.OTHER,
            detail=said.needs,
            detail_language=answer.language,
        )
    return invitation


def erase_outlived(now: datetime) -> int:
    """Erase unanswered answers half a year after their call closed. Return how many."""
    outlived = CallAnswer.objects.outlived(now)
    calls = list(Call.objects.filter(pk__in=outlived.values("call")))
    count, _each = outlived.delete()
    for call in calls:
        vault.erase(call)
    return count


def _locked(call: Call) -> Call:
    calls: QuerySet[Call] = Call.objects.select_for_update(of=("self",))
    return calls.select_related("partnership").get(pk=call.pk)


# What everybody may read


def published(code: int) -> Call | None:
    """Return the call with this number, if it was ever opened."""
    calls = Call.objects.published().select_related("partnership__money_terms")
    return calls.filter(code=code).first()


def listed(now: datetime) -> QuerySet[Call]:
    """Return the open calls that partnerships chose to show on the list."""
    return Call.objects.listed(now).select_related("partnership")
