"""Sharing, reading, and following up until each person has answered."""

import pytest
from django.db import connection

from meetings.models import FollowUp, Resource, ResourceText
from meetings.templatetags.sharing import host
from tests.factories import (
    FollowUpFactory,
    MeetingFactory,
    ResourceFactory,
    ResourceTextFactory,
    now,
)

LINK = {"language": "en", "url": "https://example.org/plan"}


@pytest.fixture
def resource(team):
    resource = ResourceFactory(
        partnership=team.partnership, shared_by=team.ana, title_en="The plan", is_essential=True
    )
    ResourceTextFactory(resource=resource, url="https://example.org/plan")
    FollowUpFactory(resource=resource, membership=team.ben, asked=1)
    return resource


def test_shared_link_asks_everyone_else(team, address):
    form = {**LINK, "title_en": "The plan", "is_essential": "on"}

    response = team.as_ben.post(address("share"), form)

    shared = Resource.objects.get()
    assert response.url == shared.get_absolute_url()
    asked = shared.follow_ups.values_list("membership__person__name", flat=True)
    assert set(asked) == {"Ana", "Tariq"}  # Ben shared it, Uma observes


def test_resource_belongs_to_a_meeting_that_is_near(team, address):
    meeting = MeetingFactory(partnership=team.partnership, created_by=team.ana, title_en="Visit")
    MeetingFactory(title_en="Somewhere else")

    page = team.as_ben.get(address("share")).text
    team.as_ben.post(address("share"), {**LINK, "title_en": "Plan", "meeting": meeting.pk})

    assert "Visit (" in page
    assert "Somewhere else" not in page
    assert Resource.objects.get().meeting == meeting


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": ""}, "Choose a file or write a link, one of the two."),
        ({"url": "javascript:alert(1)"}, "Write a whole web address"),
        ({"language": "xx"}, "Select a valid choice."),
        ({"title_en": ""}, "Write this in at least one language."),
        ({"meeting": "9" * 40}, "Select a valid choice."),
        ({"meeting": "\x00"}, "Please check this"),
    ],
)
def test_bad_share_gets_a_clear_sentence(team, address, typed, sentence):
    form = {**LINK, "title_en": "The plan", "title_es": ""} | typed

    assert sentence in team.as_ben.post(address("share"), form).text
    assert not Resource.objects.exists()


def test_list_shows_languages_and_who_waits(team, address, resource):
    page = team.as_ben.get(address("resources")).text

    assert "The plan" in page
    assert "English" in page
    assert "1 of 4 people cannot read this yet." in page  # Tariq reads Arabic


def test_list_shows_what_everyone_needs_first(team, address, resource):
    ResourceFactory(partnership=team.partnership, shared_by=team.ana, title_en="For fun")

    page = team.as_ben.get(address("resources")).text

    assert page.index("The plan") < page.index("For fun")


def test_list_can_show_only_what_waits_for_me(team, address, resource):
    ResourceFactory(partnership=team.partnership, shared_by=team.ana, title_en="For fun")

    mine = team.as_ben.get(address("resources"), {"show": "mine"}).text
    hers = team.as_ana.get(address("resources"), {"show": "mine"}).text

    assert "The plan" in mine
    assert "For fun" not in mine
    assert "Nothing waits for your answer." in hers


@pytest.mark.parametrize("query", ["show=x", "show=%00", "page=999", "page=x", "show=mine&page=-1"])
def test_list_answers_any_query(team, address, resource, query):
    assert team.as_ben.get(f"{address('resources')}?{query}").status_code == 200


def test_empty_list_says_what_belongs_there(team, address):
    assert "Nothing is shared yet." in team.as_ben.get(address("resources")).text


def test_link_names_the_site_it_leads_to(team, address, resource):
    page = team.as_ben.get(resource.get_absolute_url()).text

    assert '<bdi dir="ltr">example.org</bdi>' in page
    assert 'rel="noopener noreferrer"' in page


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://user:word@example.org:8443/x", "example.org"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_host_is_what_a_browser_would_show(url, name):
    assert host(url) == name


