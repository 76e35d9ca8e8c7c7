"""What was made together, who made it, how they want to be named, and what it is good for."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, by_name, choose_from, link_field
from meetings.models import Resource
from partners.models import Membership, Partnership
from partners.roles import Group
from reflections.forms.exchanges import OwnWordsForm, long_text
from reflections.models import Benefit, Credit, Exchange, ExchangeKind, Maker, Product, ProductKind
from translations.forms import TranslatedFieldsMixin
from translations.reading import read

NEWEST = 40  # resources, and offers or asks to write together, to choose from


class ResourceField(forms.ModelChoiceField):
    """Something that was shared here, by title, in the language of the page."""

    def label_from_instance(self, resource: Resource) -> str:
        """Return the title."""
        return read(resource, "title", get_language()).text


class ExchangeField(forms.ModelChoiceField):
    """An offer or an ask, by its first words."""

    def label_from_instance(self, exchange: Exchange) -> str:
        """Return the words."""
        return exchange.said[:80]


class MakersField(forms.ModelMultipleChoiceField):
    """People of the partnership, by name."""

    def label_from_instance(self, membership: Membership) -> str:
        """Return the name."""
        return membership.person.name


class ProductForm(TranslatedFieldsMixin, forms.Form):
    """What was made."""

    translated = {
        "title": forms.CharField(label=_("Title"), max_length=200),
        "description": long_text(_("What is in it"), max_length=4000, rows=3),
    }
    needed = ["title"]

    kind = forms.ChoiceField(label=_("What it is"), choices=ProductKind)
    url = link_field(label=_("Link"), required=False)
    resource = ResourceField(
        label=_("Or something that was shared here"), required=False,
        queryset=Resource._default_manager.none(), empty_label=_("None of them"),
    )  # fmt: skip
    exchange = ExchangeField(
        label=_("It came out of this offer or ask to write together"), required=False,
        queryset=Exchange._default_manager.none(), empty_label=_("None of them"),
    )  # fmt: skip

    OWN = ("kind", "url", "resource", "exchange")

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        about = kwargs.get("about")
        if about is not None:
            kwargs["initial"] = {name: getattr(about, name) for name in self.OWN}
        super().__init__(*args, partnership=partnership, **kwargs)
        choose_from(self, "resource", partnership.resources.order_by("-pk"))
        together = partnership.exchanges.filter(kind=ExchangeKind.CO_AUTHORSHIP, withdrawn_at=None)
        choose_from(self, "exchange", together.newest_first())
        if not together.exists():
            del self.fields["exchange"]

    def write(self, product: Product) -> Product:
        """Write what was filled in onto `product`, without saving."""
        self.write_texts(product)
        for name in self.OWN:
            if name in self.fields:
                setattr(product, name, self.cleaned_data[name])
        return product


class NewProductForm(ProductForm):
    """What was made, and by whom."""

    makers = MakersField(
        label=_("Who made it"), queryset=Membership._default_manager.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them is asked how they want to be named."),
        error_messages={
            "required": _("Name who made this. Something made together has at least one maker."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, partnership=partnership, **kwargs)
        field = cast("MakersField", self.fields["makers"])
        field.queryset = by_name(partnership.memberships.active())

    def product(self, by: Membership) -> Product:
        """Return what was filled in, not saved."""
        return self.write(Product(partnership=by.partnership, created_by=by))


class MakerForm(forms.Form):
    """One more person who made it."""

    member = MembershipField(
        label=_("Who else made it"), queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"), error_messages={"required": _("Choose a person.")},
    )  # fmt: skip

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = product.partnership.memberships.active()
        made_it = product.makers.values_list("membership_id", flat=True)
        choose_from(self, "member", by_name(members.exclude(pk__in=made_it)))


class CreditForm(forms.Form):
    """How a maker wants to be named."""

    credit = forms.ChoiceField(
        label=_("How I want to be named"), choices=Credit, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you want to be named.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("My name, as it should stand"), max_length=200, required=False,
        help_text=_("Only if you chose a name as you write it."),
    )  # fmt: skip

    needed_sometimes = ("name",)

    def __init__(self, *args: Any, maker: Maker, **kwargs: Any) -> None:
        kwargs["initial"] = {"credit": maker.credit, "name": maker.name_as_written}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Want a name where a name of one's own is chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wants_own = cleaned.get("credit") == Credit.AS_WRITTEN
        if wants_own and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write your name as it should stand."))
        return cleaned


class CreditForSomebodyForm(CreditForm):
    """How somebody wants to be named, as they told it."""

    credit = forms.ChoiceField(
        label=_("How they want to be named"), choices=Credit, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they want to be named.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Their name, as it should stand"), max_length=200, required=False,
        help_text=_("Only if they chose a name as they write it."),
    )  # fmt: skip


class BenefitForm(OwnWordsForm):
    """What a product is good for, for one group."""

    group = forms.ChoiceField(label=_("For whom"), choices=Group)
    words = long_text(_("What it is good for"), max_length=2000, rows=3)
    has_helped = forms.BooleanField(label=_("It helped already"), required=False)

    def benefit(self, product: Product, by: Membership) -> Benefit:
        """Return what was filled in, not saved."""
        return Benefit(product=product, said_by=by, **self.cleaned_data)
