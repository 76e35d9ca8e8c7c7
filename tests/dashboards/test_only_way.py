"""There is one way for a number about people to reach a page: the census, then a figure."""

import ast
import re
from pathlib import Path

import pytest

from dashboards import indicators
from dashboards.figures import Figure
from dashboards.indicators import Kind

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted((ROOT / "dashboards").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates" / "dashboards").glob("*.html"))
COUNTING = {"Count", "Sum", "Avg", "Min", "Max", "StdDev", "Variance", "aggregate", "count", "len"}
# Who may count, and what: nothing of it is about people but in `sources/people.py`.
MAY_COUNT = {
    "sources/owed.py": "what was owed and done, by partnership",
    "sources/people.py": "people, for the census",
    "overdue.py": "promises that wait",
    "programme.py": "promises of leaders, things that wait",
    "waiting.py": "what waits for the reader alone",
    "views/home.py": "what waits for the reader alone",
    "figures.py": "texts, for a median of days",
    "trends.py": "months of a chart",
    "filters.py": "filters chosen",
    "management/commands/publish_snapshot.py": "programmes published",
    "spending.py": "money, of at least three people and whole months",
    "first_month.py": "what there is of a first month, to tick it off",
    "involvement.py": "records of work, which the statement links to",
    "power.py": "what members do in each other's sight, for the mirror",
    "sources/reach.py": "nothing itself: it groups what it is given",
}
ABOUT_PEOPLE = {  # what a module outside the census must not look at
    "SupportNeed", "Arrangement", "RungExperienced", "Signature", "Position", "Ballot", "Voted",
    "Person", "Motivation", "FollowUp", "Attendance", "LearningGoal", "GoalAction",
}  # fmt: skip
MAY_NAME = {
    "sources/people.py": ABOUT_PEOPLE,
    "evaluations.py": {"Person"},  # who reads, and leads
    "waiting.py": {"Arrangement", "Attendance", "FollowUp"},  # of the reader alone
    "lists.py": set(),
}


def name_of(path):
    return str(path.relative_to(ROOT / "dashboards"))


def names_in(path):
    """Every name that a module calls or imports, without migrations."""
    tree = ast.parse(path.read_text())
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called.add(getattr(node.func, "id", getattr(node.func, "attr", "")))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return called, imported


OURS = [path for path in MODULES if "migrations" not in path.parts]


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_only_these_modules_count_anything(path):
    called, _imported = names_in(path)

    assert not called & COUNTING or name_of(path) in MAY_COUNT


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_only_the_census_looks_at_what_is_about_people(path):
    _called, imported = names_in(path)

    assert imported & ABOUT_PEOPLE <= MAY_NAME.get(name_of(path), set())


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_only_the_census_takes_counts_of_people(path):
    called, _imported = names_in(path)

    assert "AboutPeople" not in called or name_of(path) == "census.py"


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_only_figures_call_what_publishes(path):
    text = path.read_text()
    publishes = re.search(r"\bpublishing\.(count|share|mean|rows)\(", text)

    assert not publishes or name_of(path) in {"figures.py", "census.py"}


def test_indicators_about_people_have_no_live_way():
    about_people = [each for each in indicators.INDICATORS if each.kind == Kind.PEOPLE]

    assert about_people
    assert [each.id for each in about_people if each.owed] == []
    assert [each.id for each in indicators.INDICATORS if each.people and each.owed] == []


# In a template a figure is printed in words only: what it is made of stays inside.
RAW = [*Figure.__dataclass_fields__]
FORBIDDEN = [
    *(rf"figure\.{name}\b" for name in RAW),
    *(rf"\.{name}\b" for name in ("some", "of_all", "replied", "promised")),
    r"\|\s*length",
    r"\.count\b(?!\s*=)",
    r"widthratio",
    r"\.all\b",
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_print_no_raw_number(path):
    text = path.read_text()

    assert [pattern for pattern in FORBIDDEN if re.search(pattern, text)] == []


def test_templates_that_would_print_one_are_found():
    text = "{{ line.figure.some }} {{ people|length }} {{ needs.count }}"

    assert sum(bool(re.search(pattern, text)) for pattern in FORBIDDEN) >= 3