def test_file_says_its_kind_and_size(team, address, resource):
    ResourceTextFactory(
        resource=resource,
        language="es",
        url="",
        file="resources/x.pdf",
        file_name="Plan.pdf",
        size=2_500_000,
    )

    page = team.as_ben.get(resource.get_absolute_url()).text.replace("\xa0", " ")

    assert "PDF, 2.4 MB" in page
    assert "<bdi>Plan.pdf</bdi>" in page


def test_text_for_what_was_taken_back_meanwhile_is_not_added(team, address, resource):
    def withdraw_first(execute, sql, params, many, context):
        if "meetings_resource" in sql and sql.startswith("SELECT") and len(seen) < 2:
            seen.append(sql)
            if len(seen) == 2:
                Resource.objects.update(withdrawn_at=now())
        return execute(sql, params, many, context)

    seen = []
    form = {"language": "ar", "url": "https://example.org/ar"}

    with connection.execute_wrapper(withdraw_first):
        response = team.as_ben.post(address("resource_text", pk=resource.pk), form)

    assert response.status_code == 404
    assert resource.texts.count() == 1


def test_my_languages_come_first(team, address, resource):
    ResourceTextFactory(resource=resource, language="ar", url="https://example.org/ar")

    page = team.as_tariq.get(resource.get_absolute_url()).text

    assert page.index("https://example.org/ar") < page.index("https://example.org/plan")


def test_person_who_can_read_none_of_it_is_told_so(team, address, resource):
    team.tariq.person.language = "es"
    team.tariq.person.save()

    page = team.as_tariq.get(resource.get_absolute_url())

    assert page.context["mine_missing"]
    assert not team.as_ben.get(resource.get_absolute_url()).context["mine_missing"]


def test_translator_adds_a_language(team, address, resource):
    here = address("resource_text", pk=resource.pk)
    assert 'value="ar" selected' in team.as_tariq.get(f"{here}?language=ar").text

    team.as_tariq.post(here, {"language": "ar", "url": "https://example.org/ar"})

    assert resource.texts.filter(replaced_at=None).count() == 2


def test_new_text_takes_the_place_of_the_old(team, address, resource):
    form = {"language": "en", "url": "https://example.org/better"}

    team.as_ben.post(address("resource_text", pk=resource.pk), form)

    current = ResourceText.objects.get(replaced_at=None)
    assert current.url == "https://example.org/better"
    page = team.as_uma.get(resource.get_absolute_url()).text
    assert "https://example.org/plan" not in page


@pytest.mark.parametrize("language", ["xx", "\x00", "ar" * 500])
def test_unknown_language_in_the_address_offers_all(team, address, resource, language):
    here = address("resource_text", pk=resource.pk)

    assert team.as_ben.get(here, {"language": language}).status_code == 200


def test_who_shared_it_takes_it_back(team, address, resource):
    here = address("withdraw", pk=resource.pk)
    assert team.as_ben.get(here).status_code == 403
    assert team.as_ben.post(here).status_code == 403
    assert "Take it back?" in team.as_ana.get(here).text

    team.as_ana.post(here)

    assert team.as_ana.get(resource.get_absolute_url()).status_code == 404
    assert "The plan" not in team.as_ben.get(address("resources")).text


def test_resource_of_another_partnership_is_not_there(team, address):
    theirs = ResourceFactory()

    assert team.as_ana.get(address("resource", pk=theirs.pk)).status_code == 404


# Could you open it?


@pytest.mark.parametrize("answer", FollowUp.Answer.values)
def test_person_answers_on_the_page(team, address, resource, answer):
    assert "Could you open it?" in team.as_ben.get(resource.get_absolute_url()).text

    team.as_ben.post(address("answer_follow_up", pk=resource.pk), {"answer": answer})

    follow_up = resource.follow_ups.get(membership=team.ben)
    assert (follow_up.answer, follow_up.recorded_by) == (answer, None)
    assert "You said: " in team.as_ben.get(resource.get_absolute_url()).text


