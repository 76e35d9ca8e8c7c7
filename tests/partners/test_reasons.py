"""Why people come, what they want to learn, what they do not want to be asked: theirs to show."""

import logging

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners import goals, joining, reasons, sealing, vault
from partners.models import GoalAction, LearningGoal, Motivation
from partners.roles import Group, Role
from tests.factories import (
    EmailAddressFactory,
    GoalActionFactory,
    LearningGoalFactory,
    MembershipFactory,
    MotivationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = MembershipFactory(person__name="Rosa", person__language="es")
    client.force_login(member.person)
    return member


def page(member, name, **kwargs):
    return reverse(f"partners:{name}", kwargs={"slug": member.partnership.slug, **kwargs})


# Why I come


def said(member):
    """What the member's motivation says, opened, and who may read it."""
    motivation = Motivation.objects.get(membership=member)
    return (*reasons.read(motivation, member), motivation.visible_to)


def test_my_reason_is_written_shown_hidden_and_deleted(client, member):
    reason = page(member, "my_reason")

    client.post(reason, {"words": "Por mi madre"})
    first = Motivation.objects.get()
    assert said(member) == ("Por mi madre", (), "only_me")
    client.post(reason, {"words": "Por mi madre", "visible_to": "partnership"})
    shown = Motivation.objects.get()
    assert shown.visible_to == "partnership"
    assert (bytes(shown.sealed), shown.written_at) == (bytes(first.sealed), first.written_at)
    client.post(reason, {"words": "Por mi padre", "kinds": ["learn", "influence"]})
    assert said(member) == ("Por mi padre", ("influence", "learn"), "only_me")
    client.post(page(member, "delete_reason"))
    assert not Motivation.objects.exists()
    assert client.get(reason).status_code == 200


def test_ticking_alone_is_a_reason_too(client, member):
    client.post(page(member, "my_reason"), {"words": "", "kinds": ["payment"]})

    assert said(member) == ("", ("payment",), "only_me")


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("only_me", set()),
        ("facilitators", {"facilitator"}),
        ("partnership", {"facilitator", "partner", "translator", "observer"}),
    ],
)
def test_others_read_my_reason_and_my_goals_as_far_as_i_show_them(
    client, member, audience, readers
):
    MotivationFactory(membership=member, words="Por mi madre", kinds=["duty"], visible_to=audience)
    LearningGoalFactory(membership=member, words="Hablar en público", visible_to=audience)

    seen = set()
    for role in Role:
        other = MembershipFactory(partnership=member.partnership, role=role)
        client.force_login(other.person)
        shown = client.get(member.get_absolute_url()).content.decode()
        parts = ["Por mi madre", "It is part of my work, or a duty to me", "Hablar en público"]
        found = [part in shown for part in parts]
        assert all(found) or not any(found)
        seen |= {role} if all(found) else set()

    assert seen == readers
    client.force_login(member.person)
    assert "Por mi madre" in client.get(page(member, "my_reason")).content.decode()


def test_words_from_another_window_are_not_overwritten_unseen(client, member):
    reason = page(member, "my_reason")
    stood = client.get(reason).context["form"]["stood"].value()
    client.post(reason, {"words": "Por mi madre", "stood": stood or ""})

    asked = client.post(reason, {"words": "Por mi padre", "stood": stood or ""})
    shown = asked.content.decode()

    assert said(member)[0] == "Por mi madre"
    assert "Por mi padre" in shown
    assert '<span class="said" lang="es" dir="ltr">Por mi madre</span>' in shown
    again = asked.context["form"]["stood"].value()
    client.post(reason, {"words": "Por mi padre", "stood": again})
    assert said(member)[0] == "Por mi padre"


def test_words_whose_key_is_gone_are_said_to_be_gone(client, member):
    MotivationFactory(membership=member, words="Por mi madre", visible_to="partnership")
    LearningGoalFactory(membership=member)
    vault.erase(member.person)

    for name in ["my_reason", "my_goals", "person"]:
        address = member.get_absolute_url() if name == "person" else page(member, name)
        response = client.get(address)
        assert response.status_code == 200
        assert "Por mi madre" not in response.content.decode()
    client.post(page(member, "my_reason"), {"words": "Otra vez"})
    assert said(member)[0] == "Otra vez"


# The same for everybody


@pytest.mark.parametrize("name", ["welcome_why", "my_reason", "my_goals", "my_boundary"])
def test_staff_leaders_and_payers_are_asked_exactly_as_patients_are(client, name):
    patient = MembershipFactory(group=Group.PATIENT)

    asked = {}
    for group in Group:
        member = MembershipFactory(partnership=patient.partnership, group=group)
        client.force_login(member.person)
        form = client.get(page(member, name)).context["form"]
        asked[group] = str(form.as_div())

    assert len(set(asked.values())) == 1


