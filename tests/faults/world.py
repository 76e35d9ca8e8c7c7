"""One database, one broker, one mail server, and the people to be told."""

import datetime
import random
import time
from dataclasses import dataclass

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the apps
from django.db import DatabaseError, connection  # noqa: E402

from notices import hints  # noqa: E402
from notices.clock import database_now  # noqa: E402
from notices.models import Delivery, Notice  # noqa: E402
from partners.models import Membership, Partnership, Person  # noqa: E402
from tests import factories  # noqa: E402
from tests.faults import kinds, runs  # noqa: E402
from tests.faults.processes import Processes, beat, plain, worker  # noqa: E402
from tests.faults.table import counted  # noqa: E402

ANY_TIME = {"quiet_from": datetime.time(0), "quiet_until": datetime.time(0)}
LANGUAGES = ["en", "es", "ar"]
HINT_EVERY = 1.0  # seconds


@dataclass
class Audience:
    """A partnership, and those of its members who are to be told something."""

    partnership: Partnership
    facilitator: Membership
    memberships: list[Membership]

    @property
    def people(self):
        return [membership.person for membership in self.memberships]

    @property
    def addresses(self):
        return [person.email for person in self.people]


class World:
    """What every run works with."""

    def __init__(self, options, servers):
        self.options = options
        self.sink, self.valkey, self.postgres = servers.sink, servers.valkey, servers.postgres
        self.directory = servers.directory
        self.chance = random.Random(options.seed)
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("createcachetable", verbosity=0)
        kinds.set_up()

    def run(self, name):
        """Do one run; give its lines as they are known."""
        self.begin()
        for line in runs.ALL[name](self):
            yield line
            self.begin()

    def begin(self, seed=0):
        """Let nothing of the run before reach into the next."""
        seed = seed or self.options.seed
        self.chance.seed(seed)
        self.sink.begin(seed)
        Delivery.objects.all().delete()
        self.started = time.monotonic()

    # People

    def audience(self, rows, **fields):
        """Make a partnership of so many people, who may be told at any time."""
        partnership = factories.PartnershipFactory()
        facilitator = factories.MembershipFactory(
            partnership=partnership, facilitator=True, person=factories.PersonFactory(**ANY_TIME)
        )
        fields = {**ANY_TIME, **fields}
        drafts = [
            factories.PersonFactory.build(language=self.chance.choice(LANGUAGES), **fields)
            for _row in range(rows)
        ]
        people = Person.objects.bulk_create(drafts, batch_size=1000)
        places = [
            factories.MembershipFactory.build(partnership=partnership, person=person)
            for person in people
        ]
        memberships = Membership.objects.bulk_create(places, batch_size=1000)
        return Audience(partnership, facilitator, memberships)

    # Senders

    def celery(self, workers=2, beats=1):
        commands = [worker(number) for number in range(workers)]
        commands += [beat(self.directory, number) for number in range(beats)]
        return self.processes(commands)

    def plain_senders(self, number):
        return self.processes([plain()] * number)

    def processes(self, commands):
        return Processes(commands, self.directory)

    def crash_database(self, mode="immediate"):
        """Stop PostgreSQL without a word to anybody, and start it again. Return the seconds."""
        started = time.monotonic()
        self.postgres.restart(mode)
        connection.close()  # ours was cut as well
        return time.monotonic() - started

    # Waiting

    def wait_until(self, condition, seconds=180):
        """Wait, as on a site where somebody plans something each second. False if in vain."""
        end, hint = time.monotonic() + seconds, 0.0
        while not condition():
            now = time.monotonic()
            if now > end:
                return False
            if now > hint:
                hints.wake()
                hint = now + HINT_EVERY
            time.sleep(0.02)
        return True

    def is_done(self, partnership):
        """Say whether nothing that is due there waits; None while the database is away."""
        try:
            waiting = Delivery.objects.open().filter(notice__partnership=partnership)
            return not waiting.filter(notice__due_at__lte=database_now()).exists()
        except DatabaseError:
            connection.close()
            return None

    def wait_until_done(self, partnership, seconds=180):
        """Wait without giving hints. Return how long it took; None if it is not done."""
        started = time.monotonic()
        while not self.is_done(partnership):
            if time.monotonic() - started > seconds:
                return None
            time.sleep(0.2)
        return time.monotonic() - started

    # Looking back

    def count(self, line, addresses, *, identities=None):
        line.seconds = round(time.monotonic() - self.started)
        return counted(line, self.sink, addresses, identities=identities)

    def identities(self, **fields):
        """Return the Message-IDs of what was planned with these fields."""
        notices = Notice.objects.filter(**fields)
        keys = Delivery.objects.filter(notice__in=notices).values_list("key", flat=True)
        return {f"<{key.hex}@testserver>" for key in keys}
