"""The words of a version: gathered from the draft, in a form of which there is exactly one, hashed.

The canonical form is JSON with sorted keys and no spaces, in UTF-8, of the body whose every string
is in Unicode's NFC. Its SHA-256 is the version's hash in that language. Thirty lines in any
language can check it: `docs/verifying.md`.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import translation

from charters import rules
from charters.models import Agreement, AgreementKind, Clause, Duty, Party, Section, VersionText
from partners.languages import CODES
from translations.reading import written

FORMAT = 1  # of the body; a reader in twenty years wants to know


def normal(value: Any) -> Any:
    """Return `value` with every string in it normalised (NFC, "\\n" between lines, no edges)."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
    if isinstance(value, dict):
        return {key: normal(part) for key, part in value.items()}
    if isinstance(value, list):
        return [normal(part) for part in value]
    return value


def canonical(body: dict[str, Any]) -> bytes:
    """Return the one way in which a body is written down."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def digest(body: dict[str, Any]) -> str:
    """Return the SHA-256 of a body's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(body)).hexdigest()


def is_unchanged(text: VersionText) -> bool:
    """Say whether a stored text still has the hash that was stored with it."""
    return text.body.get("language") == text.language and digest(text.body) == text.sha256


@dataclass
class Draft:
    """All that an agreement's draft holds now. Sections without a clause are left out."""

    agreement: Agreement

    @cached_property
    def clauses(self) -> list[Clause]:
        """Clauses in order, each with its section."""
        mine = Clause.objects.filter(section__agreement=self.agreement)
        return list(mine.standing().select_related("section").prefetch_related("evidence"))

    @cached_property
    def sections(self) -> list[tuple[Section, list[Clause]]]:
        """Sections that say something, with their clauses."""
        found: dict[int, tuple[Section, list[Clause]]] = {}
        for clause in self.clauses:
            found.setdefault(clause.section_id, (clause.section, []))[1].append(clause)
        return list(found.values())

    @cached_property
    def duties(self) -> list[Duty]:
        """Duties, with who holds them."""
        drafted = self.agreement.duties.drafted()
        return list(drafted.select_related("holder__person", "deputy__person", "party"))

    @cached_property
    def parties(self) -> list[Party]:
        """Whom a memorandum is between."""
        parties = self.agreement.parties.select_related("represented_by__person")
        return list(parties.order_by("pk"))

    @cached_property
    def terms(self) -> dict[str, Any]:
        """Working rules that it sets."""
        return rules.terms(self.agreement)

    @property
    def texts(self) -> list[tuple[Any, str]]:
        """Each (record, field) that must be written in a language for it to be complete."""
        return [
            (self.agreement, "title"),
            *((section, "title") for section, _clauses in self.sections),
            *((clause, "text") for clause in self.clauses),
            *((duty, "what") for duty in self.duties),
        ]

    @property
    def languages(self) -> list[str]:
        """Languages in which every text stands."""
        complete = set(CODES).intersection(*(written(obj, field) for obj, field in self.texts))
        return [code for code in CODES if code in complete]

    def lacks(self, language: str) -> list[Any]:
        """Return the records that have no words in `language`."""
        return [obj for obj, field in self.texts if language not in written(obj, field)]

    def body(self, language: str, number: int) -> dict[str, Any]:
        """Return what a person reads in `language`, as it is kept for good."""
        agreement = self.agreement
        with translation.override(language):
            body = {
                "format": FORMAT,
                "agreement": agreement.pk,
                "kind": agreement.kind,
                "number": number,
                "language": language,
                "title": say(agreement, "title", language),
                "sections": [
                    self._section_body(section, clauses, language)
                    for section, clauses in self.sections
                ],
                "rules": [
                    {"rule": rule, "value": value, "words": rules.in_words(rule, value)}
                    for rule, value in self.terms.items()
                ],
                "duties": [duty_body(duty, language) for duty in self.duties],
                "parties": [
                    {"name": party.name, "represented_by": name(party.represented_by)}
                    for party in self.parties
                ],
                "takes_effect": takes_effect(agreement),
                "from": iso(agreement.starts_on),
                "until": iso(agreement.ends_on),
                "review": iso(agreement.review_on),
            }
        return normal(body)

    def _section_body(
        self, section: Section, clauses: list[Clause], language: str
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "key": section.key,
            "title": say(section, "title", language),
            "clauses": [say(clause, "text", language) for clause in clauses],
        }
        if self.agreement.kind == AgreementKind.STATEMENT:
            body["evidence"] = [
                [
                    {"shows": say(each, "shows", language), "address": each.address}
                    for each in sorted(clause.evidence.all(), key=lambda each: each.pk)
                ]
                for clause in clauses
            ]
        return body

    def bodies(self, number: int) -> dict[str, dict[str, Any]]:
        """Return the body in each complete language."""
        return {code: self.body(code, number) for code in self.languages}

    def fingerprint(self) -> str:
        """Return a digest of all there is, whatever its number, to see whether it changed."""
        bodies = {code: self.body(code, 0) for code in CODES}
        return digest(bodies)


def takes_effect(agreement: Agreement) -> dict[str, Any]:
    """Return the rule by which it takes effect: everyone, so many people, or each one's word."""
    if agreement.kind == AgreementKind.STATEMENT:
        return {"all": False, "lived_experience_answered": True}
    if agreement.needs_all:
        return {"all": True}
    return {
        "all": False,
        "signatures": agreement.needed_signatures,
        "lived_experience": agreement.needed_lived_experience,
    }


def duty_body(duty: Duty, language: str) -> dict[str, Any]:
    """Return a duty as a version keeps it. Its id says which row came into force."""
    return {
        "id": duty.pk,
        "what": say(duty, "what", language),
        "who": name(duty.holder),
        "deputy": name(duty.deputy),
        "party": duty.party.name if duty.party else "",
        "first": iso(duty.first_on),
        "often": duty.often,
        "often_words": str(duty.get_often_display()),
    }


def say(obj: Any, field: str, language: str) -> str:
    """Return the words of a field in exactly this language, or ""."""
    return written(obj, field).get(language, "")


def name(membership: Any) -> str:
    """Return the name of whoever it is, or ""."""
    return membership.person.name if membership else ""


def iso(day: Any) -> str:
    """Return a day as 2026-12-03, or ""."""
    return day.isoformat() if day else ""


STRUCTURE = ["kind", "rules", "duties", "parties", "takes_effect", "from", "until", "review"]
WORDS_IN_STRUCTURE = {"words", "what", "often_words"}


def structure(body: dict[str, Any]) -> dict[str, Any]:
    """Return what a body promises apart from its wording: numbers, names, days."""
    kept = {key: body.get(key) for key in STRUCTURE}
    return {
        key: [
            {part: item for part, item in row.items() if part not in WORDS_IN_STRUCTURE}
            for row in value
        ]
        if isinstance(value, list)
        else value
        for key, value in kept.items()
    }


def same_words(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two bodies differ in nothing but their number."""
    return canonical({**one, "number": 0}) == canonical({**other, "number": 0})


def changed_languages(old: Iterable[VersionText], new: dict[str, dict[str, Any]]) -> set[str]:
    """Return the languages whose words are new, changed or gone."""
    before = {text.language: text.body for text in old}
    return {
        code
        for code in before.keys() | new.keys()
        if code not in before or code not in new or not same_words(before[code], new[code])
    }
