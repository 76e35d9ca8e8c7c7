"""Settings of the program one release later: one more migration, which the web servers lack."""

import os

from tests.operating.running_settings import *

MIGRATION_MODULES = {"notices": "later_notices"}  # in a directory of the trial, on the path
if "TRIAL_DIRECTORY" not in os.environ:
    raise SystemExit("This is for tests.operating.migrating alone.")
