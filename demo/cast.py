"""Who lives in the demo world. All of them are made up."""

from dataclasses import dataclass, field

from partners.roles import Group, Role


@dataclass(frozen=True)
class Need:
    """What one of them needs to take part: kind, what to know, whether they cannot come without."""

    kind: str
    detail: str = ""
    is_essential: bool = False
    visible_to: str = "arrangers"
    tongue: str = ""
    wished_gender: str = ""
    is_stranger: bool = False


@dataclass(frozen=True)
class Character:
    """One of them, as they are in one partnership."""

    name: str
    group: Group
    role: Role
    language: str
    email: str | None = None
    timezone: str = "America/Los_Angeles"
    also_reads: list[str] = field(default_factory=list)
    phone: str = ""
    postal_address: str = ""
    channel: str = "email"
    urgent_also: list[str] = field(default_factory=list)
    household_email: str = ""
    strengths: str = ""
    needs: list[Need] = field(default_factory=list)
    why: str = ""
    kinds: list[str] = field(default_factory=list)
    why_is_for: str = "only_me"
    boundary: str = ""


MAYA = Character(
    "Maya Okafor", Group.FACILITATOR, Role.FACILITATOR, "en", "maya@demo.test",
    also_reads=["es"], strengths="I keep time, and I make sure nobody is talked over.",
    why="My mother needed a clinic where somebody knew her whole story.",
    kinds=["help_others", "duty"], why_is_for="partnership",
)  # fmt: skip
ROSA = Character(
    "Rosa Jiménez", Group.PATIENT, Role.PARTNER, "es", "rosa@demo.test",
    strengths="Conozco a muchas familias del barrio y sé explicar las cosas sin palabras raras.",
    needs=[
        Need("transport", "Vivo en la calle Alameda; salgo del trabajo a las 16:30.", True),
        Need("child_care", "Dos niños, de 4 y 7 años.", visible_to="partnership"),
    ],
    why="Quiero que otras personas no tengan que contar su historia cinco veces.",
    kinds=["be_heard", "influence", "learn"], why_is_for="partnership",
    boundary="No me pidan contar otra vez lo que pasó en el hospital.",
)  # fmt: skip
LAYLA = Character(
    "ليلى حداد", Group.FAMILY, Role.PARTNER, "ar", "layla@demo.test",
    strengths="أعتني بوالدي منذ ست سنوات وأعرف أين تتعثر العائلات.",
    needs=[
        Need(
            "interpreter", "العربية. أفضّل امرأة لا تعرف عائلتي.", True,
            tongue="ar", wished_gender="woman", is_stranger=True,
        )
    ],
    why="أريد أن يُسمع صوت من يعتني بالمريض أيضًا.", kinds=["be_heard", "health"],
    boundary="أرجو عدم سؤالي عن أمور والدي الصحية أمام الجميع.",
)  # fmt: skip
SAMUEL = Character(
    "Samuel Brooks", Group.PATIENT, Role.PARTNER, "en", phone="+1 213 555 0142", channel="call",
    strengths="I was a bus driver for thirty years. I know every stop and who gets on there.",
    needs=[
        Need("phone_only", "I have a telephone at home, no computer.", True, "partnership"),
        Need("large_print", "18 points or larger, by post."),
    ],
    boundary="No photographs of me, and no speeches.",
)  # fmt: skip
PRIYA = Character(
    "Priya Raman", Group.PROVIDER, Role.PARTNER, "en", "priya@demo.test",
    needs=[Need("breaks", "I am on call: I may step out for ten minutes.")],
    why="I see people twice for one worry, and send them home with two plans.",
    kinds=["influence", "duty"], why_is_for="partnership",
    boundary="Please do not ask me about single patients here.",
)  # fmt: skip
TOM = Character(
    "Tom Nguyen", Group.STAFF, Role.PARTNER, "en", "tom@demo.test",
    why="I was sent, to be honest. I stayed because somebody listened.",
    kinds=["payment", "duty"], why_is_for="facilitators",
)  # fmt: skip
CARMEN = Character(
    "Carmen Ortiz", Group.FAMILY, Role.PARTNER, "es", household_email="familia.ortiz@demo.test",
    also_reads=["en"], phone="+1 213 555 0178", channel="text", urgent_also=["email"],
    needs=[Need("data", "Se me acaban los datos a fin de mes.")],
)  # fmt: skip
GRACE = Character(
    "Grace Kim", Group.LEADER, Role.PARTNER, "en", "grace@demo.test",
    why="I sign the budget, and I want to know what it does to people.",
    kinds=["learn", "influence"], why_is_for="partnership",
)  # fmt: skip
DAVID = Character(
    "David Stein", Group.PAYER, Role.PARTNER, "en", "david@demo.test", timezone="America/New_York",
    needs=[Need("interpreter", tongue="ase", visible_to="partnership")],
    why="My brother lives with this. I never say so at work.", kinds=["health", "duty"],
)  # fmt: skip
AMAL = Character("أمل ناصر", Group.STAFF, Role.TRANSLATOR, "ar", "amal@demo.test",
                 also_reads=["en", "es"], timezone="Asia/Amman")  # fmt: skip
HELEN = Character("Helen Ward", Group.QUALITY, Role.OBSERVER, "en", "helen@demo.test",
                  timezone="Europe/London")  # fmt: skip

CLINIC = [MAYA, ROSA, LAYLA, SAMUEL, PRIYA, TOM, CARMEN, GRACE, DAVID, AMAL, HELEN]

# He joined later, to share Maya's work: some things want two facilitators.
DANIEL = Character(
    "Daniel Reyes", Group.FAMILY, Role.FACILITATOR, "es", "daniel@demo.test", also_reads=["en"],
    strengths="Acompañé a mi madre ocho años. Conozco la sala de espera y también la sala de reuniones.",
    why="Maya no puede estar en todas partes, y a mí me ayudaron cuando lo necesitaba.",
    kinds=["help_others", "learn"], why_is_for="partnership",
)  # fmt: skip

OMAR = Character(
    "عمر خليل", Group.FACILITATOR, Role.FACILITATOR, "ar", "omar@demo.test",
    timezone="Europe/London", also_reads=["en"],
)  # fmt: skip
ELENA = Character("Elena Ruiz", Group.PATIENT, Role.PARTNER, "es", "elena@demo.test",
                  timezone="Europe/Madrid",
                  needs=[Need("captions", "Subtítulos en español en las reuniones en línea.", True)])  # fmt: skip
JOAN = Character("Joan Clarke", Group.FAMILY, Role.PARTNER, "en",
                 channel="post", postal_address="Joan Clarke\n12 Mill Lane\nBristol BS1 4XY",
                 timezone="Europe/London", needs=[Need("step_free", "My husband uses a wheelchair.", True)])  # fmt: skip
PETER = Character("Peter Hall", Group.STAFF, Role.PARTNER, "en", "peter@demo.test",
                  timezone="Europe/London")  # fmt: skip

HOMECOMING = [OMAR, ELENA, JOAN, PETER]
