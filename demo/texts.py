"""What is written in the demo world, in each language."""

Texts = dict[str, str]

CLINIC_NAME: Texts = {
    "en": "Diabetes and low mood: care in one place",
    "es": "Diabetes y ánimo bajo: atención en un solo lugar",
    "ar": "السكري وتعب النفس: رعاية في مكان واحد",
}
CLINIC_PURPOSE: Texts = {
    "en": "Patients, families, nurses, doctors and the health plan plan one joined-up clinic together.",
    "es": "Pacientes, familias, enfermeras, médicos y el plan de salud planean juntos una sola consulta.",
    "ar": "مرضى وعائلات وممرضون وأطباء وجهة التأمين يخططون معًا لعيادة واحدة متكاملة.",
}
HOMECOMING_NAME: Texts = {
    "en": "Coming home from hospital",
    "es": "Volver a casa desde el hospital",
    "ar": "العودة إلى البيت من المستشفى",
}
HOMECOMING_PURPOSE: Texts = {
    "en": "So that nobody comes home to a cold flat and a bag of pills without a plan.",
    "es": "Para que nadie vuelva a una casa fría con una bolsa de pastillas y sin un plan.",
    "ar": "حتى لا يعود أحد إلى بيت بارد وكيس من الأدوية دون خطة.",
}
LARGE_NAME: Texts = {
    "en": "Asthma: breathing easily at school",
    "es": "Asma: respirar bien en la escuela",
    "ar": "الربو: أن نتنفّس براحة في المدرسة",
}
LARGE_PURPOSE: Texts = {
    "en": "Children, families, school nurses and the clinic make one plan that everyone at school knows.",
    "es": "Niños, familias, enfermeras escolares y la clínica hacen un solo plan que toda la escuela conoce.",
    "ar": "أطفال وعائلات وممرضات المدارس والعيادة يضعون خطة واحدة يعرفها كلّ من في المدرسة.",
}
LARGE_MEETING: Texts = {
    "en": "Our monthly meeting",
    "es": "Nuestra reunión del mes",
    "ar": "لقاؤنا الشهري",
}
LARGE_QUESTION: Texts = {
    "en": "Does the plan go to every school now?",
    "es": "¿El plan va ahora a todas las escuelas?",
    "ar": "هل تصل الخطة الآن إلى كلّ المدارس؟",
}
PROGRAMME_NAME: Texts = {"en": "Joined-up care", "es": "Atención unida", "ar": "رعاية متصلة"}

FIRST_VISIT_TITLE: Texts = {
    "en": "What the first visit should feel like",
    "es": "Cómo debería sentirse la primera visita",
    "ar": "كيف ينبغي أن تكون الزيارة الأولى",
}
FIRST_VISIT_PURPOSE: Texts = {
    "en": "We walk through a first visit, from the door to the way home, and choose what must change.",
    "es": "Recorremos una primera visita, desde la puerta hasta la vuelta a casa, y elegimos qué debe cambiar.",
    "ar": "نمشي خطوة خطوة في الزيارة الأولى، من الباب حتى طريق البيت، ونختار ما يجب أن يتغير.",
}
KICK_OFF_TITLE: Texts = {
    "en": "Getting to know each other",
    "es": "Conocernos",
    "ar": "لنتعارف",
}
KICK_OFF_NOTES: Texts = {
    "en": "We each said why we came. Nine of us said that two in the afternoon is too early.\n\n"
    "We agreed to meet at 17:30 and to start every meeting with ten minutes for each other.",
    "es": "Cada quien dijo por qué vino. Nueve dijimos que las dos de la tarde es demasiado temprano.\n\n"
    "Acordamos reunirnos a las 17:30 y empezar cada reunión con diez minutos para nosotros.",
    "ar": "قال كل منا لماذا جاء. قال تسعة منا إن الثانية ظهرًا موعد مبكر جدًا.\n\n"
    "اتفقنا أن نجتمع في الخامسة والنصف مساءً وأن نبدأ كل لقاء بعشر دقائق لبعضنا.",
}
EVENINGS_TITLE: Texts = {
    "en": "Evening hours: how could they work?",
    "es": "Horario de tarde: ¿cómo podría funcionar?",
}
WALK_TITLE: Texts = {
    "en": "A walk through the ward",
    "es": "Un recorrido por la planta",
    "ar": "جولة في القسم",
}
AGENDA: list[tuple[str, int, Texts]] = [
    ("relate", 10, {"en": "How are we?", "es": "¿Cómo estamos?", "ar": "كيف حالنا؟"}),
    ("inform", 10, {
        "en": "What we heard from nine families",
        "es": "Lo que nos dijeron nueve familias",
        "ar": "ما سمعناه من تسع عائلات",
    }),
    ("consult", 35, {
        "en": "The first visit, step by step",
        "es": "La primera visita, paso a paso",
        "ar": "الزيارة الأولى خطوة بخطوة",
    }),
    ("decide", 20, {
        "en": "Three things to change first",
        "es": "Tres cosas que cambiar primero",
        "ar": "ثلاثة أشياء نغيرها أولًا",
    }),
    ("reflect", 15, {
        "en": "Who spoke, and who did not?",
        "es": "¿Quién habló y quién no?",
        "ar": "من تكلم ومن لم يتكلم؟",
    }),
]  # fmt: skip
ACTIONS: list[Texts] = [
    {"en": "Ask the clinic which rooms are free after 17:00",
     "es": "Preguntar a la clínica qué salas están libres después de las 17:00",
     "ar": "سؤال العيادة عن الغرف المتاحة بعد الخامسة مساءً"},
    {"en": "Collect the questions families ask at the front desk",
     "es": "Reunir las preguntas que hacen las familias en la recepción",
     "ar": "جمع الأسئلة التي تطرحها العائلات عند الاستقبال"},
]  # fmt: skip
PLAN_TITLE: Texts = {
    "en": "The plan for the clinic, in two pages",
    "es": "El plan de la clínica, en dos páginas",
    "ar": "خطة العيادة في صفحتين",
}
PLAN_BODY: Texts = {
    "en": "The plan for the clinic\n\n1. One visit, one room: the nurse, the doctor and the counsellor come to you.\n"
    "2. You tell your story once. It is written down in your words.\n3. You leave with one page: what we agreed, who does it, whom to call.\n",
    "es": "El plan de la clínica\n\n1. Una visita, una sala: la enfermera, la médica y la consejera van a usted.\n"
    "2. Usted cuenta su historia una vez. Se escribe con sus palabras.\n3. Se va con una página: qué acordamos, quién lo hace, a quién llamar.\n",
}
GUIDE_TITLE: Texts = {
    "en": "How to join a meeting by phone",
    "es": "Cómo entrar a una reunión por teléfono",
    "ar": "كيف تنضم إلى لقاء عبر الهاتف",
}
GUIDE_BODY: Texts = {
    "en": "Call the number. Press 1 when asked. You can speak at once; press * to listen only.\n",
    "es": "Llame al número. Pulse 1 cuando se lo pidan. Puede hablar enseguida; pulse * para solo escuchar.\n",
    "ar": "اتصل بالرقم. اضغط 1 عندما يُطلب منك. يمكنك الكلام فورًا، واضغط * للاستماع فقط.\n",
}
NO_SLOT: Texts = {
    "en": "The room is being repaired. We look for another day.",
    "es": "Están reparando la sala. Buscamos otro día.",
    "ar": "القاعة قيد الإصلاح. نبحث عن يوم آخر.",
}
