"""Open calls: when they are open, who can read them, and what is kept of those who answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from charters import calling
from charters.models import Call, CallAnswer, CallOutcome, Way
from charters.tasks import erase_call_answers
from dashboards.waiting import waits_for
from partners import dates, vault
from partners.models import SupportNeed
from tests.charters.calling import answered, draft, opened
from tests.factories import MembershipFactory, PartnershipFactory, now
from translations import asking, pieces

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def maya():
    return MembershipFactory(facilitator=True, person__name="Maya")


def said_in(kept):
    kept.refresh_from_db()
    return calling.unsealed(kept.call, [kept])[0][1]


# Opening and closing


def test_a_call_closes_at_the_end_of_its_day_where_the_partnership_is():
    los_angeles = PartnershipFactory(timezone="America/Los_Angeles")
    maya = MembershipFactory(partnership=los_angeles, facilitator=True)
    call = opened(maya)
    call.closes_at = dates.end_of(date(2027, 3, 14), los_angeles.zone)  # clocks go forward that day

    assert call.closes_at == datetime(2027, 3, 15, 7, tzinfo=UTC)
    assert call.closes_on == date(2027, 3, 14)
    assert call.is_open(datetime(2027, 3, 15, 6, 59, tzinfo=UTC))
    assert call.state(datetime(2027, 3, 15, 7, tzinfo=UTC)) == "closed"


def test_a_call_is_not_opened_while_the_language_of_its_page_is_missing(maya):
    call = draft(maya, "es", language="en")

    with pytest.raises(calling.NotWritten):
        calling.open_call(call, by=maya, now=now())

    assert Call.objects.get().opened_at is None


def test_a_half_written_language_does_not_count(maya):
    call = draft(maya, "en", "es", offers_es="")

    assert calling.readable_in(call) == {"en"}
    assert calling.missing_in(call) == ["es", "ar"]
    assert calling.language_for(call, "es", "en") == "en"


def test_a_call_is_not_opened_after_its_last_day(maya):
    call = draft(maya, closes_in=-1)

    with pytest.raises(calling.IsOver):
        calling.open_call(call, by=maya, now=now())


def test_a_closed_call_can_be_opened_again(maya):
    call = opened(maya)
    calling.close(call, now=now())
    calling.close(call, now=now())

    with pytest.raises(calling.NotOpen):
        answered(call)
    calling.open_call(call, by=maya, now=now())

    assert answered(call)


def test_the_database_refuses_what_cannot_be(maya):
    call, kept = opened(maya), None
    kept = answered(call)

    for wrong in [
        lambda: Call.objects.update(opened_by=None),
        lambda: Call.objects.update(code=7),
        lambda: Call.objects.update(opened_at=None, opened_by=None, closed_at=now()),
        lambda: CallAnswer.objects.update(outcome="invited", done_at=now(), done_by=maya),
        lambda: CallAnswer.objects.update(done_at=now()),
        lambda: (
            CallAnswer.objects.create(
                call=call,
                language="en",
                way="form",
                came_at=now(),
                mark=kept.mark or "m",
                sealed=b"x",
            )
            and CallAnswer.objects.create(
                call=call,
                language="en",
                way="form",
                came_at=now(),
                mark=kept.mark or "m",
                sealed=b"x",
            )
        ),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_codes_of_calls_have_four_digits_and_are_taken_once(maya):
    codes = [draft(maya).code for _number in range(30)]

    assert len(set(codes)) == 30
    assert all(1000 <= code <= 9999 for code in codes)


# Answers


def test_an_answer_is_sealed(maya):
    kept = answered(opened(maya), name="Ana Torres", phone="+34 600 123 456", words="Soy de aquí")

    kept.refresh_from_db()
    stored = repr([*CallAnswer.objects.values_list()])

    assert "Ana" not in stored
    assert "600" not in stored.replace(str(kept.pk), "").replace(repr(kept.sealed), "")
    assert (said_in(kept).name, said_in(kept).phone) == ("Ana Torres", "+34 600 123 456")


def test_the_same_form_sent_twice_is_one_answer_with_the_latest_words(maya):
    call = opened(maya)

    first = answered(call, once="abc", words="one")
    second = answered(call, once="abc", words="two")
    answered(call, once="another")

    assert first.pk == second.pk
    assert CallAnswer.objects.count() == 2
    assert said_in(first).words == "two"


@pytest.mark.parametrize("outcome", CallOutcome)
def test_who_answered_is_erased_once_it_is_dealt_with(maya, outcome):
    kept = answered(opened(maya), once="abc")

    calling.deal_with(kept, outcome, by=maya, now=now())

    kept.refresh_from_db()
    assert (bytes(kept.sealed), kept.mark, kept.outcome) == (b"", None, outcome)
    assert calling.find(calling.token_of(kept)) is None
    with pytest.raises(calling.DealtWith):
        calling.deal_with(kept, CallOutcome.CLOSED, by=maya, now=now())


def test_inviting_takes_over_what_they_need(maya):
    kept = answered(opened(maya), needs="Un intérprete")

    calling.invite(
        kept, said_in(kept), by=maya, now=now(), name="Ana", language="es", carrier="letter",
        group="patient", role="partner", timezone="UTC", phone="+12135550142",
    )  # fmt: skip

    need = SupportNeed.objects.get()
    assert (need.detail, need.detail_language, need.visible_to) == (
        "Un intérprete", "es", "arrangers",
    )  # fmt: skip
    assert need.membership.person.language == "es"


def test_taking_back_forgets_everything_and_may_be_repeated(maya):
    kept = answered(opened(maya))
    token = calling.token_of(kept)

    calling.withdraw(calling.find(token))
    calling.withdraw(kept)

    assert not CallAnswer.objects.exists()
    assert calling.find(token) is None


@pytest.mark.parametrize("token", ["", "x", "a:b", "\0", "é" * 500])
def test_a_made_up_token_finds_nothing(token):
    assert calling.find(token) is None


def test_half_a_year_after_closing_what_nobody_answered_is_erased_with_its_key(maya):
    old, new = opened(maya), opened(maya)
    forgotten, fresh = answered(old), answered(new)
    copy = (bytes(forgotten.sealed), forgotten.bound_to)
    Call.objects.filter(pk=old.pk).update(closes_at=now() - relativedelta(months=6) - DAY)
    Call.objects.filter(pk=new.pk).update(closes_at=now() - relativedelta(months=6) + DAY)

    erase_call_answers()
    erase_call_answers()

    assert [*CallAnswer.objects.all()] == [fresh]
    with pytest.raises(vault.CannotOpen):
        vault.unseal(old, *copy)
    assert said_in(fresh).name == "Ana"


def test_answers_wait_for_facilitators_alone_and_say_when_they_are_late(maya):
    partner = MembershipFactory(partnership=maya.partnership)
    call = opened(maya)
    answered(call, at=now() - 2 * DAY)

    (soon,) = [each for each in waits_for([maya], now()) if each.kind.startswith("call_")]
    late = [each for each in waits_for([maya], now() + 13 * DAY) if each.kind.startswith("call_")]

    assert (soon.kind, soon.count) == ("call_answered", 1)
    assert [each.kind for each in late] == ["call_late"]
    assert "1 person" in late[0].sentence
    assert [each for each in waits_for([partner], now()) if each.kind.startswith("call_")] == []


def test_who_waits_longest_comes_first(maya):
    call = opened(maya)
    second = answered(call, at=now() - DAY)
    first = answered(call, at=now() - 3 * DAY)

    assert [*call.answers.waiting()] == [first, second]


def test_a_call_is_translated_like_everything_else(maya):
    call = draft(maya, "en", "es")

    piece = pieces.of(Call)

    assert piece.languages(call) == {"en", "es"}
    assert asking.ask(call, by=maya, now=now()).record == call


def test_opening_three_hundred_answers_takes_as_many_statements_as_three(maya, client):
    call = opened(maya)
    counts = []
    for many in (3, 297):
        for _number in range(many):
            answered(call, way=Way.PHONE, recorded_by=maya)
        client.force_login(maya.person)
        client.get(call.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(call.get_absolute_url())
        counts.append(len(asked))

    assert counts[0] + 0 == counts[1]
    assert page.content.decode().count("Ana") == 20
