"""What is measured within a process of the site: statements, and times of what serves no page.

Reads as JSON what to measure, and prints what was found.
"""

import gzip
import json
import logging
import re
import statistics
import sys
import time

import brotli

STATIC = re.compile(r'(?:href|src)="(/static/[^"#]+)"')
PAGE = re.compile(rb"/Type ?/Page\b")  # of a PDF
LISTED = ["meetings:list", "meetings:resources", "partners:people", "charters:inputs",
          "notices:outbox"]  # fmt: skip
HEADERS = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "bench.example"}
WARM = 2


def client(cookie=""):
    from django.test import Client

    asks = Client(**HEADERS)
    name, _equals, value = cookie.partition("=")
    if name:
        asks.cookies[name] = value
    return asks


def get(asks, address):
    answer = asks.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer


def statements(asks, address):
    """Return how many statements a page costs when all that is kept is kept."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _each in range(WARM):
        get(asks, address)
    with CaptureQueriesContext(connection) as asked:
        answer = get(asks, address)
    return len(asked), answer


def median_of(times, act):
    """Return the median of milliseconds of CPU, and of time."""
    used, took = [], []
    for _each in range(times):
        cpu, started = time.process_time(), time.perf_counter()
        act()
        used.append(1_000 * (time.process_time() - cpu))
        took.append(1_000 * (time.perf_counter() - started))
    return statistics.median(used), statistics.median(took)


def pages(cookies, pages):
    """Return for each page its statements and its size; of a first view, what travels."""
    found = {}
    for name, address, who, _is_first in pages:
        asks = client(cookies.get(who, ""))
        count, answer = statements(asks, address)
        html = answer.content
        found[name] = {"statements": count, "html": len(html), **first_view(html)}
    return found


def first_view(html):
    """Return bytes of HTML and style, of all, and requests, as a compressing proxy serves them.

    Not the manifest, which a browser fetches after the page, if at all.
    """
    from django.conf import settings

    files = {}
    for address in dict.fromkeys(STATIC.findall(html.decode())):
        path = settings.STATIC_ROOT / address.removeprefix("/static/")
        packed = path.with_name(path.name + ".br")
        files[address] = (packed if packed.exists() else path).stat().st_size
    style = sum(size for address, size in files.items() if address.endswith(".css"))
    page = len(gzip.compress(html, 6))
    return {
        "gzip": page + style,
        "brotli": len(brotli.compress(html, quality=5)) + style,
        "all": page + sum(files.values()),
        "requests": 1 + len(files),
    }


def lists(cookies):
    """Return for each list, with 3, 30 and 300 rows, its statements, its size and its time."""
    from django.urls import reverse

    asks, found = client(cookies["lists"]), {}
    for name in LISTED:
        for rows in (3, 30, 300):
            address = reverse(name, kwargs={"slug": f"rows-{rows}"})
            count, answer = statements(asks, address)
            cpu, took = median_of(5, lambda address=address: get(asks, address))
            found[f"{name} {rows}"] = [count, len(answer.content), cpu, took]
    return found


def languages(cookies, address, rounds):
    """Return the least milliseconds of CPU of one page in each language, asked in turn.

    The least, because of ten medians one is always high: whatever else runs only adds.
    """
    from django.conf import settings
    from django.test import Client

    from partners.middleware import DISPLAY_LANGUAGE

    codes, asks = [code for code, _name in settings.LANGUAGES], {}
    for code in codes:
        asks[code] = Client(**HEADERS)
        asks[code].cookies.load({"__Host-session": cookies["patient"].partition("=")[2]})
    used = {code: [] for code in codes}
    session = asks["en"].session
    for _round in range(rounds):
        for code in codes:
            session[DISPLAY_LANGUAGE] = code
            session.save()
            get(asks[code], address)
            for _again in range(5):
                cpu, _took = median_of(1, lambda code=code: get(asks[code], address))
                used[code].append(cpu)
    del session[DISPLAY_LANGUAGE]
    session.save()
    return {code: min(each) for code, each in used.items()}


def dashboards(cookies, programme, partnership, requests):
    """Return for each page with figures its statements and its times."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    people = get_user_model().objects
    leader = client(cookies["leader"])
    member = Client(**HEADERS)
    where = people.filter(
        memberships__partnership__slug=partnership, memberships__role="partner"
    ).first()
    of, indicator = {"slug": programme}, {"indicator": "e3"}
    here = {"slug": partnership}
    asked = [
        (leader, "dashboards:programme", of),
        (leader, "dashboards:programme_indicator", {**of, **indicator}),
        (leader, "dashboards:dashboard", here),
        (leader, "dashboards:indicator", {**here, **indicator}),
    ]
    if where is not None:
        member.force_login(where)
        asked += [(member, "dashboards:partnership", here), (member, "translations:list", here)]
    found = {}
    for asks, name, kwargs in asked:
        address = reverse(name, kwargs=kwargs)
        count, _answer = statements(asks, address)
        times = []
        for _request in range(requests):
            started = time.perf_counter()
            get(asks, address)
            times.append(1_000 * (time.perf_counter() - started))
        found[name] = [count, times]
    return found


