"""Ten people use a whole site for an hour, while workers are killed; then the tables are counted.

Run by hand:

    python -m tests.faults.soak --minutes 60

The site is real (PostgreSQL, Valkey, mail server, web server, two workers) and holds the demo's
people. Each of the ten follows links and fills in the forms they come upon, as people do: answers
invitations, writes in the journal, asks for what they need, proposes, signs. One worker is killed
every two minutes, the other never, so that its memory can be watched.
"""

import argparse
import random
import re
import statistics
import sys
import time
from collections import Counter
from contextlib import ExitStack, suppress
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import psutil

from tests.operating.running import Load, Site, say

PEOPLE, A_SECOND, KILL_EVERY = 10, 5, 120  # seconds
WARM = 0.25  # of the time, in which caches fill
MOST_GROWTH = 1.0  # MB a minute
# What would end the session, the person, or the trial.
LEFT_ALONE = re.compile(
    r"logout|erase|destroy|leave|remove|lock|sessions|mfa|2fa|/demo/|email|i18n|/language/"
)
WORDS = ["Gracias.", "We met on Tuesday.", "شكرا لكم", "One more thing: the lift is broken."]


class Page(HTMLParser):
    """The links and forms of one page, each form with what a browser would send."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self._select = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append({"action": given.get("action") or "", "fields": {}, **_method(given)})
        elif self.forms and "disabled" not in given:
            self._field(tag, given, self.forms[-1]["fields"])

    def _field(self, tag, given, fields):
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            fields.setdefault(self._select, []).append(given.get("value", ""))
        elif not name:
            return
        elif tag == "textarea" or (tag == "input" and kind in {"text", "search"}):
            fields.setdefault(name, []).append(given.get("value") or random.choice(WORDS))
        elif tag == "button" or kind in {"radio", "submit"}:
            fields.setdefault(name, []).append(given.get("value", ""))
        elif kind == "checkbox":
            if random.random() < 0.5:
                fields.setdefault(name, []).append(given.get("value", "on"))
        elif kind == "hidden":
            fields[name] = [given.get("value", "")]
        elif kind != "file":
            fields.setdefault(name, []).append(given.get("value") or _plausible(kind))

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None


def _method(given):
    return {"is_post": given.get("method", "get").lower() == "post"}


def _plausible(kind):
    tomorrow = time.strftime("%Y-%m-%d", time.localtime(time.time() + 86400))
    return {"date": tomorrow, "time": "10:30", "number": "3"}.get(kind, "")


class Person:
    """Somebody who goes through the site from page to page."""

    def __init__(self, browser, done):
        self.browser, self.done = browser, done
        self.place, self.page = "/", None

    def act(self):
        if self.page is None or random.random() < 0.03:
            return self._go("/")
        forms = [it for it in self.page.forms if it["is_post"] and self._may(it["action"])]
        dice = random.random()
        if dice < 0.06:
            return self._journal()
        if forms and dice < 0.45:
            return self._send(random.choice(forms))
        links = [it for it in self.page.links if self._may(it)]
        return self._go(random.choice(links) if links else "/")

    def _may(self, path):
        address = urlsplit(urljoin(self.place, path))
        return not address.netloc and not LEFT_ALONE.search(address.path)

    def _go(self, path):
        return self._saw(self.browser.get(urljoin(self.place, path)))

    def _send(self, form):
        address = urljoin(self.place, form["action"] or self.place)
        data = {name: random.choice(values) for name, values in form["fields"].items()}
        answer = self.browser.client.post(address, data=data, follow_redirects=True)
        went = answer.history and answer.history[0].status_code in {302, 303}
        self.done[(re.sub(r"[0-9a-f-]{36}|\d+", "*", urlsplit(address).path), bool(went))] += 1
        return self._saw(answer)

    def _journal(self):
        form, words = "/me/journal/write/", random.choice(WORDS)
        data = {"words": words, "language": "en", "page": uuid4().hex}
        answer = self.browser.post(form, data, form=form)
        self.done[(form, words in answer.text)] += 1
        return self._saw(answer)

    def _saw(self, answer):
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        self.place = urlsplit(str(answer.url)).path
        self.page = Page(answer.text) if is_page and answer.is_success else None
        return answer.status_code, f"{self.place}" if answer.status_code >= 500 else ""


class Memory:
    """How much each process takes, over time."""

    def __init__(self, site):
        self.site, self.of = site, {}

    def sample(self, minute):
        for name in ("web", "steady"):
            for child in self.site.children(name):
                try:
                    taken = child.memory_info().rss / 2**20
                except psutil.NoSuchProcess:
                    continue
                self.of.setdefault((name, child.pid), []).append((minute, taken))

    def growth(self, since):
        """Return the most that a process grew a minute, once it was warm, and the largest."""
        slopes = {
            key: statistics.linear_regression(*zip(*warm, strict=True)).slope
            for key, seen in self.of.items()
            if len(warm := [it for it in seen if it[0] >= since]) > 5
        }
        largest = max(taken for seen in self.of.values() for _minute, taken in seen)
        return slopes, largest


class Trial:
    """The site with the demo's people, ten of whom are at work."""

    def __init__(self, stack):
        self.site = Site(stack, TEST_DEMO="True")
        from demo import world  # noqa: PLC0415
        from tests.factories import now  # noqa: PLC0415

        world.build(now())
        self.begun_at = now()
        chosen = world.people().filter(memberships__role__in=["facilitator", "partner"])
        self.done = Counter()
        people = sorted(chosen.distinct(), key=lambda person: person.pk)[:PEOPLE]
        self.people = [Person(self.site.browser(person), self.done) for person in people]
        self.free = [*self.people]

    def somebody(self):
        person = self.free.pop()  # each does one thing at a time
        try:
            return person.act()
        finally:
            self.free.insert(0, person)

    def work(self, minutes):
        site, memory = self.site, Memory(self.site)
        site.start_web()
        site.start_worker("steady")
        site.start_worker("killed")
        end, started = time.monotonic() + minutes * 60, time.monotonic()
        next_kill = started + KILL_EVERY
        load = Load([self.somebody], a_second=A_SECOND, threads=PEOPLE - 1)
        with load.running():
            while (now := time.monotonic()) < end:
                memory.sample((now - started) / 60)
                if now > next_kill:
                    site.kill("killed")
                    site.start_worker("killed")
                    next_kill += KILL_EVERY
                time.sleep(5)
        return load, memory


