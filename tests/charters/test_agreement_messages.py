"""Messages about agreements: in the reader's words, whoever caused them, wherever the server is."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from charters import drafting, opening, reviewing
from notices import kinds
from notices.models import Notice
from notices.rendering import render
from partners.languages import direction
from partners.models import Person
from tests.charters.agreeing import (
    LANGUAGES,
    Table,
    change,
    draft,
    duty,
    hear_everyone,
    not_yet,
    now,
    sign,
    sign_all,
)
from tests.meetings.test_messages import pieces, sentences, translated

KINDS = {
    "agreement_to_sign",
    "agreement_not_yet",
    "agreement_receipt",
    "agreement_in_force",
    "agreement_review",
    "change_proposed",
    "contribution_answered",
    "duty_due",
}


@pytest.fixture
def table(db):
    return Table()


def everything(table, reader):
    """Let everything happen that `reader`, who facilitates too, is told about."""
    agreement = draft(table)
    section = agreement.sections.get()
    said = drafting.contribute(
        section, reader, kind="comment", text="¡Más tarde!", language="es", now=now()
    )
    drafting.answer(said, text="Yes, later.", take_up=True, by=table.maya, now=now())
    duty(agreement, reader, days=20)
    hear_everyone(agreement, table)
    version = opening.open_for_signing(agreement, by=table.maya, now=now())
    not_yet(version, table.rosa)
    sign_all(version, table)
    sign(version, reader)
    type(agreement).objects.filter(pk=agreement.pk).update(next_review_on=now().date())
    reviewing.open_due(now())
    change(agreement, "We meet on Thursdays")
    opening.propose(agreement, change_class="wording", by=table.tom, now=now())
    return agreement


def messages_of(member):
    rows = Notice.objects.filter(person=member.person).select_related("person", "partnership")
    return {notice.kind: render(notice) for notice in rows.order_by("pk")}


@pytest.mark.parametrize("server", LANGUAGES)
@pytest.mark.parametrize("reads", LANGUAGES)
def test_each_message_is_the_readers_own(table, settings, reads, server):
    settings.LANGUAGE_CODE = server
    reader = table.member("Sam", reads, group="facilitator", role="facilitator")
    Person.objects.filter(pk=reader.person_id).update(detail="full")
    reader.person.refresh_from_db()
    with translation.override(next(code for code in LANGUAGES if code != reads)):
        everything(table, reader)

    with translation.override(server):
        messages = messages_of(reader)

    assert set(messages) >= KINDS
    for kind in KINDS:
        check(kind, messages[kind], reads)


def check(kind, message, language):
    whole = f"{message.subject}\n{message.text}"
    assert message.language == language
    assert f'<html lang="{language}" dir="{direction(language)}">' in message.html
    assert not re.search(r"{%|{{|%\(", whole), kind
    if language != "en":
        assert not re.search(r"\b(Monday|January|AM|PM)\b", whole)
        for sentence in sentences(kind):
            for piece in pieces(sentence) if translated(sentence, language) != sentence else ():
                assert piece not in whole, (kind, piece)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_can_be_shown_before_anything_happened(table, kind):
    with translation.override(table.layla.person.language):
        subject = kinds.get(kind).example(table.layla)
    notice = Notice(
        kind=kind, person=table.layla.person, partnership=table.partnership, due_at=now(),
        occasion=kinds.get(kind).example_occasion,
    )  # fmt: skip
    notice.subject = subject

    message = render(notice)

    assert message.subject
    assert message.language == "ar"


@pytest.mark.parametrize("detail", ["standard", "minimal"])
def test_no_message_names_what_it_is_about_unless_the_reader_wants_it(table, detail):
    Person.objects.filter(pk=table.maya.person_id).update(detail=detail)
    table.maya.person.refresh_from_db()
    everything(table, table.maya)

    for kind, message in messages_of(table.maya).items():
        whole = message.subject + message.text
        assert "How we work" not in whole, kind
        assert table.partnership.name not in whole, kind
        assert "Send the minutes" not in whole, kind
        if detail == "minimal":
            assert "http://testserver/home/" in whole, kind
            assert "Rosa" not in whole, kind
            assert "/agreements/" not in whole, kind
            assert "talk about the money" not in whole, kind


def test_the_receipt_brings_the_signed_words_as_a_paper(table):
    everything(table, table.maya)

    receipt = messages_of(table.layla)["agreement_receipt"]

    [paper] = receipt.attachments
    assert paper.content.startswith(b"%PDF-")
    assert paper.name == "agreement.pdf"
    Person.objects.filter(pk=table.layla.person_id).update(detail="minimal")
    assert messages_of(table.layla)["agreement_receipt"].attachments == []


def wanted(kind, member):
    rows = Notice.objects.filter(kind=kind, person=member.person)
    return [kinds.get(kind).is_wanted(notice, now()) for notice in rows.order_by("pk")]


def test_news_that_are_old_are_not_sent(table):
    agreement = everything(table, table.maya)
    version = agreement.versions.get()
    assert wanted("agreement_in_force", table.tom) == [True]
    assert wanted("agreement_to_sign", table.tom) == [False]  # has signed
    assert wanted("agreement_not_yet", table.maya) == [False]  # signed by now
    assert wanted("agreement_receipt", table.tom) == [True]
    assert wanted("change_proposed", table.tom) == [True]
    assert wanted("duty_due", table.maya) == [True, True]
    assert wanted("agreement_review", table.tom) == [True]
    assert wanted("contribution_answered", table.maya) == []  # answered themselves

    agreement.proposals.update(dropped_at=now())
    agreement.duties.update(ended_at=now())
    agreement.reviews.update(closed_at=now(), closed_by=table.maya)
    type(version).objects.update(left_force_at=now(), replaced_at=now())

    for kind in ["agreement_in_force", "change_proposed", "agreement_review", "agreement_to_sign"]:
        assert wanted(kind, table.tom) == [False], kind
    assert wanted("duty_due", table.maya) == [False, False]


def test_news_for_who_left_are_not_sent(table):
    everything(table, table.maya)
    table.partnership.memberships.filter(pk=table.tom.pk).update(left_at=now() - timedelta(1))

    assert wanted("agreement_in_force", table.tom) == [False]
