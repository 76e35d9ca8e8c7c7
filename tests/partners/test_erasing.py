"""Erasing a person: asked for, thought over, carried out, and never undone by a backup."""

from datetime import timedelta
from functools import cached_property

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from notices import kinds
from notices.models import Delivery, Notice, State
from notices.planning import plan
from notices.rendering import render
from partners import erasing, joining, own_data, vault
from partners.models import Erasure, Membership, Person, SupportNeed
from partners.vault import NoKey
from tests.addresses import World
from tests.charters.deciding import say
from tests.factories import (
    EmailAddressFactory,
    ErasureFactory,
    InvitationFactory,
    MeetingFactory,
    MembershipFactory,
    MotivationFactory,
    PersonFactory,
    SupportNeedFactory,
    TextConsentFactory,
    now,
)
from tests.reflections import journals
from tests.test_access import READABLE, address_of

CANARY = "canary"
LATER = timedelta(days=8)


@pytest.fixture
def member(client, db):
    """A partner beside a facilitator, who is signed in."""
    facilitator = MembershipFactory(facilitator=True)
    member = MembershipFactory(partnership=facilitator.partnership, person__language="es")
    client.force_login(member.person)
    return member


def erased(person):
    """Erase somebody as the clock does."""
    erasing.ask(person, now=now())
    assert erasing.erase_due(now() + LATER) == 1
    return Person.objects.get(pk=person.pk)


def dump():
    """Every value of the whole database, as text, by its table and column."""
    values = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [f"{table}.{column[0]}" for column in cursor.description]
            for row in cursor.fetchall():
                values += zip(columns, map(str, row), strict=True)
    return values


def places_of(words):
    """The columns in which some words are found."""
    return {column for column, value in dump() if words in value}


# Asking, and taking it back


def test_who_asks_is_told_the_day_and_keeps_everything_until_then(client, member):
    client.post(reverse("partners:confirm_erasing"))

    wish = erasing.wish_of(member.person)
    assert wish.due_at - wish.asked_at == timedelta(days=7)
    assert Notice.objects.get(kind="erasure").person == member.person
    assert erasing.erase_due(now() + timedelta(days=6)) == 0
    assert Person.objects.get(pk=member.person_id).name == member.person.name


def test_asking_twice_is_asking_once(client, member):
    for _time in range(2):
        client.post(reverse("partners:confirm_erasing"))

    assert Erasure.objects.count() == 1
    assert Notice.objects.filter(kind="erasure").count() == 1


def test_the_page_says_what_stays_before_it_asks(client, member):
    page = client.get(reverse("partners:erase_me"))

    assert "lo que firmó" in page.content.decode().lower()
    assert reverse("partners:confirm_erasing") in page.content.decode()


def test_the_page_promises_a_message_only_to_whom_one_reaches(client, member):
    page = reverse("partners:confirm_erasing")
    with translation.override("es"):
        promise = translation.gettext(
            "It happens in seven days. We send you a message now; until then you can stop it by"
            " signing in. Afterwards nobody can bring anything back, not even we."
        )
    told = client.get(page).text
    client.force_login(PersonFactory(language="es"))

    alone = client.get(page).text

    assert promise in told
    assert promise not in alone
    assert "siete días" in alone


def test_signing_in_and_one_click_stop_it(client, member):
    note = f'href="{reverse("partners:erase_me")}"'
    assert client.get(reverse("partners:me")).content.decode().count(note) == 1
    client.post(reverse("partners:confirm_erasing"))
    assert client.get(reverse("partners:me")).content.decode().count(note) == 2
    assert reverse("partners:stay") in client.get(reverse("partners:erase_me")).content.decode()

    client.post(reverse("partners:stay"))

    assert erasing.erase_due(now() + LATER) == 0
    assert erasing.wish_of(member.person) is None
    assert Person.objects.get(pk=member.person_id).is_active


def test_who_stopped_it_may_ask_again(client, member):
    for name in ["confirm_erasing", "stay", "confirm_erasing"]:
        client.post(reverse(f"partners:{name}"))

    assert erasing.wish_of(member.person)
    assert Erasure.objects.count() == 2


