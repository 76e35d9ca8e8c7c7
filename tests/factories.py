"""One factory a model, each making the smallest valid thing.

Moments lie around the real present, because views read the real clock: a meeting is in 30 days
unless told otherwise. Give `starts_at` (or None while the time is still being found) and the wall
time follows.
"""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.builder import DeclarationSet
from factory.django import DjangoModelFactory

from meetings.models import (
    ActionItem,
    AgendaItem,
    Arrangement,
    Attendance,
    Booking,
    BookingAnswer,
    FollowUp,
    ItemKind,
    Meeting,
    Resource,
    ResourceText,
    Series,
    TimeAnswer,
    TimeOption,
)
from meetings.models.payments import Basis, CostKind, MoneyTerms, Payment, PaymentChoice, Rate, Way
from notices.models import (
    Delivery,
    Heartbeat,
    Hold,
    Notice,
    PaperForm,
    PaperQuestion,
    State,
    Task,
    TaskKind,
)
from partners import codes, reasons, vault
from partners.help_grants import HelpGrant, Scope
from partners.models import (
    Action,
    Audience,
    AuditEvent,
    AuditHead,
    Carrier,
    Channel,
    EmergencyLook,
    Erasure,
    GoalAction,
    Interpreter,
    Invitation,
    LearningGoal,
    Membership,
    Motivation,
    NeedKind,
    Partnership,
    Person,
    Programme,
    ProgrammeLeader,
    SupportNeed,
    WorkingRules,
    make_nonce,
)
from partners.roles import Group, Role
from partners.text_consent import StoppedNumber, TextConsent
from translations.models import Consent, Request, Term, Text, Translation

# A trait that is not asked for is an error to factory_boy, which would write down all there is.
DeclarationSet.__repr__ = object.__repr__


def now() -> datetime:
    return datetime.now(UTC)


# partners


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    class Params:
        without_email = Trait(email=None, channel=Channel.CALL, phone="+15550100")
        unreachable = Trait(email=None, household_email="", phone="")

    name = Sequence(lambda number: f"Person {number}")
    email = Sequence(lambda number: f"person{number}@example.org")
    language = "en"
    password = make_password(None)  # nobody signs in with a password


class EmailAddressFactory(DjangoModelFactory):
    """The verified address with which a person signs in."""

    class Meta:
        model = EmailAddress

    user = SubFactory(PersonFactory)
    email = SelfAttribute("user.email")
    verified = True
    primary = True


class ErasureFactory(DjangoModelFactory):
    class Meta:
        model = Erasure

    person = SubFactory(PersonFactory)
    asked_at = LazyFunction(now)
    due_at = LazyAttribute(lambda wish: wish.asked_at + Erasure.DAYS_TO_THINK)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    name = Sequence(lambda number: f"Programme {number}")
    slug = Sequence(lambda number: f"programme-{number}")


class ProgrammeLeaderFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeLeader

    programme = SubFactory(ProgrammeFactory)
    person = SubFactory(PersonFactory)


class PartnershipFactory(DjangoModelFactory):
    """Comes with its working rules, as every partnership does."""

    class Meta:
        model = Partnership
        skip_postgeneration_save = True

    programme = SubFactory(ProgrammeFactory)
    name = Sequence(lambda number: f"Partnership {number}")
    slug = Sequence(lambda number: f"partnership-{number}")
    languages = LazyFunction(lambda: ["en", "es", "ar"])
    timezone = "UTC"
    rules = factory.RelatedFactory(
        "tests.factories.WorkingRulesFactory", factory_related_name="partnership"
    )


class WorkingRulesFactory(DjangoModelFactory):
    """A partnership has one already: use `partnership.working_rules`, or `rules=None` there."""

    class Meta:
        model = WorkingRules

    partnership = SubFactory(PartnershipFactory, rules=None)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    class Params:
        facilitator = Trait(role=Role.FACILITATOR, group=Group.FACILITATOR)
        invited = Trait(joined_at=None)
        pausing = Trait(paused_at=LazyFunction(now))
        left = Trait(left_at=LazyFunction(now))

    partnership = SubFactory(PartnershipFactory)
    person = SubFactory(PersonFactory)
    group = Group.PATIENT
    role = Role.PARTNER
    joined_at = LazyFunction(now)


