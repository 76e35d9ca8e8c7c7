"""What people are told about power maps: somebody wrote down what they see. Is it right?"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notices import answers
from notices.kinds import Category, Kind, register
from notices.models import Notice
from partners.models import Membership
from reflections import power_maps
from reflections.models import PowerMap, PowerNote, PowerQuestion
from translations.printing import sentence, words

LETTER = "m"
YES, NO = "yes", "no"
UNSAVED = 0  # the key of an example


def _is_wanted(notice: Notice, now: datetime) -> bool:
    note = notice.subject
    if note is None or note.withdrawn_at or notice.revision != note.revision:
        return False
    return note.recorded_right is None


def _context(notice: Notice) -> dict[str, Any]:
    return {
        "about": notice.subject,
        "home": settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL),
    }


def _questions(notice: Notice) -> list[tuple[str, Model]]:
    return [(LETTER, notice.subject)]


def _example(membership: Membership) -> PowerNote:
    now = timezone.now()
    power_map = PowerMap(partnership=membership.partnership, started_by=membership, started_at=now)
    return PowerNote(
        pk=UNSAVED, power_map=power_map, membership=membership, group=membership.group,
        question=PowerQuestion.MISSING, said=gettext("Nobody from the night shift was there."),
        language=membership.person.language, said_at=now, recorded_by=membership,
    )  # fmt: skip


register(
    Kind(
        name=power_maps.NOTE_RECORDED,
        label=_("Somebody wrote down what you see in a decision"),
        category=Category.REFLECTION,
        subject=PowerNote,
        context=_context,
        is_wanted=_is_wanted,
        questions=_questions,
        may_be_muted=False,
        example=_example,
    )
)


def _ask(note: PowerNote) -> str:
    question = gettext('Somebody wrote this down for you: "%(said)s" Is this what you said?')
    return sentence(question, said=words(note.said, note.language))


def _record(note: PowerNote, value: str, recorded_by: Membership | None, now: datetime) -> None:
    power_maps.confirm(note, value == YES)


answers.register(
    answers.Question(
        letter=LETTER,
        model=PowerNote,
        ask=_ask,
        choices=lambda note: [
            (YES, gettext("Yes, that is what I said")),
            (NO, gettext("No, not quite")),
        ],
        current=lambda note: {True: YES, False: NO, None: ""}[note.recorded_right],
        person=lambda note: note.membership.person,
        partnership=lambda note: note.power_map.partnership,
        record=_record,
        is_open=lambda note, now: not note.withdrawn_at and note.membership.left_at is None,
        related=("membership__person", "power_map__partnership", "recorded_by__person"),
    )
)
