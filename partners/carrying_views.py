"""What a browser asks for to be of use without a line: manifest, service worker, offline page."""

import json

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from partners import carrying, languages
from partners.access import public


@public(methods=["GET"])
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """What a phone needs to put coprod among its apps. Browsers ask for it without a session."""
    if language not in languages.CODES:
        raise Http404
    icons = [
        {
            "src": staticfiles_storage.url(f"icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in carrying.ICON_SIZES
        for purpose in ("any", "maskable")
    ]
    mark = {"src": staticfiles_storage.url("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    content = {
        "id": "/",
        "name": "coprod",
        "short_name": "coprod",
        "lang": language,
        "dir": languages.direction(language),
        "start_url": reverse("dashboards:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5f66",
        "icons": [*icons, mark],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@public(methods=["GET"])
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker: our script, told what to keep. Any new file makes it a new worker."""
    script = staticfiles_storage.url("offline.js")
    lines = [
        f"self.SHELL = {json.dumps(carrying.shell())};",
        f"importScripts({json.dumps(script)});",
    ]
    return HttpResponse("\n".join(lines), content_type="text/javascript; charset=utf-8")


@public(methods=["GET"])
@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """What stands where a page cannot come. Kept on the phone in the clear: so it knows nobody."""
    context: dict[str, object] = {"reader": None, "site_languages": [], "messages": []}
    response = render(request, "offline.html", context)
    response.headers["Content-Language"] = get_language() or ""
    return response


@public(methods=["GET"])
@never_cache
def offline_token(request: HttpRequest) -> HttpResponse:
    """Who is signed in by now, and a fresh token: an answer that waited is sent with it."""
    return JsonResponse({"reader": carrying.mark(request.user), "token": get_token(request)})
