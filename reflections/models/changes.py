"""Practice changes: what people will do differently, and what became of it."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from partners.models import Membership, Partnership

PATIENCE = timedelta(days=7)  # from the day it is due until it waits for its owner


class ChangeOutcome(models.TextChoices):
    """What became of a practice change."""

    DONE = "done", _("Done")
    DROPPED = "dropped", _("We do not do it")


class PracticeChangeQuerySet(models.QuerySet["PracticeChange"]):
    """Practice changes, as the pages ask for them."""

    def open(self) -> Self:
        """Changes that people still want to make, the first due first."""
        return self.filter(outcome="").order_by("due_on", "pk")

    def ended(self) -> Self:
        """Changes that were made or dropped, the latest first."""
        return self.exclude(outcome="").order_by("-ended_at", "-pk")

    def waiting(self, today: date) -> Self:
        """Open changes whose day is some time past."""
        return self.open().filter(due_on__lte=today - PATIENCE)

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related(
            "partnership", "owner__person", "meeting__partnership", "recorded_by__person"
        )


class PracticeChange(models.Model):
    """Something the group will do differently: who sees to it, by when, and what became of it."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="practice_changes"
    )
    what = models.CharField(_("what we will do differently"), max_length=300)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # in which people thought of it
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by when"))
    agreed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)  # of owner and day; a new one reminds anew
    not_yet_at = models.DateTimeField(null=True, blank=True)  # the owner said: not yet
    outcome = models.CharField(
        _("what became of it"), max_length=8, choices=ChangeOutcome, blank=True
    )
    said = models.TextField(_("what changed, or why not"), blank=True, max_length=2000)
    language = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # somebody else, who wrote down what the owner said

    objects = PracticeChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice change")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None)
                | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="change_that_ended_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="dropped") | ~Q(said=""),
                name="dropped_change_says_why",
                violation_error_message=_("Say why. Something can be learned from that too."),
            ),
            models.CheckConstraint(
                condition=Q(said="") | (~Q(outcome="") & ~Q(language="")),
                name="words_about_a_change_belong_to_its_end",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "due_on"], name="changes_by_day")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """Return the address of the change's page."""
        kwargs = {"slug": self.partnership.slug, "pk": self.pk}
        return reverse("reflections:practice_change", kwargs=kwargs)

    @property
    def is_open(self) -> bool:
        """Whether people still want to make it."""
        return not self.outcome
