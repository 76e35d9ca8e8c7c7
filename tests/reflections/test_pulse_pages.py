"""The pages of a pulse: by a link, signed in, through a facilitator; and what came of it."""

import pytest
from django.urls import reverse

from notices import calling
from partners.models import Membership
from partners.roles import Role
from reflections import pulse_links
from reflections.models import PulseReply
from tests.factories import MeetingFactory, MembershipFactory, now
from tests.reflections.factories_pulse import (
    DAY,
    NO,
    YES,
    members,
    pulse_for,
    replied,
    reply,
)

pytestmark = pytest.mark.django_db
ANSWERED = "Your answers are here."


@pytest.fixture
def at(client):
    """Open a page of a partnership as somebody."""

    def open_page(member, name, pk=None, data=None, query=""):
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": pk} if pk else {})}
        address = reverse(f"reflections:{name}", kwargs=kwargs) + query
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


@pytest.fixture
def by_link(client):
    """Open a person's link; send answers if there are some. Nobody is signed in."""

    def open_page(pulse, member, data=None):
        token = pulse_links.token_for(pulse, member)
        address = reverse("reflections:pulse_link", kwargs={"token": token})
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


# By a link


def test_a_link_asks_five_questions_and_opening_it_changes_nothing(by_link):
    member, other = members(2)
    pulse = pulse_for([member, other])

    page = by_link(pulse, member)

    assert page.text.count("<legend>") == 5
    assert page.text.count("I needed none") == 1
    assert "(optional)" not in page.text
    assert "Sign in" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert not PulseReply.objects.exists()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_a_link_speaks_the_language_of_who_was_sent_it(by_link, client, language, direction):
    member, other = members(2, person__language=language)
    pulse = pulse_for([member, other])
    client.cookies["language"] = "en" if language != "en" else "es"

    page = by_link(pulse, member)

    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert page.headers["Content-Language"] == language


def test_one_sending_takes_all_answers(by_link):
    member, other = members(2)
    pulse = pulse_for([member, other])

    done = by_link(pulse, member, {**YES, "fit": "rather_not"})

    assert ANSWERED in done.text
    assert "<legend>" not in done.text
    assert PulseReply.objects.get().fit == "rather_not"


def test_a_link_used_twice_says_so_kindly_and_changes_nothing(by_link):
    member, other = members(2)
    pulse = pulse_for([member, other])
    by_link(pulse, member, YES)

    again, opened = by_link(pulse, member, NO), by_link(pulse, member)

    assert ANSWERED in again.text
    assert ANSWERED in opened.text
    assert PulseReply.objects.get().voice == "yes"


def test_each_question_may_be_left_out_but_not_all_by_mistake(by_link):
    member, other = members(2)
    pulse = pulse_for([member, other])

    nothing = by_link(pulse, member, {})
    one = by_link(pulse, member, {"safety": "no"})

    assert "Nothing is chosen yet." in nothing.text
    assert ANSWERED in one.text


def test_nonsense_is_named_and_the_other_answers_stay_chosen(by_link):
    member, other = members(2)
    pulse = pulse_for([member, other])

    page = by_link(pulse, member, {"voice": "maybe", "safety": "partly"})

    assert "Choose one of these answers." in page.text
    assert 'value="partly" id="id_safety_1" aria-invalid' not in page.text
    assert page.text.count(" checked") == 1
    assert not PulseReply.objects.exists()


def test_a_closed_pulse_says_so(by_link):
    member, other = members(2)
    pulse = pulse_for([member, other], ago=30 * DAY)

    opened, sent = by_link(pulse, member), by_link(pulse, member, YES)

    assert "These questions are closed." in opened.text
    assert "These questions are closed." in sent.text
    assert not PulseReply.objects.exists()


def test_who_left_since_finds_it_closed(by_link):
    member, other = members(2)
    pulse = pulse_for([member, other])
    Membership.objects.filter(pk=member.pk).update(left_at=now())

    assert "These questions are closed." in by_link(pulse, member, YES).text
    assert not PulseReply.objects.exists()


def test_a_token_of_somebody_who_was_not_asked_opens_nothing(by_link):
    member, other = members(2)
    pulse = pulse_for([member])

    assert by_link(pulse, member).status_code == 200
    assert by_link(pulse, other).status_code == 404


