"""What people take with them: figures, lists, an archive, and what it all means."""

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards import board, dictionary, exporting
from dashboards.indicators import INDICATORS
from dashboards.lists import BY_NAME, LISTS, open_to
from partners import auditing
from partners.access import (
    PersonRequest,
    members_only,
    numbers_only,
    personal,
    programme_only,
)
from partners.looking import Onlooker, ProgrammeOnlooker
from partners.models import Membership
from partners.roles import Permission


def known_form(form: str) -> str:
    """Return the form in which a file is wanted, or 404."""
    if form not in exporting.WRITERS:
        raise Http404
    return form


def _take_along(membership: Membership, name: str) -> None:
    """Write down who takes a list of people and their words along, or refuse it for today."""
    if not auditing.may_export(membership, name, timezone.now()):
        raise PermissionDenied(_("You took this file along three times today. Wait a day."))
    auditing.exported(membership, name=name)


@numbers_only()
def figures(request: PersonRequest, onlooker: Onlooker, form: str) -> HttpResponse:
    """The figures of a partnership, as its dashboard shows them."""
    wanted, found = known_form(form), board.of_partnership(onlooker.partnership, timezone.now())
    by = onlooker.membership or onlooker.person
    auditing.exported(by, name="figures", partnership=onlooker.partnership)
    return exporting.response(exporting.figures(found), "figures", wanted)


@programme_only()
def programme_figures(
    request: PersonRequest, onlooker: ProgrammeOnlooker, form: str
) -> HttpResponse:
    """The figures of a whole programme, as published."""
    wanted, found = known_form(form), board.of_programme(onlooker.programme, timezone.now())
    auditing.exported(onlooker.person, name="figures", obj=onlooker.programme)
    return exporting.response(exporting.figures(found), "figures", wanted)


@members_only(Permission.VIEW, methods=["GET"])
def downloads(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Everything of this partnership that a member may take along."""
    context = {
        "membership": membership,
        "tab": "dashboard",
        "lists": open_to(membership),
        "forms": list(exporting.WRITERS),
    }
    return render(request, "dashboards/downloads.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def listed(request: PersonRequest, membership: Membership, name: str, form: str) -> HttpResponse:
    """One list, as its page shows it to this member."""
    if name not in BY_NAME or not membership.may(BY_NAME[name].permission):
        raise Http404
    wanted = known_form(form)
    _take_along(membership, name)
    table = BY_NAME[name].table(membership, timezone.now())
    return exporting.response(table, name, wanted)


@members_only(Permission.VIEW, methods=["GET"])
@reauthentication_required
def archive(request: PersonRequest, membership: Membership) -> HttpResponse:
    """All of it in one file. Whoever has a second factor shows it again."""
    _take_along(membership, "archive")
    found = board.of_partnership(membership.partnership, timezone.now())
    parts = exporting.archive(membership, found, timezone.now())
    return exporting.sent(parts, f"{membership.partnership.slug}.zip", "application/zip")


@personal(methods=["GET"])
def explained(request: PersonRequest) -> HttpResponse:
    """What each figure and each column means."""
    context = {
        "indicators": INDICATORS,
        "figure_columns": exporting.FIGURE_COLUMNS,
        "lists": LISTS,
    }
    return render(request, "dashboards/dictionary.html", context)


@personal(methods=["GET"])
def explained_to_programs(request: PersonRequest) -> JsonResponse:
    """The same for programs."""
    columns = {
        listed.name: {column.name: str(column.meaning) for column in listed.columns}
        for listed in LISTS
    }
    columns["figures"] = {it.name: str(it.meaning) for it in exporting.FIGURE_COLUMNS}
    return JsonResponse(
        {
            "title": _("What each figure means"),
            "indicators": list(dictionary.entries()),
            "columns": columns,
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
