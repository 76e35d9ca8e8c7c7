"""The log: who did or read what is sensitive, in an order that nobody changes unseen."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from partners import auditing, guards, joining
from partners.models import Action, AuditEvent, AuditHead, Person
from partners.roles import Group, Role
from tests.factories import (
    AuditHeadFactory,
    MembershipFactory,
    PersonFactory,
    now,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(db):
    return MembershipFactory(facilitator=True)


@pytest.fixture
def rosa(maya):
    return MembershipFactory(partnership=maya.partnership)


@pytest.fixture
def log(maya, rosa):
    """A log of ten lines."""
    for _turn in range(10):
        auditing.record(Action.NEEDS_OPENED, by=maya, about=rosa, fields=["kind"], obj=rosa)
    return AuditHead.objects.get(partnership=maya.partnership)


@contextmanager
def without_guards():
    """Let a test do what the database refuses: undone with the test's transaction."""
    guards.lift(connection)
    yield
    guards.install()


def verified(*marks):
    out = StringIO()
    call_command("verify_audit", *(f"--mark={mark}" for mark in marks), stdout=out)
    return out.getvalue()


# Writing


def test_a_line_says_who_did_what_about_whom(maya, rosa):
    event = auditing.record(
        Action.RECORDED, by=maya, about=rosa, on_behalf_of=rosa, fields=["phone"], obj=rosa
    )

    event.refresh_from_db()
    assert (event.actor, event.actor_membership) == (maya.person, maya)
    assert (event.on_behalf_of, event.about) == (rosa.person, f" {rosa.person_id} ")
    assert (event.object_label, event.object_pk) == ("partners.membership", str(rosa.pk))
    assert event.fields == ["phone"]
    assert abs(event.at - now()) < timedelta(minutes=1)


def test_each_line_is_bound_to_the_one_before_it(log):
    lines = list(log.events.order_by("number"))

    assert [line.number for line in lines] == [*range(1, 11)]
    assert [line.previous for line in lines[1:]] == [line.hash for line in lines[:-1]]
    assert (lines[0].previous, log.number, log.hash) == ("", 10, lines[-1].hash)


def test_each_partnership_has_its_own_log_and_the_site_one(maya):
    other = MembershipFactory()

    lines = [
        auditing.record(Action.EXPORTED, by=by) for by in [maya, other, maya, other.person, None]
    ]

    assert [line.number for line in lines] == [1, 1, 2, 1, 2]
    assert AuditHead.objects.filter(partnership=None).count() == 1


def test_a_line_costs_three_statements(maya, rosa, django_assert_num_queries):
    auditing.record(Action.NEEDS_OPENED, by=maya, about=rosa)

    with django_assert_num_queries(3):
        auditing.record(Action.NEEDS_OPENED, by=maya, about=[rosa, maya], obj=rosa)


def test_what_is_undone_leaves_no_line(log, maya):
    with transaction.atomic():
        auditing.record(Action.EXPORTED, by=maya)
        transaction.set_rollback(True)

    auditing.record(Action.EXPORTED, by=maya)

    assert "11 lines" in verified()


def test_the_site_has_one_log():
    AuditHeadFactory(partnership=None)

    with pytest.raises(IntegrityError, match=r"site_has_one_log|UNIQUE"):
        AuditHeadFactory(partnership=None)


def test_a_number_is_taken_once(log):
    line = log.events.last()
    line.pk = None

    with pytest.raises(IntegrityError):
        line.save(force_insert=True)


# What the database refuses


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.update(actor=None),
        lambda lines: lines.filter(number=3).delete(),
        lambda lines: lines.all()._raw_delete(lines.db),
    ],
    ids=["change", "removal", "removal of all"],
)
def test_the_database_refuses_to_change_a_line(log, change):
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        change(log.events.all())

    assert log.events.count() == 10


@pytest.mark.postgresql
def test_the_database_refuses_to_empty_the_log(log):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the test added is checked now
        with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
            cursor.execute("TRUNCATE partners_auditevent")

    assert log.events.count() == 10


# Proving


def test_a_log_that_nobody_touched_is_whole(log, maya):
    early = log.mark
    auditing.record(Action.EXPORTED, by=maya)
    auditing.record(Action.EXPORTED, by=maya.person)

    assert "12 lines in 2 logs" in verified(early)


def actor(lines):
    lines.filter(number=4).update(actor=PersonFactory())


def time(lines):
    lines.filter(number=4).update(at=now() - timedelta(days=1))


