"""Arrows and doors that an import linter cannot see."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, get_resolver

from partners.access import NUMBERS, PERSONAL, PROGRAMME, PUBLIC, SIGNED
from partners.roles import Permission

ROOT = Path(__file__).parent.parent
FLOORS = [  # from the ground up; neighbours on one floor do not know each other
    {"auth", "contenttypes", "sessions", "account", "mfa", "usersessions"},
    {"partners"},
    {"notices"},
    {"translations"},
    {"meetings"},
    {"charters", "reflections"},
    {"dashboards"},
    {"demo"},
]
HEIGHT = {app: height for height, floor in enumerate(FLOORS) for app in floor}
OUR_APPS = set().union(*FLOORS[1:])
WITHOUT_DOOR = "allauth."  # it keeps doors of its own

RELATIONS = [
    field
    for model in apps.get_models()
    if model._meta.app_label in OUR_APPS
    for field in model._meta.get_fields()
    if field.is_relation and field.concrete and field.related_model
]


@pytest.mark.parametrize("field", RELATIONS, ids=str)
def test_foreign_keys_point_to_the_same_app_or_a_lower_one(field):
    here, there = field.model._meta.app_label, field.related_model._meta.app_label

    assert here == there or HEIGHT[there] < HEIGHT[here]


VIEWS = sorted(
    path.relative_to(ROOT)
    for room in OUR_APPS
    for path in (ROOT / room).rglob("*.py")
    if path.stem.endswith("views") or path.parent.name == "views"
)


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_views_reach_records_only_through_the_visitor(path):
    managers = [
        node.lineno
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]

    assert managers == []


def views(patterns=None):
    """Every view that an address leads to."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback
        else:
            yield from views(pattern.url_patterns)


def dotted(view):
    view = getattr(view, "view_class", view)
    return f"{view.__module__}.{view.__qualname__}"


OURS = sorted({view for view in views() if not dotted(view).startswith(WITHOUT_DOOR)}, key=dotted)


@pytest.mark.parametrize("view", OURS, ids=dotted)
def test_every_view_wears_a_door(view):
    assert getattr(view, "policy", None) in {
        PUBLIC,
        PERSONAL,
        NUMBERS,
        PROGRAMME,
        SIGNED,
        *Permission,
    }


OUT_OF_REFLECTIONS = (
    "reflections.insights",  # numbers
    "reflections.waiting",  # what waits for oneself
    # No row of anybody's: words of ours, and lists that take something in.
    *("reflections.catalogue", "reflections.mirror", "reflections.power_subjects"),
)
DOORS_OUT = tuple(f"{door}." for door in OUT_OF_REFLECTIONS)
OUTSIDE = sorted(
    path.relative_to(ROOT)
    for room in {*OUR_APPS, "coprod"} - {"reflections", "demo"}
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)


# Exact and small numbers, for the census alone; it publishes them: docs/decisions/0023.
CENSUS_DOOR = "reflections.census"
BY_CENSUS_DOOR = {Path("dashboards/sources/owed.py"), Path("dashboards/sources/people.py")}


@pytest.mark.parametrize("path", OUTSIDE, ids=str)
def test_what_is_reflected_leaves_its_room_by_known_doors_only(path):
    """Numbers by insights, what waits for oneself by waiting. No model is named by a string.

    A migration's own step (`_state.apps`) gets the models of the app that it is written in.
    """
    source = (ROOT / path).read_text()
    modules = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reflections")
        for alias in node.names
    } | {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.startswith("reflections")
    }  # fmt: skip

    doors = (*DOORS_OUT, f"{CENSUS_DOOR}.") if path in BY_CENSUS_DOOR else DOORS_OUT
    others = [name for name in modules if not f"{name}.".startswith(doors)]
    assert others == []
    assert not re.search(r"(?<!_state\.apps\.)get_model\(|[\"']reflections\.[A-Z]", source)


def test_exact_numbers_of_reflections_have_one_door():
    """Nothing calls the census of reflections but the sources, not even reflections itself."""
    callers = {
        path.relative_to(ROOT)
        for room in {*OUR_APPS, "coprod"}
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"reflections(\.census| import [^#\n]*\bcensus\b)", path.read_text())
    }

    assert callers == BY_CENSUS_DOOR


def test_rooms_are_the_ones_that_are_known():
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert rooms <= OUR_APPS


def test_nobody_imports_the_configuration():
    importers = [
        path.relative_to(ROOT)
        for room in OUR_APPS
        for path in (ROOT / room).rglob("*.py")
        if any("coprod" in name for name in imported(path))
    ]

    assert importers == []


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
