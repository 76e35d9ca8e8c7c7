"""Addresses of translators."""

from django.urls import path

from translations import views

app_name = "translations"

HERE = "p/<slug:slug>/translations/"
TEXT = f"{HERE}<int:text>/<slug:language>/"

urlpatterns = [
    path(HERE, views.text_list, name="list"),
    path(f"{HERE}glossary/", views.glossary, name="glossary"),
    path(f"{HERE}glossary/<int:pk>/remove/", views.remove_term, name="remove_term"),
    path(f"{HERE}files/", views.files, name="files"),
    path(f"{HERE}files/<slug:source>/<slug:language>/<slug:form>/", views.export, name="export"),
    path(f"{HERE}machine/", views.machine, name="machine"),
    path(f"{HERE}ask/<slug:kind>/<int:pk>/", views.ask, name="ask"),
    path(TEXT, views.text, name="text"),
    path(f"{TEXT}write/", views.write, name="write"),
    path(f"{TEXT}draft/", views.draft, name="draft"),
    path(f"{TEXT}approve/", views.approve, name="approve"),
]
