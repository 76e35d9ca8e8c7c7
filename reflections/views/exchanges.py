"""What people offer and ask for, in their own words, and taking it up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.views.finding import taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import exchanging
from reflections.exchanges_questions import BACK, SOLVED, STILL, still_answer
from reflections.forms.exchanges import (
    AskForm,
    AskForSomebodyForm,
    OfferForm,
    OfferForSomebodyForm,
    TakeUpForm,
    TakeUpForSomebodyForm,
)
from reflections.models import Exchange
from reflections.views.exchanges_finding import find, found_all, given_to_see, named, shown, why_not


@members_only(Permission.VIEW, methods=["GET"])
def exchange_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What is still needed, what is asked for and offered, and what is between me and others."""
    now = timezone.now()
    standing = found_all(membership).standing().newest_first()
    asks = standing.asks().unanswered()
    mine = given_to_see(membership).of(membership).open().order_by("-taken_up_at", "-pk")
    context = {
        "membership": membership,
        "tab": "reflections",
        "needed": named(page_of(asks.brought_back(now), request, "needed"), membership),
        "asks": named(page_of(asks.not_brought_back(now), request, "asks"), membership),
        "offers": named(page_of(standing.offers(), request, "offers"), membership),
        "mine": shown(page_of(mine, request, "mine"), membership),
        "wish": getattr(membership, "benefit_wish", None),
    }
    return render(request, "reflections/exchanges.html", context)


