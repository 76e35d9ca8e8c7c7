"""What each table keeps of a person: what they may take along, and what becomes of it if they go.

Each app declares its own tables, in a module named `own_tables`. A test walks all models and fails
for one from which a path leads to a person and that is neither declared nor left out with a reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.files import File
from django.db import models
from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.languages import CODES
from partners.models import Membership, Person

ME = "me"  # stands for the person themselves where a row names them


class Section(TextChoices):
    """Under which heading things stand in the file that a person takes along."""

    ABOUT_ME = "about_me", _("About me")
    SIGN_IN = "sign_in", _("How I sign in")
    PLACES = "places", _("Where I take part, and what I need")
    JOURNAL = "journal", _("My journal")
    SAID = "said", _("What I said and wrote")
    AGREED = "agreed", _("What I signed and decided")
    MEETINGS = "meetings", _("Meetings, answers and money")
    FOR_ALL = "for_all", _("What I did for the group")
    MESSAGES = "messages", _("Messages to me")


@dataclass(frozen=True)
class Asking:
    """Who takes their data along, from which session, when."""

    person: Person
    session: SessionBase
    now: datetime


@dataclass
class Item:
    """One thing of a person's: all of it as plain data, and what a person reads of it."""

    section: Section
    table: str
    label: str | Promise
    data: dict[str, Any]
    when: datetime | None = None
    lines: list[tuple[str, str, str]] = field(default_factory=list)  # label, words, language
    files: list[tuple[str, Any]] = field(default_factory=list)  # name, and bytes or an open file


Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Part:
    """One table of which some rows are a person's.

    `whose` are the lookups that lead from a row to a person or a membership. `for_all` are rows of
    the group, theirs to take along only while they belong to it. `about` names texts of other rows
    that tell what a row is about. `opened` returns what is sealed or told apart, `files` what was
    uploaded. When a person is erased the rows go (`goes`), lose what `emptied` names, or stay,
    which takes a reason.
    """

    model: type[Model]
    whose: tuple[str, ...]
    section: Section
    for_all: bool = False
    about: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    opened: Callable[[Any, Person], dict[str, Any]] | None = None
    files: Callable[[Any], Iterable[tuple[str, Any]]] | None = None
    goes: bool = False
    emptied: Mapping[str, Any] = field(default_factory=dict)
    emptied_where: Q = field(default_factory=Q)
    stays: str = ""

    def rows(self, person: Person) -> Rows:
        """Return the person's own rows, the oldest first."""
        found = Q(pk=None)
        for lookup in self.whose:
            found |= Q(**{f"{lookup}{self._to_person(lookup)}": person.pk})
        return self.model._default_manager.filter(found).distinct().order_by("pk")

    def rows_to_take(self, person: Person) -> Rows:
        """Return the rows that the person may take along, with the names they mention."""
        if not self.for_all:
            rows = self.rows(person)
        else:
            found = Q(pk=None)
            for lookup in self.whose:
                here = {f"{lookup}__person": person, f"{lookup}__left_at": None}
                found |= Q(**here)
            rows = self.model._default_manager.filter(found).distinct().order_by("pk")
        return rows.select_related(*self._related()) if self._related() else rows

    def _to_person(self, lookup: str) -> str:
        model: Any = self.model
        if lookup == "pk":
            return ""
        for name in lookup.split("__"):
            model = model._meta.get_field(name).related_model
        return "__person" if model is Membership else ""

    def _related(self) -> list[str]:
        names = []
        for each in self.model._meta.concrete_fields:
            if each.related_model is Membership:
                names.append(f"{each.name}__person")
            elif each.related_model is Person:
                names.append(each.name)
        return [*names, *(lookup.rpartition("__")[0] for lookup in self.about)]


_parts: dict[type[Model], Part] = {}
_left_out: dict[type[Model], str] = {}
_extras: dict[Callable[[Asking], Iterator[Item]], None] = {}


def declare(model: type[Model], *whose: str, section: Section, **rest: Any) -> Part:
    """Say of which rows of a table a person is the owner, and what becomes of them."""
    hidden = frozenset(rest.pop("hidden", ()))
    part = Part(model, whose, section, hidden=hidden, **rest)
    if part.goes + bool(part.emptied) + bool(part.stays) == 0:
        raise ValueError(f"Say what becomes of {model._meta.label} when a person is erased.")
    _parts[model] = part
    return part


