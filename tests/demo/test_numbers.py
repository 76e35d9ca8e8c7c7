"""The demo's figures: each principle shows some, and nothing that the rule hides."""

import pytest

from dashboards import indicators
from dashboards.models import Snapshot

# Charters signed, people with power, things made, what was said: a demo has not enough of them.
TOO_FEW = {"f2", "r2", "m6", "e9"}


@pytest.mark.usefixtures("built")
def test_the_demo_shows_what_the_rule_permits():
    whole = Snapshot.objects.of_programmes().latest("month").figures
    large = Snapshot.objects.filter(partnership__slug="breathe-easy").latest("month").figures
    shown = {name for name, figure in whole.items() if "value" in figure}
    assert {"e11", "r1", "r3", "r4", "m1", "m2", "m4", "t1", "t2", "t3", "t4"} <= shown
    about_people = {each.id for each in indicators.ABOUT_PEOPLE if each.is_recorded}
    assert about_people - shown == TOO_FEW
    assert {"r1", "r3", "m4", "m2", "t4"} <= {name for name, it in large.items() if "value" in it}
