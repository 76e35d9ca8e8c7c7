"""What files people may share. Decided by what is in a file, never by what it is called."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from uuid import uuid4

import puremagic
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from partners.scanning import refuse_viruses

HEAD = 4096  # bytes that are enough to recognise a file by
PIXELS = 50_000_000  # in a picture; phones make 12 to 50 million, more would fill our memory
UNPACKED = 100  # times its own size a document may grow; what grows more is made to fill a disk
PART = 1024 * 1024  # bytes we read of a document's table of contents
# What checkers of upload pages send in place of a virus (EICAR), split so that this file is none.
# Refused also where no scanner is set.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

PICTURES = {
    "JPEG": (".jpg", "image/jpeg"),
    "PNG": (".png", "image/png"),
    "WEBP": (".webp", "image/webp"),
}
RECOGNISED = {  # what puremagic calls it -> what we call it
    ".pdf": (".pdf", "application/pdf"),
    ".mp3": (".mp3", "audio/mpeg"),
    ".mpga": (".mp3", "audio/mpeg"),
    ".m4a": (".m4a", "audio/mp4"),
    ".ogg": (".ogg", "audio/ogg"),
    ".mp4": (".mp4", "video/mp4"),
}
OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_DOCUMENTS = {  # the part that every document of the kind has
    "word/document.xml": (".docx", OFFICE + "wordprocessingml.document"),
    "xl/workbook.xml": (".xlsx", OFFICE + "spreadsheetml.sheet"),
    "ppt/presentation.xml": (".pptx", OFFICE + "presentationml.presentation"),
}
OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
ACTIVE_PARTS = re.compile(r"vbaproject|activex|/?(basic|scripts)/|oleobject", re.IGNORECASE)
MARKUP = re.compile(rb"\s*(<[!?a-z]|#!)", re.IGNORECASE)
UNFIT_FOR_A_NAME = re.compile(r'[\\/:*?"<>|\s]+')

UNKNOWN = _(
    "We cannot take this kind of file. Share a PDF, a document (docx, xlsx, pptx, odt, ods, odp), a"
    " picture (jpg, png, webp), plain text, sound (mp3, m4a, ogg) or a film (mp4)."
)
ACTIVE = _(
    "This document has macros or other parts that run on their own. Save a copy without them,"
    " or as PDF, and share that."
)
BROKEN = _("This file is broken or not complete. Open it, save it again, and try once more.")
LOCKED = _("This document is locked with a password, so others cannot read it. Share one without.")
TOO_MANY_PIXELS = _("This picture is too large to open on a phone. Make it smaller and try again.")
EMPTY = _("This file is empty. Choose another.")


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: checked, under a name that nobody can guess."""

    content: File
    name: str
    content_type: str


