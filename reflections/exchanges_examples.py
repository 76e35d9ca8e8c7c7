"""Made-up offers, asks and products, never saved, for previews of what people are told."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override
from modeltranslation.utils import build_localized_fieldname

from partners.languages import CODES
from partners.models import Membership
from reflections.models import (
    Credit,
    Direction,
    Exchange,
    ExchangeKind,
    Given,
    Maker,
    Principle,
    Product,
    ProductKind,
    ShownTo,
)

UNSAVED = 0  # a key that no row has: addresses can be written, and links lead nowhere


def ask(membership: Membership, **more: Any) -> Exchange:
    """Somebody asks for a pair of eyes."""
    return Exchange(
        pk=UNSAVED, partnership=membership.partnership, membership=membership,
        group=membership.group, direction=Direction.ASK, kind=ExchangeKind.TIME,
        principles=[Principle.EQUITY.value],
        said=gettext("Could somebody read our leaflet before it is printed?"),
        language=membership.person.language, said_at=timezone.now(), **more,
    )  # fmt: skip


def recorded(membership: Membership) -> Exchange:
    """The same, written down by somebody else."""
    return ask(membership, recorded_by=membership)


def given(membership: Membership, **more: Any) -> Given:
    """Somebody answers it."""
    note = gettext("I have time on Tuesday evening.")
    return Given(
        pk=UNSAVED, partnership=membership.partnership, exchange=ask(membership), giver=membership,
        receiver=membership, note=note, note_language=membership.person.language,
        taken_up_at=timezone.now(), taken_up_recorded_by=membership, **more,
    )  # fmt: skip


def confirmed(membership: Membership, **more: Any) -> Given:
    """It was given, and it helped."""
    now = timezone.now()
    benefit = gettext("Now everyone on our corridor understands it.")
    return given(
        membership, given_at=now, confirmed_at=now, helped=True, benefit=benefit,
        benefit_language=membership.person.language, benefit_shown_to=ShownTo.GIVER, **more,
    )  # fmt: skip


def dropped(membership: Membership) -> Given:
    """It will not happen after all."""
    return given(membership, dropped_at=timezone.now())


def thanked(membership: Membership) -> Given:
    """The same, with thanks."""
    thanks = gettext("That was kind of you.")
    language = membership.person.language
    return confirmed(membership, thanks=thanks, thanks_language=language, thanked_at=timezone.now())


def maker(membership: Membership, **more: Any) -> Maker:
    """Somebody made a leaflet with others."""
    titles = {}
    for code in CODES:
        with override(code):
            title = gettext(gettext_noop("Seven questions for your first visit"))
            titles[build_localized_fieldname("title", code)] = title
    product = Product(
        pk=UNSAVED, partnership=membership.partnership, kind=ProductKind.LEAFLET,
        created_by=membership, created_at=timezone.now(), out_at=timezone.now(), **titles,
    )  # fmt: skip
    return Maker(
        pk=UNSAVED, product=product, membership=membership, group=membership.group, **more
    )  # fmt: skip


def credited(membership: Membership) -> Maker:
    """They said how they want to be named."""
    return maker(membership, credit=Credit.FULL_NAME)


def credited_wrongly(membership: Membership) -> Maker:
    """They are not named so."""
    return maker(
        membership, credit=Credit.FULL_NAME, credit_right=False, answered_at=timezone.now()
    )
