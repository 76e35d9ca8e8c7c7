"""Every address of barriers, for `tests/reflections/addresses.py`."""

BARRIER = {"pk": lambda world: world.barrier.pk}

BARRIER_ADDRESSES = {
    "reflections:barriers": {},
    "reflections:report_barrier": {},
    "reflections:record_barrier": {},
    "reflections:barrier": BARRIER,
    "reflections:change_barrier": BARRIER,
    "reflections:withdraw_barrier": BARRIER,
    "reflections:confirm_barrier": BARRIER,
    "reflections:agree_action": BARRIER,
    "reflections:answer_action": BARRIER,
    "reflections:action_progress": BARRIER,
    "reflections:action_words": BARRIER,
    "reflections:action_money": BARRIER,
    "reflections:ask_if_better": BARRIER,
    "reflections:say_if_better": BARRIER,
    "reflections:not_better": BARRIER,
    "reflections:record_not_better": BARRIER,
    "reflections:confirm_not_better": {
        "pk": lambda world: world.not_better.barrier_id,
        "words": lambda world: world.not_better.pk,
    },
    "reflections:close_barrier": BARRIER,
}