def limit_sentence() -> str:
    """Say how large a file may be."""
    return _(
        "This file is too large. The most is %(limit)s MB. Share a smaller one, or a link."
    ) % {"limit": settings.UPLOAD_LIMIT // (1024 * 1024)}


def accept(uploaded: UploadedFile) -> Accepted:
    """Return the file as it may be kept. Pictures come back drawn anew, without hidden data.

    Raises ValidationError with a sentence for the person who shares it.
    """
    if (uploaded.size or 0) > settings.UPLOAD_LIMIT:
        raise ValidationError(limit_sentence())
    head = uploaded.read(HEAD)
    uploaded.seek(0)
    if not head:
        raise ValidationError(EMPTY)
    if TEST_VIRUS in head:
        raise ValidationError(UNKNOWN)
    content, (extension, content_type) = recognise(uploaded, head)
    content.name = f"{uuid4().hex}{extension}"
    return Accepted(content, clean_name(uploaded.name or "", extension), content_type)


def recognise(uploaded: UploadedFile, head: bytes) -> tuple[File, tuple[str, str]]:
    """Return the content to keep, and what it is: its extension and media type."""
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")):
        return redraw(cast("BinaryIO", uploaded))
    if head.startswith(b"PK\x03\x04"):
        return File(uploaded.file), inside_of(uploaded)
    found = next((kind for kind in suggestions(head) if kind in RECOGNISED), None)
    if found:
        return File(uploaded.file), RECOGNISED[found]
    if is_plain_text(uploaded):
        return File(uploaded.file), (".txt", "text/plain; charset=utf-8")
    raise ValidationError(UNKNOWN)


def suggestions(head: bytes) -> Iterator[str]:
    """What the beginning of a file looks like, surest first; nothing for pages and programs."""
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return
    for match in matches:
        if "html" in match.mime_type or "svg" in match.mime_type or match.extension == ".exe":
            return
        yield match.extension


def redraw(uploaded: BinaryIO) -> tuple[File, tuple[str, str]]:
    """Return the picture drawn anew: right side up, and without place, time or camera."""
    try:
        picture: Image.Image = Image.open(uploaded, formats=list(PICTURES))
        if picture.width * picture.height > PIXELS:
            raise ValidationError(TOO_MANY_PIXELS)
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        picture = ImageOps.exif_transpose(picture)
        mode = "RGBA" if picture.has_transparency_data and kind != "JPEG" else "RGB"
        picture = picture.convert(mode)
        picture.info.clear()
        drawn = io.BytesIO()
        picture.save(drawn, kind, quality=88)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise ValidationError(BROKEN) from error
    return ContentFile(drawn.getvalue()), PICTURES[kind]


def inside_of(uploaded: UploadedFile) -> tuple[str, str]:
    """Say which document a packed file is, by its parts. Refuse what runs or explodes."""
    try:
        with zipfile.ZipFile(cast("BinaryIO", uploaded.file)) as packed:
            parts = packed.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise ValidationError(LOCKED)
            if sum(part.file_size for part in parts) > max(uploaded.size or 0, HEAD) * UNPACKED:
                raise ValidationError(BROKEN)
            return document_kind(packed, [part.filename for part in parts])
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise ValidationError(BROKEN) from error
    finally:
        uploaded.seek(0)


def document_kind(packed: zipfile.ZipFile, names: list[str]) -> tuple[str, str]:
    """Say which document has these parts. Raises ValidationError for any other."""
    if any(ACTIVE_PARTS.search(name) for name in names):
        raise ValidationError(ACTIVE)
    if "[Content_Types].xml" in names:
        if b"macroenabled" in beginning(packed, "[Content_Types].xml").lower():
            raise ValidationError(ACTIVE)
        for part, kind in OFFICE_DOCUMENTS.items():
            if part in names:
                return kind
    if names[:1] == ["mimetype"]:
        content_type = beginning(packed, "mimetype").decode("ascii", "replace").strip()
        if content_type in OPEN_DOCUMENTS:
            return OPEN_DOCUMENTS[content_type], content_type
    raise ValidationError(UNKNOWN)


def beginning(packed: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of one part of a packed file, however large it says it is."""
    with packed.open(name) as part:
        return part.read(PART)


def is_plain_text(uploaded: UploadedFile) -> bool:
    """Say whether all of it is text in UTF-8, and not a page or a program."""
    try:
        text = uploaded.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    finally:
        uploaded.seek(0)
    unfit = any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n\r\f" for c in set(text))
    return not unfit and not MARKUP.match(text.encode())


def clean_name(name: str, extension: str) -> str:
    """Return a name to show and to save under: readable letters only, and the true extension."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    kept = (c for c in unicodedata.normalize("NFC", stem) if unicodedata.category(c)[0] != "C")
    words = UNFIT_FOR_A_NAME.sub(" ", "".join(kept)).strip(" .-")
    # Translators: the name of a shared file that came without one.
    return f"{words[:80].strip() or _('document')}{extension}"


class SharedFileField(forms.FileField):
    """A file to share. Its value is an `Accepted` file, or None."""

    default_validators = [refuse_viruses]

    def clean(self, data: UploadedFile | None, initial: object = None) -> Accepted | None:
        """Return the file as it may be kept."""
        if data is not None and (data.size or 0) > settings.UPLOAD_LIMIT:
            raise ValidationError(limit_sentence())
        uploaded = super().clean(data, initial)
        return accept(uploaded) if uploaded else None


class TooLarge(UploadedFile):
    """Stands for a file whose content was not kept because there was too much of it."""


class LimitingUploadHandler(FileUploadHandler):
    """Lets go of a file that is too large while it still arrives: no memory, no disk.

    The rest of the request is still read, so that what was typed beside the file is kept. To hang
    up instead would make browsers show an error of their own in place of our sentence.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Learn from the request's length, before anything is read, whether it can fit."""
        self.cannot_fit = (
            content_length > settings.UPLOAD_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )

    def new_file(self, *args, **kwargs):
        """Start counting."""
        super().new_file(*args, **kwargs)
        self.let_go = self.cannot_fit

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what arrives, until it is too much."""
        self.let_go = self.let_go or start + len(raw_data) > settings.UPLOAD_LIMIT
        return None if self.let_go else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Hand over a stand-in for a file that was let go; else leave it to the next handler."""
        if not self.let_go:
            return None
        size = max(file_size, settings.UPLOAD_LIMIT + 1)
        return TooLarge(io.BytesIO(), self.file_name, self.content_type, size)
