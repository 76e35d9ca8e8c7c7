"""Snapshots: what was published about a partnership or a programme, month by month."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partnership, Programme


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Snapshots, as pages ask for them."""

    def of_programmes(self) -> Self:
        """What was published of whole programmes."""
        return self.filter(partnership=None)

    def latest_first(self) -> Self:
        """The newest month first."""
        return self.order_by("-month", "pk")


class Snapshot(models.Model):
    """What was published for one month: of one partnership, or of a whole programme.

    `figures` holds one figure an indicator, ready to be shown: numbers about people are rounded or
    left out already, so that not even this table tells more than the pages. `slices` holds, of a
    programme, figures about some of its people, by filter; of a partnership, the rungs of single
    decisions. A snapshot never changes: two editions of one month could be compared.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="snapshots")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, null=True, blank=True, related_name="snapshots"
    )
    month = models.DateField()  # its first day
    figures = models.JSONField(default=dict)
    slices = models.JSONField(default=dict)
    published_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "month"],
                condition=Q(partnership=None),
                name="programme_has_one_snapshot_a_month",
            ),
            models.UniqueConstraint(
                fields=["partnership", "month"],
                condition=Q(partnership__isnull=False),
                name="partnership_has_one_snapshot_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="snapshot_is_of_a_whole_month"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership or self.programme} {self.month:%Y-%m}"
