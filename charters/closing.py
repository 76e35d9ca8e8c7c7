"""How a decision ends: taken, given more time, or taken back; and how it felt afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median_low

from django.db import transaction

from charters import pace
from charters.deciding import CannotDecide, NotOpen, ReasonMissing, is_option_of, locked, tell
from charters.models import (
    Decision,
    Guard,
    Option,
    Part,
    RecordLine,
    Rung,
    RungExperienced,
    Stance,
)
from notices.planning import plan, void
from partners.models import Membership
from partners.roles import LIVED_EXPERIENCE
from translations.reading import set_text, written

ASK_RUNG_AFTER = timedelta(days=1)  # not in the same hour as the outcome
FEWEST_RUNGS = 3  # people; with fewer answers the one in the middle would point at somebody
MORNING = time(9)


class TooSoon(CannotDecide):
    """Promises about the pace are not kept, and for some of them no reason was given."""

    def __init__(self, guards: list[Guard]) -> None:
        super().__init__(guards)
        self.guards = guards


class OutcomeMissing(CannotDecide):
    """Nobody wrote what was decided and why, or which option was chosen."""


@transaction.atomic
def close(
    decision: Decision,
    *,
    outcome: Mapping[str, str],
    chosen: Option | None = None,
    review_on: date | None = None,
    reasons: Mapping[Guard, str] | None = None,
    language: str,
    by: Membership,
    now: datetime,
) -> Decision:
    """Take the decision: the only way in which one is taken. Tell everyone, and ask how it felt.

    `outcome` says what was decided and why, by language; `reasons` why a promise about the pace
    was not kept, by guard. Raises TooSoon while a broken guard has no reason, OutcomeMissing, and
    NotOpen if it was taken or taken back meanwhile. The database refuses the row otherwise, too.
    """
    decision = locked(decision)
    if not decision.is_undecided:
        raise NotOpen
    kept = pace.pace(decision, now)
    given = {guard: (reasons or {}).get(guard, "").strip() for guard in kept.broken}
    if missing := [guard for guard in kept.broken if not given[guard]]:
        raise TooSoon(missing)
    for code, text in outcome.items():
        set_text(decision, "outcome", code, text.strip())
    if not written(decision, "outcome") or not is_option_of(chosen, decision):
        raise OutcomeMissing
    for guard in Guard:
        setattr(decision, f"{guard}_kept", guard not in kept.broken)
        setattr(decision, f"{guard}_override", given.get(guard, ""))
    decision.override_language = language if kept.broken else ""
    decision.decided_at, decision.decided_by, decision.chosen = now, by, chosen
    decision.review_on = review_on
    decision.save()
    keep_record(decision, kept)
    _tell(decision, now)
    _ask_rungs(decision, now)
    return decision


def keep_record(decision: Decision, kept: pace.Pace) -> None:
    """Write down who had no text, who was absent, and who ever asked for time."""
    asked = decision.positions.filter(stance=Stance.MORE_TIME).values_list("membership", flat=True)
    people = {
        Part.NO_TEXT: [member.pk for member in kept.without_text],
        Part.ABSENT: [member.pk for member in kept.absent],
        Part.ASKED_FOR_TIME: sorted(set(asked)),
    }
    RecordLine.objects.bulk_create(
        RecordLine(decision=decision, membership_id=pk, part=part)
        for part, members in people.items()
        for pk in members
    )


def _tell(decision: Decision, now: datetime) -> None:
    """Tell everyone in the partnership how it ended, and plan to look at it again."""
    void(decision, kinds=["decision_open", "decision_undecided"])
    partnership = decision.partnership
    everyone = partnership.memberships.active().filter(paused_at=None).with_person()
    people = [member.person for member in everyone]
    plan("decision_outcome", decision, people, partnership=partnership, now=now)
    if decision.review_on:
        at = datetime.combine(decision.review_on, MORNING, tzinfo=partnership.zone)
        plan("decision_review_due", decision, people, partnership=partnership, now=now, due_at=at)


def _ask_rungs(decision: Decision, now: datetime) -> None:
    """Plan to ask people with lived experience how far the decision was shared with them."""
    lived = pace.with_a_say(decision.partnership).filter(group__in=LIVED_EXPERIENCE)
    for member in lived:
        asked, _is_new = RungExperienced.objects.get_or_create(decision=decision, membership=member)
        plan("rung_asked", asked, [member.person], partnership=decision.partnership, now=now,
             due_at=now + ASK_RUNG_AFTER)  # fmt: skip


@transaction.atomic
def give_more_time(decision: Decision, *, closes_at: datetime, now: datetime) -> Decision:
    """Move the close to a later moment, and tell everyone who has a say.

    Raises NotOpen if it was taken or taken back, or if the new moment is not later.
    """
    decision = locked(decision)
    if not decision.is_undecided or closes_at <= max(now, decision.closes_at):
        raise NotOpen
    decision.closes_at = closes_at
    decision.revision += 1
    decision.save(update_fields=["closes_at", "revision"])
    void(decision, kinds=["decision_open", "decision_undecided"], before_revision=decision.revision)
    tell(decision, now=now)
    return decision


@transaction.atomic
def drop(
    decision: Decision, *, because: str, language: str, by: Membership, now: datetime
) -> Decision:
    """Take a proposal back, with a reason that everyone is told. Raises NotOpen, ReasonMissing."""
    decision = locked(decision)
    if not decision.is_undecided:
        raise NotOpen
    if not because.strip():
        raise ReasonMissing
    decision.dropped_at, decision.dropped_by = now, by
    decision.dropped_because, decision.dropped_language = because.strip(), language
    decision.save()
    _tell(decision, now)
    return decision


def answer_rung(
    asked: RungExperienced, rung: str | int, recorded_by: Membership | None, now: datetime
) -> None:
    """Record how far somebody says that the decision was shared with them."""
    asked.rung, asked.answered_at = Rung(int(rung)), now
    asked.recorded_by = recorded_by
    asked.save(update_fields=["rung", "answered_at", "recorded_by"])


@dataclass(frozen=True)
class RungGap:
    """How far organisers say a decision was shared, and how far people with lived experience do.

    `experienced` is the answer in the middle; None while too few people answered.
    """

    claimed: Rung
    experienced: Rung | None
    answers: int
    asked: int

    @property
    def steps(self) -> int:
        """How many steps lower people with lived experience put it; negative if higher."""
        return self.claimed - self.experienced if self.experienced else 0

    @property
    def steps_apart(self) -> int:
        """How many steps lie between the two."""
        return abs(self.steps)


def rung_gap(decision: Decision) -> RungGap:
    """Return the two rungs of a decision that was taken."""
    rungs = list(decision.rungs.values_list("rung", flat=True))
    answered = [rung for rung in rungs if rung]
    middle = Rung(median_low(answered)) if len(answered) >= FEWEST_RUNGS else None
    return RungGap(Rung(decision.rung_claimed), middle, len(answered), len(rungs))
