"""Bringing back what nobody answered: asks without a help, and what nobody said was given.

Twice at most, and each person is told once. The schedule is data: `Exchange.bring_back_at` and
`Given.ask_at` say when.
"""

from datetime import datetime

from django.db import transaction

from notices.planning import plan
from partners.models import Membership
from reflections import exchanging
from reflections.models import Exchange, ExchangeKind, Given
from reflections.models.exchanges import MOST_ASKINGS


def asks_due(now: datetime) -> list[int]:
    """Return the asks (ids) whose time to be brought back has come."""
    return list(Exchange.objects.to_bring_back(now).values_list("pk", flat=True))


def given_due(now: datetime) -> list[int]:
    """Return what (ids) its receiver should be asked about now."""
    return list(Given.objects.to_ask(now).values_list("pk", flat=True))


@transaction.atomic
def bring_back(ask_id: int, now: datetime) -> bool:
    """Put an ask on top of the group's page; ask its person once, tell who may help once each.

    Return whether there was something to do: whoever comes second finds the next time ahead.
    """
    due = Exchange.objects.to_bring_back(now).select_for_update(of=("self",))
    ask = due.select_related("partnership", "membership__person").filter(pk=ask_id).first()
    if ask is None:
        return False
    ask.brought_back += 1
    ask.brought_back_at = now
    again = ask.brought_back < MOST_ASKINGS
    ask.bring_back_at = now + exchanging.BRING_BACK_AFTER if again else None
    ask.save(update_fields=["brought_back", "brought_back_at", "bring_back_at"])
    # The ledger never repeats what was sent, so that a second time tells only who is new.
    plan("ask_again", ask, [ask.membership.person], partnership=ask.partnership, now=now)
    people = [member.person for member in who_may_help(ask)]
    plan("ask_matches", ask, people, partnership=ask.partnership, now=now)
    return True


@transaction.atomic
def ask_whether_given(given_id: int, now: datetime) -> bool:
    """Ask a receiver once more whether it was given. Return whether there was something to do."""
    due = Given.objects.to_ask(now).select_for_update(of=("self",))
    given = due.select_related("partnership", "receiver__person").filter(pk=given_id).first()
    if given is None:
        return False
    exchanging.ask_receiver(given, now)
    return True


def who_may_help(ask: Exchange) -> list[Membership]:
    """Return whose offers match an ask, but for those who answered it before and could not.

    An offer matches if it is of the same kind; one of "something else", if it serves one of the
    same principles.
    """
    tried = {given.giver_id for given in ask.given.all()}
    offers = ask.partnership.exchanges.offers().standing().filter(kind=ask.kind)
    people = {
        offer.membership_id: offer.membership
        for offer in offers.select_related("membership__person").order_by("pk")
        if ask.kind != ExchangeKind.OTHER or {*offer.principles} & {*ask.principles}
    }
    return [
        member for key, member in people.items() if key != ask.membership_id and key not in tried
    ]
