"""Letters by post: in time or another way, in the person's language, posted once."""

import json
import re
from datetime import timedelta

import pytest
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from notices import kinds, letters, receipts, sheets
from notices.letters import letter_to
from notices.models import Delivery, Notice, PaperForm, State, Task, TaskKind
from notices.planning import plan
from notices.reasons import Reason
from notices.rerouting import bring_by
from notices.routes import POSTING, PRINTING
from notices.sending import send_due
from notices.sheets import Contact
from partners.models import Channel, NeedKind, Person
from tests.factories import DeliveryFactory, MembershipFactory, SupportNeedFactory
from tests.notices.conftest import KIND, NOW, state
from tests.papers import is_tagged, words_of

DAY = timedelta(days=1)
CONTACT = Contact(["Maya"], "+1 213 555 0100")
ADDRESS = "Rosa Paz\n12 Mill Lane\nBristol"


@pytest.fixture
def by_post(member):
    """Makes members who want letters and have no e-mail address."""

    def make(**person):
        wishes = {"email": None, "channel": Channel.POST, "postal_address": ADDRESS}
        return member(**{**wishes, **person})

    return make


@pytest.fixture
def rosa(by_post):
    return by_post(name="Rosa", language="es")


def of(person):
    return Delivery.objects.filter(notice__person=person).order_by("pk")


# When, and if at all


def test_a_letter_is_to_be_posted_days_before_its_time(tell, rosa):
    (delivery,) = tell(rosa.person, due_at=NOW + 10 * DAY, last_moment=NOW + 11 * DAY)

    assert delivery.channel == Channel.POST
    assert delivery.next_try_at == NOW + 11 * DAY - PRINTING - POSTING
    assert delivery.post_by == NOW + 11 * DAY - POSTING
    assert not letters.due(rosa.partnership, NOW + 3 * DAY).exists()
    assert letters.due(rosa.partnership, NOW + 4 * DAY).get() == delivery


def test_a_letter_without_a_last_moment_arrives_at_its_time(tell, rosa):
    (delivery,) = tell(rosa.person, due_at=NOW + 10 * DAY)

    assert delivery.next_try_at == NOW + 10 * DAY - POSTING


def test_quiet_hours_do_not_matter_to_a_letter(tell, by_post):
    asleep = by_post(quiet_from=NOW.time(), quiet_until=(NOW + timedelta(hours=9)).time()).person

    (delivery,) = tell(asleep)

    assert delivery.next_try_at == NOW - POSTING


def test_what_a_letter_cannot_bring_in_time_is_said_by_phone(tell, by_post):
    person = by_post(phone="+1 555 0100").person

    (delivery,) = tell(person, last_moment=NOW + POSTING - timedelta(minutes=1))

    assert (delivery.channel, delivery.post_by) == (Channel.CALL, None)


def test_what_must_arrive_before_its_last_moment_goes_another_way(tell, by_post):
    person = by_post(phone="+1 555 0100").person

    (delivery,) = tell(person, last_moment=NOW + 30 * DAY, arrives_by=NOW + DAY)

    assert delivery.channel == Channel.CALL


def test_what_no_way_brings_in_time_is_a_task(tell, rosa, facilitator):
    (delivery,) = tell(rosa.person, last_moment=NOW + DAY)

    assert state(delivery) == (State.FAILED, Reason.LETTER_LATE)
    task = Task.objects.get(person=rosa.person)
    assert task.kind == TaskKind.LETTER_LATE


def test_a_person_without_any_way_remains_a_task(tell, by_post):
    nobody = by_post(postal_address="").person

    (delivery,) = tell(nobody)

    assert state(delivery) == (State.FAILED, Reason.UNREACHABLE)
    assert Task.objects.get(person=nobody).kind == TaskKind.UNREACHABLE


