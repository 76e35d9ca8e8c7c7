"""Lists that are too long for one page: which part of them an address asks for."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest

ON_A_PAGE = 20  # meetings, decisions, whatever is listed


class _InAll(Subquery):
    """How many rows a list has, counted beside it: none is fetched or sorted to be counted."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def page_of(
    rows: QuerySet | Sequence[Any], request: HttpRequest, name: str = "page", size: int = ON_A_PAGE
) -> Page:
    """Return the page of `rows` that the address asks for; a nearby one if there is none.

    The first page, which is nearly always the one, comes with how many rows there are, so that
    nothing is asked twice.
    """
    pages, number = Paginator(rows, size), request.GET.get(name)
    if isinstance(rows, QuerySet) and not number:
        first = list(rows.annotate(in_all=_InAll(rows.order_by().values("pk")))[:size])
        pages.object_list, pages.count = first, first[0].in_all if first else 0
    return pages.get_page(number)
