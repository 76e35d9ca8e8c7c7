"""Addresses of checkpoints, of goals that people show, and of leaving."""

from django.urls import path

from reflections.views import checkpoints, goals, leaving

ONE = "p/<slug:slug>/checkpoints/<int:pk>"

urlpatterns = [
    path("p/<slug:slug>/checkpoint/", checkpoints.checkpoint, name="checkpoint"),
    path("p/<slug:slug>/checkpoints/", checkpoints.checkpoint_list, name="checkpoints"),
    path("p/<slug:slug>/checkpoints/shown/", checkpoints.shown, name="checkpoints_shown"),
    path(f"{ONE}/choose/", checkpoints.choose, name="choose_checkpoint"),
    path(f"{ONE}/again/", checkpoints.ask_again, name="ask_after_break"),
    path(f"{ONE}/answers/", checkpoints.answer, name="answer_checkpoint"),
    path(f"{ONE}/hide/", checkpoints.hide, name="hide_checkpoint"),
    path(f"{ONE}/forget/", checkpoints.forget, name="forget_checkpoint"),
    path("p/<slug:slug>/goals/", goals.goal_list, name="goals"),
    path("p/<slug:slug>/goals/<uuid:goal>/", goals.record_action, name="record_goal_action"),
    path("p/<slug:slug>/leaving/", leaving.closing_wish, name="closing_wish"),
    path("p/<slug:slug>/leaving/<int:pk>/", leaving.help_leave, name="help_leave"),
    path(
        "p/<slug:slug>/last-talks/<int:pk>/",
        leaving.closing_conversation,
        name="closing_conversation",
    ),
    path("p/<slug:slug>/last-talks/<int:pk>/done/", leaving.finish_closing, name="finish_closing"),
]
