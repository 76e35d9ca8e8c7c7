"""Messages: in the language, direction and zone of whoever receives them."""

import dataclasses
import email
import email.policy
import itertools
import re

import pytest
from django.utils import timezone, translation

from meetings.models import Resource
from notices import kinds, marks
from notices.models import Notice
from notices.rendering import language_of, render
from notices.sending import send_due
from partners import dates
from partners.models import Partnership, Person
from tests.notices.conftest import NOW
from translations.printing import reading, sentence, words

LANGUAGES = ["en", "es", "ar"]


def monday(language):
    with translation.override(language):
        return translation.gettext("Monday")


@pytest.mark.parametrize(
    ("actor", "recipient", "server"), list(itertools.permutations(LANGUAGES)), ids="-".join
)
def test_words_dates_and_direction_are_the_recipients(
    smtp_sink, tell, member, settings, actor, recipient, server
):
    settings.LANGUAGE_CODE = server
    person = member(language=recipient, timezone="Africa/Cairo").person

    with translation.override(actor), timezone.override("America/Los_Angeles"):
        tell(person)
    with translation.override(server):
        send_due(NOW)

    mail = email.message_from_bytes(smtp_sink.messages[0].content, policy=email.policy.default)
    text = mail.get_body("plain").get_content()
    html = mail.get_body("html").get_content()
    way = "rtl" if recipient == "ar" else "ltr"
    assert str(mail["Subject"]) == f"{monday(recipient)} 0"
    assert mail["Content-Language"] == recipient
    assert dates.moment(NOW, recipient, person.zone) in text
    assert f'<html lang="{recipient}" dir="{way}">' in html
    assert f'lang="{recipient}" dir="{way}">' in html.split("<body>")[1]
    for other in {actor, server}:
        assert dates.moment(NOW, other, person.zone) not in text


def test_the_language_that_was_active_is_active_afterwards(tell, member):
    tell(member(language="es").person)

    with translation.override("ar"):
        render(Notice.objects.get())
        assert translation.get_language() == "ar"


def test_words_in_another_language_say_so_in_both_parts(tell, member, partnership):
    Partnership.objects.update(name_ar="حديقة", name_en="", name_es="")
    (delivery,) = tell(member(language="es").person)

    message = render(delivery.notice)

    assert '<span lang="ar" dir="rtl">حديقة</span> (' in message.body
    assert "\u2068حديقة\u2069 (" in message.text


def test_what_people_wrote_is_escaped_and_becomes_no_link(tell, member, partnership):
    evil = "<b>https://evil.example</b> & co"
    Partnership.objects.update(name_en=evil)
    (delivery,) = tell(member(name="<i>http://me.example</i>").person)

    message = render(delivery.notice)

    assert evil in message.text
    assert "&lt;b&gt;https://evil.example&lt;/b&gt; &amp; co" in message.body
    assert re.findall(r'href="([^"]+)"', message.body) == [
        f"http://testserver/p/{partnership.slug}/",
        *re.findall(r"http://testserver/unsubscribe/\S+/", message.text),
    ]


def test_lists_links_and_answer_buttons(tell, member, news, question):
    person = member().person
    news.questions = [("q", person)]
    (delivery,) = tell(person)

    message = render(delivery.notice)

    assert "<li>second</li></ul>" in message.body
    assert re.search(r'<p>E-mail</p><p><a class="button" href="http://\S+/a/q\S+/">', message.body)
    assert "E-mail\n\nhttp://testserver/a/q" in message.text


def test_lines_of_items_are_a_list():
    from notices.rendering import _html  # noqa: PLC0415

    html = _html("One\ntwo\n- a\n- b\n\n-- \nfoot", "en")

    assert html.startswith("<p>One<br>two</p><ul><li>a</li><li>b</li></ul>")
    assert html.endswith('<p class="footer"><small>foot</small></p>')


