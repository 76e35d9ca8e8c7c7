"""What indicators share that count replies to the questions after meetings."""

from django.utils.translation import gettext_lazy as _

from dashboards import figures
from dashboards.indicators.counting import enough_for_nobodys_items, nobodys_items
from dashboards.indicators.declaring import Census, Filter

ALL_ANSWERS = _("All answers, without “I would rather not say”")
SOURCE = _(
    "The few questions after a meeting, which nobody answers by name. They count a week after they close: members see them first."
)
LOW = 70  # per cent, as on the members' page; below this it is worth talking about


def yes_to(statement: str) -> Census:
    """Return how replies to one statement are counted. Nobody knows a group or language of them."""
    return Census(
        cells=lambda rows: rows.agreed_with(statement),
        parts=nobodys_items,
        least=enough_for_nobodys_items,
        figure=figures.share_of_items,
        filters=(Filter.STAGE,),
    )
