"""A country in one database: bulk rows of everything that pages and indicators count.

Also the ledger and the log of who opened what, as large as one likes, written by the database.
"""

import random
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from multiprocessing import get_context

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from charters import models as charters
from meetings import models as meetings
from partners import languages
from partners import models as partners
from translations.forms import digest
from translations.models import Text, Translation

PEOPLE_EACH = 6
PARTS = 2
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def batches(rows, size):
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


class Country:
    """Bulk rows of everything that indicators count."""

    def __init__(self, size, programmes) -> None:
        largest = max(1, size // 5)  # partnerships of the first programme
        self.codes = languages.CODES
        self.pick = random.Random(1)
        self.number = count(1)
        self.total = 0
        self.programmes = partners.Programme.objects.bulk_create(
            partners.Programme(name=f"Programme {number}", slug=f"programme-{size}-{number}")
            for number in range(programmes)
        )
        rest = self.programmes[1:]
        self.partnerships = partners.Partnership.objects.bulk_create(
            [
                partners.Partnership(
                    programme=self.programmes[0] if it < largest else rest[it % len(rest)],
                    name=f"Partnership {it}", slug=f"partnership-{size}-{it}", timezone="UTC",
                    stage=self.pick.choice(["exploration", "preparation", "implementation"]),
                    languages=languages.CODES,
                )
                for it in range(size)
            ],
            batch_size=2_000,
        )  # fmt: skip
        partners.Partnership.objects.update(created_at=NOW - 400 * DAY)
        partners.WorkingRules.objects.bulk_create(
            [partners.WorkingRules(partnership=it) for it in self.partnerships], batch_size=2_000
        )

    def add(self, model, rows):
        made = model.objects.bulk_create(rows, batch_size=2_000)
        self.total += len(made)
        return made

    def fill(self) -> None:
        """Fill half of it in each of two processes: Python, not the database, is what is slow."""
        connection.close()  # not to be shared
        with get_context("fork").Pool(PARTS) as pool:
            self.total += sum(pool.map(self.fill_part, range(PARTS)))

    def fill_part(self, part) -> int:
        self.part, self.pick, self.total = part, random.Random(part), 0
        for batch in batches(self.partnerships[part::PARTS], 250):
            self.fill_some(batch)
        return self.total

    def fill_some(self, batch) -> None:
        pick = self.pick
        groups = ["patient", "family", "staff", "provider", "leader", "facilitator"]
        people = self.add(
            partners.Person,
            [
                partners.Person(
                    name="A person", email=f"p{next(self.number)}-{self.part}@example.org",
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
                self.meeting(it, of[it.pk], ago())
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
                self.arrangement(it, need_of[m.pk])
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
            [self.decision(it, of[it.pk], ago()) for it in batch for _each in range(3)],
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
        self.agreements(batch, of, ago)
        self.words(batch, of)

    def words(self, batch, of) -> None:
        """The title of a coming meeting, translated and checked in about half of the languages."""

        of_meetings = ContentType.objects.get_for_model(meetings.Meeting)
        coming = [self.meeting(it, of[it.pk], NOW + 9 * DAY) for it in batch]
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

    def agreements(self, batch, of, ago) -> None:
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
            [self.duty_date(it, each) for it in duties for each in range(6)],
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

    def meeting(self, partnership, members, at):
        return meetings.Meeting(
            partnership=partnership, title="Meeting", timezone="UTC", minutes=90,
            local_date=at.date(), local_time=at.time(), starts_at=at, ends_at=at + DAY / 16,
            created_by=members[5], chair=self.pick.choice(members),
        )  # fmt: skip

    def arrangement(self, meeting, need):
        return meetings.Arrangement(
            meeting=meeting, need=need, state="arranged", asked_at=meeting.ends_at,
            was_there=self.pick.random() < 0.7, answered_at=meeting.ends_at,
        )  # fmt: skip

    def decision(self, partnership, members, at):
        early = self.pick.random() < 0.2
        why = "It could not wait." if early else ""
        return charters.Decision(
            partnership=partnership, question="Evenings?", proposed_by=members[5],
            proposed_at=at - 15 * DAY, opens_at=at - 15 * DAY, closes_at=at, rung_claimed=6,
            decided_at=at, decided_by=members[5], override_language="en" if early else "",
            **{f"{guard}_kept": not early for guard in charters.Guard},
            **{f"{guard}_override": why for guard in charters.Guard},
        )  # fmt: skip

    def duty_date(self, duty, each):
        outcome = self.pick.choice(["kept", "kept", "not_kept", ""])
        said = {"recorded_by": duty.holder, "recorded_at": NOW} if outcome else {}
        return charters.DutyDate(
            duty=duty, due_on=NOW.date() - timedelta(days=each * 30 + 5), outcome=outcome,
            because="No room." if outcome == "not_kept" else "", **said,
        )  # fmt: skip


# How many there are stands outside of the join, so that it can be a hash join.
NUMBERED = """
    SELECT m.id, m.person_id, m.partnership_id, held.ids,
        row_number() OVER (ORDER BY m.id) - 1 AS place
    FROM partners_membership m JOIN (
        SELECT partnership_id, array_agg(id) AS ids FROM meetings_meeting GROUP BY partnership_id
    ) held USING (partnership_id)
    WHERE m.left_at IS NULL
"""
NOTICES = f"""
    WITH members AS MATERIALIZED ({NUMBERED}),
        turns AS (SELECT n, n %% count AS place, n / count AS round FROM
            generate_series(0, %s - 1) n, (SELECT count(*) FROM members) counted)
    INSERT INTO notices_notice (kind, person_id, partnership_id, subject_type_id, subject_id,
        revision, occasion, due_at, last_moment, created_at)
    SELECT 'meeting_reminder', person_id, partnership_id, %s, ids[1 + n %% cardinality(ids)],
        1000 + round, 'P1D', now() - n * interval '20 seconds', NULL, now()
    FROM turns JOIN members USING (place)
"""
# One in a thousand waits for its time; the others were sent long ago.
DELIVERIES = """
    INSERT INTO notices_delivery (notice_id, channel, state, next_try_at, owner, tries, crashes,
        key, language, reason, sent_at)
    SELECT id, 'email', CASE WHEN waits THEN 'pending' ELSE 'sent' END,
        CASE WHEN waits THEN now() + interval '30 days' ELSE due_at END, '', 0, 0,
        gen_random_uuid(), 'en', '', CASE WHEN waits THEN NULL ELSE due_at END
    FROM (SELECT id, due_at, id % 1000 = 0 AS waits FROM notices_notice WHERE revision >= 1000) it
"""
HEADS = """
    INSERT INTO partners_audithead (partnership_id, number, hash, mailed_number)
    SELECT id, 0, '', 0 FROM partners_partnership ON CONFLICT DO NOTHING
"""
# Their hashes are no chain: nothing that is measured verifies it.
LINES = f"""
    WITH members AS MATERIALIZED ({NUMBERED}),
        turns AS (SELECT n, n %% count AS place, n / count AS round FROM
            generate_series(0, %s - 1) n, (SELECT count(*) FROM members) counted)
    INSERT INTO partners_auditevent (chain_id, number, at, action, actor_id, actor_membership_id,
        about, object_label, object_pk, fields, previous, hash)
    SELECT head.id, 1000 + n, now() - n * interval '20 seconds', 'needs_opened', person_id,
        members.id, ' ' || person_id || ' ', '', '', '["kind"]', '', md5(n::text) || md5(n::text)
    FROM turns JOIN members USING (place)
        JOIN partners_audithead head ON head.partnership_id = members.partnership_id
"""


def write_ledger_and_log(rows) -> None:
    """Let the ledger and the log each hold so many rows more."""
    about = ContentType.objects.get_for_model(meetings.Meeting).pk
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(NOTICES, [rows, about])
        cursor.execute(DELIVERIES)
        cursor.execute(HEADS)
        cursor.execute(LINES, [rows])
