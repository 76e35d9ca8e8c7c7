"""R13, R14, R15, R23: what people see on the pages while something is away."""

import time

from django.db import connection

from meetings.models import Meeting
from notices.models import Notice
from tests.faults.site import Site
from tests.faults.subjects import News
from tests.faults.table import Line

SLOWER = 2  # times
MOST_SECONDS_AWAY = 5
MOST_IN_SHORT = 15  # where other tests keep the machine busy, a database needs longer to come back
A_SECOND = 20  # requests
ALARM = "Reminders are not going out since"


def outages(world):
    """The site without mail, then without Redis: no page breaks, and facilitators are warned."""
    requests = 60 if world.options.short else 500
    audience = world.audience(5)
    with world.celery(workers=1), Site(world, audience.facilitator) as site:
        site.visit(requests // 5)  # so that nothing is slow because it is the first
        for what, go, come in [
            ("mail is down", world.sink.go, world.sink.come),
            ("Redis is down", world.valkey.stop, world.valkey.start),
        ]:
            world.started = time.monotonic()
            usual = site.visit(requests)
            go()
            News(audience)
            found = site.visit(requests)
            is_warned = world.wait_until(lambda: ALARM in site.get(site.outbox).text)
            come()
            slower = found.slowest_of_20 / usual.slowest_of_20
            line = Line("R14", f"pages while {what}", rows=requests)
            line.seconds = round(time.monotonic() - world.started)
            line.note = (
                f"{found.broken} x 5xx; p95 {1000 * found.slowest_of_20:.0f} ms, "
                f"{slower:.1f} x usual; "
                f"{'' if is_warned else 'NO '}warning"
            )
            line.is_kept = found.broken == 0 and slower <= SLOWER and is_warned
            yield line
            world.wait_until_done(audience.partnership)
            audience = world.audience(5)
            audience.facilitator = site.facilitator


def restart(world):
    """PostgreSQL restarts while people read and write, twenty times a second."""
    audience = world.audience(5)
    with Site(world, audience.facilitator) as site:
        site.visit(20)
        world.begin()
        before = Meeting.objects.count()
        took = []
        answers = site.load(
            seconds=12, a_second=A_SECOND, at_half=lambda: took.append(world.crash_database("fast"))
        )
        connection.close()  # the crash came in another thread
    away = [answer for answer in answers if answer.status == 503]
    broken = [answer for answer in answers if answer.status not in {200, 302, 503}]
    most = MOST_IN_SHORT if world.options.short else MOST_SECONDS_AWAY
    seconds = max((each.at for each in away), default=0) - min(
        (each.at for each in away), default=0
    )
    words_lost = sum(each.title not in each.text for each in away if each.title)
    planned = [each.title for each in answers if each.status == 302]
    meetings = {meeting.title_en: meeting for meeting in Meeting.objects.order_by("pk")[before:]}
    unsaved = [title for title in planned if title not in meetings]
    sizes = {_size(meeting) for meeting in meetings.values()}
    line = Line("R15", "PostgreSQL restarts, 20 requests a second", rows=len(answers))
    line.lost, line.seconds = len(unsaved), round(time.monotonic() - world.started)
    line.note = (
        f"{len(away)} x 503 in {seconds:.1f} s (database away {took[0]:.1f} s), "
        f"{len(broken)} x else; words lost {words_lost}; half saved {len(sizes) - 1}"
    )
    line.is_kept = (
        not broken and not unsaved and words_lost == 0 and len(sizes) == 1
        and seconds <= most and bool(away)
    )  # fmt: skip
    yield line


def _size(meeting):
    """What belongs to a whole meeting: whom it asks, and what they will be told."""
    return meeting.attendances.count(), Notice.objects.filter(
        subject_type__model="meeting", subject_id=meeting.pk
    ).count()


def silence(world):
    """All senders stop: machines and facilitators are told."""
    promised = 600 / world.options.pace
    audience = world.audience(3)
    with Site(world, audience.facilitator) as site:
        with world.plain_senders(1):
            News(audience)
            world.wait_until_done(audience.partnership)
            was_ready = site.get("/readyz").status == 200
            was_warned = ALARM in site.get(site.outbox).text
        world.started = time.monotonic()
        world.wait_until(lambda: site.get("/readyz").status == 503, promised + 30)
        took = time.monotonic() - world.started
        said = site.get("/readyz").text.strip()
        is_warned = ALARM in site.get(site.outbox).text
    line = Line("R23", "all senders stop", rows=3, seconds=round(took))
    line.note = f"/readyz after {took:.0f} s of {promised:.0f}: {said}"
    line.is_kept = was_ready and not was_warned and is_warned and took <= promised + 5
    yield line
