"""What the demo world decides, says and reviews: a decision and an input in each state."""

from datetime import datetime, timedelta

from django.db.models import Model

from charters import balloting, closing, deciding, listening, seating
from charters.models import (
    Decision,
    Guard,
    Input,
    InputAnswer,
    Method,
    Option,
    Outcome,
    Reviewer,
    Rung,
    Seat,
    Stance,
)
from demo import decision_texts as texts
from demo.texts import Texts
from partners.models import Membership, Partnership
from translations.reading import set_text

People = dict[str, Membership]
DAY = timedelta(days=1)
WITH_A_SAY = [
    "Maya Okafor", "Rosa Jiménez", "ليلى حداد", "Samuel Brooks", "Priya Raman", "Tom Nguyen",
    "Carmen Ortiz", "Grace Kim", "David Stein",
]  # fmt: skip


def build(clinic: Partnership, members: People, now: datetime) -> None:
    """Let the clinic decide, listen and review."""
    clinic.refresh_from_db()  # its working rules are those of its charter now
    _taken_in_time(clinic, members, now)
    _taken_early(clinic, members, now)
    _open_with_an_objection(clinic, members, now)
    _open_in_secret(clinic, members, now)
    _coming(clinic, members, now)
    _over(clinic, members, now)
    _taken_back(clinic, members, now)
    _inputs(clinic, members, now)
    _seats_and_reviews(clinic, members, now)


def _words(record: Model, **fields: Texts) -> None:
    for field, by_language in fields.items():
        for language, text in by_language.items():
            set_text(record, field, language, text)


def _propose(
    clinic: Partnership, by: Membership, question: Texts, *, background: Texts | None = None,
    options: list[Texts] | None = None, opens: datetime, closes: datetime, now: datetime,
    rung: int = Rung.CO_DECIDED, is_secret: bool = False,
) -> Decision:  # fmt: skip
    decision = Decision(
        partnership=clinic, opens_at=opens, closes_at=closes, rung_claimed=rung,
        method=Method.VOTE if options else Method.CONSENT, is_secret=is_secret,
    )  # fmt: skip
    _words(decision, question=question, background=background or {})
    rows = [Option() for _text in options or []]
    for row, text in zip(rows, options or [], strict=True):
        _words(row, text=text)
    return deciding.propose(decision, options=rows, by=by, now=now)


def _say(
    decision: Decision, member: Membership, stance: str, at: datetime, reason: str = "",
    *, option: Option | None = None, recorded_by: Membership | None = None,
) -> None:  # fmt: skip
    deciding.take_position(
        decision, member, stance=stance, option=option, reason=reason,
        language=member.person.language, recorded_by=recorded_by, now=at,
    )  # fmt: skip


def _taken_in_time(clinic: Partnership, members: People, now: datetime) -> None:
    maya = members["Maya Okafor"]
    start, end = now - 40 * DAY, now - 30 * DAY
    decision = _propose(
        clinic, members["Rosa Jiménez"], texts.EVENING, background=texts.EVENING_WHY,
        options=texts.EVENING_OPTIONS, opens=start, closes=end, now=start,
    )  # fmt: skip
    tuesday, thursday = decision.options.order_by("position")
    for number, name in enumerate(WITH_A_SAY):
        option = tuesday if number in (3, 8) else thursday
        by = maya if name == "Samuel Brooks" else None
        stance = Stance.CONCERNS if name == "Priya Raman" else Stance.AGREE
        reason = "Only if the lab stays open too." if name == "Priya Raman" else ""
        at = start + 2 * DAY
        _say(decision, members[name], stance, at, reason, option=option, recorded_by=by)
    taken = closing.close(
        decision, outcome=texts.EVENING_OUTCOME, chosen=thursday,
        review_on=(now + 60 * DAY).date(), language="en", by=maya, now=end,
    )  # fmt: skip
    rungs = {"Rosa Jiménez": Rung.CO_DECIDED, "Samuel Brooks": Rung.INVOLVED,
             "Carmen Ortiz": Rung.INVOLVED}  # fmt: skip
    for name, rung in rungs.items():
        closing.answer_rung(taken.rungs.get(membership=members[name]), rung, None, end + 2 * DAY)


