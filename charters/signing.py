"""Signing: one person answers one version, in the language they read; and what follows from it.

Answers are only ever added. One given anew withdraws the one before; nothing is deleted.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, override

from charters import duties, recorded_rows, reviewing, rules, seals
from charters.models import (
    Agreement,
    AgreementKind,
    ChangeClass,
    Signature,
    SigningMode,
    Version,
    VersionText,
)
from meetings.uploads import Accepted
from notices import planning
from notices.recording import tell
from partners import auditing
from partners.models import Action, Membership

TO_SIGN = "agreement_to_sign"
NOT_YET = "agreement_not_yet"
IN_FORCE = "agreement_in_force"
RECEIPT = "agreement_receipt"


class Replaced(Exception):
    """The version was replaced by another while somebody was reading it."""

    def __init__(self, current: Version | None) -> None:
        self.current = current


class NotInThatLanguage(Exception):
    """The version has no text in the language that somebody would sign in."""


def signers(agreement: Agreement) -> list[Membership]:
    """Return everybody who is asked to sign: who takes part now, by name."""
    people = agreement.partnership.memberships.taking_part().with_person()
    return list(people.order_by("person__name", "pk"))


def standing(version: Version, history: Iterable[Version] | None = None) -> dict[int, Signature]:
    """Return the answer that counts for `version` of each membership that gave one.

    After a change of wording, those who signed the version before have signed. After one of
    translation too, but for those who read that language. Their signatures stay what they are:
    on the words they read. `history` holds the agreement's versions with their signatures.
    """
    if history is None:
        history = Version.objects.with_signatures().filter(agreement=version.agreement_id)
    answers: dict[int, Signature] = {}
    asked_again: set[str] = set()
    for each in sorted(history, key=lambda version: -version.number):
        if each.number > version.number:
            continue
        for signature in each.signatures.all():
            counts = each.number == version.number or (
                signature.is_signed and signature.language not in asked_again
            )
            if counts and signature.withdrawn_at is None:
                answers.setdefault(signature.membership_id, signature)
        if each.change_class == ChangeClass.SUBSTANCE:
            break
        if each.change_class == ChangeClass.TRANSLATION:
            asked_again.add(each.language)
    return answers


def asked(version: Version) -> list[Membership]:
    """Return who takes part and has not answered this version, nor need not."""
    answers = standing(version)
    return [member for member in signers(version.agreement) if member.pk not in answers]


def statement(version: Version, *, is_signed: bool, language: str) -> str:
    """Return the sentence that a person says yes or no to, in the language they read."""
    with override(language):
        if is_signed:
            sentence = gettext("I have read version %(number)s, or had it read to me, and I agree.")
        else:
            sentence = gettext("I do not sign version %(number)s yet.")
        return sentence % {"number": version.number}


@transaction.atomic
def answer(
    version: Version,
    membership: Membership,
    *,
    language: str,
    is_signed: bool,
    understood: bool | None = None,
    because: str = "",
    mode: str = SigningMode.SELF,
    witness: str = "",
    scan: Accepted | None = None,
    recorded_by: Membership | None = None,
    now: datetime,
) -> Signature:
    """Record that `membership` signs `version`, or does not yet, because. Twenty clicks are one.

    Raises Replaced if another version is open by now, and NotInThatLanguage.
    """
    version = Version.objects.select_for_update().select_related("agreement").get(pk=version.pk)
    if version.replaced_at or version.agreement.ended_at:
        raise Replaced(version.agreement.versions.open_for_signing().first())
    text = version.texts.filter(language=language).first()
    if text is None:
        raise NotInThatLanguage
    before = version.signatures.standing().filter(membership=membership).first()
    if before and (before.is_signed, before.not_yet_because) == (is_signed, because):
        return before
    if before:
        withdraw(before, by=recorded_by or membership, now=now)
    signature = Signature(
        version=version,
        membership=membership,
        name=membership.person.name,
        language=language,
        sha256=text.sha256,
        is_signed=is_signed,
        understood=understood,
        not_yet_because=because,
        statement=statement(version, is_signed=is_signed, language=language),
        mode=mode,
        witness=witness,
        recorded_by=recorded_by,
        answered_at=now,
    )
    if scan is not None:
        signature.scan_sha256 = hash_of(scan.content)
        signature.scan.save(scan.content.name or "paper", scan.content, save=False)
    signature.seal = seals.seal(signature, version)
    signature.save(force_insert=True)
    _log(Action.SIGNED, signature, recorded_by or membership)
    _tell(signature, now)
    settle(version, now)
    return signature


def hash_of(content: Any) -> str:
    """Return the SHA-256 of a file, and leave it at its beginning."""
    digest = hashlib.file_digest(content.file, "sha256").hexdigest()
    content.seek(0)
    return digest


def _tell(signature: Signature, now: datetime) -> None:
    """Send a receipt to who signed; tell the facilitators who has not signed yet, and why."""
    version, person = signature.version, signature.membership.person
    partnership = version.agreement.partnership
    planning.void(version, kinds=[TO_SIGN], person=person)
    if signature.is_signed:
        planning.plan(RECEIPT, signature, [person], partnership=partnership, now=now)
    else:
        facilitators = partnership.memberships.facilitating().with_person()
        others = [each.person for each in facilitators if each.person_id != person.pk]
        planning.plan(NOT_YET, signature, others, partnership=partnership, now=now)
        writer = signature.recorded_by
        with auditing.one_line():  # the log has it as an answer
            tell(
                recorded_rows.NOT_YET, signature, signature.membership, recorded_by=writer, now=now
            )


@transaction.atomic(savepoint=False)
def withdraw(signature: Signature, *, by: Membership, now: datetime) -> bool:
    """Take an answer back. It stays on the record. Return whether it still stood."""
    withdrawn = Signature.objects.standing().filter(pk=signature.pk)
    if not withdrawn.update(withdrawn_at=now, withdrawn_by=by):
        return False
    signature.withdrawn_at, signature.withdrawn_by = now, by
    planning.void(signature)
    _log(Action.UNSIGNED, signature, by)
    return True


def _log(action: Action, signature: Signature, by: Membership) -> None:
    signer = signature.membership
    whom = signer if by.pk != signer.pk else None
    auditing.record(action, by=by, about=signer, on_behalf_of=whom, obj=signature)


def is_agreed(version: Version) -> bool:
    """Say whether a version meets the rule that it states itself: all, or so many people.

    An involvement statement is released when everyone with lived experience has signed, or has said
    why not: their dissent then stands in it.
    """
    answers = standing(version)
    people = signers(version.agreement)
    if version.agreement.kind == AgreementKind.STATEMENT:
        asked_first = [member for member in people if member.is_lived_experience]
        return bool(asked_first) and all(member.pk in answers for member in asked_first)
    signed = [m for m in people if m.pk in answers and answers[m.pk].is_signed]
    with_experience = sum(member.is_lived_experience for member in signed)
    if version.needs_all:
        return bool(people) and len(signed) == len(people)
    enough = len(signed) >= (version.needed_signatures or 1)
    return enough and with_experience >= version.needed_lived_experience


def settle(version: Version, now: datetime) -> bool:
    """Let a version take effect if enough people signed. Return whether it did just now."""
    if version.took_effect_at or not is_agreed(version):
        return False
    return take_effect(version, now)


@transaction.atomic
def take_effect(version: Version, now: datetime) -> bool:
    """Put a version in force: its rules, duties and review date hold from now. Happens once."""
    fresh = Version.objects.filter(pk=version.pk, took_effect_at=None)
    if not fresh.update(took_effect_at=now):
        return False
    version.took_effect_at = now
    agreement = version.agreement
    earlier = agreement.versions.in_force().exclude(pk=version.pk)
    earlier.update(left_force_at=now)
    if agreement.kind == AgreementKind.CHARTER:
        rules.keep(agreement, version.rules)
    body = version.texts.order_by("pk").first()
    duties.take_effect(agreement, [duty["id"] for duty in _duties(body)], now)
    reviewing.set_date(agreement, now)
    members = agreement.partnership.memberships.active().with_person()
    people = [member.person for member in members]
    planning.plan(IN_FORCE, version, people, partnership=agreement.partnership, now=now)
    return True


def _duties(text: VersionText | None) -> list[dict[str, Any]]:
    return text.body["duties"] if text else []


def of_agreement(agreement: Agreement) -> QuerySet[Signature]:
    """Return every answer to any version of an agreement, withdrawn ones too."""
    rows = Signature.objects.filter(version__agreement=agreement)
    return rows.select_related(
        "version__agreement__partnership",
        "membership__person",
        "recorded_by__person",
        "withdrawn_by__person",
    ).prefetch_related("version__texts")


def replaced_error() -> ValidationError:
    """Return the sentence for who answers a version that is no longer open."""
    return ValidationError(
        gettext(
            "Another version was opened while you were reading, so nothing was signed. Your words"
            " are kept below. Read the new version, then answer it."
        ),
        code="replaced",
    )