def leave_out(because: str, *left_out: type[Model]) -> None:
    """Say why these tables hold nothing that is one person's to take along or to have erased."""
    _left_out.update(dict.fromkeys(left_out, because))


def also(extra: Callable[[Asking], Iterator[Item]]) -> Callable[[Asking], Iterator[Item]]:
    """Let an app add what no table tells by itself, such as what it keeps sealed."""
    _extras[extra] = None
    return extra


def parts() -> list[Part]:
    """Return every table of which some rows are a person's."""
    return list(_parts.values())


def left_out() -> dict[type[Model], str]:
    """Return the tables that are left out, each with its reason."""
    return dict(_left_out)


def all_of(asking: Asking) -> Iterator[Item]:
    """Yield everything that is the person's to take along, table by table."""
    for part in _parts.values():
        for row in part.rows_to_take(asking.person).iterator(chunk_size=2000):
            yield _item(part, row, asking.person)
    for extra in _extras:
        yield from extra(asking)


def _item(part: Part, row: Model, person: Person) -> Item:
    data: dict[str, Any] = {}
    for each in row._meta.concrete_fields:
        if each.name in part.hidden or isinstance(each, models.BinaryField):
            continue
        value = _value(row, each, person)
        if value not in (None, "", []):
            data[each.name] = value
    about = {lookup: words for lookup in part.about if (words := _text_at(row, lookup))}
    opened = part.opened(row, person) if part.opened else {}
    item = Item(
        part.section,
        part.model._meta.label,
        _label(part.model),
        {**data, **({"about": about} if about else {}), **opened},
        when=_when(row),
    )
    item.lines = [
        *(("", words, "") for words in about.values()),
        *_lines(row, data),
        *_told(opened),
    ]
    for name, content in part.files(row) if part.files else ():
        item.files.append((f"{row._meta.model_name}-{row.pk}-{name}", content))
    return item


def _value(row: Model, each: Any, person: Person) -> Any:
    if each.related_model is Person or each.related_model is Membership:
        if (other := getattr(row, each.name)) is None:
            return None
        somebody = other if each.related_model is Person else other.person
        return ME if somebody.pk == person.pk else str(somebody.name)
    value = each.value_from_object(row)
    return value.name if isinstance(value, File) else value


def _text_at(row: Any, lookup: str) -> str:
    """Return the text at the end of a lookup, in the reader's language or another it has."""
    path, _dot, name = lookup.rpartition("__")
    for step in path.split("__"):
        row = getattr(row, step, None)
        if row is None:
            return ""
    in_any = (getattr(row, f"{name}_{code.replace('-', '_')}", "") for code in CODES)
    return str(getattr(row, name, "") or next(filter(None, in_any), "") or "")


def _label(model: type[Model]) -> str | Promise:
    """The name of a kind of thing, where it has one that people read."""
    name = model._meta.verbose_name
    return name if isinstance(name, Promise) else ""


def _when(row: Model) -> datetime | None:
    """Return the moment by which a row is best known: the first that it has."""
    for each in row._meta.concrete_fields:
        if isinstance(each, models.DateTimeField) and (value := each.value_from_object(row)):
            return value
    return None


def _lines(row: Any, data: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what people read of a row: its choices, and its words with their language."""
    own_language = data.get("language", "")
    for each in row._meta.concrete_fields:
        if (
            each.name not in data
            or each.related_model
            or not isinstance(each, models.CharField | models.TextField)
        ):
            continue
        label = str(each.verbose_name) if isinstance(each.verbose_name, Promise) else ""
        if each.choices:
            yield label, str(getattr(row, f"get_{each.name}_display")()), ""
        elif label or isinstance(each, models.TextField):
            of_row = own_language if isinstance(each, models.TextField) else ""
            language = data.get(f"{each.name}_language", of_row)
            yield label, str(data[each.name]), language if language in CODES else ""


def _told(opened: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    language = str(opened.get("language", ""))
    for name, value in opened.items():
        if isinstance(value, str) and name not in {"language"} and value:
            yield "", value, language
        elif isinstance(value, list | tuple):
            yield from (("", str(each), "") for each in value if each)


def erase_rows(person: Person) -> None:
    """Delete what goes with a person, and empty what loses their words."""
    for part in _parts.values():
        keys = part.rows(person).order_by().values("pk")
        rows = part.model._default_manager.filter(pk__in=keys)
        if part.goes:
            rows.delete()
        elif part.emptied:
            rows.filter(part.emptied_where).update(**part.emptied)
