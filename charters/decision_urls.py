"""Addresses of decisions, inputs, seats and reviews."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
