"""The mark of the log leaves the house: on receipts of signatures, and on every printed paper."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from charters import signing
from notices import sheets
from notices.models import Notice
from notices.rendering import render
from partners import auditing, guards
from partners.models import Action, AuditHead, Detail
from tests.charters.agreeing import opened
from tests.factories import MembershipFactory, PartnershipFactory, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed():
    partnership = PartnershipFactory()
    maya = MembershipFactory(partnership=partnership, facilitator=True)
    rosa = MembershipFactory(partnership=partnership)

    class Table:
        everyone = [maya, rosa]

    Table.partnership, Table.maya = partnership, maya
    version = opened(Table)
    signing.answer(version, rosa, language="en", is_signed=True, understood=True, now=now())
    return rosa


def receipt_of(rosa, **kwargs):
    return render(Notice.objects.get(person=rosa.person, kind=signing.RECEIPT), **kwargs)


def test_a_receipt_holds_the_mark_of_the_line_that_says_so(signed):
    mark = auditing.mark_of(signed.partnership.agreements.get().versions.get().signatures.get())

    assert mark.split("-")[2]
    assert mark in receipt_of(signed).text
    assert mark not in receipt_of(signed, aloud=True).text
    call_command("verify_audit", mark=[mark], verbosity=0)


def test_who_wants_no_details_gets_none(signed):
    signed.person.detail = Detail.MINIMAL
    signed.person.save()

    assert "mark of the log" not in receipt_of(signed).text


def test_a_log_written_anew_is_found_by_a_receipt_and_by_a_paper(signed):
    partnership = signed.partnership
    foot = sheets.printed_on(now(), signed, "es")
    paper = foot.rpartition(" ")[2]
    call_command("verify_audit", mark=[paper], verbosity=0)

    guards.lift(connection)
    head = AuditHead.objects.get(partnership=partnership)
    kept = head.number
    head.events.all().delete()
    AuditHead.objects.filter(pk=head.pk).update(number=0, hash="")
    for _turn in range(kept + 1):
        auditing.record(Action.EXPORTED, by=signed)
    guards.install()

    with pytest.raises(CommandError, match=f"line {kept}: it is not the line whose mark"):
        call_command("verify_audit", mark=[paper], verbosity=0)


def test_a_mark_cut_too_short_proves_nothing(signed):
    head = AuditHead.objects.get(partnership=signed.partnership)

    with pytest.raises(CommandError, match="no mark"):
        call_command("verify_audit", mark=[head.mark[:-50]], verbosity=0)


def test_a_paper_printed_before_anything_was_logged_bears_none():
    member = MembershipFactory()

    assert "·" not in sheets.printed_on(now(), member, "en")
