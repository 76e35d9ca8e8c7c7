"""Writing down what somebody else needs: they are asked whether it is right."""

from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from notices import answers, kinds
from notices.models import Notice
from notices.planning import plan
from partners import auditing, needs
from partners.models import Membership, NeedKind, SupportNeed

NEED_RECORDED = "need_recorded"
DO_I_NEED_IT = "b"
YES, NO = "yes", "no"


@transaction.atomic
def record(need: SupportNeed, *, recorded_by: Membership, now: datetime) -> SupportNeed:
    """Save a need that somebody told, and ask them whether it is right.

    Whoever wrote the same kind down just before, and was not told yet that it is right, corrects
    it. What the person said or confirmed themselves stands as it is.
    """
    need.membership.lock()
    unconfirmed = need.membership.needs.active().filter(
        kind=need.kind, recorded_by=recorded_by, recorded_right=None
    )
    stands = unconfirmed.exclude(kind=NeedKind.OTHER).order_by("-pk").first()
    if stands is not None:
        need.pk, need.created_at = stands.pk, stands.created_at
    need.recorded_by, need.recorded_at, need.recorded_right = recorded_by, now, None
    need.save()
    auditing.recorded(recorded_by, need.membership, need)
    told = Notice.objects.filter(kind=NEED_RECORDED, subject_id=need.pk)
    partnership = need.membership.partnership
    people = [need.membership.person]
    plan(NEED_RECORDED, need, people, partnership=partnership, now=now, revision=told.count())
    return need


def _ask(need: SupportNeed) -> str:
    return gettext("To take part, you need this: %(need)s. Is that right?") % {
        "need": need.get_kind_display()
    }


@transaction.atomic
def _answer(need: SupportNeed, value: str, recorded_by: Membership | None, now: datetime) -> None:
    if need.recorded_by_id:
        need.recorded_right = value == YES
        need.save(update_fields=["recorded_right"])
    if value == NO:
        needs.end(need, now=now)
    elif need.ended_at:
        need.ended_at = None
        need.save(update_fields=["ended_at"])


def _current(need: SupportNeed) -> str:
    return {True: YES, False: NO, None: ""}[need.recorded_right]


def _is_open(need: SupportNeed, now: datetime) -> bool:
    # What ended otherwise than by this answer does not come back by a link.
    stands = need.ended_at is None or need.recorded_right is False
    return stands and need.recorded_by_id is not None and need.membership.left_at is None


answers.register(
    answers.Question(
        letter=DO_I_NEED_IT,
        model=SupportNeed,
        ask=_ask,
        choices=lambda need: [
            (YES, pgettext("need", "Yes, I need it")),
            (NO, pgettext("need", "No, I do not need it")),
        ],
        current=_current,
        person=lambda need: need.membership.person,
        partnership=lambda need: need.membership.partnership,
        record=_answer,
        is_open=_is_open,
        related=("membership__person", "membership__partnership", "recorded_by__person"),
    )
)


def _stands(notice: Notice, now: datetime) -> bool:
    need = cast("SupportNeed | None", notice.subject)
    return need is not None and need.ended_at is None and need.recorded_by is not None


def _context(notice: Notice) -> dict[str, Any]:
    return {"about": notice.subject}


def _question(notice: Notice) -> list[tuple[str, Model]]:
    return [(DO_I_NEED_IT, cast("Model", notice.subject))]


def _example(membership: Membership) -> SupportNeed:
    return SupportNeed(membership=membership, kind=NeedKind.INTERPRETER, recorded_by=membership)


kinds.register(
    kinds.Kind(
        name=NEED_RECORDED, label=_("Somebody wrote down what you need"),
        category=kinds.Category.CHANGES, subject=SupportNeed, context=_context,
        is_wanted=_stands, may_be_muted=False, questions=_question, example=_example,
    )
)  # fmt: skip
