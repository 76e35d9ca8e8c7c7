"""What is broken, by theme. Each run takes the world and gives a line for what it tried."""

from tests.faults.runs import calm, changing, killing, mail, pages, timing

ALL = {
    "kills": killing.kills,
    "follow-ups": killing.follow_ups,
    "calm": calm.calm,
    "no-redis": calm.without_redis,
    "bad-rows": mail.bad_rows,
    "bad-mail": mail.bad_servers,
    "cancel": changing.cancel_and_move,
    "gone": changing.gone,
    "on-time": timing.on_time,
    "clocks": timing.clocks,
    "zones": timing.zones,
    "outages": pages.outages,
    "restart": pages.restart,
    "silence": pages.silence,
}
