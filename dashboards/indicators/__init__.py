"""The indicators of the five principles, each declared once."""

from dashboards.indicators import equity, personal, reciprocity, reflexivity, relations
from dashboards.indicators.declaring import Filter, Good, Indicator, Kind, Principle

INDICATORS: list[Indicator] = [
    indicator
    for module in (equity, reflexivity, reciprocity, personal, relations)
    for indicator in module.INDICATORS
]
BY_ID = {indicator.id: indicator for indicator in INDICATORS}
OWED = [indicator for indicator in INDICATORS if indicator.owed]
ABOUT_PEOPLE = [indicator for indicator in INDICATORS if indicator.people]
WITH_REPLIES = [indicator for indicator in INDICATORS if indicator.replies]


def of(principle: Principle) -> list[Indicator]:
    """Return the indicators of a principle, the headlines first."""
    return [indicator for indicator in INDICATORS if indicator.principle == principle]


__all__ = [
    "ABOUT_PEOPLE", "BY_ID", "INDICATORS", "OWED", "WITH_REPLIES", "Filter", "Good", "Indicator",
    "Kind", "Principle", "of",
]  # fmt: skip
