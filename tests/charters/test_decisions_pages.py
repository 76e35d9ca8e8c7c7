"""The pages of decisions, as people use them: nothing typed is lost, every refusal says why."""

import calendar
import copy
import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charters import closing, deciding, opening, tasks
from charters.models import Ballot, Decision, Guard, Input, Method, Stance
from dashboards.waiting import waits_for
from partners.models import WorkingRules
from tests.charters import agreeing
from tests.charters.deciding import (
    Circle,
    answer,
    ask,
    propose,
    reviewer,
    say,
    take,
    take_all,
    vote,
)
from tests.factories import MeetingFactory, now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def circle():
    return Circle()


def url(name, thing, **kwargs):
    slug = thing.slug if hasattr(thing, "slug") else thing.partnership.slug
    if not hasattr(thing, "slug"):
        kwargs["pk"] = thing.pk
    return reverse(f"charters:{name}", kwargs={"slug": slug, **kwargs})


@pytest.fixture
def at(client):
    """Open a page as somebody."""

    def open_page(member, name, thing, data=None, **kwargs):
        client.force_login(member.person)
        address = url(name, thing, **kwargs)
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


def proposal(**more):
    day = (now() + 20 * DAY).date().isoformat()
    return {
        "question_en": "Evenings?", "background_en": "Nine families asked.",
        "question_ar": "مساءً؟", "background_ar": "طلبت تسع عائلات ذلك.",
        "method": Method.CONSENT, "closes_on": day, "closes_time": "18:00", "rung_claimed": "6",
        **more,
    }  # fmt: skip


def last_sunday(year, month):
    """Return when clocks change in London."""
    day = max(week[calendar.SUNDAY] for week in calendar.monthcalendar(year, month))
    return date(year, month, day).isoformat()


def set_rules(circle, **rules):
    WorkingRules.objects.filter(partnership=circle.partnership).update(**rules)


def test_a_partner_proposes_with_options_and_reading(circle, at):
    set_rules(circle, secret_ballots_allowed=True)
    resource = circle.resource(is_essential=True)
    circle.resource()

    page = at(circle.lived[0], "propose_decision", circle.partnership)
    done = at(
        circle.lived[0], "propose_decision", circle.partnership,
        proposal(method="vote", option_1_en="Six", option_1_ar="ستة", option_2_en="Eight",
                 is_secret="on", reading=[resource.pk], rung_words="We all say."),
    )  # fmt: skip

    assert "7 days to read" in page.text
    decision = Decision.objects.get()
    assert done.redirect_chain[0][0] == decision.get_absolute_url()
    assert (decision.question_en, decision.question_ar) == ("Evenings?", "مساءً؟")
    assert decision.proposed_by == circle.lived[0]
    assert (decision.is_secret, decision.rung_words) == (True, "We all say.")
    assert [option.text_en for option in decision.options.order_by("position")] == ["Six", "Eight"]
    assert list(decision.reading.all()) == [resource]
    assert "It is proposed." in done.text


def test_the_newest_resources_are_offered_to_read_first(circle, at, monkeypatch):
    monkeypatch.setattr("charters.forms.decisions.NEWEST", 2)
    older, *newest = (circle.resource(shared_at=now() - days * DAY) for days in (3, 2, 1))

    form = at(circle.lived[0], "propose_decision", circle.partnership).context["form"]

    assert {*form.fields["reading"].queryset} == {*newest}
    assert older.pk


def test_the_form_starts_with_how_the_group_decides(circle, at):
    set_rules(circle, decision_method="consensus")

    form = at(circle.lived[0], "propose_decision", circle.partnership).context["form"]

    assert form["method"].value() == "consensus"
    assert "is_secret" not in form.fields


def test_a_secret_ballot_needs_rules_that_allow_it(circle, at):
    said = proposal(method="vote", is_secret="on", option_1_en="Six", option_2_en="Eight")

    page = at(circle.lived[0], "propose_decision", circle.partnership, said)

    assert "Your working rules do not allow secret ballots." in page.text
    assert "طلبت تسع عائلات ذلك." in page.text
    decision = propose(circle)
    decision.pk, decision.is_secret = None, True
    with pytest.raises(deciding.SecretNotAllowed):
        deciding.propose(decision, by=circle.facilitator, now=now())


