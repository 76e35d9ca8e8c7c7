"""Addresses of the home pages."""

from django.urls import path

from dashboards import statement_views, views

app_name = "dashboards"

urlpatterns = [
    path("home/", views.home, name="home"),
    path(
        "p/<slug:slug>/agreements/statement/",
        statement_views.draft_statement,
        name="draft_statement",
    ),
    path("p/<slug:slug>/", views.partnership, name="partnership"),
]
