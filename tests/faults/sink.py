"""A mail server that keeps on disk what it accepts, and can be told to behave badly."""

import asyncio
import email
import os
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.smtp import SMTP


class Accepted(NamedTuple):
    """One message that it said yes to, or would have."""

    recipient: str
    identity: str  # Message-ID
    at: float  # seconds since 1970


class Protocol(SMTP):
    """SMTP that can break off in the middle of a message."""

    async def smtp_DATA(self, arg):
        if self.event_handler.mood == "cut":
            await self.push("354 Go on")
            await self._reader.readline()
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


@dataclass
class Sink:
    """Listens on a port of its own. Its mood is good (""), "421", "451", "hang" or "cut"."""

    directory: Path
    put_off: float = 0  # share of messages answered with 451
    ambiguous: float = 0  # share of messages it keeps, and then cuts the line
    refused: set[str] = field(default_factory=set)  # addresses
    delay: float = 0.03  # seconds a message
    is_durable: bool = True
    mood: str = ""
    accepted: list[Accepted] = field(default_factory=list)
    tries: list[tuple[str, float]] = field(default_factory=list)  # recipient, when
    put_off_count: int = 0
    ambiguous_count: int = 0
    chance: random.Random = field(default_factory=random.Random)
    port: int = 0

    def begin(self, seed):
        """Forget what was, and behave well."""
        for each in (self.accepted, self.tries, self.refused):
            each.clear()
        self.put_off = self.ambiguous = self.put_off_count = self.ambiguous_count = 0
        self.delay, self.is_durable, self.mood = 0.03, True, ""
        self.chance.seed(seed)

    def people(self):
        """Return how many people have got something."""
        return len({each.recipient for each in list(self.accepted)})

    # What it answers

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries.append((address, time.time()))
        while self.mood == "hang":
            await asyncio.sleep(0.1)
        if self.mood == "421":
            return "421 4.3.2 Closing"
        if address in self.refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        if self.mood == "451" or self.chance.random() < self.put_off:
            self.put_off_count += 1
            return "451 4.3.0 Try again later"
        self._keep(envelope)
        if self.chance.random() < self.ambiguous:
            self.ambiguous_count += 1
            server.transport.abort()
        return "250 OK"

    def _keep(self, envelope):
        with (self.directory / "accepted").open("ab") as file:
            file.write(envelope.content)
            file.flush()
            if self.is_durable:
                os.fsync(file.fileno())
        identity = email.message_from_bytes(envelope.content)["Message-ID"]
        self.accepted.append(Accepted(envelope.rcpt_tos[0], identity, time.time()))

    # Coming and going

    @contextmanager
    def serving(self):
        self._loop = asyncio.new_event_loop()
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        self.come()
        try:
            yield self
        finally:
            self.go()
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()

    def come(self):
        """Listen, on the same port as before."""
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]

    def go(self):
        """Be away: nobody listens, and every line is cut."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result()

    async def _listen(self):
        self._lines = set()
        return await self._loop.create_server(self._answer, "127.0.0.1", self.port)

    def _answer(self):
        line = Protocol(self, hostname="sink", loop=self._loop)
        self._lines.add(line)
        return line

    async def _leave(self):
        self._server.close()
        for line in self._lines:
            if line.transport:
                line.transport.abort()
