"""Addresses of agreements, decisions, inputs, seats and reviews."""

app_name = "charters"

urlpatterns: list = []
