"""Who is asked to reflect before a meeting, and who ticked that they did. No words, no times."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from partners.models import Membership


class AskMe(models.Model):
    """That a person whose group is not asked by itself wants the question before meetings too."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("wish to be asked")

    def __str__(self) -> str:
        return str(self.membership)


class Reflected(models.Model):
    """One person and one meeting: asked to reflect before it, and ticked as done or not.

    There is no text, and no moment: it would tell when somebody sat down to think.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    prompt = models.CharField(max_length=32)  # the key of a shipped one: see prompting
    is_done = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # somebody else, who wrote down what the person said
    planned_for = models.CharField(
        max_length=64, blank=True
    )  # the times the message was worked out from: see meetings.planning.planned_for

    class Meta:
        verbose_name = _("tick of having reflected")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], name="person_is_asked_to_reflect_once_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.meeting}"
