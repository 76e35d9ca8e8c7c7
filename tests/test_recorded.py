"""What somebody writes down for another: it is attributed, receipted, and theirs to correct.

The first table names each model that says by whom a row was recorded, and one such row; the page of
the person it is about must name who wrote it down. A new model without an entry fails. The second
names each way to record, and the kind of message that the person gets.
"""

import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from charters import balloting, drafting, duties, evaluating, listening, signing
from charters.models import (
    DutyDate,
    DutyOutcome,
    InputAnswer,
    RemarkKind,
    SigningMode,
)
from charters.models.decisions import Voted
from meetings import answering, settling
from meetings.interpreter_kinds import CAN_YOU_COME
from meetings.models import FollowUp, Rsvp
from meetings.models.payments import Way
from notices import answers, helping, inviting, needing, receipts
from notices.models import Notice
from notices.rendering import render
from partners import auditing, erasing, recorded, texting
from partners.acting import acting
from partners.models import Action, AuditEvent, Carrier, NeedKind, Person, SupportNeed
from reflections import (
    barrier_actions,
    barriers,
    changing,
    crediting,
    exchanging,
    goal_actions,
    power_maps,
)
from reflections.exchanges_questions import tell_receiver_what_was_recorded
from reflections.models import Checkpoint, Credit
from reflections.products_questions import CREDIT_WISH, tell_maker_what_was_recorded
from tests.addresses import World
from tests.charters import calling as calling_fixtures
from tests.charters.agreeing import opened
from tests.charters.deciding import answer, propose_in, say, take
from tests.factories import (
    ArrangementFactory,
    AttendanceFactory,
    BookingFactory,
    FollowUpFactory,
    GoalActionFactory,
    HelpGrantFactory,
    InterpreterFactory,
    InvitationFactory,
    LearningGoalFactory,
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    SupportNeedFactory,
    TimeAnswerFactory,
    TimeOptionFactory,
    now,
)
from tests.meetings.money import chosen, payment_of, settled
from tests.reflections import factories_barriers, factories_exchanges, factories_power
from tests.reflections.factories_checkpoints import CheckpointFactory
from tests.reflections.factories_prompts import PracticeChangeFactory, ReflectedFactory

LUIS = "Luis Who Wrote It Down"

# Here somebody notes what happened, not what another person said; where that names them.
ELSEWHERE = {
    "notices.Delivery": "the outbox: who made the call",
    "meetings.AgendaItem": "the agenda: who said whether the time was kept",
    "meetings.Booking": "the support page: who wrote down what an interpreter answered",
    "charters.CallAnswer": "the list of answers to a call: who took the call of somebody outside",
    "partners.Erasure": "the page where it can be stopped: who wrote the wish down",
    "partners.TextConsent": "my page: who wrote down the yes to text messages",
}


@pytest.fixture
def maya(db):
    partnership = PartnershipFactory()
    return MembershipFactory(partnership=partnership, facilitator=True, person__name=LUIS)


@pytest.fixture
def rosa(maya):
    return MembershipFactory(partnership=maya.partnership, person__name="Rosa")


@pytest.fixture
def tom(maya):
    return MembershipFactory(partnership=maya.partnership, person__name="Tom", group="staff")


@pytest.fixture
def table(maya, rosa, tom):
    return SimpleNamespace(partnership=maya.partnership, maya=maya, everyone=[maya, rosa, tom],
                           tom=tom)  # fmt: skip


def need(rosa, maya):
    return SupportNeedFactory(membership=rosa, recorded_by=maya, recorded_at=now())


def said_yes(rosa, maya):
    return InvitationFactory(
        membership=rosa, invited_by=maya, carrier=Carrier.LETTER, accepted_at=now()
    )


def goal(rosa, maya):
    return GoalActionFactory(goal=LearningGoalFactory(membership=rosa), recorded_by=maya)


def helper(rosa, maya):
    return HelpGrantFactory(membership=rosa, recorded_by=maya)


def meeting_of(maya, **kwargs):
    return MeetingFactory(partnership=maya.partnership, created_by=maya, **kwargs)


def rsvp(rosa, maya):
    return AttendanceFactory(meeting=meeting_of(maya), membership=rosa)


def times(rosa, maya):
    option = TimeOptionFactory(meeting=meeting_of(maya, starts_at=None))
    return TimeAnswerFactory(option=option, membership=rosa)


def support(rosa, maya):
    return ArrangementFactory(meeting=meeting_of(maya), need=SupportNeedFactory(membership=rosa))


