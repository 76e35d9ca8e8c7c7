"""Turns a notice into a text message: as much as fits into one piece, and never a cut word.

It says what the mail's subject says, which holds a day at most, and where to answer. A kind may
have words of its own in `templates/notices/<kind>.sms.txt`: each line says the same, the fullest
first. No title, no name, nothing about health: a text stands on a locked screen. Its only link is
one that answers one question, or the reader's own home page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from notices import answers, kinds, marks, rendering, segments
from notices.models import Delivery, Notice
from partners.languages import direction
from partners.models import Channel, Detail, Person

MOST_LINKS = 3


@dataclass(frozen=True)
class Text:
    """What one person reads on their phone. `core` is `body` without how to stop."""

    to: str
    body: str
    core: str
    language: str

    @property
    def segments(self) -> int:
        """How many pieces it takes."""
        return segments.count(self.body)

    @property
    def direction(self) -> str:
        """The direction in which it is written."""
        return direction(self.language)

    @property
    def shown(self) -> SafeString:
        """The body for a page: an address in it keeps its own direction."""
        return marks.as_html(self.body, self.language)


def write(notice: Notice) -> Text:
    """Return the text message that this notice is, as its person reads it now.

    Raises whatever the kind's context or template raises.
    """
    person, language = notice.person, rendering.language_of(notice.person, notice.partnership)
    with translation.override(language), timezone.override(person.zone):
        core = _fitted(list(_bodies(notice, language)))
        # Translators: the word to send must be one of this language in notices/text_words.py.
        hint = gettext("Send STOP to get no more texts.")
    body = f"{core}\n{hint}" if _is_first(person) else core
    return Text(to=person.texts_to, body=body, core=core, language=language)


def _bodies(notice: Notice, language: str) -> Iterator[str]:
    """Yield the ways to say it, the fullest first."""
    kind = kinds.get(notice.kind)
    context = rendering.context_of(notice, language)
    whats = list(_whats(kind, context, language))
    for what, where in product(whats, _wheres(kind, notice, context)):
        yield "\n".join(filter(None, [gettext("coprod: %(what)s") % {"what": what}, where]))
        yield "\n".join(filter(None, [what, where]))


def _whats(kind: kinds.Kind, context: dict[str, Any], language: str) -> Iterator[str]:
    if context["detail"] != Detail.MINIMAL:
        try:
            own = rendering.text_of(kind.short_template, context, language)
        except TemplateDoesNotExist:
            own = ""
        yield from filter(None, map(str.strip, own.splitlines()))
    subject = rendering.text_of(kind.template, context, language).partition("\n")[0]
    yield " ".join(subject.split())


def _wheres(kind: kinds.Kind, notice: Notice, context: dict[str, Any]) -> list[str]:
    """Return the ways to say where it goes on; a link that asks something is never left out."""
    asked = [answers.link(letter, obj) for letter, obj in kind.questions(notice)]
    link = context.get("link", "")
    if not asked and isinstance(link, str) and rendering.BUTTON.fullmatch(link):
        asked = [link]
    if asked and notice.person.detail != Detail.MINIMAL:
        links = "\n".join(asked[:MOST_LINKS])
        return [gettext("Answer: %(link)s") % {"link": links}, links]
    if notice.person.email is None:  # they cannot sign in
        return [gettext("Your facilitator can tell you more."), ""]
    home = settings.BASE_URL + reverse("dashboards:home")
    return [gettext("Read it: %(link)s") % {"link": home}, home, ""]


def _fitted(bodies: list[str]) -> str:
    """Return the fullest of those that take the fewest pieces."""
    ways = [way for body in bodies for way in _ways_to_write(body)]
    return min(ways, key=segments.count)


def _ways_to_write(body: str) -> Iterator[str]:
    simple = segments.plain(body)
    bare = segments.without_accents(simple)
    yield from [simple, bare] if segments.is_narrow(bare) else [body]


def _is_first(person: Person) -> bool:
    """Say whether this is the first text since they agreed: it then says how to stop them."""
    sent = Delivery.objects.filter(
        notice__person=person, channel=Channel.TEXT, sent_at__isnull=False
    )
    consent = person.text_consents.filter(ended_at=None).first() if person.pk else None
    return consent is not None and not sent.filter(sent_at__gte=consent.agreed_at).exists()
