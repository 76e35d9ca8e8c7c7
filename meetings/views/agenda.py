"""The agenda of a meeting: propose, change, take out, change the order."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from meetings import agenda, protecting
from meetings.forms.planning import AgendaItemForm
from meetings.models import AgendaItem, Meeting
from meetings.views.finding import of_meeting, of_standing_meeting, readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.PROPOSE)
@of_standing_meeting
def edit(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """The agenda, and a form to propose something for it."""
    form = AgendaItemForm(request.POST or None, **readers(membership))
    if form.is_valid():
        agenda.add(form.write(AgendaItem(meeting=meeting, proposed_by=membership)))
        messages.success(request, _("It is on the agenda."))
        return redirect("meetings:agenda", slug=membership.partnership.slug, pk=meeting.pk)
    context = {**shown(membership, meeting), "form": form}
    return render(request, "meetings/agenda.html", context)


@members_only(Permission.PROPOSE)
@of_standing_meeting
def change_item(
    request: PersonRequest, membership: Membership, meeting: Meeting, item: int
) -> HttpResponse:
    """Change something on the agenda: one's own proposal; facilitators, any."""
    changed = get_object_or_404(changeable(membership, meeting), pk=item)
    form = AgendaItemForm.of(changed, request.POST or None, **readers(membership))
    if form.is_valid():
        form.write(changed).save()
        messages.success(request, _("The agenda is changed."))
        return redirect("meetings:agenda", slug=membership.partnership.slug, pk=meeting.pk)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/agenda_item.html", {**context, "item": changed})


@members_only(Permission.PROPOSE, methods=["POST"])
@of_standing_meeting
def remove_item(
    request: PersonRequest, membership: Membership, meeting: Meeting, item: int
) -> HttpResponse:
    """Take something off the agenda: one's own proposal; facilitators, any."""
    get_object_or_404(changeable(membership, meeting), pk=item).delete()
    messages.success(request, _("It is off the agenda."))
    return redirect("meetings:agenda", slug=membership.partnership.slug, pk=meeting.pk)


@members_only(Permission.PLAN_MEETINGS, methods=["POST"])
@of_meeting
def shift_item(
    request: PersonRequest, membership: Membership, meeting: Meeting, item: int
) -> HttpResponse:
    """Let something come one place earlier, or later."""
    shifted = get_object_or_404(meeting.agenda, pk=item)
    agenda.shift(shifted, earlier=request.POST.get("to") == "earlier")
    return redirect("meetings:agenda", slug=membership.partnership.slug, pk=meeting.pk)


def changeable(membership: Membership, meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return the items that this person may change."""
    if membership.may(Permission.PLAN_MEETINGS):
        return meeting.agenda.all()
    return meeting.agenda.filter(proposed_by=membership)


def shown(membership: Membership, meeting: Meeting) -> dict[str, Any]:
    """Return what the page of the agenda shows besides its form."""
    items = list(meeting.agenda.with_people().order_by("position", "pk"))
    return {
        "membership": membership,
        "tab": "meetings",
        "meeting": meeting,
        "items": items,
        "changeable": set(changeable(membership, meeting).values_list("pk", flat=True)),
        "minutes": sum(item.minutes for item in items),
        "shortfalls": protecting.shortfalls(meeting, items),
    }
