"""The doors. Every view wears exactly one.

`members_only` for what belongs to a partnership, `helpers_only` for what a helper does for
somebody there, `numbers_only` and `programme_only` for what
leaders see too, `personal` and `public` for the rest, `signed_only` for other machines.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from http import HTTPStatus
from typing import Any, overload

from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from partners import auditing, helping
from partners.acting import acting
from partners.help_grants import HelpGrant, Scope
from partners.looking import Onlooker, ProgrammeOnlooker
from partners.models import Membership, Person
from partners.roles import ROLES_NEEDING_SECOND_FACTOR, Permission

logger = logging.getLogger(__name__)

PERSONAL = "personal"
PUBLIC = "public"
NUMBERS = "numbers"  # of one partnership: its members, and the leaders of its programme
PROGRAMME = "programme"  # its leaders, and the members of its partnerships
SIGNED = "signed"  # by another machine that shares a secret with us

View = Callable[..., HttpResponse]


class PersonRequest(HttpRequest):
    """A request by somebody who is signed in."""

    user: Person


def _finish(wrapper: View, policy: str, methods: Iterable[str]) -> View:
    allowed = [*methods, "HEAD"] if "GET" in methods else [*methods]
    guarded = require_http_methods(allowed)(wrapper)
    guarded.policy = policy  # type: ignore[attr-defined]
    guarded.methods = allowed  # type: ignore[attr-defined]
    return guarded


def members_only(
    permission: Permission, *, methods: Iterable[str] = ("GET", "POST")
) -> Callable[[View], View]:
    """Hand the view the visitor's membership, if their role grants `permission`.

    Outsiders get 404, so that a partnership's existence stays private. Members whose role falls
    short get 403 and the permission's own sentence. Facilitators and translators without a second
    factor are first asked to add one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def wrapper(request: PersonRequest, slug: str, **kwargs: Any) -> HttpResponse:
            memberships = request.user.memberships.active().select_related("partnership")
            membership: Membership | None = memberships.filter(partnership__slug=slug).first()
            if membership is None:
                _write_down(request, "does not belong here")
                raise Http404
            with acting(membership), _refusals_written_down(request, membership):
                if not membership.may(permission):
                    _write_down(request, f"may not {permission}")
                    raise PermissionDenied(permission.label)
                if lacks_second_factor(request.user, membership):
                    return ask_for_second_factor(request)
                return view(request, membership, **kwargs)

        return _finish(wrapper, permission, methods)

    return decorate


@contextmanager
def _refusals_written_down(request: HttpRequest, membership: Membership) -> Iterator[None]:
    try:
        yield
    except PermissionDenied:
        found = request.resolver_match
        auditing.refused(membership, found.view_name if found else "", timezone.now())
        raise


def helpers_only(
    scope: Scope | None = None, *, methods: Iterable[str] = ("GET", "POST")
) -> Callable[[View], View]:
    """Hand the view the visitor's membership and the permission by which they help somebody.

    The only place that says what a helper may do: 404 unless it was given to them; a sentence and
    what they typed if it ended (410); 403 if `scope` is not in it. What is posted holds the
    permission until it is written, so that nobody ends it in between.
    """

    def decorate(view: View) -> View:
        @members_only(Permission.TAKE_PART, methods=methods)
        @wraps(view)
        def wrapper(
            request: PersonRequest, membership: Membership, pk: int, **kwargs: Any
        ) -> HttpResponse:
            with transaction.atomic():
                grants = helping.found(membership)
                if request.method == "POST":
                    grants = grants.select_for_update(of=("self",))
                grant: HelpGrant = get_object_or_404(grants, pk=pk)
                if not grant.is_open(timezone.now()):
                    return _help_has_ended(request, membership, grant)
                if scope is not None and not grant.allows(scope):
                    raise PermissionDenied(_not_in_scope(grant))
                return view(request, membership, grant, **kwargs)

        wrapper.scope = scope  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _help_has_ended(
    request: PersonRequest, membership: Membership, grant: HelpGrant
) -> HttpResponse:
    """Say since when, and give back the words that come too late, so that they can be passed on."""
    typed = [words for name in helping.OWN_WORDS if (words := request.POST.get(name, "").strip())]
    context = {"membership": membership, "grant": grant, "typed": typed}
    return render(request, "partners/help_ended.html", context, status=HTTPStatus.GONE)


