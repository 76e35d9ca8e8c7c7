"""Power maps: what people see in one decision, theirs to change and take back until it closes."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from notices.models import Notice
from reflections import power_maps, power_subjects
from reflections.models import PowerMap, PowerNote, PowerQuestion
from reflections.power_subjects import Subject
from tests.factories import MembershipFactory, now
from tests.reflections.factories_power import map_of, see
from tests.reflections.factories_pulse import members
from translations.reading import written

pytestmark = pytest.mark.django_db
WORDS = {
    "question": "stop", "said": "من يدفع.", "language": "ar", "names_groups": ["payer", "leader"],
}  # fmt: skip


@pytest.fixture
def rosa():
    return MembershipFactory(person__name="Rosa")


@pytest.fixture
def maya(rosa):
    return MembershipFactory(partnership=rosa.partnership, facilitator=True, person__name="Maya")


@pytest.fixture
def power_map(maya):
    return map_of(maya)


@pytest.fixture
def at(client):
    """Open a page of a partnership as somebody."""

    def open_page(member, name, *pks, data=None, query=""):
        client.force_login(member.person)
        address = reverse(f"reflections:{name}", args=[member.partnership.slug, *pks]) + query
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


@pytest.fixture
def grant(rosa, monkeypatch):
    """A decision that some app above knows."""
    there = Subject("/p/somewhere/decisions/7/", {"en": "Ask for a room?", "es": "¿Una sala?"})

    def decisions(partnership):
        return [there] if partnership == rosa.partnership else []

    monkeypatch.setattr(power_subjects, "_sources", [decisions])
    return there


# Beginning


def test_a_map_begins_with_a_decision_that_is_known_here(rosa, at, grant):
    form = at(rosa, "start_power_map")
    chosen = at(rosa, "start_power_map", query=f"?subject={grant.address}")
    done = at(rosa, "start_power_map", data={"subject": grant.address})

    assert "Ask for a room?" in form.text
    assert f'value="{grant.address}" selected' in chosen.text
    begun = PowerMap.objects.get()
    assert written(begun, "title") == grant.title
    assert f'href="{grant.address}"' in done.text


def test_a_map_begins_with_a_decision_in_own_words(rosa, at, grant):
    at(rosa, "start_power_map", data={"subject": "", "title_en": "Why at two in the afternoon?"})

    assert PowerMap.objects.get().title_en == "Why at two in the afternoon?"
    assert PowerMap.objects.get().address == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"subject": ""}, "Write which decision you look at."),
        ({"title_en": " "}, "Write which decision you look at."),
        ({"title_en": "x" * 100_000}, "at most 300 characters"),
        ({"subject": "/p/other/decisions/1/"}, "Select a valid choice."),
        ({"subject": "https://elsewhere.example/"}, "Select a valid choice."),
        ({"title_en": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_map_without_a_decision_is_refused_kindly(rosa, at, grant, data, sentence):
    assert sentence in at(rosa, "start_power_map", data=data).text
    assert not PowerMap.objects.exists()


def test_a_decision_of_another_partnership_cannot_be_chosen(at, grant):
    stranger = MembershipFactory()

    page = at(stranger, "start_power_map")

    assert "Ask for a room?" not in page.text


def test_an_impatient_finger_begins_one_map(rosa, at):
    for _click in range(3):
        at(rosa, "start_power_map", data={"title_en": "Opening hours"})
    at(rosa, "start_power_map", data={"title_en": "Something else"})

    assert PowerMap.objects.count() == 2


# Saying what one sees


def test_what_people_see_stands_in_their_words_with_the_groups_they_name(rosa, at, power_map):
    done = at(rosa, "say_power", power_map.pk, data=WORDS)

    note = PowerNote.objects.get()
    assert (note.membership, note.group, note.names_groups) == (
        rosa,
        "patient",
        ["payer", "leader"],
    )
    assert '<span lang="ar" dir="rtl">من يدفع.</span>' in done.text
    assert "It is on the map." in done.text
    assert "Rosa" in done.text


def test_who_wishes_is_shown_by_group_alone_to_others(rosa, maya, at, power_map):
    at(rosa, "say_power", power_map.pk, data={**WORDS, "shown_as_group": "on"})
    tom = MembershipFactory(partnership=rosa.partnership)

    mine, theirs = (at(who, "power_map", power_map.pk).text for who in (rosa, tom))

    assert "<bdi>Rosa</bdi>" in mine
    assert "Rosa" not in theirs
    assert "من يدفع." in theirs


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"said": ""}, "This field is required."),
        ({"said": " "}, "This field is required."),
        ({"said": "س" * 100_000}, "at most 2000 characters"),
        ({"question": ""}, "Choose the question you answer."),
        ({"question": "who"}, "Select a valid choice."),
        ({"names_groups": ["nobody"]}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"said": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(rosa, at, power_map, wrong, sentence):
    page = at(rosa, "say_power", power_map.pk, data={**WORDS, **wrong})

    assert sentence in page.text
    typed = (WORDS | wrong)["said"][:40].replace("\0", "")
    assert typed in page.text.replace("\0", "")
    assert not PowerNote.objects.exists()


def test_the_link_of_a_question_chooses_it(rosa, at, power_map):
    page = at(rosa, "say_power", power_map.pk, query="?question=missing")

    assert 'value="missing" required aria-invalid' not in page.text
    assert page.text.count(" checked") == 1


def test_saying_the_same_twice_says_it_once(rosa, at, power_map):
    for _click in range(3):
        at(rosa, "say_power", power_map.pk, data=WORDS)

    assert PowerNote.objects.count() == 1


def test_one_changes_and_takes_back_ones_own_words_and_nobody_elses(rosa, at, power_map):
    note = see(power_map, rosa)
    other = MembershipFactory(partnership=rosa.partnership)

    changed = at(rosa, "change_power", power_map.pk, note.pk, data={**WORDS, "said": "Better."})
    refused = at(other, "change_power", power_map.pk, note.pk, data=WORDS)
    kept = at(other, "withdraw_power", power_map.pk, note.pk, data={})

    assert "The words are changed." in changed.text
    assert "Better." in changed.text
    assert (refused.status_code, kept.status_code) == (404, 404)
    at(rosa, "withdraw_power", power_map.pk, note.pk, data={})
    assert "Better." not in at(other, "power_map", power_map.pk).text
    assert PowerNote.objects.get().withdrawn_at


def test_the_page_before_taking_back_changes_nothing(rosa, at, power_map):
    note = see(power_map, rosa)

    page = at(rosa, "withdraw_power", power_map.pk, note.pk)

    assert note.said in page.text
    assert PowerNote.objects.get().withdrawn_at is None


def test_a_note_is_found_only_under_its_own_map(rosa, at, power_map):
    note = see(map_of(rosa, title="Another"), rosa, recorded_by=power_map.started_by)

    for name in ("change_power", "withdraw_power", "confirm_power"):
        assert at(rosa, name, power_map.pk, note.pk, data={}).status_code == 404


# For somebody


def test_what_a_facilitator_writes_down_is_shown_so_and_sent_back(rosa, maya, at, power_map):
    page = at(maya, "record_power", power_map.pk, data={**WORDS, "member": rosa.pk})

    note = PowerNote.objects.get()
    assert (note.membership, note.recorded_by, note.group) == (rosa, maya, "patient")
    assert "Written down by Maya." in page.text
    assert Notice.objects.get(kind=power_maps.NOTE_RECORDED).person == rosa.person
    mine = at(rosa, "power_map", power_map.pk).text
    assert "Yes, that is what I said" in mine
    assert "Yes, that is what I said" not in page.text


def test_ones_own_words_are_ones_own_though_one_facilitates(maya, at, power_map):
    at(maya, "record_power", power_map.pk, data={**WORDS, "member": maya.pk})

    assert PowerNote.objects.get().recorded_by is None
    assert not Notice.objects.exists()


def test_words_that_are_not_theirs_are_hidden_until_they_are_changed(rosa, maya, at, power_map):
    note = see(power_map, rosa, recorded_by=maya)
    other = MembershipFactory(partnership=rosa.partnership)
    assert note.said in at(other, "power_map", power_map.pk).text

    at(rosa, "confirm_power", power_map.pk, note.pk, data={"right": "no"})

    assert note.said not in at(other, "power_map", power_map.pk).text
    assert "this is not what I said" in at(maya, "power_map", power_map.pk).text
    at(maya, "change_power", power_map.pk, note.pk, data={**WORDS, "said": "Nobody asked us."})
    assert "Nobody asked us." in at(other, "power_map", power_map.pk).text
    revisions = Notice.objects.filter(kind=power_maps.NOTE_RECORDED).values_list("revision")
    assert sorted(revisions) == [(0,), (1,)]  # asked anew about the new words


def test_the_persons_own_correction_stands_as_theirs(rosa, maya, at, power_map):
    note = see(power_map, rosa, recorded_by=maya)

    at(rosa, "change_power", power_map.pk, note.pk, data={**WORDS, "said": "In my words."})

    note.refresh_from_db()
    assert (note.said, note.recorded_right) == ("In my words.", True)
    assert Notice.objects.filter(kind=power_maps.NOTE_RECORDED).count() == 1


def test_yes_that_is_what_i_said(rosa, maya, at, power_map):
    note = see(power_map, rosa, recorded_by=maya)

    page = at(rosa, "confirm_power", power_map.pk, note.pk, data={"right": "yes"})

    assert "Yes, that is what I said" not in page.text
    assert PowerNote.objects.get().recorded_right is True


# What the group sees


def test_the_summary_says_whom_each_side_names_and_counts_nobody(rosa, power_map):
    grace, tom = (
        MembershipFactory(partnership=rosa.partnership, group=group)
        for group in ("leader", "staff")
    )
    see(power_map, rosa, "We could not.", question="stop", names_groups=["payer", "leader"])
    see(power_map, grace, "Nobody.", question="stop", names_groups=[])
    see(power_map, tom, "The plan.", question="stop", names_groups=["payer"])
    see(power_map, tom, "Yes, the plan.", question="stop", names_groups=["payer"])

    answered = power_maps.answered(power_map.notes.standing())

    assert [each.question for each in answered] == list(PowerQuestion)
    stop = answered[1]
    assert stop.named == [("lived", ["leader", "payer"]), ("care", ["payer"])]
    assert len(stop.notes) == 4


def test_closing_says_what_is_done_differently_and_ends_the_map(rosa, maya, at, power_map):
    note = see(power_map, rosa)
    words = {"differently_en": "We ask first.", "differently_es": "Preguntamos antes."}

    closed = at(maya, "close_power_map", power_map.pk, data=words)
    late = at(rosa, "say_power", power_map.pk, data=WORDS)

    assert "We ask first." in closed.text
    assert "Say what I see" not in closed.text
    assert "This map is closed." in late.text
    assert WORDS["said"] in late.text  # what was typed still stands in the form
    assert PowerNote.objects.count() == 1
    at(rosa, "withdraw_power", power_map.pk, note.pk, data={})
    assert PowerNote.objects.get().withdrawn_at
    power_map.refresh_from_db()
    assert (power_map.closed_by, power_map.differently_es) == (maya, "Preguntamos antes.")


def test_a_map_that_closed_meanwhile_keeps_its_words_and_mine(rosa, maya, at, power_map):
    note = see(power_map, rosa)
    power_maps.close(power_map, differently={"en": "We ask."}, by=maya, now=now())

    again = at(maya, "close_power_map", power_map.pk, data={"differently_en": "Something else."})
    changed = at(rosa, "change_power", power_map.pk, note.pk, data=WORDS)
    told = at(maya, "record_power", power_map.pk, data={**WORDS, "member": rosa.pk})

    assert "This map is closed." in again.text
    assert "Something else." in again.text
    assert WORDS["said"] in changed.text
    assert WORDS["said"] in told.text
    power_map.refresh_from_db()
    assert power_map.differently_en == "We ask."
    assert PowerNote.objects.get().said == note.said


def test_words_taken_back_meanwhile_are_not_changed(rosa, maya, power_map):
    note = see(power_map, rosa, recorded_by=maya)
    power_maps.withdraw(note, now=now())

    with pytest.raises(power_maps.Withdrawn):
        power_maps.correct(note, {"said": "Else"}, by=maya, now=now())


def test_closing_needs_words(maya, at, power_map):
    page = at(maya, "close_power_map", power_map.pk, data={"differently_en": " "})

    assert "Write this in at least one language." in page.text
    power_map.refresh_from_db()
    assert power_map.closed_at is None


def test_only_facilitators_close(rosa, at, power_map):
    assert at(rosa, "close_power_map", power_map.pk).status_code == 403


# Lists


def test_open_maps_and_what_is_done_differently_since(rosa, maya, at, power_map):
    done = map_of(maya, title="Two in the afternoon")
    power_maps.close(done, differently={"en": "We ask first."}, by=maya, now=now())

    page = at(rosa, "power")

    assert "Opening hours" in page.text
    assert "We ask first." in page.text


def test_an_empty_list_says_what_belongs_there(rosa, at):
    assert "No decision is being looked at." in at(rosa, "power").text


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    rosa, maya, client, django_assert_num_queries, count
):
    PowerMap.objects.bulk_create(
        PowerMap(
            partnership=rosa.partnership, title_en=f"Map {number}", started_by=rosa,
            started_at=now(), closed_at=closed_at, closed_by=closed_at and maya,
            differently_en=closed_at and "We ask.",
        )
        for number in range(count)
        for closed_at in (None, now())
    )  # fmt: skip
    client.force_login(rosa.person)
    page = reverse("reflections:power", args=[rosa.partnership.slug])
    client.get(page)

    with django_assert_num_queries(5):
        client.get(page)


@pytest.mark.parametrize("count", [3, 300])
def test_a_map_asks_the_database_as_often_for_many_notes_as_for_few(
    maya, power_map, client, django_assert_num_queries, count
):
    people = members(3, maya.partnership)
    PowerNote.objects.bulk_create(
        PowerNote(
            power_map=power_map, membership=people[number % 3], group="patient",
            question=PowerQuestion.values[number % 4], said=f"Note {number}", language="en",
            names_groups=["payer"], said_at=now(), recorded_by=maya,
        )
        for number in range(count)
    )  # fmt: skip
    client.force_login(maya.person)
    client.get(power_map.get_absolute_url())

    with django_assert_num_queries(6):
        client.get(power_map.get_absolute_url())


# What the database refuses


def test_a_note_says_something(rosa, power_map):
    with pytest.raises(IntegrityError), transaction.atomic():
        see(power_map, rosa, "")


def test_only_what_was_recorded_is_confirmed(rosa, power_map):
    note = see(power_map, rosa)

    with pytest.raises(IntegrityError), transaction.atomic():
        power_maps.confirm(note, True)


def test_a_closed_map_says_who_and_when(power_map):
    with pytest.raises(IntegrityError), transaction.atomic():
        PowerMap.objects.filter(pk=power_map.pk).update(closed_at=now())
