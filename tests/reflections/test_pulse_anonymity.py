"""No path joins a reply to a person: not in the schema, not in the rows, not in the logs.

The attacks are made by somebody who has the whole database and even the key that resolves a mark.
Each is first shown to find a join where there is one.
"""

import contextlib
import logging
import random
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from meetings.models import Attendance
from notices.models import Delivery, State
from notices.sending import send_due
from partners.models import Person
from reflections import pulse_links, pulsing
from reflections.models import Agrees, Pulse, PulseReply, Replied, Statement
from tests.factories import MembershipFactory, now
from tests.reflections.factories_pulse import DAY, NO, YES, invitation, members, pulse_for, reply

pytestmark = pytest.mark.django_db

OURS = ("reflections_pulsereply", "reflections_replied")
OF_ANY_REQUEST = {"django_session", "usersessions_usersession", "shared_cache"}


# The schema


def columns(table):
    """The columns of a table as the database knows them: name and kind of field."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
        return {
            each.name: connection.introspection.get_field_type(each.type_code, each)
            for each in found
        }


def test_a_reply_holds_answers_and_a_note_holds_a_mark_and_neither_holds_more():
    assert set(columns(OURS[0])) == {"id", "pulse_id", *Statement.values}
    assert set(columns(OURS[1])) == {"id", "pulse_id", "mark"}


def neighbours(model):
    """The models that a row of `model` leads to, or that lead to it."""
    return {
        field.related_model
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and field.related_model
    }


@pytest.mark.parametrize("model", [PulseReply, Replied])
def test_the_schema_leads_from_either_to_the_pulse_alone(model):
    """From there one comes to all who were asked, and that is the same for every reply."""
    assert neighbours(model) == {Pulse}


def test_people_are_reached_only_through_the_pulse():
    """One comes from a reply to everybody who was asked, and to all that is known of them."""
    reached, waiting = set(), {PulseReply}
    while waiting:
        model = waiting.pop()
        reached.add(model)
        waiting |= neighbours(model) - reached

    assert {Replied, Attendance, Person, Delivery} <= reached


# The rows: attacks


def rows_of(table, pulse_id, order=""):
    """The rows of a pulse in some order, as dictionaries, with their place and transaction."""
    extra = "ctid::text AS place, xmin::text AS written_by" if postgresql() else "rowid AS place"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT *, {extra} FROM {table} WHERE pulse_id = %s", [pulse_id])
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return sorted(found, key=lambda row: in_order(row[order])) if order else found


def in_order(value):
    """Places sort by their numbers: (0,10) comes after (0,9)."""
    text = str(value)
    return tuple(map(int, text.strip("()").split(","))) if text[:1] == "(" else (text.zfill(40),)


def postgresql():
    return connection.vendor == "postgresql"


def by_place(replies, notes, pulse_id):
    """The n-th reply that lies in the table is of whoever has the n-th note."""
    return zip(rows_of(replies, pulse_id, "place"), rows_of(notes, pulse_id, "place"), strict=True)


def by_key(replies, notes, pulse_id):
    """The n-th key is of whoever has the n-th key of a note."""
    return zip(rows_of(replies, pulse_id, "id"), rows_of(notes, pulse_id, "id"), strict=True)


def by_time(replies, notes, pulse_id):
    """Rows that say the same moment, or the next, belong together."""
    times = [name for name, kind in columns(replies).items() if kind in TIMES]
    if not times:
        return []
    sort = times[0]
    return zip(rows_of(replies, pulse_id, sort), rows_of(notes, pulse_id, sort), strict=True)


def by_equal_values(replies, notes, pulse_id):
    """Rows in which any column but the pulse says the same belong together."""
    ours, theirs = rows_of(replies, pulse_id), rows_of(notes, pulse_id)
    for one in ours:
        values = {str(value) for name, value in one.items() if name not in SHARED}
        for other in theirs:
            if values & {str(value) for name, value in other.items() if name not in SHARED}:
                yield one, other


SHARED = {"pulse_id", "place", "written_by"}
TIMES = {"DateTimeField", "DateField", "TimeField"}


def by_transaction(replies, notes, pulse_id):
    """A reply and a note that one transaction wrote, if it wrote no other, belong together."""
    if not postgresql():
        return
    theirs = rows_of(notes, pulse_id)
    for one in rows_of(replies, pulse_id):
        same = [each for each in theirs if each["written_by"] == one["written_by"]]
        if len(same) == 1:
            yield one, same[0]


ATTACKS = [by_place, by_key, by_time, by_equal_values]


def right_guesses(attack, tables, pulse_id, said):
    """How many people's answers an attack finds. `said` is what stands behind each mark."""
    pairs = list(attack(*tables, pulse_id))
    return sum(said[note["mark"]] == one["voice"] for one, note in pairs)


@pytest.fixture
def leaky():
    """The same two tables, written as one would at first: in order, with keys, with times."""
    moment = "timestamp with time zone" if postgresql() else "datetime"
    with connection.cursor() as cursor:
        for name, column in [("leaky_reply", "voice"), ("leaky_note", "mark")]:
            cursor.execute(
                f"CREATE TABLE {name} (id integer PRIMARY KEY, pulse_id integer,"
                f" {column} varchar(80), same varchar(40), at {moment})"
            )
    yield ("leaky_reply", "leaky_note")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE leaky_reply")
        cursor.execute("DROP TABLE leaky_note")


