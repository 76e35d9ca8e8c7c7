"""What is about people, by cell: counted once a month, for snapshots, and shown nowhere else."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast

from charters.models import (
    AgreementKind,
    ChangeClass,
    Input,
    Outcome,
    RungExperienced,
    Signature,
    Version,
)
from charters.pace import ROLES_WITH_A_SAY
from dashboards.sources.reach import Reach, there
from meetings.models import Arrangement, Attendance, Rsvp
from partners.languages import CODES
from partners.models import Membership
from partners.roles import LIVED_EXPERIENCE, ROLES_TAKING_PART

ADOPTED = [Outcome.ADOPTED, Outcome.PARTLY]


class Cell(NamedTuple):
    """People of one partnership who belong to one group and read in one language."""

    partnership: int
    group: str
    language: str


Cells = dict[Cell, Counter[str]]


class AboutPeople(Reach):
    """Each source is one query for however many partnerships.

    Counts named `people...` are people; the others are what they said or need.
    """

    @cached_property
    def seats(self) -> Cells:
        """People who have a say: those with lived experience, and the others."""
        members = there(Membership.objects.all(), self.until).filter(
            self.within("partnership"), role__in=ROLES_WITH_A_SAY
        )
        lived = Q(group__in=LIVED_EXPERIENCE)
        return by_cell(
            members,
            ("partnership", "group", "person__language"),
            people_some=Count("pk", filter=lived),
            people_rest=Count("pk", filter=~lived),
        )

    @cached_property
    def support(self) -> Cells:
        """Support for meetings that people came to, or missed because of it, as they say."""
        absent = Attendance.objects.filter(
            meeting=OuterRef("meeting"), membership=OuterRef("need__membership"), was_there=False
        )
        another_reason = Exists(absent.exclude(rsvp=Rsvp.IF_SUPPORTED))
        asked = Arrangement.objects.filter(
            self.within("meeting__partnership"),
            self.during("meeting__ends_at"),
            Q(need__ended_at=None) | Q(need__ended_at__gte=F("meeting__starts_at")),
            Q(asked_at__isnull=False) | Q(was_there__isnull=False),
            ~another_reason | Q(was_there=False),
            meeting__cancelled_at=None,
        )
        yes, no, person = Q(was_there=True), Q(was_there=False), "need__membership"
        return by_cell(
            asked,
            ("meeting__partnership", f"{person}__group", f"{person}__person__language"),
            some=Count("pk", filter=yes),
            rest=Count("pk", filter=no),
            people_some=Count(person, filter=yes, distinct=True),
            people_rest=Count(person, filter=no, distinct=True),
            people_asked=Count(person, distinct=True),
            people_replied=Count(person, filter=yes | no, distinct=True),
        )

    @cached_property
    def influence(self) -> Cells:
        """What became of what people said: with lived experience, and without."""
        closed = Input.objects.filter(
            self.within("partnership"), self.during("answer__answered_at"), withdrawn_at=None
        )
        lived, adopted = Q(group__in=LIVED_EXPERIENCE), Q(answer__outcome__in=ADOPTED)
        return by_cell(
            closed,
            ("partnership", "group", "membership__person__language"),
            lived=Count("pk", filter=lived),
            lived_adopted=Count("pk", filter=lived & adopted),
            others=Count("pk", filter=~lived),
            others_adopted=Count("pk", filter=~lived & adopted),
            people_lived=Count("membership", filter=lived, distinct=True),
            people_others=Count("membership", filter=~lived, distinct=True),
        )

    @cached_property
    def confirmations(self) -> Cells:
        """People who were told in time what became of what they said, and said if it is right."""
        told = Input.objects.filter(
            self.within("partnership"),
            self.during("answer_due_at"),
            withdrawn_at=None,
            answer__answered_at__lte=F("answer_due_at"),
        )
        said = Q(answer__confirmed__isnull=False)
        return by_cell(
            told,
            ("partnership", "group", "membership__person__language"),
            people_asked=Count("membership", distinct=True),
            people_replied=Count("membership", filter=said, distinct=True),
        )

    @cached_property
    def rungs(self) -> Cells:
        """How far decisions were shared, as organisers claim and as people experienced it."""
        asked = RungExperienced.objects.filter(
            self.within("decision__partnership"), self.during("decision__decided_at")
        )
        answered = Q(rung__isnull=False)
        return by_cell(
            asked,
            ("decision__partnership", "membership__group", "membership__person__language"),
            claimed=Sum("decision__rung_claimed", filter=answered, default=0),
            experienced=Sum("rung", default=0),
            answers=Count("rung"),
            people_some=Count("membership", filter=answered, distinct=True),
            people_asked=Count("membership", distinct=True),
            people_replied=Count("membership", filter=answered, distinct=True),
        )

    @cached_property
    def rungs_by_decision(self) -> dict[tuple[int, int], Counter[str]]:
        """The same for each decision: by partnership and decision."""
        answered = RungExperienced.objects.filter(
            self.within("decision__partnership"),
            self.during("decision__decided_at"),
            rung__isnull=False,
        )
        place = ("decision__partnership", "decision")
        counted: Iterable[dict[str, int]] = (
            answered.order_by()
            .values(*place)
            .annotate(
                claimed=Sum("decision__rung_claimed"),
                experienced=Sum("rung"),
                answers=Count("pk"),
                people_some=Count("membership", distinct=True),
            )
        )
        return {(row.pop(place[0]), row.pop(place[1])): Counter(row) for row in counted}

    @cached_property
    def signatures(self) -> Cells:
        """People who take part: who signed the charter in force, in words they read and understood.

        After a change of wording, a signature on the version before counts, as in
        `charters.signing.standing`.
        """
        mine = _answers(self).filter(membership=OuterRef("pk"))
        members = there(Membership.objects.all(), self.until).filter(
            self.within("partnership"),
            Exists(_in_force(self).filter(agreement__partnership=OuterRef("partnership"))),
            role__in=ROLES_TAKING_PART,
        )
        members = members.annotate(
            has_signed=Exists(mine.filter(_is_understood(), is_signed=True)),
            has_answered=Exists(mine),
        )
        signed = Q(has_signed=True)
        return by_cell(
            members,
            ("partnership", "group", "person__language"),
            people_some=Count("pk", filter=signed),
            people_rest=Count("pk", filter=~signed),
            people_asked=Count("pk"),
            people_replied=Count("pk", filter=Q(has_answered=True)),
        )


def _in_force(reach: Reach) -> QuerySet[Version]:
    """Return the versions of charters in force at the end of the window."""
    return Version.objects.filter(
        Q(left_force_at=None) | Q(left_force_at__gte=reach.until),
        agreement__kind=AgreementKind.CHARTER,
        agreement__ended_at=None,
        took_effect_at__lt=reach.until,
    )


def _answers(reach: Reach) -> QuerySet[Signature]:
    """Return the answers that count for the charters in force at the end of the window."""
    agreement = OuterRef("version__agreement")
    number = _in_force(reach).filter(agreement=agreement).values("number")[:1]
    given = Signature.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=reach.until), answered_at__lt=reach.until
    )
    later = {"number__gt": OuterRef("version__number"), "number__lte": OuterRef("current")}
    asked_again = Version.objects.filter(
        Q(change_class=ChangeClass.SUBSTANCE)
        | Q(change_class=ChangeClass.TRANSLATION, language=OuterRef("language")),
        agreement=agreement,
        **later,
    )
    answered_again = given.filter(
        Q(is_signed=True) | Q(version__number=OuterRef("current")),
        membership=OuterRef("membership"),
        version__agreement=agreement,
        **{f"version__{name}": bound for name, bound in later.items()},
    )
    on_this = Q(version__number=F("current"))
    on_one_before = Q(version__number__lt=F("current"), is_signed=True)
    counts = on_this | (on_one_before & ~Exists(asked_again) & ~Exists(answered_again))
    reads = Cast("membership__person__also_reads", TextField())
    return given.annotate(current=Subquery(number), reads=reads).filter(counts)


def _is_understood() -> Q:
    """Return the condition that somebody understood a text in a language that they read."""
    own = Q(language=F("membership__person__language"))
    of_others = (Q(language=code, reads__contains=f'"{code}"') for code in CODES)
    return Q(understood=True) & reduce(or_, of_others, own)


def by_cell(rows: QuerySet[Any], path: tuple[str, str, str], **counts: Any) -> Cells:
    """Return what is counted of `rows` for each cell: partnership, group and language."""
    found = rows.order_by().values(*path).annotate(**counts)
    return {Cell(*(row.pop(name) for name in path)): Counter(row) for row in found}
