"""What meetings and resources can suggest to somebody, by what brings them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Resource
from partners.models import Membership, ReasonKind
from partners.roles import Permission
from partners.suggesting import Suggestion, Wanting, source

NEWEST, LOOKED_AT = 2, 40  # things to read in each partnership; in all of them together


@source(ReasonKind.INFLUENCE, ReasonKind.BE_HEARD, ReasonKind.DUTY)
def propose_for_the_agenda(
    wanting: Wanting, now: datetime
) -> Iterator[tuple[Membership, Suggestion]]:
    """Put something on the agenda of the next meeting."""
    seen = set()
    for meeting in Meeting.objects.upcoming(now).filter(partnership__in=wanting):
        membership = wanting[meeting.partnership_id]
        if meeting.partnership_id in seen or not membership.may(Permission.PROPOSE):
            continue
        seen.add(meeting.partnership_id)
        url = _address("meetings:agenda", membership, pk=meeting.pk)
        yield membership, Suggestion(_("Propose something for the next meeting:"), url, meeting)


@source(ReasonKind.LEARN, ReasonKind.HEALTH)
def read_something(wanting: Wanting, now: datetime) -> Iterator[tuple[Membership, Suggestion]]:
    """Read what was shared last."""
    shown = dict.fromkeys(wanting, 0)
    for resource in Resource.objects.available().filter(partnership__in=wanting)[:LOOKED_AT]:
        membership = wanting[resource.partnership_id]
        shown[resource.partnership_id] += 1
        if shown[resource.partnership_id] <= NEWEST:
            url = _address("meetings:resource", membership, pk=resource.pk)
            yield membership, Suggestion(_("Read this:"), url, resource)


@source(ReasonKind.HELP_OTHERS)
def share_something(wanting: Wanting, now: datetime) -> Iterator[tuple[Membership, Suggestion]]:
    """Share something that helped oneself."""
    for membership in wanting.values():
        if membership.may(Permission.SHARE_RESOURCES):
            url = _address("meetings:share", membership)
            yield membership, Suggestion(_("Share something to read that helped you"), url)


def _address(name: str, membership: Membership, **kwargs: int) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug, **kwargs})
