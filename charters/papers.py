"""A version for other programs: as Markdown, as JSON, and as a Word document (DOCX)."""

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

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
    """Return the paper as a Word document, written from right to left where its language is."""
    paper = pdf.content(text, signatures)
    document = Document()
    document.core_properties.title = paper["title"]
    document.core_properties.author = "coprod"
    document.core_properties.language = paper["lang"]
    document.add_heading(paper["title"], level=0)
    document.add_paragraph(paper["about"])
    for section in paper["sections"]:
        document.add_heading(section["title"], level=1)
        for clause in section["clauses"]:
            document.add_paragraph(clause["words"])
            if clause["rests_on"]:
                _rests_on(document, paper, clause["rests_on"])
    for title, rows in lists_of(paper):
        document.add_heading(title, level=1)
        for row in rows:
            document.add_paragraph(row, style="List Bullet")
    if paper["direction"] == "rtl":
        for paragraph in document.paragraphs:
            _right_to_left(paragraph)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


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


def _rests_on(document: DocxDocument, paper: dict[str, Any], pages: list[dict[str, str]]) -> None:
    paragraph = document.add_paragraph(f"{paper['rests_on']} ", style="Caption")
    for position, page in enumerate(pages):
        if position:
            paragraph.add_run(" · ")
        _link(paragraph, page["shows"], paper["site"] + page["address"])


def _link(paragraph: Paragraph, words: str, address: str) -> None:
    """Add a link, for which python-docx has no call of its own (ECMA-376, 17.16.22)."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
    link.append(paragraph.add_run(words)._r)
    paragraph._p.append(link)


def _right_to_left(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # the line's start, which is right here
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        run.font.rtl = True


FORMS = {
    "docx": (WORD, as_docx),
    "md": ("text/markdown; charset=utf-8", as_markdown),
    "json": ("application/json", as_json),
}
