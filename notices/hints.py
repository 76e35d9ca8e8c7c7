"""A hint to the sender that something is due. It may fail; the sender looks by itself anyway."""

import logging

from celery import current_app
from kombu.exceptions import KombuError

logger = logging.getLogger(__name__)

SEND_DUE = "notices.tasks.send_due"
PATIENCE = 0.2  # seconds that a request may wait for the broker


def wake() -> None:
    """Ask a worker to look for due notices. Says nothing if there is no broker.

    Called when a transaction has committed. A hint that nobody takes within half a minute is worth
    nothing, because by then the sender has looked by itself.
    """
    try:
        with current_app.connection_for_write() as broker:
            broker.transport_options = {
                **(broker.transport_options or {}),
                "socket_connect_timeout": PATIENCE,
                "socket_timeout": PATIENCE,
                "max_retries": 0,
            }
            current_app.send_task(
                SEND_DUE, connection=broker, retry=False, expires=30, ignore_result=True
            )
    except (OSError, KombuError) as error:
        logger.info("No hint to the sender: %s", type(error).__name__)
