"""The agenda: what a meeting starts with, and in which order things come."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from modeltranslation.utils import build_localized_fieldname

from meetings.models import AgendaItem, ItemKind, Meeting
from partners.languages import CODES
from partners.models import Membership

ARRIVE = gettext_noop("Arrive, and hear how each of us is")
REFLECT = gettext_noop("Look back: what went well between us, and what to change")


@transaction.atomic
def suggest(meeting: Meeting, *, by: Membership) -> None:
    """Start an agenda with the time to relate and to reflect that people promised each other."""
    rules = meeting.partnership.working_rules
    for kind, words, minutes in [
        (ItemKind.RELATE, ARRIVE, rules.relational_minutes),
        (ItemKind.REFLECT, REFLECT, rules.reflection_minutes),
    ]:
        if minutes:
            item = AgendaItem(meeting=meeting, kind=kind, minutes=minutes, proposed_by=by)
            for code in set(meeting.partnership.languages) & set(CODES):
                with override(code):
                    setattr(item, build_localized_fieldname("title", code), _(words))
            add(item)


@transaction.atomic
def add(item: AgendaItem) -> None:
    """Put a new item at the end, but before the closing time to reflect."""
    items = in_order(item.meeting)
    closes = items and items[-1].kind == ItemKind.REFLECT and item.kind != ItemKind.REFLECT
    item.save()
    items.insert(len(items) - 1 if closes else len(items), item)
    number(items)


@transaction.atomic
def shift(item: AgendaItem, *, earlier: bool) -> None:
    """Let an item change places with the one before it, or after it."""
    items = in_order(item.meeting)
    here = items.index(item)
    there = here - 1 if earlier else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        number(items)


def in_order(meeting: Meeting) -> list[AgendaItem]:
    """Return the items in their order."""
    return list(meeting.agenda.order_by("position", "pk"))


def number(items: list[AgendaItem]) -> None:
    """Keep the order in which the items stand."""
    for position, item in enumerate(items):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
