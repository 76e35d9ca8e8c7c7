"""What people are told about barriers: in their language, whoever caused it, and no more."""

import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import translation

from notices import kinds
from notices.models import Notice
from notices.rendering import render
from reflections import barrier_actions, barrier_asking, barriers
from tests.factories import now
from tests.reflections.factories_barriers import (
    Circle,
    again,
    agreed,
    asked,
    closed,
    done,
    not_better,
    reported,
    taken_on,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OURS = [
    "barrier_work", "barrier_recorded", "not_better_recorded", "barrier_owner", "barrier_due",
    "barrier_news", "barrier_better", "barrier_closed",
]  # fmt: skip
LANGUAGES = ["en", "es", "ar"]


def story(language):
    """Everything that happens to somebody who reads `language`; the actor reads another."""
    circle = Circle()
    actor = circle.maya
    actor.person.language = "ar" if language != "ar" else "en"
    actor.person.save()
    me = circle.member("Me", language=language, role="facilitator", group="patient")
    me.person.detail = "full"
    me.person.save()
    reported(circle.rosa)
    mine = reported(me, recorded_by=actor, said="Nobody came.", language=language)
    barriers.confirm_recording(mine, False, now=now())
    agreed(mine, me, by=actor, days=20)
    action = taken_on(mine, circle.grace, by=actor)
    barrier_actions.say(action, "needs_help", now=now())
    barrier_actions.give_up(action, because="No money.", language="en", now=now())
    barrier_actions.decline(agreed(mine, circle.grace, by=actor), now=now())
    taken_on(mine, me, by=actor)
    barrier_actions.finish(again(mine).action, now=now())
    asked(mine, at=now() - 20 * DAY)
    closed(mine, actor, **{code: f"Told ({code})" for code in LANGUAGES})
    not_better(mine, me, recorded_by=actor)
    return me.person


def messages_for(person, language):
    """Every message of the story, made while another language is active."""
    with translation.override("ar" if language != "ar" else "es"):
        return {
            f"{notice.kind} {notice.occasion}": render(notice)
            for notice in Notice.objects.filter(person=person, kind__in=OURS)
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_told_in_the_language_of_who_is_told(language):
    told = messages_for(story(language), language)

    assert {name.split()[0] for name in told} == set(OURS)
    for name, message in told.items():
        assert message.language == language, name
        others = [code for code in LANGUAGES if code != language]
        assert not re.search(rf"\(({'|'.join(others)})\)", message.text), name
        assert message.subject, name
        assert "None" not in message.text, name
        assert "{{" not in message.text, name
        assert "http://testserver/" in message.text, name


def example(kind_name, member, detail="full", occasion=None):
    member.person.detail = detail
    kind = kinds.get(kind_name)
    with translation.override(member.person.language):
        subject = kind.example(member)
    notice = Notice(
        kind=kind_name, person=member.person, partnership=member.partnership, due_at=now(),
        subject_type=ContentType.objects.get_for_model(subject), subject_id=0,
        occasion=kind.example_occasion if occasion is None else occasion,
    )  # fmt: skip
    notice.subject = subject
    return render(notice)


WITH_OCCASION = [
    *((kind, None) for kind in OURS),
    *(("barrier_work", f"{why}1") for why in "wdhxnma"),
    ("barrier_due", "late"), ("barrier_news", "dropped"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize(("kind", "occasion"), WITH_OCCASION)
def test_no_sentence_of_ours_is_left_in_english(kind, occasion, language):
    message = example(kind, Circle().member("Ana", language=language), occasion=occasion)
    english = example(kind, Circle().member("Ana", language="en"), occasion=occasion)

    assert message.language == language
    lines = english.text.splitlines()
    ours = {line for line in lines if " " in line.strip() and "http" not in line}
    assert not ours & set(message.text.splitlines())


@pytest.mark.parametrize("detail", ["standard", "minimal"])
@pytest.mark.parametrize(("kind", "occasion"), WITH_OCCASION)
def test_what_it_is_about_is_told_only_to_who_wants_everything(kind, occasion, detail):
    member = Circle().member()

    short = example(kind, member, detail, occasion)
    content = ["interpreter", "basics", "contract", "Tuesday", "meetings"]

    assert [words for words in content if words in short.text + short.subject] == []
    assert member.partnership.name not in short.text
    full = example(kind, member, "full", occasion).text
    assert [words for words in content if words in full]


@pytest.mark.parametrize("kind", OURS)
def test_subjects_say_nothing_that_people_wrote(kind):
    subjects = {example(kind, Circle().member(), detail).subject for detail in ["full", "minimal"]}

    assert len(subjects) == 2
    assert "You have a message" in subjects


def wanted(kind, occasion="", at=None):
    notice = Notice.objects.filter(kind=kind, occasion=occasion).order_by("-pk").first()
    return kinds.get(kind).is_wanted(notice, at or now())


def test_what_was_overtaken_is_not_told_any_more():
    circle = Circle()
    barrier = reported(circle.samuel, recorded_by=circle.maya)
    assert wanted("barrier_recorded")
    barriers.confirm_recording(barrier, False, now=now())
    assert not wanted("barrier_recorded")
    assert wanted("barrier_work", "w0")
    barriers.correct(barrier, {"said": "Else."}, by=circle.samuel, now=now())
    assert not wanted("barrier_work", "w0")

    other = reported(circle.rosa)
    assert wanted("barrier_work", "new")
    action = agreed(other, circle.grace, by=circle.maya)
    assert not wanted("barrier_work", "new")
    assert wanted("barrier_owner")
    barrier_actions.accept(action, now=now())
    assert not wanted("barrier_owner")
    assert wanted("barrier_due", "due")
    assert wanted("barrier_news", "taken")
    barrier_actions.say(action, "needs_help", now=now())
    assert wanted("barrier_work", f"h{action.pk}")
    barrier_actions.say(action, "on_it", now=now())
    assert not wanted("barrier_work", f"h{action.pk}")
    barrier_actions.move(
        action, to=(now() + 40 * DAY).date(), because="Ill.", language="en", by=circle.grace,
        now=now(),
    )  # fmt: skip
    first = Notice.objects.get(kind="barrier_due", occasion="due", revision=0)
    assert not kinds.get("barrier_due").is_wanted(first, now())
    assert wanted("barrier_due", "due")
    barrier_actions.finish(action, now=now())
    assert not wanted("barrier_due", "late")
    assert not wanted("barrier_news", "taken")


def test_who_answered_is_not_asked_any_more_and_who_did_not_is():
    circle = Circle()
    barrier = reported(circle.rosa)
    done(barrier, circle.grace, by=circle.maya)
    asking = asked(barrier)
    row = asking.answers.get(membership=circle.rosa)
    barrier_asking.answer(row, "same", now=now())
    notices = {
        notice.person.name: kinds.get("barrier_better").is_wanted(notice, now())
        for notice in Notice.objects.filter(kind="barrier_better")
    }

    assert notices == {"Rosa": False, "Layla": True, "Samuel": True}
    last = Notice.objects.filter(kind="barrier_better").last()
    assert not kinds.get("barrier_better").is_wanted(last, asking.ends_at)
    assert wanted("barrier_work", f"a{asking.pk}")
    words = not_better(barrier, circle.rosa)
    assert not wanted("barrier_work", f"a{asking.pk}")
    assert wanted("barrier_work", f"n{words.pk}")


def test_a_no_and_a_wrong_word_stop_being_told_when_they_are_settled():
    circle = Circle()
    barrier = reported(circle.rosa)
    action = agreed(barrier, circle.grace, by=circle.maya)
    barrier_actions.decline(action, now=now())
    assert wanted("barrier_work", f"d{action.pk}")
    done(barrier, circle.samuel, by=circle.maya)
    assert not wanted("barrier_work", f"d{action.pk}")
    words = not_better(barrier, circle.samuel, recorded_by=circle.maya)
    assert wanted("not_better_recorded")
    barrier_asking.confirm_recording(words, False, now=now())
    assert wanted("barrier_work", f"m{words.pk}")
    barrier_asking.confirm_recording(words, True, now=now())
    assert not wanted("barrier_work", f"m{words.pk}")
    assert not wanted("not_better_recorded")


def test_a_closing_is_told_while_it_stands():
    circle = Circle()
    barrier = reported(circle.rosa)
    asked(barrier, at=now() - 20 * DAY)
    closed(barrier, circle.maya)
    assert wanted("barrier_closed")

    not_better(barrier, circle.rosa)

    assert not wanted("barrier_closed")


def test_who_keeps_barriers_no_more_is_not_told():
    circle = Circle()
    reported(circle.rosa)
    circle.maya.role = "partner"
    circle.maya.save()

    assert not wanted("barrier_work", "new")


def test_an_owner_who_pauses_is_not_reminded():
    circle = Circle()
    taken_on(reported(circle.rosa), circle.grace, by=circle.maya)
    assert wanted("barrier_due", "late")

    circle.grace.pause(now())

    assert not wanted("barrier_due", "late")


def test_nothing_is_told_of_what_is_gone_or_taken_back():
    circle = Circle()
    barrier = reported(circle.rosa)
    notice = Notice.objects.get(kind="barrier_work")
    assert kinds.get("barrier_work").is_wanted(notice, now())

    barriers.withdraw(barrier, now=now())
    taken_back = Notice.objects.get(kind="barrier_work")

    assert not kinds.get("barrier_work").is_wanted(taken_back, now())
    gone = Notice(kind="barrier_work", occasion="new", due_at=now())
    assert not kinds.get("barrier_work").is_wanted(gone, now())


def test_somebody_who_is_not_asked_has_no_question():
    circle = Circle()
    asked(reported(circle.rosa))
    notice = Notice.objects.filter(kind="barrier_better").first()
    notice.person = circle.grace.person

    assert kinds.get("barrier_better").questions(notice) == []
