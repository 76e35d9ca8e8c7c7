"""The data dictionary: what every figure and every column means, for people and for programs."""

from collections.abc import Iterator
from typing import Any

from dashboards.indicators import INDICATORS, Indicator


def entry(indicator: Indicator) -> dict[str, Any]:
    """Return what there is to know about a figure, in the active language."""
    return {
        "id": indicator.id,
        "principle": indicator.principle.value,
        "title": str(indicator.title),
        "question": str(indicator.question),
        "numerator": str(indicator.numerator),
        "denominator": str(indicator.denominator),
        "source": str(indicator.source),
        "does_not_say": str(indicator.silence),
        "kind": indicator.kind.value,
        "unit": indicator.unit.value,
        "better": indicator.good.value,
        "days": indicator.days,
        "is_recorded": indicator.is_recorded,
        "filters": [name.value for name in indicator.people.filters] if indicator.people else [],
    }


def entries() -> Iterator[dict[str, Any]]:
    """Yield the entry of each figure."""
    for indicator in INDICATORS:
        yield entry(indicator)
