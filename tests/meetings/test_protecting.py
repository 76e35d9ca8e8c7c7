"""Time to relate and to reflect: promised, planned, kept or not, and shown by a quiet timer."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from meetings import protecting, timing
from meetings.models import AgendaItem, ItemKind
from tests.factories import AgendaItemFactory, AttendanceFactory, MeetingFactory, now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def held(team):
    """A meeting two days ago, led by Ben, with ten minutes each to relate and to reflect."""
    meeting = MeetingFactory(
        partnership=team.partnership, created_by=team.ana, chair=team.ben, past=True
    )
    for kind in [ItemKind.RELATE, ItemKind.INFORM, ItemKind.REFLECT]:
        AgendaItemFactory(meeting=meeting, kind=kind, title=f"To {kind}")
    return meeting


def said(meeting, was_kept=True, minutes=8):
    return [
        protecting.Kept(item, was_kept, minutes if was_kept else 0)
        for item in meeting.agenda.protected()
    ]


def answers(meeting, kept="True", minutes="8"):
    return {
        f"{name}_{item.pk}": value
        for item in meeting.agenda.protected()
        for name, value in [("kept", kept), ("minutes", minutes)]
    }


# Kept or not


def test_who_led_the_meeting_says_what_was_kept(team, held, address):
    page = team.as_ben.get(address("detail", pk=held.pk)).content.decode()
    assert "Say whether the time was kept" in page

    done = team.as_ben.post(address("time_kept", pk=held.pk), answers(held), follow=True)

    kept = held.agenda.protected()
    assert {(item.was_kept, item.held_minutes, item.kept_recorded_by) for item in kept} == {
        (True, 8, team.ben)
    }
    assert "Kept: 8 minutes" in done.content.decode()
    assert held.agenda.get(kind=ItemKind.INFORM).was_kept is None


def test_a_facilitator_corrects_it(team, held, address):
    protecting.record(held, said(held), by=team.ben, now=now())
    form = team.as_ana.get(address("time_kept", pk=held.pk)).content.decode()
    assert 'value="8"' in form

    done = team.as_ana.post(
        address("time_kept", pk=held.pk), answers(held, "False", "0"), follow=True
    )

    assert "Not kept: 0 minutes" in done.content.decode()
    assert {item.kept_recorded_by for item in held.agenda.protected()} == {team.ana}


def test_others_read_it_and_do_not_say_it(team, held, address):
    protecting.record(held, said(held), by=team.ben, now=now())

    page = team.as_tariq.get(address("detail", pk=held.pk)).content.decode()
    refused = team.as_tariq.get(address("time_kept", pk=held.pk), follow=True)

    assert refused.status_code == 403
    assert str(address("time_kept", pk=held.pk)) not in page
    assert "minutes" in team.as_uma.get(address("detail", pk=held.pk)).content.decode()


@pytest.mark.parametrize(
    ("kept", "minutes", "sentence"),
    [
        ("", "8", "Say whether this time was kept."),
        ("True", "0", "If this time was kept, it took at least one minute."),
        ("True", "481", "less than or equal to 480"),
        ("True", "-1", "greater than or equal to 0"),
        ("True", "٨\0", "Enter a whole number."),
        ("maybe", "8", "maybe"),
    ],
)
def test_what_makes_no_sense_is_asked_again(team, held, address, kept, minutes, sentence):
    page = team.as_ben.post(address("time_kept", pk=held.pk), answers(held, kept, minutes))

    assert sentence in page.content.decode()
    assert not AgendaItem.objects.exclude(was_kept=None).exists()


@pytest.mark.parametrize("state", ["to come", "cancelled", "without such time"])
def test_it_is_said_only_of_a_meeting_that_took_place(team, held, address, state):
    if state == "to come":
        held.ends_at = now() + DAY
    held.cancelled_at = now() if state == "cancelled" else None
    held.save()
    if state == "without such time":
        held.agenda.protected().delete()

    page = team.as_ben.post(address("time_kept", pk=held.pk), answers(held), follow=True)

    assert "When a meeting with such time is over" in page.content.decode()
    assert not AgendaItem.objects.exclude(was_kept=None).exists()
    assert "Say whether the time was kept" not in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"was_kept": True},
        {"was_kept": True, "held_minutes": 5},
        {"held_minutes": 5},
        {"kind": ItemKind.INFORM, "was_kept": True, "held_minutes": 5, "says": True},
        {"was_kept": True, "held_minutes": 0, "says": True},
        {"was_kept": False, "held_minutes": 481, "says": True},
    ],
)
def test_database_refuses_what_cannot_be(team, held, wrong):
    if wrong.pop("says", False):
        wrong |= {"kept_recorded_by": team.ana, "kept_recorded_at": now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        held.agenda.protected().update(**wrong)


# Promised and held


def test_what_was_held_stands_beside_what_was_promised(team, held):
    protecting.record(held, said(held, minutes=7), by=team.ana, now=now())
    silent = MeetingFactory(partnership=team.partnership, created_by=team.ana, past=True)
    AgendaItemFactory(meeting=silent, kind=ItemKind.RELATE)
    long_ago = MeetingFactory(
        partnership=team.partnership, created_by=team.ana, starts_at=now() - 100 * DAY
    )
    AgendaItemFactory(meeting=long_ago, kind=ItemKind.REFLECT)
    protecting.record(long_ago, said(long_ago), by=team.ana, now=now())

    found = protecting.held(team.partnership, now() - 90 * DAY, now())

    assert found == {
        ItemKind.RELATE: protecting.Held(promised=10, held=7, meetings=1),
        ItemKind.REFLECT: protecting.Held(promised=10, held=7, meetings=1),
    }


def test_reflecting_counts_as_work_of_those_who_were_there(team, held):
    protecting.record(held, said(held, minutes=7), by=team.ana, now=now())
    AttendanceFactory(meeting=held, membership=team.ben, was_there=True)
    AttendanceFactory(meeting=held, membership=team.tariq, was_there=False)

    worked = [
        protecting.minutes_with(each, now() - 90 * DAY, now())
        for each in [team.ben, team.tariq, team.ana]
    ]

    assert worked == [14, 0, 0]


def test_an_agenda_with_less_than_was_promised_says_so_and_no_more(team, address):
    meeting = MeetingFactory(partnership=team.partnership, created_by=team.ana)
    AgendaItemFactory(meeting=meeting, kind=ItemKind.RELATE, minutes=10)
    AgendaItemFactory(meeting=meeting, kind=ItemKind.REFLECT, minutes=4)

    page = team.as_ana.get(address("agenda", pk=meeting.pk)).content.decode()

    assert "We promised each other 10 minutes to reflect. This plan has 4." in page
    assert "minutes to relate" not in page
    AgendaItemFactory(meeting=meeting, kind=ItemKind.REFLECT, minutes=6)
    assert "We promised" not in team.as_ana.get(address("agenda", pk=meeting.pk)).content.decode()


# The timer


@pytest.fixture
def item(team):
    meeting = MeetingFactory(
        partnership=team.partnership, created_by=team.ana, starts_at=now() + timedelta(hours=1)
    )
    return AgendaItemFactory(meeting=meeting, kind=ItemKind.REFLECT, minutes=10, title="Look back")


def shown(client, address, item, query=""):
    path = address("timer", pk=item.meeting_id, item=item.pk)
    return client.get(path + query).content.decode()


def test_the_timer_asks_in_every_language_of_who_takes_part(team, item, address):
    page = shown(team.as_uma, address, item)

    assert len(re.findall(r'<p class="board" lang="en" dir="ltr">', page)) == 1
    assert len(re.findall(r'<p class="board" lang="ar" dir="rtl">', page)) == 1
    assert 'lang="es" dir="ltr">' not in page.partition("<main")[2]
    assert "Start 10 minutes" in page
    assert "This time counts as work" in page


def test_another_question_comes_on_request(team, item, address):
    def question(query):
        return re.findall(
            r'class="board" lang="en" dir="ltr">(.*?)<', shown(team.as_ben, address, item, query)
        )

    many = [question(f"?show={number}") for number in range(8)]

    assert len({text for texts in many for text in texts}) == 7
    assert many[0] == many[7]
    for strange in ["?show=x", "?show=-1", "?show=²", "?show=99999999", "?show=%00"]:
        assert question(strange) == many[0]


def test_starting_writes_nothing_and_reloading_goes_on(team, item, address):
    path = address("timer", pk=item.meeting_id, item=item.pk)
    started = team.as_ben.get(f"{path}?start=1&show=2")
    assert started.status_code == 302

    with time_machine.travel(now() + timedelta(minutes=3, seconds=30), tick=False):
        page = team.as_ben.get(started.headers["Location"]).content.decode()

    numbers = re.findall(r">(\d+)<set [^>]*begin=\"(-?\d+)s\"", page)
    assert [left for left, _begin in numbers] == ["7", "6", "5", "4", "3", "2", "1"]
    assert -31 <= int(numbers[0][1]) <= -29
    assert "This time is yours until" in page
    assert re.findall(r"<script src=\"/static/(\w+)", page) in ([], ["offline"])
    assert page.count("<script") <= 1
    assert not item.meeting.agenda.exclude(was_kept=None).exists()


def test_a_timer_that_is_over_says_so(team, item, address):
    begun = int((now() - timedelta(minutes=11)).timestamp())

    page = shown(team.as_ben, address, item, f"?from={begun}")

    assert "The time is over. Thank you." in page
    assert '<svg class="timer"' not in page


@pytest.mark.parametrize("start", ["", "x", "-5", "0", "99999999999", "9" * 400, "٣", "1e9"])
def test_a_start_that_cannot_be_starts_nothing(team, item, address, start):
    page = shown(team.as_ben, address, item, f"?from={start}")

    assert "Start 10 minutes" in page
    assert timing.started(start, 10, now()) is None


def test_an_item_that_is_not_for_reflecting_has_no_question(team, item, address):
    item.kind = ItemKind.DECIDE
    item.save()

    assert '<p class="board"' not in shown(team.as_ben, address, item)


def test_the_page_of_a_meeting_leads_to_the_timer(team, item, address):
    other = AgendaItemFactory(meeting=item.meeting, kind=ItemKind.DECIDE)

    page = team.as_ben.get(address("detail", pk=item.meeting_id)).content.decode()

    assert address("timer", pk=item.meeting_id, item=item.pk) in page
    assert address("timer", pk=item.meeting_id, item=other.pk) not in page
