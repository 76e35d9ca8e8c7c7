"""Secret ballots: that somebody voted is known; what they chose is in no table, in no order."""

import pytest
from django.db import connection

from charters import balloting, closing, deciding
from charters.models import Ballot, Decision, Stance, Voted
from notices.models import Notice
from tests.charters.deciding import Circle, propose, take, vote
from tests.factories import now

pytestmark = pytest.mark.django_db


def secret(circle, **kwargs):
    return propose(circle, options=["A", "B"], is_secret=True, **kwargs)


def as_they_lie(model):
    """The rows in the order in which they lie in the table."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY {place}")
        keys = [str(key).replace("-", "") for (key,) in cursor.fetchall()]
    rows = {row.pk.hex: row for row in model.objects.all()}
    return [rows[key] for key in keys]


def test_a_ballot_knows_its_option_and_a_note_knows_its_person_and_neither_knows_more():
    def columns(model):
        return {field.column for field in model._meta.get_fields() if field.concrete}

    assert columns(Ballot) == {"id", "option_id"}
    assert columns(Voted) == {"id", "decision_id", "membership_id", "recorded_by_id"}


def test_every_key_is_new_after_each_vote():
    circle = Circle(lived=3)
    decision = secret(circle)
    seen = set()

    for member in circle.everyone:
        vote(decision, member)
        keys = {row.pk for model in (Ballot, Voted) for row in model.objects.all()}
        assert keys & seen == set()
        seen |= keys

    assert Ballot.objects.count() == Voted.objects.count() == len(circle.everyone)


def test_rows_do_not_lie_in_the_order_in_which_people_voted():
    """Were they in order, each of twelve ballots would stand beside the note of its voter."""
    circle = Circle(lived=11, others=0)
    side_by_side = 0

    for _round in range(4):
        Ballot.objects.all().delete()
        Voted.objects.all().delete()
        decision = secret(circle)
        choices = {}
        for number, member in enumerate(circle.everyone):
            choices[member.pk] = number % 2
            vote(decision, member, number % 2)
        options = list(decision.options.order_by("position"))
        rows = zip(as_they_lie(Ballot), as_they_lie(Voted), strict=True)
        side_by_side += sum(
            options[choices[note.membership_id]] == ballot.option for ballot, note in rows
        )

    assert side_by_side < 4 * 12 - 4  # about half by chance; all of them if the order told


def test_votes_of_another_decision_stay_where_they_are():
    circle = Circle()
    decision, other = secret(circle), secret(circle)
    vote(other, circle.lived[0], 1)
    before = set(Ballot.objects.values_list("pk", "option"))

    vote(decision, circle.lived[0], 0)

    assert before <= set(Ballot.objects.values_list("pk", "option"))


@pytest.mark.postgresql
def test_all_rows_were_written_by_the_same_transaction(transactional_db):
    circle = Circle(lived=3)
    decision = secret(circle)
    for number, member in enumerate(circle.everyone):
        vote(decision, member, number % 2)

    with connection.cursor() as cursor:
        for model in (Ballot, Voted):
            cursor.execute(f"SELECT DISTINCT xmin FROM {model._meta.db_table}")
            assert len(cursor.fetchall()) == 1


def test_a_vote_is_cast_once():
    circle = Circle()
    decision = secret(circle)
    vote(decision, circle.lived[0], 0)

    for _click in range(20):
        with pytest.raises(balloting.VotedAlready):
            vote(decision, circle.lived[0], 1)

    assert Ballot.objects.get().option.position == 0


def test_only_who_has_a_say_votes_and_only_while_it_is_open_and_secret():
    circle = Circle()
    decision = secret(circle)
    other = propose(circle, options=["C", "D"])
    option = decision.options.first()

    with pytest.raises(deciding.NoSay):
        vote(decision, circle.member(role="observer"))
    with pytest.raises(deciding.NotOpen):
        vote(other, circle.lived[0])
    with pytest.raises(deciding.OptionMissing):
        balloting.vote(decision, circle.lived[0], other.options.first(), now=now())
    with pytest.raises(deciding.NotOpen):
        balloting.vote(decision, circle.lived[0], option, now=decision.closes_at)
    assert not Ballot.objects.exists()
    assert not Voted.objects.exists()


def test_who_votes_through_somebody_is_known_and_what_is_not():
    circle = Circle()
    decision = secret(circle)
    option = decision.options.first()

    balloting.vote(decision, circle.lived[0], option, recorded_by=circle.facilitator, now=now())
    balloting.vote(decision, circle.facilitator, option, recorded_by=circle.facilitator, now=now())

    recorders = dict(Voted.objects.values_list("membership", "recorded_by"))
    assert recorders == {circle.lived[0].pk: circle.facilitator.pk, circle.facilitator.pk: None}
    assert not Notice.objects.filter(kind="position_recorded").exists()


def test_only_objections_and_wishes_for_time_are_open_in_a_secret_ballot():
    circle = Circle()
    decision = secret(circle)

    for stance in [Stance.AGREE, Stance.CONCERNS, Stance.ASIDE]:
        with pytest.raises(deciding.VoteIsSecret):
            take(decision, circle.lived[0], stance)

    take(decision, circle.lived[0], Stance.MORE_TIME)
    take(decision, circle.lived[1], Stance.OBJECT, reason="Neither is right.")
    assert decision.positions.count() == 2


def test_votes_are_counted_only_when_it_is_decided():
    circle = Circle()
    decision = secret(circle)
    for number, member in enumerate(circle.everyone):
        vote(decision, member, min(number, 1))
    assert balloting.tally(decision) == []

    taken = closing.close(
        decision, outcome={"en": "B."}, chosen=decision.options.order_by("position")[1],
        language="en", by=circle.facilitator, now=now(),
    )  # fmt: skip

    assert [option.chosen_by for option in balloting.tally(taken)] == [1, 3]


def test_open_votes_count_the_positions_that_stand():
    circle = Circle()
    decision = propose(circle, options=["A", "B"])
    first, second = decision.options.order_by("position")
    take(decision, circle.lived[0], option=first)
    take(decision, circle.lived[0], option=second)
    take(decision, circle.lived[1], option=second)

    assert [option.chosen_by for option in balloting.tally(decision)] == [0, 2]


def test_no_option_is_added_once_somebody_voted_in_secret():
    circle = Circle()
    decision = secret(circle)
    vote(decision, circle.lived[0])

    with pytest.raises(deciding.NotOpen):
        deciding.add_option(
            decision.options.model(decision=decision, text_en="C"),
            by=circle.lived[0],
            now=now(),
        )
    assert Decision.objects.get(pk=decision.pk).options.count() == 2
