"""What the demo world agreed: a charter in force, a memorandum to sign, a draft being talked about."""

from datetime import date, datetime, timedelta
from typing import Any

from charters import drafting, duties, opening, rules, signing
from charters.models import (
    Agreement,
    AgreementKind,
    Clause,
    Contribution,
    ContributionKind,
    Duty,
    DutyOutcome,
    Often,
    SigningMode,
    Version,
)
from partners.models import Membership, Partnership
from translations.reading import set_text

Texts = dict[str, str]
People = dict[str, Membership]

CHARTER_TITLE = {
    "en": "How we work together",
    "es": "Cómo trabajamos juntos",
    "ar": "كيف نعمل معًا",
}
CHARTER_WORDS: dict[tuple[str, int], Texts] = {
    ("purpose", 0): {
        "en": "We work together to change one thing in care: people with diabetes and low mood tell their story once, in one clinic.",
        "es": "Trabajamos juntos para cambiar una cosa en la atención: las personas con diabetes y ánimo bajo cuentan su historia una sola vez, en una sola consulta.",
        "ar": "نعمل معًا لنغيّر شيئًا واحدًا في الرعاية: من يعيش مع السكري وتعب النفس يروي قصّته مرة واحدة، في عيادة واحدة.",
    },
    ("purpose", 2): {
        "en": "These things are not part of our work: which medicine somebody takes, and who works where.",
        "es": "Estas cosas no son parte de nuestro trabajo: qué medicina toma cada persona y quién trabaja dónde.",
        "ar": "هذه الأمور ليست جزءًا من عملنا: أيّ دواء يأخذه كلّ شخص، ومن يعمل أين.",
    },
    ("links", 0): {
        "en": "Maya and Rosa carry news between us, the clinic and the neighbourhood.",
        "es": "Maya y Rosa llevan las noticias entre nosotros, la clínica y el barrio.",
        "ar": "مايا وروسا تنقلان الأخبار بيننا وبين العيادة والحيّ.",
    },
    ("links", 1): {
        "en": "If something is stuck for two weeks, we bring it to Grace.",
        "es": "Si algo está parado dos semanas, se lo llevamos a Grace.",
        "ar": "إذا توقّف أمر أسبوعين، نرفعه إلى غريس.",
    },
    ("money", 0): {
        "en": "People who give their time are paid 30 dollars an hour. Travel and child care are paid before the day.",
        "es": "A quien da su tiempo se le pagan 30 dólares por hora. El viaje y el cuidado de los niños se pagan antes del día.",
        "ar": "من يعطي وقته يُدفع له 30 دولارًا في الساعة. تُدفع تكاليف السفر ورعاية الأطفال قبل الموعد.",
    },
    ("harm", 0): {
        "en": "We may disagree. First we listen to each other. If that is not enough, we ask the community mediator at the library.",
        "es": "Podemos no estar de acuerdo. Primero nos escuchamos. Si no basta, pedimos ayuda a la mediadora de la biblioteca.",
        "ar": "قد نختلف. نستمع أولًا بعضنا إلى بعض. وإذا لم يكفِ ذلك، نسأل الوسيطة في المكتبة.",
    },
    ("success", 0): {
        "en": "We will know that it worked when nobody has to tell their story twice on the same day.",
        "es": "Sabremos que funcionó cuando nadie tenga que contar su historia dos veces el mismo día.",
        "ar": "سنعرف أنّنا نجحنا حين لا يُضطرّ أحد إلى رواية قصّته مرتين في اليوم نفسه.",
    },
}
MEMORANDUM_TITLE = {
    "en": "With Riverside Hospital",
    "es": "Con el hospital Riverside",
    "ar": "مع مستشفى ريفرسايد",
}
MEMORANDUM_WORDS: dict[tuple[str, int], Texts] = {
    ("purpose", 0): {
        "en": "We, the parties, want to run one shared clinic, one afternoon a week.",
        "es": "Nosotros, las partes, queremos llevar una consulta compartida, una tarde por semana.",
        "ar": "نحن، الأطراف، نريد أن ندير عيادة مشتركة واحدة، بعد ظهر يوم واحد كلّ أسبوع.",
    },
    ("money", 0): {
        "en": "The hospital gives the rooms and a nurse. The partnership gives interpreters. Everyone can see the numbers.",
        "es": "El hospital pone las salas y una enfermera. El grupo pone los intérpretes. Todas las personas pueden ver los números.",
        "ar": "يقدّم المستشفى الغرف وممرضة. وتقدّم الشراكة المترجمين. ويمكن للجميع رؤية الأرقام.",
    },
    ("money", 1): {
        "en": "Members of the community are paid for their time, by the hospital.",
        "es": "A las personas de la comunidad se les paga su tiempo. Paga el hospital.",
        "ar": "يُدفع لأفراد المجتمع مقابل وقتهم، ويدفع المستشفى.",
    },
    ("success", 0): {
        "en": "We will know that it worked when the clinic is full and the waiting room is calm.",
        "es": "Sabremos que funcionó cuando la consulta esté llena y la sala de espera, tranquila.",
        "ar": "سنعرف أنّنا نجحنا حين تمتلئ العيادة وتهدأ غرفة الانتظار.",
    },
}
DRAFT_TITLE = {
    "en": "Our charter for coming home",
    "es": "Nuestra carta para volver a casa",
    "ar": "ميثاقنا للعودة إلى البيت",
}
MINUTES = {
    "en": "Send the notes of each meeting, in three languages",
    "es": "Enviar las notas de cada reunión, en tres lenguas",
    "ar": "إرسال ملاحظات كلّ لقاء، بثلاث لغات",
}
ROOM = {
    "en": "Find a room on an evening, near a bus stop",
    "es": "Encontrar una sala por la tarde, cerca de una parada de autobús",
    "ar": "إيجاد قاعة مساءً، قرب موقف حافلات",
}
NURSE = {
    "en": "Name the nurse who will work in the shared clinic",
    "es": "Nombrar a la enfermera que trabajará en la consulta compartida",
    "ar": "تسمية الممرضة التي ستعمل في العيادة المشتركة",
}
RULES = {
    "reading_days": 7,
    "reminder_leads": ["P7D", "P1D", "PT2H"],
    "feedback_days": 14,
    "lived_experience_quorum": 2,
    "relational_minutes": 15,
    "decision_method": "consent",
    "secret_ballots_allowed": True,
}


