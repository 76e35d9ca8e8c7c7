"""Journals, pulses, exchanges, products, checkpoints, barriers."""

from reflections.models.exchanges import (
    BenefitWish,
    Direction,
    Exchange,
    ExchangeKind,
    Given,
    Principle,
    ShownTo,
)
from reflections.models.products import Benefit, Credit, Maker, Product, ProductKind

__all__ = [
    "Benefit",
    "BenefitWish",
    "Credit",
    "Direction",
    "Exchange",
    "ExchangeKind",
    "Given",
    "Maker",
    "Principle",
    "Product",
    "ProductKind",
    "ShownTo",
]
