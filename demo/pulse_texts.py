"""What the demo's meetings were called, and what people see in two decisions."""

from demo.texts import Texts

LISTENING: Texts = {
    "en": "Nine families tell us about a usual day",
    "es": "Nueve familias nos cuentan un día normal",
    "ar": "تسع عائلات تحكي لنا عن يوم عادي",
}
MORNING: Texts = {
    "en": "A morning at the front desk",
    "es": "Una mañana en la recepción",
    "ar": "صباح عند الاستقبال",
}
WORDS: Texts = {
    "en": "Words that frighten, words that help",
    "es": "Palabras que asustan, palabras que ayudan",
    "ar": "كلمات تخيف وكلمات تساعد",
}
ROOM: Texts = {
    "en": "Which room, and whose room?",
    "es": "¿Qué sala, y de quién?",
    "ar": "أيّ قاعة؟ وقاعة مَن؟",
}
AGENDA: list[Texts] = [
    {"en": "What we heard", "es": "Lo que escuchamos", "ar": "ما سمعناه"},
    {
        "en": "What it means for the first visit",
        "es": "Qué significa para la primera visita",
        "ar": "ماذا يعني ذلك للزيارة الأولى",
    },
    {"en": "What we try next", "es": "Qué probamos ahora", "ar": "ماذا نجرّب بعد ذلك"},
]

# Who sees what in the rushed decision: (who, question, words, groups named).
SEEN: list[tuple[str, str, str, list[str]]] = [
    ("Grace Kim", "framed", "I wrote the question, because the county's form asks it like that.", ["leader"]),
    ("Rosa Jiménez", "framed", "La pregunta llegó ya escrita. Nosotras habríamos preguntado: ¿dónde nos sentimos bien?", ["leader"]),
    ("David Stein", "stop", "We could have stopped it: it goes into the budget only with our yes.", ["payer"]),
    ("ليلى حداد", "stop", "من يدفع. نحن قلنا رأينا فقط.", ["payer", "leader"]),
    ("Carmen Ortiz", "stop", "Quien paga y quien dirige.", ["payer", "leader"]),
    ("Samuel Brooks", "missing", "The people who clean and lock the rooms. They know which ones are free.", ["staff"]),
    ("Tom Nguyen", "missing", "Families who only have time on weekends.", ["family", "patient"]),
    ("ليلى حداد", "change", "أن يصل السؤال بالعربية قبل أسبوع، لا في اليوم نفسه.", []),
    ("Priya Raman", "change", "If the county told us its dates a month ahead, nobody would have to hurry.", ["payer"]),
]  # fmt: skip
TWO_O_CLOCK: Texts = {
    "en": "Why did the clinic meet at two in the afternoon?",
    "es": "¿Por qué la clínica se reunía a las dos de la tarde?",
    "ar": "لماذا كانت العيادة تجتمع في الثانية ظهرًا؟",
}
BEFORE = (
    "Rosa Jiménez", "missing", "Quienes trabajamos a esa hora. Nadie nos preguntó.",
    ["patient", "family"],
)  # fmt: skip
DIFFERENTLY: Texts = {
    "en": "Before we fix a time, we ask the people who cannot come then.",
    "es": "Antes de fijar una hora, preguntamos a quienes no pueden venir a esa hora.",
    "ar": "قبل تحديد أيّ موعد نسأل من لا يستطيع الحضور فيه.",
}
