"""What everybody may read and do without an account: open calls, and answering one."""

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache

from charters import calling, calls_by_text
from charters.forms.calls import AnswerForm
from charters.models import Call, Way
from partners.access import public
from partners.languages import own_name
from partners.paging import page_of
from translations.reading import read

BRIEFLY = cache_control(private=True, max_age=60)


@public(methods=["GET"])
@BRIEFLY
def open_calls(request: HttpRequest) -> HttpResponse:
    """Ways to take part that partnerships chose to list."""
    page = page_of(calling.listed(timezone.now()), request)
    for call in page:
        call.shown_in = calling.language_for(call, *reads(request))
    return render(request, "charters/calls/public_list.html", {"page": page})


@public(methods=["GET"])
@BRIEFLY
def open_call(request: HttpRequest, code: int) -> HttpResponse:
    """One way to take part: what it asks, what it gives, and how to answer."""
    call = found(code)
    return render(request, "charters/calls/public.html", whole(call, request))


@public
@never_cache
def answer_call(request: HttpRequest, code: int) -> HttpResponse:
    """Say that I want to take part. No account, no e-mail to anybody."""
    call, now = found(code), timezone.now()
    form, status = AnswerForm(request.POST or None), 200
    if form.is_valid():
        if not is_within_limits(request, form):
            status = 429
            form.add_error(None, _("That was sent too often. Try again tomorrow, or call us."))
        else:
            try:
                kept = calling.answer(
                    call, form.said, language=form.cleaned_data["language"], way=Way.FORM,
                    once=form.cleaned_data["once"], now=now,
                )  # fmt: skip
                return redirect("charters:my_call_answer", token=calling.token_of(kept))
            except calling.NotOpen:
                form.add_error(None, _("This closed while you were writing. Nothing was sent."))
    context = {**whole(call, request), "form": form}
    return render(request, "charters/calls/answer.html", context, status=status)


@public
@never_cache
def my_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you, and a way to take the answer back. Opening it changes nothing."""
    kept = calling.find(token)
    if kept and request.method == "POST":
        calling.withdraw(kept)
        return render(request, "charters/calls/taken_back.html")
    if kept is None:
        return render(request, "charters/calls/gone.html", status=410)
    context = {**whole(kept.call, request), "kept": kept, "here": request.build_absolute_uri()}
    rules = kept.call.partnership.working_rules
    context["promised_on"] = calling.promised_at(kept, rules.feedback_days).astimezone(
        kept.call.partnership.zone
    )
    return render(request, "charters/calls/thanks.html", context)


def found(code: int) -> Call:
    """Return a call that everybody may read, or 404."""
    call = calling.published(code)
    if call is None:
        raise Http404
    return call


def is_within_limits(request: HttpRequest, form: AnswerForm) -> bool:
    """Say whether this device, and this address or number, may send one more answer."""
    within = ratelimit.consume(request, action="answer_call")
    key = form.contact
    return within and ratelimit.consume(request, action="answer_call_from", key=key)


def reads(request: HttpRequest) -> list[str]:
    """Return the languages the visitor reads, the one they picked first, then the page's."""
    known = request.user.reads if request.user.is_authenticated else []
    return [request.GET.get("read", ""), get_language() or "", *known]


def whole(call: Call, request: HttpRequest) -> dict[str, Any]:
    """Return all that a public page shows of a call."""
    language, there = calling.language_for(call, *reads(request)), calling.readable_in(call)
    now = timezone.now()
    return {
        "call": call,
        "is_open": call.is_open(now),
        "shown_in": language,
        "others": [(code, own_name(code)) for code in sorted(there - {language})],
        "description": str(read(call, "about", language)),
        "is_own_language": language == get_language(),
        "terms": getattr(call.partnership, "money_terms", None) if call.shows_rates else None,
        "text": calls_by_text.how(call, get_language() or language),
    }
