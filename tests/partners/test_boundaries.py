"""What people do not want to be asked stands wherever somebody is about to ask one of them."""

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Membership
from partners.rendering import Field
from partners.roles import GRANTS, Permission, Role
from tests.addresses import ADDRESSES, World
from tests.charters.deciding import reviewer
from tests.factories import MembershipFactory
from tests.test_access import OUR_VIEWS, address_of

pytestmark = pytest.mark.django_db
WORDS = "Nada sobre mi hija"
NAMING = [  # pages on which one person is chosen, or named, to ask something of
    *("partners:person", "charters:ask_review", "charters:seat", "charters:add_seat"),
    *("charters:record_input", "charters:record_position", "charters:record_rung"),
    *("charters:be_reviewer", "charters:duties", "charters:parties"),
    *("charters:record_signature", "meetings:plan", "meetings:change", "meetings:actions"),
    *("meetings:arrange", "meetings:record_times", "meetings:detail"),
    *("reflections:record_goal_action", "reflections:closing_wish"),
]


@pytest.fixture
def partnership():
    return MembershipFactory(facilitator=True).partnership


def limit(partnership):
    """Let everybody but facilitators say what they do not want to be asked."""
    people = Membership.objects.filter(partnership=partnership).exclude(role=Role.FACILITATOR)
    people.update(boundary=WORDS, boundary_language="es")


@pytest.mark.parametrize("name", NAMING)
def test_it_stands_on_every_page_that_names_whom_to_ask(client, partnership, name):
    maya = MembershipFactory(partnership=partnership, facilitator=True)
    MembershipFactory(partnership=partnership)
    world = World(partnership, maya)
    address = address_of(name, world)
    if name == "charters:record_rung":
        world.asked_decision.rungs.create(membership=world.member)
    limit(partnership)
    client.force_login(maya.person)

    page = client.get(address)

    assert f'<span lang="es" dir="ltr">{WORDS}</span>' in page.content.decode()


def text_of(response):
    """The whole answer, also of a file that is streamed."""
    return b"".join(response).decode(errors="replace")


@pytest.mark.sweep
def test_no_page_shows_it_to_who_only_reads_along(client, partnership):
    observer = MembershipFactory(partnership=partnership, role=Role.OBSERVER)
    world = World(partnership, observer)
    names = [name for name, view in OUR_VIEWS.items() if "GET" in view.methods]
    addresses = {name: address_of(name, world) for name in names}
    reviewer(MembershipFactory(partnership=partnership))
    limit(partnership)
    Membership.objects.filter(pk=observer.pk).update(boundary="")
    client.force_login(observer.person)

    shown = [name for name, address in addresses.items() if WORDS in text_of(client.get(address))]

    assert shown == []
    assert set(ADDRESSES) >= set(NAMING)


def test_every_form_that_chooses_a_person_is_for_who_takes_part():
    """Forms show it without knowing who reads: their doors let in only roles that take part."""
    doors = {OUR_VIEWS[name].policy for name in NAMING} - {Permission.VIEW}

    for role, granted in GRANTS.items():
        assert not granted & doors or Permission.TAKE_PART in granted, role


def test_a_field_for_who_was_there_asks_nothing(partnership):
    MembershipFactory(partnership=partnership, boundary=WORDS, boundary_language="es")
    people = Membership.objects.all()

    class Both(forms.Form):
        one = forms.ModelChoiceField(people)
        many = forms.ModelMultipleChoiceField(people)
        text = forms.CharField()

    form = Both()

    assert isinstance(form["one"], Field)
    assert [len(form[name].boundaries) for name in ("one", "many", "text")] == [1, 0, 0]


def test_many_boundaries_take_one_query(partnership):
    class One(forms.Form):
        one = forms.ModelChoiceField(Membership.objects.filter(partnership=partnership))

    for more in [3, 297]:
        MembershipFactory.create_batch(
            more, partnership=partnership, boundary=WORDS, boundary_language="es"
        )
        with CaptureQueriesContext(connection) as queries:
            names = [each.person.name for each in One()["one"].boundaries]
        assert len(queries) == 1

    assert len(names) == 300
