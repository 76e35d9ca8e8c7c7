"""First words for a team charter and a memorandum, section by section, in every shipped language.

Written by us, in plain words, from the components that the sources beside them name. They are a
beginning: groups change, remove and add.
"""

from dataclasses import dataclass, field

from charters.models import AgreementKind

Texts = dict[str, str]


@dataclass(frozen=True)
class Part:
    """One section of a template: its heading, its first clauses, and where the idea comes from."""

    key: str
    source: str
    title: Texts
    clauses: list[Texts] = field(default_factory=list)


TEAMS = "Asencio et al. 2012, doi:10.1007/s13142-012-0170-3"
TERMS = "Terms of reference of patient partners, PMC7497551, table 5"
CHARTERS = "Shuffler et al. 2018, doi:10.5465/annals.2016.0045"
EQUITY = "Pérez Jolles et al. 2022, doi:10.3389/frhs.2022.942658"
PAYMENT = "NIHR Payment guidance 1.6 (2024); PCORI, Engagement partner compensation"
SHARED_RESEARCH = "CARP Memorandum of Understanding for Mutually Beneficial Research"
FEEDBACK = "Mathie et al. 2018, doi:10.1111/hex.12684"
FUNDING = "Gehlert et al. 2013, Achieving reciprocity of funding"

