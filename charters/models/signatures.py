"""Signatures under a version, in the language each person reads, and the reviews later on."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from charters.models.agreements import Agreement
from charters.models.versions import Version
from partners.models import Membership


class SigningMode(models.TextChoices):
    """How a signature was given."""

    SELF = "self", _("In coprod, by themselves")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
    READ_ALOUD = "read_aloud", _("Read aloud, with a witness or interpreter")
    HELPER = "helper", _("By a helper whom they named")


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Answers to versions, as the domain asks for them."""

    def standing(self) -> Self:
        """Answers that were not withdrawn or given anew."""
        return self.filter(withdrawn_at=None)


class Signature(models.Model):
    """One person's answer to one version, in the language they read: signed, or not yet."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=120)  # as it was when they signed
    language = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)  # of the text they read
    is_signed = models.BooleanField()
    understood = models.BooleanField(_("I understood it"), null=True, blank=True)
    not_yet_because = models.CharField(_("not yet, because"), max_length=400, blank=True)
    mode = models.CharField(max_length=12, choices=SigningMode, default=SigningMode.SELF)
    witness = models.CharField(_("witness or interpreter"), max_length=120, blank=True)
    statement = models.CharField(max_length=400)  # the sentence they said yes or no to
    scan = models.FileField(upload_to="signatures", blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seal = models.CharField(max_length=64)  # HMAC-SHA256 over the record

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "membership"],
                condition=Q(withdrawn_at=None),
                name="person_signs_a_version_once",
            ),
            models.CheckConstraint(
                condition=Q(is_signed=True) | ~Q(not_yet_because=""),
                name="not_yet_says_why",
                violation_error_message=_(
                    "Say what is missing for you, so that it can be changed."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(mode="read_aloud") | ~Q(witness=""),
                name="reading_aloud_names_a_witness",
                violation_error_message=_("Write who read it aloud or interpreted."),
            ),
            models.CheckConstraint(
                condition=Q(mode="self", recorded_by=None)
                | (~Q(mode="self") & Q(recorded_by__isnull=False)),
                name="recorded_signature_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_signature_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.version}"

    def get_absolute_url(self) -> str:
        """Return the address of the page that checks this signature."""
        agreement = self.version.agreement
        kwargs = {"slug": agreement.partnership.slug, "pk": agreement.pk, "signature": self.pk}
        return reverse("charters:signature", kwargs=kwargs)


class Review(models.Model):
    """Looking at an agreement again when its date has come, and what changed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="reviews")
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    what_changed = models.TextField(_("what changed"), blank=True, max_length=4000)

    class Meta:
        verbose_name = _("review")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "due_on"], name="review_is_opened_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_review_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.due_on}"

    def get_absolute_url(self) -> str:
        """Return the address of the review's page."""
        agreement = self.agreement
        kwargs = {"slug": agreement.partnership.slug, "pk": agreement.pk, "review": self.pk}
        return reverse("charters:review_agreement", kwargs=kwargs)
