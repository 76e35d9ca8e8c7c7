"""Addresses where a helper speaks, decides and signs for somebody."""

from django.urls import path

from charters.views import helping

IN_HELPING = "p/<slug:slug>/helping/<int:pk>/"

urlpatterns = [
    path(f"{IN_HELPING}say/", helping.say, name="help_say"),
    path(f"{IN_HELPING}decisions/<int:decision>/", helping.position, name="help_position"),
    path(f"{IN_HELPING}agreements/<int:agreement>/<int:number>/", helping.sign, name="help_sign"),
]
