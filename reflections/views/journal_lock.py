"""Opening and locking one's journal, what opens it, and beginning anew."""

from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from partners.access import PersonRequest, personal
from reflections import journaling, unlocking
from reflections.forms.journal_lock import FactorForm, NewPinForm, Ways
from reflections.views.journal_door import readable, unlocked


@personal
@readable
def open_journal(request: PersonRequest) -> HttpResponse:
    """Open my journal with something of my own; the first time, say what that is."""
    lock = unlocking.lock_of(request.user)
    ways = Ways(request, request.user, lock)
    if ways.is_right():
        if unlocking.open_up(request.session, request.user, timezone.now()):
            messages.warning(
                request,
                _("Somebody signed in as you asked to begin a new journal. That is called off."),
            )
        return redirect(_back(request))
    context = {"lock": lock, "ways": ways, "js_data": _challenge(request, ways)}
    return render(request, "reflections/journal_open.html", context)


def _back(request: PersonRequest) -> str:
    address = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours else "reflections:my_journal"


def _challenge(request: PersonRequest, ways: Ways) -> dict[str, Any] | None:
    if "credential" not in ways.forms:
        return None
    return {"request_options": begin_authentication(request.user)}


@personal(methods=["POST"])
def lock_journal(request: PersonRequest) -> HttpResponse:
    """Lock my journal now."""
    unlocking.close(request.session)
    messages.success(request, _("Your journal is locked."))
    return redirect("reflections:open_journal")


@personal
@unlocked
def journal_ways(request: PersonRequest) -> HttpResponse:
    """Change what opens my journal."""
    lock = unlocking.lock_of(request.user)
    pin = NewPinForm(request.POST if "new_pin" in request.POST else None)
    factor = FactorForm(
        request.POST if "factor" in request.POST else None, person=request.user, lock=lock
    )
    if pin.is_valid():
        unlocking.set_pin(request.user, pin.cleaned_data["new_pin"])
    elif factor.is_valid():
        unlocking.accept(request.user, factor.cleaned_data["factor"])
    else:
        accepted = unlocking.accepted_factors(request.user, lock)
        context = {"lock": lock, "pin": pin, "factor": factor, "accepted": accepted}
        return render(request, "reflections/journal_ways.html", context)
    messages.success(request, _("Your changes are saved."))
    return redirect("reflections:journal_ways")


@personal
@readable
def new_journal(request: PersonRequest) -> HttpResponse:
    """Begin anew when nothing that opens my journal is left to me: ask, wait, begin."""
    now, lock = timezone.now(), unlocking.lock_of(request.user)
    if lock is None:
        return redirect("reflections:open_journal")
    if request.method == "POST":
        try:
            unlocking.start_anew(request.user, now=now)
        except unlocking.NotYet:
            unlocking.ask_to_start_anew(request.user, now=now)
            return redirect("reflections:new_journal")
        messages.success(request, _("The old journal is destroyed. This one is new."))
        return redirect("reflections:open_journal")
    context = {"lock": lock, "may_begin": lock.anew_at is not None and lock.anew_at <= now}
    return render(request, "reflections/journal_new.html", context)


@personal
@unlocked
def destroy_journal(request: PersonRequest) -> HttpResponse:
    """Delete all that I wrote, for good, after one question."""
    if request.method == "POST":
        journaling.destroy(request.user)
        unlocking.close(request.session)
        messages.success(request, _("Your journal is destroyed. Nobody can read it any more."))
        return redirect("partners:me")
    return render(request, "reflections/journal_destroy.html")
