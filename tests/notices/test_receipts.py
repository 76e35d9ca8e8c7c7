"""What somebody writes down for a person is sent back to them, and theirs to correct."""

import pytest

from notices import answers, kinds, receipts
from notices.models import Delivery, Notice
from notices.rendering import render
from partners.models import Action, AuditEvent
from tests.notices.conftest import NOW


@pytest.fixture
def person(question, member):
    return member(phone="").person


def receipts_of(person):
    return Notice.objects.filter(kind="receipt", person=person)


def test_an_answer_that_somebody_wrote_down_is_sent_back(person, facilitator, question):
    receipts.record(question, person, "1", recorded_by=facilitator, now=NOW)

    person.refresh_from_db()
    (notice,) = receipts_of(person)
    message = render(notice)
    notice.person.detail = "full"
    assert "E-mail\nYes" in render(notice).text.replace("\u2068", "")
    assert "E-mail" not in message.text
    assert answers.link("q", person) in message.text


def test_what_somebody_wrote_down_for_a_person_is_in_the_log(person, facilitator, question):
    receipts.record(question, person, "1", recorded_by=None, now=NOW)
    assert not AuditEvent.objects.exists()

    receipts.record(question, person, "1", recorded_by=facilitator, now=NOW)

    line = AuditEvent.objects.get()
    assert (line.action, line.actor, line.on_behalf_of) == (
        Action.RECORDED, facilitator.person, person,
    )  # fmt: skip


def test_each_time_anew(person, facilitator, question):
    receipts.record(question, person, "1", recorded_by=facilitator, now=NOW)
    receipts.record(question, person, "2", recorded_by=facilitator, now=NOW)

    assert receipts_of(person).count() == Delivery.objects.count() == 2


def test_ones_own_answer_needs_no_receipt(person, facilitator, question):
    receipts.record(question, person, "1", recorded_by=None, now=NOW)
    receipts.record(question, person, "1", recorded_by=person.memberships.get(), now=NOW)

    assert not receipts_of(person).exists()


def test_who_has_no_address_gets_no_receipt(facilitator, question, member):
    person = member(email=None, phone="+1 555 0100").person

    receipts.record(question, person, "1", recorded_by=facilitator, now=NOW)

    assert not Notice.objects.exists()


def test_a_receipt_is_not_wanted_once_the_answer_is_gone(person, facilitator, question):
    receipts.record(question, person, "1", recorded_by=facilitator, now=NOW)
    notice, kind = receipts_of(person).get(), kinds.get("receipt")

    assert kind.is_wanted(notice, NOW)
    person.phone = ""
    person.save()
    assert not kind.is_wanted(receipts_of(person).get(), NOW)
