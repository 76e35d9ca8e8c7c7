"""Migrations that people do not notice: what they may do, and how they wait."""

import threading
from datetime import timedelta
from io import StringIO
from itertools import islice

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from partners import guards, migrating
from partners.migrating import AddIndexLive, RemoveIndexLive
from tests.operating.migration_rules import (
    AT_ONCE,
    BATCHES,
    BUILT,
    CHECKED,
    MIXED,
    NEEDS_VALUE,
    NO_VALUE,
    NOT_ATOMIC,
    ONE_WAY,
    REMOVED,
    RENAMED,
    TYPE,
    broken_rules,
)

OURS = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}


def test_no_migration_disturbs_those_who_work():
    """The first of each app is for an empty database, and may do anything."""
    loader = MigrationLoader(None)
    later = [key for key in loader.disk_migrations if key[0] in OURS and key[1] != "0001_initial"]

    found = [
        rule
        for key in later
        for rule in broken_rules(
            loader.disk_migrations[key], loader.project_state(key, at_end=False)
        )
    ]

    assert found == []


def before():
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=10, null=True)),
    ]
    state = ProjectState()
    state.add_model(ModelState("notices", "Old", fields))
    return state


def of(*operations, **attributes):
    attributes = {"operations": [*operations], **attributes}
    return type("Migration", (migrations.Migration,), attributes)("0002_later", "notices")


def nothing(apps, schema_editor):
    """A change of data that changes nothing."""


INDEX = models.Index(fields=["name"], name="by_name")
LINK = models.ForeignKey("Old", models.CASCADE, null=True)
LOOSE = {"db_index": False, "db_constraint": False}
CHECK = models.CheckConstraint(condition=models.Q(name="x"), name="is_x")


