"""Seeing in an emergency how to reach somebody who shows that to nobody: two people, one hour."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.audit import Action, AuditEvent

if TYPE_CHECKING:
    from partners.models import Membership

LASTS = timedelta(hours=1)
WAITS = timedelta(days=1)  # for a second person; then it is no emergency any more


class EmergencyLookQuerySet(models.QuerySet["EmergencyLook"]):
    """Looks, as the domain asks for them."""

    def waiting(self, now: datetime) -> Self:
        """Those to which nobody has agreed yet."""
        return self.filter(agreed_at=None, asked_at__gt=now - WAITS)

    def standing(self, now: datetime) -> Self:
        """Those that wait, and those that are open."""
        return self.filter(Q(agreed_at=None, asked_at__gt=now - WAITS) | Q(ends_at__gt=now))

    def for_whom_agrees(self, now: datetime, among: "dict[int, Membership]") -> Self:
        """Return those that wait for a second person: one of these, each by partnership."""
        others = self.waiting(now).filter(membership__partnership__in=among)
        mine = [member.pk for member in among.values()]
        return others.exclude(asked_by__in=mine).exclude(membership__in=mine)


class EmergencyLook(models.Model):
    """A facilitator's question to see how to reach a member, and another facilitator's yes."""

    membership = models.ForeignKey(
        "partners.Membership", on_delete=models.CASCADE, related_name="emergency_looks"
    )
    asked_by: "models.ForeignKey[Membership, Membership]" = models.ForeignKey(
        "partners.Membership", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("What has happened"), max_length=400)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    agreed_by: "models.ForeignKey[Membership | None, Membership | None]" = models.ForeignKey(
        "partners.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = EmergencyLookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("membership")) & ~Q(reason=""),
                name="emergency_is_somebody_elses_and_says_why",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None)
                | (~Q(agreed_by=F("asked_by")) & ~Q(agreed_by=F("membership"))),
                name="second_person_agrees_to_emergency",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None, ends_at=None)
                | Q(
                    agreed_by__isnull=False,
                    agreed_at__isnull=False,
                    ends_at__isnull=False,
                    agreed_at__gte=F("asked_at"),
                    agreed_at__lte=F("asked_at") + WAITS,
                    ends_at__gt=F("agreed_at"),
                    ends_at__lte=F("agreed_at") + LASTS,
                ),
                name="emergency_is_over_within_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} / {self.membership}"

    def get_absolute_url(self) -> str:
        """Return the address where a second person agrees."""
        slug = self.membership.partnership.slug
        return reverse("notices:agree_emergency", kwargs={"slug": slug, "pk": self.pk})

    def is_open(self, now: datetime) -> bool:
        """Say whether whoever asked may look now."""
        return self.ends_at is not None and now < self.ends_at


def asked_in(events: Iterable[AuditEvent]) -> dict[int, EmergencyLook]:
    """Return what was asked, by the key of the line in the log that says so."""
    lines = {
        event.object_pk: event.pk for event in events if event.action == Action.EMERGENCY_ASKED
    }
    looks = EmergencyLook.objects.filter(pk__in=lines) if lines else []
    return {lines[str(look.pk)]: look for look in looks}
