"""Addresses of open calls: those that everybody may read, and those of the partnership."""

from django.urls import path

from charters.views import answering_calls, call_answers, calls

PUBLIC = "calls/"
HERE = "p/<slug:slug>/open-calls/"
ONE = f"{HERE}<int:pk>/"
ANSWER = f"{ONE}answers/<uuid:answer>/"

urlpatterns = [
    path(PUBLIC, answering_calls.open_calls, name="open_calls"),
    path(f"{PUBLIC}<int:code>/", answering_calls.open_call, name="open_call"),
    path(f"{PUBLIC}<int:code>/answer/", answering_calls.answer_call, name="answer_call"),
    path(f"{PUBLIC}answers/<str:token>/", answering_calls.my_answer, name="my_call_answer"),
    path(HERE, calls.call_list, name="calls"),
    path(f"{HERE}new/", calls.write, name="add_call"),
    path(ONE, calls.call, name="call"),
    path(f"{ONE}change/", calls.write, name="change_call"),
    path(f"{ONE}open/", calls.open_it, name="open_this_call"),
    path(f"{ONE}close/", calls.close, name="close_call"),
    path(f"{ONE}poster/<slug:language>.pdf", calls.poster, name="call_poster"),
    path(f"{ONE}record/", call_answers.record, name="record_call_answer"),
    path(f"{ANSWER}invite/", call_answers.invite, name="invite_from_call"),
    path(f"{ANSWER}no/", call_answers.say_no, name="say_no_to_answer"),
    path(f"{ANSWER}close/", call_answers.close, name="close_call_answer"),
]
