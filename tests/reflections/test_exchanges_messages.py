"""What people are told about give and take: in their language, and no more than they allow."""

import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import translation

from notices import answers, calling, kinds, outbox, receipts
from notices.models import Delivery, Notice, State
from notices.rendering import render
from reflections import bringing_back, crediting, exchanging
from reflections.models import Credit
from tests.factories import now
from tests.reflections.factories_exchanges import Neighbours, ask, confirm, made, offer, take_up

pytestmark = pytest.mark.django_db
OURS = [
    "exchange_taken_up", "given_check", "given_confirmed", "given_dropped", "thanks",
    "exchange_recorded", "given_recorded", "ask_again", "ask_matches", "product_maker",
    "product_credit", "credit_wrong",
]  # fmt: skip
LANGUAGES = ["en", "es", "ar"]
LONG_AGO = now() - timedelta(days=15)


def story(language):
    """All that is told to somebody who reads `language`; the others read and write another."""
    here = Neighbours()
    other = here.member(language="ar" if language != "ar" else "en", name="عمر")
    person = here.member(language=language, name="Somebody")
    person.person.detail = "full"
    person.person.save()
    said = f"Words in {other.person.language}"
    fields = {"language": other.person.language}
    titles = {f"title_{code}": f"Title ({code})" for code in LANGUAGES}

    offer(person, "Mine, written down", recorded_by=here.maya, **fields)
    take_up(offer(person, "I sing"), other, note=said, **fields)
    exchanging.gave(take_up(offer(other, said, **fields), person), now=now())
    take_up(offer(other, "Another", **fields), person, recorded_by=here.maya)
    given = take_up(ask(other, said, **fields), person)
    confirm(given, benefit=said, shown_to="everyone", **fields)
    thanked = confirm(take_up(ask(other, "And this?", **fields), person))
    exchanging.thank(thanked, words=said, now=now(), **fields)
    exchanging.drop(take_up(offer(other, "Never", **fields), person), by=other, now=now())
    wanted = ask(person, "Mine, for long", at=LONG_AGO)
    bringing_back.bring_back(wanted.pk, now())
    theirs = ask(other, "Theirs, for long", at=LONG_AGO, **fields)
    bringing_back.bring_back(theirs.pk, now())
    made(other, person, **titles)
    product = made(other, person, **{**titles, "kind": "paper"})
    crediting.choose(product.makers.get(), Credit.FULL_NAME, now=now())
    crediting.come_out(product, now=now())
    own = made(person, other, **titles)
    crediting.choose(own.makers.get(), Credit.GROUP, now=now())
    crediting.judge(own.makers.get(), False, now=now())
    return person.person


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_told_in_the_language_of_who_is_told(language):
    person = story(language)

    with translation.override("ar" if language != "ar" else "es"):
        told = {
            f"{notice.kind} {notice.pk}": render(notice)
            for notice in Notice.objects.filter(person=person, kind__in=OURS)
        }

    assert {name.split()[0] for name in told} == set(OURS)
    for name, message in told.items():
        assert message.language == language, name
        others = [code for code in LANGUAGES if code != language]
        assert not re.search(rf"\(({'|'.join(others)})\)", message.text), name
        assert message.subject, name
        assert "None" not in message.text, name
        assert "{{" not in message.text, name
        assert "http://testserver/" in message.text, name


def test_thanks_come_in_their_own_words_in_a_frame_of_the_givers_language():
    here = Neighbours()
    here.rosa.person.detail = "full"
    here.rosa.person.save()
    given = take_up(ask(here.layla), here.rosa)

    with translation.override("ar"):
        exchanging.thank(given, words="شكرًا من القلب", language="ar", now=now())
        message = render(Notice.objects.get(kind="thanks"))

    assert message.language == "es"
    assert '<span lang="ar" dir="rtl">شكرًا من القلب</span>' in message.body
    assert "\u2068شكرًا من القلب\u2069" in message.text