def subject(lines):
    lines.filter(number=4).update(about="")


def middle(lines):
    lines.filter(number=4).delete()


def tail(lines):
    lines.filter(number__gte=4).delete()


def everything(lines):
    lines.all().delete()


def rewritten(lines):
    """One line, with a new hash of its own."""
    line = lines.get(number=4)
    line.action = Action.EXPORTED.value
    values = [getattr(line, name) for name in auditing.COLUMNS]
    lines.filter(number=4).update(action=line.action, hash=auditing.hash_of(line.previous, values))


@pytest.mark.parametrize(
    ("tamper", "number", "why"),
    [
        (actor, 4, "it was changed"),
        (time, 4, "it was changed"),
        (subject, 4, "it was changed"),
        (middle, 4, "it is missing."),
        (tail, 4, "it is missing, with all that came after it"),
        (everything, 1, "it is missing, with all that came after it"),
        (rewritten, 5, "it does not follow"),
    ],
)
def test_whoever_switches_the_triggers_off_is_found_out(log, tamper, number, why):
    with without_guards():
        tamper(log.events.all())

    with pytest.raises(CommandError, match=f"line {number}: {why}") as failure:
        verified()
    assert str(log.partnership) in str(failure.value)


def test_a_tail_cut_off_together_with_its_head_is_found_by_the_mark_that_was_mailed(log):
    with without_guards():
        log.events.filter(number__gt=7).delete()
        AuditHead.objects.filter(pk=log.pk).update(number=7, hash=log.events.get(number=7).hash)

    assert "7 lines" in verified()
    with pytest.raises(CommandError, match="line 8: it is missing, with all"):
        verified(log.mark)


def test_a_log_written_anew_is_found_by_the_mark_that_was_mailed(log, maya):
    with without_guards():
        log.events.all().delete()
        AuditHead.objects.filter(pk=log.pk).update(number=0, hash="")
        for _turn in range(12):
            auditing.record(Action.EXPORTED, by=maya)

    assert "12 lines" in verified()
    with pytest.raises(CommandError, match="line 10: it is not the line whose mark"):
        verified(log.mark)


def test_lines_that_the_head_does_not_count_are_found(log):
    AuditHead.objects.filter(pk=log.pk).update(number=9)

    with pytest.raises(CommandError, match="line 10: it is more than the log counts"):
        verified()


def test_a_log_that_vanished_is_found_by_its_mark(log):
    mark = log.mark
    with without_guards():
        log.events.all().delete()
        log.delete()

    with pytest.raises(CommandError, match=r"\(unknown\), line 10: it is missing"):
        verified(mark)


@pytest.mark.parametrize("mark", ["", "1-2", "a-b-c", "1-2-3-4"])
def test_what_is_no_mark_is_said_to_be_none(log, mark):
    with pytest.raises(CommandError, match="no mark"):
        verified(mark)


def test_the_log_stays_whole_when_a_person_is_replaced_by_a_pseudonym(log, maya, rosa):
    Person.objects.filter(pk=maya.person_id).update(name="Person 7", email=None, phone="")

    assert "10 lines" in verified()
    assert "Person 7" in auditing.sentence(auditing.seen_by(rosa)[0])


def test_the_log_stays_whole_when_a_person_is_gone(log, maya, rosa):
    maya.delete()
    maya.person.delete()

    assert "10 lines" in verified()
    assert "not here any more" in auditing.sentence(auditing.seen_by(rosa)[0])


# What joining writes


def actions():
    return [*AuditEvent.objects.order_by("pk").values_list("action", "actor", "about")]


def test_who_invites_is_written_down(maya):
    invitation = joining.invite(
        maya.partnership, by=maya, name="Ana", language="en", carrier="letter", group="patient",
        role="partner", timezone="UTC", now=now(),
    )  # fmt: skip
    ana = f" {invitation.membership.person_id} "

    again = joining.reissue(invitation, by=maya, now=now())
    joining.withdraw(again, now=now())

    assert actions() == [
        (Action.INVITED, maya.person_id, ana),
        (Action.INVITED, maya.person_id, ana),
        (Action.WITHDRAWN, None, ana),
    ]


def test_another_role_and_leaving_are_written_down(maya, rosa):
    joining.place(rosa, group=Group.STAFF, role=Role.OBSERVER)
    joining.leave(rosa, now=now())

    about = f" {rosa.person_id} "
    assert actions() == [(Action.PLACED, None, about), (Action.LEFT, None, about)]
    assert AuditEvent.objects.first().fields == ["group", "role"]
