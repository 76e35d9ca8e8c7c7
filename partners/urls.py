"""Addresses of people and partnerships."""

from django.urls import path

from partners import carrying_views, data_views, join_views, me_views, reason_views, views

app_name = "partners"

urlpatterns = [
    path("", me_views.welcome, name="welcome"),
    path("sw.js", carrying_views.service_worker, name="service_worker"),
    path("<slug:language>.webmanifest", carrying_views.manifest, name="manifest"),
    path("offline/", carrying_views.offline, name="offline"),
    path("offline/token/", carrying_views.offline_token, name="offline_token"),
    path("language/", me_views.language, name="language"),
    path("join/", join_views.join_by_code, name="join_by_code"),
    path("join/<str:token>/", join_views.join, name="join"),
    path("me/", me_views.me, name="me"),
    path("me/data/", data_views.my_data, name="my_data"),
    path("me/erase/", data_views.erase_me, name="erase_me"),
    path("me/erase/confirm/", data_views.confirm_erasing, name="confirm_erasing"),
    path("me/erase/stay/", data_views.stay, name="stay"),
    path("partnerships/new/", views.new_partnership, name="new_partnership"),
    path("p/<slug:slug>/welcome/needs/", join_views.welcome_needs, name="welcome_needs"),
    path("p/<slug:slug>/welcome/why/", join_views.welcome_why, name="welcome_why"),
    path("p/<slug:slug>/welcome/done/", join_views.welcome_done, name="welcome_done"),
    path("p/<slug:slug>/me/needs/", me_views.my_needs, name="my_needs"),
    path("p/<slug:slug>/me/needs/<int:pk>/", me_views.change_need, name="change_need"),
    path("p/<slug:slug>/me/needs/<int:pk>/end/", me_views.end_need, name="end_need"),
    path("p/<slug:slug>/me/seen/", me_views.my_seen, name="my_seen"),
    path("p/<slug:slug>/me/reason/", reason_views.my_reason, name="my_reason"),
    path("p/<slug:slug>/me/reason/delete/", reason_views.delete_reason, name="delete_reason"),
    path("p/<slug:slug>/me/boundary/", reason_views.my_boundary, name="my_boundary"),
    path("p/<slug:slug>/me/goals/", reason_views.my_goals, name="my_goals"),
    path("p/<slug:slug>/me/goals/<uuid:goal>/", reason_views.change_goal, name="change_goal"),
    path(
        "p/<slug:slug>/me/goals/<uuid:goal>/remove/", reason_views.remove_goal, name="remove_goal"
    ),
    path(
        "p/<slug:slug>/me/goals/<uuid:goal>/<int:action>/",
        reason_views.answer_goal_action,
        name="answer_goal_action",
    ),
    path("p/<slug:slug>/me/strengths/", me_views.my_strengths, name="my_strengths"),
    path("p/<slug:slug>/me/pause/", me_views.pause, name="pause"),
    path("p/<slug:slug>/me/resume/", me_views.resume, name="resume"),
    path("p/<slug:slug>/me/leave/", me_views.leave, name="leave"),
    path("p/<slug:slug>/people/", views.people, name="people"),
    path("p/<slug:slug>/people/<int:pk>/", views.person, name="person"),
    path("p/<slug:slug>/people/<int:pk>/place/", views.place, name="place"),
    path("p/<slug:slug>/people/<int:pk>/contact/", views.contact, name="contact"),
    path("p/<slug:slug>/people/<int:pk>/erase/", data_views.record_erasing, name="record_erasing"),
    path("p/<slug:slug>/people/<int:pk>/break/", views.record_break, name="record_break"),
    path("p/<slug:slug>/settings/", views.settings, name="settings"),
    path("p/<slug:slug>/settings/rules/", views.rules, name="rules"),
]
