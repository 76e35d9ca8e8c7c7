"""What people share: documents and links, a text a language, and whether each could open it."""

from collections import Counter
from functools import cache
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import answering, carrying, sharing
from meetings.forms.sharing import ResourceFilterForm, ResourceTextForm, ShareForm
from meetings.forms.taking_part import FollowUpForm, FollowUpForSomebodyForm
from meetings.models import FollowUp, Resource, ResourceQuerySet, ResourceText
from meetings.views.carrying import may_come_late
from meetings.views.finding import readers, taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership, MembershipQuerySet
from partners.paging import page_of
from partners.roles import Permission
from translations import asking
from translations.coverage import coverage
from translations.reading import written


@members_only(Permission.VIEW, methods=["GET"])
def resource_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """All that is shared, what everyone needs to read first."""
    show = ResourceFilterForm.chosen(request.GET)
    resources = membership.partnership.resources.available()
    if show == "mine":
        resources = resources.filter(follow_ups__in=membership.follow_ups.open())
    page = page_of(
        with_texts(resources, membership).order_by("-is_essential", "-shared_at"), request
    )
    members = list(membership.partnership.memberships.active().with_languages())
    reached = cache(lambda there: coverage(there, members))
    for resource in page:
        resource.reached = reached(frozenset(text.language for text in resource.current))
    context = {"membership": membership, "tab": "resources", "page": page, "show": show}
    context["keep"] = f"&show={show}"
    return render(request, "meetings/resources.html", context)


