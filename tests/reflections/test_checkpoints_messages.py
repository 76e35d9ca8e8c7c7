"""What people are told about checkpoints: in their language, neutral, once; and their answers."""

import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone, translation

from notices import answers, calling, kinds
from notices.models import Notice
from notices.rendering import render
from notices.sending import send_due
from partners.models import Channel, Membership
from partners.roles import Role
from reflections import checkpoint_kinds, checkpoints, goal_actions
from reflections.checkpoint_questions import CHOOSE, COME_BACK, WAS_IT_DONE
from reflections.models import Choice
from tests.factories import (
    EmailAddressFactory,
    GoalActionFactory,
    LearningGoalFactory,
    MembershipFactory,
    now,
)
from tests.reflections.factories_checkpoints import CheckpointFactory

pytestmark = pytest.mark.django_db
OURS = ["checkpoint", "checkpoint_return", "closing_talk", "goal_action"]


def rendered(kind_name, member, detail="standard"):
    member.person.detail = detail
    kind = kinds.get(kind_name)
    with translation.override("en" if member.person.language != "en" else "ar"):
        subject = kind.example(member)
    notice = Notice(
        kind=kind_name, person=member.person, partnership=member.partnership, due_at=now(),
        subject_type=ContentType.objects.get_for_model(subject), subject_id=0,
    )  # fmt: skip
    notice.subject = subject
    return render(notice)


def member_of(language, **more):
    return MembershipFactory(
        person__language=language, person__name="Ana", partnership__name_en="Clinic of secrets",
        partnership__name_es="Clinic of secrets", partnership__name_ar="Clinic of secrets", **more,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("kind", OURS)
def test_every_message_is_in_the_language_of_who_is_told(kind, language):
    message = rendered(kind, member_of(language))

    assert message.language == language
    assert message.subject
    for text in (message.subject, message.text):
        assert "None" not in text
        assert "{{" not in text
        assert bool(re.search("[\u0600-\u06ff]", text)) is (language == "ar")
    assert "http://testserver/" in message.text


@pytest.mark.parametrize("detail", ["full", "standard", "minimal"])
@pytest.mark.parametrize("kind", OURS)
def test_messages_name_no_partnership(kind, detail):
    message = rendered(kind, member_of("en"), detail)

    assert "Clinic of secrets" not in message.subject + message.text


def test_an_arabic_facilitator_asks_a_spanish_reader_on_an_english_server(smtp_sink):
    maya = MembershipFactory(facilitator=True, person__language="ar")
    rosa = MembershipFactory(
        partnership=maya.partnership, person__language="es", person__email="rosa@example.org",
        person__quiet_from="00:00", person__quiet_until="00:00",
    )  # fmt: skip
    goal = LearningGoalFactory(membership=rosa, words="secret wish", visible_to="facilitators")

    with translation.override("ar"):
        goal_actions.record(
            goal, words="secret course", language="ar", done_on=now().date(), by=maya, now=now()
        )
    with translation.override("en"):
        send_due(timezone.now())

    [received] = smtp_sink.to("rosa@example.org")
    assert b"Content-Language: es" in received.content
    assert b"secret" not in received.content


def test_a_checkpoint_is_one_message_and_no_second_one(smtp_sink):
    rosa = MembershipFactory(
        person__email="rosa@example.org", person__quiet_from="00:00", person__quiet_until="00:00"
    )
    asked = checkpoints.ask(rosa, now())

    for _time in range(3):
        send_due(timezone.now())
        checkpoints.open_due(now() + timedelta(days=20))

    assert len(smtp_sink.to("rosa@example.org")) == 1
    assert Notice.objects.filter(subject_id=asked.pk, kind="checkpoint").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda asked: checkpoints.choose(asked, Choice.NOT_NOW, now=now()),
        lambda asked: asked.membership.pause(now()),
        lambda asked: type(asked).objects.filter(pk=asked.pk).update(ended_at=now()),
        lambda asked: Membership.objects.update(left_at=now()),
        lambda asked: Membership.objects.update(role=Role.OBSERVER),
    ],
)
def test_what_is_not_wanted_any_more_is_not_sent(change):
    asked = checkpoints.ask(MembershipFactory(), now())
    notice = Notice.objects.get(kind="checkpoint")
    wanted = kinds.get("checkpoint").is_wanted
    assert wanted(notice, now())

    change(asked)

    assert not wanted(Notice.objects.get(pk=notice.pk), now())


# Answering by the link


