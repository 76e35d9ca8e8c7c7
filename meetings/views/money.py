"""Money: the rates, my choice, what I was promised; and for facilitators, what is to be paid."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import settling
from meetings.forms.money import ChoiceForm, CorrectForm, RatesForm, SettleForm
from meetings.forms.taking_part import YesNoForm
from meetings.models.payments import MoneyTerms, Payment, PaymentChoice, PaymentQuerySet
from meetings.views.finding import readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from translations.reading import written


@members_only(Permission.VIEW, methods=["GET"])
def money(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What we pay, how I would like to be paid, what I was promised and what became of it."""
    mine = membership.payments.for_list().order_by("-due_on", "-pk")
    team = membership.partnership.memberships.facilitating().with_person()
    terms = terms_of(membership)
    context = {
        **frame(membership),
        "terms": terms,
        "has_how": bool(terms and written(terms, "how")),
        "choice": choice_of(membership),
        "page": page_of(mine, request),
        "today": today_of(membership, timezone.now()),
        "team": list(team),
    }
    return render(request, "meetings/money.html", context)


@members_only(Permission.SETTLE_PAYMENTS)
def set_rates(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Set what the partnership pays, the same for everyone."""
    terms = terms_of(membership)
    form = RatesForm(request.POST or None, about=terms, **readers(membership))
    if form.is_valid():
        changed, now = form.terms(terms or MoneyTerms()), timezone.now()
        settling.set_rates(membership.partnership, form.rates, changed, by=membership, now=now)
        messages.success(request, _("The rates are saved. Every member can read them."))
        return redirect("meetings:money", membership.partnership.slug)
    return render(request, "meetings/money_rates.html", {**frame(membership), "form": form})


@members_only(Permission.TAKE_PART)
def choose(request: PersonRequest, membership: Membership) -> HttpResponse:
    """How I would like to be paid."""
    form = choice_form(request, membership)
    if form.is_valid():
        settling.choose(membership, **form.answers, now=timezone.now())
        messages.success(request, _("Your choice is saved. You can change it any time."))
        return redirect("meetings:money", membership.partnership.slug)
    return render(request, "meetings/money_choose.html", {**frame(membership), "form": form})


@members_only(Permission.SETTLE_PAYMENTS)
def record_choice(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down how somebody would like to be paid, as they said it."""
    people = membership.partnership.memberships.taking_part().with_person()
    shown = get_object_or_404(people, pk=pk)
    form = choice_form(request, shown)
    if form.is_valid():
        now = timezone.now()
        settling.choose(shown, **form.answers, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
        return redirect("meetings:promises", membership.partnership.slug)
    context = {**frame(membership), "form": form, "shown": shown}
    return render(request, "meetings/money_choose.html", context)


@members_only(Permission.SETTLE_PAYMENTS)
def promises(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What was promised, the earliest day first. Several are settled at once."""
    now = timezone.now()
    page = page_of(payments_of(membership).open().for_list(), request)
    form = SettleForm(request.POST or None, payments=page, today=today_of(membership, now))
    if form.is_valid():
        paid, on = form.paid, form.cleaned_data["on"]
        settled = settling.settle(paid, on=on, by=membership, now=now)
        messages.success(request, how_many(len(settled)))
        return redirect("meetings:promises", membership.partnership.slug)
    return render(
        request,
        "meetings/money_promises.html",
        {**to_settle(request, membership, now), "page": page, "form": form},
    )


@members_only(Permission.SETTLE_PAYMENTS)
def correct(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Correct what was written down as paid."""
    now = timezone.now()
    payment = get_object_or_404(payments_of(membership).settled().for_list(), pk=pk)
    form = CorrectForm(request.POST or None, payment=payment, today=today_of(membership, now))
    if form.is_valid():
        try:
            write_correction(payment, form, membership, now)
        except settling.NotSettled:
            messages.warning(request, _("Somebody else just said that it was not paid."))
        else:
            messages.success(request, _("It is corrected."))
        return redirect("meetings:promises", membership.partnership.slug)
    context = {**frame(membership), "form": form, "payment": payment}
    return render(request, "meetings/money_correct.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def answer_arrived(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Has it arrived?"""
    payment = get_object_or_404(membership.payments.settled().for_list(), pk=pk)
    form = YesNoForm(request.POST)
    if form.is_valid():
        settling.arrived(payment, form.cleaned_data["answer"], now=timezone.now())
        messages.success(request, _("Thank you. Your answer is saved. You can change it any time."))
    return redirect("meetings:money", membership.partnership.slug)


@members_only(Permission.SETTLE_PAYMENTS, methods=["POST"])
def record_arrived(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what somebody said about money that was paid to them."""
    payment = get_object_or_404(payments_of(membership).settled().for_list(), pk=pk)
    form = YesNoForm(request.POST)
    if form.is_valid():
        answer, now = form.cleaned_data["answer"], timezone.now()
        settling.arrived(payment, answer, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
    return redirect("meetings:promises", membership.partnership.slug)


def frame(membership: Membership) -> dict[str, Any]:
    """Return what every page about money needs."""
    return {"membership": membership, "tab": "meetings"}


def terms_of(membership: Membership) -> MoneyTerms | None:
    """Return what the visitor's partnership pays; None where nothing is set."""
    return getattr(membership.partnership, "money_terms", None)


def choice_of(membership: Membership) -> PaymentChoice | None:
    """Return how this person chose to be paid, if they have."""
    return getattr(membership, "payment_choice", None)


def choice_form(request: PersonRequest, membership: Membership) -> ChoiceForm:
    """Return the form in which a choice is made, by this person or for them."""
    terms = terms_of(membership)
    rates = list(terms.rates.order_by("pk")) if terms else []
    return ChoiceForm(request.POST or None, choice=choice_of(membership), rates=rates)


def payments_of(membership: Membership) -> PaymentQuerySet:
    """Return the payments of the visitor's partnership."""
    return settling.payments_of(membership.partnership)


def today_of(membership: Membership, now: datetime) -> date:
    """Return which day it is where the partnership is."""
    return now.astimezone(membership.partnership.zone).date()


def to_settle(request: PersonRequest, membership: Membership, now: datetime) -> dict[str, Any]:
    """Return what the page of promises shows besides what is open."""
    people = membership.partnership.memberships.taking_part().with_person()
    people = people.select_related("payment_choice__recorded_by__person", "person", "partnership")
    payments = payments_of(membership)
    return {
        **frame(membership),
        "today": today_of(membership, now),
        "in_doubt": payments.in_doubt().for_list(),
        "settled": page_of(payments.settled().for_list(), request, "settled"),
        "people": page_of(people.order_by("person__name", "pk"), request, "people"),
    }


def write_correction(
    payment: Payment, form: CorrectForm, membership: Membership, now: datetime
) -> None:
    """Correct a payment, or open its promise again. Raises NotSettled."""
    data = form.cleaned_data
    if data["not_paid"]:
        settling.take_settling_back(payment, now=now)
    else:
        settling.correct(payment, paid=data["paid"], on=data["on"], by=membership, now=now)


def how_many(count: int) -> str:
    """Say how many promises were settled."""
    if not count:
        return _("Somebody else had settled this already. Nothing was written twice.")
    return ngettext(
        "%(count)s payment is written down.", "%(count)s payments are written down.", count
    ) % {"count": count}
