"""Addresses of agreements, decisions, inputs, seats, reviews and open calls."""

from charters import agreement_urls, call_urls, decision_urls, help_urls, plan_urls

app_name = "charters"

urlpatterns = [
    *agreement_urls.urlpatterns,
    *decision_urls.urlpatterns,
    *help_urls.urlpatterns,
    *plan_urls.urlpatterns,
    *call_urls.urlpatterns,
]
