"""What people need to take part."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners import tongues
from partners.interpreters import Gender
from partners.roles import Permission

if TYPE_CHECKING:
    from partners.models.memberships import Membership


class NeedKind(models.TextChoices):
    """What a person may need to take part. Never why."""

    INTERPRETER = "interpreter", _("An interpreter")
    READER = "reader", _("Somebody who reads aloud to me")
    TRANSPORT = "transport", _("A ride, or travel paid in advance")
    CHILD_CARE = "child_care", _("Child care, or care for someone at home")
    DATA = "data", _("Internet or phone data")
    DEVICE = "device", _("A phone, tablet or computer to use")
    PHONE_ONLY = "phone_only", _("Joining by phone")
    LARGE_PRINT = "large_print", _("Large print")
    EASY_READ = "easy_read", _("Easy words and pictures")
    PAPER = "paper", _("Papers by post")
    CAPTIONS = "captions", _("Captions")
    STEP_FREE = "step_free", _("A place without steps")
    BREAKS = "breaks", _("Breaks, or a quiet place")
    FOOD = "food", _("Food that suits me")
    COMPANION = "companion", _("Someone to come with me")
    OTHER = "other", _("Something else")


INTERPRETED = [NeedKind.INTERPRETER, NeedKind.READER]  # somebody comes, who may be wished for


class NeedVisibility(models.TextChoices):
    """Who may see that a person has a need."""

    ARRANGERS = "arrangers", _("Only the facilitators, who arrange it")
    PARTNERSHIP = "partnership", _("Everyone in the partnership")


class SupportNeedQuerySet(models.QuerySet["SupportNeed"]):
    """Support needs, as the domain asks for them."""

    def active(self) -> Self:
        """Needs that the person still has."""
        return self.filter(ended_at=None)

    def visible_to(self, reader: "Membership") -> Self:
        """Needs that `reader` may see: all for who arranges, else their own and the shared ones."""
        if reader.may(Permission.ARRANGE_SUPPORT):
            return self
        return self.filter(Q(membership=reader) | Q(visible_to=NeedVisibility.PARTNERSHIP))


class SupportNeed(models.Model):
    """What a person needs to take part, in their own words. Asked once, never with a reason."""

    membership = models.ForeignKey(
        "partners.Membership", on_delete=models.CASCADE, related_name="needs"
    )
    kind = models.CharField(_("what I need"), max_length=16, choices=NeedKind)
    detail = models.CharField(_("what to know to arrange it"), max_length=400, blank=True)
    detail_language = models.CharField(max_length=12, blank=True)
    is_essential = models.BooleanField(_("I cannot come without it"), default=False)
    visible_to = models.CharField(
        _("who may see it"), max_length=12, choices=NeedVisibility, default=NeedVisibility.ARRANGERS
    )
    tongue = models.CharField(_("language"), max_length=tongues.LONGEST, blank=True)
    wished_gender = models.CharField(max_length=8, choices=Gender, blank=True)
    is_stranger = models.BooleanField(default=False)
    # Not sealed: whoever books must see it. Forgotten when the need ends.
    not_these = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Who wrote it down, where it was not the person, and the person's word on it.
    recorded_by = models.ForeignKey(
        "partners.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_right = models.BooleanField(null=True, blank=True)

    objects = SupportNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("support need")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=NeedKind.OTHER) | ~Q(detail=""),
                name="something_else_says_what",
                violation_error_message=_("Say in your own words what you need."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["interpreter", "reader"])
                | Q(tongue="", wished_gender="", is_stranger=False, not_these=""),
                name="only_who_interprets_or_reads_is_wished_for",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None, recorded_at=None, recorded_right=None)
                | Q(recorded_by__isnull=False, recorded_at__isnull=False),
                name="recorded_need_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
