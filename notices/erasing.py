"""Telling a person that they will be erased, and that they can take it back."""

from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.models import Notice
from notices.planning import plan
from partners import dates, erasing
from partners.models import Erasure, Membership

ERASURE = "erasure"


@erasing.also_when_asked
def tell(wish: Erasure) -> None:
    """Tell the person by their own channel, once, through one of the places they belong to."""
    places = wish.person.memberships.filter(left_at=None).select_related("partnership")
    recorded_in = wish.recorded_by and places.filter(partnership=wish.recorded_by.partnership_id)
    place = (recorded_in or places).order_by("joined_at", "pk").first()
    if place is not None:
        plan(ERASURE, wish, [wish.person], partnership=place.partnership, now=wish.asked_at)


def _stands(notice: Notice, now: datetime) -> bool:
    wish = cast("Erasure | None", notice.subject)
    return wish is not None and wish.taken_back_at is None and wish.begun_at is None


def _context(notice: Notice) -> dict[str, Any]:
    wish, person = cast("Erasure", notice.subject), notice.person
    return {
        "day": dates.day(wish.due_at.astimezone(person.zone).date(), person.language),
        "is_recorded": wish.recorded_by_id is not None,
        "page": settings.BASE_URL + reverse("partners:erase_me"),
    }


def _example(membership: Membership) -> Erasure:
    now = timezone.now()
    due_at = now + Erasure.DAYS_TO_THINK
    return Erasure(pk=0, person=membership.person, asked_at=now, due_at=due_at)


kinds.register(
    kinds.Kind(
        name=ERASURE,
        label=_("Your data will be erased, and how to stop it"),
        category=kinds.Category.CHANGES,
        subject=Erasure,
        context=_context,
        is_wanted=_stands,
        waits_for_waking=True,
        may_be_muted=False,
        example=_example,
    )
)
