"""A partnership with a facilitator and a patient, and clients that are signed in as them."""

from datetime import timedelta
from functools import cached_property

import pytest
from django.test import Client
from django.urls import reverse

from partners.roles import Group, Role
from tests.factories import MembershipFactory, PartnershipFactory, now


def signed_in(membership):
    client = Client()
    client.force_login(membership.person)
    return client


class Team:
    """Ana facilitates; Ben, a patient, takes part; Uma observes; Tariq translates.

    Each signs in when a test asks for their browser.
    """

    def __init__(self):
        self.partnership = PartnershipFactory(timezone="America/Los_Angeles")
        self.ana = self.member("Ana", role=Role.FACILITATOR, group=Group.FACILITATOR)
        self.ben = self.member("Ben")
        self.uma = self.member("Uma", role=Role.OBSERVER, group=Group.PAYER)
        self.tariq = self.member(
            "Tariq", role=Role.TRANSLATOR, group=Group.STAFF, person__language="ar"
        )

    def member(self, name, **kwargs):
        return MembershipFactory(
            partnership=self.partnership, person__name=name, person__timezone="UTC", **kwargs
        )

    @cached_property
    def as_ana(self):
        return signed_in(self.ana)

    @cached_property
    def as_ben(self):
        return signed_in(self.ben)

    @cached_property
    def as_uma(self):
        return signed_in(self.uma)

    @cached_property
    def as_tariq(self):
        return signed_in(self.tariq)


@pytest.fixture
def client_of():
    return signed_in


@pytest.fixture
def team(db):
    return Team()


@pytest.fixture
def address(team):
    """The address of a page in the team's partnership: address("detail", pk=1)."""

    def make(name, **kwargs):
        return reverse(f"meetings:{name}", kwargs={"slug": team.partnership.slug, **kwargs})

    return make


@pytest.fixture
def in_ten_days():
    return (now() + timedelta(days=10)).date()
