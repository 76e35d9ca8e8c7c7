"""Pages of give and take ask the database as often for 3 rows as for 300."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboards.waiting import waits_for
from partners.models import Membership, Person
from reflections import bringing_back
from reflections.models import Benefit, Exchange, Given, Maker
from tests.factories import MembershipFactory, PartnershipFactory, now
from tests.reflections.factories_exchanges import made, offer

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 300
A_BATCH = 60  # SQLite takes more rows in several statements
MOST = 14  # statements a page; two of them are the session and who is signed in


def people(maya, count):
    persons = Person.objects.bulk_create(
        Person(name=f"Person {number}", email=f"{maya.pk}.{number}@example.org", language="es")
        for number in range(count)
    )
    return Membership.objects.bulk_create(
        Membership(partnership=maya.partnership, person=person, group="patient", joined_at=now())
        for person in persons
    )


def exchanges(maya, count, direction):
    back = {"brought_back": 1, "brought_back_at": now()} if direction == "ask" else {}
    return Exchange.objects.bulk_create(
        Exchange(
            partnership=maya.partnership, membership=member, group="patient", direction=direction,
            kind="skill", principles=["equity"], said=f"Words {number}", language="en",
            said_at=now(), recorded_by=maya, **(back if number % 2 else {}),
        )
        for number, member in enumerate(people(maya, count))
    )  # fmt: skip


def given(maya, rows, **fields):
    fields = {"given_at": now(), "confirmed_at": now(), "benefit": "Good", "helped": True, **fields}
    return Given.objects.bulk_create(
        Given(
            partnership=maya.partnership, exchange=row, giver=row.membership, receiver=maya,
            taken_up_at=now(), taken_up_recorded_by=maya, recorded_by=maya, **fields,
        )
        for row in rows
    )  # fmt: skip


def products(maya, count):
    rows = [made(maya, title_en=f"Product {number}") for number in range(count)]
    for row in rows:
        Benefit.objects.create(
            product=row, group="patient", words="Good", language="en", said_by=maya, said_at=now()
        )
    return rows


def list_of_everything(maya, count):
    exchanges(maya, count, "ask")
    return "exchanges", {}


def list_of_offers_and_of_mine(maya, count):
    open_ones = {"given_at": None, "confirmed_at": None, "benefit": "", "helped": False}
    given(maya, exchanges(maya, count, "offer"), **open_ones)
    return "exchanges", {}


def what_came_of_one(maya, count):
    offered = offer(maya)
    members = people(maya, count)
    Given.objects.bulk_create(
        Given(
            partnership=maya.partnership, exchange=offered, giver=maya, receiver=member,
            taken_up_at=now(),
        )
        for member in members
    )  # fmt: skip
    for number in range(min(count, 20)):
        made(maya, title_en=f"Product {number}", exchange=offered)
    return "exchange", {"pk": offered.pk}


def what_was_given(maya, count):
    given(maya, exchanges(maya, count, "offer"))
    return "given_list", {}


def what_was_made(maya, count):
    products(maya, count)
    return "products", {}


def one_product(maya, count):
    product = made(maya)
    members = people(maya, count)
    Maker.objects.bulk_create(
        Maker(product=product, membership=member, group="patient", recorded_by=maya)
        for member in members
    )
    Benefit.objects.bulk_create(
        Benefit(
            product=product, group="patient", words="Good", language="en", said_by=member,
            said_at=now(),
        )
        for member in members
    )  # fmt: skip
    return "product", {"pk": product.pk}


def form_of_a_product(maya, count):
    exchanges(maya, count, "offer")
    Exchange.objects.update(kind="co_authorship")
    return "add_product", {}


PAGES = [
    list_of_everything, list_of_offers_and_of_mine, what_came_of_one, what_was_given,
    what_was_made, one_product, form_of_a_product,
]  # fmt: skip


def statements(client, build, count):
    maya = MembershipFactory(partnership=PartnershipFactory(), facilitator=True)
    name, kwargs = build(maya, count)
    client.force_login(maya.person)
    address = reverse(f"reflections:{name}", kwargs={"slug": maya.partnership.slug, **kwargs})
    client.get(address)  # the first look of a browser also writes down its session
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("build", PAGES)
def test_a_page_asks_as_often_for_many_rows_as_for_few(client, build):
    few, many = (statements(client, build, count) for count in (FEW, MANY))

    assert few == many
    assert few <= MOST


def test_what_waits_asks_as_often_for_many_as_for_few():
    counts = []
    for count in (FEW, MANY):
        maya = MembershipFactory(partnership=PartnershipFactory(), facilitator=True)
        rows = exchanges(maya, count, "offer")
        given(maya, rows, confirmed_at=None, benefit="", helped=False, asked=1)
        products(maya, count // 3)
        Exchange.objects.filter(partnership=maya.partnership).update(membership=maya)
        waits_for([maya], now())  # works out once what is asked
        with CaptureQueriesContext(connection) as queries:
            assert len(waits_for([maya], now())) > count
        counts.append(len(queries))

    assert counts[-2] == counts[-1]


def test_telling_who_may_help_asks_as_often_for_many_as_for_few():
    counts = []
    for count in (FEW, FEW, A_BATCH):  # once before, for what Django keeps in mind
        maya = MembershipFactory(partnership=PartnershipFactory(), facilitator=True)
        exchanges(maya, count, "offer")
        wanted = Exchange.objects.create(
            partnership=maya.partnership, membership=maya, group="facilitator", direction="ask",
            kind="skill", principles=["equity"], said="Help?", language="en",
            said_at=now(), bring_back_at=now() - timedelta(days=1),
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert bringing_back.bring_back(wanted.pk, now())
        counts.append(len(queries))

    assert counts[-2] == counts[-1]
