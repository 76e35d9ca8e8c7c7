"""The pages of meetings: what each person sees, and what each button does."""

from datetime import timedelta

import pytest
from django.db import connection

from meetings import planning
from meetings.models import AgendaItem, Arrangement, ItemKind, Meeting, Rsvp
from tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    ArrangementFactory,
    AttendanceFactory,
    MeetingFactory,
    MembershipFactory,
    SupportNeedFactory,
    TimeOptionFactory,
    now,
)

PLAN = {
    "title_en": "First visit",
    "mode": "once",
    "local_time": "17:30",
    "minutes": "90",
    "timezone": "America/Los_Angeles",
    "frequency": "weekly",
}


@pytest.fixture
def meeting(team):
    return MeetingFactory(partnership=team.partnership, created_by=team.ana, title_en="First visit")


@pytest.fixture
def over(team):
    return MeetingFactory(
        partnership=team.partnership, created_by=team.ana, title_en="Last visit", past=True
    )


@pytest.fixture
def poll(team):
    return MeetingFactory(
        partnership=team.partnership, created_by=team.ana, title_en="When?", being_scheduled=True
    )


def need_of(membership, **kwargs):
    return SupportNeedFactory(membership=membership, **kwargs)


# The list


def test_list_shows_what_comes_what_is_open_and_what_was(team, address, meeting, over, poll):
    page = team.as_ben.get(address("list")).text

    assert page.index("When?") < page.index("First visit") < page.index("Last visit")
    assert "Plan a meeting" not in page


def test_list_without_meetings_says_what_belongs_there(team, address):
    assert "No meeting is planned." in team.as_uma.get(address("list")).text


def test_list_shows_my_own_answer(team, address, meeting):
    AttendanceFactory(meeting=meeting, membership=team.ben, rsvp=Rsvp.YES, answered_at=now())

    assert "You will be there" in team.as_ben.get(address("list")).text
    assert "You will be there" not in team.as_ana.get(address("list")).text


@pytest.mark.parametrize("number", ["2", "999", "0", "-1", "²", "x", "9" * 5000, "%00"])
def test_list_answers_any_page_number(team, address, meeting, number):
    assert team.as_ben.get(f"{address('list')}?page={number}&past={number}").status_code == 200


# Planning


def test_planned_meeting_stands_at_its_wall_time(team, address, in_ten_days):
    form = {**PLAN, "local_date": str(in_ten_days), "starts_with_time": "on"}

    response = team.as_ana.post(address("plan"), form)

    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert str(meeting.starts_at.astimezone(meeting.zone).time()) == "17:30:00"
    assert meeting.attendances.filter(membership=team.ben).exists()


def test_agenda_starts_with_the_promised_minutes(team, address, in_ten_days):
    form = {**PLAN, "local_date": str(in_ten_days), "starts_with_time": "on"}

    team.as_ana.post(address("plan"), form)

    items = list(AgendaItem.objects.order_by("position").values_list("kind", "minutes"))
    assert items == [(ItemKind.RELATE, 10), (ItemKind.REFLECT, 10)]


def test_repeated_meeting_is_planned_again_and_again(team, address, in_ten_days):
    form = {**PLAN, "local_date": str(in_ten_days), "mode": "repeat", "count": "3"}

    team.as_ana.post(address("plan"), form)

    days = sorted(Meeting.objects.values_list("local_date", flat=True))
    assert days == [in_ten_days + timedelta(days=7 * week) for week in range(3)]


def test_facilitator_stops_a_series(team, address, in_ten_days):
    form = {**PLAN, "local_date": str(in_ten_days), "mode": "repeat"}
    team.as_ana.post(address("plan"), form)
    meeting = Meeting.objects.first()

    team.as_ana.post(address("stop_series", pk=meeting.pk))

    meeting.series.refresh_from_db()
    assert meeting.series.ended_at