@pytest.mark.parametrize(
    "change", [lambda it: f"{it[:-2]}xx", lambda it: it.replace("-", "-1", 1), str.upper]
)
def test_a_changed_token_opens_nothing(client, change):
    (member,) = members(1)
    token = pulse_links.token_for(pulse_for([member]), member)

    assert client.get(reverse("reflections:pulse_link", args=[token])).status_code == 200
    assert client.get(reverse("reflections:pulse_link", args=[change(token)])).status_code == 404


def test_a_token_opens_one_door_only(client):
    (member,) = members(1)
    token = pulse_links.token_for(pulse_for([member]), member)

    assert client.get(f"/a/{token}/").status_code == 404
    assert client.get(f"/unsubscribe/{token}/").status_code == 404


def test_the_page_is_light(by_link, client, django_assert_max_num_queries):
    member, *others = members(9, person__language="ar")
    pulse = pulse_for([member, *others])
    for other in others:
        reply(pulse, other)

    with django_assert_max_num_queries(8):
        page = by_link(pulse, member)
    with django_assert_max_num_queries(8 + 2):  # and the savepoint of a test
        client.post(page.request["PATH_INFO"], YES)

    assert len(page.content) <= 8 * 1024
    assert PulseReply.objects.count() == 9


# Signed in


def test_what_waits_is_on_top_and_is_answered_signed_in(at):
    member, other = members(2)
    pulse = pulse_for([member, other])

    page = at(member, "pulse")
    done = at(member, "reply", pulse.pk, YES)

    assert "How was it for you?" in page.text
    assert reverse("reflections:reply", args=[member.partnership.slug, pulse.pk]) in page.text
    assert ANSWERED in done.text
    assert "How was it for you?" not in at(member, "pulse").text
    assert "How was it for you?" in at(other, "pulse").text


def test_it_waits_on_the_home_page_too(client):
    member, other = members(2)
    pulse = pulse_for([member, other])
    client.force_login(member.person)
    home = reverse("dashboards:home")

    before = client.get(home).content.decode()
    reply(pulse, member)
    after = client.get(home).content.decode()

    assert "How was this meeting for you?" in before
    assert "How was this meeting for you?" not in after


def test_only_who_was_asked_replies(at):
    asked, stranger = members(2)
    pulse = pulse_for([asked])

    assert at(asked, "reply", pulse.pk).status_code == 200
    assert at(stranger, "reply", pulse.pk).status_code == 404
    assert at(asked, "reply", 2**70).status_code == 404


def test_observers_read_results_and_are_not_asked(at):
    everybody = members(30)
    observer = MembershipFactory(partnership=everybody[0].partnership, role=Role.OBSERVER)
    replied(everybody, YES, YES, NO)

    page = at(observer, "pulse")

    assert "65 in 100" in page.text
    assert "How was it for you?" not in page.text
    assert "Put it on the agenda" not in page.text


# Through a facilitator


@pytest.fixture
def samuel():
    return MembershipFactory(person__without_email=True, person__name="Samuel")


@pytest.fixture
def maya(samuel):
    return MembershipFactory(partnership=samuel.partnership, facilitator=True)


def test_the_call_sheet_reads_the_questions_and_leads_to_where_they_are_written_down(
    at, client, samuel, maya
):
    samuel.person.quiet_from = samuel.person.quiet_until = "00:00"
    samuel.person.save()
    pulse = pulse_for([samuel, maya])
    (call,) = calling.calls(samuel.partnership, now())
    client.force_login(maya.person)

    sheet = client.get(reverse("notices:record_call", args=[samuel.partnership.slug, call.pk]))
    page = at(maya, "record_reply", pulse.pk, query=f"?member={samuel.pk}")
    at(maya, "record_reply", pulse.pk, {**NO, "member": samuel.pk})

    text = sheet.content.decode()
    assert "I will then know what you answered" in text
    assert "It was safe to disagree." in text
    assert f"/pulse/{pulse.pk}/record/?member={samuel.pk}" in text
    assert pulse_links.token_for(pulse, samuel) not in text
    assert f'value="{samuel.pk}" selected' in page.text
    assert "You will know what they answer" in page.text
    assert PulseReply.objects.get().voice == "no"
    assert calling.calls(samuel.partnership, now()) == []


