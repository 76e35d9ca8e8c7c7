"""Changes the master key while people read and write sealed words over HTTP.

Run by hand; the steps are those of docs/operating.md, "Keys":

    python -m tests.operating.rotation --people 10000

Both keys stand in files, as with MASTER_KEY_FILE; `reload` is what `systemctl reload` does.
"""

import argparse
import base64
import os
import random
import subprocess
import sys
import time
from contextlib import ExitStack
from uuid import uuid4

import django

from tests.operating.running import ROOT, Load, Site, say

BROWSERS, A_SECOND, MOST_SECONDS = 20, 20, 30


def count() -> None:
    """Print how many people's keys open with the master key of this process."""
    django.setup()
    from partners import vault  # noqa: PLC0415
    from partners.models import Person  # noqa: PLC0415

    opened = 0
    for person in Person.objects.all():
        try:
            opened += bool(vault.key_of(person, vault.Drawer.JOURNAL))
        except vault.CannotOpen:
            continue
    print(opened)  # noqa: T201


def opened_with(**keys) -> int:
    """Count them in a process that knows only these keys."""
    environment = {name: value for name, value in os.environ.items() if "MASTER" not in name}
    words = [sys.executable, "-m", "tests.operating.rotation", "--count"]
    for name, value in keys.items():
        path = f"{os.environ['TRIAL_DIRECTORY']}/only-{name}"
        with open(path, "w") as file:
            file.write(value)
        environment[f"{name}_FILE"] = path
    return int(subprocess.check_output(words, cwd=ROOT, env=environment, text=True))


class Trial:
    """The site, its two key files, and its people."""

    def __init__(self, stack, people):
        self.old, self.new = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
        self.people = people
        self.site = Site(stack)
        self.write(MASTER_KEY=self.old, MASTER_KEY_FALLBACKS="")
        for name in ("MASTER_KEY", "MASTER_KEY_FALLBACKS"):
            os.environ[f"{name}_FILE"] = str(self.site.directory / name)
        from django.conf import settings  # noqa: PLC0415

        settings.MASTER_KEY, settings.MASTER_KEY_FALLBACKS = self.old, []
        self.fill()
        self.browsers = [(it, self.site.browser(it)) for it in self.everybody[:BROWSERS]]

    def write(self, **keys):
        for name, value in keys.items():
            unfinished = self.site.directory / f"{name}.new"
            unfinished.write_text(value)
            unfinished.rename(self.site.directory / name)

    def fill(self):
        from partners.models import Person  # noqa: PLC0415
        from reflections.models import Entry  # noqa: PLC0415
        from reflections.opened import Journal, Written  # noqa: PLC0415
        from tests.factories import now  # noqa: PLC0415

        made = [Person(name=f"P{it}", vault=uuid4()) for it in range(self.people)]
        self.everybody = Person.objects.bulk_create(made, batch_size=1_000)
        rows = []
        for person in self.everybody:
            journal = Journal.of(person, make=True)
            row = Entry(owner=journal.owner)
            written = Written(row.pk, words_of(person), "en", written_at=now())
            row.sealed_words = journal.key.seal(written.as_text(), row.bound_to)
            rows.append(row)
        Entry.objects.bulk_create(rows, batch_size=200)

    def reading(self):
        person, browser = random.choice(self.browsers)
        page = browser.get("/me/journal/")
        # What others wrote meanwhile may fill the first page; then the newest must be readable.
        is_there = words_of(person) in page.text or "Written under load" in page.text
        return page.status_code, "" if is_there and "cannot be opened" not in page.text else "words"

    def writing(self):
        _person, browser = random.choice(self.browsers)
        words = f"Written under load {uuid4().hex}"
        data = {"words": words, "language": "en", "page": uuid4().hex}
        answer = browser.post("/me/journal/write/", data, form="/me/journal/write/")
        return answer.status_code, "" if words in answer.text else "not written"

    def steps(self):
        """The guide's, one after another. Return how long `rotate_keys` took."""
        self.write(MASTER_KEY_FALLBACKS=self.new)
        self.site.reload_web()
        say("every process can open with the new key")
        self.write(MASTER_KEY=self.new, MASTER_KEY_FALLBACKS=self.old)
        self.site.reload_web()
        say("every process seals with the new key")
        started = time.monotonic()
        told = subprocess.check_output(
            [sys.executable, "manage.py", "rotate_keys"], cwd=ROOT, env=os.environ, text=True
        )
        took = time.monotonic() - started
        say(f"{told.strip()} It took {took:.1f} s.")
        self.write(MASTER_KEY_FALLBACKS="")
        self.site.reload_web()
        say("no process knows the old key")
        return took


def words_of(person):
    return f"only {person.vault} reads this"


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--count", action="store_true", help="used by the trial itself")
    arguments = parser.parse_args(words)
    if arguments.count:
        count()
        return 0
    with ExitStack() as stack:
        trial = Trial(stack, arguments.people)
        say(f"{arguments.people} people have sealed words")
        trial.site.start_web()
        doings = [trial.reading, trial.reading, trial.writing]
        with Load(doings, a_second=A_SECOND).running() as load:
            time.sleep(5)
            took = trial.steps()
            time.sleep(5)
        say(load.line())
        for bad in load.bad()[:5]:
            say(f"  {bad}")
        with_new, with_old = (opened_with(MASTER_KEY=it) for it in (trial.new, trial.old))
        say(f"With the new key alone {with_new} open, with the old one alone {with_old}.")
    held = not load.bad() and took <= MOST_SECONDS
    return 0 if held and with_new == arguments.people and with_old == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
