"""Every address of give and take and of products, for `tests/addresses.py`."""

from reflections import crediting
from tests.factories import now
from tests.reflections.factories_exchanges import ask, made, offer, take_up


def once(name, make):
    """Make a thing of a `World` when it is first asked for, and keep it there."""

    def find(world):
        if name not in vars(world):
            vars(world)[name] = make(world)
        return vars(world)[name]

    return find


def finished(world):
    product = made(world.owner)
    crediting.choose(product.makers.get(), "full_name", now=now())
    crediting.come_out(product, now=now())
    return product


mine = once("my_ask", lambda world: ask(world.owner, recorded_by=world.facilitator))
theirs = once("their_offer", lambda world: offer(world.facilitator))
get = once("what_i_get", lambda world: take_up(offer(world.facilitator, "I drive."), world.owner))
give = once("what_i_give", lambda world: take_up(ask(world.facilitator, "A ride?"), world.owner))
between = once(
    "what_others_give",
    lambda world: take_up(ask(world.facilitator, "A room?"), world.member),
)
product = once("my_product", finished)
benefit = once(
    "my_benefit",
    lambda world: product(world).benefits.create(
        group="patient", words="I ask more.", language="en", said_by=world.owner, said_at=now()
    ),
)
maker = once("my_credit", lambda world: product(world).makers.get())


def pk(find):
    return {"pk": lambda world: find(world).pk}


MAKER = {**pk(product), "maker": lambda world: maker(world).pk}

EXCHANGE_ADDRESSES = {
    "reflections:exchanges": {},
    "reflections:offer": {},
    "reflections:ask": {},
    "reflections:record_offer": {},
    "reflections:record_ask": {},
    "reflections:count_me": {},
    "reflections:exchange": pk(mine),
    "reflections:change_exchange": pk(mine),
    "reflections:withdraw_exchange": pk(mine),
    "reflections:exchange_right": pk(mine),
    "reflections:still_needed": pk(mine),
    "reflections:take_up": pk(theirs),
    "reflections:record_take_up": pk(theirs),
    "reflections:given_list": {},
    "reflections:given": pk(get),
    "reflections:gave": pk(give),
    "reflections:confirm_given": pk(get),
    "reflections:record_given": pk(between),
    "reflections:drop_given": pk(get),
    "reflections:keep_between": pk(get),
    "reflections:thank": pk(get),
    "reflections:products": {},
    "reflections:add_product": {},
    "reflections:product": pk(product),
    "reflections:change_product": pk(product),
    "reflections:come_out": pk(product),
    "reflections:withdraw_product": pk(product),
    "reflections:say_benefit": pk(product),
    "reflections:remove_benefit": {**pk(product), "benefit": lambda world: benefit(world).pk},
    "reflections:name_maker": pk(product),
    "reflections:credit": MAKER,
    "reflections:judge_credit": MAKER,
    "reflections:remove_maker": MAKER,
}
