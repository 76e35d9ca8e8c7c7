"""A crawler that looks for words where they must not be: every account, every address.

Two partnerships with an account a role and three words for each of them (in the journal, in a need,
as the address), and one of everything that has a page in both. Each account follows links from
its first page, opens the addresses of all that is in both partnerships, swaps the partnership in an
address for the other, goes five numbers up and down, and posts to what is not its own.

    python -m tests.privacy

runs it over everything, on a database of its own, and prints what was found.
"""

import random
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from demo import seeding
from partners.fingerprints import fingerprints
from partners.models import Partnership, Person
from partners.roles import Role
from tests.addresses import ADDRESSES, World
from tests.factories import now
from tests.reflections.journals import open_journal
from tests.test_access import OUR_VIEWS, address_of, is_inside_a_partnership

LINK = re.compile(r'(?:href|action)="([^"#]+)')
NUMBER = re.compile(r"(?<=/)\d+(?=/)")
ENDS_THE_SESSION = ("/logout", "/me/sessions", "/me/erase/confirm", "/language/")
NEIGHBOURS = [step for step in range(-5, 6) if step]

# The log and sessions grow when somebody is refused or opens a page; nothing else may.
MAY_GROW = {
    "partners_auditevent",
    "partners_audithead",
    "django_session",
    "usersessions_usersession",
}


@dataclass
class Found:
    """What a crawl saw: how many checks, and each thing that is not as it should be."""

    checks: Counter = field(default_factory=Counter)
    leaks: list = field(default_factory=list)  # a word shown to whom it is not for
    oracles: list = field(default_factory=list)  # an answer that tells that something is there
    cacheable: list = field(default_factory=list)  # what a browser or proxy might keep
    written: list = field(default_factory=list)  # what a stranger's post changed
    broken: list = field(default_factory=list)

    @property
    def wrong(self):
        lists = (self.leaks, self.oracles, self.cacheable, self.written, self.broken)
        return [each for several in lists for each in several]

    def __str__(self):
        lines = [f"{name:12} {count:6} checks" for name, count in sorted(self.checks.items())]
        lines.append(f"{'all':12} {self.checks.total():6} checks")
        for name in ("leaks", "oracles", "cacheable", "written", "broken"):
            lines.append(f"{name:12} {len(getattr(self, name)):6}")
        return "\n".join([*lines, *(str(each) for each in self.wrong[:40])])


class Walker:
    """One account with its browser, and the words that it must never be shown."""

    def __init__(self, account, accounts):
        self.account = account
        self.person = Person.objects.get(email=account.email)
        self.client = Client(raise_request_exception=False)
        self.client.cookies[settings.SESSION_COOKIE_NAME] = account.session
        open_journal(self.client, self.person)
        self.forbidden = {
            word: (other.name, what)
            for other in accounts
            for what, word in other.canaries.items()
            if what != "pin" and other is not account and not self._may_see(other, what)
        }

    def _may_see(self, other, what):
        """Facilitators arrange what the members of their partnership need: that much is theirs."""
        same = self.account.partnership and other.partnership == self.account.partnership
        return same and what == "need" and self.account.role == Role.FACILITATOR

    def belongs_to(self, slug):
        return slug == self.account.partnership


