"""Sends what is due, with or without Celery."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import connection

from notices import sending
from partners import outage

logger = logging.getLogger(__name__)
PAUSE = 15  # seconds


class Command(BaseCommand):
    """Sends what is due, once or for ever."""

    help = "Send what is due. With --forever, keep looking; ends well on SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="keep looking, until SIGTERM")
        parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two looks")

    def handle(self, *args: object, **options: bool | float) -> None:
        """Run once, or until SIGTERM or Ctrl-C; the message in hand is always finished."""
        stopped = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stopped.set())
        while True:
            try:
                counts = sending.send_due(stop=stopped.is_set)
            except outage.ERRORS:
                if not options["forever"]:
                    raise
                logger.warning("The database is away; looking again.")
                connection.close()
                time.sleep(1)
                continue
            if str(counts):
                self.stdout.write(str(counts))
            if not options["forever"] or stopped.wait(options["pause"]):
                return