def build(
    clinic: Partnership, members: People, home: Partnership, others: People, now: datetime
) -> None:
    """Agree on what the demo shows: long ago, lately, and not yet."""
    _charter(clinic, members, now - timedelta(days=48), now)
    _memorandum(clinic, members, now - timedelta(days=2))
    _draft(home, others, now - timedelta(days=3))


def _start(
    partnership: Partnership, kind: str, title: Texts, words: dict[tuple[str, int], Texts],
    by: Membership, then: datetime, **fields: object,
) -> Agreement:  # fmt: skip
    agreement = Agreement(partnership=partnership, kind=kind, **fields)
    for code, text in title.items():
        set_text(agreement, "title", code, text)
    drafting.start(agreement, from_template=True, by=by, now=then)
    clauses = Clause.objects.filter(section__agreement=agreement).select_related("section")
    for clause in clauses:
        for code, text in words.get((clause.section.key, clause.position), {}).items():
            set_text(clause, "text", code, text)
        clause.save()
    return agreement


def _duty(
    agreement: Agreement, holder: Membership, what: Texts, first_on: date, **fields: object
) -> Duty:
    duty = Duty(agreement=agreement, holder=holder, first_on=first_on, **fields)
    for code, text in what.items():
        set_text(duty, "what", code, text)
    duty.save()
    return duty


def _hear(agreement: Agreement, by: Membership, then: datetime) -> None:
    """Groups that said nothing have nothing to add."""
    for section, groups in drafting.unheard(agreement).items():
        for group in groups:
            drafting.decline([section], group, by=by, now=then)


def _say(
    agreement: Agreement, key: str, who: Membership, kind: str, text: str, then: datetime
) -> Contribution:
    section = agreement.sections.get(key=key)
    clause = (
        section.clauses.order_by("position").first() if kind == ContributionKind.WORDS else None
    )
    return drafting.contribute(
        section, who, kind=kind, text=text, language=who.person.language, clause=clause, now=then
    )


def _sign(version: Version, who: Membership, then: datetime, **how: Any) -> None:
    given: dict[str, Any] = {
        "is_signed": True,
        "understood": True,
        "language": who.person.language,
        **how,
    }
    signing.answer(version, who, now=then, **given)


