"""What travels with every answer, with the settings of a site behind https."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from partners.access import PUBLIC
from tests import observatory
from tests.addresses import ADDRESSES, World
from tests.factories import DeliveryFactory, MembershipFactory
from tests.partners.test_me_pages import ME
from tests.reflections.journals import open_journal
from tests.test_access import OUR_VIEWS, VIEWS, address_of, leader_of, undone

YEAR = 365 * 24 * 3600  # seconds
NEEDED = 130  # points
EARLIER = datetime(2026, 1, 1, tzinfo=UTC)
ALIKE = {  # the same for everybody, so that it may be kept
    "partners:manifest", "partners:service_worker",
}  # fmt: skip
STARTS = (
    "SECURE_", "SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE", "CONTENT_SECURITY",
    "PERMISSIONS",
)  # fmt: skip


class Secured(Client):
    """A browser that asks over https."""

    def request(self, **request):
        return super().request(**request | {"wsgi.url_scheme": "https", "SERVER_PORT": "443"})


@pytest.fixture(scope="module")
def of_https():
    """Return the settings that decide about headers, as they are on a site behind https."""
    told = (
        "import json, coprod.settings as s; "
        f"print(json.dumps({{n: v for n, v in vars(s).items() if n.startswith({STARTS})}}))"
    )
    environment = os.environ | {"BASE_URL": "https://testserver"}
    written = subprocess.check_output([sys.executable, "-c", told], env=environment, text=True)
    return json.loads(written)


@pytest.fixture
def https(settings, of_https, db):
    """Return a function that opens a browser on such a site."""
    for name, value in of_https.items():
        setattr(settings, name, value)
    settings.ROOT_URLCONF = "tests.breaking_urls"

    def browser(person=None, *, secure=True):
        client = (Secured if secure else Client)(raise_request_exception=False)
        if person:
            client.force_login(person)
            open_journal(client, person)
        return client

    return browser


def points(response):
    body = b"" if response.streaming else response.content
    if response.streaming:
        list(response.streaming_content)  # read to its end, which closes the file
    return observatory.score(response.headers, response.cookies, body.decode(errors="replace"))


def test_arithmetic_takes_away_and_adds_only_from_ninety():
    policy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
    good = {
        "Content-Security-Policy": policy,
        "Strict-Transport-Security": f"max-age={YEAR}",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    assert observatory.score(good) == 130
    assert observatory.score(good | {"Strict-Transport-Security": "max-age=60"}) == 120
    assert observatory.score(good | {"Strict-Transport-Security": ""}) == 80
    assert observatory.score({}) == 100 - 25 - 20 - 5 - 20
    assert observatory.score(good | {"Content-Security-Policy": "default-src 'self'"}) == 80
    assert observatory.score(good, body="<script src='https://evil.example/x.js'>") == 125


@pytest.mark.sweep
def test_every_address_has_130_points_and_what_is_signed_in_is_kept_nowhere(https):
    member = MembershipFactory(facilitator=True)
    MembershipFactory(partnership=member.partnership, facilitator=True)
    world = World(member.partnership, member)
    read = [name for name in ADDRESSES if "GET" in OUR_VIEWS[name].methods]
    addresses = {name: address_of(name, world) for name in read}
    client = https(member.person)

    short, kept = {}, []
    for name, address in addresses.items():
        with undone():
            response = client.get(address)
        if (found := points(response)) < NEEDED:
            short[name] = found
        if name not in ALIKE and "no-store" not in response.headers.get("Cache-Control", ""):
            kept.append(name)

    assert short == {}
    assert kept == []


def test_a_visitors_pages_have_130_points(https):
    world = World(MembershipFactory().partnership)
    public = [name for name in ADDRESSES if OUR_VIEWS[name].policy == PUBLIC]
    signing_in = [name for name in VIEWS if name in {"account_login", "account_signup"}]
    client = https()

    found = {name: points(client.get(address_of(name, world))) for name in public}
    found |= {name: points(client.get(reverse(name))) for name in signing_in}

    assert {name: each for name, each in found.items() if each < NEEDED} == {}
    assert max(found.values()) >= NEEDED + 5  # a cookie was set, and set well


def test_leaders_pages_have_130_points(https):
    member = MembershipFactory()
    client = https(leader_of(member.partnership))

    found = points(client.get(reverse("dashboards:programme", args=["x"])))
    page = client.get(reverse("dashboards:programme", args=[member.partnership.programme.slug]))

    assert page.status_code == HTTPStatus.OK
    assert min(found, points(page)) >= NEEDED


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["member", "visitor"])
def test_errors_have_130_points(https, status, is_signed_in):
    client = https(MembershipFactory().person if is_signed_in else None)

    response = client.get(f"/breaks/{status}/")

    assert response.status_code == status
    assert points(response) >= NEEDED
    assert not is_signed_in or "no-store" in response.headers["Cache-Control"]


def test_a_strange_host_a_wrong_method_and_too_many_tries_have_130_points(https, settings):
    client = https()
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/m/ip", "join_by_code": "1/m/ip"}
    cache.clear()
    DeliveryFactory(notice__due_at=EARLIER, next_try_at=EARLIER)  # and nobody sends it
    code = {"code": "ABCD-EFGH-JK"}
    client.post(reverse("partners:join_by_code"), code)

    answers = [
        client.get("/", headers={"host": "evil.example"}),
        client.put("/"),
        client.post(reverse("partners:join_by_code"), code),
        client.get(reverse("readyz")),
        client.get(reverse("metrics")),
        client.get("/home/"),
    ]

    assert [each.status_code for each in answers] == [400, 405, 429, 503, 404, 302]
    assert min(map(points, answers)) >= NEEDED


@pytest.mark.parametrize("name", ["coprod.css", "icons.svg", "offline.js"])
def test_files_of_the_site_have_130_points(https, name):
    response = https().get(f"/static/{name}")

    assert response.status_code == HTTPStatus.OK
    assert points(response) >= NEEDED


def test_plain_http_leads_to_https_on_the_same_host_with_the_same_headers(https):
    response = https(secure=False).get("/join/?x=1")

    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response.headers["Location"] == "https://testserver/join/?x=1"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_headers_that_the_observatory_does_not_count(https):
    headers = https().get("/").headers

    assert f"max-age={YEAR}; includeSubDomains" in headers["Strict-Transport-Security"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = observatory.parsed(headers["Content-Security-Policy"])
    assert policy["base-uri"] == {"'none'"}
    assert policy["form-action"] == {"'self'"}
    assert not any("unsafe" in source for sources in policy.values() for source in sources)


def test_cookies_stay_here_and_only_the_site_reads_who_is_signed_in(https):
    client = https()
    person = MembershipFactory().person

    answers = [
        client.get(reverse("partners:join_by_code")),
        client.post(reverse("account_login"), {"login": person.email}),
        client.post(reverse("partners:language"), {"language": "es", "next": "/"}),
    ]

    cookies = {name: each for answer in answers for name, each in answer.cookies.items()}
    assert {"__Host-session", "__Host-csrf"} < {*cookies}
    for name, morsel in cookies.items():
        assert morsel["secure"], name
        assert morsel["samesite"] == "Lax", name
        assert morsel["path"] == "/", name
        assert not morsel["domain"], name
    assert cookies["__Host-session"]["httponly"]


def test_the_sentence_about_the_last_step_comes_and_goes_in_a_cookie_of_this_site(https):
    client = https(MembershipFactory().person)

    sent = client.post(reverse("partners:me"), ME)
    shown = client.get(sent.headers["Location"])

    assert sent.status_code == HTTPStatus.FOUND
    for answer in (sent, shown):
        morsel = answer.cookies["__Host-messages"]
        assert morsel["secure"]
        assert morsel["samesite"] == "Lax"
        assert morsel["path"] == "/"
    assert points(shown) >= NEEDED
