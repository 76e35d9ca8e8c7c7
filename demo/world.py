"""Builds the demo world around today: two partnerships, their people, meetings and resources."""

from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from demo import (
    calls,
    cast,
    charters,
    decisions,
    helping,
    interpreting,
    looking_back,
    money,
    numbers,
    reflecting,
    texts,
    translating,
)  # fmt: skip
from demo.cast import Character
from meetings import answering, noting, planning, sharing, supporting
from meetings.models import (
    ActionItem,
    AgendaItem,
    Meeting,
    Resource,
    ResourceText,
    Rsvp,
    TimeOption,
)
from notices.models import Delivery, State
from partners import auditing, joining, needs, reasons, texting
from partners.models import (
    Carrier,
    Channel,
    Membership,
    Partnership,
    Person,
    Programme,
    SupportNeed,
    WorkingRules,
)
from partners.roles import Group, Role
from translations.reading import set_text

SHOWN = 15  # people of a partnership to choose from
ANY_TIME = time(0)  # quiet from = quiet until: the demo's messages arrive whatever the hour


def partnerships() -> list[tuple[Partnership, list[Membership]]]:
    """Return each partnership with its people, for the page where one becomes one of them."""
    found = Partnership.objects.order_by("pk").prefetch_related(
        "memberships__person", "programme__leaders__person"
    )
    return [
        (
            partnership,
            [it for it in partnership.memberships.all() if it.joined_at and not it.left_at][:SHOWN],
        )
        for partnership in found
    ]


def people() -> QuerySet[Person]:
    """Everybody one may become: people who joined, and leaders of the programme."""
    joined, leads = Q(memberships__joined_at__isnull=False), Q(programmes_led__isnull=False)
    return Person.objects.filter(joined | leads).distinct()


@transaction.atomic
def build(now: datetime) -> bool:
    """Build the world, unless it is there. Return whether it was built."""
    if Programme.objects.exists():
        return False
    programme = Programme(slug="joined-up-care")
    write(programme, name=texts.PROGRAMME_NAME)
    programme.save()
    clinic = _partnership(programme, "one-clinic", "preparation", "America/Los_Angeles",
                          texts.CLINIC_NAME, texts.CLINIC_PURPOSE)  # fmt: skip
    home = _partnership(programme, "coming-home", "exploration", "Europe/London",
                        texts.HOMECOMING_NAME, texts.HOMECOMING_PURPOSE)  # fmt: skip
    members = {who.name: _join(clinic, who, now) for who in cast.CLINIC}
    others = {who.name: _join(home, who, now) for who in cast.HOMECOMING}
    _past_meeting(clinic, members, now - timedelta(days=24), now)
    _next_meeting(clinic, members, now)
    _meeting_being_scheduled(clinic, members, now)
    _cancelled_meeting(clinic, members, now)
    _resources(clinic, members, now)
    interpreting.build(clinic, members, now)
    _invited(clinic, members, now)
    _opened(clinic, members["Maya Okafor"])
    _walk(home, others, now)
    charters.build(clinic, members, home, others, now)
    decisions.build(clinic, members, now)
    money.build(clinic, members, now)
    calls.build(clinic, members, now)
    reflecting.build(clinic, members, home, others, now)
    looking_back.build(clinic, members, now)
    translating.build(clinic, members, now)
    helping.build(clinic, members, now)
    _join(clinic, cast.DANIEL, now, days_ago=6)
    _was_sent_long_ago(clinic, now)
    _was_sent_long_ago(home, now)
    numbers.build(programme, now)
    return True


def write(record: Model, **fields: dict[str, str]) -> None:
    """Write each field in each language it is given in."""
    for field, by_language in fields.items():
        for language, text in by_language.items():
            set_text(record, field, language, text)


def _partnership(
    programme: Programme, slug: str, stage: str, zone: str, name: texts.Texts, purpose: texts.Texts
) -> Partnership:
    partnership = Partnership(
        programme=programme, slug=slug, stage=stage, timezone=zone, languages=["en", "es", "ar"]
    )
    write(partnership, name=name, purpose=purpose)
    partnership.save()
    WorkingRules.objects.create(partnership=partnership)
    return partnership


