"""Who sends bad input, and the browser they send it with."""

import contextlib
import io
import re
import socket
import sys
import time

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from partners.roles import Role
from tests.addresses import ADDRESSES, World
from tests.factories import (
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    ProgrammeLeaderFactory,
)
from tests.reflections.journals import open_journal

ROLES = ["facilitator", "patient", "translator", "leader", "nobody"]
LANGUAGES = ["en", "ar"]
FORM = "application/x-www-form-urlencoded"
# Of any request; and the log, which must be written to when somebody opens what is sensitive.
BOOKKEEPING = ("django_session", "usersessions_usersession", "shared_cache", "partners_audit")


class Answer:
    """What the site answered."""

    def __init__(self, response, error):
        self.status = response.status_code
        self.headers = response.headers
        self.error = error
        self.content = (
            b"".join(response.streaming_content) if response.streaming else response.content
        )
        for close in response._resource_closers:  # `close()` would close the database as well
            close()

    @property
    def kind(self):
        return self.headers.get("Content-Type", "")

    @property
    def is_page(self):
        return self.kind.startswith("text/html")

    @property
    def text(self):
        return self.content.decode(errors="replace")

    @property
    def location(self):
        return self.headers.get("Location", "")


class Browser:
    """Asks the site as a browser would, without the counting that Django's test client does."""

    handler = None

    def __init__(self, cookies, *, checks_csrf=False):
        if Browser.handler is None:
            Browser.handler = BaseHandler()
            Browser.handler.load_middleware()
        self.cookies, self.checks_csrf = cookies, checks_csrf
        self.factory = RequestFactory()

    def ask(self, method, address, body="", content_type=FORM, **headers):
        request = self.factory.generic(
            method,
            address,
            body,
            content_type=content_type,
            HTTP_COOKIE="; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **headers,
        )
        request._dont_enforce_csrf_checks = not self.checks_csrf
        errors = []

        def remember(**_kwargs):
            errors.append(sys.exc_info()[1])

        got_request_exception.connect(remember)
        try:
            return Answer(Browser.handler.get_response(request), errors[0] if errors else None)
        finally:
            got_request_exception.disconnect(remember)


class Visitor:
    """Somebody in a role and a language, with a partnership that has one of everything."""

    def __init__(self, role, language):
        self.role, self.language = role, language
        self.partnership = PartnershipFactory(name="A partnership")
        MembershipFactory(partnership=self.partnership, facilitator=True)  # so another may leave
        self.member = None
        person = self._person()
        self.world = World(self.partnership, self.member)
        self.cookies = {settings.LANGUAGE_COOKIE_NAME: language} | _signed_in(person, language)
        self.browser = Browser(self.cookies)

    def _person(self):
        if self.role == "nobody":
            return None
        if self.role == "leader":
            leader = ProgrammeLeaderFactory(
                programme=self.partnership.programme, person__language=self.language
            )
            return leader.person
        self.member = MembershipFactory(
            partnership=self.partnership,
            role={"patient": Role.PARTNER}.get(self.role, self.role),
            person__language=self.language,
        )
        return self.member.person

    def __str__(self):
        return f"{self.role} {self.language}"


def _signed_in(person, language):
    """Return the cookies of a browser in which a person is signed in, or waits for a code."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if person is None:
        client.post(reverse("account_login"), {"login": PersonFactory().email})
    else:
        client.force_login(person)
        client.get(reverse("health"))  # what a session writes at its first page stays written
        session = client.session
        session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
        session.save()
        open_journal(client, person)
    return {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}


def keys_elsewhere():
    """Return the keys of everything that another partnership has."""
    from tests.test_access import address_of  # noqa: PLC0415 - that module asserts by pytest

    world = World(PartnershipFactory())
    for name in ADDRESSES:
        address_of(name, world)
    things = [*vars(world).values(), *vars(world.agreements).values()]
    persons = [thing.person for thing in things if hasattr(thing, "person")]
    return sorted({str(thing.pk) for thing in [*things, *persons] if hasattr(thing, "pk")})


@contextlib.contextmanager
def undone():
    """Leave the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def noting_writes():
    """Collect what is written to the database, but for what any request writes."""
    writes = []

    def look(execute, sql, params, many, context):
        if re.match("INSERT|UPDATE|DELETE", sql) and not any(name in sql for name in BOOKKEEPING):
            writes.append((sql, list(params or [])))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield writes


@contextlib.contextmanager
def noting_calls():
    """Collect which other machines, or ports of this one, the site tries to reach."""
    calls = []
    connect = socket.socket.connect

    def look(self, address):
        if self.family != socket.AF_UNIX:
            calls.append(address)
        return connect(self, address)

    socket.socket.connect = look
    try:
        yield calls
    finally:
        socket.socket.connect = connect


def multipart(pairs, files):
    """Return a body and its content type. Names of files are sent as they are, however bad."""
    boundary = "fuzzed0boundary"
    body = io.BytesIO()

    def part(head, content):
        body.write(f"--{boundary}\r\nContent-Disposition: form-data; ".encode())
        body.write(head.encode(errors="surrogatepass") + b"\r\n\r\n" + content + b"\r\n")

    for name, value in pairs:
        is_bytes = isinstance(value, bytes)
        part(f'name="{name}"', value if is_bytes else value.encode(errors="surrogatepass"))
    for name, (file_name, content) in files:
        quoted = file_name.replace('"', "%22")
        part(f'name="{name}"; filename="{quoted}"\r\nContent-Type: application/pdf', content)
    body.write(f"--{boundary}--\r\n".encode())
    return body.getvalue(), f"multipart/form-data; boundary={boundary}"
