"""What may suit a person, by what they said brings them.

Each app says in a module of its own what it can suggest, and to whom: a function that takes the
memberships to look for, each by the key of its partnership, and the present, and yields pairs of a
membership and a `Suggestion`, in as many queries for one membership as for many:

    @suggesting.source(ReasonKind.LEARN, ReasonKind.HEALTH)
    def things_to_read(wanting, now):
        for resource in Resource.objects.available().filter(partnership__in=wanting)[:MOST]:
            membership = wanting[resource.partnership_id]
            yield membership, Suggestion(_("Read this:"), resource.get_absolute_url(), resource)

It is called only for people whom one of the named reasons brings. What they said is opened for
themselves alone: only pages that are their own may ask.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.functional import Promise

from partners import reasons
from partners.models import LearningGoal, Membership, Motivation, ReasonKind

MOST = 4  # suggestions at once; more would be work


@dataclass(frozen=True)
class Suggestion:
    """Something that may suit: a sentence, where it leads, and the text `field` of `about`."""

    sentence: str | Promise
    url: str
    about: Model | None = None
    field: str = "title"


Wanting = dict[int, Membership]
Source = Callable[[Wanting, datetime], Iterator[tuple[Membership, Suggestion]]]

_sources: dict[Source, frozenset[ReasonKind]] = {}


def source(*serves: ReasonKind) -> Callable[[Source], Source]:
    """Let a function suggest things to people whom one of these reasons brings."""

    def register(find: Source) -> Source:
        _sources[find] = frozenset(serves)
        return find

    return register


def forget(find: Source) -> None:
    """Ask a source no more, as after a test."""
    _sources.pop(find, None)


def suggestions(memberships: Iterable[Membership], now: datetime) -> dict[int, list[Suggestion]]:
    """Return what may suit one person, by the key of each of their memberships, best first.

    Nothing for a membership in which they said nothing, or take a break.
    """
    mine = [membership for membership in memberships if membership.paused_at is None]
    wants = wanted(mine)
    found: dict[int, list[tuple[int, Suggestion]]] = {}
    for find, serves in _sources.items():
        wanting = {each.partnership_id: each for each in mine if wants[each.pk] & serves}
        for membership, suggestion in find(wanting, now) if wanting else ():
            fits = len(wants[membership.pk] & serves)
            found.setdefault(membership.pk, []).append((-fits, suggestion))
    return {
        key: [suggestion for _fits, suggestion in sorted(rows, key=lambda row: row[0])[:MOST]]
        for key, rows in found.items()
    }


def with_suggestions(memberships: Iterable[Membership], now: datetime) -> list[Membership]:
    """Let each membership of one person know its `suggestions`."""
    mine = list(memberships)
    found = suggestions(mine, now)
    for membership in mine:
        vars(membership)["suggestions"] = found.get(membership.pk, [])
    return mine


def wanted(memberships: Iterable[Membership]) -> dict[int, frozenset[str]]:
    """Return what brings one person, by membership. A learning goal says that they want to learn.

    Two queries, however many memberships.
    """
    mine = {membership.pk: membership for membership in memberships}
    wants = dict.fromkeys(mine, frozenset[str]())
    for motivation in Motivation.objects.filter(membership__in=mine):
        why = reasons.opened(motivation, mine[motivation.membership_id])
        wants[motivation.membership_id] |= frozenset(why.kinds if why else ())
    for key in LearningGoal.objects.filter(membership__in=mine).values_list("membership"):
        wants[key[0]] |= {ReasonKind.LEARN}
    return wants
