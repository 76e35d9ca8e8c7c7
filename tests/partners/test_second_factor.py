"""The second factor of those who see much: no door opens without it, by whichever way they came."""

import re
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import HttpResponseForbidden
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners import codes
from partners.access import NUMBERS, PROGRAMME
from partners.models import Action, AuditEvent, Membership
from partners.roles import Role
from tests.factories import (
    EmailAddressFactory,
    InvitationFactory,
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    ProgrammeLeaderFactory,
)
from tests.test_access import OUR_VIEWS, is_inside_a_partnership

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def asks_for_factor(answer):
    return answer.headers.get("Location") == reverse("mfa_index")


def knocked(rf, view, method, person, slug):
    """Return what a door answers, without going in: its view is not given what else it needs."""
    request = rf.generic(method, "/")
    request.user, request.session, request.resolver_match = person, {}, None
    request._messages = FallbackStorage(request)
    try:
        return view(request, slug=slug)
    except PermissionDenied:
        return HttpResponseForbidden()


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.TRANSLATOR])
def test_no_door_of_a_partnership_opens_without_it(rf, role):
    member = MembershipFactory(role=role)
    doors = [(name, view) for name, view in OUR_VIEWS.items() if is_inside_a_partnership(name)]

    met = {
        name: knocked(rf, view, view.methods[-1], member.person, member.partnership.slug)
        for name, view in doors
    }

    opened = [
        where
        for where, answer in met.items()
        if not asks_for_factor(answer) and answer.status_code != 403
    ]  # a weaker role
    assert opened == []
    assert sum(map(asks_for_factor, met.values())) > 100


def test_no_number_is_shown_to_a_leader_without_it(rf):
    leader = ProgrammeLeaderFactory()
    partnership = PartnershipFactory(programme=leader.programme)
    slugs = {NUMBERS: partnership.slug, PROGRAMME: leader.programme.slug}
    doors = [view for view in OUR_VIEWS.values() if view.policy in slugs]

    answers = [
        knocked(rf, view, method, leader.person, slugs[view.policy])
        for view in doors
        for method in view.methods
    ]

    assert len(answers) > 10
    assert [answer for answer in answers if not asks_for_factor(answer)] == []


@pytest.mark.parametrize("address", ["dashboards:home", "partners:new_partnership"])
def test_pages_that_gather_from_partnerships_ask_for_it(client, address):
    facilitator = MembershipFactory(facilitator=True)

    client.force_login(facilitator.person)
    asked = client.get(reverse(address))
    Authenticator.objects.create(user=facilitator.person, type="totp", data={})
    let_in = client.get(reverse(address))

    assert asks_for_factor(asked)
    assert let_in.status_code == 200


def test_what_is_ones_own_stays_open_without_it(client):
    """To see one's own data, take it along, or go, nobody needs more than they came with."""
    client.force_login(MembershipFactory(facilitator=True).person)

    for page in ["partners:me", "partners:my_data", "partners:erase_me", "account_email"]:
        assert client.get(reverse(page)).status_code == 200


# Ways around that lead nowhere


@pytest.fixture
def with_factor():
    """A facilitator with an address, an app and recovery codes, while the clock stands still."""
    person = PersonFactory(email="ana@example.org")
    EmailAddressFactory(user=person, email=person.email, primary=True, verified=True)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    member = MembershipFactory(person=person, facilitator=True)
    with time_machine.travel(timezone.now(), tick=False):
        yield member


def type_mailed_code(client, mailoutbox, address="ana@example.org"):
    client.post("/accounts/login/", {"login": address})
    code = re.search(r"^\d{4}-\d{4}$", mailoutbox[-1].body, re.MULTILINE).group()
    return client.post("/accounts/login/code/confirm/", {"code": code})


def code_of_the_app():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def test_the_mailed_code_alone_signs_nobody_in_who_has_one(client, with_factor, mailoutbox):
    answer = type_mailed_code(client, mailoutbox)

    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


def test_a_code_of_the_app_works_once(client, with_factor, mailoutbox):
    code = code_of_the_app()
    type_mailed_code(client, mailoutbox)
    first = client.post(reverse("mfa_authenticate"), {"code": code})
    other = Client()
    type_mailed_code(other, mailoutbox)
    second = other.post(reverse("mfa_authenticate"), {"code": code})

    assert first.status_code == 302
    assert "_auth_user_id" in client.session
    assert second.status_code == 200
    assert "_auth_user_id" not in other.session


