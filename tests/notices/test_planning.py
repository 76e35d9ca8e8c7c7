"""Planning: many people in few statements, once each, never in quiet hours, never in silence."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from hypothesis import given, settings
from hypothesis import strategies as st

from notices import kinds, ledger
from notices.handing_over import finish, hand_over
from notices.models import Delivery, Notice, State, Task, TaskKind
from notices.planning import is_quiet, plan, void, waking
from notices.reasons import Reason, sentence
from partners.dates import zone_choices
from partners.models import Channel, Person
from tests.factories import DeliveryFactory, MembershipFactory, PersonFactory
from tests.notices.conftest import KIND, NOW, state

HOUR = timedelta(hours=1)
YEARS = [datetime(year, 1, 1) for year in (2026, 2030)]  # noqa: DTZ001 - hypothesis adds the zone


def test_each_person_is_planned_once(tell, member):
    people = [member().person for _number in range(3)]

    tell(*people, *people)
    deliveries = tell(*people)

    assert {delivery.notice.person for delivery in deliveries} == set(people)
    assert len(deliveries) == 3
    assert {delivery.state for delivery in deliveries} == {State.PENDING}


def test_planning_says_how_many_are_new(kind, partnership, member):
    one, two = member().person, member().person

    assert plan(KIND, partnership, [one], partnership=partnership, now=NOW) == 1
    assert plan(KIND, partnership, [one, two], partnership=partnership, now=NOW) == 1
    assert plan(KIND, partnership, [], partnership=partnership, now=NOW) == 0


def test_another_revision_or_occasion_is_another_notice(tell, member):
    person = member().person

    tell(person)
    tell(person, revision=1)
    deliveries = tell(person, occasion="P7D")

    assert len(deliveries) == 3


def test_the_time_may_be_worked_out_for_each_person(tell, member):
    early, late = member().person, member().person

    tell(
        early,
        late,
        due_at=lambda person: NOW + HOUR if person == early else NOW + 2 * HOUR,
        last_moment=lambda person: None if person == early else NOW + 3 * HOUR,
    )

    assert Notice.objects.get(person=early).due_at == NOW + HOUR
    assert Notice.objects.get(person=late).last_moment == NOW + 3 * HOUR


@pytest.mark.parametrize("people", [1, 300])
def test_planning_for_many_takes_as_many_statements_as_for_one(
    kind, partnership, member, people, django_assert_max_num_queries
):
    persons = PersonFactory.create_batch(people, quiet_from=time(0), quiet_until=time(0))
    ContentType.objects.get_for_model(partnership)

    with django_assert_max_num_queries(4 + 4 * (people // 100)) as asked:
        plan(KIND, partnership, persons, partnership=partnership, now=NOW)

    inserts = [query for query in asked.captured_queries if "INSERT" in query["sql"]]
    assert len(asked.captured_queries) - len(inserts) == 2


def test_a_new_time_moves_what_is_still_open(tell, member):
    (delivery,) = tell(member().person)

    tell(delivery.notice.person, due_at=NOW + HOUR, last_moment=NOW + 2 * HOUR)

    delivery.refresh_from_db()
    assert delivery.next_try_at == delivery.notice.due_at == NOW + HOUR
    assert delivery.notice.last_moment == NOW + 2 * HOUR


def claim(delivery):
    held = {"state": State.CLAIMED, "owner": "a sender", "lease_until": NOW + HOUR}
    Delivery.objects.filter(pk=delivery.pk).update(**held)


def test_a_new_time_calls_back_what_was_claimed_but_not_what_is_on_its_way(tell, member):
    claimed, sending = tell(member().person, member().person)
    claim(claimed)
    Delivery.objects.filter(pk=sending.pk).update(state=State.SENDING)

    tell(claimed.notice.person, sending.notice.person, due_at=NOW + HOUR)

    assert [state(claimed)[0], state(sending)[0]] == [State.PENDING, State.SENDING]
    assert claimed.next_try_at == NOW + HOUR
    assert (claimed.owner, claimed.lease_until) == ("", None)


def test_planning_the_same_again_keeps_the_time_of_the_next_try(tell, member):
    (delivery,) = tell(member().person)
    Delivery.objects.update(next_try_at=NOW + HOUR)  # put off by the mail server

    tell(delivery.notice.person)

    delivery.refresh_from_db()
    assert delivery.next_try_at == NOW + HOUR


def test_what_was_voided_comes_back(tell, member, partnership):
    (delivery,) = tell(member().person)
    void(partnership)

    tell(delivery.notice.person)

    assert state(delivery) == (State.PENDING, "")


def test_what_was_voided_comes_back_on_the_channel_of_today(tell, member, partnership):
    person = member(phone="+1 555 0100").person
    (delivery,) = tell(person)
    void(partnership)
    person.channel = Channel.CALL
    person.save()

    tell(person)

    assert state(delivery)[0] == State.VOID
    assert Delivery.objects.get(channel=Channel.CALL).state == State.PENDING


@pytest.mark.parametrize("end", [State.SENT, State.MISSED, State.POISON, State.FAILED])
def test_what_came_to_its_end_is_not_planned_again(tell, member, end):
    (delivery,) = tell(member().person)
    Delivery.objects.update(state=end, sent_at=NOW if end == State.SENT else None)

    tell(delivery.notice.person, due_at=NOW + HOUR)

    assert state(delivery)[0] == end
    assert Delivery.objects.count() == 1


# Who cannot be reached


def test_who_cannot_be_reached_fails_visibly_and_becomes_a_task(tell, member, facilitator):
    person = member(email=None).person

    (delivery,) = tell(person)

    assert state(delivery) == (State.FAILED, Reason.UNREACHABLE)
    task = Task.objects.get()
    assert (task.kind, task.person, task.subject) == (TaskKind.UNREACHABLE, person, person)
    assert Notice.objects.get(kind="facilitator_task").person == facilitator.person


def test_one_task_a_person_however_many_messages(tell, member, facilitator):
    person = member(email=None).person

    tell(person)
    tell(person, revision=1)

    assert Task.objects.count() == Notice.objects.filter(kind="facilitator_task").count() == 1


def test_who_can_be_reached_later_is_told_then(tell, member, facilitator):
    person = member(email=None).person
    (delivery,) = tell(person)
    tell(person)
    assert state(delivery)[0] == State.FAILED
    Person.objects.filter(pk=person.pk).update(email="here@example.org")

    tell(Person.objects.get(pk=person.pk))

    assert state(delivery) == (State.PENDING, "")


def test_a_facilitator_who_cannot_be_reached_makes_no_further_task(tell, member, facilitator):
    Person.objects.filter(pk=facilitator.person.pk).update(email=None)

    tell(member(email=None).person)

    assert Task.objects.count() == 1
    assert Delivery.objects.get(notice__kind="facilitator_task").state == State.FAILED


def test_who_prefers_a_call_is_called(tell, member):
    (delivery,) = tell(member(phone="+1 555 0100", channel=Channel.CALL).person)

    assert (delivery.channel, delivery.state) == (Channel.CALL, State.PENDING)


def test_a_task_is_open_once_and_done_once(partnership, member, facilitator):
    person = member().person
    about = {"person": person, "partnership": partnership, "subject": person, "now": NOW}

    task = hand_over(TaskKind.CANNOT_OPEN, **about)
    assert hand_over(TaskKind.CANNOT_OPEN, **about) == task
    assert finish(task, by=facilitator, now=NOW)
    assert not finish(task, by=facilitator, now=NOW)

    task.refresh_from_db()
    assert (task.done_by, task.done_at) == (facilitator, NOW)
    assert hand_over(TaskKind.CANNOT_OPEN, **about) != task


def test_facilitators_are_not_told_of_a_task_that_is_done(partnership, member, facilitator):
    person = member().person
    task = hand_over(
        TaskKind.REFUSED, person=person, partnership=partnership, subject=person, now=NOW
    )
    wanted = kinds.get("facilitator_task").is_wanted

    assert wanted(Notice.objects.get(), NOW)
    finish(task, by=facilitator, now=NOW)
    assert not wanted(Notice.objects.get(), NOW)


# Calling back


def test_void_takes_what_is_open_and_says_why(tell, member, partnership):
    pending, claimed, sending, sent = tell(*(member().person for _number in range(4)))
    claim(claimed)
    Delivery.objects.filter(pk=sending.pk).update(state=State.SENDING)
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=NOW)

    assert void(partnership, reason=Reason.CANCELLED) == 2

    assert state(pending) == state(claimed) == (State.VOID, Reason.CANCELLED)
    assert (claimed.owner, claimed.lease_until) == ("", None)
    assert [state(sending)[0], state(sent)[0]] == [State.SENDING, State.SENT]


def test_void_takes_only_what_was_named(tell, member, partnership):
    one, two = member().person, member().person
    tell(one, two, occasion="P1D")
    tell(one, two, occasion="P7D", revision=1)

    assert void(partnership, kinds=["another"]) == 0
    assert void(member().partnership, before_revision=0) == 0
    assert void(partnership, before_revision=1, person=one) == 1
    assert void(partnership, kinds=[KIND], occasions_except=["P7D"]) == 1
    assert void(partnership, person=two) == 1
    assert Delivery.objects.filter(state=State.PENDING).get().notice.person == one


# Quiet hours


def person(start, end, zone="UTC"):
    return Person(quiet_from=start, quiet_until=end, timezone=zone)


@pytest.mark.parametrize(
    ("start", "end", "hour", "quiet"),
    [
        (time(21), time(8), 20, False),
        (time(21), time(8), 21, True),
        (time(21), time(8), 3, True),
        (time(21), time(8), 8, False),
        (time(12), time(14), 13, True),
        (time(12), time(14), 14, False),
        (time(12), time(14), 11, False),
        (time(0), time(0), 3, False),
    ],
)
def test_quiet_hours(start, end, hour, quiet):
    assert is_quiet(NOW.replace(hour=hour), person(start, end)) is quiet


def test_quiet_hours_are_those_of_the_persons_own_zone():
    cairo = person(time(21), time(8), "Africa/Cairo")

    assert waking(datetime(2027, 1, 10, 20, tzinfo=UTC), cairo) == datetime(
        2027, 1, 11, 6, tzinfo=UTC
    )


def test_waking_at_a_time_that_comes_twice_is_the_later_one():
    owl = person(time(20), time(1, 30), "America/Los_Angeles")
    between = datetime(2027, 11, 7, 9, 15, tzinfo=UTC)  # the second 01:15 of that night

    assert waking(between, owl) == datetime(2027, 11, 7, 9, 30, tzinfo=UTC)


@settings(max_examples=1000, deadline=None)
@given(
    moment=st.datetimes(*YEARS, timezones=st.just(UTC)),
    zone=st.sampled_from([name for name, _label in zone_choices()]),
    start=st.times(),
    end=st.times(),
)
def test_waking_is_never_quiet_never_early_and_never_late(moment, zone, start, end):
    anybody = person(start, end, zone)

    awake = waking(moment, anybody)

    assert not is_quiet(awake, anybody)
    assert moment <= awake <= moment + timedelta(hours=26)
    assert awake == moment or is_quiet(moment, anybody)


def test_what_falls_into_quiet_hours_is_planned_for_waking(tell, member):
    (delivery,) = tell(
        member(quiet_from=time(10), quiet_until=time(15)).person,
    )

    assert delivery.next_try_at == NOW.replace(hour=15)


# The registry, the reasons


def test_a_kind_is_registered_once(kind):
    with pytest.raises(ValueError, match="test_news"):
        kinds.register(kinds.Kind(KIND, "again", kinds.Category.WORK, Person))


def test_kinds_are_listed_by_name(kind):
    names = [kind.name for kind in kinds.all_kinds()]

    assert names == sorted(names)
    assert KIND in names


def test_a_kind_says_little_unless_told_otherwise(db):
    plain = kinds.Kind("plain", "Plain", kinds.Category.WORK, Person)
    notice = Notice()

    assert plain.context(notice) == {}
    assert plain.is_wanted(notice, NOW)
    assert [*plain.attachments(notice), *plain.questions(notice)] == []
    assert plain.example(MembershipFactory.build()) is None


def test_reasons_are_sentences():
    assert str(sentence("refused:550")) == f"{Reason.REFUSED.label} (550)"
    assert sentence("") == ""
    assert sentence("forgotten_long_ago") == "forgotten_long_ago"


def test_nothing_to_write_writes_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ledger.write([]) == []


def test_database_refuses_a_second_delivery_on_a_channel(tell, member):
    (delivery,) = tell(member().person)

    with pytest.raises(Exception, match=r"(?i)unique"):
        DeliveryFactory(notice=delivery.notice, channel=Channel.EMAIL)
