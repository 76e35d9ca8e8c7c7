"""What the demo's people offer each other, ask for, give and make together."""

# ruff: noqa: E501 - sentences in several languages
from datetime import datetime, timedelta

from demo.texts import Texts
from partners.models import Membership, Partnership
from reflections import bringing_back, crediting, exchanging
from reflections.exchanging import Answer
from reflections.models import (
    Benefit,
    Credit,
    Direction,
    Exchange,
    ExchangeKind,
    Principle,
    Product,
    ProductKind,
    ShownTo,
)
from translations.reading import set_text

People = dict[str, Membership]
DAY = timedelta(days=1)

LEAFLET: Texts = {
    "en": "Seven questions for your first visit",
    "es": "Siete preguntas para su primera visita",
    "ar": "سبعة أسئلة لزيارتك الأولى",
}
LEAFLET_ABOUT: Texts = {
    "en": "Two pages to take along, in large print. What one may ask, and who answers.",
    "es": "Dos páginas para llevar, con letra grande. Qué se puede preguntar y quién contesta.",
    "ar": "صفحتان تُحملان إلى الزيارة، بخطّ كبير: ما يمكن السؤال عنه، ومن يجيب.",
}
PATHWAY: Texts = {
    "en": "One way through the clinic",
    "es": "Un solo camino por la clínica",
    "ar": "طريق واحد عبر العيادة",
}


def build(clinic: Partnership, members: People, now: datetime) -> None:
    """Let people offer, ask, give, thank and make something together."""
    _offers(members, now)
    _given(members, now)
    _asks(members, now)
    _leaflet(clinic, members, now)
    _pathway(clinic, members, now)


def _say(
    member: Membership, direction: Direction, kind: ExchangeKind, principles: list[Principle],
    said: str, at: datetime, *, recorded_by: Membership | None = None, shown_as_group: bool = False,
) -> Exchange:  # fmt: skip
    exchange = Exchange(
        partnership=member.partnership, membership=member, direction=direction, kind=kind,
        principles=[principle.value for principle in principles], said=said,
        language=member.person.language, shown_as_group=shown_as_group,
    )  # fmt: skip
    return exchanging.post(exchange, recorded_by=recorded_by, now=at)


def _offers(members: People, now: datetime) -> None:
    rosa, grace, samuel = (members[name] for name in ("Rosa Jiménez", "Grace Kim", "Samuel Brooks"))
    _say(
        rosa, Direction.OFFER, ExchangeKind.SKILL, [Principle.EQUITY, Principle.RECIPROCITY],
        "Explico cartas y papeles sin palabras raras. Me los pueden leer por teléfono.", now - 34 * DAY,
    )  # fmt: skip
    _say(
        grace, Direction.OFFER, ExchangeKind.ROOM, [Principle.EQUITY],
        "The room on the second floor is free on Thursdays after five. It has a lift and a kettle.",
        now - 30 * DAY,
    )  # fmt: skip
    _say(
        samuel, Direction.OFFER, ExchangeKind.SKILL, [Principle.EQUITY],
        "Ask me which bus to take, and where the stop has a bench.", now - 12 * DAY,
        recorded_by=members["Maya Okafor"],
    )  # fmt: skip
    _say(
        members["David Stein"], Direction.OFFER, ExchangeKind.TRAINING,
        [Principle.RECIPROCITY, Principle.RELATIONS],
        "I can show how a budget of a clinic is read. One hour, no numbers to learn by heart.",
        now - 9 * DAY,
    )  # fmt: skip


def _given(members: People, now: datetime) -> None:
    """A room given to all, papers explained, and a letter of reference between two."""
    maya, samuel, layla = (members[name] for name in ("Maya Okafor", "Samuel Brooks", "ليلى حداد"))
    grace, tom = members["Grace Kim"], members["Tom Nguyen"]
    offers = maya.partnership.exchanges.offers()
    room = exchanging.take_up(
        offers.get(membership=grace), maya, for_group=True, now=now - 28 * DAY,
        note="Thursday the week after next, for twelve people?", language="en",
    )  # fmt: skip
    exchanging.answer(
        room, Answer.HELPED, benefit="For the first time nobody had to leave early to catch a bus.",
        language="en", shown_to=ShownTo.EVERYONE, now=now - 20 * DAY,
    )  # fmt: skip
    exchanging.thank(
        room, words="Thank you, also for the kettle.", language="en", now=now - 20 * DAY
    )
    papers = exchanging.take_up(
        offers.get(membership=members["Rosa Jiménez"]), samuel, recorded_by=maya, now=now - 25 * DAY
    )
    exchanging.answer(
        papers, Answer.HELPED, benefit="I know now what I signed. I had not dared to ask.",
        language="en", shown_to=ShownTo.EVERYONE, recorded_by=maya, now=now - 15 * DAY,
    )  # fmt: skip
    letter = _say(
        layla, Direction.ASK, ExchangeKind.REFERENCE, [Principle.RECIPROCITY, Principle.PERSONAL],
        "أتقدّم لعمل في مركز رعاية. هل يكتب لي أحد رسالة توصية عن عملي معكم؟", now - 18 * DAY,
    )  # fmt: skip
    given = exchanging.take_up(
        letter, tom, note="Gladly. I will write about how you ran the group in March.", language="en",
        now=now - 16 * DAY,
    )  # fmt: skip
    exchanging.gave(given, now=now - 2 * DAY)
    exchanging.count_me(layla, True, now=now - 20 * DAY)
    exchanging.count_me(maya, True, now=now - 20 * DAY)


