"""The table of docs/security.md says what is true: the standard's own lines, tests and headings."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs/security.md").read_text()
FEWEST_BY_TEST = 150

# Levels 1 and 2 of ASVS 5.0.0: how many numbers a section has, without those of Level 3. Chapters
# 9, 10 and 17 are about what coprod has none of.
LEVEL_3 = {
    *("1.2.10", "1.3.12", "1.5.3", "2.3.5", "2.4.2", "3.1.1", "3.2.3", "3.3.5", "3.4.7", "3.4.8"),
    *("3.5.6", "3.5.7", "3.5.8", "3.6.1", "3.7.3", "3.7.4", "3.7.5", "4.1.4", "4.1.5", "4.2.2"),
    *("4.2.3", "4.2.4", "4.2.5", "5.2.4", "5.2.5", "5.2.6", "5.3.3", "6.3.5", "6.3.6", "6.3.7"),
    *("6.3.8", "6.4.5", "6.4.6", "6.5.6", "6.5.7", "6.5.8", "6.6.4", "6.7.1", "6.7.2", "7.5.3"),
    *("8.1.3", "8.1.4", "8.2.4", "8.3.2", "8.3.3", "8.4.2", "11.1.3", "11.1.4", "11.2.4"),
    *("11.2.5", "11.3.4", "11.3.5", "11.5.2", "11.6.2", "11.7.1", "11.7.2", "12.1.4", "12.1.5"),
    *("12.3.5", "13.1.2", "13.1.3", "13.1.4", "13.2.6", "13.3.3", "13.3.4", "13.4.6", "13.4.7"),
    *("14.2.5", "14.2.6", "14.2.7", "14.2.8", "15.1.4", "15.1.5", "15.2.4", "15.2.5", "15.4.1"),
    *("15.4.2", "15.4.3", "15.4.4", "16.5.4"),
}
SIZES = """
1: 2 10 12 3 3
2: 3 3 5 2
3: 1 3 5 8 8 1 5
4: 5 5 2 4
5: 1 6 3 3
6: 3 12 8 6 8 4 2 4
7: 3 4 2 5 3 2
8: 4 4 3 2
11: 4 5 5 4 2 2 2
12: 5 2 5
13: 4 6 4 7
14: 2 8 3
15: 5 5 7 4
16: 1 5 4 3 4
"""
ALL = {
    f"{chapter}.{section}.{number}"
    for chapter, sizes in (line.split(": ") for line in SIZES.split("\n") if line)
    for section, size in enumerate(sizes.split(), start=1)
    for number in range(1, int(size) + 1)
}
IN_SCOPE = ALL - LEVEL_3

TABLE, BEYOND = TEXT.partition("## OWASP ASVS")[2].split("### Beyond Level 2")
THREATS = TEXT.partition("## Threats")[2].partition("## OWASP ASVS")[0]
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
HEADING = re.compile(r"\[docs/([\w.]+)#([\w-]+)\]\(([\w.]*)#([\w-]+)\)")


def rows(text):
    return [(match[1], match[2].rpartition(" | ")[2]) for match in ROW.finditer(text)]


ROWS, ROWS_BEYOND = rows(TABLE), rows(BEYOND)


def kind(proof):
    if proof.startswith("`tests/"):
        return "test"
    if proof.startswith("[docs/"):
        return "document"
    return proof.partition(":")[0].partition(" for ")[0].partition(" as ")[0].partition(" by ")[0]


@cache
def functions_of(file):
    """Return the functions of a file as pytest finds them: not one inside another, nor a word."""
    path = ROOT / file
    body = ast.parse(path.read_text()).body if path.exists() else []
    return {node.name for node in body if isinstance(node, ast.FunctionDef)}


@cache
def headings_of(file):
    text = (ROOT / "docs" / file).read_text()
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\s-]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_standard_has_as_many_lines_as_it_says():
    assert len(ALL) == 345 - 7 - 36 - 12  # without chapters 9, 10 and 17
    assert len(IN_SCOPE) == 253 - 7 - 29 - 7 == 210
    assert LEVEL_3 < ALL


def test_each_line_of_the_standard_stands_in_the_table_once():
    assert [number for number, _proof in ROWS] == sorted(
        IN_SCOPE, key=lambda number: [*map(int, number.split("."))]
    )


def test_what_is_beyond_is_of_level_3_or_a_clause_for_it():
    assert {number for number, _proof in ROWS_BEYOND} - LEVEL_3 == {"16.3.2"}
    assert {kind(proof) for _number, proof in ROWS_BEYOND} == {"test"}


def test_every_threat_is_there_with_a_test():
    found = re.findall(r"^\| (T\d+) \|.*`tests/", THREATS, re.MULTILINE)

    assert found == [f"T{number}" for number in range(1, 28)]


def test_every_test_that_is_named_exists():
    named = {(file, name) for file, name in TEST.findall(TEXT) if name}

    assert [each for each in named if each[1] not in functions_of(each[0])] == []
    assert len(named) > 100


def test_every_file_that_is_named_exists():
    assert [file for file, _name in TEST.findall(TEXT) if not (ROOT / file).exists()] == []


def test_every_heading_that_is_named_exists():
    found = HEADING.findall(TEXT)

    assert found
    for file, heading, link, anchor in found:
        assert (link or "security.md", anchor) == (file, heading)
        assert heading in headings_of(file), f"{file}#{heading}"
    for anchor in re.findall(r"\]\(#([\w-]+)\)", TEXT):
        assert anchor in headings_of("security.md")
    for file, anchor in re.findall(r"\]\(([\w.]+\.md)#([\w-]+)\)", TEXT):
        assert anchor in headings_of(file), f"{file}#{anchor}"


@pytest.mark.parametrize(("number", "proof"), ROWS, ids=lambda value: value[:8])
def test_each_line_is_shown_written_down_or_answered_for(number, proof):
    assert kind(proof) in {"test", "document", "not applicable", "not met"}
    if kind(proof) in {"not applicable", "not met"}:
        assert len(proof.partition(": ")[2]) > 15, "Say why."


def test_the_sums_above_the_table_are_right():
    counted = Counter(kind(proof) for _number, proof in ROWS)
    sums = [counted[each] for each in ("test", "document", "not applicable", "not met")]

    assert f"| {' | '.join(map(str, sums))} |" in TABLE
    assert counted["test"] >= FEWEST_BY_TEST