def planning(rounds):
    """Return statements and milliseconds of planning a meeting for 30 and for 300 people."""
    from datetime import timedelta

    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from meetings import planning
    from meetings.models import Meeting
    from partners.models import Membership

    def plan(rows):
        by = Membership.objects.get(
            partnership__slug=f"rows-{rows}", person__email="lists@bench.example"
        )
        now = timezone.now()
        at = now + timedelta(days=20)
        meeting = Meeting(partnership=by.partnership, title="A meeting", timezone="UTC")
        meeting.set_wall_time(at.date(), at.time().replace(second=0, microsecond=0))
        with transaction.atomic():
            started, cpu = time.perf_counter(), time.process_time()
            planning.plan(meeting, by=by, now=now)
            took = time.perf_counter() - started, time.process_time() - cpu
            transaction.set_rollback(True)
        return took

    found = {}
    for rows in (30, 300):
        plan(rows)
        with CaptureQueriesContext(connection) as asked:
            plan(rows)
        took = [plan(rows) for _round in range(rounds)]
        found[str(rows)] = [
            len(asked),
            1_000 * statistics.median(each[0] for each in took),
            1_000 * statistics.median(each[1] for each in took),
        ]
    return found


def due():
    """Return milliseconds of the sender's look for what is due, and how many rows there are."""
    from django.db import connection
    from django.utils import timezone

    from notices.models import Delivery

    rows = Delivery.objects.due(timezone.now()).not_held().values_list("pk", "state")[:100]
    sql, parameters = rows.query.sql_with_params()
    times = []
    with connection.cursor() as cursor:
        for _each in range(5):
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
            times.append(cursor.fetchone()[0][0]["Execution Time"])
    return [statistics.median(times), Delivery.objects.count()]


def paper():
    """Return milliseconds of an agreement of ten pages or more as a PDF, and its pages."""
    from charters import pdf
    from charters.models import VersionText

    text = VersionText.objects.filter(language="en").order_by("pk").first()
    sections = text.body["sections"]
    pages = 0
    while pages < 10:
        text.body["sections"] = text.body["sections"] + sections
        pages = pdf.make(text, []).count(b"/Type /Page\n") or pdf.make(text, []).count(
            b"/Type/Page"
        )
    return [median_of(5, lambda: pdf.make(text, []))[1], pages]


def export(cookies, programme):
    """Return seconds until the first piece of a programme's figures and until the last, and MB."""
    from django.urls import reverse

    address = reverse("dashboards:programme_figures", kwargs={"slug": programme, "form": "csv"})
    started = time.perf_counter()
    answer = get(client(cookies["leader"]), address)
    assert answer.streaming
    pieces = iter(answer.streaming_content)
    size = len(next(pieces))
    first = time.perf_counter() - started
    size += sum(map(len, pieces))
    return [first, time.perf_counter() - started, size]


def main():
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    found = {name: globals()[name](**given) for name, given in asked.items()}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
