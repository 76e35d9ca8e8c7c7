"""Versions: fixed for good, the same words give the same hash, one changed letter another."""

import copy
import random
import unicodedata
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from charters import guards, seals, signing, versions
from charters.models import Signature, Version, VersionText
from partners.models import Action, AuditEvent
from tests.charters.agreeing import (
    LANGUAGES,
    Table,
    change,
    draft,
    duty,
    now,
    opened,
    sign,
    write,
)

pytestmark = pytest.mark.django_db

RANDOM = random.Random(7)
LETTERS = "abcxyzñéاأبتثع我们 .,!?0123456789\n"


def test_a_version_holds_each_complete_language_with_its_hash():
    table = Table()
    version = opened(table)

    texts = {text.language: text for text in version.texts.all()}

    assert set(texts) == set(LANGUAGES)
    assert len({text.sha256 for text in texts.values()}) == 3
    assert texts["ar"].body["sections"] == [
        {"key": "", "title": "Money (ar)", "clauses": ["Clause 0 (ar)", "Clause 1 (ar)"]}
    ]
    assert all(versions.is_unchanged(text) for text in texts.values())


def test_a_language_with_a_gap_is_left_out():
    table = Table(languages=("en", "en", "en"))
    agreement = draft(table)
    clause = agreement.sections.get().clauses.first()
    clause.text_ar = ""
    clause.save()

    assert versions.Draft(agreement).languages == ["en", "es"]
    assert versions.Draft(agreement).lacks("ar") == [clause]


def test_words_do_not_change_with_how_letters_are_composed():
    composed, decomposed = "Jiménez", unicodedata.normalize("NFD", "Jiménez")

    assert versions.digest({"a": composed}) == versions.digest({"a": decomposed})
    assert versions.normal({"a": [f"  {decomposed}\r\nb "]}) == {"a": [f"{composed}\nb"]}


@settings(max_examples=50, deadline=None)
@given(st.recursive(st.text() | st.integers() | st.booleans() | st.none(), st.lists, max_leaves=9))
def test_what_is_normal_stays_as_it_is(value):
    once = versions.normal(value)

    assert versions.normal(once) == once


def strings(body, path=()):
    """Every place in a body where a string stands."""
    if isinstance(body, str):
        yield path
    for key, part in body.items() if isinstance(body, dict) else ():
        yield from strings(part, (*path, key))
    for key, part in enumerate(body) if isinstance(body, list) else ():
        yield from strings(part, (*path, key))


def at(body, path):
    for key in path:
        body = body[key]
    return body


def put(body, path, value):
    at(body, path[:-1])[path[-1]] = value


def other_text(text):
    """`text` with one character changed, added or taken out."""
    while True:
        place = RANDOM.randrange(len(text) + 1)
        new = RANDOM.choice(
            [
                text[:place] + RANDOM.choice(LETTERS) + text[place:],
                text[:place] + text[place + 1 :],
                text[:place] + RANDOM.choice(LETTERS) + text[place + 1 :],
            ]
        )
        if unicodedata.normalize("NFC", new) != unicodedata.normalize("NFC", text):
            return new


def tampered(text):
    """The text with one thing changed: a letter, its language tag, or the order of two parts."""
    text = copy.deepcopy(text)
    kind = RANDOM.choice(["letter"] * 6 + ["language", "order", "hash"])
    if kind == "letter":
        path = RANDOM.choice(list(strings(text.body)))
        put(text.body, path, other_text(at(text.body, path)))
    elif kind == "language":
        text.language = RANDOM.choice([code for code in LANGUAGES if code != text.language])
    elif kind == "order":
        text.body["sections"][0]["clauses"].reverse()
    else:
        text.sha256 = other_text(text.sha256)
    return text


def test_a_thousand_random_changes_are_all_found():
    table = Table()
    agreement = draft(table, clauses=4)
    duty(agreement, table.tom)
    version = Version(agreement=agreement, number=1, opened_by=table.maya)
    bodies = versions.Draft(agreement).bodies(1)
    texts = [
        VersionText(version=version, language=code, body=body, sha256=versions.digest(body))
        for code, body in bodies.items()
    ]

    assert all(versions.is_unchanged(text) for text in texts)
    found = [not versions.is_unchanged(tampered(RANDOM.choice(texts))) for _turn in range(1000)]
    assert sum(found) == 1000


