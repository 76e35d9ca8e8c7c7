"""What a person sets about themselves, and how they pause, leave, and say what they need."""

from datetime import time

import pytest
from django.urls import reverse

from notices.kinds import Category
from partners.me_forms import MUTABLE
from partners.models import Membership, Person
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
    SupportNeedFactory,
)

ME = {
    "name": "Rosa",
    "language": "es",
    "timezone": "America/Bogota",
    "channel": "email",
    "household_email": "",
    "phone": "",
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "detail": "standard",
}


@pytest.fixture
def person(client, db):
    person = PersonFactory(name="Rosa", language="es", timezone="America/Bogota")
    client.force_login(person)
    return person


@pytest.fixture
def member(client, db):
    membership = MembershipFactory(person__language="es")
    client.force_login(membership.person)
    return membership


def page(membership, name, **kwargs):
    return reverse(f"partners:{name}", kwargs={"slug": membership.partnership.slug, **kwargs})


def save(client, **said):
    return client.post(reverse("partners:me"), {**ME, **said})


# My page


def test_saving_the_same_moves_no_reminder(client, person):
    assert save(client).status_code == 302

    person.refresh_from_db()
    assert person.timing_revision == 0


@pytest.mark.parametrize(
    "said",
    [
        {"timezone": "Africa/Cairo"},
        {"quiet_from": "22:00"},
        {"quiet_until": "09:00"},
        {"is_any_time": "on"},
        {"channel": "call", "phone": "+1 555 0100"},
        {"reminder_leads": ["P14D", "PT2H"]},
        {"household_email": "family@example.org"},
    ],
)
def test_what_says_when_or_how_to_remind_moves_reminders(client, person, said):
    save(client, **said)

    person.refresh_from_db()
    assert person.timing_revision == 1


@pytest.mark.parametrize(
    "said", [{"language": "ar"}, {"name": "R."}, {"muted": ["reminders"]}, {"also_reads": ["en"]}]
)
def test_other_changes_move_none(client, person, said):
    save(client, **said)

    person.refresh_from_db()
    assert person.timing_revision == 0
    [(name, value)] = said.items()
    assert getattr(person, name) == value


def test_any_time_and_quiet_hours_again(client, person):
    save(client, is_any_time="on")
    person.refresh_from_db()
    assert person.quiet_from == person.quiet_until

    shown = client.get(reverse("partners:me")).content.decode()
    assert 'name="is_any_time" id="id_is_any_time" checked' in shown
    save(client)
    person.refresh_from_db()
    assert (person.quiet_from, person.quiet_until) == (time(21), time(8))


def test_no_own_reminders_means_those_of_the_partnership(client, person):
    save(client, reminder_leads=["P7D"])
    save(client)

    person.refresh_from_db()
    assert person.reminder_leads is None


def test_unusual_reminders_set_elsewhere_are_kept(client, person):
    Person.objects.filter(pk=person.pk).update(reminder_leads=["P5D"])

    save(client, reminder_leads=["P5D", "P1D"])

    person.refresh_from_db()
    assert person.reminder_leads == ["P5D", "P1D"]


def test_a_zone_under_its_older_name_stays_choosable(client, person):
    Person.objects.filter(pk=person.pk).update(timezone="Asia/Calcutta")

    save(client, timezone="Asia/Calcutta", name="R.")

    person.refresh_from_db()
    assert (person.timezone, person.name) == ("Asia/Calcutta", "R.")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"language": "xx"}, "language"),
        ({"also_reads": ["xx"]}, "also_reads_0"),
        ({"timezone": "posix/../UTC"}, "timezone"),
        ({"timezone": "America"}, "timezone"),
        ({"channel": "call"}, "phone"),
        ({"phone": "five five five"}, "phone"),
        ({"household_email": "no address"}, "household_email"),
        ({"quiet_from": "25:99"}, "quiet_from"),
        ({"quiet_from": "08:00"}, "quiet_until"),
        ({"reminder_leads": ["P9999D"]}, "reminder_leads_0"),
        ({"muted": ["everything"]}, "muted_0"),
        ({"detail": "all"}, "detail_0"),
    ],
)
def test_mistakes_are_said_and_nothing_typed_is_lost(client, person, said, field):
    before = Person.objects.values().get(pk=person.pk)

    response = save(
        client,
        **{
            "also_reads": ["en"],
            **said,
            "household_email": said.get("household_email", "typed@example.org"),
        },
    )
    shown = response.content.decode()

    assert response.status_code == 200
    assert f"#id_{field}" in shown
    assert said.get("household_email", "typed@example.org") in shown
    assert Person.objects.values().get(pk=person.pk) == before


