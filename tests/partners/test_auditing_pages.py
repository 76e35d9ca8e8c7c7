"""Opening what is sensitive leaves one line in the log, and the person reads who it was."""

import pytest
from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from meetings.models import Arrangement
from partners import auditing, dates
from partners.models import Action, AuditEvent, AuditHead, Channel, NeedVisibility, Person
from tests.addresses import World
from tests.factories import (
    AuditEventFactory,
    HelpGrantFactory,
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    ProgrammeLeaderFactory,
    SupportNeedFactory,
    now,
)
from tests.test_access import address_of

pytestmark = pytest.mark.django_db


def opened(page, by, **data):
    """Have somebody open a page; return what it added to the log."""
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    client = Client()
    client.force_login(by.person)
    response = client.get(page, data)
    assert response.status_code == 200
    if response.streaming:
        list(response.streaming_content)
    return list(AuditEvent.objects.exclude(pk__in=before))


@pytest.fixture
def world(db):
    """A partnership where one member, who has an account, has a need and a phone."""
    world = World(PartnershipFactory())
    person = world.arrangement.need.membership.person
    person.phone, person.last_login = "+1 555 0100", now()
    person.save()
    assert world.need.visible_to == NeedVisibility.ARRANGERS
    return world


def without_account(world):
    """Somebody else set up this person, whom nobody but this partnership knows."""
    return MembershipFactory(
        partnership=world.partnership, person=PersonFactory(email=None, phone="+1 555 0123")
    )


@pytest.mark.parametrize(
    ("name", "action", "fields"),
    [
        ("partners:people", Action.NEEDS_OPENED, auditing.NEED_LISTED),
        ("partners:person", Action.NEEDS_OPENED, auditing.NEED),
        ("meetings:support", Action.NEEDS_OPENED, auditing.NEED),
        ("meetings:arrange", Action.NEEDS_OPENED, auditing.NEED),
        ("notices:calls", Action.CONTACT_OPENED, auditing.CONTACT),
        ("notices:record_call", Action.CONTACT_OPENED, auditing.CONTACT),
        ("notices:record_needs", Action.NEEDS_OPENED, auditing.NEED),
    ],
)
def test_opening_what_is_sensitive_leaves_one_line(world, name, action, fields):
    member, page = world.member, address_of(name, world)
    assert world.call.notice.person == member.person

    (line,) = opened(page, world.facilitator)

    assert (line.action, line.fields) == (action, [*fields])
    assert (line.actor, line.about) == (world.facilitator.person, f" {member.person_id} ")
    assert auditing.seen_by(member).get() == line


def test_going_ahead_without_essential_support_shows_whose(world):
    Arrangement.objects.update(state="open")
    world.need.is_essential = True
    world.need.save()

    (line,) = opened(address_of("meetings:go_ahead", world), world.facilitator)

    assert line.about == f" {world.member.person_id} "


def test_a_helper_who_opens_needs_is_in_the_log_too(world):
    grant = HelpGrantFactory(membership=world.member, scope=["needs"])
    page = reverse("notices:help_needs", args=[world.partnership.slug, grant.pk])

    (line,) = opened(page, grant.helper)

    assert (line.action, line.actor) == (Action.NEEDS_OPENED, grant.helper.person)


def test_printing_an_address_or_somebodys_support_leaves_a_line(world):
    client = Client()
    client.force_login(world.facilitator.person)
    sam, meeting = world.letter_to, world.arrangement.meeting

    client.post(reverse("notices:print_letter", args=[world.partnership.slug, sam.pk]))
    client.post(
        reverse("meetings:packs", args=[world.partnership.slug, meeting.pk]),
        {"member": world.member.pk, "phone": "", "size": ""},
    )

    contact, needs = AuditEvent.objects.order_by("number")
    assert (contact.action, contact.about) == (Action.CONTACT_OPENED, f" {sam.person_id} ")
    assert (needs.action, needs.about) == (Action.NEEDS_OPENED, f" {world.member.person_id} ")


def test_tasks_show_phone_numbers(world):
    world.task.person.phone = "+1 555 0100"
    world.task.person.save()

    (line,) = opened(address_of("notices:tasks", world), world.facilitator)

    assert (line.action, line.about) == (Action.CONTACT_OPENED, f" {world.member.person_id} ")


def test_one_page_of_many_people_leaves_one_line_about_all(world):
    other = SupportNeedFactory(membership__partnership=world.partnership).membership

    (line,) = opened(address_of("partners:people", world), world.facilitator)

    keys = sorted([world.member.person_id, other.person_id])
    assert line.about == " {} {} ".format(*keys)
    assert auditing.seen_by(world.member).get() == auditing.seen_by(other).get() == line


