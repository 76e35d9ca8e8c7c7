"""Versions of an agreement, whose words are fixed for good, and how a change becomes one."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from charters.models.agreements import Agreement
from partners.models import Membership


class ChangeClass(models.TextChoices):
    """What a change asks of those who signed."""

    SUBSTANCE = "substance", _("Substance: everyone is asked again, the author too")
    WORDING = "wording", _("Wording: nobody signs again")
    TRANSLATION = "translation", _("Translation: those who signed in that language are asked again")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, as the domain asks for them."""

    def open(self) -> Self:
        """Proposals neither opened for signing nor dropped."""
        return self.filter(opened_at=None, dropped_at=None)


class Proposal(models.Model):
    """The draft proposed as the next version, with the class of change that the group confirms."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="proposals")
    change_class = models.CharField(_("class of the change"), max_length=12, choices=ChangeClass)
    language = models.CharField(max_length=12, blank=True)  # of a translation change
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)  # of the draft as it was when it was proposed
    opened_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(opened_at=None, dropped_at=None),
                name="agreement_has_one_open_proposal",
                violation_error_message=_("A change is already proposed. Finish that one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.change_class}"


class ProposalAnswer(models.Model):
    """Whether a member agrees with the class that a change was given."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "membership"], name="member_answers_a_proposal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.agrees}"


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions, as the domain asks for them."""

    def open_for_signing(self) -> Self:
        """Versions that people may sign now: opened and not replaced."""
        return self.filter(replaced_at=None)

    def in_force(self) -> Self:
        """Versions that took effect, until a later one does."""
        return self.filter(took_effect_at__isnull=False, left_force_at=None)

    def with_signatures(self) -> Self:
        """Bring along what people answered, and who they are."""
        return self.order_by("-number").prefetch_related("signatures__membership__person")


class Version(models.Model):
    """The words of an agreement at one time, fixed for good. No text of it ever changes."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    change_class = models.CharField(max_length=12, choices=ChangeClass)
    language = models.CharField(max_length=12, blank=True)
    rules = models.JSONField(default=dict)  # working rules that it sets, by name
    needs_all = models.BooleanField(default=True)  # when it takes effect, as it says itself
    needed_signatures = models.PositiveSmallIntegerField(null=True, blank=True)
    needed_lived_experience = models.PositiveSmallIntegerField(default=0)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)  # a later one is open for signing
    took_effect_at = models.DateTimeField(null=True, blank=True)
    left_force_at = models.DateTimeField(null=True, blank=True)  # a later one took effect

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="version_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(replaced_at=None),
                name="agreement_has_one_current_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of this version's page."""
        slug = self.agreement.partnership.slug
        kwargs = {"slug": slug, "pk": self.agreement_id, "number": self.number}
        return reverse("charters:version", kwargs=kwargs)


class VersionText(models.Model):
    """The exact words of a version in one language, and their SHA-256. All languages are equal."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=12)
    body = models.JSONField()  # sections with headings and clauses, duties, rules: what was shown
    sha256 = models.CharField(max_length=64)  # of the NFC-normalised canonical form of body

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"], name="version_has_one_text_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.language}"