def test_what_has_begun_is_not_taken_back(client, member):
    wish = erasing.ask(member.person, now=now())
    Erasure.objects.filter(pk=wish.pk).update(begun_at=now())

    with pytest.raises(erasing.TooLate):
        erasing.take_back(member.person, now=now())


def test_the_only_facilitator_first_makes_somebody_else_one(client, db):
    alone = MembershipFactory(facilitator=True)
    client.force_login(alone.person)

    page = client.get(reverse("partners:erase_me")).content.decode()
    answer = client.post(reverse("partners:confirm_erasing"))

    assert reverse("partners:people", args=[alone.partnership.slug]) in page
    assert reverse("partners:confirm_erasing") not in page
    assert answer.status_code == 302
    assert erasing.wish_of(alone.person) is None


def test_who_waits_to_be_erased_does_not_count_as_a_facilitator_who_stays(db):
    going = MembershipFactory(facilitator=True)
    other = MembershipFactory(partnership=going.partnership, facilitator=True)
    erasing.ask(going.person, now=now())

    with pytest.raises(joining.LastFacilitator):
        joining.leave(other, now=now())
    with pytest.raises(joining.LastFacilitator):
        erasing.ask(other.person, now=now())


def test_the_message_is_in_the_language_of_its_reader(member, settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("ar"):
        erasing.ask(member.person, now=now())
        message = render(Notice.objects.get(kind="erasure"))

    assert "borr" in message.text
    assert settings.BASE_URL + reverse("partners:erase_me") in message.text
    assert member.partnership.name not in message.text + message.subject


def test_the_message_does_not_go_once_it_is_taken_back(member):
    erasing.ask(member.person, now=now())
    notice = Notice.objects.get(kind="erasure")
    assert Delivery.objects.filter(notice=notice).exists()

    erasing.take_back(member.person, now=now())

    notice = Notice.objects.get(pk=notice.pk)
    assert not kinds.get("erasure").is_wanted(notice, now())


# Somebody who cannot sign in


@pytest.fixture
def told(client, db):
    """A facilitator is signed in; somebody without e-mail told them something."""
    facilitator = MembershipFactory(facilitator=True)
    client.force_login(facilitator.person)
    return MembershipFactory(
        partnership=facilitator.partnership, person=PersonFactory(without_email=True)
    )


def test_a_facilitator_writes_down_the_wish_of_who_cannot_sign_in(client, told):
    page = reverse("partners:record_erasing", args=[told.partnership.slug, told.pk])

    client.post(page)

    wish = erasing.wish_of(told.person)
    assert wish.recorded_by.role == "facilitator"
    assert Delivery.objects.get(notice__kind="erasure").channel == "call"
    client.post(page, {"wish": "over"})
    assert erasing.wish_of(told.person) is None


def test_nobody_else_writes_down_the_wish_of_who_can_sign_in(client, told):
    EmailAddressFactory(user=told.person, email="rosa@example.org")

    answer = client.post(reverse("partners:record_erasing", args=[told.partnership.slug, told.pk]))

    assert answer.status_code == 403
    assert erasing.wish_of(told.person) is None


# Carrying it out


def test_nothing_of_a_person_is_found_in_a_dump_but_what_stays_for_a_reason(member):
    plant_everywhere(member)
    before = places_of(CANARY)

    erased(member.person)

    found = places_of(CANARY)
    assert found <= may_stay()
    assert len(before) > len(found) + 10
    assert before >= {
        "partners_person.name", "partners_person.phone", "partners_person.household_email",
        "partners_supportneed.detail", "partners_invitation.name", "partners_membership.boundary",
        "account_emailaddress.email", "partners_textconsent.number",
        "usersessions_usersession.user_agent", "reflections_notbetter.said",
    }  # fmt: skip


def may_stay():
    """The columns of which something may stay, as their tables say with a reason."""
    return {
        f"{part.model._meta.db_table}.{field.column}"
        for part in own_data.parts()
        if part.stays and part.model is not Person
        for field in part.model._meta.concrete_fields
        if field.name not in part.emptied or part.emptied_where
    }


def plant_everywhere(member):
    """Have the person own one of everything, and write a canary into each of its texts."""
    world = World(member.partnership, asker=member)
    for name, value in vars(World).items():
        if isinstance(value, cached_property):
            getattr(world, name)
    MotivationFactory(membership=member)
    EmailAddressFactory(user=member.person)
    InvitationFactory(membership=member, accepted_at=now())
    TextConsentFactory(person=member.person)
    UserSession.objects.create(user=member.person, ip="10.0.0.1", user_agent="", session_key="a1")
    journals.begin(member.person)
    journals.write(member, f"{CANARY} in the journal")
    for part in own_data.parts():
        for row in part.rows(member.person):
            for field in row._meta.concrete_fields:
                plant(row, field, part)


def plant(row, field, part):
    is_free = isinstance(field, models.CharField | models.TextField) and not field.choices
    is_kept_apart = field.name.endswith(("language", "timezone")) or field.name in NOT_FREE
    if not is_free or is_kept_apart or field.unique or field.name in part.hidden:
        return
    words = f"{CANARY}@example.org" if isinstance(field, models.EmailField) else CANARY
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field.name: words})
    except IntegrityError:
        pass  # what is signed does not change, and some words belong to others


