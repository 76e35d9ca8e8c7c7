"""Those with power are asked to reflect first: once, by their own choice, and nobody sees a no."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from meetings import planning
from notices import answers, kinds, receipts
from notices.models import Notice, State
from partners.roles import Group
from reflections import asking
from reflections.models import AskMe, Reflected
from reflections.prompt_catalogue import BY_KEY, POWER_FIRST, before_meeting
from tests.factories import AttendanceFactory
from tests.meetings.world import AT, DAY, NOW, World, open_notices, send_all_until
from tests.reflections.factories_prompts import AskMeFactory, ReflectedFactory
from tests.reflections.visiting import visit

pytestmark = pytest.mark.django_db
CLOSE = NOW + timedelta(days=10)  # of the meeting on DAY, which is then a week away
KIND = asking.REFLECT_FIRST


@pytest.fixture
def world():
    return World()


@pytest.fixture
def grace(world):
    return world.member(group=Group.LEADER, person__name="Grace")


@pytest.fixture
def rosa(world):
    return world.member(group=Group.PATIENT, person__name="Rosa")


def prepare(now=CLOSE):
    """Let the periodic job do its work."""
    for meeting_id in asking.out_of_step(now):
        asking.prepare(meeting_id, now)


def asked(*members):
    return {person for person, *_ in open_notices(KIND)} == {each.person_id for each in members}


@pytest.mark.parametrize("group", Group)
def test_groups_that_hold_power_are_asked_and_others_are_not(world, group):
    member = world.member(group=group)
    world.plan()

    prepare()

    holds_power = group in {Group.LEADER, Group.PAYER, Group.FACILITATOR, Group.PROVIDER}
    assert asked(world.facilitator, *([member] if holds_power else []))


def test_patients_and_families_are_asked_when_they_want_it(world, grace, rosa):
    world.plan()
    asking.choose(rosa, wants=True)
    asking.choose(rosa, wants=True)
    prepare()
    assert asked(world.facilitator, grace, rosa)
    notice = Notice.objects.get(kind=KIND, person=rosa.person)
    assert kinds.get(KIND).is_wanted(notice, CLOSE)

    asking.choose(rosa, wants=False)

    assert not kinds.get(KIND).is_wanted(notice, CLOSE)


@pytest.mark.parametrize("state", ["pausing", "left", "invited", "observer"])
def test_who_does_not_take_part_is_not_asked(world, state):
    how = {"role": "observer"} if state == "observer" else {state: True}
    world.member(group=Group.LEADER, **how)
    world.plan()

    prepare()

    assert asked(world.facilitator)


def test_the_message_comes_two_days_before_at_the_same_wall_time(world, grace):
    meeting = world.plan()

    prepare()

    _person, _kind, _occasion, due = open_notices(KIND, to=grace)[0]
    assert due == meeting.start - timedelta(days=2)


def test_a_meeting_planned_for_tomorrow_asks_at_once(world, grace):
    world.plan()
    late = planning.wall_time.moment(DAY, AT, world.partnership.zone) - timedelta(days=1)

    prepare(late)

    assert [due for *_, due in open_notices(KIND, to=grace)] == [late]


def test_a_meeting_far_away_waits_for_its_turn(world, grace):
    world.plan()

    assert asking.out_of_step(NOW) == []
    assert len(asking.out_of_step(CLOSE)) == 1


def test_preparing_twice_changes_nothing(world, grace):
    meeting = world.plan()
    prepare()
    first = list(Notice.objects.filter(kind=KIND).values())

    asking.prepare(meeting.pk, CLOSE)

    assert list(Notice.objects.filter(kind=KIND).values()) == first
    assert asking.out_of_step(CLOSE) == []
    assert Reflected.objects.count() == 2


def test_who_joins_later_is_asked_too(world, grace):
    world.plan()
    prepare()
    david = world.member(group=Group.PAYER)

    prepare()

    assert asked(world.facilitator, grace, david)


def test_a_moved_meeting_moves_the_question(world, grace):
    meeting = world.plan()
    prepare()
    later = DAY + timedelta(days=3)

    world.move(meeting, later, now=CLOSE)
    prepare()

    meeting.refresh_from_db()
    assert [due for *_, due in open_notices(KIND, to=grace)] == [
        meeting.start - timedelta(days=2)
    ]  # fmt: skip


def test_a_cancelled_meeting_asks_nothing(world, grace):
    meeting = world.plan()
    prepare()

    world.cancel(meeting, now=CLOSE)

    assert open_notices(KIND) == []
    assert not Notice.objects.filter(kind=KIND, deliveries__state=State.PENDING).exists()


def test_there_is_one_message_even_if_the_meeting_moves_after_it(world, grace, smtp_sink):
    meeting = world.plan()
    prepare()
    sent_at = meeting.start - timedelta(days=1)
    send_all_until(sent_at)
    told = Notice.objects.filter(kind=KIND, person=grace.person, deliveries__state=State.SENT)
    assert told.count() == 1

    world.move(meeting, DAY + timedelta(days=7), now=sent_at)
    prepare(sent_at)

    assert open_notices(KIND, to=grace) == []
    assert told.count() == 1


def test_who_cannot_come_is_left_in_peace(world, grace):
    meeting = world.plan()
    prepare()
    notice = Notice.objects.get(kind=KIND, person=grace.person)
    assert kinds.get(KIND).is_wanted(notice, CLOSE)

    meeting.attendances.filter(membership=grace).update(rsvp="no", answered_at=CLOSE)

    assert not kinds.get(KIND).is_wanted(notice, CLOSE)


def test_a_tick_ends_the_question_and_has_no_words_and_no_moment(world, grace):
    meeting = world.plan()
    prepare()
    row = Reflected.objects.get(membership=grace)

    asking.tick(row, True, now=CLOSE)

    assert open_notices(KIND, to=grace) == []
    names = {field.name for field in Reflected._meta.get_fields()}
    assert names == {
        "id", "meeting", "membership", "prompt", "is_done", "recorded_by", "planned_for"
    }  # fmt: skip
    assert row.prompt == before_meeting(meeting.pk).key


def test_one_is_asked_once_a_meeting(world, grace):
    row = ReflectedFactory(meeting=world.plan(), membership=grace)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReflectedFactory(meeting=row.meeting, membership=grace)


def test_another_meeting_asks_another_question():
    keys = [before_meeting(number).key for number in range(len(POWER_FIRST))]

    assert keys == POWER_FIRST
    assert set(POWER_FIRST) <= set(BY_KEY)


# The answer by a link


def test_done_is_one_tap_and_can_be_taken_back(client, settings):
    row = ReflectedFactory()
    address = answers.link("d", row).removeprefix(settings.BASE_URL)
    page = client.get(address).content.decode()
    assert BY_KEY["power"].in_language("en") in page.replace("&#x27;", "'")
    row.refresh_from_db()
    assert not row.is_done

    client.post(address, {"answer": "done"})
    row.refresh_from_db()
    assert row.is_done
    assert "Not done after all" in client.get(address).content.decode()
    client.post(address, {"answer": "not_done"})

    row.refresh_from_db()
    assert not row.is_done


@pytest.mark.parametrize("state", ["over", "cancelled", "left"])
def test_a_link_closes_with_its_meeting(client, settings, state):
    row = ReflectedFactory()
    if state == "left":
        row.membership.left_at = NOW
        row.membership.save()
    else:
        meeting = row.meeting
        meeting.cancelled_at = NOW if state == "cancelled" else None
        if state == "over":
            meeting.starts_at -= timedelta(days=5)
            meeting.ends_at -= timedelta(days=5)
        meeting.save()

    answer = client.post(answers.link("d", row).removeprefix(settings.BASE_URL), {"answer": "done"})

    assert answer.status_code == 410
    row.refresh_from_db()
    assert not row.is_done


def test_a_call_writes_the_tick_down_for_somebody_without_mail(world):
    priya = world.member(
        group=Group.PROVIDER, person__email=None, person__phone="+15550100", person__channel="call"
    )
    row = ReflectedFactory(meeting=world.plan(), membership=priya)

    receipts.record(answers.get("d"), row, "done", recorded_by=world.facilitator, now=NOW)

    row.refresh_from_db()
    assert (row.is_done, row.recorded_by) == (True, world.facilitator)


# The page


def test_the_page_shows_my_question_and_my_tick(grace):
    row = ReflectedFactory(membership=grace, meeting__partnership=grace.partnership)

    page = visit(grace, "before_meetings")
    done = visit(grace, "tick", row.pk, {"done": "yes"})

    assert BY_KEY["power"].in_language("en") in page.text
    assert "Do you want a question too?" not in page.text
    assert "You ticked: done" in done.text
    assert "You ticked: done" not in visit(grace, "tick", row.pk, {"done": "no"}).text


def test_a_patient_opts_in_and_out(rosa):
    row = ReflectedFactory(membership=rosa, meeting__partnership=rosa.partnership)
    assert BY_KEY["power"].in_language("en") not in visit(rosa, "before_meetings").text

    chosen = visit(rosa, "ask_me", data={"wants": "yes"})
    assert BY_KEY["power"].in_language("en") in chosen.text
    stopped = visit(rosa, "ask_me", data={"wants": "no"})

    assert "Ask me before meetings" in stopped.text
    assert row.pk
    assert not AskMe.objects.exists()


def test_nobody_ticks_for_somebody_else(world, grace):
    theirs = ReflectedFactory(membership=grace, meeting__partnership=grace.partnership)

    assert visit(world.facilitator, "tick", theirs.pk, {"done": "yes"}).status_code == 404
    theirs.refresh_from_db()
    assert not theirs.is_done


def test_no_page_shows_who_ticked_and_who_did_not(world, grace):
    """Two members differ in nothing but the tick: no page of anybody else differs either."""
    david = world.member(group=Group.LEADER, person__name="David")
    meeting = world.plan()
    AttendanceFactory._meta.model.objects.filter(meeting=meeting).update(rsvp="")
    row = ReflectedFactory(meeting=meeting, membership=grace)
    ReflectedFactory(meeting=meeting, membership=david)
    pages = [
        ("reflections:hub", None), ("reflections:before_meetings", None),
        ("meetings:detail", meeting.pk), ("partners:people", None), ("partners:person", grace.pk),
        ("notices:outbox", None), ("notices:calls", None), ("dashboards:partnership", None),
    ]  # fmt: skip

    def seen():
        found = []
        for name, pk in pages:
            page = visit(world.facilitator, name, pk)
            assert page.status_code == 200
            found.append(page.text.partition("<main")[2])
        return without_tokens(found)

    before = seen()
    asking.tick(row, True, now=NOW)

    assert seen() == before
    assert AskMeFactory  # somebody who chose to be asked shows nowhere either


def without_tokens(pages):
    return [
        "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
        for page in pages
    ]  # fmt: skip
