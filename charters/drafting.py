"""Drafting: a conversation, section by section, in which each group is heard or declines."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from charters.models import (
    Agreement,
    AgreementKind,
    Clause,
    Contribution,
    ContributionKind,
    GroupSay,
    Section,
)
from charters.recorded_rows import CONTRIBUTION
from charters.templates_of_agreements import TEMPLATES
from notices import planning
from notices.recording import tell
from partners.languages import in_languages
from partners.models import Membership
from partners.roles import Group
from translations.reading import set_text

ANSWERED = "contribution_answered"


class AlreadyAnswered(Exception):
    """Somebody else answered this contribution first."""


def _write(record: object, field: str, texts: Mapping[str, str]) -> None:
    for code, text in texts.items():
        set_text(record, field, code, text)  # type: ignore[arg-type]


@transaction.atomic
def start(agreement: Agreement, *, from_template: bool, by: Membership, now: datetime) -> Agreement:
    """Save a new agreement: with the sections and first clauses of its template, or empty."""
    agreement.created_by, agreement.created_at = by, now
    agreement.save(force_insert=True)
    languages = agreement.partnership.languages
    for position, part in enumerate(TEMPLATES[agreement.kind] if from_template else ()):
        section = Section(agreement=agreement, key=part.key, position=position)
        _write(section, "title", in_languages(part.title, languages))
        section.save()
        for place, text in enumerate(part.clauses):
            clause = Clause(section=section, position=place, changed_by=by, changed_at=now)
            _write(clause, "text", in_languages(text, languages))
            clause.save()
    return agreement


def add_section(agreement: Agreement, titles: Mapping[str, str]) -> Section:
    """Add a section of our own at the end."""
    last = agreement.sections.aggregate(last=Max("position"))["last"]
    section = Section(agreement=agreement, position=0 if last is None else last + 1)
    _write(section, "title", titles)
    section.save()
    return section


@transaction.atomic
def add_clause(
    section: Section, texts: Mapping[str, str], *, by: Membership, now: datetime
) -> Clause:
    """Add a clause, attributed to who wrote it and their group."""
    last = section.clauses.aggregate(last=Max("position"))["last"]
    clause = Clause(
        section=section, position=0 if last is None else last + 1, changed_by=by, changed_at=now
    )
    _write(clause, "text", texts)
    clause.save()
    for code, text in texts.items():
        contribution = contribute(
            section, by, kind=ContributionKind.CLAUSE, text=text, language=code, clause=clause,
            now=now,
        )  # fmt: skip
        Contribution.objects.filter(pk=contribution.pk).update(taken_up_at=now)
        break
    return clause


def change_clause(clause: Clause, fields: Iterable[str], *, by: Membership, now: datetime) -> None:
    """Save the words that were typed onto `clause`. The caller holds its lock."""
    clause.revision = F("revision") + 1
    clause.changed_by, clause.changed_at = by, now
    clause.save(update_fields=[*fields, "revision", "changed_by", "changed_at"])


def remove_clause(clause: Clause, *, by: Membership, now: datetime) -> None:
    """Take a clause out of the draft. Versions that hold it keep it."""
    Clause.objects.filter(pk=clause.pk, removed_at=None).update(
        removed_at=now, changed_by=by, changed_at=now
    )


@transaction.atomic
def contribute(
    section: Section,
    membership: Membership,
    *,
    kind: str,
    text: str,
    language: str,
    clause: Clause | None = None,
    recorded_by: Membership | None = None,
    now: datetime,
) -> Contribution:
    """Keep what a person says, in their own words, with the group they speak from.

    If somebody else wrote it down, the person is told.
    """
    said = Contribution.objects.create(
        section=section, clause=clause, kind=kind, text=text, language=language,
        membership=membership, group=membership.group, recorded_by=recorded_by, made_at=now,
    )  # fmt: skip
    tell(CONTRIBUTION, said, membership, recorded_by=recorded_by, now=now)
    return said


@transaction.atomic
def answer(
    contribution: Contribution, *, text: str, take_up: bool, by: Membership, now: datetime
) -> None:
    """Answer a contribution, take it up if so, and tell who made it. Raises AlreadyAnswered."""
    open_ones = Contribution.objects.filter(pk=contribution.pk, answered_at=None)
    answered = open_ones.update(
        answer=text, answer_language=by.person.language, answered_by=by, answered_at=now,
        taken_up_at=now if take_up else None,
    )  # fmt: skip
    if not answered:
        raise AlreadyAnswered
    if take_up and contribution.kind == ContributionKind.WORDS and contribution.clause:
        _write(contribution.clause, "text", {contribution.language: contribution.text})
        change_clause(contribution.clause, [f"text_{contribution.language}"], by=by, now=now)
    person = contribution.membership.person
    if person != by.person:
        partnership = contribution.section.agreement.partnership
        planning.plan(ANSWERED, contribution, [person], partnership=partnership, now=now)


def decline(sections: Iterable[Section], group: str, *, by: Membership, now: datetime) -> None:
    """Record that a group has nothing to add to these sections."""
    GroupSay.objects.bulk_create(
        [
            GroupSay(section=section, group=group, declined_by=by, declined_at=now)
            for section in sections
        ],
        ignore_conflicts=True,
    )


def groups_present(agreement: Agreement) -> list[Group]:
    """Return the groups of the people who take part, in their usual order."""
    there = set(agreement.partnership.memberships.taking_part().values_list("group", flat=True))
    return [group for group in Group if group in there]


def heard(agreement: Agreement) -> dict[int, set[str]]:
    """Return which groups spoke on which section, wrote in it, or declined their say."""
    said = Contribution.objects.filter(section__agreement=agreement)
    declined = GroupSay.objects.filter(section__agreement=agreement)
    wrote = Clause.objects.filter(section__agreement=agreement)
    found: dict[int, set[str]] = {}
    for section, group in [
        *said.values_list("section", "group"),
        *declined.values_list("section", "group"),
        *wrote.values_list("section", "changed_by__group"),
    ]:
        found.setdefault(section, set()).add(group)
    return found


def unheard(agreement: Agreement) -> dict[Section, list[Group]]:
    """Return the groups not heard on each section that says something."""
    present, spoke = groups_present(agreement), heard(agreement)
    written = Clause.objects.filter(section__agreement=agreement).standing()
    waiting = {}
    for section in agreement.sections.standing().filter(clauses__in=written.order_by()).distinct():
        if silent := [group for group in present if group not in spoke.get(section.pk, ())]:
            waiting[section] = silent
    return waiting


def sources(agreement: Agreement) -> dict[str, str]:
    """Return the source that each section of the agreement's template comes from, by its key."""
    kind = AgreementKind(agreement.kind)
    return {part.key: part.source for part in TEMPLATES[kind]}


@transaction.atomic
def remove_section(agreement: Agreement, section: int, now: datetime) -> None:
    """Take a section out of the draft with all it says. Versions that hold it keep it."""
    agreement.sections.standing().filter(pk=section).update(removed_at=now)


def end(agreement: Agreement, now: datetime) -> None:
    """End an agreement: nothing of it is asked or reminded any more. It stays readable."""
    Agreement.objects.standing().filter(pk=agreement.pk).update(ended_at=now)
