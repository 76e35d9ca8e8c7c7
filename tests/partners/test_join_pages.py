"""Joining as people do it: opening a link, a short page, two questions that may be skipped."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.models import Delivery
from notices.sending import send_due
from partners import codes, joining, reasons
from partners.models import Carrier, Motivation, NeedVisibility, Person, SupportNeed
from tests.factories import (
    EmailAddressFactory,
    InvitationFactory,
    MembershipFactory,
    MotivationFactory,
    PersonFactory,
    SupportNeedFactory,
    TaskFactory,
)

SAID = {
    "name": "Rosa",
    "timezone": "America/Bogota",
    "channel": "email",
    "phone": "",
    "consent": "on",
}


@pytest.fixture
def invitation(db):
    return InvitationFactory(
        name="Rosa",
        language="es",
        membership__person__name="Rosa",
        membership__person__email="rosa@example.org",
        membership__partnership__name_en="Clinic for all",
        membership__partnership__name_es="Clínica para todos",
    )


def page_of(invitation, language=""):
    token = codes.token_of(invitation.nonce, invitation.token_hash)
    query = f"?language={language}" if language else ""
    return reverse("partners:join", kwargs={"token": token}) + query


def fingerprint():
    """Every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
        return rows


def test_language_comes_first_and_names_nobody(client, invitation):
    response = client.get(page_of(invitation))
    page = response.content.decode()

    assert response.status_code == 200
    assert [page.index(f'href="?language={code}"') for code in ["es", "ar", "en"]]
    assert page.index("?language=es") < page.index("?language=en")
    assert "العربية" in page
    assert "Rosa" not in page
    assert "Clínica" not in page
    assert response.headers["Content-Language"] == "es"


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_the_page_is_in_the_chosen_language(client, invitation, language, direction):
    response = client.get(page_of(invitation, language))

    assert f'<html lang="{language}" dir="{direction}">' in response.content.decode()
    assert response.headers["Content-Language"] == language


def test_the_page_shows_what_the_inviter_typed_and_who_invites(client, invitation):
    page = client.get(page_of(invitation, "es")).content.decode()

    assert 'value="Rosa"' in page
    assert "Clínica para todos" in page
    assert invitation.invited_by.person.name in page
    assert 'type="password"' not in page


def test_opening_changes_nothing(client, invitation):
    before = fingerprint()

    for language in ["", "en", "es", "ar", "xx", "\x00"]:
        assert client.get(page_of(invitation, language)).status_code == 200
        client.head(page_of(invitation, language))

    assert fingerprint() == before


def test_joining_signs_in_and_leads_to_the_next_step(client, invitation):
    response = client.post(page_of(invitation, "ar"), SAID)

    membership = invitation.membership
    person = Person.objects.get(pk=membership.person_id)
    assert response.headers["Location"] == reverse(
        "partners:welcome_needs", args=[membership.partnership.slug]
    )
    assert (person.language, person.timezone) == ("ar", "America/Bogota")
    assert client.get(response.headers["Location"]).status_code == 200
    assert client.session.get_expire_at_browser_close() is False


def test_a_shared_device_forgets_when_the_browser_closes(client, invitation):
    client.post(page_of(invitation, "en"), {**SAID, "is_shared_device": "on"})

    assert client.session.get_expire_at_browser_close() is True


