"""Addresses of the private journal, as `tests.addresses` wants them. Whoever asks has it open."""

from uuid import uuid4

from tests.reflections.journals import write

ENTRY = {"pk": lambda world: write(world.owner).pk}

JOURNAL_ADDRESSES = {
    "reflections:journal": {},
    "reflections:write": {},
    "reflections:my_journal": {},
    "reflections:write_for_myself": {},
    "reflections:keep_draft": {},
    "reflections:drop_draft": {"page": lambda world: uuid4()},
    "reflections:export_text": {},
    "reflections:export_data": {},
    "reflections:entry": ENTRY,
    "reflections:change_entry": ENTRY,
    "reflections:entry_themes": ENTRY,
    "reflections:delete_entry": ENTRY,
    "reflections:open_journal": {},
    "reflections:journal_ways": {},
    "reflections:new_journal": {},
    "reflections:lock_journal": {},
    "reflections:destroy_journal": {},  # last: a destroyed key does not come back with a rollback
}

OWN_ENTRY = {
    "reflections:entry", "reflections:change_entry", "reflections:entry_themes",
    "reflections:delete_entry",
}  # fmt: skip
