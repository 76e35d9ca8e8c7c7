"""What may be told in numbers about give and take: of many people, and never of few."""

from datetime import timedelta

import pytest

from reflections import crediting, exchanging
from reflections.exchanging_numbers import asks_answered, credit_honoured, two_way_benefit
from reflections.models import Credit, Exchange
from tests.factories import MembershipFactory, PartnershipFactory, now
from tests.reflections.factories_exchanges import ask, confirm, made, offer, take_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def window():
    return now() - 90 * DAY, now() + DAY


def crowd(count, *, partnership=None, **fields):
    partnership = partnership or PartnershipFactory()
    return [MembershipFactory(partnership=partnership, **fields) for _number in range(count)]


def let_benefit(members):
    giver = MembershipFactory(partnership=members[0].partnership)
    for member in members:
        confirm(take_up(offer(giver), member))


def test_two_way_benefit_is_the_share_of_those_who_want_to_be_counted():
    members = crowd(40)
    for number, member in enumerate(members):
        exchanging.count_me(member, number < 30, now=now())
    let_benefit(members[:15])
    let_benefit(members[30:])  # they do not want to be counted

    share = two_way_benefit([members[0].partnership], *window())

    assert (share.some, share.of, share.percent) == (15, 30, 50)


def test_two_way_benefit_counts_a_person_once_and_only_lately():
    members = crowd(30)
    for member in members:
        exchanging.count_me(member, True, now=now())
    let_benefit(members[:12])
    let_benefit(members[:12])
    partnership = members[0].partnership

    assert two_way_benefit([partnership], *window()).some == 10
    assert two_way_benefit([partnership], now() + DAY, now() + 2 * DAY).some is None


@pytest.mark.parametrize("helped", [0, 3, 12, 25, 30])
def test_few_who_got_something_or_few_who_did_not_are_not_told(helped):
    members = crowd(30)
    for member in members:
        exchanging.count_me(member, True, now=now())
    if helped:
        let_benefit(members[:helped])

    share = two_way_benefit([members[0].partnership], *window())

    assert (share.percent is not None) is (helped == 12)


def test_one_partnership_is_too_small_and_a_programme_is_not():
    groups = [crowd(10), crowd(10), crowd(10)]
    for members in groups:
        for member in members:
            exchanging.count_me(member, True, now=now())
        let_benefit(members[:5])
    partnerships = [members[0].partnership for members in groups]

    assert two_way_benefit(partnerships[:1], *window()).percent is None
    assert two_way_benefit(partnerships, *window()).percent == 50


def test_asks_answered_by_group_with_the_days_in_the_middle():
    members = crowd(24) + crowd(4, group="payer")
    helper = MembershipFactory()
    for member in members:
        member.partnership = members[0].partnership
        member.save()
        ask(member, at=now() - 10 * DAY)
    helper.partnership = members[0].partnership
    helper.save()
    for number, wanted in enumerate(Exchange.objects.order_by("pk")[:12]):
        take_up(wanted, helper, at=now() - (8 - number % 3) * DAY)

    told = asks_answered([members[0].partnership], *window())

    assert (told[""].share.some, told[""].share.of) == (10, 30)
    assert told[""].median_days == 3.0
    assert told["patient"].share.percent == 40, "10 of 25, as rounded"
    assert told["payer"].share.of is None
    assert told["payer"].median_days is None
    assert set(told) >= {"leader", "staff", "family"}


def test_one_person_who_asks_often_is_not_told():
    (member,) = crowd(1)
    helper = MembershipFactory(partnership=member.partnership)
    for number in range(40):
        wanted = ask(member, f"Ask {number}")
        if number % 2:
            take_up(wanted, helper)

    told = asks_answered([member.partnership], *window())

    assert told[""].share == told["patient"].share
    assert (told[""].share.of, told[""].median_days) == (None, None)


def credit(product, right):
    maker = product.makers.get()
    crediting.choose(maker, Credit.FULL_NAME, now=now())
    crediting.come_out(product, now=now())
    if right is not None:
        crediting.judge(product.makers.get(), right, now=now())


def test_credit_is_honoured_where_each_maker_says_so():
    members = crowd(33)
    for number, member in enumerate(members):
        right = True if number < 15 else False if number < 30 else None
        credit(made(member, title_en=f"P {number}"), right)
    two = made(members[0], members[0], members[1], title_en="Two")
    for maker in two.makers.all():
        crediting.choose(maker, Credit.FULL_NAME, now=now())
    crediting.come_out(two, now=now())
    crediting.judge(two.makers.first(), True, now=now())  # the other has not said yet

    share = credit_honoured([members[0].partnership])

    assert (share.some, share.of, share.percent) == (15, 30, 50)


def test_the_answer_of_one_maker_is_not_told():
    (member,) = crowd(1)
    credit(made(member), False)

    share = credit_honoured([member.partnership])

    assert (share.some, share.of, share.percent) == (None, None, None)
