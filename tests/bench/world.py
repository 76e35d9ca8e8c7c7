"""Builds what is measured: `small`, the demo's people alone, and `large`, a country around them.

Prints what the pages are called and who opens them, as JSON.
"""

import json
import os
import statistics
import sys
import time
from datetime import timedelta

DAY = timedelta(days=1)
LISTS = (3, 30, 300)  # rows of the partnerships whose lists are compared


def set_up():
    import django

    django.setup()


def small():
    """Tables, the demo, three partnerships with lists of 3, 30 and 300 rows, one without any."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.core.management import call_command
    from django.db import connection

    from demo.seeding import session_of
    from partners.models import Person, ProgrammeLeader
    from tests.bench.country import Country

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_demo", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    lists = [with_rows(count) for count in LISTS]
    empty = Country(1, 2)
    leader = Person.objects.create(name="A leader", email="leader@bench.example")
    ProgrammeLeader.objects.create(programme=empty.programmes[0], person=leader)
    maya, rosa = (Person.objects.get(email=f"{name}@demo.test") for name in ("maya", "rosa"))
    for person in (maya, leader, lists[0].person):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    cookies = {
        "facilitator": session_of(maya), "patient": session_of(rosa), "leader": session_of(leader),
        "lists": session_of(lists[0].person),
    }  # fmt: skip
    return {
        "cookies": {who: f"__Host-session={value}" for who, value in cookies.items()},
        "pages": pages(maya, rosa),
        "programme": empty.programmes[0].slug,
        "partnership": empty.partnerships[0].slug,
    }


def pages(maya, rosa):
    """Return (name, address, who opens it, whether a patient does first thing) of what is timed."""
    from django.urls import reverse
    from django.utils import timezone

    from meetings.answering import WILL_YOU_COME
    from meetings.models import Attendance
    from notices.answers import token_for
    from partners import codes
    from tests.factories import InvitationFactory

    place = (
        rosa.memberships.select_related("partnership")
        .filter(partnership__memberships__person=maya)
        .first()
    )
    here = {"slug": place.partnership.slug}
    coming = place.partnership.meetings.upcoming(timezone.now()).first()
    attendance = Attendance.objects.get(meeting=coming, membership=place)
    agreement = place.partnership.agreements.filter(versions__isnull=False).order_by("pk").first()
    invited = InvitationFactory(membership__partnership=place.partnership)
    token = codes.token_of(invited.nonce, invited.token_hash)
    answer = token_for(WILL_YOU_COME.letter, attendance)
    one, other = {**here, "pk": coming.pk}, {**here, "pk": agreement.pk}
    return [
        ["welcome", reverse("partners:welcome"), "", True],
        ["sign in", reverse("account_login"), "", False],
        ["join", reverse("partners:join", kwargs={"token": token}), "", True],
        ["answer link", reverse("notices:answer", kwargs={"token": answer}), "", True],
        ["home", reverse("dashboards:home"), "patient", True],
        ["partnership", reverse("dashboards:partnership", kwargs=here), "patient", True],
        ["meeting", reverse("meetings:detail", kwargs=one), "patient", True],
        ["agreement", reverse("charters:agreement", kwargs=other), "patient", True],
        ["meetings", reverse("meetings:list", kwargs=here), "patient", False],
        ["decisions", reverse("charters:decisions", kwargs=here), "patient", False],
        ["home, facilitator", reverse("dashboards:home"), "facilitator", False],
        [
            "partnership, facilitator",
            reverse("dashboards:partnership", kwargs=here),
            "facilitator",
            False,
        ],
        ["meeting, facilitator", reverse("meetings:detail", kwargs=one), "facilitator", False],
        ["people, facilitator", reverse("partners:people", kwargs=here), "facilitator", False],
        ["outbox, facilitator", reverse("notices:outbox", kwargs=here), "facilitator", False],
        [
            "figures, facilitator",
            reverse("dashboards:dashboard", kwargs=here),
            "facilitator",
            False,
        ],
    ]


def with_rows(count):
    """Return the facilitator of a new partnership whose lists hold so many rows."""
    from django.contrib.contenttypes.models import ContentType

    from charters.models import Input
    from meetings.models import Meeting, Resource
    from notices.models import Delivery, Notice
    from partners.models import Membership, Partnership, Person, Programme, WorkingRules
    from tests.bench.country import NOW

    programme = Programme.objects.create(name=f"Rows {count}", slug=f"rows-{count}")
    here = Partnership.objects.create(
        programme=programme, name=f"Rows {count}", slug=f"rows-{count}", timezone="UTC",
        languages=["en", "es"],
    )  # fmt: skip
    WorkingRules.objects.create(partnership=here)
    facilitator, _is_new = Person.objects.get_or_create(
        email="lists@bench.example", defaults={"name": "A facilitator"}
    )
    people = Person.objects.bulk_create(
        Person(name=f"Person {n}", email=f"{count}-{n}@bench.example") for n in range(count)
    )
    members = Membership.objects.bulk_create(
        Membership(
            partnership=here, person=person, joined_at=NOW - 90 * DAY,
            group="facilitator" if person == facilitator else "patient",
            role="facilitator" if person == facilitator else "partner",
        )
        for person in [facilitator, *people]
    )  # fmt: skip
    days = [NOW - (n + 1) * DAY for n in range(count)]
    held = Meeting.objects.bulk_create(
        Meeting(
            partnership=here, title="A meeting", timezone="UTC", minutes=90, starts_at=day,
            ends_at=day + DAY / 16, local_date=day.date(), local_time=day.time(),
            created_by=members[0],
        )
        for day in days
    )  # fmt: skip
    Resource.objects.bulk_create(
        Resource(partnership=here, title="A paper", shared_by=members[0], shared_at=day)
        for day in days
    )
    Input.objects.bulk_create(
        Input(
            partnership=here, membership=each, group=each.group, said="Too early.", language="en",
            said_at=NOW - 9 * DAY, answer_due_at=NOW + DAY,
        )
        for each in members[1:]
    )  # fmt: skip
    about = ContentType.objects.get_for_model(Meeting)
    notices = Notice.objects.bulk_create(
        Notice(
            kind="meeting_reminder", person=person, partnership=here, subject_type=about,
            subject_id=held[0].pk, due_at=NOW - DAY,
        )
        for person in people
    )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(notice=it, channel="email", state="sent", next_try_at=NOW, sent_at=NOW)
        for it in notices
    )
    return members[0]


def large(size, rows):
    """Fill what `small` is a copy of with a country, and publish its figures of a month."""
    from django.db import connection

    from partners.models import Person, ProgrammeLeader
    from tests.bench.country import Country, write_ledger_and_log

    started = time.perf_counter()
    country = Country(size, 40)
    country.fill()
    say(f"{country.total:,} rows of a country in {time.perf_counter() - started:.0f} s")
    write_ledger_and_log(rows)
    say(f"with a ledger and a log after {time.perf_counter() - started:.0f} s")
    leader = Person.objects.get(email="leader@bench.example")
    ProgrammeLeader.objects.create(programme=country.programmes[0], person=leader)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    built = time.perf_counter() - started
    return {
        "rows": country.total + 3 * rows,
        "built": built,
        "programme": country.programmes[0].slug,
        "partnership": country.partnerships[0].slug,
        **publish(),
    }


def say(words):
    print(f"[{time.strftime('%H:%M:%S')}] {words}", file=sys.stderr, flush=True)


def publish():
    """Publish the last month as the periodic job does: find what is missing, one by one."""
    from dashboards import months, snapshots
    from dashboards.models import Snapshot
    from tests.bench.country import NOW

    month, started, took = months.last_whole(NOW), time.perf_counter(), []
    for programme in snapshots.missing(month):
        before = time.perf_counter()
        snapshots.publish(programme, month, NOW)
        took.append(time.perf_counter() - before)
    return {
        "snapshots": Snapshot.objects.count(),
        "publishing": time.perf_counter() - started,
        "longest": max(took),
        "median": statistics.median(took),
    }


if __name__ == "__main__":
    set_up()
    made = small() if sys.argv[1] == "small" else large(*map(int, sys.argv[2:]))
    print(json.dumps(made))
