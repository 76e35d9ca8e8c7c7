"""Closing conversations: a last talk that people who leave may wish for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.roles import Permission


class ClosingConversationQuerySet(models.QuerySet["ClosingConversation"]):
    """Closing conversations, as the domain asks for them."""

    def waiting(self) -> Self:
        """Those that people who left wish for, the longest waiting first."""
        waiting = self.filter(leaver__left_at__isnull=False, done_at=None)
        return waiting.order_by("leaver__left_at", "pk")

    def for_any_of(self, memberships: Iterable[Membership]) -> Self:
        """Those that one of these memberships is asked to hold.

        Facilitators hold those for which nobody is named, or whose one left or takes a break.
        """
        mine = list(memberships)
        facilitated = [
            each.partnership_id for each in mine if each.may(Permission.RECORD_FOR_OTHERS)
        ]
        nobody = Q(with_whom=None)
        nobody |= Q(with_whom__left_at__isnull=False) | Q(with_whom__paused_at__isnull=False)
        rows = self.filter(Q(with_whom__in=mine) | nobody & Q(leaver__partnership__in=facilitated))
        return rows.select_related("leaver__person", "leaver__partnership", "with_whom__person")


class ClosingConversation(models.Model):
    """A last talk that somebody wishes for when they leave, and with whom."""

    leaver = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="closing_conversation"
    )
    with_whom = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # None: any facilitator
    reach = models.CharField(_("how to reach me"), max_length=200, blank=True)
    wished_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClosingConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing conversation")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False, reach=""),
                name="closing_conversation_that_was_held_forgets_the_number",
            ),
        ]

    def __str__(self) -> str:
        return str(self.leaver)

    def get_absolute_url(self) -> str:
        """Return the address of its page, for whoever holds it."""
        slug = self.leaver.partnership.slug
        kwargs = {"slug": slug, "pk": self.pk}
        return reverse("reflections:closing_conversation", kwargs=kwargs)

    def finish(self, *, by: Membership, now: datetime) -> None:
        """Note that the two talked, or that it did not come about. The number is forgotten."""
        self.done_at, self.done_by, self.reach = now, by, ""
        self.save(update_fields=["done_at", "done_by", "reach"])
