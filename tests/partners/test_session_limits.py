"""Sessions end: short ones of those who see much, and others' when a way to sign in changes."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.roles import Role
from tests.factories import MembershipFactory, PersonFactory, ProgrammeLeaderFactory

pytestmark = pytest.mark.django_db
PAGE = "/me/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    browser.get(PAGE)
    return browser


def is_signed_in(browser):
    return browser.get(PAGE).status_code == 200


def sees_much():
    yield MembershipFactory(role=Role.FACILITATOR).person
    yield MembershipFactory(role=Role.TRANSLATOR).person
    yield ProgrammeLeaderFactory().person


def test_an_hour_unused_ends_the_session_of_who_sees_much():
    browsers = [browser_of(person) for person in sees_much()]

    with time_machine.travel(timezone.now() + HOUR - timedelta(minutes=1)):
        before = [is_signed_in(browser) for browser in browsers]
    with time_machine.travel(timezone.now() + 2 * HOUR):
        after = [is_signed_in(browser) for browser in browsers]

    assert (before, after) == ([True] * 3, [False] * 3)


def test_a_day_ends_the_session_of_who_sees_much_however_much_it_is_used():
    browser, start = browser_of(MembershipFactory(facilitator=True).person), timezone.now()

    kept = []
    for passed in range(10, 26 * 60, 50):  # minutes
        with time_machine.travel(start + timedelta(minutes=passed)):
            kept.append((passed, is_signed_in(browser)))

    assert {passed for passed, is_in in kept if is_in} == set(range(10, 24 * 60 + 1, 50))


def test_others_stay_for_a_month_unused_and_half_a_year_in_all():
    unused, used = (browser_of(MembershipFactory().person) for _time in range(2))
    start = timezone.now()

    kept = {}
    for day in range(0, 200, 20):
        with time_machine.travel(start + day * DAY + HOUR):
            kept[day] = is_signed_in(used)
    with time_machine.travel(start + 31 * DAY):
        is_kept = is_signed_in(unused)

    assert [day for day, is_in in kept.items() if is_in] == [*range(0, 180, 20)]
    assert not is_kept


def test_whoever_becomes_a_facilitator_has_short_sessions_within_an_hour():
    member = MembershipFactory()
    browser, start = browser_of(member.person), timezone.now()
    member.role = Role.FACILITATOR
    member.save()

    with time_machine.travel(start + timedelta(minutes=61)):
        noticed = is_signed_in(browser)
    with time_machine.travel(start + timedelta(minutes=125)):
        ended = is_signed_in(browser)

    assert (noticed, ended) == (False, False)  # an hour unused is too long by then


def test_another_role_counts_from_the_next_request(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    member = MembershipFactory(facilitator=True)
    browser = browser_of(member.person)
    address = reverse("partners:settings", args=[member.partnership.slug])
    before = browser.get(address).status_code

    member.role = Role.OBSERVER
    member.save()

    assert (before, browser.get(address).status_code) == (200, 403)


def test_words_typed_in_a_session_that_ended_are_given_back():
    browser = browser_of(MembershipFactory(facilitator=True).person)
    words = "Three families asked for evening hours."

    with time_machine.travel(timezone.now() + 2 * HOUR):
        answer = browser.post(PAGE, {"name": words}, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 403
    assert words in answer.text
    assert "Clear-Site-Data" in answer.headers


def test_what_is_seen_of_a_patient_is_noted_to_the_hour_only():
    """Their row in the table of sessions would else tell when they replied to a pulse."""
    person = MembershipFactory().person
    browser, start = browser_of(person), timezone.now()

    def expires_at():
        return Session.objects.get().expire_date

    first = expires_at()
    with time_machine.travel(start + timedelta(minutes=59)):
        browser.get(PAGE)
    assert expires_at() == first
    with time_machine.travel(start + timedelta(minutes=62)):
        browser.get(PAGE)
    assert expires_at() > first


# Ways to sign in that change


@pytest.fixture
def two_devices(request):
    def make(person):
        here, there = browser_of(person), browser_of(person)
        factor = Authenticator.objects.create(user=person, type="totp", data={})
        return here, there, {"request": here.get(PAGE).wsgi_request, "authenticator": factor}

    return make


def test_a_factor_taken_away_ends_the_other_sessions(two_devices):
    person, stranger = PersonFactory(), browser_of(PersonFactory())
    here, there, what = two_devices(person)

    mfa.authenticator_removed.send(Authenticator, user=person, **what)

    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(stranger)


def test_a_factor_added_ends_sessions_that_began_without_it_where_one_is_needed(two_devices):
    facilitator = MembershipFactory(facilitator=True).person
    here, there, what = two_devices(facilitator)

    mfa.authenticator_added.send(Authenticator, user=facilitator, **what)

    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_a_passkey_added_by_a_patient_leaves_their_other_device_signed_in(two_devices):
    """The other device may have no other way in than the letter it came by."""
    patient = MembershipFactory().person
    _here, there, what = two_devices(patient)

    mfa.authenticator_added.send(Authenticator, user=patient, **what)

    assert is_signed_in(there)


def test_people_see_their_sessions_and_end_the_others():
    person = PersonFactory()
    here, there = browser_of(person), browser_of(person)
    stranger = browser_of(PersonFactory())

    page = here.get(reverse("usersessions_list")).text
    here.post(reverse("usersessions_list"))

    assert page.count("127.0.0.1") == 2
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(stranger)


def test_every_page_of_who_is_signed_in_offers_to_sign_out(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    member = MembershipFactory(facilitator=True)
    browser = browser_of(member.person)
    slug = member.partnership.slug

    for address in ["/me/", "/home/", f"/p/{slug}/", f"/p/{slug}/people/", "/nowhere/"]:
        assert reverse("account_logout") in browser.get(address).text


# The operator


def test_the_operator_ends_the_sessions_of_one_person_or_of_everybody():
    person, other = PersonFactory(email="ana@example.org"), PersonFactory()
    browsers = [browser_of(person), browser_of(person), browser_of(other)]

    said = StringIO()
    call_command("end_sessions", "--email", "ANA@example.org", stdout=said)
    after_one = [is_signed_in(browser) for browser in browsers]
    call_command("end_sessions", "--everybody", stdout=said)

    assert after_one == [False, False, True]
    assert not is_signed_in(browsers[2])
    assert said.getvalue() == "2 sessions ended.\n1 sessions ended.\n"
    assert not UserSession.objects.filter(user=person).exists()


def test_sessions_of_nobody_cannot_be_ended():
    with pytest.raises(CommandError):
        call_command("end_sessions", "--person", "4711")
