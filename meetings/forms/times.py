"""Days and times that people type, and what to ask where clocks change."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from meetings import wall_time
from meetings.models import Meeting
from partners import dates, zones
from partners.zones import ZoneField

FURTHEST = timedelta(days=5 * 365)  # ahead; a later day is a slip of the finger


class DayField(forms.DateField):
    """A day, chosen from a calendar where the browser has one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"})
        invalid = _("This day does not exist. Write year-month-day: 2027-03-15.")
        kwargs |= {"widget": widget, "error_messages": {"invalid": invalid}}
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class ClockField(forms.TimeField):
    """A time of day, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "dir": "ltr"})
        invalid = _("Write the time as hours and minutes: 17:30.")
        kwargs |= {"widget": widget, "error_messages": {"invalid": invalid}}
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **kwargs)

    def to_python(self, value: Any) -> time | None:
        """Return the time without seconds."""
        found = super().to_python(value)
        return found and found.replace(second=0, microsecond=0)


class WhenForm(forms.Form):
    """When a meeting is, where. Where clocks skip or repeat that time, it offers both choices."""

    local_date = DayField(label=_("Day"))
    local_time = ClockField(label=_("Start"))
    minutes = forms.IntegerField(
        label=_("How many minutes it takes"), min_value=5, max_value=720, initial=90
    )
    timezone = ZoneField(
        label=_("The city whose time it is"),
        help_text=_("Everyone sees the meeting in the time of the city they live by."),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones.offer(self.fields["timezone"], self.initial.get("timezone", ""))
        self.now = now
        self.later_of_two = False

    def clean(self) -> dict[str, Any]:
        """Want a moment that exists once, has not passed, and is not absurdly far."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, at, zone = (cleaned.get(name) for name in ("local_date", "local_time", "timezone"))
        if self.wants_time and day and at and zone and self._is_sensible(day, ZoneInfo(zone)):
            moment = self._moment(day, at, ZoneInfo(zone))
            if moment is not None and moment <= self.now:
                self.add_error("local_time", _("This time has passed. Choose a later one."))
        return cleaned

    @property
    def wants_time(self) -> bool:
        """Whether the day and time are asked for at all."""
        return True

    def _is_sensible(self, day: date, zone: ZoneInfo) -> bool:
        problem = day_problem(day, self.now, zone)
        if problem:
            self.add_error("local_date", problem)
        return not problem

    def _moment(self, day: date, at: time, zone: ZoneInfo) -> datetime | None:
        """Return the moment meant, or None after asking which of two it is."""
        try:
            return wall_time.check(day, at, zone)[0]
        except wall_time.Nonexistent as gap:
            sentence = gettext("Clocks skip %(time)s that day. Which do you mean?")
            meant = self._ask_which(sentence, at, [gap.before, gap.after], ["", ""])
        except wall_time.Ambiguous as twice:
            sentence = gettext("Clocks show %(time)s twice that day. Which do you mean?")
            both = [twice.first, twice.second]
            meant = self._ask_which(
                sentence, at, both, [gettext("the first time"), gettext("the second time")]
            )
            self.later_of_two = meant is twice.second  # == does not see which of the two
        if meant is not None:
            self.cleaned_data["local_date"] = meant.date()
            self.cleaned_data["local_time"] = meant.time()
        return meant

    def _ask_which(
        self, sentence: str, at: time, moments: list[datetime], names: list[str]
    ) -> datetime | None:
        """Offer two moments. Return the chosen one, None while nothing is chosen."""
        offered = {moment.isoformat(): moment for moment in moments}
        labels = [phrase(moment, name) for moment, name in zip(moments, names, strict=True)]
        self.fields["which"] = forms.ChoiceField(
            label=_("Which time do you mean?"),
            choices=list(zip(offered, labels, strict=True)),
            widget=forms.RadioSelect,
        )
        self.order_fields(["local_date", "local_time", "which"])
        chosen = offered.get(self.data.get(self.add_prefix("which"), ""))
        if chosen is None:
            self.add_error("which", sentence % {"time": f"{at:%H:%M}"})
        return chosen


class MoveForm(WhenForm):
    """Another time for a meeting."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        initial = {
            "local_date": meeting.local_date,
            "local_time": meeting.local_time,
            "minutes": meeting.minutes,
            "timezone": meeting.timezone,
        }
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def where_to(self) -> dict[str, Any]:
        """The new time, as planning.move takes it."""
        return {
            "day": self.cleaned_data["local_date"],
            "at": self.cleaned_data["local_time"],
            "later_of_two": self.later_of_two,
            "minutes": self.cleaned_data["minutes"],
            "timezone": self.cleaned_data["timezone"],
        }


def day_problem(day: date, now: datetime, zone: ZoneInfo) -> str:
    """Say why nobody can meet on `day`; "" if people can."""
    today = now.astimezone(zone).date()
    if day < today:
        return gettext("This day has passed. Choose a later one.")
    if day > today + FURTHEST:
        return gettext("This day is more than five years away. Check the year.")
    return ""


def phrase(moment: datetime, name: str) -> str:
    """Return how a choice between two moments reads: "1:30 AM, the first time"."""
    clock = dates.clock(moment, get_language())
    if not name:
        return clock
    # Translators: one of two equal times in the night when clocks go back, and the zone's name.
    return gettext("%(time)s, %(which)s (%(zone)s)") % {
        "time": clock,
        "which": name,
        "zone": dates.offset_name(moment, get_language()),
    }