def _not_in_scope(grant: HelpGrant) -> str:
    sentence = _("%(name)s did not ask you to do this for them. You may help with other things.")
    return sentence % {"name": grant.membership.person.name}


def numbers_only(*, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
    """Hand the view an `Onlooker`: a member of the partnership, or a leader of its programme.

    Everybody else gets 404. Both see the same page. Leaders, like facilitators, first add a second
    factor.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def wrapper(request: PersonRequest, slug: str, **kwargs: Any) -> HttpResponse:
            onlooker = Onlooker.find(request.user, slug)
            if onlooker is None:
                _write_down(request, "does not belong here")
                raise Http404
            if lacks_second_factor(request.user, onlooker.membership):
                return ask_for_second_factor(request)
            return view(request, onlooker, **kwargs)

        return _finish(wrapper, NUMBERS, methods)

    return decorate


def programme_only(*, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
    """Hand the view a `ProgrammeOnlooker`: who leads the programme, or belongs to it; else 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def wrapper(request: PersonRequest, slug: str, **kwargs: Any) -> HttpResponse:
            onlooker = ProgrammeOnlooker.find(request.user, slug)
            if onlooker is None:
                _write_down(request, "does not belong here")
                raise Http404
            if onlooker.is_leader and lacks_second_factor(request.user, None):
                return ask_for_second_factor(request)
            return view(request, onlooker, **kwargs)

        return _finish(wrapper, PROGRAMME, methods)

    return decorate


def lacks_second_factor(person: Person, *memberships: Membership | None) -> bool:
    """Say whether a person has not added the second factor that they need here.

    Facilitators and translators need one, and leaders, who come without a membership.
    """
    needs_one = any(
        each is None or each.role in ROLES_NEEDING_SECOND_FACTOR for each in memberships
    )
    return settings.SECOND_FACTOR_REQUIRED and needs_one and not is_mfa_enabled(person)


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to where a second factor is added, and say why."""
    _write_down(request, "has no second factor")
    messages.warning(
        request,
        _("You see what concerns many people. Add a passkey or an authenticator app first."),
    )
    return redirect("mfa_index")


def _write_down(request: HttpRequest, why: str) -> None:
    """Log that a door stayed shut: for whom, by key, and where. Never what it would have shown."""
    view = request.resolver_match.view_name if request.resolver_match else "-"
    logger.warning("refused: person %s %s at %s", request.user.pk, why, view)


@overload
def personal(view: View) -> View: ...
@overload
def personal(*, methods: Iterable[str]) -> Callable[[View], View]: ...
def personal(
    view: View | None = None, *, methods: Iterable[str] = ("GET", "POST")
) -> View | Callable[[View], View]:
    """Let in anybody who is signed in; the view shows only what is theirs (`request.user`)."""

    def decorate(view: View) -> View:
        return _finish(never_cache(wraps(view)(view)), PERSONAL, methods)

    return decorate(view) if view else decorate


@overload
def public(view: View) -> View: ...
@overload
def public(*, methods: Iterable[str]) -> Callable[[View], View]: ...
def public(
    view: View | None = None, *, methods: Iterable[str] = ("GET", "POST")
) -> View | Callable[[View], View]:
    """Let in everybody, signed in or not."""

    def decorate(view: View) -> View:
        return _finish(login_not_required(view), PUBLIC, methods)

    return decorate(view) if view else decorate


def signed_only(is_genuine: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """Let in posts of another machine that `is_genuine` knows by their signature; nobody else.

    They are exempt from the CSRF check: no browser's session counts for anything here.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if is_genuine(request):
                return view(request, **kwargs)
            if not ratelimit.consume(request, action="unsigned"):
                return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
            raise PermissionDenied(_("This address is for another machine."))

        return csrf_exempt(login_not_required(_finish(wrapper, SIGNED, ["POST"])))

    return decorate
