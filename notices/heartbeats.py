"""Whether the sender is alive, so that a page can say when reminders stopped going out."""

from datetime import datetime, timedelta

from notices.models import Heartbeat

TOO_LONG = timedelta(minutes=10)


def silent_since(now: datetime) -> datetime | None:
    """Return since when no sender has run, if that is too long; None if all is well.

    Where none has ever run there is nothing to say yet: a new site has nothing to send.
    """
    heartbeat = Heartbeat.objects.first()
    if heartbeat is None or now - heartbeat.beat_at <= TOO_LONG:
        return None
    return heartbeat.beat_at
