"""Helpers: naming them, ending it, and what they answer for somebody."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from notices import helping, needing
from notices.forms import HelpForm
from partners import auditing, recorded
from partners import helping as grants
from partners.access import PersonRequest, helpers_only, members_only
from partners.help_forms import HelperForm
from partners.help_grants import HelpGrant, Scope
from partners.join_forms import NeedForm
from partners.models import Membership, SupportNeed
from partners.paging import page_of
from partners.roles import Permission


@members_only(Permission.TAKE_PART)
@reauthentication_required(allow_get=True)
def my_helpers(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who may answer for me, in what, until when; name one more."""
    form = HelperForm(request.POST or None, membership=membership)
    if form.is_valid():
        if named(form, membership, recorded_by=None):
            messages.success(request, _("It is noted, and they are told. You can end it any time."))
            return redirect("notices:my_helpers", membership.partnership.slug)
        form.add_error("helper", _("This person cannot help you now. Choose somebody else."))
    context = {**shown_to(membership), "membership": membership, "form": form}
    return render(request, "partners/my_helpers.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
@reauthentication_required(allow_get=True)
def record_helper(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down whom somebody named as their helper, as on the phone. They are told."""
    shown = person_here(membership, pk)
    form = HelperForm(request.POST or None, membership=shown, by=membership)
    if form.is_valid():
        if named(form, shown, recorded_by=membership):
            messages.success(request, _("It is written down. They are asked whether it is right."))
            return redirect("notices:record_helper", membership.partnership.slug, shown.pk)
        form.add_error("helper", _("This person cannot help now. Choose somebody else."))
    context = {**shown_to(shown), "membership": membership, "shown": shown, "form": form}
    return render(request, "partners/my_helpers.html", context)


def named(form: HelperForm, member: Membership, *, recorded_by: Membership | None) -> bool:
    """Name a helper as the form says; return False if somebody stopped taking part meanwhile."""
    try:
        said = form.cleaned_data
        helping.name_helper(member, **said, recorded_by=recorded_by, now=timezone.now())
    except (grants.NotAHelper, grants.TooLong):
        return False
    return True


def shown_to(membership: Membership) -> dict[str, Any]:
    """Return who helps somebody now, and who did."""
    now = timezone.now()
    rows = list(membership.help_grants.with_people().order_by("-given_at", "-pk"))
    return {
        "open": [each for each in rows if each.is_open(now)],
        "former": [each for each in rows if not each.is_open(now)],
    }


@members_only(Permission.VIEW)
def end_help(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """End it: the person, their helper, or a facilitator on the person's word. Asked once."""
    rows = grants.others_may_end(membership)
    if not membership.may(Permission.RECORD_FOR_OTHERS):
        rows = rows.of(membership)
    grant: HelpGrant = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        helping.end(grant, by=membership, now=timezone.now())
        messages.success(request, _("This help has ended. What was written down stays."))
        return redirect(back_from(membership, grant))
    context = {"membership": membership, "grant": grant, "back": back_from(membership, grant)}
    return render(request, "partners/end_help.html", context)


def back_from(membership: Membership, grant: HelpGrant) -> str:
    """Return the address of the page where this visitor sees who helps."""
    slug = membership.partnership.slug
    if grant.membership_id == membership.pk:
        return reverse("notices:my_helpers", args=[slug])
    if grant.helper_id == membership.pk:
        return reverse("notices:helping", args=[slug])
    return reverse("notices:record_helper", args=[slug, grant.membership_id])


@members_only(Permission.VIEW, methods=["GET"])
def helping_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """For whom I may answer."""
    rows = grants.found(membership).open(timezone.now()).order_by("membership__person__name", "pk")
    return render(request, "partners/helping.html", {"membership": membership, "grants": rows})


@helpers_only()
def help(request: PersonRequest, membership: Membership, grant: HelpGrant) -> HttpResponse:
    """What waits for the person I help: answer it for them."""
    now = timezone.now()
    asked = helping.waiting(grant, now)
    form = HelpForm(request.POST or None, asked=asked, grant=grant, helper=membership.person)
    if form.is_valid():
        helping.record(asked, form.cleaned_data, by=membership, now=now)
        messages.success(request, _("It is written down. They are told that you wrote it."))
        return redirect(grant)
    context: dict[str, Any] = {"membership": membership, "grant": grant}
    tasks = page_of(grants.tasks_of(grant, now), request)
    context |= {"form": form if asked else None, "tasks": tasks}
    return render(request, "partners/help.html", context)


@helpers_only(Scope.NEEDS)
def help_needs(request: PersonRequest, membership: Membership, grant: HelpGrant) -> HttpResponse:
    """Write down what the person I help needs."""
    return needs_of(request, membership, grant.membership, back=grant.get_absolute_url())


@members_only(Permission.RECORD_FOR_OTHERS)
def record_needs(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what somebody told that they need."""
    shown = person_here(membership, pk)
    return needs_of(request, membership, shown, back=shown.get_absolute_url())


def needs_of(
    request: PersonRequest, membership: Membership, shown: Membership, *, back: str
) -> HttpResponse:
    """Show what somebody needs, and save one more need that they told."""
    form = NeedForm(request.POST or None, instance=SupportNeed(membership=shown))
    if form.is_valid():
        need = form.said_in(get_language())
        needing.record(need, recorded_by=membership, now=timezone.now())
        messages.success(request, _("It is written down. They are asked whether it is right."))
        return redirect(request.path)
    active = shown.needs.active().select_related("membership", "recorded_by__person")
    needs = list(active.order_by("created_at", "pk"))
    auditing.needs_opened(membership, needs, obj=shown)
    context = {"membership": membership, "shown": shown, "form": form, "needs": needs, "back": back}
    return render(request, "partners/needs_of.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def recorded_for_me(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What others wrote down for me, the newest first, and where I correct it."""
    page = recorded.page_of(membership, request.GET.get("page", ""))
    return render(request, "partners/recorded.html", {"membership": membership, "page": page})


def person_here(membership: Membership, pk: int) -> Membership:
    """Return another member of the visitor's partnership, or 404."""
    if pk == membership.pk:
        raise Http404
    members = membership.partnership.memberships.active().with_person()
    found: Membership = get_object_or_404(members, pk=pk)
    return found
