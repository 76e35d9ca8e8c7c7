"""What a person says when they join: who they are, what they need, why they come."""

from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partners import joining, needs, tongues, zones
from partners.joining import Answers
from partners.models import (
    INTERPRETED,
    Carrier,
    Channel,
    Gender,
    Invitation,
    Membership,
    NeedKind,
    NeedVisibility,
    SupportNeed,
)
from partners.post_forms import AddressTextarea, check_address
from partners.text_forms import TextsForm
from partners.validators import validate_phone
from partners.zones import ZoneField

SAY_WHAT = _("Say in your own words what you need.")


class CodeForm(forms.Form):
    """The short code of a letter."""

    code = forms.CharField(
        label=_("Code from your letter"),
        max_length=40,
        help_text=_("Ten letters and digits. Small letters are fine."),
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters"}
            | {"spellcheck": "false", "dir": "ltr"}
        ),
    )


class ConsentForm(forms.Form):
    """Yes, I join. All that is asked of somebody who was here before."""

    consent = forms.BooleanField(
        label=joining.YES,
        error_messages={"required": _("Tick this to join. Or close the page: nothing is saved.")},
    )
    is_shared_device = forms.BooleanField(
        label=_("Other people use this device too: sign me out when I close the browser"),
        required=False,
    )

    def answers(self, language: str) -> Answers | None:
        """Return what was said about the person, if that was asked."""
        return None


class JoinForm(TextsForm, ConsentForm):
    """Who I am and how to reach me: asked of somebody who comes for the first time."""

    name = forms.CharField(label=_("What we call you"), max_length=120)
    timezone = ZoneField(
        label=_("The city whose time you live by"),
        help_text=_("Times of meetings and reminders are shown in its time."),
    )
    channel = forms.ChoiceField(
        label=_("How we reach you"), choices=Channel, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("E-mail address for messages"),
        required=False,
        help_text=_("It may be one that you share with your family."),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=32,
        required=False,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "tel"}),
    )

    postal_address = forms.CharField(
        label=_("Postal address"),
        max_length=300,
        required=False,
        help_text=_("As it stands on an envelope, with the name."),
        widget=AddressTextarea,
    )

    field_order = [
        *("name", "timezone", "channel", "email", "phone", "texts_ok", "postal_address"),
        *("consent", "is_shared_device"),
    ]

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        is_by_phone = invitation.phone and not invitation.email
        self.initial = {
            "name": invitation.name,
            "timezone": invitation.timezone,
            "channel": Channel.CALL if is_by_phone else Channel.EMAIL,
            "email": invitation.email,
            "phone": invitation.phone,
            **self.initial,
        }
        self.offer_texts(None)
        zones.offer(self.fields["timezone"], invitation.timezone)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if invitation.carrier == Carrier.EMAIL:
            del self.fields["email"]  # the address that brought the link is the one we write to

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs."""
        cleaned = super().clean() or {}
        channel = cleaned.get("channel")
        if channel == Channel.CALL and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number we should call."))
        check_address(self, cleaned)
        wants_mail = channel == Channel.EMAIL and "email" in self.fields
        if wants_mail and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address for messages, or choose a phone call."))
        self.check_texts(None, cleaned, wants_texts=channel == Channel.TEXT)
        return cleaned

    def answers(self, language: str) -> Answers | None:
        """Return what was said, with the language it was read in."""
        person, said = self.invitation.membership.person, self.cleaned_data
        return Answers(
            name=said["name"],
            language=language,
            timezone=said["timezone"],
            channel=said["channel"],
            phone=said["phone"],
            postal_address=said["postal_address"],
            household_email=said.get("email", person.household_email),
            texts_ok=said.get("texts_ok", False),
        )


class YesForm(JoinForm):
    """What somebody says by phone who was invited by a letter; a facilitator writes it down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("is_shared_device", "texts_ok"):  # a yes to texts is asked for on its own
            self.fields.pop(name, None)
        with override(self.invitation.language):
            self.theirs = str(self.fields["consent"].label)


