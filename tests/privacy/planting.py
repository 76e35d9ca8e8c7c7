"""A mark in all that people wrote, so that what is shown tells whose words it shows."""

import re

from django.apps import apps
from django.db.models import CharField, TextField, Value
from django.db.models.functions import Cast, Concat

FOUND = re.compile(r"zz(\w+?)\.(\w+?)-", re.IGNORECASE)
OURS = {"partners", "translations", "notices", "meetings", "charters", "reflections"}
LONG = 100  # characters: shorter fields hold codes, but for these
SHORT = {"phone", "detail", "tongue", "term", "translation"}
# Addresses, and what our own programs write and read.
NO_WORDS = {"slug", "rule", "password", "content_type", "object_label", "url", "online_url"} | {
    "address",
    "accepted_by_browser",
}


def word_fields(model):
    """The fields of a model in which people write: words, names, how to reach them."""
    texts = [
        each for each in model._meta.concrete_fields if isinstance(each, CharField | TextField)
    ]
    for each in texts:
        is_long = (each.max_length or LONG) >= LONG
        if (is_long or each.name in SHORT) and not each.choices and each.name not in NO_WORDS:
            yield each


def end_of(field):
    return "@example.org" if "email" in field.name else ""


def mark_rows():
    """Put a mark into whatever was written in the database. What cannot change stays."""
    for model in apps.get_models():
        is_ours = model._meta.app_label in OURS and model._meta.model_name != "auditevent"
        if not is_ours or not model._default_manager.exists():
            continue
        for each in word_fields(model):
            mark = Concat(
                Value(f"Zz{model.__name__}.{each.name}-"),
                Cast("pk", CharField()),
                Value(end_of(each)),
            )
            model._default_manager.exclude(**{each.name: ""}).update(**{each.name: mark})


def mark(obj, seen=None):
    """Put a mark into every text of a thing that is not saved, and of all it belongs to."""
    seen = set() if seen is None else seen
    if id(obj) in seen:
        return
    seen.add(id(obj))
    for each in word_fields(type(obj)):
        setattr(obj, each.attname, f"Zz{type(obj).__name__}.{each.name}-{end_of(each)}")
    for related in obj._state.fields_cache.values():
        if related is not None:
            mark(related, seen)


def marks_in(text):
    """Which fields of which models a text shows: "Person.name"."""
    return {".".join(found) for found in FOUND.findall(text)}