class AuditHeadFactory(DjangoModelFactory):
    class Meta:
        model = AuditHead

    partnership = SubFactory(PartnershipFactory)


class AuditEventFactory(DjangoModelFactory):
    """A line by nobody, which follows no other. Use `auditing.record` for a log that is whole."""

    class Meta:
        model = AuditEvent

    chain = SubFactory(AuditHeadFactory)
    number = 1
    at = LazyFunction(now)
    action = Action.EXPORTED
    hash = "0" * 64


class SupportNeedFactory(DjangoModelFactory):
    class Meta:
        model = SupportNeed

    membership = SubFactory(MembershipFactory)
    kind = NeedKind.INTERPRETER


class InterpreterFactory(DjangoModelFactory):
    """Between Vietnamese and English; reached by a mailbox that signs nobody in."""

    class Meta:
        model = Interpreter

    partnership = SubFactory(PartnershipFactory)
    person = SubFactory(
        PersonFactory,
        email=None,
        household_email=Sequence(lambda number: f"interpreter{number}@example.org"),
        timezone=SelfAttribute("..partnership.timezone"),
    )
    tongues = LazyFunction(lambda: ["vi", "en"])
    added_by = LazyAttribute(
        lambda interpreter: MembershipFactory(partnership=interpreter.partnership, facilitator=True)
    )
    added_at = LazyFunction(now)


class HelpGrantFactory(DjangoModelFactory):
    """A helper of the same partnership, for meetings and follow-ups, for thirty days."""

    class Meta:
        model = HelpGrant

    membership = SubFactory(MembershipFactory)
    helper = LazyAttribute(
        lambda grant: MembershipFactory(partnership=grant.membership.partnership)
    )
    scope = LazyFunction(lambda: [Scope.ANSWERS.value])
    given_at = LazyFunction(now)
    until_on = LazyAttribute(lambda grant: (grant.given_at + timedelta(days=30)).date())
    ends_at = LazyAttribute(
        lambda grant: datetime.combine(grant.until_on, time(0), tzinfo=UTC) + timedelta(days=1)
    )


class EmergencyLookFactory(DjangoModelFactory):
    """Asked just now, and nobody agreed yet."""

    class Meta:
        model = EmergencyLook

    class Params:
        agreed = Trait(
            agreed_by=LazyAttribute(
                lambda look: MembershipFactory(
                    partnership=look.membership.partnership, facilitator=True
                )
            ),
            agreed_at=LazyFunction(now),
            ends_at=LazyAttribute(lambda look: look.agreed_at + timedelta(minutes=59)),
        )

    membership = SubFactory(MembershipFactory)
    asked_by = LazyAttribute(
        lambda look: MembershipFactory(partnership=look.membership.partnership, facilitator=True)
    )
    reason = "She did not come home, and her sister calls."
    language = "en"
    asked_at = LazyFunction(now)


class MotivationFactory(DjangoModelFactory):
    """Sealed with the person's own key, as always."""

    class Meta:
        model = Motivation

    membership = SubFactory(MembershipFactory)
    words = "I come because I want others to be heard."
    kinds = ()
    language = "en"
    written_at = LazyFunction(now)

    @classmethod
    def _create(cls, model_class, *args, words, kinds, **kwargs):
        motivation = model_class(*args, **kwargs)
        reasons.seal(motivation, motivation.membership, reasons.Why(words, tuple(kinds)))
        motivation.save()
        return motivation


class LearningGoalFactory(DjangoModelFactory):
    """Sealed with the person's own key, as always."""

    class Meta:
        model = LearningGoal

    membership = SubFactory(MembershipFactory)
    words = "To speak in front of a board"
    language = "en"
    written_at = LazyFunction(now)

    @classmethod
    def _create(cls, model_class, *args, words, **kwargs):
        goal = model_class(*args, **kwargs)
        goal.sealed = vault.seal(goal.membership.person, words, goal.bound_to)
        goal.save()
        return goal


