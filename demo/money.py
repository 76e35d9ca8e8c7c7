"""Money in the demo world: rates, choices of each sort, something late, and a plan."""

from datetime import datetime, timedelta
from decimal import Decimal

from charters import planning
from charters.models import Activity
from demo.charters import People
from demo.texts import Texts
from meetings import attending, promising, settling
from meetings.models import CostKind, Meeting, MoneyTerms, Payment
from partners.models import Membership, Partnership
from translations.reading import set_text

DAY = timedelta(days=1)

HOW: Texts = {
    "en": "Priya's clinic pays. The finance office calls you once and asks how to send it.",
    "es": "Paga la clínica de Priya. La oficina de finanzas le llama una vez y le pregunta cómo "
    "enviarlo.",
    "ar": "تدفع عيادة بريا. يتصل مكتب المالية مرة واحدة ويسأل عن طريقة الإرسال.",
}
RATES: dict[str, tuple[str, Decimal]] = {
    CostKind.FEE: ("hour", Decimal(25)),
    CostKind.TRAVEL: ("up_to", Decimal(20)),
    CostKind.CARE: ("meeting", Decimal(40)),
    CostKind.DATA: ("meeting", Decimal(5)),
}
TALKS: Texts = {
    "en": "Talk with ten families in the waiting room, in three languages.",
    "es": "Conversar con diez familias en la sala de espera, en tres idiomas.",
    "ar": "الحديث مع عشر عائلات في غرفة الانتظار بثلاث لغات.",
}
LETTER: Texts = {
    "en": "Write the appointment letter anew together with patients.",
    "es": "Escribir de nuevo la carta de cita junto con pacientes.",
    "ar": "كتابة رسالة الموعد من جديد مع المرضى.",
}
TOUR: Texts = {
    "en": "Walk through the clinic with somebody who uses a wheelchair.",
    "es": "Recorrer la clínica con alguien que usa silla de ruedas.",
    "ar": "جولة في العيادة مع شخص يستخدم كرسيًا متحركًا.",
}


def build(clinic: Partnership, members: People, now: datetime) -> None:
    """Promise, pay, and be late once."""
    maya, then = members["Maya Okafor"], now - 50 * DAY
    terms = MoneyTerms(currency="USD")
    for language, text in HOW.items():
        set_text(terms, "how", language, text)
    settling.set_rates(clinic, RATES, terms, by=maya, now=then)
    meeting = clinic.meetings.standing().filter(ends_at__lt=now).get()
    there = [each.membership for each in meeting.attendances.filter(was_there=True)]
    meeting.attendances.update(was_there=None)  # it was not held yet when people chose
    _choices(members, maya, then)
    _travel_before(meeting, members)
    attending.were_there(meeting, there, now=meeting.end)
    _paid(meeting, members, now)
    _plan(members, now)


def _choices(members: People, maya: Membership, then: datetime) -> None:
    """Rosa is paid before, Samuel told Maya by phone, Carmen wants nothing."""
    rosa, samuel = members["Rosa Jiménez"], members["Samuel Brooks"]
    costs = [CostKind.FEE, CostKind.TRAVEL, CostKind.CARE]
    settling.choose(rosa, way="bank", costs=costs, is_before=True, now=then)
    settling.choose(
        samuel, way="cash", costs=[CostKind.FEE, CostKind.DATA], recorded_by=maya, now=then
    )
    settling.choose(members["ليلى حداد"], way="voucher", costs=[CostKind.FEE], now=then)
    settling.choose(members["Carmen Ortiz"], way="declined", now=then)
    for name in ("Priya Raman", "Tom Nguyen", "Grace Kim"):
        settling.choose(members[name], way="employer", now=then)


def _paid(meeting: Meeting, members: People, now: datetime) -> None:
    """Pay what was promised for a meeting; only Layla's voucher is late."""
    maya = members["Maya Okafor"]
    payments = Payment.objects.filter(meeting=meeting)
    layla = payments.filter(membership=members["ليلى حداد"])
    layla.update(due_on=(now - 2 * DAY).date())
    promising.of_meeting(meeting, now - 2 * DAY)  # and tell the facilitators on its day
    open_ones = payments.open().exclude(membership=members["ليلى حداد"])
    paid = {each.pk: each.amount for each in open_ones}
    settled = settling.settle(paid, on=(now - 4 * DAY).date(), by=maya, now=now - 4 * DAY)
    for payment in settled:
        if payment.membership_id == members["Samuel Brooks"].pk:
            settling.arrived(payment, True, recorded_by=maya, now=now - DAY)


def _travel_before(meeting: Meeting, members: People) -> None:
    """Pay Rosa's travel before the meeting, as she wished; it came to less than promised."""
    before = meeting.start - 5 * DAY
    travel = meeting.payments.open().get(kind=CostKind.TRAVEL)
    settled = settling.settle(
        {travel.pk: Decimal("12.40")}, on=before.date(), by=members["Maya Okafor"], now=before
    )
    settling.arrived(settled[0], True, now=meeting.start)


def _plan(members: People, now: datetime) -> None:
    rosa, maya, tom = (members[name] for name in ("Rosa Jiménez", "Maya Okafor", "Tom Nguyen"))
    talks = _activity(TALKS, maya, now - 20 * DAY, Decimal(300))
    planning.close(
        talks, outcome="done", told="We spoke with twelve. Nine had been sent away once.",
        language="en", spent=Decimal("265.50"), by=maya, now=now - 18 * DAY,
    )  # fmt: skip
    tour = _activity(TOUR, tom, now - 10 * DAY, Decimal(80))
    planning.close(
        tour, outcome="dropped", told="The lift was out of order. We try again in spring.",
        language="en", by=tom, now=now - 9 * DAY,
    )  # fmt: skip
    _activity(LETTER, rosa, now + 25 * DAY, Decimal(150))


def _activity(what: Texts, by: Membership, on: datetime, budget: Decimal) -> Activity:
    activity = Activity(
        partnership=by.partnership, on=on.date(), stage="preparation", currency="USD",
        budget=budget, planned_by=by, planned_at=on - 40 * DAY,
    )  # fmt: skip
    for language, text in what.items():
        set_text(activity, "what", language, text)
    activity.save()
    return activity
