"""The ways in."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.models.memberships import Membership
from partners.models.people import make_nonce
from partners.validators import validate_zone


class Carrier(models.TextChoices):
    """How an invitation reaches the person invited."""

    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By a printed letter with a code")
    NONE = "none", _("I tell them myself; add them now")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, as the domain asks for them."""

    def usable(self, now: datetime) -> Self:
        """Invitations not used, replaced, withdrawn or expired."""
        return self.filter(accepted_at=None, voided_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """One way in for one person: an address that works once, and a short code for paper."""

    LIFETIME = timedelta(days=21)

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # What the inviter typed. Only this is shown to them, even if the person was known before.
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=32, blank=True)
    language = models.CharField(_("their language"), max_length=12)
    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    carrier = models.CharField(max_length=12, choices=Carrier)
    nonce = models.CharField(max_length=32, default=make_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by_browser = models.CharField(max_length=64, blank=True)  # see joining.remember
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote down their yes, said by phone or on paper
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(voided_at=None),
                name="invitation_is_not_both_used_and_void",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="invitation_lasts_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} / {self.membership.partnership}"
