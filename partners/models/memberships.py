"""How a person belongs to a partnership."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.help_grants import HelpGrant
from partners.models.needs import SupportNeed
from partners.models.partnerships import Partnership
from partners.models.people import Person
from partners.roles import GRANTS, LIVED_EXPERIENCE, ROLES_TAKING_PART, Group, Permission, Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, as the domain asks for them."""

    def active(self) -> Self:
        """People who joined and have not left. Some may be pausing."""
        return self.filter(joined_at__isnull=False, left_at=None)

    def taking_part(self) -> Self:
        """Active people whose role takes part, and who are not pausing."""
        return self.active().filter(paused_at=None, role__in=ROLES_TAKING_PART)

    def facilitating(self) -> Self:
        """Active facilitators, whether or not they pause."""
        return self.active().filter(role=Role.FACILITATOR)

    def invited(self) -> Self:
        """People who were invited and have not joined."""
        return self.filter(joined_at=None, left_at=None)

    def with_person(self) -> Self:
        """Bring the person along. The partnership is at hand where they were found from it."""
        return self.select_related("person")

    def with_languages(self) -> Self:
        """Bring along which languages each person reads, and nothing else."""
        there = self.select_related("person")
        return there.only("partnership", "person__language", "person__also_reads")

    def with_boundary(self) -> Self:
        """People who said what they do not want to be asked, by name."""
        return self.exclude(boundary="").with_person().order_by("person__name", "pk")

    def by_group(self) -> Self:
        """In the order of the groups, who joined first before the others of their group."""
        places = [models.When(group=group, then=place) for place, group in enumerate(Group)]
        return self.order_by(models.Case(*places), "joined_at", "pk")

    def with_needs_for(self, reader: "Membership") -> Self:
        """Bring along, as `shown_needs`, the active needs that `reader` may see."""
        seen = SupportNeed.objects.active().visible_to(reader).select_related("recorded_by__person")
        seen = seen.order_by("created_at", "pk")
        return self.prefetch_related(models.Prefetch("needs", seen, to_attr="shown_needs"))


class Membership(models.Model):
    """A person in a partnership: the group they belong to, the role they have."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    group = models.CharField(_("group"), max_length=16, choices=Group)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.PARTNER)
    strengths = models.TextField(_("what I bring"), blank=True, max_length=2000)
    strengths_language = models.CharField(max_length=12, blank=True)
    # Not sealed: whoever is about to ask must see it.
    boundary = models.TextField(_("what I do not want to be asked"), blank=True, max_length=1000)
    boundary_language = models.CharField(max_length=12, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)  # from the last break
    left_at = models.DateTimeField(null=True, blank=True)
    first_month_put_away_at = models.DateTimeField(null=True, blank=True)  # a facilitator's list
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(joined_at__isnull=False),
                name="person_pauses_only_after_joining",
            ),
            models.UniqueConstraint(
                fields=["partnership", "person"],
                condition=Q(left_at=None),
                name="person_belongs_to_a_partnership_once",
                violation_error_message=_("This person already belongs to the partnership."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.partnership}"

    def get_absolute_url(self) -> str:
        """Return the address of this person's page in the partnership."""
        return reverse("partners:person", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    @property
    def is_lived_experience(self) -> bool:
        """Whether this person lives with the condition, or cares for someone who does."""
        return self.group in LIVED_EXPERIENCE

    @property
    def takes_part(self) -> bool:
        """Whether they take part now: see `taking_part`."""
        is_there = bool(self.joined_at) and not self.left_at and not self.paused_at
        return is_there and self.role in ROLES_TAKING_PART

    def may(self, permission: Permission) -> bool:
        """Say whether the role grants `permission`."""
        return permission in GRANTS[self.role]

    @property
    def permissions(self) -> dict[str, bool]:
        """Each permission by name and whether the role grants it, for templates."""
        return {permission.value: self.may(permission) for permission in Permission}

    @transaction.atomic
    def pause(self, now: datetime) -> None:
        """Take no part for a while. No reason is asked. Nobody answers for others meanwhile."""
        HelpGrant.objects.not_ended().of(self).update(ended_at=now, ended_by=self)
        self.paused_at = now
        self.save(update_fields=["paused_at"])

    def put_first_month_away(self, now: datetime) -> None:
        """Do without the list of what to do first. Doing it twice changes nothing."""
        self.first_month_put_away_at = self.first_month_put_away_at or now
        self.save(update_fields=["first_month_put_away_at"])

    def resume(self, now: datetime) -> None:
        """Take part again."""
        if self.paused_at is not None:
            self.paused_at, self.returned_at = None, now
            self.save(update_fields=["paused_at", "returned_at"])

    def lock(self) -> None:
        """Let nobody else change what belongs to this membership until the transaction ends.

        A form sent twice by an impatient finger is then written once.
        """
        Membership.objects.select_for_update().get(pk=self.pk)
