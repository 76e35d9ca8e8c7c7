"""What the demo's people think about together, share with each other, and do differently."""

from datetime import datetime, timedelta
from uuid import uuid4

from demo.charters import People
from demo.texts import Texts
from meetings import protecting
from meetings.models import ItemKind, Meeting
from partners.models import Membership, Partnership
from reflections import asking, changing, prompting, sharing
from reflections.models import ChangeOutcome, Lens, PracticeChange, Prompt, Reflected
from translations.reading import set_text

DAY = timedelta(days=1)

BY_BUS: Texts = {
    "en": "What is the first visit like for somebody who comes by bus, after a night shift?",
    "es": "¿Cómo es la primera visita para alguien que llega en autobús después de un turno de noche?",
    "ar": "كيف تكون الزيارة الأولى لمن يصل بالحافلة بعد مناوبة ليلية؟",
}
WHEN_TIRED: Texts = {
    "en": "When one of us is tired, how do the others notice?",
    "es": "Cuando alguien de nosotros está cansado, ¿cómo lo notan los demás?",
    "ar": "حين يتعب أحد منا، كيف يلاحظ الآخرون ذلك؟",
}
SPEAKS_LAST: Texts = {
    "en": "Whoever leads the meeting speaks last.",
    "es": "Quien dirige la reunión habla al final.",
    "ar": "من يدير اللقاء يتكلم في الآخر.",
}
NO_SHORT_WORDS: Texts = {
    "en": "We say words in full. No letters that only clinic people know.",
    "es": "Decimos las palabras enteras. Nada de siglas que solo conoce la clínica.",
    "ar": "نقول الكلمات كاملة، من دون اختصارات لا يعرفها إلا العاملون في العيادة.",
}
CALL_SAMUEL: Texts = {
    "en": "Whoever joins by phone is asked first.",
    "es": "A quien participa por teléfono se le pregunta primero.",
    "ar": "من ينضم عبر الهاتف يُسأل أولًا.",
}
AT_THE_HOSPITAL: Texts = {
    "en": "Every second meeting is in the hospital.",
    "es": "Una de cada dos reuniones es en el hospital.",
    "ar": "لقاء من كل لقاءين يكون في المستشفى.",
}
ASK_AT_HOME: Texts = {
    "en": "We ask at home, not in the ward.",
    "es": "Preguntamos en casa, no en la planta.",
    "ar": "نسأل في البيت، لا في القسم.",
}


def build(
    clinic: Partnership, members: People, home: Partnership, others: People, now: datetime
) -> None:
    """Let both partnerships reflect."""
    _questions(clinic, members["Maya Okafor"], now)
    _time_kept(clinic, members["Maya Okafor"], now)
    _asked_first(members, now)
    _changes(clinic, members, now)
    _change(home, others["Peter Hall"], ASK_AT_HOME, now + 20 * DAY, now)
    _passages(members, now)


def _questions(clinic: Partnership, maya: Membership, now: datetime) -> None:
    for lens, texts in [(Lens.SETTING, BY_BUS), (Lens.BETWEEN, WHEN_TIRED)]:
        prompt = Prompt(partnership=clinic, lens=lens, written_by=maya)
        for code, text in texts.items():
            set_text(prompt, "text", code, text)
        prompting.add(prompt, now=now - 20 * DAY)


def _past_meeting(clinic: Partnership, now: datetime) -> Meeting:
    return clinic.meetings.past(now).filter(cancelled_at=None).earliest("starts_at")


def _time_kept(clinic: Partnership, maya: Membership, now: datetime) -> None:
    """They took the time to relate; the time to reflect was used up by something else."""
    meeting = _past_meeting(clinic, now)
    held = {ItemKind.RELATE: (True, 12), ItemKind.REFLECT: (False, 4)}
    kept = [
        protecting.Kept(item, *held[ItemKind(item.kind)]) for item in meeting.agenda.protected()
    ]
    protecting.record(meeting, kept, by=maya, now=now)


def _asked_first(members: People, now: datetime) -> None:
    asking.choose(members["ليلى حداد"], wants=True)
    for meeting_id in asking.out_of_step(now):
        asking.prepare(meeting_id, now)
    for row in Reflected.objects.filter(membership=members["Priya Raman"]):
        asking.tick(row, True, now=now)


def _change(
    partnership: Partnership, owner: Membership, what: Texts, due: datetime, then: datetime,
    *, meeting: Meeting | None = None,
) -> PracticeChange:  # fmt: skip
    change = PracticeChange(
        partnership=partnership, owner=owner, due_on=due.date(), meeting=meeting
    )
    for code, text in what.items():
        set_text(change, "what", code, text)
    changing.agree(change, by=owner, now=then)
    return change


def _changes(clinic: Partnership, members: People, now: datetime) -> None:
    then, meeting = now - 15 * DAY, _past_meeting(clinic, now)
    samuel, maya = members["Samuel Brooks"], members["Maya Okafor"]
    _change(clinic, members["Grace Kim"], SPEAKS_LAST, now + 12 * DAY, then, meeting=meeting)
    _change(clinic, members["Tom Nguyen"], NO_SHORT_WORDS, now - 9 * DAY, then, meeting=meeting)
    first = _change(clinic, samuel, CALL_SAMUEL, now - 5 * DAY, then, meeting=meeting)
    changing.end(
        first, ChangeOutcome.DONE, language="en", recorded_by=maya, now=now - 4 * DAY,
        said="Before, I waited for a gap and there was none. Now I say what I think before the rest.",
    )  # fmt: skip
    second = _change(clinic, members["David Stein"], AT_THE_HOSPITAL, now - 3 * DAY, then)
    changing.end(
        second, ChangeOutcome.DROPPED, language="en", now=now - 3 * DAY,
        said="Four of us said that the library is where they feel free to disagree.",
    )  # fmt: skip


def _passages(members: People, now: datetime) -> None:
    rosa, layla = members["Rosa Jiménez"], members["ليلى حداد"]
    sharing.share(
        rosa, "Cuando el médico se sentó a mi lado y no enfrente, pude decirlo todo.",
        language="es", readers=[members["Maya Okafor"], members["Priya Raman"]], uid=uuid4(),
        now=now - 6 * DAY,
    )  # fmt: skip
    sharing.share(
        layla, "ظننت أن صمتي أدب. ثم سألتني روسا عن رأيي، فعرفت أنه كان خوفًا.",
        language="ar", readers=list(sharing.possible_readers(layla)), uid=uuid4(),
        now=now - 2 * DAY,
    )  # fmt: skip
