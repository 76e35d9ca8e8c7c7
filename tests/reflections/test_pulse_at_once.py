"""Everybody at once: no reply is lost, none is kept twice, and a meeting is asked about once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from meetings.models import Attendance
from reflections import power_maps, pulsing
from reflections.models import PowerMap, PowerNote, Pulse, PulseReply, Replied
from tests.factories import now
from tests.reflections.factories_power import map_of, see
from tests.reflections.factories_pulse import meeting_that_ended, members, pulse_for, reply

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(calls, refusals=()):
    """Make all calls at the same moment, each with its own connection; count what went well."""
    together = Barrier(len(calls))

    def make(call):
        together.wait()
        try:
            return call() is not False
        except refusals:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return sum(threads.map(make, calls))


def test_twelve_people_who_reply_at_once_are_twelve_replies():
    everybody = members(12)
    pulse = pulse_for(everybody)

    kept = at_once([lambda member=member: reply(pulse, member) for member in everybody])

    assert kept == PulseReply.objects.count() == Replied.objects.count() == 12


def test_twelve_clicks_of_one_person_are_one_reply():
    member, other = members(2)
    pulse = pulse_for([member, other])

    kept = at_once([lambda: reply(pulse, member)] * 12, pulsing.RepliedAlready)

    assert kept == PulseReply.objects.count() == 1


def test_a_meeting_is_asked_about_once_however_many_workers_find_it():
    everybody = members(2)
    meeting = meeting_that_ended(everybody[0].partnership)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership=member) for member in everybody
    )
    when = now()

    planned = at_once([lambda: pulsing.plan(meeting.pk, when) is not None] * 8)

    assert planned == Pulse.objects.count() == 1


def test_a_map_begins_once_is_said_once_and_closes_once():
    (maya,) = members(1)
    at_once([lambda: map_of(maya)] * 8)
    power_map = PowerMap.objects.get()
    at_once([lambda: see(power_map, maya)] * 8)

    def close():
        power_maps.close(power_map, differently={"en": "We ask."}, by=maya, now=now())

    assert at_once([close] * 8, power_maps.MapClosed) == 1
    assert PowerNote.objects.count() == 1
