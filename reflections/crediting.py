"""Joint products: naming who made them, as each of them wants to be named."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from modeltranslation.utils import build_localized_fieldname

from notices.planning import plan, void
from partners import auditing
from partners.models import Membership
from reflections.models import Benefit, Credit, Maker, Product
from translations.reading import written


class CannotCredit(Exception):
    """What one wanted to do with a product is not possible; nothing was changed."""


class NoMakers(CannotCredit):
    """Something made together was made by somebody."""


class NotSaidHow(CannotCredit):
    """A credit is right or not only once the maker said how they want to be named."""


@transaction.atomic
def add(product: Product, *, makers: Iterable[Membership], now: datetime) -> Product:
    """Save a product and ask each maker how they want to be named. Raises NoMakers.

    A form that is sent twice is written once.
    """
    makers = list(makers)
    if not makers:
        raise NoMakers
    by = product.created_by
    by.lock()
    titles = {
        build_localized_fieldname("title", code): text
        for code, text in written(product, "title").items()
    }
    standing = product.partnership.products.standing()
    if stands := standing.filter(created_by=by, kind=product.kind, **titles).first():
        return stands
    product.created_at = now
    product.save()
    for maker in makers:
        name_maker(product, maker, by=by, now=now)
    return product


@transaction.atomic
def name_maker(product: Product, who: Membership, *, by: Membership, now: datetime) -> Maker:
    """Say that somebody made it, and ask them how they want to be named. Twice changes nothing."""
    maker, is_new = Maker.objects.get_or_create(
        product=product, membership=who, defaults={"group": who.group}
    )
    if is_new and who.pk != by.pk:
        plan("product_maker", maker, [who.person], partnership=product.partnership, now=now)
    return maker


@transaction.atomic
def remove_maker(maker: Maker) -> None:
    """Take somebody off the list of makers. Raises NoMakers for the last one."""
    product = _held(maker.product)
    if not product.makers.exclude(pk=maker.pk).exists():
        raise NoMakers
    void(maker)
    maker.delete()


@transaction.atomic
def choose(
    maker: Maker, credit: str, *, name: str = "", recorded_by: Membership | None = None,
    now: datetime,
) -> Maker:  # fmt: skip
    """Record how a maker wants to be named. With another wish, the old judgement is void."""
    product = _held(maker.product)
    maker.credit = Credit(credit)
    maker.name_as_written = name if maker.credit == Credit.AS_WRITTEN else ""
    maker.credit_right = maker.answered_at = None
    maker.recorded_by = _other(maker, recorded_by)
    names = ["credit", "name_as_written", "credit_right", "answered_at", "recorded_by"]
    maker.save(update_fields=names)
    auditing.recorded(recorded_by, maker.membership, maker)
    void(maker, kinds=["product_maker"])
    if product.out_at:
        _ask_whether_right(product, [maker], now)
    return maker


@transaction.atomic
def come_out(product: Product, *, now: datetime) -> None:
    """Say that it is finished, and ask each maker who is here whether their credit is right."""
    stands = _held(product)
    if stands.out_at is None:
        stands.out_at = now
        stands.save(update_fields=["out_at"])
        said = stands.makers.exclude(credit="").select_related("membership__person")
        _ask_whether_right(stands, said, now)


@transaction.atomic
def judge(
    maker: Maker, right: bool, *, recorded_by: Membership | None = None, now: datetime
) -> Maker:
    """Record whether a maker is named as they asked. "No" is told to who keeps the product.

    Raises NotSaidHow.
    """
    product = _held(maker.product)
    if not maker.credit:
        raise NotSaidHow
    maker.credit_right, maker.answered_at = right, now
    maker.recorded_by = _other(maker, recorded_by)
    maker.save(update_fields=["credit_right", "answered_at", "recorded_by"])
    auditing.recorded(recorded_by, maker.membership, maker)
    if right:
        void(maker, kinds=["credit_wrong"])
    else:
        people = [keeper.person for keeper in who_keeps(product) if keeper != maker.membership]
        plan("credit_wrong", maker, people, partnership=product.partnership, now=now)
    return maker


def who_keeps(product: Product) -> list[Membership]:
    """Return who can put a credit right: who added the product, else those who facilitate."""
    members = product.partnership.memberships.active().with_person()
    adder = list(members.filter(pk=product.created_by_id))
    return adder or list(product.partnership.memberships.facilitating().with_person())


@transaction.atomic
def say_benefit(benefit: Benefit, *, now: datetime) -> Benefit:
    """Save what a product is good for. The same words, sent twice, are written once."""
    benefit.said_by.lock()
    same = {"group": benefit.group, "said_by": benefit.said_by, "words": benefit.words}
    if stands := benefit.product.benefits.filter(**same).first():
        return stands
    benefit.said_at = now
    benefit.save()
    return benefit


@transaction.atomic
def withdraw(product: Product, *, now: datetime) -> None:
    """Take a product off the list, and call back what its makers would be asked."""
    product.withdrawn_at = now
    product.save(update_fields=["withdrawn_at"])
    for maker in product.makers.all():
        void(maker)


def _ask_whether_right(product: Product, makers: Iterable[Maker], now: datetime) -> None:
    for maker in makers:
        if maker.membership.left_at is None:
            plan("product_credit", maker, [maker.membership.person],
                 partnership=product.partnership, now=now)  # fmt: skip


def _held(product: Product) -> Product:
    """Return it as it stands, held until the transaction ends."""
    rows = Product.objects.select_for_update(of=("self",)).select_related("partnership")
    return rows.get(pk=product.pk)


def _other(maker: Maker, recorded_by: Membership | None) -> Membership | None:
    return None if recorded_by and recorded_by.pk == maker.membership_id else recorded_by
