"""Versions for other programs: nothing is lost, nothing is markup, right-to-left stays so."""

import json
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from charters import opening, papers
from charters.models import Evidence
from charters.versions import digest
from tests.charters.agreeing import (
    Table,
    draft,
    first_clause,
    hear_everyone,
    not_yet,
    now,
    opened,
    sign,
    write,
)

pytestmark = pytest.mark.django_db
NASTY = "*bold* [x](javascript:alert(1)) <script>"


@pytest.fixture
def table():
    return Table()


def text_of(version, language):
    return version.texts.select_related("version__agreement").get(language=language)


def statement(table):
    """A statement open for signing, whose first clause rests on the partnership's page."""

    agreement = draft(table, kind="statement")
    evidence = Evidence(clause=first_clause(agreement), address=f"/p/{table.partnership.slug}/")
    write(evidence, "shows", "Our page")
    evidence.save()
    hear_everyone(agreement, table)
    return opening.open_for_signing(agreement, by=table.maya, now=now())


def test_json_holds_the_body_that_was_hashed_and_what_people_answered(table):
    version = opened(table)
    signature = sign(version, table.rosa)

    kept = json.loads(papers.as_json(text_of(version, "es"), [signature]))

    assert digest(kept["body"]) == kept["sha256"] == signature.sha256
    assert [(each["name"], each["signed"]) for each in kept["answers"]] == [("Rosa", True)]


def test_markdown_shows_what_people_wrote_as_words(table):
    agreement = draft(table)
    clause = first_clause(agreement)
    write(clause, "text", NASTY)
    clause.save()
    hear_everyone(agreement, table)

    version = opening.open_for_signing(agreement, by=table.maya, now=now())

    markdown = papers.as_markdown(text_of(version, "en"), [])

    assert r"\*bold\* \[x\](javascript:alert(1)) \<script\>" in markdown
    assert "[x](" not in markdown


def test_word_document_holds_clauses_evidence_and_dissent(table):
    version = statement(table)
    answers = [sign(version, table.rosa), not_yet(version, table.layla, "We were told, not asked.")]

    document = Document(BytesIO(papers.as_docx(text_of(version, "en"), answers)))

    said = [paragraph.text for paragraph in document.paragraphs]
    assert "Clause 0 (en)" in said
    assert "Layla: We were told, not asked." in said
    links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert links == [f"http://testserver/p/{table.partnership.slug}/"]


@pytest.mark.parametrize(("language", "is_turned"), [("ar", True), ("es", False)])
def test_word_document_turns_round_where_its_language_does(table, language, is_turned):
    document = Document(BytesIO(papers.as_docx(text_of(opened(table), language), [])))

    turned = [bool(p._p.xpath("./w:pPr/w:bidi")) for p in document.paragraphs]

    assert all(turned) is any(turned) is is_turned


@pytest.mark.parametrize("form", papers.FORMS)
def test_a_member_takes_a_version_along(table, client, form):
    version = opened(table)
    client.force_login(table.rosa.person)
    slug, agreement = table.partnership.slug, version.agreement_id

    address = reverse(f"charters:{form}", args=[slug, agreement, version.number, "ar"])
    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'version-1-ar.{form}"')
    missing = reverse(f"charters:{form}", args=[slug, agreement, version.number, "fr"])
    assert client.get(missing).status_code == 404


def test_evidence_is_part_of_what_is_hashed(table):
    version = statement(table)

    body = text_of(version, "es").body

    assert body["sections"][0]["evidence"][0] == [
        {"shows": "Our page (es)", "address": f"/p/{table.partnership.slug}/"}
    ]
    assert "evidence" not in text_of(opened(Table()), "es").body["sections"][0]


# When a statement is released


def test_a_statement_is_released_when_those_it_is_about_have_signed_or_dissented(table):
    version = statement(table)
    sign(version, table.maya)
    sign(version, table.rosa)
    version.refresh_from_db()
    assert version.took_effect_at is None

    not_yet(version, table.layla, "We were told, not asked.")

    version.refresh_from_db()
    assert version.took_effect_at is not None


def test_staff_alone_release_nothing(table):
    version = statement(table)

    sign(version, table.maya)
    sign(version, table.tom)

    version.refresh_from_db()
    assert version.took_effect_at is None


def test_a_statement_waits_only_for_the_groups_it_is_about(table):

    agreement = draft(table, kind="statement")

    (missing,) = opening.what_is_missing(agreement)

    assert "Patient" in missing
    assert "Family or carer" in missing
    assert "Staff" not in missing
