"""Addresses of prompts, themes, what is shared, reflecting first, and practice changes."""

from django.urls import path

from reflections.views import asking, changes, prompts, sharing, themes

IN_PROMPTS = "p/<slug:slug>/prompts/"
IN_CHANGES = "p/<slug:slug>/changes/"
IN_SHARED = "p/<slug:slug>/shared/"
IN_ASKING = "p/<slug:slug>/before-meetings/"

urlpatterns = [
    path(IN_PROMPTS, prompts.prompts, name="prompts"),
    path(f"{IN_PROMPTS}new/", prompts.add_prompt, name="add_prompt"),
    path(f"{IN_PROMPTS}<int:pk>/words/", prompts.prompt_words, name="prompt_words"),
    path(f"{IN_PROMPTS}<int:pk>/withdraw/", prompts.withdraw_prompt, name="withdraw_prompt"),
    path(IN_ASKING, asking.before_meetings, name="before_meetings"),
    path(f"{IN_ASKING}<int:pk>/tick/", asking.tick, name="tick"),
    path(f"{IN_ASKING}ask-me/", asking.ask_me, name="ask_me"),
    path("p/<slug:slug>/themes/", themes.themes, name="themes"),
    path(IN_SHARED, sharing.shared, name="shared"),
    path(f"{IN_SHARED}new/", sharing.share_passage, name="share_passage"),
    path(f"{IN_SHARED}<int:pk>/", sharing.passage, name="passage"),
    path(f"{IN_SHARED}<int:pk>/withdraw/", sharing.withdraw_passage, name="withdraw_passage"),
    path(IN_CHANGES, changes.practice_changes, name="practice_changes"),
    path(f"{IN_CHANGES}new/", changes.add_practice_change, name="add_practice_change"),
    path(f"{IN_CHANGES}<int:pk>/", changes.practice_change, name="practice_change"),
    path(f"{IN_CHANGES}<int:pk>/change/", changes.revise_practice_change,
         name="revise_practice_change"),
    path(f"{IN_CHANGES}<int:pk>/end/", changes.end_practice_change, name="end_practice_change"),
    path(f"{IN_CHANGES}<int:pk>/reopen/", changes.reopen_practice_change,
         name="reopen_practice_change"),
]  # fmt: skip
