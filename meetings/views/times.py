"""Which of the proposed times work, and which one it will be."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings import answering, carrying, planning
from meetings.forms.taking_part import (
    ChooseTimeForm,
    TimesForm,
    TimesForSomebodyForm,
    time_label,
)
from meetings.models import Meeting, TimeAnswer, TimeOption
from meetings.views.carrying import may_come_late
from meetings.views.finding import of_meeting, of_standing_meeting, taking_part, why_closed
from partners import dates
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@dataclass(frozen=True)
class Proposal:
    """A proposed time in words, for the visitor's own clock if it differs, and who can come."""

    option: TimeOption
    words: str
    for_me: str
    counts: dict[str, int]


@members_only(Permission.VIEW, methods=["GET"])
@of_meeting
def times(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """The proposed times, and who can come when."""
    if meeting.starts_at:
        return redirect(meeting)
    context = shown(membership, meeting)
    if membership.may(Permission.TAKE_PART):
        context["form"] = times_form(membership, meeting, context["options"])
    return render(request, "meetings/times.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
@may_come_late(carrying.times)
@of_standing_meeting
def answer_times(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Say which times work for me."""
    context = shown(membership, meeting)
    form = times_form(membership, meeting, context["options"], request.POST)
    if form.is_valid():
        answering.times(meeting, membership, form.answers, now=timezone.now())
        messages.success(request, _("Thank you. Your answer is saved. You can change it any time."))
        return redirect("meetings:times", slug=membership.partnership.slug, pk=meeting.pk)
    return render(request, "meetings/times.html", {**context, "form": form})


@members_only(Permission.RECORD_FOR_OTHERS)
@of_standing_meeting
def record_times(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Write down which times work for somebody."""
    context = shown(membership, meeting)
    form = TimesForSomebodyForm(
        request.POST or None,
        options=context["options"],
        language=get_language(),
        given={},
        people=taking_part(membership),
    )
    if form.is_valid():
        member, now = form.cleaned_data["member"], timezone.now()
        answering.times(meeting, member, form.answers, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
        return redirect("meetings:times", slug=membership.partnership.slug, pk=meeting.pk)
    return render(request, "meetings/record_times.html", {**context, "form": form})


@members_only(Permission.PLAN_MEETINGS, methods=["POST"])
@of_standing_meeting
def choose_time(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Meet at one of the proposed times. Everyone is told."""
    form = ChooseTimeForm(request.POST, meeting=meeting)
    if form.is_valid():
        option = form.cleaned_data["option"]
        planning.choose_time(option, by=membership, now=timezone.now())
        messages.success(request, _("The time is set. Everyone will be told."))
        return redirect(meeting)
    messages.warning(request, _("Choose one of the proposed times."))
    return redirect("meetings:times", slug=membership.partnership.slug, pk=meeting.pk)


def shown(membership: Membership, meeting: Meeting) -> dict[str, Any]:
    """Return the table: each proposed time, how many can come, and who said what."""
    options = list(meeting.time_options.prefetch_related("answers").order_by("starts_at", "pk"))
    people = list(taking_part(membership).with_person().order_by("person__name", "pk"))
    said = {
        (answer.option_id, answer.membership_id): answer
        for option in options
        for answer in option.answers.all()
    }
    mine = [each.answered_at for (_option, pk), each in said.items() if pk == membership.pk]
    proposals = [proposal(option, membership) for option in options]
    return {
        "membership": membership,
        "tab": "meetings",
        "meeting": meeting,
        "is_open": not why_closed(meeting, timezone.now()),
        "zone": dates.zone_name(meeting.zone, get_language()),
        "options": options,
        "proposals": proposals,
        "version": carrying.version(max(mine, default=None)),
        "rows": [
            (
                each,
                [(each_time, said.get((each_time.option.pk, each.pk))) for each_time in proposals],
            )
            for each in people
        ],
    }


def proposal(option: TimeOption, membership: Membership) -> Proposal:
    """Say when it is in words, there and for the visitor, and count what people said."""
    language, zone = get_language(), membership.person.zone
    local, here = (option.starts_at.astimezone(each) for each in (option.meeting.zone, zone))
    is_same = local.utcoffset() == here.utcoffset()
    works = [answer.works for answer in option.answers.all()]
    return Proposal(
        option=option,
        words=time_label(option, language),
        for_me="" if is_same else dates.moment(option.starts_at, language, zone),
        counts={value: works.count(value) for value in TimeAnswer.Works.values},
    )


def times_form(
    membership: Membership, meeting: Meeting, options: list[Any], data: Any = None
) -> TimesForm:
    """Return the form with what this person answered before."""
    given = {
        answer.option_id: answer.works
        for option in options
        for answer in option.answers.all()
        if answer.membership_id == membership.pk
    }
    return TimesForm(data, options=options, language=get_language(), given=given)
