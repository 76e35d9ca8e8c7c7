"""Setting rates, choosing how to be paid, and writing down what was paid."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.times import DayField
from meetings.models.payments import Basis, CostKind, MoneyTerms, Payment, PaymentChoice, Rate, Way
from partners import money
from translations.forms import TranslatedFieldsMixin

MOST = Decimal(1_000_000)
BASES = {
    kind: [Basis.MEETING, Basis.HOUR if kind == CostKind.FEE else Basis.UP_TO] for kind in CostKind
}
ACCOUNT_NUMBER = re.compile(r"(?:\d[ -]?){7,}")


class AmountField(forms.DecimalField):
    """An amount of money, with the point, comma or digits of whoever types it."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}
        errors = {
            "invalid": _("Write the amount as a number: 12.50."),
            "max_value": _("This amount is too large."),
            "min_value": _("The amount must be more than nothing."),
        }
        super().__init__(
            min_value=Decimal("0.001"), max_value=MOST, widget=forms.TextInput(attrs),
            error_messages=errors | kwargs.pop("error_messages", {}), **kwargs,
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        """Return the amount. A comma and the Arabic sign part whole from hundredths too."""
        if isinstance(value, str):
            value = value.strip().replace(",", ".").replace("\u066b", ".")
        elif isinstance(value, Decimal):
            value = value.normalize()
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount without the places that nobody needs."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def want_whole(form: forms.Form, name: str, currency: str) -> None:
    """Refuse what nobody can pay in this currency, as half a yen."""
    value = form.cleaned_data.get(name)
    if value is not None and currency and not money.is_whole(value, currency):
        form.add_error(name, _("This currency has no coin that small."))


class RatesForm(TranslatedFieldsMixin, forms.Form):
    """What the partnership pays for each kind of cost. Left empty, it pays nothing for it."""

    translated = {
        "how": forms.CharField(
            label=_("How the money reaches people"),
            max_length=2000,
            widget=forms.Textarea({"rows": 3}),
            help_text=_(
                "Say who pays and how they ask for what they need, as a phone call from the"
                " finance office. Account numbers are never written down here."
            ),
        ),
    }

    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(self, *args: Any, about: MoneyTerms | None, **kwargs: Any) -> None:
        super().__init__(*args, about=about, **kwargs)
        currency = self.fields["currency"]
        currency.choices = money.currency_choices(get_language() or "en")  # type: ignore[attr-defined]
        set_before = {rate.kind: rate for rate in about.rates.all()} if about else {}
        if about:
            self.initial["currency"] = about.currency
        for kind in CostKind:
            self._add(kind, set_before.get(kind))

    def _add(self, kind: CostKind, rate: Rate | None) -> None:
        bases = [(basis.value, basis.label) for basis in BASES[kind]]
        self.fields[f"{kind}_amount"] = AmountField(label=kind.label, required=False)
        self.fields[f"{kind}_basis"] = forms.ChoiceField(
            label=_("%(cost)s: how it is worked out") % {"cost": kind.label},
            choices=bases, widget=forms.RadioSelect, required=False,
        )  # fmt: skip
        self.initial[f"{kind}_basis"] = rate.basis if rate else bases[0][0]
        if rate:
            self.initial[f"{kind}_amount"] = rate.amount

    def clean(self) -> dict[str, Any]:
        """Want amounts that can be paid."""
        cleaned = super().clean()
        for kind in CostKind:
            want_whole(self, f"{kind}_amount", cleaned.get("currency", ""))
        return cleaned

    @property
    def rates(self) -> dict[str, tuple[str, Decimal]]:
        """The basis and the amount of each kind of cost that is paid."""
        data = self.cleaned_data
        return {
            kind: (data[f"{kind}_basis"] or BASES[kind][0], data[f"{kind}_amount"])
            for kind in CostKind
            if data[f"{kind}_amount"] is not None
        }

    def terms(self, terms: MoneyTerms) -> MoneyTerms:
        """Write what was typed onto `terms`, without saving."""
        self.write_texts(terms)
        terms.currency = self.cleaned_data["currency"]
        return terms


class ChoiceForm(forms.Form):
    """How I would like to be paid, for what, and when. Nobody asks why."""

    way = forms.ChoiceField(
        label=_("How would you like to be paid?"), choices=Way, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the ways.")},
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("Which organisation, if you chose one"), max_length=160, required=False,
        help_text=_("Its name is enough. Write no account number here."),
    )  # fmt: skip
    costs = forms.MultipleChoiceField(
        label=_("What would you like to be paid for?"), widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    is_before = forms.BooleanField(
        label=_("Pay travel, care, phone and internet before the meeting"), required=False,
        help_text=_("As soon as you say that you will be there."),
    )  # fmt: skip

    needed_sometimes = ("organisation", "costs")

    def __init__(
        self, *args: Any, choice: PaymentChoice | None, rates: Iterable[Rate], **kwargs: Any
    ) -> None:
        kept = choice.costs if choice else list(CostKind.values)
        offered = [(rate.kind, rate.get_kind_display()) for rate in rates]
        initial: dict[str, Any] = {"costs": kept}
        if choice:
            names = ("way", "organisation", "is_before")
            initial |= {name: getattr(choice, name) for name in names}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["costs"].choices = offered or CostKind.choices  # type: ignore[attr-defined]
        # What is not offered stays as it was: a rate that comes later is paid, too.
        self.kept = [kind for kind in kept if kind not in dict(offered)] if offered else []

    def clean(self) -> dict[str, Any]:
        """Want an organisation where one is chosen, and something to pay for."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        way, name = cleaned.get("way"), cleaned.get("organisation", "")
        if way == Way.ORGANISATION and not name and "organisation" not in self.errors:
            self.add_error("organisation", _("Write which organisation gets the money."))
        if ACCOUNT_NUMBER.search(name):
            self.add_error(
                "organisation",
                _("This looks like an account number. Write the name only: we keep no numbers."),
            )
        is_paid = way and way not in {Way.EMPLOYER, Way.DECLINED}
        if is_paid and not cleaned.get("costs") and "costs" not in self.errors:
            text = _("Choose what to be paid for, or that you do not want to be paid.")
            self.add_error("costs", text)
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """What was chosen, as `settling.choose` takes it."""
        return {**self.cleaned_data, "costs": [*self.cleaned_data["costs"], *self.kept]}


class PaidOnForm(forms.Form):
    """A day on which something was paid: today or before."""

    on = DayField(label=_("Paid on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("on", today)

    def clean_on(self) -> date:
        """Want a day that has come, in the last years."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if on.year < self.today.year - 2:
            raise forms.ValidationError(_("This day is too long ago."))
        return on


class SettleForm(PaidOnForm):
    """Which of these promises were paid, and how much where it was not fixed before."""

    def __init__(self, *args: Any, payments: Iterable[Payment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payments = list(payments)
        for payment in self.payments:
            self.fields[f"settle_{payment.pk}"] = forms.BooleanField(required=False)
            if payment.is_up_to:
                self.fields[f"paid_{payment.pk}"] = AmountField(
                    required=False, initial=payment.amount
                )

    def clean(self) -> dict[str, Any]:
        """Want a tick somewhere, and no more than was promised."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for payment in self.payments:
            name = f"paid_{payment.pk}"
            if cleaned.get(f"settle_{payment.pk}") and payment.is_up_to:
                want_no_more(self, name, payment)
        if not self.errors and not self.paid:
            raise forms.ValidationError(_("Tick what was paid."))
        return cleaned

    @property
    def paid(self) -> dict[int, Decimal]:
        """What was paid, by the key of the promise."""
        return {
            payment.pk: self.cleaned_data.get(f"paid_{payment.pk}") or payment.amount
            for payment in self.payments
            if self.cleaned_data.get(f"settle_{payment.pk}")
        }

    @property
    def rows(self) -> Iterator[tuple[Payment, BoundField, BoundField | None]]:
        """Each promise with its tick, and the field for its amount where there is one."""
        for payment in self.payments:
            paid = self[f"paid_{payment.pk}"] if payment.is_up_to else None
            yield payment, self[f"settle_{payment.pk}"], paid


def want_no_more(form: forms.Form, name: str, payment: Payment) -> None:
    """Refuse more than was promised, where the promise was up to an amount."""
    want_whole(form, name, payment.currency)
    value = form.cleaned_data.get(name)
    if payment.is_up_to and value is not None and value > payment.amount:
        form.add_error(name, _("This is more than was promised."))


class CorrectForm(PaidOnForm):
    """How much was paid, and when; or that it was not paid after all."""

    paid = AmountField(label=_("Amount paid"))
    not_paid = forms.BooleanField(label=_("It was not paid after all"), required=False)

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        initial = {"paid": payment.paid, "on": payment.settled_on}
        super().__init__(*args, **kwargs, initial=initial)
        self.payment = payment
        self.order_fields(["paid", "on", "not_paid"])

    def clean(self) -> dict[str, Any]:
        """Want an amount that can be paid."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        want_no_more(self, "paid", self.payment)
        return cleaned
