"""The pages of open calls: what everybody reads and sends, and what facilitators do with it."""

import re
from datetime import timedelta

import pytest
from allauth.core import ratelimit
from django.conf import settings as site
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from charters import calling
from charters.models import Call, CallAnswer
from notices.models import Delivery
from partners.models import Invitation, Person, SupportNeed
from tests.charters.calling import WORDS, answered, draft, opened, words
from tests.factories import MembershipFactory, now
from tests.meetings.money import set_rates

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in site.LANGUAGES]
SAID = {
    "name": "Ana Torres", "reach": "call", "phone": "+34 600 123 456", "email": "",
    "language": "es", "words": "Tengo dos hijos.", "needs": "Cuidado de niños", "once": "abc",
}  # fmt: skip


@pytest.fixture
def maya():
    return MembershipFactory(
        facilitator=True, person__name="Maya Secret", partnership__name_en="Hidden name",
        partnership__purpose_en="Hidden purpose",
    )  # fmt: skip


@pytest.fixture
def call(maya):
    return opened(maya, "en", "es", "ar")


@pytest.fixture
def at(client):
    """Open a page of a call as its facilitator, or as somebody."""

    def open_page(name, call=None, data=None, *, member=None, **more):
        member = member or call.opened_by
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": call.pk} if call else {}), **more}
        address = reverse(f"charters:{name}", kwargs=kwargs)
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


def send(call, data=SAID, client=None, **headers):
    """Send an answer as somebody without an account."""
    address = reverse("charters:answer_call", kwargs={"code": call.code})
    response = (client or Client()).post(address, data, follow=True, **headers)
    response.text = response.content.decode()
    return response


# Reading


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_a_call_in_the_language_they_read_or_sees_that_it_is_another(
    call, language
):
    client = Client(headers={"accept-language": language})

    page = client.get(call.public_address).content.decode()

    shown = language if language in {"en", "es", "ar"} else "en"
    direction = "rtl" if shown == "ar" else "ltr"
    assert f'<html lang="{language}"' in page
    assert f'<span lang="{shown}" dir="{direction}">{WORDS[shown]["title"]}</span>' in page
    is_own = shown == language
    with override(language):
        note = gettext("This is not written in your language yet. You read it in %(language)s.")
    assert (note.partition("%")[0] in page) is not is_own
    assert 'hreflang="ar"' in page or shown == "ar"


def test_readers_pick_another_language(call):
    page = Client().get(call.public_address, {"read": "ar"}).content.decode()

    assert f'<span lang="ar" dir="rtl">{WORDS["ar"]["title"]}</span>' in page
    assert '<html lang="en"' in page


def test_a_public_page_shows_nothing_of_the_partnership_but_the_call(call, maya):
    MembershipFactory(partnership=maya.partnership, person__name="Rosa Secret")

    pages = [
        Client().get(address).content.decode()
        for address in (
            call.public_address, f"{call.public_address}answer/", reverse("charters:open_calls")
        )
    ]  # fmt: skip

    for page in [*pages, send(call).text]:
        assert "Secret" not in page
        assert "Hidden" not in page
        assert maya.partnership.slug not in page
    assert "+1 213 555 0100" in pages[0]


def test_what_is_paid_stands_on_the_page_if_the_partnership_says_so(maya):
    set_rates(maya)
    shows, hides = opened(maya, shows_rates=True), opened(maya)

    assert "for each" in Client().get(shows.public_address).content.decode()
    assert "for each" not in Client().get(hides.public_address).content.decode()


def test_the_page_takes_few_statements_and_may_be_kept_for_a_minute(call, maya):
    set_rates(maya)
    Call.objects.update(shows_rates=True)

    with CaptureQueriesContext(connection) as asked:
        page = Client().get(call.public_address)

    assert len(asked) <= 8
    assert page["Cache-Control"] == "private, max-age=60"
    assert b"<script" not in page.content


def test_what_people_wrote_is_escaped(maya):
    call = opened(maya, title_en="<b>x</b>", about_en="<script>alert(1)</script>")

    page = Client().get(call.public_address).content.decode()

    assert "<script" not in page
    assert "<b>x" not in page
    assert '<meta name="description" content="&lt;script&gt;' in page


def test_a_draft_is_not_there_and_a_closed_call_says_so_warmly(call, maya):
    hidden = draft(maya)
    calling.close(call, now=now())

    closed = Client().get(call.public_address)

    assert Client().get(hidden.public_address).status_code == 404
    assert closed.status_code == 200
    assert "This has closed. Thank you" in closed.content.decode()
    assert "I want to take part" not in closed.content.decode()
    assert "+1 213 555 0100" in closed.content.decode()


def test_the_list_shows_what_partnerships_ticked(maya):
    opened(maya, title_en="Shown", is_listed=True)
    opened(maya, title_en="Unlisted")
    draft(maya, title_en="Drafted", is_listed=True)
    opened(maya, title_en="Over", is_listed=True)
    Call.objects.filter(title_en="Over").update(closed_at=now())

    page = Client().get(reverse("charters:open_calls")).content.decode()

    assert [word for word in ("Shown", "Unlisted", "Drafted", "Over") if word in page] == ["Shown"]