def test_the_page_stays_in_the_readers_language_while_it_has_mistakes(client, person):
    response = save(client, language="ar", name="")

    assert '<html lang="es"' in response.content.decode()


def test_a_saved_language_is_the_one_pages_are_shown_in(client, person):
    client.post(reverse("partners:language"), {"language": "en", "next": "/me/"})
    assert '<html lang="en"' in client.get("/me/").content.decode()

    save(client, language="ar")

    assert '<html lang="ar" dir="rtl"' in client.get("/me/").content.decode()


def test_categories_to_switch_off_are_those_of_notices():
    assert {value for value, _label in MUTABLE} == {*Category.values} - {Category.WORK}


def test_my_page_shows_partnerships_and_ways_in_made_for_me(client, person):
    membership = MembershipFactory(person=person, partnership__name_es="Clínica")
    invited = MembershipFactory(person=person, invited=True, partnership__name_es="Otra")
    letter = InvitationFactory(membership=membership, invited_by__person__name="Dana Whitfield")

    shown = client.get(reverse("partners:me")).content.decode()

    assert "Clínica" in shown
    assert invited.partnership.name_es not in shown
    assert letter.invited_by.person.name in shown
    assert reverse("meetings:calendar") in shown


def test_my_page_costs_the_same_with_one_and_with_three_partnerships(
    client, person, django_assert_num_queries
):
    MembershipFactory(person=person)
    client.get(reverse("partners:me"))
    with django_assert_num_queries(7):
        client.get(reverse("partners:me"))
    MembershipFactory.create_batch(2, person=person)
    with django_assert_num_queries(7):
        client.get(reverse("partners:me"))


# Needs


def test_a_need_is_added_changed_and_ended(client, member):
    needs = page(member, "my_needs")
    client.post(needs, {"kind": "food", "detail": "sin gluten", "visible_to": "arrangers"})
    need = member.needs.get()
    assert (need.detail, need.detail_language) == ("sin gluten", "es")

    change = page(member, "change_need", pk=need.pk)
    assert "sin gluten" in client.get(change).content.decode()
    client.post(change, {"detail": "sin gluten", "visible_to": "partnership"})
    client.post(change, {"detail": "", "is_essential": "on", "visible_to": "partnership"})
    need.refresh_from_db()
    assert (need.detail, need.detail_language, need.is_essential) == ("", "", True)

    assert client.get(page(member, "end_need", pk=need.pk)).status_code == 405
    client.post(page(member, "end_need", pk=need.pk))
    need.refresh_from_db()
    assert need.ended_at is not None
    assert client.post(page(member, "end_need", pk=need.pk)).status_code == 404


def test_something_else_must_say_what(client, member):
    response = client.post(page(member, "my_needs"), {"kind": "other", "visible_to": "arrangers"})

    assert response.status_code == 200
    assert not member.needs.exists()


def test_changing_something_else_to_nothing_is_refused(client, member):
    need = SupportNeedFactory(membership=member, kind="other", detail="una silla")

    response = client.post(
        page(member, "change_need", pk=need.pk), {"detail": "", "visible_to": "arrangers"}
    )

    need.refresh_from_db()
    assert response.status_code == 200
    assert need.detail == "una silla"


