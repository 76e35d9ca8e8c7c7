"""Changing the master key while people work: nobody notices, and the old key is useless."""

import random
import threading
import time
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from partners import rotating, vault
from partners.models import Person
from partners.sessions import SessionStore
from partners.vault import CannotOpen, Drawer
from reflections import journaling, unlocking
from reflections.models import Entry
from reflections.opened import Journal, Written
from tests.factories import PersonFactory, now
from tests.reflections.journals import begin, open_journal

PEOPLE = 2000
AT_LEAST = 20  # times that somebody reads before the change of key, and again after it
OLD, NEW = (
    "Zm9yIHRlc3RzIG9ubHk6IDMyIGJ5dGVzIG9mIGtleSE=",
    "QW5vdGhlciBrZXksIGFsc28gb2YgMzIgYnl0ZXMhISE=",
)


IN_MEMORY = Path("/dev/shm")  # a slow disk would be all that is measured


@pytest.fixture(autouse=True)
def keys(settings):
    settings.MASTER_KEY, settings.MASTER_KEY_FALLBACKS = OLD, []
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as directory:
        settings.KEYS_DIR = Path(directory) / "keys"
        yield


def change_key(settings):
    settings.MASTER_KEY, settings.MASTER_KEY_FALLBACKS = NEW, [OLD]


def test_second_factors_and_sessions_outlive_the_change(settings, db, client):
    person = PersonFactory()
    app, codes = TOTP.activate(person, "JBSWY3DPEHPK3PXP"), RecoveryCodes.activate(person)
    written_down = codes.generate_codes()
    client.force_login(person)

    change_key(settings)
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    settings.MASTER_KEY_FALLBACKS = []

    assert client.get("/me/").status_code == 200
    app, codes = (Authenticator.objects.get(pk=each.instance.pk).wrap() for each in (app, codes))
    assert codes.generate_codes() == written_down
    assert "2 second factors, 1 sessions" in said.getvalue()
    settings.MASTER_KEY = OLD
    with pytest.raises(CannotOpen):
        codes.generate_codes()
    with pytest.raises(CannotOpen):
        app.validate_code("123456")


def test_what_does_not_open_is_left_and_told(settings, db):
    person = PersonFactory()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    session = SessionStore()
    session.create()
    change_key(settings)
    settings.MASTER_KEY_FALLBACKS = []
    before = Authenticator.objects.values_list("data", flat=True).get()

    with pytest.raises(CommandError, match="2 did not open"):
        call_command("rotate_keys", stdout=StringIO())

    assert Authenticator.objects.values_list("data", flat=True).get() == before


def test_a_factor_taken_away_meanwhile_is_no_trouble(db):
    assert rotating._factor(0)


def test_a_session_written_meanwhile_is_not_set_back(settings, db):
    session = SessionStore()
    session["a"] = 1
    session.create()
    stale = Session.objects.get().session_data
    session["a"] = 2
    session.save()

    rotating._session(session.session_key, stale)

    assert SessionStore(session.session_key)["a"] == 2


def test_sessions_tell_nothing(db):
    session = SessionStore()
    session["journal"] = "open"
    session.create()
    other = SessionStore()
    other.create()

    stored = {row.session_key: row.session_data for row in Session.objects.all()}

    assert len({len(data) for data in stored.values()}) == 1
    assert SessionStore(session.session_key)["journal"] == "open"
    Session.objects.filter(pk=other.session_key).update(session_data=stored[session.session_key])
    assert "journal" not in SessionStore(other.session_key)  # moved to another row
    Session.objects.filter(pk=other.session_key).update(session_data="no base64")
    assert "journal" not in SessionStore(other.session_key)