def _asks(members: People, now: datetime) -> None:
    """One that was brought back, one by group only, and one of the facilitator's own."""
    carmen, maya, priya = (members[name] for name in ("Carmen Ortiz", "Maya Okafor", "Priya Raman"))
    leaflet = _say(
        priya, Direction.ASK, ExchangeKind.SKILL, [Principle.EQUITY, Principle.REFLEXIVITY],
        "Could somebody read our leaflet who did not go to medical school? I do not hear my own jargon any more.",
        now - 16 * DAY,
    )  # fmt: skip
    bringing_back.bring_back(leaflet.pk, now - 2 * DAY)
    _say(
        carmen, Direction.ASK, ExchangeKind.CONTACT, [Principle.PERSONAL],
        "Busco a alguien que también cuide a otra persona por la noche. Para hablar, nada más.",
        now - 5 * DAY, shown_as_group=True,
    )  # fmt: skip
    _say(
        maya, Direction.ASK, ExchangeKind.TIME, [Principle.RELATIONS, Principle.RECIPROCITY],
        "Could somebody else keep the time at our next meeting? I would like to listen for once.",
        now - 3 * DAY,
    )  # fmt: skip
    _say(
        members["Grace Kim"], Direction.ASK, ExchangeKind.CO_AUTHORSHIP, [Principle.RECIPROCITY],
        "I have to write about this work for our board. Who writes it with me, with both our names on it?",
        now - DAY,
    )  # fmt: skip


def _product(
    clinic: Partnership, by: Membership, kind: ProductKind, title: Texts, about: Texts,
    makers: list[Membership], at: datetime,
) -> Product:  # fmt: skip
    product = Product(partnership=clinic, created_by=by, kind=kind)
    for field, texts in {"title": title, "description": about}.items():
        for code, text in texts.items():
            set_text(product, field, code, text)
    return crediting.add(product, makers=makers, now=at)


def _leaflet(clinic: Partnership, members: People, now: datetime) -> None:
    maya, rosa, layla = (members[name] for name in ("Maya Okafor", "Rosa Jiménez", "ليلى حداد"))
    priya, carmen = members["Priya Raman"], members["Carmen Ortiz"]
    product = _product(
        clinic, priya, ProductKind.LEAFLET, LEAFLET, LEAFLET_ABOUT, [priya, rosa, layla, carmen],
        now - 21 * DAY,
    )  # fmt: skip
    product.url = "https://example.org/seven-questions"
    product.save(update_fields=["url"])
    wishes = {
        priya: (Credit.FULL_NAME, ""),
        rosa: (Credit.AS_WRITTEN, "Rosa J., vecina del barrio"),
        layla: (Credit.FULL_NAME, ""),
        carmen: (Credit.GROUP, ""),
    }
    for who, (credit, name) in wishes.items():
        maker = product.makers.get(membership=who)
        crediting.choose(maker, credit, name=name, now=now - 18 * DAY)
    crediting.come_out(product, now=now - 6 * DAY)
    crediting.judge(product.makers.get(membership=priya), True, now=now - 5 * DAY)
    crediting.judge(product.makers.get(membership=rosa), True, now=now - 5 * DAY)
    _benefit(
        product,
        rosa,
        "Ya no salgo de la consulta con la pregunta en el bolsillo.",
        True,
        now - 4 * DAY,
    )
    _benefit(
        product,
        priya,
        "People come with their question first. We lose less time, and less trust.",
        True,
        now - 4 * DAY,
    )
    _benefit(product, layla, "أتمنّى أن يجد كلّ من يرافق مريضًا سؤاله فيها.", False, now - 3 * DAY)
    _benefit(product, maya, "I hand it out before each first meeting.", True, now - 2 * DAY)


def _pathway(clinic: Partnership, members: People, now: datetime) -> None:
    maya, samuel, tom = (members[name] for name in ("Maya Okafor", "Samuel Brooks", "Tom Nguyen"))
    _product(clinic, tom, ProductKind.PATHWAY, PATHWAY, {}, [tom, samuel, maya], now - 4 * DAY)


def _benefit(product: Product, who: Membership, words: str, has_helped: bool, at: datetime) -> None:
    benefit = Benefit(
        product=product, group=who.group, words=words, language=who.person.language,
        has_helped=has_helped, said_by=who,
    )  # fmt: skip
    crediting.say_benefit(benefit, now=at)
