"""A partnership with a facilitator and a patient, and clients that are signed in as them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from partners.roles import Group, Role
from tests.factories import MembershipFactory, PartnershipFactory, now


@pytest.fixture
def client_of():
    def sign_in(membership):
        client = Client()
        client.force_login(membership.person)
        return client

    return sign_in


@pytest.fixture
def team(db, client_of):
    """Ana facilitates; Ben, a patient, takes part; Uma observes; Tariq translates."""
    partnership = PartnershipFactory(timezone="America/Los_Angeles")

    def member(name, **kwargs):
        return MembershipFactory(
            partnership=partnership, person__name=name, person__timezone="UTC", **kwargs
        )

    ana = member("Ana", role=Role.FACILITATOR, group=Group.FACILITATOR)
    ben = member("Ben")
    uma = member("Uma", role=Role.OBSERVER, group=Group.PAYER)
    tariq = member("Tariq", role=Role.TRANSLATOR, group=Group.STAFF, person__language="ar")
    return SimpleNamespace(
        partnership=partnership,
        ana=ana,
        ben=ben,
        uma=uma,
        tariq=tariq,
        as_ana=client_of(ana),
        as_ben=client_of(ben),
        as_uma=client_of(uma),
        as_tariq=client_of(tariq),
    )


@pytest.fixture
def address(team):
    """The address of a page in the team's partnership: address("detail", pk=1)."""

    def make(name, **kwargs):
        return reverse(f"meetings:{name}", kwargs={"slug": team.partnership.slug, **kwargs})

    return make


@pytest.fixture
def in_ten_days():
    return (now() + timedelta(days=10)).date()
