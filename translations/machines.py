"""Machines that draft translations: one small interface, two providers, and none unless it is set.

What comes back is a draft that nobody has checked. It is kept apart from what readers see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from django.conf import settings

PATIENCE = 10.0  # seconds for each step of asking


class MachineFailed(Exception):
    """The machine gave no draft. Nothing was changed."""


class MachineSilent(MachineFailed):
    """It did not answer in time, or could not be reached."""


class MachineBusy(MachineFailed):
    """It answered that it has too much to do, or that what was paid for is used up."""


class MachineRefused(MachineFailed):
    """It did not accept the request: a wrong key, or a language that it does not know."""


class MachineNonsense(MachineFailed):
    """It answered something that is no translation."""


class Machine(Protocol):
    """Somebody else's computer that drafts translations."""

    @property
    def name(self) -> str:
        """Who it is."""

    @property
    def host(self) -> str:
        """Where the words go."""

    def draft(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Return a draft of each text, in their order. Raises MachineFailed."""


@dataclass(frozen=True)
class LibreTranslate:
    """A server that speaks LibreTranslate's protocol; often one of one's own."""

    url: str
    key: str = ""
    name: str = "LibreTranslate"

    @property
    def host(self) -> str:
        """Where the words go."""
        return httpx.URL(self.url).host

    def draft(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Return a draft of each text."""
        body = {"q": list(texts), "source": source, "target": target, "format": "text"}
        answer = _ask(f"{self.url}/translate", {**body, "api_key": self.key} if self.key else body)
        return _drafts(answer.get("translatedText"), len(texts))


@dataclass(frozen=True)
class DeepL:
    """DeepL, a company in Germany."""

    url: str
    key: str = ""
    name: str = "DeepL"

    # DeepL wants to know which English and which Portuguese to write.
    VARIANTS = {"en": "EN-US", "pt": "PT-BR"}

    @property
    def host(self) -> str:
        """Where the words go."""
        return httpx.URL(self.url).host

    def draft(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Return a draft of each text."""
        answer = _ask(
            f"{self.url}/v2/translate",
            {
                "text": list(texts),
                "source_lang": source.partition("-")[0].upper(),
                "target_lang": self.VARIANTS.get(target, target.upper()),
            },
            {"Authorization": f"DeepL-Auth-Key {self.key}"},
        )
        found = answer.get("translations")
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise MachineNonsense
        return _drafts([each.get("text") for each in found], len(texts))


MACHINES: dict[str, type[LibreTranslate] | type[DeepL]] = {
    "libretranslate": LibreTranslate,
    "deepl": DeepL,
}


def configured() -> Machine | None:
    """Return the machine that this site may ask, or None, which is the default."""
    kind = MACHINES.get(settings.MACHINE_TRANSLATION)
    if kind is None or not settings.MACHINE_TRANSLATION_URL:
        return None
    url = settings.MACHINE_TRANSLATION_URL.rstrip("/")
    machine: Machine = kind(url, settings.MACHINE_TRANSLATION_KEY)
    return machine


def _ask(url: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    try:
        response = httpx.post(url, json=body, headers=headers, timeout=PATIENCE, trust_env=False)
    except httpx.HTTPError as error:
        raise MachineSilent from error
    if response.status_code in (429, 456, 503):  # 456 is DeepL's "quota exceeded"
        raise MachineBusy
    if response.is_server_error:
        raise MachineSilent
    if not response.is_success:
        raise MachineRefused
    try:
        answer = response.json()
    except ValueError as error:
        raise MachineNonsense from error
    if not isinstance(answer, dict):
        raise MachineNonsense
    return answer


def _drafts(found: Any, wanted: int) -> list[str]:
    if not isinstance(found, list) or len(found) != wanted:
        raise MachineNonsense
    if not all(isinstance(each, str) and each.strip() and "\0" not in each for each in found):
        raise MachineNonsense
    return [each.replace("\r\n", "\n").strip() for each in found]
