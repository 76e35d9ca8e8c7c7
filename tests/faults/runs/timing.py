"""R7, R8, R9: on time, by the right clock, and not at night."""

import datetime
import time
from datetime import UTC, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo, available_timezones

from notices.clock import database_now
from notices.models import Delivery, State
from partners.dates import is_zone
from tests.faults.processes import plain
from tests.faults.subjects import News
from tests.faults.table import Line

MOST_LATE = 120  # seconds, 99 of 100
MOST_LATE_WHEN_IDLE = 35  # seconds
BANDWIDTH = 10  # times the rows of other runs
DAY_BEGINS, DAY_ENDS = 8, 21  # o'clock


def on_time(world):
    """Many due in the same minute; then a few, without a hint, on an idle site."""
    rows = BANDWIDTH * world.options.rows
    audience = world.audience(rows)
    world.sink.delay, world.sink.is_durable = 0.005, False
    due = database_now() + timedelta(seconds=15)
    News(audience, due_at=due)
    with world.celery():
        world.started = time.monotonic()
        time.sleep(max((due - database_now()).total_seconds(), 0))
        world.wait_until_done(audience.partnership, seconds=600)
        late = sorted(each.at - due.timestamp() for each in world.sink.accepted)
        line = world.count(Line("R7", "due in the same minute, 2 workers"), audience.addresses)
        usual = quantiles(late, n=100)[98]
        line.note = f"99 % within {usual:.0f} s of {MOST_LATE}, {len(late) / late[-1]:.0f} a second"
        line.is_kept = line.lost == line.extra == 0 and usual <= MOST_LATE
        yield line
        yield _idle(world)


def _idle(world):
    audience = world.audience(6)
    planned = database_now()
    moments = {
        person.pk: planned + timedelta(seconds=35 + 5 * number)
        for number, person in enumerate(audience.people)
    }
    world.begin()
    News(audience, due_at=lambda person: moments[person.pk])
    time.sleep(65)
    world.wait_until_done(audience.partnership)
    due = {person.email: moments[person.pk].timestamp() for person in audience.people}
    late = [each.at - due[each.recipient] for each in world.sink.accepted]
    line = world.count(Line("R7", "idle, and no hint"), audience.addresses)
    line.note = f"{min(late):.0f} to {max(late):.0f} s after its time, of {MOST_LATE_WHEN_IDLE}"
    line.is_kept = line.lost == line.extra == 0 and max(late) <= MOST_LATE_WHEN_IDLE
    return line


def clocks(world):
    """Two senders whose clocks are two hours fast and two hours slow."""
    rows = max(world.options.rows // 5, 30)
    now_due, later_due = world.audience(rows), world.audience(rows)
    world.started = time.monotonic()
    News(now_due)
    News(later_due, due_at=database_now() + timedelta(hours=1))
    due = time.time()
    with world.processes([plain(wrong_by_hours=2), plain(wrong_by_hours=-2)]):
        world.wait_until_done(now_due.partnership)
        time.sleep(2)
    late = max((each.at - due for each in world.sink.accepted), default=0)
    early = len(world.sink.accepted) - rows
    line = world.count(Line("R8", "clocks 2 h fast and 2 h slow"), now_due.addresses)
    line.note = f"{early} early of {rows} due in an hour; the last after {late:.0f} s of 60"
    line.is_kept = line.lost == line.extra == early == 0 and late <= 60
    yield line


def zones(world):
    """One person in each time zone, with the quiet hours that everybody has at first."""
    names = sorted(filter(is_zone, available_timezones()))
    usual = {"quiet_from": datetime.time(DAY_ENDS), "quiet_until": datetime.time(DAY_BEGINS)}
    audience = world.audience(len(names), **usual)
    for person, name in zip(audience.people, names, strict=True):
        person.timezone = name
        person.save(update_fields=["timezone"])
    world.started = time.monotonic()
    News(audience)
    mine = Delivery.objects.filter(notice__partnership=audience.partnership)
    mine.update(next_try_at=database_now())  # as if whoever planned it had not thought of nights
    with world.plain_senders(2):
        world.wait_until(lambda: not mine.open().filter(next_try_at__lte=database_now()).exists())
    zone_of = {person.email: ZoneInfo(person.timezone) for person in audience.people}
    told = [
        (datetime.datetime.fromtimestamp(at, UTC), zone_of[to])
        for to, _id, at in world.sink.accepted
    ]
    waiting = [
        (delivery.next_try_at, delivery.notice.person.zone)
        for delivery in mine.filter(state=State.PENDING).with_notice()
    ]
    at_night = sum(
        not DAY_BEGINS <= at.astimezone(zone).hour < DAY_ENDS for at, zone in told + waiting
    )
    line = Line("R9", f"quiet hours in {len(names)} zones", rows=len(names), extra=0)
    line.seconds = round(time.monotonic() - world.started)
    line.lost = len(names) - len(told) - len(waiting)
    line.note = (
        f"{len(told)} told by day, {len(waiting)} wait for their morning, {at_night} at night"
    )
    line.is_kept = at_night == line.lost == 0
    yield line
