"""The pages of give and take: own words, one yes, the receiver's word, and who sees what."""

import re

import pytest
from django.urls import reverse

from partners.models import Membership
from reflections import bringing_back, exchanging
from reflections.models import BenefitWish, Exchange, Given
from tests.factories import now
from tests.reflections.factories_exchanges import Neighbours, ask, confirm, made, offer, take_up
from tests.reflections.test_bringing_back import LONG_AGO

pytestmark = pytest.mark.django_db
OFFER = {"said": "أقرأ الأوراق معكم.", "language": "ar", "kind": "skill", "principles": ["equity"]}
HELPED = {"answer": "helped", "shown_to": "everyone", "language": "en"}
ASK = {**OFFER, "said": "هل يقرأ أحد هذه الورقة معي؟"}


@pytest.fixture
def here():
    return Neighbours()


@pytest.fixture
def at(client):
    """Open a page as somebody, or send a form."""

    def open_page(member, name, thing=None, data=None):
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": thing.pk} if thing else {})}
        address = reverse(f"reflections:{name}", kwargs=kwargs)
        send = client.get if data is None else client.post
        response = send(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


@pytest.fixture(autouse=True)
def everybody_reads_english(here):
    for member in Membership.objects.select_related("person"):
        member.person.language = "en"
        member.person.save()


# Offering and asking


def test_offering_something_in_ones_own_language(here, at):
    page = at(here.grace, "offer")
    done = at(here.grace, "offer", data=OFFER)

    assert "What I offer" in page.text
    assert "not my name" not in page.text
    exchange = Exchange.objects.get()
    assert (exchange.membership.group, exchange.language) == ("leader", "ar")
    assert "You have offered it." in done.text
    assert 'lang="ar" dir="rtl">أقرأ الأوراق معكم.' in done.text
    assert "أقرأ الأوراق معكم." in at(here.rosa, "exchanges").text


def test_asking_by_group_for_the_whole_group(here, at):
    done = at(here.layla, "ask", data={**ASK, "shown_as_group": "on", "for_group": "on"})

    assert "You have asked." in done.text
    assert "Others see only your group." in done.text
    page = at(here.rosa, "exchanges")
    assert "Family or carer" in page.text
    assert here.layla.person.name not in page.text
    assert "For the whole group" in page.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"said": "  "}, "This field is required."),
        ({"said": "x" * 100_000}, "at most 2000 characters"),
        ({"principles": []}, "Choose at least one."),
        ({"principles": ["luck"]}, "Select a valid choice."),
        ({"kind": "money"}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
    ],
)
@pytest.mark.parametrize("name", ["offer", "ask"])
def test_a_mistake_is_named_and_nothing_typed_is_lost(here, at, name, wrong, sentence):
    page = at(here.rosa, name, data={**OFFER, **wrong})

    assert sentence in page.text
    assert {**OFFER, **wrong}["said"].strip() in page.text
    assert not Exchange.objects.exists()


def test_a_facilitator_writes_down_and_the_person_says_whether_it_is_right(here, at):
    for name, words in {
        "record_offer": "What they offer",
        "record_ask": "What they ask for",
    }.items():
        assert words in at(here.maya, name).text
        done = at(here.maya, name, data={**OFFER, "said": name, "member": here.rosa.pk})
        assert "They are asked whether it is right." in done.text
    recorded = Exchange.objects.offers().get()

    mine = at(here.rosa, "exchange", recorded)
    at(here.rosa, "exchange_right", recorded, {"right": "no"})
    wrong = at(here.grace, "exchange", recorded)
    at(here.rosa, "exchange_right", recorded, {"right": "yes"})
    right = at(here.grace, "exchange", recorded)

    assert "Written down by Maya Okafor." in mine.text
    assert "Yes, that is right" in mine.text
    assert "this is not what I said" in wrong.text
    assert "yes, that is right" in right.text
    assert at(here.rosa, "exchange_right", offer(here.rosa), {"right": "yes"}).status_code == 404


def test_only_who_said_it_or_wrote_it_down_changes_it(here, at):
    mine = offer(here.rosa)

    stranger = at(here.grace, "change_exchange", mine, OFFER)
    page = at(here.rosa, "change_exchange", mine)
    empty = at(here.rosa, "change_exchange", mine, {**OFFER, "said": ""})
    done = at(here.rosa, "change_exchange", mine, OFFER)

    assert "Only who said it can change it." in stranger.text
    assert mine.said in page.text
    assert "This field is required." in empty.text
    assert "It is changed." in done.text
    assert "أقرأ الأوراق معكم." in done.text
    asked = ask(here.rosa, shown_as_group=True)
    assert "checked" in at(here.rosa, "change_exchange", asked).text