@members_only(Permission.TAKE_PART)
def offer(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Offer something."""
    return _post(request, membership, OfferForm(request.POST or None))


@members_only(Permission.TAKE_PART)
def ask(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Ask for something."""
    return _post(request, membership, AskForm(request.POST or None))


@members_only(Permission.RECORD_FOR_OTHERS)
def record_offer(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write down what somebody offers. They are asked whether it is right."""
    form = OfferForSomebodyForm(request.POST or None, people=taking_part(membership))
    return _post(request, membership, form)


@members_only(Permission.RECORD_FOR_OTHERS)
def record_ask(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write down what somebody asks for. They are asked whether it is right."""
    form = AskForSomebodyForm(request.POST or None, people=taking_part(membership))
    return _post(request, membership, form)


def _post(request: PersonRequest, membership: Membership, form: OfferForm) -> HttpResponse:
    """Take a filled form as an offer or ask: mine, or somebody's who told me."""
    if form.is_valid():
        whose = form.cleaned_data.get("member", membership)
        posted = exchanging.post(form.exchange(whose), recorded_by=membership, now=timezone.now())
        messages.success(request, told_when_posted(posted))
        return redirect(posted)
    context = {"membership": membership, "tab": "reflections", "form": form}
    return render(request, "reflections/exchange_form.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def count_me(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Say whether I want to be counted when we look who gets something from this."""
    yes = request.POST.get("count_me") == "yes"
    exchanging.count_me(membership, yes, now=timezone.now())
    messages.success(request, _("Thank you. It is written down, and you can change it any time."))
    return redirect("reflections:exchanges", slug=membership.partnership.slug)


@members_only(Permission.VIEW, methods=["GET"])
def exchange(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One offer or ask, and what came of it."""
    found = find(membership, pk)
    given = given_to_see(membership).filter(exchange=found).order_by("-taken_up_at", "-pk")
    context = {
        "membership": membership,
        "tab": "reflections",
        "exchange": found,
        "page": shown(page_of(given, request), membership),
        "products": found.products.standing().select_related("partnership")[:10],
        "needed_answer": still_answer(found),
    }
    return render(request, "reflections/exchange.html", context)


@members_only(Permission.TAKE_PART)
def change(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say it differently: mine, or what I wrote down for somebody."""
    found = find(membership, pk)
    if membership.pk not in (found.membership_id, found.recorded_by_id):
        messages.warning(request, _("Only who said it can change it. Nothing was changed."))
        return redirect(found)
    form = (AskForm if found.is_ask else OfferForm)(request.POST or None, about=found)
    if form.is_valid():
        changed = form.exchange(found.membership)
        try:
            exchanging.correct(found, changed, by=membership, now=timezone.now())
        except exchanging.CannotExchange as refusal:
            messages.warning(request, why_not(refusal))
        else:
            messages.success(request, _("It is changed."))
            return redirect(found)
    context = {"membership": membership, "tab": "reflections", "form": form, "exchange": found}
    return render(request, "reflections/exchange_form.html", context)


@members_only(Permission.TAKE_PART)
def withdraw(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take back what I offered or asked for."""
    mine = found_all(membership).filter(membership=membership)
    found = named([get_object_or_404(mine, pk=pk)], membership)[0]
    if request.method == "POST":
        exchanging.withdraw(found, now=timezone.now())
        messages.success(request, _("You took it back. It does not stand on the page any more."))
        return redirect("reflections:exchanges", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "reflections", "exchange": found}
    return render(request, "reflections/exchange_withdraw.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def confirm_recording(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Yes, that is what I said; or no."""
    mine = found_all(membership).filter(membership=membership, recorded_by__isnull=False)
    found = get_object_or_404(mine, pk=pk)
    exchanging.confirm_recording(found, request.POST.get("right") == "yes")
    messages.success(request, _("Thank you."))
    return redirect(found)


@members_only(Permission.TAKE_PART, methods=["POST"])
def still_needed(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say whether I still need what I asked for."""
    mine = found_all(membership).asks().filter(membership=membership)
    found = get_object_or_404(mine, pk=pk)
    answer = request.POST.get("needed", "")
    if answer in (STILL, SOLVED, BACK):
        exchanging.say_whether_needed(found, answer, now=timezone.now())
        messages.success(request, _("Thank you. It is written down."))
    else:
        messages.warning(request, _("Choose one of the answers. Nothing was changed."))
    return redirect(found)


@members_only(Permission.TAKE_PART)
def take_up(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take up an offer, or say yes to an ask."""
    found = named([get_object_or_404(found_all(membership), pk=pk)], membership)[0]
    form = TakeUpForm(request.POST or None, exchange=found)
    return _take_up(request, membership, found, form)


@members_only(Permission.RECORD_FOR_OTHERS)
def record_take_up(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down that somebody takes it up, or says yes."""
    found = named([get_object_or_404(found_all(membership), pk=pk)], membership)[0]
    people = taking_part(membership)
    form = TakeUpForSomebodyForm(request.POST or None, exchange=found, people=people)
    return _take_up(request, membership, found, form)


def _take_up(
    request: PersonRequest, membership: Membership, found: Exchange, form: TakeUpForm
) -> HttpResponse:
    """Take a filled form as taking up: by me, or by somebody who told me."""
    if not form.is_bound and (found.withdrawn_at or found.solved_at):
        messages.warning(request, why_not(exchanging.TakenBack()))
        return redirect("reflections:exchanges", slug=membership.partnership.slug)
    if form.is_valid():
        says = dict(form.cleaned_data)
        who = says.pop("member", membership)
        try:
            given = exchanging.take_up(
                found, who, **says, recorded_by=membership, now=timezone.now()
            )
        except exchanging.CannotExchange as refusal:
            messages.warning(request, why_not(refusal))
        else:
            messages.success(request, _("Thank you. The other person is told."))
            return redirect(given)
    context = {"membership": membership, "tab": "reflections", "form": form, "exchange": found}
    return render(request, "reflections/take_up.html", context)


def told_when_posted(exchange: Exchange) -> str:
    """Return what to say to who posted it."""
    if exchange.recorded_by_id:
        return _("It is written down. They are asked whether it is right.")
    if exchange.is_ask:
        return _("You have asked. When somebody says yes, you are told.")
    return _("You have offered it. When somebody takes it up, you are told.")
