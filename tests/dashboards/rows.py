"""One row of each thing that indicators count, made as it stands when all is over."""

from datetime import timedelta

from charters.models import (
    Agreement,
    ChangeClass,
    Clause,
    Contribution,
    Decision,
    Duty,
    DutyDate,
    Evaluation,
    Guard,
    Input,
    InputAnswer,
    Method,
    Review,
    RungExperienced,
    Section,
    Signature,
    Version,
)
from partners.models import GoalAction, LearningGoal
from partners.roles import Role
from reflections.models import (
    BenefitWish,
    Checkpoint,
    Exchange,
    Given,
    Maker,
    PracticeChange,
    Product,
    Pulse,
    PulseReply,
    Reflected,
    Statement,
)
from tests.factories import (
    AgendaItemFactory,
    ArrangementFactory,
    AttendanceFactory,
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
    now,
)

DAY = timedelta(days=1)


class Place:
    """A partnership with a facilitator, where things happen days ago."""

    def __init__(self, at=None, **partnership):
        self.at = at or now()
        self.partnership = PartnershipFactory(**partnership)
        self.facilitator = self.member("facilitator", role=Role.FACILITATOR)

    def ago(self, days):
        return self.at - days * DAY

    def member(self, group="patient", *, language="en", reads=(), joined=400, **fields):
        fields.setdefault("joined_at", self.ago(joined))
        if "person" not in fields:
            fields |= {"person__language": language, "person__also_reads": list(reads)}
        return MembershipFactory(partnership=self.partnership, group=group, **fields)

    def decision(self, days_ago=10, *, broken=(), claimed=6, is_taken=True):
        """A decision that was taken, with every promise about its pace kept but the broken."""
        at = self.ago(days_ago)
        fields = {}
        for guard in Guard if is_taken else []:
            fields[f"{guard}_kept"] = guard not in broken
            fields[f"{guard}_override"] = "It could not wait." if guard in broken else ""
        return Decision.objects.create(
            partnership=self.partnership,
            question="Evenings?",
            method=Method.CONSENT,
            proposed_by=self.facilitator,
            proposed_at=at - 20 * DAY,
            opens_at=at - 20 * DAY,
            closes_at=at,
            rung_claimed=claimed,
            decided_at=at if is_taken else None,
            decided_by=self.facilitator if is_taken else None,
            override_language="en" if broken else "",
            **fields,
        )

    def rung(self, decision, member, rung):
        return RungExperienced.objects.create(
            decision=decision, membership=member, rung=rung, answered_at=rung and decision.closes_at
        )

    def meeting(self, days_ago=10, *, minutes=90, **fields):
        starts_at = self.ago(days_ago).replace(microsecond=0)
        return MeetingFactory(
            partnership=self.partnership,
            created_by=self.facilitator,
            starts_at=starts_at,
            minutes=minutes,
            **fields,
        )

    def item(self, meeting, kind, by=None, minutes=10):
        return AgendaItemFactory(
            meeting=meeting, kind=kind, minutes=minutes, proposed_by=by or self.facilitator
        )

    def support(self, meeting, member, *, was_there=None, asked=True, need=None, **attendance):
        """A need at a meeting, what the person says of it, and whether they came."""
        meeting.attendances.filter(membership=member).delete()
        fields = {"was_there": True, **attendance}
        if fields.get("rsvp"):
            fields["answered_at"] = meeting.starts_at - DAY
        AttendanceFactory(meeting=meeting, membership=member, **fields)
        return ArrangementFactory(
            meeting=meeting,
            need=need or SupportNeedFactory(membership=member),
            was_there=was_there,
            asked_at=meeting.ends_at if asked else None,
            answered_at=meeting.ends_at if was_there is not None else None,
        )

    def said(self, member, *, due=10, answered=None, outcome="adopted", confirmed=None, **fields):
        """What somebody said, due and answered so many days ago."""
        said = Input.objects.create(
            partnership=self.partnership,
            membership=member,
            group=member.group,
            said="Too early.",
            language="en",
            said_at=self.ago(due + 14),
            answer_due_at=self.ago(due),
            **fields,
        )
        if answered is not None:
            said.answer = InputAnswer.objects.create(
                input=said,
                outcome=outcome,
                reason="So.",
                answered_by=self.facilitator,
                answered_at=self.ago(answered),
                confirmed=confirmed,
                confirmed_at=None if confirmed is None else self.at,
            )
            said.save()
        return said

    def agreement(self, **fields):
        fields = {"kind": "charter", **fields}
        return Agreement.objects.create(
            partnership=self.partnership,
            title="How we work",
            created_by=self.facilitator,
            created_at=self.ago(300),
            **fields,
        )

    def duty_date(self, holder, days_ago=10, outcome="", **duty):
        agreement = duty.pop("agreement", None) or self.agreement()
        duty = Duty.objects.create(
            agreement=agreement,
            what="Send notes",
            holder=holder,
            first_on=self.ago(days_ago).date(),
            **{"in_force_at": self.ago(200), **duty},
        )
        said = {"recorded_by": holder, "recorded_at": self.ago(days_ago)} if outcome else {}
        because = "" if outcome in {"", "kept"} else "No room."
        return DutyDate.objects.create(
            duty=duty, due_on=duty.first_on, outcome=outcome, because=because, **said
        )

    def review(self, due=40, closed=None):
        closed = {} if closed is None else {
            "closed_at": self.ago(closed), "closed_by": self.facilitator,
        }  # fmt: skip
        return Review.objects.create(
            agreement=self.agreement(),
            due_on=self.ago(due).date(),
            opened_at=self.ago(due),
            **closed,
        )

    def quarter(self, due=40, closed=None):
        closed = {} if closed is None else {
            "closed_at": self.ago(closed), "closed_by": self.facilitator,
            "led_by": self.facilitator,
        }  # fmt: skip
        return Evaluation.objects.create(
            partnership=self.partnership,
            due_on=self.ago(due).date(),
            opened_at=self.ago(due),
            **closed,
        )

    def statement(self, *evidenced, drafted=(), in_force=True):
        """A statement of involvement: sections that rest on a page, and sections that do not."""
        agreement = self.agreement(kind="statement")
        for key in [*evidenced, *drafted]:
            section = self.section(agreement, key=key)
            clause = Clause.objects.create(
                section=section, text="We met.", changed_by=self.facilitator, changed_at=self.ago(9)
            )
            if key in evidenced:
                clause.evidence.create(shows="Meetings", address="/p/here/meetings/")
        self.version(agreement, in_force=in_force)
        return agreement

    def section(self, agreement, *by, **fields):
        section = Section.objects.create(agreement=agreement, title="Money", **fields)
        for member in by:
            Contribution.objects.create(
                section=section,
                kind="comment",
                text="Yes",
                language="en",
                membership=member,
                group=member.group,
                made_at=self.ago(100),
            )
        return section

    def version(self, agreement, number=1, *, change="substance", language="", in_force=True):
        at = self.ago(150 - number)
        agreement.versions.filter(replaced_at=None).update(replaced_at=at)
        if in_force:
            agreement.versions.filter(left_force_at=None).update(left_force_at=at)
        return Version.objects.create(
            agreement=agreement,
            number=number,
            change_class=ChangeClass(change),
            language=language,
            opened_by=self.facilitator,
            opened_at=self.ago(160),
            took_effect_at=at if in_force else None,
        )

    def signature(self, version, member, *, signed=True, understood=True, language=None, **fields):
        return Signature.objects.create(
            version=version,
            membership=member,
            name=member.person.name,
            language=language or member.person.language,
            sha256="0" * 64,
            is_signed=signed,
            understood=understood if signed else None,
            not_yet_because="" if signed else "The money.",
            statement="I agree.",
            answered_at=self.ago(120),
            seal="0" * 64,
            **fields,
        )

    def paper(self, meeting, days_before, *, is_essential=True, **fields):
        """A paper for a meeting, there so many days before it in each language."""
        first = meeting.starts_at - max(days_before.values()) * DAY
        paper = ResourceFactory(
            partnership=self.partnership,
            meeting=meeting,
            is_essential=is_essential,
            shared_by=self.facilitator,
            shared_at=first,
            **fields,
        )
        for language, days in days_before.items():
            ResourceTextFactory(
                resource=paper,
                language=language,
                added_by=self.facilitator,
                added_at=meeting.starts_at - days * DAY,
            )
        return paper

    def kept(self, meeting, kind, minutes, by=None):
        """Time to relate or to reflect, and how much of it was held."""
        item = self.item(meeting, kind, by)
        item.was_kept, item.held_minutes = minutes > 0, minutes
        item.kept_recorded_by, item.kept_recorded_at = self.facilitator, meeting.ends_at
        item.save()
        return item

    def pulse(self, days_ago, *answers, asked=10, meeting=None):
        """A pulse that closed so many days ago, and what each reply says to all statements."""
        closed = self.ago(days_ago)
        pulse = Pulse.objects.create(
            partnership=self.partnership,
            meeting=meeting or self.meeting(days_ago + 15),
            asked=asked,
            opens_at=closed - 14 * DAY,
            closes_at=closed,
        )
        PulseReply.objects.bulk_create(
            PulseReply(pulse=pulse, **dict.fromkeys(Statement.values, it)) for it in answers
        )
        return pulse

    def ticked(self, meeting, member, *, is_done=True):
        return Reflected.objects.create(
            meeting=meeting, membership=member, prompt="power", is_done=is_done
        )

    def counts(self, member, counts_me=True, *, said=50):
        return BenefitWish.objects.create(
            membership=member, counts_me=counts_me, said_at=self.ago(said)
        )

    def asked_for(self, member, *, said=10, direction="ask", **fields):
        return Exchange.objects.create(
            partnership=self.partnership,
            membership=member,
            direction=direction,
            kind="skill",
            principles=["equity"],
            said="Who writes me a letter?",
            language="en",
            said_at=self.ago(said),
            **{"group": member.group, **fields},
        )

    def gave(self, exchange, *, to, taken_up=9, confirmed=None, helped=True, **fields):
        """Somebody took it up; `confirmed` so many days ago, if the receiver has said a word."""
        said = {}
        if confirmed is not None:
            at = self.ago(confirmed)
            said = {"given_at": at, "confirmed_at": at, "helped": helped}
        return Given.objects.create(
            partnership=self.partnership,
            exchange=exchange,
            giver=self.facilitator,
            receiver=to,
            taken_up_at=self.ago(taken_up),
            **said,
            **fields,
        )

    def product(self, *makers, out=10, **fields):
        """What some made together: each maker, and whether they say that they are named right."""
        product = Product.objects.create(
            partnership=self.partnership,
            kind="leaflet",
            title="Seven questions",
            created_by=self.facilitator,
            created_at=self.ago(400),
            out_at=None if out is None else self.ago(out),
            **fields,
        )
        for member, right in makers:
            answered = {} if right is None else {
                "credit_right": right, "answered_at": self.at, "credit": "full_name",
            }  # fmt: skip
            Maker.objects.create(product=product, membership=member, group=member.group, **answered)
        return product

    def checkpoint(self, member, choice="", *, opened=10, chosen=None, answered=None, **fields):
        at = self.ago(opened if chosen is None else chosen)
        said = {"choice": choice, "chosen_at": at} if choice else {}
        if answered is not None:
            said |= {"sealed_answers": b"x", "language": "en", "answered_at": self.ago(answered)}
        return Checkpoint.objects.create(
            membership=member, opened_at=self.ago(opened), **said, **fields
        )

    def goal(self, member, *right, written=50, visible_to="facilitators"):
        """A wish to learn, and whether its author says that what was done for it is right."""
        goal = LearningGoal.objects.create(
            membership=member,
            sealed=b"x",
            language="en",
            visible_to=visible_to,
            written_at=self.ago(written),
        )
        for is_right in right:
            answered = {} if is_right is None else {"answered_at": self.ago(1)}
            GoalAction.objects.create(
                goal=goal,
                sealed=b"x",
                language="en",
                done_on=self.ago(5).date(),
                recorded_by=self.facilitator,
                recorded_at=self.ago(5),
                is_right=is_right,
                **answered,
            )
        return goal

    def change(self, owner, due=10, outcome="", *, ended=None, agreed=100):
        said = {}
        if outcome:
            said = {"outcome": outcome, "ended_at": self.ago(due if ended is None else ended)}
        if outcome == "dropped":
            said |= {"said": "No room.", "language": "en"}
        return PracticeChange.objects.create(
            partnership=self.partnership,
            what="We start later",
            owner=owner,
            agreed_by=owner,
            agreed_at=self.ago(agreed),
            due_on=self.ago(due).date(),
            **said,
        )
