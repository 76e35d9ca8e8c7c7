"""Asking people with lived experience for a review, and telling them what changed because of it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction

from charters.models import Reviewer, ReviewRequest
from charters.models.seats import ReviewerQuerySet, ReviewRequestQuerySet
from meetings.models import Resource
from notices.planning import plan, void
from partners.models import Membership, Partnership
from translations.reading import set_text, written

MONTH = timedelta(days=30)
REMIND_BEFORE = timedelta(days=2)
MORNING = time(9)


class CannotReview(Exception):
    """What one wanted to do with a review is not possible; nothing was changed."""


class TooMany(CannotReview):
    """The reviewer was asked as often this month as they said they like."""


class AskedAlready(CannotReview):
    """The reviewer was asked about this resource before and did not decline."""


class NotAvailable(CannotReview):
    """The reviewer pauses, or left the partnership."""


class Closed(CannotReview):
    """The request was declined, or the review was given, or what changed was told already."""


class WordsMissing(CannotReview):
    """A review, or what changed, came without words."""


@transaction.atomic
def ask(
    reviewer: Reviewer, resource: Resource, *, due_on: date, by: Membership, now: datetime
) -> ReviewRequest:
    """Ask for a review by a day, and remind two days before it.

    Raises NotAvailable, TooMany, AskedAlready.
    """
    reviewers = Reviewer.objects.available().select_for_update(of=("self",))
    stands = reviewers.filter(pk=reviewer.pk).select_related("membership__person").first()
    if stands is None:
        raise NotAvailable
    asked = stands.requests.filter(declined_at=None)
    if asked.filter(resource=resource).exists():
        raise AskedAlready
    if asked.filter(asked_at__gt=now - MONTH).count() >= stands.a_month:
        raise TooMany
    request = ReviewRequest.objects.create(
        reviewer=stands, resource=resource, due_on=due_on, asked_by=by, asked_at=now
    )
    person, partnership = stands.membership.person, by.partnership
    plan("review_asked", request, [person], partnership=partnership, now=now)
    due = datetime.combine(due_on, MORNING, tzinfo=partnership.zone)
    if (remind_at := due - REMIND_BEFORE) > now:
        plan("review_due", request, [person], partnership=partnership, now=now, due_at=remind_at,
             last_moment=due + timedelta(days=1))  # fmt: skip
    return request


@transaction.atomic
def accept(request: ReviewRequest, *, now: datetime) -> None:
    """Say that one will review. Raises Closed."""
    stands = locked(request)
    if not stands.is_open:
        raise Closed
    stands.accepted_at = stands.accepted_at or now
    stands.save(update_fields=["accepted_at"])


@transaction.atomic
def decline(request: ReviewRequest, *, now: datetime) -> None:
    """Say no. No reason is asked, and nobody asks again about this request. Raises Closed."""
    stands = locked(request)
    if not stands.is_open:
        raise Closed
    stands.declined_at, stands.accepted_at = now, None
    stands.save(update_fields=["declined_at", "accepted_at"])
    void(stands)


@transaction.atomic
def review(request: ReviewRequest, *, words: str, language: str, now: datetime) -> None:
    """Give a review, in one's own words. It can be changed until its use was told.

    Raises Closed, WordsMissing.
    """
    stands = locked(request)
    if stands.declined_at or stands.told_at:
        raise Closed
    if not words.strip():
        raise WordsMissing
    stands.review, stands.review_language = words.strip(), language
    stands.reviewed_at = stands.reviewed_at or now
    stands.save(update_fields=["review", "review_language", "reviewed_at"])
    void(stands, kinds=["review_asked", "review_due"])


@transaction.atomic
def tell_what_changed(request: ReviewRequest, *, texts: Mapping[str, str], now: datetime) -> None:
    """Tell the reviewer what changed because of the review (`texts` by language), or what not.

    Raises Closed if there is no review or it was told already, WordsMissing.
    """
    stands = locked(request)
    if not stands.reviewed_at or stands.told_at:
        raise Closed
    for code, text in texts.items():
        set_text(stands, "what_changed", code, text.strip())
    if not written(stands, "what_changed"):
        raise WordsMissing
    stands.told_at = now
    stands.save()
    membership = stands.reviewer.membership
    plan("review_used", stands, [membership.person], partnership=membership.partnership, now=now)


def reviewers(partnership: Partnership) -> ReviewerQuerySet:
    """Return the people of a partnership who review now, with whom and who may help them."""
    pool = Reviewer.objects.available().filter(membership__partnership=partnership)
    return pool.select_related("membership__person", "mentor__person")


def requests(partnership: Partnership) -> ReviewRequestQuerySet:
    """Return all requests for a review in a partnership."""
    asked = ReviewRequest.objects.for_list()
    return asked.filter(reviewer__membership__partnership=partnership)


def locked(request: ReviewRequest) -> ReviewRequest:
    """Return the request as it stands, held until the transaction ends."""
    requests = ReviewRequest.objects.select_for_update(of=("self",)).select_related(
        "reviewer__membership__person", "reviewer__membership__partnership"
    )
    return requests.get(pk=request.pk)
