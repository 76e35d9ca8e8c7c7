"""Shared files: decided by what is in them, cleaned of what is hidden, never run."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings import uploads
from meetings.models import Resource, ResourceText
from meetings.uploads import TEST_VIRUS, accept, clean_name
from tests.servers import Clamd

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
OFFICE_TYPES = b'<Types><Override ContentType="application/vnd.ms-word.%s.main+xml"/></Types>'


def upload(name, content):
    return SimpleUploadedFile(name, content)


def picture(kind, size=(12, 8), **kwargs):
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind, **kwargs)
    return drawn.getvalue()


def packed(parts, *, stored=()):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else None
            archive.writestr(name, content, compress_type=how)
    return file.getvalue()


def office(part, types=b"<Types/>", **more):
    return packed({"[Content_Types].xml": types, part: "<x/>", **more})


def open_document(kind, **more):
    kind = f"application/vnd.oasis.opendocument.{kind}"
    return packed({"mimetype": kind, "content.xml": "<x/>", **more}, stored=["mimetype"])


def bomb():
    """A PNG of 60,000 x 60,000 pixels in a few hundred bytes."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


WELCOME = {
    "plan.pdf": (PDF, "application/pdf"),
    "photo.png": (picture("PNG"), "image/png"),
    "photo.jpg": (picture("JPEG"), "image/jpeg"),
    "photo.webp": (picture("WEBP"), "image/webp"),
    "plan.docx": (office("word/document.xml"), uploads.OFFICE + "wordprocessingml.document"),
    "plan.xlsx": (office("xl/workbook.xml"), uploads.OFFICE + "spreadsheetml.sheet"),
    "plan.pptx": (office("ppt/presentation.xml"), uploads.OFFICE + "presentationml.presentation"),
    "plan.odt": (open_document("text"), "application/vnd.oasis.opendocument.text"),
    "plan.ods": (open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    "plan.odp": (open_document("presentation"), "application/vnd.oasis.opendocument.presentation"),
    "plan.txt": ("Martes a las cinco – الثلاثاء".encode(), "text/plain; charset=utf-8"),
    "talk.mp3": (b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 50, "audio/mpeg"),
    "talk.m4a": (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom", "audio/mp4"),
    "talk.ogg": (b"OggS\0\x02" + bytes(20) + b"\x01vorbis", "audio/ogg"),
    "film.mp4": (b"\0\0\0\x20ftypisom\0\0\0\0isomavc1" + bytes(64), "video/mp4"),
}


@pytest.mark.parametrize("name", WELCOME)
def test_welcome_kind_is_accepted_as_what_it_is(name):
    content, content_type = WELCOME[name]

    accepted = accept(upload(name, content))

    assert accepted.content_type == content_type
    assert accepted.name == name
    assert accepted.content.size


@pytest.mark.parametrize("name", WELCOME)
def test_kind_does_not_depend_on_the_name(name):
    content, content_type = WELCOME[name]

    accepted = accept(upload("whatever.exe", content))

    assert accepted.content_type == content_type
    assert accepted.name == "whatever" + name[name.index(".") :]


REFUSED = {
    "page.html": HTML,
    "page.pdf": HTML,
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "indented.txt": b"\n\n  " + HTML,
    "script.pdf": b"#!/bin/sh\nrm -rf /\n",
    "script.txt": b"#!/usr/bin/env python\nprint()\n",
    "program.pdf": b"MZ\x90\x00\x03" + bytes(200),
    "program.txt": b"\x7fELF\x02\x01\x01" + bytes(200),
    "eicar.txt": TEST_VIRUS,
    "eicar.pdf": TEST_VIRUS + b"\n" + PDF,
    "empty.pdf": b"",
    "macros.docm": office("word/document.xml", OFFICE_TYPES % b"document.macroEnabled"),
    "macros.docx": office("word/document.xml", **{"word/vbaProject.bin": b"x"}),
    "activex.docx": office("word/document.xml", **{"word/activeX/activeX1.xml": b"x"}),
    "macros.odt": open_document("text", **{"Basic/Standard/Module1.xml": b"x"}),
    "archive.zip": packed({"page.html": HTML}),
    "archive.docx": packed({"page.html": HTML}),
    "epub.odt": packed({"mimetype": "application/epub+zip"}, stored=["mimetype"]),
    "broken.docx": office("word/document.xml")[:60],
    "broken.png": picture("PNG")[:40],
    "broken.jpg": b"\xff\xd8\xff" + bytes(100),
    "bomb.png": bomb(),
    "bomb.docx": office("word/document.xml", **{"word/media/a.bin": bytes(50_000_000)}),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "animation.gif": picture("GIF"),
    "sound.wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
    "binary.txt": bytes(range(256)),
    "latin.txt": "mañana".encode("latin-1"),
    "nul.txt": b"text\x00text",
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_kinds_are_refused_with_a_sentence(name):
    with pytest.raises(ValidationError) as refused:
        accept(upload(name, REFUSED[name]))

    assert str(refused.value.messages[0]).endswith(".")


def test_locked_document_says_that_others_cannot_read_it():
    content = bytearray(office("word/document.xml"))
    for signature, place in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)]:
        start = -1
        while (start := content.find(signature, start + 1)) >= 0:
            content[start + place] |= 1

    with pytest.raises(ValidationError, match="locked with a password"):
        accept(upload("plan.docx", bytes(content)))


def test_photo_loses_its_place_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (34.0, 3.0, 8.0)  # where it was taken
    exif[0x010F] = "A camera"
    content = picture("JPEG", exif=exif)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)

    accepted = accept(upload("IMG_1.JPG", content))

    drawn = Image.open(accepted.content)
    assert dict(drawn.getexif()) == {}
    assert drawn.size == (8, 12)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_pictures_of_any_kind_lose_hidden_words(kind):
    exif = Image.Exif()
    exif[0x010F] = "hidden words"
    content = picture(kind, exif=exif)

    accepted = accept(upload("a", content))

    assert b"hidden words" in content
    assert b"hidden words" not in accepted.content.read()


