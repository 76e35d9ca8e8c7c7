"""Before what cannot be undone, whoever has a second factor shows it again."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charters.models import Signature
from partners.models import Person
from partners.roles import Role
from tests.addresses import World
from tests.factories import EmailAddressFactory, MembershipFactory
from tests.test_access import address_of

pytestmark = pytest.mark.django_db
ASKED_AGAIN = {
    "charters:sign": "POST",
    "charters:record_signature": "POST",
    "charters:withdraw": "POST",
    "charters:help_sign": "POST",
    "notices:my_helpers": "POST",
    "notices:record_helper": "POST",
    "partners:place": "POST",
    "partners:my_data": "POST",
    "partners:confirm_erasing": "POST",
    "dashboards:archive": "GET",
}
SIGN_IN = {
    "account_email": "POST", "usersessions_list": "POST", "mfa_activate_totp": "POST",
    "mfa_add_webauthn": "GET",
}  # fmt: skip


def with_app(person):
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    return RecoveryCodes(RecoveryCodes.activate(person).instance).get_unused_codes()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def is_asked(answer):
    return answer.headers.get("Location", "").startswith("/accounts/2fa/reauthenticate")


@pytest.fixture
def world(db):
    member = MembershipFactory(facilitator=True)
    MembershipFactory(partnership=member.partnership, facilitator=True)
    return World(member.partnership, member)


@pytest.mark.parametrize("name", ASKED_AGAIN)
def test_who_has_a_second_factor_is_asked_for_it(world, name):
    with_app(world.asker.person)
    address = address_of(name, world)

    answer = signed_in(world.asker.person).generic(ASKED_AGAIN[name], address)

    assert is_asked(answer)


@pytest.mark.parametrize("name", SIGN_IN)
def test_another_way_to_sign_in_asks_for_the_one_there_is(world, name):
    with_app(world.asker.person)
    said = {"email": "new@example.org", "action_add": ""}

    client = signed_in(world.asker.person)
    answer = (
        client.post(reverse(name), said) if SIGN_IN[name] == "POST" else client.get(reverse(name))
    )

    assert answer.status_code == 302
    if name != "mfa_activate_totp":  # there is one already
        assert is_asked(answer)
    assert not world.asker.person.emailaddress_set.filter(email="new@example.org").exists()


@pytest.mark.parametrize("name", ASKED_AGAIN)
def test_who_has_none_is_not_kept_out(world, name):
    """They came by a letter or a code of their mailbox, and have nothing else to show."""
    answer = signed_in(world.asker.person).generic(ASKED_AGAIN[name], address_of(name, world))

    if answer.streaming:
        b"".join(answer.streaming_content)
    assert not is_asked(answer)
    assert answer.status_code in {200, 302}


def test_what_was_typed_is_done_once_the_factor_is_shown(world):
    codes = with_app(world.asker.person)
    client, address = signed_in(world.asker.person), address_of("charters:sign", world)
    words = "Not before the room is agreed."
    said = {"answer": "not_yet", "because": words, "language": "en"}

    asked = client.post(address, said)
    before = Signature.objects.filter(not_yet_because=words).count()
    done = client.post(asked.headers["Location"], {"code": codes[0]})

    assert before == 0
    assert done.status_code == 302
    assert Signature.objects.get(not_yet_because=words).membership == world.asker


def test_it_is_asked_again_after_five_minutes(world):
    codes = with_app(world.asker.person)
    client, address = signed_in(world.asker.person), address_of("dashboards:archive", world)
    client.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    start = timezone.now()

    with time_machine.travel(start + timedelta(minutes=4)):
        within = client.get(address)
        b"".join(within.streaming_content)
    with time_machine.travel(start + timedelta(minutes=6)):
        after = client.get(address)

    assert within.status_code == 200
    assert is_asked(after)


def test_a_new_address_takes_a_code_sent_to_it_and_the_old_one_is_told(client, mailoutbox):
    person = MembershipFactory(role=Role.PARTNER, person__email="old@example.org").person
    EmailAddressFactory(user=person, email=person.email, primary=True, verified=True)
    client.force_login(person)

    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})

    assert Person.objects.get(pk=person.pk).email == "old@example.org"
    assert "new@example.org" in {address for mail in mailoutbox for address in mail.to}
