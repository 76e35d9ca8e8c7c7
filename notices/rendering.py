"""Turns a notice into a message, in the language and time zone of the person who receives it.

A message is written once, as `templates/notices/<kind>.txt`. Its first line is the subject; the
HTML part is the same text in `templates/notices/layout.html`. An empty line parts paragraphs, a
line that starts with "- " is a list item, and an answer link alone on its line becomes a button.
Nothing here reads the language that happens to be active.
"""

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from notices import answers, kinds, marks, muting
from notices.models import Notice
from partners.languages import CODES, direction
from partners.models import Detail, Partnership, Person

BUTTON = re.compile(r"https?://\S+/(a|pulse)/[\w-]+/?")


@dataclass(frozen=True)
class Asked:
    """A question inside a message: what is asked, and where it is answered."""

    ask: str
    link: str


@dataclass(frozen=True)
class Message:
    """What one person reads: the same words as text and as HTML, and what travels with them."""

    to: str
    subject: str
    text: str
    body: SafeString
    language: str
    attachments: list[kinds.Attachment] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def direction(self) -> str:
        """The direction in which the message is written."""
        return direction(self.language)

    @property
    def html(self) -> str:
        """The HTML part: the body in the layout."""
        return get_template("notices/layout.html").render({"message": self})


def language_of(person: Person, partnership: Partnership | None = None) -> str:
    """Return the language to write in: the person's, else the partnership's, else the site's."""
    others = partnership.languages if partnership else []
    wanted = [person.language, *others, settings.LANGUAGE_CODE]
    return next(code for code in wanted if code in CODES)


def render(notice: Notice, *, aloud: bool = False) -> Message:
    """Return the message that this notice is, as its person reads it now.

    `aloud`, as on the call sheet: without the links that only the person may follow.
    Raises whatever the kind's context or template raises; the sender turns that into a refusal.
    """
    kind = kinds.get(notice.kind)
    person = notice.person
    language = language_of(person, notice.partnership)
    with translation.override(language), timezone.override(person.zone):
        context = context_of(notice, language, aloud=aloud)
        first_line, _newline, rest = _text(kind.template, context).partition("\n")
        body = re.sub(r"\n\s*\n", "\n\n", rest.strip())
        if not aloud and (footer := _text("notices/footer.txt", context)):
            body += f"\n\n-- \n{footer}"
        return Message(
            to=person.address,
            subject=" ".join(marks.as_text(first_line, language).split()),
            text=marks.as_text(body, language) + "\n",
            body=_html(body, language),
            language=language,
            attachments=[] if aloud else list(kind.attachments(notice)),
            headers=_headers(language, context["unsubscribe"]),
        )


def context_of(notice: Notice, language: str, *, aloud: bool = False) -> dict[str, Any]:
    """Return what a notice's words are made from, in the active language, which is `language`."""
    kind, person = kinds.get(notice.kind), notice.person
    return {
        "person": person,
        "reader": person,
        "detail": person.detail,
        "tells_all": aloud or person.detail == Detail.FULL,
        "partnership": notice.partnership,
        "notice": notice,
        "LANGUAGE_CODE": language,
        "direction": direction(language),
        "base_url": settings.BASE_URL,
        "questions": [] if aloud else questions_of(kind, notice),
        "aloud": aloud,
        "unsubscribe": muting.link(person, kind.category) if kind.may_be_muted else "",
        **kind.context(notice),
    }


def text_of(template: str, context: dict[str, Any], language: str) -> str:
    """Return the words of a template as plain text. Raises TemplateDoesNotExist."""
    return marks.as_text(_text(template, context), language)


def _text(template: str, context: dict[str, Any]) -> str:
    # Mail text is no HTML: escaping would turn an apostrophe into "&#x27;". The HTML part escapes.
    engine_template = get_template(template).template  # type: ignore[attr-defined]
    rendered = engine_template.render(Context(context, autoescape=False))
    return marks.from_tags(rendered).strip()


def _headers(language: str, unsubscribe: str) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def questions_of(kind: kinds.Kind, notice: Notice) -> list[Asked]:
    """Return the questions of a notice in the active language, with their links."""
    return [
        Asked(marks.from_html(answers.get(letter).ask(obj)), answers.link(letter, obj))
        for letter, obj in kind.questions(notice)
    ]


def _html(body: str, language: str) -> SafeString:
    words, _rule, footer = body.partition("\n\n-- \n")
    parts = [_paragraph(part.split("\n"), language) for part in words.split("\n\n") if part]
    if footer:
        small = _lines(footer.split("\n"), language)
        parts.append(format_html('<p class="footer"><small>{}</small></p>', small))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _paragraph(lines: list[str], language: str) -> SafeString:
    if len(lines) == 1 and BUTTON.fullmatch(lines[0].strip()):
        # Translators: the button under a question in a mail; it opens the page with the answers.
        word = gettext("Answer")
        return format_html('<p><a class="button" href="{}">{}</a></p>', lines[0].strip(), word)
    parts = []
    for is_list, some in groupby(lines, key=lambda line: line.startswith("- ")):
        if is_list:
            items = [(marks.as_html(line[2:], language),) for line in some]
            parts.append(format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items)))
        else:
            parts.append(format_html("<p>{}</p>", _lines(list(some), language)))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _lines(lines: list[str], language: str) -> SafeString:
    written = [(marks.as_html(line, language),) for line in lines]
    return format_html_join(mark_safe("<br>"), "{}", written)
