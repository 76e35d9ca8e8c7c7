"""Checkpoints: who is asked when, what a choice does at once, and whose the answers are."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction

from notices.models import Delivery, Notice, State, Task
from partners import joining, vault
from partners.models import Membership
from partners.roles import Group, Role
from reflections import checkpoints, parting, tasks
from reflections.models import Checkpoint, Choice, ClosingConversation
from tests.factories import EmailAddressFactory, MembershipFactory
from tests.reflections.factories_checkpoints import CheckpointFactory, ClosingConversationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)
ANSWERS = {"fit": "partly", "changed": "I speak up", "helps": "Papers earlier", "next": ""}


def months(count):
    return relativedelta(months=count)


@pytest.fixture
def rosa():
    """Joined five months ago; the rule is four."""
    return MembershipFactory(joined_at=NOW - months(5), person__name="Rosa")


@pytest.fixture
def asked(rosa):
    return checkpoints.ask(rosa, NOW)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def told(person, kind="checkpoint"):
    return Notice.objects.filter(person=person, kind=kind)


# Who is asked, and when


@pytest.mark.parametrize("group", Group)
def test_every_group_is_asked_alike(group):
    member = MembershipFactory(joined_at=NOW - months(5), group=group)

    checkpoints.open_due(NOW)

    assert member.checkpoints.get().opened_at == NOW
    assert told(member.person).count() == 1


@pytest.mark.parametrize("role", Role)
def test_who_takes_part_is_asked(role):
    member = MembershipFactory(joined_at=NOW - months(5), role=role)

    checkpoints.open_due(NOW)

    assert member.checkpoints.exists() is (role != Role.OBSERVER)


@pytest.mark.parametrize(
    ("state", "is_asked"),
    [
        ({"joined_at": NOW - months(4)}, True),
        ({"joined_at": NOW - months(4) + timedelta(minutes=1)}, False),
        ({"joined_at": None}, False),
        ({"joined_at": NOW - months(5), "left_at": NOW}, False),
        ({"joined_at": NOW - months(5), "paused_at": NOW}, False),
        ({"joined_at": NOW - months(9), "returned_at": NOW - 5 * WEEK}, False),
        ({"joined_at": NOW - months(9), "returned_at": NOW - 6 * WEEK}, True),
    ],
)
def test_when_somebody_is_asked(state, is_asked):
    member = MembershipFactory(**state)

    checkpoints.open_due(NOW)

    assert member.checkpoints.exists() is is_asked


def test_nobody_is_asked_in_their_first_weeks_whatever_the_rule(rosa):
    rules = rosa.partnership.working_rules
    rules.checkpoint_months = 1
    rules.save()
    new = MembershipFactory(partnership=rosa.partnership, joined_at=NOW - months(1) - WEEK)
    settled = MembershipFactory(partnership=rosa.partnership, joined_at=NOW - 6 * WEEK)

    assert checkpoints.due(NOW) == [rosa.pk, settled.pk]
    assert checkpoints.due(NOW + WEEK) == [rosa.pk, new.pk, settled.pk] or new.pk > settled.pk


def test_asking_twice_asks_once(rosa):
    for _time in range(2):
        checkpoints.open_due(NOW)
        assert checkpoints.open_for(rosa.pk, NOW) is None

    assert rosa.checkpoints.count() == 1
    assert told(rosa.person).count() == 1


def test_months_later_the_next_one_takes_its_place(rosa):
    checkpoints.open_due(NOW)
    later = NOW + months(4)

    checkpoints.open_due(later - timedelta(minutes=1))
    assert rosa.checkpoints.count() == 1
    checkpoints.open_due(later)

    first, second = rosa.checkpoints.order_by("opened_at")
    assert (first.ended_at, second.ended_at) == (later, None)
    open_ones = Delivery.objects.open().filter(notice__kind="checkpoint")
    assert [delivery.notice.subject for delivery in open_ones] == [second]


def test_the_partnership_says_how_many_months(rosa):
    rules = rosa.partnership.working_rules
    rules.checkpoint_months = 6
    rules.save()

    assert checkpoints.due(NOW) == []
    assert checkpoints.due(NOW + months(1)) == [rosa.pk]


def test_the_periodic_job_asks(rosa):
    Membership.objects.filter(pk=rosa.pk).update(joined_at=datetime.now(UTC) - months(5))

    tasks.open_checkpoints()
    tasks.open_checkpoints()

    assert rosa.checkpoints.count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_finding_who_is_due_takes_one_query(count, django_assert_num_queries):
    MembershipFactory.create_batch(count, joined_at=NOW - months(5))

    with django_assert_num_queries(1):
        assert len(checkpoints.due(NOW)) == count


def test_the_database_refuses_two_open_ones(asked):
    with pytest.raises(IntegrityError, match=r"person_has_one_checkpoint|membership_id"):
        CheckpointFactory(membership=asked.membership)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"choice": "continue"}, "choice_at_a_checkpoint_says_when"),
        ({"chosen_at": NOW}, "choice_at_a_checkpoint_says_when"),
        ({"answered_at": NOW}, "answers_of_a_checkpoint_say_when"),
        ({"sealed_answers": b"x"}, "answers_of_a_checkpoint_say_when"),
        ({"ask_again_on": NOW.date()}, "only_who_takes_a_break_is_asked_again"),
    ],
)
def test_the_database_refuses_half_a_truth(asked, broken, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Checkpoint.objects.filter(pk=asked.pk).update(**broken)


# Choosing


def test_going_on_is_written_down_and_calls_the_message_back(asked):
    checkpoints.choose(asked, Choice.CONTINUE, now=NOW)

    assert (fresh(asked).choice, fresh(asked).chosen_at) == ("continue", NOW)
    assert Delivery.objects.get(notice__kind="checkpoint").state == State.VOID


def test_a_break_begins_at_once_and_needs_no_reason(asked, rosa):
    checkpoints.choose(asked, Choice.PAUSE, now=NOW)

    assert fresh(rosa).paused_at == NOW
    assert not told(rosa.person, "checkpoint_return").exists()


@pytest.mark.parametrize("other", [Choice.CONTINUE, Choice.NOT_NOW, Choice.LEAVE])
def test_choosing_something_else_ends_the_break(asked, rosa, other):
    checkpoints.choose(asked, Choice.PAUSE, now=NOW)

    checkpoints.choose(asked, other, now=NOW + WEEK)

    assert (fresh(rosa).paused_at, fresh(rosa).returned_at) == (None, NOW + WEEK)


def test_a_break_that_began_elsewhere_is_not_ended_by_saying_nothing(asked, rosa):
    rosa.pause(NOW)

    checkpoints.choose(asked, Choice.NOT_NOW, now=NOW)

    assert fresh(rosa).paused_at == NOW


def test_saying_that_one_wants_to_leave_ends_nothing(asked, rosa):
    EmailAddressFactory(user=rosa.person)

    checkpoints.choose(asked, Choice.LEAVE, now=NOW)

    assert fresh(rosa).left_at is None
    assert not Task.objects.exists()


def test_who_cannot_sign_in_is_helped_to_leave_until_they_think_again():
    samuel = MembershipFactory(person__without_email=True)
    maya = MembershipFactory(partnership=samuel.partnership, facilitator=True)
    asked = checkpoints.ask(samuel, NOW)
    checkpoints.choose(asked, Choice.LEAVE, recorded_by=maya, now=NOW)
    task = Task.objects.open().get()
    assert (task.kind, task.person, parting.wants_to_leave(samuel)) == (
        *("wants_to_leave", samuel.person, fresh(asked)),
    )

    checkpoints.choose(asked, Choice.CONTINUE, now=NOW)

    assert not Task.objects.open().exists()
    assert parting.wants_to_leave(samuel) is None
    assert fresh(asked).recorded_by is None


def test_nobody_records_for_themselves(asked, rosa):
    checkpoints.choose(asked, Choice.CONTINUE, recorded_by=rosa, now=NOW)

    assert fresh(asked).recorded_by is None


@pytest.mark.parametrize("end", ["ended", "left"])
def test_what_is_over_takes_no_choice(asked, rosa, end):
    if end == "ended":
        Checkpoint.objects.filter(pk=asked.pk).update(ended_at=NOW)
    else:
        Membership.objects.filter(pk=rosa.pk).update(left_at=NOW)

    for act in [
        lambda: checkpoints.choose(asked, Choice.PAUSE, now=NOW),
        lambda: checkpoints.ask_again(asked, NOW.date(), now=NOW),
        lambda: checkpoints.come_back(asked, now=NOW),
    ]:
        with pytest.raises(checkpoints.Ended):
            act()
    assert fresh(rosa).paused_at is None


# The way back


def test_one_question_comes_on_the_day_that_was_chosen_in_their_morning(asked, rosa):
    rosa.person.timezone = "America/Bogota"
    rosa.person.save()
    day = (NOW + 8 * WEEK).date()

    checkpoints.choose(asked, Choice.PAUSE, ask_again_on=day, now=NOW)

    notice = told(rosa.person, "checkpoint_return").get()
    assert notice.due_at == datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
    assert checkpoints.is_asked_again(fresh(asked), day.isoformat())


def test_another_day_calls_the_first_back_and_none_calls_both(asked, rosa):
    first, second = (NOW + 8 * WEEK).date(), (NOW + 9 * WEEK).date()
    checkpoints.choose(asked, Choice.PAUSE, ask_again_on=first, now=NOW)

    checkpoints.ask_again(asked, second, now=NOW)
    waiting = Delivery.objects.open().filter(notice__kind="checkpoint_return")
    assert [each.notice.occasion for each in waiting] == [second.isoformat()]
    assert not checkpoints.is_asked_again(fresh(asked), first.isoformat())
    checkpoints.ask_again(asked, None, now=NOW)

    assert not waiting.all().exists()
    assert not checkpoints.is_asked_again(fresh(asked), second.isoformat())


def test_who_does_not_pause_is_not_asked_again(asked):
    checkpoints.choose(asked, Choice.CONTINUE, now=NOW)

    checkpoints.ask_again(asked, (NOW + WEEK).date(), now=NOW)

    assert fresh(asked).ask_again_on is None


def test_coming_back_ends_the_break_and_the_question(asked, rosa):
    checkpoints.choose(asked, Choice.PAUSE, ask_again_on=(NOW + WEEK).date(), now=NOW)

    checkpoints.come_back(asked, now=NOW + timedelta(days=2))

    assert fresh(rosa).paused_at is None
    assert not Delivery.objects.open().filter(notice__kind="checkpoint_return").exists()


def test_a_later_break_is_not_mistaken_for_the_first(asked, rosa):
    day = (NOW + 8 * WEEK).date()
    checkpoints.choose(asked, Choice.PAUSE, ask_again_on=day, now=NOW)
    rosa = fresh(rosa)
    rosa.resume(NOW + WEEK)
    rosa.pause(NOW + 2 * WEEK)

    assert not checkpoints.is_asked_again(fresh(asked), day.isoformat())


# Answers


def test_answers_are_sealed_and_only_what_is_shown_is_shown(asked):
    checkpoints.answer(asked, ANSWERS, shared=["helps", "next"], language="en", now=NOW)

    kept = fresh(asked)
    assert checkpoints.opened(kept) == {
        "fit": "partly", "changed": "I speak up", "helps": "Papers earlier",
    }  # fmt: skip
    assert checkpoints.shown(kept) == {"helps": "Papers earlier"}
    assert kept.shared == ["helps"]
    assert b"Papers" not in bytes(kept.sealed_answers)


def test_saving_the_same_again_changes_nothing_but_what_is_shown(asked):
    checkpoints.answer(asked, ANSWERS, shared=["helps"], language="en", now=NOW)
    before = fresh(asked)

    checkpoints.answer(before, ANSWERS, shared=[], language="en", now=NOW + WEEK)

    after = fresh(asked)
    assert bytes(after.sealed_answers) == bytes(before.sealed_answers)
    assert (after.answered_at, after.shared) == (NOW, [])


def test_without_answers_nothing_is_kept(asked):
    checkpoints.answer(asked, ANSWERS, shared=["helps"], language="en", now=NOW)

    checkpoints.answer(asked, dict.fromkeys(ANSWERS, ""), shared=["fit"], language="en", now=NOW)

    kept = fresh(asked)
    assert (kept.sealed_answers, kept.language, kept.answered_at, kept.shared) == (
        *(None, "", None, []),
    )


def test_answers_moved_to_another_checkpoint_are_refused_and_noted(asked, caplog):
    checkpoints.answer(asked, ANSWERS, shared=[], language="en", now=NOW)
    other = CheckpointFactory(membership=asked.membership, ended_at=NOW)
    Checkpoint.objects.filter(pk=other.pk).update(
        sealed_answers=fresh(asked).sealed_answers, language="en", answered_at=NOW
    )

    with caplog.at_level(logging.WARNING):
        assert checkpoints.opened(fresh(other)) == {}

    assert f"checkpoint {other.pk} cannot be opened" in caplog.text
    assert "Papers" not in caplog.text


def test_with_the_key_the_answers_are_gone(asked):
    checkpoints.answer(asked, ANSWERS, shared=["helps"], language="en", now=NOW)

    vault.erase(asked.membership.person)

    assert checkpoints.shown(fresh(asked)) == {}


# Leaving


def test_leaving_deletes_all_answers_and_ends_what_is_open(asked, rosa):
    MembershipFactory(partnership=rosa.partnership, facilitator=True)
    former = CheckpointFactory(membership=rosa, ended_at=NOW)
    for each in [asked, former]:
        checkpoints.answer(each, ANSWERS, shared=["helps"], language="en", now=NOW)

    joining.leave(rosa, now=NOW)

    for each in [asked, former]:
        assert (fresh(each).sealed_answers, fresh(each).shared) == (None, [])
    assert (fresh(asked).choice, fresh(asked).ended_at) == ("leave", NOW)
    assert fresh(former).choice == ""
    assert not Delivery.objects.open().filter(notice__person=rosa.person).exists()


def wish(rosa, **said):
    said = {"wish": "facilitator", "with_whom": None, "reach": "+1 555 0100", **said}
    parting.set_wish(rosa, **said, now=NOW)


def test_a_last_talk_is_told_of_only_once_somebody_left(rosa):
    maya = MembershipFactory(partnership=rosa.partnership, facilitator=True)
    wish(rosa)
    assert not Notice.objects.filter(kind="closing_talk").exists()

    joining.leave(rosa, now=NOW)

    assert told(maya.person, "closing_talk").count() == 1
    assert list(parting.to_hold(maya)) == [ClosingConversation.objects.get()]


def test_whom_one_names_is_told_and_nobody_else(rosa):
    maya = MembershipFactory(partnership=rosa.partnership, facilitator=True)
    tom = MembershipFactory(partnership=rosa.partnership)
    wish(rosa, wish="somebody", with_whom=tom)

    joining.leave(rosa, now=NOW)

    assert told(tom.person, "closing_talk").count() == 1
    assert not told(maya.person, "closing_talk").exists()
    assert [parting.to_hold(each).exists() for each in (maya, tom)] == [False, True]


@pytest.mark.parametrize("gone", ["left_at", "paused_at"])
def test_if_the_one_is_gone_a_facilitator_talks(rosa, gone):
    maya = MembershipFactory(partnership=rosa.partnership, facilitator=True)
    tom = MembershipFactory(partnership=rosa.partnership, **{gone: NOW})
    wish(rosa, wish="somebody", with_whom=tom)

    joining.leave(rosa, now=NOW)

    assert told(maya.person, "closing_talk").count() == 1
    assert parting.to_hold(maya).exists()


def test_no_thanks_takes_the_wish_back(rosa):
    wish(rosa)

    wish(rosa, wish="no")

    assert parting.wished(rosa) is None


def test_facilitators_elsewhere_hold_no_talk_here():
    ClosingConversationFactory()
    elsewhere = MembershipFactory(facilitator=True)

    assert not parting.to_hold(elsewhere).exists()


def test_a_talk_that_was_held_forgets_the_number():
    conversation = ClosingConversationFactory()
    maya = MembershipFactory(partnership=conversation.leaver.partnership, facilitator=True)

    conversation.finish(by=maya, now=NOW)

    assert (fresh(conversation).reach, fresh(conversation).done_by) == ("", maya)
    with pytest.raises(IntegrityError, match="forgets_the_number"):
        ClosingConversation.objects.update(reach="+1 555 0100")