def _join(
    partnership: Partnership, who: Character, now: datetime, *, days_ago: int = 60
) -> Membership:
    person = Person.objects.create(
        name=who.name, email=who.email, household_email=who.household_email, phone=who.phone,
        postal_address=who.postal_address,
        language=who.language, also_reads=who.also_reads, timezone=who.timezone,
        channel=who.channel, urgent_also=who.urgent_also,
        quiet_from=ANY_TIME, quiet_until=ANY_TIME,
    )  # fmt: skip
    if who.channel == Channel.TEXT:
        texting.agree(person, recorded_by=None, now=now - timedelta(days=60))
    if who.email:
        EmailAddress.objects.create(user=person, email=who.email, verified=True, primary=True)
    membership = Membership.objects.create(
        partnership=partnership, person=person, group=who.group, role=who.role,
        strengths=who.strengths, strengths_language=who.language,
        boundary=who.boundary, boundary_language=who.language if who.boundary else "",
        joined_at=now - timedelta(days=days_ago),
    )  # fmt: skip
    for need in who.needs:
        SupportNeed.objects.create(
            membership=membership, kind=need.kind, detail=need.detail, detail_language=who.language,
            is_essential=need.is_essential, visible_to=need.visible_to, tongue=need.tongue,
            wished_gender=need.wished_gender, is_stranger=need.is_stranger,
        )  # fmt: skip
    if who.why:
        reasons.say(
            membership, words=who.why, kinds=who.kinds, language=who.language,
            visible_to=who.why_is_for, now=now,
        )  # fmt: skip
    return membership


def _thursday(now: datetime, *, days: int) -> date:
    """Return the first Thursday at least `days` days from now."""
    day = now.date() + timedelta(days=days)
    return day + timedelta(days=(3 - day.weekday()) % 7)


def _meeting(partnership: Partnership, by: Membership, title: texts.Texts) -> Meeting:
    meeting = Meeting(
        partnership=partnership, timezone=partnership.timezone, minutes=90, created_by=by,
        place="Central Library, room 2", dial_in="+1 213 555 0100, press 1 when asked",
    )  # fmt: skip
    write(meeting, title=title)
    return meeting


def _agenda(meeting: Meeting, members: list[Membership]) -> None:
    for position, (kind, minutes, title) in enumerate(texts.AGENDA):
        item = AgendaItem(
            meeting=meeting, kind=kind, minutes=minutes, position=position,
            proposed_by=members[position % len(members)],
        )  # fmt: skip
        write(item, title=title)
        item.save()


def _past_meeting(
    clinic: Partnership, members: dict[str, Membership], then: datetime, now: datetime
) -> None:
    maya, rosa = members["Maya Okafor"], members["Rosa Jiménez"]
    meeting = _meeting(clinic, maya, texts.KICK_OFF_TITLE)
    meeting.set_wall_time(_thursday(then, days=7), time(17, 30))
    planning.plan(meeting, by=maya, now=then)
    _agenda(meeting, [maya, rosa])
    for attendance in meeting.attendances.all():
        attendance.was_there = attendance.membership.person.name != "David Stein"
        attendance.save(update_fields=["was_there"])
        answering.rsvp(attendance, Rsvp.YES if attendance.was_there else Rsvp.NO, now=then)
    for arrangement in meeting.arrangements.all():
        supporting.arrange(arrangement, state="arranged", note="", owner=maya, by=maya, now=then)
        arrangement.asked_at = now - timedelta(days=1)
        arrangement.save(update_fields=["asked_at"])
    for arrangement in meeting.arrangements.filter(need__membership=members["ليلى حداد"]):
        answering.support_was_there(arrangement, True, now=now)
    for owner, action in zip([members["Tom Nguyen"], rosa], texts.ACTIONS, strict=True):
        item = ActionItem(meeting=meeting, owner=owner, due_on=now.date() + timedelta(days=9))
        write(item, text=action)
        item.save()
    write(meeting, notes=texts.KICK_OFF_NOTES)
    meeting.save()
    noting.send_notes(meeting, by=maya, now=then)
    _was_sent_long_ago(clinic, now)


def _was_sent_long_ago(partnership: Partnership, now: datetime) -> None:
    """Let the past be past: what was due before today stands in the outbox as sent then."""
    due = Delivery.objects.open().filter(
        notice__partnership=partnership, notice__due_at__lt=now - timedelta(hours=12)
    )
    for delivery in due.select_related("notice__person"):
        delivery.state, delivery.sent_at = State.SENT, delivery.notice.due_at
        delivery.language = delivery.notice.person.language
        delivery.save(update_fields=["state", "sent_at", "language"])