def test_a_letter_that_nobody_posted_in_time_becomes_a_call(tell, by_post):
    person = by_post(phone="+1 555 0100").person
    (letter,) = tell(person, last_moment=NOW + 5 * DAY)

    send_due(NOW + DAY)
    assert state(letter) == (State.PENDING, "")
    send_due(NOW + DAY + timedelta(minutes=1))

    assert state(letter) == (State.VOID, Reason.CHANNEL_CHANGED)
    assert of(person).get(channel=Channel.CALL).state == State.PENDING


def test_a_letter_that_nobody_posted_in_time_becomes_a_task(tell, rosa):
    (letter,) = tell(rosa.person, last_moment=NOW + 5 * DAY)

    send_due(NOW + 2 * DAY)

    assert state(letter) == (State.FAILED, Reason.LETTER_LATE)
    assert Task.objects.get(person=rosa.person).kind == TaskKind.LETTER_LATE


def test_who_wants_no_letters_any_more_is_told_another_way(tell, rosa, smtp_sink):
    (letter,) = tell(rosa.person)
    Person.objects.filter(pk=rosa.person_id).update(channel="email", household_email="r@a.org")

    send_due(NOW)

    assert state(letter) == (State.VOID, Reason.CHANNEL_CHANGED)
    assert of(rosa.person).get(channel=Channel.EMAIL).state == State.SENT


def test_a_letter_to_somebody_who_has_no_other_way_stays(tell, by_post):
    person = by_post(channel=Channel.CALL).person  # and has no phone
    (letter,) = tell(person)

    send_due(NOW)

    assert state(letter) == (State.PENDING, "")


def test_a_call_to_who_now_wants_letters_becomes_one(tell, by_post):
    person = by_post(channel=Channel.CALL, phone="+1 555 0100").person
    (call,) = tell(person, last_moment=NOW + 9 * DAY)
    Person.objects.filter(pk=person.pk).update(channel=Channel.POST)

    send_due(NOW)

    assert state(call) == (State.VOID, Reason.CHANNEL_CHANGED)
    assert of(person).get(channel=Channel.POST).post_by == NOW + 9 * DAY - POSTING


def test_a_letter_planned_anew_gets_its_new_times(tell, rosa):
    (first,) = tell(rosa.person, due_at=NOW + 10 * DAY, last_moment=NOW + 11 * DAY)

    tell(rosa.person, due_at=NOW + 20 * DAY, last_moment=NOW + 21 * DAY)

    first.refresh_from_db()
    assert first.next_try_at == NOW + 21 * DAY - PRINTING - POSTING
    assert first.post_by == NOW + 21 * DAY - POSTING


def test_another_way_without_a_last_moment_has_none_to_post_by(tell, member):
    (mail,) = tell(member(postal_address=ADDRESS).person)

    bring_by([Channel.POST], mail, NOW)

    assert of(mail.notice.person).get(channel=Channel.POST).post_by is None


# What it says


@pytest.mark.parametrize("server", ["en", "ar"])
def test_a_letter_is_in_the_persons_language_whoever_prints_it(
    tell, rosa, news, question, settings, tmp_path, server
):
    settings.LANGUAGE_CODE = server
    news.questions = [("q", rosa.person)]
    tell(rosa.person)

    with translation.override("ar"):
        letter = letter_to(rosa, NOW)
        sheet = letters.write(letter, contact=CONTACT, is_large=False, now=NOW)
        content = sheets.make(sheet)

    said = words_of(content, tmp_path)
    assert is_tagged(content)
    assert re.search(rb"/Lang\s*\(es", content)
    for words in ["Rosa Paz", "12 Mill Lane", "Hola", "A quién llamar", "Sus respuestas", "Maya"]:
        assert words in said
    assert "Correo electrónico" in said  # the question
    assert "Whom to call" not in said
    assert "الرمز" not in said


