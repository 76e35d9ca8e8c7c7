"""The lists of a partnership that a member takes along: each shows what its page shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from charters.models import DutyDate
from meetings.models import ActionItem, AgendaItem, Payment
from partners.models import Membership
from partners.roles import Permission
from partners.spreadsheets import Row
from translations.reading import read

AT_ONCE = 500  # rows fetched from the database


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, and what stands in it."""

    name: str
    meaning: Promise


@dataclass(frozen=True)
class Listed:
    """One list: its name in addresses, its title, its columns, its rows as one member sees it."""

    name: str
    title: Promise
    columns: tuple[Column, ...]
    rows: Callable[[Membership], Iterator[Row]]
    permission: Permission = Permission.VIEW

    @property
    def head(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def table(self, reader: Membership, now: datetime) -> Iterator[Row]:
        """Yield the head, then each row, which says at its end who took it along and when."""
        taken = f"{reader.person.name}, {now:%Y-%m-%d %H:%M} UTC"
        yield self.head
        for row in self.rows(reader):
            yield *row, taken


def people(reader: Membership) -> Iterator[Row]:
    """Yield who takes part."""
    members = reader.partnership.memberships.active().with_person().order_by("joined_at", "pk")
    for member in members.iterator(AT_ONCE):
        yield member.pk, member.person.name, member.group, member.role, member.joined_at


def meetings(reader: Membership) -> Iterator[Row]:
    """Yield meetings, those to come and those past."""
    rows = reader.partnership.meetings.order_by("starts_at", "pk")
    for meeting in rows.iterator(AT_ONCE):
        title = read(meeting, "title", reader.person)
        yield (
            meeting.pk, title.text, title.language, meeting.starts_at, meeting.ends_at,
            meeting.place, meeting.cancelled_at,
        )  # fmt: skip


def agenda(reader: Membership) -> Iterator[Row]:
    """Yield what stood on agendas."""
    items = AgendaItem.objects.filter(meeting__partnership=reader.partnership)
    rows = items.select_related("proposed_by__person").order_by("meeting", "position", "pk")
    for item in rows.iterator(AT_ONCE):
        title = read(item, "title", reader.person)
        yield (
            item.pk, item.meeting_id, title.text, title.language, item.kind, item.minutes,
            item.proposed_by.person.name,
        )  # fmt: skip


def actions(reader: Membership) -> Iterator[Row]:
    """Yield what people said they would do."""
    items = ActionItem.objects.filter(meeting__partnership=reader.partnership)
    for item in items.select_related("owner__person").order_by("pk").iterator(AT_ONCE):
        text = read(item, "text", reader.person)
        yield (
            item.pk, item.meeting_id, text.text, text.language, item.owner.person.name,
            item.due_on, item.done_at,
        )  # fmt: skip


def resources(reader: Membership) -> Iterator[Row]:
    """Yield what was shared, and in which languages it is there."""
    rows = reader.partnership.resources.available().with_current_texts()
    for resource in rows.iterator(AT_ONCE):
        title = read(resource, "title", reader.person)
        languages = " ".join(text.language for text in resource.current)
        yield (
            resource.pk, title.text, title.language, resource.shared_at, resource.is_essential,
            languages,
        )  # fmt: skip


def decisions(reader: Membership) -> Iterator[Row]:
    """Yield decisions, with the promises about their pace that were not kept, and why."""
    rows = reader.partnership.decisions.for_list().order_by("pk")
    for decision in rows.iterator(AT_ONCE):
        question, outcome = (read(decision, it, reader.person) for it in ("question", "outcome"))
        reasons = "; ".join(f"{each.guard}: {each.reason}" for each in decision.overrides)
        yield (
            decision.pk, question.text, question.language, decision.method, decision.opens_at,
            decision.closes_at, decision.decided_at, outcome.text, decision.rung_claimed, reasons,
        )  # fmt: skip


def inputs(reader: Membership) -> Iterator[Row]:
    """Yield what people said and what became of it. Names only where the page shows them."""
    rows = reader.partnership.inputs.filter(withdrawn_at=None).select_related(
        "membership__person", "answer"
    )
    for said in rows.order_by("pk").iterator(AT_ONCE):
        answer = said.answer
        yield (
            said.pk, said.said, said.language,
            said.membership.person.name if said.names_person_to(reader) else "",
            said.group, said.said_at, said.answer_due_at, answer and answer.outcome,
            answer and read(answer, "reason", reader.person).text, answer and answer.answered_at,
        )  # fmt: skip


def promises(reader: Membership) -> Iterator[Row]:
    """Yield the dates of duties in force, and what became of each."""
    dates = DutyDate.objects.filter(
        duty__agreement__partnership=reader.partnership, duty__in_force_at__isnull=False
    ).select_related("duty__holder__person")
    for date in dates.order_by("due_on", "pk").iterator(AT_ONCE):
        what = read(date.duty, "what", reader.person)
        yield (
            date.pk, date.duty.agreement_id, what.text, what.language,
            date.duty.holder.person.name, date.due_on, date.outcome, date.because, date.moved_to,
        )  # fmt: skip


def my_payments(reader: Membership) -> Iterator[Row]:
    """Yield what the reader was promised, and what became of it."""
    for payment in reader.payments.for_list().order_by("pk").iterator(AT_ONCE):
        yield _payment(payment)


def payments(reader: Membership) -> Iterator[Row]:
    """Yield what was promised to anybody, for who settles it."""
    rows = Payment.objects.filter(meeting__partnership=reader.partnership).for_list()
    for payment in rows.order_by("pk").iterator(AT_ONCE):
        yield *_payment(payment), payment.membership.person.name


def _payment(payment: Payment) -> Row:
    return (
        payment.pk, payment.meeting_id, payment.kind, payment.amount, payment.currency,
        payment.due_on, payment.ended_because, payment.paid, payment.settled_on, payment.arrived,
    )  # fmt: skip


NUMBER = Column("id", _("The number of this row; it never changes."))
LANGUAGE = Column("language", _("The language in which the words stand (BCP 47)."))
MEETING = Column("meeting", _("The number of the meeting."))


def column(name: str, meaning: Promise) -> Column:
    """Return a column."""
    return Column(name, meaning)


LISTS = [
    Listed(
        "people",
        _("People"),
        (
            NUMBER,
            column("name", _("The person's name.")),
            column("group", _("The group they belong to.")),
            column("role", _("What they may do.")),
            column("joined_at", _("When they joined.")),
        ),
        people,
    ),
    Listed(
        "meetings",
        _("Meetings"),
        (
            NUMBER,
            column("title", _("What it is called.")),
            LANGUAGE,
            column("starts_at", _("When it starts; empty while a time is being found.")),
            column("ends_at", _("When it ends.")),
            column("place", _("Where it is.")),
            column("cancelled_at", _("When it was cancelled.")),
        ),
        meetings,
    ),
    Listed(
        "agenda",
        _("Agendas"),
        (
            NUMBER,
            MEETING,
            column("title", _("What it is about.")),
            LANGUAGE,
            column("kind", _("What it is for: relate, inform, consult, decide or reflect.")),
            column("minutes", _("How many minutes are planned.")),
            column("proposed_by", _("Who proposed it.")),
        ),
        agenda,
    ),
    Listed(
        "actions",
        _("Actions"),
        (
            NUMBER,
            MEETING,
            column("text", _("What will be done.")),
            LANGUAGE,
            column("owner", _("Who does it.")),
            column("due_on", _("By when.")),
            column("done_at", _("When it was done.")),
        ),
        actions,
    ),
    Listed(
        "resources",
        _("Resources"),
        (
            NUMBER,
            column("title", _("What it is called.")),
            LANGUAGE,
            column("shared_at", _("When it was shared.")),
            column("is_essential", _("Whether everyone needs to read it.")),
            column("languages", _("The languages in which it is there.")),
        ),
        resources,
    ),
    Listed(
        "decisions",
        _("Decisions"),
        (
            NUMBER,
            column("question", _("What was to be decided.")),
            LANGUAGE,
            column("method", _("How it is decided.")),
            column("opens_at", _("From when people could take a position.")),
            column("closes_at", _("Until when.")),
            column("decided_at", _("When it was decided.")),
            column("outcome", _("What was decided, and why.")),
            column("rung_claimed", _("How far it is shared, as organisers say: 1 told to 7.")),
            column("not_kept", _("Promises about the pace that were not kept, and why.")),
        ),
        decisions,
    ),
    Listed(
        "inputs",
        _("What people said"),
        (
            NUMBER,
            column("said", _("What was said, in the person's own words.")),
            LANGUAGE,
            column("name", _("Who said it; empty where they are shown by group only.")),
            column("group", _("The group they belonged to then.")),
            column("said_at", _("When it was said.")),
            column("answer_due_at", _("By when an answer was promised.")),
            column("outcome", _("What became of it.")),
            column("reason", _("Why.")),
            column("answered_at", _("When it was answered.")),
        ),
        inputs,
    ),
    Listed(
        "promises",
        _("Promises"),
        (
            NUMBER,
            column("agreement", _("The number of the agreement.")),
            column("what", _("What was promised.")),
            LANGUAGE,
            column("holder", _("Who promised it.")),
            column("due_on", _("By when.")),
            column("outcome", _("What became of it: kept, not kept or moved.")),
            column("because", _("Why it was not kept, or moved.")),
            column("moved_to", _("Its new day.")),
        ),
        promises,
    ),
]
PAYMENT = (
    NUMBER,
    MEETING,
    column("kind", _("What is paid for: fee, travel, care or data.")),
    column("amount", _("What was promised.")),
    column("currency", _("The currency (ISO 4217).")),
    column("due_on", _("By when.")),
    column("ended_because", _("Why the promise no longer stands; empty while it does.")),
    column("paid", _("What was paid.")),
    column("settled_on", _("When it was paid.")),
    column("arrived", _("Whether the person says that it has arrived.")),
)
LISTS += [
    Listed("my-payments", _("What I was promised"), PAYMENT, my_payments),
    Listed(
        "payments",
        _("What is to be paid"),
        (*PAYMENT, column("name", _("To whom."))),
        payments,
        Permission.SETTLE_PAYMENTS,
    ),
]
TAKEN = Column("taken_by", _("Who took this file along, and when."))
LISTS = [replace(listed, columns=(*listed.columns, TAKEN)) for listed in LISTS]
BY_NAME = {listed.name: listed for listed in LISTS}


def open_to(reader: Membership) -> list[Listed]:
    """Return the lists that a member may take along."""
    return [listed for listed in LISTS if reader.may(listed.permission)]
