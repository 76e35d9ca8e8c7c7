"""A program that tracks errors, as small as one can be."""

import logging


class Tracker(logging.Handler):
    """Keeps what it is handed."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def emit(self, record):
        self.seen.append(record.getMessage())
