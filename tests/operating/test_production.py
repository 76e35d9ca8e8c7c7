"""A real site: its keys are its own, and its settings are what Django's own check asks for."""

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import INFO, WARNING, run_checks
from django.core.exceptions import ImproperlyConfigured

from coprod.keys import refuse_known_password, refuse_weak_keys

ROOT = Path(__file__).parent.parent.parent
SITE = "https://coprod.example.org"
SECRET, MASTER = secrets.token_urlsafe(50), base64.b64encode(secrets.token_bytes(32)).decode()
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / ".env.example").read_text().splitlines()
    if line and not line.startswith("#")
)


def of_bytes(content):
    return base64.b64encode(content).decode()


def test_a_site_with_keys_of_its_own_starts():
    refuse_weak_keys(SECRET, MASTER, SITE)


@pytest.mark.parametrize(
    ("secret", "master"),
    [
        (EXAMPLE["SECRET_KEY"], MASTER),
        (SECRET, EXAMPLE["MASTER_KEY"]),
        ("short", MASTER),
        ("x" * 60, MASTER),
        (SECRET, of_bytes(secrets.token_bytes(16))),
        (SECRET, of_bytes(bytes(32))),
        (SECRET, "no base64 at all"),
        (SECRET, ""),
    ],
)
def test_a_site_with_known_or_weak_keys_does_not_start(secret, master):
    with pytest.raises(ImproperlyConfigured):
        refuse_weak_keys(secret, master, SITE)


@pytest.mark.parametrize("here", ["http://localhost:8000", "https://coprod.localhost"])
def test_ones_own_machine_starts_with_the_example(here):
    refuse_weak_keys(EXAMPLE["SECRET_KEY"], EXAMPLE["MASTER_KEY"], here)