def could_open(rosa, maya):
    world = World(maya.partnership, rosa)
    return FollowUpFactory(resource=world.resource, membership=rosa)


def contribution(rosa, maya):
    world = World(maya.partnership, rosa)
    section = world.agreements.section
    return drafting.contribute(section, rosa, kind="words", text="Sooner", language="en", now=now())


def vote(rosa, maya):
    decision = propose_in(maya.partnership, by=maya, options=["A", "B"], is_secret=True)
    balloting.vote(decision, rosa, decision.options.first(), now=now())
    return Voted.objects.get(membership=rosa)


def rung(rosa, maya):
    return propose_in(maya.partnership, by=maya).rungs.create(membership=rosa)


def evaluation_of(maya):
    return evaluating.open_evaluation(maya.partnership, now().date(), [], now())


def remark(rosa, maya):
    return evaluating.remark(
        evaluation_of(maya), rosa, kind=RemarkKind.SEES, text="Good", language="en", now=now()
    )


def happened(rosa, maya):
    given = answer(say(rosa), maya)
    InputAnswer.objects.filter(pk=given.pk).update(confirmed=True, confirmed_at=now())
    return given


def promise(rosa, maya):
    agreements = World(maya.partnership, rosa).agreements
    agreements.agreement  # noqa: B018  made when asked for
    return DutyDate.objects.create(duty=agreements.duty, due_on=now().date())


def signature(rosa, maya):
    agreements = World(maya.partnership, rosa).agreements
    agreements.agreement  # noqa: B018  made when asked for
    return agreements.signature


def action(rosa, maya):
    barrier = factories_barriers.reported(maya)
    factories_barriers.taken_on(barrier, rosa, by=maya)
    barrier.refresh_from_db()
    return barrier.action


def better(rosa, maya):
    barrier = factories_barriers.reported(rosa)
    asking = factories_barriers.asked(factories_barriers.done(barrier, rosa, by=maya).barrier)
    return asking.answers.get(membership=rosa)


def not_better(rosa, maya):
    return World(maya.partnership, rosa).not_better


def given(rosa, maya):
    return factories_exchanges.take_up(factories_exchanges.offer(maya), rosa)


def given_to_who_asks(rosa, maya):
    return factories_exchanges.take_up(factories_exchanges.ask(maya), rosa)


def power_note(rosa, maya):
    return factories_power.see(factories_power.map_of(maya), rosa)


def maker(rosa, maya):
    return factories_exchanges.made(maya, rosa).makers.get(membership=rosa)


# By the key of the kind (see partners.recorded): how a row of Rosa's comes about.
ROWS = {
    "need": need,
    "yes": said_yes,
    "goal": goal,
    "helper": helper,
    "rsvp": rsvp,
    "times": times,
    "support": support,
    "opened": could_open,
    "paid_how": lambda rosa, maya: chosen(rosa),
    "arrived": lambda rosa, maya: settled(payment_of(rosa), by=maya),
    "signature": signature,
    "contribution": contribution,
    "position": lambda rosa, maya: take(propose_in(maya.partnership, by=maya), rosa),
    "vote": vote,
    "shared": rung,
    "remark": remark,
    "duty": promise,
    "input": lambda rosa, maya: say(rosa),
    "happened": happened,
    "reflected": lambda rosa, maya: ReflectedFactory(
        meeting=meeting_of(maya), membership=rosa, is_done=True
    ),
    "barrier": lambda rosa, maya: factories_barriers.reported(rosa),
    "action": action,
    "better": better,
    "not_better": not_better,
    "change": lambda rosa, maya: PracticeChangeFactory(
        partnership=rosa.partnership, owner=rosa, agreed_by=maya
    ),
    "checkpoint": lambda rosa, maya: CheckpointFactory(membership=rosa),
    "exchange": lambda rosa, maya: factories_exchanges.offer(rosa),
    "taken_up_giver": given_to_who_asks,
    "taken_up_receiver": given,
    "given": given,
    "power_note": power_note,
    "credit": maker,
}


def test_every_model_that_names_a_recorder_says_where_a_reader_sees_it():
    shown = {kind.model._meta.label for kind in recorded.all_kinds()}

    assert recording_models() == shown | {*ELSEWHERE}


def recording_models():
    return {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("recorded_by")
    }


def test_every_kind_has_a_row_here():
    assert {kind.key for kind in recorded.all_kinds()} == {*ROWS}


