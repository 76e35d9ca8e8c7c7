"""Open calls inside the partnership: writing, opening, closing, printing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from charters import calling, posters
from charters.forms.calls import CallForm, OpenForm
from charters.models import Call
from meetings.views.finding import readers
from meetings.views.money import terms_of
from partners.access import PersonRequest, members_only
from partners.languages import own_name
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from partners.typesetting import CannotSet


@members_only(Permission.VIEW, methods=["GET"])
def call_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """The calls of the partnership, the newest first."""
    calls = membership.partnership.calls.select_related("partnership").order_by("-made_at", "-pk")
    page, now = page_of(calls, request), timezone.now()
    for call in page:
        call.stands = call.state(now)
    context = {"membership": membership, "tab": "people", "page": page}
    return render(request, "charters/calls/list.html", context)


@members_only(Permission.INVITE_PEOPLE)
def write(request: PersonRequest, membership: Membership, pk: int | None = None) -> HttpResponse:
    """Write a call, or change its words."""
    call, now = found(membership, pk) if pk else None, timezone.now()
    has_rates = terms_of(membership) is not None
    form = CallForm(
        request.POST or None, about=call, now=now, has_rates=has_rates, **readers(membership)
    )
    if form.is_valid():
        new = Call(
            partnership=membership.partnership, code=calling.new_code(), language=get_language()
        )
        written = form.write(call or new)
        messages.success(request, _("The call is saved."))
        return redirect(written)
    context = {"membership": membership, "tab": "people", "form": form, "call": call}
    return render(request, "charters/calls/form.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def call(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One call as people read it; facilitators also see who answered."""
    shown, now = found(membership, pk), timezone.now()
    context = {
        "membership": membership,
        "tab": "people",
        "call": shown,
        "state": shown.state(now),
        "missing": named(calling.missing_in(shown)),
        "posters": named(sorted(calling.readable_in(shown))),
        "terms": terms_of(membership) if shown.shows_rates else None,
    }
    if membership.may(Permission.INVITE_PEOPLE):
        context |= who_answered(request, membership, shown, now)
    return render(request, "charters/calls/call.html", context)


def who_answered(
    request: PersonRequest, membership: Membership, shown: Call, now: datetime
) -> dict[str, Any]:
    """Return the answers that wait, opened, each with its promised day and whether it is late."""
    page = page_of(shown.answers.waiting().select_related("recorded_by__person"), request)
    days = membership.partnership.working_rules.feedback_days
    answers = [
        (kept, said, (promised := calling.promised_at(kept, days)), promised < now)
        for kept, said in calling.unsealed(shown, page)
    ]
    return {"page": page, "answers": answers}


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return languages with their names in themselves."""
    return [(code, own_name(code)) for code in codes]


@members_only(Permission.INVITE_PEOPLE)
def open_it(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Open a call to everybody, after a look at the languages that are missing."""
    shown = found(membership, pk)
    missing = calling.missing_in(shown)
    form = OpenForm(request.POST if request.method == "POST" else None, missing=missing)
    if form.is_valid():
        try:
            calling.open_call(shown, by=membership, now=timezone.now())
        except calling.NotWritten:
            form.add_error(None, not_written(shown))
        except calling.IsOver:
            form.add_error(None, _("Its last day has passed. Change the day first."))
        else:
            messages.success(request, _("The call is open. Everybody can read it now."))
            return redirect(shown)
    names = [own_name(code) for code in missing]
    context = {"membership": membership, "tab": "people", "call": shown, "form": form}
    return render(request, "charters/calls/open.html", {**context, "missing": names})


@members_only(Permission.INVITE_PEOPLE, methods=["POST"])
def close(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take no more answers."""
    shown = found(membership, pk)
    calling.close(shown, now=timezone.now())
    messages.success(request, _("The call is closed. Those who answered still wait for you."))
    return redirect(shown)


@members_only(Permission.VIEW, methods=["GET"])
def poster(request: PersonRequest, membership: Membership, pk: int, language: str) -> HttpResponse:
    """A page to put up, in one language in which the call is complete."""
    shown = found(membership, pk)
    if shown.opened_at is None or language not in calling.readable_in(shown):
        raise Http404
    try:
        content = posters.make(shown, language)
    except CannotSet:
        messages.error(
            request, _("A letter in it cannot be printed. Change it, or print the page.")
        )
        return redirect(shown)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="poster-{shown.code}-{language}.pdf"'
    return response


def found(membership: Membership, pk: int) -> Call:
    """Return a call of the visitor's partnership, or 404."""
    return get_object_or_404(membership.partnership.calls.select_related("partnership"), pk=pk)


def not_written(shown: Call) -> str:
    """Say which language has to be complete first."""
    return _(
        "Write what we look for, what it is about and what it asks in %(language)s first, and each"
        " other part that you wrote in any language."
    ) % {"language": own_name(shown.language)}
