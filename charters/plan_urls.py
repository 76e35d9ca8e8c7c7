"""Addresses of the plan for involvement."""

from django.urls import path

from charters.views import plan

urlpatterns = [
    path("p/<slug:slug>/plan/", plan.plan, name="plan"),
    path("p/<slug:slug>/plan/new/", plan.add, name="plan_activity"),
    path("p/<slug:slug>/plan/<int:pk>/close/", plan.close, name="close_activity"),
]