def test_what_was_taken_back_meanwhile_keeps_the_words_typed(here, at, monkeypatch):
    mine = offer(here.rosa)
    real = exchanging.correct

    def taken_back_meanwhile(*args, **kwargs):
        exchanging.withdraw(mine, now=now())
        return real(*args, **kwargs)

    monkeypatch.setattr(exchanging, "correct", taken_back_meanwhile)
    page = at(here.rosa, "change_exchange", mine, OFFER)

    assert "This was taken back or solved meanwhile." in page.text
    assert "أقرأ الأوراق معكم." in page.text


def test_taking_back_what_one_offered(here, at):
    mine = offer(here.rosa)

    page = at(here.rosa, "withdraw_exchange", mine)
    done = at(here.rosa, "withdraw_exchange", mine, {})

    assert "stays as it is" in page.text
    assert "You took it back." in done.text
    assert "Taken back" in at(here.rosa, "exchange", mine).text
    assert at(here.grace, "exchange", mine).status_code == 404
    assert at(here.grace, "withdraw_exchange", offer(here.rosa), {}).status_code == 404


# Taking up


def test_saying_yes_with_a_word_to_them(here, at):
    wanted = ask(here.layla, shown_as_group=True)

    page = at(here.rosa, "take_up", wanted)
    done = at(here.rosa, "take_up", wanted, {"note": "El martes.", "language": "es"})

    assert "It is for the whole group" not in page.text
    assert "Thank you. The other person is told." in done.text
    assert "You give this" in done.text
    assert here.layla.person.name in done.text, "who helps learns whom"
    assert 'lang="es" dir="ltr">El martes.' in done.text
    assert "El martes." in at(here.layla, "given", Given.objects.get()).text
    other = at(here.grace, "given", Given.objects.get())
    assert "El martes." not in other.text
    assert here.layla.person.name not in other.text


def test_taking_up_an_offer_for_the_whole_group(here, at):
    offered = offer(here.grace, kind="room")

    done = at(here.maya, "take_up", offered, {"language": "en", "for_group": "on"})

    assert "From Grace Kim to the whole group, taken up by Maya Okafor" in done.text


def test_keeping_it_between_two(here, at):
    wanted = ask(here.layla)

    at(here.rosa, "take_up", wanted, {"language": "en", "between_two": "on"})

    given = Given.objects.get()
    assert "Only the two of you see this page." in at(here.layla, "given", given).text
    for other in [here.grace, here.maya]:
        assert at(other, "given", given).status_code == 404
        exchanging.gave(given, now=now())
        assert "Rosa" not in at(other, "given_list").text
        assert "Rosa" not in at(other, "exchange", wanted).text
        assert "Rosa" not in at(other, "exchanges").text


def test_keeping_it_between_two_later(here, at):
    given = take_up(ask(here.layla), here.rosa)
    assert at(here.grace, "given", given).status_code == 200

    done = at(here.rosa, "keep_between", given, {})

    assert "only the two of you see it" in done.text
    assert at(here.grace, "given", given).status_code == 404
    other = take_up(ask(here.layla, "A room?"), here.rosa)
    assert at(here.grace, "keep_between", other, {}).status_code == 404


def test_own_offers_offer_no_yes_and_refuse_one(here, at):
    mine = offer(here.rosa)

    assert "Yes, I would like that" not in at(here.rosa, "exchange", mine).text
    refused = at(here.rosa, "take_up", mine, {"note": "Me?", "language": "en"})

    assert "This is your own. Somebody else can take it up." in refused.text
    assert "Me?" in refused.text
    assert not Given.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda it: exchanging.withdraw(it, now=now()), "taken back or solved meanwhile"),
        (lambda it: it.membership.pause(now()), "takes a break"),
        (
            lambda it: Membership.objects.filter(pk=it.membership_id).update(left_at=now()),
            "left the",
        ),
    ],
)
def test_what_ended_while_somebody_takes_it_up_is_told(here, at, spoil, sentence):
    offered = offer(here.rosa, "I sing.")
    spoil(offered)

    page = at(here.grace, "take_up", offered, {"note": "Oh yes", "language": "en"})

    assert sentence in page.text
    assert "Oh yes" in page.text
    assert page.status_code == 200
    offered.refresh_from_db()
    if offered.withdrawn_at:
        assert "I sing." not in page.text
        assert sentence in at(here.grace, "take_up", offered).text


