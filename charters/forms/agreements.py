"""Starting, drafting and changing an agreement."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from charters import rules
from charters.models import (
    Agreement,
    AgreementKind,
    ChangeClass,
    Clause,
    Contribution,
    ContributionKind,
    Duty,
    DutyOutcome,
    Often,
    Section,
)
from meetings.forms.planning import choose_from
from meetings.forms.times import DayField
from meetings.forms.words import MembershipField, OwnWordsForm, long_text
from partners import languages
from partners.me_forms import LEADS
from partners.models import Membership, MembershipQuerySet, Method, WorkingRules
from translations.forms import TranslatedFieldsMixin

LONGEST_CLAUSE = 5000  # letters
LARGEST = 365  # days, minutes, people
BEGUN_BY_HAND = [  # an involvement statement is drafted from evidence
    (kind.value, kind.label) for kind in AgreementKind if kind != AgreementKind.STATEMENT
]


class StartForm(TranslatedFieldsMixin, forms.Form):
    """What it is called, and what it begins with."""

    translated = {"title": forms.CharField(label=_("What it is called"), max_length=200)}
    needed = ["title"]
    kind = forms.ChoiceField(
        label=_("What it is"), choices=BEGUN_BY_HAND, widget=forms.RadioSelect,
        initial=AgreementKind.CHARTER,
    )  # fmt: skip
    beginning = forms.ChoiceField(
        label=_("Begin with"),
        choices=[
            ("template", _("Sections and first sentences that you change together")),
            ("empty", _("An empty page")),
        ],
        widget=forms.RadioSelect,
        initial="template",
    )


class TermsForm(TranslatedFieldsMixin, forms.Form):
    """When an agreement takes effect, how long it holds, when people look at it again."""

    translated = {"title": forms.CharField(label=_("What it is called"), max_length=200)}
    needed = ["title"]
    needs_all = forms.TypedChoiceField(
        label=_("It takes effect when"),
        choices=[
            ("True", _("everyone who takes part has signed")),
            ("False", _("enough have signed")),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    needed_signatures = forms.IntegerField(
        label=_("How many are enough"), min_value=1, max_value=LARGEST, required=False
    )
    needed_lived_experience = forms.IntegerField(
        label=_("How many of them have lived experience, at least"),
        min_value=0, max_value=LARGEST, required=False,
    )  # fmt: skip
    starts_on = DayField(label=_("It holds from"), required=False)
    ends_on = DayField(label=_("It holds until"), required=False)
    review_on = DayField(
        label=_("When we look at it again"), required=False,
        help_text=_("If you leave it out, your working rules say when."),
    )  # fmt: skip

    ROWS = (
        "needs_all", "needed_signatures", "needed_lived_experience", "starts_on", "ends_on",
        "review_on",
    )  # fmt: skip

    def __init__(self, *args: Any, about: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, about=about, **kwargs)
        for name in self.ROWS:
            self.initial.setdefault(name, getattr(about, name))
        self.initial["needs_all"] = str(about.needs_all)

    def clean(self) -> dict[str, Any]:
        """Want a number where not everyone signs, and an end after the beginning."""
        cleaned = super().clean()
        cleaned["needed_lived_experience"] = cleaned.get("needed_lived_experience") or 0
        needed = cleaned.get("needed_signatures")
        if cleaned.get("needs_all") is False and needed is None:
            if "needed_signatures" not in self.errors:
                self.add_error("needed_signatures", _("Say how many signatures are enough."))
        elif needed is not None and cleaned["needed_lived_experience"] > needed:
            self.add_error(
                "needed_lived_experience", _("This is more than the signatures needed in all.")
            )
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("It must end after it starts."))
        return cleaned

    def save(self, agreement: Agreement) -> None:
        """Write what was agreed onto the draft."""
        fields = self.write_texts(agreement)
        for name in self.ROWS:
            setattr(agreement, name, self.cleaned_data[name])
        if agreement.needs_all:
            agreement.needed_signatures = None
        agreement.save(update_fields=[*fields, *self.ROWS])


class SectionForm(TranslatedFieldsMixin, forms.Form):
    """A section's heading, in each language."""

    translated = {"title": forms.CharField(label=_("Heading"), max_length=200)}
    needed = ["title"]

    def save(self, section: Section) -> None:
        """Write the heading."""
        section.save(update_fields=self.write_texts(section))


