"""What is about people, by cell: counted once a month, for snapshots, and shown nowhere else."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from charters import signing
from charters.models import (
    AgreementKind,
    Input,
    Outcome,
    RungExperienced,
    Signature,
    Version,
)
from charters.pace import ROLES_WITH_A_SAY
from dashboards.sources.reach import Reach
from meetings.models import Arrangement, Attendance, Rsvp
from partners.roles import LIVED_EXPERIENCE, ROLES_TAKING_PART
from reflections import census

ADOPTED = [Outcome.ADOPTED, Outcome.PARTLY]
AT_ONCE = 2000  # rows fetched from the database


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
        members = self.members().filter(role__in=ROLES_WITH_A_SAY)
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
            people_all=Count(person, filter=yes | no, distinct=True),
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

        What counts for a charter after a change of it, `charters.signing` knows; so these few rows
        are put together here, and not in the database.
        """
        in_force, answers = self._charters()
        members = self.members().filter(role__in=ROLES_TAKING_PART)
        cells: Cells = defaultdict(Counter)
        rows = members.values_list(
            "pk", "partnership", "group", "person__language", "person__also_reads"
        )
        for pk, partnership, group, language, also_reads in rows.iterator(AT_ONCE):
            if partnership in in_force:
                answer = answers.get(pk)
                has_signed = is_understood(answer, [language, *also_reads])
                counts = cells[Cell(partnership, group, language)]
                counts["people_some" if has_signed else "people_rest"] += 1
                counts["people_asked"] += 1
                counts["people_replied"] += answer is not None
        return cells

    @cached_property
    def pulses(self) -> Cells:
        """Replies to the questions after meetings, whosever they are; by partnership alone."""
        return cells_of(census.pulses(self))

    def agreed_with(self, statement: str) -> Cells:
        """Return who said yes to one statement of the pulse, and who said anything else to it."""
        return {
            cell: Counter(
                some=counts[f"{statement}_yes"],
                rest=counts[f"{statement}_said"] - counts[f"{statement}_yes"],
                people_behind=counts["people_behind"],
            )
            for cell, counts in self.pulses.items()
        }

    @cached_property
    def reflected_first(self) -> Cells:
        """People with power who were asked before a meeting, and those who reflected."""
        return cells_of(census.reflected_first(self))

    @cached_property
    def benefits(self) -> Cells:
        """People who want to be counted, and those who got something that helped."""
        return cells_of(census.benefits(self))

    @cached_property
    def asks(self) -> Cells:
        """What people asked for, and what of it somebody said yes to."""
        return cells_of(census.asks(self))

    @cached_property
    def credits(self) -> Cells:
        """What was made together, and where each maker is named as they asked."""
        return cells_of(census.credits(self))

    @cached_property
    def conversations(self) -> Cells:
        """People who belong, who were asked at a checkpoint, and who said anything to it."""
        return cells_of(census.conversations(self))

    @cached_property
    def choices(self) -> Cells:
        """People who were asked at a checkpoint, and who chose to go on, pause or leave."""
        return cells_of(census.choices(self))

    @cached_property
    def goals(self) -> Cells:
        """What people wish to learn, and for what of it something was done."""
        return cells_of(census.goals(self))

    def _charters(self) -> tuple[set[int], dict[int, Signature]]:
        """Return which partnerships have a charter in force, and the answers that count for it."""
        given = Signature.objects.filter(answered_at__lt=self.until).only(
            "version", "membership", "language", "is_signed", "understood", "withdrawn_at"
        )
        versions = Version.objects.filter(
            self.within("agreement__partnership"),
            agreement__kind=AgreementKind.CHARTER,
            agreement__ended_at=None,
        )
        history: dict[int, list[Version]] = defaultdict(list)
        for version in versions.select_related("agreement").prefetch_related(
            Prefetch("signatures", queryset=given)
        ):
            history[version.agreement.partnership_id].append(version)
        answers: dict[int, Signature] = {}
        in_force: set[int] = set()
        for partnership, texts in history.items():
            for version in filter(self._is_in_force, texts):
                same = [it for it in texts if it.agreement_id == version.agreement_id]
                answers |= signing.standing(version, same)
                in_force.add(partnership)
        return in_force, answers

    def _is_in_force(self, version: Version) -> bool:
        """Say whether a version was in force at the end of the window."""
        began, ended = version.took_effect_at, version.left_force_at
        has_begun = began is not None and began < self.until
        return has_begun and (ended is None or ended >= self.until)


def is_understood(answer: Signature | None, reads: list[str]) -> bool:
    """Say whether an answer is a signature under a text that the person read and understood."""
    if answer is None or not answer.is_signed:
        return False
    return bool(answer.understood) and answer.language in reads


def cells_of(counted: Mapping[census.Cell, Counter[str]]) -> Cells:
    """Return what another app counted by cell, as ours."""
    return {Cell(*key): counts for key, counts in counted.items()}


def by_cell(rows: QuerySet[Any], path: tuple[str, str, str], **counts: Any) -> Cells:
    """Return what is counted of `rows` for each cell: partnership, group and language."""
    found = rows.order_by().values(*path).annotate(**counts)
    return {Cell(*(row.pop(name) for name in path)): Counter(row) for row in found}
