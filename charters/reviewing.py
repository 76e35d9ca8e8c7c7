"""Reviews: on its date an agreement is looked at again, and what changed is written down."""

from collections.abc import Mapping
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction

from charters.models import Agreement, Review
from notices import planning
from partners.models import Membership
from translations.reading import set_text

DUE = "agreement_review"


class AlreadyClosed(Exception):
    """Somebody else closed this review first."""


def set_date(agreement: Agreement, now: datetime) -> None:
    """Give an agreement that took effect its day for looking at it again.

    The one it names, if that is to come; else as many months from now as the working rules say.
    """
    today = now.astimezone(agreement.partnership.zone).date()
    day = agreement.review_on
    if day is None or day <= today:
        day = today + relativedelta(months=agreement.partnership.working_rules.review_months)
    agreement.next_review_on = day
    Agreement.objects.filter(pk=agreement.pk).update(next_review_on=day)


def open_due(now: datetime) -> int:
    """Open the review of each agreement in force whose day has come. Return how many are new."""
    waiting = Agreement.objects.standing().filter(
        next_review_on__lte=now.date() + relativedelta(days=1),
        versions__took_effect_at__isnull=False,
        versions__left_force_at=None,
    )
    opened = 0
    for agreement in waiting.select_related("partnership").distinct():
        day = agreement.next_review_on
        if day and day <= now.astimezone(agreement.partnership.zone).date():
            opened += open_review(agreement, day, now)
    return opened


@transaction.atomic
def open_review(agreement: Agreement, day: date, now: datetime) -> bool:
    """Open the review that is due, and tell everyone. Return whether it was not open yet."""
    review, is_new = Review.objects.get_or_create(
        agreement=agreement, due_on=day, defaults={"opened_at": now}
    )
    if is_new:
        members = agreement.partnership.memberships.active().with_person()
        people = [member.person for member in members]
        planning.plan(DUE, review, people, partnership=agreement.partnership, now=now)
    return is_new


@transaction.atomic
def close(
    review: Review, texts: Mapping[str, str], *, next_on: date, by: Membership, now: datetime
) -> None:
    """End a review with what changed because of it, and name the next day. Raises AlreadyClosed."""
    for code, text in texts.items():
        set_text(review, "what_changed", code, text)
    still_open = Review.objects.filter(pk=review.pk, closed_at=None)
    if not still_open.update(closed_at=now, closed_by=by):
        raise AlreadyClosed
    review.closed_at, review.closed_by = now, by
    review.save()
    Agreement.objects.filter(pk=review.agreement_id).update(next_review_on=next_on)
