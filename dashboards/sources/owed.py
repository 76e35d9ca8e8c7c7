"""What organisations owed or did, by partnership: exact, and live."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast

from charters.models import (
    Activity,
    ActivityOutcome,
    AgreementKind,
    Contribution,
    Decision,
    DutyDate,
    DutyOutcome,
    Evaluation,
    Evidence,
    Input,
    Review,
    Section,
    Version,
)
from dashboards import involvement
from dashboards.sources.reach import Reach, grouped, there
from meetings.models import AgendaItem, ItemKind, Meeting, Payment, Resource, ResourceText
from partners.models import Membership
from partners.roles import LIVED_EXPERIENCE, ROLES_TAKING_PART, Group
from reflections import census

Row = dict[str, Any]

TALK = [ItemKind.INFORM, ItemKind.CONSULT, ItemKind.DECIDE]  # the rest is time for each other
GRACE = timedelta(days=30)  # to look at an agreement again once its day has come
DAY = timedelta(days=1)


class Owed(Reach):
    """Each source is one query, or two, for however many partnerships."""

    @cached_property
    def decisions(self) -> dict[int, Row]:
        """Decisions that were taken, and which promises about their pace were kept."""
        decided = Decision.objects.filter(self.within("partnership"), self.during("decided_at"))
        return grouped(
            decided,
            "partnership",
            taken=Count("pk"),
            with_quorum=Count("pk", filter=Q(quorum_kept=True)),
            unrushed=Count("pk", filter=Q(reading_days_kept=True)),
        )

    @cached_property
    def meetings(self) -> dict[int, Row]:
        """Meetings that were held, and who chaired them."""
        held = Meeting.objects.standing().filter(self.within("partnership"), self.during("ends_at"))
        return grouped(
            held,
            "partnership",
            held=Count("pk"),
            chaired=Count("pk", filter=Q(chair__group__in=LIVED_EXPERIENCE)),
        )

    @cached_property
    def agenda(self) -> dict[int, Row]:
        """What stood on the agendas of these meetings, and who proposed it."""
        items = AgendaItem.objects.filter(
            self.within("meeting__partnership"),
            self.during("meeting__ends_at"),
            meeting__cancelled_at=None,
        )
        talk = Q(kind__in=TALK)
        return grouped(
            items,
            "meeting__partnership",
            talks=Count("pk", filter=talk),
            proposed=Count("pk", filter=talk & Q(proposed_by__group__in=LIVED_EXPERIENCE)),
        )

    @cached_property
    def kept(self) -> dict[int, Counter[str]]:
        """Minutes to relate and to reflect that were kept, and promised, in these meetings.

        Only meetings of which somebody said what was kept. Time beyond the promise to reflect does
        not make up for a meeting without any.
        """
        said = AgendaItem.objects.filter(
            self.within("meeting__partnership"),
            self.during("meeting__ends_at"),
            meeting__cancelled_at=None,
            was_kept__isnull=False,
        )
        rules = "meeting__partnership__working_rules"
        rows: QuerySet[Any, Any] = said.order_by().values(
            "meeting__partnership", "meeting",
            in_all=F("meeting__minutes"),
            to_relate=F(f"{rules}__relational_minutes"),
            to_reflect=F(f"{rules}__reflection_minutes"),
        ).annotate(
            relating=Sum("held_minutes", filter=Q(kind=ItemKind.RELATE), default=0),
            reflecting=Sum("held_minutes", filter=Q(kind=ItemKind.REFLECT), default=0),
        )  # fmt: skip
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for row in rows:
            partnership, _meeting = row.pop("meeting__partnership"), row.pop("meeting")
            row["reflecting"] = min(row["reflecting"], row["to_reflect"] or 0)
            found[partnership].update({name: count or 0 for name, count in row.items()})
        return found

    @cached_property
    def changes(self) -> dict[int, Row]:
        """Practice changes whose day has come, how many were made, and of how many people."""
        return census.changes(self)

    @cached_property
    def inputs(self) -> dict[int, Row]:
        """What people said and was to be answered, and whether it was, in time and rightly."""
        in_time = Q(answer__answered_at__lte=F("answer_due_at"))
        not_disputed = Q(answer__confirmed=None) | Q(answer__confirmed=True)
        due = Input.objects.filter(
            self.within("partnership"), self.during("answer_due_at"), withdrawn_at=None
        )
        return grouped(
            due, "partnership", due=Count("pk"), closed=Count("pk", filter=in_time & not_disputed)
        )

    @cached_property
    def duties(self) -> dict[int, Row]:
        """Dates of duties that have passed, how many were kept, and by how many people.

        One that was moved counts on its new day; one without a word was not kept.
        """
        ended = Q(duty__ended_at__isnull=False) | Q(duty__agreement__ended_at__isnull=False)
        dates = DutyDate.objects.filter(
            self.within("duty__agreement__partnership"),
            self.on_days_of("due_on"),
            duty__in_force_at__isnull=False,
        ).exclude(outcome=DutyOutcome.MOVED)
        from_leaders, kept = Q(duty__holder__group=Group.LEADER), Q(outcome=DutyOutcome.KEPT)
        return grouped(
            dates.exclude(ended, outcome=""),
            "duty__agreement__partnership",
            due=Count("pk"),
            kept=Count("pk", filter=kept),
            holders=Count("duty__holder", distinct=True),
            due_from_leaders=Count("pk", filter=from_leaders),
            kept_by_leaders=Count("pk", filter=from_leaders & kept),
        )

    @cached_property
    def payments(self) -> dict[int, Row]:
        """Promises of money that fell due, how many were kept in time, and to how many people.

        Money of which the person says that it has not arrived was not paid in time.
        """
        due = Payment.objects.standing().filter(
            self.within("meeting__partnership"), self.on_days_of("due_on")
        )
        in_time = Q(settled_on__lte=F("due_on")) & (Q(arrived=None) | Q(arrived=True))
        return grouped(
            due,
            "meeting__partnership",
            due=Count("pk"),
            in_time=Count("pk", filter=in_time),
            people=Count("membership__person", distinct=True),
        )

    @cached_property
    def activities(self) -> dict[int, Row]:
        """What was planned for these days so that people are involved, and what was done of it."""
        planned = Activity.objects.filter(self.within("partnership"), self.on_days_of("on"))
        done = Q(outcome=ActivityOutcome.DONE)
        return grouped(planned, "partnership", planned=Count("pk"), done=Count("pk", filter=done))

    @cached_property
    def reviews(self) -> dict[int, Row]:
        """Agreements and quarters whose day came, and whether they were looked at soon after."""
        in_time = Q(closed_at__lt=F("due_on") + Value(GRACE + DAY))
        counts = {"due": Count("pk"), "held": Count("pk", filter=in_time)}
        found: dict[int, Row] = {}
        for rows, path in (
            (Review.objects.all(), "agreement__partnership"),
            (Evaluation.objects.all(), "partnership"),
        ):
            due = rows.filter(self.within(path), self.on_days_of("due_on", earlier=GRACE))
            for pk, row in grouped(due, path, **counts).items():
                found[pk] = Counter(found.get(pk, {})) + Counter(row)
        return {pk: {"due": row["due"], "held": row["held"]} for pk, row in found.items()}

    @cached_property
    def statements(self) -> dict[int, Row]:
        """Parts of involvement statements, and those that rest on records and are released."""
        released = Version.objects.filter(
            Q(left_force_at=None) | Q(left_force_at__gte=self.until),
            agreement=OuterRef("agreement"),
            took_effect_at__lt=self.until,
        )
        rests = Evidence.objects.filter(clause__section=OuterRef("pk"), clause__removed_at=None)
        parts = Section.objects.filter(
            self.within("agreement__partnership"),
            agreement__kind=AgreementKind.STATEMENT,
            agreement__ended_at=None,
            agreement__created_at__lt=self.until,
            removed_at=None,
            key__in=involvement.SECTIONS,
        )
        found = grouped(
            parts,
            "agreement__partnership",
            statements=Count("agreement", distinct=True),
            shown=Count("pk", filter=Exists(rests) & Exists(released)),
        )
        for row in found.values():
            row["parts"] = row["statements"] * len(involvement.SECTIONS)
        return found

    @cached_property
    def sections(self) -> dict[int, Row]:
        """Sections of agreements that stand, and those to which every group contributed."""
        words = Contribution.objects.filter(
            section=OuterRef(OuterRef("pk")), group=OuterRef("group"), made_at__lt=self.until
        )
        silent = there(Membership.objects.all(), self.until).filter(
            ~Exists(words),
            partnership=OuterRef("agreement__partnership"),
            role__in=ROLES_TAKING_PART,
        )
        sections = Section.objects.filter(
            self.within("agreement__partnership"), removed_at=None, agreement__ended_at=None
        )
        return grouped(
            sections.annotate(is_by_all=~Exists(silent)),
            "agreement__partnership",
            sections=Count("pk"),
            by_all=Count("pk", filter=Q(is_by_all=True)),
        )

    @cached_property
    def papers(self) -> dict[int, Row]:
        """Papers that everyone needed for a meeting, and the languages that were there in time."""
        needed = {"meeting__cancelled_at": None, "is_essential": True, "withdrawn_at": None}
        papers = Resource.objects.filter(
            self.within("partnership"), self.during("meeting__starts_at"), **needed
        )
        found = grouped(papers, "partnership", papers=Count("pk"))
        in_time = self._papers_in_time({f"resource__{name}": of for name, of in needed.items()})
        for partnership in self.everywhere:
            if row := found.get(partnership.pk):
                languages = in_time.get(partnership.pk, Counter())
                row["pairs"] = row["papers"] * len(partnership.languages)
                row["in_time"] = sum(languages[code] for code in partnership.languages)
        return found

    def _papers_in_time(self, needed: Mapping[str, Any]) -> dict[int, Counter[str]]:
        """Return for each partnership how many papers were there in time, by language."""
        days = Cast("resource__partnership__working_rules__reading_days", IntegerField())
        reading = ExpressionWrapper(days * Value(DAY), output_field=DurationField())
        texts = ResourceText.objects.filter(
            self.within("resource__partnership"),
            self.during("resource__meeting__starts_at"),
            added_at__lte=F("resource__meeting__starts_at") - reading,
            **needed,
        )
        rows = texts.order_by().values("resource__partnership", "language")
        found: dict[int, Counter[str]] = {}
        for row in rows.annotate(papers=Count("resource", distinct=True)):
            languages = found.setdefault(row["resource__partnership"], Counter())
            languages[row["language"]] = row["papers"]
        return found

    @cached_property
    def days_behind(self) -> dict[int, list[float]]:
        """How many days after the first language of a resource each other language came."""
        texts = ResourceText.objects.filter(
            self.within("resource__partnership"),
            self.during("resource__shared_at"),
            added_at__lt=self.until,
            resource__withdrawn_at=None,
        )
        rows = texts.order_by().values("resource__partnership", "resource", "language")
        began: dict[int, datetime] = {}
        found: dict[int, list[float]] = {}
        for row in rows.annotate(at=Min("added_at")).order_by("at", "resource", "language"):
            if row["resource"] not in began:
                began[row["resource"]] = row["at"]
                continue
            lag = (row["at"] - began[row["resource"]]) / DAY
            found.setdefault(row["resource__partnership"], []).append(lag)
        return found
