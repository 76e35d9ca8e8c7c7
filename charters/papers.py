"""A version for other programs: as Markdown, as JSON, and as a Word document (DOCX)."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from charters import pdf
from charters.models import Signature, VersionText

MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|"})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def response(text: VersionText, signatures: Iterable[Signature], form: str) -> HttpResponse:
    """Return one text of a version as a file: `form` is "docx", "md" or "json"."""
    kind, make = FORMS[form]
    version = text.version
    name = f"agreement-{version.agreement_id}-version-{version.number}-{text.language}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(text, list(signatures)), content_type=kind, headers=headers)


def as_json(text: VersionText, signatures: list[Signature]) -> str:
    """Return the exact body that was hashed, its hash, and what people answered."""
    whole = {
        "body": text.body,
        "sha256": text.sha256,
        "answers": [
            {
                "name": each.name,
                "language": each.language,
                "signed": each.is_signed,
                "not_yet_because": each.not_yet_because,
                "answered_at": each.answered_at.isoformat(),
            }
            for each in signatures
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_markdown(text: VersionText, signatures: list[Signature]) -> str:
    """Return the paper as Markdown. What people wrote is escaped: it is words, not markup."""
    paper = pdf.content(text, signatures)
    parts = [f"# {plain(paper['title'])}", plain(paper["about"])]
    for section in paper["sections"]:
        parts.append(f"## {plain(section['title'])}")
        for clause in section["clauses"]:
            parts += [plain(line) for line in clause["words"].split("\n") if line]
            if clause["rests_on"]:
                links = [
                    f"[{plain(page['shows'])}]({paper['site']}{page['address']})"
                    for page in clause["rests_on"]
                ]
                parts.append(f"{paper['rests_on']} {' · '.join(links)}")
    for title, rows in lists_of(paper):
        parts += [f"## {plain(title)}", "\n".join(f"- {plain(row)}" for row in rows)]
    return "\n\n".join(parts) + "\n"


def as_docx(text: VersionText, signatures: list[Signature]) -> bytes:
    """Return the paper as a Word document."""
    # Not before one is asked for: python-docx takes 15 MB of each process.
    from charters import word  # noqa: PLC0415

    paper = pdf.content(text, signatures)
    return word.document(paper, lists_of(paper))


def lists_of(paper: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return what stands below the sections: dissent, rules, duties, signatures, hashes."""
    dissent = [f"{each['name']}: {each['words']}" for each in paper["dissent"]["rows"]]
    duties = [" - ".join(row) for row in paper["duties"]["rows"]]
    signed = [" - ".join(row) for row in paper["signatures"]["rows"]]
    hashes = [f"{row['language']}: {row['sha256']}" for row in paper["hashes"]["rows"]]
    lists = [
        (paper["dissent"]["title"], dissent),
        *((part["title"], part["items"]) for part in paper["lists"]),
        (paper["duties"]["title"], duties),
        (paper["signatures"]["title"], signed or [paper["signatures"]["none"]]),
        (paper["hashes"]["title"], hashes),
    ]
    return [(title, rows) for title, rows in lists if rows]


def plain(words: str) -> str:
    """Return words so that Markdown shows them as they are."""
    return words.translate(MARKDOWN)


FORMS = {
    "docx": (WORD, as_docx),
    "md": ("text/markdown; charset=utf-8", as_markdown),
    "json": ("application/json", as_json),
}
