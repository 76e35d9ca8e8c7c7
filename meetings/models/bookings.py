"""Who was asked to interpret or to read aloud at a meeting, and what they answered."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from partners.models import INTERPRETED, Interpreter, Membership, NeedKind
from partners.tongues import LONGEST


class BookingAnswer(models.TextChoices):
    """Whether an interpreter comes."""

    YES = "yes", _("Yes, I will be there")
    NO = "no", _("No, I cannot come")


class BookingQuerySet(models.QuerySet["Booking"]):
    """Bookings, as the support page and the alarms ask for them."""

    def standing(self) -> Self:
        """Bookings that nobody called off."""
        return self.filter(called_off_at=None)

    def holding(self) -> Self:
        """Bookings that keep the time of an interpreter: not called off, not declined."""
        return self.standing().exclude(answer=BookingAnswer.NO)

    def confirmed(self) -> Self:
        """Bookings to which the interpreter said yes."""
        return self.standing().filter(answer=BookingAnswer.YES)


class Booking(models.Model):
    """One interpreter or reader for one meeting: for all there who need the same and whom they fit.

    Nobody's name stands here: whom it is for follows from what people need.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="bookings")
    interpreter = models.ForeignKey(Interpreter, on_delete=models.PROTECT, related_name="bookings")
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.label) for kind in INTERPRETED]
    )
    tongue = models.CharField(max_length=LONGEST, blank=True)
    into = models.CharField(max_length=LONGEST, blank=True)  # and from: the other of the pair
    revision = models.PositiveIntegerField(default=0)  # counts how often they were asked anew
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=4, choices=BookingAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_off_at = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)  # when they were sent what to read
    missed_at = models.DateTimeField(null=True, blank=True)  # when there was nothing to send

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "interpreter"],
                condition=Q(called_off_at=None),
                name="interpreter_is_booked_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="interpreters_answer_says_when",
            ),
            models.CheckConstraint(
                condition=Q(kind=NeedKind.INTERPRETER) | Q(into=""),
                name="only_interpreting_has_two_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interpreter.person} / {self.meeting}"

    @property
    def is_reader(self) -> bool:
        """Whether they read aloud rather than interpret."""
        return self.kind == NeedKind.READER
