"""Somebody who reads all that is published and works out from it what is not.

They know the rule by heart: how counts are rounded, what is hidden, and which numbers add up.
"""

import re
from collections import defaultdict
from html import unescape
from itertools import combinations

from django.urls import reverse

from dashboards.filters import values_of
from dashboards.indicators import BY_ID
from partners.publishing import DEFAULT

ROUNDED = DEFAULT.rounded_to // 2  # a shown count lies at most so far from the truth
NOBODY_KNOWS = 10**6
ROW = re.compile(
    r'<tr><th scope="row">([^<]*)</th><td>([^<]*?)(?: <small>([^<]*)</small>)?</td></tr>'
)
DESCRIPTION = re.compile(r"<desc[^>]*>([^<]*)</desc>")


def slices_of(indicator):
    """Every choice of at most two filters."""
    filters = BY_ID[indicator].people.filters
    for size in range(3):
        for names in combinations(filters, size):
            choices = [{}]
            for name in names:
                choices = [
                    {**chosen, name.value: value}
                    for chosen in choices
                    for value, _label in values_of(name)
                ]
            yield from choices


def read(client, address, query=()):
    """The rows of the months on one page: (what is shown, what it was made of)."""
    answer = client.get(address, dict(query))
    assert answer.status_code == 200
    html = answer.content.decode()
    rows = [tuple(map(unescape, row)) for row in ROW.findall(html)]
    for description in DESCRIPTION.findall(html):
        shown = "; ".join(f"{month}: {value}" for month, value, _made_of in rows)
        assert unescape(description) == shown, "A chart says more than its table."
    return rows


def harvest(client, programme, indicator):
    """What the newest month shows of each slice of a programme: (some, of all), None if hidden."""
    address = reverse("dashboards:programme_indicator", args=[programme.slug, indicator])
    found = {}
    for chosen in slices_of(indicator):
        _month, value, made_of = read(client, address, chosen.items())[-1]
        key = frozenset(chosen.items())
        numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", made_of)]
        found[key] = tuple(numbers) if numbers else None
        if not numbers:
            assert value == "not shown, to protect people"
    return found


class Attacker:
    """Bounds for `some` and `rest` of each slice, drawn closer by what must add up."""

    def __init__(self, shown):
        self.bounds = {
            (key, side): self._first(numbers, side)
            for key, numbers in shown.items()
            for side in ("some", "rest", "all")
        }
        self.shown = shown
        self.hidden = [key for key, numbers in shown.items() if numbers is None]
        self.sums = list(self._sums(shown))

    @staticmethod
    def _first(numbers, side):
        if numbers is None:
            return 0, NOBODY_KNOWS
        some, of_all = numbers
        if side == "rest":
            return DEFAULT.hidden_below, NOBODY_KNOWS
        shown = some if side == "some" else of_all
        least = DEFAULT.hidden_below if side == "some" else DEFAULT.share_base
        return max(shown - ROUNDED, least), shown + ROUNDED

    @staticmethod
    def _sums(shown):
        """Which bounds add up to which: the parts of a slice, and its two sides."""
        lines = defaultdict(list)
        for key in shown:
            for choice in key:
                lines[key - {choice}, choice[0]].append(key)
        for (whole, _name), parts in lines.items():
            if whole not in shown:
                continue
            for side in ("some", "rest", "all"):
                yield (whole, side), [(part, side) for part in parts]
        for key in shown:
            yield (key, "all"), [(key, "some"), (key, "rest")]

    def think(self):
        """Draw the bounds closer until nothing follows any more."""
        changed = True
        while changed:
            changed = False
            for whole, parts in self.sums:
                changed |= self._narrow(whole, parts)
        return self

    def _narrow(self, whole, parts):
        low = [self.bounds[part][0] for part in parts]
        high = [self.bounds[part][1] for part in parts]
        before = [self.bounds[each] for each in (whole, *parts)]
        least, most = self.bounds[whole]
        least, most = max(least, sum(low)), min(most, sum(high))
        self.bounds[whole] = least, most
        for part in parts:
            mine_low, mine_high = self.bounds[part]
            others_low, others_high = sum(low) - mine_low, sum(high) - mine_high
            self.bounds[part] = (
                max(mine_low, least - others_high), min(mine_high, most - others_low),
            )  # fmt: skip
        return before != [self.bounds[each] for each in (whole, *parts)]

    def found(self):
        """Groups of one to nine people whose size is certain."""
        return [
            (key, side, low)
            for (key, side), (low, high) in self.bounds.items()
            if key in self.hidden and low == high and 0 < low < DEFAULT.hidden_below
        ]

    def subtracted(self):
        """Groups of one to nine that simple subtraction yields: one hidden part of a shown whole.

        Takes each published number for the truth, and knows nothing of rounding.
        """
        found = []
        for (whole, side), parts in self.sums:
            hidden = [key for key, its_side in parts if key in self.hidden and its_side == side]
            if self.shown[whole] is None or len(hidden) != 1 or side == "rest":
                continue
            place = 0 if side == "some" else 1
            rest = self.shown[whole][place] - sum(
                self.shown[key][place] for key, _side in parts if self.shown[key]
            )
            if 0 < rest < DEFAULT.hidden_below:
                found.append((hidden[0], side, rest))
        return found
