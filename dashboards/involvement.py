"""Drafts an involvement statement from what is on record: what happened, what did not, the gaps.

Five sections of the GRIPP2 short form (Staniszewska et al. 2017, doi:10.1186/s40900-017-0062-2) and
three that a journal of integrated care asks for (doi:10.5334/ijic.10240). Each sentence rests on
pages of the partnership that its members can open; one that says "Gap" rests on nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from charters import drafting
from charters.models import (
    Agreement,
    AgreementKind,
    Clause,
    Decision,
    Evidence,
    Outcome,
    Rung,
    Version,
)
from partners.dates import day
from partners.models import Membership, Partnership
from partners.roles import LIVED_EXPERIENCE
from translations.reading import read, set_text, written

SHAPED = Rung.CO_DESIGNED  # from this rung on, people shaped a decision rather than were asked
MOST_PAGES = 12  # that one sentence names; a paper that lists more is not read
LONGEST_LABEL = 200  # characters

Words = str | Promise | tuple[Model, str]  # a sentence; or a record, and its field that says it


@dataclass(frozen=True)
class Page:
    """One page of coprod that shows something: its address, and what it is about."""

    address: str
    shows: Words


@dataclass(frozen=True)
class Finding:
    """One sentence of a statement and the pages it rests on. Without any, it states a gap.

    `values` fills the sentence's placeholders; a day in it is written out in each language.
    """

    words: Words
    values: dict[str, object] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)


class NothingToRead(Exception):
    """The partnership has no language, so there is nothing to write a statement in."""


@transaction.atomic
def draft(partnership: Partnership, *, by: Membership, now: datetime) -> Agreement:
    """Start an involvement statement whose clauses say what is on record. People edit it then.

    Raises NothingToRead.
    """
    if not partnership.languages:
        raise NothingToRead
    agreement = Agreement(partnership=partnership, kind=AgreementKind.STATEMENT)
    _write(agreement, "title", partnership, Finding(_("How people were involved")))
    drafting.start(agreement, from_template=True, by=by, now=now)
    for section in agreement.sections.all():
        for position, finding in enumerate(SECTIONS[section.key](partnership, now)):
            clause = Clause(section=section, position=position, changed_by=by, changed_at=now)
            _write_down(finding, clause, partnership)
    return agreement


def _write_down(finding: Finding, clause: Clause, partnership: Partnership) -> None:
    _write(clause, "text", partnership, finding)
    clause.save()
    for page in finding.pages[:MOST_PAGES]:
        evidence = Evidence(clause=clause, address=page.address)
        _write(evidence, "shows", partnership, Finding(page.shows), LONGEST_LABEL)
        evidence.save()


def in_each_language(finding: Finding, partnership: Partnership) -> dict[str, str]:
    """Return a sentence in each language of the partnership."""
    texts = {}
    for code in partnership.languages:
        with override(code):
            texts[code] = say(finding, code)
    return texts


def _write(
    record: Model, name: str, partnership: Partnership, finding: Finding, longest: int = 5000
) -> None:
    """Write a sentence into a field of `record`, in each language of the partnership."""
    for code, text in in_each_language(finding, partnership).items():
        set_text(record, name, code, text[:longest])


def say(finding: Finding, code: str) -> str:
    """Return the sentence in `code`, which is the active language."""
    if isinstance(finding.words, tuple):
        return read(*finding.words, code).text
    values = {
        name: day(value, code) if isinstance(value, date) else value
        for name, value in finding.values.items()
    }
    return str(finding.words % values if values else finding.words)


# Pages that sentences rest on


def _pages(rows: Iterable[Model], name: str) -> list[Page]:
    return [Page(row.get_absolute_url(), (row, name)) for row in rows]  # type: ignore[attr-defined]


def _list(name: str, partnership: Partnership, shows: Promise) -> list[Page]:
    return [Page(reverse(name, kwargs={"slug": partnership.slug}), shows)]


def _count(words: Promise, rows: Sequence[Model], name: str) -> Finding:
    """Return a sentence that counts `rows`, and rests on the page of each."""
    return Finding(words, {"count": len(rows)}, _pages(rows, name))


# The five sections of the GRIPP2 short form


def _aim(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """What the partnership wants to change, and why people are part of it."""
    if written(partnership, "purpose"):
        yield Finding((partnership, "purpose"), pages=_pages([partnership], "name"))
    else:
        yield Finding(_("Gap: what the partnership wants to change is not written down."))
    if charter := _charter_in_force(partnership):
        yield Finding(
            _(
                "What people with lived experience are part of, and how, was agreed in a team"
                " charter, in force since %(day)s."
            ),
            {"day": charter.took_effect_at and charter.took_effect_at.date()},
            [Page(charter.get_absolute_url(), (charter.agreement, "title"))],
        )
    else:
        yield Finding(_("Gap: no team charter is in force that says how people take part."))


def _methods(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """How people were involved: meeting, chairing, deciding."""
    held = partnership.meetings.past(now).filter(cancelled_at=None)
    meetings = list(held.select_related("partnership", "chair"))
    if not meetings:
        yield Finding(_("Gap: no meeting has been held yet."))
    else:
        words = ngettext_lazy(
            "People with lived experience, staff and others met %(count)s time.",
            "People with lived experience, staff and others met %(count)s times.",
            "count",
        )
        yield _count(words, meetings, "title")
    if chaired := [each for each in meetings if each.chair and each.chair.is_lived_experience]:
        words = ngettext_lazy(
            "Somebody with lived experience chaired %(count)s of the meetings.",
            "People with lived experience chaired %(count)s of the meetings.",
            "count",
        )
        yield _count(words, chaired, "title")
    if taken := _taken(partnership):
        words = ngettext_lazy(
            "Enough people with lived experience, as promised, took part in %(some)s of %(count)s"
            " decision.",
            "Enough people with lived experience, as promised, took part in %(some)s of %(count)s"
            " decisions.",
            "count",
        )
        some = sum(each.quorum_kept is True for each in taken)
        yield Finding(words, {"count": len(taken), "some": some}, _pages(taken, "question"))


RESULTS = {
    Outcome.ADOPTED: ngettext_lazy(
        "Of what people with lived experience said, %(count)s thing was adopted.",
        "Of what people with lived experience said, %(count)s things were adopted.",
        "count",
    ),
    Outcome.PARTLY: ngettext_lazy(
        "Of what people with lived experience said, %(count)s thing was partly adopted.",
        "Of what people with lived experience said, %(count)s things were partly adopted.",
        "count",
    ),
    Outcome.NOT_ADOPTED: ngettext_lazy(
        "Of what people with lived experience said, %(count)s thing was not adopted. A reason was"
        " given.",
        "Of what people with lived experience said, %(count)s things were not adopted. Each time a"
        " reason was given.",
        "count",
    ),
    Outcome.LATER: ngettext_lazy(
        "Of what people with lived experience said, %(count)s thing was put off. A reason was"
        " given.",
        "Of what people with lived experience said, %(count)s things were put off. Each time a"
        " reason was given.",
        "count",
    ),
}


def _results(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """What became of what people with lived experience said. Their own words stay theirs."""
    answered = partnership.inputs.answered().filter(group__in=LIVED_EXPERIENCE)
    said = list(answered.select_related("answer", "partnership"))
    for outcome, words in RESULTS.items():
        pages = [
            Page(each.get_absolute_url(), (each.answer, "reason"))
            for each in said
            if each.answer and each.answer.outcome == outcome
        ]
        if pages:
            yield Finding(words, {"count": len(pages)}, pages)
    if not said:
        yield Finding(
            _("Gap: nothing that people with lived experience said has an answer on record.")
        )


def _outcomes(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """What came of it: decisions that people shaped."""
    if shaped := [each for each in _taken(partnership) if each.rung_claimed >= SHAPED]:
        words = ngettext_lazy(
            "Together with people with lived experience, %(count)s decision was shaped or taken.",
            "Together with people with lived experience, %(count)s decisions were shaped or taken.",
            "count",
        )
        yield _count(words, shaped, "question")
    else:
        yield Finding(_("Gap: no decision on record was shaped together with lived experience."))


def _critical(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """What did not go well: promises not kept, words in dispute, more claimed than experienced."""
    taken, waiting = _taken(partnership), _("What waits for an answer, and what is disputed")
    found = []
    if overridden := [each for each in taken if each.overrides]:
        words = ngettext_lazy(
            "A promise about the pace was not kept in %(count)s decision.",
            "A promise about the pace was not kept in %(count)s decisions.",
            "count",
        )
        found.append(_count(words, overridden, "question"))
    if late := partnership.inputs.overdue(now).count():
        words = ngettext_lazy(
            "Longer than was promised, %(count)s person waits for an answer to what they said.",
            "Longer than was promised, people wait for an answer to %(count)s things they said.",
            "count",
        )
        pages = _list("charters:inputs", partnership, waiting)
        found.append(Finding(words, {"count": late}, pages))
    if disputed := partnership.inputs.disputed().count():
        words = ngettext_lazy(
            "What became of somebody's words is told wrongly, they say, %(count)s time.",
            "What became of people's words is told wrongly, they say, %(count)s times.",
            "count",
        )
        pages = _list("charters:inputs", partnership, waiting)
        found.append(Finding(words, {"count": disputed}, pages))
    if wider := [each for each in taken if _claims_more(each)]:
        words = ngettext_lazy(
            "People with lived experience say of %(count)s decision that it was shared less than"
            " was claimed.",
            "People with lived experience say of %(count)s decisions that they were shared less"
            " than was claimed.",
            "count",
        )
        found.append(_count(words, wider, "question"))
    yield from found or [
        Finding(
            _(
                "Gap: the record names nothing that went wrong. Before anyone signs, ask people"
                " with lived experience what is missing here."
            )
        )
    ]


def _claims_more(decision: Decision) -> bool:
    """Say whether somebody with lived experience named a lower rung than was claimed."""
    felt = [
        each.rung
        for each in decision.rungs.all()
        if each.rung is not None and each.membership.is_lived_experience
    ]
    return bool(felt) and min(felt) < decision.rung_claimed


# What a journal of integrated care asks for


def _development_and_delivery(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """Whether people shaped what is done, and whether they also do it."""
    taken = _taken(partnership)
    if developed := [each for each in taken if SHAPED <= each.rung_claimed < Rung.CO_DELIVERED]:
        words = ngettext_lazy(
            "In development, people with lived experience shaped %(count)s decision.",
            "In development, people with lived experience shaped %(count)s decisions.",
            "count",
        )
        yield _count(words, developed, "question")
    else:
        yield Finding(_("Gap: nothing on record shows a part in development."))
    if delivered := [each for each in taken if each.rung_claimed == Rung.CO_DELIVERED]:
        words = ngettext_lazy(
            "In delivery, people with lived experience help to carry out %(count)s decision.",
            "In delivery, people with lived experience help to carry out %(count)s decisions.",
            "count",
        )
        yield _count(words, delivered, "question")
    else:
        yield Finding(_("Gap: nothing on record shows a part in delivery."))


def _seats(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """Seats in governing bodies, filled and empty."""
    seats = list(partnership.seats.kept())
    if not seats:
        yield Finding(_("Gap: no seat in a governing body is kept for lived experience."))
        return
    words = ngettext_lazy(
        "%(filled)s of %(count)s seat kept for lived experience is filled.",
        "%(filled)s of %(count)s seats kept for lived experience are filled.",
        "count",
    )
    filled = sum(seat.filled_by_id is not None for seat in seats)
    pages = _list("charters:seats", partnership, _("The list of seats"))
    yield Finding(words, {"count": len(seats), "filled": filled}, pages)


def _reviewers(partnership: Partnership, now: datetime) -> Iterator[Finding]:
    """Whether people with lived experience review drafts, and whether that changed something."""
    members = partnership.memberships.active().filter(reviewer__isnull=False)
    pool = list(members.prefetch_related("reviewer__requests"))
    if not pool:
        yield Finding(_("Gap: nobody with lived experience is in a pool of reviewers."))
        return
    given = [each for one in pool for each in one.reviewer.requests.all() if each.reviewed_at]
    words = ngettext_lazy(
        "A pool of reviewers with lived experience gave %(count)s review. For %(used)s, the record"
        " says what changed because of it.",
        "A pool of reviewers with lived experience gave %(count)s reviews. For %(used)s, the record"
        " says what changed because of them.",
        "count",
    )
    used = sum(review.told_at is not None for review in given)
    pages = _list("charters:reviewers", partnership, _("Who reviews, and how"))
    yield Finding(words, {"count": len(given), "used": used}, pages)


SECTIONS: dict[str, Callable[[Partnership, datetime], Iterator[Finding]]] = {
    "aim": _aim,
    "methods": _methods,
    "results": _results,
    "outcomes": _outcomes,
    "critical": _critical,
    "development-delivery": _development_and_delivery,
    "seats": _seats,
    "reviewers": _reviewers,
}


def _taken(partnership: Partnership) -> list[Decision]:
    """Return the decisions taken, latest first, with who closed them and the rungs experienced."""
    taken = partnership.decisions.taken().select_related("partnership", "decided_by")
    return list(taken.prefetch_related("rungs__membership"))


def _charter_in_force(partnership: Partnership) -> Version | None:
    charters = partnership.agreements.standing().filter(kind=AgreementKind.CHARTER)
    in_force = Version.objects.in_force().filter(agreement__in=charters.order_by())
    return in_force.select_related("agreement__partnership").order_by("-took_effect_at").first()
