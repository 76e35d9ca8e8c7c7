"""The name of a person, which nobody has any more once they are erased."""

from typing import Any

from django.db import models
from django.db.models.expressions import Expression
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMELESS: Promise = _("A former member")


class NameField(models.CharField):
    """A name. An empty one, which only erasing leaves, reads "A former member" to each reader.

    The words are lazy: they are in the language of the page, or of the message, they stand in.
    """

    def from_db_value(self, value: str | None, expression: Expression, connection: Any) -> Any:
        """Say in words that there is no name."""
        return NAMELESS if value == "" else value

    def get_prep_value(self, value: Any) -> Any:
        """Never write those words down as if they were a name."""
        return "" if isinstance(value, Promise) else super().get_prep_value(value)
