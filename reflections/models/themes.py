"""Themes of what people think about, as marks that nobody can join to a person."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partnership, Programme


class Theme(models.TextChoices):
    """What people may say that their thoughts are about."""

    HEARD = "heard", _("Being heard")
    TIME = "time", _("Time")
    WORDS = "words", _("The words we use")
    DECIDING = "deciding", _("Who decides")
    TRUST = "trust", _("Trust")
    MONEY = "money", _("Money")
    TIREDNESS = "tiredness", _("Being tired")
    WENT_WELL = "went_well", _("What went well")


ANYTHING = ""  # the theme of a mark that says only: somebody wrote something


class MarkQuerySet(models.QuerySet["Mark"]):
    """Marks, as counting asks for them."""

    def of(self, place: Partnership | Programme) -> Self:
        """Marks of one partnership; or those of a programme, in which each person counts once."""
        name = "partnership" if isinstance(place, Partnership) else "programme"
        return self.filter(**{name: place})

    def between(self, since: date, until: date) -> Self:
        """Marks of the months that begin in this time."""
        return self.filter(month__gte=since, month__lt=until)


class Mark(models.Model):
    """That somebody thought about a theme in a month. Nothing here says who, or on which day.

    `whose` is made with a key that is not in the database, and differs from theme to theme and
    place to place. So a person is counted once, and no two marks of one person can be put together.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    theme = models.CharField(max_length=12, choices=Theme, blank=True)  # see ANYTHING
    month = models.DateField()  # its first day
    whose = models.CharField(max_length=64)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of a theme")
        constraints = [
            models.UniqueConstraint(fields=["whose", "month"], name="person_counts_once_a_month"),
            models.CheckConstraint(
                condition=Q(partnership=None, programme__isnull=False)
                | Q(partnership__isnull=False, programme=None),
                name="mark_is_of_a_partnership_or_a_programme",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="mark_keeps_no_day"),
        ]
        indexes = [
            models.Index(fields=["partnership", "month"], name="marks_of_a_partnership"),
            models.Index(fields=["programme", "month"], name="marks_of_a_programme"),
        ]

    def __str__(self) -> str:
        return "mark"
