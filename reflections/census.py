"""What the census of a month counts here: for many partnerships at once, never words, no names.

These numbers are as small as they are: a cell may be one person. So there is one door, and
`dashboards.sources` alone may use it; from there they reach a page only through `dashboards.census`
and `partners.publishing`, once a month. Whoever else wants a number asks `insights`.

Each function is one query, or two, however many partnerships there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from partners.models import GoalAction, LearningGoal, Membership
from partners.roles import POWER_HOLDING, ROLES_TAKING_PART
from reflections.models import (
    CHOSE,
    Agrees,
    ChangeOutcome,
    Checkpoint,
    Exchange,
    Given,
    Maker,
    PracticeChange,
    Product,
    Pulse,
    PulseReply,
    Reflected,
    Statement,
)
from reflections.pulse_results import MEMBERS_FIRST, SAID

Cell = tuple[int, str, str]  # a partnership, a group of its people, the language these read
Cells = dict[Cell, Counter[str]]
AT_ONCE = 2000  # rows fetched from the database


class Window(Protocol):
    """Which partnerships are counted, and from when until before when."""

    since: datetime
    until: datetime

    def within(self, path: str) -> Q:
        """Return the condition that `path` leads to one of these partnerships."""

    def during(self, path: str) -> Q:
        """Return the condition that the moment at `path` lies in the window."""

    def members(self) -> QuerySet[Membership]:
        """Return who belongs to these partnerships when the window ends, and takes no break."""


# What is about people: by cell, for `dashboards.sources.people`


def pulses(window: Window) -> Cells:
    """Return what replies say, of pulses that may be counted outside since then.

    A reply is nobody's, so a cell is a whole partnership: no group, no language. `people_behind`
    is how many people were asked at most: few who reply often are still few.
    """
    closed = {
        "closes_at__gte": window.since - MEMBERS_FIRST,
        "closes_at__lt": window.until - MEMBERS_FIRST,
    }
    asked = Pulse.objects.filter(window.within("partnership"), **closed)
    told = PulseReply.objects.filter(
        window.within("pulse__partnership"), **{f"pulse__{name}": at for name, at in closed.items()}
    )
    counts: dict[str, Any] = {"people_replied": Count("pk")}
    for statement in Statement.values:
        counts[f"{statement}_yes"] = Count("pk", filter=Q(**{statement: Agrees.YES}))
        counts[f"{statement}_said"] = Count("pk", filter=Q(**{f"{statement}__in": SAID}))
    found = _by_partnership(
        asked, "partnership", people_asked=Sum("asked"), people_behind=Max("asked")
    )
    for cell, replies in _by_partnership(told, "pulse__partnership", **counts).items():
        found[cell].update(replies)
    return found


def reflected_first(window: Window) -> Cells:
    """Return the people with power who were asked to reflect before a meeting, and who did.

    They often belong to several partnerships. `once_...` counts each of them in the first alone:
    four people in five partnerships are four, however many seats they have.
    """
    asked = Reflected.objects.filter(
        window.within("membership__partnership"), window.during("meeting__starts_at"),
        membership__group__in=POWER_HOLDING, meeting__cancelled_at=None,
    )  # fmt: skip
    rows = asked.values_list("membership__person", "membership", *_of("membership"))
    seen: set[int] = set()
    found: Cells = defaultdict(Counter)
    done = rows.annotate(done=Count("pk", filter=Q(is_done=True)))
    for person, _member, *cell, times in done.order_by("membership").iterator(AT_ONCE):
        side = "some" if times else "rest"
        partnership, group, language = cell
        counts = found[partnership, group, language]
        counts[f"people_{side}"] += 1
        counts[f"once_{side}"] += person not in seen
        seen.add(person)
    return found


def benefits(window: Window) -> Cells:
    """Return who wants to be counted, and who of them confirmed that something helped."""
    helped = Given.objects.live().filter(
        window.during("confirmed_at"), receiver=OuterRef("pk"), helped=True
    )
    has_said = Q(benefit_wish__said_at__lt=window.until)
    counted = has_said & Q(benefit_wish__counts_me=True)
    return _by_cell(
        window.members().annotate(has_benefit=Exists(helped)),
        _of(""),
        people_some=Count("pk", filter=counted & Q(has_benefit=True)),
        people_rest=Count("pk", filter=counted & Q(has_benefit=False)),
        people_asked=Count("pk"),
        people_replied=Count("pk", filter=has_said),
    )


def asks(window: Window) -> Cells:
    """Return what people asked for and did not take back, and to what of it somebody said yes."""
    taken_up = Given.objects.live().filter(exchange=OuterRef("pk"), taken_up_at__lt=window.until)
    asked = Exchange.objects.asks().filter(
        window.within("partnership"), window.during("said_at"), withdrawn_at=None
    )
    return _by_cell(
        asked.annotate(is_some=Exists(taken_up)),
        ("partnership", "group", "membership__person__language"),
        **_items_of("membership"),
    )


def credits(window: Window) -> Cells:
    """Return what was made together and came out, and where each maker is named as they asked.

    It counts once all makers answered, or one said no; so it is about what people answer. Makers
    come from several groups: a cell is a whole partnership.
    """
    out = Product.objects.out().filter(window.within("partnership"), window.during("out_at"))
    yes, no = Q(makers__credit_right=True), Q(makers__credit_right=False)
    judged = out.order_by().annotate(
        right=Count("makers", filter=yes),
        wrong=Count("makers", filter=no),
        makers_of=Count("makers"),
    )
    makers = Maker.objects.filter(product__in=out.order_by().values("pk"))
    said = Q(credit_right__isnull=False)
    found = _by_partnership(
        makers,
        "product__partnership",
        people_behind=Count("membership", filter=said, distinct=True),
        people_asked=Count("membership", distinct=True),
        people_replied=Count("membership", filter=said, distinct=True),
    )
    for partnership, right, wrong, of in judged.values_list(
        "partnership", "right", "wrong", "makers_of"
    ):
        if wrong or (of and right == of):
            found[partnership, "", ""]["rest" if wrong else "some"] += 1
    return found


def conversations(window: Window) -> Cells:
    """Return who takes part, who was asked at a checkpoint since then, and who said a word to it.

    "I would rather not say now" is a word too.
    """
    asked = Checkpoint.objects.filter(window.during("opened_at"), membership=OuterRef("pk"))
    until = window.until
    said = asked.filter(Q(chosen_at__lt=until) | Q(answered_at__lt=until))
    return _by_cell(
        window.members()
        .filter(role__in=ROLES_TAKING_PART)
        .annotate(was_asked=Exists(asked), has_said=Exists(said)),
        _of(""),
        people_some=Count("pk", filter=Q(has_said=True)),
        people_rest=Count("pk", filter=Q(has_said=False)),
        people_asked=Count("pk", filter=Q(was_asked=True)),
        people_replied=Count("pk", filter=Q(has_said=True)),
    )


def choices(window: Window) -> Cells:
    """Return who was asked at a checkpoint since then, and who chose to go on, pause or leave."""
    asked = Checkpoint.objects.filter(
        window.within("membership__partnership"), window.during("opened_at")
    )
    chose = Q(choice__in=CHOSE, chosen_at__lt=window.until)
    cells = _by_cell(
        asked,
        _of("membership"),
        people_all=Count("membership", distinct=True),
        people_some=Count("membership", filter=chose, distinct=True),
    )
    for counts in cells.values():
        counts["people_rest"] = counts.pop("people_all") - counts["people_some"]
    return cells


def goals(window: Window) -> Cells:
    """Return what people wish to learn and show to others, and for what of it something was done.

    What somebody keeps to themselves is not counted: nobody was asked to help with it.
    """
    confirmed = GoalAction.objects.filter(
        goal=OuterRef("pk"), is_right=True, answered_at__lt=window.until
    )
    shown = LearningGoal.objects.shown().filter(
        membership__in=window.members(), written_at__lt=window.until
    )
    return _by_cell(
        shown.annotate(is_some=Exists(confirmed)), _of("membership"), **_items_of("membership")
    )


# What a group did: by partnership, exact, for `dashboards.sources.owed`


def changes(window: Window) -> dict[int, dict[str, int]]:
    """Return the practice changes that were due since then, how many were made, and of how many."""
    due = PracticeChange.objects.filter(
        window.within("partnership"), due_on__gte=window.since.date(),
        due_on__lt=window.until.date(), agreed_at__lt=window.until,
    )  # fmt: skip
    made = Q(outcome=ChangeOutcome.DONE, ended_at__lt=window.until)
    rows: QuerySet[Any, Any] = due.order_by().values("partnership")
    counted = rows.annotate(
        due=Count("pk"),
        made=Count("pk", filter=made),
        owners=Count("owner", distinct=True),
    )
    return {row.pop("partnership"): row for row in counted}


# Counting


def _of(path: str) -> tuple[str, str, str]:
    """Return what leads from a row to the cell of the membership at `path`."""
    to = f"{path}__" if path else ""
    return f"{to}partnership", f"{to}group", f"{to}person__language"


def _items_of(person: str) -> dict[str, Any]:
    """Return how rows are counted that are some or not, and the people behind either."""
    yes, no = Q(is_some=True), Q(is_some=False)
    return {
        "some": Count("pk", filter=yes),
        "rest": Count("pk", filter=no),
        "people_some": Count(person, filter=yes, distinct=True),
        "people_rest": Count(person, filter=no, distinct=True),
        "people_all": Count(person, distinct=True),
    }


def _by_cell(rows: QuerySet[Any], path: Iterable[str], **counts: Any) -> Cells:
    names = tuple(path)
    found: Cells = {}
    for row in rows.order_by().values(*names).annotate(**counts):
        partnership, group, language = (row.pop(name) for name in names)
        found[partnership, group, language] = Counter(row)
    return found


def _by_partnership(rows: QuerySet[Any], path: str, **counts: Any) -> Cells:
    found = rows.order_by().values(path).annotate(**counts)
    return {(row.pop(path), "", ""): Counter(row) for row in found}