@pytest.mark.parametrize("group", Group)
def test_everybody_says_all_of_it_in_the_last_step_of_joining(client, group):
    member = MembershipFactory(group=group, person__language="es")
    client.force_login(member.person)
    said = {
        "words": "Por mi madre", "kinds": ["influence", "health"], "visible_to": "facilitators",
        "goals": "Hablar en público\r\n\r\n  Leer un presupuesto ", "language": "es",
        "boundary": "No me pidan contar mi historia.",
    }  # fmt: skip

    for _time in range(2):  # an impatient finger
        response = client.post(page(member, "welcome_why"), said)

    member.refresh_from_db()
    assert response.headers["Location"] == page(member, "welcome_done")
    motivation, why = reasons.mine(member)
    assert (why.words, why.kinds) == ("Por mi madre", ("influence", "health"))
    assert (motivation.language, motivation.visible_to) == ("es", "facilitators")
    opened = [(goal.words, goal.visible_to) for goal, _done in goals.whole(member)]
    assert opened == [
        ("Hablar en público", "facilitators"),
        ("Leer un presupuesto", "facilitators"),
    ]
    assert (member.boundary, member.boundary_language) == ("No me pidan contar mi historia.", "es")


def test_too_many_lines_are_kept_on_the_page(client, member):
    lines = "\n".join(f"wish {number}" for number in range(21))

    response = client.post(page(member, "welcome_why"), {"goals": lines, "words": "Por mi madre"})

    shown = response.content.decode()
    assert response.status_code == 200
    assert "wish 20" in shown
    assert "Por mi madre" in shown
    assert not Motivation.objects.exists()


def test_goals_that_would_be_too_many_leave_everything_as_it_was(client, member):
    LearningGoalFactory.create_batch(goals.MOST, membership=member)

    joined = client.post(
        page(member, "welcome_why"), {"goals": "one more", "words": "Por mi madre"}
    )
    added = client.post(page(member, "my_goals"), {"words": "one more"})

    assert "one more" in joined.content.decode()
    assert "one more" in added.content.decode()
    assert not Motivation.objects.exists()
    assert member.goals.count() == goals.MOST


# What I want to learn or do


def test_a_goal_is_written_shown_changed_and_taken_out(client, member):
    mine = page(member, "my_goals")

    client.post(mine, {"words": "Hablar en público", "visible_to": "only_me", "language": "es"})
    goal = member.goals.get()
    sealed = bytes(goal.sealed)
    change = page(member, "change_goal", goal=goal.pk)
    assert "Hablar en público" in client.get(change).content.decode()
    client.post(change, {"words": "Hablar en público", "visible_to": "partnership"})
    shown = member.goals.get()
    assert (bytes(shown.sealed), shown.visible_to) == (sealed, "partnership")
    client.post(change, {"words": "Speak up", "visible_to": "partnership", "language": "en"})
    assert '<span lang="en" dir="ltr">Speak up</span>' in client.get(mine).content.decode()
    client.post(page(member, "remove_goal", goal=goal.pk))
    assert not LearningGoal.objects.exists()


@pytest.mark.parametrize("name", ["change_goal", "remove_goal"])
def test_goals_of_others_are_not_mine_to_change(client, member, name):
    other = LearningGoalFactory(
        membership__partnership=member.partnership, visible_to="partnership"
    )

    response = client.post(page(member, name, goal=other.pk), {"words": "changed"})

    assert response.status_code == 404
    assert (
        goals.opened(LearningGoal.objects.get(), other.membership) == "To speak in front of a board"
    )


def test_i_say_whether_something_was_done_for_me(client, member):
    action = GoalActionFactory(goal__membership=member, words="Un curso", language="es")
    answer = page(member, "answer_goal_action", goal=action.goal_id, action=action.pk)
    assert "Un curso" in client.get(page(member, "my_goals")).content.decode()
    assert not member.goals.served().exists()

    client.post(answer, {"right": "yes"})
    assert member.goals.served().exists()
    client.post(answer, {"right": "no"})

    action.refresh_from_db()
    assert (action.is_right, action.answered_at is not None) == (False, True)
    assert not member.goals.served().exists()


def test_nobody_answers_for_somebody_else(client, member):
    action = GoalActionFactory(goal__membership__partnership=member.partnership)
    own = LearningGoalFactory(membership=member)

    for goal in [action.goal_id, own.pk]:
        answer = page(member, "answer_goal_action", goal=goal, action=action.pk)
        assert client.post(answer, {"right": "yes"}).status_code == 404