@pytest.mark.parametrize(
    ("operations", "attributes", "rules"),
    [
        ([migrations.AddField("old", "more", models.TextField(null=True))], {}, []),
        ([migrations.AddField("old", "more", models.TextField(db_default=""))], {}, []),
        ([migrations.AddField("old", "more", models.TextField(default=""))], {}, [NO_VALUE]),
        (
            [migrations.AddField("old", "more", models.TextField(null=True, db_index=True))],
            {},
            [BUILT],
        ),
        ([migrations.AddField("old", "link", LINK)], {}, [BUILT, CHECKED]),
        (
            [
                migrations.AddField(
                    "old", "link", models.ForeignKey("Old", models.CASCADE, null=True, **LOOSE)
                )
            ],
            {},
            [],
        ),
        ([migrations.AddField("old", "many", models.ManyToManyField("Old"))], {}, []),
        ([migrations.RenameField("old", "name", "title")], {}, [RENAMED]),
        ([migrations.RenameModel("Old", "New")], {}, [RENAMED]),
        ([migrations.RemoveField("old", "name")], {}, [REMOVED]),
        ([migrations.RemoveField("old", "name")], {"unused_since": "1.2"}, []),
        ([migrations.DeleteModel("Old")], {}, [REMOVED]),
        (
            [migrations.AlterField("old", "name", models.CharField(max_length=20, null=True))],
            {},
            [],
        ),
        (
            [migrations.AlterField("old", "name", models.CharField(max_length=5, null=True))],
            {},
            [TYPE],
        ),
        ([migrations.AlterField("old", "name", models.IntegerField(null=True))], {}, [TYPE]),
        (
            [migrations.AlterField("old", "name", models.CharField(max_length=10))],
            {},
            [NEEDS_VALUE],
        ),
        (
            [migrations.AlterField("old", "name", models.TextField(null=True, unique=True))],
            {},
            [BUILT],
        ),
        ([migrations.AddIndex("old", INDEX)], {}, [AT_ONCE]),
        ([AddIndexLive("old", INDEX)], {}, [NOT_ATOMIC]),
        ([AddIndexLive("old", INDEX)], {"atomic": False}, []),
        ([migrations.AddConstraint("old", CHECK)], {}, [CHECKED]),
        ([migrations.RunPython(nothing)], {}, [ONE_WAY, BATCHES]),
        ([migrations.RunPython(nothing, nothing)], {"atomic": False}, []),
        ([migrations.RunSQL("SELECT 1")], {}, [ONE_WAY]),
        ([migrations.RunSQL("SELECT 1", "SELECT 1")], {}, []),
        (
            [
                migrations.RunPython(nothing, nothing),
                migrations.AddField("old", "more", models.TextField(null=True)),
            ],
            {"atomic": False},
            [MIXED],
        ),
        (
            [
                migrations.CreateModel(
                    "Fresh",
                    [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
                ),
                migrations.AddIndex("fresh", INDEX),
            ],
            {},
            [],
        ),
        (
            [
                migrations.SeparateDatabaseAndState(
                    database_operations=[migrations.RenameField("old", "name", "title")]
                )
            ],
            {},
            [RENAMED],
        ),
    ],
)
def test_what_would_disturb_is_found(operations, attributes, rules):
    found = [*broken_rules(of(*operations, **attributes), before())]

    assert len(found) == len(rules)
    assert all(any(rule in it for it in found) for rule in rules)


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_and_taken_away_while_people_write():
    state = before()
    index = AddIndexLive("old", INDEX)
    after = state.clone()
    index.state_forwards("notices", after)
    gone = after.clone()
    away = RemoveIndexLive("old", "by_name")
    away.state_forwards("notices", gone)
    model = state.apps.get_model("notices", "Old")

    def indexes():
        with connection.cursor() as cursor:
            return connection.introspection.get_constraints(cursor, model._meta.db_table)

    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(model)
    try:
        with connection.schema_editor(atomic=False) as editor:
            index.database_forwards("notices", editor, state, after)
            assert "by_name" in indexes()
            index.database_backwards("notices", editor, after, state)
            assert "by_name" not in indexes()
            index.database_forwards("notices", editor, state, after)
            away.database_forwards("notices", editor, after, gone)
            assert "by_name" not in indexes()
            away.database_backwards("notices", editor, gone, after)
            assert "by_name" in indexes()
    finally:
        with connection.schema_editor(atomic=False) as editor:
            editor.delete_model(model)


# Waiting


def run(**options):
    output = StringIO()
    call_command("migrate_live", stdout=output, **options)
    return output.getvalue()


@pytest.mark.django_db(transaction=True)
def test_tables_that_are_up_to_date_stay_as_they_are():
    assert "in use 0 times" in run()


@pytest.fixture
def everything_in_use(transactional_db):
    """Another connection that has written to each table, and does not end its transaction."""
    is_in, may_go = threading.Event(), threading.Event()

    def stay():
        with transaction.atomic(), connection.cursor() as cursor:
            for table in connection.introspection.django_table_names(only_existing=True):
                cursor.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
            is_in.set()
            may_go.wait(60)
        connection.close()

    thread = threading.Thread(target=stay)
    thread.start()
    assert is_in.wait(20)
    yield
    may_go.set()
    thread.join()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("everything_in_use")
def test_tables_that_are_up_to_date_are_needed_by_nobody_alone(monkeypatch):
    monkeypatch.setattr(migrating, "_is_new", lambda: False)
    monkeypatch.setattr(migrating, "_missing", list)

    assert "in use 0 times" in run(seconds=0.1)


def triggers(cursor):
    cursor.execute(
        "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass", [guards.TABLE]
    )
    return dict(cursor.fetchall())


@pytest.mark.postgresql
@pytest.mark.django_db
def test_what_the_database_refuses_is_made_good_again():
    with connection.cursor() as cursor:
        before = triggers(cursor)
        name = f"{guards.TABLE}_keeps_update"
        cursor.execute(f"ALTER TABLE {guards.TABLE} DISABLE TRIGGER {name}")
        cursor.execute(f"DROP TRIGGER {guards.TABLE}_keeps_delete ON {guards.TABLE}")
        assert triggers(cursor) != before

        guards.install()

        assert triggers(cursor) == before


@pytest.fixture
def missing(monkeypatch):
    """One migration that is missing: it needs the table of people for itself."""
    applied = []

    def apply(migration):
        if not applied:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = 50")
                cursor.execute("LOCK TABLE partners_person IN ACCESS EXCLUSIVE MODE")
        applied.append(migration)

    monkeypatch.setattr(migrating, "_is_new", lambda: False)
    monkeypatch.setattr(migrating, "_missing", lambda: [] if applied else ["partners.0002"])
    monkeypatch.setattr(migrating, "_apply", apply)
    return applied


@pytest.fixture
def somebody_in_it(transactional_db):
    """Another connection that stays in a transaction on the table, until told."""
    is_in, may_go = threading.Event(), threading.Event()

    def stay():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE partners_person IN ROW EXCLUSIVE MODE")
            is_in.set()
            may_go.wait(20)
        connection.close()

    thread = threading.Thread(target=stay)
    thread.start()
    is_in.wait(20)
    yield may_go
    may_go.set()
    thread.join()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_table_in_use_is_tried_again_until_it_is_free(missing, somebody_in_it):
    threading.Timer(0.8, somebody_in_it.set).start()

    told = run(seconds=20)

    assert "partners.0002" in told
    assert "in use 0 times" not in told


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_applied_is_told_although_what_follows_met_a_table_in_use(monkeypatch, missing):
    def apply_and_fail_once(migration, apply=migrating._apply):
        is_first = not missing
        apply(migration)
        if is_first:
            raise OperationalError from type("Refused", (Exception,), {"pgcode": "55P03"})()

    monkeypatch.setattr(migrating, "_apply", apply_and_fail_once)

    told = run(seconds=20)

    assert "partners.0002" in told
    assert "in use 1 times" in told


def test_nobody_who_comes_and_goes_in_a_rhythm_is_met_each_time():
    pauses = [*islice(migrating._pauses(), 30)]

    assert len(set(pauses)) == len(pauses)
    assert max(pauses) <= migrating.LONGEST_PAUSE.total_seconds()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_patience_has_an_end(missing, somebody_in_it):
    with pytest.raises(CommandError, match="in use all the time"):
        run(seconds=0.2)

    assert missing == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_another_error_is_told_at_once(monkeypatch):
    def broken(migration):
        raise OperationalError("no disk")

    monkeypatch.setattr(migrating, "_is_new", lambda: False)
    monkeypatch.setattr(migrating, "_missing", list)
    monkeypatch.setattr(migrating, "_apply", broken)

    with pytest.raises(OperationalError, match="no disk"):
        migrating.migrate(patience=timedelta(seconds=5), say=print)
