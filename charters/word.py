"""A version of an agreement as a Word document (DOCX), by python-docx."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph


def document(paper: dict[str, Any], lists: Iterable[tuple[str, list[str]]]) -> bytes:
    """Return a paper (of `charters.pdf.content`) and the lists below its sections as a file.

    Written from right to left where its language is.
    """
    file = Document()
    file.core_properties.title = paper["title"]
    file.core_properties.author = "coprod"
    file.core_properties.language = paper["lang"]
    file.add_heading(paper["title"], level=0)
    file.add_paragraph(paper["about"])
    for section in paper["sections"]:
        file.add_heading(section["title"], level=1)
        for clause in section["clauses"]:
            file.add_paragraph(clause["words"])
            if clause["rests_on"]:
                _rests_on(file, paper, clause["rests_on"])
    for title, rows in lists:
        file.add_heading(title, level=1)
        for row in rows:
            file.add_paragraph(row, style="List Bullet")
    if paper["direction"] == "rtl":
        for paragraph in file.paragraphs:
            _right_to_left(paragraph)
    written = BytesIO()
    file.save(written)
    return written.getvalue()


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
