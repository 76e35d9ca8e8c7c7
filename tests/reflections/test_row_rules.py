"""PostgreSQL shows a journal to its owner alone, also where a filter is forgotten."""

from contextlib import contextmanager

import pytest
from django.core.checks import run_checks
from django.db import ProgrammingError, connection, transaction

from reflections import journaling, row_rules, unlocking
from reflections.checks import check_role
from reflections.models import Draft, Entry, JournalLock
from reflections.opened import Journal, at_hand
from tests.factories import MembershipFactory
from tests.reflections.journals import PIN, begin, keep_draft, write

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MODELS = [Entry, Draft, JournalLock]


@contextmanager
def plain_role(*, owns_tables):
    """Work as a role that is no superuser, as a real site does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (superuser,) = cursor.fetchone()
        cursor.execute("CREATE ROLE plain NOSUPERUSER")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain")
        cursor.execute("GRANT ALL ON SCHEMA public TO plain")
        for table in row_rules.TABLES if owns_tables else []:
            cursor.execute(f"ALTER TABLE {table} OWNER TO plain")
        cursor.execute("SET ROLE plain")
        yield
        cursor.execute(f'SET ROLE "{superuser}"')


@pytest.fixture(params=[True, False], ids=["owns the tables", "does not"])
def rosa(request):
    """Somebody with one of each row, seen by a role as real sites have it."""
    rosa = MembershipFactory()
    begin(rosa.person)
    write(rosa, "a")
    keep_draft(rosa)
    with plain_role(owns_tables=request.param):
        yield rosa


@pytest.mark.parametrize("model", MODELS)
def test_a_query_without_filter_finds_nothing(rosa, model):
    assert not model.objects.exists()
    with at_hand(rosa.person):
        assert model.objects.count() == 1


@pytest.mark.parametrize("model", MODELS)
def test_a_query_without_filter_finds_nobody_elses(rosa, model):
    other = MembershipFactory()
    write(other, "mine")

    with at_hand(other.person):
        found = {row.owner for row in model.objects.all()}

    assert found <= {Journal.of(other.person).owner}


def test_nobody_writes_into_another_journal(rosa):
    other = Journal.of(MembershipFactory().person, make=True)

    with at_hand(rosa.person), pytest.raises(ProgrammingError), transaction.atomic():
        Entry(owner=other.owner, sealed_words=b"x").save()


def test_everything_works_with_such_a_role(rosa):
    (entry,) = journaling.entries_of(rosa)
    write(rosa, "b")
    journaling.change(
        rosa.person, entry.pk, "c", language="es", page=entry.pk, revision=entry.revision,
        now=entry.written_at,
    )  # fmt: skip

    assert {each.words for each in journaling.entries_of(rosa)} == {"b", "c"}
    assert unlocking.is_right(unlocking.lock_of(rosa.person), PIN)
    journaling.destroy(rosa.person)
    assert unlocking.lock_of(rosa.person) is None


def test_the_owner_is_forgotten_when_the_journal_is_put_away(rosa):
    with transaction.atomic():
        journaling.entries_of(rosa)

        assert not Entry.objects.exists()


def test_one_journal_inside_another_leads_back_to_the_first(rosa):
    other = MembershipFactory()
    write(other, "mine")

    with at_hand(rosa.person):
        journaling.entries_of(other)

        assert Entry.objects.get().owner == Journal.of(rosa.person).owner


def test_a_role_that_passes_by_the_rule_is_pointed_out():
    assert "reflections.W001" in {found.id for found in run_checks(databases=["default"])}
    with plain_role(owns_tables=True):
        assert check_role(databases=["default"]) == []


def test_the_rules_can_be_made_again():
    row_rules.install()

    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'owner_only'")
        assert {name for (name,) in cursor.fetchall()} == set(row_rules.TABLES)