CHARTER = [
    Part(
        "purpose",
        f"{CHARTERS}; {TERMS}",
        {
            "en": "Purpose, and why us",
            "es": "Para qué estamos, y por qué nosotros",
            "ar": "الغاية، ولماذا نحن",
        },
        [
            {
                "en": "We work together to change one thing in care. This is what we want to change: …",
                "es": "Trabajamos juntos para cambiar una cosa en la atención. Esto es lo que queremos cambiar: …",
                "ar": "نعمل معًا لنغيّر شيئًا واحدًا في الرعاية. هذا ما نريد تغييره: …",
            },
            {
                "en": "Each of us said why we came. We keep these reasons in mind when we choose what to do.",
                "es": "Cada persona dijo por qué vino. Recordamos esas razones cuando elegimos qué hacer.",
                "ar": "قال كلّ منّا لماذا جاء. نتذكّر هذه الأسباب حين نختار ما نفعله.",
            },
            {
                "en": "These things are not part of our work: …",
                "es": "Estas cosas no son parte de nuestro trabajo: …",
                "ar": "هذه الأمور ليست جزءًا من عملنا: …",
            },
        ],
    ),
    Part(
        "roles",
        f"{EQUITY}; {TERMS}",
        {"en": "Roles and rights", "es": "Papeles y derechos", "ar": "الأدوار والحقوق"},
        [
            {
                "en": "Everyone here has the same right to speak, to be heard, and to decide.",
                "es": "Todas las personas aquí tienen el mismo derecho a hablar, a ser escuchadas y a decidir.",
                "ar": "لكلّ شخص هنا الحقّ نفسه في أن يتكلّم، وأن يُسمع، وأن يقرّر.",
            },
            {
                "en": "Each task has one person who does it and one person who can step in. We write them down as duties.",
                "es": "Cada tarea tiene una persona que la hace y otra que puede reemplazarla. Las anotamos como tareas prometidas.",
                "ar": "لكلّ مهمّة شخص يقوم بها وشخص ينوب عنه. نكتبها كالتزامات.",
            },
            {
                "en": "You may say no, take a break or leave at any time. You do not need to give a reason.",
                "es": "Puede decir que no, hacer una pausa o irse cuando quiera. No hace falta dar una razón.",
                "ar": "يمكنك أن ترفض أو تستريح أو تغادر في أيّ وقت. لا تحتاج إلى ذكر السبب.",
            },
        ],
    ),
    Part(
        "links",
        TEAMS,
        {"en": "Links between teams", "es": "Lazos entre equipos", "ar": "الصلة بين الفرق"},
        [
            {
                "en": "These people carry news between us and the clinic, the hospital and the community: …",
                "es": "Estas personas llevan las noticias entre nosotros y la clínica, el hospital y la comunidad: …",
                "ar": "هؤلاء ينقلون الأخبار بيننا وبين العيادة والمستشفى والمجتمع: …",
            },
            {
                "en": "If something is stuck for two weeks, we bring it to this person: …",
                "es": "Si algo está parado dos semanas, lo llevamos a esta persona: …",
                "ar": "إذا توقّف أمر أسبوعين، نرفعه إلى هذا الشخص: …",
            },
        ],
    ),
    Part(
        "working",
        f"{EQUITY}; {CHARTERS}",
        {"en": "How we work", "es": "Cómo trabajamos", "ar": "كيف نعمل"},
        [
            {
                "en": "Everyone gets what we read in the language they read, and has the days below to read it.",
                "es": "Cada persona recibe lo que leemos en la lengua que lee, y tiene los días de abajo para leerlo.",
                "ar": "يحصل كلّ شخص على ما نقرؤه باللغة التي يقرأ بها، وله الأيام المذكورة أدناه ليقرأه.",
            },
            {
                "en": "We take breaks. A camera is never needed. We take turns to lead and to write notes.",
                "es": "Hacemos pausas. La cámara nunca es obligatoria. Nos turnamos para dirigir y para tomar notas.",
                "ar": "نأخذ استراحات. الكاميرا ليست إلزامية أبدًا. نتناوب على إدارة اللقاء وكتابة الملاحظات.",
            },
            {
                "en": "We do not use short forms or special words without saying what they mean.",
                "es": "No usamos siglas ni palabras técnicas sin decir qué significan.",
                "ar": "لا نستعمل اختصارات أو كلمات متخصّصة دون شرح معناها.",
            },
        ],
    ),
    Part(
        "deciding",
        EQUITY,
        {"en": "How we decide", "es": "Cómo decidimos", "ar": "كيف نقرّر"},
        [
            {
                "en": "We decide by consent: we go on when nobody has an objection that is still open.",
                "es": "Decidimos por consentimiento: seguimos cuando nadie tiene una objeción sin respuesta.",
                "ar": "نقرّر بالرضا: نمضي حين لا يبقى لأحد اعتراض دون جواب.",
            },
            {
                "en": "We do not decide without people with lived experience, and not before the reading days are over.",
                "es": "No decidimos sin personas con experiencia vivida, ni antes de que pasen los días de lectura.",
                "ar": "لا نقرّر دون أصحاب التجربة المعيشة، ولا قبل انتهاء أيام القراءة.",
            },
            {
                "en": "If something cannot wait, we say why. Everyone can read the reason afterwards.",
                "es": "Si algo no puede esperar, decimos por qué. Después todas las personas pueden leer la razón.",
                "ar": "إذا كان أمر لا يحتمل الانتظار، نقول السبب. ويمكن للجميع قراءته بعد ذلك.",
            },
        ],
    ),
    Part(
        "money",
        PAYMENT,
        {"en": "Money", "es": "Dinero", "ar": "المال"},
        [
            {
                "en": "People who give their time are paid for it: … an hour. Travel and care are paid before the day.",
                "es": "A quien da su tiempo se le paga: … por hora. El viaje y el cuidado se pagan antes del día.",
                "ar": "من يعطي وقته يُدفع له مقابله: … في الساعة. تُدفع تكاليف السفر والرعاية قبل الموعد.",
            },
            {
                "en": "You may say no to money. If money could change your benefits, we help you find advice first.",
                "es": "Puede decir que no al dinero. Si el dinero puede cambiar sus ayudas, primero le ayudamos a encontrar consejo.",
                "ar": "يمكنك رفض المال. وإذا كان قد يغيّر إعاناتك، نساعدك أولًا في الحصول على نصيحة.",
            },
        ],
    ),
    Part(
        "data",
        SHARED_RESEARCH,
        {
            "en": "Data, stories and what we make",
            "es": "Datos, historias y lo que hacemos",
            "ar": "البيانات والقصص وما ننتجه",
        },
        [
            {
                "en": "Your story is yours. We ask each time before we use it, and say what for.",
                "es": "Su historia es suya. Preguntamos cada vez antes de usarla, y decimos para qué.",
                "ar": "قصّتك ملك لك. نسألك كلّ مرة قبل أن نستعملها، ونقول لأيّ غرض.",
            },
            {
                "en": "What we make belongs to all who made it. Each person says how they want to be named.",
                "es": "Lo que hacemos es de quienes lo hicieron. Cada persona dice cómo quiere ser nombrada.",
                "ar": "ما ننتجه ملك لكلّ من شارك فيه. كلّ شخص يقول كيف يريد أن يُذكر اسمه.",
            },
        ],
    ),
    Part(
        "feedback",
        FEEDBACK,
        {"en": "Our feedback promise", "es": "Nuestra promesa de respuesta", "ar": "وعدنا بالردّ"},
        [
            {
                "en": "If you tell us something, you hear what became of it and why, in your language.",
                "es": "Si nos dice algo, le contamos qué pasó con ello y por qué, en su lengua.",
                "ar": "إذا قلت لنا شيئًا، نخبرك بما حدث له ولماذا، بلغتك.",
            },
        ],
    ),
    Part(
        "harm",
        SHARED_RESEARCH,
        {
            "en": "Disagreement, harm and leaving",
            "es": "Desacuerdo, daño y salida",
            "ar": "الخلاف والأذى والمغادرة",
        },
        [
            {
                "en": "We may disagree. First we listen to each other. If that is not enough, we ask this person from outside: …",
                "es": "Podemos no estar de acuerdo. Primero nos escuchamos. Si no basta, pedimos ayuda a esta persona de fuera: …",
                "ar": "قد نختلف. نستمع أولًا بعضنا إلى بعض. وإذا لم يكفِ ذلك، نسأل هذا الشخص من خارج المجموعة: …",
            },
            {
                "en": "If something hurts you, tell anyone you trust here. It is taken seriously, and you are not blamed.",
                "es": "Si algo le hace daño, dígaselo a quien le dé confianza aquí. Se toma en serio, y nadie le culpa.",
                "ar": "إذا آذاك شيء، فأخبر من تثق به هنا. نأخذ الأمر بجدّ، ولا نلومك.",
            },
            {
                "en": "When somebody leaves, we thank them and say who takes over.",
                "es": "Cuando alguien se va, le damos las gracias y decimos quién sigue.",
                "ar": "حين يغادر أحد، نشكره ونقول من يحلّ محلّه.",
            },
        ],
    ),
    Part(
        "success",
        f"{TERMS}; {EQUITY}",
        {
            "en": "Success, and looking at this again",
            "es": "Qué es un éxito, y cuándo revisamos esto",
            "ar": "النجاح، ومراجعة هذا الاتفاق",
        },
        [
            {
                "en": "We will know that it worked when: …",
                "es": "Sabremos que funcionó cuando: …",
                "ar": "سنعرف أنّنا نجحنا حين: …",
            },
            {
                "en": "We look at this charter again on the day below. Anyone can ask for a change before.",
                "es": "Revisamos esta carta en el día de abajo. Cualquier persona puede pedir un cambio antes.",
                "ar": "نراجع هذا الميثاق في اليوم المذكور أدناه. ويمكن لأيّ شخص أن يطلب تغييرًا قبل ذلك.",
            },
        ],
    ),
]

