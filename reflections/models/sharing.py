"""Passages that people share from what they wrote for themselves."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners import sealing
from partners.models import Membership, Partnership


class SharedPassageQuerySet(models.QuerySet["SharedPassage"]):
    """Shared passages, each for whom it is meant."""

    def standing(self) -> Self:
        """Passages not taken back, of people who are still here; the newest first."""
        found = self.filter(withdrawn_at=None, author__left_at=None)
        found = found.select_related("partnership", "author__person")
        return found.order_by("-shared_at", "-pk")

    def visible_to(self, reader: Membership) -> Self:
        """Passages that were shared with `reader`, and their own. None for who has left."""
        if reader.left_at is not None:
            return self.none()
        shared_with = self.model.readers.through._default_manager.filter(membership=reader)
        return self.filter(Q(author=reader) | Q(pk__in=shared_with.values("sharedpassage_id")))


class SharedPassage(models.Model):
    """Words that somebody chose to show to others: a copy of their own, for exactly these readers.

    Nothing leads from here to the journal it may come from. Taken back, its words are gone.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    readers = models.ManyToManyField(Membership, related_name="+")
    sealed_words = models.BinaryField()
    language = models.CharField(max_length=12)
    shared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SharedPassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared passage")
        constraints = [
            models.CheckConstraint(
                condition=(Q(withdrawn_at=None) & ~Q(sealed_words=b""))
                | Q(withdrawn_at__isnull=False, sealed_words=b""),
                name="passage_taken_back_has_no_words",
            ),
        ]

    def __str__(self) -> str:
        return "shared passage"

    def get_absolute_url(self) -> str:
        """Return the address of the passage's page."""
        kwargs = {"slug": self.partnership.slug, "pk": self.pk}
        return reverse("reflections:passage", kwargs=kwargs)

    @property
    def bound_to(self) -> str:
        """What the sealed words are bound to: this passage and no other."""
        return f"{self._meta.db_table}:{self.uid}"

    @property
    def words(self) -> str:
        """The words, opened. Only for the author's and the readers' pages."""
        return sealing.unseal(bytes(self.sealed_words), self.bound_to)

    @words.setter
    def words(self, words: str) -> None:
        self.sealed_words = sealing.seal(words, self.bound_to)