@members_only(Permission.SHARE_RESOURCES)
def share(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Share something: what it is, and its first text."""
    now = timezone.now()
    form = ShareForm(request.POST or None, request.FILES or None, now=now, **readers(membership))
    if form.is_valid():
        resource, text = form.resource(membership, now), form.text(membership, now)
        sharing.share(resource, [text], by=membership, now=now)
        asking.after_publishing(resource, form, by=membership, now=now)
        messages.success(request, _("It is shared. Everyone who can read it will be told."))
        return redirect(resource)
    context = {"membership": membership, "tab": "resources", "form": form}
    return render(request, "meetings/share.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def resource(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One resource: its texts, who cannot read it yet, and my answer."""
    found = get_object_or_404(with_texts(shared(membership), membership), pk=pk)
    return render(request, "meetings/resource.html", whole_resource(membership, found))


@members_only(Permission.SHARE_RESOURCES)
def add_text(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Add a language's text, or put a better one in its place."""
    found, now = get_object_or_404(shared(membership), pk=pk), timezone.now()
    form = ResourceTextForm(
        request.POST or None,
        request.FILES or None,
        partnership=membership.partnership,
        initial={"language": request.GET.get("language")},
    )
    if form.is_valid():
        try:
            sharing.add_text(found, form.text(membership, now), by=membership, now=now)
        except sharing.Withdrawn as gone:
            raise Http404(_("This was taken back while you were writing.")) from gone
        messages.success(request, _("It is added. Those who waited for it will be told."))
        return redirect(found)
    context = {"membership": membership, "tab": "resources", "resource": found, "form": form}
    return render(request, "meetings/resource_text.html", context)


@members_only(Permission.SHARE_RESOURCES)
def withdraw(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take back what one shared; facilitators, anything."""
    found = get_object_or_404(shared(membership), pk=pk)
    if not may_withdraw(membership, found):
        raise PermissionDenied(_("Only who shared it, or a facilitator, can take it back."))
    if request.method == "POST":
        sharing.withdraw(found, by=membership, now=timezone.now())
        messages.success(request, _("It is taken back. Nobody is asked about it any more."))
        return redirect("meetings:resources", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "resources", "resource": found}
    return render(request, "meetings/withdraw.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def download(request: PersonRequest, membership: Membership, pk: int, text: int) -> HttpResponse:
    """Hand out a file to a member: to be saved, never to be run inside our pages."""
    found = get_object_or_404(shared(membership), pk=pk)
    return hand_out(
        get_object_or_404(found.texts.filter(replaced_at=None).exclude(file=""), pk=text)
    )


def hand_out(wanted: ResourceText) -> HttpResponse:
    """Return a file to be saved. One that is gone from the disk is a 404."""
    try:
        content = wanted.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404(_("This file is not there any more. Ask who shared it.")) from missing
    response = FileResponse(content, as_attachment=True, filename=wanted.file_name)
    response.headers["Content-Type"] = wanted.content_type
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)


@members_only(Permission.TAKE_PART, methods=["POST"])
@may_come_late(carrying.follow_up)
def answer_follow_up(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Could you open it?"""
    found = get_object_or_404(shared(membership), pk=pk)
    follow_up = get_object_or_404(membership.follow_ups, resource=found)
    form = FollowUpForm(request.POST)
    if form.is_valid():
        answering.follow_up(follow_up, form.cleaned_data["answer"], now=timezone.now())
        messages.success(request, _("Thank you. Your answer is saved. You can change it any time."))
    else:
        messages.warning(request, _("Choose one of the answers."))
    return redirect(found)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
def record_follow_up(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what somebody said about a resource."""
    found = get_object_or_404(with_texts(shared(membership), membership), pk=pk)
    form = FollowUpForSomebodyForm(request.POST, people=asked_about(found, membership))
    if form.is_valid():
        follow_up = found.follow_ups.get(membership=form.cleaned_data["member"])
        answer, now = form.cleaned_data["answer"], timezone.now()
        answering.follow_up(follow_up, answer, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
        return redirect(found)
    context = {**whole_resource(membership, found), "record_form": form, "form": form}
    return render(request, "meetings/resource.html", context)


def shared(membership: Membership) -> ResourceQuerySet:
    """Return what is shared in the visitor's partnership and not taken back."""
    return membership.partnership.resources.available()


def may_withdraw(membership: Membership, resource: Resource) -> bool:
    """Say whether this person shared it, or takes care of the partnership."""
    is_mine = resource.shared_by_id == membership.pk and membership.may(Permission.SHARE_RESOURCES)
    return is_mine or membership.may(Permission.PLAN_MEETINGS)


def reading_order(text: ResourceText, membership: Membership) -> tuple[int, str]:
    """Sort the languages a person reads first, in their order."""
    reads = membership.person.reads
    place = reads.index(text.language) if text.language in reads else len(reads)
    return place, text.language


def asked_about(resource: Resource, membership: Membership) -> MembershipQuerySet:
    """Return the people who are asked whether they could open it."""
    return taking_part(membership).filter(follow_ups__resource=resource)


def with_texts(resources: ResourceQuerySet, membership: Membership) -> ResourceQuerySet:
    """Bring along the texts that stand now, and the visitor's own answer."""
    mine = Prefetch("follow_ups", queryset=membership.follow_ups.all(), to_attr="mine")
    found = resources.select_related("shared_by__person", "meeting")
    return found.with_current_texts().prefetch_related(mine)


def whole_resource(membership: Membership, resource: Resource) -> dict[str, Any]:
    """Return all that the page of a resource shows to this visitor."""
    members = list(membership.partnership.memberships.active().with_person())
    reached = coverage({text.language for text in resource.current}, members)
    context = {
        "membership": membership,
        "tab": "resources",
        "resource": resource,
        "texts": sorted(resource.current, key=lambda text: reading_order(text, membership)),
        "reached": reached,
        "mine_missing": membership in reached.waiting,
        "wanted": sorted(Counter(each.person.language for each in reached.waiting).items()),
        "has_about": bool(written(resource, "about")),
        "may_withdraw": may_withdraw(membership, resource),
        "mine": resource.follow_ups.filter(membership=membership).first(),
        "answers": FollowUp.Answer,
    }
    if membership.may(Permission.RECORD_FOR_OTHERS):
        people = asked_about(resource, membership)
        context["record_form"] = FollowUpForSomebodyForm(people=people)
        context["follow_ups"] = (
            resource.follow_ups.filter(membership__left_at=None)
            .select_related("membership__person", "recorded_by__person")
            .order_by("membership__person__name", "pk")
        )
    return context
