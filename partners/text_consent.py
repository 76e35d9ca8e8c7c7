"""Who agreed to text messages, at which number, and which numbers said STOP."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from partners.models import Person


# What people say yes to. Other words, in whichever language, are another version: a test asks.
OWN = _("Yes, send text messages to this number. STOP ends them at any time.")
OF_OTHERS = _("This person said yes to text messages at this number. STOP ends them at any time.")
VERSION = 1


class ConsentEnd(models.TextChoices):
    """Why a person gets no text messages any more."""

    WITHDRAWN = "withdrawn"
    NEW_NUMBER = "new_number"
    STOPPED = "stopped"
    NOT_REACHED = "not_reached"


class TextConsent(models.Model):
    """A person's yes to text messages at one number: when, to which words, who wrote it down."""

    person = models.ForeignKey(
        "partners.Person", on_delete=models.CASCADE, related_name="text_consents"
    )
    number = models.CharField(max_length=16)  # E.164: "+12135550142"
    agreed_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=VERSION)  # of the words above
    language = models.CharField(max_length=12)  # in which they were read
    # None: the person, on their own page or by START from their phone.
    recorded_by: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        "partners.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=12, choices=ConsentEnd, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="person_agrees_to_texts_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="ended_text_consent_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.number}"


class StoppedNumber(models.Model):
    """A number that said STOP. Nobody is sent texts there until it says START."""

    number = models.CharField(max_length=16, unique=True)
    stopped_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
