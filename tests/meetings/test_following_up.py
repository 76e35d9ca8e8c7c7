"""Asking whether a person could open something, until they answer or a facilitator takes over."""

from datetime import timedelta

import pytest

from meetings import answering, following_up, sharing
from meetings.sharing import RESOURCE_FOLLOW_UP
from notices.models import Task, TaskKind
from tests.factories import FollowUpFactory, ResourceFactory
from tests.meetings.world import NOW, World, kinds_told, open_notices, parsed, send_all_until

DAYS = timedelta(days=3)


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def rosa(world):
    return world.member(person__language="es")


@pytest.fixture
def follow_up(world, rosa):
    resource = ResourceFactory(
        partnership=world.partnership, shared_by=world.facilitator, shared_at=NOW
    )
    return FollowUpFactory(resource=resource, membership=rosa, next_ask_at=NOW + DAYS)


def work(moment):
    for pk in following_up.due(moment):
        following_up.ask(pk, moment)
    send_all_until(moment)


def test_nobody_is_asked_before_the_promised_days(follow_up):
    assert following_up.due(NOW + DAYS - timedelta(seconds=1)) == []
    assert following_up.ask(follow_up.pk, NOW) is False


def test_twice_then_a_facilitator_takes_over(smtp_sink, rosa, follow_up):
    for days in range(30):
        work(NOW + timedelta(days=days))

    assert kinds_told(rosa) == [RESOURCE_FOLLOW_UP] * 2
    task = Task.objects.get()
    assert (task.kind, task.subject) == (TaskKind.UNANSWERED, follow_up)
    assert task.created_at == NOW + 3 * DAYS
    follow_up.refresh_from_db()
    assert (follow_up.asked, follow_up.next_ask_at) == (2, None)


def test_asking_is_safe_to_run_twice(follow_up):
    moment = NOW + DAYS

    assert following_up.ask(follow_up.pk, moment) is True
    assert following_up.ask(follow_up.pk, moment) is False

    assert len(open_notices(RESOURCE_FOLLOW_UP)) == 1


def test_an_answer_ends_the_questions(smtp_sink, rosa, follow_up):
    work(NOW + DAYS)
    answering.follow_up(follow_up, "opened", now=NOW + DAYS)

    for days in range(4, 20):
        work(NOW + timedelta(days=days))

    assert kinds_told(rosa) == [RESOURCE_FOLLOW_UP]
    assert not Task.objects.exists()


def test_an_answer_comes_before_a_question_that_waits_to_be_sent(smtp_sink, rosa, follow_up):
    following_up.ask(follow_up.pk, NOW + DAYS)

    answering.follow_up(follow_up, "opened", now=NOW + DAYS)
    send_all_until(NOW + 2 * DAYS)

    assert smtp_sink.messages == []


def test_taking_the_resource_back_ends_the_questions(smtp_sink, world, rosa, follow_up):
    following_up.ask(follow_up.pk, NOW + DAYS)
    sharing.withdraw(follow_up.resource, by=world.facilitator, now=NOW + DAYS)

    work(NOW + 2 * DAYS)

    assert smtp_sink.messages == []


def test_who_pauses_is_asked_when_they_are_back(follow_up):
    member = follow_up.membership
    member.pause(NOW)
    assert following_up.due(NOW + DAYS) == []

    member.resume(NOW)

    assert following_up.due(NOW + DAYS) == [follow_up.pk]


def test_who_left_is_not_asked(follow_up):
    member = follow_up.membership
    member.left_at = NOW
    member.save()

    assert following_up.due(NOW + DAYS) == []


def test_the_question_is_answered_by_its_link(smtp_sink, rosa, follow_up):
    work(NOW + DAYS)

    (mail,) = smtp_sink.to(rosa.person.address)

    text = parsed(mail).get_body(("plain",)).get_content()
    assert "/a/f" in text
    assert parsed(mail)["Content-Language"] == "es"
