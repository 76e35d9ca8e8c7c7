"""What the demo's translator works on: one text out of date, one to check, one not begun."""

from datetime import datetime, timedelta

from demo.charters import People
from meetings.models import AgendaItem
from partners.acting import acting
from partners.models import Partnership
from translations import asking, translating
from translations.models import Term, Text
from translations.reading import set_text

BUS = {
    "en": "Which bus stops at the clinic, and when the last one leaves",
    "es": "Qué autobús para en la clínica y a qué hora sale el último",
}
MORE = "The first visit, step by step, from the door to the way home"
GLOSSARY = [
    ("clinic", "es", "clínica"),
    ("clinic", "ar", "العيادة"),
    ("visit", "es", "visita"),
    ("visit", "ar", "الزيارة"),
]


def build(clinic: Partnership, members: People, now: datetime) -> None:
    """Let Amal translate: Rosa checks, Maya asks, and one source changes in the middle."""
    maya, amal, samuel = (members[name] for name in ("Maya Okafor", "أمل ناصر", "Samuel Brooks"))
    meeting = clinic.meetings.upcoming(now).first()
    if meeting is None:
        return
    for term, language, words in GLOSSARY:
        Term.objects.create(
            partnership=clinic, term=term, term_language="en", translation=words,
            language=language, added_by=amal,
        )  # fmt: skip
    with acting(samuel):
        item = AgendaItem(
            meeting=meeting, kind="inform", minutes=5, position=meeting.agenda.count(),
            proposed_by=samuel,
        )  # fmt: skip
        set_text(item, "title", "en", BUS["en"])
        item.save()
    heard = meeting.agenda.exclude(pk=item.pk).get(kind="inform")
    heard.minutes -= item.minutes  # so that all of it still fits
    heard.save(update_fields=["minutes"])
    text = Text.objects.about(item).get(field="title")
    task = translating.find(clinic, text.pk, "es")
    if task is not None:
        with acting(amal):
            translating.hand_in(
                task, BUS["es"], by=amal, seen=task.seen, source=task.source, now=now
            )
    with acting(maya):
        visit = meeting.agenda.get(kind="consult")
        set_text(visit, "title", "en", MORE)
        visit.save()
    day = (now + timedelta(days=3)).date()
    asking.ask(meeting, by=maya, promised_on=day, now=now)
