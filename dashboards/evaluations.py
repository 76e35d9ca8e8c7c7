"""Evaluations as they are prepared and read: the record's sentences, and what each group said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from charters import evaluating
from charters.models import Evaluation, Remark, RemarkKind
from dashboards import involvement
from partners.languages import direction
from partners.models import Partnership, Person
from partners.roles import Group

LOOKED_AT = ["methods", "results", "critical", "development-delivery", "seats", "reviewers"]


def figures(partnership: Partnership, now: datetime) -> list[dict[str, Any]]:
    """Return what the record says, good and bad, in each language, with the pages behind it."""
    return [
        {
            "words": involvement.in_each_language(finding, partnership),
            "pages": [page.address for page in finding.pages[:1]],
        }
        for section in LOOKED_AT
        for finding in involvement.SECTIONS[section](partnership, now)
    ]


def open_one(partnership_id: int, due_on: date, now: datetime) -> Evaluation:
    """Open the evaluation of one partnership."""
    partnership = Partnership.objects.get(pk=partnership_id)
    return evaluating.open_evaluation(partnership, due_on, figures(partnership, now), now)


@dataclass(frozen=True)
class Figure:
    """One sentence of the record as somebody reads it, and the page it rests on ("" for none)."""

    text: str
    language: str
    page: str

    @property
    def direction(self) -> str:
        """The direction in which it is written."""
        return direction(self.language)


def read_figures(evaluation: Evaluation, reader: Person) -> list[Figure]:
    """Return the sentences in a language that the reader reads, else in any they were kept in."""
    found = []
    for row in evaluation.figures:
        words = row["words"]
        code = next((code for code in [*reader.reads, *words] if code in words), None)
        if code:
            found.append(Figure(words[code], code, next(iter(row["pages"]), "")))
    return found


@dataclass(frozen=True)
class Voice:
    """What a group said in an evaluation. Nobody yet, if `remarks` is empty."""

    group: Group
    remarks: list[Remark]


def voices(evaluation: Evaluation) -> list[Voice]:
    """Return each group that takes part, in the usual order, with what it sees."""
    members = evaluation.partnership.memberships.taking_part()
    there = set(members.values_list("group", flat=True))
    said = _remarks(evaluation, RemarkKind.SEES)
    return [
        Voice(group, [each for each in said if each.group == group])
        for group in Group
        if group in there or any(each.group == group for each in said)
    ]


def answers(evaluation: Evaluation) -> list[Remark]:
    """Return what those who lead or pay answer."""
    return _remarks(evaluation, RemarkKind.ANSWERS)


def _remarks(evaluation: Evaluation, kind: str) -> list[Remark]:
    rows: Iterable[Remark] = evaluation.remarks.filter(kind=kind)
    rows = rows.select_related("membership__person", "recorded_by__person")  # type: ignore[attr-defined]
    return list(rows.order_by("said_at", "pk"))  # type: ignore[attr-defined]
