"""Which words of this app people translate. Personal words stay as they were written."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reflections.models import (
    BarrierAction,
    BarrierClosing,
    PowerMap,
    PracticeChange,
    Product,
    Prompt,
)
from translations.pieces import Piece
from translations.recording import register


def _not_withdrawn(now: datetime) -> Q:
    return Q(withdrawn_at=None)


def _not_ended(now: datetime) -> Q:
    return Q(ended_at=None)


def _of_barrier(now: datetime) -> Q:
    return Q(barrier__withdrawn_at=None)


register(Piece(Prompt, _("A question to think about"), current=_not_withdrawn))
register(Piece(PracticeChange, _("What we do differently"), current=_not_ended))
register(Piece(Product, _("Made together"), current=_not_withdrawn))
register(Piece(PowerMap, _("Power in a decision")))
register(
    Piece(
        BarrierAction, _("What is done about something in the way"),
        partnership="barrier__partnership", current=_of_barrier,
    )
)  # fmt: skip
register(
    Piece(
        BarrierClosing, _("What we heard about something in the way"),
        partnership="barrier__partnership", current=_of_barrier,
    )
)  # fmt: skip