def test_a_decision_names_its_meeting(circle, at):
    ours = MeetingFactory(partnership=circle.partnership, title_en="Walking together")
    theirs = MeetingFactory(title_en="Of others")

    form = at(circle.lived[0], "propose_decision", circle.partnership).content.decode()
    at(circle.lived[0], "propose_decision", circle.partnership, proposal(meeting=theirs.pk))
    assert not Decision.objects.exists()
    done = at(circle.lived[0], "propose_decision", circle.partnership, proposal(meeting=ours.pk))

    assert "Walking together" in form
    assert "Of others" not in form
    assert Decision.objects.get().meeting == ours
    assert "Walking together" in done.text


def test_a_decision_may_open_later(circle, at):
    later = (now() + 5 * DAY).date().isoformat()

    at(circle.lived[0], "propose_decision", circle.partnership,
       proposal(opens_on=later, opens_time="09:00"))  # fmt: skip

    decision = Decision.objects.get()
    assert decision.opens_at.isoformat() == f"{later}T09:00:00+00:00"
    page = at(circle.lived[0], "decision", decision)
    assert "Opens later" in page.text
    assert "Save my position" not in page.text


YESTERDAY = (now() - DAY).date().isoformat()
TOMORROW = (now() + DAY).date().isoformat()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"question_en": "", "question_ar": ""}, "Write this in at least one language."),
        ({"question_en": "x" * 301}, "at most 300 characters"),
        ({"background_en": "x" * 100_000}, "at most 5000 characters"),
        ({"closes_on": YESTERDAY}, "This day has passed."),
        ({"closes_on": "2027-02-30"}, "This day does not exist."),
        ({"closes_on": TOMORROW, "opens_on": (now() + 9 * DAY).date().isoformat(),
          "opens_time": "09:00"}, "The decision must close after it opens."),
        ({"opens_on": TOMORROW}, "Write the time as hours and minutes"),
        ({"method": "vote", "option_1_en": "One"}, "A vote needs at least two options"),
        ({"is_secret": "on"}, "Only a vote can be secret."),
        ({"rung_claimed": "9"}, "Select a valid choice"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_nothing_typed_is_lost(circle, at, wrong, sentence):
    page = at(circle.lived[0], "propose_decision", circle.partnership, proposal(**wrong))

    assert sentence in page.text
    assert "طلبت تسع عائلات ذلك." in page.text
    assert not Decision.objects.exists()


def test_a_decision_cannot_close_earlier_today(circle, at):
    midnight = {"closes_on": now().date().isoformat(), "closes_time": "00:00"}

    page = at(circle.lived[0], "propose_decision", circle.partnership, proposal(**midnight))

    assert "This time has passed." in page.text
    assert not Decision.objects.exists()


def test_somebody_else_takes_it_back_or_closes_it_meanwhile(circle, at, monkeypatch):
    first, second = propose(circle), propose(circle)

    def gone(*args, **kwargs):
        raise deciding.NotOpen

    monkeypatch.setattr(closing, "give_more_time", gone)
    monkeypatch.setattr(closing, "drop", gone)
    later = {"closes_on": (now() + 40 * DAY).date().isoformat(), "closes_time": "12:00"}

    more = at(circle.facilitator, "more_time", first, later)
    back = at(circle.facilitator, "drop_decision", second, {"because": "No.", "language": "en"})

    for page in (more, back):
        assert "Nothing was changed." in page.text


def test_clocks_that_skip_or_repeat_a_time_are_minded(circle, at):
    circle.partnership.timezone = "Europe/London"
    circle.partnership.save()
    year = now().year + 1
    spring, autumn = last_sunday(year, 3), last_sunday(year, 10)

    page = at(circle.lived[0], "propose_decision", circle.partnership,
              proposal(closes_on=spring, closes_time="01:30"))  # fmt: skip
    at(circle.lived[0], "propose_decision", circle.partnership,
       proposal(closes_on=autumn, closes_time="01:30"))  # fmt: skip

    assert "leave this time out" in page.text
    assert Decision.objects.get().closes_at.isoformat() == f"{autumn}T01:30:00+00:00"


def test_markup_in_any_language_is_text(circle, at):
    evil = "<script>alert(1)</script>"
    decision = propose(
        circle, question_en=evil, question_es=evil, question_ar=evil, background_en=evil,
        options=["A", "B"],
    )  # fmt: skip
    take(decision, circle.lived[0], Stance.OBJECT, reason=evil)
    say(circle.lived[0], said=evil, decision=decision)

    for name, thing in [
        ("decision", decision), ("decision_record", decision), ("decisions", circle.partnership),
        ("inputs", circle.partnership),
    ]:  # fmt: skip
        page = at(circle.lived[0], name, thing)
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


# one decision


def test_taking_a_position_and_changing_ones_mind(circle, at):
    decision = propose(circle, options=["A", "B"])
    option = decision.options.first()
    said = {"stance": "concerns", "option": option.pk, "reason": "Buses.", "language": "en"}

    done = at(circle.lived[0], "take_position", decision, said)
    again = at(circle.lived[0], "take_position", decision, {**said, "stance": "aside"})

    assert "It is written down." in done.text
    assert "I agree, with concerns" in done.text
    assert "You said: I stand aside." in again.text
    assert decision.positions.count() == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"stance": "object", "reason": ""}, "An objection needs a reason"),
        ({"stance": "agree", "reason": "Good."}, "Choose the option that you agree with."),
        ({"reason": "Good."}, "Choose a position."),
        ({"stance": "object", "reason": "x" * 100_000}, "at most 2000 characters"),
    ],
)
def test_an_incomplete_position_is_asked_for_again(circle, at, said, sentence):
    decision = propose(circle, options=["A", "B"])

    page = at(circle.lived[0], "take_position", decision, {"language": "en", **said})

    assert sentence in page.text
    assert said["reason"] in page.text
    assert not decision.positions.exists()


