"""Messages are neutral, and their links are safe: every kind, every language, every wish.

All that people wrote is marked: in the things that a message is about, in those they belong to, and
in the database. What a message shows of it must be allowed to whoever asked for that much.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from notices import answers, channels, outbox, rendering, short
from notices.models import Delivery
from partners.fingerprints import fingerprints
from partners.languages import CODES
from partners.models import Detail, NeedKind
from tests.addresses import ADDRESSES, World
from tests.factories import MembershipFactory
from tests.privacy.planting import mark, mark_rows, marks_in
from tests.reflections import factories_barriers
from tests.reflections.journals import write
from tests.test_access import address_of
from tests.test_messages import examples, reader

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

JOURNAL = "ñandú-a3f1"
WHERE = {"Meeting.place", "Meeting.dial_in"}  # docs/decisions/0006-neutral-messages.md
# What may stand in a message for who did not ask for details, and why.
NAMES_NEEDED = {
    "emergency": {"Person.name"},  # who may see how to reach me: 0041
    "helper_recorded": {"Person.name"},  # who may answer for me, by whose word: 0006
}
SAID_ANYHOW = {NeedKind.OTHER, NeedKind.PHONE_ONLY}  # "Something else"; how to join by phone
FOR_INTERPRETERS = WHERE | {"Booking.tongue"}  # they have no page to read it on: 0032
# What stands in no message, whoever asked for everything.
NEVER = re.compile(
    r"Partnership\.|Programme\.|Membership\.|SupportNeed\.|Invitation\.|Interpreter\.|"
    r"EmergencyLook\.|Person\.(?!name)"
)
LOOKS_SECRET = re.compile(r"\b(?=\w*[a-z])(?=\w*[A-Z])[\w-]{22,}", re.ASCII)
OURS = re.compile(re.escape(settings.BASE_URL) + r'/[^\s"<>\u2068\u2069]*')


@pytest.fixture(autouse=True)
def _texts(settings):
    settings.TEXTS = "console"


def told(kind, notice):
    """All that travels, part by part."""
    message = rendering.render(notice)
    mail = channels.as_mail(message, Delivery(notice=notice))
    lines = mail.message().items()
    yield "header", "\n".join(f"{name}: {value}" for name, value in lines if name != "To")
    yield from [("header", message.subject), ("text", message.text), ("html", message.html)]
    for each in message.attachments:
        yield "attachment", each.content.decode().replace("\r\n ", "")
    if outbox.may_be_text(kind):
        yield "phone", short.write(notice).body


def marked(member, language):
    """Each kind with its notice, marked all through, but for who reads it."""
    for kind, notice in examples(member, language):
        mark(notice.subject)
        mark(notice.partnership)
        notice.person.name, notice.person.email = "Rosa", "rosa@example.org"
        yield kind, notice


def is_allowed(kind, part, detail, shown):
    if kind.name.startswith("interpreter"):
        return shown in FOR_INTERPRETERS and part != "header"
    if part in {"header", "phone"} or detail == Detail.MINIMAL:
        return shown in WHERE and part == "phone" and detail != Detail.MINIMAL
    if detail == Detail.FULL:
        return not NEVER.match(shown)
    return shown in WHERE | NAMES_NEEDED.get(kind.name, set())


def needs_in(text, language):
    """Which needs a text names, as people read them."""
    with translation.override(language):
        named = {str(each.label) for each in NeedKind if each not in SAID_ANYHOW}
        return {f"need: {label}" for label in named if label in text}


@pytest.mark.parametrize("language", CODES)
def test_a_message_shows_no_more_than_its_reader_asked_for(language):
    member = reader(language)
    world = World(member.partnership, member)
    made = [world.action, world.arrangement, world.attendance, world.item, world.asked_resource]
    write(member, JOURNAL)
    mark_rows()
    wrong, seen, shown_in_full = [], 0, set()

    for detail in Detail:
        member.person.detail = detail
        for kind, notice in marked(member, language):
            for part, words in told(kind, notice):
                seen += 1
                shown = marks_in(words)
                if detail != Detail.FULL and not kind.name.startswith("interpreter"):
                    shown |= needs_in(words, language)
                shown_in_full |= shown if detail == Detail.FULL else set()
                bad = {each for each in shown if not is_allowed(kind, part, detail, each)}
                secrets = [] if part == "header" else LOOKS_SECRET.findall(OURS.sub("", words))
                if bad or JOURNAL in words or (secrets and part != "attachment"):
                    wrong.append((kind.name, str(detail), part, bad, secrets))

    assert all(made)
    assert wrong == []
    assert seen > 500
    assert {"Meeting.title_" + language.replace("-", "_"), "Person.name"} <= shown_in_full


# Links

# Opening a page in one's own name is remembered: that the session is alive, and, in the log, who
# opened what is sensitive (docs/decisions/0037-the-log.md). Of a visitor nothing is.
OF_WHO_IS_SIGNED_IN = {
    "django_session",
    "usersessions_usersession",
    "partners_auditevent",
    "partners_audithead",
}
REFERRERS = {"no-referrer", "same-origin"}


def links_of_examples(member):
    """Every link of every kind of message, however it travels; and the page of a real thing."""
    for kind, notice in examples(member, "en"):
        for _part, words in told(kind, notice):
            yield from ((kind.name, link.rstrip(".>)")) for link in OURS.findall(words))
        if hasattr(kind.subject, "get_absolute_url"):
            for thing in kind.subject._default_manager.all()[:1]:
                yield kind.name, settings.BASE_URL + thing.get_absolute_url()


def links_of_questions():
    """The link of each question that a message may ask, about things there are to ask about."""
    for letter, question in answers._questions.items():
        for thing in question.model._default_manager.select_related(*question.related)[:2]:
            yield letter, answers.link(letter, thing)


def rows():
    return {each.table: (each.rows, each.digest) for each in fingerprints()}


def test_opening_any_link_of_any_message_changes_nothing():
    member = reader("en")
    world = World(member.partnership, member)
    addresses = {name: address_of(name, world) for name in ADDRESSES}
    factories_barriers.asked(world.barrier)  # whether it is better
    by_token = {name: addresses[name] for name in ADDRESSES if "token" in ADDRESSES[name]}
    del by_token["meetings:feed"]  # in no message: a calendar fetches it, and says when it did
    stranger, nobody = Client(), Client()
    stranger.force_login(MembershipFactory(partnership=member.partnership).person)
    links = {link: kind for kind, link in links_of_examples(member)}
    asked = {link: letter for letter, link in links_of_questions()}
    tokens = {settings.BASE_URL + address: name for name, address in by_token.items()}
    answered, changed, wrong = set(), [], []

    for client in (nobody, stranger):
        before = rows()
        for link, kind in {**links, **tokens, **asked}.items():
            page = client.get(link.removeprefix(settings.BASE_URL))
            if page.streaming:
                list(page.streaming_content)  # read to its end, which closes the file
            status, referrer = page.status_code, page.headers["Referrer-Policy"]
            if urlsplit(link).query or referrer not in REFERRERS or status >= 500:
                wrong.append((kind, link, status, referrer))
            if link in asked and status in {200, 410}:
                answered.add(asked[link])
        after = rows()
        changed.append({table for table in after if after[table] != before[table]})

    assert wrong == []
    assert changed[0] == set()
    assert changed[1] <= OF_WHO_IS_SIGNED_IN
    assert len(links) > 50
    assert len(tokens) > 3
    assert answered == set(answers._questions)  # each was really asked
