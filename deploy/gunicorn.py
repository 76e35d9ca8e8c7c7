"""How the web server runs in production: `gunicorn --config deploy/gunicorn.py coprod.wsgi`."""

import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))  # spare connections of browsers hold no worker up
control_socket_disable = True
# Signs of life do not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes a private file there
graceful_timeout = 30  # seconds to finish what was begun; a paper takes a few
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"text": {"()": "coprod.logs.Plain"}, "json": {"()": "coprod.logs.JSONLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": os.environ.get("LOG_FORMAT", "text"),
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}


def post_worker_init(worker):
    """Let the garbage collector pass by what a worker has loaded: a tenth of a page's CPU."""
    gc.freeze()
