"""Dates of decisions, promises and reviews, for a person's calendar."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext

from charters.models import Agreement, Decision, DutyDate
from charters.pace import ROLES_WITH_A_SAY
from meetings.calendars import FEED_KEEPS, Entry
from partners.models import Person


def dates_of(person: Person, now: datetime) -> Iterator[Entry]:
    """Yield what this person has to keep in mind, in the active language.

    In as many queries for one partnership and date as for many.
    """
    members = person.memberships.active().filter(paused_at=None)
    mine = {each.pk: each for each in members.select_related("partnership")}
    if not mine:
        return
    since = now - FEED_KEEPS
    deciding = [each.partnership_id for each in mine.values() if each.role in ROLES_WITH_A_SAY]
    decisions = Decision.objects.undecided().filter(partnership__in=deciding, closes_at__gt=since)
    for decision in decisions.select_related("partnership"):
        yield Entry(
            uid=f"decision-{decision.pk}", when=decision.closes_at,
            summary=gettext("A decision closes"), url=decision.get_absolute_url(),
            about=decision, field="question", since=decision.proposed_at,
            revision=decision.revision,
        )  # fmt: skip
    promised = DutyDate.objects.open().filter(
        duty__holder__in=mine, duty__in_force_at__isnull=False, due_on__gt=since.date()
    )
    for each in promised.select_related("duty__agreement__partnership"):
        duty = each.duty
        kwargs = {"slug": duty.agreement.partnership.slug, "pk": duty.agreement_id}
        yield Entry(
            uid=f"duty-{each.pk}", when=each.due_on,
            summary=gettext("Something you promised is due"),
            url=reverse("charters:duty_outcome", kwargs={**kwargs, "duty_date": each.pk}),
            about=duty, field="what", since=duty.agreement.created_at,
        )  # fmt: skip
    agreements = Agreement.objects.standing().filter(
        partnership__in=[each.partnership_id for each in mine.values()],
        next_review_on__gt=since.date(),
    )
    for agreement in agreements.select_related("partnership"):
        day = cast("date", agreement.next_review_on)
        yield Entry(
            uid=f"review-{agreement.pk}-{day}", when=day,
            summary=gettext("We look at an agreement again"), url=agreement.get_absolute_url(),
            about=agreement, field="title", since=agreement.created_at,
        )  # fmt: skip
