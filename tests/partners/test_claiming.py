"""Somebody who had others write everything down for months takes it into their own hands."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charters.models import Input
from meetings.models import Rsvp
from notices import answers
from partners import codes, joining
from partners.models import Invitation, Membership, Person, SupportNeed
from tests.charters.deciding import propose_in, say, take
from tests.factories import AttendanceFactory, MeetingFactory, MembershipFactory


@pytest.fixture
def maya(db):
    return MembershipFactory(facilitator=True, person__name="Maya")


@pytest.fixture
def by_phone(maya, client):
    """Samuel was added by phone, and Maya wrote down all he said."""
    client.force_login(maya.person)
    client.post(
        reverse("notices:invite", args=[maya.partnership.slug]),
        {"name": "Samuel", "language": "es", "carrier": "none", "phone": "+1 213 555 0142",
         "email": "", "group": "patient", "role": "partner", "timezone": "America/Bogota"},
    )  # fmt: skip
    samuel = Membership.objects.get(person__name="Samuel")
    client.post(
        reverse("notices:record_needs", args=[maya.partnership.slug, samuel.pk]),
        {"kind": "transport", "visible_to": "arrangers"},
    )
    say(samuel, said="Two o'clock is too early.", recorded_by=maya)
    take(propose_in(maya.partnership, by=maya), samuel, recorded_by=maya)
    return samuel


def letter_for(samuel, maya, client):
    """The code of a fresh letter, as the page prints it."""
    slug, old = maya.partnership.slug, samuel.invitations.get()
    client.force_login(maya.person)
    page = client.post(reverse("notices:reissue", args=[slug, old.pk]), follow=True).text
    fresh = samuel.invitations.order_by("-pk").first()
    code = codes.grouped(codes.code_of(fresh.nonce, fresh.code_hash))
    assert code in page
    return code


def test_a_code_leads_to_everything_and_an_address_keeps_the_way_open(
    client, maya, by_phone, mailoutbox
):
    meeting = MeetingFactory(partnership=maya.partnership, created_by=maya)
    attendance = AttendanceFactory(meeting=meeting, membership=by_phone)
    link = f"/a/{answers.token_for('r', attendance)}/"
    people, memberships = Person.objects.count(), Membership.objects.count()
    code = letter_for(by_phone, maya, client)
    samuel = Client()

    # The code, the language, yes.
    page = samuel.post(reverse("partners:join_by_code"), {"code": code.lower()})
    joining_page = page.headers["Location"] + "?language=es"
    said = {"name": "Samuel", "timezone": "America/Bogota", "channel": "call",
            "phone": "+1 213 555 0142", "email": "", "consent": "on"}  # fmt: skip
    samuel.post(joining_page, said)
    slug = maya.partnership.slug
    recorded = samuel.get(reverse("notices:recorded_for_me", args=[slug])).text
    needs = samuel.get(reverse("partners:my_needs", args=[slug])).text

    # An address of his own, proven by the code that came there.
    samuel.post(reverse("account_email"), {"email": "samuel@example.org", "action_add": ""})
    (mailed,) = [mail for mail in mailoutbox if mail.to == ["samuel@example.org"]]
    proof = re.search(r"^\d{4}-?\d{4}$", mailed.body, re.MULTILINE).group()
    samuel.post(reverse("account_email_verification_sent"), {"code": proof})
    by_phone.person.refresh_from_db()

    # Another day, another device; the link of an old letter; the code, used up.
    later = Client()
    later.post("/accounts/login/", {"login": "samuel@example.org"})
    sign_in = re.search(r"^\d{4}-\d{4}$", mailoutbox[-1].body, re.MULTILINE).group()
    later.post("/accounts/login/code/confirm/", {"code": sign_in})
    later.post(link, {"answer": Rsvp.YES})
    attendance.refresh_from_db()
    again = Client().get(page.headers["Location"])

    assert recorded.count("Maya") >= 3
    assert "Maya" in needs
    assert joining.has_proven_address(by_phone.person)
    assert later.session["_auth_user_id"] == str(by_phone.person_id)
    assert (attendance.rsvp, attendance.recorded_by) == (Rsvp.YES, None)
    assert (Person.objects.count(), Membership.objects.count()) == (people, memberships)
    assert SupportNeed.objects.count() == Input.objects.count() == 1
    assert again.status_code == 410


def test_a_wrong_code_opens_nobody(client, maya, by_phone):
    code = letter_for(by_phone, maya, client)
    wrong = ("B" if code[0] != "B" else "C") + code[1:]

    refused = Client().post(reverse("partners:join_by_code"), {"code": wrong})

    assert refused.status_code == 200
    assert "Samuel" not in refused.text
    assert Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now()).exists()