def _taken_early(clinic: Partnership, members: People, now: datetime) -> None:
    maya, david = members["Maya Okafor"], members["David Stein"]
    start = now - 16 * DAY
    decision = _propose(
        clinic, members["Grace Kim"], texts.GRANT, background=texts.GRANT_WHY,
        opens=start, closes=start + 10 * DAY, now=start, rung=Rung.CO_DECIDED,
    )  # fmt: skip
    _say(decision, david, Stance.OBJECT, start + DAY, "The plan does not pay for rooms after June.")
    deciding.answer_objection(
        decision.objections.get(), language="en", by=members["Grace Kim"], now=start + 2 * DAY,
        answer="The county pays until next December. I wrote that into the request.",
    )  # fmt: skip
    for name in ["Maya Okafor", "Rosa Jiménez", "Tom Nguyen", "Carmen Ortiz"]:
        _say(decision, members[name], Stance.AGREE, start + 2 * DAY)
    _say(decision, members["ليلى حداد"], Stance.MORE_TIME, start + 2 * DAY)
    why = "The county closed the list of requests that evening. There is no other this year."
    closing.close(
        decision, outcome=texts.GRANT_OUTCOME, reasons=dict.fromkeys(Guard, why), language="en",
        by=maya, now=start + 3 * DAY,
    )  # fmt: skip


def _open_with_an_objection(clinic: Partnership, members: People, now: datetime) -> None:
    start = now - 3 * DAY
    decision = _propose(
        clinic, members["Priya Raman"], texts.CASE_TALKS, background=texts.CASE_TALKS_WHY,
        opens=start, closes=now + 6 * DAY, now=start, rung=Rung.CO_DESIGNED,
    )  # fmt: skip
    _say(decision, members["Rosa Jiménez"], Stance.OBJECT, start + DAY,
         "¿Y quién cuida de que nadie cuente lo que oyó en el barrio?")  # fmt: skip
    _say(decision, members["Tom Nguyen"], Stance.MORE_TIME, start + DAY)
    _say(decision, members["Carmen Ortiz"], Stance.AGREE, start + 2 * DAY)


def _open_in_secret(clinic: Partnership, members: People, now: datetime) -> None:
    start = now - 2 * DAY
    decision = _propose(
        clinic, members["Maya Okafor"], texts.NAME, options=texts.NAME_OPTIONS,
        opens=start, closes=now + 9 * DAY, now=start, is_secret=True,
    )  # fmt: skip
    options = list(decision.options.order_by("position"))
    for number, name in enumerate(["Carmen Ortiz", "Grace Kim", "Tom Nguyen"]):
        balloting.vote(decision, members[name], options[number % 2], now=now - DAY)


def _coming(clinic: Partnership, members: People, now: datetime) -> None:
    _propose(
        clinic, members["ليلى حداد"], texts.FORMS, opens=now + 4 * DAY, closes=now + 18 * DAY,
        now=now - DAY,
    )  # fmt: skip


def _over(clinic: Partnership, members: People, now: datetime) -> None:
    start = now - 12 * DAY
    decision = _propose(
        clinic, members["Tom Nguyen"], texts.PHONE, opens=start, closes=now - DAY, now=start
    )
    for name in ["Tom Nguyen", "Rosa Jiménez", "ليلى حداد", "Priya Raman"]:
        _say(decision, members[name], Stance.AGREE, start + 3 * DAY)


def _taken_back(clinic: Partnership, members: People, now: datetime) -> None:
    start = now - 20 * DAY
    tom = members["Tom Nguyen"]
    decision = _propose(
        clinic, tom, texts.UNIFORM, opens=start, closes=start + 12 * DAY, now=start
    )  # fmt: skip
    because = "Three families said it frightens them. I will ask again with them."
    closing.drop(decision, because=because, language="en", by=tom, now=start + 4 * DAY)


