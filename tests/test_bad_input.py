"""Bad input at every address: nothing breaks, nothing leaks, and no typed words are lost.

A short, seeded trial of `tests.fuzz`; the long one is `python -m tests.fuzz --probes 20000`.
"""

import random
from html import escape
from types import SimpleNamespace

import pytest

from tests.fuzz import values
from tests.fuzz.pages import Field, Form, Page, dangers_in
from tests.fuzz.probing import Prober, Target
from tests.fuzz.running import LANGUAGES, ROLES, Row, visit
from tests.fuzz.visitors import Visitor
from tests.test_access import VIEWS

SEED = 20261126
FORMS, PROBES = 25, 60  # of one visitor
VISITORS = [(role, LANGUAGES[number % 2]) for number, role in enumerate(ROLES)]


@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.parametrize(("role", "language"), VISITORS)
def test_bad_input_breaks_nothing(role, language):
    names = random.Random(f"{SEED} {role}").sample(sorted(VIEWS), len(VIEWS) // 3)
    row = Row(SEED, role, language)

    visit(row, PROBES, {*names}, FORMS)

    assert row.probes > PROBES
    assert row.findings == []


@pytest.mark.sweep
@pytest.mark.django_db
def test_a_script_in_every_column_runs_on_no_page():
    prober = Prober(Visitor("facilitator", "en"), ["1"], SEED)

    planted = prober.plant()

    assert planted > 300
    assert prober.report() == []


def test_only_links_in_messages_and_other_machines_are_exempt_from_the_token():
    exempt = {name for name, view in VIEWS.items() if getattr(view, "csrf_exempt", False)}

    assert exempt == {
        "notices:answer", "notices:unsubscribe", "reflections:pulse_link",
        "notices:text_incoming", "notices:text_status",
    }  # fmt: skip


# The fuzzer itself: each thing that it looks for, it finds.


@pytest.mark.parametrize(
    "html",
    [
        values.SCRIPT,
        f'<input value="{values.SCRIPTS[3]}">',
        '<a href="java\tscript:fuzzed()">x</a>',
        '<a href="//evil.example/">fuzzed</a>',
        "<svg onload=fuzzed()>",
    ],
)
def test_a_script_is_seen(html):
    assert dangers_in("text/html; charset=utf-8", html.encode())


@pytest.mark.parametrize("words", values.SCRIPTS)
def test_a_script_that_is_escaped_is_not(words):
    page = f'<p title="{escape(words)}">{escape(words)}</p><textarea>{escape(words)}</textarea>'

    assert dangers_in("text/html", page.encode()) == set()


def test_a_formula_and_a_line_of_its_own_are_seen():
    assert dangers_in("text/csv", b'1,"=1+1"\r\n')
    assert not dangers_in("text/csv", b"1,'=1+1\r\n")
    assert dangers_in("text/calendar", b"SUMMARY:a\r\nX-FUZZED:1\r\n")


def test_a_mistake_that_no_field_points_to_is_seen():
    loose = Page('<input name="a" aria-invalid="true"><div id="id_a_error">Mistake</div>')
    tied = Page('<input aria-invalid="true" aria-describedby="x_error"><div id="x_error"></div>')

    assert loose.untied == ["id_a_error stands alone", "a points nowhere"]
    assert tied.untied == []


class Noting(Prober):
    """Writes down what it would send."""

    def probe(self, target, changes):
        self.sent = [*getattr(self, "sent", []), changes]
        return set()


def test_the_same_seed_types_the_same():
    target = Target("a:b", "/", Form("/", "GET", {"a": Field("a", "text")}))
    probers = [Noting(SimpleNamespace(browser=None), ["1"], seed) for seed in (1, 1, 2)]

    for prober in probers:
        prober.try_one(target, 5)

    assert probers[0].sent == probers[1].sent != probers[2].sent


@pytest.mark.django_db
def test_a_form_that_takes_anything_is_found_out(settings):
    settings.ROOT_URLCONF = "tests.breaking_urls"
    prober = Prober(Visitor("nobody", "en"), ["1"], SEED)
    form = Form("/breaks/anything/", "POST", {"words": Field("words", "text")})

    prober.try_one(Target("anything", "/breaks/anything/", form), 120)

    found = " ".join(prober.report())
    assert "shows a script" in found
    assert "without a token: 200" in found
    assert "stores what no field asks for" in found
    assert "forgets what was typed in words" in found
