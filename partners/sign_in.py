"""The forms of signing in: one address, one code. Any keyboard's digits are understood."""

import unicodedata
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class CodeField(forms.CharField):
    """A short code of digits, typed or pasted, in the digits of any script."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "dir": "ltr",
            "class": "code",
        }
        super().__init__(max_length=24, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: str | None) -> str:
        """Return the code with each digit as 0-9, however it was typed."""
        text = super().to_python(value) or ""
        return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


class SignInForm(account.LoginForm):
    """Where to send the code. There is no password, so there is nothing to remember."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["remember"]
        self.fields["login"].label = _("Your e-mail address")
        del self.fields["login"].widget.attrs["placeholder"]
        self.fields["login"].widget.attrs["dir"] = "ltr"


class SignInCodeForm(account.ConfirmLoginCodeForm):
    """The code that came by e-mail: three tries, of which one is right, once.

    Tries that come at the same moment each find the session as it was before. What is counted
    there alone could be tried twenty times at once.
    """

    code = CodeField(label=_("Code from the e-mail"))

    def clean_code(self) -> str:
        """Return the code. Refuses a fourth try, and the right code a second time."""
        name = self._name()
        tries = range(settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS)
        if not any(_is_first(f"{name}:try:{number}") for number in tries):
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()
        if not _is_first(f"{name}:used"):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _name(self) -> str:
        """Return what this code of this browser is called in the cache, which does not tell it."""
        of_browser = f"{context.request.session.session_key}:{self.expected_code}"
        return f"sign-in:{salted_hmac('sign-in code', of_browser, algorithm='sha256').hexdigest()}"


def _is_first(name: str) -> bool:
    """Say whether nobody did this before, for as long as a code is good; the database decides."""
    return cache.add(name, True, settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


class EmailCodeForm(account.ConfirmEmailVerificationCodeForm):
    """The code that shows that an address is one's own."""

    code = CodeField(label=_("Code from the e-mail"))


class SecondFactorForm(second_factor.AuthenticateForm):
    """The code an app shows, or one of the codes kept for emergencies."""

    code = CodeField(label=_("Code from your app, or a recovery code"))


class ConfirmItIsYouForm(second_factor.ReauthenticateForm):
    """The same, asked again before something that matters."""

    code = CodeField(label=_("Code from your app, or a recovery code"))


class AddAppForm(totp.ActivateTOTPForm):
    """The first code of a new app, which shows that it works."""

    code = CodeField(label=_("Code that the app shows"))