def test_a_subject_is_one_line_whatever_people_wrote(tell, member, partnership):
    Partnership.objects.update(name_en="One\r\nBcc: evil@example.org")
    (delivery,) = tell(member().person)

    message = render(delivery.notice)

    assert "\n" not in message.subject
    assert "One Bcc: evil@example.org" in message.text


def test_calendar_files_travel_with_their_method(smtp_sink, tell, member, news):
    news.attachments = [
        kinds.Attachment("m.ics", "BEGIN:VCALENDAR año".encode(), "text/calendar", "REQUEST"),
        kinds.Attachment("n.ics", b"BEGIN:VCALENDAR", "text/calendar"),
        kinds.Attachment("a.txt", b"hello", "text/plain"),
    ]
    tell(member().person)

    send_due(NOW)

    mail = email.message_from_bytes(smtp_sink.messages[0].content, policy=email.policy.default)
    one, two, three = mail.iter_attachments()
    assert (one.get_content_type(), one.get_param("method")) == ("text/calendar", "REQUEST")
    assert (one.get_content().strip(), one.get_filename()) == ("BEGIN:VCALENDAR año", "m.ics")
    assert two.get_param("method") is None
    assert three.get_content().strip() == "hello"


def test_messages_that_always_come_offer_no_way_to_switch_them_off(tell, member, kind):
    (delivery,) = tell(member().person)
    kinds.forget(kind.name)
    kinds.register(dataclasses.replace(kind, may_be_muted=False))

    message = render(delivery.notice)

    assert "List-Unsubscribe" not in message.headers
    assert "unsubscribe" not in message.text


def test_an_unknown_language_falls_back_to_the_partnership_then_to_the_site(settings):
    person = Person(language="tlh")

    assert language_of(person, Partnership(languages=["xx", "ar", "es"])) == "ar"
    assert language_of(person, Partnership(languages=[])) == language_of(person) == "en"


def test_task_mails_tell_nothing_to_who_wants_nothing_told(tell, member, facilitator):
    Person.objects.filter(pk=facilitator.person_id).update(detail="minimal")
    tell(member(email=None).person)
    notice = Notice.objects.get(kind="facilitator_task")
    told = notice.subject.get_kind_display()
    assert told not in render(notice).text

    Person.objects.filter(pk=facilitator.person_id).update(detail="full")
    assert told in render(Notice.objects.get(kind="facilitator_task")).text


@pytest.mark.parametrize(
    ("rendered", "text"),
    [
        ('<span lang="en" dir="ltr">a &amp; b</span>', "a & b"),
        ('<div lang="en" dir="ltr"><p>a<br>b</p>\n\n<p>c</p></div>', "a\nb\n\nc"),
        ('<span lang="en" dir="ltr">a</span> <small class="x">(&quot;x&quot;)</small>', 'a ("x")'),
        ('<span lang="xx" dir="ltr">a</span>', "a"),
        ("plain <b>text</b>", "plain <b>text</b>"),
        ('<span lang="en" dir="ltr">\ue000en\ue001a\ue002</span>', "ena"),
    ],
)
def test_tags_of_pages_become_plain_text(rendered, text):
    assert marks.as_text(marks.from_tags(rendered), "en") == text


def test_own_language_is_kept_apart_without_naming_it():
    assert marks.as_html(marks.mark("a", "en"), "en") == "<bdi>a</bdi>"


def test_a_question_with_stored_words_becomes_text_without_escapes():
    asked = sentence(
        'You said "%(said)s". %(why)s', said=words("l'été & <b>", "fr"), why="Isn't it so?"
    )

    text = marks.as_text(marks.from_html(asked), "en")

    assert text == "You said \"l'été & <b>\". Isn't it so?"
    assert marks.from_html("Will you be there?") == "Will you be there?"


def test_a_question_that_fell_back_says_so_in_a_message_too():
    plan = Resource(title_en="", title_ar="الخطة")
    asked = sentence("Can you review this: %(title)s", title=reading(plan, "title", "en"))

    text = marks.as_text(marks.from_html(asked), "en")

    assert text == "Can you review this: \u2068الخطة\u2069 (in Arabic)"