class GoalActionFactory(DjangoModelFactory):
    """Something that was done for a goal, not confirmed yet."""

    class Meta:
        model = GoalAction

    goal = SubFactory(LearningGoalFactory, visible_to=Audience.FACILITATORS)
    words = "A course in speaking, paid by the clinic"
    language = "en"
    done_on = LazyFunction(lambda: now().date())
    recorded_by = LazyAttribute(
        lambda it: MembershipFactory(partnership=it.goal.membership.partnership, facilitator=True)
    )
    recorded_at = LazyFunction(now)

    @classmethod
    def _create(cls, model_class, *args, words, **kwargs):
        action = model_class(*args, **kwargs)
        person = action.goal.membership.person
        action.sealed = vault.seal(person, words, action.bound_to)
        action.save()
        return action


class InvitationFactory(DjangoModelFactory):
    """Usable for another 21 days. `codes.token_of(i.nonce, i.token_hash)` is its token."""

    class Meta:
        model = Invitation

    class Params:
        expired = Trait(expires_at=LazyFunction(lambda: now() - timedelta(days=1)))
        voided = Trait(voided_at=LazyFunction(now))

    membership = SubFactory(MembershipFactory, invited=True)
    invited_by = LazyAttribute(
        lambda invitation: MembershipFactory(
            partnership=invitation.membership.partnership, facilitator=True
        )
    )
    name = SelfAttribute("membership.person.name")
    email = LazyAttribute(lambda invitation: invitation.membership.person.email or "")
    language = SelfAttribute("membership.person.language")
    timezone = SelfAttribute("membership.person.timezone")
    carrier = Carrier.EMAIL
    nonce = LazyFunction(make_nonce)
    token_hash = LazyAttribute(lambda it: codes.hash_token(codes.new_token(it.nonce)))
    code_hash = LazyAttribute(lambda it: codes.hash_code(codes.new_code(it.nonce)))
    created_at = LazyFunction(now)
    expires_at = LazyAttribute(lambda invitation: invitation.created_at + Invitation.LIFETIME)
    accepted_at = None
    accepted_version = LazyAttribute(lambda invitation: 1 if invitation.accepted_at else None)
    accepted_language = LazyAttribute(lambda it: it.language if it.accepted_at else "")


# notices


class NoticeFactory(DjangoModelFactory):
    """Its kind need not be registered; its subject is the partnership unless given."""

    class Meta:
        model = Notice

    kind = "meeting_planned"
    person = SubFactory(PersonFactory)
    partnership = SubFactory(PartnershipFactory)
    subject = SelfAttribute("partnership")
    due_at = LazyFunction(now)


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    class Params:
        sent = Trait(state=State.SENT, sent_at=LazyFunction(now))

    notice = SubFactory(NoticeFactory)
    channel = Channel.EMAIL
    next_try_at = SelfAttribute("notice.due_at")


class PaperFormFactory(DjangoModelFactory):
    class Meta:
        model = PaperForm

    membership = SubFactory(MembershipFactory)
    asks = Sequence("{:064x}".format)
    made_at = LazyFunction(now)


class PaperQuestionFactory(DjangoModelFactory):
    """About an attendance, which need not be there."""

    class Meta:
        model = PaperQuestion

    form = SubFactory(PaperFormFactory)
    letter = "r"
    object_id = Sequence(int)


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    partnership = SubFactory(PartnershipFactory)
    kind = TaskKind.UNREACHABLE
    person = SubFactory(PersonFactory)
    subject = SelfAttribute("partnership")
    created_at = LazyFunction(now)


class HoldFactory(DjangoModelFactory):
    class Meta:
        model = Hold

    partnership = SubFactory(PartnershipFactory)
    started_at = LazyFunction(now)


class HeartbeatFactory(DjangoModelFactory):
    """There is only one."""

    class Meta:
        model = Heartbeat

    pk = 1
    beat_at = LazyFunction(now)


