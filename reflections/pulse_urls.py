"""Addresses of the pulse."""

from django.urls import path

from reflections.views import pulse

IN_PULSE = "p/<slug:slug>/pulse/"

urlpatterns = [
    path("pulse/<str:token>/", pulse.by_link, name="pulse_link"),
    path(IN_PULSE, pulse.pulse, name="pulse"),
    path(f"{IN_PULSE}<int:pk>/", pulse.reply, name="reply"),
    path(f"{IN_PULSE}<int:pk>/record/", pulse.record, name="record_reply"),
]
