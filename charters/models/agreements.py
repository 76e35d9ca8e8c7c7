"""Agreements: drafted together, fixed in versions, signed in the language each person reads."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Membership, Partnership
from partners.roles import Group


class AgreementKind(models.TextChoices):
    """What sort of agreement it is."""

    CHARTER = "charter", _("Team charter")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    STATEMENT = "statement", _("Involvement statement")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, as the domain asks for them."""

    def standing(self) -> Self:
        """Agreements not given up, newest first."""
        return self.filter(ended_at=None).order_by("-pk")

    def with_versions(self) -> Self:
        """Bring along each agreement's versions, the latest first, with what people answered."""
        return self.prefetch_related(
            models.Prefetch("versions", queryset=Version.objects.with_signatures())
        )


class Agreement(models.Model):
    """Something people agree on. Its words change in the draft; versions of it are signed."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="agreements"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=200)
    needs_all = models.BooleanField(_("takes effect when everyone signed"), default=True)
    needed_signatures = models.PositiveSmallIntegerField(
        _("signatures needed"), null=True, blank=True
    )
    needed_lived_experience = models.PositiveSmallIntegerField(
        _("of them, people with lived experience"), default=2
    )
    review_on = models.DateField(_("when we look at it again"), null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)  # once it is in force
    starts_on = models.DateField(_("from"), null=True, blank=True)  # the term of a memorandum
    ends_on = models.DateField(_("until"), null=True, blank=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        constraints = [
            models.CheckConstraint(
                condition=Q(needs_all=True) | Q(needed_signatures__gte=1),
                name="agreement_says_when_it_takes_effect",
                violation_error_message=_(
                    "Say how many signatures it needs, or that everyone signs."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the agreement's page."""
        return reverse("charters:agreement", kwargs={"slug": self.partnership.slug, "pk": self.pk})


class Party(models.Model):
    """An organisation or partnership that a memorandum is between."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    name = models.CharField(_("name"), max_length=160)
    represented_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("party")

    def __str__(self) -> str:
        return self.name


class SectionQuerySet(models.QuerySet["Section"]):
    """Sections, as the draft asks for them."""

    def standing(self) -> Self:
        """Sections not taken out, in order."""
        return self.filter(removed_at=None).order_by("position", "pk")


class Section(models.Model):
    """A part of an agreement with a heading, from a template (`key`) or of our own."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(blank=True)  # of the template's section, which names its source
    title = models.CharField(_("heading"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address where the section is talked about."""
        slug = self.agreement.partnership.slug
        kwargs = {"slug": slug, "pk": self.agreement_id, "section": self.pk}
        return reverse("charters:section", kwargs=kwargs)


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses, as the draft asks for them."""

    def standing(self) -> Self:
        """Clauses not taken out, in order."""
        return self.filter(removed_at=None, section__removed_at=None).order_by(
            "section__position", "section", "position", "pk"
        )


class Clause(models.Model):
    """A sentence or two of the draft, in each language. `revision` counts the changes."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="clauses")
    text = models.TextField(_("words"), max_length=5000)
    position = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")

    def __str__(self) -> str:
        return self.text[:60]


class Evidence(models.Model):
    """What a clause of an involvement statement rests on: a page of coprod, and what it shows."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="evidence")
    shows = models.CharField(_("what it shows"), max_length=400)
    address = models.CharField(max_length=300)  # a path of this site, below the partnership's

    class Meta:
        verbose_name = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "address"], name="clause_rests_on_a_page_once"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class ContributionKind(models.TextChoices):
    """What a person adds to the conversation about a draft."""

    CLAUSE = "clause", _("A new clause")
    WORDS = "words", _("Other words")
    COMMENT = "comment", _("A comment")
    QUESTION = "question", _("A question")


class Contribution(models.Model):
    """What one person says about a section or a clause, in their own words and language."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="contributions")
    clause = models.ForeignKey(
        Clause, on_delete=models.CASCADE, null=True, blank=True, related_name="contributions"
    )
    kind = models.CharField(_("what it is"), max_length=12, choices=ContributionKind)
    text = models.TextField(_("words"), max_length=5000)
    language = models.CharField(max_length=12)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="contributions"
    )
    group = models.CharField(max_length=16, choices=Group)  # as it was when they said it
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    answer_language = models.CharField(max_length=12, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contribution")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="contribution_has_words",
                violation_error_message=_("Write what you want to say first."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_contribution_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.kind}"


class GroupSay(models.Model):
    """A group has nothing to add to a section: it was asked, and declined its say."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="group_says")
    group = models.CharField(max_length=16, choices=Group)
    declined_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "group"], name="group_declines_a_section_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} / {self.section}"


class RuleTerm(models.Model):
    """A working rule that this agreement sets: its name on WorkingRules, and the number agreed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="rule_terms")
    rule = models.CharField(max_length=40)
    value = models.JSONField()  # a number, or a list of lead times

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "rule"], name="agreement_sets_a_rule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} = {self.value}"


class Often(models.TextChoices):
    """How often a duty comes back."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every three months")
    YEARLY = "yearly", _("Every year")


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties, as the domain asks for them."""

    def drafted(self) -> Self:
        """Duties that the next version will hold."""
        return self.filter(removed_at=None).order_by("first_on", "pk")

    def in_force(self) -> Self:
        """Duties that people promised and still have."""
        return self.filter(in_force_at__isnull=False, ended_at=None, agreement__ended_at=None)


class Duty(models.Model):
    """Who does what, by when or how often, and who steps in."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="duties")
    what = models.CharField(_("what"), max_length=300)
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="duties")
    deputy = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.ForeignKey(
        Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="duties"
    )
    first_on = models.DateField(_("by when"))
    often = models.CharField(_("how often"), max_length=12, choices=Often, default=Often.ONCE)
    in_force_at = models.DateTimeField(null=True, blank=True)  # empty: only in the draft so far
    removed_at = models.DateTimeField(null=True, blank=True)  # from the draft
    ended_at = models.DateTimeField(null=True, blank=True)  # no longer in force

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return self.what


class DutyOutcome(models.TextChoices):
    """What became of a duty on its date."""

    KEPT = "kept", _("Kept")
    NOT_KEPT = "not_kept", _("Not kept")
    MOVED = "moved", _("Moved")


class DutyDateQuerySet(models.QuerySet["DutyDate"]):
    """Dates of duties, as the domain asks for them."""

    def open(self) -> Self:
        """Dates of duties in force that nobody has said anything about, the earliest first."""
        return self.filter(
            outcome="", duty__ended_at=None, duty__agreement__ended_at=None
        ).order_by("due_on", "pk")


class DutyDate(models.Model):
    """One date of a duty, and what became of it. Shows for leaders as plainly as for anyone."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="dates")
    due_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=DutyOutcome, blank=True)
    because = models.CharField(_("because"), max_length=400, blank=True)
    because_language = models.CharField(max_length=12, blank=True)
    moved_to = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = DutyDateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "due_on"], name="duty_is_due_once_a_day"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["not_kept", "moved"]) | ~Q(because=""),
                name="broken_promise_says_why",
                violation_error_message=_("Say why, so that everyone knows."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", recorded_at=None, recorded_by=None)
                | (~Q(outcome="") & Q(recorded_at__isnull=False, recorded_by__isnull=False)),
                name="duty_outcome_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.due_on}"


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
