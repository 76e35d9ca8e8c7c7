"""Saying yes to text messages, as part of a form that asks for a phone number."""

import contextlib
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from partners import dates, texting
from partners.models import Person, offered_channels
from partners.text_consent import OF_OTHERS, OWN
from partners.validators import international


class TextsForm(forms.Form):
    """The tick that says yes, for forms with `channel` and `phone`; gone if no texts are sent."""

    texts_ok = forms.BooleanField(label=OWN, required=False)

    def offer_texts(self, person: Person | None, *, by_somebody_else: bool = False) -> None:
        """Offer texts if this site sends any, and show what was said before."""
        channel: Any = self.fields["channel"]
        channel.choices = offered_channels()
        if not settings.TEXTS:
            del self.fields["texts_ok"]
            return
        self.fields["texts_ok"].label = OF_OTHERS if by_somebody_else else OWN
        self.initial.setdefault("texts_ok", bool(person and person.texts_to))
        self.fields["texts_ok"].help_text = _said_before(person) if person else ""

    def check_texts(
        self, person: Person | None, cleaned: dict[str, Any], *, wants_texts: bool
    ) -> None:
        """Ask for a yes to what is wanted, and for a number that a text can reach."""
        if "texts_ok" not in self.fields:
            return
        if not cleaned.get("texts_ok"):
            if wants_texts:
                self.add_error(
                    "texts_ok", _("Tick this too: we send texts only to those who said yes.")
                )
        elif "phone" not in self.errors:
            self._check_number(cleaned.get("phone", ""), person.texts_to if person else "")

    def _check_number(self, phone: str, known: str) -> None:
        if not phone:
            self.add_error("phone", _("Write the number for text messages."))
            return
        try:
            number = international(phone)
        except ValidationError as error:
            self.add_error("phone", error)
            return
        if number != known and texting.is_stopped(number):
            self.add_error(
                "phone",
                _("STOP came from this number. Send START from it, then save this page again."),
            )

    def save_texts(self, person: Person, *, recorded_by: Person | None, now: datetime) -> None:
        """Record the yes or the no, beside a person who is saved."""
        if self.cleaned_data.get("texts_ok"):
            with contextlib.suppress(texting.NumberStopped):  # since it was checked: no is no
                texting.agree(person, language=get_language(), recorded_by=recorded_by, now=now)
        elif "texts_ok" in self.fields or "phone" in self.changed_data:
            texting.withdraw(person, now=now)


def _said_before(person: Person) -> str:
    """Return when the yes that stands was said, and who wrote it down."""
    consent = person.text_consents.filter(ended_at=None).select_related("recorded_by").first()
    if consent is None:
        return ""
    said = {"day": dates.day(consent.agreed_at.astimezone(person.zone).date(), get_language())}
    if consent.recorded_by is None:
        return gettext("Yes since %(day)s.") % said
    said["name"] = consent.recorded_by.name
    return gettext("Yes since %(day)s, written down by %(name)s.") % said
