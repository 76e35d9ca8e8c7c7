"""Who wishes to be erased: `erasing` carries it out."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Wishes to be erased, as those who carry them out ask for them."""

    def open(self) -> Self:
        """Wishes that were neither taken back nor carried out."""
        return self.filter(taken_back_at=None, erased_at=None)

    def due(self, now: datetime) -> Self:
        """Wishes whose days to think are over, the oldest first."""
        return self.open().filter(due_at__lte=now).order_by("due_at", "pk")


class Erasure(models.Model):
    """One person's wish to be erased, and what became of it. Holds no words and no address."""

    DAYS_TO_THINK = timedelta(days=7)

    person = models.ForeignKey("partners.Person", on_delete=models.CASCADE, related_name="erasures")
    recorded_by = models.ForeignKey(
        "partners.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote it down for somebody who cannot sign in
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)  # from then on there is no way back
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(taken_back_at=None, erased_at=None),
                name="person_asks_to_be_erased_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(begun_at=None, erased_at=None),
                name="erasure_taken_back_was_not_begun",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(begun_at__isnull=False),
                name="erasure_is_begun_before_it_is_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"