@pytest.mark.parametrize("key", ROWS)
def test_the_page_of_the_person_names_who_wrote_it_down(client, rosa, maya, tom, key):
    kind, row = recorded.get(key), ROWS[key](rosa, maya)
    changed = {kind.by: maya}
    if kind.model is DutyDate:
        changed |= {"outcome": DutyOutcome.KEPT, "recorded_at": now()}
    if kind.model is Checkpoint:
        changed |= {"choice": "continue", "chosen_at": now()}
    if key == "signature":
        changed = {}  # it was recorded when it was made, and no hand changes it
        Person.objects.filter(pk=row.recorded_by.person_id).update(name=LUIS)
    if changed:
        kind.model._default_manager.filter(pk=row.pk).update(**changed)

    client.force_login(rosa.person)
    shown = client.get(reverse("notices:recorded_for_me", args=[rosa.partnership.slug]))
    client.force_login(tom.person)
    others = client.get(reverse("notices:recorded_for_me", args=[rosa.partnership.slug]))

    assert str(kind.label) in shown.content.decode()
    assert LUIS in shown.content.decode()
    assert str(kind.label) not in others.content.decode()


def test_what_i_said_myself_is_not_among_it(client, rosa, maya):
    say(rosa)
    recorded_one = say(rosa, recorded_by=maya)

    lines = recorded.page_of(rosa, "").object_list

    assert [line.row for line in lines] == [recorded_one]


def test_the_list_asks_as_often_for_three_as_for_thirty(
    client, rosa, maya, django_assert_num_queries
):
    client.force_login(rosa.person)
    page = reverse("notices:recorded_for_me", args=[rosa.partnership.slug])
    client.get(page)
    say(rosa, recorded_by=maya)
    with django_assert_num_queries(6):
        client.get(page)
    for _number in range(30):
        say(rosa, recorded_by=maya)

    with django_assert_num_queries(6):
        shown = client.get(page)

    assert shown.context["page"].paginator.count == 31
    assert 'href="?page=2"' in shown.text


# Each way to record something for somebody, and what they are told.


def record_rsvp(rosa, by, table):
    answering.rsvp(rsvp(rosa, by), Rsvp.YES, recorded_by=by, now=now())


def record_times(rosa, by, table):
    option = TimeOptionFactory(meeting=meeting_of(by, starts_at=None))
    answering.times(option.meeting, rosa, {option: "yes"}, recorded_by=by, now=now())


def record_support(rosa, by, table):
    answering.support_was_there(support(rosa, by), True, recorded_by=by, now=now())


def record_follow_up(rosa, by, table):
    answering.follow_up(could_open(rosa, by), FollowUp.Answer.OPENED, recorded_by=by, now=now())


def record_way(rosa, by, table):
    settling.choose(rosa, way=Way.BANK, recorded_by=by, now=now())


def record_arrived(rosa, by, table):
    settling.arrived(settled(payment_of(rosa), by=by), True, recorded_by=by, now=now())


def record_need(rosa, by, table):
    told = SupportNeed(membership=rosa, kind=NeedKind.CAPTIONS)
    needing.record(told, recorded_by=by, now=now())


def record_helper(rosa, by, table):
    until = now().date()
    helping.name_helper(
        rosa, table.tom, scope=["answers"], until_on=until, recorded_by=by, now=now()
    )


def record_position(rosa, by, table):
    take(propose_in(by.partnership, by=by), rosa, recorded_by=by)


def record_vote(rosa, by, table):
    decision = propose_in(by.partnership, by=by, options=["A", "B"], is_secret=True)
    balloting.vote(decision, rosa, decision.options.first(), recorded_by=by, now=now())


def record_rung(rosa, by, table):
    receipts.record(answers.get("g"), rung(rosa, by), "5", recorded_by=by, now=now())


def record_contribution(rosa, by, table):
    section = World(by.partnership, rosa).agreements.section
    drafting.contribute(
        section, rosa, kind="words", text="Sooner", language="en", recorded_by=by, now=now()
    )


def record_signature(rosa, by, table, *, is_signed=True, mode=SigningMode.PHONE):
    signing.answer(
        opened(table), rosa, language="en", is_signed=is_signed, understood=True, mode=mode,
        because="" if is_signed else "The money first", recorded_by=by, now=now(),
    )  # fmt: skip


def record_not_yet(rosa, by, table):
    record_signature(rosa, by, table, is_signed=False)


def record_remark(rosa, by, table):
    evaluating.remark(evaluation_of(by), rosa, kind=RemarkKind.SEES, text="Good", language="en",
                      recorded_by=by, now=now())  # fmt: skip


