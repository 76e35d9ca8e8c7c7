"""What agreements know and a look at power needs: decisions, who proposed them, who was heard.

`charters` and `reflections` do not know each other; this app knows both, and lets them meet.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count
from django.utils.translation import pgettext_lazy

from charters.models import Decision, Input, Outcome
from partners.models import Partnership
from reflections import mirror, power_subjects
from reflections.power_subjects import Subject
from translations.reading import written

NEWEST = 40  # decisions, to choose the one to look at


def let_them_meet() -> None:
    """Name what the power map and the power mirror can show of agreements."""
    power_subjects.also(decisions)
    # Translators: what is counted in a table, by group.
    mirror.also(mirror.Source("adopted", pgettext_lazy("counted", "Wishes adopted"), adopted))
    mirror.also(mirror.Source("proposed", pgettext_lazy("counted", "Decisions proposed"), proposed))


def decisions(partnership: Partnership) -> list[Subject]:
    """Return the decisions of a partnership, the newest first."""
    newest = partnership.decisions.order_by("-proposed_at", "-pk")[:NEWEST]
    return [Subject(each.get_absolute_url(), written(each, "question")) for each in newest]


def adopted(
    partnerships: Collection[Partnership], start: datetime, end: datetime
) -> Mapping[str, int]:
    """Count what people said and what was adopted, wholly or partly, by their group."""
    heard = Input.objects.filter(
        partnership__in=partnerships,
        withdrawn_at=None,
        answer__outcome__in=[Outcome.ADOPTED, Outcome.PARTLY],
        answer__answered_at__gt=start,
        answer__answered_at__lte=end,
    )
    return dict(heard.values_list("group").annotate(Count("pk")))


def proposed(
    partnerships: Collection[Partnership], start: datetime, end: datetime
) -> Mapping[str, int]:
    """Count the decisions that were proposed and not taken back, by the group of who did."""
    put = Decision.objects.filter(
        partnership__in=partnerships,
        dropped_at=None,
        proposed_at__gt=start,
        proposed_at__lte=end,
    )
    return dict(put.values_list("proposed_by__group").annotate(Count("pk")))
