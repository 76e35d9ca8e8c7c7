"""Does what the periodic tasks of meetings do, once, without Celery and without Redis."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings import following_up, interpreter_alerts, refreshing, repeating
from meetings.models import Series
from notices.clock import database_now


class Command(BaseCommand):
    """Ask who has not answered, take in changes of people, plan the next meetings of series."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Do all of it, one record after the other."""
        now = database_now()
        refreshing.ask_about_support(now)
        asked = sum(following_up.ask(pk, now) for pk in following_up.due(now))
        changed = {*refreshing.found(now), *refreshing.on_other_clocks(now)}
        refreshed = sum(refreshing.refresh(pk, now) for pk in sorted(changed))
        for pk in interpreter_alerts.found(now):
            interpreter_alerts.look_after(pk, now)
        planned = sum(repeating.extend(series, now=now) for series in Series.objects.going_on())
        self.stdout.write(f"asked {asked}, refreshed {refreshed}, planned {planned}")
