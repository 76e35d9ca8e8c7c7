"""Stored words inside a message, so that both parts of the mail can show their language.

A message is written as one text. Where it prints what people wrote it uses the same tags as a page
(`reading`, `reading_lines`, `words`), whose HTML is taken for marks here: letters nobody types,
from Unicode's private area. What people wrote may be in another language than the message, and is
never trusted: it becomes no link. In the text part it is set apart only where its direction
differs; in the HTML part it carries `lang` and `dir`.
"""

import html
import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from partners.languages import CODES, ISOLATE, POP, direction

START, MIDDLE, END = "\ue000", "\ue001", "\ue002"
MARKED = re.compile(f"{START}([^{MIDDLE}]*){MIDDLE}([^{END}]*){END}")
TAG = re.compile(r'<(span|div) lang="([\w-]+)" dir="(?:ltr|rtl)">(.*?)</\1>', re.DOTALL)
NOTE = re.compile(r" ?<small [^>]*>(.*?)</small>", re.DOTALL)
LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


def mark(text: str, language: str) -> str:
    """Return `text` with each of its lines marked as words in `language`."""
    words = re.sub(f"[{START}{MIDDLE}{END}]", "", text)
    return re.sub(r"[^\n]+", lambda line: f"{START}{language}{MIDDLE}{line[0]}{END}", words)


def from_tags(rendered: str) -> str:
    """Return a rendered text with the pages' tags for stored words turned into marks."""

    def piece(match: re.Match[str]) -> str:
        kind, language, inner = match.groups()
        if language not in CODES:
            return html.unescape(inner)
        if kind == "span":
            return mark(" ".join(html.unescape(inner).split()), language)
        inner = inner.replace("<br>", "\n").replace("</p>", "").replace("<p>", "")
        return mark(html.unescape(inner), language)

    marked = TAG.sub(piece, rendered)
    return NOTE.sub(lambda note: " " + html.unescape(note[1]), marked)


def from_html(said: str) -> str:
    """Return a sentence of `translations.printing` with marks for tags; a plain one as it is."""
    if not isinstance(said, SafeString):
        return said
    parts, end = [], 0
    for match in TAG.finditer(said):
        parts += [html.unescape(NOTE.sub(r" \1", said[end : match.start()])), from_tags(match[0])]
        end = match.end()
    return "".join([*parts, html.unescape(NOTE.sub(r" \1", said[end:]))])


def as_text(marked: str, language: str) -> str:
    """Return plain text for a message in `language`."""

    def piece(match: re.Match[str]) -> str:
        its_language, words = match.groups()
        same = direction(its_language) == direction(language)
        return words if same else f"{ISOLATE}{words}{POP}"

    return MARKED.sub(piece, marked)


def as_html(marked: str, language: str) -> SafeString:
    """Return HTML for a message in `language`: stored words in their language, links clickable."""
    parts, end = [], 0
    for match in MARKED.finditer(marked):
        before, words = marked[end : match.start()], _span(match[1], match[2], language)
        parts += [_linked(before), words]
        end = match.end()
    return mark_safe("".join([*parts, _linked(marked[end:])]))  # noqa: S308 - each part is escaped


def _span(its_language: str, words: str, language: str) -> SafeString:
    if its_language == language and ISOLATE not in words:  # a name, or what one wrote oneself
        return format_html("<bdi>{}</bdi>", words)
    way = direction(its_language)
    return format_html('<span lang="{}" dir="{}">{}</span>', its_language, way, words)


def _linked(text: str) -> str:
    parts, end = [], 0
    for match in LINK.finditer(text):
        link = format_html('<a href="{0}" dir="ltr">{0}</a>', match.group())
        parts += [escape(text[end : match.start()]), link]
        end = match.end()
    return "".join([*parts, escape(text[end:])])
