"""What a virus scanner says of a file: ClamAV's `clamd`, where one is set.

A file that could not be looked at is refused, not kept for later: others would open it meanwhile.
"""

import logging
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

PATIENCE = 20  # seconds for each step; the proxy gives up after 60
PORT = 3310  # where clamd listens unless it is told otherwise
LONGEST = 4096  # bytes of an answer

DANGEROUS = _(
    "This file may hold a virus, so we did not keep it. Have the device it comes from checked, or"
    " share another file."
)
NOT_CHECKED = _(
    "We cannot check files for viruses at the moment, so this one was not kept. Try again in a few"
    " minutes."
)


def refuse_viruses(uploaded: UploadedFile) -> None:
    """Let the scanner look at a file, if there is one.

    Raises ValidationError with a sentence if it finds something, or cannot be asked.
    """
    if not settings.CLAMAV:
        return
    try:
        answer = ask(settings.CLAMAV, uploaded.chunks())
    except (OSError, ValueError) as error:
        answer = type(error).__name__
    finally:
        uploaded.seek(0)
    if answer.endswith(" FOUND"):
        logger.warning("A file was refused: %s", answer)
        raise ValidationError(DANGEROUS)
    if answer != "stream: OK":
        logger.error("The virus scanner does not answer as it should: %s", answer)
        raise ValidationError(NOT_CHECKED)


def ask(address: str, chunks: Iterable[bytes]) -> str:
    """Return what the clamd at `address`, a socket's path or host:port, says of a file."""
    with connected(address) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            scanner.sendall(len(chunk).to_bytes(4, "big") + chunk)
        scanner.sendall(bytes(4))  # a chunk of no length ends it
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST:
            received = scanner.recv(LONGEST)
            if not received:
                break
            answer += received
    return answer.rstrip(b"\0").decode(errors="replace")


def connected(address: str) -> socket.socket:
    """Return a connection to the scanner. Raises OSError, or ValueError for what is no address."""
    if not address.startswith("/"):
        parts = urlsplit(f"//{address}")
        return socket.create_connection((parts.hostname, parts.port or PORT), PATIENCE)
    scanner = socket.socket(socket.AF_UNIX)
    scanner.settimeout(PATIENCE)
    try:
        scanner.connect(address)
    except OSError:
        scanner.close()
        raise
    return scanner
