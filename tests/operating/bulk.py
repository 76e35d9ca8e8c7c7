"""Fills a PostgreSQL with a million deliveries and a million lines of the log in a minute.

Deliveries are made by the database itself. Lines of the log are chained here, by the same function
that chains each line of a real one, and copied in.
"""

import io
import json
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from notices.clock import database_now
from partners.auditing import hash_of
from partners.models import Action, AuditHead, Partnership

PEOPLE = 10  # of each partnership
AT_ONCE = 50_000  # lines copied in one go

NOTICES = """
    INSERT INTO notices_notice (kind, person_id, partnership_id, subject_type_id, subject_id,
                                revision, occasion, due_at, created_at)
    SELECT %(kind)s, m.person_id, m.partnership_id, %(type)s, m.partnership_id, n, '',
           CASE WHEN n = 0 THEN now() - interval '1 minute'
                WHEN n <= %(each)s * 0.05 THEN now() + interval '9 days'
                ELSE now() - interval '1 day' END,
           now() - interval '30 days'
    FROM (SELECT person_id, partnership_id FROM partners_membership) AS m,
         generate_series(0, %(each)s - 1) AS n
"""
DELIVERIES = """
    INSERT INTO notices_delivery (notice_id, channel, state, next_try_at, owner, tries, crashes,
                                  key, language, reason, sent_at)
    SELECT id, 'email', CASE WHEN due_at < now() - interval '1 hour' THEN 'sent' ELSE 'pending' END,
           due_at, '', 0, 0, gen_random_uuid(), 'en', '',
           CASE WHEN due_at < now() - interval '1 hour' THEN due_at END
    FROM notices_notice
"""
COPY = """
    COPY partners_auditevent (chain_id, number, at, action, actor_id, actor_membership_id,
                              on_behalf_of_id, about, object_label, object_pk, fields, previous,
                              hash) FROM STDIN
"""


def fill(rows: int, *, kind: str, lines: int) -> None:
    """Add deliveries and lines of the log, over the partnerships and people there are.

    One delivery in each row of people is due now, one in twenty next week, the others were sent.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM partners_membership")
        (people,) = cursor.fetchone()
        type_id = ContentType.objects.get_for_model(Partnership).pk
        each = {"kind": kind, "type": type_id, "each": -(-rows // people)}
        cursor.execute(NOTICES, each)
        cursor.execute(DELIVERIES)
        fill_log(cursor, lines)
        cursor.execute("ANALYZE")


def fill_log(cursor, rows: int) -> None:
    """Chain lines onto the log of each partnership, as many to one as to another."""
    partnerships = [*Partnership.objects.order_by("pk")]
    missing = [AuditHead(partnership=each) for each in partnerships]
    AuditHead.objects.bulk_create(missing, ignore_conflicts=True)
    heads = [*AuditHead.objects.filter(partnership__in=partnerships).order_by("pk")]
    then = database_now() - timedelta(days=30)
    text, waiting = io.StringIO(), 0
    for head in heads:
        for _line in range(rows // len(heads)):
            text.write(chained(head, then))
            waiting += 1
            if waiting == AT_ONCE:
                copy_in(cursor, text)
                text, waiting = io.StringIO(), 0
    copy_in(cursor, text)
    AuditHead.objects.bulk_update(heads, ["number", "hash"], batch_size=1_000)


def chained(head: AuditHead, then) -> str:
    """Return the next line of a log, as COPY reads it."""
    number, previous = head.number + 1, head.hash
    at = then + timedelta(seconds=number)
    fields = ["kind", "detail"]
    values = [
        *(head.pk, number, at, Action.NEEDS_OPENED.value, None, None, None),
        *(f" {number} ", "meetings.meeting", str(number), fields),
    ]
    head.number, head.hash = number, hash_of(previous, values)
    said = [*values[:2], at.isoformat(), *values[3:-1], json.dumps(fields), previous, head.hash]
    return "\t".join("\\N" if value is None else str(value) for value in said) + "\n"


def copy_in(cursor, text: io.StringIO) -> None:
    text.seek(0)
    cursor.copy_expert(COPY, text)
