"""Twenty clicks at once: one offer, one yes, one confirmation; nothing once it was taken back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from notices.models import Notice
from reflections import exchanging
from reflections.models import Exchange, Given, Product
from tests.factories import now
from tests.reflections.factories_exchanges import Neighbours, ask, confirm, made, offer, take_up

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 20


def at_once(*calls):
    """Make these calls in turn in twenty threads, each with its own connection."""
    together = Barrier(CLICKS)

    def click(number):
        together.wait()
        try:
            calls[number % len(calls)]()
        except exchanging.CannotExchange:
            return
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as threads:
        list(threads.map(click, range(CLICKS)))


def test_twenty_clicks_post_one_offer_and_add_one_product():
    rosa = Neighbours().rosa

    at_once(lambda: offer(rosa), lambda: made(rosa))

    assert (Exchange.objects.count(), Product.objects.count()) == (1, 1)


def test_twenty_clicks_take_up_once():
    here = Neighbours()
    wanted = ask(here.layla)

    at_once(lambda: take_up(wanted, here.rosa))

    assert Given.objects.count() == 1
    assert Notice.objects.filter(kind="exchange_taken_up").count() == 1


def test_twenty_confirmations_are_one():
    here = Neighbours()
    given = take_up(ask(here.layla), here.rosa)

    at_once(lambda: confirm(given, "helped"))

    assert Notice.objects.filter(kind="given_confirmed").count() == 1


def test_after_an_offer_was_taken_back_nobody_takes_it_up():
    here = Neighbours()
    offered = offer(here.rosa)

    at_once(lambda: exchanging.withdraw(offered, now=now()), lambda: take_up(offered, here.grace))

    assert Given.objects.count() in {0, 1}, "whoever came first"
    with pytest.raises(exchanging.TakenBack):
        take_up(offered, here.david)
