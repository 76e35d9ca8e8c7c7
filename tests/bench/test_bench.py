"""The bench itself: what it counts, and how it says whether a goal is met."""

import pytest
from django.contrib.sessions.models import Session

from tests.bench import inside, mail, table
from tests.factories import MembershipFactory

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
