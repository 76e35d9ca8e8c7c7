"""Addresses of the ledger's pages and of answer links."""

from django.urls import path

from notices import answer_views, invite_views, letter_views, paper_views, text_views, views

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
    path("p/<slug:slug>/outbox/preview/<str:kind>/<str:language>/", views.preview, name="preview"),
    path("p/<slug:slug>/calls/", views.calls, name="calls"),
    path("p/<slug:slug>/calls/<int:pk>/", views.record_call, name="record_call"),
    path("p/<slug:slug>/tasks/", views.tasks, name="tasks"),
    path("p/<slug:slug>/tasks/<int:pk>/done/", views.finish_task, name="finish_task"),
    path("p/<slug:slug>/letters/", letter_views.to_print, name="letters"),
    path("p/<slug:slug>/letters/<int:pk>/print/", letter_views.print_letter, name="print_letter"),
    path("p/<slug:slug>/letters/<int:pk>/posted/", letter_views.post_letter, name="post_letter"),
    path("p/<slug:slug>/paper/", paper_views.type_code, name="paper"),
    path("p/<slug:slug>/paper/<str:code>/", paper_views.type_paper, name="type_paper"),
    path("p/<slug:slug>/people/invite/", invite_views.invite, name="invite"),
    path("p/<slug:slug>/invitations/<int:pk>/reissue/", invite_views.reissue, name="reissue"),
    path("p/<slug:slug>/invitations/<int:pk>/withdraw/", invite_views.withdraw, name="withdraw"),
    path("p/<slug:slug>/invitations/<int:pk>/letter/", invite_views.letter, name="letter"),
]