def drained(site):
    """Wait until all that is due was sent or given up. Return how much was not."""
    from notices.clock import database_now  # noqa: PLC0415
    from notices.models import SENT_BY_US, Delivery  # noqa: PLC0415

    def due():
        waiting = Delivery.objects.open().filter(channel__in=SENT_BY_US)
        return waiting.filter(next_try_at__lte=database_now()).count()

    with suppress(TimeoutError):
        site.wait_until(lambda: not due(), "all that was due to go out", seconds=600)
    return due()


INVARIANTS = {
    "notices without a delivery": """
        SELECT count(*) FROM notices_notice n
        WHERE NOT EXISTS (SELECT 1 FROM notices_delivery d WHERE d.notice_id = n.id)""",
    "deliveries sent twice for one notice and channel": """
        SELECT count(*) FROM (SELECT 1 FROM notices_delivery
                              GROUP BY notice_id, channel HAVING count(*) > 1) AS twice""",
    "deliveries that say two things about where they stand": """
        SELECT count(*) FROM notices_delivery
        WHERE (state = 'sent') <> (sent_at IS NOT NULL)
           OR (state IN ('claimed', 'sending') AND (owner = '' OR lease_until IS NULL))
           OR (state NOT IN ('claimed', 'sending') AND lease_until IS NOT NULL)""",
    "deliveries that a dead worker still holds": """
        SELECT count(*) FROM notices_delivery
        WHERE state IN ('claimed', 'sending') AND lease_until < now() - interval '1 minute'""",
    "failed deliveries to members without a task for the facilitators": """
        SELECT count(*) FROM notices_delivery d JOIN notices_notice n ON n.id = d.notice_id
        WHERE d.state IN ('failed', 'poison') AND n.kind NOT LIKE 'task%'
          AND NOT EXISTS (SELECT 1 FROM notices_task t WHERE t.person_id = n.person_id)""",
    "answers to meetings twice from one person": """
        SELECT count(*) FROM (SELECT 1 FROM meetings_attendance
                              GROUP BY meeting_id, membership_id HAVING count(*) > 1) AS twice""",
    "sessions of people who are not there": """
        SELECT count(*) FROM usersessions_usersession s
        WHERE NOT EXISTS (SELECT 1 FROM partners_person p WHERE p.id = s.user_id)""",
    "logs whose count is not their last line's": """
        SELECT count(*) FROM partners_audithead h
        WHERE h.number <> (SELECT count(*) FROM partners_auditevent e WHERE e.chain_id = h.id)""",
    "people in a partnership twice": """
        SELECT count(*) FROM (SELECT 1 FROM partners_membership WHERE left_at IS NULL
                              GROUP BY partnership_id, person_id HAVING count(*) > 1) AS twice""",
}


