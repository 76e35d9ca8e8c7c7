"""The pulse: reply by a link or signed in, write down a reply, and read what came of it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from meetings.models import Attendance
from notices.answer_views import NOTHING_ELSE, one_purpose
from notices.rendering import language_of
from partners.access import PersonRequest, members_only, public
from partners.models import Membership
from partners.roles import Permission
from reflections import pulse_links, pulse_results, pulsing
from reflections.forms.pulse import PulseForm, PulseForSomebodyForm


# The address itself is the secret, there is no session to ride on, and old phones lose cookies.
@csrf_exempt
@public
@one_purpose
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    invitation = pulse_links.find(token)
    if invitation is None:
        return render(request, "notices/unknown_link.html", NOTHING_ELSE, status=404)
    person, partnership = invitation.membership.person, invitation.meeting.partnership
    with override(language_of(person, partnership)), timezone.override(person.zone):
        return _by_link(request, invitation, timezone.now())


def _by_link(request: HttpRequest, invitation: Attendance, now: datetime) -> HttpResponse:
    """Ask, or keep the reply and go back to the same page, which then says that it is there.

    Always 200: an error would be logged with its address, and the address stands for a person.
    """
    form = form_of(request)
    if form.is_valid() and kept(invitation, form, now):
        return redirect(request.path)
    context = {**NOTHING_ELSE, **whole_reply(invitation, form, now)}
    response = render(request, "reflections/pulse_link.html", context)
    response.headers["Content-Language"] = get_language()
    return response


@members_only(Permission.TAKE_PART)
def reply(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """The same five questions, signed in."""
    invitation = get_object_or_404(pulsing.invitations(membership), meeting__pulse__pk=pk)
    form, now = form_of(request), timezone.now()
    if form.is_valid() and kept(invitation, form, now):
        return redirect("reflections:reply", slug=membership.partnership.slug, pk=pk)
    context = {"membership": membership, "tab": "reflections"}
    context |= whole_reply(invitation, form, now)
    return render(request, "reflections/pulse_reply.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def pulse(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What waits for my reply, and what came of the pulses that closed."""
    now = timezone.now()
    partnership = membership.partnership
    takes_part = membership.may(Permission.TAKE_PART)
    results = pulse_results.for_members(partnership, now)
    context = {
        "membership": membership,
        "tab": "reflections",
        "waiting": pulsing.waiting([membership], now) if takes_part else [],
        "open": partnership.pulses.open(now).select_related("meeting"),
        "results": results,
        "next": results and results.has_low and partnership.meetings.upcoming(now).first(),
    }
    return render(request, "reflections/pulse.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
def record(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what somebody told me."""
    found = get_object_or_404(membership.partnership.pulses.select_related("meeting"), pk=pk)
    form = PulseForSomebodyForm(
        request.POST if request.method == "POST" else None,
        people=pulsing.those_asked(found.meeting).exclude(pk=membership.pk),
        initial={"member": request.GET.get("member")},
    )
    if form.is_valid():
        told_me = pulsing.invitations(form.cleaned_data["member"]).get(meeting=found.meeting)
        _record(request, told_me, form, membership)
        return redirect("reflections:pulse", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "reflections", "meeting": found.meeting}
    return render(request, "reflections/pulse_record.html", {**context, "form": form})


def _record(
    request: PersonRequest, told_me: Attendance, form: PulseForm, membership: Membership
) -> None:
    try:
        pulsing.record(told_me, form.answers, by=membership, now=timezone.now())
    except pulsing.RepliedAlready:
        messages.warning(request, _("There is a reply from this person already. Nothing changed."))
    except pulsing.CannotReply:
        messages.warning(request, _("These questions are closed. Nothing was saved."))
    else:
        messages.success(request, _("It is saved, without the name. Keep it to yourself."))


def form_of(request: HttpRequest) -> PulseForm:
    """Return the form. A form sent with nothing chosen is sent all the same."""
    return PulseForm(request.POST if request.method == "POST" else None)


def kept(invitation: Attendance, form: PulseForm, now: datetime) -> bool:
    """Keep a reply, unless it cannot be. The page that follows says how it stands."""
    try:
        pulsing.reply(invitation, form.answers, now=now)
    except pulsing.RepliedAlready:
        return True
    except pulsing.NotOpen:
        return False
    return True


def whole_reply(invitation: Attendance, form: PulseForm, now: datetime) -> dict[str, object]:
    """Return what the page of a reply shows."""
    meeting = invitation.meeting
    stands = pulsing.stands(invitation, now)
    return {"meeting": meeting, "pulse": meeting.pulse, "stands": stands, "form": form}
