"""Two partnerships with one of everything that has a page: one left so, one copied into a crowd.

`alone` holds what `tests.addresses` makes, once for each role that asks. `crowd` holds the same,
then 300 people, thousands of rows in every table of theirs, a hundred thousand messages and as many
lines of the log. Prints who asks, and for which addresses, as JSON.
"""

import copy
import json
import random
import sys
import time
import uuid
from datetime import date, timedelta
from itertools import count

from partners.languages import CODES

ENTRIES = 300  # of a journal, which are sealed one by one
ITEMS = 10_000  # of what one person takes along
HOURS = 12 * 3600  # seconds: as if they had proved at the end of the walk that it is them
# Written otherwise, or about figures that are published; and what belongs to no partnership.
NOT_COPIED = {
    "partners.Partnership", "partners.Programme", "partners.ProgrammeLeader", "partners.Person",
    "partners.Membership", "partners.AuditHead", "partners.AuditEvent", "partners.WorkingRules",
    "notices.Notice", "notices.Delivery", "notices.Hold", "dashboards.Snapshot",
}  # fmt: skip
# What a partnership has few of, however large it is.
FEW = {"charters.Agreement": 100, "charters.Evaluation": 20, "partners.EmergencyLook": 20}
NOT_FOR_PEOPLE = {
    "health", "livez", "readyz", "metrics", "partners:manifest", "partners:service_worker",
    "partners:offline_token",
}  # fmt: skip
DECISIONS = "charters:decisions_csv"
BY_FORM = ["dashboards:figures", "dashboards:programme_figures", "dashboards:listed"]


class Copies:
    """Rows of every table from which a path leads to one partnership, and more like them."""

    def __init__(self, partnership, each, pick=None):
        from django.apps import apps

        from tests.test_access import OURS

        self.partnership, self.each, self.pick = partnership, each, pick or random.Random(1)
        self.number = count(1_000)
        self.models = [
            model
            for model in apps.get_models(include_auto_created=True)
            if model.__module__.partition(".")[0] in OURS
        ]
        self.rows = {}
        self.find()

    def find(self):
        """Find what is there already, from the partnership down."""
        from partners.models import Partnership, Person

        self.rows = {Partnership: [self.partnership]}
        self.rows[Person] = list(Person.objects.filter(memberships__partnership=self.partnership))
        for model in self.sorted():
            self.rows[model] = self.rows.get(model) or list(self.of(model))

    def sorted(self):
        """Return the tables, each after those that it names, so far as that can be."""
        left, found = list(self.models), []
        while left:
            free = [it for it in left if not self.named_by(it) & {*left} - {it}] or left[:1]
            found += free
            left = [it for it in left if it not in free]
        return found

    def named_by(self, model):
        return {
            each.related_model for each in model._meta.concrete_fields
            if each.is_relation and not each.null
        }  # fmt: skip

    def of(self, model):
        from django.db.models import Q

        wanted = Q(pk=None)
        for each in model._meta.concrete_fields:
            if each.is_relation and each.related_model is not model:
                wanted |= Q(**{f"{each.name}__in": self.rows.get(each.related_model, [])})
        return model._base_manager.filter(wanted)

    def multiply(self):
        from django.db import models

        for model in self.sorted():
            here = self.rows[model]
            is_sealed = any(
                isinstance(it, models.BinaryField) and not (it.null or it.has_default())
                for it in model._meta.fields
            )
            if here and not is_sealed and model._meta.label not in NOT_COPIED:
                self.add(model, here)

    def add(self, model, here):
        """Add copies that differ where they must, but for those that the database refuses."""
        from django.db import DatabaseError, transaction

        before = {row.pk for row in here}
        many = min(self.each, FEW.get(model._meta.label, self.each))
        made = [self.like(here[turn % len(here)], turn) for turn in range(many)]
        batches = [made]
        while batches:
            batch = batches.pop()
            try:
                with transaction.atomic():
                    model._base_manager.bulk_create(batch, ignore_conflicts=True, batch_size=500)
            except DatabaseError:
                half = len(batch) // 2
                batches += [batch[:half], batch[half:]] if half else []
        self.rows[model] += [row for row in self.of(model) if row.pk not in before]

    def like(self, row, turn):
        from django.db import models

        made, meta = copy.copy(row), row._meta
        made._state = models.base.ModelState()
        made.pk = uuid.uuid4() if isinstance(meta.pk, models.UUIDField) else None
        others = [it for it in meta.concrete_fields if it.is_relation and it.name != meta.pk.name]
        for each in others if turn % 2 else self.pick.sample(others, min(1, len(others))):
            self.lead_elsewhere(made, each)
        for each in meta.concrete_fields:
            if isinstance(each, models.BinaryField):
                setattr(made, each.attname, each.get_default())  # sealed for one row alone
            elif each.is_relation and each.unique and each.null:
                setattr(made, each.attname, None)  # who points back is copied later
            elif each.name in unique(meta) and not each.primary_key and not each.is_relation:
                setattr(made, each.attname, self.another(each, getattr(made, each.attname)))
        if meta.label == "meetings.Meeting" and turn % 10:  # nine of ten are over
            self.make_older(made, timedelta(days=turn))
        return made

    def make_older(self, made, by):
        for name in ("starts_at", "ends_at", "local_date"):
            if getattr(made, name) is not None:
                setattr(made, name, getattr(made, name) - by)

    def lead_elsewhere(self, made, each):
        known = self.rows.get(each.related_model)
        if known and getattr(made, each.attname) is not None:
            setattr(made, each.attname, self.pick.choice(known).pk)
            made._state.fields_cache.pop(each.name, None)

    def another(self, each, value):
        number = next(self.number)
        if value in ("", None) or each.choices:
            return value
        if "language" in each.name:
            return self.pick.choice([*CODES])
        if isinstance(value, uuid.UUID):
            return uuid.uuid4()
        if isinstance(value, date):
            return value - timedelta(days=number % 9_000)
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return value + number if type(each).__name__ != "PositiveSmallIntegerField" else number
        digits = uuid.uuid4().hex * 2
        return digits[: each.max_length or 32][: max(8, len(str(value)))]


