"""Decisions as a table and as plain text, for people who keep them elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils.translation import gettext

from charters.models import Decision
from partners.dates import moment
from partners.models import Person
from translations.reading import read


def table(decisions: Iterable[Decision], reader: Person, now: datetime) -> Iterator[list[str]]:
    """Return a heading and a row for each decision, as `reader` reads them."""
    yield [
        gettext("What we decide"), gettext("How we decide"), gettext("State"),
        gettext("Proposed by"), gettext("Opens"), gettext("Closes"), gettext("Decided"),
        gettext("Chosen"), gettext("What was decided, and why"),
        gettext("Promises that were not kept, and why"), gettext("How far it is shared"),
    ]  # fmt: skip
    for decision in decisions:
        yield _row(decision, reader, now)


def _row(decision: Decision, reader: Person, now: datetime) -> list[str]:
    return [
        read(decision, "question", reader).text,
        str(decision.get_method_display()),
        state_words(decision, now),
        decision.proposed_by.person.name,
        moment(decision.opens_at, reader.language, reader.zone),
        moment(decision.closes_at, reader.language, reader.zone),
        moment(decision.decided_at, reader.language, reader.zone) if decision.decided_at else "",
        read(decision.chosen, "text", reader).text if decision.chosen else "",
        read(decision, "outcome", reader).text,
        "; ".join(
            f"{override.what} {override.reason} ({override.by.person.name})"
            for override in decision.overrides
        ),
        str(decision.get_rung_claimed_display()),
    ]


def state_words(decision: Decision, now: datetime) -> str:
    """Return where a decision stands, in words."""
    return {
        "taken": gettext("Decided"),
        "dropped": gettext("Taken back"),
        "coming": gettext("Opens later"),
        "open": gettext("Open"),
        "over": gettext("To be closed"),
    }[decision.state(now)]


def plain(template: str, context: dict[str, Any]) -> str:
    """Return a page as plain text: nothing is escaped, because nothing reads it as HTML."""
    page = cast(Template, get_template(template))
    return page.template.render(Context(context, autoescape=False)).strip() + "\n"
