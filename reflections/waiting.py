"""What waits for a person in what this app holds, for their home pages.

Each process says in a module of its own what waits in it: SOURCES say which rows do and how they
are shown, SENTENCES and QUESTIONS what their kinds are.
"""

from django.utils.functional import Promise

from partners.waiting import Source
from reflections import (
    barrier_waiting,
    changing,
    checkpoint_waiting,
    exchanges_waiting,
    pulse_waiting,
)

PIECES = [barrier_waiting, changing, checkpoint_waiting, exchanges_waiting, pulse_waiting]

SENTENCES: dict[str, Promise] = {
    kind: sentence for piece in PIECES for kind, sentence in piece.SENTENCES.items()
}
QUESTIONS: set[str] = {kind for piece in PIECES for kind in piece.QUESTIONS}


SOURCES: list[Source] = [source for piece in PIECES for source in piece.SOURCES]
