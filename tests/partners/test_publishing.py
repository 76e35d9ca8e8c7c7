"""Numbers about people: what is shown, and that nothing shown leads to anybody."""

import itertools
from collections import defaultdict

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.utils import translation
from environ import Env
from hypothesis import given
from hypothesis import strategies as st

from partners.publishing import (
    CMS_STYLE,
    DEFAULT,
    EVERYONE,
    NHS_STYLE,
    PRESETS,
    count,
    mean,
    rows,
    rule_of_this_site,
    share,
    showable,
)

people = st.integers(0, 500)
every_rule = pytest.mark.parametrize("rule", PRESETS.values(), ids=PRESETS)


@pytest.mark.parametrize(
    ("number", "default", "nhs", "cms"),
    [
        (0, None, None, None),
        (7, None, None, None),
        (8, None, 10, None),
        (9, None, 10, None),
        (10, 10, 10, None),
        (11, 10, 10, 11),
        (12, 10, 10, 12),
        (13, 15, 15, 13),
        (400, 400, 400, 400),
    ],
)
def test_counts_follow_each_preset(number, default, nhs, cms):
    found = [count(number, rule) for rule in (DEFAULT, NHS_STYLE, CMS_STYLE)]

    assert found == [default, nhs, cms]


@pytest.mark.parametrize(
    ("some", "of_all", "shown"),
    [
        (10, 20, 50),
        (12, 19, None),  # the base is too small
        (9, 30, None),  # too few are
        (21, 30, None),  # too few are not
        (30, 30, None),  # all
        (0, 30, None),  # none
        (13, 41, 40),  # 15 of 40 are 37.5, in steps of five
        (10, 500, 5),  # never 0 and never 100
        (490, 500, 95),
    ],
)
def test_share_needs_a_base_and_a_complement(some, of_all, shown):
    assert share(some, of_all, DEFAULT) == shown


def test_mean_needs_ten_people_and_comes_in_halves():
    assert [mean(35, 9), mean(36, 10), mean(44, 11)] == [None, 3.5, 4.0]


@every_rule
@given(number=people)
def test_no_count_below_the_smallest_is_ever_shown(rule, number):
    shown = count(number, rule)

    assert shown is None if number < rule.hidden_below else shown % rule.rounded_to == 0


@pytest.mark.parametrize("rule", [DEFAULT, NHS_STYLE], ids=["default", "nhs"])
@given(number=people)
def test_one_person_more_never_moves_a_count_by_one(rule, number):
    before, after = count(number, rule), count(number + 1, rule)

    assert before is None or after - before in {0, rule.rounded_to}


@pytest.mark.parametrize("rule", [DEFAULT, NHS_STYLE], ids=["default", "nhs"])
@given(some=people, rest=people, says_yes=st.booleans())
def test_one_person_more_never_moves_a_share_by_one(rule, some, rest, says_yes):
    before = share(some, some + rest, rule)
    after = share(some + says_yes, some + rest + 1, rule)

    assert before is None or after is None or abs(after - before) != 1


@given(answers=st.lists(st.integers(1, 7), min_size=10, max_size=60), newcomer=st.integers(1, 7))
def test_one_person_more_never_moves_a_mean_by_one(answers, newcomer):
    before = mean(sum(answers), len(answers), DEFAULT)
    after = mean(sum(answers) + newcomer, len(answers) + 1, DEFAULT)

    assert abs(after - before) in {0, 0.5}


@every_rule
@given(some=people, rest=people)
def test_a_share_says_nothing_about_few(rule, some, rest):
    if share(some, some + rest, rule) is not None:
        assert min(some, rest) >= rule.hidden_below
        assert some + rest >= rule.share_base


def test_rows_keep_their_order_and_count_the_whole():
    table = rows({"patients": 21, "staff": 40, "payers": 30}, DEFAULT)

    assert list(table.rows.items()) == [("patients", 20), ("staff", 40), ("payers", 30)]
    assert table.total == 90


def test_a_single_hidden_row_gets_company():
    table = rows({"patients": 21, "staff": 40, "payers": 3}, DEFAULT)

    assert list(table.rows.values()) == [None, 40, None]
    assert table.total == 65


def test_hidden_rows_are_together_as_many_as_could_be_shown():
    table = rows({"a": 2, "b": 3, "c": 15, "d": 30}, DEFAULT)

    assert list(table.rows.values()) == [None, None, None, 30]


@every_rule
@pytest.mark.parametrize(("size", "most"), [(2, 40), (3, 24)])
def test_who_knows_the_rule_still_finds_no_small_group(rule, size, most):
    """Work out from each published table every table that it may come from."""
    sources = defaultdict(list)
    for counts in itertools.product(range(most), repeat=size):
        table = rows(dict(enumerate(counts)), rule)
        sources[*table.rows.values(), table.total].append(counts)

    for (*shown, total), possible in sources.items():
        if total is None or total > most - rule.rounded_to:
            continue  # larger tables than were tried may look the same
        for place in range(size):
            sizes = {counts[place] for counts in possible}
            small = {number for number in sizes if 0 < number < rule.hidden_below}
            assert shown[place] is not None or not small or len(sizes) > 5


def cell(**filters):
    return frozenset(filters.items())


def test_cells_of_two_filters_protect_each_other():
    cells = {
        EVERYONE: (100,),
        cell(group="patient"): (60,),
        cell(group="staff"): (40,),
        cell(language="en"): (64,),
        cell(language="ar"): (36,),
        cell(group="patient", language="en"): (57,),
        cell(group="patient", language="ar"): (3,),
        cell(group="staff", language="en"): (7,),
        cell(group="staff", language="ar"): (33,),
    }

    shown = showable(cells, rule=DEFAULT)

    assert {key for key in shown if len(key) < 2} == set(list(cells)[:5])
    assert {key for key in shown if len(key) == 2} == set()


def test_cells_in_a_hidden_cell_are_hidden():
    cells = {
        EVERYONE: (62,),
        cell(stage="exploration"): (9,),
        cell(stage="preparation"): (24,),
        cell(stage="sustainment"): (29,),
        cell(stage="preparation", group="staff"): (12,),
        cell(stage="preparation", group="payer"): (12,),
    }

    assert showable(cells, rule=DEFAULT) == {EVERYONE, cell(stage="sustainment")}


def test_a_share_of_a_slice_needs_both_sides_and_the_base():
    cells = {EVERYONE: (20, 20, 40), cell(group="a"): (10, 10, 20), cell(group="b"): (10, 10, 20)}

    assert showable(cells, (10, 10, 20)) == set(cells)
    assert showable(cells, (10, 10, 21)) == {EVERYONE}
    assert showable(cells, (10, 11, 20)) == {EVERYONE}


def test_the_site_says_which_rule_holds(settings):
    settings.PUBLISHING = "cms"

    assert rule_of_this_site() is CMS_STYLE
    assert count(12) == 12


def test_an_unknown_preset_is_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("PUBLISHING", "everything")

    with pytest.raises(ImproperlyConfigured):
        Env().str("PUBLISHING", choices=tuple(PRESETS))


@pytest.mark.parametrize(
    ("language", "number", "printed"),
    [("en", 25, "25"), ("en", 3.5, "3.5"), ("en", None, "not shown, to protect people")],
)
def test_a_number_that_is_not_shown_says_so(language, number, printed):
    page = Template("{% load publishing %}{{ number|or_not_shown }}")

    with translation.override(language):
        assert page.render(Context({"number": number})) == printed
