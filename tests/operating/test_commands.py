"""Commands for whoever tests or practises: what they print, and where they refuse to run."""

import json
from datetime import UTC, datetime, time
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from demo.management.commands import make_session, seed_reminders, seed_world
from meetings.models import Meeting
from notices import drilling
from notices.models import Delivery, Hold, State
from notices.sending import send_due
from partners import auditing, erasing
from partners.models import AuditEvent, AuditHead, LearningGoal, Person
from partners.roles import Group, Role
from tests.factories import (
    DeliveryFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    now,
)
from tests.operating.moving import command
from tests.postgres import find_binaries


def run(command, *arguments, **options):
    output = StringIO()
    call_command(command, *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True


def signed_in(cookie_name, value):
    client = Client()
    client.cookies[cookie_name] = value
    return client


# Accounts, in a demo only


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "arguments"),
    [(seed_world, []), (make_session, ["Rosa"]), (seed_reminders, ["3"])],
)
def test_a_real_site_gives_nobody_an_account(settings, command, arguments):
    PersonFactory(name="Rosa")
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO"):
        run(command.Command(), *arguments)

    assert Person.objects.count() == 1


@pytest.mark.usefixtures("demo")
def test_a_seeded_world_has_an_account_a_role_in_each_partnership():
    found = json.loads(run(seed_world.Command(), "--roles", "--partnerships", "2", "--canaries"))

    accounts = found["accounts"]
    slugs = {account["partnership"] for account in accounts if account["partnership"]}
    assert len(slugs) == 2
    for slug in slugs:
        here = [account for account in accounts if account["partnership"] == slug]
        assert {account["group"] for account in here} == set(Group)
        assert {account["role"] for account in here} == set(Role)
    assert [account["role"] for account in accounts].count("leader") == 2


@pytest.mark.usefixtures("demo")
def test_each_account_of_a_seeded_world_is_signed_in_at_once():
    found = json.loads(run(seed_world.Command(), "--partnerships", "2"))

    for account in found["accounts"]:
        client = signed_in(found["session_cookie"], account["session"])
        assert account["name"] in client.get("/me/").text
        if account["partnership"]:
            assert client.get(f"/p/{account['partnership']}/").status_code == 200


@pytest.mark.usefixtures("demo")
def test_canaries_are_planted_where_only_their_owner_finds_them():
    found = json.loads(run(seed_world.Command(), "--canaries"))
    facilitator, patient, _leader = found["accounts"]

    words = [word for each in (facilitator, patient) for word in each["canaries"].values()]

    assert {"journal", "need", "contact", "pin"} == set(patient["canaries"])
    assert len(set(words)) == len(words) - 1  # the PIN is the same
    client = signed_in(found["session_cookie"], patient["session"])
    client.post("/me/journal/unlock/", {"pin": patient["canaries"]["pin"]})


@pytest.mark.usefixtures("demo")
def test_a_session_is_made_by_name_or_address():
    PersonFactory(name="Rosa", email="rosa@seed.example")

    for wanted in ("Rosa", "ROSA@seed.example"):
        name, _is, value = run(make_session.Command(), wanted).strip().partition("=")
        assert signed_in(name, value).get("/me/").status_code == 200


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("names", [[], ["Rosa", "Rosa"]])
def test_a_session_is_nobodys_if_the_name_is_not_one_persons(names):
    for name in names:
        PersonFactory(name=name)

    with pytest.raises(CommandError, match="people have this name"):
        run(make_session.Command(), "Rosa")


@pytest.mark.usefixtures("demo")
def test_seeded_reminders_go_out_with_the_printed_keys(smtp_sink):
    keys = run(seed_reminders.Command(), "12", "--print-keys").split()
    assert run("pending_reminders").strip() == "12"

    send_due()

    sent = [message.content.decode() for message in smtp_sink.messages]
    assert len(keys) == len(sent) == 12
    assert all(any(key in content for content in sent) for key in keys)
    assert run("pending_reminders").strip() == "0"


@pytest.mark.usefixtures("demo")
def test_seeded_reminders_may_be_due_later():
    run(seed_reminders.Command(), "2", "--due-in", "3600")

    assert run("pending_reminders").strip() == "2"
    assert run("pending_reminders", "--due").strip() == "0"


# Fingerprints and the drill


def lines():
    return dict(line.split(" ", 1) for line in run("table_fingerprints").splitlines())


@pytest.mark.django_db
def test_fingerprints_show_what_changed_and_nothing_else():
    person = PersonFactory(name="Rosa")
    before = lines()

    Person.objects.filter(pk=person.pk).update(name="Rose")
    after = lines()
    Person.objects.filter(pk=person.pk).update(name="Rosa")

    assert {table for table in before if before[table] != after[table]} == {"partners_person"}
    assert lines() == before


