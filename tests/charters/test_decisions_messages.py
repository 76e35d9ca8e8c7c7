"""What people are told: in their language, whoever caused it, and no more than they allow."""

import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import translation

from charters import closing, decision_kinds, listening, seating
from charters.models import Guard, Stance
from notices import answers, kinds
from notices.models import Notice
from notices.rendering import render
from tests.charters.deciding import Circle, answer, ask, propose, reviewer, say, take, take_all
from tests.factories import now

pytestmark = pytest.mark.django_db
OURS = [
    "decision_open", "decision_undecided", "decision_outcome", "decision_review_due", "rung_asked",
    "position_recorded", "input_recorded", "input_answered", "input_overdue", "input_disputed",
    "review_asked", "review_due", "review_used",
]  # fmt: skip
LANGUAGES = ["en", "es", "ar"]


def story(language):
    """Everything that happens to somebody who reads `language`; the actor reads another."""
    circle = Circle()
    actor = circle.facilitator
    actor.person.language = "ar" if language != "ar" else "en"
    actor.person.name = "عمر" if actor.person.language == "ar" else "Omar"
    actor.person.save()
    person = circle.member(language=language, role="facilitator", group="patient")
    person.person.detail = "full"
    person.person.save()
    texts = LANGUAGES
    decision = propose(circle, texts=texts, options=["A", "B"], by=actor, at=now())
    take(decision, person, recorded_by=actor)
    take_all(decision, circle)
    take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")
    taken = closing.close(
        decision, outcome={code: f"Outcome ({code})" for code in texts}, language="en",
        chosen=decision.options.first(), review_on=(now() + timedelta(days=90)).date(),
        reasons=dict.fromkeys(Guard, "The money ends."), by=actor, now=now(),
    )  # fmt: skip
    dropped = propose(circle, texts=texts, by=actor, at=now())
    closing.drop(dropped, because="Too soon.", language="en", by=actor, now=now())
    said = say(person, recorded_by=actor, said="Too early.", language=language)
    given = answer(said, actor, **{code: f"Reason ({code})" for code in texts})
    listening.dispute(given, because="Not so.", language="en", now=now())
    listening.confirm_recording(say(person, recorded_by=actor), False, now=now())
    asked = ask(circle, reviewer(person))
    seating.review(asked, words="Too long.", language="en", now=now())
    seating.tell_what_changed(asked, texts={code: f"Shorter ({code})" for code in texts}, now=now())
    closing.give_more_time(
        propose(circle, texts=texts, by=actor), closes_at=now() + timedelta(days=30), now=now()
    )
    return person.person, taken, said


