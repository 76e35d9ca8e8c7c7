"""Notices each change of words, whoever saves them, and keeps what is known about them right.

Connected to the saving of every registered model, so that no caller can forget it. It writes what
follows from the words themselves: versions, drafts, who wrote. Only `translating` adds what people
say about them: ready to be checked, checked.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from modeltranslation.utils import build_localized_fieldname

from partners.acting import who_acts
from partners.languages import CODES
from translations import pieces
from translations.forms import SMALL_CORRECTION, digest
from translations.models import Request, State, Text, Translation
from translations.reading import written

Words = Mapping[str, str]  # by language


def register(piece: pieces.Piece) -> None:
    """Make a model's words known: from now on, each change of them is recorded."""
    pieces.remember(piece)
    post_save.connect(saved, sender=piece.model, dispatch_uid="translations.recording")
    post_delete.connect(gone, sender=piece.model, dispatch_uid="translations.recording")


def saved(
    sender: type[Model],
    instance: Model,
    created: bool,
    raw: bool = False,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """Record what changed, when a record was saved."""
    if raw:
        return
    fields = pieces.of(sender).fields
    if update_fields is not None:
        saved_now = set(update_fields)
        fields = [field for field in fields if saved_now.intersection(columns(field))]
    if fields:
        record(instance, fields, is_new=created)


def gone(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Forget what is known of a record that is gone."""
    Text.objects.about(instance).delete()
    Request.objects.about(instance).delete()


def columns(field: str) -> list[str]:
    """Return the names under which a field's words may be saved."""
    return [field, *(build_localized_fieldname(field, code) for code in CODES)]


@transaction.atomic(savepoint=False)
def record(obj: Model, fields: Iterable[str], *, is_new: bool = False) -> None:
    """Compare the words of `obj` with what is known of them, and write down what differs."""
    words = {field: _clean(written(obj, field)) for field in fields}
    known: dict[str, Text] = {}
    if not is_new:
        rows = Text.objects.about(obj).filter(field__in=words).select_for_update()
        known = {text.field: text for text in rows.with_translations()}
    new = {name: it for name, it in words.items() if name not in known and it}
    if new:
        _begin(obj, new)
    is_small = bool(vars(obj).pop(SMALL_CORRECTION, False))
    for field, text in known.items():
        _compare(text, words[field], is_small=is_small)


def _clean(words: Words) -> dict[str, str]:
    return {code: text.replace("\r\n", "\n").strip() for code, text in words.items()}


def _first(words: Words) -> str:
    """Return the language that the others are made from: the writer's own, if they wrote in it."""
    writer = who_acts()
    if writer is not None and writer.person.language in words:
        return writer.person.language
    return min(words, key=CODES.index)


def _begin(obj: Model, new: Mapping[str, Words]) -> None:
    """Record texts that were not there before."""
    kind, partnership = ContentType.objects.get_for_model(obj), pieces.of(type(obj))
    texts = []
    for field, words in new.items():
        source = _first(words)
        texts.append(
            Text(
                partnership_id=partnership.partnership_id(obj), content_type=kind,
                object_id=obj.pk, field=field, source_language=source,
                digest=digest(words[source]),
            )
        )  # fmt: skip
    Text.objects.bulk_create(texts)
    rows = [
        _drafted(Translation(text=text, language=code), text, new[text.field])
        for text in texts
        for code in new[text.field]
        if code != text.source_language
    ]
    if rows:
        Translation.objects.bulk_create(rows)


def _drafted(row: Translation, text: Text, words: Words) -> Translation:
    """Fill a row for words that somebody wrote just now."""
    row.state, row.digest = State.DRAFT, digest(words[row.language])
    row.from_version, row.from_words = text.version, words[text.source_language]
    row.written_by, row.approved_by, row.approved_at = who_acts(), None, None
    return row


def _compare(text: Text, words: Words, *, is_small: bool) -> None:
    """Bring what is known of one text up to its words."""
    moved = _source_changed(text, words, is_small=is_small)
    rows = {row.language: row for row in text.translations.all()}
    for code, row in rows.items():
        if code == text.source_language:
            row.delete()
        elif code not in words:
            _removed(row)
        elif digest(words[code]) != row.digest:
            _drafted(row, text, words).save()
    fresh = [code for code in words if code not in rows and code != text.source_language]
    for code in fresh:
        _drafted(Translation(text=text, language=code), text, words).save()
    if moved:
        text.save(update_fields=["source_language", "digest", "version"])


def _source_changed(text: Text, words: Words, *, is_small: bool) -> bool:
    """Note a change of the first words; say whether there was one.

    Where they were taken away and others stand, those are the first words from now on.
    """
    if text.source_language not in words and words:
        text.source_language, is_small = _first(words), False
    now = digest(words.get(text.source_language, ""))
    if now == text.digest:
        return False
    text.digest = now
    if not is_small:
        text.version += 1
    return True


def _removed(row: Translation) -> None:
    """Note that the words in one language were taken away. What somebody keeps stays."""
    if not row.kept:
        row.delete()
    elif row.digest:
        row.digest, row.approved_by, row.approved_at = "", None, None
        row.state = State.DRAFT
        row.save()
