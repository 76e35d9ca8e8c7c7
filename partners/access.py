"""The doors. Every view wears exactly one: `members_only`, `personal` or `public`."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, overload

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.models import Membership, Person
from partners.roles import Permission, Role

PERSONAL = "personal"
PUBLIC = "public"
ROLES_NEEDING_SECOND_FACTOR = frozenset({Role.FACILITATOR})

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
    short get 403 and the permission's own sentence. Facilitators without a second factor are
    first asked to add one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def wrapper(request: PersonRequest, slug: str, **kwargs: Any) -> HttpResponse:
            memberships = request.user.memberships.active().select_related("partnership", "person")
            membership: Membership = get_object_or_404(memberships, partnership__slug=slug)
            if not membership.may(permission):
                raise PermissionDenied(permission.label)
            if lacks_second_factor(membership):
                messages.warning(
                    request,
                    _("You see other people's needs. Add a passkey or an authenticator app first."),
                )
                return redirect("mfa_index")
            return view(request, membership, **kwargs)

        return _finish(wrapper, permission, methods)

    return decorate


def lacks_second_factor(membership: Membership) -> bool:
    """Say whether this role needs a second factor that the person has not added."""
    needed = settings.SECOND_FACTOR_REQUIRED and membership.role in ROLES_NEEDING_SECOND_FACTOR
    return needed and not is_mfa_enabled(membership.person)


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
