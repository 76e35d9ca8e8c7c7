"""Ten clicks at once: one passage, one change, one mark; and nobody's mark is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from notices.models import Notice
from partners.models import Membership
from reflections import asking, changing, journaling, sharing
from reflections.models import AskMe, Mark, PracticeChange, SharedPassage
from tests.factories import MembershipFactory, PartnershipFactory, now
from tests.reflections.factories_prompts import PracticeChangeFactory
from tests.reflections.journals import write

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 10


def at_once(call, refusals=()):
    """Make a call in ten threads, each with its number and connection; count what went well."""
    together = Barrier(CLICKS)

    def click(number):
        together.wait()
        try:
            call(number)
        except refusals:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(CLICKS) as threads:
        return sum(threads.map(click, range(CLICKS)))


def test_a_passage_is_shared_once():
    rosa = MembershipFactory()
    tom = MembershipFactory(partnership=rosa.partnership)
    uid = uuid4()

    at_once(
        lambda _number: sharing.share(
            rosa, "Hoy.", language="es", readers=[tom], uid=uid, now=now()
        )
    )

    assert SharedPassage.objects.count() == 1
    assert Notice.objects.filter(kind="passage_shared").count() == 1


def test_a_change_is_agreed_once_and_ends_once():
    grace = MembershipFactory()
    due = PracticeChangeFactory.build(partnership=grace.partnership, owner=grace).due_on

    def agree(_number):
        change = PracticeChange(
            partnership=grace.partnership, owner=grace, due_on=due, what_en="One."
        )
        changing.agree(change, by=grace, now=now())

    at_once(agree)
    change = PracticeChange.objects.get()
    ended = at_once(lambda _number: changing.end(change, "done", now=now()), changing.EndedAlready)

    assert ended == 1


def test_a_wish_to_be_asked_stands_once():
    rosa = MembershipFactory()

    at_once(lambda _number: asking.choose(Membership.objects.get(pk=rosa.pk), wants=True))

    assert AskMe.objects.count() == 1


def test_ten_people_who_tag_at_once_are_ten_marks_here_and_in_the_programme():
    partnership = PartnershipFactory()
    members = [MembershipFactory(partnership=partnership) for _number in range(CLICKS)]
    entries = [write(member) for member in members]

    def tag(number):
        journaling.tag(members[number].person, entries[number].pk, ["time"], now=now())

    assert at_once(tag) == CLICKS
    for place in (partnership, partnership.programme):
        assert Mark.objects.of(place).filter(theme="time").count() == CLICKS
        assert Mark.objects.of(place).count() == 2 * CLICKS


def test_one_person_who_tags_ten_times_at_once_is_one_mark():
    rosa = MembershipFactory()
    entries = [write(rosa) for _number in range(CLICKS)]

    def tag(number):
        journaling.tag(rosa.person, entries[number].pk, ["time"], now=now())

    assert at_once(tag) == CLICKS
    assert Mark.objects.of(rosa.partnership).filter(theme="time").count() == 1
