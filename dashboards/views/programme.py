"""A programme's figures: its partnerships side by side, one indicator, the ladder by stage."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboards import board, filters, ladder, overrides, programme, spending
from dashboards.views.board import named
from partners.access import PersonRequest, programme_only
from partners.looking import ProgrammeOnlooker
from partners.paging import page_of


@programme_only()
def overview(request: PersonRequest, onlooker: ProgrammeOnlooker) -> HttpResponse:
    """Promises kept, side by side; what could not wait; what leaders owe; the whole in figures."""
    now = timezone.now()
    page = page_of(programme.by_name(onlooker.partnerships()), request)
    whole = board.of_programme(onlooker.programme, now)
    context = {
        "onlooker": onlooker,
        "page": page,
        "rows": programme.rows(page, now),
        "spending": spending.look(page, now),
        "promises": programme.PROMISES,
        "parts": whole.parts,
        "questions": whole.questions,
        "overrides": overrides.look(page, now, of_several=True),
        "leaders": programme.what_leaders_owe(onlooker.programme, now),
        "in_the_way": programme.what_waits_for_leaders(onlooker.programme, now),
    }
    return render(request, "dashboards/programme.html", context)


@programme_only()
def indicator(request: PersonRequest, onlooker: ProgrammeOnlooker, indicator: str) -> HttpResponse:
    """One indicator of the whole programme, of everyone or by at most two filters."""
    asked = named(indicator)
    chosen = filters.read(asked, request.GET.dict())
    whole = board.of_programme(onlooker.programme, timezone.now())
    context = {"onlooker": onlooker, "line": whole.line(asked, chosen.slice), "chosen": chosen}
    return render(request, "dashboards/programme_indicator.html", context)


@programme_only()
def ladder_view(request: PersonRequest, onlooker: ProgrammeOnlooker) -> HttpResponse:
    """How far decisions are shared in the whole programme, and stage by stage."""
    ladders = ladder.of_programme(onlooker.programme, timezone.now())
    context = {"onlooker": onlooker, "ladder": ladders}
    return render(request, "dashboards/programme_ladder.html", context)
