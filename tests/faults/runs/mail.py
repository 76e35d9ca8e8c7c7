"""R4, R5: addresses and words that are wrong, and mail servers in a bad way."""

import time
from itertools import pairwise

from django.db.models import Max

from notices.clock import database_now
from notices.models import Delivery, State, Task, TaskKind
from partners.models import Person
from tests.faults import kinds
from tests.faults.subjects import News
from tests.faults.table import Line

MOST_TRIES = 6  # of a row, in ten minutes
LONGEST_STALL = 10 + 2  # seconds: the patience with a server, and a busy machine
FIVE_MINUTES = 300
BANNED = "xx"  # a language that does not exist


def bad_rows(world):
    """One in twenty addresses refused, words that raise, nobody to write to, no such language."""
    rows = max(world.options.rows // 5, 60)
    audience = world.audience(rows)
    broken, unreachable, foreign, *others = audience.people
    refused = others[::20][: rows // 20]
    Person.objects.filter(pk=broken.pk).update(name=kinds.BROKEN)
    Person.objects.filter(pk=foreign.pk).update(language=BANNED)
    unreachable.email, unreachable.phone = None, ""
    unreachable.save()
    world.sink.refused.update(person.email for person in refused)
    good = [person.email for person in [foreign, *others] if person not in refused]
    world.started = time.monotonic()
    News(audience)
    mine = Delivery.objects.filter(notice__partnership=audience.partnership)
    with world.celery():
        world.wait_until(lambda: world.sink.people() >= len(good))
        took = time.monotonic() - world.started
        ended = mine.filter(notice__person=broken, state=State.POISON)
        world.wait_until(lambda: _try_again(mine, broken) or ended.exists())
    line = world.count(Line("R4", "refused, raising, unreachable, unknown"), good)
    tasks = [
        Task.objects.filter(partnership=audience.partnership, kind=kind).count()
        for kind in (TaskKind.REFUSED, TaskKind.STOPPED, TaskKind.UNREACHABLE)
    ]
    tries = ended.values_list("crashes", flat=True).first()
    failed = mine.filter(state=State.FAILED).exclude(reason="").count()
    line.note = f"others in {took:.0f} s; {tasks} tasks; bad words tried {(tries or 0) + 1} times"
    line.is_kept = (
        line.lost == line.extra == 0
        and took <= 60
        and tasks == [len(refused), 1, 1]
        and failed == len(refused) + 1
        and tries is not None
        and tries < 5
    )
    yield line


def _try_again(deliveries, person):
    """Skip the rest between two tries, which grows to an hour."""
    resting = deliveries.filter(notice__person=person, state=State.PENDING)
    resting.update(next_try_at=database_now())


def bad_servers(world):
    """Put off, sent away, kept waiting, cut off, and nobody there."""
    pace = world.options.pace
    yield _run(world, "451", "451 for five minutes", FIVE_MINUTES / pace)
    yield _run(world, "421", "421 for five minutes", FIVE_MINUTES / pace)
    hang = 25 if world.options.short else 120
    yield _run(world, "hang", f"hangs for {hang} s, not sooner", hang)
    yield _run(world, "cut", "cut in the middle of DATA, five minutes", FIVE_MINUTES / pace)
    yield _run(world, "down", "down for ten minutes", 2 * FIVE_MINUTES / pace)


def _run(world, mood, what, seconds):
    rows = 30 if world.options.short else 100
    audience = world.audience(rows)
    world.started = time.monotonic()
    News(audience)
    mine = Delivery.objects.filter(notice__partnership=audience.partnership)
    with world.plain_senders(1):
        world.wait_until(lambda: world.sink.people() >= rows // 4)
        began = time.time()
        _set(world.sink, mood)
        time.sleep(seconds)
        ended = time.time()
        tries = mine.aggregate(most=Max("tries"))["most"]
        _set(world.sink, "")
        world.wait_until_done(audience.partnership, seconds=seconds + 300)
    line = world.count(Line("R5", what), audience.addresses)
    line.note = f"at most {tries} tries a row"
    line.is_kept = line.lost == 0 and tries <= MOST_TRIES
    if mood == "hang":
        stall = _longest_stall(world.sink, began, ended)
        line.note += f", others wait {stall:.1f} s each"
        line.is_kept = line.is_kept and stall <= LONGEST_STALL
    return line


def _set(sink, mood):
    if mood == "down":
        sink.go()
    elif sink.mood == mood:  # it was down
        sink.come()
    else:
        sink.mood = mood


def _longest_stall(sink, began, ended):
    """Return how long at most one row held up the next while the server hung."""
    during = [(recipient, at) for recipient, at in sink.tries if began <= at <= ended]
    first = dict(reversed(during))  # of each row the first try; later it comes after a rest
    return max((late - at for at, late in pairwise(sorted(first.values()))), default=0)
