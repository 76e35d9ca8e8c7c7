"""Themes: what people say their thoughts are about, counted without anybody being known.

A mark has a random key, a month and no day. What stands for its person is made with that person's
own key, which is not in the database. As with secret ballots that is not enough: rows lie in a
table in the order in which they came. So each change takes all marks of the place out of the table
and puts them back shuffled, with new keys, in one transaction.

A person who belongs to several partnerships of a programme counts once in it. For that the
programme has marks of its own, which nothing joins to those of its partnerships.
"""

import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from dateutil.relativedelta import relativedelta
from django.db import transaction

from partners import vault
from partners.models import Membership, Partnership, Person, Programme
from partners.vault import Drawer
from reflections.models import Mark, Theme
from reflections.models.themes import ANYTHING

Place = Partnership | Programme
ALL = [ANYTHING, *Theme.values]
WINDOW = relativedelta(months=3)  # whole months that are counted
KEPT = relativedelta(months=4)  # how long a mark stays


def month_of(moment: datetime) -> date:
    """Return the first day of the month (UTC), which is all a mark keeps of time."""
    return moment.astimezone(UTC).date().replace(day=1)


@transaction.atomic
def mark(
    person: Person,
    partnership: Partnership,
    themes: Collection[str] | None,
    *,
    month: date,
    now: datetime,
) -> None:
    """Let these themes, and no others, stand for a person in a partnership in a month.

    No theme: only that they wrote something. None: not even that. For a month that is over marks
    are only taken away: its numbers were shown already.
    """
    wanted = {ANYTHING, *themes} if themes is not None else set()
    standing = _standing(partnership, person, month)
    if month < month_of(now):
        wanted &= standing
    if wanted != standing:
        _replace(partnership, person, wanted, month)
        _replace(partnership.programme, person, _in_programme(partnership, person, month), month)


@transaction.atomic
def forget(person: Person) -> None:
    """Remove every mark that stands for a person. To be called before their journal's key goes."""
    memberships = person.memberships.select_related("partnership__programme")
    partnerships = {each.partnership for each in memberships}
    programmes = {each.programme for each in partnerships}
    # In the order in which `mark` locks them: partnerships, then programmes.
    places: list[Place] = [
        *sorted(partnerships, key=lambda each: each.pk),
        *sorted(programmes, key=lambda each: each.pk),
    ]
    for place in places:
        _keep_only(place, person, lambda row: False)


def themes_of(membership: Membership, month: date) -> set[str]:
    """Return the themes that stand for a person in their partnership in a month."""
    return _standing(membership.partnership, membership.person, month) - {ANYTHING}


def tidy(now: datetime) -> int:
    """Remove marks that are no longer counted. Return how many."""
    removed, _by_model = Mark.objects.filter(month__lt=month_of(now) - KEPT).delete()
    return removed


def counted(now: datetime) -> tuple[date, date]:
    """Return the months that are counted: whole ones that are over, so that nothing moves daily."""
    until = month_of(now)
    return until - WINDOW, until


def _in_programme(partnership: Partnership, person: Person, month: date) -> set[str]:
    """Return what stands for a person in any of their partnerships of the same programme."""
    theirs = person.memberships.filter(partnership__programme=partnership.programme_id)
    partnerships = {each.partnership for each in theirs.select_related("partnership")}
    found: set[str] = set()
    return found.union(*(_standing(each, person, month) for each in partnerships))


def _standing(place: Place, person: Person, month: date) -> set[str]:
    mine = _fingerprints(place, person)
    found = Mark.objects.of(place).filter(month=month, whose__in=mine)
    return {mine[whose] for whose in found.values_list("whose", flat=True)}


def _fingerprints(place: Place, person: Person) -> dict[str, str]:
    """Return what stands for this person in a place, and of which theme."""
    key = vault.key_of(person, Drawer.JOURNAL, make=True)
    name = f"mark:{type(place).__name__}:{place.pk}".lower()
    return {key.derive(f"{name}:{theme}").hex(): theme for theme in ALL}


def _replace(place: Place, person: Person, themes: set[str], month: date) -> None:
    """Put the person's marks of a month in the place of those that stood."""
    where = {"partnership": None, "programme": None, type(place).__name__.lower(): place}
    new = [
        Mark(theme=theme, month=month, whose=whose, **where)
        for whose, theme in _fingerprints(place, person).items()
        if theme in themes
    ]
    _keep_only(place, person, lambda row: row.month != month, new)


def _keep_only(
    place: Place, person: Person, stays: Callable[[Mark], bool], new: Iterable[Mark] = ()
) -> None:
    """Remove those of a person's marks that do not stay, add new ones, and shuffle all."""
    type(place)._default_manager.select_for_update(no_key=True).get(pk=place.pk)
    mine = _fingerprints(place, person)
    rows = list(Mark.objects.of(place))
    kept = [row for row in rows if row.whose not in mine or stays(row)]
    _shuffle_into_place([row.pk for row in rows], [*kept, *new])


def _shuffle_into_place(old: list[UUID], rows: Iterable[Mark]) -> None:
    """Put rows back into their table in an order that means nothing, with new random keys."""
    shuffled = list(rows)
    secrets.SystemRandom().shuffle(shuffled)
    Mark.objects.filter(pk__in=old).delete()
    for row in shuffled:
        row.pk = uuid4()
    Mark.objects.bulk_create(shuffled)
