"""How pages of give and take find what they show, and say why something is not possible."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from partners.models import Membership
from reflections import exchanging
from reflections.models import Exchange, Given
from reflections.models.exchanges import ExchangeQuerySet, GivenQuerySet


def found_all(membership: Membership) -> ExchangeQuerySet:
    """Return the offers and asks of the visitor's partnership, also those taken back."""
    exchanges: ExchangeQuerySet = membership.partnership.exchanges.for_list()
    return exchanges


def find(membership: Membership, pk: int) -> Exchange:
    """Return one that the visitor may see, or 404."""
    return named([get_object_or_404(found_all(membership).visible_to(membership), pk=pk)],
                 membership)[0]  # fmt: skip


def named(page: Any, membership: Membership) -> Any:
    """Let each offer or ask know whether this visitor may see whose it is."""
    for exchange in page:
        exchange.shows_name = exchange.names_person_to(membership)
        exchange.is_mine = exchange.membership_id == membership.pk
    return page


def given_to_see(membership: Membership) -> GivenQuerySet:
    """Return what is given in the visitor's partnership and not kept between two others."""
    given: GivenQuerySet = membership.partnership.given.visible_to(membership).for_list()
    return given


def find_given(membership: Membership, pk: int) -> Given:
    """Return one of it, or 404."""
    return shown([get_object_or_404(given_to_see(membership), pk=pk)], membership)[0]


def find_received(membership: Membership, pk: int) -> Given:
    """Return one that the visitor receives, or 404."""
    given = find_given(membership, pk)
    if given.receiver_id != membership.pk:
        raise Http404
    return given


def shown(page: Any, membership: Membership) -> Any:
    """Let each row know what this visitor may see of it."""
    for given in page:
        named([given.exchange], membership)
        given.shows_receiver = given.names_receiver_to(membership)
        given.shows_benefit = bool(given.benefit) and given.shows_benefit_to(membership)
        given.is_mine = given.is_between(membership)
        given.i_give = given.giver_id == membership.pk
        given.may_record = given.is_recorded_by(membership)
    return page


def why_not(refusal: exchanging.CannotExchange) -> str:
    """Return the sentence for what stands against it."""
    return {
        exchanging.TakenBack: _("This was taken back or solved meanwhile. Nothing was saved."),
        exchanging.OwnExchange: _("This is your own. Somebody else can take it up."),
        exchanging.PersonLeft: _(
            "This person left the partnership, so it is not possible any more. Nothing was saved."
        ),
        exchanging.PersonPauses: _(
            "This person takes a break. It is possible again when they are back. Nothing was saved."
        ),
        exchanging.Dropped: _("It will not happen after all, as one of the two said before."),
        exchanging.ThankedAlready: _("You said thank you before. It is sent once."),
    }[type(refusal)]
