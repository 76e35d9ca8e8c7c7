"""What every test may ask for: a mail server, a worker, a browser. All real, none from outside."""

import os
import sys

import pytest

from tests import network

pytest_plugins = ["tests.servers", "tests.browser"]

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure(config):
    # Playwright runs an event loop in the test's own thread, where Django refuses the database.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    network.allow_this_machine_only()


@pytest.fixture(autouse=True, scope="session")
def emptying_is_quick_and_lifts_the_guards_of_the_log():
    """After a test with real transactions all tables are emptied, which the log would refuse."""
    from django.db.backends.base.operations import BaseDatabaseOperations  # noqa: PLC0415

    from partners import guards  # noqa: PLC0415 - apps stand only after configuration

    whole = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        if self.connection.vendor == "postgresql":
            # To truncate a table makes new files for it and for each index, however empty it was.
            tables = self.connection.introspection.django_table_names(only_existing=True)
            sql_list = ["SET LOCAL session_replication_role = replica"]  # no trigger, no guard
            sql_list += [f'DELETE FROM "{table}"' for table in tables]
        else:
            guards.lift(self.connection)  # post_migrate, which follows, brings them back
        whole(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield


@pytest.fixture(autouse=True, scope="session")
def only_whole_templates_are_kept(django_test_environment):
    """`response.context` has that of the page, not a copy for each of fifty parts of it."""
    from django.template import Template  # noqa: PLC0415 - settings stand only after configuration

    for_tests = Template._render

    def _render(self, context):
        is_whole = context.template is self
        return for_tests(self, context) if is_whole else self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", _render)
        yield


def pytest_collection_finish():
    if sys.gettrace():
        from tests import untraced  # noqa: PLC0415 - apps stand only after configuration

        untraced.leave_untraced()


def pytest_collection_modifyitems(config, items):
    from django.conf import settings  # noqa: PLC0415 - settings stand only after configuration

    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("postgresql")]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if IN_CI and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("In CI a skipped test is a failure.", red=True)
