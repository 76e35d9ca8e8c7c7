"""The sender: brings what is due to people, never loses it, and repeats as little as can be.

A row of the ledger is claimed, then taken in hand, then sent, then marked. Between the mail
server's "yes" and our mark a crash leaves a doubt that no protocol over SMTP can remove; then, and
only then, a person may get a second copy, with the same Message-ID. Several senders may run at
once: each step is an update that only the holder of the row can make. See docs/decisions/.
"""

import contextlib
import logging
import os
import random
import secrets
import socket
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F, QuerySet

from notices import heartbeats, kinds, lives, routes, short, statements, texting
from notices.channels import Mailbox, NotNow, Refused
from notices.clock import DatabaseClock, StoppedClock
from notices.handing_over import FACILITATOR_TASK, WITHOUT_A_WAY, hand_over
from notices.models import Delivery, State, TaskKind
from notices.reasons import Reason
from notices.rendering import render
from notices.rerouting import bring_by, cannot_be_texted, earliest
from partners import outage
from partners.models import Channel

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

BATCH = 100  # rows
CLAIM_LEASE = timedelta(minutes=2)
SENDING_LEASE = timedelta(minutes=15)  # longer than any freeze
LEASE_OF_THE_DEAD = timedelta(seconds=30)  # in which a sender whose connection was cut is back
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
GIVE_UP = timedelta(days=3)  # after its time, for what has no last moment
MOST_CRASHES = 5
LONGEST_PAUSE = 5.0  # seconds between two attempts to reach the database


@dataclass
class Counts:
    """What a run of the sender did."""

    sent: int = 0
    again: int = 0
    waiting: int = 0
    void: int = 0
    missed: int = 0
    failed: int = 0
    poison: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in asdict(self).items() if count)


def send_due(
    now: datetime | None = None,
    *,
    stop: Callable[[], bool] = lambda: False,
    call_another: Callable[[], None] = lambda: None,
) -> Counts:
    """Send what is due, by the database's clock, until nothing is left or `stop` says so.

    With `now`, send what is due at that moment. Safe to run twice and several times at once: where
    more is due than one takes at a time, `call_another` is called, once.
    """
    clock = DatabaseClock() if now is None else StoppedClock(now)
    return Sender(clock, stop=stop, call_another=call_another).run()