def test_see_through_picture_stays_see_through():
    drawn = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(drawn, "PNG")

    accepted = accept(upload("a.png", drawn.getvalue()))

    assert Image.open(accepted.content).convert("RGBA").getpixel((0, 0))[3] == 0


def test_stored_name_says_nothing():
    one, two = (accept(upload("Ana's diagnosis.pdf", PDF)).content.name for _each in range(2))

    assert one != two
    assert "Ana" not in one
    assert one.endswith(".pdf")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan.final.pdf", "plan.final.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ana\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ('a"b<c>|d?.pdf', "a b c d.pdf"),
        ("line\r\nbreak\x00.pdf", "linebreak.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("خطة العيادة.pdf", "خطة العيادة.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_name_is_cleaned_for_showing(name, shown):
    assert clean_name(name, ".pdf") == shown


# Through the page


SHARE = {"title_en": "The plan", "about_en": "Two pages", "language": "en", "url": ""}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_shared_file_is_kept_and_handed_out_as_a_download(team, address):
    file = upload("Clinic plan.pdf", PDF)
    team.as_ben.post(address("share"), {**SHARE, "file": file})
    text = ResourceText.objects.get()

    response = team.as_uma.get(address("download", pk=text.resource.pk, text=text.pk))

    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="Clinic plan.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert policy == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert "no-store" in response.headers["Cache-Control"]
    assert text.size == len(PDF)


def test_refused_file_keeps_what_was_typed(team, address):
    page = team.as_ben.post(address("share"), {**SHARE, "file": upload("plan.pdf", HTML)}).text

    assert "We cannot take this kind of file." in page
    assert 'value="The plan"' in page
    assert "Two pages" in page
    assert not Resource.objects.exists()


def test_a_file_with_a_virus_keeps_what_was_typed(team, address, clamd):
    file = upload("plan.pdf", PDF + Clamd.VIRUS)

    page = team.as_ben.post(address("share"), {**SHARE, "file": file}).text

    assert "This file may hold a virus" in page
    assert 'value="The plan"' in page
    assert "Two pages" in page
    assert not Resource.objects.exists()


def test_a_file_that_the_scanner_passed_is_kept_whole(team, address, clamd):
    team.as_ben.post(address("share"), {**SHARE, "file": upload("plan.pdf", PDF)})

    with ResourceText.objects.get().file.open() as kept:
        assert kept.read() == PDF
    assert clamd.received == [PDF]


def test_without_its_scanner_a_site_takes_no_file_and_keeps_what_was_typed(team, address, settings):
    settings.CLAMAV = "/nowhere/clamd.ctl"

    page = team.as_ben.post(address("share"), {**SHARE, "file": upload("plan.pdf", PDF)}).text

    assert "We cannot check files for viruses at the moment" in page
    assert 'value="The plan"' in page
    assert not Resource.objects.exists()


@pytest.mark.parametrize("size", ["a little", "far"])
def test_file_that_is_too_large_keeps_what_was_typed(team, address, settings, size):
    settings.UPLOAD_LIMIT = 200_000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    content = PDF + bytes({"a little": 250_000, "far": 2_000_000}[size])

    page = team.as_ben.post(address("share"), {**SHARE, "file": upload("plan.pdf", content)}).text

    assert "This file is too large." in page
    assert 'value="The plan"' in page
    assert not Resource.objects.exists()


def test_file_that_cannot_fit_is_never_kept(rf, settings):
    settings.UPLOAD_LIMIT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = rf.post("/", {"title": "The plan", "file": upload("plan.pdf", PDF + bytes(10_000))})

    kept = request.FILES["file"]

    assert isinstance(kept, uploads.TooLarge)
    assert kept.size > 1000
    assert kept.read() == b""
    assert request.POST["title"] == "The plan"


def test_file_within_the_limit_is_kept_whole(rf):
    request = rf.post("/", {"file": upload("plan.pdf", PDF)})

    assert request.FILES["file"].read() == PDF


def test_name_longer_than_any_file_has_is_refused(team, address):
    file = upload("x" * 400 + ".pdf", PDF)

    response = team.as_ben.post(address("share"), {**SHARE, "file": file})

    assert response.status_code in {200, 302}


def test_file_that_is_lost_is_not_there(team, address):
    team.as_ben.post(address("share"), {**SHARE, "file": upload("plan.pdf", PDF)})
    text = ResourceText.objects.get()
    text.file.storage.delete(text.file.name)

    here = address("download", pk=text.resource.pk, text=text.pk)

    assert team.as_ben.get(here).status_code == 404


def test_file_is_only_for_members(team, address, client, client_of):
    team.as_ben.post(address("share"), {**SHARE, "file": upload("plan.pdf", PDF)})
    text = ResourceText.objects.get()
    here = address("download", pk=text.resource.pk, text=text.pk)
    team.tariq.left_at = text.added_at
    team.tariq.save()

    assert client.get(here).status_code == 302  # to sign in
    assert team.as_tariq.get(here).status_code == 404
    response = team.as_ben.get(here)
    assert response.status_code == 200
    response.close()


def test_file_taken_back_or_replaced_is_not_handed_out(team, address):
    team.as_ben.post(address("share"), {**SHARE, "file": upload("plan.pdf", PDF)})
    old = ResourceText.objects.get()
    here = address("download", pk=old.resource.pk, text=old.pk)
    better = {"language": "en", "url": "https://example.org/plan"}

    team.as_tariq.post(address("resource_text", pk=old.resource.pk), better)

    assert team.as_ben.get(here).status_code == 404