MEMORANDUM = [
    Part(
        "purpose", SHARED_RESEARCH,
        {"en": "Purpose, and why us", "es": "Para qué estamos, y por qué nosotros", "ar": "الغاية، ولماذا نحن"},
        [
            {
                "en": "We, the parties, want to do this together: …",
                "es": "Nosotros, las partes, queremos hacer esto juntos: …",
                "ar": "نحن، الأطراف، نريد أن نفعل هذا معًا: …",
            },
            {
                "en": "This paper says what each of us promises. It is not a contract in law.",
                "es": "Este papel dice lo que promete cada parte. No es un contrato legal.",
                "ar": "تقول هذه الورقة بماذا يَعِد كلّ طرف. وهي ليست عقدًا قانونيًا.",
            },
        ],
    ),
    Part(
        "duties", f"{SHARED_RESEARCH}; {TERMS}",
        {"en": "What each party does", "es": "Qué hace cada parte", "ar": "ما يفعله كلّ طرف"},
        [
            {
                "en": "The duties of each party stand in the list below, with a name and a date.",
                "es": "Las tareas de cada parte están en la lista de abajo, con un nombre y una fecha.",
                "ar": "التزامات كلّ طرف مكتوبة في القائمة أدناه، مع اسم وتاريخ.",
            },
            {
                "en": "Each party names a person whom the others can ask.",
                "es": "Cada parte nombra a una persona a quien las otras pueden preguntar.",
                "ar": "يسمّي كلّ طرف شخصًا يمكن للآخرين أن يسألوه.",
            },
        ],
    ),
    Part(
        "deciding", EQUITY,
        {"en": "How we decide", "es": "Cómo decidimos", "ar": "كيف نقرّر"},
        [
            {
                "en": "What concerns all parties is decided by all parties. People with lived experience take part.",
                "es": "Lo que toca a todas las partes lo deciden todas. Participan personas con experiencia vivida.",
                "ar": "ما يخصّ جميع الأطراف يقرّره جميع الأطراف. ويشارك أصحاب التجربة المعيشة.",
            },
        ],
    ),
    Part(
        "money", f"{FUNDING}; {PAYMENT}",
        {"en": "Money", "es": "Dinero", "ar": "المال"},
        [
            {
                "en": "Each party gives this: … Each party gets this: … Everyone can see the numbers.",
                "es": "Cada parte pone esto: … Cada parte recibe esto: … Todas las personas pueden ver los números.",
                "ar": "يقدّم كلّ طرف هذا: … ويحصل كلّ طرف على هذا: … ويمكن للجميع رؤية الأرقام.",
            },
            {
                "en": "Members of the community are paid for their time, by: …",
                "es": "A las personas de la comunidad se les paga su tiempo. Paga: …",
                "ar": "يُدفع لأفراد المجتمع مقابل وقتهم، ويدفع: …",
            },
        ],
    ),
    Part(
        "data", SHARED_RESEARCH,
        {"en": "Data and what we make", "es": "Datos y lo que hacemos", "ar": "البيانات وما ننتجه"},
        [
            {
                "en": "Each party keeps what it brought. What we make together belongs to all of us.",
                "es": "Cada parte conserva lo que trajo. Lo que hacemos juntos es de todos.",
                "ar": "يحتفظ كلّ طرف بما جاء به. وما ننتجه معًا ملك لنا جميعًا.",
            },
            {
                "en": "Nobody passes on data about people without their yes.",
                "es": "Nadie pasa datos sobre personas sin su sí.",
                "ar": "لا ينقل أحد بيانات عن أشخاص دون موافقتهم.",
            },
        ],
    ),
    Part(
        "exit", SHARED_RESEARCH,
        {"en": "Disagreement, term and leaving", "es": "Desacuerdo, plazo y salida", "ar": "الخلاف والمدّة والخروج"},
        [
            {
                "en": "If we disagree, we meet within two weeks and listen to each side.",
                "es": "Si no estamos de acuerdo, nos reunimos en dos semanas y escuchamos a cada parte.",
                "ar": "إذا اختلفنا، نلتقي خلال أسبوعين ونستمع إلى كلّ طرف.",
            },
            {
                "en": "A party may leave. It says so 30 days before, and finishes what it promised to people.",
                "es": "Una parte puede irse. Lo dice 30 días antes y termina lo que prometió a las personas.",
                "ar": "يمكن لأيّ طرف أن يخرج. يقول ذلك قبل 30 يومًا، ويكمل ما وعد به الناس.",
            },
        ],
    ),
    Part(
        "success", TERMS,
        {"en": "Success, and looking at this again", "es": "Qué es un éxito, y cuándo revisamos esto", "ar": "النجاح، ومراجعة هذا الاتفاق"},
        [
            {
                "en": "We will know that it worked when: …",
                "es": "Sabremos que funcionó cuando: …",
                "ar": "سنعرف أنّنا نجحنا حين: …",
            },
        ],
    ),
]  # fmt: skip