def test_the_database_refuses_an_answer_without_a_moment():
    action = GoalActionFactory()

    with pytest.raises(IntegrityError, match="answer_about_a_goal_says_when"):
        GoalAction.objects.filter(pk=action.pk).update(is_right=True)


def test_my_goals_ask_the_database_as_often_for_one_as_for_twenty(client, member):
    counts = []
    client.get(page(member, "my_goals"))  # the first request of a session writes it down
    for more in [1, goals.MOST - 1]:
        for _each in range(more):
            GoalActionFactory(goal__membership=member)
        with CaptureQueriesContext(connection) as queries:
            client.get(page(member, "my_goals"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# What I do not want to be asked


def test_a_boundary_stands_beside_the_name_for_those_who_take_part(client, member):
    client.post(page(member, "my_boundary"), {"boundary": "Nada sobre mi hija", "language": "es"})
    member.refresh_from_db()

    seen = {}
    for role in Role:
        other = MembershipFactory(partnership=member.partnership, role=role)
        client.force_login(other.person)
        shown = client.get(member.get_absolute_url()).content.decode()
        seen[role] = '<span lang="es" dir="ltr">Nada sobre mi hija</span>' in shown

    assert [role for role in Role if not seen[role]] == [Role.OBSERVER]


def test_a_boundary_is_taken_back(client, member):
    reasons.set_boundary(member, boundary="Nada", language="es")

    client.post(page(member, "my_boundary"), {"boundary": ""})

    member.refresh_from_db()
    assert (member.boundary, member.boundary_language) == ("", "")


# What stays sealed


def test_a_reason_moved_to_another_person_is_refused(caplog):
    rosa, ana = MotivationFactory(words="Por mi madre"), MotivationFactory()
    Motivation.objects.filter(pk=ana.pk).update(sealed=rosa.sealed)
    moved = Motivation.objects.get(pk=ana.pk)

    with pytest.raises(sealing.CannotOpen):
        reasons.read(moved, ana.membership)
    with caplog.at_level(logging.WARNING):
        assert reasons.opened(moved, ana.membership) is None

    assert "madre" not in caplog.text
    assert f"membership {ana.membership.pk} cannot be opened" in caplog.text


def test_a_goal_moved_to_another_row_of_the_same_person_is_refused():
    first = LearningGoalFactory()
    second = LearningGoalFactory(membership=first.membership)
    second.sealed = first.sealed

    assert goals.opened(first, first.membership) == "To speak in front of a board"
    assert goals.opened(second, first.membership) is None


@pytest.mark.parametrize("audience", ["only_me", "facilitators", "partnership"])
def test_the_tables_hold_none_of_the_words(audience):
    motivation = MotivationFactory(words="secret words", kinds=["payment"], visible_to=audience)
    goal = LearningGoalFactory(words="secret wish", visible_to=audience)
    action = GoalActionFactory(words="secret course")

    rows = [
        bytes(value) if isinstance(value, memoryview) else str(value).encode()
        for row in [motivation, goal, action]
        for value in type(row).objects.values_list().get(pk=row.pk)
    ]

    assert not [row for row in rows for word in (b"secret", b"payment") if word in row]


def test_leaving_takes_private_words_along():
    member = MembershipFactory(boundary="Nothing about my daughter", boundary_language="en")
    MotivationFactory(membership=member, visible_to="facilitators")
    LearningGoalFactory(membership=member)
    kept = LearningGoalFactory(membership=member, visible_to="partnership")

    joining.leave(member, now=timezone.now())

    member.refresh_from_db()
    assert member.boundary == ""
    assert not Motivation.objects.exists()
    assert list(LearningGoal.objects.all()) == [kept]


# A break, for people who cannot sign in alone


def test_a_break_is_written_down_for_somebody_who_cannot_sign_in(client):
    maya = MembershipFactory(facilitator=True)
    samuel = MembershipFactory(partnership=maya.partnership, person__without_email=True)
    client.force_login(maya.person)
    told = page(maya, "record_break", pk=samuel.pk)
    assert told in client.get(samuel.get_absolute_url()).content.decode()

    client.post(told, {"break": "begins"})
    samuel.refresh_from_db()
    assert samuel.paused_at is not None
    client.post(told, {"break": "over"})

    samuel.refresh_from_db()
    assert (samuel.paused_at, samuel.returned_at is not None) == (None, True)


def test_nobody_puts_on_a_break_who_can_say_it_themselves(client):
    maya = MembershipFactory(facilitator=True)
    rosa = MembershipFactory(partnership=maya.partnership)
    EmailAddressFactory(user=rosa.person)
    client.force_login(maya.person)

    response = client.post(page(maya, "record_break", pk=rosa.pk), {"break": "begins"})

    rosa.refresh_from_db()
    assert (response.status_code, rosa.paused_at) == (403, None)