def test_a_letter_says_neither_links_nor_how_to_unsubscribe(tell, rosa, settings):
    tell(rosa.person)

    sheet = letters.write(letter_to(rosa, NOW), contact=CONTACT, is_large=False, now=NOW)

    assert settings.BASE_URL not in json.dumps(sheet.blocks)


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        (["One.", "Two."], ["One.", "Two."]),
        (["One.", "Read more:\nhttp://testserver/p/"], ["One."]),
        (["One.", "Change it here:", "http://testserver/a/x/"], ["One."]),
        (["Look\nhttp://testserver/"], ["Look"]),
        (["http://testserver/"], []),
        (["Join: https://meet.example.org/"], ["Join: https://meet.example.org/"]),
    ],
)
def test_addresses_that_nobody_types_are_left_out(parts, left, settings):
    assert letters._without_links(parts) == left


def test_what_is_worded_for_a_voice_goes_by_no_letter():
    """A receipt leaves its mark of the log unsaid; each letter has one at its foot."""
    spoken = {
        kind.name for kind in kinds.all_kinds()
        if "aloud" in get_template(kind.template).template.source
    }  # fmt: skip

    by_letter = {it.name for it in kinds.all_kinds() if Channel.POST in (it.only_by or Channel)}
    assert "pulse" in spoken
    assert "meeting_planned" in by_letter
    assert spoken & by_letter == {"agreement_receipt"}


def test_of_several_reminders_of_one_thing_only_the_last_is_printed(tell, rosa):
    tell(rosa.person, occasion="P7D")
    tell(rosa.person, occasion="P1D", due_at=NOW + DAY)

    sheet = letters.write(letter_to(rosa, NOW), contact=CONTACT, is_large=False, now=NOW)

    assert sum(block["is"] == "heading" for block in sheet.blocks) == 2  # and whom to call
    assert len(letter_to(rosa, NOW).deliveries) == 2


def test_a_receipt_goes_by_post_and_its_form_lets_the_person_correct_it(
    rosa, question, facilitator, tmp_path
):
    receipts.record(question, rosa.person, "1", recorded_by=facilitator, now=NOW)
    rosa.person.refresh_from_db()
    letter = letter_to(rosa, NOW)

    said = words_of(
        sheets.make(letters.write(letter, contact=CONTACT, is_large=True, now=NOW)), tmp_path
    )

    assert "Usted respondió: Sí" in said
    assert PaperForm.objects.get(membership=rosa).questions.get().letter == "q"


# Pages


@pytest.fixture
def at(partnership):
    def address(name, *rest):
        return reverse(f"notices:{name}", args=[partnership.slug, *rest])

    return address


@pytest.fixture
def client(client, facilitator, at):
    client.force_login(facilitator.person)
    client.get(at("tasks"))  # the first page of a session also writes down who signed in where
    return client


@pytest.fixture
def waiting(rosa, kind, partnership):
    now = timezone.now()
    plan(KIND, partnership, [rosa.person], partnership=partnership, now=now)
    return of(rosa.person).get()


def test_list_says_who_waits_for_what_and_until_when(client, at, rosa, kind, partnership):
    now = timezone.now()
    plan(
        KIND, partnership, [rosa.person], partnership=partnership, now=now,
        last_moment=now + 6 * DAY,
    )  # fmt: skip

    page = client.get(at("letters")).text

    assert "Rosa" in page
    assert "News" in page
    assert "Post it by" in page
    assert "I posted it" not in page


def test_empty_list_says_what_belongs_there(client, at):
    assert "Nobody waits for a letter." in client.get(at("letters")).text


def test_a_letter_is_printed_then_posted_once(client, at, rosa, waiting, facilitator, tmp_path):
    printed = client.post(at("print_letter", rosa.pk), {"phone": "+1 213 555 0199"})
    page = client.get(at("letters")).text
    first = client.post(at("post_letter", rosa.pk), follow=True).text
    second = client.post(at("post_letter", rosa.pk), follow=True).text

    assert printed.headers["Content-Type"] == "application/pdf"
    assert "Rosa" not in printed.headers["Content-Disposition"]
    assert "+1 213 555 0199" in words_of(printed.content, tmp_path)
    assert "I posted it" in page
    assert "1 message is on its way by post." in first
    assert "Nothing that was printed waits here." in second
    waiting.refresh_from_db()
    assert (waiting.state, waiting.recorded_by, waiting.language) == (
        State.SENT,
        facilitator,
        "es",
    )


