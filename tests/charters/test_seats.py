"""Seats for lived experience; reviews: asked, accepted or declined, given, and what changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from charters import seating
from charters.models import Reviewer, ReviewRequest, Seat
from notices import answers
from notices.models import Delivery, Notice, State
from tests.charters.deciding import Circle, ask, reviewer
from tests.factories import now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind):
    return list(Notice.objects.filter(kind=kind).values_list("person", flat=True))


def pending(*kinds):
    return Delivery.objects.filter(notice__kind__in=kinds, state=State.PENDING).count()


def test_asking_tells_the_reviewer_and_reminds_two_days_before():
    circle = Circle()
    who = reviewer(circle.lived[0])

    asked = ask(circle, who)

    assert asked.state == "asked"
    assert told("review_asked") == told("review_due") == [circle.lived[0].person_id]
    reminder = Notice.objects.get(kind="review_due")
    assert reminder.due_at.date() == asked.due_on - 2 * DAY
    assert list(ReviewRequest.objects.open()) == [asked]


def test_a_review_wanted_tomorrow_is_not_reminded_of():
    circle = Circle()

    ask(circle, reviewer(circle.lived[0]), days=1)

    assert not told("review_due")


def test_nobody_is_asked_more_often_than_they_like_or_twice_about_one_thing():
    circle = Circle()
    who = reviewer(circle.lived[0], a_month=2)
    resource = circle.resource()
    long_ago = now() - 31 * DAY
    ask(circle, who, at=long_ago)
    ask(circle, who, resource=resource)

    with pytest.raises(seating.AskedAlready):
        ask(circle, who, resource=resource)
    ask(circle, who)
    with pytest.raises(seating.TooMany):
        ask(circle, who)


def test_declining_needs_no_reason_and_makes_room():
    circle = Circle()
    who = reviewer(circle.lived[0])
    resource = circle.resource()
    asked = ask(circle, who, resource=resource)

    seating.decline(asked, now=now())

    asked.refresh_from_db()
    assert asked.state == "declined"
    assert pending("review_asked", "review_due") == 0
    assert ask(circle, who, resource=resource).state == "asked"


@pytest.mark.parametrize("away", [{"paused_at": True}, {"left_at": True}])
def test_who_is_away_is_not_asked(away):
    circle = Circle()
    who = reviewer(circle.lived[0])
    for name in away:
        setattr(circle.lived[0], name, now())
    circle.lived[0].save()

    with pytest.raises(seating.NotAvailable):
        ask(circle, who)


def test_a_review_follows_its_course_to_what_changed():
    circle = Circle()
    asked = ask(circle, reviewer(circle.lived[0]))
    with pytest.raises(seating.Closed):
        seating.tell_what_changed(asked, texts={"en": "Much."}, now=now())
    seating.accept(asked, now=now())
    with pytest.raises(seating.WordsMissing):
        seating.review(asked, words=" ", language="es", now=now())

    seating.review(asked, words=" Demasiado largo. ", language="es", now=now())
    seating.review(asked, words="Muy largo.", language="es", now=now())
    with pytest.raises(seating.WordsMissing):
        seating.tell_what_changed(asked, texts={"en": " "}, now=now())
    seating.tell_what_changed(asked, texts={"en": "Shorter.", "es": "Más corto."}, now=now())

    asked.refresh_from_db()
    assert (asked.state, asked.review, asked.review_language) == ("used", "Muy largo.", "es")
    assert (asked.what_changed_en, asked.what_changed_es) == ("Shorter.", "Más corto.")
    assert told("review_used") == [circle.lived[0].person_id]
    assert pending("review_asked", "review_due") == 0
    assert list(ReviewRequest.objects.given()) == [asked]
    for closed in [
        lambda: seating.accept(asked, now=now()),
        lambda: seating.decline(asked, now=now()),
        lambda: seating.review(asked, words="More.", language="es", now=now()),
        lambda: seating.tell_what_changed(asked, texts={"en": "More."}, now=now()),
    ]:
        with pytest.raises(seating.Closed):
            closed()


@pytest.mark.parametrize(("value", "state"), [("yes", "accepted"), ("no", "declined")])
def test_a_link_answers_whether_one_will_review(value, state):
    circle = Circle()
    asked = ask(circle, reviewer(circle.lived[0]))
    question, found = answers.find(answers.token_for("v", asked))
    assert (question.current(found), question.is_open(found, now())) == ("", True)
    assert question.person(found) == circle.lived[0].person
    assert question.partnership(found) == circle.partnership

    question.record(found, value, None, now())

    asked.refresh_from_db()
    assert (asked.state, question.current(asked)) == (state, value)


def test_lists_hold_only_their_own_partnership():
    circle, other = Circle(), Circle()
    mine, theirs = reviewer(circle.lived[0]), reviewer(other.lived[0])
    asked = ask(circle, mine)
    ask(other, theirs)

    assert list(seating.reviewers(circle.partnership)) == [mine]
    assert list(seating.requests(circle.partnership)) == [asked]


def test_tables_refuse_half_a_seat_and_half_a_review():
    circle = Circle()
    Seat.objects.create(partnership=circle.partnership, body_en="Board", reserved_on=now())
    ask(circle, reviewer(circle.lived[0]))

    for rows, fields, constraint in [
        (Seat.objects, {"filled_by": circle.lived[0]}, "filled_seat_says_by_whom"),
        (Reviewer.objects, {"a_month": 0}, "reviewer_takes_one_to_twenty"),
        (ReviewRequest.objects, {"review": "x"}, "review_says_when"),
        (ReviewRequest.objects, {"told_at": now()}, "what_changed_follows_a_review"),
    ]:
        with transaction.atomic(), pytest.raises(IntegrityError, match=constraint):
            rows.update(**fields)