GRIPP2 = "GRIPP2 short form, Staniszewska et al. 2017, doi:10.1186/s40900-017-0062-2"
JOURNAL = "Requirements for reporting involvement, doi:10.5334/ijic.10240"

STATEMENT = [  # without first sentences: each is drafted from what is on record
    Part("aim", GRIPP2, {"en": "Aim", "es": "Objetivo", "ar": "الهدف"}),
    Part("methods", GRIPP2, {"en": "How people were involved", "es": "Cómo participaron las personas", "ar": "كيف شارك الناس"}),
    Part("results", GRIPP2, {"en": "What they changed", "es": "Qué cambiaron", "ar": "ما الذي غيّروه"}),
    Part("outcomes", GRIPP2, {"en": "What came of it", "es": "Qué salió de ello", "ar": "ما نتج عن ذلك"}),
    Part("critical", GRIPP2, {"en": "What did not go well", "es": "Qué no salió bien", "ar": "ما لم يسر جيدًا"}),
    Part("development-delivery", JOURNAL, {"en": "Lived experience in development and in delivery", "es": "Experiencia propia en el desarrollo y en la puesta en práctica", "ar": "الخبرة المعاشة في التطوير وفي التنفيذ"}),
    Part("seats", JOURNAL, {"en": "Seats kept for lived experience", "es": "Lugares reservados para la experiencia propia", "ar": "مقاعد محجوزة للخبرة المعاشة"}),
    Part("reviewers", JOURNAL, {"en": "Reviewers with lived experience", "es": "Personas con experiencia propia que revisan", "ar": "مراجعون من ذوي الخبرة المعاشة"}),
]  # fmt: skip

TEMPLATES: dict[str, list[Part]] = {
    AgreementKind.STATEMENT: STATEMENT,
    AgreementKind.CHARTER: CHARTER,
    AgreementKind.MEMORANDUM: MEMORANDUM,
}