NOT_FREE = {"key", "kind", "currency", "occasion", "owner", "machine", "uid", "sha256", "reason"}


def test_an_input_said_without_a_name_loses_its_words_and_one_with_a_name_keeps_them(member):
    private = say(member, said="Tengo miedo.", shown_as_group=True)
    open_one = say(member, said="Queremos sillas.")

    erased(member.person)

    private.refresh_from_db()
    open_one.refresh_from_db()
    assert (private.said, open_one.said) == ("—", "Queremos sillas.")
    assert str(open_one.membership.person.name) == "A former member"


def test_sealed_words_are_unreadable_in_an_older_dump(member):
    motivation = MotivationFactory(membership=member)
    journals.begin(member.person)
    entry = journals.write(member, "Solo mío.")
    before = (bytes(motivation.sealed), motivation.bound_to)
    assert vault.unseal(member.person, *before)

    erased(member.person)

    with pytest.raises(NoKey):
        vault.unseal(member.person, *before)
    assert not type(motivation).objects.filter(pk=motivation.pk).exists()
    assert places_of(str(entry.pk)) == set() == places_of(entry.pk.hex)


def test_there_is_no_way_back_in(client, member):
    EmailAddressFactory(user=member.person)
    Authenticator.objects.create(user=member.person, type="totp", data={})
    client.get(reverse("partners:me"))
    feed = Person.objects.get(pk=member.person_id).feed_nonce

    person = erased(member.person)

    assert not person.is_active
    assert person.feed_nonce != feed
    assert person.email is None
    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.filter(user=person).exists()
    assert Session.objects.count() == 0
    assert client.get(reverse("partners:me")).status_code == 302


def test_no_message_goes_out_afterwards(member):
    meeting = MeetingFactory(partnership=member.partnership)
    plan("meeting_reminder", meeting, [member.person], partnership=member.partnership, now=now())
    waiting = Delivery.objects.filter(notice__person=member.person)
    assert waiting.filter(state=State.PENDING).exists()

    erased(member.person)

    assert not waiting.filter(state=State.PENDING).exists()


def test_the_place_reads_a_former_member_in_each_language(member):
    person = erased(member.person)

    with translation.override("es"):
        assert str(person.name) == "Una persona que dejó el grupo"
    with translation.override("en"):
        assert str(Membership.objects.get(pk=member.pk).person.name) == "A former member"
    person.save()
    assert Person.objects.filter(pk=person.pk, name="").exists()


@pytest.mark.sweep
def test_no_page_breaks_for_those_who_stay(client, member):
    facilitator = member.partnership.memberships.facilitating().first()
    world = World(member.partnership, asker=member)
    addresses = [address_of(name, world) for name in READABLE]
    erased(member.person)
    client.force_login(facilitator.person)
    journals.open_journal(client, facilitator.person)

    answers = [client.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} <= {200, 302, 404, 410}
    pages = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert len(pages) > 100
    assert sum("A former member" in page for page in pages) > 10