class Crawl:
    """The whole walk. `most` bounds the addresses that each account opens of each sort."""

    def __init__(self, *, most=None, seed=7):
        self.most, self.random, self.found = most, random.Random(seed), Found()
        self.accounts = seeding.seed_world(partnerships=2, roles=True, canaries=True, now=now())
        self.walkers = [Walker(account, self.accounts) for account in self.accounts]
        slugs = dict.fromkeys(each.partnership for each in self.accounts if each.partnership)
        self.slugs = list(slugs)
        self.addresses = {slug: self._addresses(slug) for slug in self.slugs}

    def _addresses(self, slug):
        """One of everything there is in a partnership."""
        world = World(Partnership.objects.get(slug=slug))
        return {
            name: address_of(name, world) for name in ADDRESSES if is_inside_a_partnership(name)
        }

    def run(self):
        for walker in self.walkers:
            self._follow_links(walker)
            self._open_everything(walker)
        before = self._rows()
        for walker in self.walkers:
            self._post_to_strangers(walker)
        after = self._rows()
        self.found.written += [
            table for table in after if table not in MAY_GROW and after[table] != before[table]
        ]
        return self.found

    @staticmethod
    def _rows():
        return {each.table: (each.rows, each.digest) for each in fingerprints()}

    def _some(self, things):
        things = sorted(things)
        few = len(things) if self.most is None else min(self.most, len(things))
        return self.random.sample(things, few)

    def _follow_links(self, walker):
        """Go from the first page wherever links lead, without writing."""
        waiting, seen = deque([reverse("dashboards:home")]), set()
        while waiting and (self.most is None or len(seen) < self.most):
            address = waiting.popleft()
            if address in seen or address.startswith(ENDS_THE_SESSION):
                continue
            seen.add(address)
            text = self._look(walker, address, "links")
            for link in LINK.findall(text):
                parts = urlsplit(urljoin(address, link.replace("&amp;", "&")))
                if not parts.netloc or parts.netloc == "testserver":
                    waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))

    def _open_everything(self, walker):
        for slug in self.slugs:
            other = next(each for each in self.slugs if each != slug)
            everything = self.addresses[slug].values()
            for address in self._some(everything):
                self._look(walker, address, "everything")
                self._look(walker, address.replace(slug, other), "swapped")
            numbered = [address for address in everything if NUMBER.search(address)]
            for address in self._some(numbered):
                for near in self._near(address):
                    self._look(walker, near, "neighbours")

    def _near(self, address):
        steps = NEIGHBOURS if self.most is None else self.random.sample(NEIGHBOURS, 2)
        for step in steps:
            yield NUMBER.sub(lambda found, by=step: str(max(0, int(found[0]) + by)), address)

    def _look(self, walker, address, sort):
        """Open an address; note each word in it that is not for this account."""
        self.found.checks[sort] += 1
        with transaction.atomic():
            response = walker.client.get(address)
            content = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        text = content.decode(errors="replace")
        self.found.leaks += [
            (walker.account.name, address, *whose)
            for word, whose in walker.forbidden.items()
            if word in text
        ]
        if response.status_code >= 500 and address != "/readyz":
            self.found.broken.append((walker.account.name, address, response.status_code))
        self._judge(walker, address, response)
        is_page = "html" in response.headers.get("Content-Type", "")
        return text if is_page else ""

    def _judge(self, walker, address, response):
        """Want 404 for whoever does not belong, and nothing that is kept by a cache."""
        slug = address.split("/")[2] if address.startswith("/p/") else ""
        if slug not in self.slugs:
            return
        is_stranger = not walker.belongs_to(slug) and not self._leads(walker, slug)
        if is_stranger and response.status_code not in {404, 405}:
            self.found.oracles.append((walker.account.name, address, response.status_code))
        is_kept = "no-store" not in response.headers.get("Cache-Control", "")
        if is_kept and response.status_code == 200:
            self.found.cacheable.append((walker.account.name, address))

    def _leads(self, walker, slug):
        return any(
            each.partnership == slug and each.programme == walker.account.programme
            for each in self.accounts
        )

    def _post_to_strangers(self, walker):
        """Post to what lies in the other partnership, and to its things by one's own address."""
        for slug in self.slugs:
            if walker.belongs_to(slug):
                continue
            for name in self._some(self.addresses[slug]):
                if "POST" not in OUR_VIEWS[name].methods:
                    continue
                address = self.addresses[slug][name]
                own = walker.account.partnership
                things = NUMBER.search(address) and own
                for asked in [address, *([address.replace(slug, own)] if things else [])]:
                    self.found.checks["posts"] += 1
                    with transaction.atomic():
                        response = walker.client.post(asked, {"words": "mallory", "answer": "yes"})
                        is_refused = response.status_code in {403, 404, 405}
                        transaction.set_rollback(not is_refused and asked != address)
                    if asked == address and not is_refused:
                        self.found.oracles.append(
                            (walker.account.name, asked, "POST", response.status_code)
                        )