def test_a_page_with_needs_and_contact_leaves_one_line_that_says_both(world):
    shown = without_account(world)
    page = reverse("partners:person", args=[world.partnership.slug, shown.pk])

    (contact,) = opened(page, world.facilitator)
    SupportNeedFactory(membership=shown)
    (both,) = opened(page, world.facilitator)

    assert contact.action == Action.CONTACT_OPENED
    assert (both.action, both.fields) == (
        Action.PERSON_OPENED, [*auditing.NEED, *auditing.CONTACT],
    )  # fmt: skip


def test_writing_down_how_to_reach_somebody_names_the_fields_and_not_what_they_hold(world):
    shown = without_account(world)
    page = reverse("partners:contact", args=[world.partnership.slug, shown.pk])
    (line,) = opened(page, world.facilitator)
    assert line.action == Action.CONTACT_OPENED
    client = Client()
    client.force_login(world.facilitator.person)

    client.post(
        page,
        {
            "name": shown.person.name, "language": "en", "timezone": "UTC",
            "channel": Channel.CALL, "phone": "+44 20 7946 0000",
        },
    )  # fmt: skip

    line = AuditEvent.objects.get(action=Action.CONTACT_CHANGED)
    assert "phone" in line.fields
    assert line.on_behalf_of == shown.person
    assert not any("7946" in str(value) for value in AuditEvent.objects.values_list().last())


def test_a_break_that_somebody_writes_down_is_in_the_log(world):
    shown = without_account(world)
    client = Client()
    client.force_login(world.facilitator.person)

    client.post(reverse("partners:record_break", args=[world.partnership.slug, shown.pk]))

    line = auditing.seen_by(shown).get()
    assert (line.action, line.on_behalf_of) == (Action.RECORDED, shown.person)


@pytest.mark.parametrize(
    "name",
    [
        *("charters:decisions_csv", "charters:decision_text", "charters:pdf", "charters:docx"),
        *("charters:md", "charters:json", "charters:scan", "dashboards:figures"),
        *("dashboards:programme_figures", "dashboards:listed", "dashboards:archive"),
    ],
)
def test_taking_a_file_along_leaves_one_line(world, name):
    page = address_of(name, world)

    (line,) = opened(page, world.facilitator)

    assert (line.action, line.actor) == (Action.EXPORTED, world.facilitator.person)


def test_what_a_leader_takes_along_stands_in_the_log_of_the_partnership(world):
    leader = ProgrammeLeaderFactory(programme=world.partnership.programme)

    (line,) = opened(address_of("dashboards:figures", world), leader)

    assert (line.chain.partnership, line.actor) == (world.partnership, leader.person)
    assert line.actor_membership is None


def test_ones_own_needs_and_those_shown_to_everyone_are_no_secret(world):
    world.need.visible_to = NeedVisibility.PARTNERSHIP
    world.need.save()
    SupportNeedFactory(membership=world.facilitator)
    page = address_of("partners:people", world)

    assert opened(page, world.facilitator) == []
    assert opened(reverse("partners:my_needs", args=[world.partnership.slug]), world.member) == []


def test_who_sees_no_hidden_need_leaves_no_line(world):
    other = MembershipFactory(partnership=world.partnership)

    assert opened(address_of("partners:people", world), other) == []
    assert len(opened(address_of("partners:people", world), world.facilitator)) == 1


def test_a_line_costs_a_page_three_statements(world):
    client = Client()
    client.force_login(world.facilitator.person)
    page = address_of("partners:person", world)
    client.get(page)

    with CaptureQueriesContext(connection) as with_line:
        client.get(page)
    world.need.visible_to = NeedVisibility.PARTNERSHIP
    world.need.save()
    with CaptureQueriesContext(connection) as without:
        client.get(page)

    inserted = [query for query in with_line if "INSERT" in query["sql"]]
    begins = [query for query in with_line if query["sql"] == "BEGIN"]
    assert (len(inserted), len(with_line) - len(without) - len(begins)) == (1, 3)


# What a person reads


def seen_page(membership):
    return reverse("partners:my_seen", args=[membership.partnership.slug])


def seen(membership, **data):
    client = Client()
    client.force_login(membership.person)
    return client.get(seen_page(membership), data).text.replace("\u2068", "").replace("\u2069", "")


