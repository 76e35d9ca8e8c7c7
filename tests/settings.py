"""Settings of a test run: a fresh directory, and a database that other processes can open."""

import atexit
import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

# In memory where that can be had: on a disk, tests would mostly wait for keys to be written safely.
MEMORY = Path("/dev/shm")
HAS_MEMORY = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**30  # bytes

# A worker or server that a test starts inherits TEST_DIRECTORY: the same database and files.
if "TEST_DIRECTORY" not in os.environ:
    os.environ["TEST_DIRECTORY"] = tempfile.mkdtemp(
        prefix="coprod-", dir=MEMORY if HAS_MEMORY else None
    )
    atexit.register(shutil.rmtree, os.environ["TEST_DIRECTORY"], ignore_errors=True)
DIRECTORY = Path(os.environ["TEST_DIRECTORY"])
os.environ.update(
    {
        "SECRET_KEY": "for tests only, and long enough to keep the deployment check quiet",
        "SECRET_KEY_FALLBACKS": "",
        "MASTER_KEY_FALLBACKS": "",
        "MASTER_KEY": "Zm9yIHRlc3RzIG9ubHk6IDMyIGJ5dGVzIG9mIGtleSE=",
        "BASE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "TRUSTED_PROXY_COUNT": "0",
        "BEHIND_PROXY": "False",
        "DATA_DIR": str(DIRECTORY),
        "KEYS_DIR": str(DIRECTORY / "keys"),
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{DIRECTORY / 'test.sqlite3'}",
        "REDIS_URL": os.environ.get("TEST_REDIS_URL", "memory://"),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": os.environ.get("TEST_EMAIL_PORT", "9"),  # 9: nobody listens
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": "False",
        "EMAIL_USE_SSL": "False",
        "DEFAULT_FROM_EMAIL": "coprod <hello@testserver>",
        "SECOND_FACTOR_REQUIRED": "False",
        "PUBLISHING": "default",
        "TEXTS": "",
        "MACHINE_TRANSLATION": "",
        "MACHINE_TRANSLATION_URL": "",
        "MACHINE_TRANSLATION_KEY": "",
        "STATIC_ROOT": "",
        "CLAMAV": "",
        "LOG_FORMAT": "text",
        "METRICS_TOKEN": "",
        "ERROR_HANDLER": os.environ.get("TEST_ERROR_HANDLER", ""),
        "DEBUG": "False",
        "DEMO": os.environ.get("TEST_DEMO", "False"),
    }
)

from coprod.settings import *  # noqa: E402

# Django would keep a SQLite test database in memory, where no other process could see it.
DATABASES["default"]["TEST"] = (
    {"NAME": DATABASES["default"]["NAME"]}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {}
)

STORAGES["staticfiles"] = {
    # Compressing takes seconds, and shows nothing a test looks at.
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A slow hash guards the PIN of a journal; tests guard nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

for entry in CELERY_BEAT_SCHEDULE.values():
    entry["schedule"] = timedelta(seconds=1)
