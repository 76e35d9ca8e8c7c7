"""Addresses of the home pages and the guides."""

from django.urls import path

from dashboards import first_month_views, guide_views, views

app_name = "dashboards"

urlpatterns = [
    path("home/", views.home, name="home"),
    path("p/<slug:slug>/", views.partnership, name="partnership"),
    path("p/<slug:slug>/first-month/put-away/", first_month_views.put_away,
         name="put_first_month_away"),
    path("guides/", guide_views.guides, name="guides"),
    path("guides/<slug:name>/", guide_views.guide, name="guide"),
]  # fmt: skip