def invariants(site, since):
    """Yield each thing that must be so, and how often it is not."""
    from django.db import connection  # noqa: PLC0415

    from charters import seals  # noqa: PLC0415
    from charters.models import Signature  # noqa: PLC0415
    from notices.models import Delivery, State  # noqa: PLC0415
    from partners import proving  # noqa: PLC0415
    from partners.models import Channel  # noqa: PLC0415
    from partners.models import Person as Someone  # noqa: PLC0415
    from reflections import journaling  # noqa: PLC0415
    from reflections.models import Entry  # noqa: PLC0415

    with connection.cursor() as cursor:
        for what, query in INVARIANTS.items():
            cursor.execute(query)
            yield what, cursor.fetchone()[0]
    yield "logs that are broken", len(proving.prove().breaks)
    signatures = Signature.objects.select_related("version")
    yield "signatures that do not fit", sum(not seals.verify(it).is_good for it in signatures)
    entries = [it for person in Someone.objects.all() for it in journaling.all_entries_of(person)]
    opened = [it for it in entries if it.words]
    yield "sealed words that nobody can open", Entry.objects.count() - len(opened)
    copies = Counter(message[:2] for message in site.sink.accepted)
    sent = Delivery.objects.filter(
        state=State.SENT, channel=Channel.EMAIL, sent_at__gte=since
    ).values_list("key")
    arrived = " ".join(identity for _recipient, identity in copies)
    lost = [key for (key,) in sent if key.hex not in arrived]
    yield "messages that are sent and never came", len(lost)
    extra = sum(copies.values()) - len(copies)
    yield (
        f"messages twice, above the {site.kills['killed']} kills",
        max(0, extra - site.kills["killed"]),
    )


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    minutes = parser.parse_args(words).minutes
    with ExitStack() as stack:
        trial = Trial(stack)
        say(f"{PEOPLE} people of the demo's world begin")
        load, memory = trial.work(minutes)
        say(load.line())
        for bad in load.bad()[:10]:
            say(f"  {bad}")
        for line in trial.site.errors("web")[-40:]:
            say(f"  {line}")
        for (path, went), count in sorted(trial.done.items()):
            say(f"  {count:>5} x {'sent' if went else 'not taken'} {path}")
        slopes, largest = memory.growth(minutes * WARM)
        for (name, pid), slope in slopes.items():
            say(f"  {name} {pid}: {slope:+.2f} MB a minute")
        say(f"The largest process took {largest:.0f} MB; {trial.site.kills['killed']} kills.")
        waiting = drained(trial.site)
        found = [("messages that did not go out", waiting)]
        found += invariants(trial.site, trial.begun_at)
        for what, count in found:
            say(f"  {count} {what}")
    grew = [slope for slope in slopes.values() if slope > MOST_GROWTH]
    return 1 if load.bad() or grew or any(count for _what, count in found) else 0


if __name__ == "__main__":
    sys.exit(main())
