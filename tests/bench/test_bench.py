"""The bench itself: what it counts, and how it says whether a goal is met."""

import pytest
from django.contrib.sessions.models import Session

from tests.bench import crowd, inside, mail, table
from tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_counts_the_statements_of_a_page(client, django_assert_num_queries):
    member = MembershipFactory()
    client.force_login(member.person)
    address = f"/p/{member.partnership.slug}/"

    count, answer = inside.statements(client, address)

    assert answer.status_code == 200
    with django_assert_num_queries(count):
        client.get(address)
    assert Session.objects.exists()


@pytest.mark.parametrize(("figure", "is_met"), [(1.8, True), (1.9, False)])
def test_says_whether_a_ratio_to_the_floor_is_met(figure, is_met, capsys):
    goals = table.Table()

    goals.add("a page", "<= 1.8 x floor", figure, "ms", floor=1.0, most_ratio=1.8)

    assert goals.goals[0][5] is is_met


def test_the_mail_server_counts_what_it_takes():
    with mail.sink() as sink:
        found = mail.measure("floor", 1, 20, sink, {})

    assert found["a connection"] == 20
    assert found["rate"] > 0


def test_pages_take_no_more_statements_in_a_crowd(client):
    names = ["charters:input", "charters:inputs", "reflections:barrier", "reflections:barriers"]
    place = crowd.Place("crowd", ProgrammeFactory(), ["facilitator"], names)
    pages = [address for _name, address in place.asks["facilitator"]]
    client.force_login(place.askers["facilitator"].person)
    before = [inside.statements(client, page)[0] for page in pages]

    crowd.Copies(place.partnership, 30).multiply()

    assert place.partnership.inputs.count() > 30
    assert place.partnership.barriers.count() > 30
    assert [inside.statements(client, page)[0] for page in pages] == before
