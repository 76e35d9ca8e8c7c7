"""Prompts: questions to think about, by lens. The shipped ones are code; these are the group's."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Membership, Partnership


class Lens(models.TextChoices):
    """One of four ways to look (Olmos-Vega et al. 2023, doi:10.1080/0142159X.2022.2057287)."""

    MYSELF = "myself", _("Myself and my position")
    BETWEEN = "between", _("Between us")
    WORK = "work", _("How we work and decide")
    SETTING = "setting", _("The setting we are in")


class PromptQuerySet(models.QuerySet["Prompt"]):
    """Prompts, as the pages ask for them."""

    def standing(self) -> Self:
        """Prompts that were not taken back, the newest first."""
        return self.filter(withdrawn_at=None).order_by("-pk")


class Prompt(models.Model):
    """A question that a facilitator wrote for the group. Never edited away: people answered it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="prompts")
    lens = models.CharField(_("which way of looking"), max_length=12, choices=Lens)
    text = models.CharField(_("the question"), max_length=300)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PromptQuerySet.as_manager()

    class Meta:
        verbose_name = _("prompt")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="prompt_taken_back_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text
