"""The pages of what people said: own words, promised answers, one tap to confirm, all to see."""

from datetime import timedelta

import pytest
from django.urls import reverse

from charters import listening
from charters.models import Input
from tests.charters.deciding import Circle, answer, propose, say
from tests.factories import MeetingFactory, now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def circle():
    return Circle()


@pytest.fixture
def at(client):
    """Open a page as somebody."""

    def open_page(member, name, thing=None, data=None, query=""):
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": thing.pk} if thing else {})}
        address = reverse(f"charters:{name}", kwargs=kwargs) + query
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


WORDS = {"said": "الثانية ظهرًا مبكر جدًا.", "language": "ar", "about": ""}


def test_saying_something_about_a_decision_in_ones_own_language(circle, at):
    decision = propose(circle)
    MeetingFactory(partnership=circle.partnership, created_by=circle.facilitator)
    about = f"decision-{decision.pk}"

    page = at(circle.lived[0], "say", query=f"?about={about}")
    done = at(circle.lived[0], "say", data={**WORDS, "about": about, "shown_as_group": "on"})

    assert f'value="{about}" selected' in page.text
    assert "within 14 days" in page.text
    said = Input.objects.get()
    assert (said.decision, said.language, said.shown_as_group) == (decision, "ar", True)
    assert 'lang="ar" dir="rtl"' in done.text
    assert "An answer is promised by" in done.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"said": ""}, "This field is required."),
        ({"said": "   "}, "This field is required."),
        ({"said": "x" * 100_000}, "at most 5000 characters"),
        ({"about": "decision-999"}, "Select a valid choice."),
        ({"about": "person-1"}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(circle, at, wrong, sentence):
    page = at(circle.lived[0], "say", data={**WORDS, **wrong})

    assert sentence in page.text
    assert (wrong | WORDS)["said"][:20] in page.text or wrong.get("said", "x").strip() in page.text
    assert not Input.objects.exists()


def test_something_of_another_partnership_cannot_be_talked_about(circle, at):
    other = propose(Circle())

    page = at(circle.lived[0], "say", data={**WORDS, "about": f"decision-{other.pk}"})

    assert "Select a valid choice." in page.text


def test_what_a_facilitator_writes_down_is_confirmed_by_the_person(circle, at):
    member = circle.lived[0]
    page = at(circle.facilitator, "record_input")
    done = at(circle.facilitator, "record_input", data={**WORDS, "member": member.pk})
    said = Input.objects.get()

    mine = at(member, "input", said)
    at(member, "confirm_recording", said, {"right": "no"})
    wrong = at(circle.facilitator, "inputs")
    at(member, "confirm_recording", said, {"right": "yes"})
    right = at(circle.facilitator, "input", said)

    assert "They are asked whether it is right." in page.text
    assert "It is written down." in done.text
    assert "Yes, that is what I said" in mine.text
    assert "this is not what I said" in wrong.text
    assert "The person says: yes, that is what I said." in right.text
    own = say(member)
    assert at(member, "confirm_recording", own, {"right": "yes"}).status_code == 404


def test_only_who_said_it_or_wrote_it_down_changes_the_words(circle, at):
    said = say(circle.lived[0])
    other = {"said": "Three is too early.", "language": "en"}

    stranger = at(circle.lived[1], "change_input", said, other)
    page = at(circle.lived[0], "change_input", said)
    empty = at(circle.lived[0], "change_input", said, {**other, "said": ""})
    done = at(circle.lived[0], "change_input", said, other)
    answer(said, circle.facilitator)
    late = at(circle.lived[0], "change_input", said, other)

    assert "Only who said it can change the words." in stranger.text
    assert "Two in the afternoon is too early." in page.text
    assert "This field is required." in empty.text
    assert "The words are changed." in done.text
    assert "Somebody else answered" in late.text


def test_taking_back_what_one_said(circle, at):
    said = say(circle.lived[0])

    page = at(circle.lived[0], "withdraw_input", said)
    done = at(circle.lived[0], "withdraw_input", said, {})

    assert "Nobody sees it any more" in page.text
    assert "You took it back." in done.text
    assert at(circle.lived[0], "input", said).status_code == 404
    other = say(circle.lived[0])
    assert at(circle.lived[1], "withdraw_input", other, {}).status_code == 404


def test_an_answer_is_confirmed_in_one_tap(circle, at):
    said = say(circle.lived[0])
    page = at(circle.facilitator, "answer_input", said)
    done = at(
        circle.facilitator, "answer_input", said,
        {"outcome": "partly", "reason_en": "Two evenings.", "reason_es": "Dos tardes."},
    )  # fmt: skip

    listed = at(circle.lived[0], "inputs_answered")
    confirmed = at(circle.lived[0], "confirm_input", said, {"right": "yes"})

    assert "You answer for this with your name." in page.text
    assert "It is answered." in done.text
    assert "Partly adopted." in listed.text
    assert "Yes, that is right" in listed.text
    assert "yes, that is what happened" in confirmed.text
    assert "Yes, that is right" not in at(circle.lived[1], "inputs_answered").text


def test_a_reader_reads_the_reason_in_their_language(circle, at, client):
    circle.lived[1].person.language = "es"
    circle.lived[1].person.save()
    answer(say(circle.lived[0]), circle.facilitator, en="Two evenings.", es="Dos tardes.")

    assert "Dos tardes." in at(circle.lived[1], "inputs_answered").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason_en": "", "reason_es": ""}, "Write this in at least one language."),
        ({"outcome": ""}, "Choose what became of it."),
    ],
)
def test_an_answer_without_a_reason_is_none(circle, at, wrong, sentence):
    said = say(circle.lived[0])
    words = {"outcome": "later", "reason_en": "Next year.", "reason_es": "", "stood": ""}

    page = at(circle.facilitator, "answer_input", said, {**words, **wrong})

    assert sentence in page.text
    said.refresh_from_db()
    assert said.answer is None


