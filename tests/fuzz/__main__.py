"""The long trial, by hand: `python -m tests.postgres -- python -m tests.fuzz --probes 20000`.

Prints what it finds as it goes, and a table at the end. Ends with 1 if anything was found.
`--role` and `--language` run a part of it again.
"""

import argparse
import logging
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.apps import apps
from django.conf import settings
from django.test.utils import get_runner, setup_test_environment


def main(arguments):
    django.setup()
    from tests.fuzz import running  # noqa: PLC0415 - needs the apps

    logging.disable()
    setup_test_environment()
    # Made from the models, which is quicker than by migrations.
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        began = time.monotonic()
        rows = running.run(
            arguments.probes,
            arguments.seed,
            arguments.role or running.ROLES,
            arguments.language or running.LANGUAGES,
            say=lambda words: print(words, flush=True),  # noqa: T201
        )
        print(running.table(rows, time.monotonic() - began))  # noqa: T201
    finally:
        runner.teardown_databases(databases)
    return 1 if any(row.findings for row in rows) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--probes", type=int, default=20_000)
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--role", nargs="+")
    parser.add_argument("--language", nargs="+")
    sys.exit(main(parser.parse_args()))
