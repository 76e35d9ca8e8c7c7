"""All addresses. Each app brings its own; what machines ask is answered here."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from coprod.health import health, livez, readyz
from coprod.metrics import metrics
from partners.access import View, public

# There are none; a stolen session must not make one. Whoever asks is led to signing in.
NO_PASSWORDS = public(cast("View", RedirectView.as_view(url=reverse_lazy("account_login"))))
# Ending sessions asks for the second factor again, as other changes of signing in do.
OWN_SESSIONS = reauthentication_required(allow_get=True)(list_usersessions)

urlpatterns = [
    path("health/", health, name="health"),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/password/<path:rest>", NO_PASSWORDS, name="account_no_passwords"),
    path("accounts/sessions/", OWN_SESSIONS, name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    path("", include("dashboards.urls")),
    path("", include("charters.urls")),
    path("", include("reflections.urls")),
    path("", include("meetings.urls")),
    path("", include("translations.urls")),
    path("", include("notices.urls")),
    path("", include("partners.urls")),
]
if settings.DEMO:
    urlpatterns.insert(0, path("demo/", include("demo.urls")))

handler400 = "partners.errors.bad_request"
handler403 = "partners.errors.forbidden"
handler404 = "partners.errors.not_found"
handler429 = "partners.errors.too_often"  # asked for by django-allauth
handler500 = "partners.errors.server_error"