def test_who_is_only_phoned_hears_the_words_of_thanks():
    here = Neighbours()
    samuel = here.member(name="Samuel Brooks", without_email=True)
    exchanging.thank(take_up(ask(here.rosa), samuel), words="Gracias", language="es", now=now())
    exchanging.thank(take_up(ask(here.rosa), here.grace), words="Gracias", language="es", now=now())

    to_samuel, to_grace = Notice.objects.filter(kind="thanks").order_by("pk")

    assert "Gracias" in render(to_samuel, aloud=True).text
    assert "Gracias" not in render(to_grace).text, "she signs in to read them"


def test_thanks_do_not_name_who_is_shown_as_a_group():
    here = Neighbours()
    wanted = ask(here.rosa, shown_as_group=True)

    exchanging.thank(take_up(wanted, here.grace), words="", language="es", now=now())

    assert "Rosa" not in render(Notice.objects.get(kind="thanks")).text


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("kind", OURS)
def test_no_sentence_of_ours_is_left_in_english(kind, language):
    message = rendered_example(kind, Neighbours().member(language=language), "full")
    english = rendered_example(kind, Neighbours().member(language="en"), "full")

    assert message.language == language
    lines = english.text.splitlines()
    ours = {line for line in lines if " " in line.strip() and "http" not in line}
    assert not ours & set(message.text.splitlines())


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
    told = rendered_example(kind, Neighbours().member(), detail)

    content = ["leaflet", "Tuesday", "corridor", "kind of you", "Seven questions"]
    assert [words for words in content if words in told.text + told.subject] == []


@pytest.mark.parametrize("kind", OURS)
def test_subjects_name_nothing_that_people_wrote(kind):
    subjects = {
        rendered_example(kind, Neighbours().member(), detail).subject
        for detail in ["full", "standard", "minimal"]
    }

    assert len(subjects) == 2
    assert "You have a message" in subjects


@pytest.mark.parametrize("kind", OURS)
def test_all_of_it_is_one_sort_of_message(kind):
    assert kinds.get(kind).category == kinds.Category.REFLECTION


SECRETS = ["Between us", "My note", "My benefit", "My thanks", "Rosa", "ليلى"]


def test_what_stays_between_two_stands_in_no_message_that_a_facilitator_can_look_at():
    here = Neighbours()
    for member in [here.rosa, here.layla]:
        member.person.detail = "full"
        member.person.save()
    for exchange, taker in [
        (ask(here.layla, "Between us"), here.rosa),
        (offer(here.rosa, "Between us"), here.layla),
    ]:
        given = take_up(exchange, taker, note="My note", language="en", between_two=True)
        exchanging.gave(given, now=now())
        confirm(given, benefit="My benefit", shown_to="everyone")
        exchanging.thank(given, words="My thanks", language="en", now=now())
    exchanging.drop(take_up(ask(here.rosa), here.layla, between_two=True), by=here.rosa, now=now())

    told = Notice.objects.filter(partnership=here.partnership)

    assert told.count() >= 8
    for notice in told:
        message = outbox.message_of(notice)
        words = message.text.replace(f"Hello {notice.person.name}", "").split("\n", 1)[1]
        words = words.replace(notice.person.name, "")
        assert [secret for secret in SECRETS if secret in words] == [], notice.kind


def test_what_it_was_good_for_stands_in_a_message_only_if_everyone_may_read_it():
    here = Neighbours()
    here.rosa.person.detail = "full"
    here.rosa.person.save()

    confirm(take_up(ask(here.layla), here.rosa), benefit="For you only")
    confirm(take_up(ask(here.grace), here.rosa), benefit="For everyone", shown_to="everyone")

    first, second = Notice.objects.filter(kind="given_confirmed").order_by("pk")
    assert "For you only" not in render(first).text
    assert "For everyone" in render(second).text


def is_wanted(kind, **filters):
    notice = Notice.objects.filter(kind=kind, **filters).latest("pk")
    return kinds.get(kind).is_wanted(notice, now())


