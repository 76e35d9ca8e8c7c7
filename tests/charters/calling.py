"""Open calls as they come about, for tests, and their addresses for `tests/addresses.py`."""

from datetime import timedelta

from charters import calling
from charters.calling import Said
from charters.models import Call, Way
from partners import dates
from tests.factories import now

WORDS = {
    "en": {"title": "Test our letters", "about": "We write clearer letters.",
           "asks": "Two hours a month.", "offers": "50 dollars.", "support": "A ride."},
    "es": {"title": "Pruebe nuestras cartas", "about": "Escribimos cartas más claras.",
           "asks": "Dos horas al mes.", "offers": "50 dólares.", "support": "Transporte."},
    "ar": {"title": "جرّب رسائلنا", "about": "نكتب رسائل أوضح.",
           "asks": "ساعتان في الشهر.", "offers": "50 دولارًا.", "support": "توصيلة."},
    "zh-hans": {"title": "试读我们的信", "about": "我们写更清楚的信。",
                "asks": "每月两小时。", "offers": "50 美元。", "support": "接送。"},
}  # fmt: skip


def words(*languages):
    """The words of a call in some languages, as fields of the model and of the form."""
    return {
        f"{name}_{code.replace('-', '_')}": text
        for code in languages
        for name, text in WORDS[code].items()
    }


def draft(maya, *languages, language="en", closes_in=10, **fields):
    """A call that nobody outside sees yet."""
    partnership = maya.partnership
    day = now().astimezone(partnership.zone).date() + timedelta(days=closes_in)
    told = words(*(languages or ("en",)))
    fields = {"phone": "+1 213 555 0100", "contact": "Maya", **told, **fields}
    return Call.objects.create(
        partnership=partnership, code=calling.new_code(), language=language,
        closes_at=dates.end_of(day, partnership.zone), **fields,
    )  # fmt: skip


def opened(maya, *languages, **fields):
    """A call that everybody may read."""
    call = draft(maya, *languages, **fields)
    calling.open_call(call, by=maya, now=now())
    call.refresh_from_db()
    return call


def answered(call, *, language="es", way=Way.FORM, at=None, once="", recorded_by=None, **said):
    """Somebody answered a call."""
    said = {"name": "Ana", "phone": "+1 213 555 0142", **said}
    return calling.answer(
        call, Said(**said), language=language, way=way, once=once, now=at or now(),
        recorded_by=recorded_by,
    )  # fmt: skip


class Calls:
    """One open call with one answer, as its partnership's `World` asks for it."""

    def __init__(self, world):
        self.call = opened(world.facilitator, is_listed=True)
        self.answer = answered(self.call, recorded_by=world.facilitator, words="Sí", needs="Bus")


def _call(world):
    return world.open_call.call


CALL = {"pk": lambda world: _call(world).pk}
CODE = {"code": lambda world: _call(world).code}
ANSWER = {**CALL, "answer": lambda world: world.open_call.answer.pk}
CALL_ADDRESSES = {
    "charters:open_calls": {},
    "charters:open_call": CODE,
    "charters:answer_call": CODE,
    "charters:my_call_answer": {"token": lambda world: calling.token_of(world.open_call.answer)},
    "charters:calls": {},
    "charters:add_call": {},
    "charters:call": CALL,
    "charters:change_call": CALL,
    "charters:open_this_call": CALL,
    "charters:close_call": CALL,
    "charters:call_poster": {**CALL, "language": lambda world: "en"},
    "charters:record_call_answer": CALL,
    "charters:invite_from_call": ANSWER,
    "charters:say_no_to_answer": ANSWER,
    "charters:close_call_answer": ANSWER,
}
