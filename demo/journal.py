"""What three of the demo's people wrote for themselves. In the demo, their PIN is no secret."""

from datetime import datetime, timedelta
from uuid import uuid4

from demo.charters import People
from reflections import journaling, unlocking

PIN = "246810"
WRITTEN = {  # by whom: days ago, words
    "Rosa Jiménez": [
        (23, """Hoy fue la primera reunión. Llegué tarde por el autobús y nadie me miró mal. Eso me sorprendió.

Cuando el doctor usó tres siglas seguidas, pensé en callarme. Al final pregunté. Me temblaba la voz, pero vi que otros también tomaban nota de la respuesta."""),
        (9, """Me doy cuenta de que siempre me siento junto a la puerta. Como si fuera a tener que irme. La próxima vez me siento en el centro."""),
    ],
    "ليلى حداد": [
        (16, """قالت الطبيبة اليوم إن العائلات «لا تلتزم بالمواعيد». شعرتُ بالغضب ولم أقل شيئًا. في الطريق إلى البيت فكّرت: هي لا تعرف كم حافلة نركب لنصل.

في المرة القادمة سأحكي عن الطريق، بهدوء، كما هو."""),
        (3, """المترجمة الجديدة تنتظر حتى أُكمل جملتي. شيء صغير، لكنه يغيّر كل ما أستطيع قوله."""),
    ],
    "Priya Raman": [
        (15, """I noticed that I answer first. Not because I know more, but because silence makes me nervous.

What if I count to ten before I speak? Samuel said the most useful thing today, and I almost talked over him."""),
        (2, """I keep saying "compliance". Layla's face changed when I said it. I want to find out what the word sounds like from her chair."""),
    ],
}  # fmt: skip


def build(members: People, now: datetime) -> None:
    """Let each of them begin a journal and write in it."""
    for name, entries in WRITTEN.items():
        member = members[name]
        unlocking.begin(member.person, pin=PIN)
        for days, words in entries:
            journaling.write(
                member, words, language=member.person.language, page=uuid4(),
                now=now - timedelta(days=days),
            )  # fmt: skip