class ClauseForm(TranslatedFieldsMixin, forms.Form):
    """A clause in each language. The second of two writers sees both texts, and keeps their own."""

    translated = {"text": long_text(_("Words"), max_length=LONGEST_CLAUSE, rows=3)}
    needed = ["text"]

    @property
    def clashes(self) -> list[tuple[str, str, str]]:
        """What both changed: the language, their words and mine."""
        return [
            (name.removeprefix("text_").replace("_", "-"), self.saw[name], self[name].value() or "")
            for name in self.saw
            if self.has_error(name, "changed_meanwhile")
        ]


class ContributionForm(OwnWordsForm):
    """What a person wants to say about a section, or about one of its clauses."""

    clause = forms.ModelChoiceField(
        label=_("About"), queryset=Clause._default_manager.none(), required=False,
        empty_label=_("The whole section"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (ContributionKind.COMMENT, _("A comment")),
            (ContributionKind.QUESTION, _("A question")),
            (ContributionKind.WORDS, _("Other words for this clause")),
        ],
        widget=forms.RadioSelect,
        initial=ContributionKind.COMMENT,
    )
    text = long_text(_("In your own words"), max_length=5000, rows=3)
    member = MembershipField(
        label=_("Who said it"), queryset=Membership._default_manager.none(), required=False,
        empty_label=_("I say it myself"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, section: Section, people: MembershipQuerySet | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        clauses = section.clauses.standing()
        choose_from(self, "clause", clauses)
        choices = [
            ("", _("The whole section")),
            *(
                (clause.pk, _("Clause %(number)s") % {"number": number})
                for number, clause in enumerate(clauses, start=1)
            ),
        ]
        cast("forms.ChoiceField", self.fields["clause"]).choices = choices
        if people is None:
            del self.fields["member"]
        else:
            choose_from(self, "member", people.with_person().order_by("person__name", "pk"))

    def clean(self) -> dict[str, Any]:
        """Other words are other words for a clause."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == ContributionKind.WORDS and not cleaned.get("clause"):
            self.add_error("clause", _("Choose the clause that these words should stand for."))
        return cleaned


class AnswerForm(forms.Form):
    """What is answered to a contribution, and whether it is taken up."""

    take_up = forms.TypedChoiceField(
        label=_("What becomes of it"),
        choices=[("True", _("We take it up")), ("False", _("We do not take it up"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    text = long_text(_("Why"), max_length=2000, rows=3)

    def __init__(self, *args: Any, contribution: Contribution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if contribution.kind == ContributionKind.WORDS:
            self.fields["take_up"].help_text = _(
                "If you take it up, these words replace those of the clause in that language."
            )


class RulesForm(forms.Form):
    """The working rules that a charter sets. Those left empty stay as they are."""

    def __init__(self, *args: Any, present: WorkingRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in rules.RULES:
            now = {"value": rules.value_in_words(name, getattr(present, name))}
            hint = _("Now: %(value)s") % now
            label = rules.label(name)
            label = label[:1].upper() + label[1:]
            if name == rules.LEADS:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label, help_text=hint, choices=LEADS, required=False,
                    widget=forms.CheckboxSelectMultiple,
                )  # fmt: skip
            elif name == rules.METHOD:
                self.fields[name] = forms.ChoiceField(
                    label=label, help_text=hint, choices=[*BLANK_CHOICE_DASH, *Method.choices],
                    required=False,
                )  # fmt: skip
            elif name == rules.SECRECY:
                self.fields[name] = forms.TypedChoiceField(
                    label=label, help_text=hint, required=False, empty_value=None,
                    coerce=lambda said: said == "True",
                    choices=[*BLANK_CHOICE_DASH, ("True", _("Yes")), ("False", _("No"))],
                )  # fmt: skip
            else:
                self.fields[name] = forms.IntegerField(
                    label=label, help_text=hint, min_value=least(name), max_value=LARGEST,
                    required=False,
                )  # fmt: skip

    @property
    def terms(self) -> Mapping[str, Any]:
        """The rules that were filled in, with their values."""
        return {
            name: value for name, value in self.cleaned_data.items() if value not in (None, [], "")
        }


def least(rule: str) -> int:
    """Return the smallest number that makes sense for a rule."""
    return 1 if rule in ("review_months", "checkpoint_months") else 0


class DutyForm(TranslatedFieldsMixin, forms.Form):
    """What somebody promises, by when or how often, and who steps in."""

    translated = {"what": forms.CharField(label=_("What"), max_length=300)}
    needed = ["what"]
    holder = MembershipField(label=_("Who"), queryset=Membership._default_manager.none())
    deputy = MembershipField(
        label=_("Who steps in"), queryset=Membership._default_manager.none(), required=False,
        empty_label=_("Nobody yet"),
    )  # fmt: skip
    party = forms.ModelChoiceField(
        label=_("For which party"), queryset=Agreement._default_manager.none(), required=False,
        empty_label=_("None"),
    )  # fmt: skip
    first_on = DayField(label=_("By when"))
    often = forms.ChoiceField(label=_("How often"), choices=Often.choices, initial=Often.ONCE)

    def __init__(
        self, *args: Any, agreement: Agreement, people: MembershipQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = people.with_person().order_by("person__name", "pk")
        choose_from(self, "holder", people)
        choose_from(self, "deputy", people)
        choose_from(self, "party", agreement.parties.order_by("pk"))
        if agreement.kind != AgreementKind.MEMORANDUM:
            del self.fields["party"]

    def clean(self) -> dict[str, Any]:
        """Who steps in is somebody else."""
        cleaned = super().clean()
        if cleaned.get("deputy") and cleaned.get("deputy") == cleaned.get("holder"):
            self.add_error("deputy", _("Choose somebody else, or nobody yet."))
        return cleaned

    def duty(self, agreement: Agreement) -> Duty:
        """Return the duty as it was filled in, not saved."""
        names = ("holder", "deputy", "party", "first_on", "often")
        values = {name: self.cleaned_data[name] for name in names if name in self.fields}
        duty = Duty(agreement=agreement, **values)
        self.write_texts(duty)
        return duty


class DutyWordsForm(TranslatedFieldsMixin, forms.Form):
    """What a duty says, in each language."""

    translated = {"what": forms.CharField(label=_("What"), max_length=300)}
    needed = ["what"]


class OutcomeForm(OwnWordsForm):
    """What became of a duty on its day."""

    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=DutyOutcome.choices, widget=forms.RadioSelect
    )
    because = forms.CharField(
        label=_("Because"), max_length=400, required=False,
        help_text=_("Needed if it was not kept, or moved."),
    )  # fmt: skip
    moved_to = DayField(label=_("Moved to"), required=False)

    def clean(self) -> dict[str, Any]:
        """A promise that was not kept says why; a moved one says to when."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        broken = outcome in (DutyOutcome.NOT_KEPT, DutyOutcome.MOVED)
        if broken and not cleaned.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say why, so that everyone knows."))
        if outcome == DutyOutcome.MOVED and not cleaned.get("moved_to"):
            if "moved_to" not in self.errors:
                self.add_error("moved_to", _("Say to which day."))
        elif outcome != DutyOutcome.MOVED:
            cleaned["moved_to"] = None
        return cleaned


class PartyForm(forms.Form):
    """An organisation or partnership that a memorandum is between."""

    name = forms.CharField(label=_("Name"), max_length=160)
    represented_by = MembershipField(
        label=_("Whom the others can ask"), queryset=Membership._default_manager.none(),
        required=False, empty_label=_("Nobody yet"),
    )  # fmt: skip

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "represented_by", people.with_person().order_by("person__name", "pk"))


class ProposalForm(forms.Form):
    """Which class a change has."""

    change_class = forms.ChoiceField(
        label=_("What sort of change is it?"), choices=ChangeClass.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("The language whose words were corrected"), required=False,
        help_text=_("Only for a correction of a translation."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "-"), *languages.choices()]
        cast("forms.ChoiceField", self.fields["language"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """A corrected translation names its language."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        translates = cleaned.get("change_class") == ChangeClass.TRANSLATION
        if translates and not cleaned.get("language"):
            self.add_error("language", _("Choose the language."))
        return cleaned


class ReviewForm(TranslatedFieldsMixin, forms.Form):
    """What changed because people looked at an agreement again, and when they do it next."""

    translated = {"what_changed": long_text(_("What changed, or why nothing"), max_length=4000)}
    needed = ["what_changed"]
    next_on = DayField(label=_("When we look at it again"))
