"""Versions of an agreement, whose words are fixed for good, and the signatures under them."""

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
        """Bring along what people answered, who they are, and who wrote it down for them."""
        signatures = Signature.objects.select_related("membership__person", "recorded_by__person")
        return self.order_by("-number").prefetch_related(
            models.Prefetch("signatures", queryset=signatures)
        )


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
