"""Addresses of how it goes. Each process lists its own in a module of its name."""

from django.urls import URLPattern, URLResolver, path

from reflections import (
    barrier_urls,
    checkpoint_urls,
    exchanges_urls,
    journal_urls,
    power_urls,
    products_urls,
    prompts_urls,
    pulse_urls,
)
from reflections.views import hub

app_name = "reflections"

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:slug>/how-it-goes/", hub.hub, name="hub"),
    *barrier_urls.urlpatterns,
    *checkpoint_urls.urlpatterns,
    *exchanges_urls.urlpatterns,
    *journal_urls.urlpatterns,
    *power_urls.urlpatterns,
    *products_urls.urlpatterns,
    *prompts_urls.urlpatterns,
    *pulse_urls.urlpatterns,
]