def test_a_position_that_comes_too_late_is_refused_in_words_and_not_lost(circle, at):
    decision = propose(circle)
    Decision.objects.update(closes_at=now() - timedelta(minutes=1))
    said = {"stance": "object", "reason": "I was on the bus.", "language": "en"}

    page = at(circle.lived[0], "take_position", decision, said)
    empty = at(
        circle.lived[0], "take_position", decision, {**said, "stance": "agree", "reason": ""}
    )

    assert "This decision is not open now. Nothing was saved." in page.text
    assert page.context["position_form"]["reason"].value() == "I was on the bus."
    assert "This decision is not open now." in empty.text


def test_an_objection_is_answered_by_others_and_never_by_its_author(circle, at):
    decision = propose(circle)
    take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")
    objection = decision.objections.get()
    words = {"answer": "A taxi is paid.", "language": "en"}

    own = at(circle.lived[0], "answer_objection", decision, words, objection=objection.pk)
    empty = at(circle.others[0], "answer_objection", decision, {"language": "en"},
               objection=objection.pk)  # fmt: skip
    done = at(circle.others[0], "answer_objection", decision, words, objection=objection.pk)
    closing.drop(decision, because="No.", language="en", by=circle.facilitator, now=now())
    late = at(circle.others[0], "answer_objection", decision, words, objection=objection.pk)

    assert own.status_code == 404
    assert "This field is required." in empty.text
    assert "Your answer stands beside the objection." in done.text
    assert "A taxi is paid." in done.text
    assert "This decision is not open now." in late.text


def test_facilitators_write_down_what_somebody_says(circle, at):
    decision = propose(circle)
    member = circle.lived[0]
    said = {"member": member.pk, "stance": "aside", "reason": "", "language": "en"}

    page = at(circle.facilitator, "record_position", decision)
    nobody = at(circle.facilitator, "record_position", decision, {**said, "member": ""})
    done = at(circle.facilitator, "record_position", decision, said)

    assert member.person.name in page.text
    assert "Choose who told you." in nobody.text
    assert f"Written down by {circle.facilitator.person.name}." in done.text
    assert f"{circle.facilitator.person.name} wrote this down for you." in (
        at(member, "decision", decision).text
    )


