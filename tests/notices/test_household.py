"""Several people, one mailbox or one phone: nobody opens another's page by a link or a code."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices import answers, kinds, outbox
from notices.rendering import render
from partners.models import Detail
from tests.factories import AttendanceFactory, MeetingFactory, MembershipFactory

HOME = "familia@example.org"
ADDRESS = re.compile(re.escape(settings.BASE_URL) + r"[^\s\u2068\u2069]*")
ONE_QUESTION = ("/a/", "/pulse/", "/unsubscribe/")  # tokens that stand for one question


@pytest.fixture
def carmen(db):
    return MembershipFactory(
        person__name="Carmen", person__email=None, person__household_email=HOME,
        person__phone="+12135550178", person__detail=Detail.FULL,
    )  # fmt: skip


@pytest.fixture
def luis(carmen):
    return MembershipFactory(
        partnership=carmen.partnership, person__name="Luis", person__email=None,
        person__household_email=HOME, person__phone="+12135550178",
    )  # fmt: skip


def shown_in(kind, member):
    """An example of a kind as its receiver reads it, with all its links; None if there is none."""
    notice = outbox.example(kind, member, "en", timezone.now())
    return render(notice) if notice else None


@pytest.mark.parametrize("kind", kinds.all_kinds(), ids=lambda kind: kind.name)
def test_no_link_of_any_message_signs_anybody_in(client, carmen, kind):
    if kind.name == "invitation":
        return  # lets in who has no other way: see docs/decisions/0009-joining.md
    message = shown_in(kind, carmen)
    links = ADDRESS.findall(message.text) if message else []

    for link in links:
        path = urlsplit(link).path
        if path.startswith(ONE_QUESTION):
            continue
        asked = client.get(link.removeprefix(settings.BASE_URL))
        assert "_auth_user_id" not in client.session
        assert asked.status_code in {302, 404}, link
        if asked.status_code == 302:
            assert asked.headers["Location"].startswith(reverse("account_login")), link


@pytest.mark.parametrize("kind", kinds.all_kinds(), ids=lambda kind: kind.name)
def test_every_message_greets_whom_it_is_for_and_its_subject_names_nobody(carmen, kind):
    message = shown_in(kind, carmen)
    if message is None or kind.name in {"facilitator_task", "invitation"}:
        return

    assert "Carmen" not in message.subject
    assert "Carmen" in message.text.split("\n\n")[0]


def asked(member):
    meeting = MeetingFactory(partnership=member.partnership)
    return AttendanceFactory(meeting=meeting, membership=member)


def test_a_link_shows_its_one_question_and_nothing_of_anybody_else(client, carmen, luis):
    link = f"/a/{answers.token_for('r', asked(carmen))}/"
    asked(luis)

    shown = client.get(link).text

    assert "Luis" not in shown
    assert carmen.partnership.name not in shown
    assert carmen.partnership.get_absolute_url() not in shown
    assert "_auth_user_id" not in client.session


def test_a_link_shows_no_more_to_another_of_the_house_who_is_signed_in(client, carmen, luis):
    link = f"/a/{answers.token_for('r', asked(carmen))}/"
    client.force_login(luis.person)

    shown = client.get(link).text
    mine = client.get(reverse("partners:my_needs", args=[luis.partnership.slug])).text

    assert "Luis" not in shown
    assert "Carmen" not in mine


def test_an_answer_by_ones_link_is_not_the_others(client, carmen, luis):
    hers, his = asked(carmen), asked(luis)

    client.post(f"/a/{answers.token_for('r', hers)}/", {"answer": "no"})

    hers.refresh_from_db()
    his.refresh_from_db()
    assert (hers.rsvp, his.rsvp) == ("no", "")


def test_no_code_to_sign_in_ever_goes_to_a_shared_mailbox(client, carmen, luis, mailoutbox):
    client.post(reverse("account_login"), {"login": HOME})

    assert not any(re.search(r"\d{4}-?\d{4}", mail.body) for mail in mailoutbox)
    confirmed = client.post("/accounts/login/code/confirm/", {"code": "0000-0000"})
    assert "_auth_user_id" not in client.session
    assert confirmed.status_code in {200, 302}


def test_a_letter_for_one_lets_nobody_in_as_the_other(client, carmen, luis):
    browser = Client()
    browser.force_login(luis.person)

    theirs = browser.get(carmen.get_absolute_url()).text

    assert HOME not in theirs
    assert "+1213" not in theirs
