"""The name of a person, which nobody has any more once they are erased."""

from typing import Any, Self

from django.db import models
from django.utils.html import escape
from django.utils.translation import gettext, gettext_noop

FORMER_MEMBER = gettext_noop("A former member")


class Nameless(str):
    """What is read where a name was, in the language of the page or message it is printed in.

    A string like any other, so that whatever handles names handles this; only printing it asks
    for the language.
    """

    __slots__ = ()

    def __new__(cls) -> Self:
        """Begin with the words in the language of now, for whoever takes them without asking."""
        return super().__new__(cls, gettext(FORMER_MEMBER))

    def __str__(self) -> str:
        return gettext(FORMER_MEMBER)

    def __format__(self, how: str) -> str:
        return format(str(self), how)

    def __html__(self) -> str:
        return escape(str(self))


class NameField(models.CharField):
    """A name. An empty one, which only erasing leaves, reads "A former member" to each reader."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Say in words that there is no name."""
        return Nameless() if value == "" else value

    def get_prep_value(self, value: Any) -> Any:
        """Never write those words down as if they were a name."""
        return "" if isinstance(value, Nameless) else super().get_prep_value(value)
