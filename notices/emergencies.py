"""Seeing in an emergency how to reach somebody: asked by one, agreed by another, told at once.

It opens the phone number and addresses of a member of one's own partnership, and nothing else.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.models import Notice
from notices.planning import plan
from partners import auditing, joining
from partners.emergency import LASTS, EmergencyLook, EmergencyLookQuerySet
from partners.models import Action, Detail, Membership, MembershipQuerySet, Person
from partners.roles import Permission
from partners.waiting import Mine, Source, Waits, by_partnership

EMERGENCY = "emergency"
REASON = ("reason",)


class CannotAgree(Exception):
    """It is over, somebody agreed already, or it takes somebody else to agree."""


def is_hidden(shown: Membership, by: Membership) -> bool:
    """Say whether `by`, who facilitates, does not see how to reach this person anyway."""
    return shown.pk != by.pk and not joining.is_set_up_by_others(shown)


def who_may_agree(shown: Membership, by: Membership) -> MembershipQuerySet:
    """Return those who could agree to what `by` asks about `shown`."""
    return shown.partnership.memberships.facilitating().exclude(pk__in=[shown.pk, by.pk])


def look_of(shown: Membership, by: Membership, now: datetime) -> EmergencyLook | None:
    """Return what `by` asked about `shown`, as long as it waits or is open."""
    asked = EmergencyLook.objects.standing(now).filter(membership=shown, asked_by=by)
    return asked.order_by("-pk").first()


@transaction.atomic
def ask(
    shown: Membership, *, by: Membership, reason: str, language: str, now: datetime
) -> EmergencyLook:
    """Ask to see how to reach somebody. Asking twice changes nothing."""
    by.lock()
    if (standing := look_of(shown, by, now)) is not None:
        return standing
    look = EmergencyLook.objects.create(
        membership=shown, asked_by=by, reason=reason, language=language, asked_at=now
    )
    auditing.record(Action.EMERGENCY_ASKED, by=by, about=shown, fields=REASON, obj=look)
    return look


def looks_in(reader: Membership) -> EmergencyLookQuerySet:
    """Return all that was ever asked about the members of the reader's partnership."""
    looks = EmergencyLook.objects.filter(
        membership__partnership=reader.partnership_id, membership__left_at=None
    )
    return looks.select_related("membership__partnership", "membership__person", "asked_by__person")


@transaction.atomic
def agree(look: EmergencyLook, *, by: Membership, now: datetime) -> EmergencyLook:
    """Let whoever asked look for an hour, and tell the person at once. Raises CannotAgree."""
    waiting = looks_in(by).for_whom_agrees(now, {by.partnership_id: by})
    stands = waiting.select_for_update(of=("self",)).filter(pk=look.pk).first()
    if stands is None:
        raise CannotAgree
    stands.agreed_by, stands.agreed_at, stands.ends_at = by, now, now + LASTS
    stands.save(update_fields=["agreed_by", "agreed_at", "ends_at"])
    shown = stands.membership
    auditing.record(Action.EMERGENCY_AGREED, by=by, about=shown, fields=["ends_at"], obj=stands)
    plan(EMERGENCY, stands, [shown.person], partnership=shown.partnership, now=now)
    return stands


# What waits for a second person


def _asked(mine: Mine, now: datetime) -> QuerySet[EmergencyLook]:
    facilitated = by_partnership(mine, Permission.ARRANGE_SUPPORT)
    return EmergencyLook.objects.for_whom_agrees(now, facilitated).order_by("pk")


def _lines(mine: Mine, looks: QuerySet[EmergencyLook]) -> Iterator[Waits]:
    """Somebody must be reached, and a second person has to agree."""
    facilitated = by_partnership(mine, Permission.ARRANGE_SUPPORT)
    for look in looks.select_related("membership__partnership"):
        membership = facilitated[look.membership.partnership_id]
        yield Waits(EMERGENCY, membership, look.get_absolute_url())


WAITING = [Source(_asked, _lines, facilitates=True)]


# What the person is told


def _context(notice: Notice) -> dict[str, Any]:
    look = cast("EmergencyLook", notice.subject)
    page = reverse(settings.LOGIN_REDIRECT_URL)
    if notice.person.detail != Detail.MINIMAL:
        page = reverse("partners:my_seen", args=[look.membership.partnership.slug])
    return {"look": look, "page": settings.BASE_URL + page}


def _stands(notice: Notice, now: datetime) -> bool:
    return notice.subject is not None


def _example(membership: Membership) -> EmergencyLook:
    now = timezone.now()
    somebody, another = (
        Membership(person=Person(name=name), partnership=membership.partnership)
        for name in ("Luis Alvarez", gettext("Somebody"))
    )
    return EmergencyLook(
        membership=membership, asked_by=somebody, agreed_by=another, asked_at=now,
        agreed_at=now, ends_at=now + timedelta(hours=1),
    )  # fmt: skip


kinds.register(
    kinds.Kind(
        name=EMERGENCY, label=_("Somebody may see how to reach you, in an emergency"),
        category=kinds.Category.CHANGES, subject=EmergencyLook, context=_context,
        is_wanted=_stands, waits_for_waking=False, may_be_muted=False, example=_example,
    )
)  # fmt: skip