def test_a_secret_vote_is_cast_once_and_shown_to_nobody(circle, at):
    decision = propose(circle, options=["A", "B"], is_secret=True)
    option = decision.options.last()

    page = at(circle.lived[0], "decision", decision)
    nothing = at(circle.lived[0], "vote", decision, {})
    done = at(circle.lived[0], "vote", decision, {"option": option.pk})
    again = at(circle.lived[0], "vote", decision, {"option": option.pk})

    assert "so you cannot change your vote" in page.text
    assert "Choose one option." in nothing.text
    assert "The vote is cast." in done.text
    assert "A secret vote cannot be changed." in again.text
    assert Ballot.objects.count() == 1
    for reader in [circle.facilitator, circle.lived[0]]:
        shown = at(reader, "decision", decision).text
        assert "1 person voted in secret." in shown
        assert "0 people" not in shown  # votes for each option are not counted yet


def test_a_secret_vote_through_a_facilitator_names_who_and_through_whom(circle, at):
    decision = propose(circle, options=["A", "B"], is_secret=True)
    vote_of = {"member": circle.lived[0].pk, "option": decision.options.first().pk}

    page = at(circle.facilitator, "record_position", decision)
    nobody = at(circle.facilitator, "record_vote", decision, {**vote_of, "member": ""})
    done = at(circle.facilitator, "record_vote", decision, vote_of)

    assert "Do this only if they ask you to." in page.text
    assert "Choose who told you." in nobody.text
    assert f"Cast through {circle.facilitator.person.name}." in done.text


# words, options


def test_a_missing_language_is_added_and_read_words_stay(circle, at):
    decision = propose(circle, options=["A", "B"])
    take(decision, circle.lived[0])
    page = at(circle.lived[0], "decision_texts", decision)
    data = {
        "question_en": decision.question_en,
        "question_es": "¿Tardes?",
        "version": page.context["form"].initial["version"],
    }
    for form in page.context["option_forms"]:
        data |= {
            form.add_prefix("text_en"): form.about.text_en,
            form.add_prefix("text_es"): "Opción",
            form.add_prefix("version"): form.initial["version"],
        }

    saved = at(circle.lived[0], "decision_texts", decision, data)
    page = at(circle.lived[0], "decision_texts", decision)
    data |= {"question_en": "Mornings?", "version": page.context["form"].initial["version"]}
    for form in page.context["option_forms"]:
        data[form.add_prefix("version")] = form.initial["version"]
    refused = at(circle.lived[0], "decision_texts", decision, data)

    assert "The words are saved." in saved.text
    assert decision.texts.filter(language="es").exists()
    assert "so they stay as they are" in refused.text
    decision.refresh_from_db()
    assert decision.question_en != "Mornings?"


def test_words_of_a_closed_decision_stay(circle, at):
    decision = propose(circle)
    closing.drop(decision, because="No.", language="en", by=circle.facilitator, now=now())
    page = at(circle.lived[0], "decision_texts", decision)

    data = {"question_en": "Else?", "version": page.context["form"].initial["version"]}
    done = at(circle.lived[0], "decision_texts", decision, data)

    assert "This decision is closed. Nothing was changed." in done.text


def test_another_option_is_proposed_until_it_is_too_late(circle, at):
    decision = propose(circle, options=["A", "B"])

    page = at(circle.lived[0], "decision_option", decision)
    done = at(circle.lived[0], "decision_option", decision, {"text_en": "C"})
    Decision.objects.update(closes_at=now())
    late = at(circle.lived[0], "decision_option", decision, {"text_en": "D"})

    assert "Everyone then has the days to read it." in page.text
    assert "Your option stands beside the others." in done.text
    assert "No option can be added any more." in late.text
    assert decision.options.count() == 3


# ending


