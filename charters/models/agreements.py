"""Agreements as they are drafted: who, which sections and clauses, what is contributed."""

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