def record_duty(rosa, by, table):
    duties.record(promise(rosa, by), outcome=DutyOutcome.KEPT, by=by, now=now())


def record_input(rosa, by, table):
    say(rosa, recorded_by=by)


def record_happened(rosa, by, table):
    given = answer(say(rosa), by)
    receipts.record(answers.get("i"), given, "yes", recorded_by=by, now=now())


def record_barrier(rosa, by, table):
    factories_barriers.reported(rosa, recorded_by=by)


def record_not_better(rosa, by, table):
    barrier = factories_barriers.reported(rosa, code="time", level="provider")
    factories_barriers.done(barrier, rosa, by=by)
    factories_barriers.not_better(barrier, rosa, recorded_by=by)


def record_exchange(rosa, by, table):
    factories_exchanges.offer(rosa, recorded_by=by)


def record_given(rosa, by, table):
    factories_exchanges.take_up(factories_exchanges.offer(by), rosa, recorded_by=by)


def record_received(rosa, by, table):
    taken = given(rosa, by)
    taken = factories_exchanges.confirm(taken, recorded_by=by)
    tell_receiver_what_was_recorded(taken, now=now())


def record_power_note(rosa, by, table):
    factories_power.see(factories_power.map_of(by), rosa, recorded_by=by)


def record_credit(rosa, by, table):
    named = crediting.choose(maker(rosa, by), Credit.GROUP, recorded_by=by, now=now())
    tell_maker_what_was_recorded(CREDIT_WISH, named, now=now())


def record_action(rosa, by, table):
    taken = action(rosa, by)
    barrier_actions.tell_owner(taken, recorded_by=by, now=now())


@pytest.mark.parametrize(
    ("record_it", "kind", "sentence"),
    [
        (lambda *all_of: record_need(*all_of), "need_recorded", "anotó algo que usted necesita"),
        (lambda *all_of: record_helper(*all_of), "helper_recorded", "puede responder por usted"),
        (lambda *all_of: record_times(*all_of), "written_down", "Qué horarios le convienen"),
    ],
    ids=["need", "helper", "written down"],
)
def test_whoever_writes_it_down_in_arabic_tells_rosa_in_spanish(
    rosa, maya, table, record_it, kind, sentence
):
    Person.objects.filter(pk=rosa.person_id).update(language="es")
    Person.objects.filter(pk=maya.person_id).update(language="ar")

    with translation.override("ar"):
        record_it(rosa, maya, table)
        message = render(Notice.objects.get(person=rosa.person, kind=kind))

    assert message.language == "es"
    assert sentence in message.text
    assert not re.search("[\u0600-\u06ff]", message.text)


RECEIPTS = [
    (record_rsvp, "receipt"),
    (record_times, "written_down"),
    (record_support, "receipt"),
    (record_follow_up, "receipt"),
    (record_way, "receipt"),
    (record_arrived, "receipt"),
    (record_need, "need_recorded"),
    (record_helper, "helper_recorded"),
    (record_position, "position_recorded"),
    (record_vote, "written_down"),
    (record_rung, "receipt"),
    (record_contribution, "written_down"),
    (record_signature, "agreement_receipt"),
    (record_not_yet, "written_down"),
    (record_remark, "written_down"),
    (record_duty, "written_down"),
    (record_input, "input_recorded"),
    (record_happened, "receipt"),
    (record_barrier, "barrier_recorded"),
    (record_not_better, "not_better_recorded"),
    (record_exchange, "exchange_recorded"),
    (record_given, "given_recorded"),
    (record_received, "receipt"),
    (record_power_note, "power_note_recorded"),
    (record_credit, "receipt"),
    (record_action, "written_down"),
]


@pytest.mark.parametrize(("record", "kind"), RECEIPTS, ids=[way.__name__ for way, _ in RECEIPTS])
def test_who_is_recorded_for_gets_a_receipt(rosa, maya, table, record, kind):
    record(rosa, maya, table)

    told = Notice.objects.filter(person=rosa.person, kind=kind)
    assert told.count() == 1
    assert told.get().deliveries.filter(channel="email").exists()


# Each way leaves one line in the log. Those above, and those that have no such message.


def record_yes(rosa, by, table):
    letter = InvitationFactory(membership=rosa, invited_by=by, carrier=Carrier.LETTER)
    form = SimpleNamespace(answers=lambda language: None)
    inviting.record_yes(letter, form, by=by, now=now())


