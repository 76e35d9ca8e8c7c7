"""How a message leaves the house: the only place that speaks to a mail server."""

import contextlib
import smtplib
from email.mime.text import MIMEText
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notices.kinds import Attachment
from notices.models import Delivery
from notices.rendering import Message


class NotAccepted(Exception):
    """The mail server did not take a message. `code` is its answer, or 0 if there was none."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class Refused(NotAccepted):
    """It never will: the address or the message is wrong."""


class NotNow(NotAccepted):
    """It may later, or perhaps it did and the answer was lost."""


class Mailbox:
    """One connection to the mail server, opened when first needed and again after a failure."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._backend.close()

    def send(self, message: Message, delivery: Delivery) -> None:
        """Hand over one message. Raises Refused or NotNow."""
        mail = as_mail(message, delivery)
        try:
            self._backend.open()
            self._backend.send_messages([mail])
        except OSError as error:  # every SMTPException is one
            answer = _meaning(error)
            if isinstance(answer, NotNow):
                self._hang_up()
            raise answer from error

    def _hang_up(self) -> None:
        """Drop the connection without a word: a server that hangs would let "goodbye" wait too."""
        connection = getattr(self._backend, "connection", None)
        if connection is not None:
            connection.close()
            self._backend.connection = None


def _meaning(error: OSError) -> NotAccepted:
    """Return whether it is the message that is refused, or we that have to come again."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = next(iter(error.recipients.values()))[0]
        case smtplib.SMTPDataError():
            code = error.smtp_code
        case smtplib.SMTPResponseException():  # it refuses us, not this message
            return NotNow(error.smtp_code)
        case _:
            return NotNow()
    return Refused(code) if code >= 500 else NotNow(code)


class Mail(EmailMultiAlternatives):
    """A mail whose parts are set apart by a line that is known not to be in them.

    Without it, all that is written is searched for a line made up: a sixth of what writing costs.
    """

    boundary = ""

    def message(self, **options: Any) -> Any:
        """Return it as it is sent."""
        written = super().message(**options)
        written.set_boundary(self.boundary)
        return written


def as_mail(message: Message, delivery: Delivery) -> Mail:
    """Return the mail: text, HTML, calendar; the same identity at every attempt."""
    mail = Mail(
        message.subject,
        message.text,
        to=[message.to],
        headers={
            "Message-ID": f"<{delivery.key.hex}@{urlsplit(settings.BASE_URL).hostname}>",
            "X-Idempotency-Key": str(delivery.key),
            **message.headers,
        },
    )
    mail.boundary = delivery.key.hex  # which only the headers say
    mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        if attachment.content_type == "text/calendar":
            mail.attach(_calendar(attachment))
        else:
            mail.attach(attachment.name, attachment.content, attachment.content_type)
    return mail


def _calendar(attachment: Attachment) -> MIMEText:
    """Return a calendar file that mail programs offer to put into the calendar (RFC 6047)."""
    part = MIMEText(attachment.content.decode(), "calendar", "utf-8")
    if attachment.method:
        part.set_param("method", attachment.method)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part
