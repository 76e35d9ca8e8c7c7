"""Twenty clicks of one person at once: one signature under a version."""

import pytest

from charters.models import Signature
from tests.charters.agreeing import Table, opened, sign
from tests.charters.test_decisions_at_once import at_once


@pytest.mark.django_db(transaction=True)
def test_twenty_signatures_of_one_person_under_one_version_are_one():
    table = Table()
    version = opened(table)
    member = table.everyone[0]

    at_once(lambda: sign(version, member), ())

    assert Signature.objects.filter(version=version, membership=member).count() == 1