def test_who_changes_words_and_hash_alike_breaks_every_seal():
    table = Table()
    version = opened(table)
    signature = sign(version, table.rosa)
    arabic = version.texts.get(language="ar")
    body = {**arabic.body, "title": "Something else"}

    with without_guards("charters_versiontext"):
        VersionText.objects.filter(pk=arabic.pk).update(body=body, sha256=versions.digest(body))
        found = seals.verify(Signature.objects.get(pk=signature.pk))

    assert found.words_are_unchanged
    assert found.hash_is_the_signed_one
    assert not found.seal_is_valid
    assert not found.is_good


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Somebody else"),
        ("understood", False),
        ("is_signed", False),
        ("language", "en"),
        ("mode", "phone"),
        ("witness", "Nobody"),
        ("statement", "I agree to anything."),
        ("scan_sha256", "0" * 64),
    ],
)
def test_a_seal_covers_the_whole_record(field, value):
    table = Table()
    signature = sign(opened(table), table.rosa)
    assert seals.verify(signature).is_good

    setattr(signature, field, value)

    assert not seals.verify(signature).is_good


def test_a_language_added_after_signing_is_not_part_of_what_was_signed():
    table = Table(languages=("en", "en", "en"))
    version = opened(table, languages=("en",))
    signature = sign(version, table.tom)
    body = {**version.texts.get().body, "language": "es"}

    VersionText.objects.create(
        version=version, language="es", body=body, sha256=versions.digest(body)
    )

    assert not seals.verify(Signature.objects.get(pk=signature.pk)).seal_is_valid


def test_signing_for_oneself_or_for_another_and_taking_it_back_is_in_the_log():
    table = Table()
    version = opened(table)

    sign(version, table.rosa)
    told = sign(version, table.tom, recorded_by=table.maya, mode="phone")
    signing.withdraw(told, by=table.maya, now=now())

    lines = AuditEvent.objects.filter(action__in=[Action.SIGNED, Action.UNSIGNED])
    assert [(line.action, line.actor, line.on_behalf_of) for line in lines.order_by("number")] == [
        (Action.SIGNED, table.rosa.person, None),
        (Action.SIGNED, table.maya.person, table.tom.person),
        (Action.UNSIGNED, table.maya.person, table.tom.person),
    ]


@contextmanager
def without_guards(table):
    """Let a test do what the database refuses: undone with the test's transaction."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_stays{on}")
    yield
    guards.install()


@pytest.mark.parametrize(
    ("model", "change_to"),
    [
        (VersionText, {"body": {}}),
        (VersionText, {"sha256": "0" * 64}),
        (VersionText, {"language": "fr"}),
        (Version, {"number": 9}),
        (Version, {"rules": {"reading_days": 1}}),
        (Signature, {"is_signed": False}),
        (Signature, {"name": "Somebody"}),
        (Signature, {"seal": ""}),
    ],
)
def test_the_database_refuses_to_change_what_was_signed(model, change_to):
    table = Table()
    sign(opened(table), table.rosa)

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        model.objects.update(**change_to)


def test_a_changed_draft_changes_no_version():
    table = Table()
    version = opened(table)
    before = {text.language: text.sha256 for text in version.texts.all()}

    change(version.agreement)

    assert {text.language: text.sha256 for text in version.texts.all()} == before
    assert versions.changed_languages(
        version.texts.all(), versions.Draft(version.agreement).bodies(0)
    ) == set(LANGUAGES)


def test_a_text_with_markup_and_scripts_stays_what_was_typed():
    table = Table()
    agreement = draft(table)
    nasty = "<script>alert(1)</script> #panic() *bold* {{ 7 }} \u202e"
    clause = agreement.sections.get().clauses.first()
    write(clause, "text", nasty)
    clause.save()

    body = versions.Draft(agreement).body("ar", 1)

    assert nasty.strip() in body["sections"][0]["clauses"][0]
