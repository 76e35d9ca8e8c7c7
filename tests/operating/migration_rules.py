"""What a migration may do while the program of one release before still runs on the same tables."""

from collections.abc import Iterator

from django.db import connection, models
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation

from partners.migrating import AddIndexLive, RemoveIndexLive

RENAMED = "renaming breaks the program that runs: add the new one, fill it, remove the old later"
REMOVED = "say in the migration which release stopped using it: `unused_since = '1.2'`"
AT_ONCE = "use AddIndexLive / RemoveIndexLive from partners.migrating, with `atomic = False`"
NOT_ATOMIC = "an index is made live only with `atomic = False`, in a migration of its own"
NO_VALUE = "the program that runs fills no such column: null=True, or a db_default"
TYPE = "changing a type writes the whole table anew while everybody waits: add another column"
NEEDS_VALUE = "the program that runs may still write NULL: fill it, and demand it a release later"
BUILT = "its index is built while everybody waits: db_index=False, then AddIndexLive"
CHECKED = "all rows are looked at while everybody waits: RunSQL with NOT VALID, then VALIDATE"
ONE_WAY = "there is no way back: give it a reverse"
BATCHES = "many rows in one transaction: `atomic = False`, and in batches"
MIXED = "data and tables in one migration: make two of it"


def broken_rules(migration, state) -> Iterator[str]:
    """Yield what is wrong with a migration, given the models before it."""
    fresh = set()
    state = state.clone()
    flat = [*_flat(migration.operations)]
    for operation in flat:
        if isinstance(operation, ops.CreateModel):
            fresh.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", None) not in fresh:
            for rule in _broken(operation, migration, state):
                yield f"{migration.app_label}.{migration.name}: {operation.describe()}: {rule}"
        operation.state_forwards(migration.app_label, state)
    are_data = {isinstance(it, ops.RunPython) for it in flat}
    if len(are_data) == 2:
        yield f"{migration.app_label}.{migration.name}: {MIXED}"


def _flat(operations) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, ops.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _broken(operation, migration, state) -> Iterator[str]:
    match operation:
        case ops.RenameField() | ops.RenameModel() | ops.AlterModelTable() | ops.RenameIndex():
            yield RENAMED
        case ops.RemoveField() | ops.DeleteModel():
            if not getattr(migration, "unused_since", ""):
                yield REMOVED
        case AddIndexLive() | RemoveIndexLive():
            if migration.atomic or len(migration.operations) > 1:
                yield NOT_ATOMIC
        case ops.AddIndex() | ops.RemoveIndex():
            yield AT_ONCE
        case ops.AddField():
            yield from _added(operation.field)
        case ops.AlterField():
            old = state.models[migration.app_label, operation.model_name_lower]
            yield from _altered(old.fields[operation.name], operation.field)
        case ops.AddConstraint() | ops.AlterUniqueTogether() | ops.AlterOrderWithRespectTo():
            yield CHECKED
        case ops.RunPython():
            if not operation.reversible:
                yield ONE_WAY
            if operation.atomic is not False and migration.atomic:
                yield BATCHES
        case ops.RunSQL():
            if not operation.reversible:
                yield ONE_WAY


def _added(field) -> Iterator[str]:
    if isinstance(field, models.ManyToManyField):
        return
    if not field.null and not field.has_db_default():
        yield NO_VALUE
    if field.unique or field.db_index:
        yield BUILT
    if field.remote_field and field.db_constraint:
        yield CHECKED


def _altered(old, new) -> Iterator[str]:
    before, after = (_type(field) for field in (old, new))
    if before != after and not _only_grows(old, new):
        yield TYPE
    if old.null and not new.null:
        yield NEEDS_VALUE
    if (new.unique or new.db_index) and not (old.unique or old.db_index):
        yield BUILT


def _type(field) -> str | None:
    return None if field.remote_field else field.db_type(connection)


def _only_grows(old, new) -> bool:
    if not isinstance(old, models.CharField):
        return False
    is_longer = isinstance(new, models.CharField) and new.max_length >= old.max_length
    return is_longer or isinstance(new, models.TextField)