def test_what_was_overtaken_is_not_told_any_more():
    here = Neighbours()
    given = take_up(ask(here.layla), here.rosa)
    exchanging.gave(given, now=now())
    assert is_wanted("exchange_taken_up")
    assert is_wanted("given_check")

    confirm(given)
    assert not is_wanted("given_check")
    assert is_wanted("given_confirmed")

    exchanging.thank(given, words="", language="ar", now=now())
    assert not is_wanted("given_confirmed")
    assert is_wanted("thanks")

    wanted = ask(here.layla, "A room?", at=LONG_AGO)
    offer(here.grace)
    bringing_back.bring_back(wanted.pk, now())
    assert is_wanted("ask_again")
    assert is_wanted("ask_matches")
    take_up(wanted, here.david)
    assert not is_wanted("ask_again")
    assert not is_wanted("ask_matches")

    recorded = offer(here.rosa, "Written", recorded_by=here.maya)
    assert is_wanted("exchange_recorded")
    exchanging.confirm_recording(recorded, True)
    assert not is_wanted("exchange_recorded")

    product = made(here.grace, here.rosa)
    assert is_wanted("product_maker")
    crediting.choose(product.makers.get(), Credit.GROUP, now=now())
    assert not is_wanted("product_maker")
    crediting.come_out(product, now=now())
    assert is_wanted("product_credit")
    crediting.judge(product.makers.get(), False, now=now())
    assert not is_wanted("product_credit")
    assert is_wanted("credit_wrong")
    crediting.withdraw(product, now=now())
    assert not is_wanted("credit_wrong")


def test_somebody_without_email_confirms_on_the_phone_and_may_correct_it():
    here = Neighbours()
    samuel = here.member(name="Samuel Brooks", without_email=True)
    samuel.person.quiet_from = samuel.person.quiet_until
    samuel.person.save()
    given = take_up(offer(here.rosa), samuel, recorded_by=here.maya)
    exchanging.gave(given, now=now())

    call = calling.calls(here.partnership, now() + timedelta(seconds=1))[0]
    sayings = calling.to_say(call, here.maya.person, now())
    asked = calling.questions_in(sayings)
    assert [asking.name for asking in asked] == [f"w{given.pk}"]
    calling.record(
        call, sayings, {"outcome": "reached", asked[0].name: "helped"}, by=here.maya, now=now()
    )

    given.refresh_from_db()
    assert (given.helped, given.recorded_by) == (True, here.maya)
    assert not Delivery.objects.filter(notice__kind="given_check", state=State.PENDING).exists()


def test_a_receiver_is_sent_what_was_written_down_and_changes_it(client):
    here = Neighbours()
    given = take_up(offer(here.rosa), here.grace)
    question = answers.get("w")
    receipts.record(question, given, "not_yet", recorded_by=here.maya, now=now())

    notice = Notice.objects.get(kind="receipt", person=here.grace.person)
    neutral = render(notice)
    notice.person.detail = "full"
    receipt = render(notice)
    page = client.get(answers.link("w", given).removeprefix("http://testserver"))
    client.post(answers.link("w", given).removeprefix("http://testserver"), {"answer": "helped"})

    assert "Somebody wrote down your answer." in neutral.text
    assert "Maya Okafor wrote down your answer." in receipt.text
    assert "Maya Okafor</span> wrote down this answer for you:" in page.content.decode()
    given.refresh_from_db()
    assert (given.state, given.recorded_by) == ("confirmed", None)


def test_an_answer_of_ones_own_is_not_said_to_be_written_down(client):
    here = Neighbours()
    recorded = offer(here.grace, recorded_by=here.maya)
    link = answers.link("x", recorded).removeprefix("http://testserver")

    client.post(link, {"answer": "yes"})

    page = client.get(link).content.decode()
    assert "wrote down this answer" not in page
    assert "You answered:" in page
    recorded.refresh_from_db()
    assert recorded.recorded_right is True
