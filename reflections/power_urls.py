"""Addresses of power maps and of the power mirror."""

from django.urls import path

from reflections.views import power

IN_POWER = "p/<slug:slug>/power/"
NOTE = f"{IN_POWER}<int:pk>/notes/<int:note>/"

urlpatterns = [
    path(IN_POWER, power.power_list, name="power"),
    path(f"{IN_POWER}mirror/", power.mirror, name="power_mirror"),
    path(f"{IN_POWER}new/", power.start, name="start_power_map"),
    path(f"{IN_POWER}<int:pk>/", power.power_map, name="power_map"),
    path(f"{IN_POWER}<int:pk>/say/", power.say, name="say_power"),
    path(f"{IN_POWER}<int:pk>/record/", power.record, name="record_power"),
    path(f"{IN_POWER}<int:pk>/close/", power.close, name="close_power_map"),
    path(f"{NOTE}change/", power.change, name="change_power"),
    path(f"{NOTE}take-back/", power.withdraw, name="withdraw_power"),
    path(f"{NOTE}confirm/", power.confirm, name="confirm_power"),
]