@pytest.mark.django_db
def test_fingerprints_do_not_depend_on_the_order_of_rows():
    people = [PersonFactory(name=name) for name in ("a", "b")]
    before = lines()

    for person in people:  # each is written anew, behind the others
        Person.objects.filter(pk=person.pk).update(name=person.name)

    assert lines() == before


@pytest.fixture
def programs(tmp_path):
    return str(find_binaries(tmp_path)) if connection.vendor == "postgresql" else ""


@pytest.mark.django_db(transaction=True)
def test_a_drill_restores_everything_and_sends_nothing(programs):
    DeliveryFactory(notice__person__email="rosa@example.org")
    somebody = MembershipFactory()
    auditing.contact_opened(MembershipFactory(partnership=somebody.partnership), [somebody])

    told = run("restore_drill", programs=programs)

    assert "Tables that differ: none." in told
    assert "The log: 1 lines, 0 logs are broken." in told
    assert "Messages due: 1." in told
    assert "with the ledger on hold: 0." in told
    assert "Signing in: works." in told
    assert "what it should be" in told
    assert not Hold.objects.exists()  # of the site itself
    assert Delivery.objects.get().state == State.PENDING


@pytest.mark.django_db(transaction=True)
def test_a_drill_that_loses_something_fails(programs, monkeypatch):
    PersonFactory()
    reading = drilling._reading

    def losing(name):
        context = reading(name)

        class Losing:
            def __enter__(self):
                context.__enter__()
                Person.objects.all().delete()

            def __exit__(self, *error):
                return context.__exit__(*error)

        return Losing()

    monkeypatch.setattr(drilling, "_reading", losing)

    output = StringIO()
    with pytest.raises(CommandError, match="Do not rely on this backup"):
        call_command("restore_drill", programs=programs, stdout=output)

    assert "Tables that differ: partners_person." in output.getvalue()
    assert "nobody is there to try it with" in output.getvalue()
    assert Person.objects.exists()


@pytest.fixture
def backup(programs, tmp_path):
    """Makes a backup of the database as it is."""

    def make():
        if programs:
            drilling._dump(programs, tmp_path / "backup")
        else:
            drilling._copy_file(connection.settings_dict["NAME"], tmp_path / "backup")
        return str(tmp_path / "backup")

    return make


@pytest.mark.django_db(transaction=True)
def test_who_was_erased_since_an_old_backup_does_not_come_back(programs, backup):
    gone = MembershipFactory(person__name="Rosa").person
    MembershipFactory(person__name="Ana")
    old = backup()
    erasing.erase(gone, now=now())

    told = run("restore_drill", programs=programs, backup=old)

    assert "not looked at" in told
    assert "Erased again: 1. Erased people who are back: 0." in told


@pytest.mark.django_db(transaction=True)
def test_a_drill_finds_a_log_that_is_broken(programs):
    member = MembershipFactory()
    auditing.contact_opened(member, [MembershipFactory(partnership=member.partnership)])
    AuditHead.objects.update(number=5)

    output = StringIO()
    with pytest.raises(CommandError, match="The drill failed"):
        call_command("restore_drill", programs=programs, stdout=output)

    assert "1 logs are broken" in output.getvalue()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_drill_without_programs_says_what_to_install(tmp_path):
    with pytest.raises(CommandError, match="Install PostgreSQL's client programs"):
        run("restore_drill", programs=str(tmp_path))


@pytest.mark.django_db
def test_what_moves_to_another_database_keeps_each_moment_and_each_language(tmp_path):
    moment = now().replace(microsecond=123456)
    person = PersonFactory(email=None)
    Person.objects.update(created_at=moment)
    meeting = MeetingFactory(title_en="A walk", title_ar="نزهة")
    file = tmp_path / "all.exact"

    words = [str(file) if word == "/tmp/all.exact" else word for word in command("dumpdata")]
    call_command(*words, verbosity=0)
    Person.objects.update(created_at=now())
    Meeting.objects.update(title_en="", title_ar="")
    call_command("loaddata", file, verbosity=0)

    assert Person.objects.get(pk=person.pk).created_at == moment
    found = Meeting.objects.get(pk=meeting.pk)
    assert (found.title_en, found.title_ar) == ("A walk", "نزهة")


def test_what_moves_to_another_database_is_exact():
    moment = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
    rows = [
        AuditEvent(pk=1, chain_id=1, number=1, at=moment, about=" 5 ", fields=[" a", {"b": None}]),
        Person(pk=2, name=" Zoë 🌻\u2028\r\n\t", quiet_from=time(21, 0, 0, 7), created_at=moment),
        LearningGoal(membership_id=3, sealed=bytes(range(256)), written_at=moment),
    ]

    moved = [*serializers.deserialize("exact", serializers.serialize("exact", rows))]

    for row, found in zip(rows, moved, strict=True):
        fields = [field.attname for field in row._meta.concrete_fields]
        assert {it: getattr(found.object, it) for it in fields} == {
            it: getattr(row, it) for it in fields
        }