def _input(
    clinic: Partnership, member: Membership, said: str, at: datetime, *,
    shown_as_group: bool = False, recorded_by: Membership | None = None,
) -> Input:  # fmt: skip
    language = member.person.language
    words = Input(
        partnership=clinic, membership=member, said=said, language=language,
        shown_as_group=shown_as_group,
    )  # fmt: skip
    return listening.say(words, recorded_by=recorded_by, now=at)


def _inputs(clinic: Partnership, members: People, now: datetime) -> None:
    maya, rosa, layla = (members[name] for name in ("Maya Okafor", "Rosa Jiménez", "ليلى حداد"))
    carmen, samuel = members["Carmen Ortiz"], members["Samuel Brooks"]

    def answer(said: Input, outcome: str, reason: Texts, at: datetime) -> InputAnswer:
        return listening.answer(said, outcome=outcome, reason=reason, saw=None, by=maya, now=at)

    said = _input(clinic, rosa, "Nadie puede venir a las dos de la tarde.", now - 30 * DAY)
    given = answer(said, Outcome.ADOPTED, texts.NOBODY_AT_TWO, now - 22 * DAY)
    listening.confirm(given, True, now=now - 21 * DAY)
    said = _input(clinic, rosa, "En la sala de espera todos oyen por qué vengo.", now - 12 * DAY)
    answer(said, Outcome.PARTLY, texts.WAITING_ROOM, now - 2 * DAY)
    said = _input(clinic, carmen, "Queremos la misma enfermera cada vez.", now - 26 * DAY,
                  shown_as_group=True)  # fmt: skip
    given = answer(said, Outcome.NOT_ADOPTED, texts.SAME_NURSE, now - 15 * DAY)
    listening.dispute(
        given, because="Dijeron que lo probarían un mes, y no pasó.", language="es",
        now=now - 13 * DAY,
    )  # fmt: skip
    said = _input(clinic, members["Priya Raman"], "We need a second blood pressure cuff.",
                  now - 20 * DAY)  # fmt: skip
    answer(said, Outcome.LATER, texts.CUFF, now - 9 * DAY)
    _input(clinic, layla, "لا أفهم الأوراق التي أوقّع عليها. هل يمكن أن تُقرأ لي؟", now - 17 * DAY)
    _input(clinic, samuel, "The 21 bus stops running at seven. How do I get home?", now - 3 * DAY,
           recorded_by=maya)  # fmt: skip


def _seats_and_reviews(clinic: Partnership, members: People, now: datetime) -> None:
    maya, rosa, carmen = (members[name] for name in ("Maya Okafor", "Rosa Jiménez", "Carmen Ortiz"))
    board = Seat(partnership=clinic, reserved_on=(now - 90 * DAY).date(), filled_by=rosa,
                 filled_on=(now - 50 * DAY).date())  # fmt: skip
    _words(board, body=texts.BOARD, support=texts.BOARD_SUPPORT)
    board.save()
    quality = Seat(partnership=clinic, reserved_on=(now - 30 * DAY).date())
    _words(quality, body=texts.QUALITY, support=texts.QUALITY_SUPPORT)
    quality.save()
    rosa_reviews = Reviewer.objects.create(
        membership=rosa, topics="Cartas y folletos que se entienden a la primera.",
        topics_language="es", languages=["es"], format="En papel, con letra grande.", a_month=2,
        recognition="Una tarjeta de compra.", is_named=True, mentor=maya,
    )  # fmt: skip
    carmen_reviews = Reviewer.objects.create(
        membership=carmen, topics="Lo que necesita quien cuida a otra persona por la noche.",
        topics_language="es", languages=["es", "en"], a_month=1,
    )  # fmt: skip
    shared = clinic.resources.available()
    guide, plan = shared.latest("pk"), shared.earliest("pk")
    done = seating.ask(
        rosa_reviews, guide, due_on=(now - 10 * DAY).date(), by=maya, now=now - 24 * DAY
    )
    seating.review(
        done, words="Falta decir qué hacer si se corta la llamada.", language="es",
        now=now - 14 * DAY,
    )  # fmt: skip
    seating.tell_what_changed(done, texts=texts.REVIEW_USED, now=now - 6 * DAY)
    seating.ask(carmen_reviews, plan, due_on=(now + 12 * DAY).date(), by=maya, now=now - DAY)