def record_goal(rosa, by, table):
    goal = LearningGoalFactory(membership=rosa)
    day = now().date()
    goal_actions.record(goal, words="We met", language="en", done_on=day, by=by, now=now())


def record_better(rosa, by, table):
    receipts.record(answers.get("B"), better(rosa, by), "better", recorded_by=by, now=now())


def record_reflected(rosa, by, table):
    row = ReflectedFactory(meeting=meeting_of(by), membership=rosa)
    receipts.record(answers.get("d"), row, "done", recorded_by=by, now=now())


def record_change(rosa, by, table):
    change = PracticeChangeFactory(partnership=rosa.partnership, owner=rosa, agreed_by=by)
    changing.report(change, "done", said="", language="en", by=by, now=now())


def record_checkpoint(rosa, by, table):
    row = CheckpointFactory(membership=rosa)
    receipts.record(answers.get("c"), row, "continue", recorded_by=by, now=now())


def record_end_of_help(rosa, by, table):
    helping.end(helper(rosa, by), by=by, now=now())


def record_consent(rosa, by, table):
    rosa.person.phone = "+12135550142"
    with acting(by):
        texting.agree(rosa.person, recorded_by=by.person, now=now())


def record_erasure(rosa, by, table):
    erasing.ask(rosa.person, recorded_by=by, now=now())


def record_other_words(rosa, by, table):
    listening.correct(say(rosa), "Earlier", by=by, language="en", now=now())


def record_other_barrier(rosa, by, table):
    barriers.correct(factories_barriers.reported(rosa), {}, by=by, now=now())


def record_other_offer(rosa, by, table):
    offered = factories_exchanges.offer(rosa)
    exchanging.correct(offered, offered, by=by, now=now())


def record_other_note(rosa, by, table):
    power_maps.correct(power_note(rosa, by), {}, by=by, now=now())


LOGGED = [
    *(way for way, _kind in RECEIPTS),
    *(record_yes, record_goal, record_better, record_reflected, record_change, record_checkpoint),
    *(record_end_of_help, record_consent, record_erasure),
    *(record_other_words, record_other_barrier, record_other_offer, record_other_note),
]


@pytest.mark.parametrize("record", LOGGED, ids=lambda way: way.__name__)
def test_who_wrote_it_down_for_whom_is_one_line_of_the_log(rosa, maya, table, record):
    record(rosa, maya, table)

    line = AuditEvent.objects.get(actor=maya.person, about=f" {rosa.person_id} ")
    assert line.action in {Action.RECORDED, Action.SIGNED}
    assert (line.on_behalf_of, line.actor_membership) == (rosa.person, maya)
    assert line in auditing.seen_by(rosa)


def test_whoever_calls_from_outside_is_in_the_log_as_an_answer(maya):
    call = calling_fixtures.opened(maya)

    answer = calling_fixtures.answered(call, recorded_by=maya)

    line = AuditEvent.objects.get(actor=maya.person, action=Action.RECORDED)
    assert (line.about, line.object_pk) == ("", str(answer.pk))


def test_what_an_interpreter_said_on_the_phone_is_in_the_log(maya):
    interpreter = InterpreterFactory(partnership=maya.partnership, added_by=maya)
    booking = BookingFactory(meeting=meeting_of(maya), interpreter=interpreter)

    receipts.record(CAN_YOU_COME, booking, "yes", recorded_by=maya, now=now())

    line = AuditEvent.objects.get(actor=maya.person, action=Action.RECORDED)
    assert (line.about, line.object_pk) == (f" {interpreter.person_id} ", str(booking.pk))


BY_WHAT_IT_IS_ABOUT = {
    "charters.Voted": "charters.Decision",
    "meetings.TimeAnswer": "meetings.Meeting",
}
WITHOUT_A_LINE = {
    "meetings.Booking": "the test above",
    "notices.Delivery": "the outbox says it: nobody's answer, only that a call was made",
    "meetings.AgendaItem": "about the meeting's time, not about a person",
    "charters.CallAnswer": "the test above that",
}


def test_the_ways_above_reach_every_model_that_names_a_recorder(rosa, maya, table):
    reached = set()

    for record in LOGGED:
        with transaction.atomic():
            record(rosa, maya, table)
            reached |= {
                apps.get_model(label)._meta.label
                for label in AuditEvent.objects.values_list("object_label", flat=True)
            }
            transaction.set_rollback(True)

    reached |= {model for model, within in BY_WHAT_IT_IS_ABOUT.items() if within in reached}
    assert recording_models() - reached == {*WITHOUT_A_LINE}
