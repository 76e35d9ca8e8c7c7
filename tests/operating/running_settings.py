"""Settings of a long trial: beat wakes its tasks about as often as on a real site."""

from datetime import timedelta
from pathlib import Path

from tests.settings import *

TEMPLATES[0]["DIRS"].append(Path(__file__).parent.parent / "faults" / "templates")

for name, entry in CELERY_BEAT_SCHEDULE.items():
    entry["schedule"] = timedelta(seconds=5 if name == "send what is due" else 60)
