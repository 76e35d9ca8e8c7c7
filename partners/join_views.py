"""Joining: an address or a code opens a short page; nothing changes until the person says yes."""

from datetime import datetime

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import codes, goals, joining, languages, needs, reasons
from partners.access import PersonRequest, members_only, public
from partners.join_forms import CodeForm, ConsentForm, JoinForm, NeedList
from partners.middleware import DISPLAY_LANGUAGE
from partners.models import Invitation, Membership, Person
from partners.reason_forms import WelcomeWhyForm
from partners.roles import Permission

# For each reason why an invitation lets nobody in: what happened, and what to do next.
REFUSALS = {
    joining.Unknown: (
        gettext_lazy("This invitation is not known"),
        gettext_lazy(
            "Perhaps a part of the address is missing. Open it again from your message, or type "
            "the code from your letter."
        ),
    ),
    joining.Used: (
        gettext_lazy("This invitation was used"),
        gettext_lazy(
            "It works only once. If it was you, sign in with your e-mail address. If you have "
            "none here, ask the person who invited you for a new letter."
        ),
    ),
    joining.Expired: (
        gettext_lazy("This invitation is too old"),
        gettext_lazy(
            "Invitations work for three weeks. Ask the person who invited you for a new one."
        ),
    ),
    joining.Replaced: (
        gettext_lazy("There is a newer invitation for you"),
        gettext_lazy("Look for the latest message or letter, and use that one."),
    ),
    joining.Withdrawn: (
        gettext_lazy("This invitation was taken back"),
        gettext_lazy("If you think this is a mistake, ask the person who invited you."),
    ),
    joining.ForSomebodyElse: (
        gettext_lazy("Somebody else is signed in on this device"),
        gettext_lazy("This invitation is for another person. Sign out, then open it again."),
    ),
    joining.SignInFirst: (
        gettext_lazy("Please sign in first"),
        gettext_lazy("You have been here before. Sign in, and you can join right away."),
    ),
}


def reader_of(request: HttpRequest) -> Person | None:
    """Return who is signed in."""
    return request.user if request.user.is_authenticated else None


def asked_language(request: HttpRequest) -> str | None:
    """Return the language named in the address, if it is one of ours."""
    asked = request.GET.get("language")
    return asked if asked in languages.CODES else None


@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation. Opening it changes nothing."""
    try:
        invitation = joining.find(token)
    except joining.Unknown:
        invitation = None
    usual = translation.get_language()
    theirs = invitation.language if invitation and reader_of(request) is None else usual
    language = asked_language(request) or theirs
    with translation.override(language):
        response = (
            answer(request, invitation, timezone.now())
            if invitation
            else refused(request, joining.Unknown())
        )
    response.headers["Content-Language"] = language
    return response


def answer(request: HttpRequest, invitation: Invitation, now: datetime) -> HttpResponse:
    """Show the page that is next, let the person in, or say why not."""
    reader, browser = reader_of(request), joining.remember(request.META.get("CSRF_COOKIE", ""))
    try:
        joining.check(invitation, reader, now)
        if request.method == "GET" and reader is None and asked_language(request) is None:
            return choose_language(request, invitation)
        return join_now(request, invitation, browser, now)
    except joining.CannotJoin as refusal:
        # Opening an address signs nobody in; repeating the form may.
        is_repeat = joining.may_repeat(invitation, reader, browser, now)
        if is_repeat and (reader or request.method == "POST"):
            return go_on(request, invitation.membership)
        return refused(request, refusal)


def choose_language(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Ask for the language before anything else. Names nobody, because a scanner may look."""
    choices = []
    for code, name in sorted(languages.choices(), key=lambda it: it[0] != invitation.language):
        with translation.override(code):
            choices.append(
                {"code": code, "name": name, "direction": languages.direction(code)}
                | {"words": _("You are invited. Choose your language.")}
            )
    return render(request, "partners/join_language.html", {"choices": choices})


