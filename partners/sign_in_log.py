"""Writes into the log when somebody signs in or changes how. allauth says so by signals."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.dispatch import receiver

from partners import auditing
from partners.models import Action, Person


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


@receiver(account.email_changed)
@receiver(account.email_added)
@receiver(account.email_removed)
def _address(user: Person, **kwargs: Any) -> None:
    auditing.record(Action.SIGN_IN_CHANGED, by=user, about=user, fields=["email"], obj=user)
