"""What is in the way in the demo world: at each level, in three languages, in each state."""

from datetime import datetime, timedelta
from typing import Any

from demo.charters import People
from demo.texts import Texts
from partners.models import Membership, Partnership
from reflections import barrier_actions, barrier_asking, barriers
from reflections.catalogue import CATALOGUE
from reflections.models import Barrier, BarrierAction, IsBetter, Money, Outlook, Severity
from translations.reading import set_text

DAY = timedelta(days=1)

INTERPRETERS: Texts = {
    "en": "Sign one contract for interpreters, for every meeting of the year.",
    "es": "Firmar un solo contrato de intérpretes para todas las reuniones del año.",
    "ar": "توقيع عقد واحد للمترجمين يشمل كل لقاءات السنة.",
}
COVER: Texts = {
    "en": "Pay for somebody who covers the Thursday clinic, two hours a week.",
    "es": "Pagar a alguien que cubra la consulta de los jueves, dos horas por semana.",
    "ar": "دفع أجر من يغطي عيادة الخميس ساعتين في الأسبوع.",
}
TAXIS: Texts = {
    "en": "Order taxis for whoever has no bus home, paid in advance.",
    "es": "Pedir taxis, ya pagados, para quien no tiene autobús de vuelta.",
    "ar": "طلب سيارات أجرة مدفوعة مسبقًا لمن لا يجد حافلة للعودة.",
}
TAXIS_HEARD: Texts = {
    "en": "Everyone got home at the last two meetings. Two of us said the driver could not find "
    "the side door; we put the address on the paper.",
    "es": "En las dos últimas reuniones todos llegamos a casa. A veces el chofer no encontraba la "
    "puerta lateral; pusimos la dirección en la hoja.",
    "ar": "عاد الجميع إلى بيوتهم بعد اللقاءين الأخيرين. أحيانًا لم يجد السائق الباب الجانبي، "
    "فكتبنا العنوان على الورقة.",
}
INTERESTS: Texts = {
    "en": "Draw a map with all groups: who needs what from a visit, and why.",
    "es": "Dibujar con todos un mapa: quién necesita qué de una visita, y por qué.",
}
WHOM_TO_CALL: Texts = {
    "en": "Put one phone number and a name on every appointment letter.",
    "es": "Poner un solo teléfono y un nombre en cada carta de cita.",
    "ar": "كتابة رقم هاتف واحد واسم في كل رسالة موعد.",
}
WARD: Texts = {
    "en": "Say before each ward meeting which points families decide on.",
    "es": "Decir antes de cada reunión qué puntos deciden las familias.",
    "ar": "القول قبل كل لقاء في القسم أي النقاط تقررها العائلات.",
}
WARD_HEARD: Texts = {
    "en": "Families say that they knew beforehand what was theirs to decide.",
    "es": "Las familias dicen que sabían de antemano qué les tocaba decidir.",
    "ar": "تقول العائلات إنها كانت تعرف مسبقًا ما يعود إليها قراره.",
}


def build(
    clinic: Partnership, members: People, home: Partnership, others: People, now: datetime
) -> None:
    """Let both partnerships say what is in the way, and do something about most of it."""
    _a_leaders_day_has_passed(members, now)
    _in_work_with_money(members, now)
    _better(members, now)
    _only_reported(members, now)
    _owner_asked(members, now)
    _people_are_being_asked(members, now)
    _opened_again(others, now)


def _report(
    member: Membership, code: str, said: str, affected: list[str], severity: str, outlook: str,
    *, at: datetime, level: str = "", recorded_by: Membership | None = None, **more: Any,
) -> Barrier:  # fmt: skip
    barrier = Barrier(
        partnership=member.partnership, membership=member, code=code,
        level=CATALOGUE[code].level if code else level, said=said,
        language=member.person.language, affected=affected, severity=severity, outlook=outlook,
        **more,
    )  # fmt: skip
    return barriers.report(barrier, recorded_by=recorded_by, now=at)


def _agree(
    barrier: Barrier, what: Texts, owner: Membership, *, by: Membership, days: int, at: datetime,
    takes_on: bool = True, **money: Any,
) -> BarrierAction:  # fmt: skip
    action = BarrierAction(owner=owner, due_on=(at + days * DAY).date(), **money)
    for language, text in what.items():
        set_text(action, "what", language, text)
    barrier.refresh_from_db()
    barrier_actions.agree(barrier, action, saw=barrier.action_id, by=by, now=at)
    if takes_on and owner != by:
        barrier_actions.accept(action, now=at + DAY)
    return action


def _a_leaders_day_has_passed(members: People, now: datetime) -> None:
    barrier = _report(
        members["ليلى حداد"], "infrastructure",
        "في اللقاءين الأخيرين لم تحضر مترجمة، فتكلمت ابنتي بدلًا مني.",
        ["patient", "family"], Severity.KEEPS_OUT, Outlook.WORSE, at=now - 38 * DAY,
    )  # fmt: skip
    _agree(
        barrier, INTERPRETERS, members["Grace Kim"], by=members["Maya Okafor"], days=25,
        at=now - 34 * DAY, money=Money.NOT_FOUND, amount=4800, currency="USD",
        budget_line="Twelve meetings, Arabic and Spanish", budget_language="en",
    )  # fmt: skip


