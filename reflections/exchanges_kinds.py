"""What people are told about offers, asks, what was given, and what was made together."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from notices import kinds
from notices.models import Notice
from partners.models import Membership
from reflections import exchanges_examples as examples
from reflections.exchanges_questions import EXCHANGE_RECORDED, STILL_NEEDED, WAS_IT_GIVEN
from reflections.models import Exchange, Given, Maker
from reflections.products_questions import CREDIT_RIGHT, CREDIT_WISH

Question = Callable[[Any, Notice], str]


def _kind(
    name: str,
    label: str | Promise,
    subject: type[Model],
    is_wanted: Callable[[Any], bool],
    *,
    question: Question = lambda subject, notice: "",
    may_be_muted: bool = True,
    example: Callable[[Membership], Model | None],
) -> None:
    """Register a kind whose template calls its subject `about`."""

    def wanted(notice: Notice, now: datetime) -> bool:
        return notice.subject is not None and is_wanted(notice.subject)

    def context(notice: Notice) -> dict[str, Any]:
        return {"about": notice.subject}

    def questions(notice: Notice) -> list[tuple[str, Model]]:
        letter = question(notice.subject, notice)
        return [(letter, notice.subject)] if letter else []

    kinds.register(
        kinds.Kind(
            name=name,
            label=label,
            category=kinds.Category.REFLECTION,
            subject=subject,
            context=context,
            is_wanted=wanted,
            may_be_muted=may_be_muted,
            questions=questions,
            example=example,
        )
    )


def _always(letter: str) -> Question:
    return lambda subject, notice: letter


def _if_receiver(given: Given, notice: Notice) -> str:
    return WAS_IT_GIVEN if given.receiver.person_id == notice.person_id else ""


def _is_asked_for(ask: Exchange) -> bool:
    return not (ask.withdrawn_at or ask.solved_at or ask.given.live().exists())


def _is_of_a_standing_product(maker: Maker) -> bool:
    return maker.product.withdrawn_at is None


_kind(
    "exchange_taken_up",
    gettext_lazy("Somebody answers what I asked for, or takes up what I offered"),
    Given,
    lambda given: given.dropped_at is None,
    example=examples.given,
)
_kind(
    "given_check",
    gettext_lazy("Was it given?"),
    Given,
    lambda given: given.confirmed_at is None and given.dropped_at is None,
    question=_always(WAS_IT_GIVEN),
    example=examples.given,
)
_kind(
    "given_confirmed",
    gettext_lazy("What I gave has arrived"),
    Given,
    lambda given: given.confirmed_at is not None and given.thanked_at is None,
    example=examples.confirmed,
)
_kind(
    "given_dropped",
    gettext_lazy("Something that was agreed will not happen"),
    Given,
    lambda given: given.dropped_at is not None,
    example=examples.dropped,
)
_kind(
    "thanks",
    gettext_lazy("Thanks for something I gave"),
    Given,
    lambda given: given.thanked_at is not None,
    example=examples.thanked,
)
_kind(
    "exchange_recorded",
    gettext_lazy("Somebody wrote down what I offer or ask for"),
    Exchange,
    lambda exchange: exchange.recorded_right is None and not exchange.withdrawn_at,
    question=_always(EXCHANGE_RECORDED),
    may_be_muted=False,
    example=examples.recorded,
)
_kind(
    "given_recorded",
    gettext_lazy("Somebody wrote down that I take something up, or help"),
    Given,
    lambda given: given.dropped_at is None and given.confirmed_at is None,
    question=_if_receiver,
    may_be_muted=False,
    example=examples.given,
)
_kind(
    "ask_again",
    gettext_lazy("Do I still need what I asked for?"),
    Exchange,
    _is_asked_for,
    question=_always(STILL_NEEDED),
    example=examples.ask,
)
_kind(
    "ask_matches",
    gettext_lazy("Somebody asks for something that I offered"),
    Exchange,
    _is_asked_for,
    example=examples.ask,
)
_kind(
    "product_maker",
    gettext_lazy("How do I want to be named as a maker?"),
    Maker,
    lambda maker: _is_of_a_standing_product(maker) and not maker.credit,
    question=_always(CREDIT_WISH),
    may_be_muted=False,
    example=examples.maker,
)
_kind(
    "product_credit",
    gettext_lazy("Am I named as I asked?"),
    Maker,
    lambda maker: _is_of_a_standing_product(maker) and bool(maker.credit) and not maker.answered_at,
    question=_always(CREDIT_RIGHT),
    example=examples.credited,
)
_kind(
    "credit_wrong",
    gettext_lazy("Somebody is not named as they asked"),
    Maker,
    lambda maker: _is_of_a_standing_product(maker) and maker.credit_right is False,
    example=examples.credited_wrongly,
)
