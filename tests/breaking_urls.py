"""The addresses of the site, and some that break in each way that the framework knows."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from coprod.urls import *  # noqa: F403
from partners.access import public
from tests.factories import PersonFactory


def breaking(error):
    @public
    def view(request):
        raise error

    return view


@csrf_exempt
@public
def anything(request):
    """Take in everything and check nothing, which is what the fuzzer looks for."""
    if "name" in request.POST:
        PersonFactory(name=request.POST["name"][:100])
    words = request.POST.get("words", "")
    return HttpResponse(f"<p class='note warn'>{words if '<' in words else ''}</p>")


urlpatterns = [
    *urlpatterns,  # noqa: F405
    path("breaks/anything/", anything),
    path("breaks/400/", breaking(SuspiciousOperation())),
    path("breaks/403/", breaking(PermissionDenied())),
    path("breaks/404/", breaking(Http404())),
    path("breaks/413/", breaking(RequestDataTooBig())),
    path("breaks/500/", breaking(RuntimeError())),
]
