"""What opens a journal: a PIN, an app's code, a passkey."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from partners.models import Person
from partners.sign_in import CodeField
from reflections import unlocking
from reflections.unlocking import Lock

TOO_MANY = _("Too many tries. Wait a quarter of an hour, then try again. Nothing is lost.")


def pin_field(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for a PIN or pass phrase. Browsers are not asked to keep it."""
    widget = forms.PasswordInput({"autocomplete": "off", "dir": "ltr"})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **kwargs)


class OpeningForm(forms.Form):
    """One way to open a journal. Each try counts, and the right one forgets the others."""

    def __init__(self, *args: Any, request: HttpRequest, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.person = request, person

    def count(self) -> None:
        """Note a try."""
        try:
            unlocking.count_try(self.request, self.person)
        except unlocking.TooManyTries as error:
            raise ValidationError(TOO_MANY) from error

    def clean(self) -> dict[str, Any]:
        """Forget the tries, if this is the right one."""
        cleaned = super().clean() or {}
        if not self.errors:
            unlocking.forget_tries(self.request, self.person)
        return cleaned


class PinForm(OpeningForm):
    """The PIN that the person chose."""

    pin = pin_field(_("Your journal's PIN"))

    def __init__(self, *args: Any, lock: Lock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lock = lock

    @sensitive_variables()
    def clean_pin(self) -> str:
        """Compare it."""
        self.count()
        if not unlocking.is_right(self.lock, self.cleaned_data["pin"]):
            raise ValidationError(_("This is not the PIN of your journal. Try again."))
        return ""


class AppForm(OpeningForm):
    """The code that the person's authenticator app shows now."""

    code = CodeField(label=_("Code that your app shows"))

    def __init__(self, *args: Any, factors: list[Authenticator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factors = [each for each in factors if each.type == Authenticator.Type.TOTP]

    @sensitive_variables()
    def clean_code(self) -> Authenticator:
        """Return the app whose code this is."""
        self.count()
        code = self.cleaned_data["code"]
        for factor in self.factors:
            if factor.wrap().validate_code(code):
                return factor
        raise ValidationError(_("This is not the code your app shows now. Wait for the next one."))


class PasskeyForm(AuthenticateWebAuthnForm):
    """What a passkey answers to this page's challenge."""

    def __init__(self, *args: Any, factors: list[Authenticator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accepted = {each.pk for each in factors}

    def clean_credential(self) -> Authenticator:
        """Return the passkey, if it is one that opens the journal."""
        factor = super().clean_credential()
        if factor.pk not in self.accepted:
            raise ValidationError(_("This passkey does not open your journal."))
        return factor


class NewPinForm(forms.Form):
    """A PIN for the journal, typed twice."""

    new_pin = pin_field(
        _("A PIN or a sentence of your own"),
        help_text=_("At least six digits or letters. Choose one that people near you do not know."),
    )
    again = pin_field(_("The same once more"))

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Refuse what is easily guessed or was mistyped."""
        cleaned = super().clean() or {}
        pin, again = cleaned.get("new_pin", ""), cleaned.get("again", "")
        if pin and unlocking.is_too_easy(unlocking.plain(pin)):
            self.add_error(
                "new_pin",
                _("This is easily guessed. Take six or more signs that are not in a row."),
            )
        elif pin and again and unlocking.plain(pin) != unlocking.plain(again):
            self.add_error("again", _("The two are not the same. Type them again."))
        return cleaned


class Ways:
    """The ways that open a journal, as the forms of one page. One of them may have been sent.

    Before there is a lock, the first way that is used becomes one: a new PIN, or what the person
    signs in with already.
    """

    def __init__(self, request: HttpRequest, person: Person, lock: Lock | None) -> None:
        self.person, self.lock = person, lock
        factors = unlocking.accepted_factors(person, lock)
        kinds = {factor.type for factor in factors}
        asked = {"request": request, "person": person}
        self.forms: dict[str, forms.Form] = {}
        if lock is None:
            self.forms["new_pin"] = NewPinForm(_sent(request, "new_pin"))
        elif lock.pin:
            self.forms["pin"] = PinForm(_sent(request, "pin"), lock=lock, **asked)
        if Authenticator.Type.TOTP in kinds:
            self.forms["code"] = AppForm(_sent(request, "code"), factors=factors, **asked)
        if Authenticator.Type.WEBAUTHN in kinds:
            self.forms["credential"] = PasskeyForm(
                _sent(request, "credential"), factors=factors, user=person
            )

    def is_right(self) -> bool:
        """Say whether one way was used, and was right. The first one becomes the lock."""
        name, form = next(((n, f) for n, f in self.forms.items() if f.is_valid()), ("", None))
        if form is None:
            return False
        if self.lock is not None:
            return True
        used = form.cleaned_data[name]
        if name == "new_pin":
            return unlocking.begin(self.person, pin=used)
        return unlocking.begin(self.person, factor=used)

    @property
    def wrong(self) -> forms.Form | None:
        """The form that was sent and is not right."""
        return next((form for form in self.forms.values() if form.errors), None)


def _sent(request: HttpRequest, name: str) -> Any:
    return request.POST if name in request.POST else None


class FactorForm(forms.Form):
    """One more of the person's own passkeys or apps, to open the journal too."""

    def __init__(self, *args: Any, person: Person, lock: Lock | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = unlocking.own_factors(person).exclude(pk__in=lock.factors if lock else ())
        self.fields["factor"] = forms.ModelChoiceField(
            label=_("Also open it with"), queryset=others, empty_label=None
        )
