"""What the demo world thinks about, shares and does differently."""

import pytest

from dashboards.waiting import waits_for
from meetings.models import AgendaItem
from partners.models import Membership
from reflections.models import PracticeChange, Prompt, Reflected, SharedPassage
from tests.factories import now

pytestmark = pytest.mark.usefixtures("built")


def test_there_is_a_change_in_each_state_and_one_that_waits():
    assert set(PracticeChange.objects.values_list("outcome", flat=True)) == {"", "done", "dropped"}
    tom = Membership.objects.select_related("person", "partnership").get(person__name="Tom Nguyen")
    assert "practice_change" in {each.kind for each in waits_for([tom], now())}


def test_time_was_kept_once_and_once_not():
    assert set(AgendaItem.objects.protected().values_list("was_kept", flat=True)) == {
        True, False, None,
    }  # fmt: skip


def test_those_with_power_and_who_wants_it_are_asked_before_the_next_meeting():
    asked = set(Reflected.objects.values_list("membership__person__name", flat=True))

    assert {"Grace Kim", "David Stein", "Priya Raman", "Maya Okafor", "ليلى حداد"} <= asked
    assert "Rosa Jiménez" not in asked


def test_every_question_stands_in_three_languages_and_passages_in_two():
    assert Prompt.objects.exclude(text_en="").exclude(text_es="").exclude(text_ar="").count() == 2
    assert {each.language for each in SharedPassage.objects.all()} == {"es", "ar"}
    assert all(each.words for each in SharedPassage.objects.all())