def test_a_former_member_is_a_name_like_any_other(member):
    name = erased(member.person).name

    with translation.override("es"):
        read = [
            str(name),
            f"{name:<3}",
            "%(name)s" % {"name": name},  # noqa: UP031  as translated sentences do
            Template("{{ name }}").render(Context({"name": name})),
        ]
    assert {*read} == {"Una persona que dejó el grupo"}
    assert ", ".join([name, "Ana"]) == "A former member, Ana"


def test_every_membership_ends(member):
    elsewhere = MembershipFactory(person=member.person)

    erased(member.person)

    assert not Membership.objects.filter(pk__in=[member.pk, elsewhere.pk], left_at=None).exists()


def test_it_begins_again_where_it_was_cut_off(member, monkeypatch):
    SupportNeedFactory(membership=member)
    erasing.ask(member.person, now=now())

    def killed(person):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(own_data, "erase_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            erasing.erase_due(now() + LATER)
    assert SupportNeed.objects.exists()
    assert not Person.objects.filter(name="").exists()

    assert erasing.erase_due(now() + LATER) == 0  # another worker may still be at it
    assert erasing.erase_due(now() + LATER + timedelta(hours=1)) == 1
    assert erasing.erase_due(now() + LATER + timedelta(hours=2)) == 0
    assert not SupportNeed.objects.exists()


def test_one_that_fails_keeps_no_other_from_being_erased(member, monkeypatch, caplog):
    other = MembershipFactory(partnership=member.partnership).person
    for person in [member.person, other]:
        erasing.ask(person, now=now())
    whole = own_data.erase_rows

    def broken(person):
        if person == member.person:
            raise ValueError
        whole(person)

    monkeypatch.setattr(own_data, "erase_rows", broken)

    assert erasing.erase_due(now() + LATER) == 1
    assert str(Person.objects.get(pk=other.pk).name) == "A former member"
    assert "will be tried again" in caplog.text


def test_a_restored_backup_is_erased_again(member, capsys):
    before = Person.objects.get(pk=member.person_id)
    erased(member.person)
    before.save()  # as a backup would bring it back
    Membership.objects.filter(pk=member.pk).update(left_at=None)
    Erasure.objects.all().delete()

    call_command("reapply_erasures")
    call_command("reapply_erasures")

    assert capsys.readouterr().out.split("\n")[:2] == [
        "Erased 1 people again.", "Erased 0 people again.",
    ]  # fmt: skip
    assert Person.objects.get(pk=member.person_id).email is None
    assert Membership.objects.get(pk=member.pk).left_at


def test_the_list_holds_numbers_only_and_outlives_a_line_that_was_cut_short(member):
    listed = settings.KEYS_DIR / erasing.LIST
    settings.KEYS_DIR.mkdir(parents=True, exist_ok=True)
    with listed.open("a") as file:
        file.write("\n12 abc")

    erased(member.person)

    assert (member.person_id, member.person.vault) in {*erasing.erased()}
    assert member.person.name not in listed.read_text()
    assert oct(listed.stat().st_mode & 0o077) == "0o0" or listed.read_text().startswith("\n12")


def test_numbers_of_another_database_erase_nobody(member):
    erased(member.person)
    newcomer = PersonFactory()
    with (settings.KEYS_DIR / erasing.LIST).open("a") as file:
        file.write(f"\n{newcomer.pk} {'0' * 32}\n")

    assert erasing.erase_again(now()) == 0
    assert Person.objects.get(pk=newcomer.pk).email


# The database itself refuses


@pytest.mark.parametrize(
    "wrong",
    [
        {"taken_back_at": now(), "begun_at": now()},
        {"erased_at": now()},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong, db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureFactory(**wrong)


def test_the_database_refuses_two_wishes_at_once(db):
    wish = ErasureFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureFactory(person=wish.person)
