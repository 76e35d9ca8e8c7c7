"""Seals: an HMAC over the whole record of a signature, with a key that is not in the database.

A seal covers the hashes of *all* languages of the version, so that nobody can add, swap or mend a
text after somebody signed another language of it.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from charters.models import Signature, Version
from charters.versions import canonical, is_unchanged
from partners import vault

PURPOSE = "signatures of agreements"


def record(signature: Signature, version: Version) -> dict[str, Any]:
    """Return everything a seal covers: who answered what, to which words, how, and when."""
    return {
        "agreement": version.agreement_id,
        "version": version.number,
        "change_class": version.change_class,
        "texts": sorted([text.language, text.sha256] for text in version.texts.all()),
        "membership": signature.membership_id,
        "name": signature.name,
        "language": signature.language,
        "sha256": signature.sha256,
        "is_signed": signature.is_signed,
        "understood": signature.understood,
        "not_yet_because": signature.not_yet_because,
        "statement": signature.statement,
        "mode": signature.mode,
        "witness": signature.witness,
        "scan": signature.scan_sha256,
        "recorded_by": signature.recorded_by_id,
        "at": signature.answered_at.astimezone(UTC).isoformat(),
    }


def seal(signature: Signature, version: Version) -> str:
    """Return the seal of a signature under a version's words."""
    key = vault.key_of(vault.SITE, make=True).derive(PURPOSE)
    return hmac.digest(key, canonical(record(signature, version)), "sha256").hex()


@dataclass(frozen=True)
class Verification:
    """What checking a signature found."""

    words_are_unchanged: bool
    hash_is_the_signed_one: bool
    seal_is_valid: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing was touched since."""
        return self.words_are_unchanged and self.hash_is_the_signed_one and self.seal_is_valid


def verify(signature: Signature) -> Verification:
    """Compute every hash and the seal anew, and compare them with what is stored."""
    version = signature.version
    texts = {text.language: text for text in version.texts.all()}
    read = texts.get(signature.language)
    return Verification(
        words_are_unchanged=bool(texts) and all(is_unchanged(text) for text in texts.values()),
        hash_is_the_signed_one=read is not None and read.sha256 == signature.sha256,
        seal_is_valid=hmac.compare_digest(seal(signature, version), signature.seal),
    )
