"""Many people open pages at the same moment: the log stays one chain, without gaps."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from partners import auditing
from partners.models import Action, AuditHead
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_forty_lines_at_once_are_one_chain():
    maya = MembershipFactory(facilitator=True)

    def add(_turn):
        try:
            auditing.record(Action.EXPORTED, by=maya)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(40)))

    head = AuditHead.objects.get(partnership=maya.partnership)
    assert (head.number, head.events.count()) == (40, 40)
    call_command("verify_audit", mark=[head.mark])
