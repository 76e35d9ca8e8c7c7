"""What the many people of the large partnership answer, give and learn: so that figures show."""

from datetime import datetime, timedelta

from meetings.models import AgendaItem, ItemKind, Meeting
from partners.models import Audience, GoalAction, LearningGoal, Membership, Partnership
from partners.roles import POWER_HOLDING
from partners.vault import seal
from reflections.models import (
    Agrees,
    BenefitWish,
    Checkpoint,
    Choice,
    Direction,
    Exchange,
    ExchangeKind,
    Given,
    PracticeChange,
    Principle,
    Pulse,
    PulseReply,
    Reflected,
    Statement,
)
from reflections.pulsing import COMES_AFTER, STAYS_OPEN
from translations.reading import set_text

DAY = timedelta(days=1)
YES, PARTLY, NO = Agrees.YES, Agrees.PARTLY, Agrees.NO
ANSWERS = [YES, YES, NO, YES, PARTLY, YES, YES, NO, YES, PARTLY]
TO_REFLECT = {"en": "What did we not say?", "es": "¿Qué no dijimos?", "ar": "ما الذي لم نقله؟"}
ASKS = {
    "en": "Who has an hour to read my letter with me?",
    "es": "¿Quién tiene una hora para leer mi carta conmigo?",
    "ar": "من لديه ساعة ليقرأ معي رسالتي؟",
}
GOALS = {
    "en": "To speak in front of a group",
    "es": "Hablar ante un grupo",
    "ar": "أن أتكلم أمام مجموعة",
}
COURSE = {
    "en": "An afternoon of practice, with lunch",
    "es": "Una tarde de práctica, con almuerzo",
    "ar": "عصرية تدريب مع غداء",
}
CHANGES = [
    ({"en": "We begin with who could not come", "es": "Empezamos por quienes no pudieron venir",
      "ar": "نبدأ بمن لم يستطع الحضور"}, 60, True),
    ({"en": "No decision in the last minutes", "es": "Ninguna decisión en los últimos minutos",
      "ar": "لا قرار في الدقائق الأخيرة"}, 45, True),
    ({"en": "The chair speaks last", "es": "Quien modera habla al final",
      "ar": "من يدير اللقاء يتكلم أخيرًا"}, 20, False),
]  # fmt: skip


def after(meeting: Meeting, members: list[Membership], back: int) -> None:
    """Let people say how a meeting was, whether its time was kept, and who reflected before it."""
    opens_at = meeting.end + COMES_AFTER
    pulse = Pulse.objects.create(
        partnership=meeting.partnership, meeting=meeting, asked=len(members),
        opens_at=opens_at, closes_at=opens_at + STAYS_OPEN,
    )  # fmt: skip
    replies = len(members) - back // 10
    PulseReply.objects.bulk_create(
        PulseReply(
            pulse=pulse,
            **{
                statement: ANSWERS[(number + 3 * place) % len(ANSWERS)]
                for place, statement in enumerate(Statement.values)
            },
        )
        for number in range(replies)
    )
    Reflected.objects.bulk_create(
        Reflected(meeting=meeting, membership=member, prompt="power", is_done=number % 3 != 1)
        for number, member in enumerate(members)
        if member.group in POWER_HOLDING
    )
    for kind, minutes in [(ItemKind.RELATE, 10), (ItemKind.REFLECT, 10 - back // 25)]:
        item = AgendaItem(
            meeting=meeting, kind=kind, minutes=10, proposed_by=meeting.created_by,
            was_kept=True, held_minutes=minutes, kept_recorded_by=meeting.created_by,
            kept_recorded_at=meeting.end,
        )  # fmt: skip
        for language, text in TO_REFLECT.items():
            set_text(item, "title", language, text)
        item.save()


def in_between(partnership: Partnership, members: list[Membership], now: datetime) -> None:
    """Let people give and take, be asked whether it fits, and learn."""
    maya = next(member for member in members if member.group == "facilitator")
    for number, member in enumerate(members):
        at = now - (50 + number % 20) * DAY
        _give_and_take(member, maya if number else members[-1], number, at)
        _stop_to_think(member, number, at)
        if number % 3:
            _learn(member, maya, number, now - 80 * DAY)
    for number, (what, due, is_done) in enumerate(CHANGES):
        owner = members[3 * number]
        change = PracticeChange(
            partnership=partnership, owner=owner, agreed_by=owner, agreed_at=now - 90 * DAY,
            due_on=(now - due * DAY).date(), outcome="done" if is_done else "",
            ended_at=now - due * DAY if is_done else None,
        )  # fmt: skip
        for language, text in what.items():
            set_text(change, "what", language, text)
        change.save()


def _give_and_take(member: Membership, giver: Membership, number: int, at: datetime) -> None:
    """Somebody asks; most get a yes, and of these most say that it helped."""
    BenefitWish.objects.create(membership=member, counts_me=number % 9 != 8, said_at=at)
    language = member.person.language
    ask = Exchange.objects.create(
        partnership=member.partnership, membership=member, group=member.group,
        direction=Direction.ASK, kind=ExchangeKind.TIME, principles=[Principle.RECIPROCITY],
        said=ASKS[language], language=language, said_at=at,
    )  # fmt: skip
    if number % 3 == 0 or giver == member:
        return
    Given.objects.create(
        partnership=member.partnership, exchange=ask, giver=giver, receiver=member,
        taken_up_at=at + 2 * DAY, given_at=at + 4 * DAY, confirmed_at=at + 5 * DAY,
        helped=number % 8 != 1,
    )  # fmt: skip


def _stop_to_think(member: Membership, number: int, at: datetime) -> None:
    """Two in three are asked whether it still fits; some do not answer."""
    if number % 3 == 2:
        return
    choice = [Choice.CONTINUE, Choice.NOT_NOW, Choice.CONTINUE, ""][number % 4]
    said = {"choice": choice, "chosen_at": at + DAY} if choice else {}
    Checkpoint.objects.create(membership=member, opened_at=at, **said)


def _learn(member: Membership, maya: Membership, number: int, at: datetime) -> None:
    """A wish that is shown; for half of them something was done."""
    language = member.person.language
    goal = LearningGoal(
        membership=member, language=language, visible_to=Audience.PARTNERSHIP, written_at=at
    )
    goal.sealed = seal(member.person, GOALS[language], goal.bound_to)
    goal.save()
    if number % 2:
        return
    action = GoalAction(
        goal=goal, language=language, done_on=(at + 20 * DAY).date(), recorded_by=maya,
        recorded_at=at + 21 * DAY, is_right=True, answered_at=at + 22 * DAY,
    )  # fmt: skip
    action.sealed = seal(member.person, COURSE[language], action.bound_to)
    action.save()
