"""Asks the web server of this machine whether it lives. Ends with 1 if it does not say so."""

import os
import sys
import urllib.error
import urllib.request

HOST = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*")
ADDRESS = os.environ.get("HEALTHCHECK_URL", "http://127.0.0.1:8000/livez")

try:
    asked = urllib.request.Request(ADDRESS, headers={"Host": HOST or "localhost"})  # noqa: S310 - http, from a setting
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - http, from a setting
        sys.exit(answer.status != 200)
except (urllib.error.URLError, OSError) as problem:
    sys.exit(f"No answer: {problem}")
