"""Every address of the site: how to reach it, and what each kind of person gets there.

An address that is not listed here fails `tests/test_access.py`, which asks each one with each role
and each method. To add a page, add one line:

    "app:name": {"pk": lambda world: world.meeting.pk},

that is, its URL name and how to fill what its path needs besides `slug` (each value is a function
of the `World` below; an empty dict if it needs nothing more). Needs a thing that is not there yet?
Add it to `World` as a cached property made by a factory; it must lie in `world.partnership`.

The door of the view decides who may come in; what differs from it stands in `FACILITATORS_ONLY`.
`world.asker` is the membership of whoever asks, if they belong to the partnership: things that
only their owner reaches are made for them.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile

from charters import evaluating
from charters.models import Seat, Stance
from meetings import calendars, preparation
from notices import answers, on_paper
from partners import codes
from partners.help_grants import Scope
from partners.models import Carrier, Channel
from tests.charters.agreement_addresses import AGREEMENT_ADDRESSES, Agreements
from tests.charters.calling import CALL_ADDRESSES, Calls
from tests.charters.deciding import answer, propose_in, reviewer, say, take
from tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    ArrangementFactory,
    AttendanceFactory,
    BookingFactory,
    DeliveryFactory,
    EmergencyLookFactory,
    FollowUpFactory,
    GoalActionFactory,
    HelpGrantFactory,
    HoldFactory,
    InterpreterFactory,
    InvitationFactory,
    LearningGoalFactory,
    MeetingFactory,
    MembershipFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
    TaskFactory,
    now,
)
from tests.meetings.money import activity_of, chosen, payment_of, set_rates, settled
from tests.reflections import factories_barriers
from tests.reflections.addresses import REFLECTION_ADDRESSES
from tests.reflections.prompts_addresses import Prompts
from tests.reflections.pulse_addresses import Pulses
from tests.translations.addresses import TRANSLATION_ADDRESSES, Translating

Fillings = Mapping[str, Callable[["World"], Any]]


class World:
    """One partnership with one of everything that has a page, made when it is asked for."""

    def __init__(self, partnership, asker=None):
        self.partnership = partnership
        self.asker = asker

    @cached_property
    def member(self):
        return MembershipFactory(partnership=self.partnership)

    @cached_property
    def facilitator(self):
        return MembershipFactory(partnership=self.partnership, facilitator=True)

    @property
    def person(self):
        return self.member.person

    @property
    def owner(self):
        """Whoever asks, if they belong here; else some member."""
        return self.asker or self.member

    @cached_property
    def invitation(self):
        return InvitationFactory(
            membership__partnership=self.partnership,
            membership__person__email=None,
            invited_by=self.facilitator,
            carrier=Carrier.LETTER,
        )

    @cached_property
    def token(self):
        return codes.token_of(self.invitation.nonce, self.invitation.token_hash)

    @cached_property
    def need(self):
        return SupportNeedFactory(membership=self.owner)

    @cached_property
    def goal(self):
        return LearningGoalFactory(membership=self.owner, visible_to="facilitators")

    @cached_property
    def goal_action(self):
        return GoalActionFactory(goal=self.goal, recorded_by=self.facilitator)

    @cached_property
    def meeting(self):
        return MeetingFactory(partnership=self.partnership, created_by=self.facilitator)

    @cached_property
    def attendance(self):
        return AttendanceFactory(meeting=self.meeting, membership=self.owner)

    @cached_property
    def grant(self):
        """Whoever asks may answer for a member in all that there is."""
        helper = self.owner if self.owner != self.member else self.facilitator
        return HelpGrantFactory(membership=self.member, helper=helper, scope=list(Scope.values))

    @cached_property
    def emergency(self):
        """One facilitator asked about another, so that whoever asks here may be the second."""
        others = [
            MembershipFactory(partnership=self.partnership, facilitator=True) for _ in range(2)
        ]
        return EmergencyLookFactory(membership=others[0], asked_by=others[1])

    @cached_property
    def item(self):
        return AgendaItemFactory(meeting=self.meeting, proposed_by=self.owner)

    @cached_property
    def arrangement(self):
        return ArrangementFactory(meeting=self.meeting, need=self.need)

    @cached_property
    def interpreter(self):
        return InterpreterFactory(partnership=self.partnership, added_by=self.facilitator)

    @cached_property
    def booking(self):
        need = SupportNeedFactory(membership=self.owner, kind="interpreter", tongue="vi")
        ArrangementFactory(meeting=self.meeting, need=need)
        return BookingFactory(
            meeting=self.meeting, interpreter=self.interpreter, asked_by=self.facilitator
        )

    @cached_property
    def confirmed(self):
        return BookingFactory(meeting=self.meeting, asked_by=self.facilitator, confirmed=True)

    @cached_property
    def prepared(self):
        return ResourceTextFactory(
            resource__partnership=self.partnership,
            resource__meeting=self.meeting,
            url="",
            file=ContentFile(b"%PDF-1.7", name="pre-read.pdf"),
            file_name="pre-read.pdf",
            content_type="application/pdf",
        )

    @cached_property
    def action(self):
        return ActionItemFactory(meeting=self.meeting, owner=self.owner)

    @cached_property
    def resource(self):
        return ResourceFactory(partnership=self.partnership, shared_by=self.owner)

    @cached_property
    def text(self):
        return ResourceTextFactory(
            resource=self.resource,
            url="",
            file=ContentFile(b"%PDF-1.7", name="plan.pdf"),
            file_name="plan.pdf",
            content_type="application/pdf",
        )

    @cached_property
    def asked_resource(self):
        return FollowUpFactory(resource=self.resource, membership=self.owner).resource

    @cached_property
    def paper(self):
        """An answer form for the owner, which asks whether they come."""
        asked = [("r", self.attendance)]
        return on_paper.form_for(self.owner, asked, now=now())

    @cached_property
    def delivery(self):
        return DeliveryFactory(
            notice__partnership=self.partnership,
            notice__person=self.attendance.membership.person,
            notice__subject=self.meeting,
        )

    @cached_property
    def call(self):
        self.delivery.channel = Channel.CALL
        self.delivery.save()
        return self.delivery

    @cached_property
    def letter_to(self):
        """Somebody who waits for a letter."""
        sam = MembershipFactory(
            partnership=self.partnership,
            person__email=None,
            person__channel=Channel.POST,
            person__postal_address="Sam\n12 Mill Lane",
        )
        AttendanceFactory(meeting=self.meeting, membership=sam)
        DeliveryFactory(
            notice__partnership=self.partnership,
            notice__person=sam.person,
            notice__subject=self.meeting,
            channel=Channel.POST,
        )
        return sam

    @cached_property
    def hold(self):
        return HoldFactory(partnership=self.partnership)

    @cached_property
    def task(self):
        return TaskFactory(partnership=self.partnership, person=self.member.person)

    @cached_property
    def agreements(self):
        return Agreements(self)

    @cached_property
    def translating(self):
        return Translating(self)

    @cached_property
    def held_meeting(self):
        meeting = MeetingFactory(
            partnership=self.partnership, created_by=self.facilitator, chair=self.owner, past=True
        )
        AgendaItemFactory(meeting=meeting, kind="reflect")
        return meeting

    @cached_property
    def prompts(self):
        return Prompts(self)

    @cached_property
    def pulses(self):
        return Pulses(self)

    @cached_property
    def decision(self):
        return propose_in(self.partnership, by=self.owner)

    @cached_property
    def secret_decision(self):
        return propose_in(self.partnership, by=self.owner, options=["A", "B"], is_secret=True)

    @cached_property
    def objection(self):
        return take(
            self.decision, self.member, Stance.OBJECT, reason="No bus."
        ).decision.objections.get(membership=self.member)

    @cached_property
    def asked_decision(self):
        decision = propose_in(self.partnership, by=self.owner)
        decision.rungs.create(membership=self.owner)
        return decision

    @cached_property
    def said(self):
        return say(self.owner, recorded_by=self.facilitator)

    @cached_property
    def answered(self):
        said = say(self.owner)
        answer(said, self.facilitator)
        return said

    @cached_property
    def seat(self):
        return Seat.objects.create(
            partnership=self.partnership, body_en="Board", reserved_on=now().date()
        )

    @cached_property
    def reviewer(self):
        return reviewer(self.owner)

    @cached_property
    def another_reviewer(self):
        return reviewer(MembershipFactory(partnership=self.partnership))

    @cached_property
    def review(self):
        return self.reviewer.requests.create(
            resource=self.resource, asked_by=self.facilitator, asked_at=now(), due_on=now()
        )

    @cached_property
    def evaluation(self):
        return evaluating.open_evaluation(self.partnership, now().date(), [], now())

    @cached_property
    def evaluation_action(self):
        return self.evaluation.actions.create(
            what_en="Ask families.", owner=self.owner, due_on=now().date()
        )

    @cached_property
    def open_call(self):
        return Calls(self)

    @cached_property
    def choice(self):
        set_rates(self.facilitator)
        return chosen(self.member)

    @cached_property
    def payment(self):
        set_rates(self.facilitator)
        payment_of(self.owner, self.meeting, kind="travel", is_up_to=True)
        return settled(payment_of(self.owner, self.meeting), by=self.facilitator)

    @cached_property
    def activity(self):
        set_rates(self.facilitator)
        return activity_of(self.owner)

    @cached_property
    def barrier(self):
        barrier = factories_barriers.reported(self.owner, recorded_by=self.facilitator)
        factories_barriers.taken_on(barrier, self.owner, by=self.facilitator)
        return barrier

    @cached_property
    def not_better(self):
        barrier = factories_barriers.reported(self.owner, code="time", level="provider")
        factories_barriers.done(barrier, self.owner, by=self.facilitator)
        return factories_barriers.not_better(barrier, self.owner, recorded_by=self.facilitator)


ONLY_MADE = "only made"  # a thing that must be there, but is no part of the address
NOTHING: Fillings = {}
INVITATION: Fillings = {"pk": lambda world: world.invitation.pk}
HELP: Fillings = {"pk": lambda world: world.grant.pk}
MEMBER: Fillings = {"pk": lambda world: world.member.pk}
NEED: Fillings = {"pk": lambda world: world.need.pk}
GOAL: Fillings = {"goal": lambda world: world.goal.pk}
MEETING: Fillings = {"pk": lambda world: world.meeting.pk}
ATTENDED: Fillings = {"pk": lambda world: world.attendance.meeting_id}
ITEM: Fillings = {**MEETING, "item": lambda world: world.item.pk}
ARRANGEMENT: Fillings = {**MEETING, "arrangement": lambda world: world.arrangement.pk}
RESOURCE: Fillings = {"pk": lambda world: world.resource.pk}
BOOKING: Fillings = {**MEETING, "booking": lambda world: world.booking.pk}
PAYMENT: Fillings = {"pk": lambda world: world.payment.pk}
DECISION: Fillings = {"pk": lambda world: world.decision.pk}
SECRET: Fillings = {"pk": lambda world: world.secret_decision.pk}
ASKED_DECISION: Fillings = {"pk": lambda world: world.asked_decision.pk}
SAID: Fillings = {"pk": lambda world: world.said.pk}
EVALUATION: Fillings = {"pk": lambda world: world.evaluation.pk}
INDICATOR: Fillings = {"indicator": lambda world: "e3"}
FORM: Fillings = {"form": lambda world: "csv"}
REVIEW: Fillings = {"pk": lambda world: world.review.pk}

ADDRESSES: dict[str, Fillings] = {
    "health": NOTHING,
    "livez": NOTHING,
    "readyz": NOTHING,
    "metrics": NOTHING,
    # partners
    "partners:welcome": NOTHING,
    "partners:language": NOTHING,
    "partners:manifest": {"language": lambda world: "en"},
    "partners:service_worker": NOTHING,
    "partners:offline": NOTHING,
    "partners:offline_token": NOTHING,
    "partners:join_by_code": NOTHING,
    "partners:join": {"token": lambda world: world.token},
    "partners:me": NOTHING,
    "partners:my_data": NOTHING,
    "partners:erase_me": NOTHING,
    "partners:confirm_erasing": NOTHING,
    "partners:stay": NOTHING,
    "partners:new_partnership": NOTHING,
    "partners:welcome_needs": NOTHING,
    "partners:welcome_why": NOTHING,
    "partners:welcome_done": NOTHING,
    "partners:my_needs": NOTHING,
    "partners:my_seen": NOTHING,
    "partners:change_need": NEED,
    "partners:end_need": NEED,
    "partners:my_reason": NOTHING,
    "partners:delete_reason": NOTHING,
    "partners:my_boundary": NOTHING,
    "partners:my_goals": NOTHING,
    "partners:change_goal": GOAL,
    "partners:remove_goal": GOAL,
    "partners:answer_goal_action": {**GOAL, "action": lambda world: world.goal_action.pk},
    "partners:my_strengths": NOTHING,
    "partners:pause": NOTHING,
    "partners:resume": NOTHING,
    "partners:leave": NOTHING,
    "partners:people": NOTHING,
    "partners:person": MEMBER,
    "partners:place": MEMBER,
    "partners:contact": MEMBER,
    "partners:record_erasing": MEMBER,
    "partners:record_break": MEMBER,
    "partners:settings": NOTHING,
    "partners:rules": NOTHING,
    # translations
    **TRANSLATION_ADDRESSES,
    # notices
    "notices:answer": {"token": lambda world: answers.token_for("r", world.attendance)},
    "notices:unsubscribe": {
        "token": lambda world: answers.sign(f"u{world.member.person_id}.reminders")
    },
    "notices:text_incoming": NOTHING,
    "notices:text_status": {"key": lambda world: world.delivery.key},
    "notices:outbox": NOTHING,
    "notices:delivery": {"pk": lambda world: world.delivery.pk},
    "notices:resend": {"pk": lambda world: world.delivery.pk},
    "notices:release": {ONLY_MADE: lambda world: world.hold},
    "notices:examples": NOTHING,
    "notices:preview": {"kind": lambda world: "meeting_planned", "language": lambda world: "es"},
    "notices:calls": NOTHING,
    "notices:record_call": {"pk": lambda world: world.call.pk},
    "notices:tasks": NOTHING,
    "notices:finish_task": {"pk": lambda world: world.task.pk},
    "notices:my_helpers": NOTHING,
    "notices:recorded_for_me": NOTHING,
    "notices:record_helper": MEMBER,
    "notices:record_needs": MEMBER,
    "notices:emergency": MEMBER,
    "notices:agree_emergency": {"pk": lambda world: world.emergency.pk},
    "notices:helping": NOTHING,
    "notices:help": HELP,
    "notices:end_help": HELP,
    "notices:help_needs": HELP,
    "notices:letters": {ONLY_MADE: lambda world: world.letter_to},
    "notices:print_letter": {"pk": lambda world: world.letter_to.pk},
    "notices:post_letter": {"pk": lambda world: world.letter_to.pk},
    "notices:paper": NOTHING,
    "notices:type_paper": {"code": lambda world: world.paper.code},
    "notices:invite": NOTHING,
    "notices:reissue": INVITATION,
    "notices:record_yes": INVITATION,
    "notices:withdraw": INVITATION,
    "notices:letter": INVITATION,
    # meetings
    "meetings:list": NOTHING,
    "meetings:plan": NOTHING,
    "meetings:detail": MEETING,
    "meetings:paper": MEETING,
    "meetings:carry": MEETING,
    "meetings:packs": MEETING,
    "meetings:my_pack": MEETING,
    "meetings:ics": MEETING,
    "meetings:change": MEETING,
    "meetings:move": MEETING,
    "meetings:change_place": MEETING,
    "meetings:cancel": MEETING,
    "meetings:stop_series": MEETING,
    "meetings:go_ahead": MEETING,
    "meetings:agenda": MEETING,
    "meetings:change_item": ITEM,
    "meetings:remove_item": ITEM,
    "meetings:shift_item": ITEM,
    "meetings:timer": ITEM,
    "meetings:time_kept": {"pk": lambda world: world.held_meeting.pk},
    "meetings:support": MEETING,
    "meetings:arrange": ARRANGEMENT,
    "meetings:was_there": ARRANGEMENT,
    "meetings:record_was_there": ARRANGEMENT,
    "meetings:rsvp": ATTENDED,
    "meetings:record_rsvp": ATTENDED,
    "meetings:attendance": ATTENDED,
    "meetings:times": MEETING,
    "meetings:answer_times": MEETING,
    "meetings:record_times": MEETING,
    "meetings:choose_time": MEETING,
    "meetings:notes": MEETING,
    "meetings:send_notes": MEETING,
    "meetings:actions": MEETING,
    "meetings:finish_action": {**MEETING, "action": lambda world: world.action.pk},
    "meetings:resources": NOTHING,
    "meetings:share": NOTHING,
    "meetings:resource": RESOURCE,
    "meetings:resource_text": RESOURCE,
    "meetings:withdraw": RESOURCE,
    "meetings:download": {**RESOURCE, "text": lambda world: world.text.pk},
    "meetings:answer_follow_up": {"pk": lambda world: world.asked_resource.pk},
    "meetings:record_follow_up": {"pk": lambda world: world.asked_resource.pk},
    "meetings:money": {ONLY_MADE: lambda world: world.payment},
    "meetings:set_rates": {ONLY_MADE: lambda world: world.payment},
    "meetings:choose_payment": {ONLY_MADE: lambda world: world.payment},
    "meetings:record_payment_choice": {"pk": lambda world: world.choice.membership_id},
    "meetings:promises": {ONLY_MADE: lambda world: world.payment},
    "meetings:correct_payment": PAYMENT,
    "meetings:payment_arrived": PAYMENT,
    "meetings:record_payment_arrived": PAYMENT,
    "meetings:interpreters": {ONLY_MADE: lambda world: world.interpreter},
    "meetings:add_interpreter": NOTHING,
    "meetings:change_interpreter": {"pk": lambda world: world.interpreter.pk},
    "meetings:remove_interpreter": {"pk": lambda world: world.interpreter.pk},
    "meetings:ask_interpreter": {**MEETING, ONLY_MADE: lambda world: world.interpreter},
    "meetings:call_off_interpreter": BOOKING,
    "meetings:record_interpreter": BOOKING,
    "meetings:preparation": {"token": lambda world: preparation.token_of(world.confirmed)},
    "meetings:preparation_file": {
        "token": lambda world: preparation.token_of(world.confirmed, world.prepared)
    },
    "meetings:calendar": NOTHING,
    "meetings:feed": {"token": lambda world: calendars.feed_token(world.person)},
    # charters: agreements
    **AGREEMENT_ADDRESSES,
    # charters: open calls
    **CALL_ADDRESSES,
    # charters: what a helper does for somebody
    "charters:help_say": HELP,
    "charters:help_position": {**HELP, "decision": lambda world: world.decision.pk},
    "charters:help_sign": {
        **HELP,
        "agreement": lambda world: world.agreements.agreement.pk,
        "number": lambda world: 1,
    },
    # charters: decisions, what people said, seats and reviews
    "charters:decisions": NOTHING,
    "charters:decisions_csv": NOTHING,
    "charters:propose_decision": NOTHING,
    "charters:decision": DECISION,
    "charters:decision_record": DECISION,
    "charters:decision_text": DECISION,
    "charters:decision_texts": DECISION,
    "charters:decision_option": DECISION,
    "charters:take_position": DECISION,
    "charters:record_position": DECISION,
    "charters:vote": SECRET,
    "charters:record_vote": SECRET,
    "charters:answer_objection": {**DECISION, "objection": lambda world: world.objection.pk},
    "charters:close_decision": DECISION,
    "charters:more_time": DECISION,
    "charters:drop_decision": DECISION,
    "charters:name_rung": ASKED_DECISION,
    "charters:record_rung": ASKED_DECISION,
    "charters:inputs": NOTHING,
    "charters:inputs_answered": NOTHING,
    "charters:say": NOTHING,
    "charters:record_input": NOTHING,
    "charters:input": SAID,
    "charters:change_input": SAID,
    "charters:withdraw_input": SAID,
    "charters:answer_input": SAID,
    "charters:confirm_input": {"pk": lambda world: world.answered.pk},
    "charters:confirm_recording": SAID,
    "charters:seats": NOTHING,
    "charters:add_seat": NOTHING,
    "charters:seat": {"pk": lambda world: world.seat.pk},
    "charters:reviewers": NOTHING,
    "charters:be_reviewer": NOTHING,
    "charters:ask_review": {"pk": lambda world: world.another_reviewer.pk},
    "charters:review_request": REVIEW,
    "charters:answer_review": REVIEW,
    "charters:write_review": REVIEW,
    "charters:what_changed": REVIEW,
    "charters:plan": {ONLY_MADE: lambda world: world.activity},
    "charters:plan_activity": NOTHING,
    "charters:close_activity": {"pk": lambda world: world.activity.pk},
    # reflections
    **REFLECTION_ADDRESSES,
    # dashboards
    "dashboards:home": NOTHING,
    "dashboards:partnership": NOTHING,
    "dashboards:draft_statement": NOTHING,
    "dashboards:evaluations": NOTHING,
    "dashboards:evaluation": EVALUATION,
    "dashboards:lead_evaluation": EVALUATION,
    "dashboards:say_in_evaluation": EVALUATION,
    "dashboards:answer_evaluation": EVALUATION,
    "dashboards:record_in_evaluation": EVALUATION,
    "dashboards:add_evaluation_action": EVALUATION,
    "dashboards:finish_evaluation_action": {
        **EVALUATION,
        "action": lambda world: world.evaluation_action.pk,
    },
    "dashboards:close_evaluation": EVALUATION,
    "dashboards:put_first_month_away": NOTHING,
    "dashboards:guides": NOTHING,
    "dashboards:guide": {"name": lambda world: "equity"},
    "dashboards:dashboard": NOTHING,
    "dashboards:ladder": NOTHING,
    "dashboards:indicator": INDICATOR,
    "dashboards:figures": FORM,
    "dashboards:downloads": NOTHING,
    "dashboards:archive": NOTHING,
    "dashboards:listed": {**FORM, "name": lambda world: "inputs"},
    "dashboards:programme": NOTHING,
    "dashboards:programme_ladder": NOTHING,
    "dashboards:programme_indicator": INDICATOR,
    "dashboards:programme_figures": FORM,
    "dashboards:dictionary": NOTHING,
    "dashboards:dictionary_json": NOTHING,
}

# Open to everybody who is signed in, but what they ask for is refused unless they facilitate.
FACILITATORS_ONLY = {"partners:new_partnership"}
