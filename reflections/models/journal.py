"""The private journal: rows of which the tables say nothing but that they are there.

Each row has a random key, an owner, and sealed words. The owner is a pseudonym that only the
person's own key yields (see `reflections.journaling`), so that no table tells who keeps a journal.
Everything else - the words, when they were written, in which language, in which partnership, on
which prompt - is inside what is sealed. Nothing may point from here to a person, nor from a
person's rows to here.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class SealedRow(models.Model):
    """A row that only its owner's key opens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField(db_index=True, editable=False)
    sealed_words = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def bound_to(self) -> str:
        """What the sealed words are bound to: this row and no other."""
        return f"{self._meta.db_table}:{self.pk}"


class Entry(SealedRow):
    """One text in a person's private journal."""

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")


class Draft(SealedRow):
    """Words of an entry that are not saved yet, one row for each page they are written on."""

    class Meta:
        verbose_name = _("draft of a journal entry")


class JournalLock(SealedRow):
    """What opens a person's journal: their PIN, passkeys or app, as they chose them."""

    class Meta:
        verbose_name = _("journal lock")
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="journal_has_one_lock"),
        ]
