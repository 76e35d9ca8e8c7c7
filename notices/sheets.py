"""Papers for one person: blocks of words in their language, and an answer form, set as a PDF.

Nothing here reads the language that happens to be active; whoever makes blocks sets it to the
person's. Neither the title of the file nor its name says who it is for or what it is about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from babel.lists import format_list
from django.utils.translation import gettext, override

from notices import answers, marks, on_paper, paper_codes, pictures
from notices.models import PaperForm
from partners import auditing, dates
from partners.languages import ISOLATE, POP, direction, locale_of, name_of
from partners.models import Membership, NeedKind
from partners.typesetting import typeset

PAGE = (Path(__file__).parent / "paper" / "sheet.typ").read_bytes()
NORMAL, LARGE = 11, 18  # points

Words = str | dict[str, str]
Block = dict[str, Any]


@dataclass(frozen=True)
class Contact:
    """Whom the person may call: names, and the number that may be printed, if any."""

    names: Sequence[str]
    phone: str = ""


@dataclass(frozen=True)
class Sheet:
    """One paper. `title` is what the file is called where others may see it."""

    language: str
    title: str
    heading: Words
    blocks: list[Block] = field(default_factory=list)
    is_large: bool = False
    whose: str = ""
    address: str = ""
    footer: str = "coprod"

    def content(self) -> dict[str, Any]:
        """Return all that stands on the paper."""
        return {
            "lang": short(self.language),
            "direction": direction(self.language),
            "title": self.title,
            "heading": self.heading,
            "points": LARGE if self.is_large else NORMAL,
            "whose": self.whose,
            "address": [apart(line) for line in self.address.splitlines()],
            "footer": self.footer,
            "blocks": self.blocks,
        }


def make(sheet: Sheet) -> bytes:
    """Return the PDF. Raises CannotSet."""
    return typeset(PAGE, sheet.content())


def wants_large_print(membership: Membership) -> bool:
    """Say whether a person asked for large print, to take part."""
    return membership.needs.active().filter(kind=NeedKind.LARGE_PRINT).exists()


def short(language: str) -> str:
    """Return a language as the typesetter knows it: without script or region."""
    return language.split("-")[0]


def words(text: str, language: str, page_language: str, *, note: bool = False) -> Words:
    """Return words in a language; on a page in another one they say so, if `note`."""
    if language == page_language:
        return text
    said = ""
    if note:
        said = gettext("in %(language)s") % {"language": name_of(language, page_language)}
    way = {"lang": short(language), "direction": direction(language)}
    return {"text": text, "note": said, **way}


def heading(text: Words) -> Block:
    """Return the title of a part."""
    return {"is": "heading", "words": text}


def subheading(text: Words) -> Block:
    """Return the title of a smaller part."""
    return {"is": "subheading", "words": text}


def paragraph(text: Words) -> Block:
    """Return a paragraph."""
    return {"is": "paragraph", "words": text}


def facts(rows: Iterable[tuple[str, Words]]) -> Block:
    """Return what is so: each row a word and what it is."""
    return {"is": "facts", "rows": [list(row) for row in rows]}


def bullets(items: Iterable[Words]) -> Block:
    """Return a list."""
    return {"is": "list", "items": list(items)}


def listed(names: Iterable[str], language: str) -> str:
    """Return names as a language lists them: "Ana, Ben and Chi"."""
    return format_list([apart(name) for name in names], locale=locale_of(language))


def link(address: str, language: str) -> Words:
    """Return an address, which no language hyphenates, in a line of the page."""
    way = {"lang": "zxx", "direction": direction(language)}  # no words of any language
    return {"text": apart(address), "note": "", **way}


def apart(text: str) -> str:
    """Return words that keep their own direction in a line of another one."""
    return f"{ISOLATE}{text}{POP}" if text else ""


def whom_to_call(contact: Contact, language: str) -> list[Block]:
    """Return whom to ask, in the active language, which is `language`."""
    said = [paragraph(listed(contact.names, language))]
    if contact.phone:
        said = [facts([(listed(contact.names, language), apart(contact.phone))])]
    return [heading(gettext("Whom to call")), *said]


def answer_form(form: PaperForm | None, language: str, now: datetime) -> list[Block]:
    """Return the answer form with its codes: nothing if there is nothing to ask any more."""
    with override(language):
        lines = [line for line in on_paper.lines(form, now) if line.is_open] if form else []
        asked = [_question(line, language) for line in lines]
        if form is None or not asked:
            return []
        block = {
            "is": "form",
            "title": gettext("Your answers"),
            "says": gettext(
                "Mark your answers and send this paper back, bring it along, or call and read the"
                " code aloud. With the camera of a phone you can answer yourself."
            ),
            "whose": form.membership.person.name,
            "code_is": gettext("Code of this form:"),
            "code": paper_codes.grouped(form.code),
            "questions": asked,
        }
        return [block]


def _question(line: on_paper.Line, language: str) -> dict[str, Any]:
    answered = gettext("You answered: %(answer)s") % {"answer": line.answer}
    return {
        "ask": marks.as_text(marks.from_html(line.ask), language),
        "choices": [label for _value, label in line.choices],
        "answer": answered if line.answer else "",
        "code": paper_codes.grouped(line.row.code),
        "picture": pictures.qr_of(answers.link(line.row.letter, line.asking.obj)),
        "shows": gettext("A picture of the address, for a phone camera"),
    }


def printed_on(now: datetime, membership: Membership, language: str) -> str:
    """Return the day of printing, and the mark of the log on that day, for the foot of a page."""
    day = dates.day(now.astimezone(membership.person.zone).date(), language)
    with override(language):
        printed = gettext("Printed on %(day)s") % {"day": day}
    mark = auditing.short_mark(membership.partnership)
    return f"{printed} · {mark}" if mark else printed