def unique(meta):
    """Return the names of the fields that stand in a constraint of being unique."""
    from django.db.models import UniqueConstraint

    names = {it.name for it in meta.concrete_fields if it.unique}
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            names |= {*constraint.fields}
    return names | {name for together in meta.unique_together for name in together}


class Place:
    """One partnership, and somebody who asks for its pages in each role."""

    def __init__(self, slug, programme, roles=(), names=()):
        from partners.roles import Role
        from tests.addresses import World
        from tests.factories import MembershipFactory, PartnershipFactory

        self.partnership = PartnershipFactory(
            programme=programme, slug=slug, name=slug.title(), languages=[*CODES]
        )
        self.askers = {
            role: MembershipFactory(
                partnership=self.partnership, role=role, person__email=f"{role}@{slug}.example"
            )
            for role in roles or Role.values
        }
        self.worlds = {role: World(self.partnership, each) for role, each in self.askers.items()}
        self.asks = {role: self.addresses(role, names) for role in self.askers}

    def addresses(self, role, names=()):
        """Return (name, address) of what answers a GET, or of `names`; this makes what it shows."""
        from tests.test_access import ADDRESSES, OUR_VIEWS, address_of

        world = self.worlds[role]
        return [
            (name, address_of(name, world))
            for name in names or ADDRESSES
            if "GET" in OUR_VIEWS[name].methods
        ]

    def told(self, leader):
        """Return who asks for what, with which cookie; that of a leader is given.

        Who comes from outside is shown what was made for a member.
        """
        cookies = {role: cookie_of(each.person) for role, each in self.askers.items()}
        return {
            "asks": {**self.asks, **dict.fromkeys(["leader", "nobody"], self.asks["partner"])},
            "cookies": {**cookies, "leader": leader, "nobody": ""},
        }


def cookie_of(person):
    """Sign somebody in, who proved a moment ago that it is them and whose journal is open."""
    from importlib import import_module

    from allauth.account.internal.userkit import user_id_to_str
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings

    from demo.seeding import session_of
    from reflections import unlocking
    from tests.reflections.journals import begin, now

    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    key = session_of(person)
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    proof = {"method": "mfa", "at": time.time() + HOURS, "reauthenticated": True}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = user_id_to_str(person)
    begin(person)
    unlocking.open_up(session, person, now())
    session.save()
    return f"__Host-session={key}"


MESSAGES = """
    INSERT INTO notices_notice (kind, person_id, partnership_id, subject_type_id, subject_id,
        revision, occasion, due_at, last_moment, created_at)
    SELECT 'meeting_reminder', people[1 + n %% cardinality(people)], %s, %s,
        held[1 + n %% cardinality(held)], 1000 + n, 'P1D', now() - n * interval '1 minute',
        NULL, now()
    FROM generate_series(0, %s - 1) n, (SELECT %s::bigint[] AS people, %s::bigint[] AS held) it
"""
SENT = """
    INSERT INTO notices_delivery (notice_id, channel, state, next_try_at, owner, tries, crashes,
        key, language, reason, sent_at)
    SELECT id, 'email', CASE WHEN waits THEN 'pending' ELSE 'sent' END,
        CASE WHEN waits THEN now() + interval '30 days' ELSE due_at END, '', 0, 0,
        gen_random_uuid(), 'en', '', CASE WHEN waits THEN NULL ELSE due_at END
    FROM (SELECT id, due_at, id %% 100 = 0 AS waits FROM notices_notice
        WHERE partnership_id = %s AND revision >= 1000) it
"""
# Every other line is about one person. No chain: nothing that is measured verifies it.
LINES = """
    INSERT INTO partners_auditevent (chain_id, number, at, action, actor_id, about, object_label,
        object_pk, fields, previous, hash)
    SELECT %s, 10000 + n, now() - (%s - n) * interval '1 minute', 'needs_opened', %s,
        ' ' || CASE WHEN n %% 2 = 0 THEN %s ELSE people[1 + n %% cardinality(people)] END || ' ',
        '', '', '["kind"]', '', md5(n::text) || md5(n::text)
    FROM generate_series(0, %s - 1) n, (SELECT %s::bigint[] AS people) it
"""


