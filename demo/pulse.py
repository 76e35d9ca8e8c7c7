"""How the demo's meetings were for people, and how power worked in two decisions."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from demo import decision_texts, pulse_texts
from demo.charters import People
from demo.texts import Texts
from meetings.models import AgendaItem, Attendance, ItemKind, Meeting
from partners.models import Membership, Partnership
from reflections import power_maps, power_subjects, pulsing
from reflections.models import Agrees, PowerMap, PowerNote, PowerQuestion, Pulse, Statement
from translations.reading import set_text

DAY = timedelta(days=1)
YES, PARTLY, NO, NONE = Agrees.YES, Agrees.PARTLY, Agrees.NO, Agrees.NOT_NEEDED
PAST = [(55, pulse_texts.LISTENING), (38, pulse_texts.MORNING), (24, pulse_texts.WORDS)]
LATELY = (2, pulse_texts.ROOM)  # days ago
# What ten people say to each statement in one meeting; others begin elsewhere in the row.
TYPICAL = {
    Statement.VOICE: [YES, YES, PARTLY, YES, YES, NO, YES, PARTLY, NO, YES],
    Statement.SAFETY: [YES, NO, PARTLY, YES, NO, YES, PARTLY, YES, NO, YES],
    Statement.SUPPORT: [YES, NONE, YES, PARTLY, NONE, YES, NONE, YES, NONE, YES],
    Statement.CLARITY: [YES, YES, YES, PARTLY, YES, YES, NO, YES, YES, PARTLY],
    Statement.FIT: [YES, PARTLY, YES, YES, PARTLY, YES, PARTLY, NO, YES, YES],
}


def build(clinic: Partnership, members: People, now: datetime) -> None:
    """Build three closed pulses, an open one, a map that is filled in and one that is closed."""
    everybody = list(clinic.memberships.taking_part().with_person().order_by("pk"))
    chairs = [members["Maya Okafor"], members["Rosa Jiménez"], members["Maya Okafor"]]
    for (days, title), chair in zip(PAST, chairs, strict=True):
        meeting = _meeting(clinic, everybody, title, now - days * DAY, chair)
        pulse = pulsing.plan(meeting.pk, meeting.end + pulsing.COMES_AFTER)
        if pulse:
            _replies(pulse, everybody)
    days, title = LATELY
    meeting = _meeting(clinic, everybody, title, now - days * DAY, members["Grace Kim"])
    pulsing.plan(meeting.pk, now)
    _rushed(clinic, members, now)
    _learned(clinic, members, now)


def _meeting(
    clinic: Partnership, people: Sequence[Membership], title: Texts, then: datetime,
    chair: Membership,
) -> Meeting:  # fmt: skip
    """Return a meeting that took place: everybody was there, and three of them set the agenda."""
    meeting = Meeting(
        partnership=clinic, timezone=clinic.timezone, created_by=people[0], chair=chair,
        place="Central Library, room 2",
    )  # fmt: skip
    _write(meeting, "title", title)
    meeting.set_wall_time(then.date(), time(17, 30))
    meeting.save()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership=member, was_there=True) for member in people
    )
    for position, about in enumerate(pulse_texts.AGENDA):
        item = AgendaItem(
            meeting=meeting, kind=ItemKind.CONSULT, minutes=25, position=position,
            proposed_by=people[(then.day + 3 * position) % len(people)],
        )  # fmt: skip
        _write(item, "title", about)
        item.save()
    return meeting


def _replies(pulse: Pulse, people: Sequence[Membership]) -> None:
    for number, member in enumerate(people):
        invitation = pulsing.invitations(member).get(meeting=pulse.meeting_id)
        answers = {
            statement.value: row[number % len(row)].value for statement, row in TYPICAL.items()
        }
        pulsing.reply(invitation, answers, now=pulse.opens_at + timedelta(hours=number))
    pulsing.forget(pulse.closes_at)


def _rushed(clinic: Partnership, members: People, now: datetime) -> None:
    """A decision that was closed early: who could stop it?"""
    grant = next(
        subject
        for subject in power_subjects.subjects(clinic)
        if subject.title["en"] == decision_texts.GRANT["en"]
    )
    fresh = PowerMap(partnership=clinic, address=grant.address)
    _write(fresh, "title", dict(grant.title))
    power_map = power_maps.start(fresh, by=members["Maya Okafor"], now=now - 6 * DAY)
    for number, (name, question, said, groups) in enumerate(pulse_texts.SEEN):
        member = members[name]
        note = PowerNote(
            power_map=power_map, membership=member, question=PowerQuestion(question), said=said,
            language=member.person.language, names_groups=groups,
            shown_as_group=name == "Carmen Ortiz",
        )  # fmt: skip
        by = members["Maya Okafor"] if name == "Samuel Brooks" else None
        power_maps.say(note, recorded_by=by, now=now - 5 * DAY + number * timedelta(hours=2))


def _learned(clinic: Partnership, members: People, now: datetime) -> None:
    """A decision from before the partnership, and what they do differently since."""
    maya = members["Maya Okafor"]
    fresh = PowerMap(partnership=clinic)
    _write(fresh, "title", pulse_texts.TWO_O_CLOCK)
    power_map = power_maps.start(fresh, by=maya, now=now - 45 * DAY)
    name, question, said, groups = pulse_texts.BEFORE
    note = PowerNote(
        power_map=power_map, membership=members[name], question=PowerQuestion(question), said=said,
        language=members[name].person.language, names_groups=groups,
    )  # fmt: skip
    power_maps.say(note, now=now - 44 * DAY)
    power_maps.close(power_map, differently=pulse_texts.DIFFERENTLY, by=maya, now=now - 40 * DAY)


def _write(record: Meeting | AgendaItem | PowerMap, field: str, texts: Texts) -> None:
    for language, text in texts.items():
        set_text(record, field, language, text)
