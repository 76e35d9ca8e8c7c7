"""One row of each thing that indicators count, made as it stands when all is over."""

from datetime import timedelta

from charters.models import (
    Agreement,
    ChangeClass,
    Contribution,
    Decision,
    Duty,
    DutyDate,
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
from partners.roles import Role
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
        return MembershipFactory(
            partnership=self.partnership,
            group=group,
            person__language=language,
            person__also_reads=list(reads),
            **fields,
        )

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
