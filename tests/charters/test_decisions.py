"""Deciding together: proposing, positions, objections, closing, and what the tables refuse."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from charters import closing, deciding
from charters.models import (
    Decision,
    DecisionText,
    Guard,
    Objection,
    Option,
    Part,
    Position,
    Rung,
    Stance,
)
from notices.models import Delivery, Notice, State
from partners.roles import Role
from tests.charters.deciding import WEEK, Circle, propose, take, take_all
from tests.factories import now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BECAUSE = {"en": "Most of us work during the day."}


def notices(kind, subject=None):
    found = Notice.objects.filter(kind=kind)
    return found.filter(subject_id=subject.pk) if subject else found


def people_told(kind, subject=None):
    return set(notices(kind, subject).values_list("person", flat=True))


def persons(members):
    return {member.person_id for member in members}


def still_open(kind):
    return Delivery.objects.filter(notice__kind=kind, state=State.PENDING)


def close(decision, by, **kwargs):
    ending = {"outcome": BECAUSE, "language": "en", "by": by, "now": now(), **kwargs}
    return closing.close(decision, **ending)


# proposing


def test_proposing_tells_everyone_with_a_say_and_nobody_else():
    circle = Circle()
    circle.member(role="observer")
    circle.member(role="translator")
    circle.member(paused_at=now())

    decision = propose(circle, at=now())

    assert people_told("decision_open", decision) == persons(circle.everyone)
    assert people_told("decision_undecided", decision) == persons(circle.everyone)


def test_people_without_a_position_are_reminded_once_two_days_before_the_close():
    circle = Circle(lived=1, others=0)
    closes_at = now() + 10 * DAY

    decision = propose(circle, at=now(), closes_at=closes_at)

    reminders = notices("decision_undecided", decision).filter(person=circle.lived[0].person)
    assert [notice.due_at for notice in reminders] == [closes_at - 2 * DAY]
    assert reminders[0].last_moment == closes_at


def test_a_short_decision_reminds_half_way_and_one_about_to_close_not_at_all():
    circle = Circle(lived=1, others=0)
    at = now()

    short = propose(circle, at=at, closes_at=at + DAY)
    late = propose(circle, at=at, opens_at=at - 3 * DAY, closes_at=at + DAY)

    assert deciding.reminder_at(short) == at + DAY / 2
    assert not notices("decision_undecided", late).exists()


def test_options_and_texts_say_since_when_they_can_be_read():
    circle = Circle()
    decision = propose(circle, options=["A", "B"], texts=["en", "es"])

    assert set(decision.texts.values_list("language", "available_at")) == {
        ("en", decision.proposed_at),
        ("es", decision.proposed_at),
    }


def test_a_language_in_which_an_option_is_missing_cannot_be_read():
    circle = Circle()
    decision = Decision(
        partnership=circle.partnership, question_en="Which?", question_es="¿Cuál?",
        opens_at=now(), closes_at=now() + WEEK, rung_claimed=Rung.TOLD,
    )  # fmt: skip
    options = [Option(text_en="A", text_es="A"), Option(text_en="B")]

    deciding.propose(decision, options=options, by=circle.facilitator, now=now())

    assert list(decision.texts.values_list("language", flat=True)) == ["en"]


def test_adding_a_language_starts_its_days_and_leaves_the_others():
    circle = Circle()
    decision = propose(circle, options=["A", "B"])
    options = list(decision.options.all())
    decision.question_ar = "السؤال"
    for option in options:
        option.text_ar = "خيار"
    at = now()

    deciding.write_texts(decision, options, now=at)

    since = dict(decision.texts.values_list("language", "available_at"))
    assert since == {"en": decision.proposed_at, "ar": at}


def test_other_words_start_the_days_again():
    decision = propose(Circle())
    decision.question_en = "Something else?"
    at = now()

    deciding.write_texts(decision, [], now=at)

    assert decision.texts.get().available_at == at


def test_words_that_people_took_a_position_on_stay():
    circle = Circle()
    decision = propose(circle, options=["A", "B"])
    take(decision, circle.lived[0])
    option = decision.options.first()
    option.text_en = "Something else"

    with pytest.raises(deciding.TextsAreFixed):
        deciding.write_texts(decision, [option], now=now())

    option.refresh_from_db()
    assert option.text_en == "A (en)"


def test_a_missing_language_can_be_added_after_positions_but_not_after_the_end():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)
    decision.question_es = "¿Tardes?"
    deciding.write_texts(decision, [], now=now())
    assert decision.texts.filter(language="es").exists()

    decision = close(decision, circle.facilitator)
    with pytest.raises(deciding.NotOpen):
        deciding.write_texts(decision, [], now=now())


def test_another_option_stands_last_and_is_read_anew():
    circle = Circle()
    decision = propose(circle, options=["A", "B"], texts=["en", "es"])
    at = now()

    option = deciding.add_option(Option(decision=decision, text_en="C"), by=circle.lived[0], now=at)

    assert (option.position, option.proposed_by) == (2, circle.lived[0])
    assert dict(decision.texts.values_list("language", "available_at")) == {"en": at}


def test_no_option_is_added_after_the_close():
    decision = propose(Circle(), options=["A", "B"])

    with pytest.raises(deciding.NotOpen):
        deciding.add_option(
            Option(decision=decision, text_en="C"),
            by=decision.proposed_by,
            now=decision.closes_at,
        )


def test_newcomers_are_told_once():
    circle = Circle()
    decision = propose(circle)
    newcomer = circle.member()

    deciding.include_newcomers(decision, now=now())
    deciding.include_newcomers(decision, now=now())

    mine = notices("decision_open", decision).filter(person=newcomer.person)
    assert mine.count() == 1


# positions


def test_a_change_of_mind_keeps_the_former_position():
    circle = Circle()
    decision = propose(circle)
    take(decision, circle.lived[0], Stance.CONCERNS, reason="The bus.")

    take(decision, circle.lived[0], Stance.AGREE)

    rows = decision.positions.order_by("pk")
    assert [(row.stance, row.replaced_at is None) for row in rows] == [
        (Stance.CONCERNS, False),
        (Stance.AGREE, True),
    ]


def test_the_same_again_changes_nothing():
    circle = Circle()
    decision = propose(circle)

    first = [take(decision, circle.lived[0], Stance.OBJECT, reason=" No bus. ") for _ in range(20)]

    assert {position.pk for position in first} == {decision.positions.get().pk}
    assert decision.objections.get().reason == "No bus."


def test_an_objection_stays_with_its_answer_when_it_is_taken_back():
    circle = Circle()
    decision = propose(circle)
    objector, facilitator = circle.lived[0], circle.facilitator
    take(decision, objector, Stance.OBJECT, reason="No bus.", language="es")
    objection = decision.objections.get()
    deciding.answer_objection(
        objection, answer=" A taxi is paid. ", language="en", by=facilitator, now=now()
    )

    take(decision, objector, Stance.AGREE)

    objection.refresh_from_db()
    assert (objection.reason, objection.language) == ("No bus.", "es")
    assert (objection.answer, objection.answered_by) == ("A taxi is paid.", facilitator)
    assert objection.withdrawn_at is not None


def test_another_reason_is_another_objection():
    circle = Circle()
    decision = propose(circle)
    take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")

    take(decision, circle.lived[0], Stance.OBJECT, reason="Too dark.")

    rows = decision.objections.order_by("pk")
    assert [(row.reason, row.withdrawn_at is None) for row in rows] == [
        ("No bus.", False),
        ("Too dark.", True),
    ]


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_an_objection_needs_a_reason(reason):
    circle = Circle()
    decision = propose(circle)

    with pytest.raises(deciding.ReasonMissing):
        take(decision, circle.lived[0], Stance.OBJECT, reason=reason)

    assert not decision.positions.exists()


def test_an_empty_answer_is_none():
    circle = Circle()
    decision = propose(circle)
    take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")

    with pytest.raises(deciding.ReasonMissing):
        deciding.answer_objection(
            decision.objections.get(), answer=" ", language="en", by=circle.facilitator, now=now()
        )


def test_agreeing_chooses_one_of_the_decisions_options():
    circle = Circle()
    decision, other = propose(circle, options=["A", "B"]), propose(circle, options=["C", "D"])

    for option in [None, other.options.first()]:
        with pytest.raises(deciding.OptionMissing):
            take(decision, circle.lived[0], option=option)

    assert take(decision, circle.lived[0], Stance.ASIDE).option is None


def test_no_position_before_it_opens_after_it_closed_or_when_it_ended():
    circle = Circle()
    decision = propose(circle, opens_at=now() + DAY)
    with pytest.raises(deciding.NotOpen):
        take(decision, circle.lived[0])
    with pytest.raises(deciding.NotOpen):
        take(decision, circle.lived[0], at=decision.closes_at)

    closing.drop(decision, because="No.", language="en", by=circle.facilitator, now=now())
    with pytest.raises(deciding.NotOpen):
        take(decision, circle.lived[0], at=now() + 2 * DAY)


@pytest.mark.parametrize(
    "without_say", [{"role": Role.OBSERVER}, {"role": Role.TRANSLATOR}, {"left_at": now()}]
)
def test_who_has_no_say_takes_no_position(without_say):
    circle = Circle()
    decision = propose(circle)

    with pytest.raises(deciding.NoSay):
        take(decision, circle.member(**without_say))


def test_what_is_written_down_for_somebody_says_by_whom_and_tells_them():
    circle = Circle()
    decision = propose(circle)

    position = take(decision, circle.lived[0], recorded_by=circle.facilitator)
    own = take(decision, circle.facilitator, recorded_by=circle.facilitator)

    assert position.recorded_by == circle.facilitator
    assert people_told("position_recorded", position) == {circle.lived[0].person_id}
    assert not notices("position_recorded", own).exists()


def test_whoever_took_a_position_is_not_reminded_any_more():
    circle = Circle(lived=2, others=0)
    decision = propose(circle, at=now())
    take(decision, circle.lived[0])
    take(decision, circle.lived[1], Stance.MORE_TIME)

    waiting = still_open("decision_undecided").values_list("notice__person", flat=True)

    assert set(waiting) == {circle.lived[1].person_id, circle.facilitator.person_id}


# closing


def test_closing_tells_everyone_and_keeps_the_record():
    circle = Circle("en", "ar", lived=2)
    observer = circle.member(role="observer")
    resting = circle.member(role="observer", paused_at=now())
    decision = propose(circle, options=["A", "B"], texts=["en"], closes_at=now() + DAY)
    take(decision, circle.facilitator)
    take(decision, circle.lived[0], Stance.MORE_TIME)
    take(decision, circle.lived[0])
    review_on = (now() + 100 * DAY).date()

    taken = close(
        decision,
        circle.facilitator,
        chosen=decision.options.first(),
        review_on=review_on,
        reasons=dict.fromkeys(Guard, "The money ends today."),
        now=decision.closes_at,
    )

    names = {part: set() for part in Part}
    for line in taken.record.all():
        names[line.part].add(line.membership)
    assert names == {
        Part.NO_TEXT: {circle.lived[1]},
        Part.ABSENT: {circle.lived[1], circle.others[0]},
        Part.ASKED_FOR_TIME: {circle.lived[0]},
    }
    told = persons([*circle.everyone, observer])
    assert people_told("decision_outcome", taken) == told
    assert people_told("decision_review_due", taken) == told
    assert resting.person_id not in told
    assert {notice.due_at.date() for notice in notices("decision_review_due")} == {review_on}
    assert not still_open("decision_undecided").exists()


def test_closing_in_time_needs_no_reason_and_says_so():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)

    taken = close(decision, circle.facilitator, reasons={Guard.QUORUM: "not needed"})

    assert taken.overrides == []
    assert taken.override_language == ""
    assert all(getattr(taken, f"{guard}_kept") for guard in Guard)
    assert (taken.decided_by, taken.outcome_en) == (circle.facilitator, BECAUSE["en"])


def test_closing_too_soon_needs_a_reason_for_each_broken_promise():
    circle = Circle()
    decision = propose(circle, at=now())
    take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")

    for reasons in [None, {}, {Guard.EARLY: "Now!"}, dict.fromkeys(Guard, "  ")]:
        with pytest.raises(closing.TooSoon) as refusal:
            close(decision, circle.facilitator, reasons=reasons)

    assert refusal.value.guards == list(Guard)
    decision.refresh_from_db()
    assert decision.is_undecided
    assert not notices("decision_outcome").exists()


def test_an_override_stands_with_its_author_and_its_reason():
    circle = Circle()
    decision = propose(circle, at=now())
    take_all(decision, circle)
    at = now()

    taken = close(
        decision, circle.facilitator, reasons={Guard.READING_DAYS: " The money ends. "},
        language="es", now=at,
    )  # fmt: skip

    (override,) = Decision.objects.get(pk=taken.pk).overrides
    assert (override.guard, override.reason, override.language) == (
        Guard.READING_DAYS, "The money ends.", "es",
    )  # fmt: skip
    assert (override.by, override.at) == (circle.facilitator, at)
    assert override.what == Guard.READING_DAYS.label


def test_a_decision_is_taken_once():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)
    close(decision, circle.facilitator)

    with pytest.raises(deciding.NotOpen):
        close(decision, circle.facilitator)
    with pytest.raises(deciding.NotOpen):
        closing.drop(decision, because="No.", language="en", by=circle.facilitator, now=now())
    with pytest.raises(deciding.NotOpen):
        closing.give_more_time(decision, closes_at=now() + 30 * DAY, now=now())
    with pytest.raises(deciding.NotOpen):
        deciding.answer_objection(
            Objection(decision=decision), answer="Yes", language="en", by=circle.facilitator,
            now=now(),
        )  # fmt: skip


@pytest.mark.parametrize("outcome", [{}, {"en": " "}])
def test_an_outcome_says_what_and_why(outcome):
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)

    with pytest.raises(closing.OutcomeMissing):
        close(decision, circle.facilitator, outcome=outcome)


def test_an_outcome_names_one_of_the_options():
    circle = Circle()
    decision = propose(circle, options=["A", "B"])
    take_all(decision, circle)

    with pytest.raises(closing.OutcomeMissing):
        close(decision, circle.facilitator)


def test_more_time_tells_again_and_reminds_at_the_new_time():
    circle = Circle()
    decision = propose(circle, at=now())
    later = decision.closes_at + WEEK

    decision = closing.give_more_time(decision, closes_at=later, now=now())

    assert (decision.closes_at, decision.revision) == (later, 1)
    waiting = still_open("decision_undecided").values_list("notice__revision", "notice__due_at")
    assert set(waiting) == {(1, later - 2 * DAY)}
    assert set(still_open("decision_open").values_list("notice__revision", flat=True)) == {1}


def test_the_close_never_comes_earlier():
    decision = propose(Circle())

    for closes_at in [decision.closes_at, decision.closes_at - DAY, now() - DAY]:
        with pytest.raises(deciding.NotOpen):
            closing.give_more_time(decision, closes_at=closes_at, now=now())


def test_taking_a_proposal_back_says_why_and_asks_nothing_more():
    circle = Circle()
    decision = propose(circle)
    with pytest.raises(deciding.ReasonMissing):
        closing.drop(decision, because=" ", language="en", by=circle.facilitator, now=now())

    dropped = closing.drop(
        decision, because=" The room is gone. ", language="en", by=circle.facilitator, now=now()
    )

    assert dropped.state(now()) == "dropped"
    assert dropped.dropped_because == "The room is gone."
    assert people_told("decision_outcome", dropped) == persons(circle.everyone)
    assert not dropped.rungs.exists()


def test_states_follow_the_clock():
    circle = Circle()
    decision = propose(circle, opens_at=now() + DAY)

    assert decision.state(now()) == "coming"
    assert decision.state(decision.opens_at) == "open"
    assert decision.state(decision.closes_at) == "over"
    assert list(Decision.objects.to_close(decision.closes_at)) == [decision]
    assert list(Decision.objects.open(decision.opens_at)) == [decision]
    assert not Decision.objects.open(now()).exists()


def test_lists_part_what_waits_from_what_ended():
    circle = Circle()
    waits, taken, dropped = [propose(circle) for _number in range(3)]
    take_all(taken, circle)
    close(taken, circle.facilitator, now=now() - DAY)
    closing.drop(dropped, because="No.", language="en", by=circle.facilitator, now=now())

    assert list(Decision.objects.undecided()) == [waits]
    assert list(Decision.objects.ended()) == [dropped, taken]
    assert list(Decision.objects.taken()) == [taken]


# the ladder


def closed(circle, **kwargs):
    decision = propose(circle, **kwargs)
    take_all(decision, circle)
    return close(decision, circle.facilitator)


def test_people_with_lived_experience_are_asked_a_day_later():
    circle = Circle(lived=2)
    at = now()

    decision = closed(circle)

    assert {asked.membership for asked in decision.rungs.all()} == set(circle.lived)
    assert people_told("rung_asked") == persons(circle.lived)
    assert all(notice.due_at >= at + DAY for notice in notices("rung_asked"))


def test_the_gap_is_shown_once_three_people_answered():
    circle = Circle(lived=4)
    decision = closed(circle, rung_claimed=Rung.CO_DECIDED)
    asked = list(decision.rungs.order_by("pk"))
    for each, rung in zip(asked[:2], [Rung.TOLD, Rung.CONSULTED], strict=True):
        closing.answer_rung(each, rung, None, now())
    hidden = closing.rung_gap(decision)

    closing.answer_rung(asked[2], "4", circle.facilitator, now())
    gap = closing.rung_gap(decision)

    assert (hidden.experienced, hidden.steps, hidden.answers) == (None, 0, 2)
    assert (gap.claimed, gap.experienced) == (Rung.CO_DECIDED, Rung.CONSULTED)
    assert (gap.steps, gap.steps_apart, gap.answers, gap.asked) == (3, 3, 3, 4)


# what the tables refuse


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_no_way_around_the_reason_even_for_whoever_writes_to_the_table():
    circle = Circle()
    decision = propose(circle)
    taken = {"decided_at": now(), "decided_by": circle.facilitator, "outcome_en": "Yes."}
    kept = {f"{guard}_kept": True for guard in Guard}

    for guard in Guard:
        broken = {**taken, **kept, f"{guard}_kept": False}
        for fields in [taken, {**taken, **kept, f"{guard}_kept": None}, broken]:
            with transaction.atomic(), refused("decision_keeps_"):
                Decision.objects.filter(pk=decision.pk).update(**fields)
        with transaction.atomic(), refused("decision_keeps_"):
            for name, value in broken.items():
                setattr(decision, name, value)
            decision.save()

    with pytest.raises(ValidationError, match="Say why it could not wait"):
        decision.full_clean(exclude=["question"])
    assert Decision.objects.get(pk=decision.pk).is_undecided


def test_the_reason_of_an_override_cannot_be_emptied_afterwards():
    circle = Circle()
    decision = propose(circle, at=now())
    take_all(decision, circle)
    close(decision, circle.facilitator, reasons={Guard.READING_DAYS: "The money ends."})

    with transaction.atomic(), refused("decision_keeps_reading_days_or_says_why"):
        Decision.objects.update(reading_days_override="")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"closes_at": now() - 100 * DAY}, "decision_closes_after_it_opens"),
        ({"is_secret": True}, "only_a_vote_is_secret"),
        ({"dropped_at": now()}, "decision_taken_back_says_who_when_and_why"),
        ({"decided_at": now()}, "decision_"),
    ],
)
def test_tables_refuse_half_a_decision(fields, constraint):
    propose(Circle())

    with transaction.atomic(), refused(constraint):
        Decision.objects.update(**fields)


def test_tables_refuse_two_positions_and_an_objection_without_a_reason():
    circle = Circle()
    decision = propose(circle)
    position = take(decision, circle.lived[0])
    who = {"decision": decision, "membership": circle.lived[0]}

    with transaction.atomic(), refused("UNIQUE|person_has_one_position"):
        Position.objects.create(**who, stance=Stance.ASIDE, taken_at=now())
    with transaction.atomic(), refused("objection_has_a_reason"):
        Position.objects.filter(pk=position.pk).update(stance=Stance.OBJECT, reason="")
    with transaction.atomic(), refused("kept_objection_has_a_reason"):
        Objection.objects.create(**who, reason="", language="en", made_at=now())
    with transaction.atomic(), refused("objection_answer_says_who_and_when"):
        Objection.objects.create(**who, reason="x", language="en", made_at=now(), answer="y")
    with transaction.atomic(), refused("UNIQUE|decision_is_readable_once"):
        DecisionText.objects.create(decision=decision, language="en", available_at=now())


def test_no_constraint_lives_outside_the_database():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Decision._meta.db_table)

    assert {constraint.name for constraint in Decision._meta.constraints} <= set(found)
