"""What seats, reviews and being heard can suggest to somebody, by what brings them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from charters.models import Reviewer, Seat
from partners.models import Membership, ReasonKind
from partners.roles import Permission
from partners.suggesting import Suggestion, Wanting, source


@source(ReasonKind.INFLUENCE, ReasonKind.BE_HEARD)
def take_a_seat(wanting: Wanting, now: datetime) -> Iterator[tuple[Membership, Suggestion]]:
    """Sit in a body where a seat for lived experience is empty."""
    seen = set()
    for seat in Seat.objects.kept().filter(partnership__in=wanting, filled_by=None):
        membership = wanting[seat.partnership_id]
        if membership.is_lived_experience and seat.partnership_id not in seen:
            seen.add(seat.partnership_id)
            url = _address("charters:seats", membership)
            yield membership, Suggestion(_("A seat is empty here:"), url, seat, "body")


@source(ReasonKind.INFLUENCE, ReasonKind.HELP_OTHERS, ReasonKind.LEARN, ReasonKind.PAYMENT)
def review_drafts(wanting: Wanting, now: datetime) -> Iterator[tuple[Membership, Suggestion]]:
    """Review drafts, on one's own terms."""
    review = Reviewer.objects.filter(membership__in=wanting.values())
    reviewing = set(review.values_list("membership", flat=True))
    for membership in wanting.values():
        may = membership.may(Permission.REVIEW) and membership.is_lived_experience
        if may and membership.pk not in reviewing:
            url = _address("charters:be_reviewer", membership)
            yield membership, Suggestion(_("Review drafts, on your own terms"), url)


@source(ReasonKind.BE_HEARD)
def say_something(wanting: Wanting, now: datetime) -> Iterator[tuple[Membership, Suggestion]]:
    """Say something that gets an answer."""
    for membership in wanting.values():
        if membership.may(Permission.SAY_SOMETHING):
            url = _address("charters:say", membership)
            yield membership, Suggestion(_("Say something, and get an answer with a reason"), url)


def _address(name: str, membership: Membership) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug})
