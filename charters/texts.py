"""Which words of this app people translate, and which of them are binding."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from charters import calling, deciding, drafting
from charters.models import (
    Activity,
    Agreement,
    Call,
    Clause,
    Decision,
    Duty,
    EvaluationAction,
    InputAnswer,
    Option,
    Review,
    ReviewRequest,
    Seat,
    Section,
)
from charters.versions import Draft
from partners.models import Membership
from translations.pieces import CannotWrite, Piece
from translations.recording import register


def _not_ended(now: datetime) -> Q:
    return Q(ended_at=None)


def _in_draft(now: datetime) -> Q:
    return Q(removed_at=None, agreement__ended_at=None)


def _clause_in_draft(now: datetime) -> Q:
    return Q(removed_at=None, section__removed_at=None, section__agreement__ended_at=None)


def _not_dropped(now: datetime) -> Q:
    return Q(dropped_at=None)


def _not_closed(now: datetime) -> Q:
    return Q(closed_at=None)


def _of_decision(now: datetime) -> Q:
    return Q(decision__dropped_at=None, decision__decided_at=None)


def _not_done(now: datetime) -> Q:
    return Q(done_at=None)


def _closes(decision: Decision) -> datetime | None:
    return decision.closes_at if decision.is_undecided else None


def _not_over(now: datetime) -> Q:
    return Q(closed_at=None, closes_at__gt=now)


def _call_closes(call: Any) -> datetime | None:
    return call.closes_at


def _call_languages(call: Any) -> set[str]:
    return calling.readable_in(call)


def _draft_languages(agreement: Any) -> set[str]:
    return set(Draft(agreement).languages)


def _decision_languages(decision: Any) -> set[str]:
    return deciding.readable_in(decision, decision.options.all())


def _write_clause(clause: Any, columns: Sequence[str], by: Membership, now: datetime) -> None:
    drafting.change_clause(clause, columns, by=by, now=now)


def _write_decision(decision: Any, columns: Sequence[str], by: Membership, now: datetime) -> None:
    """Save words of a decision. What people answered, or what was decided on, stays as it is."""
    if decision.is_undecided:
        _write_open(decision, [], now)
        return
    before = Decision.objects.get(pk=decision.pk)
    if any(getattr(before, column) for column in columns if not column.startswith("outcome")):
        raise CannotWrite(gettext("This decision is closed. Its words stay as they are."))
    decision.save(update_fields=columns)


def _write_option(option: Any, columns: Sequence[str], by: Membership, now: datetime) -> None:
    _write_open(option.decision, [option], now)


def _write_open(decision: Decision, options: Sequence[Option], now: datetime) -> None:
    try:
        deciding.write_texts(decision, options, now=now)
    except deciding.TextsAreFixed as fixed:
        raise CannotWrite(
            gettext("People took a position on these words, so they stay as they are.")
        ) from fixed
    except deciding.NotOpen as closed:
        raise CannotWrite(
            gettext("This decision is closed. Its words stay as they are.")
        ) from closed


register(
    Piece(
        Agreement, _("Agreement"), current=_not_ended, languages=_draft_languages, is_binding=True
    )
)
register(Piece(Section, _("Heading"), part_of="agreement", current=_in_draft, is_binding=True))
register(
    Piece(
        Clause, _("Clause"), part_of="section__agreement", current=_clause_in_draft,
        write=_write_clause, is_binding=True,
    )
)  # fmt: skip
register(Piece(Duty, _("Who does what"), part_of="agreement", current=_in_draft, is_binding=True))
register(Piece(Review, _("What changed in an agreement"), partnership="agreement__partnership"))
register(
    Piece(
        Decision, _("Decision"), current=_not_dropped, due=_closes, languages=_decision_languages,
        write=_write_decision,
    )
)  # fmt: skip
register(Piece(Option, _("Option"), part_of="decision", current=_of_decision, write=_write_option))
register(Piece(InputAnswer, _("An answer"), partnership="input__partnership"))
register(
    Piece(
        EvaluationAction, _("Something to do"), partnership="evaluation__partnership",
        current=_not_done,
    )
)  # fmt: skip
register(Piece(Seat, _("Seat"), current=_not_ended))
register(
    Piece(Call, _("Open call"), current=_not_over, due=_call_closes, languages=_call_languages)
)
register(Piece(Activity, _("What we plan to do"), current=_not_closed))
register(
    Piece(
        ReviewRequest, _("What a review changed"), partnership="reviewer__membership__partnership"
    )
)
