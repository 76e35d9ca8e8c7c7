"""The demo's mail server: takes every message over real SMTP and keeps it as a file."""

import asyncio
import secrets
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """A directory of messages. Each file is complete from the moment it has its name."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def keep(self, recipients: list[str], content: bytes) -> Path:
        """Write one message, with the people it was really sent to in X-Envelope-To."""
        name = f"{time.time_ns() // 1_000_000}-{secrets.token_hex(4)}"
        unfinished = self.directory / f".{name}"
        receivers = ", ".join(recipients).encode()
        unfinished.write_bytes(b"X-Envelope-To: " + receivers + b"\r\n" + content)
        return unfinished.rename(self.directory / f"{name}.eml")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        self.keep(envelope.rcpt_tos, content)
        return "250 OK"


async def serve(mailbox: Mailbox, port: int) -> None:
    """Receive until told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", port
    )
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(Mailbox(Path(sys.argv[1])), int(sys.argv[2])))
