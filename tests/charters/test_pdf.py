"""Papers: tagged, in every script, with what people wrote as words and never as markup."""

import re

import pytest
from django.test import Client

from charters import pdf
from charters.models import Version, VersionText
from charters.versions import Draft, digest, normal
from partners.typesetting import CannotSet
from tests.charters.agreeing import Table, draft, first_clause, now, opened, sign, write
from tests.papers import is_tagged, words_of

pytestmark = pytest.mark.django_db

CHINESE = "我们一起改变护理中的一件事。每个人都有说话、被听见和决定的权利。"


@pytest.fixture
def table():
    return Table()


def paper(version, language):
    text = version.texts.select_related("version__agreement").get(language=language)
    return pdf.make(text, version.signatures.all())


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_paper_is_tagged_and_names_its_language(table, language):
    version = opened(table)
    sign(version, table.rosa)

    content = paper(version, language)

    assert is_tagged(content)
    assert re.search(rb"/Lang\s*\(%s" % language.encode(), content)


def test_a_paper_holds_words_signatures_and_hash(table, tmp_path):
    version = opened(table)
    sign(version, table.rosa)

    said = words_of(paper(version, "en"), tmp_path)

    assert "Clause 0 (en)" in said
    assert "Rosa" in said
    assert "Signed in Spanish." in said
    assert version.texts.get(language="en").sha256[:32] in said


def test_what_people_wrote_is_never_markup(table, tmp_path):
    agreement = draft(table)
    nasty = '#panic("no") *bold* _x_ $y$ #include "/etc/passwd" <script>'
    clause = first_clause(agreement)
    write(clause, "text", nasty)
    clause.save()
    body = pdf_body(agreement, "en")

    said = words_of(body, tmp_path)

    assert '#panic("no") *bold*' in said
    assert "/etc/passwd" in said
    assert "root:" not in said


def pdf_body(agreement, language, **changed):
    """The paper of a version made of the draft as it is."""
    version = Version.objects.create(
        agreement=agreement, number=1, opened_by=agreement.created_by, opened_at=now()
    )
    body = normal({**Draft(agreement).body("en", 1), "language": language, **changed})
    text = VersionText.objects.create(
        version=version, language=language, body=body, sha256=digest(body)
    )
    return pdf.make(text, [])


def test_a_paper_in_chinese_has_a_letter_for_each_character(table, tmp_path):
    sections = [{"key": "", "title": "目的", "clauses": [CHINESE]}]

    content = pdf_body(draft(table), "zh-hans", title="我们如何合作", sections=sections)

    assert is_tagged(content)
    assert CHINESE[:8] in words_of(content, tmp_path)


def test_a_letter_in_none_of_our_fonts_leads_to_the_page_to_print(table):
    agreement = draft(table)
    sections = [{"key": "", "title": "Title", "clauses": ["\U00012000 cuneiform"]}]
    with pytest.raises(CannotSet):
        pdf_body(agreement, "en", sections=sections)
    client = Client()
    client.force_login(table.tom.person)
    version = agreement.versions.get()

    response = client.get(f"{version.get_absolute_url()}en.pdf", follow=True)

    assert response.redirect_chain[-1][0] == f"{version.get_absolute_url()}?language=en"
    assert "Print this page instead." in response.content.decode()


def test_a_member_gets_the_paper(table):
    version = opened(table)
    client = Client()
    client.force_login(table.rosa.person)

    response = client.get(f"{version.get_absolute_url()}ar.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].endswith('version-1-ar.pdf"')
    assert response.content.startswith(b"%PDF-")
    assert client.get(f"{version.get_absolute_url()}fr.pdf").status_code == 404