def test_closing_in_time(circle, at):
    decision = propose(circle, options=["A", "B"])
    take_all(decision, circle)
    review_on = (now() + 90 * DAY).date().isoformat()
    ending = {"outcome_en": "Yes.", "chosen": decision.options.first().pk, "review_on": review_on}

    page = at(circle.facilitator, "close_decision", decision)
    done = at(circle.facilitator, "close_decision", decision, ending)
    again = at(circle.facilitator, "close_decision", decision, ending)

    assert "It is too early" not in page.text
    assert "It is decided." in done.text
    assert "The organisers say: Co-decided" in done.text
    assert "This decision is closed. Nothing was changed." in again.text


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_closing_early_without_a_reason_is_impossible_on_the_page(circle, at, reason):
    decision = propose(circle, at=now())
    data = {"outcome_en": "Yes, because of the money.", "language": "en"}
    if reason is not None:
        data |= {f"why_{guard}": reason for guard in Guard}

    page = at(circle.facilitator, "close_decision", decision, data)

    assert "Say why it could not wait, or wait." in page.text
    assert "Yes, because of the money." in page.text
    assert Decision.objects.get().is_undecided


def test_an_override_is_on_the_page_in_the_exports_and_in_the_history(circle, at):
    decision = propose(circle, at=now())
    take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")
    page = at(circle.facilitator, "close_decision", decision)
    data = {"outcome_en": "Yes.", "language": "en"}
    data |= {f"why_{guard}": f"The money ends: {guard.value}." for guard in Guard}

    done = at(circle.facilitator, "close_decision", decision, data)

    assert "It is too early to close this." in page.text
    record = at(circle.lived[0], "decision_record", decision)
    text = at(circle.lived[0], "decision_text", decision)
    table = at(circle.lived[0], "decisions_csv", circle.partnership)
    for guard in Guard:
        for shown in [done, at(circle.lived[0], "decision", decision), record, text, table]:
            assert f"The money ends: {guard.value}." in shown.text
            assert circle.facilitator.person.name in shown.text
    assert record.text.count("A promise was not kept") == len(Guard)
    assert text["Content-Disposition"] == f'attachment; filename="decision-{decision.pk}.txt"'
    assert "A promise about the pace was not kept." in (
        at(circle.lived[0], "decisions", circle.partnership).text
    )


def test_what_broke_while_writing_is_asked_for(circle, at, monkeypatch):
    decision = propose(circle)
    take_all(decision, circle)
    real = closing.close

    def objects_meanwhile(*args, **kwargs):
        take(decision, circle.lived[0], Stance.OBJECT, reason="Wait!")
        return real(*args, **kwargs)

    monkeypatch.setattr(closing, "close", objects_meanwhile)
    page = at(circle.facilitator, "close_decision", decision, {"outcome_en": "Yes."})

    assert "Something changed while you wrote." in page.text
    assert Decision.objects.get().is_undecided


def test_two_close_at_once_and_one_wins(circle, at, monkeypatch):
    decision = propose(circle)
    take_all(decision, circle)
    real = closing.close

    def closes_meanwhile(*args, **kwargs):
        real(*args, **kwargs)
        return real(*args, **kwargs)

    monkeypatch.setattr(closing, "close", closes_meanwhile)
    page = at(circle.facilitator, "close_decision", decision, {"outcome_en": "Yes."})

    assert "This decision is closed. Nothing was changed." in page.text


def test_a_review_day_lies_ahead(circle, at):
    decision = propose(circle)
    take_all(decision, circle)

    page = at(circle.facilitator, "close_decision", decision,
              {"outcome_en": "Yes.", "review_on": YESTERDAY})  # fmt: skip

    assert "This day has passed." in page.text


def test_more_time(circle, at):
    decision = propose(circle)
    later = {"closes_on": (now() + 40 * DAY).date().isoformat(), "closes_time": "12:00"}

    page = at(circle.facilitator, "more_time", decision)
    earlier = at(circle.facilitator, "more_time", decision, {**later, "closes_on": TOMORROW})
    done = at(circle.facilitator, "more_time", decision, later)
    take_all(decision, circle)
    closing.drop(decision, because="No.", language="en", by=circle.facilitator, now=now())
    late = at(circle.facilitator, "more_time", decision, later)

    assert "It closes now:" in page.text
    assert "Choose a time that is later than the one now." in earlier.text
    assert "There is more time." in done.text
    assert "This decision is closed." in late.text