def reply_in_the_open(number, mark, answer):
    with transaction.atomic(), connection.cursor() as cursor:
        for name, value in [("leaky_reply", answer), ("leaky_note", mark)]:
            cursor.execute(
                f"INSERT INTO {name} VALUES (%s, 1, %s, %s, %s)",
                [number, value, f"row {number}", now()],
            )


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_finds_everybody_where_there_is_a_join(attack, leaky):
    said = {f"mark {number}": random.choice(["yes", "no"]) for number in range(12)}
    for number, (mark, answer) in enumerate(said.items()):
        reply_in_the_open(number, mark, answer)

    assert right_guesses(attack, leaky, 1, said) == 12


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_finds_more_than_chance_would(attack):
    """Half of the people say yes: whoever guesses blindly is right in half of the cases."""
    everybody = members(12)
    right = 0

    for _round in range(6):
        pulse = pulse_for(everybody)
        said = half_say_yes(pulse, everybody)
        right += right_guesses(attack, OURS, pulse.pk, said)

    assert right < 6 * 12 * 0.75


def half_say_yes(pulse, everybody):
    """Let everybody reply, in the order of their keys. Return what stands behind each mark."""
    answers = [YES, NO] * (len(everybody) // 2)
    random.shuffle(answers)
    said = {}
    for member, given in zip(everybody, answers, strict=True):
        reply(pulse, member, given)
        said[pulsing.marks(invitation(pulse, member))[0]] = given["voice"]
    return said


def test_every_key_is_new_after_each_reply():
    everybody = members(4)
    pulse = pulse_for(everybody)
    seen = set()

    for member in everybody:
        reply(pulse, member)
        keys = {row.pk for model in (PulseReply, Replied) for row in model.objects.all()}
        assert keys & seen == set()
        seen |= keys

    assert PulseReply.objects.count() == Replied.objects.count() == 4


def test_the_five_answers_of_one_person_do_not_stand_side_by_side():
    """Half say yes to all, half no to all: whole rows of one answer are left only by chance."""
    everybody = members(16)
    pulse = pulse_for(everybody)

    half_say_yes(pulse, everybody)

    rows = PulseReply.objects.values_list(*Statement.values)
    assert sum(len(set(row)) == 1 for row in rows) < 8  # about one of sixteen
    for statement in Statement.values:
        assert pulse.replies.filter(**{statement: Agrees.YES}).count() == 8


def test_rows_of_another_pulse_stay_where_they_are():
    everybody = members(2)
    other = pulse_for(everybody)
    reply(other, everybody[0])
    before = set(PulseReply.objects.values_list("pk", flat=True))

    reply(pulse_for(everybody), everybody[0])

    assert before <= set(PulseReply.objects.values_list("pk", flat=True))


@pytest.mark.postgresql
def test_one_transaction_wrote_all_rows_and_no_row_of_any_other_table(transactional_db, leaky):
    everybody = members(6)
    facilitator = MembershipFactory(partnership=everybody[0].partnership, facilitator=True)
    pulse = pulse_for(everybody)
    for number, member in enumerate(everybody[:-1]):
        reply(pulse, member)
        reply_in_the_open(number, f"mark {number}", "yes")
    pulsing.record(invitation(pulse, everybody[-1]), YES, by=facilitator, now=pulse.opens_at)

    writers = {row["written_by"] for table in OURS for row in rows_of(table, pulse.pk)}
    (writer,) = writers
    wrote = {table for table in all_tables() if rows_written_by(writer, table)}

    assert wrote == set(OURS)
    assert list(by_transaction(*OURS, pulse.pk)) == []
    assert len(list(by_transaction(*leaky, 1))) == 5


def rows_written_by(writer, table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE xmin::text = %s', [writer])
        return cursor.fetchone()[0]


# The rows: what a reply leaves behind


def all_tables():
    return connection.introspection.table_names()


def whole_database():
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in all_tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def changed(before, after):
    """The tables that differ, each with its new rows."""
    return {
        table: [row for row in after[table] if row not in before[table]]
        for table in after
        if after[table] != before[table]
    }


def test_a_reply_by_link_changes_the_two_tables_and_nothing_else(client):
    everybody = members(3)
    pulse = pulse_for(everybody)
    reply(pulse, everybody[0])
    before = whole_database()

    client.post(address_of(pulse, everybody[1]), YES)

    assert set(changed(before, whole_database())) == set(OURS)


def test_a_reply_of_who_is_signed_in_changes_besides_what_any_request_changes(client):
    (member, _other) = members(2)
    pulse = pulse_for([member, _other])
    client.force_login(member.person)
    before = whole_database()

    client.post(page_of(pulse, member), YES)

    assert set(OURS) <= set(changed(before, whole_database())) <= {*OURS, *OF_ANY_REQUEST}


def test_a_reply_that_was_written_down_leaves_no_trace_of_what_it_was(client):
    """A message goes out that something was written down: the same, whatever was answered."""
    everybody = members(2)
    facilitator = MembershipFactory(partnership=everybody[0].partnership, facilitator=True)
    left = []
    for member, answers in zip(everybody, [YES, {**NO, "support": "not_needed"}], strict=True):
        pulse = pulse_for([member, facilitator])
        before = whole_database()
        pulsing.record(invitation(pulse, member), answers, by=facilitator, now=pulse.opens_at)
        left.append(changed(before, whole_database()))

    for found in left:
        assert set(found) - {"sqlite_sequence"} == {*OURS, "notices_notice", "notices_delivery"}
        words = " ".join(row for table in found if table not in OURS for row in found[table])
        assert not [answer for answer in Agrees.values if f"'{answer}'" in words]
    assert [set(found) for found in left] == [set(left[0])] * 2


def test_the_ledger_does_not_know_who_replied(smtp_sink):
    """Whoever replied before their message went out gets it all the same."""
    early, late = members(2, person__quiet_from="00:00", person__quiet_until="00:00")
    pulse = pulse_for([early, late])
    reply(pulse, early)

    send_due(now())

    told = Delivery.objects.filter(notice__kind=pulsing.PULSE).values_list("state", flat=True)
    assert list(told) == [State.SENT, State.SENT]


def test_who_replied_is_forgotten_when_the_pulse_closes():
    everybody = members(3)
    pulse, other = pulse_for(everybody), pulse_for(everybody, ago=DAY)
    for each in (pulse, other):
        reply(each, everybody[0], at=pulse.opens_at)

    assert pulsing.forget(other.closes_at) == 1

    assert Replied.objects.get().pulse == pulse
    assert PulseReply.objects.count() == 2


def test_a_mark_tells_nobody_who_lacks_the_key(settings):
    member, other = members(2)
    pulse = pulse_for([member, other])
    with_the_key = pulsing.marks(invitation(pulse, member))

    settings.SECRET_KEY = uuid4().hex
    without_it = [pulsing.marks(invitation(pulse, each)) for each in (member, other)]

    assert with_the_key[0] not in [mark for each in without_it for mark in each]


def test_a_mark_is_no_part_of_a_link():
    """Or a stolen table would open every link."""
    member, other = members(2)
    pulse = pulse_for([member, other])

    assert pulsing.marks(invitation(pulse, member))[0] not in address_of(pulse, member)
    assert address_of(pulse, member)[-23:-1] not in pulsing.marks(invitation(pulse, member))[0]


# The logs


@contextlib.contextmanager
def listening():
    """Hear what the configured loggers of the site say."""
    heard = []
    handler = logging.Handler()
    handler.emit = lambda record: heard.append(record.getMessage())
    loggers = [logging.getLogger(name) for name in ("", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield heard
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def address_of(pulse, member):
    token = pulse_links.token_for(pulse, member)
    return reverse("reflections:pulse_link", kwargs={"token": token})


def page_of(pulse, member):
    kwargs = {"slug": member.partnership.slug, "pk": pulse.pk}
    return reverse("reflections:reply", kwargs=kwargs)


def test_nothing_about_a_reply_is_logged_whatever_becomes_of_it(client):
    """Not a line: an address in a log stands for a person, and a line has a time."""
    everybody = members(3, person__name="Zuleikha Unmistakable")
    facilitator = MembershipFactory(partnership=everybody[0].partnership, facilitator=True)
    pulse = pulse_for([*everybody, facilitator])
    closed = pulse_for(everybody, ago=30 * DAY)
    link = address_of(pulse, everybody[0])

    with listening() as heard:
        for answers in [{}, {"voice": "maybe"}, YES, NO]:  # nothing, nonsense, a reply, a second
            client.get(link)
            client.post(link, answers)
        client.post(address_of(closed, everybody[0]), YES)
        client.force_login(everybody[1].person)
        client.post(page_of(pulse, everybody[1]), YES)
        client.force_login(facilitator.person)
        record = reverse("reflections:record_reply", args=[facilitator.partnership.slug, pulse.pk])
        client.post(record, {**NO, "member": everybody[2].pk})
    assert PulseReply.objects.count() == 3
    assert heard == []

    with listening() as heard:
        client.get("/pulse/nobody/")
    assert heard == ["Not Found: /pulse/nobody/"] * len(heard)
    assert heard


def test_no_answer_and_no_name_stands_in_an_address(client):
    """Addresses end up in histories, in the logs of proxies, and in the Referer."""
    (member, other) = members(2)
    pulse = pulse_for([member, other])

    answered = client.post(address_of(pulse, member), YES)

    assert answered.headers["Location"] == address_of(pulse, member)
    assert answered.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answered.headers["Cache-Control"]
    assert not answered.cookies
    assert member.person.name not in answered.headers["Location"]


def test_the_marks_of_one_person_differ_from_pulse_to_pulse():
    everybody = members(1)
    marks = [pulsing.marks(invitation(pulse_for(everybody), everybody[0])) for _each in range(3)]

    assert all(one != other for one, other in pairwise(marks))