def test_the_welcome_page_leads_to_the_list_only_if_something_is_there(maya):
    before = Client().get(reverse("partners:welcome")).content.decode()
    opened(maya, is_listed=True)
    after = Client().get(reverse("partners:welcome")).content.decode()

    assert reverse("charters:open_calls") not in before
    assert reverse("charters:open_calls") in after


def test_a_long_list_is_cut_into_pages_and_takes_as_many_statements(maya):
    counts = []
    for many in (3, 30):
        for _number in range(many):
            opened(maya, is_listed=True)
        with CaptureQueriesContext(connection) as asked:
            page = Client().get(reverse("charters:open_calls"))
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert "Page 1 of 2" in page.content.decode()


# Answering


def test_an_answer_is_kept_and_nobody_gets_a_message(call):
    done = send(call)

    kept = CallAnswer.objects.get()
    assert done.status_code == 200
    assert "Thank you" in done.text
    assert calling.unsealed(call, [kept])[0][1].needs == "Cuidado de niños"
    assert kept.language == "es"
    assert not Delivery.objects.exists()
    assert not Person.objects.filter(name="Ana Torres").exists()


def test_sent_twice_is_one_answer(call):
    send(call)
    send(call)
    send(call, {**SAID, "once": "other"})

    assert CallAnswer.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": ""}, "Write the number we should call."),
        ({"phone": "\0"}, "Null characters"),
        ({"reach": "email"}, "Write the address for messages"),
        ({"reach": "email", "email": "no address"}, "Enter a valid e"),
        ({"name": ""}, "Please check"),
        ({"words": "x" * 100_000}, "at most 2000"),
        ({"words": "a\0b"}, "Null characters"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"homepage": "http://spam.example"}, "Send it once more."),
        ({"once": "x" * 1000}, "Please check"),
    ],
)
def test_a_wrong_answer_says_what_is_wrong_and_keeps_the_words(call, wrong, sentence):
    page = send(call, {**SAID, **wrong})

    assert sentence in page.text
    assert page.status_code == 200
    assert "Cuidado de niños" in page.text
    assert not CallAnswer.objects.exists()


@pytest.mark.parametrize(
    "phone", ["+213 555 12 34 56", "0049 30 901820", "(213) 555-0142", "+84.28.3829.2000"]
)
def test_numbers_of_other_countries_are_taken(call, phone):
    send(call, {**SAID, "phone": phone})

    (kept,) = calling.unsealed(call, CallAnswer.objects.all())
    assert kept[1].phone == phone


def test_a_call_that_closed_meanwhile_keeps_what_was_typed(call):
    calling.close(call, now=now())

    page = send(call)

    assert "This closed while you were writing. Nothing was sent." in page.text
    assert "Tengo dos hijos." in page.text
    assert not CallAnswer.objects.exists()


def test_one_number_can_be_named_three_times_a_day(call):
    pages = [send(call, {**SAID, "once": str(number)}) for number in range(4)]

    assert [page.status_code for page in pages] == [200, 200, 200, 429]
    assert "That was sent too often." in pages[-1].text
    assert "Tengo dos hijos." in pages[-1].text
    assert CallAnswer.objects.count() == 3


def test_one_device_can_send_ten_answers_in_ten_minutes(call):
    pages = [
        send(call, {**SAID, "once": str(number), "phone": f"+1213555{number:04}"})
        for number in range(11)
    ]

    assert [page.status_code for page in pages] == [200] * 10 + [429]