def test_who_proposed_it_or_a_facilitator_takes_it_back(circle, at):
    decision = propose(circle, by=circle.lived[0])
    why = {"because": "The room is gone.", "language": "en"}

    stranger = at(circle.lived[1], "drop_decision", decision, why)
    page = at(circle.lived[0], "drop_decision", decision)
    done = at(circle.lived[0], "drop_decision", decision, why)
    again = at(circle.facilitator, "drop_decision", decision, why)

    assert "Only who proposed it, or a facilitator, can do this." in stranger.text
    assert "It is not deleted." in page.text
    assert "It is taken back." in done.text
    assert "The room is gone." in at(circle.lived[1], "decision_record", decision).text
    assert "This decision is closed." in again.text


def test_people_with_lived_experience_say_how_far_it_was_shared(circle, at):
    circle.lived.append(circle.member())
    decision = propose(circle)
    take_all(decision, circle)
    at(circle.facilitator, "close_decision", decision, {"outcome_en": "Yes."})
    first, second, third = circle.lived

    asked = at(first, "decision", decision)
    nothing = at(first, "name_rung", decision, {})
    done = at(first, "name_rung", decision, {"rung": "2"})
    at(second, "name_rung", decision, {"rung": "7"})
    page = at(circle.facilitator, "record_rung", decision)
    last = at(circle.facilitator, "record_rung", decision, {"member": third.pk, "rung": "4"})

    assert "One question to you" in asked.text
    assert "Choose one." in nothing.text
    assert "You can change your answer any time." in done.text
    assert "shown once three of them answered" in done.text
    assert third.person.name in page.text
    assert "The one in the middle says: Involved" in last.text
    assert "2 steps less shared" in last.text
    assert at(circle.others[0], "name_rung", decision, {"rung": "1"}).status_code == 404


# lists and exports


def test_a_table_cell_never_runs(circle, at):
    propose(circle, question_en='=HYPERLINK("http://evil")')
    propose(circle, question_en="Plain")

    table = at(circle.lived[0], "decisions_csv", circle.partnership)

    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("http://evil")', "Plain"]
    assert [row[2] for row in rows[1:]] == ["Open", "Open"]


def fill(circle, number):
    """`number` of each: open and decided decisions, inputs in each state, seats, reviews."""
    for _each in range(number):
        taken = propose(circle, options=["A", "B"])
        take_all(taken, circle)
        closing.close(
            taken, outcome={"en": "Yes."}, chosen=taken.options.first(), language="en",
            by=circle.facilitator, now=now(),
        )  # fmt: skip
        decision = propose(circle)
        take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")
        meeting = MeetingFactory(partnership=circle.partnership, created_by=circle.facilitator)
        say(circle.lived[0], decision=decision, recorded_by=circle.facilitator)
        say(circle.lived[0], meeting=meeting, at=now() - 30 * DAY)
        answer(say(circle.lived[1], meeting=meeting), circle.facilitator)
        circle.partnership.seats.create(
            body_en="Board", reserved_on=now().date(), filled_by=circle.lived[0],
            filled_on=now().date(),
        )  # fmt: skip
        ask(circle, reviewer(circle.member(role="translator")))


def queries_of(at, circle):
    counts = {}
    for name in ["decisions", "decisions_csv", "inputs", "inputs_answered", "seats", "reviewers"]:
        at(circle.lived[0], name, circle.partnership)  # warms what is kept between requests
        with CaptureQueriesContext(connection) as queries:
            at(circle.lived[0], name, circle.partnership)
        counts[name] = len(queries)
    memberships = list(circle.lived[0].person.memberships.select_related("partnership", "person"))
    facilitating = list(circle.facilitator.person.memberships.select_related("partnership"))
    for name, mine in [("waits", memberships), ("waits for facilitators", facilitating)]:
        waits_for(mine, now())  # works out once what is asked
        with CaptureQueriesContext(connection) as queries:
            assert list(waits_for(mine, now()))
        counts[name] = len(queries)
    return counts


def test_lists_run_as_many_queries_with_many_rows_as_with_three(at):
    few, many = Circle(), Circle()
    fill(few, 3)
    fill(many, 30)

    assert queries_of(at, few) == queries_of(at, many)


