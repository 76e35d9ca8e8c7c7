"""Offers, asks, what was given and what was made, as they come about, for tests."""

from reflections import crediting, exchanging
from reflections.models import Direction, Exchange, Product
from tests.factories import MembershipFactory, PartnershipFactory, PersonFactory, now


class Neighbours:
    """A partnership of a facilitator, two patients, a leader and a payer."""

    def __init__(self):
        self.partnership = PartnershipFactory()
        self.maya = self.member(group="facilitator", role="facilitator", name="Maya Okafor")
        self.rosa = self.member(name="Rosa Jiménez", language="es")
        self.layla = self.member(name="ليلى حداد", language="ar", group="family")
        self.grace = self.member(name="Grace Kim", group="leader")
        self.david = self.member(name="David Stein", group="payer")

    def member(self, *, language="en", name=None, without_email=False, **kwargs):
        names = {"name": name} if name else {}
        person = PersonFactory(language=language, without_email=without_email, **names)
        return MembershipFactory(partnership=self.partnership, person=person, **kwargs)


def offer(member, said="I explain letters without jargon.", *, at=None, recorded_by=None, **fields):
    """Offer something."""
    return _post(member, Direction.OFFER, said, at, recorded_by, fields)


def ask(
    member, said="Could somebody write me a reference?", *, at=None, recorded_by=None, **fields
):
    """Ask for something."""
    return _post(member, Direction.ASK, said, at, recorded_by, fields)


def _post(member, direction, said, at, recorded_by, fields):
    exchange = Exchange(
        partnership=member.partnership, membership=member, direction=direction, said=said,
        **{"kind": "skill", "principles": ["equity"], "language": "en", **fields},
    )  # fmt: skip
    return exchanging.post(exchange, recorded_by=recorded_by, now=at or now())


def take_up(exchange, member, *, at=None, **fields):
    """Take up an offer, or say yes to an ask."""
    return exchanging.take_up(exchange, member, now=at or now(), **fields)


def confirm(given, value="helped", *, at=None, **fields):
    """Say, as the receiver, that it was given."""
    return exchanging.answer(given, value, now=at or now(), **{"language": "en", **fields})


def made(by, *makers, at=None, **fields):
    """Add what was made together."""
    fields = {"kind": "leaflet", "title_en": "Seven questions", **fields}
    product = Product(partnership=by.partnership, created_by=by, **fields)
    return crediting.add(product, makers=makers or [by], now=at or now())
