"""Packs: a meeting on paper for one person, in their language, as a PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import packs
from meetings.forms.packs import PackForm, PackForSomebodyForm
from meetings.models import Meeting
from meetings.views.finding import of_meeting, taking_part
from notices import sheets
from notices.sheets import Contact
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from partners.typesetting import CannotSet


@members_only(Permission.RECORD_FOR_OTHERS)
@of_meeting
def for_others(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Everyone who takes part, those who want paper first; print the pack of one."""
    members = packs.with_wishes(taking_part(membership))
    form = PackForSomebodyForm(
        request.POST or None, people=members, initial={"phone": membership.person.phone}
    )
    if form.is_valid():
        contact = Contact([membership.person.name], form.cleaned_data["phone"])
        whose = form.cleaned_data["member"]
        arranged = meeting.arrangements.of(whose).select_related("need__membership")
        auditing.needs_opened(membership, [each.need for each in arranged], obj=meeting)
        return printed(request, meeting, whose, form, contact)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    context["page"] = page_of(members, request)
    return render(request, "meetings/packs.html", context)


@members_only(Permission.VIEW, methods=["POST"])
@of_meeting
def mine(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """My own pack."""
    form = PackForm(request.POST)
    if not form.is_valid():
        return redirect("meetings:paper", membership.partnership.slug, meeting.pk)
    facilitators = membership.partnership.memberships.facilitating().with_person()
    names = [each.person.name for each in facilitators.order_by("person__name", "pk")]
    return printed(request, meeting, membership, form, Contact(names))


def printed(
    request: PersonRequest,
    meeting: Meeting,
    whose: Membership,
    form: PackForm,
    contact: Contact,
) -> HttpResponse:
    """Return the PDF; where no font has a letter of it, lead to the page to print."""
    now = timezone.now()
    paper = packs.form_for(meeting, whose, now=now)
    large = form.is_large(whose)
    sheet = packs.pack(meeting, whose, paper, contact=contact, is_large=large, now=now)
    try:
        content = sheets.make(sheet)
    except CannotSet:
        messages.warning(
            request, _("Our paper lacks a letter of this text. Print this page instead.")
        )
        page = reverse("meetings:paper", args=[meeting.partnership.slug, meeting.pk])
        return redirect(f"{page}?language={sheet.language}")
    name = f"papers-{meeting.pk}-{whose.pk}.pdf"  # no name of anybody: it lies on a shared machine
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
