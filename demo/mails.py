"""The messages that the demo's mail server received, and the texts nobody sent on, as files."""

import json
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from notices import texting
from notices.short import Text


@dataclass(frozen=True)
class Mail:
    """One received message."""

    name: str
    message: EmailMessage
    received_at: datetime

    @property
    def language(self) -> str:
        """The language that the message says it is in."""
        return self.message["Content-Language"] or "en"

    @property
    def to(self) -> str:
        """To whom the mail server delivered it."""
        return self.message["X-Envelope-To"] or self.message["To"]

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return self.message["Subject"] or ""

    @property
    def text(self) -> str:
        """The plain text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part, or nothing."""
        return self._part("html")

    @property
    def attachments(self) -> list[tuple[str, str]]:
        """(file name, text) of each part that is neither the text nor the HTML: calendar files."""
        return [
            (part.get_filename() or part.get_content_type(), part.get_content())
            for part in self.message.walk()
            if part.get_content_maintype() == "text"
            and part.get_content_subtype() not in {"plain", "html"}
        ]

    def _part(self, subtype: str) -> str:
        part = self.message.get_body(preferencelist=(subtype,))
        return part.get_content() if part else ""


def folder() -> Path:
    """Return where the demo's mail server keeps what it received."""
    return Path(settings.DATA_DIR) / "mail"


def newest(limit: int = 100) -> list[Mail]:
    """Return the messages received last, newest first."""
    paths = sorted(folder().glob("*.eml"), reverse=True)[:limit]
    return [_read(path) for path in paths]


@dataclass(frozen=True)
class Sms:
    """One text message, and when it would have been sent."""

    text: Text
    sent_at: datetime


def newest_texts(limit: int = 100) -> list[Sms]:
    """Return the text messages written last, newest first."""
    paths = sorted(texting.folder().glob("[!.]*.json"), key=_written_at, reverse=True)[:limit]
    return [Sms(Text(**json.loads(path.read_text())), _written_at(path)) for path in paths]


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone()


def find(name: str) -> Mail | None:
    """Return one message by the name of its file, or None."""
    known = {path.stem: path for path in folder().glob("*.eml")}
    return _read(known[name]) if name in known else None


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Mail(path.stem, message, _written_at(path))