def _charter(clinic: Partnership, members: People, then: datetime, now: datetime) -> None:
    maya, rosa, layla, samuel = (
        members[name] for name in ("Maya Okafor", "Rosa Jiménez", "ليلى حداد", "Samuel Brooks")
    )
    agreement = _start(
        clinic, AgreementKind.CHARTER, CHARTER_TITLE, CHARTER_WORDS, maya, then,
        needs_all=False, needed_signatures=6, needed_lived_experience=3,
    )  # fmt: skip
    rules.set_terms(agreement, RULES, RULES)
    said = _say(
        agreement, "money", rosa, ContributionKind.COMMENT,
        "El cuidado de los niños también cuesta. Tiene que estar aquí.", then,
    )  # fmt: skip
    drafting.answer(
        said, text="Yes. We added it to the first sentence.", take_up=True, by=maya, now=then
    )
    _say(
        agreement,
        "working",
        layla,
        ContributionKind.QUESTION,
        "هل نحصل على الترجمة قبل اللقاء؟",
        then,
    )
    grace, tom = members["Grace Kim"], members["Tom Nguyen"]
    _duty(
        agreement,
        maya,
        MINUTES,
        (then + timedelta(days=14)).date(),
        deputy=tom,
        often=Often.MONTHLY,
    )
    _duty(agreement, grace, ROOM, (then + timedelta(days=20)).date(), deputy=maya)
    _hear(agreement, maya, then)
    version = opening.open_for_signing(agreement, by=maya, now=then)
    for name in ("Maya Okafor", "Rosa Jiménez", "Grace Kim", "Tom Nguyen", "Priya Raman"):
        _sign(version, members[name], then + timedelta(days=1))
    _sign(version, layla, then + timedelta(days=2), mode=SigningMode.READ_ALOUD,
          witness="أمل ناصر", recorded_by=maya)  # fmt: skip
    _sign(version, samuel, then + timedelta(days=2), mode=SigningMode.PHONE, recorded_by=maya)
    _sign(version, members["David Stein"], then + timedelta(days=3), is_signed=False, understood=None,
          because="I need our lawyer to read the part about money first.")  # fmt: skip
    _outcomes(agreement, maya, grace, now)


def _outcomes(agreement: Agreement, maya: Membership, grace: Membership, now: datetime) -> None:
    """What became of the first promises, the leader's as plain as the facilitator's."""
    past = duties.dates_of(agreement).filter(due_on__lt=now.date()).order_by("due_on")
    for each in past:
        if each.duty.holder_id == maya.pk:
            duties.record(each, outcome=DutyOutcome.KEPT, by=maya, now=now)
        else:
            duties.record(
                each, outcome=DutyOutcome.MOVED, language="en", by=grace, now=now,
                because="The library was closed. A new room is promised.",
                moved_to=(now + timedelta(days=10)).date(),
            )  # fmt: skip


def _memorandum(clinic: Partnership, members: People, then: datetime) -> None:
    maya, grace = members["Maya Okafor"], members["Grace Kim"]
    agreement = _start(
        clinic, AgreementKind.MEMORANDUM, MEMORANDUM_TITLE, MEMORANDUM_WORDS, maya, then,
        starts_on=then.date(), ends_on=(then + timedelta(days=365)).date(),
    )  # fmt: skip
    hospital = agreement.parties.create(name="Riverside Hospital", represented_by=grace)
    agreement.parties.create(name=str(clinic.name), represented_by=maya)
    _duty(agreement, grace, NURSE, (then + timedelta(days=30)).date(), party=hospital)
    _hear(agreement, maya, then)
    version = opening.open_for_signing(agreement, by=maya, now=then)
    for name in ("Maya Okafor", "Tom Nguyen"):
        _sign(version, members[name], then)


def _draft(home: Partnership, others: People, then: datetime) -> None:
    omar, elena, joan = (others[name] for name in ("عمر خليل", "Elena Ruiz", "Joan Clarke"))
    agreement = _start(home, AgreementKind.CHARTER, DRAFT_TITLE, {}, omar, then)
    _say(agreement, "purpose", joan, ContributionKind.WORDS,
         "We want nobody to come home to an empty fridge and no plan.", then)  # fmt: skip
    _say(agreement, "working", elena, ContributionKind.COMMENT,
         "Sin subtítulos no puedo seguir. Que esto quede escrito.", then)  # fmt: skip
    _say(agreement, "deciding", joan, ContributionKind.QUESTION,
         "What happens if I am ill on the day we decide?", then)  # fmt: skip