@pytest.mark.parametrize("name", ["change_need", "end_need"])
def test_needs_of_others_are_not_mine_to_change(client, member, name):
    other = SupportNeedFactory(membership__partnership=member.partnership)

    response = client.post(page(member, name, pk=other.pk), {"detail": "changed"})

    assert response.status_code == 404
    other.refresh_from_db()
    assert (other.detail, other.ended_at) == ("", None)


@pytest.mark.parametrize("pk", [0, 2**63, 2**70, 10**30])
def test_a_number_that_names_nothing_is_not_found(client, member, pk):
    for name in ["person", "change_need"]:
        assert client.get(page(member, name, pk=pk)).status_code == 404


# Strengths, pausing, leaving


def test_strengths_are_kept_in_the_language_they_were_said_in(client, member):
    client.post(page(member, "my_strengths"), {"strengths": "Conozco el barrio"})

    member.refresh_from_db()
    assert (member.strengths, member.strengths_language) == ("Conozco el barrio", "es")
    shown = client.get(member.get_absolute_url()).content.decode()
    assert '<span lang="es" dir="ltr">Conozco el barrio</span>' in shown


def test_too_many_words_are_kept_on_the_page(client, member):
    words = "palabra " * 300

    for name, field in [
        *(("my_strengths", "strengths"), ("my_reason", "words")),
        *(("my_goals", "words"), ("my_boundary", "boundary")),
    ]:
        response = client.post(page(member, name), {field: words * 2})
        assert response.status_code == 200
        assert words in response.content.decode()


def test_pausing_and_coming_back(client, member):
    client.post(page(member, "pause"))
    member.refresh_from_db()
    assert member.paused_at is not None
    assert not Membership.objects.taking_part().filter(pk=member.pk).exists()
    assert page(member, "resume") in client.get(reverse("partners:me")).content.decode()

    client.post(page(member, "resume"))
    member.refresh_from_db()
    assert member.paused_at is None


def test_leaving_asks_once(client, member):
    asked = client.get(page(member, "leave"))
    member.refresh_from_db()
    assert asked.status_code == 200
    assert member.left_at is None

    client.post(page(member, "leave"))

    member.refresh_from_db()
    assert member.left_at is not None
    assert client.get(page(member, "people")).status_code == 404


def test_the_only_facilitator_is_told_why_they_cannot_leave(client, db):
    facilitator = MembershipFactory(facilitator=True)
    client.force_login(facilitator.person)

    response = client.post(page(facilitator, "leave"))

    facilitator.refresh_from_db()
    assert facilitator.left_at is None
    assert "only facilitator" in response.content.decode()


# Languages of pages


def test_a_visitors_choice_is_kept_on_their_device(client, db):
    response = client.post(reverse("partners:language"), {"language": "ar", "next": "/join/"})

    assert response.headers["Location"] == "/join/"
    assert '<html lang="ar" dir="rtl"' in client.get("/").content.decode()


def test_a_page_that_names_its_language_is_shown_in_the_one_chosen(client, db):
    response = client.post(
        reverse("partners:language"), {"language": "ar", "next": "/join/x/?language=es&a=1"}
    )

    assert response.headers["Location"] == "/join/x/?language=ar&a=1"


@pytest.mark.parametrize(
    "next_page",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", ""],
)
def test_the_switch_leads_nowhere_else(client, db, next_page):
    response = client.post(reverse("partners:language"), {"language": "es", "next": next_page})

    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["xx", "", "\x00", "en-us; Secure"])
def test_an_unknown_language_changes_nothing(client, db, language):
    response = client.post(reverse("partners:language"), {"language": language, "next": "/join/"})

    assert response.status_code == 302
    assert "language" not in response.cookies


def test_who_is_signed_in_goes_from_the_front_page_to_what_waits(client, person):
    assert client.get("/").headers["Location"] == reverse("dashboards:home")
