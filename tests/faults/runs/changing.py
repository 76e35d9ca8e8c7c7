"""R6, R11: what changes while messages go out counts at once."""

import time

from meetings import planning
from notices import muting
from notices.clock import database_now
from notices.kinds import Category
from partners import erasing, joining
from tests.faults.subjects import News, Reminders
from tests.faults.table import Line

SENDERS = 3
SECONDS = 6  # from a move to the new reminder
ON_THE_WIRE = 1.0  # seconds


def cancel_and_move(world):
    """A meeting is cancelled or moved at a random moment, by turns."""
    for number in range(2 if world.options.short else 10):
        world.begin(world.options.seed + number)
        yield (_moved if number % 2 else _cancelled)(world)


def _reminded(world):
    """Have some of the people reminded; return what they are reminded of."""
    rows = world.options.rows * 4 // 5
    audience = world.audience(rows)
    world.sink.delay = 0.01
    world.started = time.monotonic()
    return audience, Reminders(audience), rows * world.chance.uniform(0.1, 0.8)


def _cancelled(world):
    audience, subject, enough = _reminded(world)
    with world.plain_senders(SENDERS):
        world.wait_until(lambda: world.sink.people() >= enough)
        subject.call_back()
        saved = time.time()
        world.wait_until_done(audience.partnership)
        time.sleep(1)
    reminders = world.identities(kind=planning.REMINDER, partnership=audience.partnership)
    after = _after(world.sink, saved, reminders)
    line = world.count(Line("R6", "meeting cancelled"), audience.addresses, identities=reminders)
    line.lost, line.note = "", f"{after} after it was saved, of at most {SENDERS}"
    line.is_kept = after <= SENDERS and line.extra == 0
    return line


def _moved(world):
    audience, subject, enough = _reminded(world)
    with world.plain_senders(SENDERS):
        world.wait_until(lambda: world.sink.people() >= enough)
        subject.move(seconds=SECONDS)
        saved = time.time()
        time.sleep(SECONDS)
        world.wait_until_done(audience.partnership)
        time.sleep(1)
    fields = {"kind": planning.REMINDER, "partnership": audience.partnership}
    revision = subject.meeting.time_revision
    after = _after(world.sink, saved, world.identities(**fields, revision__lt=revision))
    new = world.identities(**fields, revision=revision)
    due = subject.due_at.timestamp()
    early = sum(each.identity in new and each.at < due for each in world.sink.accepted)
    line = world.count(Line("R6", "meeting moved"), audience.addresses, identities=new)
    line.note = f"{after} of the old time after it was saved, of at most {SENDERS}; {early} early"
    line.is_kept = after <= SENDERS and line.lost == line.extra == early == 0
    return line


def _after(sink, moment, identities):
    return sum(each.at > moment and each.identity in identities for each in sink.accepted)


def gone(world):
    """People leave, switch messages off or are erased while their message waits."""
    rows = max(world.options.rows // 3, 60)
    audience = world.audience(rows)
    world.sink.delay = 0.05
    world.started = time.monotonic()
    News(audience)
    moments = {}
    with world.plain_senders(SENDERS):
        world.wait_until(lambda: world.sink.people() >= 1)
        for number in range(rows // 10):
            if waiting := _untold(world, audience, moments):
                membership = world.chance.choice(waiting)
                address = membership.person.email
                [_leave, _mute, _erase][number % 3](membership)
                moments[address] = time.time()
        world.wait_until_done(audience.partnership)
        time.sleep(1)
    late = [each.at - moments[each.recipient] for each in world.sink.accepted
            if each.recipient in moments]  # fmt: skip
    on_the_wire = sum(0 < seconds <= ON_THE_WIRE for seconds in late)
    after = sum(seconds > ON_THE_WIRE for seconds in late)
    others = [address for address in audience.addresses if address and address not in moments]
    line = world.count(Line("R11", "left, switched off, erased while it waits"), others)
    line.note = f"of {len(moments)} gone: {after} told afterwards, {on_the_wire} on the wire"
    line.is_kept = (
        after == line.lost == line.extra == 0 and on_the_wire <= SENDERS and moments != {}
    )
    yield line


def _untold(world, audience, moments):
    told = {each.recipient for each in list(world.sink.accepted)} | set(moments)
    return [each for each in audience.memberships if each.person.email not in {*told, None}]


def _leave(membership):
    joining.leave(membership, now=database_now())


def _mute(membership):
    muting.set_muted(membership.person, Category.REMINDERS, muted=True)


def _erase(membership):
    erasing.erase(membership.person, now=database_now())
