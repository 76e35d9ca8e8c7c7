"""R1, R2, R12: `kill -9` of workers, their children and beat, and all else at once."""

import time

from tests.faults.subjects import FollowUps, News
from tests.faults.table import Line

AT_MOST_PER_KILL = 0.5  # copies, on average
SOON = 120  # seconds after the last kill
LONGEST_LULL = 8  # seconds without progress, after which the next blow falls all the same


def kills(world):
    """The whole of it, with several seeds, and the average."""
    found = []
    for seed in range(world.options.seed, world.options.seed + world.options.seeds):
        world.begin(seed)
        line, beyond = _run(world, "R1 R2", News, world.options.rows, world.options.kills, seed)
        found.append(beyond)
        yield line
    if len(found) > 1:
        average = sum(found) / (len(found) * world.options.kills)
        yield Line(
            "R2", f"average of {len(found)} seeds",
            note=f"{average:.2f} copies per kill beyond the ambiguous, of at most 0.5",
            is_kept=average <= AT_MOST_PER_KILL,
        )  # fmt: skip


def follow_ups(world):
    """The same for the question whether people could open a resource."""
    rows, number = world.options.rows // 3, max(world.options.kills // 2, 2)
    line, _beyond = _run(world, "R12", FollowUps, rows, number, world.options.seed)
    yield line
    world.begin()
    yield _withdrawn(world, rows)


def _run(world, promise, subject, rows, number, seed):
    audience = world.audience(rows)
    world.sink.put_off, world.sink.ambiguous = 0.05, 0.02
    world.started = time.monotonic()
    subject(audience)
    blows = [world.valkey.flush, *([world.crash_database] if world.postgres else [])]
    with world.celery() as senders:
        steps = [lambda: senders.kill_one(world.chance)] * number
        for place, blow in enumerate(blows, start=1):
            steps.insert(len(steps) * place // (len(blows) + 1), blow)
        for step, strike in enumerate(steps, start=1):
            wanted = rows * step // (len(steps) + 1)
            world.wait_until(lambda wanted=wanted: world.sink.people() >= wanted, LONGEST_LULL)
            strike()
        took = world.wait_until_done(audience.partnership, seconds=300)
    what = "kill -9, flush, database crash, 451" if world.postgres else "kill -9, flush, 451"
    line = world.count(Line(promise, f"{subject.name}: {what}, {seed}"), audience.addresses)
    line.kills = number
    line.note = f"all final {took:.0f} s after the last kill" if took else "not all are final"
    doubts = world.sink.ambiguous_count
    line.is_kept = (
        line.lost == line.new == 0
        and line.extra <= number + doubts
        and took is not None
        and took <= SOON
    )
    return line, max(line.extra - doubts, 0)


def _withdrawn(world, rows):
    """A resource taken back in the middle: who was not asked yet is not asked any more."""
    audience, senders_number = world.audience(rows), 3
    world.started = time.monotonic()
    subject = FollowUps(audience)
    with world.plain_senders(senders_number):
        world.wait_until(lambda: world.sink.people() >= rows // 3)
        subject.call_back()
        told = len(world.sink.accepted)
        world.wait_until_done(audience.partnership)
        time.sleep(1)
    after = len(world.sink.accepted) - told
    line = world.count(Line("R12", "follow-ups: taken back, 3 senders"), audience.addresses)
    line.lost, line.note = "", f"{after} after it was saved, of at most {senders_number}"
    line.is_kept = after <= senders_number and line.extra == 0
    return line