def started(tmp_path, *command, **changed):
    environment = {
        **EXAMPLE, "PATH": os.environ["PATH"], "BASE_URL": SITE, "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "coprod.example.org", "MASTER_KEY": MASTER, "DATA_DIR": str(tmp_path),
        "KEYS_DIR": str(tmp_path / "keys"), "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        **changed,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_web_server_itself_refuses_keys_of_the_example(tmp_path):
    """It runs no checks: the settings do."""
    finished = started(tmp_path, "-c", "import coprod.wsgi", SECRET_KEY=EXAMPLE["SECRET_KEY"])

    assert finished.returncode != 0
    assert "everybody knows" in finished.stderr


def test_settings_of_a_real_site_pass_the_deployment_check(tmp_path):
    finished = started(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert finished.returncode == 0, finished.stderr
    assert "no issues" in finished.stdout


def test_a_real_site_has_no_debugging_no_demo_and_the_second_factor():
    assert EXAMPLE["DEBUG"] == EXAMPLE["DEMO"] == "False"
    assert EXAMPLE["SECOND_FACTOR_REQUIRED"] == "True"


# The ways to other machines


@pytest.fixture
def ways(settings, monkeypatch):
    """Set the ways to database, Redis and mail, and tell what the deployment check says of them."""

    def set_and_check(host="far.example.org", *, sslmode="", scheme="redis", query="", **mail):
        database = settings.DATABASES["default"]
        monkeypatch.setitem(database, "HOST", host)
        monkeypatch.setitem(database, "OPTIONS", {"sslmode": sslmode})
        shown = f"[{host}]" if ":" in host else host
        settings.CELERY_BROKER_URL = f"{scheme}://{shown}:6379{query}"
        settings.EMAIL_HOST = host
        for name, value in mail.items():
            setattr(settings, name, value)
        found = run_checks(tags=["security"], include_deployment_checks=True)
        return [each for each in found if " leads to " in each.msg]

    return set_and_check


def test_services_on_other_machines_are_asked_for_tls(ways):
    found = ways()

    assert [each.msg.split()[0] for each in found] == ["DATABASE_URL", "REDIS_URL", "EMAIL_HOST"]
    assert {each.level for each in found} == {WARNING}


@pytest.mark.parametrize("sslmode", ["verify-full", "verify-ca"])
@pytest.mark.parametrize("mail", ["EMAIL_USE_TLS", "EMAIL_USE_SSL"])
def test_ways_by_tls_need_nothing_more(ways, sslmode, mail):
    assert ways(sslmode=sslmode, scheme="rediss", **{mail: True}) == []


@pytest.mark.parametrize("sslmode", ["require", "prefer"])
def test_a_certificate_that_nobody_looks_at_is_not_enough(ways, sslmode):
    found = ways(sslmode=sslmode, scheme="rediss", query="?ssl_cert_reqs=none", EMAIL_USE_TLS=True)

    assert [each.msg.split()[0] for each in found] == ["DATABASE_URL", "REDIS_URL"]


@pytest.mark.parametrize(
    ("host", "found"),
    [
        *((here, []) for here in ("", "localhost", "127.0.0.1", "::1", "/run/postgresql")),
        *((container, [INFO]) for container in ("database", "valkey")),
        *((far, [WARNING]) for far in ("10.0.0.5", "fd00::5", "db.coprod.svc")),
    ],
)
def test_what_stays_on_one_machine_may_be_plain(ways, host, found):
    assert [each.level for each in ways(host)] == found * 3


@pytest.mark.parametrize(
    ("scanner", "found"),
    [("far.example.org:3310", [WARNING]), ("[::1]:3310", []), ("/run/clamav/clamd.ctl", [])],
)
def test_files_do_not_travel_in_plain_to_a_scanner(ways, settings, scanner, found):
    settings.CLAMAV = scanner

    assert [each.level for each in ways("localhost")] == found


def test_redis_by_tls_must_show_its_certificate(tmp_path):
    ask = "from coprod.celery import app; print(app.connection().ssl['ssl_cert_reqs'].name)"

    finished = started(tmp_path, "-c", ask, REDIS_URL="rediss://redis.example.org")

    assert finished.stdout == "CERT_REQUIRED\n", finished.stderr


# What a browser is told

# No page that reads the database, which is not there; no manifest of static files, neither.
ASK = """
import django, json
from django.conf import settings
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
django.setup()
from django.test import Client
from partners.flashes import FlashStorage
client = Client(SERVER_NAME="coprod.example.org")
found = {}
for path in ["/accounts/login/", "/nowhere/", "/accounts/signup/"]:
    answer = client.get(path, secure=True)
    found[path] = [answer.status_code, {**answer.headers}]
cookie = {key: value for key, value in client.cookies["__Host-csrf"].items() if value}
plain = client.get("/accounts/login/", secure=False)
print(json.dumps({
    "found": found,
    "csrf": cookie,
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
                settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,
                settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "machine": client.get("/livez", secure=False).status_code,
    "plain": [plain.status_code, plain.headers.get("Location", "")],
    "listed": client.get("/static/", secure=True).status_code,
    "cookies": [settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE,
                FlashStorage.storage_classes[0](None).cookie_name],
    "traced": client.generic("TRACE", "/livez", secure=True).status_code,
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a real site answers, asked in a process of its own."""
    finished = started(
        tmp_path_factory.mktemp("site"), "-c", ASK, DJANGO_SETTINGS_MODULE="coprod.settings"
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout.splitlines()[-1])


def headers(told):
    return [headers for _status, headers in told["found"].values()]


def test_every_page_wants_tls_for_a_year_and_for_all_below_it(told):
    for found in headers(told):
        assert found["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_plain_http_leads_people_to_tls_and_leaves_machines_alone(told):
    assert told["plain"] == [301, f"{SITE}/accounts/login/"]
    assert told["machine"] == 200


def test_every_page_runs_and_loads_only_what_is_ours(told):
    for found in headers(told):
        policy = found["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy


def test_no_page_is_shown_inside_another(told):
    for found in headers(told):
        assert "frame-ancestors 'none'" in found["Content-Security-Policy"]


def test_no_page_is_taken_for_something_else_or_tells_where_somebody_came_from(told):
    for found in headers(told):
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["Referrer-Policy"] == "same-origin"
        assert found["Cross-Origin-Opener-Policy"] == "same-origin"
        assert found["Content-Type"] == "text/html; charset=utf-8"


def test_cookies_are_bound_to_this_host_and_to_tls(told):
    csrf = told["csrf"]
    assert csrf["secure"] is True
    assert (csrf["path"], csrf["samesite"], "domain" in csrf) == ("/", "Lax", False)
    assert csrf["httponly"] is True
    assert told["session"] == ["__Host-session", True, True, "Lax", None, "/"]
    assert told["cookies"] == ["__Host-language", True, "__Host-messages"]


def test_no_directory_is_listed(told):
    assert told["listed"] == 404


def test_trace_is_not_answered(told):
    assert told["traced"] == 405


def test_nothing_tells_which_program_answers(told):
    for found in headers(told):
        assert not {"Server", "X-Powered-By"} & {*found}


@pytest.mark.parametrize("password", ["coprod", "postgres"])
def test_a_site_whose_database_has_a_usual_password_does_not_start(password):
    with pytest.raises(ImproperlyConfigured):
        refuse_known_password(password, SITE)


def test_the_proxy_speaks_no_old_tls():
    """Caddy speaks 1.2 and newer unless told otherwise; it is not told."""
    nginx, caddy = ((ROOT / "deploy" / name).read_text() for name in ("nginx.conf", "Caddyfile"))

    assert "ssl_protocols TLSv1.2 TLSv1.3;" in nginx
    assert "protocols" not in caddy
