"""What a person needs for one meeting, and how that stands."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from partners.models import Membership, SupportNeed


class ArrangementState(models.TextChoices):
    """Whether a support need is taken care of for one meeting."""

    TO_ARRANGE = "to_arrange", _("To arrange")
    ARRANGED = "arranged", _("Arranged")
    NOT_POSSIBLE = "not_possible", _("Not possible")


class ArrangementQuerySet(models.QuerySet["Arrangement"]):
    """Arrangements, as the readiness gate asks for them."""

    def standing(self) -> Self:
        """Arrangements for needs that people who take part still have."""
        return self.filter(
            need__ended_at=None,
            need__membership__left_at=None,
            need__membership__paused_at=None,
        )

    def unmet(self) -> Self:
        """Needs not arranged, or not possible."""
        return self.standing().exclude(state=ArrangementState.ARRANGED)

    def of(self, membership: Membership) -> Self:
        """Arrangements for one person's own needs."""
        return self.filter(need__membership=membership).select_related("need").order_by("pk")

    def essential(self) -> Self:
        """Needs without which the person cannot come."""
        return self.filter(need__is_essential=True)


class Arrangement(models.Model):
    """One support need for one meeting: who arranges it, how it stands, whether it was there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="arrangements")
    need = models.ForeignKey(SupportNeed, on_delete=models.CASCADE, related_name="arrangements")
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("how it stands"),
        max_length=16,
        choices=ArrangementState,
        default=ArrangementState.TO_ARRANGE,
    )
    note = models.CharField(
        _("what was arranged, or why it is not possible"), max_length=400, blank=True
    )
    note_language = models.CharField(max_length=12, blank=True)
    is_by_booking = models.BooleanField(default=False, editable=False)  # arranged by interpreting
    # The meeting's time revision for which facilitators heard that nobody had confirmed.
    alerted_for = models.PositiveIntegerField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    was_there = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrangement")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "need"], name="need_is_arranged_once_a_meeting"
            ),
            models.CheckConstraint(
                condition=~Q(state=ArrangementState.NOT_POSSIBLE) | ~Q(note=""),
                name="not_possible_says_why",
                violation_error_message=_("Say why it is not possible, so that the person knows."),
            ),
            models.CheckConstraint(
                condition=Q(was_there=None, answered_at=None)
                | Q(was_there__isnull=False, answered_at__isnull=False),
                name="support_answer_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} / {self.meeting}"
