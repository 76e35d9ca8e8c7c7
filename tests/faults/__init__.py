"""Breaks things on purpose, and counts what people got: `python -m tests.faults`.

Everything is real: PostgreSQL (or SQLite with `--sqlite`), Valkey, Celery workers and beat,
gunicorn, a mail server that writes each message to disk before it says yes, `kill -9`.
docs/reliability.md says what is promised; each run names the promise it tries.
"""