def test_a_recovery_code_works_once(client, with_factor, mailoutbox):
    code = RecoveryCodes(
        Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()[0]
    type_mailed_code(client, mailoutbox)
    client.post(reverse("mfa_authenticate"), {"code": code})
    other = Client()
    type_mailed_code(other, mailoutbox)
    other.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" in client.session
    assert "_auth_user_id" not in other.session


def test_wrong_codes_are_slowed_down(client, with_factor, mailoutbox):
    type_mailed_code(client, mailoutbox)

    for _try in range(12):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    right = client.post(reverse("mfa_authenticate"), {"code": code_of_the_app()})

    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in client.session
    assert right.status_code in {200, 429}


@pytest.mark.parametrize(
    "way", ["password/reset/", "password/set/", "password/change/", "reauthenticate/"]
)
def test_there_are_no_passwords_to_set_or_forget(client, with_factor, way):
    """A stolen session could else make one, and pass by the factor with it."""
    client.force_login(with_factor.person)
    new = {"password1": "Quetzal-4711-x", "password2": "Quetzal-4711-x", "email": "ana@example.org"}

    answers = [client.get(f"/accounts/{way}"), client.post(f"/accounts/{way}", new)]

    with_factor.person.refresh_from_db()
    assert not with_factor.person.has_usable_password()
    assert {answer.status_code for answer in answers} <= {302, 403}
    assert ["password" in answer.text for answer in answers] == [False, False]


@pytest.mark.parametrize("way", ["/admin/", "/demo/", "/accounts/social/login/"])
def test_there_is_no_other_way_in(client, way):
    assert client.get(way).status_code == 404


def test_an_invitation_lets_a_facilitator_in_but_opens_no_door(client):
    facilitator = MembershipFactory(facilitator=True, invited=True)
    invitation = InvitationFactory(membership=facilitator)
    token = codes.token_of(invitation.nonce, invitation.token_hash)
    link = reverse("partners:join", args=[token])
    said = {"name": "Ana", "timezone": "UTC", "channel": "email", "email": "ana@example.org",
            "consent": "on"}  # fmt: skip

    client.post(f"{link}?language=en", said)

    assert "_auth_user_id" in client.session
    assert asks_for_factor(client.get(reverse("dashboards:home")))
    page = reverse("partners:people", args=[facilitator.partnership.slug])
    assert asks_for_factor(client.get(page))
    assert Membership.objects.get(pk=facilitator.pk).joined_at


# Lost


def test_whoever_lost_it_gets_another_once_a_facilitator_has_seen_them(client, with_factor):
    other = MembershipFactory(
        partnership=with_factor.partnership, facilitator=True, person__email="maya@example.org"
    )
    client.force_login(with_factor.person)

    call_command(
        "forget_second_factor", "--email", "ana@example.org", "--seen-by", "maya@example.org",
        stdout=StringIO(),
    )  # fmt: skip

    line = AuditEvent.objects.get(action=Action.SIGN_IN_CHANGED)
    assert not Authenticator.objects.exists()
    assert (line.actor_id, line.about) == (other.person_id, f" {with_factor.person_id} ")
    client.force_login(with_factor.person)
    assert asks_for_factor(client.get(reverse("dashboards:home")))


@pytest.mark.parametrize("by", ["ana@example.org", "elsewhere@example.org", "no@example.org"])
def test_nobody_else_answers_for_it(with_factor, by):
    MembershipFactory(facilitator=True, person__email="elsewhere@example.org")

    with pytest.raises(CommandError):
        call_command("forget_second_factor", "--email", "ana@example.org", "--seen-by", by)

    assert Authenticator.objects.count() == 2


# What is asked again


def test_showing_the_factor_again_changes_the_session(client, with_factor, mailoutbox):
    type_mailed_code(client, mailoutbox)
    before_signing_in = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code_of_the_app()})
    before = client.session.session_key
    (recovery,) = RecoveryCodes(
        Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()[:1]

    client.post(reverse("mfa_reauthenticate"), {"code": recovery})

    assert len({before_signing_in, before, client.session.session_key}) == 3