def test_a_facilitator_writes_down_that_somebody_says_yes(here, at):
    samuel = here.member(name="Samuel Brooks", without_email=True)
    offered = offer(here.rosa)

    page = at(here.maya, "record_take_up", offered)
    done = at(here.maya, "record_take_up", offered, {"member": samuel.pk, "language": "en"})

    assert "Write down that somebody says yes" in page.text
    assert "From Rosa Jiménez to Samuel Brooks" in done.text
    assert "Written down by Maya Okafor." in done.text


def leave(key):
    Membership.objects.filter(pk=key).update(left_at=now())


# Giving and confirming


def test_from_offer_to_confirmed_with_what_it_was_good_for(here, at):
    given = take_up(offer(here.rosa), here.grace)

    gave = at(here.rosa, "gave", given, {})
    waits = at(here.grace, "given", given)
    done = at(
        here.grace, "confirm_given", given,
        {**HELPED, "benefit": "I understood it."},
    )  # fmt: skip

    assert "We ask the other person whether it arrived." in gave.text
    assert "Given, says who gave it" in waits.text
    assert "It is written down, and you can change it." in done.text
    listed = at(here.david, "given_list").text
    assert "I understood it." in listed
    assert "Given, and it helped" in listed


def test_what_it_was_good_for_stays_with_the_giver_unless_the_receiver_shares_it(here, at):
    given = take_up(offer(here.rosa), here.grace)
    answer = {"answer": "yes", "benefit": "Only for you.", "shown_to": "giver", "language": "en"}

    at(here.grace, "confirm_given", given, answer)

    assert "Only for you." in at(here.rosa, "given", given).text
    for other in [here.david, here.maya]:
        assert "Only for you." not in at(other, "given", given).text
        assert "Only for you." not in at(other, "given_list").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"answer": ""}, "Choose an answer. Each is a good one."),
        ({"answer": "not_yet"}, "You say what it was good for. Was it given, then?"),
        ({"shown_to": "nobody"}, "Select a valid choice."),
        ({"benefit": "y" * 3000}, "at most 2000 characters"),
    ],
)
def test_a_mistake_in_confirming_loses_no_words(here, at, wrong, sentence):
    given = take_up(offer(here.rosa), here.grace)
    answer = {"answer": "helped", "benefit": "So good.", "shown_to": "giver", "language": "en"}

    page = at(here.grace, "confirm_given", given, {**answer, **wrong})

    assert sentence in page.text
    assert {**answer, **wrong}["benefit"] in page.text
    given.refresh_from_db()
    assert given.confirmed_at is None


def test_only_the_receiver_confirms_and_only_the_giver_says_it_is_given(here, at):
    given = take_up(offer(here.rosa), here.grace)
    answer = {"answer": "helped", "shown_to": "giver", "language": "en"}

    for other in [here.rosa, here.david, here.maya]:
        assert at(other, "confirm_given", given, answer).status_code == 404
        assert at(other, "thank", given, {"language": "en"}).status_code == 404
    assert at(here.grace, "gave", given, {}).status_code == 404


def test_a_facilitator_writes_down_what_the_receiver_told(here, at):
    given = take_up(offer(here.rosa), here.grace)
    answer = {"answer": "helped", "benefit": "He slept.", "shown_to": "everyone", "language": "en"}

    page = at(here.maya, "record_given", given)
    done = at(here.maya, "record_given", given, answer)

    assert "What the receiver told me" in page.text
    assert "It is written down. They see that, and can change it." in done.text
    assert "Maya Okafor wrote down what the receiver said." in done.text
    assert "Change what you said" in at(here.grace, "given", given).text
    at(here.grace, "confirm_given", given, {**answer, "benefit": "I slept."})
    given.refresh_from_db()
    assert (given.benefit, given.recorded_by) == ("I slept.", None)


def test_a_facilitator_does_not_write_for_who_is_shown_as_a_group(here, at):
    given = take_up(ask(here.layla, shown_as_group=True), here.rosa)

    page = at(here.maya, "record_given", given, {"answer": "yes"})

    assert "Only what somebody told you is written down for them." in page.text


