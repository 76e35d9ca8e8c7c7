"""The addresses of the site, and some that break in each way that the framework knows."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.urls import path

from coprod.urls import *  # noqa: F403
from partners.access import public


def breaking(error):
    @public
    def view(request):
        raise error

    return view


urlpatterns = [
    *urlpatterns,  # noqa: F405
    path("breaks/400/", breaking(SuspiciousOperation())),
    path("breaks/403/", breaking(PermissionDenied())),
    path("breaks/404/", breaking(Http404())),
    path("breaks/413/", breaking(RequestDataTooBig())),
    path("breaks/500/", breaking(RuntimeError())),
]
