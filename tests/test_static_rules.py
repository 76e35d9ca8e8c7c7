"""What must not stand in the code, beyond what ruff finds (`S`, `G`, `DJ` in pyproject.toml).

Each exception has its reason here. One that is not needed any more fails, like a new one.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = [
    "partners", "notices", "meetings", "translations", "charters", "reflections", "dashboards",
    "demo", "coprod", "deploy",
]  # fmt: skip


@cache
def trees():
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    }


@cache
def nodes(*kinds):
    """Return each node of these kinds, with the file it stands in."""
    return [(file, node) for file, found in all_nodes() for node in found if type(node) in kinds]


@cache
def all_nodes():
    return [(file, list(ast.walk(tree))) for file, tree in trees().items()]


def calls(*names):
    """Yield each call of a function or method of these names, and the file it stands in."""
    for file, node in nodes(ast.Call):
        if (getattr(node.func, "attr", None) or getattr(node.func, "id", "")) in names:
            yield file, node


def files_that_name(name):
    """Return the files in which a name is imported or used, however it is called there."""
    return {
        file
        for file, node in nodes(ast.alias, ast.Attribute)
        if (isinstance(node, ast.alias) and node.name.rpartition(".")[2] == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
    }


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# The forgery check


EXEMPT = {
    "partners/access.py": "posts of another machine, known by its signature",
    "notices/answer_views.py": "links in messages: what is signed there is the proof",
    "reflections/views/pulse.py": "the link of a pulse: as above",
}


def test_the_forgery_check_is_left_out_only_where_something_else_proves_the_sender():
    assert files_that_name("csrf_exempt") == {*EXEMPT}


# The database


STATEMENTS = {
    "partners/guards.py": "triggers: words of ours",
    "partners/waiting.py": "statements that Django wrote, kept; values are parameters",
    "partners/fingerprints.py": "names of tables as the database itself lists them",
    "notices/clock.py": "one of two constants",
    "notices/statements.py": "statements that Django wrote, kept; values are parameters",
    "notices/lives.py": "one of two constants",
    "notices/drilling.py": "statements of a drill: words of ours",
    "charters/guards.py": "triggers: words of ours",
    "reflections/checks.py": "a constant",
    "reflections/row_rules.py": "rules of rows: words of ours",
}


def test_statements_are_constants_or_come_from_a_known_place():
    made = {file for file, call in calls("execute", "executemany") if not is_text(call.args[0])}

    assert made == {*STATEMENTS}


def test_no_rows_are_read_raw():
    found = {
        file
        for file, call in calls("raw", "extra", "RawSQL")
        if getattr(call.func, "id", "RawSQL") == "RawSQL"
    }

    assert found == set()


# HTML


BUILT = {"partners/reason_forms.py": "one of two constants"}


def test_templates_escape_what_they_print():
    """Texts of messages are plain; their HTML is made in notices/rendering.py, which escapes."""
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
        and re.search(r"\|\s*safe(seq)?\b|autoescape off", path.read_text())
        and path.suffix != ".txt"
    ]

    assert found == []


def test_markup_is_a_constant_with_gaps_that_are_escaped():
    found = {file for file, call in calls("format_html") if not is_text(call.args[0])}

    assert found == {*BUILT}


def test_no_template_is_made_of_what_somebody_typed():
    assert list(calls("from_string", "Template")) == []


# Other machines and programs


REACHES_OUT = {
    "notices/texting.py": "the provider of text messages, at an address in the settings",
    "translations/machines.py": "the machine that drafts translations, likewise",
    "partners/scanning.py": "the virus scanner, likewise",
    "notices/sending.py": "nobody: it asks for the name of this machine",
    "deploy/healthcheck.py": "this machine's own web server",
    "demo/launch.py": "this machine's own web server",
}
CLIENTS = {"httpx", "requests", "urllib.request", "http.client", "aiohttp", "socket"}
RUNS_PROGRAMS = {
    "translations/exchange.py": "the translation toolkit, on files in a directory of its own",
    "notices/drilling.py": "pg_dump and pg_restore, for the operator",
    "demo/launch.py": "our own processes",
}


@cache
def imports():
    """Return each module that is imported, with the file that does."""
    whole = [(file, each.name) for file, node in nodes(ast.Import) for each in node.names]
    return [*whole, *((file, node.module or "") for file, node in nodes(ast.ImportFrom))]


def importers(modules):
    return {file for file, module in imports() if module in modules}


def test_few_places_ask_other_machines():
    """No address that somebody typed is ever fetched."""
    assert importers(CLIENTS) == {*REACHES_OUT}


def test_few_places_run_programs():
    assert importers({"subprocess", "os.system", "pty"}) == {*RUNS_PROGRAMS}


@pytest.mark.parametrize("argument", ["shell", "verify", "follow_redirects"])
def test_no_shell_no_unchecked_certificate_no_followed_redirect(argument):
    found = [(file, node.lineno) for file, node in nodes(ast.keyword) if node.arg == argument]

    assert found == []


DANGEROUS = {"pickle", "marshal", "shelve", "dill", "yaml", "xml.etree.ElementTree", "lxml.etree",
             "lxml", "ldap", "ldap3", "jwt", "memcache", "pymemcache"}  # fmt: skip


def test_nothing_is_unpacked_that_could_run_or_read_files():
    """No pickles, and no parser of XML in our own processes: XLIFF goes to a program of its own."""
    assert importers(DANGEROUS) == set()


def test_no_code_is_made_of_words():
    found = {file for file, call in calls("eval", "exec") if isinstance(call.func, ast.Name)}

    assert found == set()


def test_forms_name_the_fields_that_they_save():
    """Neither all of them (ruff's DJ007) nor all but some: a new column is not writable unseen."""
    excluding = {
        (file, meta.lineno)
        for file, meta in nodes(ast.ClassDef)
        if meta.name == "Meta" and "form" in file
        for node in meta.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "exclude"
    }

    assert excluding == set()


# Secrets


def test_no_broken_hash_is_used():
    assert {file for file, _call in calls("md5", "sha1")} == set()


def test_secrets_are_compared_in_the_same_time():
    """Digests of ours are never compared with `==` where a stranger can try."""
    compared = [
        (file, node.lineno)
        for file, node in nodes(ast.Compare)
        if isinstance(node.ops[0], ast.Eq | ast.NotEq)
        and any(
            isinstance(side, ast.Call) and getattr(side.func, "attr", "") in {"digest", "hexdigest"}
            for side in [node.left, *node.comparators]
        )
    ]

    assert compared == []


RANDOM = {
    "notices/sending.py": "how long to wait before trying again",
    "partners/migrating.py": "pauses",
}


def test_chance_comes_from_the_system_where_it_must_not_be_guessed():
    outside_demo = {file for file in importers({"random"}) if not file.startswith("demo/")}

    assert outside_demo == {*RANDOM}


ENCRYPTS = {"partners/sealing.py", "partners/vault.py"}


def test_ciphers_stand_in_one_place():
    found = {file for file, module in imports() if module.startswith("cryptography")}

    assert found <= ENCRYPTS
    assert found


def test_patterns_are_constants():
    """What somebody typed is never a pattern, so none of it can be made to run for ever."""
    made = [
        (file, call.lineno)
        for file, call in calls("compile", "fullmatch", "match", "search", "sub")
        if getattr(getattr(call.func, "value", None), "id", "") == "re"
        and any(
            isinstance(node, ast.Call | ast.Attribute | ast.Subscript)
            for node in ast.walk(call.args[0])
        )
    ]

    assert made == []


# The browser


SCRIPTS = sorted(path.name for path in (ROOT / "static").glob("*.js"))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    "danger",
    [r"\beval\(", r"new Function", r"\.innerHTML\s*=", r"insertAdjacentHTML", r"document\.write",
     r"\.outerHTML\s*=", r"__proto__", r"document\.cookie", r"sessionStorage", r"https?://(?!www\.w3\.org)"],
)  # fmt: skip
def test_scripts_write_no_markup_and_reach_nobody_else(script, danger):
    assert not re.search(danger, (ROOT / "static" / script).read_text())


def test_no_page_calls_a_script_or_style_of_another_site():
    found = Counter(
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(
            r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//", path.read_text()
        )
    )

    assert found == Counter()


def test_no_answer_is_for_pages_of_other_sites():
    found = [
        file
        for file, node in nodes(ast.Constant)
        if is_text(node) and node.value.lower().startswith("access-control")
    ]

    assert found == []
