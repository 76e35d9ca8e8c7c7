"""A facilitator's first month: what to do first, each ticked by what was really done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from charters.models import Agreement, AgreementKind
from meetings.models import ItemKind, Meeting, Resource
from partners.models import Membership, Partnership
from partners.roles import LIVED_EXPERIENCE, Permission

Rows = Callable[[Partnership], QuerySet]  # what must be there; looked for in one query


@dataclass(frozen=True)
class Step:
    """One thing to do: what, on which page, and the rows that show it was done."""

    name: str
    sentence: Promise
    page: str
    rows: Rows


@dataclass(frozen=True)
class ShownStep:
    """A step as a facilitator sees it."""

    sentence: Promise
    url: str
    is_done: bool


def _here(**lookups: object) -> Rows:
    """Return the partnership itself, if something like this belongs to it."""
    return lambda partnership: Partnership.objects.filter(pk=OuterRef("pk"), **lookups)


def _with_lived_experience(partnership: Partnership) -> QuerySet:
    """Two people with lived experience: one alone would have to speak for all."""
    people = Membership.objects.filter(
        partnership=OuterRef("pk"), group__in=LIVED_EXPERIENCE, left_at=None
    )
    return people.order_by().values("partnership").annotate(n=Count("pk")).filter(n__gte=2)


def _with_time_for_people(partnership: Partnership) -> QuerySet:
    """A meeting with time for relating and time for reflecting."""
    meetings = Meeting.objects.filter(partnership=OuterRef("pk"), cancelled_at=None)
    relating = meetings.filter(starts_at__isnull=False, agenda__kind=ItemKind.RELATE)
    return relating.filter(agenda__kind=ItemKind.REFLECT)


def _in_every_language(partnership: Partnership) -> QuerySet:
    """Something everyone needs to read, in each language of the partnership."""
    spoken = partnership.languages
    there = Count(
        "texts__language",
        filter=Q(texts__replaced_at=None, texts__language__in=spoken),
        distinct=True,
    )
    essential = Resource.objects.filter(
        partnership=OuterRef("pk"), withdrawn_at=None, is_essential=True
    )
    counted = essential.annotate(there=there)
    return counted.filter(there__gte=max(len(spoken), 1))


def _charters(partnership: Partnership) -> QuerySet:
    return Agreement.objects.filter(partnership=OuterRef("pk"), kind=AgreementKind.CHARTER)


def _rules_read(partnership: Partnership) -> QuerySet:
    """Rules that a facilitator read and kept or changed; or that a charter in force sets."""
    read = Q(working_rules__read_at__isnull=False)
    agreed = Q(
        agreements__kind=AgreementKind.CHARTER,
        agreements__versions__took_effect_at__isnull=False,
    )
    return Partnership.objects.filter(read | agreed, pk=OuterRef("pk"))


STEPS = [
    Step(
        "people", _("Invite at least two people with lived experience"), "notices:invite",
        _with_lived_experience,
    ),
    Step(
        "others", _("Invite somebody who gives care, leads or pays"), "notices:invite",
        _here(
            memberships__left_at=None,
            memberships__group__in=["provider", "staff", "leader", "payer"],
        ),
    ),
    Step(
        "needs", _("Know what people need to take part"), "partners:people",
        _here(memberships__needs__ended_at=None, memberships__needs__isnull=False),
    ),
    Step("rules", _("Read your working rules, and keep or change them"), "partners:rules",
         _rules_read),
    Step(
        "meeting", _("Plan a meeting with time for each other and time to reflect"),
        "meetings:plan", _with_time_for_people,
    ),
    Step(
        "reading", _("Share what everyone needs to read, in every language of yours"),
        "meetings:share", _in_every_language,
    ),
    Step("charter", _("Start a charter"), "charters:agreements", _charters),
    Step(
        "answer", _("Answer something that somebody said, with a reason"), "charters:inputs",
        _here(inputs__answer__isnull=False),
    ),
    Step(
        "barrier", _("Find somebody who takes on what is in the way"), "reflections:barriers",
        _here(barriers__actions__accepted_at__isnull=False),
    ),
]  # fmt: skip


def steps(membership: Membership) -> list[ShownStep]:
    """Return the list for a facilitator, in one query; empty when it is done or put away."""
    if membership.first_month_put_away_at or not membership.may(Permission.CHANGE_PARTNERSHIP):
        return []
    partnership = membership.partnership
    found = {step.name: Exists(step.rows(partnership)) for step in STEPS}
    rows = Partnership.objects.filter(pk=partnership.pk).annotate(**found)
    done = rows.values(*found).get()
    if all(done.values()):
        return []
    address = {"slug": partnership.slug}
    return [
        ShownStep(step.sentence, reverse(step.page, kwargs=address), bool(done[step.name]))
        for step in STEPS
    ]
