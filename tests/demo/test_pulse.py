"""How the demo's meetings were, and how power worked there: what a visitor may want to see."""

import pytest

from notices.models import Delivery
from partners.models import Channel
from reflections import mirror, pulse_results, pulsing
from reflections.models import PowerMap, PowerNote, Pulse, Replied
from tests.factories import now

pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def clinic(built):
    return Pulse.objects.first().partnership


def test_pulses_closed_with_results_shown_and_hidden_and_one_is_open(clinic):
    results = pulse_results.for_members(clinic, now())

    assert results.meetings == 3
    assert {result.yes is None for result in results.each} == {True, False}
    assert results.has_low
    assert Pulse.objects.open(now()).count() == 1
    assert not Replied.objects.exists()
    asked = Delivery.objects.open().filter(notice__kind=pulsing.PULSE)
    assert set(asked.values_list("channel", flat=True)) == {
        Channel.EMAIL,
        Channel.TEXT,
        Channel.CALL,
    }


def test_one_decision_is_looked_at_and_one_led_to_something(clinic):
    looked_at, done = PowerMap.objects.open().get(), PowerMap.objects.closed().get()

    assert looked_at.address.startswith(f"/p/{clinic.slug}/decisions/")
    assert {note.language for note in looked_at.notes.all()} == {"en", "es", "ar"}
    assert PowerNote.objects.filter(recorded_by__isnull=False).exists()
    assert done.differently_ar


def test_the_mirror_shows_small_groups_together(clinic):
    found = mirror.mirror([clinic], now=now())

    assert found.is_merged
    assert [len(row.cells) for row in found.rows] == [6, 6]