def _next_meeting(clinic: Partnership, members: dict[str, Membership], now: datetime) -> None:
    maya, rosa, layla = (members[name] for name in ("Maya Okafor", "Rosa Jiménez", "ليلى حداد"))
    meeting = _meeting(clinic, maya, texts.FIRST_VISIT_TITLE)
    write(meeting, purpose=texts.FIRST_VISIT_PURPOSE)
    meeting.online_url = "https://meet.example.org/one-clinic"
    meeting.chair = rosa
    meeting.set_wall_time(_thursday(now, days=7), time(17, 30))
    planning.plan(meeting, by=maya, now=now)
    _agenda(meeting, [maya, rosa, layla, rosa, members["Samuel Brooks"]])
    answers = {"Grace Kim": Rsvp.YES, "Tom Nguyen": Rsvp.YES, "ليلى حداد": Rsvp.IF_SUPPORTED}
    for name, answer in answers.items():
        answering.rsvp(meeting.attendances.get(membership=members[name]), answer, now=now)
    samuel = meeting.attendances.get(membership=members["Samuel Brooks"])
    answering.rsvp(samuel, Rsvp.YES, recorded_by=maya, now=now)
    notes = {
        "transport": ("arranged", "Taxi a las 16:50 en la puerta de su trabajo, ya pagado."),
        "child_care": ("arranged", "Cuidado de niños en la sala 3, desde las 17:00."),
    }
    for arrangement in meeting.arrangements.filter(need__membership=rosa):
        state, note = notes[arrangement.need.kind]
        supporting.arrange(
            arrangement, state=state, note=note, note_language="es", owner=maya, by=maya, now=now
        )


def _meeting_being_scheduled(
    clinic: Partnership, members: dict[str, Membership], now: datetime
) -> None:
    maya = members["Maya Okafor"]
    meeting = _meeting(clinic, maya, texts.EVENINGS_TITLE)
    days = [_thursday(now, days=22), _thursday(now, days=29)]
    options = [
        TimeOption(local_date=day, local_time=at) for day in days for at in (time(17), time(18, 30))
    ]
    planning.propose_times(meeting, options, by=maya, now=now)


def _cancelled_meeting(clinic: Partnership, members: dict[str, Membership], now: datetime) -> None:
    maya = members["Maya Okafor"]
    then = now - timedelta(days=12)
    meeting = _meeting(clinic, maya, texts.WALK_TITLE)
    meeting.set_wall_time(_thursday(then, days=7), time(14))
    planning.plan(meeting, by=maya, now=then)
    planning.cancel(meeting, because=texts.NO_SLOT, by=maya, now=then)
    _was_sent_long_ago(clinic, now)


def _resource(
    partnership: Partnership, by: Membership, title: texts.Texts, bodies: texts.Texts,
    *, meeting: Meeting | None, is_essential: bool, now: datetime,
) -> Resource:  # fmt: skip
    resource = Resource(
        partnership=partnership, meeting=meeting, is_essential=is_essential, shared_by=by,
        shared_at=now,
    )  # fmt: skip
    write(resource, title=title)
    versions = []
    for language, body in bodies.items():
        name = f"{'plan' if is_essential else 'guide'}-{language}.txt"
        version = ResourceText(
            language=language, file_name=name, content_type="text/plain; charset=utf-8",
            size=len(body.encode()), added_by=by, added_at=now,
        )  # fmt: skip
        version.file.save(name, ContentFile(body.encode()), save=False)
        versions.append(version)
    sharing.share(resource, versions, by=by, now=now)
    return resource


def _resources(clinic: Partnership, members: dict[str, Membership], now: datetime) -> None:
    maya = members["Maya Okafor"]
    earlier = now - timedelta(days=9)
    guide = _resource(clinic, maya, texts.GUIDE_TITLE, texts.GUIDE_BODY,
                      meeting=None, is_essential=False, now=earlier)  # fmt: skip
    _was_sent_long_ago(clinic, now)
    for name, answer in {"Samuel Brooks": "not_wanted", "Grace Kim": "opened"}.items():
        answering.follow_up(guide.follow_ups.get(membership=members[name]), answer, now=earlier)
    meeting = clinic.meetings.upcoming(now).first()
    _resource(clinic, maya, texts.PLAN_TITLE, texts.PLAN_BODY,
              meeting=meeting, is_essential=True, now=now)  # fmt: skip


def _invited(clinic: Partnership, members: dict[str, Membership], now: datetime) -> None:
    joining.invite(
        clinic, by=members["Maya Okafor"], name="Jorge Díaz", language="es", carrier=Carrier.LETTER,
        email="", phone="", group=Group.PATIENT, role=Role.PARTNER,
        timezone="America/Los_Angeles", now=now,
    )  # fmt: skip


def _opened(clinic: Partnership, by: Membership) -> None:
    """What the log says of a facilitator who looked who needs what."""
    members = clinic.memberships.active().with_needs_for(by)
    auditing.needs_opened(by, needs.shown_of(members), fields=auditing.NEED_LISTED)


def _walk(home: Partnership, members: dict[str, Membership], now: datetime) -> None:
    omar = members["عمر خليل"]
    meeting = _meeting(home, omar, texts.WALK_TITLE)
    meeting.place, meeting.dial_in = "St Anne's, main entrance", ""
    meeting.set_wall_time(_thursday(now, days=6), time(11))  # letters come in time
    planning.plan(meeting, by=omar, now=now)