def test_proposed_times_are_asked_about(team, address, in_ten_days):
    proposed = {
        "day_1": str(in_ten_days),
        "time_1": "10:00",
        "day_3": str(in_ten_days + timedelta(days=1)),
        "time_3": "18:00",
    }

    team.as_ana.post(address("plan"), {**PLAN, "mode": "ask", **proposed})

    meeting = Meeting.objects.get()
    assert meeting.starts_at is None
    assert meeting.time_options.count() == 2


# One meeting


def test_partner_sees_all_about_a_meeting(team, address, meeting):
    meeting.place, meeting.dial_in = "Library, room 2", "+1 555 0100"
    meeting.online_url, meeting.purpose_en = "https://meet.example.org/x", "Agree on hours"
    meeting.save()
    AgendaItemFactory(meeting=meeting, title_en="Hear each other", kind=ItemKind.RELATE)

    page = team.as_ben.get(meeting.get_absolute_url()).text

    for words in ["Library, room 2", "+1 555 0100", "meet.example.org", "Agree on hours"]:
        assert words in page
    assert "Hear each other" in page
    assert "Where the meeting is: " in page  # Ben's clocks show another time
    assert "For facilitators" not in page


def test_person_in_the_meetings_zone_reads_one_time(team, address, meeting):
    team.ben.person.timezone = "America/Los_Angeles"
    team.ben.person.save()

    page = team.as_ben.get(meeting.get_absolute_url()).text

    assert "(Los Angeles time)" in page
    assert "Where the meeting is: " not in page


def test_others_do_not_see_my_support(team, address, meeting):
    ArrangementFactory(meeting=meeting, need=need_of(team.ben), note="Lucia comes")

    assert "Lucia comes" in team.as_ben.get(meeting.get_absolute_url()).text
    assert "Lucia comes" not in team.as_uma.get(meeting.get_absolute_url()).text


