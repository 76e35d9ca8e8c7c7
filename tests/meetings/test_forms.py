"""Forms about meetings: clear sentences, nothing typed is lost, two writers lose no words."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from meetings.forms.planning import PlanForm, TextsForm, link_field
from meetings.forms.times import WhenForm
from meetings.models import Meeting
from tests.factories import AgendaItemFactory, MeetingFactory, MembershipFactory, now

CAIRO, LOS_ANGELES = "Africa/Cairo", "America/Los_Angeles"


def next_change(zone, forward):
    """The next night when clocks in `zone` go forward, or back: its day, and the hour skipped or
    repeated."""
    moment = datetime.now(ZoneInfo("UTC")).replace(minute=0, second=0, microsecond=0)
    for _hour in range(24 * 400):
        later = moment + timedelta(hours=1)
        before, after = (each.astimezone(ZoneInfo(zone)) for each in (moment, later))
        if before.utcoffset() != after.utcoffset() and (
            (after.utcoffset() > before.utcoffset()) == forward
        ):
            shown = before + timedelta(hours=1) if forward else after
            return shown.date(), time(shown.hour, 30)
        moment = later
    raise AssertionError(zone)


def when(**typed):
    data = QueryDict(mutable=True)
    data.update({"minutes": "90", "timezone": LOS_ANGELES, **typed})
    return WhenForm(data, now=now())


# Days and times


def test_time_that_clocks_leave_out_offers_both_neighbours():
    day, at = next_change(LOS_ANGELES, forward=True)
    form = when(local_date=str(day), local_time=f"{at:%H:%M}")

    assert not form.is_valid()
    assert "Clocks skip 02:30 that day." in form.errors["which"][0]
    labels = [label.replace("\u202f", " ") for _value, label in form["which"].field.choices]
    assert labels == ["1:30 AM", "3:30 AM"]
    assert form["local_date"].value() == str(day)


def test_chosen_neighbour_is_taken():
    day, at = next_change(LOS_ANGELES, forward=True)
    typed = {"local_date": str(day), "local_time": f"{at:%H:%M}"}
    offered = when(**typed)
    offered.is_valid()
    before, after = (value for value, _label in offered["which"].field.choices)

    form = when(**typed, which=after)

    assert form.is_valid()
    assert form.cleaned_data["local_time"] == time(3, 30)
    assert before != after


@pytest.mark.parametrize(("which", "later"), [(0, False), (1, True)])
def test_time_that_comes_twice_offers_first_and_second(which, later):
    day, at = next_change(LOS_ANGELES, forward=False)
    typed = {"local_date": str(day), "local_time": f"{at:%H:%M}"}
    offered = when(**typed)
    assert not offered.is_valid()
    assert "Clocks show 01:30 twice that day." in offered.errors["which"][0]

    form = when(**typed, which=offered["which"].field.choices[which][0])

    assert form.is_valid()
    assert form.later_of_two is later


def test_answer_to_an_older_question_is_asked_again():
    day, at = next_change(LOS_ANGELES, forward=True)

    form = when(local_date=str(day), local_time=f"{at:%H:%M}", which="2020-01-01T00:00:00+00:00")

    assert not form.is_valid()


def test_move_form_keeps_the_chosen_one_of_two(team, address):
    day, at = next_change(LOS_ANGELES, forward=False)
    meeting = MeetingFactory(partnership=team.partnership, created_by=team.ana)
    typed = {"local_date": str(day), "local_time": f"{at:%H:%M}", "minutes": "60"}
    typed["timezone"] = LOS_ANGELES
    page = team.as_ana.post(address("move", pk=meeting.pk), typed).text
    second = re.findall(r'name="which" value="([^"]+)"', page)[1]

    team.as_ana.post(
        address("move", pk=meeting.pk), {**typed, "which": second.replace("&#43;", "+")}
    )

    meeting.refresh_from_db()
    assert meeting.is_later_of_two
    assert meeting.starts_at.astimezone(meeting.zone).utcoffset() == timedelta(hours=-8)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"local_date": "2020-01-01"}, "local_date", "This day has passed."),
        ({"local_date": "9999-12-31"}, "local_date", "more than five years away"),
        ({"local_date": "10000-01-01"}, "local_date", "This day does not exist."),
        ({"local_date": "0001-01-01"}, "local_date", "This day has passed."),
        ({"local_date": "2027-02-30"}, "local_date", "This day does not exist."),
        ({"local_date": "\x00"}, "local_date", "This day does not exist."),
        ({"local_time": "25:00"}, "local_time", "Write the time as hours and minutes"),
        ({"minutes": "-5"}, "minutes", "greater than or equal to 5"),
        ({"minutes": "9" * 5000}, "minutes", "Enter a whole number."),
        ({"minutes": "²"}, "minutes", "Enter a whole number."),
        ({"timezone": "Mars/Olympus"}, "timezone", "This time zone is not known."),
        ({"timezone": "../../etc/passwd"}, "timezone", "This time zone is not known."),
        ({"timezone": "\x00"}, "timezone", "This time zone is not known."),
    ],
)
def test_bad_time_gets_a_clear_sentence(typed, field, sentence):
    good = {"local_date": str(now().date() + timedelta(days=9)), "local_time": "10:00"}
    form = when(**good | typed)

    assert not form.is_valid()
    assert sentence in form.errors[field][0]


def test_time_earlier_today_has_passed():
    today = now().astimezone(ZoneInfo("Pacific/Auckland"))

    form = when(local_date=str(today.date()), local_time="00:00", timezone="Pacific/Auckland")

    assert "This time has passed." in form.errors["local_time"][0]


# Planning


@pytest.fixture
def plan(team):
    def fill(**typed):
        data = QueryDict(mutable=True)
        data.update(
            {"title_en": "Visit", "mode": "once", "minutes": "90", "timezone": LOS_ANGELES} | typed
        )
        return PlanForm(data, now=now(), partnership=team.partnership, members=[])

    return fill


def test_plan_without_a_title_in_any_language_says_so(plan, in_ten_days):
    form = plan(title_en=" ", local_date=str(in_ten_days), local_time="10:00")

    assert form.errors["title_en"] == ["Write this in at least one language."]


@pytest.mark.parametrize("language", ["es", "ar"])
def test_title_in_any_language_is_enough(plan, in_ten_days, language):
    typed = {"title_en": "", f"title_{language}": "Visita"}

    assert plan(**typed, local_date=str(in_ten_days), local_time="10:00").is_valid()


def test_plan_without_a_day_asks_for_it(plan):
    assert set(plan().errors) == {"local_date", "local_time"}


def test_mistakes_in_what_is_not_used_are_forgiven(plan, in_ten_days):
    typed = {"day_1": "x", "time_1": "y", "count": "-1", "until": "z", "frequency": "daily"}

    assert plan(**typed, local_date=str(in_ten_days), local_time="10:00").is_valid()


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"until": "{later}", "count": "3"}, "until", "one of the two"),
        ({"until": "{day}"}, "until", "must come after the first"),
        ({"until": "9999-01-01"}, "until", "more than five years away"),
        ({"count": "1000"}, "count", "less than or equal to 60"),
        ({"frequency": "daily"}, "frequency", "valid choice"),
    ],
)
def test_bad_rule_gets_a_clear_sentence(plan, in_ten_days, typed, field, sentence):
    days = {"day": in_ten_days, "later": in_ten_days + timedelta(days=30)}
    typed = {name: value.format(**days) for name, value in typed.items()}

    form = plan(
        **{"mode": "repeat", "frequency": "weekly", "local_date": str(in_ten_days)} | typed,
        local_time="10:00",
    )

    assert sentence in form.errors[field][0]


TWICE = {"time_1": "9:00", "time_2": "09:00"}


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "day_1", "Propose at least two times"),
        ({"day_1": "{day}"}, "time_1", "Fill in both."),
        ({"time_2": "10:00"}, "day_2", "Fill in both."),
        (
            {"day_1": "{day}", "time_1": "9:00", "day_2": "{day}", "time_2": "09:00"},
            "time_2",
            "twice",
        ),
        ({"day_1": "2020-01-01", "time_1": "10:00"}, "day_1", "This day has passed."),
        ({"day_1": "nonsense", "time_1": "10:00"}, "day_1", "This day does not exist."),
    ],
)
def test_bad_proposals_get_a_clear_sentence(plan, in_ten_days, typed, field, sentence):
    typed = {name: value.format(day=in_ten_days) for name, value in typed.items()}

    assert sentence in plan(mode="ask", **typed).errors[field][0]


def test_proposal_that_clocks_leave_out_names_its_neighbours(plan):
    day, at = next_change(LOS_ANGELES, forward=True)

    form = plan(mode="ask", day_1=str(day), time_1=f"{at:%H:%M}")

    assert "Take 01:30 or 03:30." in form.errors["time_1"][0]


def test_proposal_that_comes_twice_is_its_first(plan, in_ten_days):
    day, at = next_change(LOS_ANGELES, forward=False)
    other = {"day_2": str(in_ten_days), "time_2": "10:00"}

    form = plan(mode="ask", day_1=str(day), time_1=f"{at:%H:%M}", **other)

    assert form.is_valid()
    assert len(form.options) == 2


@pytest.mark.parametrize("mode", ["", "sometimes", "\x00"])
def test_unknown_way_of_planning_is_asked_again(plan, mode):
    assert "mode" in plan(mode=mode).errors


def test_page_keeps_every_word_that_was_typed(team, address):
    typed = {
        "title_en": "First <b>visit</b>",
        "title_ar": "الزيارة الأولى",
        "purpose_es": "Escuchar a todos",
        "mode": "once",
        "local_date": "2020-01-01",
        "local_time": "17:30",
        "minutes": "75",
        "timezone": CAIRO,
        "place": "Room 2",
        "online_url": "javascript:alert(1)",
        "dial_in": "+1 555",
        "day_2": "2027-05-05",
    }

    page = team.as_ana.post(address("plan"), typed).text

    for words in ["First &lt;b&gt;visit&lt;/b&gt;", "الزيارة الأولى", "Escuchar a todos", "75"]:
        assert words in page
    for value in ["2020-01-01", "17:30", "Room 2", "javascript:alert(1)", "+1 555", "2027-05-05"]:
        assert f'value="{value}"' in page
    assert not Meeting.objects.exists()


NASTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e",
    "x" * 20_000,
    "<script>alert(1)</script>",
    "🙂" * 500,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nothing_typed_breaks_a_page(team, address, text):
    meeting = MeetingFactory(partnership=team.partnership, created_by=team.ana)
    names = ["title_en", "title_ar", "purpose_es", "place", "online_url", "dial_in", "timezone"]
    names += ["chair", "mode", "local_date", "local_time", "minutes", "until", "count", "day_1"]
    typed = {name: text.encode("utf-8", "surrogatepass") for name in names}
    body = "&".join(
        f"{name}=" + "".join(f"%{byte:02x}" for byte in value) for name, value in typed.items()
    )
    form = {"content_type": "application/x-www-form-urlencoded"}

    for page in [address("plan"), address("change", pk=meeting.pk), address("move", pk=meeting.pk)]:
        response = team.as_ana.post(page, body, **form)

        assert response.status_code in {200, 302}
        assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.org", "data:text/html,x", "http://", "//x", "file:///a"]
)
def test_only_web_addresses_are_links(url):
    field = link_field(required=False)

    with pytest.raises(Exception, match="whole web address"):
        field.clean(url)


def test_address_without_scheme_becomes_https():
    assert link_field().clean("meet.example.org/room") == "https://meet.example.org/room"


# Texts in several languages


@pytest.fixture
def meeting(team):
    return MeetingFactory(
        partnership=team.partnership, created_by=team.ana, title_en="Visit", purpose_en="To listen"
    )


def texts_form(team, meeting, **kwargs):
    members = team.partnership.memberships.active().with_person()
    return TextsForm(
        kwargs.pop("data", None), about=meeting, partnership=team.partnership, members=members
    )


def test_form_says_who_cannot_read_a_language_yet(team, meeting):
    form = texts_form(team, meeting)

    notes = {part.code: part.note for part in form.fieldsets}
    assert notes["en"] == ""
    assert notes["ar"] == "Missing: 1 person cannot read this yet."
    assert notes["es"] == "Not written yet."
    assert len(form.reached.waiting) == 1


def test_page_says_how_many_cannot_read_it(team, address, meeting):
    assert (
        "1 of 4 people cannot read this yet."
        in team.as_ana.get(address("change", pk=meeting.pk)).text
    )


def test_form_for_nothing_yet_says_who_would_read_it(team):
    MembershipFactory(partnership=team.partnership, person__language="es")
    form = texts_form(team, None)

    notes = {part.code: part.note for part in form.fieldsets}
    assert notes["es"] == "Not written yet. 1 person would rather read it."


def test_missing_language_is_folded_and_written_one_open(team, meeting):
    form = texts_form(team, meeting)

    assert {part.code: part.is_open for part in form.fieldsets} == {
        "en": True,
        "es": False,
        "ar": False,
    }


def test_each_field_is_written_in_its_language_and_direction(team, meeting):
    assert 'lang="ar" dir="rtl"' in str(texts_form(team, meeting)["title_ar"])


def test_language_given_up_still_shows_what_is_written_in_it(team, meeting):
    team.partnership.languages = ["es"]

    assert texts_form(team, meeting).languages == ["en", "es"]


# Two writers


def version_of(page):
    return re.search(r'name="version" value="([^"]*)"', page)[1]


@pytest.fixture
def shown_page(team, address, meeting):
    return team.as_ana.get(address("change", pk=meeting.pk)).text


def as_shown(**changed):
    shown = {"title_en": "Visit", "purpose_en": "To listen"}
    return shown | changed


def test_second_writer_sees_both_texts_and_keeps_theirs(team, address, meeting, shown_page):
    here = address("change", pk=meeting.pk)
    version = version_of(shown_page)
    team.as_ana.post(here, as_shown(title_en="First visit", version=version))

    again = team.as_ana.post(here, as_shown(title_en="Opening visit", version=version))

    meeting.refresh_from_db()
    assert meeting.title_en == "First visit"
    assert "Somebody else changed this while you were writing." in again.text
    assert 'value="Opening visit"' in again.text
    assert '<span class="said" lang="en" dir="ltr">First visit</span>' in again.text

    saved = as_shown(title_en="Opening visit", version=version_of(again.text))
    assert team.as_ana.post(here, saved).status_code == 302
    meeting.refresh_from_db()
    assert meeting.title_en == "Opening visit"


def test_writers_of_different_texts_do_not_disturb_each_other(team, address, meeting, shown_page):
    here = address("change", pk=meeting.pk)
    version = version_of(shown_page)
    team.as_ana.post(here, as_shown(title_en="First visit", version=version))

    response = team.as_ana.post(here, as_shown(title_es="Primera visita", version=version))

    meeting.refresh_from_db()
    assert response.status_code == 302
    assert (meeting.title_en, meeting.title_es) == ("First visit", "Primera visita")


def test_both_writing_the_same_is_no_conflict(team, address, meeting, shown_page):
    here = address("change", pk=meeting.pk)
    same = as_shown(title_en="First visit", version=version_of(shown_page))

    assert team.as_ana.post(here, same).status_code == 302
    assert team.as_ana.post(here, same).status_code == 302


def test_text_that_the_other_removed_is_named_so(team, address, meeting, shown_page):
    here = address("change", pk=meeting.pk)
    version = version_of(shown_page)
    team.as_ana.post(here, as_shown(purpose_en="", version=version))

    again = team.as_ana.post(here, as_shown(purpose_en="To hear", version=version))

    assert "(They removed it.)" in again.text


def test_other_persons_words_are_never_markup(team, address, meeting, shown_page):
    here = address("change", pk=meeting.pk)
    version = version_of(shown_page)
    team.as_ana.post(here, as_shown(purpose_en="<img src=x>\nline", version=version))

    again = team.as_ana.post(here, as_shown(purpose_en="To hear", version=version)).text

    assert "<img" not in again
    assert "&lt;img src=x&gt;<br>line" in again


def test_lines_typed_on_another_system_are_the_same_words(team, address, meeting, shown_page):
    here = address("change", pk=meeting.pk)
    meeting.purpose_en = "one\ntwo"
    meeting.save()
    version = version_of(team.as_ana.get(here).text)

    team.as_ana.post(here, as_shown(purpose_en="one\r\ntwo", version=version))

    meeting.refresh_from_db()
    assert meeting.purpose_en == "one\ntwo"


def test_agenda_item_is_locked_the_same_way(team, address, meeting):
    item = AgendaItemFactory(meeting=meeting, title_en="Hours")
    here = address("change_item", pk=meeting.pk, item=item.pk)
    version = version_of(team.as_ana.get(here).text)
    form = {"kind": "inform", "minutes": "10", "version": version}
    team.as_ana.post(here, {**form, "title_en": "Evening hours"})

    again = team.as_ana.post(here, {**form, "title_en": "Morning hours"})

    assert "Somebody else changed this" in again.text
