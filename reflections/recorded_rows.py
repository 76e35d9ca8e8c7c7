"""What others may write down for a person about how it goes, and where it stands."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.recorded import Recorded, register
from partners.recorded_rows import page
from reflections.models import (
    Barrier,
    BarrierAction,
    BetterAnswer,
    Checkpoint,
    Exchange,
    Given,
    Maker,
    NotBetter,
    PowerNote,
    PracticeChange,
    Reflected,
)
from reflections.models.exchanges import Direction

ACTION = "action"


def _itself(row: Any) -> str:
    address: str = row.get_absolute_url()
    return address


def _barrier(row: Any) -> str:
    address: str = row.barrier.get_absolute_url()
    return address


HERE = ("partnership",)

register(
    Recorded(
        "reflected", _("That you reflected before a meeting"), Reflected,
        url=lambda row: page("reflections:before_meetings", row.membership),
        at="meeting__starts_at",  # when somebody sat down to think is not kept
        related=("membership__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "barrier", _("What you said is in the way"), Barrier, url=_itself, at="reported_at",
        related=HERE,
    )
)  # fmt: skip
register(
    Recorded(
        ACTION, _("What became of something you took on"), BarrierAction, url=_barrier,
        at="assigned_at", of="owner", related=("barrier__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "better", _("Whether something is better"), BetterAnswer,
        url=lambda row: row.asking.barrier.get_absolute_url(), at="answered_at",
        related=("asking__barrier__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "not_better", _("That something is not better"), NotBetter, url=_barrier, at="said_at",
        related=("barrier__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "change", _("What became of something you wanted to change"), PracticeChange, url=_itself,
        at="agreed_at", of="owner", related=HERE,
    )
)  # fmt: skip
register(
    Recorded(
        "checkpoint", _("Whether it still fits"), Checkpoint, url=_itself, at="chosen_at",
        related=("membership__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "exchange", _("What you offer or ask for"), Exchange, url=_itself, at="said_at",
        related=HERE,
    )
)  # fmt: skip
for direction, who in [(Direction.ASK, "giver"), (Direction.OFFER, "receiver")]:
    register(
        Recorded(
            f"taken_up_{who}", _("That you answered an offer or somebody who asks"), Given,
            url=_itself, at="taken_up_at", of=who, by="taken_up_recorded_by", related=HERE,
            only={"exchange__direction": direction},
        )
    )  # fmt: skip
register(
    Recorded(
        "given", _("What you received"), Given, url=_itself, at="taken_up_at", of="receiver",
        related=HERE,
    )
)  # fmt: skip
register(
    Recorded(
        "power_note", _("What you said about who decides"), PowerNote,
        url=lambda row: row.power_map.get_absolute_url(), at="said_at",
        related=("power_map__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "credit", _("How you want to be named"), Maker,
        url=lambda row: row.product.get_absolute_url(), at="product__created_at",
        related=("product__partnership",),
    )
)  # fmt: skip
