"""Addresses of barriers."""

from django.urls import path

from reflections.views import barrier_actions, barrier_asking, barriers

IN_BARRIERS = "p/<slug:slug>/barriers/"
ONE = f"{IN_BARRIERS}<int:pk>/"

urlpatterns = [
    path(IN_BARRIERS, barriers.barrier_list, name="barriers"),
    path(f"{IN_BARRIERS}new/", barriers.report, name="report_barrier"),
    path(f"{IN_BARRIERS}record/", barriers.record, name="record_barrier"),
    path(ONE, barriers.barrier, name="barrier"),
    path(f"{ONE}change/", barriers.change, name="change_barrier"),
    path(f"{ONE}take-back/", barriers.withdraw, name="withdraw_barrier"),
    path(f"{ONE}confirm-words/", barriers.confirm, name="confirm_barrier"),
    path(f"{ONE}action/", barrier_actions.agree, name="agree_action"),
    path(f"{ONE}action/answer/", barrier_actions.answer, name="answer_action"),
    path(f"{ONE}action/progress/", barrier_actions.progress, name="action_progress"),
    path(f"{ONE}action/words/", barrier_actions.write_words, name="action_words"),
    path(f"{ONE}action/money/", barrier_actions.money, name="action_money"),
    path(f"{ONE}ask/", barrier_asking.ask, name="ask_if_better"),
    path(f"{ONE}better/", barrier_asking.answer, name="say_if_better"),
    path(f"{ONE}not-better/", barrier_asking.not_better, name="not_better"),
    path(f"{ONE}record-not-better/", barrier_asking.record_not_better, name="record_not_better"),
    path(f"{ONE}not-better/<int:words>/confirm/", barrier_asking.confirm_not_better,
         name="confirm_not_better"),
    path(f"{ONE}close/", barrier_asking.close, name="close_barrier"),
]  # fmt: skip
