"""What is decided, answered and reviewed in the demo world, in each language."""

from demo.texts import Texts

EVENING: Texts = {
    "en": "On which evening does the clinic stay open until eight?",
    "es": "¿Qué tarde queda abierta la clínica hasta las ocho?",
    "ar": "في أيّ مساء تبقى العيادة مفتوحة حتى الثامنة؟",
}
EVENING_WHY: Texts = {
    "en": "Nine families said that two in the afternoon is too early. The clinic can pay for one evening a week.",
    "es": "Nueve familias dijeron que las dos de la tarde es demasiado temprano. La clínica puede pagar una tarde por semana.",
    "ar": "قالت تسع عائلات إن الثانية ظهرًا مبكر جدًا. تستطيع العيادة أن تدفع تكاليف مساء واحد في الأسبوع.",
}
EVENING_OPTIONS: list[Texts] = [
    {"en": "Tuesday", "es": "El martes", "ar": "الثلاثاء"},
    {"en": "Thursday", "es": "El jueves", "ar": "الخميس"},
]
EVENING_OUTCOME: Texts = {
    "en": "Thursday, from January on. Most families work late on Tuesdays, and the bus runs longer on Thursdays.",
    "es": "El jueves, desde enero. La mayoría de las familias trabaja hasta tarde los martes, y los jueves el autobús pasa más tiempo.",
    "ar": "الخميس، ابتداءً من كانون الثاني. معظم العائلات تعمل حتى وقت متأخر يوم الثلاثاء، والحافلة تعمل وقتًا أطول يوم الخميس.",
}
GRANT: Texts = {
    "en": "Do we ask the county to pay for a room?",
    "es": "¿Pedimos al condado que pague una sala?",
    "ar": "هل نطلب من المقاطعة أن تدفع ثمن قاعة؟",
}
GRANT_WHY: Texts = {
    "en": "The county pays for rooms where people meet about their health. We need one with a door that closes.",
    "es": "El condado paga salas donde la gente se reúne para hablar de su salud. Necesitamos una con puerta que cierre.",
    "ar": "تدفع المقاطعة ثمن قاعات يلتقي فيها الناس من أجل صحتهم. نحتاج إلى قاعة لها باب يُغلق.",
}
GRANT_OUTCOME: Texts = {
    "en": "Yes, we asked. Without a room of our own, nobody talks freely.",
    "es": "Sí, lo pedimos. Sin una sala propia, nadie habla con libertad.",
    "ar": "نعم، طلبنا ذلك. من دون قاعة خاصة بنا لا يتكلم أحد بحرية.",
}
CASE_TALKS: Texts = {
    "en": "May families sit in when the team talks about a case?",
    "es": "¿Pueden las familias estar presentes cuando el equipo habla de un caso?",
}
CASE_TALKS_WHY: Texts = {
    "en": "Only if the person it is about says yes, each time.",
    "es": "Solo si la persona de la que se habla dice que sí, cada vez.",
}
NAME: Texts = {
    "en": "What do we call the clinic?",
    "es": "¿Cómo llamamos a la clínica?",
    "ar": "ماذا نسمّي العيادة؟",
}
NAME_OPTIONS: list[Texts] = [
    {"en": "One Door", "es": "Una sola puerta", "ar": "باب واحد"},
    {"en": "The Corner Clinic", "es": "La clínica de la esquina", "ar": "عيادة الزاوية"},
    {"en": "Whole Story", "es": "Toda la historia", "ar": "القصة كاملة"},
]
FORMS: Texts = {
    "en": "Should every form fit on one page?",
    "es": "¿Debe caber cada formulario en una página?",
    "ar": "هل يجب أن تكون كل استمارة في صفحة واحدة؟",
}
PHONE: Texts = {
    "en": "Do we call people the day before, instead of writing?",
    "es": "¿Llamamos a las personas el día anterior, en vez de escribirles?",
    "ar": "هل نتصل بالناس في اليوم السابق بدلًا من أن نكتب إليهم؟",
}
UNIFORM: Texts = {
    "en": "Should a guard stand at the door?",
    "es": "¿Debe haber un guardia en la puerta?",
    "ar": "هل يقف حارس عند الباب؟",
}
NOBODY_AT_TWO: Texts = {
    "en": "From January the clinic is open on Thursdays until eight, because nine families said the same.",
    "es": "Desde enero la clínica abre los jueves hasta las ocho, porque nueve familias dijeron lo mismo.",
    "ar": "من كانون الثاني تفتح العيادة أيام الخميس حتى الثامنة، لأن تسع عائلات قالت الشيء نفسه.",
}
WAITING_ROOM: Texts = {
    "en": "You can now write down why you come instead of saying it. A room with a door comes once the county pays.",
    "es": "Ahora puede escribir por qué viene en vez de decirlo. Habrá una sala con puerta cuando pague el condado.",
    "ar": "يمكنك الآن أن تكتب سبب مجيئك بدلًا من أن تقوله. ستكون هناك غرفة لها باب عندما تدفع المقاطعة.",
}
SAME_NURSE: Texts = {
    "en": "Two nurses share the evenings, and neither can come each week. You always see one of the two.",
    "es": "Dos enfermeras comparten las tardes y ninguna puede venir cada semana. Siempre verá a una de las dos.",
    "ar": "تتقاسم ممرضتان الأمسيات، ولا تستطيع أيّ منهما أن تأتي كل أسبوع. سترى دائمًا إحداهما.",
}
CUFF: Texts = {
    "en": "It is on the list for April, when the new budget begins.",
    "es": "Está en la lista para abril, cuando empieza el nuevo presupuesto.",
    "ar": "هو على قائمة نيسان، عندما تبدأ الميزانية الجديدة.",
}
BOARD: Texts = {
    "en": "Board of the clinic",
    "es": "Consejo de la clínica",
    "ar": "مجلس العيادة",
}
BOARD_SUPPORT: Texts = {
    "en": "A talk the day before, child care, 75 dollars a meeting",
    "es": "Una charla el día anterior, cuidado de niños, 75 dólares por reunión",
    "ar": "حديث في اليوم السابق، ورعاية الأطفال، و75 دولارًا عن كل اجتماع",
}
QUALITY: Texts = {
    "en": "Quality group of the health plan",
    "es": "Grupo de calidad del plan de salud",
    "ar": "مجموعة الجودة في جهة التأمين",
}
QUALITY_SUPPORT: Texts = {
    "en": "An interpreter at each meeting",
    "es": "Una intérprete en cada reunión",
    "ar": "مترجمة في كل اجتماع",
}
REVIEW_USED: Texts = {
    "en": "The guide now says whom to call if the line drops.",
    "es": "La guía dice ahora a quién llamar si se corta la llamada.",
    "ar": "يقول الدليل الآن بمن تتصل إذا انقطع الخط.",
}
