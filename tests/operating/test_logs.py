"""Logs: one reference a request, from browser to task, and nothing about anybody."""

import io
import json
import logging
import os
import re
import subprocess
import sys
import time

import pytest
from celery import current_app, shared_task
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver

from coprod import logs
from tests.factories import MembershipFactory

CANARIES = ["Quetzal-Name", "quetzal@example.org", "quetzal-token", "Quetzal-Words"]
OURS = r"([a-z2-9]{4}-){2}[a-z2-9]{4}"


@pytest.fixture(params=[logs.JSONLines, logs.Plain])
def written(request):
    """Returns what was written since, as the settings would have it written."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(request.param())
    root, django = loggers = [logging.getLogger(name) for name in (None, "django")]
    before = root.level, django.propagate
    root.setLevel(logging.INFO)
    django.propagate = False
    for logger in loggers:
        logger.addHandler(handler)
    yield handler.stream.getvalue
    for logger in loggers:
        logger.removeHandler(handler)
    root.level, django.propagate = before


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def formatted(*arguments, formatter=None, exc_info=None, level=logging.ERROR):
    record = logging.LogRecord("any", level, __file__, 1, *arguments, exc_info)
    return (formatter or logs.JSONLines()).format(record)


# The reference


def test_a_visitor_is_given_a_reference(client, db):
    first, second = (client.get("/livez").headers["X-Request-ID"] for _time in range(2))

    assert re.fullmatch(OURS, first)
    assert first != second


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "short", False),
        (1, "with\nline-break", False),
        (1, "x" * 65, False),
        (1, "<script>alert()</script>", False),
    ],
)
def test_only_a_proxy_may_bring_one(client, settings, proxies, given, kept):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    answer = client.get("/livez", headers={"X-Request-ID": given})

    assert (answer.headers["X-Request-ID"] == given) is kept


@pytest.fixture
def broken_page(monkeypatch):
    def break_down(request, **kwargs):
        raise ValueError("Quetzal-Words of quetzal@example.org")

    break_down.login_required = False
    break_down.methods = ["GET"]
    from django.urls import path  # noqa: PLC0415

    from coprod import urls  # noqa: PLC0415

    urlpatterns = [path("a/<str:token>/", break_down, name="broken"), *urls.urlpatterns]
    monkeypatch.setattr(urls, "urlpatterns", urlpatterns)
    from django.urls import clear_url_caches  # noqa: PLC0415

    clear_url_caches()
    yield "/a/quetzal-token/?next=quetzal@example.org"
    clear_url_caches()


@pytest.mark.django_db
def test_who_meets_an_error_can_tell_its_reference(broken_page):
    answer = Client(raise_request_exception=False).get(broken_page)

    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text


@pytest.mark.django_db
def test_an_error_is_written_down_with_its_reference_and_without_words(broken_page, written):
    answer = Client(raise_request_exception=False).get(broken_page)

    text = written()
    assert "break_down" in text
    assert "builtins.ValueError" in text
    assert [canary for canary in CANARIES if canary in text] == []
    if text.startswith("{"):
        assert {line["request"] for line in lines(text)} == {answer.headers["X-Request-ID"]}


# The lines


@pytest.mark.django_db
def test_a_request_is_one_line_about_its_view_alone(written):
    membership = MembershipFactory(person__name="Quetzal-Name", person__email=CANARIES[1])
    client = Client()
    client.force_login(membership.person)

    client.get("/me/?q=Quetzal-Words")
    client.get("/join/quetzal-token/?mail=quetzal@example.org")
    client.get("/calendar/quetzal-token.ics")
    client.get("/livez")

    text = written()
    assert "GET partners:join" in text
    assert "livez" not in text
    assert [canary for canary in CANARIES if canary in text] == []


@pytest.mark.parametrize(
    "said",
    [
        "Not Found: /a/quetzal-token/",
        "Not Found: /join/quetzal-token/",
        "Not Found: /calendar/quetzal-token.ics",
        "Not Found: /pulse/quetzal-token/",
        "Not Found: /unsubscribe/quetzal-token/",
        "Forbidden: /texts/?key=quetzal-token",
        "Refused quetzal@example.org",
        "<quetzal@example.org>: Quetzal user unknown".replace("Quetzal", ""),
    ],
)
@pytest.mark.parametrize("formatter", [logs.JSONLines(), logs.Plain()])
def test_secrets_in_a_line_are_left_out(said, formatter):
    line = formatted(said, (), formatter=formatter)

    assert [canary for canary in CANARIES if canary in line] == []


def test_every_address_that_proves_something_is_masked():
    told = [
        "/" + re.sub(r"<[^>]*>", "quetzal-token", str(pattern))
        for pattern in patterns(get_resolver())
        if "token>" in str(pattern)
    ]

    assert len(told) >= 8
    assert [path for path in told if "quetzal" in logs.without_secrets(path)] == []


def patterns(resolver, before=""):
    for each in resolver.url_patterns:
        whole = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, whole)
        else:
            yield whole


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/me/journal/", "/pulse/quetzal/", "/p/a/decisions/1/vote/"])
def test_when_somebody_writes_replies_or_votes_is_not_written_down(path, written):
    Client().get(path)

    assert "ms" not in written()


@pytest.mark.parametrize("said", ["Worker celery@host ready", "Not Found: /p/ward-4/meetings/7/"])
def test_the_rest_of_a_line_stays(said):
    assert json.loads(formatted(said, ()))["message"] == said


def test_a_line_is_one_line_with_its_moment_in_utc():
    line = formatted("one\ntwo %s", ("three",))

    found = json.loads(line)
    assert "\n" not in line
    assert found["message"] == "one\ntwo three"
    assert found["at"].endswith("+00:00")
    assert "request" not in found


def test_the_cause_of_an_error_is_told_by_place_and_kind():
    try:
        try:
            raise KeyError("Quetzal-Words")
        except KeyError as error:
            raise ValueError("Quetzal-Words") from error
    except ValueError:
        line = formatted("It broke", (), exc_info=sys.exc_info())

    places = json.loads(line)["error"]
    assert [place for place in places if "builtins" in place] == [
        "builtins.KeyError",
        "builtins.ValueError",
    ]
    assert "Quetzal" not in line


def test_a_developer_reads_the_whole_error(settings):
    settings.DEBUG = True
    try:
        raise ValueError("a typo")
    except ValueError:
        line = formatted("It broke", (), formatter=logs.Plain(), exc_info=sys.exc_info())

    assert "a typo" in line


@pytest.mark.parametrize("formatter", [logs.JSONLines(), logs.Plain()])
@pytest.mark.parametrize("how", ["%s", "%r"])
@pytest.mark.django_db
def test_a_row_is_told_by_its_table_and_key(formatter, how):
    """What a row calls itself is often a person's name."""
    member = MembershipFactory(person__name="Quetzal-Name")

    line = formatted(f"broken: {how} of %s", (member, 7), formatter=formatter)

    assert "Quetzal" not in line
    assert f"partners.Membership {member.pk} of 7" in line.replace("'", "")