def test_a_person_reads_who_opened_their_needs_in_their_language_and_zone(world):
    world.facilitator.person.name = "Maya Stone"
    world.facilitator.person.language = "ar"
    world.facilitator.person.save()
    world.member.person.language, world.member.person.timezone = "es", "Asia/Tokyo"
    world.member.person.save()
    with translation.override("ar"):
        (line,) = opened(address_of("partners:person", world), world.facilitator)

    page = seen(world.member)

    with translation.override("es"):
        assert auditing.SENTENCES[Action.NEEDS_OPENED] % {"name": "Maya Stone"} in page
    assert dates.moment(line.at, "es", world.member.person.zone) in page


def test_only_the_person_reads_it(world):
    other = MembershipFactory(partnership=world.partnership)
    elsewhere = MembershipFactory(person=world.member.person)
    opened(address_of("partners:person", world), world.facilitator)

    assert "opened what you need." in seen(world.member)
    for membership in [other, elsewhere, world.facilitator]:
        assert "Nobody opened what you need" in seen(membership)


def test_each_sentence_says_who_it_was(maya_and_rosa):
    maya, rosa = maya_and_rosa
    for action in auditing.SENTENCES:
        auditing.record(Action(action), by=maya, about=rosa, obj=rosa)
    auditing.record(Action.EXPORTED, by=maya, about=rosa)

    page = seen(rosa)

    assert page.count("Maya Stone") == len(auditing.SENTENCES)


@pytest.fixture
def maya_and_rosa(db):
    maya = MembershipFactory(person__name="Maya Stone", facilitator=True)
    return maya, MembershipFactory(partnership=maya.partnership)


def test_newest_first_and_page_by_page(maya_and_rosa):
    maya, rosa = maya_and_rosa
    auditing.record(Action.PLACED, by=maya, about=rosa)
    for _turn in range(20):
        auditing.record(Action.NEEDS_OPENED, by=maya, about=rosa)

    assert seen(rosa).count("opened what you need.") == 20
    assert "set your group and role." in seen(rosa, page=2)


def test_the_page_costs_the_same_with_1_and_with_300_lines(
    maya_and_rosa, django_assert_num_queries
):
    maya, rosa = maya_and_rosa
    auditing.record(Action.NEEDS_OPENED, by=maya, about=rosa)
    client = Client()
    client.force_login(rosa.person)
    client.get(seen_page(rosa))
    with CaptureQueriesContext(connection) as one:
        client.get(seen_page(rosa))
    for _turn in range(299):
        auditing.record(Action.NEEDS_OPENED, by=maya, about=rosa)

    with django_assert_num_queries(len(one)):
        client.get(seen_page(rosa))


def test_a_key_that_begins_like_mine_is_not_me(maya_and_rosa):
    maya, rosa = maya_and_rosa
    head = AuditHead.objects.create(partnership=maya.partnership)
    for number, about in enumerate([f" {rosa.person_id}1 ", f" 1{rosa.person_id} "], 1):
        AuditEventFactory(
            chain=head, number=number, about=about, action=Action.NEEDS_OPENED,
            actor=maya.person,
        )  # fmt: skip

    assert not auditing.seen_by(rosa).exists()


# Ways to sign in


def test_another_way_to_sign_in_is_written_down(client):
    person = PersonFactory()
    client.force_login(person)
    request = client.get(reverse("partners:me")).wsgi_request

    factor = Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    for signal in [mfa_signals.authenticator_added, mfa_signals.authenticator_removed]:
        signal.send(Authenticator, request=request, user=person, authenticator=factor)
    account_signals.email_changed.send(
        Person, request=request, user=person, from_email_address=None, to_email_address=None
    )

    lines = AuditEvent.objects.order_by("number")
    assert [line.fields for line in lines] == [["totp"], ["totp"], ["email"]]
    assert {(line.action, line.actor_id) for line in lines} == {(Action.SIGN_IN_CHANGED, person.pk)}
    assert {line.chain.partnership for line in lines} == {None}


def test_what_a_role_may_not_do_is_written_down_once_an_hour(world, client):
    partner = world.member
    client.force_login(partner.person)

    for name in ("meetings:plan", "meetings:plan", "meetings:plan", "notices:calls"):
        assert client.get(address_of(name, world)).status_code == 403
    auditing.refused(partner, "meetings:plan", now() + auditing.REFUSED_AGAIN)

    lines = AuditEvent.objects.filter(action=Action.REFUSED, actor=partner.person).order_by(
        "number"
    )
    assert [line.fields for line in lines] == [
        ["meetings:plan"], ["notices:calls"], ["meetings:plan"],
    ]  # fmt: skip
