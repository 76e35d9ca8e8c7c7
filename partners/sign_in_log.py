"""Follows how people sign in, and changes of it. allauth says so by signals.

Changes go into the log that nobody changes. That somebody came in, or did not, is a line of the
ordinary log: the person by key alone, with what they proved who they are.
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from partners import auditing, session_limits
from partners.models import Action, Person

logger = logging.getLogger(__name__)


@receiver(account.user_logged_in)
def _signed_in(user: Person, **kwargs: Any) -> None:
    auditing.record(Action.SIGNED_IN, by=user, obj=user)


@receiver(second_factor.authenticator_added)
@receiver(second_factor.authenticator_removed)
@receiver(second_factor.authenticator_reset)
def _factor(user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    auditing.record(
        Action.SIGN_IN_CHANGED, by=user, about=user, fields=[authenticator.type], obj=authenticator
    )


@receiver(second_factor.authenticator_added)
def _proves_more(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """End sessions that began with less, of those who see much. Others may have one way only."""
    if session_limits.sees_much(user):
        session_limits.end(user, but=request.session.session_key)


@receiver(second_factor.authenticator_removed)
@receiver(second_factor.authenticator_reset)
@receiver(account.email_changed)
def _proves_something_else(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """End the other sessions: they may be of whoever has the lost phone, or the old mailbox."""
    session_limits.end(user, but=request.session.session_key)


@receiver(account.email_changed)
@receiver(account.email_added)
@receiver(account.email_removed)
def _address(user: Person, **kwargs: Any) -> None:
    auditing.record(Action.SIGN_IN_CHANGED, by=user, about=user, fields=["email"], obj=user)


@receiver(second_factor.authenticator_used)
def _shown_again(request: HttpRequest, *, reauthenticated: bool, **kwargs: Any) -> None:
    if reauthenticated:
        session_limits.renew(request)


@receiver(account.user_logged_in)
def _came_in(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    records = get_authentication_records(request, user)
    ways = sorted({record.get("type") or record["method"] for record in records})
    logger.info("signed in: person %s by %s", user.pk, ", ".join(ways) or "invitation")


@receiver(user_logged_out)
def _went(user: Person | None, **kwargs: Any) -> None:
    if user:
        logger.info("signed out: person %s", user.pk)


@receiver(account.login_code_rejected)
@receiver(account.email_verification_code_rejected)
def _wrong_code(user: Person | None, **kwargs: Any) -> None:
    logger.warning("wrong code: person %s", user.pk if user else "unknown")


@receiver(second_factor.authentication_failed)
def _wrong_factor(user: Person, **kwargs: Any) -> None:
    logger.warning("wrong second factor: person %s", user.pk)
