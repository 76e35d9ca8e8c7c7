"""Pages of one purpose that a link in a message opens, without signing in.

They are exempt from the CSRF check: the token in the address is the secret that a forged page would
lack, and old phones and mail programs lose the cookie that the check needs.
"""

from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from notices import answers, kinds, muting, receipts
from notices.rendering import language_of
from partners.access import View, public

# Whoever is signed in on this device, the page is about somebody's one question and nothing else.
NOTHING_ELSE: dict[str, Any] = {"reader": None, "messages": [], "site_languages": [], "demo": False}


def one_purpose(view: View) -> View:
    """Keep the address out of caches, search and the Referer of other sites."""

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


# The address itself is the secret, there is no session to ride on, and old phones lose cookies.
@csrf_exempt
@public
@one_purpose
def answer(request: HttpRequest, token: str) -> HttpResponse:
    found = answers.find(token)
    if found is None:
        return render(request, "notices/unknown_link.html", NOTHING_ELSE, status=404)
    question, obj = found
    person = question.person(obj)
    language = language_of(person, question.partnership(obj))
    with override(language), timezone.override(person.zone):
        return _answer(request, question, obj, timezone.now())


def _answer(
    request: HttpRequest, question: answers.Question, obj: Model, now: datetime
) -> HttpResponse:
    """Ask, or record and go back to the same page, which then shows what was answered."""
    is_open = question.is_open(obj, now)
    value = request.POST.get("answer", "")
    is_offered = question.offers(obj, value)
    if request.method == "POST" and is_open and is_offered:
        receipts.record(question, obj, value, recorded_by=None, now=now)
        return redirect(request.path)
    context = {
        **NOTHING_ELSE,
        "question": question.ask(obj),
        "choices": question.choices(obj),
        "current": question.current(obj),
        "answer": question.answer(obj),
        "recorded_by": question.recorded_by(obj),
        "is_open": is_open,
        "is_wrong": request.method == "POST" and not is_offered,
    }
    status = 410 if not is_open else 400 if context["is_wrong"] else 200
    return _show(request, "notices/answer.html", context, status)


# A mail program posts here by itself (RFC 8058): it has the address, and no cookie.
@csrf_exempt
@public
@one_purpose
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask; or do it at once, as a mail program's one click (RFC 8058) wants it."""
    found = muting.find(token)
    if found is None:
        return render(request, "notices/unknown_link.html", NOTHING_ELSE, status=404)
    person, category = found
    with override(language_of(person)), timezone.override(person.zone):
        is_muted = category in person.muted
        if request.method == "POST":
            is_muted = "again" not in request.POST
            muting.set_muted(person, category, muted=is_muted)
        always = [kind for kind in kinds.all_kinds() if not kind.may_be_muted]
        context = {
            **NOTHING_ELSE,
            "category": category.label,
            "is_muted": is_muted,
            "always": [kind.label for kind in always if kind.category != kinds.Category.WORK],
        }
        return _show(request, "notices/unsubscribe.html", context)


def _show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Content-Language"] = get_language()
    return response
