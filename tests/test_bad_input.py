"""Bad input at every address: nothing breaks, nothing leaks, and no typed words are lost.

A seeded sample runs each time. `BAD_INPUT=all` sends everything, which takes a while.
"""

import contextlib
import os
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import parse_qsl, quote_from_bytes, urljoin, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.addresses import ADDRESSES, World
from tests.factories import MembershipFactory, PartnershipFactory
from tests.reflections.journals import open_journal
from tests.test_access import OUR_VIEWS, address_of, undone

ALL = os.environ.get("BAD_INPUT") == "all"
SEED = 20261123
GETS, POSTS = (None, None) if ALL else (3, 5)  # probes of an address, and of a form

SCRIPT = "<script>alert(1)</script>"
NASTY = [
    "\0",
    "a\0b",
    "\ud800",
    b"\xff\xfe",
    "",
    " ",
    str(2**70),
    "-1",
    "0",
    "²",
    "٣",
    "1e3",
    "NaN",
    "9" * 5_000,
    "10000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-02-30T25:61",
    "P99999999999D",
    "-P1D",
    "23:59:60",
    "America",
    "../etc",
    "/etc/passwd",
    "x" * 100_000,
    SCRIPT,
    f'"><img src=x>{SCRIPT}',
    "javascript:alert(1)",
    "http://[::1",
    "a@b\nBcc: c@d.org",
    "مرحبا",
    "🦀",
    "%s %(name)s {0}",
    "null",
    "[" * 10_000,
    '"\\u0000"',
    "xx",
    "__all__",
]
PARAMETERS = ["page", "show", "language", "about", "next", "section", "kind", "day", "coming"]
EXTRA = ["is_staff", "is_superuser", "membership", "person", "partnership", "role", "created_by"]
ONLY_PROGRAMS = {"homepage"}  # fill it in; it is emptied, so that a person can send it again
# Of any request; and the log, which must be written to when somebody opens what is sensitive.
BOOKKEEPING = ("django_session", "usersessions_usersession", "shared_cache", "partners_audit")


@dataclass
class Field:
    """One name of a form: what it holds, and what it offers to choose from."""

    name: str
    kind: str
    values: list = field(default_factory=list)
    offered: list = field(default_factory=list)

    @property
    def names_records(self):
        return bool(self.offered) and all(value.isdigit() for value in self.offered if value)


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: dict = field(default_factory=dict)

    def filled(self):
        """Return valid-looking values: what is there already, and the first of each choice."""
        return [(each.name, value) for each in self.fields.values() for value in valid_values(each)]


def valid_values(each):
    if each.values:
        return each.values
    if each.offered:
        return [next(filter(None, each.offered), "")]
    samples = {
        "email": "somebody@example.org",
        "date": "2027-03-04",
        "time": "10:30",
        "datetime-local": "2027-03-04T10:30",
        "number": "3",
        "url": "https://example.org/",
        "tel": "+1 555 0100",
        "submit": "",
    }
    return [samples.get(each.kind, typed(each.name))]


def typed(name):
    """Words that only this field holds."""
    return f"words typed in {name}"


class Forms(HTMLParser):
    """The forms of a page, and the parameters of its links."""

    def __init__(self, html):
        super().__init__()
        self.found, self.parameters = [], set()
        self.form = self.select = self.area = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.parameters |= {
                name for name, _ in parse_qsl(urlsplit(attrs.get("href", "")).query)
            }
        elif tag == "form":
            self.form = Form(attrs.get("action", ""), attrs.get("method", "get").upper())
            self.found.append(self.form)
        elif self.form and tag == "option" and self.select:
            self.select.offered.append(attrs.get("value", ""))
            if "selected" in attrs:
                self.select.values.append(attrs.get("value", ""))
        elif self.form and attrs.get("name") and tag in {"input", "select", "textarea", "button"}:
            self.take_in(tag, attrs)

    def take_in(self, tag, attrs):
        kind = attrs.get("type", {"button": "submit", "input": "text"}.get(tag, tag))
        if kind == "file":
            return  # tests/meetings/test_uploads.py
        found = self.form.fields.setdefault(attrs["name"], Field(attrs["name"], kind))
        value = attrs.get("value", "")
        if tag == "select":
            self.select = found
        elif tag == "textarea":
            self.area = found
        elif kind in {"checkbox", "radio", "submit"}:
            found.offered.append(value or "on")
            if "checked" in attrs:
                found.values.append(value or "on")
        elif value:
            found.values.append(value)

    def handle_data(self, data):
        if self.area and data.strip():
            self.area.values = [data.strip()]

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def encoded(pairs):
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def quoted(value):
    return quote_from_bytes(
        value if isinstance(value, bytes) else value.encode(errors="surrogatepass")
    )