def test_it_will_not_happen_after_all(here, at):
    given = take_up(offer(here.rosa), here.grace)

    assert at(here.david, "drop_given", given, {}).status_code == 404
    done = at(here.rosa, "drop_given", given, {})
    late = at(here.rosa, "gave", given, {})

    assert "Nobody asks why." in done.text
    assert "Will not happen after all" in done.text
    assert "It will not happen after all, as one of the two said before." in late.text


def test_thanks_are_read_by_the_giver(here, at):
    given = confirm(take_up(offer(here.rosa), here.grace))

    empty = at(here.grace, "thank", given, {"thanks": "x" * 2000, "language": "en"})
    done = at(here.grace, "thank", given, {"thanks": "You are kind.", "language": "en"})
    again = at(here.grace, "thank", given, {"thanks": "Again", "language": "en"})

    assert "at most 1000 characters" in empty.text
    assert "Your thanks are on their way" in done.text
    assert "You said thank you before. It is sent once." in again.text
    assert "You are kind." in at(here.rosa, "given", given).text
    assert "You are kind." not in at(here.david, "given", given).text


# Brought back, and counted


def test_an_ask_that_was_brought_back_stands_on_top(here, at):
    wanted = ask(here.rosa, at=LONG_AGO)
    ask(here.rosa, "Something newer?")
    bringing_back.bring_back(wanted.pk, now())

    page = at(here.grace, "exchanges").text
    mine = at(here.rosa, "exchange", wanted)
    strange = at(here.rosa, "still_needed", wanted, {"needed": "perhaps"})
    done = at(here.rosa, "still_needed", wanted, {"needed": "solved"})

    top = page.index("Nobody has answered yet")
    assert top < page.index(wanted.said) < page.index("Something newer?")
    assert "Do you still need it?" in mine.text
    assert "Choose one of the answers." in strange.text
    assert "Solved, says who asked" in done.text
    assert wanted.said not in at(here.grace, "exchanges").text
    assert at(here.grace, "still_needed", wanted, {"needed": "solved"}).status_code == 404


def test_being_counted_is_a_choice_that_others_do_not_see(here, at):
    assert "Count me in" in at(here.rosa, "exchanges").text

    at(here.rosa, "count_me", data={"count_me": "yes"})
    page = at(here.rosa, "exchanges")
    assert "You said: count me in." in page.text
    assert "You said" not in at(here.grace, "exchanges").text.split("Do you get something")[1]

    at(here.rosa, "count_me", data={"count_me": "no"})
    assert "You said: leave me out." in at(here.rosa, "exchanges").text
    assert BenefitWish.objects.get().counts_me is False


def test_who_pauses_reads_that_others_do_not_see_it(here, at):
    offer(here.rosa)
    here.rosa.pause(now())

    assert "While you take a break" in at(here.rosa, "exchanges").text
    assert "I explain letters" not in at(here.grace, "exchanges").text


def test_an_observer_reads_and_is_not_asked_to_do_anything(here, at):
    observer = here.member(role="observer")
    wanted = ask(here.rosa)

    page = at(observer, "exchanges")

    assert wanted.said in page.text
    assert "Ask for something" not in page.text
    assert "Yes, I can help" not in at(observer, "exchange", wanted).text


def test_empty_pages_say_what_belongs_there(here, at):
    page = at(here.rosa, "exchanges").text

    assert "Asking is not weakness" in page
    assert "what is small to you may be much to somebody else" in page
    assert "Nothing stands here yet." in at(here.rosa, "given_list").text
    assert "Nothing stands here yet." in at(here.rosa, "products").text


def test_a_product_shows_where_it_came_from(here, at):
    together = offer(here.grace, kind="co_authorship")
    product = made(here.rosa, exchange=together)

    assert product.title_en in at(here.grace, "exchange", together).text
    assert "write together" in at(here.grace, "product", product).text


def test_the_page_of_how_it_goes_leads_here(here, at):
    page = at(here.rosa, "hub").text

    for name in ["exchanges", "given_list", "products"]:
        assert reverse(f"reflections:{name}", args=[here.partnership.slug]) in page


def test_principles_are_shown_with_mark_and_name(here, at):
    offer(here.rosa, principles=["relations", "equity"])

    page = at(here.grace, "exchanges").text

    badges = re.findall(r'class="badge (\w+)">.*?#(\w+)"/></svg>\s*([^<]+)</span>', page)
    assert badges == [("equity", "equity", "Equity"), ("relations", "relations", "Agreements")]
