"""All that the pages of barriers show to one visitor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname

from partners.languages import CODES
from partners.models import Membership
from partners.roles import Permission
from reflections import barrier_actions, barrier_asking
from reflections.barriers import today
from reflections.forms.barriers import DeclineForm, NotBetterForm, ProgressForm
from reflections.models import ActionOutcome, Barrier, BarrierAction, IsBetter


def found_all(membership: Membership) -> Any:
    """Return the barriers of the visitor's partnership that were not taken back."""
    return membership.partnership.barriers.standing().for_list()


def found(membership: Membership, pk: int) -> Barrier:
    """Return one of them, or 404."""
    return get_object_or_404(found_all(membership), pk=pk)


def found_action(membership: Membership, pk: int) -> BarrierAction:
    """Return the action that stands against a barrier, or 404; 403 unless it is the visitor's.

    Those who keep barriers may write down what its owner tells them.
    """
    barrier = found(membership, pk)
    action = get_object_or_404(
        barrier.actions.select_related("owner__person"), pk=barrier.action_id or 0
    )
    keeps = membership.may(Permission.KEEP_BARRIERS)
    if not (keeps or barrier_actions.is_mine(action, membership)):
        raise PermissionDenied(_("Who took the action on says what becomes of it."))
    action.barrier = barrier
    return action


def named(barriers: Any, membership: Membership) -> Any:
    """Let each barrier know whether it is late, and whether this visitor sees who reported it."""
    day = today(membership.partnership, timezone.now())
    for barrier in barriers:
        barrier.shows_name = barrier.names_person_to(membership)
        barrier.is_mine = barrier.membership_id == membership.pk
        barrier.is_late = barrier.is_overdue(day)
    return barriers


def whole_barrier(membership: Membership, barrier: Barrier, **forms: Any) -> dict[str, Any]:
    """Return the barrier, what is done about it, and what this visitor can do with it now."""
    now = timezone.now()
    named([barrier], membership)
    keeps = membership.may(Permission.KEEP_BARRIERS)
    history = before(barrier, membership, now)
    asking = next((line for line in history if line.is_standing), None)
    return {
        "membership": membership,
        "tab": "reflections",
        "barrier": barrier,
        "asking": asking,
        "before": [line for line in history if not line.is_standing],
        "concerns_me": barrier.concerns(membership),
        "may_change": may_change(barrier, membership),
        "may_reopen": barrier.state in barrier_asking.CAN_BE_REOPENED,
        "ideas": ideas(barrier) if keeps and not barrier.standing_action else [],
        **_action(barrier, membership, now),
        **_my_answer(barrier, membership, now),
        "not_better_form": NotBetterForm(),
        **forms,
    }


def may_change(barrier: Barrier, membership: Membership) -> bool:
    """Say whether the visitor may correct what was reported: they did, or wrote it down."""
    mine = membership.pk in (barrier.membership_id, barrier.recorded_by_id)
    return mine and not barrier.closing_id


def _action(barrier: Barrier, membership: Membership, now: datetime) -> dict[str, Any]:
    """Return the action that stands, and what the visitor can say about it."""
    action = barrier.action
    if action is None or barrier.closing_id:
        return {"action": action}
    action.barrier = barrier
    is_mine = barrier_actions.is_mine(action, membership)
    updates = is_mine or membership.may(Permission.KEEP_BARRIERS)
    is_in_work = bool(action.accepted_at and not action.ended_at)
    return {
        "action": action,
        "is_my_action": is_mine,
        "moves": list(action.moves.select_related("moved_by__person").order_by("moved_at", "pk")),
        "may_answer": updates and barrier_actions.can_answer(action, now),
        "progress_form": (
            ProgressForm(zone=membership.partnership.zone, now=now)
            if updates and is_in_work
            else None
        ),
        "decline_form": DeclineForm(),
    }


def _my_answer(barrier: Barrier, membership: Membership, now: datetime) -> dict[str, Any]:
    """Return the visitor's own answer whether it is better, if they are asked now."""
    if not barrier.asking_id or barrier.closing_id:
        return {"my_answer": None}
    rows = membership.better_answers.open(now).filter(asking=barrier.asking_id)
    return {"my_answer": rows.first(), "answers": IsBetter.choices}


@dataclass(frozen=True)
class Line:
    """One thing that happened: `kind` is action, asking, closing or not_better."""

    at: datetime
    kind: str
    about: Any
    heard: barrier_asking.Heard | None = None
    is_standing: bool = False


def before(barrier: Barrier, membership: Membership, now: datetime) -> list[Line]:
    """Return what happened so far, the latest first. Who said no to an action is not told."""
    actions = barrier.actions.filter(outcome__in=[ActionOutcome.DONE, ActionOutcome.NOT_DONE])
    lines = [
        Line(each.ended_at or each.assigned_at, "action", each)
        for each in actions.select_related("owner__person").exclude(pk=_shown(barrier))
    ]
    lines += [
        Line(each.asked_at, "asking", each, barrier_asking.heard(each, now),
             is_standing=each.pk == barrier.asking_id)
        for each in barrier.askings.with_answers()
    ]  # fmt: skip
    lines += [
        Line(each.closed_at, "closing", each)
        for each in barrier.closings.exclude(pk=barrier.closing_id or 0)
    ]
    lines += [
        Line(each.said_at, "not_better", each)
        for each in barrier.not_better.select_related("membership__person", "recorded_by__person")
    ]
    for line in lines:
        if line.kind == "not_better":
            line.about.is_mine = line.about.membership_id == membership.pk
    return sorted(lines, key=lambda line: (line.at, line.about.pk), reverse=True)


def _shown(barrier: Barrier) -> int:
    """The action that has a place of its own on the page."""
    return barrier.action_id or 0


def ideas(barrier: Barrier) -> list[tuple[int, Any]]:
    """Return what others try against it, numbered."""
    return list(enumerate(barrier.entry.ideas)) if barrier.entry else []


def first_words(barrier: Barrier, idea: str) -> dict[str, str]:
    """Return the words with which the form for an action begins, in every language.

    An idea of the catalogue if one was chosen; else those of an action that nobody took on.
    """
    names = {code: build_localized_fieldname("what", code) for code in CODES}
    chosen = next((words for number, words in ideas(barrier) if str(number) == idea), None)
    if chosen:
        texts = {}
        for code, name in names.items():
            with override(code):
                texts[name] = str(chosen)
        return texts
    action = barrier.action
    if action and action.outcome != ActionOutcome.DONE:
        return {name: getattr(action, name) or "" for name in names.values()}
    return {}