def messages_for(person, language):
    """Every message of the story, made while another language is active."""
    with translation.override("ar" if language != "ar" else "es"):
        return {
            f"{notice.kind} {notice.pk}": render(notice)
            for notice in Notice.objects.filter(person=person, kind__in=OURS)
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_told_in_the_language_of_who_is_told(language):
    person, _decision, _said = story(language)

    told = messages_for(person, language)

    assert {name.split()[0] for name in told} == set(OURS)
    for name, message in told.items():
        assert message.language == language, name
        others = [code for code in LANGUAGES if code != language]
        assert not re.search(rf"\(({'|'.join(others)})\)", message.text), name
        assert message.subject, name
        assert "None" not in message.text, name
        assert "{{" not in message.text, name
        assert "http://testserver/" in message.text, name


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("kind", OURS)
def test_no_sentence_of_ours_is_left_in_english(kind, language):
    member = Circle().member(language=language)
    message = rendered_example(kind, member, "full")
    english = rendered_example(kind, Circle().member(language="en"), "full")

    assert message.language == language
    if catalogue_is_whole(language):
        ours = {line for line in english.text.splitlines() if " " in line and "http" not in line}
        assert not ours & set(message.text.splitlines())


def catalogue_is_whole(language):
    """Whether the sentences of this app are translated already; they are at a release."""
    with translation.override(language):
        return translation.gettext("Something to decide together") != (
            "Something to decide together"
        )


def rendered_example(kind_name, member, detail):
    member.person.detail = detail
    kind = kinds.get(kind_name)
    with translation.override(member.person.language):
        subject = kind.example(member)
    notice = Notice(
        kind=kind_name, person=member.person, partnership=member.partnership, due_at=now(),
        subject_type=ContentType.objects.get_for_model(subject), subject_id=0,
    )  # fmt: skip
    notice.subject = subject
    return render(notice)


@pytest.mark.parametrize("detail", ["standard", "minimal"])
@pytest.mark.parametrize("kind", OURS)
def test_what_people_wrote_is_told_only_to_who_wants_everything(kind, detail):
    member = Circle().member()
    told = rendered_example(kind, member, detail)

    content = ["evening", "two in the afternoon", "eight in the evening", "two pages", "sentences"]
    assert [words for words in content if words in told.text + told.subject] == []


@pytest.mark.parametrize("kind", OURS)
def test_subjects_name_nothing_that_people_wrote(kind):
    subjects = {
        rendered_example(kind, Circle().member(), detail).subject
        for detail in ["full", "standard", "minimal"]
    }

    assert len(subjects) == 2
    assert "You have a message" in subjects


def test_an_override_is_told_with_its_reason():
    person, decision, _said = story("es")
    notice = Notice.objects.get(kind="decision_outcome", person=person, subject_id=decision.pk)

    text = render(notice).text

    assert "The money ends." in text
    assert "Outcome (es)" in text


def wanted(kind, at=None):
    notice = Notice.objects.filter(kind=kind).order_by("-pk").first()
    return kinds.get(kind).is_wanted(notice, at or now())


def test_what_was_overtaken_is_not_told_any_more():
    circle = Circle()
    decision = propose(circle, at=now())
    assert wanted("decision_open")
    assert wanted("decision_undecided")
    assert not wanted("decision_open", decision.closes_at)

    take(decision, circle.others[0])
    notice = Notice.objects.get(kind="decision_undecided", person=circle.others[0].person)
    assert not kinds.get("decision_undecided").is_wanted(notice, now())

    position = take(decision, circle.lived[0], recorded_by=circle.facilitator)
    assert wanted("position_recorded")
    take(decision, circle.lived[0], Stance.ASIDE)
    assert not wanted("position_recorded")
    assert position.pk

    said = say(circle.lived[0], recorded_by=circle.facilitator)
    assert not wanted("input_overdue")
    assert wanted("input_overdue", said.answer_due_at + timedelta(seconds=1))
    assert wanted("input_recorded")
    given = answer(said, circle.facilitator)
    assert wanted("input_answered")
    listening.confirm(given, False, now=now())
    assert wanted("input_disputed")
    listening.withdraw(said, now=now())
    assert not wanted("input_disputed")
    assert not wanted("input_recorded")
    assert not wanted("input_answered")


def test_a_subject_that_is_gone_is_not_told():
    circle = Circle()
    say(circle.lived[0])
    notice = Notice.objects.get(kind="input_overdue")
    notice.subject_id = 0

    assert not kinds.get("input_overdue").is_wanted(Notice(kind="x", due_at=now()), now())
    assert decision_kinds.examples.said(circle.lived[0]).pk == 0


def test_the_question_how_far_it_was_shared_is_answered_by_a_link():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)
    closing.close(decision, outcome={"en": "Yes."}, language="en", by=circle.facilitator, now=now())
    asked = decision.rungs.get(membership=circle.lived[0])
    question, found = answers.find(answers.token_for("g", asked))
    assert (question.current(found), question.is_open(found, now())) == ("", True)
    assert question.partnership(found) == circle.partnership
    assert "Evenings (en)?" in question.ask(found)

    question.record(found, "3", None, now())

    asked.refresh_from_db()
    assert question.current(asked) == "3"
    assert question.answer(asked).startswith("Consulted")
    assert not wanted("rung_asked") or asked.membership != circle.lived[-1]
