"""My page: what I set about myself, and how I belong to each partnership."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from partners import auditing, emergency, erasing, joining, languages, needs, suggesting
from partners.access import PersonRequest, members_only, personal, public
from partners.join_forms import NeedForm
from partners.me_forms import MeForm, StrengthsForm
from partners.middleware import DISPLAY_LANGUAGE
from partners.models import Membership, SupportNeed
from partners.paging import page_of
from partners.roles import Permission


@public(methods=["GET"])
def welcome(request: HttpRequest) -> HttpResponse:
    """What this is. People who are signed in go on to what waits for them."""
    if request.user.is_authenticated:
        return redirect("dashboards:home")
    return render(request, "partners/welcome.html")


@public(methods=["POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Show pages in another language: for this session, or on a visitor's device."""
    back, chosen = request.POST.get("next", ""), request.POST.get("language")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(in_language(back, chosen) if is_ours else "partners:welcome")
    if chosen in languages.CODES and request.user.is_authenticated:
        request.session[DISPLAY_LANGUAGE] = chosen
    elif chosen in languages.CODES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
            httponly=True,
        )
    return response


def in_language(address: str, language: str | None) -> str:
    """Return an address of ours, which may name a language, with the one just chosen."""
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    if "language" in query and language in languages.CODES:
        query["language"] = language
    return urlunsplit(parts._replace(query=query.urlencode()))


@personal
def me(request: PersonRequest) -> HttpResponse:
    """My languages, time, how to reach me; my partnerships; how I sign in."""
    person = request.user
    form = MeForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        request.session.pop(DISPLAY_LANGUAGE, None)  # the language just saved is what they want
        with translation.override(person.language):
            messages.success(request, _("Your changes are saved."))
        return redirect("partners:me")
    person.refresh_from_db()  # a form with mistakes leaves its words on the person; keep them out
    memberships = person.memberships.active().order_by("joined_at", "pk")
    memberships = memberships.select_related("partnership")
    shown = suggesting.with_suggestions(erasing.with_wishes(memberships), timezone.now())
    context = {
        "form": form,
        "memberships": shown,
        "erasing": any(vars(membership)["is_going"] for membership in shown),
        "ways_in": joining.letters_after_joining(person),
        "calendar": reverse("meetings:calendar"),
    }
    return render(request, "partners/me.html", context)


@members_only(Permission.VIEW)
def my_needs(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I need to take part in this partnership; add one more."""
    form = NeedForm(request.POST or None, instance=SupportNeed(membership=membership))
    if form.is_valid():
        form.save_in(translation.get_language())
        messages.success(request, _("Your need is saved. It counts for every meeting to come."))
        return redirect("partners:my_needs", membership.partnership.slug)
    active = membership.needs.active().select_related("recorded_by__person")
    active = active.order_by("created_at", "pk")
    context = {"membership": membership, "form": form, "needs": active}
    return render(request, "partners/my_needs.html", context)


@members_only(Permission.VIEW)
def change_need(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say a need of mine differently."""
    need = get_object_or_404(membership.needs.active(), pk=pk)
    form = NeedForm(request.POST or None, instance=need)
    if form.is_valid():
        form.save_in(translation.get_language())
        messages.success(request, _("Your need is changed."))
        return redirect("partners:my_needs", membership.partnership.slug)
    context = {"membership": membership, "form": form, "need": need}
    return render(request, "partners/change_need.html", context)


@members_only(Permission.VIEW, methods=["POST"])
def end_need(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """I do not need this any more."""
    needs.end(get_object_or_404(membership.needs.active(), pk=pk), now=timezone.now())
    messages.success(request, _("This need has ended. Nobody arranges it any more."))
    return redirect("partners:my_needs", membership.partnership.slug)


@members_only(Permission.VIEW, methods=["GET"])
def my_seen(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who opened what I need or how to reach me, and what others wrote down for me."""
    page = page_of(auditing.seen_by(membership), request)
    looks = emergency.asked_in(page)
    seen = [(auditing.sentence(event), event.at, looks.get(event.pk)) for event in page]
    context = {"membership": membership, "page": page, "seen": seen}
    return render(request, "partners/my_seen.html", context)


@members_only(Permission.VIEW)
def my_strengths(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I bring to this partnership."""
    form = StrengthsForm(request.POST or None, instance=membership)
    if form.is_valid():
        membership.strengths_language = translation.get_language()
        form.save()
        messages.success(request, _("Your changes are saved."))
        return redirect(membership)
    context = {"membership": membership, "form": form}
    return render(request, "partners/my_strengths.html", context)


@members_only(Permission.VIEW, methods=["POST"])
def pause(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Take no part for a while."""
    membership.pause(timezone.now())
    messages.success(request, _("You are pausing. No meetings or reminders until you come back."))
    return redirect("partners:me")


@members_only(Permission.VIEW, methods=["POST"])
def resume(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Take part again."""
    membership.resume(timezone.now())
    messages.success(request, _("Welcome back. You take part again."))
    return redirect("partners:me")


@members_only(Permission.VIEW)
def leave(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Leave, after one question."""
    if request.method == "POST":
        try:
            joining.leave(membership, now=timezone.now())
        except joining.LastFacilitator:
            messages.error(
                request, _("You are the only facilitator. Make somebody else one first.")
            )
        else:
            messages.success(request, _("You have left. Thank you for what you gave."))
            return redirect("partners:me")
    return render(request, "partners/leave.html", {"membership": membership})