class Crowd:
    """Many people with an entry each, who read and write all the time."""

    def __init__(self):
        made = [Person(name=f"P{number}", vault=uuid4()) for number in range(PEOPLE)]
        self.people = Person.objects.bulk_create(made)
        Entry.objects.bulk_create(map(self.first_entry, self.people), batch_size=200)
        self.reads, self.writes, self.failed = 0, 0, []
        self.is_over = threading.Event()

    def first_entry(self, person):
        journal = Journal.of(person, make=True)
        row = Entry(owner=journal.owner)
        written = Written(row.pk, words_of(person), "en", written_at=now())
        row.sealed_words = journal.key.seal(written.as_text(), row.bound_to)
        return row

    def is_found(self, person):
        return words_of(person) in [it.words for it in journaling.all_entries_of(person)]

    def look(self, client=None):
        while not self.is_over.is_set():
            person = random.choice(self.people)
            try:
                assert self.is_found(person)
                if client:
                    assert client.get("/me/journal/").status_code == 200
                self.reads += 1
            except Exception as error:
                self.failed.append(error)
            time.sleep(0.01)
        connection.close()

    def write(self):
        while not self.is_over.is_set():
            person = random.choice(self.people)
            try:
                journaling.write_for(person, "More.", language="en", page=uuid4(), now=now())
                self.writes += 1
            except Exception as error:
                self.failed.append(error)
            time.sleep(0.02)
        connection.close()

    def has_read(self, times):
        until = self.reads + times
        while self.reads < until and not self.failed:
            time.sleep(0.01)

    @contextmanager
    def at_work(self, client):
        tasks = [self.look, self.look, lambda: self.look(client), self.write]
        threads = [threading.Thread(target=task) for task in tasks]
        for thread in threads:
            thread.start()
        try:
            self.has_read(AT_LEAST)
            yield
            self.has_read(AT_LEAST)
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join()


def words_of(person):
    return f"only {person.vault} reads this"


@pytest.mark.django_db(transaction=True)
def test_two_thousand_people_notice_nothing(settings, capsys):
    crowd = Crowd()
    rosa = PersonFactory()
    client = Client()
    client.force_login(rosa)
    open_journal(client, rosa)

    with crowd.at_work(client):
        change_key(settings)
        before, start = crowd.reads, time.monotonic()
        rotated = rotating.rotate(now=now())
        took, meanwhile = time.monotonic() - start, crowd.reads - before
    settings.MASTER_KEY_FALLBACKS = []

    with capsys.disabled():
        print(f"\n{rotated.keys} keys in {took:.1f} s, read {meanwhile} times meanwhile")  # noqa: T201
    assert (crowd.failed, rotated.unopened) == ([], 0)
    assert (rotated.keys, rotated.sessions) == (PEOPLE + 1, 1)
    assert meanwhile
    assert crowd.writes
    assert all(map(crowd.is_found, crowd.people))
    assert client.get("/me/journal/").status_code == 200
    settings.MASTER_KEY = OLD
    assert not any(map(opens, crowd.people))


def opens(person):
    try:
        vault.key_of(person, Drawer.JOURNAL)
    except CannotOpen:
        return False
    return True


def test_erasing_one_key_leaves_an_older_dump_unreadable_for_that_person_only(db):
    rosa, ana = PersonFactory(), PersonFactory()
    for person in (rosa, ana):
        begin(person)
        journaling.write_for(person, words_of(person), language="en", page=uuid4(), now=now())
    dump = [*Entry.objects.all()]
    before = {person.pk: Journal.of(person) for person in (rosa, ana)}

    journaling.destroy(rosa)
    Entry.objects.all().delete()
    Entry.objects.bulk_create(dump)

    assert [it.words for it in journaling.all_entries_of(ana)] == [words_of(ana)]
    assert journaling.all_entries_of(rosa) == []
    assert unlocking.lock_of(rosa) is None
    (theirs,) = [row for row in dump if row.owner == before[rosa.pk].owner]
    with pytest.raises(CannotOpen):
        vault.key_of(rosa, Drawer.JOURNAL).unseal(theirs.sealed_words, theirs.bound_to)
