"""Sharing a resource: everyone hears of it, those who cannot read it hear that too."""

from datetime import timedelta

import pytest

from meetings import refreshing, sharing
from meetings.sharing import RESOURCE_AVAILABLE, RESOURCE_FOLLOW_UP
from notices.models import Notice
from notices.rendering import render
from tests.factories import ResourceFactory, ResourceTextFactory
from tests.meetings.world import NOW, World, kinds_told, open_notices, send_all_until

HOME = "http://testserver/home/"
IN_THREE_DAYS = NOW + timedelta(days=3)


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def rosa(world):
    return world.member(person__language="es", person__also_reads=["en"])


@pytest.fixture
def layla(world):
    return world.member(person__language="ar")


def text(world, language):
    return ResourceTextFactory.build(
        resource=None, language=language, added_by=world.facilitator, added_at=NOW
    )


def share(world, *languages, **kwargs):
    resource = ResourceFactory.build(
        partnership=world.partnership, shared_by=world.facilitator, shared_at=NOW, **kwargs
    )
    texts = [text(world, language) for language in languages]
    sharing.share(resource, texts, by=world.facilitator, now=NOW)
    return resource


def add(world, resource, language, now=NOW):
    sharing.add_text(resource, text(world, language), by=world.facilitator, now=now)


def told(resource, member):
    """The messages about a resource that a person gets, the newest last."""
    notices = Notice.objects.filter(kind=RESOURCE_AVAILABLE, person=member.person)
    return [render(notice) for notice in notices.order_by("pk")]


def test_everyone_else_hears_of_it(world, rosa, layla):
    resource = share(world, "en", "ar")

    people = {person for person, _k, _o, _d in open_notices(RESOURCE_AVAILABLE)}
    assert people == {rosa.person_id, layla.person_id}
    assert set(resource.texts.values_list("language", flat=True)) == {"en", "ar"}


def test_days_run_from_when_a_person_can_read_it(world, rosa, layla):
    resource = share(world, "en")

    asking = dict(resource.follow_ups.values_list("membership", "next_ask_at"))
    assert asking == {rosa.pk: IN_THREE_DAYS, layla.pk: None}


def test_who_cannot_read_it_is_told_so_and_hears_when_they_can(world, layla):
    resource = share(world, "en")
    assert HOME not in told(resource, layla)[0].text

    add(world, resource, "ar", NOW + timedelta(days=1))

    assert HOME in told(resource, layla)[-1].text
    assert resource.follow_ups.get().next_ask_at == IN_THREE_DAYS + timedelta(days=1)


def test_who_read_another_language_hears_when_their_own_is_there(smtp_sink, world, rosa, layla):
    resource = share(world, "en", "ar")

    add(world, resource, "es")
    send_all_until(NOW)

    assert kinds_told(rosa) == [RESOURCE_AVAILABLE] * 2
    assert kinds_told(layla) == [RESOURCE_AVAILABLE]
    assert resource.follow_ups.get(membership=rosa).next_ask_at == IN_THREE_DAYS


def test_a_new_version_replaces_the_old(world, layla):
    resource = share(world, "ar")

    add(world, resource, "ar")

    assert resource.texts.filter(replaced_at=None).count() == 1
    assert resource.texts.count() == 2
    assert len(told(resource, layla)) == 2


def test_taking_back_silences(world, layla):
    resource = share(world, "ar")

    sharing.withdraw(resource, by=world.facilitator, now=NOW)
    sharing.withdraw(resource, by=world.facilitator, now=NOW + timedelta(days=1))

    assert open_notices() == []
    assert resource.withdrawn_at == NOW
    assert not resource.follow_ups.open().exists()
    with pytest.raises(sharing.Withdrawn):
        add(world, resource, "en")


def test_newcomers_hear_of_what_belongs_to_the_next_meeting(world):
    meeting = world.plan()
    share(world, "en", meeting=meeting)
    share(world, "en")
    newcomer = world.member()

    refreshing.refresh(meeting.pk, NOW)
    refreshing.refresh(meeting.pk, NOW)

    assert len(open_notices(RESOURCE_AVAILABLE, to=newcomer)) == 1
    assert newcomer.follow_ups.count() == 1


def test_titles_are_only_for_who_wants_to_see_everything(world, rosa):
    full = world.member(person__detail="full")
    resource = share(world, "en", title_en="Walking plan")

    assert "Walking plan" in told(resource, full)[0].text
    assert "Walking plan" not in told(resource, rosa)[0].text
    assert world.partnership.slug not in told(resource, rosa)[0].text


def test_a_shared_mailbox_is_offered_another_way(world):
    samuel = world.member(person__email=None, person__household_email="home@example.org")
    resource = share(world, "en")

    assert "on paper" in told(resource, samuel)[0].text
    assert RESOURCE_FOLLOW_UP not in kinds_told(samuel)
