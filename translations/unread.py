"""What to do where somebody cannot read yet what is about to be published."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Unread(TextChoices):
    """The choices before publishing."""

    ASK = "ask", _("Publish it, and ask the translators")
    TELL = "tell", _("Publish it, ask the translators, and tell those who wait when it will come")
    WAIT = "wait", _("Wait: do not publish it yet")


def choice_field() -> forms.ChoiceField:
    """Return the question what to do. Who is not asked it publishes, and asks nobody."""
    return forms.ChoiceField(
        label=_("If somebody cannot read it yet"),
        choices=Unread.choices,
        widget=forms.RadioSelect,
        initial=Unread.ASK,
        required=False,
    )


def promise_field() -> forms.DateField:
    """Return the question when those who wait can read it."""
    return forms.DateField(
        label=_("The day on which it will be there"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("This day does not exist. Write year-month-day: 2027-03-15.")},
        help_text=_("Those who wait get a message in their language, with this day."),
    )
