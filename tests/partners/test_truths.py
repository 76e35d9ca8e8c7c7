"""What the database refuses, what stays sealed, and small words about people and time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest
from django.template import Context, Template
from django.utils import timezone, translation

from partners import dates, languages, sealing, zones
from partners.accounts import AccountAdapter
from partners.models import (
    Channel,
    Invitation,
    Membership,
    NeedKind,
    Person,
    SupportNeed,
)
from partners.validators import (
    parse_lead,
    validate_languages,
    validate_leads,
    validate_phone,
    validate_zone,
)
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    MotivationFactory,
    PersonFactory,
    ProgrammeFactory,
    ProgrammeLeaderFactory,
)

NOW = timezone.now()

# What the database refuses


def same_email():
    PersonFactory(email="rosa@example.org")
    PersonFactory(email="rosa@example.org")


def empty_email():
    PersonFactory(email="")


def twice_in_a_partnership():
    first = MembershipFactory()
    MembershipFactory(partnership=first.partnership, person=first.person)


def pausing_before_joining():
    MembershipFactory(invited=True, pausing=True)


def leader_twice():
    first = ProgrammeLeaderFactory()
    ProgrammeLeaderFactory(programme=first.programme, person=first.person)


def something_else_unsaid():
    SupportNeed.objects.create(membership=MembershipFactory(), kind=NeedKind.OTHER)


def used_and_void():
    InvitationFactory(accepted_at=NOW, voided_at=NOW)


def over_before_it_begins():
    InvitationFactory(created_at=NOW, expires_at=NOW)


def two_reasons():
    MotivationFactory(membership=MotivationFactory().membership)


@pytest.mark.parametrize(
    "wrong",
    [
        same_email,
        empty_email,
        twice_in_a_partnership,
        pausing_before_joining,
        leader_twice,
        something_else_unsaid,
        used_and_void,
        over_before_it_begins,
        two_reasons,
    ],
    ids=lambda wrong: wrong.__name__,
)
def test_the_database_refuses(db, wrong):
    with pytest.raises(IntegrityError):
        wrong()


def test_somebody_who_left_may_belong_again(db):
    first = MembershipFactory(left=True)

    again = MembershipFactory(partnership=first.partnership, person=first.person)

    assert [*Membership.objects.active()] == [again]


def test_people_without_email_do_not_collide(db):
    PersonFactory.create_batch(2, email=None)

    assert Person.objects.filter(email=None).count() == 2


# What stays sealed


def test_sealed_words_open_only_where_they_belong():
    sealed = sealing.seal("Por mi madre", "motivation:1")

    assert sealing.unseal(sealed, "motivation:1") == "Por mi madre"
    for other in ["motivation:2", "journal:1", ""]:
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(sealed, other)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_byte_is_noticed(position):
    sealed = bytearray(sealing.seal("Por mi madre", "motivation:1"))
    sealed[position] ^= 1

    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(bytes(sealed), "motivation:1")


def test_another_key_opens_nothing(settings):
    sealed = sealing.seal("Por mi madre", "motivation:1")
    settings.MASTER_KEY = "QW5vdGhlciBrZXksIGFsc28gb2YgMzIgYnl0ZXMhISE="

    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealed, "motivation:1")


def test_second_factor_secrets_are_sealed():
    adapter = get_mfa_adapter()
    sealed = adapter.encrypt("JBSWY3DP")

    assert "JBSWY3DP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DP"


def test_nobody_signs_up_by_themselves():
    assert AccountAdapter().is_open_for_signup(HttpRequest()) is False


# People


def test_signing_in_ignores_letter_case(db):
    rosa = PersonFactory(email="rosa@example.org")

    assert Person.objects.get_by_natural_key("Rosa@Example.ORG") == rosa


@pytest.mark.parametrize(("typed", "kept"), [("", None), (" a@b.org ", "a@b.org"), (None, None)])
def test_no_address_is_none_rather_than_empty(typed, kept):
    person = Person(email=typed)
    person.clean()

    assert person.email == kept


@pytest.mark.parametrize(
    ("has", "prefers", "reached_by"),
    [
        ({"email": "a@b.org", "phone": "1234"}, Channel.EMAIL, Channel.EMAIL),
        ({"email": "a@b.org", "phone": "1234"}, Channel.CALL, Channel.CALL),
        ({"email": "a@b.org"}, Channel.CALL, Channel.EMAIL),
        ({"household_email": "a@b.org"}, Channel.EMAIL, Channel.EMAIL),
        ({"phone": "1234"}, Channel.EMAIL, Channel.CALL),
        ({}, Channel.EMAIL, None),
    ],
)
def test_a_person_is_reached_on_a_channel_that_works(has, prefers, reached_by):
    assert Person(channel=prefers, **has).reachable_by() == reached_by


def test_a_zone_that_is_no_longer_known_counts_as_utc():
    assert Person(timezone="Mars/Olympus").zone == ZoneInfo("UTC")
    assert Person(timezone="Africa/Cairo").zone == ZoneInfo("Africa/Cairo")


def test_a_person_reads_their_own_language_first():
    person = Person(language="ar", also_reads=["en", "ar", "es"])

    assert person.reads == ["ar", "en", "es"]
    assert person.direction == "rtl"


def test_names_stand_for_things(db):
    programme = ProgrammeFactory(name_en="Programme")
    leader = ProgrammeLeaderFactory(programme=programme, person__name="Lee")
    invitation = InvitationFactory(name="Rosa", membership__partnership__name_en="Clinic")
    membership = invitation.membership
    motivation = MotivationFactory(membership=membership)

    assert str(leader) == "Lee / Programme"
    assert str(invitation) == "Rosa / Clinic"
    assert str(motivation) == str(membership)
    assert str(membership.partnership.working_rules) == "Clinic"
    assert str(SupportNeed(kind=NeedKind.DATA)) == "Internet or phone data"
    assert membership.partnership.zone == ZoneInfo("UTC")
    assert membership.is_lived_experience
    assert [*Invitation.objects.usable(NOW - timedelta(days=99))] == [invitation]


# Days, zones, languages


WINTER = datetime(2026, 12, 3, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wednesday, December 2, 2026, 5:30\u202fPM (Los Angeles time)"),
        ("es", "miércoles, 2 de diciembre de 2026, 17:30 ("),
        ("ar", "الأربعاء، 2 ديسمبر 2026"),
    ],
)
def test_a_moment_is_told_in_the_language_and_zone_of_the_reader(language, words):
    told = dates.moment(WINTER, language, ZoneInfo("America/Los_Angeles"))

    assert told.startswith(words)


def test_utc_is_called_utc_and_equal_wall_times_are_told_apart():
    zone = ZoneInfo("America/Los_Angeles")
    first = datetime(2026, 11, 1, 1, 30, tzinfo=zone)

    assert dates.moment(WINTER, "en", ZoneInfo("UTC")).endswith("(UTC)")
    assert dates.offset_name(first, "en") == "Pacific Daylight Time"
    assert dates.offset_name(first.replace(fold=1), "en") == "Pacific Standard Time"


def test_filters_print_for_the_reader_of_the_page():
    template = Template("{% load dates %}{% moment at %}|{% day at %}|{% day on %}|{% clock at %}")
    context = {"at": WINTER, "on": date(2026, 12, 2), "LANGUAGE_CODE": "es"}

    with timezone.override("America/Los_Angeles"), translation.override("es"):
        moment, *days, clock = template.render(Context(context)).split("|")

    assert moment.startswith("miércoles, 2 de diciembre")
    assert days == ["miércoles, 2 de diciembre de 2026"] * 2
    assert clock == "17:30"


@pytest.mark.parametrize(
    "name", ["", "x", "America", "America/", "posix/UTC", "../UTC", "a\x00", "\ud800", "localtime"]
)
def test_what_is_no_place_is_no_zone(name):
    assert not dates.is_zone(name)
    with pytest.raises(ValidationError):
        validate_zone(name)


@pytest.mark.parametrize("language", languages.CODES)
def test_every_city_is_offered_once_under_its_name(language):
    with translation.override(language):
        offered = zones.choices("America/Los_Angeles")

    groups = [places for area, places in offered if isinstance(places, list)]
    for places in groups:
        cities = [city for _zone, city in places]
        assert cities == sorted(set(cities))
    zones_offered = {zone for places in groups for zone, _city in places}
    assert {"America/Los_Angeles", "Asia/Kolkata", "Europe/Kyiv"} <= zones_offered
    assert "Asia/Calcutta" not in zones_offered
    assert {name for name, _label in dates.zone_choices()} >= zones_offered


def test_languages_are_named_in_themselves_and_in_each_other():
    assert [languages.own_name(code) for code in ["en", "es", "ar"]] == [
        *("English", "español", "العربية"),
    ]
    assert languages.name_of("es", "en") == "Spanish"
    assert languages.name_of("en", "es") == "inglés"
    assert [languages.direction(code) for code in ["en", "ar"]] == ["ltr", "rtl"]


@pytest.mark.parametrize(
    ("lead", "length"),
    [
        ("P7D", timedelta(days=7)),
        ("PT2H", timedelta(hours=2)),
        ("P1DT12H", timedelta(days=1, hours=12)),
    ],
)
def test_lead_times_are_days_and_hours(lead, length):
    assert parse_lead(lead) == length
    validate_leads([lead])
    validate_leads(None)


@pytest.mark.parametrize("lead", ["", "P", "PT", "7D", "P-1D", "P999D", "P1Y", None, 7, ["P1D"]])
def test_other_lead_times_are_refused(lead):
    with pytest.raises(ValidationError):
        validate_leads([lead])


@pytest.mark.parametrize("codes", [["xx"], "en", None, [["en"]], ["en\x00"]])
def test_unknown_languages_are_refused(codes):
    with pytest.raises(ValidationError):
        validate_languages(codes)


@pytest.mark.parametrize("number", ["+1 555 0100", "020 7946-0000", "(57) 1 555.01"])
def test_phone_numbers_may_be_written_as_people_do(number):
    validate_phone(number)


@pytest.mark.parametrize("number", ["", "call me", "+", "1" * 40, "+1\n555", "٠١٢٣٤"])
def test_what_nobody_could_dial_is_refused(number):
    with pytest.raises(ValidationError):
        validate_phone(number)


def test_quiet_hours_and_reminders_start_sensibly():
    person = Person()

    assert (person.quiet_from, person.quiet_until) == (time(21), time(8))
    assert person.reminder_leads is None