def test_settings_choose_how_lines_are_written():
    finished = subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); import logging; logging.info('hi')"],
        env={**os.environ, "LOG_FORMAT": "json", "DJANGO_SETTINGS_MODULE": "coprod.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(finished.stderr)["message"] == "hi"


# Tasks


@shared_task(name="tests.write_a_line")
def write_a_line(word="done"):
    logging.getLogger("tests").warning("A task: %s", word)
    if word == "break":
        raise ValueError("Quetzal-Words")
    return logs.reference()


@pytest.fixture
def published(valkey):
    """Publishes a task to the broker and returns the headers it travels with."""
    valkey.flush()

    def publish():
        # A connection of its own: the app keeps those that earlier tests have opened elsewhere.
        with current_app.connection_for_write(valkey.url) as connection:
            write_a_line.apply_async(connection=connection)
        return json.loads(valkey.client.lindex("celery", 0))["headers"]

    yield publish
    valkey.flush()


def test_a_task_travels_with_the_reference_of_its_request(published):
    with logs.referring_to("0123456789abcdef"):
        headers = published()

    assert headers["reference"] == "0123456789abcdef"


def test_a_task_writes_with_the_reference_it_came_with(written):
    write_a_line.apply(headers={"reference": "0123456789abcdef"})

    text = written()
    assert "A task: done" in text
    if text.startswith("{"):
        (line,) = [line for line in lines(text) if line["logger"] == "tests"]
        assert line["request"] == "0123456789abcdef"
    assert logs.reference() == ""


def test_a_task_that_nobody_asked_for_has_a_reference_of_its_own():
    assert re.fullmatch(OURS, write_a_line.apply().get())


def test_a_task_that_breaks_is_written_down_without_its_words(written):
    write_a_line.apply(args=["break"])

    text = written()
    assert "tests.write_a_line" in text
    assert "ValueError" in text
    assert "Quetzal" not in text


def test_a_view_knows_its_reference(rf):
    seen = []
    page = logs.ReferenceMiddleware(lambda request: seen.append(logs.reference()) or HttpResponse())

    answer = page(rf.get("/"))

    assert seen == [answer.headers["X-Request-ID"]]


TRACKED = """
import logging.config
from tests import settings
logging.config.dictConfig(settings.LOGGING)
logging.getLogger("django.request").error("a page broke")
logging.getLogger("notices.sending").error("a message broke")
logging.getLogger("notices.sending").warning("nothing broke")
(tracker,) = [it for it in logging.getLogger().handlers if hasattr(it, "seen")]
print(tracker.seen)
"""


def test_errors_are_handed_to_whoever_tracks_them():
    environment = {**os.environ, "TEST_ERROR_HANDLER": "tests.operating.tracking.Tracker"}
    words = [sys.executable, "-c", TRACKED]

    told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "['a page broke', 'a message broke']"


@pytest.mark.parametrize("sign", ["x", "/", "a@", "x?", "@", "."])
def test_a_long_line_takes_no_long_time(sign):
    began = time.monotonic()

    logs.without_secrets(f"Not Found: /{sign * 50_000}")

    assert time.monotonic() - began < 2  # seconds; it was minutes


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Not Found: /me/?name=Rosa", "Not Found: /me/?..."),
        ("a?b/c?d", "a?b/c?..."),
        ("Why? /me/", "Why? /me/"),
        ("<rosa@example.org>, x=ana@example.org", "<...>, x=..."),
    ],
)
def test_what_stands_behind_a_question_mark_is_left_out(line, told):
    assert logs.without_secrets(line) == told
