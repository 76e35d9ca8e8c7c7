"""No table that knows a person is forgotten: each may be taken along and erased, or says why not.

To add a table, declare it in its app's `own_tables.py`.
"""

import pytest
from django.apps import apps
from django.db.models import BinaryField

from partners import own_data
from partners.models import Person

PARTS = own_data.parts()
SECRET = ("nonce", "hash", "seal", "password")
PROOF = {"charters.Signature.seal"}  # a checksum, by which a signature can be verified


def leads_to_a_person(model, seen=()):
    """Say whether one may walk from a row to a person, by one key or by several."""
    others = {
        each.related_model
        for each in model._meta.get_fields()
        if each.concrete and each.is_relation and each.related_model
    }
    others -= {model, *seen}
    return Person in others or any(leads_to_a_person(each, (*seen, model)) for each in others)


KNOWING = [model for model in apps.get_models() if model is Person or leads_to_a_person(model)]


def test_there_is_something_to_walk():
    assert len(KNOWING) > 80


@pytest.mark.parametrize("model", KNOWING, ids=lambda model: model._meta.label)
def test_what_leads_to_a_person_is_declared_or_left_out_with_a_reason(model):
    declared = {part.model for part in PARTS}

    assert (model in declared) != bool(own_data.left_out().get(model))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.model._meta.label)
def test_each_table_says_what_becomes_of_it(part):
    assert part.goes != bool(part.stays), "It goes, or it stays for a written reason."


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.model._meta.label)
def test_no_secret_is_taken_along(part):
    secrets = {
        each.name
        for each in part.model._meta.concrete_fields
        if any(word in each.name for word in SECRET) and not isinstance(each, BinaryField)
    }

    open_ones = {name for name in secrets if f"{part.model._meta.label}.{name}" not in PROOF}
    assert open_ones <= {*part.hidden}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.model._meta.label)
def test_the_lookups_lead_to_people(part, db):
    somebody = Person(pk=0)

    assert not part.rows(somebody).exists()
    assert not part.rows_to_take(somebody).exists()
