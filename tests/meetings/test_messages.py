"""Every message of this app, whoever caused it, whoever reads it, wherever the server stands.

No word, date, direction or link may be in another language than the reader's, save what people
themselves wrote, which says its language.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.utils import translation
from django.utils.translation import gettext, ngettext

from meetings import following_up, noting, planning, sharing, supporting
from notices.models import Notice
from notices.rendering import render
from partners import dates
from partners.languages import direction
from tests.factories import (
    ActionItemFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
)
from tests.meetings.world import DAY, NOW, World, parsed, send_all_until

LANGUAGES = ["en", "es", "ar"]
# A language joins when its catalogue is whole, and from then on has no gaps.
COMPLETE = ["es", "ar"]
TEMPLATES = Path(site.BASE_DIR) / "templates" / "notices"
KINDS = {
    "meeting_planned",
    "meeting_moved",
    "meeting_changed",
    "meeting_cancelled",
    "meeting_reminder",
    "rsvp_missing",
    "times_proposed",
    "support_unarranged",
    "support_check",
    "support_arranged",
    "notes_ready",
    "resource_available",
    "resource_follow_up",
}
ENGLISH_DATES = re.compile(r"\b(Monday|Thursday|March|April|AM|PM|Los Angeles time)\b")


def everything(world, members):
    """Let everything happen that somebody is told about."""
    facilitator = world.facilitator
    for member in members:
        SupportNeedFactory(membership=member)
    poll = world.draft(None)
    planning.propose_times(poll, [(DAY, planning.CHECK_TIME)], by=facilitator, now=NOW)
    meeting = world.plan(place="Library, room 2", online_url="https://meet.example.org/a")
    for arrangement in meeting.arrangements.all():
        supporting.arrange(
            arrangement, state="arranged", note="Taxi at 16:50", owner=facilitator,
            by=facilitator, now=NOW,
        )  # fmt: skip
    send_all_until(NOW)
    world.move(meeting, DAY + timedelta(days=7), now=NOW + timedelta(minutes=1))
    planning.change_place(
        meeting, place="Town hall", online_url="", dial_in="+1 555", by=facilitator, now=NOW
    )
    for member in members:
        ActionItemFactory(meeting=meeting, owner=member, text_en="Ask around", due_on=DAY)
    noting.send_notes(meeting, by=facilitator, now=NOW)
    off = world.plan(DAY + timedelta(days=1))
    send_all_until(NOW + timedelta(minutes=2))
    world.cancel(off, now=NOW + timedelta(minutes=3))
    resource = ResourceFactory.build(
        partnership=world.partnership, shared_by=facilitator, shared_at=NOW, title_en="Walking plan"
    )
    texts = [
        ResourceTextFactory.build(resource=None, language=code, added_by=facilitator)
        for code in LANGUAGES
    ]
    sharing.share(resource, texts, by=facilitator, now=NOW)
    for pk in following_up.due(NOW + timedelta(days=3)):
        following_up.ask(pk, NOW + timedelta(days=3))


@pytest.fixture
def world(db, smtp_sink):
    return World()


def messages_of(member):
    """Each message of a person by its kind, the latest of each."""
    notices = Notice.objects.filter(person=member.person).select_related("person", "partnership")
    return {notice.kind: render(notice) for notice in notices.order_by("pk")}


def sentences(kind):
    """The English sentences of a kind's template and of what it includes."""
    text = (TEMPLATES / f"{kind}.txt").read_text(encoding="utf-8")
    for name in re.findall(r'{% (?:include|extends) "notices/(\w+).txt" %}', text):
        text += (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")
    plain = re.findall(r'{% translate "([^"]+)"', text)
    blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, re.DOTALL)
    singular = [block.partition("{% plural %}")[0] for block in blocks]
    return plain + [re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in singular]


def pieces(sentence):
    """The parts of a sentence between what is filled in, long enough to be recognised."""
    parts = re.split(r"%\(\w+\)s", sentence)
    return [part.strip() for part in parts if len(part.strip()) > 9]


def translated(sentence, language):
    with translation.override(language):
        alone = gettext(sentence)
        # Not every Python finds the singular of a sentence that has a plural without a number.
        return alone if alone != sentence else ngettext(sentence, sentence, 1)


