"""Addresses of the home pages."""

from django.urls import path

from dashboards import views

app_name = "dashboards"

urlpatterns = [
    path("home/", views.home, name="home"),
    path("p/<slug:slug>/", views.partnership, name="partnership"),
]
