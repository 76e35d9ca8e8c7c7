"""The kinds of things we tell people. Each app registers its own when it is ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Membership

if TYPE_CHECKING:
    from notices.models import Notice


class Category(TextChoices):
    """What a person may switch off, in one go."""

    REMINDERS = "reminders", _("Reminders")
    CHANGES = "changes", _("Changes of a meeting")
    MATERIAL = "material", _("Notes and things to read")
    FOLLOW_UPS = "follow_ups", _("Questions whether things worked")
    AGREEMENTS = "agreements", _("Agreements, decisions and what became of what I said")
    REFLECTION = "reflection", _("Reflection, give and take, and what is in the way")
    LOG = "log", _("The mark of the log of who opened what")
    WORK = "work", _("Work for facilitators")


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a message. `method`: what a calendar file asks for ("REQUEST")."""

    name: str
    content: bytes
    content_type: str
    method: str = ""


def _no_context(notice: "Notice") -> dict[str, Any]:
    return {}


def _always(notice: "Notice", now: datetime) -> bool:
    return True


def _nothing(notice: "Notice") -> list[Any]:
    return []


def _nowhere(notice: "Notice") -> str:
    return ""


def _no_example(membership: Membership) -> Model | None:
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of notice: what it says, to whom it still matters, and what goes with it.

    The words stand in `templates/notices/<name>.txt`. `questions` names the questions a person can
    answer from it, as (letter, object) pairs; the mail shows each as a link, the call sheet as a
    form. `written_at` is the page where a caller writes down what these cannot hold. `example`
    finds or makes a subject for a preview, unsaved, or None. What `is_urgent` goes through every
    channel that a person allows for it; `only_by` names the channels that may bring it at all.
    """

    name: str
    label: str | Promise
    category: Category
    subject: type[Model]
    context: Callable[["Notice"], dict[str, Any]] = _no_context
    is_wanted: Callable[["Notice", datetime], bool] = _always
    waits_for_waking: bool = True
    may_be_muted: bool = True
    attachments: Callable[["Notice"], Sequence[Attachment]] = _nothing
    questions: Callable[["Notice"], Sequence[tuple[str, Model]]] = _nothing
    written_at: Callable[["Notice"], str] = _nowhere
    example: Callable[[Membership], Model | None] = _no_example
    example_occasion: str = ""
    is_urgent: bool = False
    only_by: Sequence[str] = ()

    @property
    def short_template(self) -> str:
        """The name of its own words for a text message, if there are any: see `short`."""
        return f"notices/{self.name}.sms.txt"

    @property
    def template(self) -> str:
        """The name of the text it is written in."""
        return f"notices/{self.name}.txt"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known. Its name is taken once."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"There is already a kind of notice named {kind.name}.")
    return kind


def forget(name: str) -> None:
    """Make a kind unknown, as after a test or when an app is removed."""
    _kinds.pop(name, None)


def get(name: str) -> Kind:
    """Return the kind named `name`. Raises KeyError."""
    return _kinds[name]


def grouped() -> list[tuple[str | Promise, list[Kind]]]:
    """Return every kind under what switches it off, by label in the active language."""
    by_label = sorted(_kinds.values(), key=lambda kind: str(kind.label).casefold())
    groups: list[tuple[str | Promise, list[Kind]]] = [
        (each.label, [kind for kind in by_label if kind.may_be_muted and kind.category == each])
        for each in Category
    ]
    always = [kind for kind in by_label if not kind.may_be_muted]
    return [*groups, (_("Messages that always come"), always)]


def all_kinds() -> list[Kind]:
    """Return every kind, in the order of their names."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)
