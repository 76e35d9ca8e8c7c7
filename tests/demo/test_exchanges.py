"""What the demo world gives and takes: each state that a visitor may want to see."""

import pytest

from reflections.models import Credit, Exchange, Given, Maker, Principle, Product
from tests.factories import now

pytestmark = pytest.mark.usefixtures("built")


def test_people_of_every_group_offer_and_ask_in_three_languages():
    exchanges = Exchange.objects.all()

    assert set(exchanges.values_list("language", flat=True)) == {"en", "es", "ar"}
    assert {"patient", "family", "provider", "leader", "payer", "facilitator"} <= set(
        exchanges.values_list("group", flat=True)
    )
    assert {name for each in exchanges for name in each.principles} == set(Principle.values)
    assert Exchange.objects.brought_back(now()).standing().unanswered().count() == 1
    assert exchanges.filter(shown_as_group=True).exists()
    assert exchanges.filter(recorded_by__isnull=False).exists()


def test_something_is_agreed_given_and_confirmed_with_its_benefit():
    assert {given.state for given in Given.objects.all()} == {"given", "confirmed"}
    assert Given.objects.exclude(benefit="").exclude(thanked_at=None).exists()
    assert Given.objects.filter(for_group=True).exists()


def test_a_leaflet_names_its_makers_in_three_languages_as_they_wish():
    leaflet = Product.objects.out().get()

    assert all([leaflet.title_en, leaflet.title_es, leaflet.title_ar])
    wishes = set(leaflet.makers.values_list("credit", flat=True))
    assert wishes == {Credit.FULL_NAME, Credit.AS_WRITTEN, Credit.GROUP}
    assert set(leaflet.benefits.values_list("language", flat=True)) == {"en", "es", "ar"}
    assert Maker.objects.filter(credit="").exists()
