"""The long walk of tests.privacy.crawling, by hand: prints what it checked and what it found."""

import logging
import os
import sys
import time


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415 - settings are named only now

    django.setup()
    from django.test.runner import DiscoverRunner  # noqa: PLC0415

    from tests.privacy.crawling import Crawl  # noqa: PLC0415

    logging.disable(logging.CRITICAL)  # refusals are what it asks for
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        begun = time.monotonic()
        found = Crawl(most=most).run()
        print(f"{found}\n{time.monotonic() - begun:.0f} s")  # noqa: T201
    finally:
        runner.teardown_databases(databases)
    return bool(found.wrong)


sys.exit(main())