class Prober:
    """Somebody who sends bad input, and notes what breaks."""

    def __init__(self, member, foreign):
        self.member, self.foreign = member, foreign
        self.random = random.Random(SEED)
        self.client = Client(raise_request_exception=False)
        self.client.force_login(member.person)
        self.client.get(reverse("health"))  # what a session writes at its first page stays written
        open_journal(self.client, member.person)
        self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.world = World(member.partnership, member)
        self.sent, self.broken = 0, Counter()

    def sample(self, probes, count):
        return probes if count is None else self.random.sample(probes, min(count, len(probes)))

    def probe(self, name):
        address = address_of(name, self.world)
        forms = []
        parameters = set(PARAMETERS)
        if "GET" in OUR_VIEWS[name].methods:
            response = self.ask(name, "GET", address)
            page = Forms(text_of(response))
            parameters |= page.parameters
            forms = [form for form in page.found if is_ours(form, address)]
        self.probe_query(name, address, parameters, forms)
        for form in forms:
            if form.method == "POST":
                self.probe_form(name, urljoin(address, form.action), form)
        if "POST" in OUR_VIEWS[name].methods:
            bare = Form(address, "POST", {key: Field(key, "hidden", ["1"]) for key in EXTRA})
            self.probe_form(name, address, bare)

    def probe_query(self, name, address, parameters, forms):
        for form in forms:
            if form.method == "GET":
                parameters |= set(form.fields)
        if "GET" in OUR_VIEWS[name].methods:
            probes = [(key, value) for key in sorted(parameters) for value in NASTY]
            for key, value in self.sample(probes, GETS):
                self.ask(name, "GET", f"{address}?{encoded([(key, value)])}", told=(key, value))

    def probe_form(self, name, address, form):
        filled = form.filled()
        self.post(name, address, form, filled, ("nothing", ""))
        probes = [("extra", (key, "1")) for key in EXTRA]
        probes += [("nasty", (key, value)) for key in sorted(form.fields) for value in NASTY]
        probes += [("missing", (key, "")) for key in sorted(form.fields)]
        for how, (key, value) in self.sample(probes, POSTS):
            rest = [pair for pair in filled if pair[0] != key or how == "extra"]
            changed = rest if how == "missing" else [*rest, (key, value)]
            self.post(name, address, form, changed, (f"{how} {key}", value))
        for each in form.fields.values():
            if each.names_records:
                self.post_foreign(name, address, form, each)

    def post_foreign(self, name, address, form, each):
        rest = [pair for pair in form.filled() if pair[0] != each.name]
        for pk in self.sample([pk for pk in self.foreign if pk not in each.offered], POSTS):
            writes = []
            with noting(writes):
                self.post(name, address, form, [*rest, (each.name, pk)], (each.name, pk))
            if writes:
                self.note(name, f"takes a foreign {each.name}", pk, writes[0])

    def post(self, name, address, form, pairs, told):
        response = self.ask(name, "POST", address, encoded(pairs), told=told)
        if response.status_code == HTTPStatus.OK and not response.streaming:
            shown = unescape(text_of(response))
            for key, value in pairs:
                is_secret = key in form.fields and form.fields[key].kind == "password"
                is_secret |= key in ONLY_PROGRAMS
                if value == typed(key) and value not in shown and not is_secret:
                    self.note(name, "forgets", key, told)

    def ask(self, name, method, address, body="", told=("", "")):
        self.sent += 1
        self.client.cookies.clear()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        with undone():
            response = self.client.generic(
                method, address, body, content_type="application/x-www-form-urlencoded"
            )
            self.look_at(name, method, response, told)
            if response.status_code == HTTPStatus.FOUND and SCRIPT in str(told):
                landing = self.client.get(response.headers["Location"])
                self.look_at(name, "landing", landing, told)
        return response

    def look_at(self, name, method, response, told):
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.note(name, method, response.exc_info[1:2], told)
        if SCRIPT in text_of(response):
            self.note(name, method, "unescaped", told)

    def note(self, *what):
        self.broken[" ".join(str(part)[:200] for part in what)] += 1


def is_ours(form, address):
    with contextlib.suppress(Resolver404):
        path = urlsplit(urljoin(address, form.action)).path
        name = resolve(path).view_name
        return name in OUR_VIEWS and (form.action == "" or path.startswith(address))
    return False


def text_of(response):
    if response.streaming:
        response.streaming_content = [b"".join(response.streaming_content)]
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")


@contextlib.contextmanager
def noting(writes):
    """Collect what is written to the database, but for what any request writes."""

    def look(execute, sql, params, many, context):
        if re.match("INSERT|UPDATE|DELETE", sql) and not any(t in sql for t in BOOKKEEPING):
            writes.append(sql[:100])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield


def keys_of(world):
    """The numbers of everything that another partnership has."""
    for name in ADDRESSES:
        address_of(name, world)
    things = [*vars(world).values(), *vars(world.agreements).values()]
    persons = [thing.person for thing in things if hasattr(thing, "person")]
    return sorted({str(thing.pk) for thing in [*things, *persons] if hasattr(thing, "pk")})


@pytest.mark.django_db
@pytest.mark.parametrize("app", sorted({name.partition(":")[0] for name in ADDRESSES}))
@pytest.mark.parametrize("is_facilitator", [True, False], ids=["facilitator", "partner"])
def test_bad_input_breaks_nothing(app, is_facilitator, capsys):
    foreign = keys_of(World(PartnershipFactory()))
    partnership = PartnershipFactory()
    MembershipFactory(partnership=partnership, facilitator=True)  # so that another may leave
    member = MembershipFactory(partnership=partnership, facilitator=is_facilitator)
    prober = Prober(member, foreign)

    for name in ADDRESSES:
        if name.partition(":")[0] == app:
            prober.probe(name)

    with capsys.disabled():
        print(f"\n{app}, {member.role}: {prober.sent} probes")  # noqa: T201
    assert not prober.broken, "\n".join(sorted(prober.broken))
