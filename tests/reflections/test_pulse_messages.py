"""What people are told about pulses and power maps: in their language, whoever caused it."""

import re

import pytest
from django.utils import translation

from notices import answers, kinds, outbox
from notices.models import Notice
from notices.rendering import render
from reflections import power_kinds, power_maps, pulse_links, pulsing
from reflections.models import PowerNote, Statement
from tests.factories import MembershipFactory, now
from tests.reflections.factories_power import map_of, see
from tests.reflections.factories_pulse import YES, invitation, pulse_for

pytestmark = pytest.mark.django_db
OURS = [pulsing.PULSE, pulsing.PULSE_RECORDED, power_maps.NOTE_RECORDED]
LANGUAGES = ["en", "es", "ar"]


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def told(language):
    """Everything that somebody who reads `language` is told; the actor reads another."""
    person = MembershipFactory(person__language=language, person__detail="full")
    others = "ar" if language != "ar" else "en"
    actor = MembershipFactory(
        partnership=person.partnership, facilitator=True, person__language=others,
        person__name="Omar",
    )  # fmt: skip
    with translation.override(others):
        pulse = pulse_for([person, actor])
        pulsing.record(invitation(pulse, person), YES, by=actor, now=pulse.opens_at)
        see(map_of(actor), person, said="¿Quién cierra?", language="es", recorded_by=actor)
    return person.person, pulse


def messages_for(person, language):
    """The messages, made while another language is active."""
    with translation.override("ar" if language != "ar" else "es"):
        return {
            notice.kind: render(notice)
            for notice in Notice.objects.filter(person=person, kind__in=OURS)
        }


def test_everything_is_told_in_the_language_of_who_is_told(language, told):
    person, _pulse = told

    messages = messages_for(person, language)

    assert set(messages) == set(OURS)
    for name, message in messages.items():
        assert message.language == language, name
        assert message.subject, name
        assert "None" not in message.text, name
        assert "{{" not in message.text, name
        if language != "en":
            assert not re.search(r"\b(the|your|was|answers)\b", message.text), name


def test_the_link_is_a_button_and_nobody_else_sees_it(language, told):
    person, pulse = told
    member = person.memberships.get()
    link = pulse_links.link(pulse, member)
    notice = Notice.objects.get(kind=pulsing.PULSE, person=person)

    message, shown = render(notice), outbox.message_of(notice)

    assert f"\n{link}\n" in message.text
    assert f'<a class="button" href="{link}">' in message.html
    assert link not in shown.text
    assert link not in shown.html
    assert "/pulse/.../" in shown.text


def test_a_message_names_no_partnership_and_no_answer(language, told):
    person, pulse = told

    for message in messages_for(person, language).values():
        assert pulse.partnership.name not in message.text
        assert "Evenings" not in message.subject
    recorded = messages_for(person, language)[pulsing.PULSE_RECORDED].text
    assert "Omar" in recorded


@pytest.mark.parametrize(("detail", "shows"), [("full", True), ("standard", False)])
def test_the_title_of_the_meeting_is_for_those_who_chose_everything(detail, shows):
    member = MembershipFactory(person__detail=detail)
    pulse_for([member])

    message = render(Notice.objects.get(kind=pulsing.PULSE))

    assert ("Evenings" in message.text) is shows


def test_who_chose_the_least_reads_only_that_there_is_a_message():
    member = MembershipFactory(person__detail="minimal")
    pulse_for([member])

    message = render(Notice.objects.get(kind=pulsing.PULSE))

    assert message.subject == "You have a message"
    assert "meeting" not in message.text
    assert "/pulse/" not in message.text


def test_aloud_the_five_questions_are_read_and_who_listens_is_named(language, told):
    person, _pulse = told

    aloud = render(Notice.objects.get(kind=pulsing.PULSE, person=person), aloud=True)

    with translation.override(language):
        assert all(str(statement.label) in aloud.text for statement in Statement)
    assert "/pulse/" not in aloud.text


@pytest.mark.parametrize("kind", OURS)
def test_each_kind_has_an_example_for_a_preview(kind, language):
    maya = MembershipFactory(facilitator=True)

    message = outbox.preview(kinds.get(kind), maya, language, now())

    assert message is not None
    assert message.subject
    assert message.language == language


def test_a_pulse_is_muted_with_all_of_reflection_and_a_receipt_is_not():
    assert kinds.get(pulsing.PULSE).category == kinds.Category.REFLECTION
    assert kinds.get(pulsing.PULSE).may_be_muted
    assert not kinds.get(pulsing.PULSE_RECORDED).may_be_muted


def test_a_pulse_is_not_wanted_by_who_left_meanwhile():
    gone, here = MembershipFactory.create_batch(2)
    here.partnership = gone.partnership
    here.save()
    pulse_for([gone, here])
    gone.left_at = now()
    gone.save()

    kind, notices = kinds.get(pulsing.PULSE), Notice.objects.filter(kind=pulsing.PULSE)
    wanted = {notice.person: kind.is_wanted(notice, now()) for notice in notices}
    led = {notice.person: bool(kind.written_at(notice)) for notice in notices}

    assert wanted == led == {gone.person: False, here.person: True}


# Is this what you said?


@pytest.fixture
def note():
    person = MembershipFactory()
    maya = MembershipFactory(partnership=person.partnership, facilitator=True)
    return see(map_of(maya), person, recorded_by=maya)


def test_who_was_written_down_for_says_by_link_whether_it_is_right(client, note):
    link = answers.link(power_kinds.LETTER, note).removeprefix("http://testserver")

    asked = client.get(link).content.decode()
    client.post(link, {"answer": "no"})

    assert "Nobody asked the night shift." in asked
    assert PowerNote.objects.get().recorded_right is False


def test_the_question_is_asked_until_it_is_answered_or_the_words_change(note):
    notice = Notice.objects.get(kind=power_maps.NOTE_RECORDED)
    kind = kinds.get(power_maps.NOTE_RECORDED)
    assert kind.is_wanted(notice, now())

    power_maps.confirm(note, True)
    answered = Notice.objects.get(pk=notice.pk)
    power_maps.withdraw(note, now=now())
    withdrawn = Notice.objects.get(pk=notice.pk)

    assert not kind.is_wanted(answered, now())
    assert not kind.is_wanted(withdrawn, now())