def _in_work_with_money(members: People, now: datetime) -> None:
    david = members["David Stein"]
    barrier = _report(
        members["Priya Raman"], "time", "On Thursdays nobody covers my clinic, so I come late.",
        ["provider", "staff"], Severity.SLOWS, Outlook.SAME, at=now - 30 * DAY,
    )  # fmt: skip
    action = _agree(
        barrier, COVER, david, by=members["Maya Okafor"], days=20, at=now - 26 * DAY,
        money=Money.FOUND, amount=6000, currency="USD", held_by="County health plan",
        budget_line="Cover on Thursdays, until June", budget_language="en",
    )  # fmt: skip
    barrier_actions.move(
        action, to=(now + 16 * DAY).date(), because="The county board meets two weeks later.",
        language="en", by=david, now=now - 10 * DAY,
    )  # fmt: skip
    barrier_actions.say(action, "on_it", now=now - 2 * DAY)


def _better(members: People, now: datetime) -> None:
    maya, samuel = members["Maya Okafor"], members["Samuel Brooks"]
    barrier = _report(
        samuel, "circumstances", "After seven there is no bus home. I leave before the end.",
        ["patient", "family"], Severity.KEEPS_OUT, Outlook.SAME, at=now - 50 * DAY,
        recorded_by=maya,
    )  # fmt: skip
    barriers.confirm_recording(barrier, True, now=now - 49 * DAY)
    action = _agree(barrier, TAXIS, members["Tom Nguyen"], by=maya, days=15, at=now - 46 * DAY)
    barrier_actions.finish(
        action, words="The taxi firm knows the way. The clinic pays at the end of the month.",
        language="en", now=now - 36 * DAY,
    )  # fmt: skip
    asking = barrier_asking.ask(barrier, now=now - 33 * DAY)
    for name in ["Rosa Jiménez", "ليلى حداد", "Samuel Brooks", "Carmen Ortiz"]:
        row = asking.answers.get(membership=members[name])
        by = maya if name == "Samuel Brooks" else None
        barrier_asking.answer(row, IsBetter.BETTER, recorded_by=by, now=now - 31 * DAY)
    barrier_asking.close(barrier, outcome="better", told=TAXIS_HEARD, by=maya, now=now - 20 * DAY)


def _only_reported(members: People, now: datetime) -> None:
    _report(
        members["Carmen Ortiz"], "advocacy",
        "Cuando hablan de indicadores y porcentajes ya no sé qué decir.",
        ["patient", "family"], Severity.KEEPS_OUT, Outlook.SAME, at=now - 3 * DAY,
        shown_as_group=True,
    )  # fmt: skip


def _owner_asked(members: People, now: datetime) -> None:
    barrier = _report(
        members["David Stein"], "interests",
        "We pay for each visit. Families want fewer visits that are longer.",
        ["patient", "family", "payer"], Severity.SLOWS, Outlook.WORSE, at=now - 8 * DAY,
    )  # fmt: skip
    _agree(
        barrier, INTERESTS, members["Priya Raman"], by=members["Maya Okafor"], days=24,
        at=now - 2 * DAY, takes_on=False,
    )  # fmt: skip


def _people_are_being_asked(members: People, now: datetime) -> None:
    tom = members["Tom Nguyen"]
    barrier = _report(
        members["Rosa Jiménez"], "", "Nadie sabe a quién llamar cuando cambian una cita.",
        ["patient", "family", "staff"], Severity.SLOWS, Outlook.SAME, level="community",
        at=now - 28 * DAY,
    )  # fmt: skip
    action = _agree(
        barrier, WHOM_TO_CALL, tom, by=members["Maya Okafor"], days=18, at=now - 24 * DAY
    )
    barrier_actions.finish(action, now=now - 6 * DAY)
    barrier_asking.ask(barrier, now=now - 3 * DAY)


def _opened_again(others: People, now: datetime) -> None:
    omar = others["عمر خليل"]
    barrier = _report(
        others["Elena Ruiz"], "sharing", "Nos preguntan, y luego ya está todo decidido.",
        ["patient", "family"], Severity.STOPS, Outlook.WORSE, at=now - 45 * DAY,
    )  # fmt: skip
    action = _agree(barrier, WARD, others["Peter Hall"], by=omar, days=10, at=now - 42 * DAY)
    barrier_actions.finish(action, now=now - 33 * DAY)
    asking = barrier_asking.ask(barrier, now=now - 30 * DAY)
    for row in asking.answers.all():
        barrier_asking.answer(row, IsBetter.BETTER, now=now - 29 * DAY)
    barrier_asking.close(barrier, outcome="better", told=WARD_HEARD, by=omar, now=now - 18 * DAY)
    barrier_asking.say_not_better(
        barrier, others["Joan Clarke"], language="en", now=now - 5 * DAY,
        said="Last week the plan for my husband was finished before we came in.",
    )  # fmt: skip
