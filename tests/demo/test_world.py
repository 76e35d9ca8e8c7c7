from datetime import timedelta

import pytest

from dashboards.waiting import waits_for
from demo import mails, world
from meetings.models import Meeting
from notices import emergencies, letters, texting
from notices.models import Delivery
from partners.models import Membership, Person
from tests.factories import now


@pytest.mark.usefixtures("built")
def test_world_is_built_once():
    people = Person.objects.count()

    assert not world.build(now())
    assert Person.objects.count() == people


@pytest.mark.usefixtures("built")
def test_world_shows_what_a_visitor_wants_to_see():
    without_mail = Person.objects.filter(email=None, household_email="").exclude(phone="")
    assert without_mail.exists()
    assert set(Person.objects.values_list("language", flat=True)) == {"en", "es", "ar"}
    assert Meeting.objects.upcoming(now()).exists()
    assert Meeting.objects.being_scheduled().exists()
    assert Meeting.objects.past(now()).filter(cancelled_at=None).exists()
    assert Meeting.objects.past(now()).exclude(cancelled_at=None).exists()
    stale = Delivery.objects.open().filter(notice__due_at__lt=now() - timedelta(hours=13))
    assert not stale.exists()
    listed = {member.person.name for _place, members in world.partnerships() for member in members}
    assert "Rosa Jiménez" in listed
    assert "Jorge Díaz" not in listed, "he is invited, and has not joined"


@pytest.mark.usefixtures("built")
def test_what_wants_two_facilitators_can_be_tried():
    maya, rosa, daniel = (
        Membership.objects.get(person__name=name)
        for name in ("Maya Okafor", "Rosa Jiménez", "Daniel Reyes")
    )

    assert emergencies.is_hidden(rosa, maya)
    assert [*emergencies.who_may_agree(rosa, maya)] == [daniel]


def test_mail_is_read_from_the_mailbox(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "1-a.eml").write_bytes(
        b"Subject: =?utf-8?q?Reuni=C3=B3n?=\r\nTo: rosa@demo.test\r\nContent-Language: es\r\n"
        b"X-Envelope-To: familia@demo.test\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Hola\r\n"
    )
    (folder / "2-b.eml").write_bytes(b"Subject: Later\r\nTo: maya@demo.test\r\n\r\nHi\r\n")

    later, first = mails.newest()

    assert (first.subject, first.to, first.language) == ("Reunión", "familia@demo.test", "es")
    assert first.text.strip() == "Hola"
    assert (later.to, later.html, later.attachments) == ("maya@demo.test", "", [])
    assert mails.find("1-a").subject == "Reunión"
    assert mails.find("../secret") is None


@pytest.mark.django_db
def test_demo_does_not_exist_outside_demo_mode(client):
    for address in ["/demo/", "/demo/mail/", "/demo/1/sign-in/"]:
        assert client.get(address).status_code == 404


@pytest.mark.usefixtures("built")
def test_everything_that_waits_in_the_demo_has_its_sentence():
    everybody = Membership.objects.active().select_related("person", "partnership")

    waiting = [item for member in everybody for item in waits_for([member], now())]

    assert all(item.sentence for item in waiting)
    assert {"rsvp", "times", "arrange", "sign", "decision"} <= {item.kind for item in waiting}


def test_texts_are_read_from_where_the_console_keeps_them(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert mails.newest_texts() == []
    texting.folder().mkdir()
    for name in ("1", ".half"):
        (texting.folder() / f"{name}.json").write_text(
            '{"to": "+12135550178", "body": "Hola", "core": "Hola", "language": "es"}'
        )

    (sms,) = mails.newest_texts()

    assert (sms.text.to, sms.text.body, sms.text.direction) == ("+12135550178", "Hola", "ltr")


@pytest.mark.usefixtures("built")
def test_somebody_in_the_demo_waits_for_a_letter():
    joan = Membership.objects.with_person().get(person__channel="post")
    (letter,) = letters.letters(joan.partnership, now())
    assert letter.membership == joan
    assert "Joan Clarke" in joan.person.postal_address


@pytest.mark.usefixtures("built")
def test_somebody_in_the_demo_gets_texts(settings):
    settings.TEXTS = "console"

    person = Person.objects.exclude(texts_to="").get()
    assert person.reachable_by() == "text"
    assert person.text_consents.get().number == person.texts_to
