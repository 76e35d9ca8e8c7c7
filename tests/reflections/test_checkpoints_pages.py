"""The pages of checkpoints, shown goals and leaving: what each person sees and does there."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dashboards.waiting import waits_for
from partners import goals
from partners.models import GoalAction, Membership
from partners.roles import Group
from reflections import checkpoints, goal_actions, parting
from reflections.models import Checkpoint, Choice, ClosingConversation
from tests.factories import (
    EmailAddressFactory,
    GoalActionFactory,
    LearningGoalFactory,
    MembershipFactory,
    MotivationFactory,
    now,
)
from tests.reflections.factories_checkpoints import CheckpointFactory, ClosingConversationFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"fit": "partly", "changed": "Hablo más", "helps": "Papeles antes", "language": "es"}


@pytest.fixture
def rosa(client):
    rosa = MembershipFactory(person__name="Rosa", person__language="es")
    MembershipFactory(partnership=rosa.partnership, facilitator=True)
    EmailAddressFactory(user=rosa.person)
    client.force_login(rosa.person)
    return rosa


@pytest.fixture
def maya(rosa):
    return rosa.partnership.memberships.facilitating().get()


@pytest.fixture
def asked(rosa):
    return CheckpointFactory(membership=rosa)


@pytest.fixture
def at(client):
    """Open a page as somebody; with data, send it."""

    def open_page(member, name, data=None, **kwargs):
        client.force_login(member.person)
        namespace = "partners" if name in {"leave", "me", "my_goals", "person"} else "reflections"
        address = reverse(f"{namespace}:{name}", kwargs={"slug": member.partnership.slug, **kwargs})
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# Asked alike


def test_staff_leaders_and_payers_see_exactly_the_page_that_patients_see(client, at):
    partnership = MembershipFactory(facilitator=True).partnership

    pages = set()
    for group in Group:
        member = MembershipFactory(partnership=partnership, group=group, person__name="Same")
        asked = CheckpointFactory(membership=member)
        page = at(member, "checkpoint")
        token = str(page.context["csrf_token"])
        main = page.text.partition("<main")[2].replace(f"/{asked.pk}/", "/X/").replace(token, "T")
        main = re.sub(r'data-reader="\w+"', "", main)  # whose waiting answers are on the phone
        pages.add(main)

    assert len(pages) == 1


# The choice


def test_one_tap_goes_on(rosa, asked, at):
    page = at(rosa, "choose_checkpoint", {"choice": "continue"}, pk=asked.pk)

    assert fresh(asked).choice == "continue"
    assert "Good that you go on" in page.text or "sigue" in page.text
    assert 'value="continue" aria-pressed="true"' in page.text


def test_one_tap_pauses_and_one_comes_back(rosa, asked, at, client):
    paused = at(rosa, "choose_checkpoint", {"choice": "pause"}, pk=asked.pk)
    resume = reverse("partners:resume", args=[rosa.partnership.slug])
    assert fresh(rosa).paused_at is not None
    assert f'action="{resume}"' in paused.text

    client.post(resume)

    assert fresh(rosa).paused_at is None
    assert 'aria-pressed="true"' not in at(rosa, "checkpoint").text


def test_wanting_to_leave_leads_to_the_page_where_one_confirms(rosa, asked, at):
    page = at(rosa, "choose_checkpoint", {"choice": "leave"}, pk=asked.pk)

    assert page.request["PATH_INFO"] == reverse("partners:leave", args=[rosa.partnership.slug])
    assert fresh(rosa).left_at is None
    assert reverse("reflections:closing_wish", args=[rosa.partnership.slug]) in page.text


@pytest.mark.parametrize("choice", ["", "x", "\0", "pause_3", None])
def test_no_choice_changes_nothing(rosa, asked, at, choice):
    page = at(rosa, "choose_checkpoint", {} if choice is None else {"choice": choice}, pk=asked.pk)

    assert page.status_code == 200
    assert fresh(asked).choice == ""


def test_a_question_that_was_replaced_meanwhile_says_so(rosa, at):
    old = CheckpointFactory(membership=rosa, ended=True)

    for name, data in [("choose_checkpoint", {"choice": "pause"}), ("ask_after_break", {})]:
        page = at(rosa, name, data, pk=old.pk)
        assert page.status_code == 200

    assert fresh(rosa).paused_at is None


@pytest.mark.parametrize(
    "name",
    [
        *("choose_checkpoint", "ask_after_break", "answer_checkpoint"),
        *("hide_checkpoint", "forget_checkpoint"),
    ],
)
def test_nobody_answers_for_somebody_else_the_facilitator_neither(rosa, asked, maya, at, name):
    checkpoints.answer(asked, ANSWERS, shared=["helps"], language="es", now=now())

    page = at(maya, name, {"choice": "pause", **ANSWERS, "changed": "x"}, pk=asked.pk)

    assert page.status_code == 404
    assert (fresh(asked).choice, fresh(asked).shared) == ("", ["helps"])
    assert checkpoints.opened(fresh(asked))["changed"] == "Hablo más"


# The day to be asked again


def test_the_day_to_be_asked_again_is_chosen_on_the_page(rosa, asked, at):
    day = (timezone.now() + timedelta(days=40)).date()
    at(rosa, "choose_checkpoint", {"choice": "pause"}, pk=asked.pk)

    at(rosa, "ask_after_break", {"ask_again_on": day.isoformat()}, pk=asked.pk)
    assert fresh(asked).ask_again_on == day
    at(rosa, "ask_after_break", {"ask_again_on": ""}, pk=asked.pk)

    assert fresh(asked).ask_again_on is None


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31", "soon", "\0"])
def test_a_day_that_cannot_be_is_said_and_kept_on_the_page(rosa, asked, at, day):
    at(rosa, "choose_checkpoint", {"choice": "pause"}, pk=asked.pk)

    page = at(rosa, "ask_after_break", {"ask_again_on": day}, pk=asked.pk)

    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert fresh(asked).ask_again_on is None


# The answers in quiet


def test_answers_are_mine_and_facilitators_read_what_i_show(rosa, asked, maya, at):
    at(rosa, "answer_checkpoint", {**ANSWERS, "share_helps": "on"}, pk=asked.pk)
    mine, theirs = at(rosa, "checkpoint"), at(maya, "checkpoints_shown")

    assert "Hablo más" in mine.text
    assert "Papeles antes" in theirs.text
    assert '<span lang="es" dir="ltr">Papeles antes</span>' in theirs.text
    assert "Hablo más" not in theirs.text


def test_what_i_hide_again_is_hidden_at_once(rosa, asked, maya, at):
    at(rosa, "answer_checkpoint", {**ANSWERS, "share_helps": "on"}, pk=asked.pk)
    assert "Papeles antes" in at(maya, "checkpoints_shown").text

    at(rosa, "hide_checkpoint", {}, pk=asked.pk)

    assert "Papeles antes" not in at(maya, "checkpoints_shown").text
    assert "Papeles antes" in at(rosa, "checkpoints").text


def test_what_i_delete_is_gone(rosa, asked, maya, at):
    at(rosa, "answer_checkpoint", {**ANSWERS, "share_helps": "on"}, pk=asked.pk)

    at(rosa, "forget_checkpoint", {}, pk=asked.pk)

    assert "Papeles antes" not in at(rosa, "checkpoints").text
    assert "Papeles antes" not in at(maya, "checkpoints_shown").text
    assert fresh(asked).sealed_answers is None


def test_former_answers_stay_mine(rosa, at):
    former = CheckpointFactory(membership=rosa, ended=True, choice="continue", chosen_at=now())

    page = at(rosa, "answer_checkpoint", ANSWERS, pk=former.pk)

    assert page.request["PATH_INFO"].endswith("/checkpoints/")
    assert "Hablo más" in page.text


def test_a_second_window_overwrites_nothing_unseen(rosa, asked, at):
    stood = at(rosa, "checkpoint").context["answers_form"]["stood"].value()
    at(rosa, "answer_checkpoint", {**ANSWERS, "stood": stood or ""}, pk=asked.pk)
    other = {**ANSWERS, "changed": "Otra cosa", "stood": stood or ""}

    page = at(rosa, "answer_checkpoint", other, pk=asked.pk)

    assert checkpoints.opened(fresh(asked))["changed"] == "Hablo más"
    assert "Otra cosa" in page.text
    assert '<span class="said" lang="es" dir="ltr">Hablo más</span>' in page.text
    again = page.context["answers_form"]["stood"].value()
    at(rosa, "answer_checkpoint", {**other, "stood": again}, pk=asked.pk)
    assert checkpoints.opened(fresh(asked))["changed"] == "Otra cosa"


@pytest.mark.parametrize("wrong", [{"fit": "x"}, {"language": "xx"}, {"helps": "ك" * 5000}])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(rosa, asked, at, wrong):
    page = at(rosa, "answer_checkpoint", {**ANSWERS, "next": "Me gustaría", **wrong}, pk=asked.pk)

    assert 'role="alert"' in page.text
    assert "Me gustaría" in page.text
    assert fresh(asked).sealed_answers is None


def test_long_words_in_arabic_with_emoji_are_kept_whole(rosa, asked, at):
    words = "كلمة 🌱 " * 500

    at(rosa, "answer_checkpoint", {**ANSWERS, "changed": words, "language": "ar"}, pk=asked.pk)

    assert checkpoints.opened(fresh(asked))["changed"] == words.strip()


# Nobody sees who did not answer


def test_facilitators_see_nobody_who_showed_nothing(rosa, maya, at):
    for choice in ["", *Choice.values]:
        member = MembershipFactory(partnership=rosa.partnership, person__name=f"Quiet {choice}")
        chosen = {"choice": choice, "chosen_at": now()} if choice else {}
        CheckpointFactory(membership=member, **chosen)
    shown = CheckpointFactory(membership=rosa)
    checkpoints.answer(shown, ANSWERS, shared=["helps"], language="es", now=now())

    page = at(maya, "checkpoints_shown")

    assert "Rosa" in page.text
    assert "Quiet" not in page.text


@pytest.mark.parametrize("choice", ["", *Choice.values])
def test_a_persons_page_tells_nothing_of_what_they_chose(rosa, maya, at, choice):
    before = at(maya, "person", pk=rosa.pk).text.partition("<main")[2]
    chosen = {"choice": choice, "chosen_at": now()} if choice else {}
    CheckpointFactory(membership=rosa, **chosen)

    after = at(maya, "person", pk=rosa.pk).text.partition("<main")[2]

    assert before == after


def test_a_persons_answers_leave_with_them(rosa, asked, maya, at):
    checkpoints.answer(asked, ANSWERS, shared=["helps"], language="es", now=now())
    Membership.objects.filter(pk=rosa.pk).update(left_at=now())

    assert "Papeles antes" not in at(maya, "checkpoints_shown").text


# What waits


def kinds_of(member):
    with_partnership = Membership.objects.select_related("partnership", "person")
    return [each.kind for each in waits_for([with_partnership.get(pk=member.pk)], now())]


def test_the_question_waits_until_it_is_put_away(rosa, asked):
    assert kinds_of(rosa) == ["checkpoint"]

    checkpoints.choose(asked, Choice.NOT_NOW, now=now())

    assert kinds_of(rosa) == []


def test_who_wants_to_leave_finds_the_way_and_who_pauses_is_left_alone(rosa, asked):
    checkpoints.choose(asked, Choice.LEAVE, now=now())
    assert kinds_of(rosa) == ["leaving"]

    checkpoints.choose(asked, Choice.PAUSE, now=now())

    assert kinds_of(rosa) == []


# Goals


def test_a_facilitator_writes_down_what_was_done_for_a_goal_that_is_shown(rosa, maya, at):
    goal = LearningGoalFactory(membership=rosa, words="Hablar ante la junta", language="es",
                               visible_to="facilitators")  # fmt: skip
    assert "Hablar ante la junta" in at(maya, "goals").text
    said = {"words": "Un curso", "done_on": now().date().isoformat(), "language": "es"}

    for _time in range(2):  # an impatient finger
        page = at(maya, "record_goal_action", said, goal=goal.pk)

    action = GoalAction.objects.get()
    assert (action.recorded_by, goals.opened(action, rosa)) == (maya, "Un curso")
    assert "Un curso" in page.text
    assert kinds_of(rosa) == ["goal_action"]
    assert "Un curso" in at(rosa, "my_goals").text


@pytest.mark.parametrize("audience", ["only_me", "partnership"])
def test_goals_that_are_kept_cannot_be_reached(rosa, maya, at, audience):
    goal = LearningGoalFactory(membership=rosa, words="Secreto", visible_to=audience)

    listed, page = at(maya, "goals"), at(maya, "record_goal_action", goal=goal.pk)

    is_shown = audience == "partnership"
    assert ("Secreto" in listed.text) is is_shown
    assert page.status_code == (200 if is_shown else 404)


@pytest.mark.parametrize("wrong", [{"done_on": "2999-01-01"}, {"words": ""}, {"done_on": "soon"}])
def test_what_is_not_done_yet_is_not_written_down(rosa, maya, at, wrong):
    goal = LearningGoalFactory(membership=rosa, visible_to="facilitators")
    said = {"words": "Un curso", "done_on": now().date().isoformat(), "language": "es", **wrong}

    page = at(maya, "record_goal_action", said, goal=goal.pk)

    assert 'role="alert"' in page.text
    assert not GoalAction.objects.exists()


def test_what_was_done_is_hidden_with_the_goal(rosa, maya, at):
    action = GoalActionFactory(goal__membership=rosa, words="Un curso")
    assert "Un curso" in at(maya, "goals").text

    action.goal.visible_to = "only_me"
    action.goal.save()

    assert "Un curso" not in at(maya, "goals").text
    assert "Un curso" in at(rosa, "my_goals").text


# Leaving


def test_with_whom_to_talk_once_more_is_said_before_one_leaves(rosa, maya, at, client):
    tom = MembershipFactory(partnership=rosa.partnership, person__name="Tom")
    said = {"wish": "somebody", "with_whom": tom.pk, "reach": "+57 1 555"}

    at(rosa, "closing_wish", said)
    assert at(rosa, "closing_wish").context["form"].initial["wish"] == "somebody"
    at(rosa, "leave", {})

    conversation = ClosingConversation.objects.get()
    assert kinds_of(tom) == ["closing_talk"]
    page = at(tom, "closing_conversation", pk=conversation.pk)
    assert "+57 1 555" in page.text
    assert at(maya, "closing_conversation", pk=conversation.pk).status_code == 404
    for _time in range(2):
        at(tom, "finish_closing", {}, pk=conversation.pk)
    assert fresh(conversation).reach == ""
    assert kinds_of(tom) == []


def test_facilitators_talk_where_nobody_is_named(rosa, maya):
    ClosingConversationFactory(leaver__partnership=rosa.partnership)

    assert kinds_of(maya) == ["closing_talk"]
    assert kinds_of(rosa) == []


@pytest.mark.parametrize(
    "wrong",
    [{"wish": ""}, {"wish": "somebody", "with_whom": ""}, {"wish": "facilitator", "reach": ""}],
)
def test_half_a_wish_is_refused(rosa, at, wrong):
    page = at(rosa, "closing_wish", {"wish": "facilitator", "reach": "+57 1 555", **wrong})

    assert 'role="alert"' in page.text
    assert parting.wished(rosa) is None


def test_no_thanks_needs_nothing_else(rosa, at):
    at(rosa, "closing_wish", {"wish": "no"})

    assert parting.wished(rosa) is None


def test_a_facilitator_ends_it_only_for_who_said_so_and_cannot_sign_in(rosa, maya, at):
    samuel = MembershipFactory(partnership=rosa.partnership, person__without_email=True)
    asked = CheckpointFactory(membership=samuel)
    assert at(maya, "help_leave", {}, pk=samuel.pk).status_code == 404, "he said nothing"
    checkpoints.choose(asked, Choice.LEAVE, recorded_by=maya, now=now())
    own = CheckpointFactory(membership=rosa, choice=Choice.LEAVE, chosen_at=now())
    assert at(maya, "help_leave", {}, pk=own.membership_id).status_code == 404, "she can herself"

    assert at(maya, "help_leave", pk=samuel.pk).status_code == 200
    page = at(maya, "help_leave", {}, pk=samuel.pk)

    assert fresh(samuel).left_at is not None
    assert page.status_code == 200


def test_the_only_facilitator_stays(client, at):
    maya = MembershipFactory(facilitator=True, person__without_email=True)
    CheckpointFactory(membership=maya, choice=Choice.LEAVE, chosen_at=now())

    page = at(maya, "help_leave", {}, pk=maya.pk)

    assert "This is the only facilitator" in page.text
    assert fresh(maya).left_at is None


# Suggestions


def test_what_may_suit_me_follows_from_what_i_said(rosa, asked, at):
    assert not at(rosa, "checkpoint").context["suggestions"]
    MotivationFactory(membership=rosa, kinds=["be_heard"])

    for page in [at(rosa, "checkpoint"), at(rosa, "checkpoint")]:
        urls = [each.url for each in page.context["suggestions"]]
        assert reverse("charters:say", args=[rosa.partnership.slug]) in urls


# Nothing asked


def test_between_two_questions_the_page_says_when_the_next_one_comes(rosa, at):
    page = at(rosa, "checkpoint")

    assert page.status_code == 200
    assert page.context["next_at"] > now()


# As often for few as for many


def fill(maya, name, count):
    """Fill the list `name`: with her own answers, or with what others show her."""
    if name == "checkpoints":
        asked = [CheckpointFactory(membership=maya, ended=True) for _each in range(count)]
    else:
        others = MembershipFactory.create_batch(count, partnership=maya.partnership)
        asked = [CheckpointFactory(membership=member) for member in others]
    for each in asked:
        checkpoints.answer(each, ANSWERS, shared=["helps"], language="es", now=now())
        GoalActionFactory(goal__membership=each.membership, recorded_by=maya)


@pytest.mark.parametrize("name", ["checkpoints", "checkpoints_shown", "goals"])
def test_lists_ask_the_database_as_often_for_3_as_for_300(rosa, maya, at, name):
    counts = []
    at(maya, name)  # content types and the session are looked up once
    for more in [3, 297]:
        fill(maya, name, more)
        with CaptureQueriesContext(connection) as queries:
            assert at(maya, name).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_question_costs_the_same_after_many(rosa, asked, at):
    counts = []
    at(rosa, "checkpoint")
    for more in [3, 100]:
        Checkpoint.objects.bulk_create(
            Checkpoint(membership=rosa, opened_at=now(), ended_at=now()) for _each in range(more)
        )
        with CaptureQueriesContext(connection) as queries:
            at(rosa, "checkpoint")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_goals_of_others_are_in_their_order(rosa, maya):
    LearningGoalFactory(membership=maya, visible_to="facilitators")
    second, first = (
        LearningGoalFactory(membership=rosa, visible_to="facilitators", written_at=at)
        for at in (now(), now() - timedelta(days=1))
    )

    assert list(goal_actions.shown_goals(maya)) == [first, second]