def write_much(place, copies, rows):
    """Let a partnership have so many messages, and so many lines in its log."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    from meetings.models import Meeting
    from partners.models import AuditHead, Person

    here = place.partnership.pk
    people = [person.pk for person in copies.rows[Person]]
    held = [meeting.pk for meeting in copies.rows[Meeting]]
    about = ContentType.objects.get_for_model(Meeting).pk
    head, _is_new = AuditHead.objects.get_or_create(partnership=place.partnership)
    read, wrote = (place.askers[role].person_id for role in ("partner", "facilitator"))
    with connection.cursor() as cursor:
        cursor.execute(MESSAGES, [here, about, rows, people, held])
        cursor.execute(SENT, [here])
        cursor.execute(LINES, [head.pk, rows, wrote, read, rows, people])
    AuditHead.objects.filter(pk=head.pk).update(number=10_000 + rows)


def fill(place, people, each, rows):
    """Make a crowd of it."""
    from partners.models import Programme
    from tests.factories import MembershipFactory
    from tests.reflections.journals import write

    MembershipFactory.create_batch(people, partnership=place.partnership)
    copies = Copies(place.partnership, each)
    copies.multiply()
    for _each in range(min(each, ENTRIES)):
        write(place.askers["partner"])
    write_much(place, copies, rows)
    return sum(map(len, copies.rows.values())) + 3 * rows - len(copies.rows.get(Programme, []))


def things_of_one(count_):
    """Return the cookie of a person with so many things to take along, in a place of their own."""
    from charters.models import Input
    from tests.factories import MembershipFactory, now

    member = MembershipFactory(person__email="much@bench.example")
    Input.objects.bulk_create(
        (
            Input(
                partnership=member.partnership, membership=member, group=member.group,
                said="Evenings are too late for who depends on the bus.", language="en",
                said_at=now() - timedelta(days=9), answer_due_at=now() + timedelta(days=1),
            )
            for _each in range(count_)
        ),
        batch_size=1_000,
    )  # fmt: skip
    return cookie_of(member.person)


def downloads(place):
    """Yield (role, what it is called, address) of each file that there is."""
    from django.urls import reverse

    from dashboards.exporting import WRITERS
    from dashboards.lists import LISTS
    from tests.test_access import NOT_PAGES

    for name, address in place.asks["facilitator"]:
        if name in NOT_PAGES - NOT_FOR_PEOPLE and name not in [*BY_FORM, DECISIONS]:
            yield "facilitator", name, address
    yield "partner", DECISIONS, dict(place.asks["partner"])[DECISIONS]  # a fourth time today
    here = {"slug": place.partnership.slug}
    for form in WRITERS:
        of = {"slug": place.partnership.programme.slug, "form": form}
        yield "leader", f"figures of a programme, {form}", reverse(BY_FORM[1], kwargs=of)
        told = {**here, "form": form}
        yield "facilitator", f"figures, {form}", reverse(BY_FORM[0], kwargs=told)
        for each in LISTS:
            address = reverse(BY_FORM[2], kwargs={**told, "name": each.name})
            yield "facilitator", f"list: {each.name}, {form}", address


def main():
    import django

    django.setup()
    from django.db import connection
    from django.urls import reverse

    from partners.models import Programme
    from tests.test_access import NOT_PAGES

    programme, cookie, people, each, rows = sys.argv[1:]
    started = time.perf_counter()
    programme = Programme.objects.get(slug=programme)
    alone, crowd = Place("alone", programme), Place("crowd", programme)
    total = fill(crowd, int(people), int(each), int(rows))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps({
        "rows": total, "built": time.perf_counter() - started,
        "places": {it.partnership.slug: it.told(cookie) for it in (alone, crowd)},
        "files": sorted(NOT_PAGES),
        "much": things_of_one(ITEMS),
        "downloads": list(downloads(crowd)),
        "my_data": reverse("partners:my_data"),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
