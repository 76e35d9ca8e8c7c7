"""Pages with figures, as members and leaders see them."""

import pytest
from django.test import Client
from django.urls import reverse

from dashboards.indicators import BY_ID
from tests.dashboards.rows import Place
from tests.factories import ProgrammeLeaderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def member(place):
    return of(place.member().person)


@pytest.fixture
def leader(place):
    return of(ProgrammeLeaderFactory(programme=place.partnership.programme).person)


def page(client, name, place, **kwargs):
    slug = place.partnership.slug
    if name.startswith("programme"):
        slug = place.partnership.programme.slug
    answer = client.get(reverse(f"dashboards:{name}", kwargs={"slug": slug, **kwargs}))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("indicator", BY_ID)
def test_each_indicator_explains_itself(place, member, leader, indicator):
    for client in (member, leader):
        for name in ("indicator", "programme_indicator"):
            html = page(client, name, place, indicator=indicator)
            assert str(BY_ID[indicator].question) in html.replace("&#x27;", "'")


@pytest.mark.parametrize("name", ["dashboard", "ladder", "programme", "programme_ladder"])
def test_pages_open(place, member, leader, name):
    for client in (member, leader):
        page(client, name, place)
