"""Seats for lived experience, the pool of reviewers, and reviews."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import seating
from charters.forms.seats import AskReviewForm, ReviewerForm, ReviewForm, SeatForm, WhatChangedForm
from charters.models import Reviewer, ReviewRequest, Seat
from meetings.views.finding import readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import LIVED_EXPERIENCE, Permission


@members_only(Permission.VIEW, methods=["GET"])
def seat_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """The seats that are kept for people with lived experience, and which are empty."""
    seats = membership.partnership.seats.kept().select_related("filled_by__person")
    context = {"membership": membership, "tab": "decisions", "page": page_of(seats, request)}
    context["empty"] = membership.partnership.seats.kept().filter(filled_by=None).count()
    return render(request, "charters/seats.html", context)


@members_only(Permission.KEEP_SEATS)
def seat(request: PersonRequest, membership: Membership, pk: int | None = None) -> HttpResponse:
    """Add a seat, or change who fills it."""
    seats = membership.partnership.seats.kept()
    kept = get_object_or_404(seats, pk=pk) if pk else None
    people = membership.partnership.memberships.active().with_person()
    sits = [kept.filled_by_id] if kept else []
    lived = people.filter(Q(group__in=LIVED_EXPERIENCE) | Q(pk__in=sits))
    form = SeatForm(request.POST or None, about=kept, people=lived, **readers(membership))
    if form.is_valid():
        form.write(kept or Seat(partnership=membership.partnership), timezone.now())
        messages.success(request, _("The seat is saved."))
        return redirect("charters:seats", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "decisions", "form": form, "seat": kept}
    return render(request, "charters/seat_form.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def reviewer_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who reviews with lived experience, and which reviews there are."""
    pool = reviewers(membership).annotate(
        given=Count("requests", filter=Q(requests__reviewed_at__isnull=False))
    )
    asked = requests_of(membership)
    context = {
        "membership": membership,
        "tab": "decisions",
        "page": named(page_of(pool, request), membership),
        "mine": reviewer_of(membership),
        "open": visible(page_of(asked.open(), request, "open"), membership),
        "given": visible(page_of(asked.given(), request, "given"), membership),
    }
    return render(request, "charters/reviewers.html", context)


