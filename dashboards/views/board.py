"""A partnership's figures: the dashboard, one indicator, the ladder."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboards import board, ladder, overrides, spending
from dashboards.indicators import BY_ID, Indicator
from partners.access import PersonRequest, numbers_only
from partners.looking import Onlooker

ABOUT_MONEY = {"e6", "f4"}  # what is said about money stands beside these figures


def layout(onlooker: Onlooker) -> dict[str, Any]:
    """Return what the frame of a page needs: tabs for members, the way back for leaders."""
    frame = "partnership.html" if onlooker.membership else "dashboards/from_above.html"
    return {
        "onlooker": onlooker,
        "membership": onlooker.membership,
        "layout": frame,
        "tab": "dashboard",
    }


def named(indicator: str) -> Indicator:
    """Return the indicator that an address names, or 404."""
    if indicator not in BY_ID:
        raise Http404
    return BY_ID[indicator]


@numbers_only()
def dashboard(request: PersonRequest, onlooker: Onlooker) -> HttpResponse:
    """The five principles at a glance: figures, promises, what is overdue and who can act."""
    now = timezone.now()
    figures = board.of_partnership(onlooker.partnership, now)
    context = {
        **layout(onlooker),
        "parts": figures.parts,
        "questions": figures.questions,
        "overrides": overrides.look([onlooker.partnership], now),
        "money": spending.look([onlooker.partnership], now)[0],
    }
    return render(request, "dashboards/dashboard.html", context)


@numbers_only()
def indicator(request: PersonRequest, onlooker: Onlooker, indicator: str) -> HttpResponse:
    """One indicator: how it is worked out, from what, and what it does not say."""
    asked = named(indicator)
    now = timezone.now()
    figures = board.of_partnership(onlooker.partnership, now)
    context = {**layout(onlooker), "line": figures.line(asked)}
    if asked.id in ABOUT_MONEY:
        context["money"] = spending.look([onlooker.partnership], now)[0]
    return render(request, "dashboards/indicator.html", context)


@numbers_only()
def ladder_view(request: PersonRequest, onlooker: Onlooker) -> HttpResponse:
    """How far decisions are shared: as organisers say, and as people experienced it."""
    now = timezone.now()
    found = ladder.of_partnership(onlooker.partnership, now)
    return render(request, "dashboards/ladder.html", {**layout(onlooker), "ladder": found})
