"""Interpreters and readers: who fits, asking, their answer, and what follows from it."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from meetings import interpreter_alerts, interpreting, lead_times, preparation, sharing
from meetings.interpreter_kinds import CAN_YOU_COME
from meetings.models import ArrangementState, Booking, Resource, ResourceText
from notices import answers, calling, receipts
from notices.models import Delivery, Notice, State, Task, TaskKind
from notices.rendering import render
from partners import needs
from partners.models import SupportNeed
from tests.factories import (
    AgendaItemFactory,
    BookingFactory,
    InterpreterFactory,
    MembershipFactory,
    PartnershipFactory,
    ResourceFactory,
    SupportNeedFactory,
)
from tests.meetings.world import DAY, NOW, World, kinds_told, send_all_until

CANARY = "Zacharias Canary"


@pytest.fixture
def world(db, smtp_sink):
    world = World()
    world.smtp = smtp_sink
    return world


def in_need(world, tongue="vi", kind="interpreter", name="Ngoc", **wishes):
    member = world.member(person__name=name)
    return SupportNeedFactory(membership=member, kind=kind, tongue=tongue, **wishes)


def listed(world, name="Linh Tran", tongues=("vi", "en"), **more):
    theirs = ("language", "household_email", "phone", "channel")
    person = {f"person__{key}": more.pop(key) for key in theirs if key in more}
    return InterpreterFactory(
        partnership=world.partnership, added_by=world.facilitator, person__name=name,
        tongues=list(tongues), **person, **more,
    )  # fmt: skip


def ask(world, meeting, interpreter, tongue="vi", kind="interpreter", now=NOW):
    return interpreting.ask(
        meeting, interpreter, kind=kind, tongue=tongue, by=world.facilitator, now=now
    )


def say(booking, value, now=NOW):
    booking.refresh_from_db()
    receipts.record(CAN_YOU_COME, booking, value, recorded_by=None, now=now)


def arrangement_of(meeting, need):
    return meeting.arrangements.get(need=need)


# Who fits


@pytest.mark.parametrize(
    ("wishes", "is_refused"),
    [
        ({"wished_gender": "woman"}, False),
        ({"wished_gender": "man"}, True),
        ({"not_these": "Somebody else, linh TRAN"}, True),
        ({"not_these": "Tran"}, True),
        ({"not_these": "Tranh"}, False),
        ({"is_stranger": True}, False),
    ],
)
def test_wishes_decide_who_can_be_asked(world, wishes, is_refused):
    in_need(world, **wishes)
    meeting = world.plan()
    linh = listed(world, gender="woman")

    if is_refused:
        with pytest.raises(interpreting.CannotBook, match="do not fit"):
            ask(world, meeting, linh)
    else:
        assert ask(world, meeting, linh).pk


def test_whoever_wants_a_stranger_gets_no_member(world):
    in_need(world, is_stranger=True)
    meeting = world.plan()
    member = world.member()
    interpreter = InterpreterFactory(
        partnership=world.partnership, added_by=world.facilitator, person=member.person
    )

    with pytest.raises(interpreting.CannotBook):
        ask(world, meeting, interpreter)


def test_an_interpreter_whom_one_person_ruled_out_serves_the_other_only(world):
    first, second = in_need(world), in_need(world, not_these="Linh Tran")
    meeting = world.plan()

    say(ask(world, meeting, listed(world)), "yes")

    assert arrangement_of(meeting, first).state == ArrangementState.ARRANGED
    assert arrangement_of(meeting, second).state == ArrangementState.TO_ARRANGE


def test_a_tongue_in_own_words_is_found_however_it_is_written(world):
    in_need(world, tongue="Mixteco  bajo")
    meeting = world.plan()

    booking = ask(world, meeting, listed(world, tongues=["mixteco bajo", "es"]), "Mixteco bajo")

    assert booking.into == "es"


@pytest.mark.parametrize(
    ("tongues", "reads_aloud", "is_refused"),
    [(["en"], True, False), (["en", "vi"], False, True), (["vi"], True, True)],
)
def test_a_reader_reads_aloud_in_the_language(world, tongues, reads_aloud, is_refused):
    in_need(world, tongue="en", kind="reader")
    meeting = world.plan()
    reader = listed(world, tongues=tongues, reads_aloud=reads_aloud)

    if is_refused:
        with pytest.raises(interpreting.CannotBook):
            ask(world, meeting, reader, "en", "reader")
    else:
        assert ask(world, meeting, reader, "en", "reader").into == ""


# When


def test_lead_times_follow_the_kind_and_two_are_needed_for_long_meetings(world):
    meeting = world.plan()

    assert lead_times.ask_by(meeting, "interpreter", "ase") == DAY - timedelta(days=28)
    assert lead_times.ask_by(meeting, "interpreter", "vi") == DAY - timedelta(days=14)
    assert lead_times.prepare_by(meeting).date() == DAY - timedelta(days=7)  # five working days
    assert [lead_times.how_many("interpreter", minutes) for minutes in (120, 121)] == [1, 2]
    assert lead_times.how_many("reader", 240) == 1


def test_two_are_needed_when_the_agenda_takes_longer_than_two_hours(world):
    need = in_need(world)
    meeting = world.plan()
    AgendaItemFactory(meeting=meeting, minutes=130)

    say(ask(world, meeting, listed(world, "Linh Tran")), "yes")
    assert arrangement_of(meeting, need).state == ArrangementState.TO_ARRANGE
    say(ask(world, meeting, listed(world, "Minh Vo")), "yes")

    arranged = arrangement_of(meeting, need)
    assert (arranged.state, arranged.note) == (ArrangementState.ARRANGED, "Linh Tran, Minh Vo")


# Asking and answering


def test_one_booking_serves_all_who_need_the_language_and_tells_them(world):
    needs = [in_need(world, name=name) for name in ("Ngoc", "An")]
    other = in_need(world, tongue="ar", name="Huda")
    meeting = world.plan()

    say(ask(world, meeting, listed(world)), "yes")
    send_all_until(NOW + timedelta(days=1))

    states = [arrangement_of(meeting, need).state for need in [*needs, other]]
    assert states == ["arranged", "arranged", "to_arrange"]
    assert [kinds_told(need.membership).count("support_arranged") for need in [*needs, other]] == [
        *(1, 1, 0)
    ]


@pytest.mark.parametrize("how", ["declines", "called off"])
def test_what_falls_away_is_open_again(world, how):
    need = in_need(world)
    meeting = world.plan()
    booking = ask(world, meeting, listed(world))
    say(booking, "yes")

    if how == "declines":
        say(booking, "no")
    else:
        interpreting.call_off(booking, now=NOW)

    assert arrangement_of(meeting, need).state == ArrangementState.TO_ARRANGE


def test_what_somebody_arranged_in_another_way_stays(world):
    need = in_need(world)
    meeting = world.plan()
    booking = ask(world, meeting, listed(world))
    arrangement = arrangement_of(meeting, need)
    interpreting.supporting.arrange(
        arrangement, state="arranged", note="A cousin", owner=None, by=world.facilitator, now=NOW
    )

    say(booking, "no")

    arrangement.refresh_from_db()
    assert (arrangement.state, arrangement.note) == ("arranged", "A cousin")


def test_asking_twice_is_refused_and_asks_once(world):
    in_need(world)
    meeting = world.plan()
    linh = listed(world)
    ask(world, meeting, linh)

    with pytest.raises(interpreting.CannotBook, match="already"):
        ask(world, meeting, linh)

    assert Booking.objects.count() == 1
    assert Notice.objects.filter(kind=interpreting.ASKED).count() == 1


def test_whoever_declined_may_be_asked_once_more(world):
    in_need(world)
    meeting = world.plan()
    linh = listed(world)
    booking = ask(world, meeting, linh)
    say(booking, "no")

    again = ask(world, meeting, linh)

    assert (again.pk, again.revision, again.answer) == (booking.pk, 1, "")


@pytest.mark.parametrize(("hours", "is_refused"), [(1, True), (3, False)])
def test_nobody_is_booked_twice_at_one_time_on_the_whole_site(world, hours, is_refused):
    there = World()
    in_need(there)
    taken = there.plan()
    same = {"household_email": "linh@example.org", "name": "Linh Tran"}
    ask(there, taken, listed(there, **same))
    in_need(world)
    meeting = world.plan(at=time(17 + hours, 30 if hours > 1 else 0))

    if is_refused:
        with pytest.raises(interpreting.CannotBook, match="elsewhere"):
            ask(world, meeting, listed(world, **same))
    else:
        assert ask(world, meeting, listed(world, **same)).pk


def test_two_interpreters_of_one_agency_share_a_mailbox_and_may_both_work(world):
    in_need(world)
    first, second = world.plan(), world.plan()
    mailbox = "agency@example.org"

    ask(world, first, listed(world, "Linh Tran", household_email=mailbox))

    assert ask(world, second, listed(world, "Minh Vo", household_email=mailbox)).pk


@pytest.mark.parametrize("change", ["began", "cancelled", "no time", "nobody", "off the list"])
def test_what_cannot_be_booked_says_why(world, change):
    need = in_need(world)
    meeting = world.plan()
    linh, now = listed(world), NOW
    if change == "began":
        now = meeting.start + timedelta(minutes=1)
    elif change == "cancelled":
        world.cancel(meeting)
    elif change == "no time":
        meeting.starts_at = meeting.ends_at = meeting.local_date = meeting.local_time = None
        meeting.save()
    elif change == "nobody":
        SupportNeed.objects.filter(pk=need.pk).update(ended_at=NOW)
    else:
        linh.removed_at = NOW
        linh.save()

    with pytest.raises(interpreting.CannotBook) as refused:
        ask(world, meeting, linh, now=now)

    assert str(refused.value).endswith(".")
    assert not Booking.objects.exists()


def test_the_link_shows_without_answering_and_answers_by_post_only(world, client):
    in_need(world)
    meeting = world.plan(day=DAY)
    booking = ask(world, meeting, listed(world, language="es"))
    link = reverse("notices:answer", args=[answers.token_for("I", booking)])

    shown = client.get(link)
    booking.refresh_from_db()
    assert booking.answer == ""
    assert "vietnamita" in shown.content.decode()
    client.post(link, {"answer": "yes"})
    client.post(link, {"answer": "yes"})

    booking.refresh_from_db()
    assert booking.answer == "yes"
    assert "Ngoc" not in shown.content.decode()


@pytest.mark.parametrize("change", ["called off", "begun"])
def test_an_old_link_says_so_and_changes_nothing(world, client, change):
    in_need(world)
    meeting = world.plan()
    booking = ask(world, meeting, listed(world))
    if change == "called off":
        interpreting.call_off(booking, now=NOW)
    else:
        moment = NOW - timedelta(days=400)
        type(meeting).objects.filter(pk=meeting.pk).update(
            starts_at=moment, ends_at=moment + timedelta(hours=1)
        )

    response = client.post(
        reverse("notices:answer", args=[answers.token_for("I", booking)]), {"answer": "no"}
    )

    assert response.status_code == 410
    booking.refresh_from_db()
    assert booking.answer == ""


def test_a_moved_meeting_tells_and_asks_anew_and_support_is_open_again(world):
    need = in_need(world)
    meeting = world.plan()
    booking = ask(world, meeting, listed(world))
    send_all_until(NOW + timedelta(hours=1))
    say(booking, "yes")

    world.move(meeting, DAY + timedelta(days=7))
    send_all_until(NOW + timedelta(hours=2))

    booking.refresh_from_db()
    assert (booking.answer, booking.revision) == ("", 1)
    assert arrangement_of(meeting, need).state == ArrangementState.TO_ARRANGE
    asked = Notice.objects.filter(kind=interpreting.ASKED, deliveries__state=State.SENT)
    assert sorted(asked.values_list("revision", flat=True)) == [0, 1]


def test_a_cancelled_meeting_and_another_place_are_told_to_whoever_was_asked(world):
    in_need(world)
    meeting = world.plan()
    linh, minh = listed(world, "Linh Tran"), listed(world, "Minh Vo")
    say(ask(world, meeting, linh), "yes")
    say(ask(world, meeting, minh), "no")

    interpreting.follow_place(meeting, now=NOW)
    world.cancel(meeting)
    send_all_until(NOW + timedelta(hours=1))

    sent = Notice.objects.filter(deliveries__state=State.SENT, kind=interpreting.OFF)
    assert [notice.person for notice in sent] == [linh.person]
    assert not meeting.bookings.holding().exists()


# Messages


def test_messages_are_in_the_interpreters_language_and_by_their_clock(world):
    in_need(world)
    meeting = world.plan(place="Hall")
    ask(world, meeting, listed(world, language="es", phone="+15550101"))

    with translation.override("ar"):
        message = render(Notice.objects.get(kind=interpreting.ASKED))

    assert message.language == "es"
    assert "vietnamita" in message.text
    assert "18 de marzo de 2027" in message.text
    assert "17:30" in message.text or "5:30" in message.text
    assert world.partnership.name not in message.text


def test_the_ledger_reaches_people_on_the_register_and_nobody_else(world):
    in_need(world)
    meeting = world.plan()
    linh, minh = listed(world, "Linh Tran"), listed(world, "Minh Vo")
    ask(world, meeting, linh)
    ask(world, meeting, minh)
    type(minh).objects.filter(pk=minh.pk).update(removed_at=NOW)

    send_all_until(NOW + timedelta(hours=1))

    states = dict(
        Delivery.objects.filter(notice__kind=interpreting.ASKED).values_list(
            "notice__person__name", "state"
        )
    )
    assert states == {"Linh Tran": State.SENT, "Minh Vo": State.VOID}


def test_who_has_only_a_phone_stands_on_the_call_sheet_with_the_question(world):
    in_need(world)
    meeting = world.plan()
    linh = listed(world, household_email="", phone="+15550101", channel="call")
    booking = ask(world, meeting, linh)
    Delivery.objects.filter(notice__kind=interpreting.ASKED).update(next_try_at=NOW)
    delivery = Delivery.objects.get(notice__kind=interpreting.ASKED)

    call = next(each for each in calling.calls(world.partnership, NOW) if delivery.pk in each.keys)
    sayings = calling.to_say(call, world.facilitator.person, NOW)
    given = {"outcome": "reached", f"I{booking.pk}": "yes"}
    calling.record(call, sayings, given, by=world.facilitator, now=NOW)

    booking.refresh_from_db()
    assert (booking.answer, booking.recorded_by) == ("yes", world.facilitator)


def test_what_was_ruled_out_is_seen_only_by_who_arranges_and_by_oneself(world, client):
    need = in_need(world, not_these=CANARY, visible_to="partnership")
    meeting = world.plan()
    say(ask(world, meeting, listed(world)), "yes")
    other = world.member()
    slug = world.partnership.slug
    pages = [
        reverse("meetings:detail", args=[slug, meeting.pk]),
        reverse("partners:people", args=[slug]),
        reverse("partners:person", args=[slug, need.membership_id]),
        reverse("meetings:ics", args=[slug, meeting.pk]),
    ]

    client.force_login(other.person)
    others = "".join(client.get(page).content.decode() for page in pages)
    client.force_login(world.facilitator.person)
    seen = client.get(reverse("meetings:support", args=[slug, meeting.pk])).content.decode()
    outbox = "".join(
        client.get(reverse("notices:delivery", args=[slug, each.pk])).content.decode()
        for each in Delivery.objects.filter(notice__kind=interpreting.ASKED)
    )
    send_all_until(NOW + timedelta(days=40))
    messages = b"".join(received.content for received in world.smtp.messages).decode()

    assert CANARY in seen
    assert CANARY not in others + outbox + messages
    assert "Ngoc" not in outbox


def test_names_are_forgotten_when_the_need_ends(world):
    need = in_need(world, not_these=CANARY)

    needs.end(need, now=NOW)

    need.refresh_from_db()
    assert need.not_these == ""


# What to prepare with


def shared(world, meeting):
    resource = Resource(
        partnership=world.partnership, meeting=meeting, title_en="Plan",
        shared_by=world.facilitator, shared_at=NOW,
    )  # fmt: skip
    text = ResourceText(
        language="en", url="https://example.org/plan", added_by=world.facilitator, added_at=NOW
    )
    sharing.share(resource, [text], by=world.facilitator, now=NOW)
    return resource


def test_pre_reads_reach_whoever_confirmed_once_for_each_that_is_shared(world):
    in_need(world)
    meeting = world.plan()
    linh, minh = listed(world, "Linh Tran"), listed(world, "Minh Vo")
    say(ask(world, meeting, linh), "yes")
    ask(world, meeting, minh)

    shared(world, meeting)
    interpreting.send_pre_reads(meeting, now=NOW)
    send_all_until(NOW + timedelta(hours=1))

    told = Notice.objects.filter(kind=interpreting.PREPARE, deliveries__state=State.SENT)
    assert [notice.person for notice in told] == [linh.person]


def test_something_shared_that_nobody_wrote_yet_keeps_nobody_from_confirming(world):
    in_need(world)
    meeting = world.plan()
    ResourceFactory(partnership=world.partnership, meeting=meeting, shared_by=world.facilitator)
    shared(world, meeting)
    booking = ask(world, meeting, listed(world))

    say(booking, "yes")

    booking.refresh_from_db()
    assert booking.answer == "yes"
    assert booking.prepared_at


def test_the_page_to_prepare_shows_the_meeting_to_its_interpreter_only(world, client):
    in_need(world)
    meeting = world.plan()
    AgendaItemFactory(meeting=meeting, title_en="Waiting times")
    booking = ask(world, meeting, listed(world))
    say(booking, "yes")
    shared(world, meeting)
    booking.refresh_from_db()
    page = reverse("meetings:preparation", args=[preparation.token_of(booking)])

    seen = client.get(page)

    assert seen.status_code == 200
    assert "Waiting times" in seen.content.decode()
    assert "https://example.org/plan" in seen.content.decode()
    assert "Ngoc" not in seen.content.decode()
    assert seen.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(f"{page[:-2]}x/").status_code == 404
    world.move(meeting, DAY + timedelta(days=1))
    assert client.get(page).status_code == 404


def test_a_link_to_answer_opens_no_page_to_prepare_and_the_other_way_round(world):
    in_need(world)
    booking = ask(world, world.plan(), listed(world))

    assert preparation.find(answers.token_for("I", booking)) is None
    assert answers.find(preparation.token_of(booking)) is None


def test_an_interpreter_without_anything_to_prepare_is_a_task_once(world):
    in_need(world)
    meeting = world.plan()
    say(ask(world, meeting, listed(world)), "yes")
    late = lead_times.prepare_by(meeting)

    interpreter_alerts.look_after(meeting.pk, late - timedelta(hours=1))
    assert not Task.objects.filter(kind=TaskKind.NO_PRE_READS).exists()
    for _time in range(2):
        interpreter_alerts.look_after(meeting.pk, late + timedelta(hours=1))

    assert Task.objects.filter(kind=TaskKind.NO_PRE_READS).count() == 1


def test_the_agenda_alone_is_sent_on_the_day_it_should_be_there(world):
    in_need(world)
    meeting = world.plan()
    AgendaItemFactory(meeting=meeting)
    say(ask(world, meeting, listed(world)), "yes")
    assert not Notice.objects.filter(kind=interpreting.PREPARE).exists()

    interpreter_alerts.look_after(meeting.pk, lead_times.prepare_by(meeting))

    assert Notice.objects.filter(kind=interpreting.PREPARE).count() == 1
    assert not Task.objects.filter(kind=TaskKind.NO_PRE_READS).exists()


# Alarms


def tasks_about(meeting):
    return Task.objects.filter(kind=TaskKind.NO_INTERPRETER, partnership=meeting.partnership)


def test_nobody_confirmed_is_a_task_exactly_once_at_the_promised_day(world):
    in_need(world), in_need(world)
    meeting = world.plan()
    ask(world, meeting, listed(world))
    promised = lead_times.support_due_at(meeting)

    interpreter_alerts.look_after(meeting.pk, promised - timedelta(minutes=1))
    assert not tasks_about(meeting).exists()
    assert meeting.pk in interpreter_alerts.found(promised)
    interpreter_alerts.look_after(meeting.pk, promised)
    tasks_about(meeting).update(done_at=promised)
    interpreter_alerts.look_after(meeting.pk, promised + timedelta(days=1))

    assert tasks_about(meeting).count() == 1


def test_no_task_where_somebody_confirmed_and_it_ends_when_they_do(world):
    in_need(world)
    meeting = world.plan()
    booking = ask(world, meeting, listed(world))
    promised = lead_times.support_due_at(meeting)
    interpreter_alerts.look_after(meeting.pk, promised)
    assert tasks_about(meeting).filter(done_at=None).count() == 1

    say(booking, "yes", now=promised)

    assert not tasks_about(meeting).filter(done_at=None).exists()


def test_a_refusal_is_a_task_at_once_if_nobody_else_is_asked(world):
    in_need(world)
    meeting = world.plan()
    first, second = (ask(world, meeting, listed(world, name)) for name in ("Linh Tran", "Minh Vo"))

    say(first, "no")
    assert not tasks_about(meeting).exists()
    say(second, "no")

    assert tasks_about(meeting).count() == 1


# Pages


def test_a_facilitator_asks_from_the_page_of_the_meeting_and_a_second_tap_says_so(world, client):
    in_need(world)
    meeting = world.plan(day=DAY)
    linh = listed(world)
    client.force_login(world.facilitator.person)
    support = reverse("meetings:support", args=[world.partnership.slug, meeting.pk])
    said = {"interpreter": linh.pk, "kind": "interpreter", "tongue": "vi"}

    page = client.get(support).content.decode()
    responses = [client.post(f"{support}ask/", said, follow=True) for _time in range(2)]

    assert "Linh Tran" in page
    assert "Vietnamese" in page
    assert "They are asked." in responses[0].content.decode()
    assert "asked for this meeting already" in responses[1].content.decode()


def test_an_interpreter_of_another_partnership_is_not_asked(world, client):
    in_need(world)
    meeting = world.plan()
    stranger = InterpreterFactory(partnership=PartnershipFactory())
    client.force_login(world.facilitator.person)
    support = reverse("meetings:support", args=[world.partnership.slug, meeting.pk])

    client.post(
        f"{support}ask/", {"interpreter": stranger.pk, "kind": "interpreter", "tongue": "vi"}
    )

    assert not Booking.objects.exists()


def test_somebody_is_put_on_the_register_changed_and_taken_off(world, client):
    client.force_login(world.facilitator.person)
    register = reverse("meetings:interpreters", args=[world.partnership.slug])
    said = {
        "name": "Linh Tran", "email": "linh@example.org", "language": "vi",
        "tongue_1": "vi", "tongue_2": "en", "other_tongues": "Hmong Daw", "gender": "woman",
    }  # fmt: skip

    client.post(f"{register}new/", said)
    linh = world.partnership.interpreters.get()
    client.post(f"{register}{linh.pk}/change/", {**said, "phone": "+15550101"})
    linh.person.refresh_from_db()

    assert linh.tongues == ["vi", "en", "Hmong Daw"]
    assert (linh.person.email, linh.person.household_email) == (None, "linh@example.org")
    assert (linh.person.phone, linh.person.timezone) == ("+15550101", world.partnership.timezone)
    assert "Linh Tran" in client.get(register).content.decode()
    client.post(f"{register}{linh.pk}/remove/")
    assert "Linh Tran" not in client.get(register).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"tongue_1": "vi"}, "Say which languages"),
        ({"tongue_1": "vi", "tongue_2": "en", "email": ""}, "Write an e-mail address"),
        ({"tongue_1": "vi", "tongue_2": "en", "name": ""}, "Write their name"),
    ],
)
def test_a_register_entry_without_what_is_needed_says_so(world, client, said, sentence):
    client.force_login(world.facilitator.person)
    register = reverse("meetings:interpreters", args=[world.partnership.slug])
    whole = {"name": "Linh", "email": "linh@example.org", "language": "vi", **said}

    page = client.post(f"{register}new/", whole).content.decode()

    assert sentence in page
    assert not world.partnership.interpreters.exists()


def test_nobody_who_is_booked_is_taken_off_the_register(world, client):
    in_need(world)
    meeting = world.plan(day=DAY)
    linh = listed(world)
    ask(world, meeting, linh)
    client.force_login(world.facilitator.person)
    register = reverse("meetings:interpreters", args=[world.partnership.slug])

    page = client.post(f"{register}{linh.pk}/remove/", follow=True).content.decode()

    assert "Call that off first" in page
    linh.refresh_from_db()
    assert linh.removed_at is None


@pytest.mark.parametrize("count", [3, 100])
def test_the_pages_ask_as_often_for_many_as_for_few(world, client, count):
    for number in range(count):
        in_need(world, name=f"Person {number}", is_stranger=True)
        listed(world, f"Interpreter {number}")
    meeting = world.plan()
    for interpreter in world.partnership.interpreters.all()[: count // 2]:
        BookingFactory(meeting=meeting, interpreter=interpreter, asked_by=world.facilitator)
    client.force_login(world.facilitator.person)
    pages = [
        reverse("meetings:support", args=[world.partnership.slug, meeting.pk]),
        reverse("meetings:interpreters", args=[world.partnership.slug]),
    ]
    client.get(pages[0])

    asked = []
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        asked.append(len(queries))

    # Three statements for each line in the log: of needs, and of how to reach interpreters.
    assert asked == [15 + 3 + 3, 5 + 3]


def test_a_need_for_an_interpreter_says_which_language(world, client):
    member = world.member()
    client.force_login(member.person)
    page = reverse("partners:my_needs", args=[world.partnership.slug])
    said = {"kind": "interpreter", "visible_to": "arrangers", "not_these": "Tran"}

    missing = client.post(page, said).content.decode()
    client.post(page, {**said, "tongue": "ase", "wished_gender": "woman", "is_stranger": "on"})

    assert "Say which language the interpreter should know." in missing
    need = member.needs.get()
    assert (need.tongue, need.wished_gender, need.is_stranger) == ("ase", "woman", True)
    assert need.not_these == "Tran"


# The database


def test_an_interpreter_is_booked_once_a_meeting(world):
    booking = BookingFactory()

    with pytest.raises(IntegrityError):
        BookingFactory(meeting=booking.meeting, interpreter=booking.interpreter)


def test_an_answer_says_when(world):
    with pytest.raises(IntegrityError):
        BookingFactory(answer="yes")


def test_only_interpreting_has_two_languages(world):
    with pytest.raises(IntegrityError):
        BookingFactory(kind="reader")


def test_somebody_is_on_a_register_once(world):
    linh = listed(world)

    with pytest.raises(IntegrityError):
        InterpreterFactory(partnership=world.partnership, person=linh.person)


def test_only_who_interprets_or_reads_is_wished_for(world):
    with pytest.raises(IntegrityError):
        SupportNeedFactory(membership=MembershipFactory(), kind="food", not_these="Tran")


def test_the_list_of_tasks_says_for_which_language_and_when(world, client):
    in_need(world)
    in_need(world, tongue="ase")
    meeting = world.plan()
    interpreter_alerts.look_after(meeting.pk, lead_times.support_due_at(meeting))
    client.force_login(world.facilitator.person)
    page = reverse("notices:tasks", args=[world.partnership.slug])

    with CaptureQueriesContext(connection) as queries:
        shown = client.get(page).content.decode()

    day = "the meeting on Thursday, March 18, 2027"
    assert f"No interpreter for Vietnamese is confirmed for {day}." in shown
    assert f"No interpreter for American Sign Language (ASL) is confirmed for {day}." in shown
    assert reverse("meetings:support", args=[world.partnership.slug, meeting.pk]) in shown
    assert sum("meetings_arrangement" in query["sql"] for query in queries) == 1