def test_meeting_of_another_partnership_is_not_there(team, address):
    theirs = MeetingFactory()

    assert team.as_ana.get(address("detail", pk=theirs.pk)).status_code == 404
    assert team.as_ana.get(theirs.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("pk", ["0", "9" * 19, "9" * 40])
def test_absurd_number_is_not_there(team, address, pk):
    assert team.as_ana.get(address("detail", pk=int(pk))).status_code == 404


def test_meeting_on_paper_in_another_language(team, address, meeting):
    meeting.title_ar = "الزيارة الأولى"
    meeting.save()

    page = team.as_ben.get(address("paper", pk=meeting.pk), {"language": "ar"}).text

    assert '<html lang="ar" dir="rtl">' in page
    assert "الزيارة الأولى" in page


@pytest.mark.parametrize("language", ["xx", "", "ar\x00", "en" * 100])
def test_paper_in_an_unknown_language_is_in_mine(team, address, meeting, language):
    page = team.as_ben.get(address("paper", pk=meeting.pk), {"language": language}).text

    assert '<html lang="en"' in page


# Changing it


def test_facilitator_moves_a_meeting(team, address, meeting, in_ten_days):
    form = {"local_date": str(in_ten_days), "local_time": "09:00", "minutes": "60"}

    team.as_ana.post(address("move", pk=meeting.pk), {**form, "timezone": "Africa/Cairo"})

    meeting.refresh_from_db()
    assert (meeting.local_date, meeting.minutes) == (in_ten_days, 60)
    assert str(meeting.starts_at.astimezone(meeting.zone).time()) == "09:00:00"


def test_facilitator_changes_the_place(team, address, meeting):
    form = {"place": "Town hall", "online_url": "", "dial_in": ""}

    team.as_ana.post(address("change_place", pk=meeting.pk), form)

    meeting.refresh_from_db()
    assert meeting.place == "Town hall"


def test_cancelled_meeting_says_why(team, address, meeting):
    team.as_ana.post(address("cancel", pk=meeting.pk), {"cancelled_because_en": "Snow"})

    page = team.as_ben.get(meeting.get_absolute_url()).text
    assert "This meeting is cancelled." in page
    assert "Snow" in page
    assert "Will you be there?" not in page


@pytest.mark.parametrize("page", ["move", "change_place", "cancel", "agenda", "go_ahead"])
def test_meeting_that_is_over_is_not_changed(team, address, over, page):
    response = team.as_ana.get(address(page, pk=over.pk), follow=True)

    assert "This meeting is over. Nothing was changed." in response.text


def test_cancelled_meeting_is_not_cancelled_again(team, address, meeting):
    meeting.cancelled_at = now()
    meeting.save()

    response = team.as_ana.get(address("cancel", pk=meeting.pk), follow=True)

    assert "This meeting is cancelled. Nothing was changed." in response.text


def test_facilitator_says_who_leads(team, address, meeting):
    form = {"title_en": "First visit", "chair": team.ben.pk}

    team.as_ana.post(address("change", pk=meeting.pk), form)

    page = team.as_uma.get(meeting.get_absolute_url()).text
    assert "Leads the meeting" in page
    assert "<bdi>Ben</bdi>" in page


def test_meeting_without_a_time_is_not_moved(team, address, poll):
    assert team.as_ana.get(address("move", pk=poll.pk)).url == poll.get_absolute_url()


def test_meeting_cancelled_meanwhile_is_not_moved(team, address, meeting, in_ten_days):
    def cancel_first(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not done:
            done.append(sql)
            Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=now())
        return execute(sql, params, many, context)

    done = []
    form = {"local_date": str(in_ten_days), "local_time": "09:00", "minutes": "60"}
    form["timezone"] = "America/Los_Angeles"

    with connection.execute_wrapper(cancel_first):
        response = team.as_ana.post(address("move", pk=meeting.pk), form, follow=True)

    assert "This meeting is cancelled. Nothing was changed." in response.text


def test_time_chosen_meanwhile_is_not_chosen_again(team, address, poll):
    def choose_first(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not done:
            done.append(sql)
            planning.choose_time(early, by=team.ana, now=now())
        return execute(sql, params, many, context)

    done = []
    early, late = (TimeOptionFactory(meeting=poll) for _each in range(2))

    with connection.execute_wrapper(choose_first):
        response = team.as_ana.post(
            address("choose_time", pk=poll.pk), {"option": late.pk}, follow=True
        )

    assert "Somebody else changed this meeting just now." in response.text
    poll.refresh_from_db()
    assert poll.starts_at == early.starts_at


# Answers


def test_person_says_that_they_come(team, address, meeting):
    AttendanceFactory(meeting=meeting, membership=team.ben)

    response = team.as_ben.post(address("rsvp", pk=meeting.pk), {"answer": "yes"}, follow=True)

    assert "Thank you. Your answer is saved." in response.text
    assert meeting.attendances.get(membership=team.ben).rsvp == Rsvp.YES


@pytest.mark.parametrize("answer", ["perhaps", "", "yes\x00", "ye" * 9000])
def test_unknown_answer_is_asked_again(team, address, meeting, answer):
    response = team.as_ben.post(address("rsvp", pk=meeting.pk), {"answer": answer}, follow=True)

    assert "Choose one of the answers." in response.text
    assert not meeting.attendances.exclude(rsvp="").exists()


def test_answer_comes_too_late(team, address, over):
    response = team.as_ben.post(address("rsvp", pk=over.pk), {"answer": "yes"}, follow=True)

    assert "This meeting is over." in response.text


def test_coming_only_with_support_is_offered_to_who_needs_some(team, address, meeting):
    assert "Only if my support is there" not in team.as_ben.get(meeting.get_absolute_url()).text

    ArrangementFactory(meeting=meeting, need=need_of(team.ben))

    assert "Only if my support is there" in team.as_ben.get(meeting.get_absolute_url()).text


def test_facilitator_writes_down_what_somebody_said(team, address, meeting):
    form = {"member": team.ben.pk, "answer": "no"}

    team.as_ana.post(address("record_rsvp", pk=meeting.pk), form)

    attendance = meeting.attendances.get(membership=team.ben)
    assert (attendance.rsvp, attendance.recorded_by) == (Rsvp.NO, team.ana)
    assert "Ana wrote this down for you." in team.as_ben.get(meeting.get_absolute_url()).text


def test_recording_for_nobody_asks_for_whom(team, address, meeting):
    response = team.as_ana.post(address("record_rsvp", pk=meeting.pk), {"answer": "no"})

    assert "Choose who told you." in response.text


def test_nobody_of_another_partnership_is_recorded(team, address, meeting):
    stranger = MembershipFactory()
    form = {"member": stranger.pk, "answer": "no"}

    response = team.as_ana.post(address("record_rsvp", pk=meeting.pk), form)

    assert response.status_code == 200
    assert not stranger.attendances.exists()


def test_facilitator_says_who_was_there(team, address, over):
    AttendanceFactory(meeting=over, membership=team.tariq)

    team.as_ana.post(address("attendance", pk=over.pk), {"there": [team.ben.pk]})

    there = dict(over.attendances.values_list("membership__person__name", "was_there"))
    assert there == {"Ben": True, "Tariq": False}


def test_stranger_is_not_written_down_as_there(team, address, over):
    response = team.as_ana.post(
        address("attendance", pk=over.pk), {"there": [MembershipFactory().pk]}
    )

    assert "Please check this" in response.text
    assert not over.attendances.exists()


def test_nobody_was_at_a_meeting_to_come(team, address, meeting):
    response = team.as_ana.get(address("attendance", pk=meeting.pk), follow=True)

    assert "once the meeting has started" in response.text


# Support


def test_facilitator_sees_each_need_in_the_persons_words(team, address, meeting):
    need = need_of(team.ben, detail="Intérprete, por favor", detail_language="es")
    ArrangementFactory(meeting=meeting, need=need)

    page = team.as_ana.get(address("support", pk=meeting.pk)).text

    assert '<span lang="es" dir="ltr">Intérprete, por favor</span>' in page
    assert "Nobody yet" in page
    assert "Tariq" in page  # named no need


def test_facilitator_arranges_support(team, address, meeting):
    arrangement = ArrangementFactory(meeting=meeting, need=need_of(team.ben))
    form = {"state": "arranged", "note": "Lucia comes at five", "owner": team.ana.pk}

    team.as_ana.post(address("arrange", pk=meeting.pk, arrangement=arrangement.pk), form)

    arrangement.refresh_from_db()
    assert (arrangement.state, arrangement.owner) == ("arranged", team.ana)
    assert "Lucia comes at five" in team.as_ben.get(meeting.get_absolute_url()).text


def test_not_possible_needs_a_reason(team, address, meeting):
    arrangement = ArrangementFactory(meeting=meeting, need=need_of(team.ben))

    response = team.as_ana.post(
        address("arrange", pk=meeting.pk, arrangement=arrangement.pk), {"state": "not_possible"}
    )

    assert "Say why it is not possible" in response.text
    assert Arrangement.objects.get().state == "to_arrange"


def test_person_says_whether_support_was_there(team, address, over):
    arrangement = ArrangementFactory(meeting=over, need=need_of(team.ben), state="arranged")

    team.as_ben.post(address("was_there", pk=over.pk, arrangement=arrangement.pk), {"answer": "no"})

    arrangement.refresh_from_db()
    assert arrangement.was_there is False
    assert "You said: it was not there." in team.as_ben.get(over.get_absolute_url()).text


def test_nobody_answers_for_another_persons_support(team, address, over):
    arrangement = ArrangementFactory(meeting=over, need=need_of(team.ben))
    here = address("was_there", pk=over.pk, arrangement=arrangement.pk)

    assert team.as_tariq.post(here, {"answer": "yes"}).status_code == 404


def test_facilitator_records_whether_support_was_there(team, address, over):
    arrangement = ArrangementFactory(meeting=over, need=need_of(team.ben))
    here = address("record_was_there", pk=over.pk, arrangement=arrangement.pk)

    team.as_ana.post(here, {"answer": "yes"})

    arrangement.refresh_from_db()
    assert (arrangement.was_there, arrangement.recorded_by) == (True, team.ana)


def test_gate_stands_before_an_unready_meeting(team, address, meeting):
    ArrangementFactory(meeting=meeting, need=need_of(team.ben, is_essential=True))

    page = team.as_ana.get(meeting.get_absolute_url()).text

    assert "Without 1 of these, somebody cannot come" in page
    assert "Go ahead anyway" in page
    assert "Are we ready?" not in team.as_ben.get(meeting.get_absolute_url()).text


def test_everyone_reads_why_the_meeting_goes_ahead(team, address, meeting):
    ArrangementFactory(meeting=meeting, need=need_of(team.ben, is_essential=True))
    team.as_ana.post(address("go_ahead", pk=meeting.pk), {"reason": "We agreed by phone"})

    assert "We agreed by phone" in team.as_uma.get(meeting.get_absolute_url()).text


def test_going_ahead_needs_a_reason(team, address, meeting):
    response = team.as_ana.post(address("go_ahead", pk=meeting.pk), {"reason": "  "})

    assert response.status_code == 200
    assert "Please check this" in response.text


def test_question_about_support_stands_first_until_it_is_answered(team, address, over):
    arrangement = ArrangementFactory(meeting=over, need=need_of(team.ben), state="arranged")
    asked = team.as_ben.get(over.get_absolute_url()).text
    here = address("was_there", pk=over.pk, arrangement=arrangement.pk)

    team.as_ben.post(here, {"answer": "perhaps"})
    team.as_ben.post(here, {"answer": "yes"})

    answered = team.as_ben.get(over.get_absolute_url()).text
    assert asked.index("Was it there?") < asked.index("When and where")
    assert answered.index("When and where") < answered.index("You said: it was there.")


# Agenda


def test_partner_proposes_something_before_the_time_to_reflect(team, address, meeting):
    AgendaItemFactory(meeting=meeting, kind=ItemKind.REFLECT, position=0)
    form = {"title_en": "Evening hours", "kind": "consult", "minutes": "20"}

    team.as_ben.post(address("agenda", pk=meeting.pk), form)

    kinds = list(meeting.agenda.order_by("position").values_list("kind", "proposed_by"))
    assert kinds == [("consult", team.ben.pk), ("reflect", team.ana.pk)]


def test_partner_changes_and_removes_only_their_own(team, address, meeting):
    mine = AgendaItemFactory(meeting=meeting, proposed_by=team.ben)
    hers = AgendaItemFactory(meeting=meeting, proposed_by=team.ana)
    form = {"title_en": "Evening hours", "kind": "decide", "minutes": "20"}

    def change(item):
        here = address("change_item", pk=meeting.pk, item=item.pk)
        return team.as_ben.post(here, form).status_code

    def remove(item):
        here = address("remove_item", pk=meeting.pk, item=item.pk)
        return team.as_ben.post(here).status_code

    assert (change(mine), change(hers)) == (302, 404)
    assert (remove(mine), remove(hers)) == (302, 404)
    assert list(meeting.agenda.all()) == [hers]


def test_facilitator_changes_the_order(team, address, meeting):
    first, second = (AgendaItemFactory(meeting=meeting, position=place) for place in (0, 1))
    here = address("shift_item", pk=meeting.pk, item=second.pk)

    team.as_ana.post(here, {"to": "earlier"})
    team.as_ana.post(here, {"to": "earlier"})  # it is first already

    assert list(meeting.agenda.order_by("position")) == [second, first]


def test_agenda_longer_than_the_meeting_says_so(team, address, meeting):
    AgendaItemFactory(meeting=meeting, minutes=100)

    assert (
        "This is more than the meeting has."
        in team.as_ana.get(address("agenda", pk=meeting.pk)).text
    )


# Notes and actions


def test_notes_are_saved_then_sent(team, address, over):
    assert (
        "There is nothing to send yet."
        in team.as_ana.post(address("send_notes", pk=over.pk), follow=True).text
    )
    form = {"notes_en": "We agreed on Tuesdays."}
    team.as_ana.post(address("notes", pk=over.pk), form)
    assert "We agreed on Tuesdays." not in team.as_ben.get(over.get_absolute_url()).text

    team.as_ana.post(address("send_notes", pk=over.pk))

    assert "We agreed on Tuesdays." in team.as_ben.get(over.get_absolute_url()).text


def test_person_finishes_what_they_said_they_would_do(team, address, over):
    form = {"text_en": "Ask the clinic", "owner": team.ben.pk, "due_on": "2027-01-31"}
    team.as_ana.post(address("actions", pk=over.pk), form)
    action = over.actions.get()
    here = address("finish_action", pk=over.pk, action=action.pk)

    assert team.as_tariq.post(here).status_code == 404
    team.as_ben.post(here)

    action.refresh_from_db()
    assert action.done_at
    team.as_ana.post(here)
    action.refresh_from_db()
    assert action.done_at is None


def test_action_stands_with_owner_and_day(team, address, over):
    ActionItemFactory(meeting=over, owner=team.ben, text_en="Ask the clinic", due_on=now().date())

    page = team.as_uma.get(over.get_absolute_url()).text

    assert "Ask the clinic" in page
    assert "It is done" not in page  # an observer promised nothing


# Finding a time


def test_each_person_says_what_works(team, address, poll):
    early, late = (TimeOptionFactory(meeting=poll) for _each in range(2))
    form = {f"works_{early.pk}": "yes", f"works_{late.pk}": "no"}

    team.as_ben.post(address("answer_times", pk=poll.pk), form)

    assert early.answers.get().membership == team.ben
    page = team.as_ana.get(address("times", pk=poll.pk)).text
    assert "Works for me" in page
    assert "Ben" in page


def test_saying_nothing_about_any_time_is_asked_again(team, address, poll):
    TimeOptionFactory(meeting=poll)

    response = team.as_ben.post(address("answer_times", pk=poll.pk), {"x": "y"})

    assert "Say of at least one time whether it works." in response.text


def test_observer_sees_the_times_without_answering(team, address, poll):
    TimeOptionFactory(meeting=poll)

    page = team.as_uma.get(address("times", pk=poll.pk))

    assert page.status_code == 200
    assert "Save my answer" not in page.text


def test_facilitator_records_times_for_somebody(team, address, poll):
    option = TimeOptionFactory(meeting=poll)
    form = {"member": team.ben.pk, f"works_{option.pk}": "if_needed"}

    team.as_ana.post(address("record_times", pk=poll.pk), form)

    assert option.answers.get().recorded_by == team.ana


def test_facilitator_chooses_a_time(team, address, poll):
    option = TimeOptionFactory(meeting=poll)

    team.as_ana.post(address("choose_time", pk=poll.pk), {"option": option.pk})

    poll.refresh_from_db()
    assert poll.starts_at == option.starts_at
    assert team.as_ben.get(address("times", pk=poll.pk)).status_code == 302


@pytest.mark.parametrize("option", ["", "0", "x", "9" * 40, "²"])
def test_unknown_time_is_not_chosen(team, address, poll, option):
    team.as_ana.post(address("choose_time", pk=poll.pk), {"option": option})

    poll.refresh_from_db()
    assert poll.starts_at is None


# Every page, for everyone who may


@pytest.mark.parametrize(
    "name",
    [
        *("detail", "paper", "change", "move", "change_place", "cancel", "go_ahead", "agenda"),
        *("support", "notes", "actions"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_page_stands_in_every_language(team, address, meeting, name, language):
    team.ana.person.language = language
    team.ana.person.save()
    AgendaItemFactory(meeting=meeting)
    ArrangementFactory(meeting=meeting, need=need_of(team.ben, is_essential=True))

    response = team.as_ana.get(address(name, pk=meeting.pk))

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert response.text.count("<h1") == 1
