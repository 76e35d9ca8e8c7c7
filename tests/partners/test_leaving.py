"""Leaving: whatever a partnership still has open for a person closes in the same transaction."""

import pytest
from django.db import transaction
from django.urls import reverse

from meetings import calendars
from notices.models import Delivery, State
from notices.planning import plan
from partners import joining
from tests.factories import (
    AttendanceFactory,
    InvitationFactory,
    MeetingFactory,
    MembershipFactory,
    now,
)

PAGES = ["partners:people", "partners:my_needs", "meetings:list"]


@pytest.fixture
def member(db):
    """A partner with a meeting to come, a message that waits, and a way in that is not used."""
    facilitator = MembershipFactory(facilitator=True)
    member = MembershipFactory(partnership=facilitator.partnership)
    meeting = MeetingFactory(partnership=member.partnership, title_en="About beds")
    AttendanceFactory(meeting=meeting, membership=member)
    InvitationFactory(membership=member, invited_by=facilitator)
    plan("meeting_reminder", meeting, [member.person], partnership=member.partnership, now=now())
    return member


def state_of(member):
    """What is open for them: the feed, a way in, messages."""
    uid = member.partnership.meetings.get().uid
    return (
        str(uid).encode() in calendars.feed(member.person, now()),
        member.invitations.usable(now()).exists(),
        Delivery.objects.filter(notice__person=member.person, state=State.PENDING).exists(),
    )


def test_leaving_closes_the_feed_ways_in_and_messages_that_wait(member):
    assert state_of(member) == (True, True, True)

    joining.leave(member, now=now())

    assert state_of(member) == (False, False, False)


def test_all_of_it_closes_together_or_not_at_all(member):
    with transaction.atomic():
        joining.leave(member, now=now())
        transaction.set_rollback(True)

    member.refresh_from_db()
    assert state_of(member) == (True, True, True)


@pytest.mark.parametrize("name", PAGES)
def test_the_next_request_of_an_open_tab_finds_nothing(client, member, name):
    client.force_login(member.person)
    address = reverse(name, args=[member.partnership.slug])
    assert client.get(address).status_code == 200

    client.post(reverse("partners:leave", args=[member.partnership.slug]))

    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code in {404, 405}


def test_messages_of_another_partnership_still_come(member):
    elsewhere = MembershipFactory(person=member.person)
    meeting = MeetingFactory(partnership=elsewhere.partnership)
    plan("meeting_reminder", meeting, [member.person], partnership=elsewhere.partnership, now=now())

    joining.leave(member, now=now())

    waiting = Delivery.objects.filter(state=State.PENDING, notice__person=member.person)
    assert {each.notice.partnership_id for each in waiting} == {elsewhere.partnership_id}