@pytest.mark.parametrize("answer", ["", "maybe", "opened\x00"])
def test_unknown_answer_is_asked_again(team, address, resource, answer):
    here = address("answer_follow_up", pk=resource.pk)

    response = team.as_ben.post(here, {"answer": answer}, follow=True)

    assert "Choose one of the answers." in response.text
    assert not resource.follow_ups.get(membership=team.ben).answer


def test_who_is_not_asked_cannot_answer(team, address, resource):
    here = address("answer_follow_up", pk=resource.pk)

    assert team.as_ana.post(here, {"answer": "opened"}).status_code == 404
    assert team.as_uma.post(here, {"answer": "opened"}).status_code == 403
    assert "Could you open it?" not in team.as_uma.get(resource.get_absolute_url()).text


def test_facilitator_sees_each_person_by_name(team, address, resource):
    FollowUpFactory(resource=resource, membership=team.tariq, next_ask_at=None)

    page = team.as_ana.get(resource.get_absolute_url()).text

    assert "Asked 1 time." in page
    assert "Cannot read it yet: there is no text in a language they read." in page
    assert page.index("Ben") < page.index("Tariq")
    assert "Could each person open it?" not in team.as_ben.get(resource.get_absolute_url()).text


def test_facilitator_writes_down_an_answer(team, address, resource):
    form = {"member": team.ben.pk, "answer": "could_not"}

    team.as_ana.post(address("record_follow_up", pk=resource.pk), form)

    follow_up = resource.follow_ups.get()
    assert (follow_up.answer, follow_up.recorded_by) == ("could_not", team.ana)
    assert "Ana wrote this down for you." in team.as_ben.get(resource.get_absolute_url()).text
    assert "Written down by Ana." in team.as_ana.get(resource.get_absolute_url()).text


def test_answer_is_recorded_only_for_who_is_asked(team, address, resource):
    form = {"member": team.uma.pk, "answer": "opened"}

    response = team.as_ana.post(address("record_follow_up", pk=resource.pk), form)

    assert "Please check this" in response.text
    assert not FollowUp.objects.exclude(answer="").exists()


# Calendars


def test_meeting_comes_as_a_calendar_file(team, address):
    meeting = MeetingFactory(partnership=team.partnership, created_by=team.ana)

    response = team.as_ben.get(address("ics", pk=meeting.pk))

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"METHOD:PUBLISH" in response.content
    assert str(meeting.uid).encode() in response.content


def test_cancelled_meeting_takes_itself_out_of_the_calendar(team, address):
    meeting = MeetingFactory(partnership=team.partnership, created_by=team.ana, cancelled_at=now())

    assert b"METHOD:CANCEL" in team.as_ben.get(address("ics", pk=meeting.pk)).content


def test_meeting_without_a_time_has_no_calendar_file(team, address):
    poll = MeetingFactory(partnership=team.partnership, created_by=team.ana, being_scheduled=True)

    assert team.as_ben.get(address("ics", pk=poll.pk)).status_code == 404


def feed_of(client):
    return client.get("/me/calendar/").context["address"].removeprefix("http://testserver")


def test_feed_needs_no_sign_in(team, client):
    response = client.get(feed_of(team.as_ben))

    assert response.status_code == 200
    assert b"BEGIN:VCALENDAR" in response.content
    assert "Set-Cookie" not in response.headers
    assert not client.cookies


def test_feed_that_did_not_change_is_not_sent_again(team, client):
    here = feed_of(team.as_ben)
    etag = client.get(here).headers["ETag"]

    again = client.get(here, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_new_address_voids_the_old(team, client):
    old = feed_of(team.as_ben)

    team.as_ben.post("/me/calendar/")

    assert client.get(old).status_code == 404
    assert client.get(feed_of(team.as_ben)).status_code == 200


def test_page_says_when_the_feed_was_last_used(team, client):
    assert "No calendar has used it yet." in team.as_ben.get("/me/calendar/").text

    client.get(feed_of(team.as_ben))

    assert "Last used: " in team.as_ben.get("/me/calendar/").text


@pytest.mark.parametrize(
    "token", ["x", "1-", "-", "1-é", "9" * 40 + "-x", "%00", "zzzzzzzzzzzzz-x"]
)
def test_foreign_feed_address_is_not_there(db, client, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404
