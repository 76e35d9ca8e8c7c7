"""Settings of the site that is measured: a real site's, with DEBUG off and behind a proxy with TLS.

BENCH_DIRECTORY, where its files are, comes from whoever measures. With BENCH_COUNT each answer says
what it took.
"""

import os

os.environ.update(
    {
        "SECRET_KEY": "for measuring only, and long enough to keep the deployment check quiet",
        "SECRET_KEY_FALLBACKS": "",
        "MASTER_KEY": "Zm9yIHRlc3RzIG9ubHk6IDMyIGJ5dGVzIG9mIGtleSE=",
        "MASTER_KEY_FALLBACKS": "",
        "BASE_URL": "https://bench.example",
        "ALLOWED_HOSTS": "bench.example,127.0.0.1",
        "TRUSTED_PROXY_COUNT": "1",
        "BEHIND_PROXY": "True",
        "DATA_DIR": os.environ["BENCH_DIRECTORY"],
        "KEYS_DIR": os.path.join(os.environ["BENCH_DIRECTORY"], "keys"),
        "STATIC_ROOT": "",
        "REDIS_URL": "memory://",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": os.environ.get("BENCH_EMAIL_PORT", "9"),  # 9: nobody listens
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": "False",
        "TEXTS": "",
        "MACHINE_TRANSLATION": "",
        "METRICS_TOKEN": "",
        "LOCK_TIMEOUT": "",
        "DEBUG": "False",
        "DEMO": os.environ.get("BENCH_DEMO", "False"),
    }
)

from coprod.settings import *

if os.environ.get("BENCH_COMPRESSED"):  # as the proxy before a real site does
    MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]

if os.environ.get("BENCH_COUNT"):
    MIDDLEWARE = ["tests.bench.counting.CountingMiddleware", *MIDDLEWARE]