def answer_by_link(letter, subject, value):
    address = answers.link(letter, subject).removeprefix("http://testserver")
    return Client(enforce_csrf_checks=True).post(address, {"answer": value}, follow=True)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_one_tap_on_the_link_pauses_and_another_tap_takes_it_back(language):
    rosa = MembershipFactory(person__language=language)
    asked = CheckpointFactory(membership=rosa)

    page = answer_by_link(CHOOSE, asked, "pause")
    assert f'<html lang="{language}"' in page.content.decode()
    assert Membership.objects.get(pk=rosa.pk).paused_at is not None
    answer_by_link(CHOOSE, asked, "continue")

    assert Membership.objects.get(pk=rosa.pk).paused_at is None


def test_opening_the_link_changes_nothing():
    asked = CheckpointFactory()

    Client().get(answers.link(CHOOSE, asked).removeprefix("http://testserver"))

    asked.refresh_from_db()
    assert asked.choice == ""


def test_a_short_break_asks_again_after_three_months_and_only_then():
    asked = CheckpointFactory()

    answer_by_link(CHOOSE, asked, "pause_3")

    asked.refresh_from_db()
    assert asked.ask_again_on == asked.after_a_break
    assert answers.get(CHOOSE).current(asked) == "pause_3"
    assert Notice.objects.get(kind="checkpoint_return").occasion == asked.ask_again_on.isoformat()


def test_leaving_by_the_link_says_how_it_goes_on():
    samuel = CheckpointFactory(membership__person__without_email=True)
    rosa = CheckpointFactory()
    EmailAddressFactory(user=rosa.membership.person)

    labels = [dict(answers.get(CHOOSE).choices(each))["leave"] for each in (samuel, rosa)]

    assert labels == [
        "I want to leave. A facilitator helps me with it",
        "I want to leave. I confirm it on my page",
    ]


def on_a_break(day=None):
    asked = CheckpointFactory()
    checkpoints.choose(asked, Choice.PAUSE, ask_again_on=day, now=now())
    asked = type(asked).objects.get(pk=asked.pk)
    return asked


def test_coming_back_is_one_tap():
    asked = on_a_break(now().date())

    answer_by_link(COME_BACK, asked, "back")

    assert Membership.objects.get(pk=asked.membership_id).paused_at is None
    asked = type(asked).objects.get(pk=asked.pk)
    assert answers.get(COME_BACK).answer(asked) == "Yes, I take part again"


def test_not_yet_asks_once_more_or_never_as_the_person_says():
    asked = on_a_break(now().date())
    assert answers.get(COME_BACK).current(asked) == ""

    answer_by_link(COME_BACK, asked, "later")
    later = type(asked).objects.get(pk=asked.pk)
    assert later.ask_again_on > now().date() + timedelta(days=80)
    assert answers.get(COME_BACK).current(later) == "later"
    answer_by_link(COME_BACK, asked, "no_more")

    never = type(asked).objects.get(pk=asked.pk)
    assert (never.ask_again_on, answers.get(COME_BACK).current(never)) == (None, "no_more")


def test_a_link_to_what_is_over_is_closed():
    asked = CheckpointFactory(ended=True)

    page = answer_by_link(CHOOSE, asked, "pause")

    assert page.status_code == 410
    assert Membership.objects.get(pk=asked.membership_id).paused_at is None


@pytest.mark.parametrize(("value", "is_right"), [("yes", True), ("no", False)])
def test_whether_something_was_done_is_one_tap(value, is_right):
    action = GoalActionFactory()

    answer_by_link(WAS_IT_DONE, action, value)

    action.refresh_from_db()
    assert action.is_right is is_right


def test_somebody_without_email_answers_on_the_phone():
    maya = MembershipFactory(facilitator=True)
    samuel = MembershipFactory(
        partnership=maya.partnership, person__without_email=True, person__channel=Channel.CALL,
        person__quiet_from="00:00", person__quiet_until="00:00",
        boundary="No photographs", boundary_language="en",
    )  # fmt: skip
    asked = checkpoints.ask(samuel, now())
    [call] = calling.calls(maya.partnership, now())
    client = Client()
    client.force_login(maya.person)
    address = f"/p/{maya.partnership.slug}/calls/{call.pk}/"

    page = client.get(address).content.decode()
    client.post(address, {"outcome": "reached", f"{CHOOSE}{asked.pk}": "pause_3"})

    assert "No photographs" in page
    asked.refresh_from_db()
    assert (asked.choice, asked.recorded_by) == ("pause", maya)
    client.force_login(samuel.person)
    mine = client.get(f"/p/{maya.partnership.slug}/checkpoint/").content.decode()
    assert f"{maya.person.name} wrote this down for you" in mine


def test_previews_can_be_made_of_every_kind():
    assert {checkpoint_kinds.UNSAVED} == {0}
    for kind in OURS:
        assert rendered(kind, member_of("en")).text
