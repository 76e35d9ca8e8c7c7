"""A version as a tagged PDF, in any language, with its signatures and its hash."""

from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from charters import wording
from charters.models import AgreementKind, Signature, Version, VersionText
from partners import dates
from partners.languages import direction, own_name
from partners.typesetting import typeset

PAGE = (Path(__file__).parent / "paper" / "agreement.typ").read_bytes()


def make(text: VersionText, signatures: Iterable[Signature]) -> bytes:
    """Return the PDF of one text of a version. Raises CannotSet."""
    return typeset(PAGE, content(text, signatures))


def content(text: VersionText, signatures: Iterable[Signature]) -> dict[str, Any]:
    """Return everything that stands on the paper, in the language of the text."""
    version, body, code = text.version, text.body, text.language
    with translation.override(code):
        about = [wording.state(version), *wording.facts(body)]
        return {
            "lang": code.split("-")[0],
            "direction": direction(code),
            "title": body["title"],
            "about": " ".join(about),
            "rests_on": gettext("Rests on:"),
            "site": settings.BASE_URL,
            "footer": gettext("Version %(number)s, in %(language)s")
            % {"number": version.number, "language": own_name(code)},
            "sections": _sections(body),
            "lists": _lists(body),
            "duties": _duties(body, code),
            "dissent": _dissent(body, signatures),
            "signatures": _signatures(signatures, version, code),
            "hashes": {
                "title": gettext("How to check this paper"),
                "says": gettext(
                    "The words of each language have a number of their own (SHA-256). If one letter"
                    " changes, the number changes."
                ),
                "rows": [
                    {"language": own_name(each.language), "sha256": each.sha256}
                    for each in sorted(version.texts.all(), key=lambda each: each.language)
                ],
            },
        }


def _sections(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each section with its clauses, and what each of them rests on, if it says so."""
    return [
        {
            "title": section["title"],
            "clauses": [
                {"words": words, "rests_on": rests_on}
                for words, rests_on in zip_longest(
                    section["clauses"], section.get("evidence", ()), fillvalue=()
                )
            ],
        }
        for section in body["sections"]
    ]


def _dissent(body: dict[str, Any], signatures: Iterable[Signature]) -> dict[str, Any]:
    """Return what those said who did not sign an involvement statement."""
    stated = body["kind"] == AgreementKind.STATEMENT
    return {
        "title": gettext("Dissent"),
        "rows": [
            {"name": each.name, "words": each.not_yet_because, "language": each.language}
            for each in signatures
            if stated and not each.is_signed
        ],
    }


def _lists(body: dict[str, Any]) -> list[dict[str, Any]]:
    lists = [
        (gettext("Between"), [wording.party(party) for party in body["parties"]]),
        (gettext("Working rules"), [rule["words"] for rule in body["rules"]]),
    ]
    return [{"title": title, "items": items} for title, items in lists if items]


def _duties(body: dict[str, Any], code: str) -> dict[str, Any]:
    return {
        "title": gettext("Who does what"),
        "head": [gettext("What"), gettext("Who"), gettext("If they cannot"), gettext("By when")],
        "rows": [
            [
                duty["what"],
                wording.holder(duty),
                duty["deputy"] or gettext("nobody"),
                wording.when(duty, code),
            ]
            for duty in body["duties"]
        ],
    }


def _signatures(signatures: Iterable[Signature], version: Version, code: str) -> dict[str, Any]:
    return {
        "title": gettext("Signatures"),
        "none": gettext("Nobody has signed yet."),
        "head": [gettext("Name"), gettext("Answer"), gettext("When")],
        "rows": [
            [
                signature.name,
                " ".join(wording.answer(signature, version)),
                dates.day(signature.answered_at.date(), code),
            ]
            for signature in signatures
        ],
    }
