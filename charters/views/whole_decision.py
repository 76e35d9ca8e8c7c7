"""All that the page of a decision shows to one visitor."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from charters import balloting, closing, exporting, pace
from charters.forms.decisions import BallotForm, ObjectionAnswerForm, PositionForm, RungForm
from charters.models import Decision, Objection, Part, Position, RungExperienced
from partners.models import Membership
from partners.roles import Permission
from translations.asking import reached

BESIDE = (
    "partnership__working_rules", "meeting", "chosen", "proposed_by__person",
    "decided_by__person", "dropped_by__person",
)  # fmt: skip


def found(membership: Membership, pk: int) -> Decision:
    """Return a decision of the visitor's partnership, or 404."""
    return get_object_or_404(membership.partnership.decisions.select_related(*BESIDE), pk=pk)


def whole_decision(membership: Membership, decision: Decision, **forms: Any) -> dict[str, Any]:
    """Return the decision, who says what, and what this visitor can do with it now."""
    now = timezone.now()
    people = ("membership__person", "recorded_by__person", "option")
    standing = decision.positions.standing().select_related(*people).order_by("taken_at", "pk")
    positions = list(standing)
    mine = next((each for each in positions if each.membership_id == membership.pk), None)
    return {
        "membership": membership,
        "tab": "decisions",
        "decision": decision,
        "stands": decision.state(now),
        "stands_in_words": exporting.state_words(decision, now),
        "options": balloting.tally(decision) or decision.options.order_by("position", "pk"),
        "is_counted": not decision.is_secret or bool(decision.decided_at),
        "reading": decision.reading.filter(withdrawn_at=None).order_by("-is_essential", "pk"),
        "positions": positions,
        "mine": mine,
        "objections": objections(decision, membership),
        "pace": pace.pace(decision, now) if decision.is_undecided else None,
        "record": record(decision),
        "gap": closing.rung_gap(decision) if decision.decided_at else None,
        "my_rung": _my_rung(decision, membership),
        "reached": reached(decision, membership.partnership) if decision.is_undecided else None,
        **_voting(decision, membership),
        **_forms(decision, membership, mine),
        **forms,
    }


def objections(decision: Decision, membership: Membership) -> list[Objection]:
    """Return every objection that was ever made, with its answer, or a form to answer it."""
    rows = decision.objections.select_related("membership__person", "answered_by__person")
    made = list(rows.order_by("made_at", "pk"))
    may_answer = decision.is_undecided and membership.may(Permission.PROPOSE_DECISION)
    for objection in made:
        if may_answer and not objection.withdrawn_at and objection.membership_id != membership.pk:
            vars(objection)["form"] = ObjectionAnswerForm(auto_id=f"objection_{objection.pk}_%s")
    return made


def record(decision: Decision) -> list[tuple[str, list[str]]]:
    """Return who had no text, who took no position and who asked for time, by name."""
    lines = decision.record.select_related("membership__person").order_by("pk")
    names: dict[str, list[str]] = {}
    for line in lines:
        names.setdefault(line.part, []).append(line.membership.person.name)
    return [(str(part.label), names[part]) for part in Part if part in names]


def _voting(decision: Decision, membership: Membership) -> dict[str, Any]:
    """Return who voted in a secret ballot, and whether this visitor did."""
    if not decision.is_secret:
        return {}
    notes = decision.voted.select_related("membership__person", "recorded_by__person")
    voted = list(notes.order_by("membership__person__name", "membership"))
    return {"voted": voted, "have_voted": any(n.membership_id == membership.pk for n in voted)}


def _forms(decision: Decision, membership: Membership, mine: Position | None) -> dict[str, Any]:
    """Return the forms for what this visitor can do now."""
    now, may = timezone.now(), membership.may
    forms: dict[str, Any] = {}
    if decision.is_open(now) and may(Permission.TAKE_POSITION) and not membership.paused_at:
        said = {name: getattr(mine, name) for name in ("stance", "option", "reason") if mine}
        forms["position_form"] = PositionForm(
            decision=decision, initial=said, auto_id="position_%s"
        )
        if decision.is_secret:
            forms["ballot_form"] = BallotForm(decision=decision, auto_id="vote_%s")
    if decision.is_undecided and may(Permission.PROPOSE_DECISION):
        forms["can_add_option"] = now < decision.closes_at and not decision.voted.exists()
    return forms


def _my_rung(decision: Decision, membership: Membership) -> RungExperienced | None:
    """Return the question how far it was shared, if this visitor is asked it."""
    asked: RungExperienced | None = decision.rungs.filter(membership=membership).first()
    if asked:
        vars(asked)["form"] = RungForm(initial={"rung": asked.rung}, auto_id="rung_%s")
    return asked