def test_a_reply_is_not_written_down_twice(at, samuel, maya):
    pulse = pulse_for([samuel, maya])
    at(maya, "record_reply", pulse.pk, {**YES, "member": samuel.pk})

    again = at(maya, "record_reply", pulse.pk, {**NO, "member": samuel.pk})

    assert "There is a reply from this person already." in again.text
    assert PulseReply.objects.get().voice == "yes"


def test_a_closed_pulse_takes_nothing_down(at, samuel, maya):
    pulse = pulse_for([samuel, maya], ago=30 * DAY)

    done = at(maya, "record_reply", pulse.pk, {**YES, "member": samuel.pk})

    assert "These questions are closed." in done.text
    assert not PulseReply.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"member": ""}, "Choose who told you."),
        ({"member": "99999"}, "Select a valid choice."),
        ({"member": "\0"}, "Null characters are not allowed."),
        ({"voice": b"\xff\xfe"}, "Choose one of these answers."),
    ],
)
def test_a_mistake_is_named_and_nothing_chosen_is_lost(at, samuel, maya, wrong, sentence):
    pulse = pulse_for([samuel, maya])

    page = at(maya, "record_reply", pulse.pk, {**NO, "member": samuel.pk, **wrong})

    assert sentence in page.text
    assert page.text.count(" checked") >= 4
    assert not PulseReply.objects.exists()


def test_facilitators_write_down_for_others_who_were_asked_not_for_themselves(at, samuel, maya):
    stranger = MembershipFactory(partnership=maya.partnership)
    pulse = pulse_for([samuel, maya])

    page = at(maya, "record_reply", pulse.pk)

    assert f'<option value="{samuel.pk}"' in page.text
    assert f'<option value="{maya.pk}"' not in page.text
    assert f'<option value="{stranger.pk}"' not in page.text


# What came of it


def test_a_low_result_opens_a_conversation(at):
    everybody = members(30)
    member = everybody[0]
    replied(everybody, YES, NO)
    coming = MeetingFactory(partnership=member.partnership, created_by=member)

    page = at(member, "pulse")

    assert "50 in 100, of about 30 answers" in page.text
    assert "Worth talking about" in page.text
    agenda = reverse("meetings:agenda", args=[member.partnership.slug, coming.pk])
    assert f'href="{agenda}"' in page.text


def test_without_a_meeting_to_come_the_conversation_waits_for_one(at):
    everybody = members(30)
    replied(everybody, YES, NO)

    page = at(everybody[0], "pulse")

    assert "Put it on the agenda when the next meeting is planned" in page.text


def test_what_would_point_at_somebody_is_called_so_and_never_nought(at):
    everybody = members(12)
    replied(everybody, YES)

    page = at(everybody[0], "pulse")

    assert page.text.count("Not shown, to protect people") == 5
    assert " 0 in 100" not in page.text
    assert "100 in 100" not in page.text


def test_before_anything_closed_the_page_says_what_belongs_here(at):
    (member,) = members(1)

    assert "Nothing is shown yet." in at(member, "pulse").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    client, django_assert_num_queries, count
):
    everybody = members(20 + 10 * count)
    member = everybody[0]
    for number in range(count):
        replied(everybody, YES, NO, ago=(20 + number) * DAY)
        pulse_for(everybody, ago=(1 + number) * DAY)
    client.force_login(member.person)
    page = reverse("reflections:pulse", args=[member.partnership.slug])
    client.get(page)

    with django_assert_num_queries(QUERIES):
        client.get(page)


QUERIES = 9


def test_members_are_chosen_from_in_as_many_statements_for_thirty_as_for_three(
    at, client, django_assert_max_num_queries
):
    counts = []
    for count in (3, 30):
        everybody = members(count)
        maya = MembershipFactory(partnership=everybody[0].partnership, facilitator=True)
        pulse = pulse_for(everybody)
        at(maya, "record_reply", pulse.pk)
        with django_assert_max_num_queries(20) as captured:
            at(maya, "record_reply", pulse.pk)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_pulse_of_another_partnership_is_not_found(at, samuel, maya):
    pulse = pulse_for([samuel, maya])
    stranger = MembershipFactory(facilitator=True)

    assert at(maya, "record_reply", pulse.pk).status_code == 200
    assert at(stranger, "record_reply", pulse.pk).status_code == 404