def test_of_two_answers_the_second_sees_the_first_and_keeps_its_words(circle, at):
    said = say(circle.lived[0])
    answer(said, circle.facilitator, en="The first answer.")
    mine = {"outcome": "later", "reason_en": "Next year.", "stood": ""}

    page = at(circle.facilitator, "answer_input", said, mine)
    again = at(circle.facilitator, "answer_input", said,
               {**mine, "stood": page.context["form"]["stood"].value()})  # fmt: skip

    assert "Somebody else answered while you were writing." in page.text
    assert "The first answer." in page.text
    assert "Next year." in page.text
    assert "It is answered." in again.text
    assert "Answers before" in again.text


def test_what_is_not_right_comes_back_with_the_persons_words(circle, at):
    said = say(circle.lived[0])
    answer(said, circle.facilitator)

    empty = at(circle.lived[0], "confirm_input", said, {"right": "no", "language": "en"})
    done = at(circle.lived[0], "confirm_input", said,
              {"because": "It is still closed at six.", "language": "en"})  # fmt: skip

    assert "This field is required." in empty.text
    assert "It goes back to the facilitators." in done.text
    listed = at(circle.facilitator, "inputs")
    assert "Not right, says the person" in listed.text
    assert "It is still closed at six." in at(circle.facilitator, "input", said).text
    assert "It is still closed at six." in at(circle.facilitator, "answer_input", said).text
    assert at(circle.lived[1], "confirm_input", said, {"right": "yes"}).status_code == 404


def test_what_is_late_is_seen_by_everyone(circle, at):
    say(circle.lived[0], at=now() - 20 * DAY)
    observer = circle.member(role="observer")

    page = at(observer, "inputs")

    assert "Waiting longer than we promised" in page.text
    assert "Nothing else waits." in page.text
    assert "It is late, and everyone can see it." in at(observer, "input", Input.objects.get()).text


def test_who_wishes_so_is_shown_only_as_a_group(circle, at):
    circle.lived[0].person.name = "Rosa Jiménez"
    circle.lived[0].person.save()
    said = say(circle.lived[0], shown_as_group=True)
    answer(said, circle.facilitator)
    late = say(circle.lived[0], shown_as_group=True, at=now() - 20 * DAY)

    for reader in [circle.lived[1], circle.facilitator]:
        for name, thing in [("inputs", None), ("inputs_answered", None), ("input", late)]:
            page = at(reader, name, thing)
            assert "Patient" in page.text
            assert "Rosa Jiménez" not in page.text
    assert "Rosa Jiménez" in at(circle.lived[0], "input", late).text


def test_what_was_taken_back_meanwhile_is_not_answered(circle, at, monkeypatch):
    said = say(circle.lived[0])
    real = listening.answer

    def withdrawn_meanwhile(*args, **kwargs):
        listening.withdraw(said, now=now())
        return real(*args, **kwargs)

    monkeypatch.setattr(listening, "answer", withdrawn_meanwhile)
    page = at(circle.facilitator, "answer_input", said,
              {"outcome": "later", "reason_en": "Next year.", "stood": ""})  # fmt: skip

    assert page.status_code in {200, 404}
    assert not Input.objects.answered().exists()


def test_empty_lists_say_what_belongs_there(circle, at):
    assert "Nothing waits." in at(circle.lived[0], "inputs").text
    assert "Nothing is answered yet." in at(circle.lived[0], "inputs_answered").text
    assert "Nothing waits for a decision." in at(circle.lived[0], "decisions").text
    assert "No seat is kept yet." in at(circle.lived[0], "seats").text
    assert "Nobody reviews yet." in at(circle.lived[0], "reviewers").text
