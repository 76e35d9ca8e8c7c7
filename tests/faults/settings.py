"""Settings of the processes of a fault run: one more kind of message, and beat only wakes."""

import os
from datetime import timedelta
from pathlib import Path

from tests.settings import *

TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")

SEND = "send what is due"
CELERY_BEAT_SCHEDULE = {SEND: CELERY_BEAT_SCHEDULE[SEND]}
CELERY_BEAT_SCHEDULE[SEND]["schedule"] = timedelta(seconds=float(os.environ["FAULTS_BEAT"]))


class NoMigrations:
    """Says of every app that it has none: tables are made at once as they are now."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


MIGRATION_MODULES = NoMigrations()
