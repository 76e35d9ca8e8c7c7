"""Addresses of meetings, resources and calendars."""

from django.urls import include, path

from meetings.views import (
    agenda,
    attendance,
    bookings,
    calendars,
    carrying,
    interpreters,
    meetings,
    money,
    notes,
    packs,
    preparation,
    protecting,
    resources,
    support,
    times,
)

app_name = "meetings"

one_meeting = [
    path("", meetings.detail, name="detail"),
    path("carry/", carrying.carry, name="carry"),
    path("paper/", meetings.paper, name="paper"),
    path("paper/packs/", packs.for_others, name="packs"),
    path("paper/mine/", packs.mine, name="my_pack"),
    path("meeting.ics", calendars.ics, name="ics"),
    path("change/", meetings.change, name="change"),
    path("move/", meetings.move, name="move"),
    path("place/", meetings.change_place, name="change_place"),
    path("cancel/", meetings.cancel, name="cancel"),
    path("stop/", meetings.stop_series, name="stop_series"),
    path("go-ahead/", meetings.go_ahead, name="go_ahead"),
    path("agenda/", agenda.edit, name="agenda"),
    path("agenda/<int:item>/change/", agenda.change_item, name="change_item"),
    path("agenda/<int:item>/remove/", agenda.remove_item, name="remove_item"),
    path("agenda/<int:item>/shift/", agenda.shift_item, name="shift_item"),
    path("agenda/<int:item>/timer/", protecting.timer, name="timer"),
    path("kept/", protecting.time_kept, name="time_kept"),
    path("support/", support.support, name="support"),
    path("support/<int:arrangement>/arrange/", support.arrange, name="arrange"),
    path("support/<int:arrangement>/answer/", support.was_there, name="was_there"),
    path("support/<int:arrangement>/record/", support.record_was_there, name="record_was_there"),
    path("support/ask/", bookings.ask_interpreter, name="ask_interpreter"),
    path(
        "support/asked/<int:booking>/off/",
        bookings.call_off_interpreter,
        name="call_off_interpreter",
    ),
    path(
        "support/asked/<int:booking>/record/",
        bookings.record_interpreter,
        name="record_interpreter",
    ),
    path("answer/", attendance.rsvp, name="rsvp"),
    path("record/", attendance.record_rsvp, name="record_rsvp"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("times/", times.times, name="times"),
    path("times/answer/", times.answer_times, name="answer_times"),
    path("times/record/", times.record_times, name="record_times"),
    path("times/choose/", times.choose_time, name="choose_time"),
    path("notes/", notes.notes, name="notes"),
    path("notes/send/", notes.send_notes, name="send_notes"),
    path("actions/", notes.actions, name="actions"),
    path("actions/<int:action>/finish/", notes.finish_action, name="finish_action"),
]

one_resource = [
    path("", resources.resource, name="resource"),
    path("text/", resources.add_text, name="resource_text"),
    path("withdraw/", resources.withdraw, name="withdraw"),
    path("download/<int:text>/", resources.download, name="download"),
    path("answer/", resources.answer_follow_up, name="answer_follow_up"),
    path("record/", resources.record_follow_up, name="record_follow_up"),
]

about_money = [
    path("", money.money, name="money"),
    path("rates/", money.set_rates, name="set_rates"),
    path("choice/", money.choose, name="choose_payment"),
    path("choice/<int:pk>/", money.record_choice, name="record_payment_choice"),
    path("promises/", money.promises, name="promises"),
    path("promises/<int:pk>/correct/", money.correct, name="correct_payment"),
    path("promises/<int:pk>/answer/", money.answer_arrived, name="payment_arrived"),
    path("promises/<int:pk>/record/", money.record_arrived, name="record_payment_arrived"),
]

the_register = [
    path("", interpreters.interpreters, name="interpreters"),
    path("new/", interpreters.add_interpreter, name="add_interpreter"),
    path("<int:pk>/change/", interpreters.change_interpreter, name="change_interpreter"),
    path("<int:pk>/remove/", interpreters.remove_interpreter, name="remove_interpreter"),
]

urlpatterns = [
    path("p/<slug:slug>/meetings/", meetings.meeting_list, name="list"),
    path("p/<slug:slug>/meetings/new/", meetings.plan, name="plan"),
    path("p/<slug:slug>/meetings/<int:pk>/", include(one_meeting)),
    path("p/<slug:slug>/resources/", resources.resource_list, name="resources"),
    path("p/<slug:slug>/resources/new/", resources.share, name="share"),
    path("p/<slug:slug>/resources/<int:pk>/", include(one_resource)),
    path("p/<slug:slug>/money/", include(about_money)),
    path("p/<slug:slug>/interpreters/", include(the_register)),
    path("preparation/<str:token>/", preparation.preparation, name="preparation"),
    path("preparation/<str:token>/file/", preparation.preparation_file, name="preparation_file"),
    path("me/calendar/", calendars.my_feed, name="calendar"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
]
