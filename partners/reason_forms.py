"""Why somebody comes, what they want to learn or do, and what they do not want to be asked."""

from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners import languages
from partners.join_forms import WordsTextarea
from partners.models import Audience, LearningGoal, Membership, Motivation, ReasonKind
from partners.reasons import Why

MOST_LINES = 20
LONGEST_GOAL = 300  # characters


class OwnWordsForm(forms.Form):
    """Words in the language they are written in: the page's, unless the writer says otherwise."""

    needed_sometimes: ClassVar[tuple[str, ...]] = ("language",)

    language = forms.ChoiceField(
        label=_("The language I write in"), choices=languages.choices, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.initial.get("language") or get_language()
        self.order_fields([*(name for name in self.fields if name != "language"), "language"])

    def clean_language(self) -> str:
        """Take the page's language where none is chosen."""
        return self.cleaned_data["language"] or get_language() or ""


class SealedForm(OwnWordsForm):
    """Sealed words that their author may have open in two windows: neither overwrites unseen.

    `stands` is when the words were last saved; the page carries it, and brings it back.
    """

    stood = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stands: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands.isoformat() if stands else ""
        self.initial["stood"] = self.stands

    def clean(self) -> dict[str, Any]:
        """Ask once more where the words were changed in another window in the meantime."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        stood = cleaned.pop("stood", "")
        is_newer = self.stands and "stood" in self.data and stood != self.stands
        if is_newer and {*self.changed_data} - {"stood"}:
            self._show_both()
        return cleaned

    def _show_both(self) -> None:
        """Keep what was typed, show what stands, and let the next click decide."""
        self.add_error(
            None,
            _(
                "You saved other words in another window meanwhile. They stand here beside what you"
                " typed. Save again to put yours in their place."
            ),
        )
        for name in self.changed_data:
            if self.initial.get(name) and isinstance(self.fields[name], forms.CharField):
                self[name].help_text = self._quote(self.initial[name])
        data = cast("QueryDict", self.data).copy()
        data["stood"] = self.stands
        self.data = data

    def _quote(self, words: str) -> SafeString:
        code = self.initial["language"]
        text = linebreaksbr(words, autoescape=True)
        span = '<span class="said" lang="{}" dir="{}">{}</span>'
        return format_html(span, code, languages.direction(code), text)


class AudienceField(forms.ChoiceField):
    """Who may read it: only the writer, unless they say otherwise."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        label = options.pop("label", _("Who may read this"))
        super().__init__(label=label, choices=Audience, initial=Audience.ONLY_ME, **options)

    def to_python(self, value: Any) -> str:
        """Take no answer as the careful one."""
        return super().to_python(value) or Audience.ONLY_ME


class ReasonForm(SealedForm):
    """Why I come, in my own words or by ticking; the same for everybody."""

    needed_sometimes = ("language", "visible_to")

    words = forms.CharField(
        label=_("Why I come"),
        required=False,
        max_length=4000,
        widget=WordsTextarea(),
        help_text=_("Write in any language you like. It is kept as you write it."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What brings me"),
        choices=ReasonKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what fits, or nothing. We use it to show you things that may suit you."),
    )
    visible_to = AudienceField(required=False)

    def __init__(
        self, data: Any, *, motivation: Motivation | None, why: Why | None, **kwargs: Any
    ) -> None:
        written: dict[str, Any] = {}
        if motivation is not None:
            written = {
                "words": why.words if why else "",
                "kinds": why.kinds if why else [],
                "visible_to": motivation.visible_to,
                "language": motivation.language,
            }
        stands = motivation.written_at if motivation else None
        super().__init__(data, initial=written, stands=stands, **kwargs)


class BoundaryForm(OwnWordsForm):
    """What I do not want to be asked."""

    boundary = forms.CharField(
        label=_("What I do not want to be asked"),
        required=False,
        max_length=1000,
        widget=WordsTextarea(),
        help_text=_(
            "Everyone who takes part can read this, so that nobody asks you by mistake. You never"
            " have to say why."
        ),
    )

    def __init__(self, data: Any, *, membership: Membership) -> None:
        written = {"boundary": membership.boundary, "language": membership.boundary_language}
        super().__init__(data, initial=written)


class WelcomeWhyForm(ReasonForm):
    """All that may be said about why one comes, in the last step of joining."""

    goals = forms.CharField(
        label=_("What I would like to learn or do"),
        required=False,
        max_length=MOST_LINES * LONGEST_GOAL,
        widget=WordsTextarea(),
        help_text=_("One thing on each line. It is read by whom you chose above."),
    )
    boundary = BoundaryForm.base_fields["boundary"]

    field_order = ["words", "kinds", "visible_to", "goals", "boundary", "language"]

    def __init__(self, data: Any, *, membership: Membership, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial["boundary"] = membership.boundary
        self.order_fields(self.field_order)

    def clean_goals(self) -> list[str]:
        """Return one goal a line. Too many, or one too long, says so."""
        lines = [line.strip() for line in self.cleaned_data["goals"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_GOAL for line in lines):
            raise forms.ValidationError(
                _("Write up to twenty short lines. You can add more on your page later.")
            )
        return lines


class GoalForm(OwnWordsForm):
    """One thing I would like to learn or do."""

    needed_sometimes = ("language", "visible_to")

    words = forms.CharField(
        label=_("What I would like to learn or do"),
        max_length=LONGEST_GOAL,
        error_messages={"required": _("Write what you would like to learn or do.")},
    )
    visible_to = AudienceField(
        required=False,
        help_text=_("If the facilitators can read it, they can do something for it."),
    )

    def __init__(self, data: Any, *, goal: LearningGoal | None = None, words: str = "") -> None:
        written = (
            {"words": words, "visible_to": goal.visible_to, "language": goal.language}
            if goal
            else {}
        )
        super().__init__(data, initial=written)
