"""Settings of the sender's processes in a fault run: one more kind of notice has its text here."""

from pathlib import Path

from tests.settings import *

TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
