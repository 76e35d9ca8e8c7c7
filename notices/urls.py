"""Addresses of the ledger's pages and of answer links."""

from django.urls import path

from notices import (
    answer_views,
    emergency_views,
    help_views,
    invite_views,
    letter_views,
    paper_views,
    text_views,
    views,
)

app_name = "notices"

urlpatterns = [
    path("a/<str:token>/", answer_views.answer, name="answer"),
    path("unsubscribe/<str:token>/", answer_views.unsubscribe, name="unsubscribe"),
    path("texts/incoming/", text_views.incoming, name="text_incoming"),
    path("texts/status/<uuid:key>/", text_views.status, name="text_status"),
    path("p/<slug:slug>/outbox/", views.show_outbox, name="outbox"),
    path("p/<slug:slug>/outbox/<int:pk>/", views.delivery, name="delivery"),
    path("p/<slug:slug>/outbox/<int:pk>/resend/", views.resend, name="resend"),
    path("p/<slug:slug>/outbox/release/", views.release, name="release"),
    path("p/<slug:slug>/outbox/preview/", views.examples, name="examples"),
    path("p/<slug:slug>/outbox/preview/<str:kind>/<str:language>/", views.preview, name="preview"),
    path("p/<slug:slug>/calls/", views.calls, name="calls"),
    path("p/<slug:slug>/calls/<int:pk>/", views.record_call, name="record_call"),
    path("p/<slug:slug>/me/helpers/", help_views.my_helpers, name="my_helpers"),
    path("p/<slug:slug>/me/recorded/", help_views.recorded_for_me, name="recorded_for_me"),
    path("p/<slug:slug>/people/<int:pk>/helpers/", help_views.record_helper, name="record_helper"),
    path("p/<slug:slug>/people/<int:pk>/needs/", help_views.record_needs, name="record_needs"),
    path("p/<slug:slug>/people/<int:pk>/emergency/", emergency_views.emergency, name="emergency"),
    path(
        "p/<slug:slug>/emergencies/<int:pk>/",
        emergency_views.agree_emergency,
        name="agree_emergency",
    ),
    path("p/<slug:slug>/helping/", help_views.helping_list, name="helping"),
    path("p/<slug:slug>/helping/<int:pk>/", help_views.help, name="help"),
    path("p/<slug:slug>/helping/<int:pk>/end/", help_views.end_help, name="end_help"),
    path("p/<slug:slug>/helping/<int:pk>/needs/", help_views.help_needs, name="help_needs"),
    path("p/<slug:slug>/tasks/", views.tasks, name="tasks"),
    path("p/<slug:slug>/tasks/<int:pk>/done/", views.finish_task, name="finish_task"),
    path("p/<slug:slug>/letters/", letter_views.to_print, name="letters"),
    path("p/<slug:slug>/letters/<int:pk>/print/", letter_views.print_letter, name="print_letter"),
    path("p/<slug:slug>/letters/<int:pk>/posted/", letter_views.post_letter, name="post_letter"),
    path("p/<slug:slug>/paper/", paper_views.type_code, name="paper"),
    path("p/<slug:slug>/paper/<str:code>/", paper_views.type_paper, name="type_paper"),
    path("p/<slug:slug>/people/invite/", invite_views.invite, name="invite"),
    path("p/<slug:slug>/invitations/<int:pk>/reissue/", invite_views.reissue, name="reissue"),
    path("p/<slug:slug>/invitations/<int:pk>/yes/", invite_views.record_yes, name="record_yes"),
    path("p/<slug:slug>/invitations/<int:pk>/withdraw/", invite_views.withdraw, name="withdraw"),
    path("p/<slug:slug>/invitations/<int:pk>/letter/", invite_views.letter, name="letter"),
]
