"""Addresses of how it goes. Each process lists its own in a module of its name."""

from django.urls import path

from reflections import checkpoint_urls
from reflections.views import hub

app_name = "reflections"

urlpatterns = [
    path("p/<slug:slug>/how-it-goes/", hub.hub, name="hub"),
    *checkpoint_urls.urlpatterns,
]
