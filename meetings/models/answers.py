"""What people answer about a meeting: whether they come, and which times work."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from partners.models import Membership


class Rsvp(models.TextChoices):
    """Whether a person will be there."""

    YES = "yes", _("I will be there")
    NO = "no", _("I cannot come")
    IF_SUPPORTED = "if_supported", _("Only if my support is there")


class Attendance(models.Model):
    """One person and one meeting: asked, answered, there or not."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendances")
    rsvp = models.CharField(max_length=12, choices=Rsvp, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # someone else, who wrote down what the person said
    was_there = models.BooleanField(null=True, blank=True)
    planned_for = models.CharField(
        max_length=64, blank=True
    )  # the meeting's time revision and the person's timing revision: "0.3"

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], name="person_attends_a_meeting_once"
            ),
            models.CheckConstraint(
                condition=Q(rsvp="", answered_at=None)
                | (~Q(rsvp="") & Q(answered_at__isnull=False)),
                name="rsvp_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.meeting}"


class TimeOption(models.Model):
    """A proposed time for a meeting that has none yet."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="time_options")
    local_date = models.DateField(_("day"))
    local_time = models.TimeField(_("start"))
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "starts_at"],
                name="time_is_proposed_once",
                violation_error_message=_("This time is already proposed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local_date} {self.local_time}"


class TimeAnswer(models.Model):
    """Whether a proposed time works for a person."""

    class Works(models.TextChoices):
        """How well a time works."""

        YES = "yes", _("Works for me")
        IF_NEEDED = "if_needed", _("If it must be")
        NO = "no", _("Does not work")

    option = models.ForeignKey(TimeOption, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    works = models.CharField(max_length=12, choices=Works)
    answered_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["option", "membership"], name="person_answers_a_time_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.works}"
