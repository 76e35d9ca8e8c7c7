"""The vault: each person's own keys, outside the database, destroyed for good when they are."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from partners import checks, reasons, vault
from partners.models import Motivation
from partners.vault import CannotOpen, Drawer, NoKey
from tests.factories import MotivationFactory, PersonFactory

WORDS = "Por mi madre. 🌱"
ANOTHER = "QW5vdGhlciBrZXksIGFsc28gb2YgMzIgYnl0ZXMhISE="


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    return settings.KEYS_DIR


@pytest.fixture
def rosa():
    return PersonFactory.build(vault=uuid4())


def files(keys):
    return sorted(path for path in keys.rglob("*") if path.is_file() and path.name != "lock")


def test_words_open_for_the_person_who_sealed_them(rosa):
    sealed = vault.seal(rosa, WORDS, "motivation:1")

    assert vault.unseal(rosa, sealed, "motivation:1") == WORDS


def test_words_do_not_open_elsewhere(rosa):
    other = PersonFactory.build(vault=uuid4())
    sealed = vault.seal(rosa, WORDS, "motivation:1")
    vault.seal(other, WORDS, "motivation:1")

    for person, place in [(other, "motivation:1"), (rosa, "motivation:2")]:
        with pytest.raises(CannotOpen):
            vault.unseal(person, sealed, place)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28, -1])
def test_what_was_cut_off_does_not_open(rosa, length):
    sealed = vault.seal(rosa, WORDS, "motivation:1")

    with pytest.raises(CannotOpen):
        vault.unseal(rosa, sealed[:length], "motivation:1")


def test_a_ciphertext_tells_next_to_nothing_about_the_length(rosa):
    sizes = {len(vault.seal(rosa, "a" * length, "x")) for length in [0, 1, 500, 16_000]}

    assert len(sizes) == 1
    assert vault.unseal(rosa, vault.seal(rosa, "a" * 20_000, "x"), "x") == "a" * 20_000


def test_lone_surrogates_come_back_as_they_were(rosa):
    assert vault.unseal(rosa, vault.seal(rosa, "\ud800\0", "x"), "x") == "\ud800\0"


def test_each_drawer_has_its_own_key(rosa):
    sealed = vault.seal(rosa, WORDS, "x")
    journal = vault.key_of(rosa, Drawer.JOURNAL)

    with pytest.raises(CannotOpen):
        journal.unseal(sealed, "x")


def test_reading_makes_no_key(rosa, keys):
    with pytest.raises(NoKey):
        vault.unseal(rosa, b"anything", "x")

    assert files(keys) == []


def test_two_at_once_get_the_same_key(rosa):
    with ThreadPoolExecutor(8) as pool:
        made = {*pool.map(lambda _: vault.key_of(rosa, make=True).secret, range(40))}

    assert len(made) == 1


def test_nobody_else_on_the_machine_can_read_keys(rosa, keys):
    vault.seal(rosa, WORDS, "x")

    (path,) = files(keys)
    assert [each.stat().st_mode & 0o777 for each in [keys, path.parent, path]] == [
        *(0o700, 0o700, 0o600)
    ]


def test_a_key_is_worth_nothing_without_the_master_key(rosa, keys, settings):
    sealed = vault.seal(rosa, WORDS, "x")
    settings.MASTER_KEY = ANOTHER

    with pytest.raises(CannotOpen):
        vault.unseal(rosa, sealed, "x")
    with pytest.raises(CannotOpen):  # and no new key takes its place
        vault.seal(rosa, WORDS, "x")


def test_a_key_file_of_another_person_does_not_open(rosa, keys):
    ana = PersonFactory.build(vault=uuid4())
    sealed = vault.seal(ana, WORDS, "x")
    vault.seal(rosa, WORDS, "x")
    theirs, mine = (next(keys.glob(f"*/{person.vault.hex}.key")) for person in (ana, rosa))

    mine.write_bytes(theirs.read_bytes())

    with pytest.raises(CannotOpen):
        vault.unseal(rosa, sealed, "x")


def test_an_erased_key_leaves_an_older_copy_unreadable(rosa, keys):
    sealed = vault.seal(rosa, WORDS, "x")

    vault.erase(rosa)
    vault.erase(rosa)  # once more does no harm

    assert files(keys) == []
    vault.seal(rosa, "New words.", "x")
    with pytest.raises(CannotOpen):
        vault.unseal(rosa, sealed, "x")


def test_an_emptied_drawer_leaves_the_other_as_it_is(rosa, keys):
    reason = vault.seal(rosa, WORDS, "x")
    entry = vault.key_of(rosa, Drawer.JOURNAL).seal(WORDS, "y")

    vault.renew(rosa, Drawer.JOURNAL)

    assert vault.unseal(rosa, reason, "x") == WORDS
    with pytest.raises(CannotOpen):
        vault.key_of(rosa, Drawer.JOURNAL).unseal(entry, "y")
    assert len(files(keys)) == 1


def test_a_destroyed_key_is_written_over(rosa, keys):
    vault.seal(rosa, WORDS, "x")
    (path,) = files(keys)
    before = path.read_bytes()
    os.link(path, keys / "a look at the disk")

    vault.erase(rosa)

    assert before not in (keys / "a look at the disk").read_bytes()


def test_an_interrupted_destruction_is_finished_by_the_next_writer(rosa, keys):
    vault.seal(rosa, WORDS, "x")
    (path,) = files(keys)
    path.rename(path.with_name(f".{path.stem}.gone"))
    path.with_name(f".{path.stem}.new").write_bytes(b"half a key")

    vault.rotate()

    assert files(keys) == []


def test_rotating_passes_by_a_key_that_does_not_open(rosa, keys):
    vault.seal(rosa, WORDS, "x")
    broken = keys / "00" / f"{'0' * 32}.key"
    broken.parent.mkdir(exist_ok=True)
    broken.write_bytes(b"broken")

    assert vault.rotate() == (1, 1)
    assert broken.read_bytes() == b"broken"


def test_a_reason_is_sealed_with_its_authors_own_key(db):
    motivation = MotivationFactory(words=WORDS)

    vault.erase(motivation.membership.person)

    with pytest.raises(CannotOpen):
        reasons.read(Motivation.objects.get(pk=motivation.pk), motivation.membership)


# What is looked at before the site starts


@pytest.mark.parametrize("key", ["", "no base64!", "dG9vIHNob3J0", ANOTHER + "AAAA"])
@pytest.mark.parametrize("is_old", [True, False])
def test_a_master_key_that_is_none_is_refused_at_the_start(settings, key, is_old):
    settings.MASTER_KEY, settings.MASTER_KEY_FALLBACKS = (ANOTHER, [key]) if is_old else (key, [])

    assert [found.id for found in checks.check_master_keys()] == ["partners.E001"]
    assert checks.check_keys() == []
    with pytest.raises(SystemCheckError):
        call_command("check")


def test_a_master_key_that_opens_no_key_is_refused_at_the_start(rosa, settings):
    vault.seal(rosa, WORDS, "x")
    assert checks.check_keys() == []

    settings.MASTER_KEY = ANOTHER

    assert [found.id for found in checks.check_keys()] == ["partners.E002"]


def test_one_broken_key_file_stops_nobody(rosa, keys):
    vault.seal(rosa, WORDS, "x")
    (path,) = files(keys)
    path.with_stem("0" * 32).write_bytes(b"")

    assert checks.check_keys() == []


def test_keys_that_others_can_read_are_pointed_out(rosa, keys):
    vault.seal(rosa, WORDS, "x")

    Path(keys).chmod(0o755)

    assert [found.id for found in checks.check_keys()] == ["partners.W001"]


def test_missing_keys_are_noticed_before_new_ones_are_made(db, keys):
    assert checks.check_keys_are_there(databases=["default"]) == []
    motivation = MotivationFactory()
    assert checks.check_keys_are_there(databases=["default"]) == []

    vault.erase(motivation.membership.person)

    assert [it.id for it in checks.check_keys_are_there(databases=["default"])] == ["partners.E003"]
    assert checks.check_keys_are_there(databases=None) == []
