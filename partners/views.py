"""People of a partnership, and how the partnership is set up."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import auditing, goals, helping, joining, needs, reasons, starting
from partners.access import (
    PersonRequest,
    ask_for_second_factor,
    lacks_second_factor,
    members_only,
    personal,
)
from partners.forms import NewPartnershipForm, PartnershipForm, PlaceForm, RulesForm
from partners.me_forms import ReachForm
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Group, Permission

PEOPLE_ON_A_PAGE = 30  # more than nearly every partnership has


@members_only(Permission.VIEW, methods=["GET"])
def people(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who takes part, by group; facilitators also see who is invited."""
    partnership, now = membership.partnership, timezone.now()
    active = partnership.memberships.active().with_person().with_needs_for(membership)
    members = helping.with_help(active, membership, now).by_group()
    page = page_of(members, request, size=PEOPLE_ON_A_PAGE)
    auditing.needs_opened(membership, needs.shown_of(page), fields=auditing.NEED_LISTED)
    groups = [(group.label, [it for it in page if it.group == group]) for group in Group]
    context = {
        "membership": membership,
        "page": page,
        "groups": [(label, found) for label, found in groups if found],
        "invitations": membership.may(Permission.INVITE_PEOPLE)
        and joining.latest_invitations(partnership),
        "now": now,
    }
    return render(request, "partners/people.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def person(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One person: group, role, languages, strengths, and what they chose to show."""
    members = membership.partnership.memberships.active().with_person()
    shown = get_object_or_404(members.with_needs_for(membership), pk=pk)
    invites = membership.may(Permission.INVITE_PEOPLE)
    may_reissue = invites and joining.may_reissue(shown)
    is_reachable_here = invites and joining.is_set_up_by_others(shown)
    auditing.person_opened(membership, shown, contact=is_reachable_here)
    context = {
        "membership": membership,
        "shown": shown,
        "reason": reasons.shown(shown, membership),
        "goals": goals.open_all(shown.goals.visible_to(membership), shown),
        "may_change": membership.may(Permission.CHANGE_PARTNERSHIP),
        "is_reachable_here": is_reachable_here,
        "is_hidden": invites and not is_reachable_here and shown != membership,
        "tells_us": may_reissue and membership.may(Permission.RECORD_FOR_OTHERS),
        "help": helping.found(membership).open(timezone.now()).filter(membership=shown).first(),
        "invitation": may_reissue and shown.invitations.order_by("-pk").first(),
    }
    return render(request, "partners/person.html", context)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
def record_break(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down that somebody who cannot sign in alone takes a break, or is back."""
    shown = get_object_or_404(membership.partnership.memberships.active().with_person(), pk=pk)
    if joining.can_sign_in(shown.person):
        raise PermissionDenied(_("This person has an account and sets this themselves."))
    auditing.recorded(membership, shown, obj=shown)
    if request.POST.get("break") == "over":
        shown.resume(timezone.now())
        messages.success(request, _("They take part again."))
    else:
        shown.pause(timezone.now())
        messages.success(request, _("They take a break. Nobody asks them anything meanwhile."))
    return redirect(shown)


@members_only(Permission.CHANGE_PARTNERSHIP)
@reauthentication_required(allow_get=True)
def place(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Give a person another group or role."""
    shown = get_object_or_404(membership.partnership.memberships.active().with_person(), pk=pk)
    form = PlaceForm(request.POST or None, instance=shown)
    if form.is_valid():
        shown.refresh_from_db()
        try:
            joining.place(shown, **form.cleaned_data)
        except joining.LastFacilitator:
            form.add_error("role", _("This is the only facilitator. Make somebody else one first."))
        else:
            messages.success(request, _("Group and role are saved."))
            return redirect(shown)
    context = {"membership": membership, "shown": shown, "form": form}
    return render(request, "partners/place.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
def contact(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down how to reach somebody who has no account and told us."""
    members = membership.partnership.memberships.active().with_person()
    shown = get_object_or_404(members, pk=pk)
    if not joining.is_set_up_by_others(shown):
        raise PermissionDenied(_("This person has an account and sets this themselves."))
    form = ReachForm(request.POST or None, instance=shown.person, recorded_by=membership.person)
    if form.is_valid():
        form.save()
        messages.success(request, _("The changes are saved."))
        return redirect(shown)
    auditing.contact_opened(membership, [shown])
    context = {"membership": membership, "shown": shown, "form": form}
    return render(request, "partners/contact.html", context)


@members_only(Permission.CHANGE_PARTNERSHIP)
def settings(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What the partnership is called in each language, and how it works."""
    form = PartnershipForm(request.POST or None, instance=membership.partnership)
    if form.is_valid():
        form.save()
        messages.success(request, _("The changes are saved."))
        return redirect("partners:settings", membership.partnership.slug)
    return render(request, "partners/settings.html", {"membership": membership, "form": form})


@members_only(Permission.CHANGE_PARTNERSHIP)
def rules(request: PersonRequest, membership: Membership) -> HttpResponse:
    """The partnership's promises as numbers."""
    form = RulesForm(request.POST or None, instance=membership.partnership.working_rules)
    if form.is_valid():
        form.instance.read_at = timezone.now()
        form.save()
        messages.success(request, _("The changes are saved."))
        return redirect("partners:settings", membership.partnership.slug)
    return render(request, "partners/rules.html", {"membership": membership, "form": form})


@personal
def new_partnership(request: PersonRequest) -> HttpResponse:
    """Start another partnership in a programme of which the person facilitates one."""
    programmes = starting.programmes_of(request.user)
    if not programmes:
        raise PermissionDenied(_("Facilitators start partnerships."))
    if lacks_second_factor(request.user, request.user.memberships.facilitating().first()):
        return ask_for_second_factor(request)
    form = NewPartnershipForm(request.POST or None, programmes=programmes)
    if form.is_valid():
        membership = starting.start(form.save(commit=False), by=request.user, now=timezone.now())
        return redirect("partners:people", membership.partnership.slug)
    return render(request, "partners/new_partnership.html", {"form": form})