class WordsTextarea(forms.Textarea):
    """A box for a few sentences, which grows."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"rows": 3, **attrs})


class WishesMixin(forms.BaseForm):
    """Which language an interpreter or reader should know, and who it may be. All of it optional.

    The language is chosen from a list, or written in one's own words.
    """

    needed_sometimes = ("tongue", "other_tongue")
    wish_names = ("tongue", "other_tongue", "wished_gender", "is_stranger", "not_these")
    wishes: list[forms.BoundField] = []

    def add_wishes(self, need: SupportNeed | None) -> None:
        """Ask for them too, with what was said before."""
        said = need.tongue if need else ""
        listed = tongues.choices()
        is_listed = any(said == code for code, _name in listed)
        self.fields |= {
            "tongue": forms.ChoiceField(
                label=_("Which language?"),
                choices=[("", _("Choose a language")), *listed],
                initial=said if is_listed else "",
                required=False,
            ),
            "other_tongue": forms.CharField(
                label=_("Or write it, if it is not in the list"),
                max_length=tongues.LONGEST,
                initial="" if is_listed else said,
                required=False,
            ),
            "wished_gender": forms.ChoiceField(
                label=_("Who should it be?"),
                choices=[("", _("That does not matter to me")), *Gender.choices],
                initial=need.wished_gender if need else "",
                required=False,
            ),
            "is_stranger": forms.BooleanField(
                label=_("Not somebody I know"),
                initial=bool(need and need.is_stranger),
                required=False,
            ),
            "not_these": forms.CharField(
                label=_("It must not be"),
                help_text=_(
                    "Names, with commas between them. Only the facilitators read this, so that"
                    " they ask somebody else. It is never sent to anybody."
                ),
                max_length=400,
                initial=need.not_these if need else "",
                required=False,
            ),
        }
        self.wishes = [self[name] for name in self.wish_names]

    def clean_wishes(self, kind: str, *, is_needed: bool) -> None:
        """Bring the language together; ask for it where somebody interprets."""
        said = self.cleaned_data
        said["tongue"] = said.pop("other_tongue", "") or said.get("tongue", "")
        if kind not in INTERPRETED:
            said |= {"tongue": "", "wished_gender": "", "is_stranger": False, "not_these": ""}
        is_asked = kind == NeedKind.INTERPRETER and is_needed and not said["tongue"]
        if is_asked and not {"tongue", "other_tongue"} & {*self.errors}:
            self.add_error("tongue", _("Say which language the interpreter should know."))


class NeedForm(WishesMixin, forms.ModelForm):
    """One thing a person needs to take part: what, never why."""

    class Meta:
        model = SupportNeed
        fields = ["kind", "detail", "is_essential", "visible_to"]
        labels = {"detail": _("What we should know to arrange it")}
        help_texts = {"detail": _("In your own words. You never have to say why you need it.")}
        widgets = {"detail": WordsTextarea(maxlength=400), "visible_to": forms.RadioSelect}
        error_messages = {"kind": {"required": _("Choose what you need.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["kind"]
        if not self.instance.pk or self.instance.kind in INTERPRETED:
            self.add_wishes(self.instance)

    def clean(self) -> dict[str, Any]:
        """Ask what "something else" is, and which language an interpreter should know."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind", self.instance.kind)
        if kind == NeedKind.OTHER and not cleaned.get("detail"):
            self.add_error("detail", SAY_WHAT)
        if self.wishes:
            self.clean_wishes(kind, is_needed=True)
        return cleaned

    def said_in(self, language: str) -> SupportNeed:
        """Return the need, not saved; words that are new were written in `language`."""
        for name in needs.WISHES & {*self.cleaned_data}:
            setattr(self.instance, name, self.cleaned_data[name])
        if "detail" in self.changed_data:
            self.instance.detail_language = language if self.instance.detail else ""
        return self.instance

    def save_in(self, language: str) -> SupportNeed:
        """Save the need as the person's own word."""
        need = self.said_in(language)
        need.recorded_by = need.recorded_at = need.recorded_right = None
        need.save()
        return need


class VisibilityField(forms.ChoiceField):
    """Who may see a need: as few people as possible unless told otherwise."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=NeedVisibility, initial=NeedVisibility.ARRANGERS, **options)

    def to_python(self, value: Any) -> str:
        """Take no answer as the careful one."""
        return super().to_python(value) or NeedVisibility.ARRANGERS


class WelcomeNeedForm(WishesMixin, forms.Form):
    """One line of the list of needs: tick it, and say more if you like."""

    is_needed = forms.BooleanField(required=False)
    detail = forms.CharField(
        label=_("What we should know to arrange it"),
        max_length=400,
        required=False,
        widget=WordsTextarea(),
    )
    is_essential = forms.BooleanField(label=_("I cannot come without it"), required=False)
    visible_to = VisibilityField(label=_("Who may see it"))

    def __init__(self, data: Any, *, kind: NeedKind, need: SupportNeed | None) -> None:
        written = {**model_to_dict(need), "is_needed": True} if need else {}
        super().__init__(data, prefix=kind.value, initial=written)
        self.kind = kind
        self.fields["is_needed"].label = kind.label
        if kind in INTERPRETED:
            self.add_wishes(need)

    def clean(self) -> dict[str, Any]:
        """Ask what "something else" is, and which language an interpreter should know."""
        cleaned = super().clean() or {}
        if self.wishes:
            self.clean_wishes(self.kind, is_needed=bool(cleaned.get("is_needed")))
        is_other = self.kind == NeedKind.OTHER and cleaned.get("is_needed")
        if is_other and not cleaned.get("detail"):
            self.add_error("detail", SAY_WHAT)
        return cleaned


class NeedList(list[WelcomeNeedForm]):
    """A line for each kind of need, with what the person said before."""

    def __init__(self, data: Any, membership: Membership) -> None:
        active = {need.kind: need for need in membership.needs.active().order_by("-pk")}
        super().__init__(
            WelcomeNeedForm(data, kind=kind, need=active.get(kind)) for kind in NeedKind
        )

    def is_valid(self) -> bool:
        """Check every line, so that all mistakes are shown at once."""
        return [form.is_valid() for form in self] == [True] * len(self)

    @property
    def total_error_count(self) -> int:
        """How many mistakes there are, as the summary of mistakes asks for it."""
        return sum(len(form.errors) for form in self)

    @property
    def said(self) -> dict[str, dict[str, Any]]:
        """What was said of each need that was ticked."""
        return {form.kind: form.cleaned_data for form in self if form.cleaned_data["is_needed"]}
