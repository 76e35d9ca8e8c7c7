"""Hands a person over to the facilitators when a message alone is not enough."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from notices import kinds, ledger
from notices.hints import wake
from notices.models import Notice, Task, TaskKind
from notices.reasons import Reason
from partners import joining
from partners.models import Membership, Partnership, Person

FACILITATOR_TASK = "facilitator_task"

# What a task is about, in one sentence, and the page where it is seen to; by the task's key.
About = Callable[[Sequence[Task]], Mapping[int, tuple[str, str]]]
_abouts: dict[str, About] = {}
MOST = 100  # tasks shown at once
WITHOUT_A_WAY = {
    Reason.UNREACHABLE: TaskKind.UNREACHABLE,
    Reason.LETTER_LATE: TaskKind.LETTER_LATE,
}


def hand_over(
    kind: TaskKind, *, person: Person, partnership: Partnership, subject: Model, now: datetime
) -> Task:
    """Ask the facilitators to do something for `person` about `subject`, and tell them.

    While such a task is open, asking again changes nothing.
    """
    about = (ContentType.objects.get_for_model(subject).pk, subject.pk)
    return hand_over_all(kind, [(person, *about)], partnership=partnership, now=now)[0]


def hand_over_unreachable(
    drafts: Iterable[ledger.Draft], *, partnership: Partnership, now: datetime
) -> None:
    """Ask for each person whom no channel reaches (in time), once, whatever they should be told.

    Nobody is asked about a facilitator who cannot be told of a task: that would never end.
    """
    person_type = ContentType.objects.get_for_model(Person).pk
    people: dict[TaskKind, set[Person]] = {}
    for draft in drafts:
        if draft.kind != FACILITATOR_TASK and not draft.channels:
            people.setdefault(WITHOUT_A_WAY[draft.why_not], set()).add(draft.person)
    for kind, those in people.items():
        about = [(person, person_type, person.pk) for person in those]
        hand_over_all(kind, about, partnership=partnership, now=now)


@transaction.atomic(savepoint=False)
def hand_over_all(
    kind: TaskKind,
    about: Iterable[tuple[Person, int, int]],
    *,
    partnership: Partnership,
    now: datetime,
) -> list[Task]:
    """Make a task for each (person, type and key of the subject), and tell the facilitators."""
    about = list(about)
    Task.objects.bulk_create(
        [
            Task(
                partnership=partnership,
                kind=kind,
                person=person,
                subject_type_id=subject_type,
                subject_id=subject,
                created_at=now,
            )
            for person, subject_type, subject in about
        ],
        ignore_conflicts=True,
    )
    wanted = {(person.pk, subject_type, subject) for person, subject_type, subject in about}
    rows = Task.objects.open().filter(
        partnership=partnership, kind=kind, person__in=[person for person, *_rest in about]
    )
    tasks = [
        task for task in rows if (task.person_id, task.subject_type_id, task.subject_id) in wanted
    ]
    _tell_facilitators(tasks, partnership, now)
    return tasks


def _tell_facilitators(tasks: list[Task], partnership: Partnership, now: datetime) -> None:
    task_type = ContentType.objects.get_for_model(Task).pk
    facilitators = partnership.memberships.facilitating().filter(paused_at=None).with_person()
    ledger.write(
        ledger.Draft(
            kind=FACILITATOR_TASK,
            subject_type_id=task_type,
            subject_id=task.pk,
            person=membership.person,
            partnership_id=partnership.pk,
            due_at=task.created_at,
        )
        for membership in facilitators
        for task in tasks
    )
    transaction.on_commit(wake, robust=True)


def hand_over_everywhere(kind: TaskKind, person: Person, *, now: datetime) -> None:
    """Ask the facilitators of each partnership of `person` to do something about them."""
    places = person.memberships.active().select_related("partnership")
    for place in places.order_by("pk"):
        hand_over(kind, person=person, partnership=place.partnership, subject=person, now=now)


def tell_about(kind: TaskKind, about: About) -> None:
    """Let another app say more of its tasks than their kind does, all of them at once."""
    _abouts[kind] = about


def take_back(kind: TaskKind, subject: Model, *, now: datetime) -> None:
    """End the tasks of this kind about `subject`: nothing is left to do."""
    about = ContentType.objects.get_for_model(subject)
    Task.objects.open().filter(kind=kind, subject_type=about, subject_id=subject.pk).update(
        done_at=now
    )


def waiting(partnership: Partnership) -> Sequence[Task]:
    """Return what facilitators have to do, the oldest first, with the place of each person.

    Who has not joined is shown as whoever invited them knows them.
    """
    places = Membership.objects.active().filter(
        partnership=OuterRef("partnership"), person=OuterRef("person")
    )
    tasks = partnership.tasks.open().select_related("person")
    found = list(tasks.annotate(place=Subquery(places.values("pk")[:1]))[:MOST])
    stand_ins = joining.stand_ins(partnership)
    for task in found:
        task.person = stand_ins.get(task.person_id, task.person)
    _say_more(found)
    return found


def _say_more(tasks: Sequence[Task]) -> None:
    for kind, about in _abouts.items():
        of_kind = [task for task in tasks if task.kind == kind]
        said = about(of_kind) if of_kind else {}
        for task in of_kind:
            task.sentence, task.page = said.get(task.pk, ("", ""))


@transaction.atomic
def finish(task: Task, *, by: Membership, now: datetime) -> bool:
    """Mark a task as done. Return whether it was still open."""
    done = Task.objects.open().filter(pk=task.pk).update(done_at=now, done_by=by)
    return bool(done)


def _context(notice: Notice) -> dict[str, Any]:
    return {"task": notice.subject}


def _is_open(notice: Notice, now: datetime) -> bool:
    return notice.subject is not None and notice.subject.done_at is None


def _example(membership: Membership) -> Task:
    return Task(
        partnership=membership.partnership,
        kind=TaskKind.UNREACHABLE,
        person=membership.person,
        subject=membership.person,
    )


kinds.register(
    kinds.Kind(
        name=FACILITATOR_TASK,
        label=_("Something a facilitator must do"),
        category=kinds.Category.WORK,
        subject=Task,
        context=_context,
        is_wanted=_is_open,
        may_be_muted=False,
        example=_example,
    )
)
