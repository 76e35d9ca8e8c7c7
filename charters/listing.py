"""What lists and pages of agreements show to one reader, gathered in a few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from charters import duties, opening, signing, wording
from charters.models import Agreement, Duty, DutyDate, Signature, Version
from partners.introducing import everybody, introduce
from partners.models import Membership


@dataclass
class Line:
    """One agreement in a list: its newest version, how many signed, what I answered."""

    agreement: Agreement
    current: Version | None
    state: str
    signed: int
    people: int
    mine: Signature | None
    waits_for_me: bool


def lines(agreements: Iterable[Agreement], membership: Membership) -> list[Line]:
    """Return a line an agreement. Runs as many queries for 300 as for 3."""
    agreements = list(agreements)
    versions = Prefetch("versions", queryset=Version.objects.with_signatures())
    prefetch_related_objects(agreements, versions)
    for agreement in agreements:
        agreement.partnership = membership.partnership
    people = {member.pk for member in signing.signers(agreements[0])} if agreements else set()
    return [_line(agreement, membership, people) for agreement in agreements]


def _line(agreement: Agreement, membership: Membership, people: set[int]) -> Line:
    versions = list(agreement.versions.all())
    current = next((version for version in versions if version.replaced_at is None), None)
    answers = signing.standing(current, versions) if current else {}
    mine = answers.get(membership.pk)
    return Line(
        agreement=agreement,
        current=current,
        state=wording.state(current) if current else "",
        signed=sum(answer.is_signed for pk, answer in answers.items() if pk in people),
        people=len(people),
        mine=mine,
        waits_for_me=current is not None and mine is None and membership.pk in people,
    )


@dataclass(frozen=True)
class Answer:
    """One person and what they answered, in sentences; no signature if nothing yet."""

    member: Membership
    signature: Signature | None
    says: str


def answers(
    version: Version, history: Iterable[Version], asked: Iterable[Membership] | None = None
) -> list[Answer]:
    """Return everybody who is asked or has answered, by name, leaders like all others.

    `asked` are those who take part, if they were read already.
    """
    given = signing.standing(version, history)
    if asked is None:
        asked = signing.signers(version.agreement)
    people = {member.pk: member for member in asked}
    for signature in given.values():
        people.setdefault(signature.membership_id, signature.membership)
    ordered = sorted(people.values(), key=lambda member: (member.person.name, member.pk))
    return [
        Answer(
            member=member,
            signature=(found := given.get(member.pk)),
            says=" ".join(wording.answer(found, version)) if found else "",
        )
        for member in ordered
    ]


def whole(agreement: Agreement, membership: Membership, now: datetime) -> dict[str, Any]:
    """Return all that the page of an agreement shows to one visitor."""
    people = everybody(agreement.partnership)
    versions = list(agreement.versions.order_by("-number").prefetch_related("signatures"))
    for version in versions:
        introduce(people, version.signatures.all(), "membership", "recorded_by")
    current = next((version for version in versions if version.replaced_at is None), None)
    in_force = next((v for v in versions if v.took_effect_at and not v.left_force_at), None)
    proposal = agreement.proposals.open().first()
    introduce(people, [proposal] if proposal else [], "proposed_by")
    taking_part = [each for each in people.values() if each.takes_part]
    shown = answers(current, versions, taking_part) if current else []
    mine = next((answer for answer in shown if answer.member.pk == membership.pk), None)
    return {
        "membership": membership,
        "agreement": agreement,
        "versions": versions,
        "current": current,
        "in_force": in_force,
        "state": wording.state(current) if current else "",
        "answers": shown,
        "signed": sum(bool(each.signature and each.signature.is_signed) for each in shown),
        "mine": mine,
        "proposal": proposal,
        "proposal_answers": _answers_to(proposal),
        "is_confirmed": proposal is not None and opening.is_confirmed(proposal),
        "duties": promised(agreement, people, now),
        "reviews": agreement.reviews.order_by("-due_on"),
    }


def _answers_to(proposal: Any) -> list[Any]:
    if proposal is None:
        return []
    rows = proposal.answers.select_related("membership__person")
    return list(rows.order_by("membership__person__name", "pk"))


@dataclass(frozen=True)
class Promise:
    """A duty in force: how often, dates without a word, the next one, the latest outcomes."""

    duty: Duty
    when: str
    late: list[DutyDate]
    coming: list[DutyDate]
    past: list[DutyDate]


SHOWN = 4  # dates of one duty, coming and past


def promised(
    agreement: Agreement, people: Mapping[int, Membership], now: datetime
) -> list[Promise]:
    """Return the duties in force with what became of them, the same for whoever holds them."""
    rows = agreement.duties.in_force().select_related("party").prefetch_related("dates")
    rows = rows.order_by("first_on", "pk")
    introduce(people, rows, "holder", "deputy")
    today = duties.today(agreement, now)
    found = []
    for duty in rows:
        dates = sorted(duty.dates.all(), key=lambda each: each.due_on)
        introduce(people, dates, "recorded_by")
        waiting = [each for each in dates if not each.outcome]
        late = [each for each in waiting if each.due_on < today]
        coming = [each for each in waiting if each.due_on >= today]
        past = [each for each in dates if each.outcome]
        when = wording.when(
            {
                "first": duty.first_on.isoformat(),
                "often": duty.often,
                "often_words": str(duty.get_often_display()),
            }
        )
        found.append(Promise(duty, when, late, coming[:1], past[: -SHOWN - 1 : -1]))
    return found
