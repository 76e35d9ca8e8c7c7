"""How a text message leaves the house: the only place that speaks to whoever brings them.

`TEXTS` says who: nobody, files for trying out, or Twilio's protocol over HTTP. That protocol has no
idempotency key. So a text that may have been taken before is looked up at the provider first: it
knows which words it took for this number today.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.urls import reverse

from notices.channels import NotNow, Refused
from notices.models import Delivery
from notices.short import Text

logger = logging.getLogger(__name__)

MOST_BYTES = 200_000  # of an answer
LOOK_BACK = timedelta(days=1)
SAID_STOP = frozenset({21610})
# What is wrong with the number itself: no mobile, no such number, a country we may not send to.
WRONG_NUMBERS = frozenset({21211, 21214, 21217, 21265, 21408, 21612, 21614, 21635})
# The same, found out after it was taken.
UNDELIVERABLE = frozenset({30004, 30005, 30006})
NOT_SENT = frozenset({"failed", "undelivered", "canceled"})


class SaidStop(Refused):
    """It never will: this number told the provider to stop."""


class Texts(Protocol):
    """Whoever brings text messages."""

    def send(self, text: Text, delivery: Delivery) -> None:
        """Hand over one text. Raises Refused, SaidStop or NotNow."""


def service() -> Texts:
    """Return whoever brings text messages here."""
    match settings.TEXTS:
        case "twilio":
            return Twilio()
        case "console":
            return Console()
        case _:
            return Nobody()


def number() -> str:
    """Return the number at which we hear texts; "" if there is none that people could write to."""
    is_number = settings.TWILIO_FROM.startswith("+")
    return settings.TWILIO_FROM if settings.TEXTS == "twilio" and is_number else ""


class Nobody:
    """Texts are not offered, so none should come here."""

    def send(self, text: Text, delivery: Delivery) -> None:
        """Put it off; the person is reached another way."""
        raise NotNow


class Console:
    """Keeps each text as a file, for trying out: the same delivery is the same file."""

    def send(self, text: Text, delivery: Delivery) -> None:
        """Write it down."""
        directory = folder()
        directory.mkdir(parents=True, exist_ok=True)
        unfinished = directory / f".{delivery.key}"
        unfinished.write_text(json.dumps(asdict(text)))
        unfinished.rename(directory / f"{delivery.key}.json")
        logger.info("A text message of %s part(s) is in %s.", text.segments, directory)


def folder() -> Path:
    """Return where texts are kept when nobody really sends them."""
    return Path(settings.DATA_DIR) / "texts"


class _Stay(HTTPRedirectHandler):
    """Goes nowhere else: our password is for one address."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Twilio:
    """Twilio's REST API. After it failed once, it is left in peace for the rest of a run."""

    def __init__(self) -> None:
        self._opener = build_opener(_Stay())
        self._away: NotNow | None = None
        account = settings.TWILIO_ACCOUNT_SID
        password = base64.b64encode(f"{account}:{settings.TWILIO_AUTH_TOKEN}".encode()).decode()
        self._headers = {"Authorization": f"Basic {password}", "Accept": "application/json"}
        self._url = f"{settings.TWILIO_URL}/2010-04-01/Accounts/{account}/Messages.json"

    def send(self, text: Text, delivery: Delivery) -> None:
        """Hand over one text, unless it was taken already. Raises Refused, SaidStop or NotNow."""
        if self._away:
            raise NotNow(self._away.code)
        if _may_have_been_taken(delivery) and self._has(text):
            return
        status, answer = self._ask(self._url, _form(text, delivery))
        if status not in {200, 201} or not isinstance(answer.get("sid"), str):
            raise _meaning(status, answer)

    def _has(self, text: Text) -> bool:
        """Say whether these words went to this number lately. Raises NotNow if nobody knows."""
        since = datetime.now(UTC) - LOOK_BACK
        query = urlencode({"To": text.to, "DateSent>": since.date().isoformat(), "PageSize": 100})
        status, answer = self._ask(f"{self._url}?{query}", None)
        found = answer.get("messages")
        if status != 200 or not isinstance(found, list):
            raise NotNow(status)
        return any(_is_it(message, text) for message in found if isinstance(message, dict))

    def _ask(self, url: str, form: Mapping[str, str] | None) -> tuple[int, dict[str, Any]]:
        """Return the status and the answer, {} if that makes no sense. Raises NotNow."""
        data = urlencode(form).encode() if form else None
        request = Request(url, data, self._headers)  # noqa: S310 - https, from a setting
        try:
            with self._opener.open(request, timeout=settings.TEXTS_TIMEOUT) as response:
                return response.status, _understood(response.read(MOST_BYTES))
        except HTTPError as error:
            with contextlib.closing(error):
                answer = _body_of(error)
            if error.code != 400:  # it refuses us, or is in trouble itself
                self._away = NotNow(error.code)
            return error.code, answer
        except (OSError, HTTPException) as error:
            self._away = NotNow()
            raise self._away from error


def _body_of(error: HTTPError) -> dict[str, Any]:
    try:
        return _understood(error.read(MOST_BYTES))
    except (OSError, HTTPException):
        return {}


def _understood(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _form(text: Text, delivery: Delivery) -> dict[str, str]:
    sender = settings.TWILIO_FROM
    who = "MessagingServiceSid" if sender.startswith("MG") else "From"
    callback = settings.BASE_URL + reverse("notices:text_status", kwargs={"key": delivery.key})
    return {"To": text.to, who: sender, "Body": text.body, "StatusCallback": callback}


def _may_have_been_taken(delivery: Delivery) -> bool:
    """Say whether an earlier try may have succeeded without our hearing of it."""
    return bool(delivery.tries or delivery.crashes)


def _is_it(message: Mapping[str, Any], text: Text) -> bool:
    # A provider may add words of its own in front.
    return text.core in str(message.get("body", "")) and message.get("status") not in NOT_SENT


def _meaning(status: int, answer: Mapping[str, Any]) -> Exception:
    """Return whether it is the number that is refused, or we that have to come again."""
    code = answer.get("code")
    code = code if isinstance(code, int) else 0
    if status == 400 and code in SAID_STOP:
        return SaidStop(code)
    if status == 400 and code in WRONG_NUMBERS:
        return Refused(code)
    return NotNow(code or (status if status >= 300 else 0))


def is_signed(address: str, form: Mapping[str, str], signature: str) -> bool:
    """Say whether it was our provider that sent `form` to this address of ours."""
    if not settings.TWILIO_AUTH_TOKEN:
        return False
    words = address + "".join(f"{name}{form[name]}" for name in sorted(form))
    key = settings.TWILIO_AUTH_TOKEN.encode()
    digest = hmac.digest(key, words.encode(errors="replace"), hashlib.sha1)
    expected = base64.b64encode(digest).decode()
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))
