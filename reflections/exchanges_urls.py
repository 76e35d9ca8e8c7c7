"""Addresses of offers, asks and what was given."""

from django.urls import path

from reflections.views import exchanges, given

HERE = "p/<slug:slug>/exchanges/"

urlpatterns = [
    path(HERE, exchanges.exchange_list, name="exchanges"),
    path(f"{HERE}offer/", exchanges.offer, name="offer"),
    path(f"{HERE}ask/", exchanges.ask, name="ask"),
    path(f"{HERE}offer/for-somebody/", exchanges.record_offer, name="record_offer"),
    path(f"{HERE}ask/for-somebody/", exchanges.record_ask, name="record_ask"),
    path(f"{HERE}count-me/", exchanges.count_me, name="count_me"),
    path(f"{HERE}<int:pk>/", exchanges.exchange, name="exchange"),
    path(f"{HERE}<int:pk>/change/", exchanges.change, name="change_exchange"),
    path(f"{HERE}<int:pk>/take-back/", exchanges.withdraw, name="withdraw_exchange"),
    path(f"{HERE}<int:pk>/right/", exchanges.confirm_recording, name="exchange_right"),
    path(f"{HERE}<int:pk>/needed/", exchanges.still_needed, name="still_needed"),
    path(f"{HERE}<int:pk>/take-up/", exchanges.take_up, name="take_up"),
    path(f"{HERE}<int:pk>/take-up/for-somebody/", exchanges.record_take_up, name="record_take_up"),
    path(f"{HERE}given/", given.given_list, name="given_list"),
    path(f"{HERE}given/<int:pk>/", given.given, name="given"),
    path(f"{HERE}given/<int:pk>/gave/", given.gave, name="gave"),
    path(f"{HERE}given/<int:pk>/confirm/", given.confirm, name="confirm_given"),
    path(f"{HERE}given/<int:pk>/confirm/for-somebody/", given.record, name="record_given"),
    path(f"{HERE}given/<int:pk>/drop/", given.drop, name="drop_given"),
    path(f"{HERE}given/<int:pk>/keep/", given.keep_between, name="keep_between"),
    path(f"{HERE}given/<int:pk>/thank/", given.thank, name="thank"),
]
