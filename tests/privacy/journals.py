"""Looks for a thousand strings of journals wherever a whole site leaves anything.

Run by hand:

    python -m tests.privacy.journals

Five people write them over HTTP, as entries, drafts and private reasons, while a worker and a mail
server run; some of it too long, twice, with the journal locked, or while the database is away.
Then a dump, every file of PostgreSQL, Valkey, the site's files, temporary files, logs and mail are
searched in fifteen spellings. Meanwhile, again and again, so are what the system tells about its
processes and what PostgreSQL tells about its statements.
"""

import argparse
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx

from tests.operating.running import TOKEN, Site, say


class Watch(threading.Thread):
    """Searches, again and again, what is to be seen only while something happens."""

    def __init__(self, site, marked):
        super().__init__(daemon=True)
        self.site, self.marked, self.found, self.looks = site, marked, set(), 0
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.wait(0.2):
            self.looks += 1
            if self.marked.search(self._processes()):
                self.found.add("process list")
            if self.marked.search(self._statements()):
                self.found.add("statements of PostgreSQL")

    @staticmethod
    def _processes():
        told = []
        for name in ("cmdline", "environ"):
            for path in Path("/proc").glob(f"[0-9]*/{name}"):
                try:
                    told.append(path.read_bytes())
                except OSError:  # gone meanwhile
                    continue
        return b"".join(told)

    def _statements(self):
        from django.db import DatabaseError, connection  # noqa: PLC0415

        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT query FROM pg_stat_activity")
                return "\n".join(query or "" for (query,) in cursor.fetchall()).encode()
        except DatabaseError:  # it is away for a moment, as it should be
            connection.close()
            return b""


class Trial:
    """The site, and those who write."""

    def __init__(self, stack):
        temporary = Path("/tmp") / f"t-{uuid4().hex[:8]}"
        temporary.mkdir(mode=0o777)
        stack.callback(lambda: subprocess.run(["rm", "-rf", temporary], check=True))
        self.temporary = temporary
        os.environ["TMPDIR"] = str(temporary)
        self.site = Site(stack)
        from tests.factories import MembershipFactory, PartnershipFactory  # noqa: PLC0415
        from tests.reflections import test_journal_secrecy as secrecy  # noqa: PLC0415

        self.secrecy = secrecy
        self.partnership = PartnershipFactory()
        self.maya = MembershipFactory(partnership=self.partnership, facilitator=True)
        self.site.start_web()
        self.site.start_worker()
        members = [
            MembershipFactory(partnership=self.partnership, group="patient")
            for _ in range(secrecy.AUTHORS)
        ]
        self.authors = {member: self.site.browser(member.person) for member in members}
        self.words = {member: [] for member in members}
        here = f"/p/{self.partnership.slug}"
        self.entry, self.reason = f"{here}/journal/write/", f"{here}/me/reason/"

    def text_of(self, member):
        """Ten strings, which this person will find again."""
        text = [self.secrecy.planted() for _ in range(self.secrecy.IN_EACH)]
        self.words[member] += text
        return " / ".join(text)

    @staticmethod
    def said(words):
        return {"words": words, "language": "es", "page": uuid4().hex}

    def write(self):
        for member, browser in self.authors.items():
            for _ in range(self.secrecy.ENTRIES):
                browser.post(self.entry, self.said(self.text_of(member)), form=self.entry)
            draft = self.said(self.text_of(member))
            browser.post("/me/journal/draft/", draft, form=self.entry)
            reason = {"words": self.text_of(member)}
            browser.post(self.reason, reason, form=self.reason)

    def read(self):
        """How many of the strings their authors find again."""
        found = 0
        for member, browser in self.authors.items():
            pages = ["/me/journal/words.json", self.reason]
            seen = "".join(browser.get(page).text for page in pages)
            found += sum(text in seen for text in self.words[member])
        return found

    def go_wrong(self):
        """Write too much, the same twice, to a locked journal, and while the database is away."""
        from django.db import connection  # noqa: PLC0415

        browser = next(iter(self.authors.values()))
        planted = self.secrecy.planted
        browser.post(self.entry, self.said(planted() * 9_000), form=self.entry)
        twice = self.said(planted())
        browser.post(self.entry, twice, form=self.entry)
        browser.post(self.entry, {**twice, "words": planted()}, form=self.entry)
        token = TOKEN.search(browser.get(self.entry).text).group(1)
        words = {"csrfmiddlewaretoken": token, **self.said(planted())}
        self.site.postgres.stop()
        status = browser.client.post(self.entry, data=words).status_code
        self.site.postgres.start()
        connection.close()  # ours was cut as well
        self.site.wait_until(self.site.answers, "the site to be back")
        browser.post("/me/journal/lock/", {}, form=self.entry)
        browser.client.post(self.entry, data={**words, **self.said(planted())})
        return status

    def be_told(self):
        """Let the site send something, and the worker go round once more."""
        from notices import inviting  # noqa: PLC0415
        from tests.factories import InvitationFactory, now  # noqa: PLC0415

        before = self.site.sink.people()
        inviting.invite_by_mail(InvitationFactory(invited_by=self.maya), now=now())
        self.site.wait_until(lambda: self.site.sink.people() > before, "a message")

    def places(self):
        site, postgres = self.site, self.site.postgres
        dump = [postgres.binaries / "pg_dump", "--host", postgres.directory, "-U", "postgres"]
        yield "dump", subprocess.check_output([*dump, "postgres"])
        yield (
            "files of PostgreSQL, its log, WAL",
            all_of(postgres.directory / "data") + all_of(postgres.directory / "log"),
        )
        yield "Valkey", self.secrecy.broker(site.valkey.client)
        for what, pattern in {
            "log of the web server": "web.log",
            "log of the worker": "worker.log",
            "keys": "keys/**/*",
            "all else of the site: files, mail": "**/*",
        }.items():
            paths = [path for path in site.directory.glob(pattern) if path.is_file()]
            yield what, b"".join(path.read_bytes() for path in paths)
        yield "temporary files", all_of(self.temporary)


def all_of(root):
    """Everything in the files under a directory, or in one file."""
    paths = [root] if root.is_file() else sorted(root.rglob("*"))
    content = []
    for path in paths:
        try:
            content.append(path.read_bytes() if path.is_file() else b"")
        except OSError:  # PostgreSQL took it away meanwhile
            continue
    return b"".join(content)


def main(words=None):
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args(words)
    with ExitStack() as stack:
        trial = Trial(stack)
        marked = trial.secrecy.MARKED
        watch = Watch(trial.site, marked)
        watch.start()
        say("the site runs")
        trial.write()
        found = trial.read()
        say(f"their authors find {found} strings again")
        try:
            status = trial.go_wrong()
        except httpx.HTTPError as error:
            status = repr(error)
        say(f"while the database was away: {status}")
        trial.be_told()
        watch.is_over.set()
        watch.join()
        hits = set(watch.found)
        say(f"{watch.looks} looks at the process list and at statements, hits {len(watch.found)}")
        for place, content in trial.places():
            hits |= {place} if marked.search(content) else set()
            say(f"{place}: {len(content):,} bytes, {len(marked.findall(content))} hits")
    total = trial.secrecy.AUTHORS * trial.secrecy.IN_EACH * (trial.secrecy.ENTRIES + 2)
    return 0 if found == total and not hits else 1


if __name__ == "__main__":
    sys.exit(main())
