"""Every address of translators, and one text with a translation, for `tests/addresses.py`."""

from functools import cached_property

from translations.models import Term, Text


class Translating:
    """One text of the world's meeting, with its Spanish words, as its `World` asks for it."""

    def __init__(self, world):
        self.world = world

    @cached_property
    def text(self):
        meeting = self.world.meeting
        meeting.title_en, meeting.title_es = "Spring", "Primavera"
        meeting.save()
        return Text.objects.about(meeting).get(field="title")

    @cached_property
    def term(self):
        return Term.objects.create(
            partnership=self.world.partnership, term="agenda", term_language="en",
            translation="orden del día", language="es", added_by=self.world.facilitator,
        )  # fmt: skip


TEXT = {"text": lambda world: world.translating.text.pk, "language": lambda world: "es"}

TRANSLATION_ADDRESSES = {
    "translations:list": {},
    "translations:glossary": {},
    "translations:remove_term": {"pk": lambda world: world.translating.term.pk},
    "translations:ask": {"kind": lambda world: "meeting", "pk": lambda world: world.meeting.pk},
    "translations:machine": {},
    "translations:files": {},
    "translations:export": {
        "source": lambda world: "en",
        "language": lambda world: "es",
        "form": lambda world: "po",
    },
    "translations:text": TEXT,
    "translations:draft": TEXT,
    "translations:write": TEXT,
    "translations:approve": TEXT,
}