# meetings


def in_thirty_days(meeting: factory.builder.Resolver) -> datetime:
    """Half past five in the afternoon where the meeting is, thirty days from today."""
    zone = ZoneInfo(meeting.timezone)
    day = (now().astimezone(zone) + timedelta(days=30)).date()
    return datetime.combine(day, time(17, 30), tzinfo=zone)


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    partnership = SubFactory(PartnershipFactory)
    rule = "FREQ=WEEKLY;COUNT=4"
    first_on = LazyFunction(lambda: (now() + timedelta(days=30)).date())
    local_time = time(17, 30)
    timezone = SelfAttribute("partnership.timezone")
    planned_until = SelfAttribute("first_on")


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    class Params:
        past = Trait(starts_at=LazyFunction(lambda: now() - timedelta(days=2)))
        being_scheduled = Trait(starts_at=None)
        cancelled = Trait(cancelled_at=LazyFunction(now))

    partnership = SubFactory(PartnershipFactory)
    title = Sequence(lambda number: f"Meeting {number}")
    timezone = SelfAttribute("partnership.timezone")
    starts_at = LazyAttribute(in_thirty_days)
    minutes = 90
    ends_at = LazyAttribute(
        lambda meeting: meeting.starts_at and meeting.starts_at + timedelta(minutes=meeting.minutes)
    )
    local_date = LazyAttribute(
        lambda meeting: (
            meeting.starts_at and meeting.starts_at.astimezone(ZoneInfo(meeting.timezone)).date()
        )
    )
    local_time = LazyAttribute(
        lambda meeting: (
            meeting.starts_at and meeting.starts_at.astimezone(ZoneInfo(meeting.timezone)).time()
        )
    )
    created_by = LazyAttribute(
        lambda meeting: MembershipFactory(partnership=meeting.partnership, facilitator=True)
    )


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = SubFactory(MeetingFactory)
    title = Sequence(lambda number: f"Item {number}")
    kind = ItemKind.INFORM
    minutes = 10
    proposed_by = SelfAttribute("meeting.created_by")


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = SubFactory(MeetingFactory)
    membership = LazyAttribute(
        lambda attendance: MembershipFactory(partnership=attendance.meeting.partnership)
    )


class TimeOptionFactory(DjangoModelFactory):
    class Meta:
        model = TimeOption

    meeting = SubFactory(MeetingFactory, being_scheduled=True)
    starts_at = Sequence(
        lambda number: now().replace(microsecond=0) + timedelta(days=20 + number, hours=1)
    )
    local_date = LazyAttribute(
        lambda option: option.starts_at.astimezone(ZoneInfo(option.meeting.timezone)).date()
    )
    local_time = LazyAttribute(
        lambda option: option.starts_at.astimezone(ZoneInfo(option.meeting.timezone)).time()
    )


class TimeAnswerFactory(DjangoModelFactory):
    class Meta:
        model = TimeAnswer

    option = SubFactory(TimeOptionFactory)
    membership = LazyAttribute(
        lambda answer: MembershipFactory(partnership=answer.option.meeting.partnership)
    )
    works = TimeAnswer.Works.YES
    answered_at = LazyFunction(now)


class ArrangementFactory(DjangoModelFactory):
    class Meta:
        model = Arrangement

    meeting = SubFactory(MeetingFactory)
    need = LazyAttribute(
        lambda arrangement: SupportNeedFactory(
            membership__partnership=arrangement.meeting.partnership
        )
    )


class BookingFactory(DjangoModelFactory):
    class Meta:
        model = Booking

    class Params:
        confirmed = Trait(answer=BookingAnswer.YES, answered_at=LazyFunction(now))

    meeting = SubFactory(MeetingFactory)
    interpreter = SubFactory(InterpreterFactory, partnership=SelfAttribute("..meeting.partnership"))
    kind = NeedKind.INTERPRETER
    tongue = "vi"
    into = "en"
    asked_by = SelfAttribute("meeting.created_by")
    asked_at = LazyFunction(now)


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = ActionItem

    meeting = SubFactory(MeetingFactory)
    text = Sequence(lambda number: f"Action {number}")
    owner = SelfAttribute("meeting.created_by")


