"""Power maps: how power worked in one decision, as the group sees it. Of a decision, not people."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Membership, Partnership
from partners.roles import Group


class PowerQuestion(models.TextChoices):
    """The four questions of a power map."""

    FRAMED = "framed", _("Who framed it?")
    STOP = "stop", _("Who could stop it?")
    MISSING = "missing", _("Who was missing?")
    CHANGE = "change", _("What would change it?")


class PowerMapQuerySet(models.QuerySet["PowerMap"]):
    """Power maps, as the pages ask for them."""

    def open(self) -> Self:
        """Maps that the group still fills in, the newest first."""
        return self.filter(closed_at=None).order_by("-started_at", "-pk")

    def closed(self) -> Self:
        """Maps that led to something, the latest first."""
        return self.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")


class PowerMap(models.Model):
    """How power worked in one decision: four questions that the group answers together.

    The decision stands here in words, and by its address if it is one of coprod's: it belongs to
    an app that this one does not know.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="power_maps"
    )
    title = models.CharField(_("the decision we look at"), max_length=300)
    address = models.CharField(max_length=200, blank=True)  # a path on this site
    started_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    differently = models.TextField(_("what we will do differently"), blank=True, max_length=4000)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PowerMapQuerySet.as_manager()

    class Meta:
        verbose_name = _("power map")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_power_map_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the map's page."""
        kwargs = {"slug": self.partnership.slug, "pk": self.pk}
        return reverse("reflections:power_map", kwargs=kwargs)


class PowerNoteQuerySet(models.QuerySet["PowerNote"]):
    """What people said on a power map, as the pages ask for it."""

    def standing(self) -> Self:
        """What was not taken back, the oldest first."""
        return self.filter(withdrawn_at=None).order_by("said_at", "pk")

    def by(self, member: Membership) -> Self:
        """What this person said, or wrote down for somebody."""
        return self.filter(Q(membership=member) | Q(recorded_by=member))

    def visible_to(self, reader: Membership) -> Self:
        """What `reader` may see. Words that a person says are not theirs wait for other words."""
        mine = Q(membership=reader) | Q(recorded_by=reader)
        return self.filter(~Q(recorded_right=False) | mine)

    def with_people(self) -> Self:
        """Bring along who said it, who wrote it down, and the map."""
        return self.select_related(
            "membership__person", "recorded_by__person", "power_map__partnership"
        )


class PowerNote(models.Model):
    """What one person says to one question of a power map, and which groups they name."""

    power_map = models.ForeignKey(PowerMap, on_delete=models.CASCADE, related_name="notes")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="power_notes")
    group = models.CharField(max_length=16, choices=Group)  # as it was when they said it
    question = models.CharField(_("question"), max_length=12, choices=PowerQuestion)
    said = models.TextField(_("what I see"), max_length=2000)
    language = models.CharField(max_length=12)
    names_groups = models.JSONField(_("groups"), default=list)
    shown_as_group = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_right = models.BooleanField(null=True, blank=True)  # the person's word on it
    revision = models.PositiveIntegerField(default=0)  # of the words; corrected ones are asked anew
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    shows_name: bool  # to whom it is shown: these three are set by the page
    is_mine: bool
    may_change: bool

    objects = PowerNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note on a power map")
        constraints = [
            models.CheckConstraint(
                condition=~Q(said=""),
                name="power_note_says_something",
                violation_error_message=_("Write what you want to say."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_right=None) | Q(recorded_by__isnull=False),
                name="only_a_recorded_power_note_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.said[:60]

    def names_person_to(self, reader: Membership) -> bool:
        """Say whether `reader` may see who said it: the person, who recorded it, or everyone."""
        mine = reader.pk in (self.membership_id, self.recorded_by_id)
        return mine or not self.shown_as_group
