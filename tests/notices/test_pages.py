"""The outbox, the call sheet and the facilitators' tasks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices import answers, kinds, outbox
from notices.handing_over import hand_over
from notices.models import Delivery, Heartbeat, Hold, Notice, State, Task, TaskKind
from notices.reasons import Reason
from partners import dates
from partners.languages import ISOLATE, POP
from partners.models import Channel, Detail, Partnership
from tests.factories import (
    DeliveryFactory,
    HoldFactory,
    MembershipFactory,
    NoticeFactory,
    TaskFactory,
)
from tests.notices.conftest import KIND, state


@pytest.fixture
def at(partnership):
    def address(name, *rest):
        return reverse(f"notices:{name}", args=[partnership.slug, *rest])

    return address


@pytest.fixture
def client(client, facilitator, at):
    client.force_login(facilitator.person)
    client.get(at("tasks"))  # the first page of a session also writes down who signed in where
    return client


@pytest.fixture
def told(tell):
    """Tells people now, by the real clock that pages read."""

    def tell_now(*people, **options):
        return tell(*people, **{"now": timezone.now() - timedelta(minutes=1), **options})

    return tell_now


@pytest.fixture
def to_call(member, told):
    """A person who wants a call, with one delivery to make."""
    person = member(phone="+1 555 0100", channel=Channel.CALL, language="ar", name="Amal").person
    return told(person)[0]


# The outbox


def test_outbox_says_what_was_sent_to_whom_and_why_not(client, at, told, member):
    sent, failed = told(
        member(name="Rosa", language="es", timezone="America/Bogota").person,
        member(name="Sam").person,
    )
    moment = timezone.now().replace(year=2026, month=11, day=2, hour=17, minute=30)
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=moment, language="es")
    Delivery.objects.filter(pk=failed.pk).update(state=State.FAILED, reason="refused:550")

    page = client.get(at("outbox")).text

    assert "Rosa" in page
    assert "Spanish" in page
    assert dates.moment(moment, "en", sent.notice.person.zone) in page
    assert f"{Reason.REFUSED.label} (550)" in page


def test_outbox_shows_nothing_of_another_partnership(client, at, kind):
    DeliveryFactory(notice__person__name="Stranger")

    assert "Stranger" not in client.get(at("outbox")).text
    assert "No message here" in client.get(at("outbox")).text


def test_outbox_filters_by_state_and_kind(client, at, told, member, partnership):
    told(member(name="Rosa").person)
    DeliveryFactory(
        notice=NoticeFactory(partnership=partnership, kind="another", person__name="Sam"),
        state=State.MISSED,
    )

    assert "Rosa" not in client.get(at("outbox"), {"state": "missed"}).text
    assert "Sam" in client.get(at("outbox"), {"state": "missed"}).text
    assert "Sam" not in client.get(at("outbox"), {"kind": KIND}).text


@pytest.mark.parametrize(
    "query",
    ["state=x", "kind=%00", "before=x", "before=0", "before=9" * 30, "state=%ff", "before=1e3"],
)
def test_outbox_takes_no_harm_from_odd_addresses(client, at, query):
    assert client.get(f"{at('outbox')}?{query}").status_code == 200


def test_outbox_goes_on_page_by_page(client, at, partnership, kind):
    now = timezone.now()
    for minutes in range(outbox.PAGE + 10):
        notice = NoticeFactory(
            partnership=partnership, kind=KIND, due_at=now - timedelta(minutes=minutes // 3)
        )
        DeliveryFactory(notice=notice)

    seen, before = [], None
    while True:
        found, before = outbox.page_of(partnership, kind=KIND, before=before)
        seen += [delivery.pk for delivery in found]
        if before is None:
            break

    assert len(seen) == len(set(seen)) == outbox.PAGE + 10
    assert "before=" in client.get(at("outbox")).text


@pytest.mark.parametrize("count", [1, 3])
def test_outbox_asks_as_often_for_many_as_for_one(
    client, at, told, member, count, django_assert_num_queries
):
    told(*(member().person for _number in range(count)))
    client.get(at("outbox"))

    with django_assert_num_queries(8):
        client.get(at("outbox"))


def test_a_delivery_shows_the_message_as_its_receiver_reads_it(client, at, told, member):
    (delivery,) = told(member(language="ar").person)

    page = client.get(at("delivery", delivery.pk)).text

    assert '<article class="card message" lang="ar" dir="rtl">' in page
    assert "This is how its receiver would read it now." in page


@pytest.mark.parametrize("trouble", ["gone", "broken", "unknown"])
def test_a_delivery_whose_message_cannot_be_made_says_so(client, at, told, member, news, trouble):
    (delivery,) = told(member().person)
    if trouble == "gone":
        Notice.objects.update(subject_id=0)
    elif trouble == "broken":
        news.error = ZeroDivisionError()
    else:
        Notice.objects.update(kind="forgotten")

    assert "This message cannot be shown" in client.get(at("delivery", delivery.pk)).text


@pytest.mark.parametrize("end", [State.FAILED, State.MISSED, State.POISON])
def test_what_failed_can_be_sent_again_with_the_same_identity(client, at, told, member, end):
    (delivery,) = told(member().person)
    Delivery.objects.update(state=end, tries=3, crashes=5, reason="refused:550")
    assert "Send it again" in client.get(at("delivery", delivery.pk)).text

    client.post(at("resend", delivery.pk))

    key = delivery.key
    assert state(delivery) == (State.PENDING, "")
    assert (delivery.tries, delivery.crashes, delivery.key) == (0, 0, key)


def test_what_was_sent_is_not_sent_again(client, at, told, member):
    (delivery,) = told(member().person)
    Delivery.objects.update(state=State.SENT, sent_at=timezone.now())

    response = client.post(at("resend", delivery.pk), follow=True)

    assert state(delivery)[0] == State.SENT
    assert "cannot be sent again" in response.text


def test_what_is_too_late_is_not_sent_again(client, at, told, member):
    (delivery,) = told(member().person, last_moment=timezone.now() - timedelta(minutes=1))
    Delivery.objects.update(state=State.MISSED)

    client.post(at("resend", delivery.pk))

    assert state(delivery)[0] == State.MISSED


@pytest.mark.parametrize("name", ["delivery", "resend"])
def test_a_delivery_of_another_partnership_does_not_exist(client, at, name):
    other = DeliveryFactory()
    method = client.post if name == "resend" else client.get

    assert method(at(name, other.pk)).status_code == 404


def test_the_outbox_leads_to_an_example_of_each_kind_in_the_readers_language(client, at, kind):
    assert at("examples") in client.get(at("outbox")).text

    page = client.get(at("examples")).text

    assert all(f'"{at("preview", known.name, "en")}"' in page for known in kinds.all_kinds())


def test_examples_stand_under_what_switches_them_off_by_their_label(client, at, kind):
    groups = client.get(at("examples")).context["groups"]

    assert str(groups[0][0]) == "Reminders"
    always = groups[-1][1]
    for heading, those in groups:
        labels = [str(each.label).casefold() for each in those]
        assert labels == sorted(labels)
        assert all(each.may_be_muted is (those is not always) for each in those), heading
    assert sum(len(those) for _heading, those in groups) == len(kinds.all_kinds())


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_each_kind_can_be_seen_in_each_language(client, at, kind, language):
    for known in kinds.all_kinds():
        assert client.get(at("preview", known.name, language)).status_code == 200
    assert f'message" lang="{language}"' in client.get(at("preview", KIND, language)).text


def test_a_helpers_name_and_an_address_keep_their_direction_in_arabic(
    client, facilitator, at, settings
):
    """Else the name stands behind what follows it, and the address ends where it begins."""
    settings.TEXTS = "console"
    facilitator.person.detail = Detail.FULL
    facilitator.person.save()

    page = client.get(at("preview", "written_down", "ar")).text

    name = f"{ISOLATE}Luis Alvarez{POP} (بصفة شخص مساعد)"
    assert f'<span lang="ar" dir="rtl">{name}</span>' in page
    assert page.count('/home/" dir="ltr">') == 2  # in the mail, and in the text


@pytest.mark.parametrize(("name", "language"), [("nothing", "en"), (KIND, "xx")])
def test_a_preview_of_nothing_does_not_exist(client, at, kind, name, language):
    assert client.get(at("preview", name, language)).status_code == 404


def test_a_kind_without_an_example_says_so(client, at, kind):
    kinds.register(kinds.Kind("bare", "Bare", kind.category, Partnership))

    page = client.get(at("preview", "bare", "en")).text
    kinds.forget("bare")

    assert "nothing yet to show an example with" in page


# After a restore


@pytest.mark.parametrize(("send", "end"), [("yes", State.PENDING), ("no", State.VOID)])
def test_a_hold_is_released_on_the_outbox_page(
    client, at, told, member, partnership, facilitator, send, end
):
    (delivery,) = told(member().person)
    hold = HoldFactory(partnership=partnership)
    assert "restored from a backup" in client.get(at("outbox")).text

    response = client.post(at("release"), {"send": send}, follow=True)

    hold.refresh_from_db()
    assert (state(delivery)[0], hold.released_by) == (end, facilitator.person)
    assert "1 message " in response.text
    assert "restored from a backup" not in response.text


def test_nobody_releases_the_hold_of_another_partnership(client, at):
    HoldFactory()

    assert client.post(at("release"), {"send": "yes"}).status_code == 404
    assert Hold.objects.get().released_at is None


# Calls


def test_calls_name_who_waits_with_number_and_language(client, at, to_call):
    page = client.get(at("calls")).text

    assert "Amal" in page
    assert 'href="tel:+1 555 0100"' in page
    assert "Arabic" in page


def test_calls_leave_out_who_left_and_other_partnerships(client, at, to_call):
    DeliveryFactory(channel=Channel.CALL, notice__person__name="Stranger")
    membership = to_call.notice.person.memberships.get()
    membership.left_at = timezone.now()
    membership.save()

    assert "Nobody waits for a call" in client.get(at("calls")).text


@pytest.mark.parametrize("count", [1, 3])
def test_calls_ask_as_often_for_many_as_for_one(
    client, at, told, member, count, django_assert_num_queries
):
    told(*(member(email=None, phone="+1").person for _number in range(count)))
    client.get(at("calls"))

    with django_assert_num_queries(8):  # three of them write who saw their numbers into the log
        client.get(at("calls"))


def test_a_call_says_what_to_say_in_their_language_and_in_ones_own(client, at, to_call):
    page = client.get(at("record_call", to_call.pk)).text

    assert 'message" lang="ar" dir="rtl"' in page
    assert 'message" lang="en" dir="ltr"' in page
    assert "unsubscribe" not in page


def test_answers_given_on_the_phone_are_recorded_as_such(
    client, at, to_call, news, question, facilitator
):
    person = to_call.notice.person
    news.questions = [("q", person)]
    form = client.get(at("record_call", to_call.pk)).text
    assert f'name="q{person.pk}"' in form
    assert "/a/q" not in form

    client.post(at("record_call", to_call.pk), {"outcome": "reached", f"q{person.pk}": "2"})

    assert news.recorded == ((person, "2", facilitator),)
    assert state(to_call) == (State.SENT, "")
    assert (to_call.recorded_by, to_call.language) == (facilitator, "ar")


def test_a_call_may_leave_questions_open(client, at, to_call, news, question):
    news.questions = [("q", to_call.notice.person)]

    client.post(at("record_call", to_call.pk), {"outcome": "reached"})

    assert (news.recorded, state(to_call)[0]) == ((), State.SENT)


def test_closed_questions_are_not_asked(client, at, to_call, news, question):
    person = to_call.notice.person
    news.questions = [("q", person)]
    person.is_active = False
    person.save()

    assert 'name="q' not in client.get(at("record_call", to_call.pk)).text


def test_nobody_answering_is_tried_again_in_two_hours(client, at, to_call):
    before = timezone.now()

    client.post(at("record_call", to_call.pk), {"outcome": "not_reached"})

    assert state(to_call) == (State.PENDING, Reason.NOT_REACHED)
    assert timedelta(hours=1.9) < to_call.next_try_at - before < timedelta(hours=2.1)
    assert to_call.tries == 1


def test_a_wrong_number_becomes_a_task(client, at, to_call):
    client.post(at("record_call", to_call.pk), {"outcome": "wrong_number"})

    assert state(to_call) == (State.FAILED, Reason.WRONG_NUMBER)
    assert Task.objects.get().kind == TaskKind.UNREACHABLE


def test_what_is_not_wanted_any_more_is_not_said(client, at, to_call, news):
    news.is_wanted = False
    page = client.get(at("record_call", to_call.pk)).text
    assert "There is nothing to say any more" in page

    client.post(at("record_call", to_call.pk), {"outcome": "not_needed"})

    assert state(to_call) == (State.VOID, Reason.NOT_WANTED)


def test_what_was_left_unsaid_in_a_call_is_void(client, at, to_call, news):
    news.is_wanted = False

    client.post(at("record_call", to_call.pk), {"outcome": "reached"})

    assert state(to_call) == (State.VOID, Reason.NOT_WANTED)


def test_one_call_says_everything_that_waits_for_a_person(client, at, to_call, told):
    deliveries = told(to_call.notice.person, revision=1)
    assert len(deliveries) == 2

    client.post(at("record_call", deliveries[1].pk), {"outcome": "reached"})

    assert [state(delivery)[0] for delivery in deliveries] == [State.SENT, State.SENT]


def test_a_call_needs_an_outcome(client, at, to_call):
    response = client.post(at("record_call", to_call.pk), {"outcome": ""})

    assert response.status_code == 200
    assert state(to_call)[0] == State.PENDING


def test_a_call_that_somebody_made_already_says_so(client, at, to_call):
    client.post(at("record_call", to_call.pk), {"outcome": "reached"})

    response = client.post(at("record_call", to_call.pk), {"outcome": "wrong_number"}, follow=True)

    assert "Somebody made this call already" in response.text
    assert state(to_call)[0] == State.SENT


# Tasks


def test_tasks_say_whom_to_reach_and_can_be_done(client, at, partnership, member, facilitator):
    membership = member(name="Rosa", phone="+1 555 0101", language="es")
    task = hand_over(
        TaskKind.CANNOT_OPEN,
        person=membership.person,
        partnership=partnership,
        subject=membership,
        now=timezone.now(),
    )
    page = client.get(at("tasks")).text
    assert "Rosa" in page
    assert membership.get_absolute_url() in page
    assert "Spanish" in page

    client.post(at("finish_task", task.pk))

    task.refresh_from_db()
    assert task.done_by == facilitator
    assert "Nobody needs to be reached" in client.get(at("tasks")).text


def test_a_task_about_somebody_who_left_is_still_shown(client, at, partnership):
    TaskFactory(partnership=partnership, person__name="Gone")

    assert "Gone" in client.get(at("tasks")).text


@pytest.mark.parametrize("count", [1, 3])
def test_tasks_ask_as_often_for_many_as_for_one(
    client, at, partnership, count, django_assert_num_queries
):
    for _number in range(count):
        TaskFactory(
            partnership=partnership, person=MembershipFactory(partnership=partnership).person
        )
    client.get(at("tasks"))

    with django_assert_num_queries(6):
        client.get(at("tasks"))


def test_nobody_finishes_the_task_of_another_partnership(client, at):
    task = TaskFactory()

    assert client.post(at("finish_task", task.pk)).status_code == 404


# The sender's sign of life


@pytest.mark.parametrize(("minutes", "warned"), [(9, False), (11, True)])
def test_facilitators_are_warned_when_reminders_stop(client, at, kind, minutes, warned):
    Heartbeat.objects.create(pk=1, beat_at=timezone.now() - timedelta(minutes=minutes))

    assert ("Reminders are not going out since" in client.get(at("outbox")).text) is warned


def test_link_of_a_question_is_not_on_the_call_sheet(client, at, to_call, news, question):
    news.questions = [("q", to_call.notice.person)]

    page = client.get(at("record_call", to_call.pk)).text

    assert answers.token_for("q", to_call.notice.person) not in page


def test_a_question_in_two_messages_is_asked_and_recorded_once(
    client, at, to_call, told, news, question, facilitator
):
    person = to_call.notice.person
    news.questions = [("q", person)]
    told(person, revision=1)
    page = client.get(at("record_call", to_call.pk)).text
    assert page.count(f'name="q{person.pk}" value="1"') == 1

    client.post(at("record_call", to_call.pk), {"outcome": "reached", f"q{person.pk}": "2"})

    assert news.recorded == ((person, "2", facilitator),)


def test_an_answer_that_did_not_change_is_not_written_down_again(
    client, at, to_call, news, question
):
    person = to_call.notice.person
    news.questions = [("q", person)]
    person.phone = "1"
    person.save()
    assert "checked" in client.get(at("record_call", to_call.pk)).text

    client.post(at("record_call", to_call.pk), {"outcome": "reached", f"q{person.pk}": "1"})

    assert news.recorded == ()
