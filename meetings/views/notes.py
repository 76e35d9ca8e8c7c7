"""What was said and agreed: notes, and what people will do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import noting
from meetings.forms.taking_part import ActionItemForm, NotesForm
from meetings.models import Meeting
from meetings.views.finding import of_meeting, readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.PLAN_MEETINGS)
@of_meeting
def notes(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Write the notes, in each language."""
    form = NotesForm(request.POST or None, about=meeting, **readers(membership))
    if form.is_valid():
        meeting.save(update_fields=form.write_texts(meeting))
        messages.success(request, _("The notes are saved. They are not sent yet."))
        return redirect("meetings:notes", slug=membership.partnership.slug, pk=meeting.pk)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/notes.html", context)


@members_only(Permission.PLAN_MEETINGS, methods=["POST"])
@of_meeting
def send_notes(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Send the notes to everyone, each in their language."""
    if any(getattr(meeting, name) for name in NotesForm.columns()):
        noting.send_notes(meeting, by=membership, now=timezone.now())
        messages.success(request, _("The notes are on their way to everyone."))
        return redirect(meeting)
    messages.warning(request, _("Write the notes first. There is nothing to send yet."))
    return redirect("meetings:notes", slug=membership.partnership.slug, pk=meeting.pk)


@members_only(Permission.PLAN_MEETINGS)
@of_meeting
def actions(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Write down what somebody will do."""
    form = ActionItemForm(request.POST or None, **readers(membership))
    if form.is_valid():
        form.action(meeting).save()
        messages.success(request, _("It is written down."))
        return redirect(f"{meeting.get_absolute_url()}#actions")
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/action.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
@of_meeting
def finish_action(
    request: PersonRequest, membership: Membership, meeting: Meeting, action: int
) -> HttpResponse:
    """Say that something is done, or not done after all: one's own; facilitators, any."""
    may_all = membership.may(Permission.PLAN_MEETINGS)
    actions = meeting.actions.all() if may_all else meeting.actions.filter(owner=membership)
    found = get_object_or_404(actions, pk=action)
    found.done_at = None if found.done_at else timezone.now()
    found.save(update_fields=["done_at"])
    return redirect(f"{meeting.get_absolute_url()}#actions")
