"""A large partnership, a leader, and the months that were published: so that figures show."""

from datetime import datetime, timedelta

from django.db.models import Model

from charters.models import Decision, Guard, Method, Rung, RungExperienced
from dashboards import months, snapshots
from demo import many
from demo.texts import LARGE_MEETING, LARGE_NAME, LARGE_PURPOSE, LARGE_QUESTION, Texts
from meetings.models import Arrangement, ArrangementState, Attendance, Meeting
from partners import starting
from partners.models import (
    Membership,
    NeedKind,
    Partnership,
    Person,
    Programme,
    SupportNeed,
    WorkingRules,
)
from partners.roles import LIVED_EXPERIENCE, Group, Role
from translations.reading import set_text

DAY = timedelta(days=1)
BEGAN = 130 * DAY  # ago
LEADER = "Ruth Adeyemi"
# Nobody of them has an address: the demo writes to none of them.
NAMES = {
    "en": [
        "Ada Young", "Ben Carter", "Chloe Reed", "Dan Fisher", "Ella Gray", "Frank Moss",
        "Gina Holt", "Harry Dean", "Iris Lane", "Jack Nash", "Kate Burns", "Leo Marsh",
    ],
    "es": [
        "Ana Vega", "Bruno Salas", "Clara Ríos", "Diego Luna", "Elisa Mora", "Félix Soto",
        "Gloria Paz", "Hugo Rey", "Inés Cano", "Julio Vera", "Lidia Sanz", "Mario Peña",
    ],
    "ar": [
        "أحمد صالح", "بسمة نور", "تامر عيسى", "جميلة سعيد", "حسن مراد", "دعاء كريم",
        "رامي فارس", "سلمى داود", "طارق يوسف", "عبير حسين", "فادي منصور", "هدى سليم",
    ],
}  # fmt: skip
GROUPS = [
    Group.PATIENT, Group.STAFF, Group.FAMILY, Group.PROVIDER, Group.PATIENT, Group.PROVIDER,
    Group.FAMILY, Group.STAFF, Group.PATIENT, Group.QUALITY, Group.FAMILY, Group.PAYER,
]  # fmt: skip


def build(programme: Programme, now: datetime) -> None:
    """Let a large partnership live for some months, name a leader, and publish the months."""
    large = _partnership(programme, now)
    members = _people(large, now)
    for back in (100, 70, 40):
        meeting = _meeting(large, members, now - back * DAY, back)
        many.after(meeting, members, back)
        _decision(large, members, now - back * DAY + DAY, back)
    many.in_between(large, members, now)
    starting.name_leader(programme, Person(name=LEADER, email="ruth@demo.test", language="en"))
    programme.partnerships.update(created_at=now - BEGAN)
    newest = months.last_whole(now)
    for month in months.between(months.month_of(now - BEGAN), newest):
        snapshots.publish(programme.pk, month, now)


def _write(record: Model, **fields: Texts) -> None:
    for field, by_language in fields.items():
        for language, text in by_language.items():
            set_text(record, field, language, text)


def _partnership(programme: Programme, now: datetime) -> Partnership:
    partnership = Partnership(
        programme=programme, slug="breathe-easy", stage="implementation",
        timezone="Europe/Madrid", languages=["en", "es", "ar"],
    )  # fmt: skip
    _write(partnership, name=LARGE_NAME, purpose=LARGE_PURPOSE)
    partnership.save()
    WorkingRules.objects.create(partnership=partnership)
    return partnership


def _people(partnership: Partnership, now: datetime) -> list[Membership]:
    members = []
    for language, names in NAMES.items():
        for number, (name, group) in enumerate(zip(names, GROUPS, strict=True)):
            person = Person.objects.create(name=name, language=language, timezone="Europe/Madrid")
            first = language == "en" and number == 1
            members.append(
                Membership.objects.create(
                    partnership=partnership,
                    person=person,
                    group=Group.FACILITATOR if first else group,
                    role=Role.FACILITATOR if first else Role.PARTNER,
                    joined_at=now - BEGAN,
                )
            )
    return members


def _meeting(
    partnership: Partnership, members: list[Membership], at: datetime, back: int
) -> Meeting:
    """Hold a meeting; most people found the support they needed, more of them each time."""
    facilitator = next(each for each in members if each.role == Role.FACILITATOR)
    meeting = Meeting(
        partnership=partnership, timezone=partnership.timezone, created_by=facilitator,
        chair=members[back % 3],
    )  # fmt: skip
    _write(meeting, title=LARGE_MEETING)
    meeting.set_wall_time(at.date(), at.time().replace(hour=17, minute=0, second=0, microsecond=0))
    meeting.save()
    for number, member in enumerate(members):
        Attendance.objects.create(meeting=meeting, membership=member, was_there=True)
        need, _new = SupportNeed.objects.get_or_create(
            membership=member, kind=NeedKind.TRANSPORT if number % 2 else NeedKind.INTERPRETER
        )
        Arrangement.objects.create(
            meeting=meeting, need=need, state=ArrangementState.ARRANGED, asked_at=meeting.ends_at,
            was_there=number % 10 >= back // 20, answered_at=meeting.ends_at,
        )  # fmt: skip
    return meeting


def _decision(partnership: Partnership, members: list[Membership], at: datetime, back: int) -> None:
    """Take a decision, and let people with lived experience say how far it was shared."""
    facilitator = next(each for each in members if each.role == Role.FACILITATOR)
    is_early = back == 100
    why = "The school closed for the summer that day." if is_early else ""
    kept = {f"{guard}_kept": not is_early for guard in Guard}
    decision = Decision(
        partnership=partnership, method=Method.CONSENT, proposed_by=facilitator,
        proposed_at=at - 15 * DAY, opens_at=at - 15 * DAY, closes_at=at,
        rung_claimed=Rung.CO_DECIDED, decided_at=at, decided_by=facilitator,
        override_language="en" if is_early else "",
        **kept, **{f"{guard}_override": why for guard in Guard},
    )  # fmt: skip
    _write(decision, question=LARGE_QUESTION)
    decision.save()
    lived = [member for member in members if member.group in LIVED_EXPERIENCE]
    for number, member in enumerate(lived):
        rung = [Rung.INVOLVED, Rung.CO_DESIGNED, Rung.CO_DESIGNED, None][number % 4]
        RungExperienced.objects.create(
            decision=decision, membership=member, rung=rung, answered_at=at + DAY if rung else None
        )
