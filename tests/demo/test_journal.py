"""Three of the demo's people keep a journal that visitors may open."""

import pytest

from demo import journal
from partners.models import Person
from reflections import journaling, unlocking

pytestmark = pytest.mark.usefixtures("built")


@pytest.mark.parametrize(
    ("name", "language"), [("Rosa Jiménez", "es"), ("ليلى حداد", "ar"), ("Priya Raman", "en")]
)
def test_their_journals_open_with_the_pin_of_the_demo(name, language):
    person = Person.objects.get(name=name)

    assert unlocking.is_right(unlocking.lock_of(person), journal.PIN)
    assert {entry.language for entry in journaling.all_entries_of(person)} == {language}


def test_nobody_else_of_the_demo_has_one():
    others = Person.objects.exclude(name__in=journal.WRITTEN)

    assert [person for person in others if unlocking.lock_of(person)] == []