def cached():
    """How many things the cache keeps in the database, for every process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        return cursor.fetchone()[0]


def test_the_limit_is_kept_where_every_process_sees_it():
    assert site.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")
    request = RequestFactory().post("/", REMOTE_ADDR="198.51.100.7")
    for _number in range(3):
        assert ratelimit.consume(request, action="answer_call_from", key="+1")

    assert cached() > 0
    assert not ratelimit.consume(request, action="answer_call_from", key="+1")
    assert ratelimit.consume(request, action="answer_call_from", key="+2")


def test_taking_back_needs_a_press_and_works_once(call):
    client = Client()
    done = send(call, client=client)
    address = done.redirect_chain[-1][0]

    for _look in range(2):
        client.get(address)
    kept = CallAnswer.objects.count()
    back = client.post(address)
    again = client.get(address)
    twice = client.post(address)

    assert kept == 1
    assert not CallAnswer.objects.exists()
    assert "Your answer is taken back" in back.content.decode()
    assert (again.status_code, twice.status_code) == (410, 410)


# The partnership


def test_a_facilitator_writes_opens_changes_and_closes_a_call(maya, at):
    day = (now() + timedelta(days=20)).date().isoformat()
    plain = {"closes_on": day, "phone": "+1 213 555 0100", "is_listed": "on"}

    written = at("add_call", data={**words("en"), **plain}, member=maya)
    call = Call.objects.get()
    warned = at("open_this_call", call, member=maya)
    refused = at("open_this_call", call, {}, member=maya)
    is_draft = call.opened_at is None
    done = at("open_this_call", call, {"anyway": "on"}, member=maya)
    page = at("change_call", call, member=maya)
    version = page.context["form"].initial["version"]
    change = {**words("en", "es"), **plain, "title_en": "Read our letters", "version": version}
    changed = at("change_call", call, change, member=maya)
    closed = at("close_call", call, {}, member=maya)

    assert "The call is saved." in written.text
    assert call.language == "en"
    assert "español" in warned.text
    assert "Ask for a translation" in warned.text
    assert "Tick this, or wait" in refused.text
    assert is_draft
    assert "The call is open." in done.text
    assert "Read our letters" in changed.text
    assert "The call is closed." in closed.text


def test_a_call_written_in_another_language_than_its_page_says_what_is_missing(maya, at):
    call = draft(maya, "es")

    page = at("open_this_call", call, {"anyway": "on"}, member=maya)

    assert "Write what we look for, what it is about and what it asks in English" in page.text
    assert Call.objects.get().opened_at is None


def test_a_day_that_has_passed_is_refused(maya, at):
    page = at("add_call", data={**words("en"), "closes_on": "2020-01-01"}, member=maya)

    assert "This day has passed." in page.text
    assert "We write clearer letters." in page.text


def test_members_read_the_call_and_only_facilitators_who_answered(call, at):
    ana = MembershipFactory(partnership=call.partnership)
    answered(call, name="Ana Torres")

    seen, hidden = at("call", call), at("call", call, member=ana)

    assert "Ana Torres" in seen.text
    assert "Ana Torres" not in hidden.text
    assert "Test our letters" in hidden.text


def test_answers_lie_in_their_own_partnership(call, at):
    other = MembershipFactory(facilitator=True)
    kept = answered(call)
    mine = opened(other)

    for name in ("invite_from_call", "say_no_to_answer"):
        assert at(name, call, answer=kept.pk).status_code == 200
        assert at(name, mine, answer=kept.pk).status_code == 404
        assert at(name, call, member=other, answer=kept.pk).status_code == 404


def test_somebody_who_called_is_written_down(call, at):
    done = at("record_call_answer", call, SAID)

    kept = CallAnswer.objects.get()
    assert (kept.way, kept.recorded_by) == ("phone", call.opened_by)
    assert "written down by Maya Secret" in done.text


def test_inviting_fills_in_what_is_known_and_happens_once(call, at):
    kept = answered(call, name="Ana Torres", phone="+34 600 123 456", needs="Intérprete")

    page = at("invite_from_call", call, answer=kept.pk)
    initial = page.context["form"].initial
    data = {
        "name": "Ana Torres", "language": "es", "carrier": "letter", "phone": "+34 600 123 456",
        "group": "patient", "role": "partner", "timezone": "Europe/Madrid",
    }  # fmt: skip
    done = at("invite_from_call", call, data, answer=kept.pk)
    again = at("invite_from_call", call, data, answer=kept.pk)

    assert (initial["name"], initial["language"], initial["phone"]) == (
        "Ana Torres", "es", "+34 600 123 456",
    )  # fmt: skip
    assert done.status_code == 200
    assert Invitation.objects.get().name == "Ana Torres"
    assert SupportNeed.objects.get().detail == "Intérprete"
    assert again.status_code == 404
    assert Invitation.objects.count() == 1


def test_who_is_here_already_is_said_and_the_answer_stays(call, at):
    known = MembershipFactory(partnership=call.partnership, person__email="ana@example.org")
    kept = answered(call, email=known.person.email)
    data = {
        "name": "Ana", "language": "es", "carrier": "email", "email": known.person.email,
        "group": "patient", "role": "partner", "timezone": "UTC",
    }  # fmt: skip

    page = at("invite_from_call", call, data, answer=kept.pk)

    assert "This person is here already" in page.text
    assert call.answers.waiting().count() == 1


def test_a_kind_no_stands_in_their_language_and_in_the_facilitators(call, at):
    kept = answered(call, language="es", email="ana@example.org")

    page = at("say_no_to_answer", call, answer=kept.pk)
    done = at("say_no_to_answer", call, {}, answer=kept.pk)

    with override("es"):
        theirs = gettext("Thank you for answering")
    assert 'lang="es"' in page.text
    assert "This time we found others" in page.text
    assert re.search(r"mailto:ana@example\.org\?subject=\S+&amp;body=", page.text)
    assert theirs != "Thank you for answering"
    assert "What they told us is erased." in done.text
    assert CallAnswer.objects.get().outcome == "told_no"
    assert not Delivery.objects.exists()


def test_a_late_answer_shows(call, at):
    answered(call, at=now() - timedelta(days=30))

    assert "An answer was promised by" in at("call", call).text


def test_putting_away_is_done_once(call, at):
    kept = answered(call)

    done = at("close_call_answer", call, {}, answer=kept.pk)

    assert "It is done." in done.text
    assert at("close_call_answer", call, {}, answer=kept.pk).status_code == 404
