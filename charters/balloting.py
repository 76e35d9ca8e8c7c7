"""Secret ballots: who voted is known, what they chose is not, nor can it be found in the tables.

A ballot has a random key and no time; the note that somebody voted has neither a choice nor a time.
That alone is not enough: rows lie in a table in the order in which they came, and PostgreSQL keeps
with each the transaction that wrote it. So each vote takes all of the decision's ballots, and all
its notes of who voted, out of their tables and puts them back shuffled, with new random keys, in
one transaction. Whoever reads the tables afterwards finds every row of both kinds written at the
same moment, in an order that means nothing.

What remains, and is said before voting: somebody who copies the whole database before and after
one vote can compare the two; and where all agree, the result tells. A vote cannot be changed.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, Model, Q

from charters import deciding, pace
from charters.models import Ballot, Decision, Option, Position, Voted
from charters.recorded_rows import VOTE
from notices.planning import void
from notices.recording import tell
from partners.models import Membership

Row = TypeVar("Row", bound=Model)


class VotedAlready(deciding.CannotDecide):
    """This person has voted, and nobody can know which ballot to change."""


@transaction.atomic
def vote(
    decision: Decision,
    membership: Membership,
    option: Option,
    *,
    recorded_by: Membership | None = None,
    now: datetime,
) -> None:
    """Cast one secret vote. Raises NotOpen, NoSay, OptionMissing, VotedAlready."""
    decision = deciding.locked(decision)
    if not decision.is_open(now) or not decision.is_secret:
        raise deciding.NotOpen
    if not pace.with_a_say(decision.partnership).filter(pk=membership.pk).exists():
        raise deciding.NoSay
    if option.decision_id != decision.pk:
        raise deciding.OptionMissing
    voted = list(decision.voted.all())
    if membership.pk in {note.membership_id for note in voted}:
        raise VotedAlready
    ballots = list(Ballot.objects.filter(option__decision=decision))
    shuffle_into_place(Ballot, [*ballots, Ballot(option=option)])
    recorder = None if recorded_by == membership else recorded_by
    note = Voted(decision=decision, membership=membership, recorded_by=recorder)
    shuffle_into_place(Voted, [*voted, note])
    void(decision, kinds=["decision_undecided"], person=membership.person)
    tell(VOTE, decision, membership, recorded_by=recorded_by, now=now)


def shuffle_into_place(model: type[Row], rows: Iterable[Row]) -> None:
    """Put rows back into their table in an order that means nothing, with new random keys."""
    rows = list(rows)
    model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        row.pk = uuid4()
    model._default_manager.bulk_create(rows)


def tally(decision: Decision) -> list[Option]:
    """Return the options in their order, each with `chosen_by`, how many people chose it.

    A secret ballot is not counted before the decision is taken: a count that grows by one each
    time somebody votes would tell what they chose.
    """
    options = decision.options.order_by("position", "pk")
    if decision.is_secret:
        options = options.annotate(chosen_by=Count("ballots"))
        return list(options) if decision.decided_at else []
    standing = Q(positions__in=Position.objects.standing())
    return list(options.annotate(chosen_by=Count("positions", filter=standing)))