def join_now(
    request: HttpRequest, invitation: Invitation, browser: str, now: datetime
) -> HttpResponse:
    """Show the one page to fill in; when it is sent, let the person in."""
    is_known = joining.is_known(invitation.membership.person)
    data = request.POST or None
    form = ConsentForm(data) if is_known else JoinForm(data, invitation=invitation)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation, "is_known": is_known}
        return render(request, "partners/join.html", context)
    language = translation.get_language()
    membership = joining.accept(
        invitation,
        reader=reader_of(request),
        answers=form.answers(language),
        language=language,
        browser=browser,
        now=now,
    )
    return go_on(request, membership, is_shared_device=form.cleaned_data["is_shared_device"])


def go_on(
    request: HttpRequest, membership: Membership, *, is_shared_device: bool = False
) -> HttpResponse:
    """Sign the person in, unless they are, and lead to the next step."""
    following = reverse("partners:welcome_needs", args=[membership.partnership.slug])
    if reader_of(request):
        return redirect(following)
    membership.person.refresh_from_db()
    response = perform_login(
        request,
        membership.person,
        email_verification=EmailVerificationMethod.NONE,
        redirect_url=following,
    )
    request.session.pop(DISPLAY_LANGUAGE, None)  # from now on their own language counts
    if is_shared_device:
        request.session.set_expiry(0)
    return response


def refused(request: HttpRequest, refusal: joining.CannotJoin) -> HttpResponse:
    """Say what happened and what to do next."""
    title, text = REFUSALS[type(refusal)]
    context = {
        "title": title,
        "text": text,
        "reason": type(refusal).__name__,
        "here": request.get_full_path(),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
    }
    status = 200 if isinstance(refusal, joining.SignInFirst) else 410
    return render(request, "partners/join_refused.html", context, status=status)


@public
def join_by_code(request: HttpRequest) -> HttpResponse:
    """Type the short code from a letter. Guessing is slowed down, whichever process answers."""
    form = CodeForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            if not ratelimit.consume(request, action="join_by_code"):
                status = 429
                form.add_error("code", _("That was tried too often. Please wait a few minutes."))
            else:
                invitation = joining.find_by_code(form.cleaned_data["code"])
                token = codes.token_of(invitation.nonce, invitation.token_hash)
                return redirect("partners:join", token=token)
        except joining.Unknown:
            form.add_error("code", _("This code is not known. Please compare it with your letter."))
    return render(request, "partners/join_by_code.html", {"form": form}, status=status)


# The steps after joining. Each may be skipped, and said again later on "my page".


@members_only(Permission.VIEW)
def welcome_needs(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I need to take part. Never why."""
    formset = NeedList(request.POST or None, membership)
    if formset.is_valid():
        language = translation.get_language()
        needs.record(membership, formset.said, language=language, now=timezone.now())
        return redirect("partners:welcome_why", membership.partnership.slug)
    context = {"membership": membership, "formset": formset}
    return render(request, "partners/welcome_needs.html", context)


@members_only(Permission.VIEW)
def welcome_why(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Why I come, in my own words; private unless I show it."""
    motivation, why = reasons.mine(membership)
    form = WelcomeWhyForm(
        request.POST or None, membership=membership, motivation=motivation, why=why
    )
    if form.is_valid():
        try:
            reasons.say_all(membership, **form.cleaned_data, now=timezone.now())
        except goals.TooMany:
            form.add_error("goals", _("These are many already. Take some out on your page first."))
        else:
            return redirect("partners:welcome_done", membership.partnership.slug)
    context = {"membership": membership, "form": form}
    return render(request, "partners/welcome_why.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def welcome_done(request: PersonRequest, membership: Membership) -> HttpResponse:
    """You are in: what happens next, and how to come back."""
    context = {
        "membership": membership,
        "can_sign_in": joining.can_sign_in(membership.person),
        "site": settings.BASE_URL,
    }
    return render(request, "partners/welcome_done.html", context)
