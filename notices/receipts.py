"""Receipts: what somebody wrote down for a person is sent back to them, and theirs to correct."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notices import answers, kinds, marks
from notices.models import Notice
from notices.planning import plan
from partners import auditing
from partners.models import Channel, Membership, Person
from partners.roles import Permission

RECEIPT = "receipt"


@transaction.atomic
def record(
    question: answers.Question,
    obj: Model,
    value: str,
    *,
    recorded_by: Membership | None,
    now: datetime,
) -> None:
    """Record an answer. If somebody else wrote it down, tell the person what stands there now."""
    with auditing.one_line():
        question.record(obj, value, recorded_by, now)
    person = question.person(obj)
    auditing.recorded(recorded_by, person, obj)
    if is_to_be_told(person, recorded_by):
        send_receipt(question, obj, now=now)


def is_to_be_told(person: Person, recorded_by: Membership | None) -> bool:
    """Say whether a person is to hear of what was written down for them.

    Who gave it on the phone just now needs no call that says so again. What a helper wrote down is
    told on whatever channel there is.
    """
    if recorded_by is None or recorded_by.person_id == person.pk:
        return False
    is_written_to = person.can_be_written_to or person.reachable_by() == Channel.POST
    return is_written_to or not recorded_by.may(Permission.RECORD_FOR_OTHERS)


def send_receipt(question: answers.Question, obj: Model, *, now: datetime) -> None:
    """Plan to tell the person what somebody wrote down for them. Each time anew."""
    person = question.person(obj)
    told = Notice.objects.filter(
        kind=RECEIPT,
        subject_type=ContentType.objects.get_for_model(obj),
        subject_id=obj.pk,
        person=person,
    )
    plan(
        RECEIPT,
        obj,
        [person],
        partnership=question.partnership(obj),
        now=now,
        revision=told.count(),
        occasion=question.letter,
    )


def _context(notice: Notice) -> dict[str, Any]:
    if not notice.occasion:  # a preview
        return {
            "question": gettext("Will you be there?"),
            "answer": gettext("Yes"),
            "recorded_by": None,
            "link": f"{settings.BASE_URL}/a/example/",
        }
    question, obj = answers.get(notice.occasion), notice.subject
    return {
        "question": marks.from_html(question.ask(obj)),
        "answer": "" if question.is_private else question.answer(obj),
        "recorded_by": question.recorded_by(obj),
        "link": answers.link(notice.occasion, obj),
    }


def _stands(notice: Notice, now: datetime) -> bool:
    return notice.subject is not None and bool(answers.get(notice.occasion).current(notice.subject))


def _example(membership: Membership) -> Person:
    return membership.person


kinds.register(
    kinds.Kind(
        name=RECEIPT,
        label=_("What somebody wrote down for you"),
        category=kinds.Category.CHANGES,
        subject=Model,
        context=_context,
        is_wanted=_stands,
        may_be_muted=False,
        example=_example,
    )
)
