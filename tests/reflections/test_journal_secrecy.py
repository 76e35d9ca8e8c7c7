"""What stands in journals and private reasons is found by its author, and nowhere else."""

import base64
import json
import logging
import re
import secrets
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.views.debug import ExceptionReporter

from partners.roles import Role
from reflections.models import Draft, Entry, JournalLock
from tests.addresses import World
from tests.factories import (
    MembershipFactory,
    MotivationFactory,
    PartnershipFactory,
    PersonFactory,
    ProgrammeLeaderFactory,
)
from tests.reflections.journals import begin, keep_draft, open_journal, write
from tests.servers import wait_for
from tests.test_access import OUR_VIEWS, address_of, undone

MARK = "ñandú قلب "  # begins each planted string, and stands nowhere else
AUTHORS, ENTRIES, IN_EACH = 5, 18, 10  # and as many in a draft, and in the reason: 1,000 in all


def planted():
    """One string that is there once in the world."""
    return f"{MARK}{secrets.token_hex(6)}"


def inner_base64(content, skip):
    """What base64 makes of `content` wherever it stands in what is encoded."""
    encoded = base64.b64encode(b"\0" * skip + content).decode().rstrip("=")
    return encoded[-(-skip * 8 // 6) : -1 if (len(content) + skip) % 3 else None]


def spellings(text):
    """All the ways in which a text might lie somewhere."""
    plain = text.encode()
    yield from [plain, text.encode("utf-16-le"), text.encode("utf-16-be")]
    yield from [plain.hex().encode(), plain.hex().upper().encode(), quote(text).encode()]
    yield from [json.dumps(text)[1:-1].encode(), text.encode("ascii", "xmlcharrefreplace")]
    yield repr(plain)[2:-1].encode()
    for skip in range(3):
        one = inner_base64(plain, skip)
        yield from [one.encode(), one.replace("+", "-").replace("/", "_").encode()]


MARKED = re.compile(b"|".join(map(re.escape, spellings(MARK.strip()))))


def test_the_search_would_find_it():
    text = f"before {planted()} after"

    for skip in range(3):
        assert MARKED.search(base64.b64encode(b"x" * skip + text.encode()))
    for found in spellings(text):
        assert MARKED.search(found)


class Told:
    """Five members who wrote a thousand strings in a partnership, for themselves."""

    def __init__(self):
        self.partnership = PartnershipFactory()
        self.words = {}
        for _number in range(AUTHORS):
            member = MembershipFactory(partnership=self.partnership, group="patient")
            begin(member.person)
            texts = [[planted() for _ in range(IN_EACH)] for _ in range(ENTRIES + 2)]
            *entries, draft, reason = [" / ".join(text) for text in texts]
            for entry in entries:
                write(member, entry)
            keep_draft(member, draft)
            MotivationFactory(membership=member, words=reason)
            self.words[member] = [text for several in texts for text in several]

    @property
    def author(self):
        return next(iter(self.words))


@pytest.fixture
def told(db):
    told = Told()
    assert sum(map(len, told.words.values())) == 1000
    return told


def test_the_author_finds_all_of_it(told):
    for member, texts in told.words.items():
        client = Client()
        client.force_login(member.person)
        open_journal(client, member.person)
        pages = ["/me/journal/words.json", f"/p/{told.partnership.slug}/me/reason/"]

        seen = "".join(client.get(page).content.decode() for page in pages)

        assert [text for text in texts if text not in seen] == []


@pytest.mark.sweep
def test_nobody_else_finds_any_of_it_on_any_page(told):
    pages = [name for name, view in OUR_VIEWS.items() if "GET" in view.methods]
    members = [MembershipFactory(partnership=told.partnership, role=role) for role in Role]
    leader = ProgrammeLeaderFactory(programme=told.partnership.programme).person
    found, looked = [], 0

    for membership in [*members, None]:
        with undone():
            world = World(told.partnership, membership)
            world.member = told.author
            addresses = {name: address_of(name, world) for name in pages}
            for person in [membership.person] if membership else [leader, PersonFactory()]:
                client = Client()
                client.force_login(person)
                open_journal(client, person)
                found += [name for name in pages if holds(client.get(addresses[name]))]
                looked += len(pages)

    assert found == []
    assert looked > 100 * (len(Role) + 2)


def holds(response):
    return MARKED.search(b"".join(response) if response.streaming else response.content)


@pytest.mark.parametrize("way", ["entry", "change", "delete"])
def test_the_address_of_somebody_elses_entry_leads_nowhere(told, client, way):
    entry = write(told.author, MARK)
    mallory = MembershipFactory(partnership=told.partnership, facilitator=True)
    client.force_login(mallory.person)
    open_journal(client, mallory.person)
    rest = "" if way == "entry" else f"{way}/"

    answers = [ask(f"/me/journal/{entry.pk}/{rest}") for ask in (client.get, client.post)]

    assert {answer.status_code for answer in answers} <= {404, 405}


@pytest.mark.django_db(transaction=True)
def test_no_dump_log_mail_or_broker_holds_any_of_it(worker, valkey, smtp_sink, caplog):
    caplog.set_level(logging.DEBUG)
    told = Told()
    member = told.author
    client = Client(raise_request_exception=False)
    client.force_login(member.person)
    open_journal(client, member.person)
    slug = told.partnership.slug
    sent = {"words": planted(), "language": "es", "page": "8" * 32, "reason": planted()}

    client.post("/me/journal/draft/", sent)
    client.post(f"/p/{slug}/journal/write/", sent)
    client.post(f"/p/{slug}/journal/write/", {**sent, "words": planted()})  # a second window
    client.post(f"/p/{slug}/journal/write/", {**sent, "words": planted() * 9_000})  # too long
    client.post(f"/p/{slug}/me/reason/", {"words": planted()})
    with connection.execute_wrapper(breaking):
        assert (
            client.post(f"/p/{slug}/journal/write/", {**sent, "page": "9" * 32}).status_code == 503
        )
    client.post("/me/journal/lock/")
    client.post(f"/p/{slug}/journal/write/", {**sent, "page": "7" * 32})  # the letterbox
    client.post(f"/p/{slug}/me/leave/")
    seen = worker.log.stat().st_size
    wait_for(lambda: worker.log.stat().st_size > seen, "the worker to go on")

    places = {
        "dump": dump(),
        "log": caplog.text.encode(),
        "worker's log": worker.log.read_bytes(),
        "broker": broker(valkey.client),
        "mail": b"".join(message.content for message in smtp_sink.messages),
        "files": b"".join(path.read_bytes() for path in files()),
    }
    assert {place for place, content in places.items() if MARKED.search(content)} == set()
    assert all(places[place] for place in ["dump", "log", "worker's log", "broker", "files"])


def breaking(execute, sql, params, many, context):
    if "INSERT" in sql and "reflections_entry" in sql:
        raise OperationalError("the disk is full")
    return execute(sql, params, many, context)


def dump():
    """All that a backup of the database holds."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # By another process: closing the file here would drop every lock that SQLite holds.
            return subprocess.check_output(["cat", connection.settings_dict["NAME"]])
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row for (row,) in cursor.fetchall()]
        return "\n".join(rows).encode()


def broker(client):
    """All that Valkey holds."""
    return b"".join((client.dump(key) or b"") + key for key in client.keys("*"))


def files():
    """What the site writes beside the database."""
    roots = [settings.KEYS_DIR, settings.MEDIA_ROOT]
    return [path for root in roots for path in Path(root).rglob("*") if path.is_file()]


def test_a_report_of_an_error_does_not_quote_what_was_written(told):
    client = Client(raise_request_exception=False)
    client.force_login(told.author.person)
    open_journal(client, told.author.person)
    sent = {"words": planted(), "language": "es", "page": "9" * 32}

    with connection.execute_wrapper(breaking):
        broken = client.post(f"/p/{told.partnership.slug}/journal/write/", sent)
    reporter = ExceptionReporter(broken.wsgi_request, *broken.exc_info)
    report = reporter.get_traceback_text() + reporter.get_traceback_html()

    assert "the disk is full" in report
    assert not MARKED.search(report.encode())


# What the tables tell besides


@pytest.mark.parametrize("model", [Entry, Draft, JournalLock])
def test_the_tables_say_nothing_but_that_a_row_is_there(model):
    assert {field.column for field in model._meta.fields} == {"id", "owner", "sealed_words"}


def test_nothing_leads_from_a_person_to_a_journal_or_back():
    journal = {Entry, Draft, JournalLock}
    joined = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and (model in journal) != (field.related_model in journal)
        and (model in journal or field.related_model in journal)
    ]

    assert joined == []


def test_short_and_long_entries_look_alike_in_whichever_language(db):
    member = MembershipFactory()
    write(member, "a")
    write(member, "ق" * 8000, language="ar")

    assert len({len(row.sealed_words) for row in Entry.objects.all()}) == 1


def test_who_writes_can_not_be_told_from_the_owner(db):
    member = MembershipFactory()
    write(member, "a")

    owner = Entry.objects.get().owner

    assert str(member.person.vault) != str(owner)
    assert owner.hex not in dump_of_people()


def dump_of_people():
    tables = [model for model in apps.get_models() if model not in {Entry, Draft, JournalLock}]
    return str([list(model._default_manager.values()) for model in tables])
