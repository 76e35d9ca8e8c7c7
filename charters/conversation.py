"""What the pages of a draft show: clauses, what each person said beside them, who was not heard."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from charters import drafting
from charters.models import Agreement, Clause, Contribution, ContributionKind, Section
from charters.versions import Draft
from partners.languages import CODES
from partners.models import Membership
from partners.roles import Group
from translations.coverage import coverage
from translations.reading import written


@dataclass
class Part:
    """A section on the page of the draft."""

    section: Section
    clauses: list[Clause]
    unheard: list[Group]
    source: str
    said: int
    open: int


@dataclass
class Talk:
    """A clause and what people said about it; no clause for what concerns the whole section."""

    clause: Clause | None
    said: list[Contribution] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def of_agreement(agreement: Agreement) -> QuerySet[Contribution]:
    """Return what people said about any section of an agreement."""
    return Contribution.objects.filter(section__agreement=agreement)


def to_answer(agreement: Agreement) -> QuerySet[Contribution]:
    """Return what people said that can have an answer. A clause is its own."""
    rows = of_agreement(agreement).exclude(kind=ContributionKind.CLAUSE)
    return rows.select_related(
        "section__agreement__partnership", "clause", "membership__person", "answered_by__person"
    )


def whole_draft(agreement: Agreement, membership: Membership) -> dict[str, Any]:
    """Return the draft section by section, and what it lacks in words and voices."""
    draft = Draft(agreement)
    unheard = drafting.unheard(agreement)
    by_section = {section.pk: clauses for section, clauses in draft.sections}
    sources = drafting.sources(agreement)
    sections = agreement.sections.standing().annotate(
        said=Count("contributions", filter=~Q(contributions__kind=ContributionKind.CLAUSE)),
        waiting=Count(
            "contributions",
            filter=Q(contributions__answered_at=None)
            & ~Q(contributions__kind=ContributionKind.CLAUSE),
        ),
    )
    parts = [
        Part(
            section=section,
            clauses=by_section.get(section.pk, []),
            unheard=unheard.get(section, []),
            source=sources.get(section.key, ""),
            said=section.said,
            open=section.waiting,
        )
        for section in sections
    ]
    members = list(agreement.partnership.memberships.active().with_person())
    languages = draft.languages if draft.clauses else []
    return {
        "membership": membership,
        "agreement": agreement,
        "parts": parts,
        "languages": languages,
        "reached": coverage(languages, members),
        "lacks": {code: len(draft.lacks(code)) for code in CODES if code not in languages},
        "my_group_waits": sum(membership.group in part.unheard for part in parts),
        "terms": draft.terms,
        "duties": draft.duties,
        "parties": draft.parties,
        "has_version": agreement.versions.exists(),
    }


def whole_section(agreement: Agreement, section: Section, membership: Membership) -> dict[str, Any]:
    """Return one section with the conversation about each of its clauses."""
    clauses = list(section.clauses.standing().select_related("changed_by__person"))
    said = (
        section.contributions.select_related(
            "membership__person", "recorded_by__person", "answered_by__person"
        )
        .exclude(kind=ContributionKind.CLAUSE)
        .order_by("made_at", "pk")
    )
    section.agreement = agreement
    return {
        "membership": membership,
        "agreement": agreement,
        "section": section,
        "talks": talks(clauses, said, agreement.partnership.languages),
        "unheard": drafting.unheard(agreement).get(section, []),
        "source": drafting.sources(agreement).get(section.key, ""),
    }


def talks(
    clauses: Iterable[Clause], said: Iterable[Contribution], languages: Iterable[str]
) -> list[Talk]:
    """Return each clause with what was said about it, then what was said about the section."""
    languages = list(languages)
    found: dict[int | None, Talk] = {}
    for clause in clauses:
        there = written(clause, "text")
        found[clause.pk] = Talk(clause, missing=[code for code in languages if code not in there])
    found[None] = Talk(None)
    for contribution in said:
        key = contribution.clause_id if contribution.clause_id in found else None
        found[key].said.append(contribution)
    return [talk for talk in found.values() if talk.clause or talk.said]
