"""A virus scanner looks at each file before it is kept, where one is set."""

import secrets

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import translation

from partners import scanning
from partners.scanning import refuse_viruses
from tests.servers import Clamd


def file(content):
    return SimpleUploadedFile("plan.pdf", content)


def on_disk(content):
    uploaded = TemporaryUploadedFile("plan.pdf", "application/pdf", len(content), None)
    uploaded.write(content)
    return uploaded


@pytest.mark.parametrize("uploaded", [file, on_disk])
def test_the_scanner_sees_the_file_as_it_is(clamd, uploaded):
    content = secrets.token_bytes(3_000_000)
    given = uploaded(content)

    refuse_viruses(given)

    assert clamd.received == [content]
    assert given.read() == content  # from its beginning, for whoever looks at it next


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This file may hold a virus"),
        ("es", "Este archivo puede"),
        ("ar", "قد يحتوي هذا"),
    ],
)
def test_what_it_finds_is_refused_in_the_persons_language(clamd, language, sentence, caplog):
    with translation.override(language), pytest.raises(ValidationError, match=sentence):
        refuse_viruses(file(b"before " + Clamd.VIRUS + b" after"))

    assert "Test.Virus" in caplog.text


@pytest.mark.parametrize("answer", [b"COMMAND READ TIMED OUT\0", b"stream: OKAY\0", b"\0", b"\xff"])
def test_another_answer_is_no_yes(clamd, answer, caplog):
    clamd.answer = answer

    with pytest.raises(ValidationError, match="We cannot check files"):
        refuse_viruses(file(b"words"))

    assert "does not answer as it should" in caplog.text


def test_a_scanner_that_takes_less_than_we_send_keeps_nothing(clamd):
    clamd.limit = 100_000

    with pytest.raises(ValidationError, match="We cannot check files"):
        refuse_viruses(file(bytes(5_000_000)))


def test_a_scanner_that_says_nothing_is_not_waited_for(clamd, monkeypatch):
    monkeypatch.setattr(scanning, "PATIENCE", 0.1)
    clamd.answer = None

    with pytest.raises(ValidationError, match="We cannot check files"):
        refuse_viruses(file(b"words"))


@pytest.mark.parametrize("where", ["127.0.0.1:9", "/nowhere/clamd.ctl", "127.0.0.1:many", "[::1"])
def test_without_the_scanner_nothing_is_kept(settings, where):
    settings.CLAMAV = where

    with pytest.raises(ValidationError, match="We cannot check files"):
        refuse_viruses(file(b"words"))


def test_where_none_is_set_none_is_asked(settings):
    settings.CLAMAV = ""

    assert refuse_viruses(file(Clamd.VIRUS)) is None


def forms_of_ours(kind=forms.BaseForm):
    for each in kind.__subclasses__():
        yield each
        yield from forms_of_ours(each)


def test_every_field_for_a_file_asks_the_scanner():
    fields = {
        (form.__name__, name): field
        for form in forms_of_ours()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }

    assert {"ShareForm", "RecordAnswerForm", "FileForm"} <= {form for form, _name in fields}
    assert [key for key, field in fields.items() if refuse_viruses not in field.validators] == []