class ResourceFactory(DjangoModelFactory):
    class Meta:
        model = Resource

    partnership = SubFactory(PartnershipFactory)
    title = Sequence(lambda number: f"Resource {number}")
    shared_by = LazyAttribute(
        lambda resource: MembershipFactory(partnership=resource.partnership, facilitator=True)
    )
    shared_at = LazyFunction(now)


class ResourceTextFactory(DjangoModelFactory):
    class Meta:
        model = ResourceText

    resource = SubFactory(ResourceFactory)
    language = "en"
    url = "https://example.org/paper"
    added_by = SelfAttribute("resource.shared_by")
    added_at = LazyFunction(now)


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    resource = SubFactory(ResourceFactory)
    membership = LazyAttribute(
        lambda follow_up: MembershipFactory(partnership=follow_up.resource.partnership)
    )
    next_ask_at = LazyFunction(now)


class MoneyTermsFactory(DjangoModelFactory):
    class Meta:
        model = MoneyTerms

    partnership = SubFactory(PartnershipFactory)
    currency = "USD"
    set_by = LazyAttribute(lambda o: MembershipFactory(partnership=o.partnership, facilitator=True))
    set_at = first_set_at = LazyFunction(now)


class RateFactory(DjangoModelFactory):
    class Meta:
        model = Rate

    terms = SubFactory(MoneyTermsFactory)
    kind = CostKind.FEE
    basis = Basis.MEETING
    amount = Decimal(30)


class PaymentChoiceFactory(DjangoModelFactory):
    class Meta:
        model = PaymentChoice

    membership = SubFactory(MembershipFactory)
    way = Way.CASH
    costs = LazyFunction(lambda: [CostKind.FEE])
    chosen_at = LazyFunction(now)


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = Payment

    meeting = SubFactory(MeetingFactory, past=True)
    membership = LazyAttribute(lambda o: MembershipFactory(partnership=o.meeting.partnership))
    kind = CostKind.FEE
    amount = Decimal(30)
    currency = "USD"
    due_on = LazyFunction(lambda: now().date())
    promised_at = LazyFunction(now)


class TextConsentFactory(DjangoModelFactory):
    class Meta:
        model = TextConsent

    person = SubFactory(PersonFactory)
    number = "+12135550142"
    agreed_at = LazyFunction(now)
    language = SelfAttribute("person.language")


class StoppedNumberFactory(DjangoModelFactory):
    class Meta:
        model = StoppedNumber

    number = Sequence(lambda number: f"+1213555{number:04}")
    stopped_at = LazyFunction(now)


class TextFactory(DjangoModelFactory):
    """The text of a record. Saving the record wrote it."""

    class Meta:
        model = Text

    @classmethod
    def _create(cls, model_class, record=None, field="title"):
        return Text.objects.about(record or AgendaItemFactory()).get(field=field)


class TranslationFactory(DjangoModelFactory):
    class Meta:
        model = Translation

    text = SubFactory(TextFactory)
    language = "uk"
    from_version = 1


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    partnership = SubFactory(PartnershipFactory)
    term, term_language = "charter", "en"
    translation, language = "acuerdo de equipo", "es"
    added_by = LazyAttribute(lambda o: MembershipFactory(partnership=o.partnership))


class RequestFactory(DjangoModelFactory):
    class Meta:
        model = Request

    partnership = SubFactory(PartnershipFactory)
    record = LazyAttribute(lambda o: MeetingFactory(partnership=o.partnership))
    asked_by = LazyAttribute(lambda o: MembershipFactory(partnership=o.partnership))
    asked_at = LazyFunction(now)


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    partnership = SubFactory(PartnershipFactory)
    machine, host = "libretranslate", "machine.example.org"
    given_by = LazyAttribute(lambda o: MembershipFactory(partnership=o.partnership))
    given_at = LazyFunction(now)
    version, language = 1, "en"
