"""One line for each event that somebody who looks for an intruder would look for."""

import logging
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from partners.roles import Role
from tests.factories import (
    EmailAddressFactory,
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    person = PersonFactory(email="ana@example.org", name="Quetzal")
    EmailAddressFactory(user=person, email=person.email, primary=True, verified=True)
    return person


@pytest.fixture
def heard(caplog):
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]


def sign_in(client, mailoutbox, code=None):
    client.post("/accounts/login/", {"login": "ana@example.org"})
    mailed = re.search(r"^\d{4}-\d{4}$", mailoutbox[-1].body, re.MULTILINE).group()
    return client.post("/accounts/login/code/confirm/", {"code": code or mailed})


def test_signing_in_and_out_is_a_line_with_the_way(client, ana, mailoutbox, heard):
    sign_in(client, mailoutbox)
    client.post("/accounts/logout/")

    assert f"signed in: person {ana.pk} by code" in heard()
    assert f"signed out: person {ana.pk}" in heard()
    assert not [line for line in heard() if "Quetzal" in line or "ana@" in line]


def test_a_wrong_code_is_a_line(client, ana, mailoutbox, heard):
    sign_in(client, mailoutbox, code="0000-0000")

    assert f"wrong code: person {ana.pk}" in heard()


def test_a_wrong_second_factor_is_a_line(client, ana, mailoutbox, heard, monkeypatch):
    Authenticator.objects.create(user=ana, type="recovery_codes", data={"seed": "", "used_mask": 0})
    factor = Authenticator.objects.create(user=ana, type="totp", data={})
    monkeypatch.setattr(Authenticator, "wrap", lambda self: factor)
    monkeypatch.setattr(Authenticator, "validate_code", lambda self, code: False, raising=False)

    sign_in(client, mailoutbox)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert f"wrong second factor: person {ana.pk}" in heard()
    assert f"signed in: person {ana.pk} by code" not in heard()


@pytest.mark.parametrize(
    ("role", "address", "why"),
    [
        (None, "partners:people", "does not belong here at partners:people"),
        (None, "dashboards:dashboard", "does not belong here at dashboards:dashboard"),
        (Role.OBSERVER, "partners:settings", "may not change_partnership at partners:settings"),
        (Role.FACILITATOR, "partners:people", "has no second factor at partners:people"),
    ],
)
def test_a_door_that_stays_shut_is_a_line(client, heard, settings, role, address, why):
    settings.SECOND_FACTOR_REQUIRED = True
    partnership = PartnershipFactory()
    person = PersonFactory()
    if role:
        person = MembershipFactory(partnership=partnership, role=role, person=person).person
    client.force_login(person)

    client.get(reverse(address, args=[partnership.slug]))

    assert f"refused: person {person.pk} {why}" in heard()


def test_a_programme_of_others_is_a_line(client, heard):
    person, programme = PersonFactory(), PartnershipFactory().programme
    client.force_login(person)

    client.get(reverse("dashboards:programme", args=[programme.slug]))

    where = "dashboards:programme"
    assert f"refused: person {person.pk} does not belong here at {where}" in heard()


def test_a_form_from_elsewhere_and_a_made_up_host_are_lines(ana, heard):
    guarded = Client(enforce_csrf_checks=True)

    guarded.post("/accounts/login/", {"login": ana.email})
    guarded.get("/", headers={"Host": "evil.example"})

    assert "Forbidden (CSRF cookie not set.): /accounts/login/" in heard()
    assert [line for line in heard() if line.startswith("Invalid HTTP_HOST header")]


def test_an_unsigned_post_is_a_line(client, heard):
    client.post(reverse("notices:text_incoming"), {"From": "+12135550100"})

    assert [line for line in heard() if "POST notices:text_incoming 403" in line]


def test_trying_too_often_is_a_line(client, heard):
    for _try in range(11):
        client.post(reverse("partners:join_by_code"), {"code": "BBBB-BBBB-BBBB"})

    assert [line for line in heard() if "POST partners:join_by_code 429" in line]
