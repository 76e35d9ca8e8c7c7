"""The pages of barriers: own words, one next step, promises that everyone sees, no names of no."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards.waiting import waits_for
from notices import answers, receipts
from notices.models import Delivery
from partners.models import Membership
from reflections import barrier_actions, barrier_asking, barriers
from reflections.models import Barrier, BarrierAction
from tests.factories import MembershipFactory, now
from tests.reflections.factories_barriers import (
    Circle,
    again,
    agreed,
    answered,
    asked,
    closed,
    done,
    not_better,
    reported,
    taken_on,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def circle():
    return Circle()


@pytest.fixture
def at(client):
    """Open a page as somebody."""

    def open_page(member, name, thing=None, data=None, query="", **more):
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": thing.pk} if thing else {}), **more}
        address = reverse(f"reflections:{name}", kwargs=kwargs) + query
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


REPORT = {
    "which": "time", "said": "لا وقت لدينا.", "language": "ar", "affected": ["staff", "provider"],
    "severity": "slows", "outlook": "worse",
}  # fmt: skip


# Reporting


def test_reporting_from_the_catalogue_in_ones_own_language(circle, at):
    page = at(circle.samuel, "report_barrier", query="?which=time")

    done = at(circle.samuel, "report_barrier", data={**REPORT, "shown_as_group": "on"})

    assert "There is no time for it" in page.text
    assert "nobody takes over their work" in page.text
    assert page.text.count(" open>") >= 1  # the level that holds what was chosen
    barrier = Barrier.objects.get()
    assert (barrier.code, barrier.level, barrier.shown_as_group) == ("time", "provider", True)
    assert 'lang="ar" dir="rtl"' in done.text
    assert "It is written down." in done.text


def test_the_catalogue_names_its_source(circle, at):
    for name in ["barriers", "report_barrier"]:
        assert "10.3389/frhs.2022.942658" in at(circle.samuel, name).text


def test_something_of_ones_own_needs_words_and_keeps_its_level(circle, at):
    own = {**REPORT, "which": "own-across"}

    page = at(circle.samuel, "report_barrier", data={**own, "said": " "})
    at(circle.samuel, "report_barrier", data=own)

    assert "Say in your own words what is in the way." in page.text
    barrier = Barrier.objects.get()
    assert (barrier.code, barrier.level) == ("", "across")


def test_choosing_is_enough_and_words_are_not_needed(circle, at):
    at(circle.samuel, "report_barrier", data={**REPORT, "said": ""})

    barrier = Barrier.objects.get()
    assert (barrier.said, barrier.language) == ("", "")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"which": ""}, "Choose what is in the way"),
        ({"which": "own-nowhere"}, "Select a valid choice."),
        ({"affected": []}, "Choose at least one group"),
        ({"affected": ["everyone"]}, "Select a valid choice."),
        ({"severity": ""}, "Choose how it is now."),
        ({"said": "x" * 100_000}, "at most 2000 characters"),
        ({"said": "a\0b"}, "Null characters are not allowed."),
        ({"language": "xx"}, "Select a valid choice."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(circle, at, wrong, sentence):
    page = at(circle.samuel, "report_barrier", data={**REPORT, **wrong})

    assert sentence in page.text
    assert wrong.get("said", REPORT["said"])[-20:].strip("\0") in page.text
    assert not Barrier.objects.exists()


def test_a_form_sent_twice_is_one_barrier(circle, at):
    at(circle.samuel, "report_barrier", data=REPORT)
    at(circle.samuel, "report_barrier", data=REPORT)

    assert Barrier.objects.count() == 1


def test_what_a_facilitator_writes_down_is_confirmed_by_the_person(circle, at):
    page = at(circle.maya, "record_barrier")
    done = at(circle.maya, "record_barrier", data={**REPORT, "member": circle.samuel.pk})
    barrier = Barrier.objects.get()

    mine = at(circle.samuel, "barrier", barrier)
    at(circle.samuel, "confirm_barrier", barrier, {"right": "no"})
    wrong = at(circle.maya, "barrier", barrier)
    at(circle.samuel, "confirm_barrier", barrier, {"right": "yes"})

    assert "They are asked whether it is right." in page.text
    assert "their name" in page.text
    assert "They are asked whether it is right." in done.text
    assert "Written down by Maya." in mine.text
    assert "Yes, that is what I said" in mine.text
    assert "this is not what I said" in wrong.text
    assert "yes, that is what I said" in at(circle.maya, "barrier", barrier).text
    assert at(circle.rosa, "confirm_barrier", barrier, {"right": "yes"}).status_code == 404


def test_only_who_reported_it_or_wrote_it_down_changes_it(circle, at):
    barrier = reported(circle.rosa)
    stranger = at(circle.samuel, "change_barrier", barrier, REPORT)

    page = at(circle.rosa, "change_barrier", barrier)
    empty = at(circle.rosa, "change_barrier", barrier, {**REPORT, "affected": []})
    done = at(circle.rosa, "change_barrier", barrier, REPORT)

    assert "Only who reported it can change it" in stranger.text
    assert "Nobody translates." in page.text
    assert "Choose at least one group" in empty.text
    assert "It is changed." in done.text
    assert again(barrier).said == "لا وقت لدينا."


def test_one_that_was_closed_meanwhile_is_not_changed(circle, at, monkeypatch):
    barrier = reported(circle.rosa)
    real = barriers.correct

    def closed_meanwhile(*args, **kwargs):
        asked(barrier, at=now() - 20 * DAY)
        closed(barrier, circle.maya)
        return real(*args, **kwargs)

    monkeypatch.setattr(barriers, "correct", closed_meanwhile)
    page = at(circle.rosa, "change_barrier", barrier, REPORT)

    assert "closed meanwhile" in page.text
    assert again(barrier).said == "Nobody translates."


def test_taking_back_what_nobody_works_on(circle, at):
    barrier, other = reported(circle.rosa), reported(circle.samuel)
    page = at(circle.rosa, "withdraw_barrier", barrier)

    done = at(circle.rosa, "withdraw_barrier", barrier, {})

    assert "Nobody sees it any more" in page.text
    assert "You took it back." in done.text
    assert at(circle.rosa, "barrier", barrier).status_code == 404
    assert at(circle.rosa, "withdraw_barrier", other, {}).status_code == 404
    taken_on(other, circle.grace, by=circle.maya)
    assert "Others work on it already" in at(circle.samuel, "withdraw_barrier", other, {}).text


# The list


def test_the_list_is_by_level_and_names_a_leaders_late_promise(circle, at):
    old = now() - 30 * DAY
    late = reported(circle.rosa, at=old)
    taken_on(late, circle.grace, by=circle.maya, at=old)
    reported(circle.layla, code="time", level="provider", said="")
    agreed(reported(circle.samuel), circle.grace, by=circle.maya)
    taken_on(reported(circle.grace), circle.maya, by=circle.maya)
    better = reported(circle.samuel, code="interest", level="community")
    answered(better, circle.affected, "better", "better", "better")
    closed(better, circle.maya)

    page = at(circle.member("Watching", role="observer"), "barriers").text

    assert "Its day has passed" in page
    assert "Grace wanted to do it by" in page
    assert "Grace is asked to do it by" in page
    assert "Maya does it by" in page
    assert page.index("Providers and staff") < page.index("The system around us")
    assert page.index("Grace wanted") < page.index("Grace is asked")
    assert page.index("Better, or known to stay") < page.index("Few want to take part")
    assert "Say what is in the way</a>" not in page


def test_an_empty_list_says_what_belongs_there(circle, at):
    assert "Nothing stands in the way now" in at(circle.rosa, "barriers").text
    assert reverse("reflections:barriers", args=[circle.partnership.slug]) in at(
        circle.rosa, "hub"
    ).text  # fmt: skip


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_for_few_and_many(circle, client, count, django_assert_num_queries):
    fill(circle, count)
    client.force_login(circle.rosa.person)
    address = reverse("reflections:barriers", args=[circle.partnership.slug])
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)


def fill(circle, count):
    """Make barriers at each level, each with an action of its own owner."""
    template = reported(circle.rosa)
    for level in ["community", "provider", "system", "across"]:
        rows = [
            Barrier(
                partnership=circle.partnership, membership=circle.samuel, group="patient",
                level=level, said="x", affected=["patient"], severity="stops", outlook="same",
                reported_at=template.reported_at,
            )
            for _ in range(count)
        ]  # fmt: skip
        made = Barrier.objects.bulk_create(rows)
        people = [circle.maya, circle.grace, circle.layla]
        actions = BarrierAction.objects.bulk_create(
            [
                BarrierAction(
                    barrier=barrier, what_en="Try.", owner=people[number % 3], due_on=now(),
                    assigned_by=circle.maya, assigned_at=now(), accepted_at=now(),
                )
                for number, barrier in enumerate(made)
            ]
        )  # fmt: skip
        for action in actions:
            action.barrier.action = action
        Barrier.objects.bulk_update(made, ["action"])


def test_who_wishes_so_is_shown_only_as_a_group(circle, at):
    barrier = reported(circle.samuel, shown_as_group=True)

    for name, thing in [("barriers", None), ("barrier", barrier)]:
        assert "Samuel" not in at(circle.rosa, name, thing).text
        assert "Samuel" not in at(circle.maya, name, thing).text
        assert "Samuel" in at(circle.samuel, name, thing).text
        assert "Patient" in at(circle.rosa, name, thing).text


# What we do about it

ACTION = {
    "what_en": "Make a contract.", "what_es": "", "what_ar": "", "money": "none", "amount": "",
    "currency": "", "held_by": "", "budget_line": "", "stood": "",
}  # fmt: skip


def in_days(days):
    return (now() + days * DAY).date().isoformat()


def test_an_idea_of_the_catalogue_begins_the_words_in_every_language(circle, at):
    barrier = reported(circle.rosa)

    page = at(circle.maya, "barrier", barrier)
    form = at(circle.maya, "agree_action", barrier, query="?idea=0")
    at(circle.maya, "agree_action", barrier, query="?idea=99")

    assert "Make one standing contract for interpreters." in page.text
    assert "What others try" not in at(circle.rosa, "barrier", barrier).text
    assert form.context["form"]["what_en"].value() == "Make one standing contract for interpreters."
    assert form.context["form"]["what_ar"].value()


def test_agreeing_on_an_action_asks_its_owner_who_says_yes(circle, at):
    barrier = reported(circle.rosa)
    action = {**ACTION, "owner": circle.grace.pk, "due_on": in_days(10)}

    done = at(circle.maya, "agree_action", barrier, action)
    mine = at(circle.grace, "barrier", barrier)
    yes = at(circle.grace, "answer_action", barrier, {"answer": "yes"})

    assert "It is agreed." in done.text
    assert "has not said yes or no yet" in done.text
    assert "Yes, I take it on" in mine.text
    assert "Say how it goes" in yes.text
    assert "I said yes by mistake" in yes.text
    back = at(circle.grace, "answer_action", barrier, {"answer": "no", "language": "en"})
    assert "Nothing is agreed yet." in back.text


def test_a_no_and_its_reason_are_seen_only_by_those_who_asked(circle, at):
    barrier = reported(circle.rosa)
    agreed(barrier, circle.grace, by=circle.maya)
    no = {"answer": "no", "because": "I am away.", "language": "en"}

    at(circle.grace, "answer_action", barrier, no)

    everyone = at(circle.rosa, "barrier", barrier).text
    assert "Grace" not in everyone
    assert "I am away." not in everyone
    assert "I am away." in at(circle.maya, "barrier", barrier).text
    mine = at(circle.grace, "barrier", barrier).text
    assert "Yes, I take it on" in mine
    form = at(circle.maya, "agree_action", barrier)
    assert form.context["form"]["what_es"].value() == "Hacer un contrato."


def test_a_reason_that_is_too_long_is_not_lost(circle, at):
    barrier = reported(circle.rosa)
    agreed(barrier, circle.grace, by=circle.maya)
    no = {"answer": "no", "because": "x" * 3000, "language": "en"}

    page = at(circle.grace, "answer_action", barrier, no)

    assert "at most 2000 characters" in page.text
    assert "x" * 3000 in page.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what_en": ""}, "Write this in at least one language."),
        ({"owner": ""}, "Choose whom to ask."),
        ({"due_on": "2020-01-01"}, "This day has passed."),
        ({"due_on": "9999-12-31"}, "more than five years away"),
        ({"money": "found"}, "Write how much it is."),
        ({"money": "found", "amount": "5", "currency": "EUR"}, "Write who holds the money."),
        ({"money": "not_found", "amount": "5"}, "Write in which currency it is."),
        ({"money": "found", "currency": "XYZ"}, "This currency is not known."),
        ({"money": "found", "amount": "-1"}, "greater than or equal to 0.01"),
        ({"money": "found", "amount": "1e400"}, "digits"),
    ],
)
def test_an_action_that_is_not_whole_says_what_is_missing(circle, at, wrong, sentence):
    barrier = reported(circle.rosa)
    action = {**ACTION, "owner": circle.grace.pk, "due_on": in_days(10), **wrong}

    page = at(circle.maya, "agree_action", barrier, action)

    assert sentence in page.text
    assert not BarrierAction.objects.exists()


def test_money_not_found_yet_is_an_honest_answer(circle, at):
    barrier = reported(circle.rosa)
    money = {
        "money": "not_found", "amount": "1200", "currency": "usd", "held_by": "Nobody",
        "budget_line": "Interpreters",
    }  # fmt: skip
    at(circle.maya, "agree_action", barrier,
       {**ACTION, "owner": circle.grace.pk, "due_on": in_days(10), **money})  # fmt: skip

    page = at(circle.rosa, "barrier", barrier)

    assert "It needs money, which is not found yet" in page.text
    assert "$1,200.00" in page.text
    assert again(barrier).action.held_by == ""
    assert "Change the money" not in page.text


def test_what_needs_no_money_forgets_what_was_typed_about_it(circle, at):
    barrier = reported(circle.rosa)
    odd = {"money": "none", "amount": "x", "currency": "XYZ", "held_by": "Me"}

    at(circle.maya, "agree_action", barrier,
       {**ACTION, "owner": circle.grace.pk, "due_on": in_days(10), **odd})  # fmt: skip

    action = again(barrier).action
    assert (action.amount, action.currency, action.held_by) == (None, "", "")


def test_money_is_found_later(circle, at):
    barrier = reported(circle.rosa)
    taken_on(barrier, circle.grace, by=circle.maya, money="not_found")
    found = {"money": "found", "amount": "90", "currency": "EUR", "held_by": "The county"}

    page = at(circle.grace, "action_money", barrier)
    wrong = at(circle.grace, "action_money", barrier, {**found, "amount": ""})
    done = at(circle.grace, "action_money", barrier, {**found, "budget_line": ""})
    stranger = at(circle.rosa, "action_money", barrier)

    assert "Make a contract." in page.text
    assert "Write how much it is." in wrong.text
    assert "The county holds it." in done.text
    assert stranger.status_code == 403
    barrier_actions.finish(again(barrier).action, now=now())
    assert at(circle.grace, "action_money", barrier).status_code == 404


def test_an_amount_without_use_for_its_currency_is_none(circle, at):
    barrier = reported(circle.rosa)
    taken_on(barrier, circle.grace, by=circle.maya)

    at(circle.grace, "action_money", barrier, {"money": "not_found", "currency": "EUR"})

    assert again(barrier).action.currency == ""


def test_of_two_facilitators_the_second_keeps_their_words(circle, at):
    barrier = reported(circle.rosa)
    agreed(barrier, circle.grace, by=circle.maya)
    mine = {**ACTION, "what_en": "My words.", "owner": circle.samuel.pk, "due_on": in_days(9)}

    page = at(circle.maya, "agree_action", barrier, mine)
    again_ = at(circle.maya, "agree_action", barrier,
                {**mine, "stood": page.context["form"]["stood"].value()})  # fmt: skip

    assert "Somebody else agreed on an action" in page.text
    assert "My words." in page.text
    assert "It is agreed." in again_.text


def test_the_words_of_an_action_are_written_in_another_language(circle, at):
    barrier = reported(circle.rosa)
    agreed(barrier, circle.grace, by=circle.maya, what_ar="")

    page = at(circle.layla, "action_words", barrier)
    version = page.context["form"]["version"].value()
    words = {"what_en": "Make a contract.", "what_es": "Hacer un contrato.", "what_ar": "عقد",
             "version": version}  # fmt: skip
    at(circle.layla, "action_words", barrier, words)

    assert again(barrier).action.what_ar == "عقد"
    empty = at(circle.layla, "action_words", barrier, {"what_en": ""})
    assert "Write this in at least one language." in empty.text


PROGRESS = {"language": "en", "words": "", "moved_to": ""}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"how": "on_it"}, "I am on it"),
        ({"how": "needs_help"}, "I need help"),
        ({"how": "done", "words": "Signed."}, "Signed."),
        ({"how": "moved", "words": "The court.", "moved_to": "later"}, "The court."),
        ({"how": "not_done", "words": "No money."}, "No money."),
    ],
)
def test_the_owner_says_how_it_goes_and_everyone_reads_it(circle, at, said, sentence):
    barrier = reported(circle.rosa)
    taken_on(barrier, circle.grace, by=circle.maya)
    said = {**said, "moved_to": in_days(40)} if "moved_to" in said else said

    done = at(circle.grace, "action_progress", barrier, {**PROGRESS, **said})

    assert "Everyone can read it." in done.text
    assert sentence in at(circle.rosa, "barrier", barrier).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"how": ""}, "Choose how it goes."),
        ({"how": "not_done"}, "Say why, so that everyone knows."),
        ({"how": "moved", "words": "Ill."}, "Say to which day."),
        ({"how": "moved", "words": "Ill.", "moved_to": "2020-01-01"}, "This day has passed."),
        ({"how": "moved", "words": "Ill.", "moved_to": "soon"}, "This day does not exist."),
    ],
)
def test_what_moves_or_is_not_done_says_why(circle, at, wrong, sentence):
    barrier = reported(circle.rosa)
    action = taken_on(barrier, circle.grace, by=circle.maya)

    page = at(circle.grace, "action_progress", barrier, {**PROGRESS, **wrong})

    assert sentence in page.text
    assert wrong.get("words", "") in page.text
    assert again(action).due_on == action.due_on


def test_a_day_typed_by_mistake_does_not_stop_what_is_done(circle, at):
    barrier = reported(circle.rosa)
    taken_on(barrier, circle.grace, by=circle.maya)

    at(circle.grace, "action_progress", barrier, {**PROGRESS, "how": "done", "moved_to": "soon"})

    assert again(barrier).state == "done"


def test_a_facilitator_writes_down_what_the_owner_says_and_others_may_not(circle, at):
    barrier = reported(circle.rosa)
    agreed(barrier, circle.samuel, by=circle.maya)

    at(circle.maya, "answer_action", barrier, {"answer": "yes"})
    at(circle.maya, "action_progress", barrier, {**PROGRESS, "how": "on_it"})

    assert "Written down by Maya." in at(circle.samuel, "barrier", barrier).text
    assert at(circle.rosa, "action_progress", barrier, PROGRESS).status_code == 403
    assert at(circle.rosa, "answer_action", barrier, {"answer": "yes"}).status_code == 403
    assert at(circle.rosa, "answer_action", reported(circle.layla), {}).status_code == 404


def test_what_ended_meanwhile_says_so(circle, at):
    barrier = reported(circle.rosa)
    action = taken_on(barrier, circle.grace, by=circle.maya)
    barrier_actions.give_up(action, because="No.", language="en", now=now())

    page = at(circle.grace, "action_progress", barrier, {**PROGRESS, "how": "on_it"})

    assert "This action has ended" in page.text


# Is it better?


def test_those_affected_answer_on_the_page_and_nobody_else_sees_it(circle, at):
    barrier = reported(circle.rosa)
    done(barrier, circle.grace, by=circle.maya)
    asked(barrier)

    page = at(circle.rosa, "barrier", barrier)
    said = at(circle.rosa, "say_if_better", barrier, {"answer": "worse"})
    wrong = at(circle.rosa, "say_if_better", barrier, {"answer": "perhaps"})
    stranger = at(circle.grace, "say_if_better", barrier, {"answer": "better"})

    assert "It does not concern me" in page.text
    assert "Nobody else sees what you answered." in said.text
    assert 'value="worse" aria-pressed="true"' in said.text
    assert "no answer to it" in wrong.text
    assert "no answer to it" in stranger.text
    for reader in [circle.maya, circle.grace, circle.samuel]:
        others = at(reader, "barrier", barrier).text
        assert "aria-pressed" not in others
        assert "not better." not in others


def test_the_outbox_does_not_tell_what_somebody_answered(circle, client):
    row = asked(reported(circle.rosa)).answers.get(membership=circle.rosa)
    question = answers.get("B")
    receipts.record(question, row, "better", recorded_by=circle.maya, now=now())
    receipts.record(question, row, "worse", recorded_by=None, now=now())
    delivery = Delivery.objects.get(notice__kind="receipt")
    client.force_login(circle.maya.person)

    page = client.get(reverse("notices:delivery", args=[circle.partnership.slug, delivery.pk]))

    html = page.content.decode()
    assert "wrote down your answer" in html
    assert "It is worse" not in html
    assert "It is better" not in html


def test_after_its_days_everyone_reads_the_same_sentence_and_no_number(circle, at):
    barrier = reported(circle.rosa)
    done(barrier, circle.grace, by=circle.maya)
    answered(barrier, circle.affected, "better", "same", "worse")

    for reader in [circle.maya, circle.rosa, circle.grace]:
        page = at(reader, "barrier", barrier).text
        assert "Some say that it is not better." in page
        assert "About" not in page


def test_too_few_answers_say_nothing(circle, at):
    barrier = reported(circle.rosa)
    answered(barrier, circle.affected[:2], "worse", "worse")

    page = at(circle.maya, "barrier", barrier).text

    assert "Too few answered" in page
    assert "Some say" not in page


def test_many_answers_show_about_how_many(circle, at):
    members = MembershipFactory.create_batch(20, partnership=circle.partnership)
    barrier = reported(circle.rosa)
    answered(barrier, members, *["better"] * 10, *["same"] * 10)

    page = at(circle.maya, "barrier", barrier).text

    assert "About 10 people say that it is better." in page
    assert "About 10 people say that it is not better." in page


def test_asking_now_and_asking_again(circle, at):
    barrier = reported(circle.rosa)

    done = at(circle.maya, "ask_if_better", barrier, {})

    assert "Those affected are asked, each once." in done.text
    assert "Ask now" not in done.text
    assert barrier.askings.count() == 1
    answered(reported(circle.layla), circle.affected, "better", "better", "better")
    assert "Ask again" in at(circle.maya, "barrier", Barrier.objects.latest("pk")).text


def test_closing_needs_what_people_told_us_and_it_opens_again_by_name(circle, at):
    barrier = reported(circle.rosa)
    done(barrier, circle.grace, by=circle.maya)
    answered(barrier, circle.affected, "better", "better", "better")
    told = {"heard_en": "All came home.", "heard_es": "Todos.", "outcome": "better"}

    form = at(circle.maya, "close_barrier", barrier)
    empty = at(circle.maya, "close_barrier", barrier, {"outcome": "better", "heard_en": ""})
    page = at(circle.maya, "close_barrier", barrier, told)
    mine = at(circle.layla, "barrier", barrier)
    question = at(circle.layla, "not_better", barrier)
    nothing = at(circle.layla, "not_better", barrier, {"said": "", "language": "ar"})
    opened = at(circle.layla, "not_better", barrier, {"said": "لم يأت أحد", "language": "ar"})

    assert "Nobody who answered says that it is not better." in form.text
    assert "Write this in at least one language." in empty.text
    assert "It is closed." in page.text
    assert "All came home." in page.text
    assert "It is not better, and I say so with my name" in mine.text
    assert "with your name" in question.text
    assert "This field is required." in nothing.text
    assert "Layla says that it is not better:" in opened.text
    assert "All came home." in opened.text  # what was told before stays
    assert again(barrier).state == "reported"


def test_closing_too_early_keeps_the_words(circle, at):
    barrier = reported(circle.rosa)
    told = {"heard_en": "All came home.", "outcome": "stays"}
    not_asked = at(circle.maya, "close_barrier", barrier, told)
    asked(barrier)

    page = at(circle.maya, "close_barrier", barrier, told)

    assert "First ask those affected" in not_asked.text
    assert "People still have days to answer." in page.text
    assert "All came home." in page.text


def test_who_is_not_affected_cannot_open_it_again(circle, at):
    barrier = reported(circle.rosa)
    done(barrier, circle.maya, by=circle.maya)

    page = at(circle.grace, "not_better", barrier, {"said": "No.", "language": "en"})

    assert "Only those affected" in page.text
    assert "I say so with my name" not in at(circle.grace, "barrier", barrier).text


def test_a_facilitator_writes_down_that_it_is_not_better(circle, at):
    barrier = reported(circle.rosa)
    done(barrier, circle.maya, by=circle.maya)
    form = at(circle.maya, "record_not_better", barrier)
    foreign = {"member": circle.grace.pk, "said": "Nobody came.", "language": "en"}
    refused = at(circle.maya, "record_not_better", barrier, foreign)

    page = at(circle.maya, "record_not_better", barrier, {**foreign, "member": circle.samuel.pk})
    words = barrier.not_better.get()
    mine = at(circle.samuel, "barrier", barrier)
    at(circle.samuel, "confirm_not_better", barrier, {"right": "no"}, words=words.pk)

    assert "with their name" in form.text
    assert "Select a valid choice." in refused.text
    assert "They are asked whether it is right." in page.text
    assert "Yes, that is what I said" in mine.text
    assert "this is not what I said" in at(circle.rosa, "barrier", barrier).text
    stranger = at(circle.rosa, "confirm_not_better", barrier, {"right": "yes"}, words=words.pk)
    assert stranger.status_code == 404
    at(circle.samuel, "confirm_not_better", barrier, {"right": "yes"}, words=words.pk)
    assert again(words).recorded_right is True
    twice = at(circle.maya, "record_not_better", barrier, {**foreign, "member": circle.samuel.pk})
    assert "It is open already." in twice.text


def test_what_happened_so_far_stays(circle, at):
    barrier = reported(circle.rosa)
    given_up = taken_on(barrier, circle.grace, by=circle.maya)
    barrier_actions.give_up(given_up, because="No money.", language="en", now=now())
    done(barrier, circle.maya, by=circle.maya)
    answered(barrier, circle.affected, "better", "better", "same")
    closed(barrier, circle.maya, outcome="stays")
    not_better(barrier, circle.rosa)

    page = at(circle.samuel, "barrier", barrier).text

    for words in ["It was not done, because:", "No money.", "It was done.", "It is signed.",
                  "We asked those affected", "Some say that it is not better.",
                  "Rosa says that it is not better:"]:  # fmt: skip
        assert words in page


@pytest.mark.parametrize("count", [1, 12])
def test_a_page_costs_the_same_for_a_short_and_a_long_story(
    circle, client, count, django_assert_num_queries
):
    barrier = reported(circle.rosa)
    for _ in range(count):
        done(barrier, circle.maya, by=circle.maya)
        answered(barrier, circle.affected, "better", "better", "same")
        not_better(barrier, circle.rosa)
    action = taken_on(barrier, circle.grace, by=circle.maya)
    for days in range(20, 20 + count):
        day = (now() + days * DAY).date()
        barrier_actions.move(action, to=day, because="x", language="en", by=circle.grace, now=now())
    client.force_login(circle.grace.person)
    client.get(again(barrier).get_absolute_url())

    with django_assert_num_queries(11):
        client.get(again(barrier).get_absolute_url())


# What waits for whom


def waiting(member):
    fresh = Membership.objects.select_related("person", "partnership").get(pk=member.pk)
    return [each.kind for each in waits_for([fresh], now()) if each.kind.startswith("barrier")]


def test_each_person_finds_what_waits_for_them(circle):
    barrier = reported(circle.samuel, recorded_by=circle.maya)
    assert waiting(circle.samuel) == ["barrier_recorded"]
    assert waiting(circle.maya) == ["barrier_new"]
    barriers.confirm_recording(barrier, False, now=now())
    assert waiting(circle.maya) == ["barrier_new", "barrier_wrong"]
    barriers.confirm_recording(barrier, True, now=now())

    action = agreed(barrier, circle.grace, by=circle.maya, days=20)
    assert waiting(circle.grace) == ["barrier_owner"]
    assert waiting(circle.maya) == []
    barrier_actions.accept(action, now=now())
    assert waiting(circle.grace) == []
    barrier_actions.say(action, "needs_help", now=now())
    assert waiting(circle.maya) == ["barrier_help"]
    BarrierAction.objects.update(due_on=now().date())
    assert waiting(circle.grace) == ["barrier_due"]

    barrier_actions.finish(action, now=now())
    asking = asked(barrier)
    assert waiting(circle.rosa) == ["barrier_better"]
    barrier_asking.answer(asking.answers.get(membership=circle.rosa), "same", now=now())
    assert waiting(circle.rosa) == []
    asking.asked_at, asking.ends_at = now() - 11 * DAY, now() - DAY
    asking.save()
    assert waiting(circle.maya) == ["barrier_heard"]
    assert waiting(circle.layla) == []

    not_better(barrier, circle.rosa, recorded_by=circle.maya)
    assert waiting(circle.rosa) == ["barrier_recorded"]
    assert waiting(circle.maya) == ["barrier_new"]
