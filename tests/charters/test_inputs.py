"""Inputs: said, written down, answered with a reason, confirmed or not, and late for all to see."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from charters import listening
from charters.models import Input, InputAnswer, Outcome
from notices import answers
from notices.models import Delivery, Notice, State
from partners.roles import Group
from tests.charters.deciding import Circle, answer, propose, say
from tests.factories import MeetingFactory, now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person", flat=True))


def pending(kind):
    return Delivery.objects.filter(notice__kind=kind, state=State.PENDING).count()


def test_an_answer_is_owed_within_the_days_that_are_promised():
    circle = Circle()
    rules = circle.partnership.working_rules
    rules.feedback_days = 5
    rules.save()
    at = now()

    said = say(circle.lived[0], at=at)

    assert (said.said_at, said.answer_due_at) == (at, at + 5 * DAY)
    assert said.group == Group.PATIENT
    assert said.recorded_by is None
    late = Notice.objects.get(kind="input_overdue")
    assert (late.person, late.due_at) == (circle.facilitator.person, said.answer_due_at)


def test_the_group_is_the_one_they_were_in_when_they_said_it():
    circle = Circle()
    said = say(circle.lived[0])

    circle.lived[0].group = Group.STAFF
    circle.lived[0].save()

    assert Input.objects.get().group == said.group == Group.PATIENT


def test_what_somebody_wrote_down_is_asked_back():
    circle = Circle()

    said = say(circle.lived[0], recorded_by=circle.facilitator)

    assert said.recorded_by == circle.facilitator
    assert told("input_recorded") == {circle.lived[0].person_id}


def test_writing_down_for_oneself_is_saying_it():
    circle = Circle()

    said = say(circle.facilitator, recorded_by=circle.facilitator)

    assert said.recorded_by is None
    assert not told("input_recorded")


@pytest.mark.parametrize(("value", "right"), [("yes", True), ("no", False)])
def test_the_person_says_by_a_link_whether_it_was_written_down_right(value, right):
    circle = Circle()
    said = say(circle.lived[0], recorded_by=circle.facilitator)
    question, found = answers.find(answers.token_for("j", said))
    assert question.current(found) == ""
    assert question.is_open(found, now())

    question.record(found, value, None, now())

    said.refresh_from_db()
    assert said.recorded_right is right
    assert question.current(said) == value
    assert told("input_disputed") == (set() if right else {circle.facilitator.person_id})


def test_another_wording_is_asked_back_again():
    circle = Circle()
    said = say(circle.lived[0], recorded_by=circle.facilitator)
    listening.confirm_recording(said, False, now=now())

    said = listening.correct(
        said, "Three is too early.", by=circle.facilitator, language="es", now=now()
    )

    assert (said.said, said.language, said.recorded_right) == ("Three is too early.", "es", None)
    assert set(Notice.objects.filter(kind="input_recorded").values_list("revision", flat=True)) == {
        0,
        1,
    }


def test_ones_own_wording_stands_as_ones_own():
    circle = Circle()
    written_down, own = (
        say(circle.lived[0], recorded_by=circle.facilitator),
        say(circle.lived[0]),
    )

    for said in (written_down, own):
        listening.correct(said, "Other words.", by=circle.lived[0], language="en", now=now())

    written_down.refresh_from_db()
    own.refresh_from_db()
    assert (written_down.recorded_right, own.recorded_right) == (True, None)
    assert pending("input_recorded") == 0


def test_words_that_have_an_answer_stay():
    circle = Circle()
    said = say(circle.lived[0])
    answer(said, circle.facilitator)

    with pytest.raises(listening.AnsweredAlready):
        listening.correct(said, "Else.", by=circle.lived[0], language="en", now=now())


def test_what_was_taken_back_is_neither_shown_nor_answered():
    circle = Circle()
    said = say(circle.lived[0])

    listening.withdraw(said, now=now())

    with pytest.raises(listening.Withdrawn):
        answer(said, circle.facilitator)
    assert not Input.objects.waiting().exists()
    assert not said.is_overdue(now() - DAY)
    assert pending("input_overdue") == 0


def test_an_answer_tells_the_person_and_ends_the_waiting():
    circle = Circle()
    said = say(circle.lived[0])

    given = answer(said, circle.facilitator, outcome="not_adopted", en="No room.", es="No hay.")

    said.refresh_from_db()
    assert said.answer == given
    assert (given.outcome, given.reason_en, given.reason_es) == (
        Outcome.NOT_ADOPTED, "No room.", "No hay.",
    )  # fmt: skip
    assert told("input_answered") == {circle.lived[0].person_id}
    assert pending("input_overdue") == 0
    assert list(Input.objects.answered()) == [said]


@pytest.mark.parametrize("reason", [{"en": ""}, {"en": " \n"}])
def test_an_answer_needs_a_reason(reason):
    circle = Circle()
    said = say(circle.lived[0])

    with pytest.raises(listening.ReasonMissing):
        answer(said, circle.facilitator, **reason)

    assert not InputAnswer.objects.exists()


def test_of_two_answers_at_once_the_second_sees_the_first():
    circle = Circle()
    said = say(circle.lived[0])
    answer(said, circle.facilitator)

    with pytest.raises(listening.AnsweredAlready):
        listening.answer(
            said, outcome="later", reason={"en": "Next year."}, saw=None, by=circle.facilitator,
            now=now(),
        )  # fmt: skip

    assert InputAnswer.objects.get().outcome == Outcome.ADOPTED


@pytest.mark.parametrize(("value", "right"), [("yes", True), ("no", False)])
def test_the_person_says_by_a_link_whether_it_happened(value, right):
    circle = Circle()
    given = answer(say(circle.lived[0]), circle.facilitator)
    question, found = answers.find(answers.token_for("i", given))
    assert question.current(found) == ""
    assert question.person(found) == circle.lived[0].person
    assert question.partnership(found) == circle.partnership

    question.record(found, value, circle.facilitator, now())

    given.refresh_from_db()
    assert (given.confirmed, given.recorded_by) == (right, circle.facilitator)
    assert question.current(given) == value
    assert told("input_disputed") == (set() if right else {circle.facilitator.person_id})
    assert Input.objects.disputed().exists() is not right


def test_the_link_of_an_answer_that_was_replaced_answers_nothing():
    circle = Circle()
    said = say(circle.lived[0])
    first = answer(said, circle.facilitator)
    listening.dispute(first, because=" Nothing changed. ", language="es", now=now())
    second = answer(said, circle.facilitator, outcome="later")

    question, old = answers.find(answers.token_for("i", first))
    _question, new = answers.find(answers.token_for("i", second))

    assert not question.is_open(old, now())
    assert question.is_open(new, now())
    assert (old.disputed_because, old.disputed_language) == ("Nothing changed.", "es")
    assert new.confirmed is None


def test_saying_yes_after_all_takes_the_dispute_away():
    circle = Circle()
    given = answer(say(circle.lived[0]), circle.facilitator)
    listening.dispute(given, because="No.", language="en", now=now())

    listening.confirm(given, True, now=now())

    given.refresh_from_db()
    assert (given.confirmed, given.disputed_because, given.disputed_language) == (True, "", "")


def test_what_is_late_comes_first_and_is_known_as_late():
    circle = Circle()
    late = say(circle.lived[0], at=now() - 20 * DAY)
    waits = say(circle.lived[1])

    assert late.is_overdue(now())
    assert not waits.is_overdue(now())
    assert list(Input.objects.overdue(now())) == [late]
    assert list(Input.objects.in_time(now())) == [waits]
    assert list(Input.objects.waiting()) == [late, waits]


def test_names_are_shown_unless_the_person_wishes_otherwise():
    circle = Circle()
    reader, author = circle.lived
    shy = say(author, shown_as_group=True, recorded_by=circle.facilitator)

    assert say(author).names_person_to(reader)
    assert not shy.names_person_to(reader)
    assert shy.names_person_to(author)
    assert shy.names_person_to(circle.facilitator)


def test_an_input_knows_what_it_is_about():
    circle = Circle()
    decision = propose(circle)

    about, anything = say(circle.lived[0], decision=decision), say(circle.lived[0])

    assert (about.about_kind, about.about, about.about_field) == ("decision", decision, "question")
    assert (anything.about_kind, anything.about) == ("", None)


def test_tables_refuse_two_subjects_no_words_and_half_an_answer():
    circle = Circle()
    decision = propose(circle)
    meeting = MeetingFactory(partnership=circle.partnership, created_by=circle.facilitator)
    said = say(circle.lived[0], decision=decision)
    given = answer(said, circle.facilitator)

    for rows, fields, constraint in [
        (Input.objects, {"meeting": meeting}, "input_is_about_one_thing"),
        (Input.objects, {"said": ""}, "input_says_something"),
        (Input.objects, {"recorded_right": True}, "only_what_was_recorded_is_confirmed"),
        (InputAnswer.objects, {"confirmed": True}, "confirmation_says_when"),
        (InputAnswer.objects, {"disputed_because": "No."}, "only_a_disputed_answer"),
    ]:
        with transaction.atomic(), pytest.raises(IntegrityError, match=constraint):
            rows.update(**fields)

    said.meeting = meeting
    with pytest.raises(ValidationError, match="Choose one thing"):
        said.full_clean()
    assert given.is_standing