def test_a_form_without_language_keeps_the_invitations(client, invitation):
    client.post(page_of(invitation), SAID)

    assert Person.objects.get(email="rosa@example.org").language == "es"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Ro\x00sa"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "call", "phone": ""}, "phone"),
        ({"channel": "call", "phone": "call me"}, "phone"),
        ({"consent": ""}, "consent"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(client, invitation, said, field):
    response = client.post(page_of(invitation, "en"), {"name": "Rosa María", **SAID, **said})
    page = response.content.decode()

    assert response.status_code == 200
    assert 'role="alert"' in page
    assert f"#id_{field}" in page
    assert "America/Bogota" in page
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_a_letter_asks_for_an_address_for_messages(client, invitation):
    invitation.carrier, invitation.email = Carrier.LETTER, ""
    invitation.save()
    Person.objects.filter(pk=invitation.membership.person_id).update(email=None)

    missing = client.post(page_of(invitation, "en"), {**SAID, "email": ""})
    assert "Write the address for messages" in missing.content.decode()
    client.post(page_of(invitation, "en"), {**SAID, "email": "family@example.org"})

    person = Person.objects.get(pk=invitation.membership.person_id)
    assert (person.email, person.household_email) == (None, "family@example.org")


@pytest.mark.parametrize("times", [1, 2])
def test_sending_the_form_again_goes_on(client, invitation, times):
    first = client.post(page_of(invitation, "en"), SAID)

    for _time in range(times):
        again = client.post(page_of(invitation, "en"), SAID)
        assert again.headers["Location"] == first.headers["Location"]
    reopened = client.get(page_of(invitation))
    assert reopened.headers["Location"] == first.headers["Location"]


def test_an_answer_lost_on_a_bad_network_is_asked_for_again(invitation):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(page_of(invitation, "en")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    said = {**SAID, "csrfmiddlewaretoken": token}
    secret = browser.cookies["csrf"].value

    lost = browser.post(page_of(invitation, "en"), said)
    browser.cookies.clear()  # the answer, and the session in it, never arrived
    browser.cookies["csrf"] = secret
    again = browser.post(page_of(invitation, "en"), said)

    assert again.headers["Location"] == lost.headers["Location"]
    assert browser.get(again.headers["Location"]).status_code == 200


def test_somebody_elses_browser_does_not_get_in_with_a_used_link(invitation, client):
    client.post(page_of(invitation, "en"), SAID)
    stranger = Client()

    for response in [
        stranger.get(page_of(invitation, "en")),
        stranger.post(page_of(invitation, "en"), SAID),
    ]:
        assert response.status_code == 410
        assert "_auth_user_id" not in stranger.session


def expired(invitation):
    invitation.created_at = timezone.now() - timedelta(days=30)
    invitation.expires_at = timezone.now() - timedelta(seconds=1)
    invitation.save()


def replaced(invitation):
    joining.reissue(invitation, by=invitation.invited_by, now=timezone.now())


def withdrawn(invitation):
    joining.withdraw(invitation, now=timezone.now())


@pytest.mark.parametrize(
    ("happens", "words"),
    [(expired, "too old"), (replaced, "newer invitation"), (withdrawn, "taken back")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_work_any_more_is_said_kindly(client, invitation, happens, words, method):
    happens(invitation)

    response = getattr(client, method)(
        page_of(invitation, "en"), SAID if method == "post" else None
    )

    assert response.status_code == 410
    assert words in response.content.decode()


@pytest.mark.parametrize("token", ["x", "%00", "%ED%A0%80", "a" * 3000, "..%5C..", "%C0%AF"])
def test_an_unknown_link_is_said_kindly(client, db, token):
    response = client.get(f"/join/{token}/")

    assert response.status_code == 410
    assert "not known" in response.content.decode()


def test_a_refusal_is_in_the_language_asked_for(client, db):
    response = client.get("/join/x/?language=ar")

    assert '<html lang="ar" dir="rtl"' in response.content.decode()


def test_another_person_signed_in_here_is_asked_to_sign_out(client, invitation):
    client.force_login(PersonFactory())

    response = client.get(page_of(invitation, "en"))

    assert response.status_code == 410
    assert reverse("account_logout") in response.content.decode()


def test_who_has_an_account_signs_in_first_and_then_only_agrees(client, invitation):
    person = invitation.membership.person
    EmailAddressFactory(user=person)
    before = Person.objects.values("name", "language", "phone", "timezone").get(pk=person.pk)

    asked = client.get(page_of(invitation, "en"))
    assert asked.status_code == 200
    assert "Please sign in first" in asked.content.decode()
    assert reverse("account_login") + "?next=%2Fjoin%2F" in asked.content.decode()
    client.force_login(person)
    page = client.get(page_of(invitation))
    assert 'name="timezone"' not in page.content.decode()
    client.post(page_of(invitation), {**SAID, "name": "Changed"})

    invitation.membership.refresh_from_db()
    assert invitation.membership.joined_at is not None
    assert Person.objects.values(*before).get(pk=person.pk) == before


def test_inviting_a_known_address_shows_the_inviter_nothing_about_the_person(client, db):
    facilitator = MembershipFactory(facilitator=True)
    rosa = PersonFactory(
        name="Doctor Rosa Peña", email="rosa@example.org", phone="+57 1 5550", language="ar"
    )
    EmailAddressFactory(user=rosa)
    client.force_login(facilitator.person)
    slug = facilitator.partnership.slug

    client.post(
        reverse("notices:invite", args=[slug]),
        {"name": "Auntie", "language": "es", "carrier": "email", "email": "rosa@example.org"}
        | {"group": "family", "role": "partner", "timezone": "UTC"},
    )
    membership = facilitator.partnership.memberships.invited().get()
    people = client.get(reverse("partners:people", args=[slug])).content.decode()
    person_page = client.get(reverse("partners:person", args=[slug, membership.pk]))
    delivery = Delivery.objects.get(notice__person=rosa)
    outbox = client.get(reverse("notices:outbox", args=[slug])).content.decode()
    sent = client.get(reverse("notices:delivery", args=[slug, delivery.pk])).content.decode()
    TaskFactory(partnership=facilitator.partnership, person=rosa)
    tasks = client.get(reverse("notices:tasks", args=[slug])).content.decode()

    assert "rosa@example.org" in people
    assert person_page.status_code == 404
    for shown in [people, outbox, sent, tasks]:
        assert "Auntie" in shown
        for secret in ["Doctor", "Peña", "+57 1 5550", "Arabic"]:
            assert secret not in shown
    invitation = membership.invitations.get()
    assert codes.token_of(invitation.nonce, invitation.token_hash) not in sent


# The short code


def test_a_code_leads_to_the_invitation(client, invitation):
    code = codes.grouped(codes.code_of(invitation.nonce, invitation.code_hash)).lower()

    response = client.post(reverse("partners:join_by_code"), {"code": code})

    assert response.headers["Location"] == page_of(invitation)


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "zzz", "x" * 50, "\x00", "🙂"])
def test_a_wrong_code_is_said_and_kept(client, db, code):
    response = client.post(reverse("partners:join_by_code"), {"code": code})

    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_guessing_codes_is_slowed_down(client, invitation):
    page = reverse("partners:join_by_code")
    right = codes.code_of(invitation.nonce, invitation.code_hash)

    for _time in range(10):
        assert client.post(page, {"code": "AAAAA-AAAAA"}).status_code == 200
    refused = Client().post(page, {"code": right})

    assert refused.status_code == 429
    assert "tried too often" in refused.content.decode()
    assert right in refused.content.decode()


# The steps after joining


@pytest.fixture
def member(client, db):
    membership = MembershipFactory(person__language="es")
    client.force_login(membership.person)
    return membership


def step(membership, name):
    return reverse(f"partners:{name}", args=[membership.partnership.slug])


def test_needs_are_ticked_and_said_in_own_words(client, member):
    said = {
        "interpreter-is_needed": "on",
        "interpreter-detail": "quechua",
        "interpreter-other_tongue": "Quechua",
        "interpreter-is_essential": "on",
        "interpreter-visible_to": "partnership",
        "transport-is_needed": "on",
        "food-detail": "never ticked",
    }

    for _time in range(2):
        response = client.post(step(member, "welcome_needs"), said)

    assert response.headers["Location"] == step(member, "welcome_why")
    interpreter, transport = member.needs.order_by("kind")
    assert interpreter.tongue == "Quechua"
    assert (interpreter.kind, interpreter.detail, interpreter.detail_language) == (
        *("interpreter", "quechua", "es"),
    )
    assert (interpreter.is_essential, interpreter.visible_to) == (True, NeedVisibility.PARTNERSHIP)
    assert (transport.is_essential, transport.visible_to) == (False, NeedVisibility.ARRANGERS)


def test_a_need_not_ticked_any_more_ends(client, member):
    need = SupportNeedFactory(membership=member, detail="quechua", detail_language="ar")
    shown = client.get(step(member, "welcome_needs")).content.decode()
    assert "quechua" in shown

    client.post(step(member, "welcome_needs"), {"none": "ticked"})

    need.refresh_from_db()
    assert need.ended_at is not None


def test_something_else_says_what(client, member):
    response = client.post(
        step(member, "welcome_needs"),
        {"other-is_needed": "on", "food-is_needed": "on", "food-detail": "sin gluten"},
    )

    assert response.status_code == 200
    assert "sin gluten" in response.content.decode()
    assert "#id_other-detail" in response.content.decode()
    assert not SupportNeed.objects.exists()


def test_needs_ask_what_and_never_why(client, member):
    page = client.get(step(member, "welcome_needs")).content.decode().lower()

    assert not re.search(r'name="[^"]*(diagnos|condition|disab|reason|why)', page)


def test_why_i_come_is_sealed_and_mine_until_i_show_it(client, member):
    client.post(step(member, "welcome_why"), {"words": "Por mi madre"})

    motivation, why = reasons.mine(member)
    assert (why.words, motivation.language, motivation.visible_to) == (
        *("Por mi madre", "es", "only_me"),
    )
    assert b"madre" not in bytes(motivation.sealed)


def test_steps_may_be_skipped(client, member):
    for name, following in [("welcome_needs", "welcome_why"), ("welcome_why", "welcome_done")]:
        assert step(member, following) in client.get(step(member, name)).content.decode()
    done = client.get(step(member, "welcome_done"))

    assert done.status_code == 200
    assert reverse("account_email") in done.content.decode()


def test_empty_words_are_no_reason(client, member):
    MotivationFactory(membership=member)

    client.post(step(member, "welcome_why"), {"words": "  "})

    assert not Motivation.objects.exists()


def test_from_an_invitation_by_mail_to_the_partnership_on_a_phone(client, db, smtp_sink):
    facilitator = MembershipFactory(facilitator=True, partnership__name_es="Clínica")
    client.force_login(facilitator.person)
    client.post(
        reverse("notices:invite", args=[facilitator.partnership.slug]),
        {"name": "Rosa", "language": "es", "carrier": "email", "email": "rosa@example.org"}
        | {"group": "patient", "role": "partner", "timezone": "America/Bogota"},
    )
    send_due(timezone.now())
    [received] = smtp_sink.to("rosa@example.org")
    text = message_from_bytes(received.content, policy=policy.default).get_body(["plain"])
    link = re.search(r"http://testserver(/join/[\w-]+/)", text.get_content())[1]

    phone = Client()
    assert phone.get(link).status_code == 200
    joined = phone.post(f"{link}?language=es", SAID)
    why = phone.post(joined.headers["Location"], {"data-is_needed": "on"})
    done = phone.post(why.headers["Location"], {"words": "Por mi madre"})
    home = phone.get(reverse("dashboards:partnership", args=[facilitator.partnership.slug]))

    assert phone.get(done.headers["Location"]).status_code == 200
    assert "Clínica" in home.content.decode()
    member = facilitator.partnership.memberships.active().get(person__name="Rosa")
    assert member.needs.get().kind == "data"
    assert reasons.mine(member)[1].words == "Por mi madre"


def test_who_joined_by_mail_comes_back_with_a_code_sent_to_them(invitation, smtp_sink):
    Client().post(page_of(invitation, "en"), SAID)
    another = Client()

    asked = another.post(reverse("account_request_login_code"), {"email": "Rosa@Example.org"})
    [message] = smtp_sink.to("rosa@example.org")
    code = re.search(rb"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})\r?$", message.content, re.MULTILINE)[1]
    signed_in = another.post(asked.headers["Location"], {"code": code.decode()})

    assert signed_in.status_code == 302
    assert int(another.session["_auth_user_id"]) == invitation.membership.person_id