class Sender:
    """One run of the sender, known in the ledger by its name while it holds rows."""

    def __init__(
        self,
        clock: DatabaseClock | StoppedClock,
        *,
        stop: Callable[[], bool] = lambda: False,
        call_another: Callable[[], None] = lambda: None,
    ) -> None:
        self.clock = clock
        self.stop = stop
        self._call_another = call_another
        self.name = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.counts = Counts()
        self._texts = texting.service()

    def run(self) -> Counts:
        """Work through what is due."""
        lives.show(self.name)
        try:
            self._beat()
            self._miss_what_is_too_late()
            self._move_calls()
            self._move_letters()
            has_called = False
            while not self.stop() and (batch := self._claim()):
                if len(batch) == BATCH and not has_called:
                    self._call_another()
                    has_called = True
                with Mailbox() as mailbox:
                    for delivery in batch:
                        if self.stop():
                            break
                        self._handle(delivery, mailbox)
                self._beat()
        finally:
            self._let_go()
        return self.counts

    # Before sending

    def _beat(self) -> None:
        """Say that a sender is alive, so that pages can warn when none is."""
        self.clock.ask()
        heartbeats.beat(self.clock.now())
        self._shorten_leases_of_the_dead()

    def _shorten_leases_of_the_dead(self) -> None:
        """Let others take soon what somebody held who died."""
        now = self.clock.now()
        held = Delivery.objects.held(now).filter(lease_until__gt=now + LEASE_OF_THE_DEAD)
        owners = held.exclude(owner=self.name).values_list("owner", flat=True).distinct()
        if gone := lives.dead(owners):
            held.filter(owner__in=gone).update(lease_until=now + LEASE_OF_THE_DEAD)

    def _miss_what_is_too_late(self) -> None:
        late = Delivery.objects.too_late(self.clock.now())
        self.counts.missed += late.update(state=State.MISSED, reason=Reason.TOO_LATE)

    def _move_calls(self) -> None:
        """Send what waits for a call to a person who is now reached another way."""
        known = kinds.all_kinds()
        urgent = [kind.name for kind in known if kind.is_urgent]  # a call may be wanted as well
        others = [kind.name for kind in known if not kind.is_urgent]
        waiting = Delivery.objects.to_call(self.clock.now()).not_held().with_notice()
        waiting = waiting.may_need_no_call()
        for delivery in [
            *waiting.filter(notice__kind__in=others)[:BATCH],
            *waiting.filter(notice__kind__in=urgent),
        ]:
            if Channel.CALL not in self._channels(delivery):
                self._go_another_way(delivery, Delivery.objects.filter(state=State.PENDING))

    def _move_letters(self) -> None:
        """Send what waits to be posted, and would come too late or is wanted another way."""
        waiting = Delivery.objects.needs_no_letter(self.clock.now()).not_held().with_notice()
        for delivery in waiting[:BATCH]:
            if Channel.POST not in self._channels(delivery):
                self._go_another_way(delivery, Delivery.objects.filter(state=State.PENDING))

    def _claim(self) -> list[Delivery]:
        """Take up to a hundred due rows for a short while."""
        with transaction.atomic():
            self.clock.ask()
            due = Delivery.objects.due(self.clock.now()).not_held()
            # SQLite knows no such locks; there the whole transaction is one at a time.
            due = due.select_for_update(skip_locked=True, of=("self",))
            states = dict(due.values_list("pk", "state")[:BATCH])
            # Whoever held a row while sending it died: one more reason to suspect the row.
            suspects = [pk for pk, state in states.items() if state == State.SENDING]
            Delivery.objects.filter(pk__in=suspects).update(crashes=F("crashes") + 1)
            Delivery.objects.filter(pk__in=states).update(
                state=State.CLAIMED,
                owner=self.name,
                lease_until=self.clock.now() + CLAIM_LEASE,
            )
        mine = Delivery.objects.filter(owner=self.name, state=State.CLAIMED)
        return list(mine.with_notice().order_by("next_try_at", "pk"))

    def _let_go(self) -> None:
        """Give back what was claimed and not begun. If that fails, the lease ends by itself."""
        with contextlib.suppress(*outage.ERRORS):
            claimed = Delivery.objects.filter(owner=self.name, state=State.CLAIMED)
            claimed.update(state=State.PENDING, owner="", lease_until=None)
            lives.hide(self.name)

    # One row

    def _handle(self, delivery: Delivery, mailbox: Mailbox) -> None:
        if not self._insist(lambda: self._take(delivery)):
            return
        try:
            is_member = self._insist(lambda: statements.reread(delivery.notice))
            if not self._insist(lambda: self._still_wanted(delivery, is_member)):
                return
            self._hand_in(delivery, mailbox)
        except Refused as refused:
            self._insist(partial(self._refuse, delivery, refused))
        except NotNow as not_now:
            code = not_now.code
            self._insist(lambda: self._try_later(delivery, code))
        except Exception as error:
            # Whatever a template, a row or the database does meanwhile, the others go out.
            _log(delivery, error)
            self._insist(lambda: self._suspect(delivery))
        else:
            self._insist(lambda: self._mark_sent(delivery))

    def _hand_in(self, delivery: Delivery, mailbox: Mailbox) -> None:
        """Say it on its channel. Raises Refused or NotNow, or what its words raise."""
        if delivery.channel == Channel.TEXT:
            text = short.write(delivery.notice)
            delivery.language = text.language
            self._texts.send(text, delivery)
        else:
            message = render(delivery.notice)
            delivery.language = message.language
            mailbox.send(message, delivery)

    def _take(self, delivery: Delivery) -> bool:
        now = self.clock.now()
        until, not_over_by = now + SENDING_LEASE, now + LEASE_OF_THE_DEAD
        return statements.take(delivery, self.name, until=until, not_over_by=not_over_by)

    def _still_wanted(self, delivery: Delivery, is_member: bool) -> bool:
        """Say whether to send it; if not, say why in the ledger."""
        now, notice, person = self.clock.now(), delivery.notice, delivery.notice.person
        kind = kinds.get(notice.kind)
        if delivery.crashes >= MOST_CRASHES:
            self._stop(delivery, Reason.CRASHED)
        elif not is_member:
            self._void(delivery, Reason.LEFT)
        elif kind.may_be_muted and kind.category in person.muted:
            self._void(delivery, Reason.MUTED)
        elif notice.subject is None or not kind.is_wanted(notice, now):
            self._void(delivery, Reason.NOT_WANTED)
        elif notice.last_moment and notice.last_moment <= now:
            self._miss(delivery, Reason.TOO_LATE)
        elif delivery.channel not in self._channels(delivery):
            self._go_another_way(delivery, self._in_hand(delivery))
        elif (moment := earliest(delivery, now)) > now:
            self._wait_until(delivery, moment)
        else:
            return True
        return False

    # What becomes of it

    def _in_hand(self, delivery: Delivery) -> QuerySet[Delivery]:
        return Delivery.objects.filter(pk=delivery.pk, owner=self.name, state=State.SENDING)

    def _mark_sent(self, delivery: Delivery) -> None:
        if delivery.channel == Channel.TEXT:  # the provider may have said meanwhile that it failed
            failed = Delivery.objects.filter(pk=delivery.pk, state=State.FAILED)
            if failed.exists():
                return
        self.counts.sent += statements.mark_sent(delivery, at=self.clock.now())

    def _void(self, delivery: Delivery, reason: Reason) -> None:
        self.counts.void += self._end(delivery, State.VOID, reason)

    def _miss(self, delivery: Delivery, reason: str) -> None:
        self.counts.missed += self._end(delivery, State.MISSED, reason)

    def _end(self, delivery: Delivery, state: State, reason: str) -> int:
        ended = self._in_hand(delivery)
        return ended.update(state=state, reason=reason, owner="", lease_until=None)

    def _wait_until(self, delivery: Delivery, moment: datetime) -> None:
        self.counts.waiting += self._in_hand(delivery).update(
            state=State.PENDING, next_try_at=moment, reason=Reason.QUIET, owner="", lease_until=None
        )

    def _try_later(self, delivery: Delivery, code: int) -> None:
        """Come again after a while that grows; give up when it is of no use any more."""
        now, notice = self.clock.now(), delivery.notice
        again_at = now + _back_off(delivery.tries)
        if again_at >= (notice.last_moment or notice.due_at + GIVE_UP):
            self._miss(delivery, _with_code(Reason.TOO_LATE, code))
            return
        self.counts.again += self._in_hand(delivery).update(
            state=State.PENDING,
            tries=F("tries") + 1,
            next_try_at=again_at,
            reason=_not_yet(delivery, code),
            owner="",
            lease_until=None,
        )

    @transaction.atomic
    def _refuse(self, delivery: Delivery, refused: Refused) -> None:
        """Give up, and ask the facilitators to find another way to reach the person."""
        if delivery.channel == Channel.TEXT:
            self._refuse_text(delivery, refused)
        elif self._end(delivery, State.FAILED, _with_code(Reason.REFUSED, refused.code)):
            self.counts.failed += 1
            self._hand_over(delivery, TaskKind.REFUSED)

    def _refuse_text(self, delivery: Delivery, refused: Refused) -> None:
        self.counts.failed += cannot_be_texted(
            delivery,
            self._in_hand(delivery),
            refused.code,
            is_for_good=True,
            said_stop=isinstance(refused, texting.SaidStop),
            now=self.clock.now(),
        )

    def _suspect(self, delivery: Delivery) -> None:
        """Count a crash against the row, and stop it after the fifth."""
        if delivery.crashes + 1 >= MOST_CRASHES:
            self._stop(delivery, Reason.BROKEN)
            return
        self.counts.again += self._in_hand(delivery).update(
            state=State.PENDING,
            crashes=F("crashes") + 1,
            next_try_at=self.clock.now() + _back_off(delivery.crashes),
            reason=Reason.BROKEN,
            owner="",
            lease_until=None,
        )

    @transaction.atomic
    def _stop(self, delivery: Delivery, reason: Reason) -> None:
        if self._end(delivery, State.POISON, reason):
            self.counts.poison += 1
            self._hand_over(delivery, TaskKind.STOPPED)

    @transaction.atomic
    def _go_another_way(self, delivery: Delivery, mine: QuerySet[Delivery]) -> None:
        """Leave this channel for the one that reaches the person now; for none, ask for help."""
        channels = self._channels(delivery)
        too_late = routes.channels_for(delivery.notice.person, delivery.notice.kind)
        why_not = Reason.LETTER_LATE if too_late else Reason.UNREACHABLE
        state, reason = (
            (State.VOID, Reason.CHANNEL_CHANGED) if channels else (State.FAILED, why_not)
        )
        left = mine.filter(pk=delivery.pk).update(
            state=state, reason=reason, owner="", lease_until=None
        )
        if not left:
            return
        if not channels:
            self.counts.failed += 1
            self._hand_over(delivery, WITHOUT_A_WAY[why_not])
            return
        self.counts.void += 1
        bring_by(channels, delivery, self.clock.now())

    def _channels(self, delivery: Delivery) -> list[str]:
        return routes.channels_by_now(delivery, self.clock.now())

    def _hand_over(self, delivery: Delivery, kind: TaskKind) -> None:
        """Make a task of it, unless it was itself the news of a task: that would never end."""
        notice = delivery.notice
        if notice.kind != FACILITATOR_TASK:
            hand_over(
                kind,
                person=notice.person,
                partnership=notice.partnership,
                subject=notice if kind == TaskKind.STOPPED else notice.person,
                now=self.clock.now(),
            )

    def _insist(self, write: Callable[[], Answer]) -> Answer:
        """Do it, again while the database is away: what the mail server said must stand."""
        pause, was_away = 0.2, False
        while True:
            try:
                if was_away:
                    lives.show(self.name)  # by the new connection
                return write()
            except outage.ERRORS as error:
                if connection.in_atomic_block or not outage.is_away(error):
                    raise
                logger.warning("The database is away (%s); waiting.", type(error).__name__)
                connection.close()
            was_away = True
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def _log(delivery: Delivery, error: Exception) -> None:
    """Say where it broke, but not the error's own words: they may quote what people wrote."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    name = type(error).__name__
    logger.error("Delivery %s could not be made: %s\n%s", delivery.pk, name, frames)


def _not_yet(delivery: Delivery, code: int) -> str:
    """Return why it has to come again."""
    if delivery.channel == Channel.TEXT:
        return _with_code(Reason.TEXT_LATER if code else Reason.NO_TEXTS, code)
    return _with_code(Reason.TRY_AGAIN if code else Reason.NO_SERVER, code)


def _back_off(tries: int) -> timedelta:
    """Return how long to wait after `tries` earlier attempts, a little different each time."""
    return BACK_OFF[min(tries, len(BACK_OFF) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def _with_code(reason: Reason, code: int) -> str:
    return f"{reason}:{code}" if code else reason
