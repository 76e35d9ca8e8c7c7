"""What happened to a decision, in order: every position, objection, answer and override stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from charters.models import Decision
from partners.languages import name_of
from partners.models import Membership


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what (a sentence), and the words that were said with it."""

    at: datetime
    what: str
    words: str = ""
    language: str = ""


def history(decision: Decision) -> list[Event]:
    """Return all that happened to a decision, in the active language, the first thing first.

    Secret votes are not among it: nobody wrote down when they were cast.
    """
    parts = (_texts, _positions, _objections, _ending)
    events = [event for part in parts for event in part(decision)]
    proposed = _event(decision.proposed_at, decision.proposed_by, gettext("%(name)s proposed it."))
    return [proposed, *sorted(events, key=lambda event: event.at)]


def _event(at: datetime, who: Membership | None, sentence: str, **words: Any) -> Event:
    return Event(at, sentence % {"name": who.person.name if who else ""}, **words)


def _texts(decision: Decision) -> Iterator[Event]:
    for text in decision.texts.order_by("available_at", "language"):
        yield Event(
            text.available_at,
            gettext("It could be read in this language: %(language)s.")
            % {"language": name_of(text.language, get_language())},
        )


def _positions(decision: Decision) -> Iterator[Event]:
    rows = decision.positions.select_related("membership__person", "recorded_by__person", "option")
    for position in rows.order_by("taken_at", "pk"):
        names = {
            "name": position.membership.person.name,
            "stance": position.get_stance_display(),
            "writer": position.recorded_by and position.recorded_by.person.name,
        }
        if position.recorded_by:
            what = gettext("%(name)s: %(stance)s. Written down by %(writer)s.") % names
        else:
            what = gettext("%(name)s: %(stance)s.") % names
        yield Event(position.taken_at, what, position.reason, position.language)


def _objections(decision: Decision) -> Iterator[Event]:
    rows = decision.objections.select_related("membership__person", "answered_by__person")
    for objection in rows.order_by("pk"):
        if objection.answered_at:
            what = gettext("%(name)s answered an objection.")
            yield _event(objection.answered_at, objection.answered_by, what,
                         words=objection.answer, language=objection.answer_language)  # fmt: skip
        if objection.withdrawn_at:
            what = gettext("%(name)s took the objection back.")
            yield _event(objection.withdrawn_at, objection.membership, what)


def _ending(decision: Decision) -> Iterator[Event]:
    if decision.dropped_at:
        what = gettext("%(name)s took it back.")
        yield _event(decision.dropped_at, decision.dropped_by, what,
            words=decision.dropped_because, language=decision.dropped_language)  # fmt: skip
    if decision.decided_at:
        closed = gettext("%(name)s closed it. It was decided.")
        yield _event(decision.decided_at, decision.decided_by, closed)
    for override in decision.overrides:
        sentence = gettext("A promise was not kept: %(promise)s %(name)s gave this reason:")
        what = sentence % {"promise": override.what, "name": override.by.person.name}
        yield Event(override.at, what, override.reason, override.language)
