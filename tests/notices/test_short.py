"""Text messages as words: one piece where the script allows, whole words, and nothing private."""

import pytest
from django.utils.translation import override

from notices import kinds, segments, short
from notices.inviting import invite_by_mail
from notices.models import Delivery, Notice
from notices.outbox import example
from notices.sending import send_due
from partners import texting
from partners.models import Channel, Detail
from tests.factories import InvitationFactory, MembershipFactory, PartnershipFactory
from tests.notices.conftest import NOW

LANGUAGES = ["en", "es", "ar"]
LONGEST = {"en": 1, "es": 1, "ar": 2}  # pieces; an answer link alone nearly fills one in Arabic


@pytest.fixture(autouse=True)
def _offered(settings):
    settings.TEXTS = "console"
    settings.BASE_URL = "https://coprod.example.org"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("ñ¿é" * 50, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ó" * 70, 1),
        ("ó" * 71, 2),
        ("م" * 70, 1),
        ("م" * 135, 3),
        ("🦀" * 35, 1),
        ("🦀" * 36, 2),
    ],
)
def test_pieces_are_counted_as_networks_count_them(text, pieces):
    assert segments.count(text) == pieces


def test_what_no_reader_misses_makes_room():
    said = "Reunión “año” \u2013 5:30\u202fPM\u2026"

    assert segments.without_accents(segments.plain(said)) == 'Reunion "año" - 5:30 PM...'


def test_the_fullest_way_that_fits_is_taken():
    assert short._fitted(["a" * 161, "b" * 160, "c"]) == "b" * 160


def test_if_nothing_fits_the_fullest_of_the_fewest_pieces_is_taken():
    assert short._fitted(["a" * 400, "b" * 300, "c" * 200]) == "b" * 300


def test_accents_are_kept_where_there_is_room():
    assert short._fitted(["Reunión"]) == "Reunión"
    assert short._fitted(["Reunión " + "x" * 80]) == "Reunion " + "x" * 80


def every_text(language, detail, **person):
    """(kind, text) of each kind that may go by text, as an example."""
    membership = MembershipFactory(
        person__language=language, person__detail=detail, person__phone="+12135550142",
        person__name="Zzname", partnership__name_en="Zzdiabetes", partnership__name_es="Zzdiabetes",
        partnership__name_ar="Zzdiabetes", partnership__slug="zzdiabetes", facilitator=True,
        **{f"person__{name}": value for name, value in person.items()},
    )  # fmt: skip
    texting.agree(membership.person, recorded_by=None, now=NOW)
    for kind in kinds.all_kinds():
        notice = example(kind, membership, language, NOW)
        if notice is not None and Channel.TEXT in (kind.only_by or Channel):
            yield kind, short.write(notice)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("detail", [Detail.FULL, Detail.STANDARD, Detail.MINIMAL])
def test_every_kind_can_be_a_text_that_tells_no_secret(language, detail):
    found = dict(every_text(language, detail))

    assert len(found) > 40
    for kind, text in found.items():
        assert segments.count(text.core) <= LONGEST[language], (kind.name, text.core)
        for secret in ["zzdiabetes", "zzname", "/p/", "/join/", "unsubscribe"]:
            assert secret not in text.body.lower(), kind.name


@pytest.mark.django_db
def test_whoever_wants_the_least_gets_no_day_and_no_answer_link():
    for kind, text in every_text("en", Detail.MINIMAL):
        assert "/a/" not in text.body, kind.name
        assert not any(letter.isdigit() for letter in text.core), kind.name


@pytest.mark.django_db
def test_who_cannot_sign_in_gets_no_link_that_asks_them_to():
    for kind, text in every_text("en", Detail.STANDARD, email=None):
        assert "/home/" not in text.body, kind.name


def test_a_question_is_answered_by_its_own_link(tell, texted, news, question):
    person = texted()
    news.questions = [("q", person)]
    (delivery,) = tell(person)

    body = short.write(delivery.notice).body

    assert "\nAnswer: https://coprod.example.org/a/q" in body


def test_the_first_text_says_how_to_stop_and_the_next_does_not(tell, texted):
    person = texted()
    (first,) = tell(person)
    assert short.write(first.notice).body.endswith("Send STOP to get no more texts.")
    send_due(NOW)

    second = tell(person, revision=1)[-1]

    assert "STOP" not in short.write(second.notice).body


def test_an_invitation_goes_by_mail_to_who_prefers_texts(smtp_sink, texted, facilitator):
    person = texted()
    place = MembershipFactory(person=person, partnership=PartnershipFactory(), invited=True)
    invitation = InvitationFactory(membership=place, invited_by=facilitator, email=person.email)

    invite_by_mail(invitation, now=NOW)

    assert Delivery.objects.get().channel == Channel.EMAIL


def test_words_are_the_readers_whatever_language_is_active(tell, texted):
    tell(texted(language="es"))

    with override("ar"):
        text = short.write(Notice.objects.get())

    assert text.language == "es"
    assert text.direction == "ltr"
