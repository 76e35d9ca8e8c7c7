"""Addresses of agreements, decisions, inputs, seats and reviews."""

from charters import agreement_urls, decision_urls, help_urls, plan_urls

app_name = "charters"

urlpatterns = [
    *agreement_urls.urlpatterns,
    *decision_urls.urlpatterns,
    *help_urls.urlpatterns,
    *plan_urls.urlpatterns,
]
