"""Codes on paper: whatever a finger or an ear gets wrong is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import paper_codes

CODES = st.builds(paper_codes.new)


@given(CODES)
def test_a_new_code_is_whole_and_adds_up(code):
    assert paper_codes.is_whole(code)
    assert paper_codes.is_right(code)


@given(CODES)
def test_every_wrong_character_is_noticed(code):
    wrong = [
        code[:place] + letter + code[place + 1 :]
        for place in range(paper_codes.LENGTH)
        for letter in paper_codes.ALPHABET
        if letter != code[place]
    ]

    assert [other for other in wrong if paper_codes.is_right(other)] == []


@given(CODES)
def test_every_two_neighbours_that_changed_places_are_noticed(code):
    swapped = [
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(paper_codes.LENGTH - 1)
        if code[place] != code[place + 1]
    ]

    assert [other for other in swapped if paper_codes.is_right(other)] == []


@given(CODES)
def test_a_code_may_be_typed_as_it_is_read(code):
    printed = paper_codes.grouped(code)

    assert len(printed) == 12
    assert paper_codes.tidy(printed) == code
    assert paper_codes.tidy(f" {printed.lower().replace('0', 'o').replace('1', 'l')} ") == code
    assert paper_codes.tidy(printed.replace("5", "S").replace("1", "I").replace("-", " ")) == code


@pytest.mark.parametrize(
    "typed", ["", "7K2", "7K2-QPMX-4XT-9", "²²²²²²²²²²", "٣٣٣٣٣٣٣٣٣٣", "Ü" * 10]
)
def test_what_cannot_be_a_code_is_not_whole(typed):
    assert not paper_codes.is_whole(paper_codes.tidy(typed))