def test_what_came_after_printing_waits_for_the_next_letter(
    client, at, rosa, waiting, kind, partnership
):
    client.post(at("print_letter", rosa.pk))
    now = timezone.now()
    plan(KIND, partnership, [rosa.person], partnership=partnership, now=now, revision=1)

    page = client.get(at("letters")).text
    client.post(at("post_letter", rosa.pk))

    assert "Something new came since: print it again." in page
    assert sorted(of(rosa.person).values_list("state", flat=True)) == [State.PENDING, State.SENT]


def test_nothing_is_posted_that_was_not_printed(client, at, rosa, waiting):
    client.post(at("post_letter", rosa.pk))

    assert state(waiting) == (State.PENDING, "")


def test_what_is_not_needed_any_more_is_not_printed(client, at, rosa, waiting, news):
    news.is_wanted = False

    response = client.post(at("print_letter", rosa.pk), follow=True)

    assert "is not needed any more" in response.text
    assert state(waiting) == (State.VOID, Reason.NOT_WANTED)


def test_a_letter_that_is_gone_says_so(client, at, rosa):
    response = client.post(at("print_letter", rosa.pk), follow=True)

    assert "This letter was posted already" in response.text


def test_a_bad_number_is_explained_and_kept(client, at, rosa, waiting):
    response = client.post(at("print_letter", rosa.pk), {"phone": "call me"})

    assert "Write the phone number with digits" in response.text
    assert "call me" in response.text
    assert state(waiting) == (State.PENDING, "")


def test_a_character_that_no_font_has_is_explained(client, at, rosa, waiting):
    Person.objects.filter(pk=rosa.person_id).update(name="\N{LINEAR B SYLLABLE B008 A}")

    response = client.post(at("print_letter", rosa.pk), follow=True)

    assert "None of our fonts has a character of this text." in response.text
    waiting.refresh_from_db()
    assert waiting.printed_at is None


def test_large_print_follows_the_need(client, at, rosa, waiting):
    SupportNeedFactory(membership=rosa, kind=NeedKind.LARGE_PRINT)
    large = client.post(at("print_letter", rosa.pk)).content
    rosa.needs.all().delete()

    assert len(large) != len(client.post(at("print_letter", rosa.pk)).content)


def test_letters_of_another_partnership_are_not_here(client, at, kind):
    stranger = MembershipFactory(person__name="Stranger")
    DeliveryFactory(
        notice__person=stranger.person, notice__partnership=stranger.partnership,
        channel=Channel.POST,
    )  # fmt: skip

    assert "Stranger" not in client.get(at("letters")).text
    assert client.post(at("print_letter", stranger.pk)).status_code == 404
    assert letters.letters(stranger.partnership, timezone.now())


def test_list_takes_as_few_queries_for_many_letters(
    client, at, by_post, kind, partnership, django_assert_max_num_queries
):
    def tell_some(count):
        people = [by_post().person for _each in range(count)]
        plan(KIND, partnership, people, partnership=partnership, now=timezone.now())

    tell_some(1)
    client.get(at("letters"))
    with django_assert_max_num_queries(200) as few:
        client.get(at("letters"))
    tell_some(30)

    with django_assert_max_num_queries(len(few)):
        client.get(at("letters"))


def test_members_print_no_letters_of_others(client, at, rosa, waiting):
    client.force_login(MembershipFactory(partnership=rosa.partnership).person)

    assert client.post(at("print_letter", rosa.pk)).status_code == 403
    assert Notice.objects.filter(person=rosa.person).exists()
