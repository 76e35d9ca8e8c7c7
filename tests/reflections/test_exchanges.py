"""Offers and asks from being said to being given, and the receiver's word on it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from notices.models import Delivery, Notice, State
from reflections import exchanging
from reflections.models import BenefitWish, Exchange, Given
from reflections.models.exchanges import validate_principles
from tests.factories import now
from tests.reflections.factories_exchanges import Neighbours, ask, confirm, offer, take_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def here():
    return Neighbours()


def told(kind):
    """Who is being told, or was, and would still be told."""
    waiting = Delivery.objects.filter(notice__kind=kind).exclude(state=State.VOID)
    return sorted(delivery.notice.person.name for delivery in waiting)


# Offering and asking


def test_leaders_and_payers_offer_and_ask_like_patients(here):
    for member in [here.rosa, here.grace, here.david, here.maya]:
        offer(member)
        ask(member)

    assert Exchange.objects.offers().count() == 4
    assert set(Exchange.objects.asks().values_list("group", flat=True)) == {
        "patient", "leader", "payer", "facilitator",
    }  # fmt: skip


def test_a_form_that_is_sent_twice_is_written_once(here):
    first = offer(here.rosa)

    assert offer(here.rosa) == first
    assert offer(here.grace) != first
    assert ask(here.rosa, first.said) != first


def test_what_somebody_else_wrote_down_is_asked_about(here):
    recorded = offer(here.rosa, recorded_by=here.maya)
    own = offer(here.maya, recorded_by=here.maya)

    assert recorded.recorded_by == here.maya
    assert own.recorded_by is None
    assert told("exchange_recorded") == ["Rosa Jiménez"]

    exchanging.confirm_recording(recorded, True)
    assert Exchange.objects.get(pk=recorded.pk).recorded_right is True


def test_ones_own_correction_stands_as_ones_own(here):
    recorded = ask(here.rosa, recorded_by=here.maya)
    changed = ask(here.layla, "A ride on Thursdays?", principles=["personal"], shown_as_group=True)

    stands = exchanging.correct(recorded, changed, by=here.rosa, now=now())

    assert (stands.said, stands.principles) == ("A ride on Thursdays?", ["personal"])
    assert (stands.membership, stands.shown_as_group) == (here.rosa, True)
    assert (stands.recorded_right, stands.recorded_by) == (True, here.maya)
    assert told("exchange_recorded") == []


def test_a_recorded_correction_is_asked_about_again(here):
    recorded = offer(here.rosa, recorded_by=here.maya)
    changed = offer(here.grace, "I explain forms.")

    exchanging.correct(recorded, changed, by=here.maya, now=now())

    assert Notice.objects.filter(kind="exchange_recorded").count() == 2
    assert told("exchange_recorded") == ["Rosa Jiménez"]


def test_what_was_taken_back_is_not_corrected_and_does_not_stand(here):
    mine = offer(here.rosa, recorded_by=here.maya)

    exchanging.withdraw(mine, now=now())

    assert not Exchange.objects.standing().exists()
    assert told("exchange_recorded") == []
    with pytest.raises(exchanging.TakenBack):
        exchanging.correct(mine, offer(here.rosa, "Other"), by=here.rosa, now=now())


def test_people_who_left_or_pause_are_not_asked_of(here):
    offer(here.rosa)
    offer(here.grace)
    here.rosa.pause(now())
    here.grace.left_at = now()
    here.grace.save()

    assert not Exchange.objects.standing().exists()

    here.rosa.resume(now())
    assert Exchange.objects.standing().count() == 1


# Taking up


def test_taking_up_an_offer_makes_something_given_between_two(here):
    given = take_up(offer(here.rosa), here.grace, note="Tuesday?", language="en")

    assert (given.giver, given.receiver, given.state) == (here.rosa, here.grace, "taken_up")
    assert (given.note, given.note_language, given.for_group) == ("Tuesday?", "en", False)
    assert told("exchange_taken_up") == ["Rosa Jiménez"]


def test_saying_yes_to_an_ask_makes_the_other_way_round(here):
    wanted = ask(here.grace, for_group=True)

    given = take_up(wanted, here.rosa)

    assert (given.giver, given.receiver, given.for_group) == (here.rosa, here.grace, True)
    assert not Exchange.objects.unanswered().exists()
    assert told("exchange_taken_up") == ["Grace Kim"]


def test_taking_up_twice_changes_nothing(here):
    offered = offer(here.rosa)

    assert take_up(offered, here.grace) == take_up(offered, here.grace)
    assert take_up(offered, here.david) not in Given.objects.filter(receiver=here.grace)
    assert told("exchange_taken_up") == ["Rosa Jiménez", "Rosa Jiménez"]


def test_an_offer_may_be_taken_up_again_once_it_was_given(here):
    offered = offer(here.rosa)
    first = confirm(take_up(offered, here.grace))

    assert take_up(offered, here.grace) != first


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda it, member: exchanging.withdraw(it, now=now()), exchanging.TakenBack),
        (lambda it, member: member.pause(now()), exchanging.PersonPauses),
        (lambda it, member: leave(member), exchanging.PersonLeft),
    ],
)
def test_what_is_not_there_any_more_is_not_taken_up(here, spoil, refusal):
    offered = offer(here.rosa)

    spoil(offered, here.rosa)

    with pytest.raises(refusal):
        take_up(offered, here.grace)
    assert not Given.objects.exists()


def leave(member):
    member.left_at = now()
    member.save()


def test_nobody_takes_up_their_own_offer(here):
    with pytest.raises(exchanging.OwnExchange):
        take_up(offer(here.rosa), here.rosa)


def test_somebody_without_email_takes_up_through_a_facilitator(here):
    samuel = here.member(name="Samuel Brooks", without_email=True)

    given = take_up(offer(here.rosa), samuel, recorded_by=here.maya)

    assert given.taken_up_recorded_by == here.maya
    assert told("given_recorded") == ["Samuel Brooks"]
    assert take_up(offer(here.rosa), here.maya, recorded_by=here.maya).taken_up_recorded_by is None


# Giving, and the receiver's word


def test_the_giver_says_it_is_given_and_the_receiver_is_asked(here):
    given = take_up(offer(here.rosa), here.grace)

    exchanging.gave(given, now=now())
    exchanging.gave(given, now=now() + DAY)

    given.refresh_from_db()
    assert (given.state, given.asked, given.ask_at) == ("given", 1, None)
    assert told("given_check") == ["Grace Kim"]


def test_the_receiver_confirms_and_says_what_it_was_good_for(here):
    given = take_up(ask(here.layla), here.rosa)

    stands = confirm(given, "helped", benefit="حصلت على العمل.", language="ar", shown_to="everyone")

    assert (stands.state, stands.helped) == ("confirmed", True)
    assert (stands.benefit, stands.benefit_language) == ("حصلت على العمل.", "ar")
    assert stands.shows_benefit_to(here.david)
    assert told("given_confirmed") == ["Rosa Jiménez"]


def test_what_it_was_good_for_may_be_for_the_giver_only(here):
    stands = confirm(take_up(ask(here.layla), here.rosa), "yes", benefit="Good.")

    assert stands.helped, "who says what it was good for says that it helped"
    assert stands.shows_benefit_to(here.rosa)
    assert not stands.shows_benefit_to(here.david)


def test_confirming_twice_changes_the_words_but_not_the_moment(here):
    given = take_up(ask(here.layla), here.rosa)
    first = confirm(given, "yes")

    second = confirm(given, "helped", benefit="It did.", at=now() + DAY)

    assert second.confirmed_at == first.confirmed_at
    assert second.helped
    assert told("given_confirmed") == ["Rosa Jiménez"]


def test_one_tap_leaves_the_words_that_stand(here):
    given = confirm(take_up(ask(here.layla), here.rosa), "helped", benefit="It did.")

    again = exchanging.answer(given, "yes", now=now())

    assert (again.benefit, again.helped) == ("It did.", True)


def test_not_yet_counts_above_what_the_giver_said(here):
    given = take_up(ask(here.layla), here.rosa)
    exchanging.gave(given, now=now())

    stands = confirm(given, "not_yet")

    assert (stands.state, stands.given_at) == ("taken_up", None)
    assert stands.not_yet_at
    assert stands.ask_at > now() + 13 * DAY


def test_after_the_second_time_nobody_asks_again(here):
    given = take_up(ask(here.layla), here.rosa)
    given.asked = 2
    given.save()

    assert confirm(given, "not_yet").ask_at is None


@pytest.mark.parametrize("order", [["helped", "not_yet"], ["helped", "not_needed"]])
def test_a_receiver_may_take_a_yes_back(here, order):
    given = take_up(ask(here.layla), here.rosa)

    for value in order:
        given = confirm(given, value, benefit="Good." if value == "helped" else None)

    assert (given.confirmed_at, given.benefit, given.helped) == (None, "", False)


def test_either_of_the_two_may_drop_it_and_the_other_is_told(here):
    by_giver = take_up(offer(here.rosa), here.grace)
    by_receiver = take_up(offer(here.david), here.layla)
    Delivery.objects.update(state=State.SENT, sent_at=now())

    exchanging.drop(by_giver, by=here.rosa, now=now())
    exchanging.drop(by_giver, by=here.rosa, now=now())
    confirm(by_receiver, "not_needed")

    assert told("given_dropped") == ["David Stein", "Grace Kim"]
    assert {given.state for given in Given.objects.all()} == {"dropped"}


def test_who_never_heard_of_it_is_not_told_that_it_is_off(here):
    given = take_up(offer(here.rosa), here.grace)

    exchanging.drop(given, by=here.grace, now=now())

    assert told("exchange_taken_up") == []
    assert told("given_dropped") == []


def test_a_facilitator_writes_down_that_it_is_off_and_both_are_told(here):
    given = take_up(offer(here.rosa), here.grace)
    Delivery.objects.update(state=State.SENT, sent_at=now())

    exchanging.drop(given, by=here.maya, now=now())

    assert told("given_dropped") == ["Grace Kim", "Rosa Jiménez"]


def test_what_is_dropped_is_neither_given_nor_thanked_for(here):
    given = take_up(offer(here.rosa), here.grace)
    exchanging.drop(given, by=here.rosa, now=now())

    with pytest.raises(exchanging.Dropped):
        exchanging.gave(given, now=now())
    with pytest.raises(exchanging.Dropped):
        exchanging.thank(given, words="", language="en", now=now())


def test_who_left_is_not_told(here):
    given = take_up(ask(here.layla), here.rosa)
    leave(here.rosa)

    stands = confirm(given)

    assert stands.state == "confirmed", "the receiver may still say so"
    assert told("given_confirmed") == []


# Thanks


def test_thanks_are_one_message_and_sent_once(here):
    given = confirm(take_up(ask(here.layla), here.rosa))

    exchanging.thank(given, words="شكرًا", language="ar", now=now())

    assert told("thanks") == ["Rosa Jiménez"]
    assert told("given_confirmed") == [], "thanks say it already"
    with pytest.raises(exchanging.ThankedAlready):
        exchanging.thank(given, words="شكرًا", language="ar", now=now())


def test_thanks_need_no_words(here):
    given = take_up(ask(here.layla), here.rosa)

    exchanging.thank(given, words="", language="ar", now=now())

    given.refresh_from_db()
    assert (given.thanks, given.thanks_language) == ("", "")
    assert given.thanked_at


# Who sees what


def test_between_two_is_for_the_two_and_for_good(here):
    secret = take_up(ask(here.layla), here.rosa, between_two=True)
    known = take_up(ask(here.grace), here.rosa)

    def seen_by(member):
        return set(Given.objects.visible_to(member))

    assert seen_by(here.layla) == seen_by(here.rosa) == {secret, known}
    assert seen_by(here.maya) == seen_by(here.david) == {known}

    exchanging.keep_between(known, now=now())
    first = Given.objects.get(pk=known.pk).kept_between_at
    exchanging.keep_between(known, now=now() + DAY)
    assert seen_by(here.maya) == set()
    assert Given.objects.get(pk=known.pk).kept_between_at == first


def test_who_wrote_it_down_still_sees_it(here):
    given = take_up(ask(here.layla), here.rosa, recorded_by=here.maya, between_two=True)

    assert given in Given.objects.visible_to(here.maya)
    assert given.is_of(here.maya)


def test_an_ask_by_group_names_nobody_but_to_who_helps(here):
    wanted = ask(here.layla, shown_as_group=True)

    given = take_up(wanted, here.rosa)

    assert not wanted.names_person_to(here.david)
    assert wanted.names_person_to(here.layla)
    assert not given.names_receiver_to(here.maya)
    assert given.names_receiver_to(here.rosa)
    assert not given.is_recorded_by(here.maya)


def test_what_was_taken_back_is_seen_by_those_it_reached(here):
    offered = offer(here.rosa)
    take_up(offered, here.grace)
    exchanging.withdraw(offered, now=now())

    def seen_by(member):
        return Exchange.objects.visible_to(member).exists()

    assert seen_by(here.rosa)
    assert seen_by(here.grace)
    assert not seen_by(here.david)


def test_only_who_says_so_is_counted(here):
    exchanging.count_me(here.rosa, True, now=now())
    exchanging.count_me(here.rosa, False, now=now())

    assert BenefitWish.objects.get().counts_me is False


# Truths that the database keeps


def refused(row, **changes):
    """Say which constraint refuses these changes."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"said": ""}, "exchange_says_something"),
        ({"principles": []}, "exchange_serves_a_principle"),
        ({"shown_as_group": True}, "only_an_ask_hides_its_name_or_is_for_the_group"),
        ({"for_group": True}, "only_an_ask_hides_its_name_or_is_for_the_group"),
        ({"solved_at": now()}, "only_an_ask_is_brought_back_or_solved"),
        ({"bring_back_at": now()}, "only_an_ask_is_brought_back_or_solved"),
        ({"recorded_right": True}, "only_a_recorded_exchange_is_confirmed"),
    ],
)
def test_the_database_refuses_an_offer_that_cannot_be(here, changes, constraint):
    assert constraint in refused(offer(here.rosa), **changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"brought_back": 3, "brought_back_at": now()}, "ask_is_brought_back_twice_at_most"),
        ({"brought_back": 1}, "ask_brought_back_says_when"),
        ({"brought_back_at": now()}, "ask_brought_back_says_when"),
    ],
)
def test_the_database_refuses_an_ask_that_cannot_be(here, changes, constraint):
    assert constraint in refused(ask(here.rosa), **changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"confirmed_at": now()}, "only_what_was_given_is_confirmed"),
        ({"helped": True}, "what_it_was_good_for_is_confirmed"),
        ({"benefit": "Good"}, "what_it_was_good_for_is_confirmed"),
        ({"thanks": "Thanks"}, "thanks_say_when"),
        ({"asked": 3}, "receiver_is_asked_twice_at_most"),
    ],
)
def test_the_database_refuses_something_given_that_cannot_be(here, changes, constraint):
    assert constraint in refused(take_up(offer(here.rosa), here.grace), **changes)


def test_the_database_refuses_somebody_who_gives_to_themselves(here):
    given = take_up(offer(here.rosa), here.grace)

    assert "nobody_gives_to_themselves" in refused(given, receiver=here.rosa)


def test_the_database_refuses_what_is_confirmed_and_dropped(here):
    given = confirm(take_up(offer(here.rosa), here.grace))

    assert "only_what_was_given_is_confirmed" in refused(given, dropped_at=now())


@pytest.mark.parametrize("value", [[], "equity", ["equity", "equity"], ["other"], None])
def test_principles_are_some_of_the_five(value):
    with pytest.raises(ValidationError):
        validate_principles(value)

    validate_principles(["equity", "relations"])
