"""A country in one database: 10,000 partnerships, and how long pages with figures take.

Run by hand, on PostgreSQL; it takes some minutes:

    python -m tests.postgres -- python -m tests.scale

Builds an empty world and a large one on the same server, publishes a month of the large one as
Celery would, then asks both for the same pages in turn, and prints the statements, the medians,
the 95th percentiles and how they compare.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from urllib.parse import urlsplit, urlunsplit

PARTNERSHIPS, PROGRAMMES, PEOPLE_EACH = 10_000, 40, 6
LARGEST = 2_000  # partnerships of the first programme
ROUNDS, REQUESTS = 5, 20
PAGES = ["dashboard", "indicator", "programme", "programme_indicator", "partnership", "home"]
PAGES += ["translations"]  # who cannot read what yet, in ten languages
BY_MEMBERS = {"partnership", "home", "translations"}
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415 - the database is known only now

    django.setup()


def batches(rows, size):
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


class Country:
    """Bulk rows of everything that indicators count."""

    def __init__(self) -> None:
        from partners import languages  # noqa: PLC0415
        from partners.models import Partnership, Programme, WorkingRules  # noqa: PLC0415

        self.codes = languages.CODES
        self.pick = random.Random(1)
        self.number = count(1)
        self.total = 0
        self.programmes = Programme.objects.bulk_create(
            Programme(name=f"Programme {number}", slug=f"programme-{number}")
            for number in range(PROGRAMMES)
        )
        rest = self.programmes[1:]
        self.partnerships = Partnership.objects.bulk_create(
            [
                Partnership(
                    programme=self.programmes[0] if it < LARGEST else rest[it % len(rest)],
                    name=f"Partnership {it}", slug=f"partnership-{it}", timezone="UTC",
                    stage=self.pick.choice(["exploration", "preparation", "implementation"]),
                    languages=languages.CODES,
                )
                for it in range(PARTNERSHIPS)
            ],
            batch_size=2_000,
        )  # fmt: skip
        Partnership.objects.update(created_at=NOW - 400 * DAY)
        WorkingRules.objects.bulk_create(
            [WorkingRules(partnership=it) for it in self.partnerships], batch_size=2_000
        )

    def add(self, model, rows):
        made = model.objects.bulk_create(rows, batch_size=2_000)
        self.total += len(made)
        return made

    def fill(self) -> None:
        from charters import models as charters  # noqa: PLC0415
        from meetings import models as meetings  # noqa: PLC0415
        from partners import models as partners  # noqa: PLC0415

        for batch in batches(self.partnerships, 250):
            self.fill_some(batch, charters, meetings, partners)
            print(f"{self.total:>9,} rows", end="\r", flush=True)  # noqa: T201
        print()  # noqa: T201

    def fill_some(self, batch, charters, meetings, partners) -> None:
        pick = self.pick
        groups = ["patient", "family", "staff", "provider", "leader", "facilitator"]
        people = self.add(
            partners.Person,
            [
                partners.Person(
                    name="A person", email=f"p{next(self.number)}@example.org",
                    language=pick.choice(self.codes),
                )
                for _it in batch
                for _each in range(PEOPLE_EACH)
            ],
        )  # fmt: skip
        members = self.add(
            partners.Membership,
            [
                partners.Membership(
                    partnership=it, person=people[place * PEOPLE_EACH + each],
                    group=groups[each],
                    role="facilitator" if groups[each] == "facilitator" else "partner",
                    joined_at=NOW - 300 * DAY,
                )
                for place, it in enumerate(batch)
                for each in range(PEOPLE_EACH)
            ],
        )  # fmt: skip
        of = {
            it.pk: members[at * PEOPLE_EACH : (at + 1) * PEOPLE_EACH] for at, it in enumerate(batch)
        }
        needs = self.add(
            partners.SupportNeed,
            [partners.SupportNeed(membership=m, kind="transport") for m in members],
        )
        need_of = {need.membership_id: need for need in needs}

        def ago():
            return NOW - pick.uniform(1, 200) * DAY

        held = self.add(
            meetings.Meeting,
            [
                self.meeting(meetings, it, of[it.pk], ago())
                for it in batch
                for _each in range(5)
            ],
        )  # fmt: skip
        kinds = ["relate", "inform", "decide"]
        self.add(
            meetings.AgendaItem,
            [
                meetings.AgendaItem(
                    meeting=it, title="Item", kind=kind, minutes=10,
                    proposed_by=pick.choice(of[it.partnership_id]),
                )
                for it in held
                for kind in kinds
            ],
        )  # fmt: skip
        self.add(
            meetings.Attendance,
            [
                meetings.Attendance(meeting=it, membership=m, was_there=pick.random() < 0.9)
                for it in held
                for m in of[it.partnership_id][:3]
            ],
        )
        self.add(
            meetings.Arrangement,
            [
                self.arrangement(meetings, it, need_of[m.pk])
                for it in held[::2]
                for m in of[it.partnership_id][:2]
            ],
        )
        papers = self.add(
            meetings.Resource,
            [
                meetings.Resource(
                    partnership=it.partnership, meeting=it, title="Paper", is_essential=True,
                    shared_by=of[it.partnership_id][5], shared_at=it.starts_at - 10 * DAY,
                )
                for it in held[::4]
            ],
        )  # fmt: skip
        self.add(
            meetings.ResourceText,
            [
                meetings.ResourceText(
                    resource=it, language=code, url="https://example.org/", added_by=it.shared_by,
                    added_at=it.shared_at + pick.uniform(0, 5) * DAY,
                )
                for it in papers
                for code in ("en", "es", "ar")
            ],
        )  # fmt: skip
        taken = self.add(
            charters.Decision,
            [self.decision(charters, it, of[it.pk], ago()) for it in batch for _each in range(3)],
        )
        self.add(
            charters.RungExperienced,
            [
                charters.RungExperienced(
                    decision=it, membership=m, rung=pick.randint(1, 7), answered_at=it.decided_at
                )
                for it in taken
                for m in of[it.partnership_id][:2]
            ],
        )
        said = self.add(
            charters.Input,
            [
                charters.Input(
                    partnership=it, membership=m, group=m.group, said="Too early.", language="en",
                    said_at=(at := ago()) - 14 * DAY, answer_due_at=at,
                )
                for it in batch
                for m in of[it.pk]
            ],
        )  # fmt: skip
        answers = self.add(
            charters.InputAnswer,
            [
                charters.InputAnswer(
                    input=it, outcome=pick.choice(["adopted", "partly", "not_adopted"]),
                    reason="So.", answered_by=of[it.partnership_id][5],
                    answered_at=it.answer_due_at + pick.uniform(-9, 2) * DAY,
                )
                for it in said
            ],
        )  # fmt: skip
        for answer in answers:
            answer.input.answer = answer
        charters.Input.objects.bulk_update(said, ["answer"], batch_size=1_000)
        self.agreements(charters, batch, of, ago)
        self.words(meetings, batch, of)

    def words(self, meetings, batch, of) -> None:
        """The title of a coming meeting, translated and checked in about half of the languages."""
        from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415

        from translations.forms import digest  # noqa: PLC0415
        from translations.models import Text, Translation  # noqa: PLC0415

        of_meetings = ContentType.objects.get_for_model(meetings.Meeting)
        coming = [self.meeting(meetings, it, of[it.pk], NOW + 9 * DAY) for it in batch]
        there = [self.pick.sample(self.codes[1:], 5) for _meeting in coming]
        for meeting, codes in zip(coming, there, strict=True):
            for code in codes:
                setattr(meeting, f"title_{code.replace('-', '_')}", "Meeting")
        texts = self.add(
            Text,
            [
                Text(
                    partnership_id=it.partnership_id, content_type=of_meetings, object_id=it.pk,
                    field="title", source_language="en", digest=digest("Meeting"),
                )
                for it in self.add(meetings.Meeting, coming)
            ],
        )  # fmt: skip
        self.add(
            Translation,
            [
                Translation(text=it, language=code, digest=digest("Meeting"), from_version=1)
                for it, codes in zip(texts, there, strict=True)
                for code in codes
            ],
        )

    def agreements(self, charters, batch, of, ago) -> None:
        agreed = self.add(
            charters.Agreement,
            [
                charters.Agreement(
                    partnership=it, kind="charter", title="How we work", created_by=of[it.pk][5],
                    created_at=NOW - 300 * DAY,
                )
                for it in batch
            ],
        )  # fmt: skip
        versions = self.add(
            charters.Version,
            [
                charters.Version(
                    agreement=it, number=1, change_class="substance", opened_by=it.created_by,
                    opened_at=NOW - 290 * DAY, took_effect_at=NOW - 280 * DAY,
                )
                for it in agreed
            ],
        )  # fmt: skip
        self.add(
            charters.Signature,
            [
                charters.Signature(
                    version=it, membership=m, name="A person", language="en", sha256="0" * 64,
                    is_signed=True, understood=True, statement="I agree.", seal="0" * 64,
                    answered_at=NOW - 285 * DAY,
                )
                for it in versions
                for m in of[it.agreement.partnership_id]
            ],
        )  # fmt: skip
        duties = self.add(
            charters.Duty,
            [
                charters.Duty(
                    agreement=it, what="Notes", holder=m, first_on=NOW.date(), often="monthly",
                    in_force_at=NOW - 280 * DAY,
                )
                for it in agreed
                for m in of[it.partnership_id][3:]
            ],
        )  # fmt: skip
        self.add(
            charters.DutyDate,
            [self.duty_date(charters, it, each) for it in duties for each in range(6)],
        )
        self.add(
            charters.Review,
            [
                charters.Review(agreement=it, due_on=ago().date(), opened_at=NOW - 100 * DAY)
                for it in agreed
            ],
        )
        sections = self.add(
            charters.Section,
            [
                charters.Section(agreement=it, title="Money", position=each)
                for it in agreed
                for each in range(4)
            ],
        )
        self.add(
            charters.Contribution,
            [
                charters.Contribution(
                    section=it, kind="comment", text="Yes", language="en", membership=m,
                    group=m.group, made_at=NOW - 295 * DAY,
                )
                for it in sections
                for m in of[it.agreement.partnership_id][:3]
            ],
        )  # fmt: skip

    def meeting(self, meetings, partnership, members, at):
        return meetings.Meeting(
            partnership=partnership, title="Meeting", timezone="UTC", minutes=90,
            local_date=at.date(), local_time=at.time(), starts_at=at, ends_at=at + DAY / 16,
            created_by=members[5], chair=self.pick.choice(members),
        )  # fmt: skip

    def arrangement(self, meetings, meeting, need):
        return meetings.Arrangement(
            meeting=meeting, need=need, state="arranged", asked_at=meeting.ends_at,
            was_there=self.pick.random() < 0.7, answered_at=meeting.ends_at,
        )  # fmt: skip

    def decision(self, charters, partnership, members, at):
        early = self.pick.random() < 0.2
        why = "It could not wait." if early else ""
        return charters.Decision(
            partnership=partnership, question="Evenings?", proposed_by=members[5],
            proposed_at=at - 15 * DAY, opens_at=at - 15 * DAY, closes_at=at, rung_claimed=6,
            decided_at=at, decided_by=members[5], override_language="en" if early else "",
            **{f"{guard}_kept": not early for guard in charters.Guard},
            **{f"{guard}_override": why for guard in charters.Guard},
        )  # fmt: skip

    def duty_date(self, charters, duty, each):
        outcome = self.pick.choice(["kept", "kept", "not_kept", ""])
        said = {"recorded_by": duty.holder, "recorded_at": NOW} if outcome else {}
        return charters.DutyDate(
            duty=duty, due_on=NOW.date() - timedelta(days=each * 30 + 5), outcome=outcome,
            because="No room." if outcome == "not_kept" else "", **said,
        )  # fmt: skip


def build(is_large: bool) -> None:
    set_up()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from partners.models import Person, ProgrammeLeader  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    started = time.perf_counter()
    if not is_large:
        globals().update(PARTNERSHIPS=1, PROGRAMMES=2, LARGEST=1)
    country = Country()
    if is_large:
        country.fill()
        print(f"{country.total:,} rows in {time.perf_counter() - started:.0f} s")  # noqa: T201
    else:
        person = Person.objects.create(name="A facilitator", email="facilitator@example.org")
        person.memberships.create(
            partnership=country.partnerships[0], group="facilitator", role="facilitator",
            joined_at=NOW - 300 * DAY,
        )  # fmt: skip
    leader = Person.objects.create(name="A leader", email="leader@example.org")
    ProgrammeLeader.objects.create(programme=country.programmes[0], person=leader)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    if is_large:
        publish()


def publish() -> None:
    """Publish the last month as the periodic job does: find what is missing, one by one."""
    from dashboards import months, snapshots  # noqa: PLC0415
    from dashboards.models import Snapshot  # noqa: PLC0415

    month, now = months.last_whole(NOW), datetime.now(UTC)
    started, took = time.perf_counter(), []
    for programme in snapshots.missing(month):
        before = time.perf_counter()
        snapshots.publish(programme, month, now)
        took.append(time.perf_counter() - before)
    print(  # noqa: T201
        f"{Snapshot.objects.count():,} snapshots in {time.perf_counter() - started:.0f} s;"
        f" the programme of {LARGEST:,} partnerships took {took[0]:.1f} s,"
        f" the others {statistics.median(took):.1f} s"
    )


def ask() -> None:
    """Ask for each page some times; print what each request took, and the statements."""
    set_up()
    from django.contrib.sessions.models import Session  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from partners.models import Partnership, Person  # noqa: PLC0415

    leader = Person.objects.get(email="leader@example.org")
    partnership = Partnership.objects.order_by("pk").first()
    member = partnership.memberships.filter(role="facilitator").first()
    people = {"leader": leader, "member": member.person}
    slugs = {"programme": partnership.programme.slug}
    found = {}
    for page in PAGES:
        client = Client()
        client.force_login(people["member" if page in BY_MEMBERS else "leader"])
        kwargs = {"indicator": "e3"} if "indicator" in page else {}
        if page != "home":
            kwargs["slug"] = slugs.get(page.partition("_")[0], partnership.slug)
        name = "translations:list" if page == "translations" else f"dashboards:{page}"
        address = reverse(name, kwargs=kwargs)
        client.get(address)  # what is looked up once a process
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        statements, times = len(queries), []
        for _request in range(REQUESTS):
            before = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - before)
        found[page] = {"statements": statements, "times": times}
    Session.objects.all().delete()
    print(json.dumps(found))  # noqa: T201


def database(url: str, name: str) -> str:
    return urlunsplit(
        urlsplit(url)._replace(path=urlsplit(url).path.rpartition("/")[0] + f"/{name}")
    )


def main() -> None:
    import psycopg2  # noqa: PLC0415

    url = os.environ["DATABASE_URL"]
    server = psycopg2.connect(host=urlsplit(url).path.rpartition("/")[0], user="postgres")
    server.autocommit = True
    for name in ("empty", "large"):
        server.cursor().execute(f"CREATE DATABASE {name}")
    server.close()
    urls = {name: database(url, name) for name in ("empty", "large")}
    for name, where in urls.items():
        subprocess.run([sys.executable, "-m", "tests.scale", "build", name], check=True,
                       env={**os.environ, "DATABASE_URL": where})  # fmt: skip
    taken = {name: {} for name in urls}
    for _round in range(ROUNDS):
        for name, where in urls.items():
            asked = subprocess.run([sys.executable, "-m", "tests.scale", "ask"], check=True,
                                   env={**os.environ, "DATABASE_URL": where},
                                   capture_output=True, text=True)  # fmt: skip
            for page, found in json.loads(asked.stdout).items():
                kept = taken[name].setdefault(page, {"statements": 0, "times": []})
                kept["statements"] = found["statements"]
                kept["times"] += found["times"]
    print(f"{'page':<22}{'statements':>11}{'p50 ms':>16}{'p95 ms':>16}{'p95 ratio':>11}")  # noqa: T201
    for page in PAGES:
        show(page, taken["empty"][page], taken["large"][page])


def show(page, empty, large) -> None:
    def at(world, share):
        return 1000 * statistics.quantiles(world["times"], n=100)[share - 1]

    print(  # noqa: T201
        f"{page:<22}{empty['statements']:>5}{large['statements']:>6}"
        f"{at(empty, 50):>8.1f}{at(large, 50):>8.1f}{at(empty, 95):>8.1f}{at(large, 95):>8.1f}"
        f"{at(large, 95) / at(empty, 95):>11.2f}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["build"]:
        build(sys.argv[2] == "large")
    elif sys.argv[1:2] == ["ask"]:
        ask()
    else:
        main()
