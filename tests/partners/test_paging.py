"""Which part of a long list an address asks for."""

import pytest
from django.db.models import Count

from partners.models import Programme
from partners.paging import page_of
from tests.factories import PartnershipFactory, ProgrammeFactory


@pytest.fixture
def programmes(db):
    return ProgrammeFactory.create_batch(5)


def rows():
    return Programme.objects.order_by("pk")


def test_the_first_page_comes_with_how_many_rows_there_are(
    programmes, rf, django_assert_num_queries
):
    with django_assert_num_queries(1):
        page = page_of(rows(), rf.get("/"), size=2)
        found = list(page)

    assert found == programmes[:2]
    assert (page.number, page.paginator.count, page.paginator.num_pages) == (1, 5, 3)


def test_rows_that_are_counted_groups_are_counted_as_rows(programmes, rf):
    here = programmes[0]
    PartnershipFactory.create_batch(2, programme=here)
    counted = rows().annotate(many=Count("partnerships")).filter(many__lt=3)

    page = page_of(counted, rf.get("/"), size=1)

    assert ([*page], page[0].many, page.paginator.count) == ([here], 2, 5)


@pytest.mark.parametrize(
    ("asked", "number", "first"),
    [("2", 2, 2), ("3", 3, 4), ("99", 3, 4), ("-1", 3, 4), ("x", 1, 0), ("", 1, 0)],
)
def test_an_address_that_asks_for_no_page_of_it_gets_a_nearby_one(
    programmes, rf, asked, number, first
):
    page = page_of(rows(), rf.get("/", {"open": asked}), "open", size=2)

    assert (page.number, list(page)) == (number, programmes[first : first + 2])


def test_nothing_is_one_empty_page(db, rf):
    page = page_of(rows(), rf.get("/"))

    assert (list(page), page.paginator.count, page.paginator.num_pages) == ([], 0, 1)


def test_what_was_read_already_comes_in_pages_too(rf):
    assert list(page_of(list("abc"), rf.get("/"), size=2)) == ["a", "b"]
