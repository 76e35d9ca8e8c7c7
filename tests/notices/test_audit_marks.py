"""The mark of the log is mailed once a week to two partners who want it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from notices import audit_marks, kinds
from notices.models import Delivery, Notice
from notices.rendering import render
from notices.tasks import mail_audit_marks
from partners import auditing
from partners.models import Action, AuditHead, Channel, Detail
from tests.notices.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(member):
    rosa = member(language="es", name="Rosa")
    rosa.group = "patient"
    rosa.save()
    return rosa


@pytest.fixture
def staff(member):
    staff = member()
    staff.group = "staff"
    staff.save()
    return staff


@pytest.fixture
def log(facilitator, rosa):
    for _turn in range(3):
        auditing.record(Action.NEEDS_OPENED, by=facilitator, about=rosa)
    return AuditHead.objects.get(partnership=facilitator.partnership)


def told():
    return {notice.person for notice in Notice.objects.filter(kind=audit_marks.AUDIT_MARK)}


def test_one_with_lived_experience_and_one_facilitator_keep_the_mark(log, staff, rosa, facilitator):
    assert audit_marks.mail_marks(NOW) == 1

    assert told() == {rosa.person, facilitator.person}
    assert {each.channel for each in Delivery.objects.all()} == {Channel.EMAIL}


def test_it_comes_once_a_week_and_only_if_the_log_grew(log, facilitator):
    audit_marks.mail_marks(NOW)

    assert audit_marks.mail_marks(NOW + timedelta(days=7)) == 0
    auditing.record(Action.EXPORTED, by=facilitator)
    assert audit_marks.mail_marks(NOW + timedelta(days=6)) == 0
    assert audit_marks.mail_marks(NOW + timedelta(days=7)) == 1
    assert audit_marks.mail_marks(NOW + timedelta(days=7)) == 0
    assert Notice.objects.filter(person=facilitator.person).count() == 2


def test_it_comes_the_same_day_after_somebody_was_reached_in_an_emergency(log, facilitator, rosa):
    audit_marks.mail_marks(NOW)
    auditing.record(Action.NEEDS_OPENED, by=facilitator, about=rosa)
    assert audit_marks.mail_marks(NOW + timedelta(days=1)) == 0

    auditing.record(Action.EMERGENCY_AGREED, by=facilitator, about=rosa)

    assert audit_marks.mail_marks(NOW + timedelta(days=1)) == 1
    assert audit_marks.mail_marks(NOW + timedelta(days=2)) == 0


def test_the_log_of_the_site_goes_to_nobody(facilitator):
    auditing.record(Action.EXPORTED, by=facilitator.person)

    assert audit_marks.mail_marks(NOW) == 0


@pytest.mark.parametrize(
    "wish",
    [
        {"muted": [kinds.Category.LOG.value]},
        {"email": None},
        {"detail": Detail.MINIMAL},
    ],
    ids=["switched off", "no mailbox", "wants no details"],
)
def test_who_does_not_want_it_is_left_alone_and_another_keeps_it(
    log, rosa, staff, facilitator, wish
):
    vars(rosa.person).update(wish)
    rosa.person.save()

    audit_marks.mail_marks(NOW)

    assert told() == {facilitator.person, staff.person}


def test_where_nobody_wants_it_the_mark_waits(log, rosa, facilitator):
    for membership in [rosa, facilitator]:
        membership.person.muted = [kinds.Category.LOG.value]
        membership.person.save()

    assert audit_marks.mail_marks(NOW) == 0
    log.refresh_from_db()
    assert (log.mailed_number, log.mailed_at) == (0, None)


def test_the_message_names_nobody_and_is_in_the_readers_language(log, rosa, settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("ar"):
        audit_marks.mail_marks(NOW)
        message = render(Notice.objects.get(person=rosa.person))

    with translation.override("es"):
        assert message.subject == translation.gettext("A line to keep: the mark of the log")
    assert message.subject != "A line to keep: the mark of the log"
    assert log.mark in message.text
    assert str(log.partnership) not in message.text.replace(rosa.person.name, "")


def test_the_mark_is_the_one_of_its_day_and_proves_the_log(log, rosa, facilitator):
    mark = log.mark
    audit_marks.mail_marks(NOW)
    auditing.record(Action.EXPORTED, by=facilitator)

    text = render(Notice.objects.get(person=rosa.person)).text

    assert mark in text
    call_command("verify_audit", mark=[mark])
    with pytest.raises(CommandError, match="not the line whose mark"):
        call_command("verify_audit", mark=[mark[:-1] + ("0" if mark[-1] != "0" else "1")])


def test_a_mark_whose_line_is_gone_is_not_sent(log, rosa):
    audit_marks.mail_marks(NOW)
    notice = Notice.objects.get(person=rosa.person)
    kind = kinds.get(audit_marks.AUDIT_MARK)
    assert kind.is_wanted(notice, NOW)

    notice.revision = 99

    assert not kind.is_wanted(notice, NOW)


def test_the_task_mails_what_grew(log, rosa):
    mail_audit_marks()

    assert rosa.person in told()
