"""Agreements: the list, a new one, the page of one, and what it sets."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import drafting, listing, rules
from charters.forms.agreements import PartyForm, RulesForm, StartForm, TermsForm
from charters.models import Agreement, Party
from charters.views.agreements_finding import of_agreement, readers, taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission


@members_only(Permission.VIEW, methods=["GET"])
def agreement_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What we agreed, and what we write on."""
    rows = membership.partnership.agreements.standing()
    page = page_of(rows, request)
    lines = listing.lines(page.object_list, membership)
    context = {"membership": membership, "page": page, "lines": lines}
    return render(request, "charters/agreements/list.html", context)


@members_only(Permission.RUN_AGREEMENTS)
def start(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Begin an agreement, from first sentences or from nothing."""
    form = StartForm(request.POST or None, **readers(membership))
    if form.is_valid():
        agreement = Agreement(partnership=membership.partnership, kind=form.cleaned_data["kind"])
        form.write_texts(agreement)
        from_template = form.cleaned_data["beginning"] == "template"
        drafting.start(agreement, from_template=from_template, by=membership, now=timezone.now())
        messages.success(request, _("It is there. Now write it together."))
        return redirect("charters:draft", membership.partnership.slug, agreement.pk)
    context = {"membership": membership, "form": form}
    return render(request, "charters/agreements/start.html", context)


@members_only(Permission.VIEW, methods=["GET"])
@of_agreement
def detail(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """One agreement: where it stands, what waits for me, who signed, who promised what."""
    context = listing.whole(agreement, membership, timezone.now())
    return render(request, "charters/agreements/detail.html", context)


@members_only(Permission.DRAFT)
@of_agreement
def terms(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """When it takes effect, how long it holds, when we look at it again."""
    form = TermsForm(request.POST or None, about=agreement, **readers(membership))
    if form.is_valid():
        form.save(agreement)
        return saved(request, agreement)
    return page(request, membership, agreement, "terms", form=form)


@members_only(Permission.DRAFT)
@of_agreement
def working_rules(
    request: PersonRequest, membership: Membership, agreement: Agreement
) -> HttpResponse:
    """The working rules that a charter sets."""
    present = membership.partnership.working_rules
    form = RulesForm(request.POST or None, initial=rules.terms(agreement), present=present)
    if form.is_valid():
        rules.set_terms(agreement, form.terms, form.terms)
        return saved(request, agreement)
    return page(request, membership, agreement, "rules", form=form)


@members_only(Permission.DRAFT)
@of_agreement
def parties(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """Whom a memorandum is between."""
    form = PartyForm(request.POST or None, people=taking_part(membership))
    if form.is_valid():
        Party(agreement=agreement, **form.cleaned_data).save()
        return redirect("charters:parties", membership.partnership.slug, agreement.pk)
    there = agreement.parties.select_related("represented_by__person").order_by("pk")
    return page(request, membership, agreement, "parties", form=form, parties=there)


@members_only(Permission.DRAFT, methods=["POST"])
@of_agreement
def remove_party(
    request: PersonRequest, membership: Membership, agreement: Agreement, party: int
) -> HttpResponse:
    """Take a party out of the draft. Versions that name it keep it."""
    get_object_or_404(agreement.parties, pk=party).delete()
    return redirect("charters:parties", membership.partnership.slug, agreement.pk)


@members_only(Permission.RUN_AGREEMENTS, methods=["POST"])
@of_agreement
def end(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """End an agreement. It stays readable, and what was signed stays signed."""
    drafting.end(agreement, timezone.now())
    messages.success(request, _("It has ended. What was signed stays on the record."))
    return redirect("charters:agreements", membership.partnership.slug)


def saved(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    """Go back to the draft, and say that it was saved."""
    messages.success(request, _("It is in the draft now. What people signed has not changed."))
    return redirect("charters:draft", agreement.partnership.slug, agreement.pk)


def page(
    request: PersonRequest, membership: Membership, agreement: Agreement, name: str, **more: Any
) -> HttpResponse:
    """Return a page about the draft of an agreement."""
    context = {"membership": membership, "agreement": agreement, **more}
    return render(request, f"charters/agreements/{name}.html", context)
