"""Lists ask the database as often for 300 rows as for three."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Membership, Person
from reflections.models import Mark, PracticeChange, Prompt, Reflected, SharedPassage, Theme
from tests.factories import MeetingFactory, MembershipFactory, now
from tests.reflections.visiting import visit

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 300


@pytest.fixture
def maya():
    return MembershipFactory(facilitator=True)


def people(maya, count):
    persons = Person.objects.bulk_create(
        Person(name=f"Person {number}", email=None, language="es") for number in range(count)
    )
    return Membership.objects.bulk_create(
        Membership(partnership=maya.partnership, person=each, group="leader", joined_at=now())
        for each in persons
    )


def prompts(maya, count):
    Prompt.objects.bulk_create(
        Prompt(
            partnership=maya.partnership, lens="between", text_en=f"{number}?", written_at=now(),
            written_by=member,
        )
        for number, member in enumerate(people(maya, count))
    )  # fmt: skip


def changes(maya, count):
    meeting = MeetingFactory(partnership=maya.partnership, created_by=maya, past=True)
    for ended in (False, True):
        how = {"outcome": "done", "ended_at": now(), "recorded_by": maya} if ended else {}
        PracticeChange.objects.bulk_create(
            PracticeChange(
                partnership=maya.partnership, owner=member, what_en="x", due_on=now().date(),
                agreed_by=maya, agreed_at=now(), meeting=meeting, **how,
            )
            for member in people(maya, count)
        )  # fmt: skip


def passages(maya, count):
    members = people(maya, count)
    rows = []
    for author in [*members, *([maya] * count)]:
        row = SharedPassage(
            partnership=maya.partnership, author=author, language="en", shared_at=now()
        )
        row.words = "x"
        rows.append(row)
    SharedPassage.objects.bulk_create(rows)
    through = SharedPassage.readers.through
    through.objects.bulk_create(
        through(sharedpassage=row, membership=reader)
        for row in rows
        for reader in ([maya] if row.author != maya else members[:3])
    )


def marks(maya, count):
    month = (now().replace(day=1) - timedelta(days=1)).date().replace(day=1)
    Mark.objects.bulk_create(
        Mark(
            partnership=maya.partnership, theme=theme, month=month, whose=f"{count}{theme}{number}"
        )
        for number in range(count)
        for theme in Theme.values
    )


def asked(maya, count):
    meeting = MeetingFactory(
        partnership=maya.partnership, created_by=maya, starts_at=now() + timedelta(days=3)
    )
    Reflected.objects.bulk_create(
        Reflected(meeting=meeting, membership=member, prompt="power")
        for member in [maya, *people(maya, count)]
    )


PAGES = {
    "prompts": prompts,
    "practice_changes": changes,
    "add_practice_change": changes,
    "shared": passages,
    "share_passage": people,
    "themes": marks,
    "before_meetings": asked,
}


def statements(maya, name):
    visit(maya, name)  # what is asked only once, such as the kinds of content
    with CaptureQueriesContext(connection) as asked_for:
        assert visit(maya, name).status_code == 200
    return [query["sql"] for query in asked_for.captured_queries]


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_as_often_for_many_as_for_few(maya, name):
    PAGES[name](maya, FEW)
    few = statements(maya, name)
    PAGES[name](maya, MANY)

    many = statements(maya, name)

    assert len(many) == len(few)


@pytest.mark.parametrize("count", [FEW, MANY])
def test_asking_before_a_meeting_takes_as_many_statements_for_many(maya, count):
    from reflections import asking  # noqa: PLC0415

    people(maya, count)
    meeting = MeetingFactory(
        partnership=maya.partnership, created_by=maya, starts_at=now() + timedelta(days=3)
    )
    with CaptureQueriesContext(connection) as asked_for:
        asking.prepare(meeting.pk, now())

    assert Reflected.objects.count() == count + 1
    assert len(asked_for.captured_queries) < 40
