"""What people read on a page or in a message, and whether English was left in it."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.dates import get_day_names, get_month_names
from babel.messages.pofile import read_po
from django.utils.translation import to_locale

from partners.languages import CODES, locale_of, name_of, own_name

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|\{\w*\}|https?://\S*|\n|<[^>]*>")
SHORTEST = 10  # letters of a piece of a sentence that cannot stand there by chance


class Texts(HTMLParser):
    """What people read on a page: texts, titles, labels of pictures; without blanks around them.

    What says that it is in another language, or is a name, is left out.
    """

    ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")
    VOID = {"input", "img", "br", "hr", "meta", "link"}

    def __init__(self, html):
        super().__init__()
        self.found, self.foreign, self.open = [], 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = self.handle_startendtag(tag, attrs)
        if tag not in self.VOID:
            is_foreign = tag in {"script", "style", "code"} or (
                ("lang" in attrs and tag != "html") or attrs.get("translate") == "no"
            )
            self.open.append((tag, is_foreign))
            self.foreign += is_foreign

    def handle_startendtag(self, tag, attrs):
        attrs = dict(attrs)
        if not self.foreign:
            self.found += [attrs[name] for name in self.ATTRIBUTES if attrs.get(name)]
        return attrs

    def handle_endtag(self, tag):
        while self.open:
            name, was_foreign = self.open.pop()
            self.foreign -= was_foreign
            if name == tag:
                return

    def handle_data(self, data):
        if not self.foreign and (text := " ".join(data.split())):
            self.found.append(text)


def english_in(texts, language):
    """Return what is English in `texts`, which people read who read `language`.

    Whole sentences of ours, pieces of those that hold a placeholder, and days and months.
    """
    sentences, pieces, names = english(language)
    found = sentences & set(texts)
    for text in texts:
        found |= {piece for piece in pieces if piece in text}
        found |= names & set(re.findall(r"\w+", text))
    return found


@cache
def english(language):
    """Return what reads otherwise in `language`: sentences, pieces of sentences, days and months.

    What `language` says in just the same way, somewhere, is left out.
    """
    path = ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        pairs = [pair for message in read_po(file) if message.id for pair in _pairs(message)]
    said = {" ".join(translated.split()) for _english, translated in pairs}
    said |= {name for code in CODES for name in (own_name(code), name_of(code, language))}
    said_at_all = "\n".join(said)
    other = [original for original, translated in pairs if original != translated]
    sentences = {" ".join(each.split()) for each in other if not PLACEHOLDER.search(each)}
    pieces = {
        piece
        for each in other
        if PLACEHOLDER.search(each)
        for part in PLACEHOLDER.split(each)
        if len(piece := " ".join(part.split()).strip(".,:;!?()")) >= SHORTEST and " " in piece
    }
    return (
        sentences - said,
        {piece for piece in pieces if piece not in said_at_all},
        _days_and_months("en") - _days_and_months(locale_of(language)),
    )


def _pairs(message):
    if message.pluralizable:
        return list(zip(message.id, message.string, strict=False))
    return [(message.id, message.string)]


def _days_and_months(locale):
    return {
        name
        for names in (get_day_names, get_month_names)
        for width in ("wide", "abbreviated")
        for name in names(width, locale=locale).values()
        if len(name) > 3
    }
