"""An open call of the demo clinic, in three languages, and two people who answered it."""

from datetime import datetime, timedelta

from charters import calling
from charters.calling import Said
from charters.models import Call, Way
from partners import dates
from partners.models import Membership, Partnership
from translations.reading import set_text

DAY = timedelta(days=1)
LETTERS = {
    "title": {
        "en": "Help us write letters that everyone understands",
        "es": "Ayúdenos a escribir cartas que se entiendan",
        "ar": "ساعدنا في كتابة رسائل يفهمها الجميع",
    },
    "about": {
        "en": "The clinic sends letters that many people do not understand. We write them anew,"
        " together with people who get them.",
        "es": "La clínica envía cartas que muchas personas no entienden. Las escribimos de nuevo,"
        " junto con quienes las reciben.",
        "ar": "ترسل العيادة رسائل لا يفهمها كثيرون. نكتبها من جديد مع من تصل إليهم.",
    },
    "asks": {
        "en": "Two hours a month, for half a year. We meet on Tuesday evenings at the clinic, or"
        " you join by phone. You need to know nothing beforehand.",
        "es": "Dos horas al mes, durante medio año. Nos reunimos los martes por la tarde en la"
        " clínica, o usted participa por teléfono. No hace falta saber nada antes.",
        "ar": "ساعتان في الشهر لمدة نصف سنة. نجتمع مساء أيام الثلاثاء في العيادة، أو تشارك"
        " بالهاتف. لا حاجة إلى معرفة أي شيء مسبقًا.",
    },
    "offers": {
        "en": "Each meeting is paid, also by phone. There is a warm meal.",
        "es": "Cada reunión se paga, también por teléfono. Hay una comida caliente.",
        "ar": "كل اجتماع مدفوع الأجر، وبالهاتف أيضًا. وتُقدَّم وجبة ساخنة.",
    },
    "support": {
        "en": "Interpreters, a ride there and back, child care in the next room.",
        "es": "Intérpretes, transporte de ida y vuelta, cuidado de niños en la sala de al lado.",
        "ar": "مترجمون، وتوصيل ذهابًا وإيابًا، ورعاية أطفال في الغرفة المجاورة.",
    },
    "phone_times": {
        "en": "Monday to Friday, 9 to 5",
        "es": "De lunes a viernes, de 9 a 5",
        "ar": "من الإثنين إلى الجمعة، من 9 إلى 5",
    },
}


def build(clinic: Partnership, members: dict[str, Membership], now: datetime) -> None:
    """Let the clinic look for people, and two of them answer."""
    maya = members["Maya Okafor"]
    day = now.astimezone(clinic.zone).date() + 40 * DAY
    call = Call(
        partnership=clinic, code=4821, language="en", contact="Maya", phone="+1 213 555 0160",
        shows_rates=True, is_listed=True, closes_at=dates.end_of(day, clinic.zone),
    )  # fmt: skip
    for field, by_language in LETTERS.items():
        for language, text in by_language.items():
            set_text(call, field, language, text)
    call.save()
    calling.open_call(call, by=maya, now=now - 6 * DAY)
    calling.answer(
        call,
        Said(name="Lucía Fernández", reach="call", phone="+1 213 555 0171",
             words="Recibo muchas cartas para mi madre y siempre tengo que llamar.",
             needs="Que me llamen después de las seis"),
        language="es", way=Way.FORM, now=now - 5 * DAY,
    )  # fmt: skip
    calling.answer(
        call,
        Said(name="يوسف", reach="call", phone="+1 213 555 0172", needs="مترجم"),
        language="ar", way=Way.PHONE, recorded_by=maya, now=now - 2 * DAY,
    )  # fmt: skip