@members_only(Permission.REVIEW)
def be_reviewer(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Offer to review, on my own terms, or change them."""
    mine = reviewer_of(membership)
    people = membership.partnership.memberships.active().exclude(pk=membership.pk).with_person()
    form = ReviewerForm(request.POST or None, reviewer=mine, people=people)
    if form.is_valid():
        form.write(mine or Reviewer(membership=membership), timezone.now())
        messages.success(request, _("Your terms are saved. You may change them any time."))
        return redirect("charters:reviewers", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "decisions", "form": form, "mine": mine}
    return render(request, "charters/reviewer_form.html", context)


@members_only(Permission.KEEP_SEATS)
def ask_review(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Ask somebody for a review."""
    now = timezone.now()
    reviewer = get_object_or_404(reviewers(membership), pk=pk)
    resources = membership.partnership.resources.available()
    form = AskReviewForm(
        request.POST or None, resources=resources, partnership=membership.partnership, now=now
    )
    if form.is_valid():
        try:
            asked = seating.ask(reviewer, **form.cleaned_data, by=membership, now=now)
        except seating.CannotReview as refusal:
            messages.warning(request, why_not(refusal))
        else:
            messages.success(request, _("They are asked. They may say no, without a reason."))
            return redirect(asked)
    context = {"membership": membership, "tab": "decisions", "form": form, "reviewer": reviewer}
    return render(request, "charters/review_ask.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def review(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One request: what is asked, the review, what changed because of it."""
    return render(request, "charters/review.html", whole_review(membership, found(membership, pk)))


@members_only(Permission.REVIEW, methods=["POST"])
def answer_request(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say that I will review, or that I will not. Nobody asks why."""
    asked = get_object_or_404(mine_to_review(membership), pk=pk)
    will = request.POST.get("answer") == "yes"
    try:
        (seating.accept if will else seating.decline)(asked, now=timezone.now())
    except seating.CannotReview as refusal:
        messages.warning(request, why_not(refusal))
    else:
        messages.success(request, _("Thank you. It is written down."))
    return redirect(asked)


@members_only(Permission.REVIEW, methods=["POST"])
def write_review(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write my review."""
    asked = get_object_or_404(mine_to_review(membership), pk=pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        context = whole_review(membership, asked) | {"review_form": form, "form": form}
        return render(request, "charters/review.html", context)
    words, language = form.cleaned_data["review"], form.cleaned_data["language"]
    try:
        seating.review(asked, words=words, language=language, now=timezone.now())
    except seating.CannotReview as refusal:
        messages.warning(request, why_not(refusal))
    else:
        messages.success(request, _("Thank you. You will hear what changed because of it."))
    return redirect(asked)


@members_only(Permission.KEEP_SEATS)
def what_changed(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Tell a reviewer what changed because of the review."""
    asked = found(membership, pk)
    form = WhatChangedForm(request.POST or None, **readers(membership))
    if form.is_valid():
        try:
            texts = form.texts("what_changed")
            seating.tell_what_changed(asked, texts=texts, now=timezone.now())
        except seating.CannotReview as refusal:
            messages.warning(request, why_not(refusal))
        else:
            messages.success(request, _("The reviewer is told what changed."))
        return redirect(asked)
    context = {"membership": membership, "tab": "decisions", "form": form, "review": asked}
    return render(request, "charters/review_used.html", context)


def why_not(refusal: seating.CannotReview) -> str:
    """Return the sentence for what stands against a request or a review."""
    return {
        seating.TooMany: _("They were asked as often this month as they like. Ask somebody else."),
        seating.AskedAlready: _("They were asked about this before. Nothing was sent."),
        seating.NotAvailable: _("They do not review now. Ask somebody else."),
        seating.Closed: _("This request is closed. Nothing was changed."),
        seating.WordsMissing: _("Write something first."),
    }[type(refusal)]


def reviewers(membership: Membership) -> Any:
    """Return the pool of the visitor's partnership."""
    return seating.reviewers(membership.partnership)


def reviewer_of(membership: Membership) -> Reviewer | None:
    """Return the visitor's own terms, if they review."""
    return getattr(membership, "reviewer", None)


def requests_of(membership: Membership) -> Any:
    """Return the requests of the visitor's partnership."""
    return seating.requests(membership.partnership)


def mine_to_review(membership: Membership) -> Any:
    """Return the requests that the visitor was asked."""
    return requests_of(membership).filter(reviewer__membership=membership)


def found(membership: Membership, pk: int) -> ReviewRequest:
    """Return one request that the visitor may see, or 404."""
    return get_object_or_404(requests_of(membership), pk=pk)


def named(page: Any, membership: Membership) -> Any:
    """Let each reviewer of the pool know whether this visitor may see their name."""
    for reviewer in page:
        own = reviewer.membership_id == membership.pk
        reviewer.shows_name = own or reviewer.is_named or membership.may(Permission.KEEP_SEATS)
    return page


def visible(page: Any, membership: Membership) -> Any:
    """Let each request know whether this visitor may see whose review it is."""
    for asked in page:
        is_mine = asked.reviewer.membership_id == membership.pk
        asked.is_mine = is_mine
        asked.shows_name = (
            is_mine or asked.reviewer.is_named or membership.may(Permission.KEEP_SEATS)
        )
    return page


def whole_review(membership: Membership, asked: ReviewRequest) -> dict[str, Any]:
    """Return all that the page of a request shows to this visitor."""
    visible([asked], membership)
    initial = {"review": asked.review}
    if asked.review_language:
        initial["language"] = asked.review_language
    return {
        "membership": membership,
        "tab": "decisions",
        "review": asked,
        "review_form": ReviewForm(initial=initial),
    }