def test_lists_run_as_many_queries_with_three_hundred_decisions_and_inputs(at):
    few, many = Circle(), Circle()
    for circle, more in [(few, 1), (many, 297)]:
        fill(circle, 3)
        waiting = circle.partnership.inputs.filter(answer=None)
        for model, rows in [(Decision, circle.partnership.decisions), (Input, waiting)]:
            first = rows.order_by("-pk")[0]
            copies = [copy.copy(first) for _number in range(more)]
            for each in copies:
                each.pk = None
            model.objects.bulk_create(copies)

    assert queries_of(at, few) == queries_of(at, many)


def test_one_decision_runs_as_many_queries_with_many_people_as_with_few(at):
    counts = []
    for people in [2, 20]:
        circle = Circle(lived=people)
        decision = propose(circle)
        for member in circle.lived:
            take(decision, member, Stance.OBJECT, reason="No bus.", recorded_by=circle.facilitator)
        at(circle.facilitator, "decision", decision)
        for name in ["decision", "decision_record"]:
            with CaptureQueriesContext(connection) as queries:
                at(circle.facilitator, name, decision)
            counts.append((name, len(queries)))

    assert counts[:2] == counts[2:]


def test_the_record_tells_how_an_objection_came_and_went(circle, at):
    decision = propose(circle)
    take(decision, circle.lived[0], Stance.OBJECT, reason="No bus.")
    deciding.answer_objection(
        decision.objections.get(), answer="A taxi.", language="en", by=circle.facilitator,
        now=now(),
    )  # fmt: skip
    take(decision, circle.lived[0], recorded_by=circle.facilitator)

    record = at(circle.lived[1], "decision_record", decision).text
    text = at(circle.lived[1], "decision_text", decision).text

    name, facilitator = circle.lived[0].person.name, circle.facilitator.person.name
    for told in (record, text):
        assert f"{name}: I object." in told
        assert f"{facilitator} answered an objection." in told
        assert f"{name} took the objection back." in told
        assert f"{name}: I agree. Written down by {facilitator}." in told


def test_people_who_joined_since_are_told_by_the_clock(circle):
    propose(circle)
    newcomer = circle.member()

    tasks.tell_newcomers()

    assert newcomer.person.notices.filter(kind="decision_open").count() == 1


def test_promises_and_signatures_wait_too():
    table = agreeing.Table()
    agreement = agreeing.draft(table)
    agreeing.duty(agreement, table.maya, days=2)
    agreeing.duty(agreement, table.maya, days=20)
    agreeing.hear_everyone(agreement, table)
    version = opening.open_for_signing(agreement, by=table.maya, now=now())
    before = [each.kind for each in waits_for([table.maya], now())]

    agreeing.sign_all(version, table)
    after = [each.kind for each in waits_for([table.maya], now())]

    assert (before, after) == (["sign"], ["duty"])


def test_what_waits_for_whom(circle):
    member, facilitator = circle.lived[0], circle.facilitator
    decision = propose(circle, options=["A", "B"], is_secret=True)
    open_one = propose(circle)
    over = propose(circle)
    Decision.objects.filter(pk=over.pk).update(closes_at=now() - DAY)
    take(open_one, circle.lived[1], Stance.OBJECT, reason="No bus.")
    say(member, recorded_by=facilitator)
    answer(say(member), facilitator)
    say(circle.lived[1], at=now() - 30 * DAY)
    ask(circle, reviewer(member))
    asked = propose(circle)
    take_all(asked, circle)
    closing.close(asked, outcome={"en": "Yes."}, language="en", by=facilitator, now=now())

    kinds = [each.kind for each in waits_for([member], now())]
    for_facilitator = [each.kind for each in waits_for([facilitator], now())]
    vote(decision, member)
    take(open_one, member)

    assert kinds == ["decision", "decision", "input_answered", "input_recorded", "rung", "review"]
    assert for_facilitator == ["decision", "decision", "to_close", "input_late", "objection"]
    assert "decision" not in [each.kind for each in waits_for([member], now())]
    member.pause(now())
    assert list(waits_for([member], now())) == []