@pytest.mark.parametrize("server", LANGUAGES)
@pytest.mark.parametrize("actor", LANGUAGES)
def test_each_message_is_the_readers_own(world, settings, actor, server):
    settings.LANGUAGE_CODE = server
    world.facilitator.person.language = actor
    world.facilitator.person.save()
    readers = {
        code: world.member(person__language=code, person__detail="full", facilitator=True)
        for code in LANGUAGES
    }
    with translation.override(actor):
        everything(world, list(readers.values()))

    for language, reader in readers.items():
        with translation.override(server):
            messages = messages_of(reader)
        assert set(messages) >= KINDS
        for kind in KINDS:
            check(kind, messages[kind], language)


def check(kind, message, language):
    whole = f"{message.subject}\n{message.text}"
    assert message.language == language, kind
    assert message.headers["Content-Language"] == language
    assert f'<html lang="{language}" dir="{direction(language)}">' in message.html
    assert not re.search(r"{%|{{|%\(|\ue000|\ue001|\ue002", whole + message.html), kind
    hosts = set(re.findall(r"https?://([^/\s\"<]+)", whole))
    assert hosts <= {"testserver", "meet.example.org"}
    if language != "en":
        assert not ENGLISH_DATES.search(whole), (kind, language)
        for sentence in sentences(kind):
            for piece in pieces(sentence) if translated(sentence, language) != sentence else ():
                assert piece not in whole, (kind, language, piece)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_sentence_is_translated(kind, language):
    gaps = [each for each in sentences(kind) if translated(each, language) == each]

    assert gaps == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_and_times_are_the_readers(world, language):
    cairo = world.member(
        person__language=language, person__timezone="Africa/Cairo", person__detail="full"
    )
    meeting = world.plan()

    message = messages_of(cairo)["meeting_planned"]

    here = dates.moment(meeting.starts_at, language, cairo.person.zone)
    there = dates.moment(meeting.starts_at, language, meeting.zone)
    assert here in message.text
    assert there in message.text
    day = dates.day(meeting.starts_at.astimezone(cairo.person.zone).date(), language)
    assert day in message.subject


def test_who_is_where_the_meeting_is_reads_one_time(world):
    member = world.member()
    world.plan()

    text = messages_of(member)["meeting_planned"].text

    assert text.count("5:30") == 1


SECRETS = ["Walking together", "Walking plan", "Ask around", "partnership", "interpreter"]


@pytest.mark.parametrize("detail", ["full", "standard", "minimal"])
def test_no_subject_tells_what_it_is_about(world, detail):
    member = world.member(person__detail=detail, facilitator=True)
    world.partnership.name = "Partnership for kidneys"
    world.partnership.save()
    everything(world, [member])

    for kind, message in messages_of(member).items():
        for secret in SECRETS:
            assert secret not in message.subject.lower(), kind


def test_by_default_a_message_says_when_and_where_but_not_what(world):
    member = world.member(facilitator=True)
    everything(world, [member])

    messages = messages_of(member)

    assert "Town hall" in messages["meeting_changed"].text
    for kind, message in messages.items():
        for secret in ["Walking together", "Walking plan", "Ask around", "/p/"]:
            assert secret not in message.text, kind


def test_who_wants_to_see_least_reads_only_that_there_is_a_message(world):
    member = world.member(person__detail="minimal", facilitator=True)
    everything(world, [member])

    for kind, message in messages_of(member).items():
        assert message.subject == "You have a message", kind
        assert "Town hall" not in message.text
        assert not ENGLISH_DATES.search(message.text)
        assert message.attachments == []
        assert "http://testserver/home/" in message.text


def test_the_language_counts_that_a_person_has_when_it_is_sent(world, smtp_sink):
    member = world.member(person__language="en")
    world.plan()
    member.person.language = "ar"
    member.person.save()

    send_all_until(NOW)

    (mail,) = smtp_sink.to(member.person.address)
    assert parsed(mail)["Content-Language"] == "ar"
    assert dates.day(DAY, "ar") in parsed(mail)["Subject"]
