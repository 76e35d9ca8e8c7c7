"""What was made together: everyone who made it, named as they wish."""

import pytest
from django.db import IntegrityError, transaction

from dashboards.waiting import waits_for
from notices import answers
from notices.models import Delivery, Notice, State
from reflections import crediting
from reflections.models import Benefit, Credit, Maker, Product
from tests.factories import now
from tests.reflections.factories_exchanges import Neighbours, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Neighbours()


def told(kind):
    waiting = Delivery.objects.filter(notice__kind=kind).exclude(state=State.VOID)
    return sorted(waiting.values_list("notice__person__name", flat=True))


def maker_of(product, member):
    return product.makers.get(membership=member)


def choose(product, member, credit=Credit.FULL_NAME, **kwargs):
    return crediting.choose(maker_of(product, member), credit, now=now(), **kwargs)


def test_each_maker_but_who_adds_it_is_asked_how_to_be_named(here):
    product = made(here.rosa, here.rosa, here.grace)

    assert set(product.makers.values_list("group", flat=True)) == {"patient", "leader"}
    assert told("product_maker") == ["Grace Kim"]


def test_a_product_without_makers_is_refused(here):
    with pytest.raises(crediting.NoMakers):
        crediting.add(
            Product(partnership=here.partnership, created_by=here.rosa), makers=[], now=now()
        )

    assert not Product.objects.exists()


def test_the_last_maker_is_not_taken_off(here):
    product = made(here.rosa, here.rosa, here.grace)

    crediting.remove_maker(maker_of(product, here.grace))
    with pytest.raises(crediting.NoMakers):
        crediting.remove_maker(maker_of(product, here.rosa))

    assert [maker.membership for maker in product.makers.all()] == [here.rosa]
    assert told("product_maker") == []


def test_a_form_that_is_sent_twice_is_written_once(here):
    first = made(here.rosa, here.grace)

    assert made(here.rosa, here.grace) == first
    assert made(here.rosa, here.grace, title_en="Another") != first
    again = crediting.name_maker(first, here.grace, by=here.rosa, now=now())
    assert again == maker_of(first, here.grace)


@pytest.mark.parametrize(
    ("credit", "name", "line"),
    [
        (Credit.FULL_NAME, "", "Rosa Jiménez"),
        (Credit.AS_WRITTEN, "Rosa J.", "Rosa J."),
        (Credit.GROUP, "", "Patient"),
        (Credit.NONE, "", ""),
    ],
)
def test_a_maker_is_named_as_they_wish(here, credit, name, line):
    product = made(here.grace, here.rosa)

    maker = choose(product, here.rosa, credit, name=name)

    assert maker.line == line
    assert told("product_maker") == []


def test_a_name_of_ones_own_is_kept_only_where_it_is_chosen(here):
    product = made(here.grace, here.rosa)

    assert choose(product, here.rosa, Credit.GROUP, name="Rosa J.").name_as_written == ""


def test_a_maker_who_left_stays_named_as_they_asked(here):
    product = made(here.grace, here.rosa, here.grace)
    choose(product, here.rosa)
    here.rosa.left_at = now()
    here.rosa.group = "staff"
    here.rosa.save()

    crediting.come_out(product, now=now())

    maker = maker_of(product, here.rosa)
    assert (maker.line, maker.group) == ("Rosa Jiménez", "patient")
    assert told("product_credit") == []


def test_once_it_is_finished_makers_who_said_how_are_asked_whether_it_is_so(here):
    product = made(here.grace, here.rosa, here.grace, here.layla)
    choose(product, here.rosa)
    choose(product, here.grace, Credit.NONE)

    crediting.come_out(product, now=now())
    crediting.come_out(product, now=now())
    choose(product, here.layla)

    assert told("product_credit") == ["Grace Kim", "Rosa Jiménez", "ليلى حداد"]


def test_no_is_told_to_who_added_it(here):
    product = made(here.grace, here.rosa)
    choose(product, here.rosa)
    crediting.come_out(product, now=now())

    crediting.judge(maker_of(product, here.rosa), False, now=now())
    assert told("credit_wrong") == ["Grace Kim"]

    crediting.judge(maker_of(product, here.rosa), True, now=now())
    assert told("credit_wrong") == []
    assert maker_of(product, here.rosa).credit_right is True


def test_no_is_told_to_facilitators_when_who_added_it_left(here):
    product = made(here.grace, here.rosa)
    choose(product, here.rosa)
    here.grace.left_at = now()
    here.grace.save()

    crediting.judge(maker_of(product, here.rosa), False, now=now())

    assert told("credit_wrong") == ["Maya Okafor"]


def test_another_wish_makes_the_old_judgement_void(here):
    product = made(here.grace, here.rosa)
    choose(product, here.rosa)
    crediting.judge(maker_of(product, here.rosa), True, now=now())

    choose(product, here.rosa, Credit.GROUP)

    assert maker_of(product, here.rosa).credit_right is None


def test_a_credit_is_judged_only_by_a_wish(here):
    product = made(here.grace, here.rosa)

    with pytest.raises(crediting.NotSaidHow):
        crediting.judge(maker_of(product, here.rosa), True, now=now())


def test_what_a_facilitator_writes_down_says_so(here):
    product = made(here.grace, here.rosa)

    assert choose(product, here.rosa, recorded_by=here.maya).recorded_by == here.maya
    assert choose(product, here.rosa, recorded_by=here.rosa).recorded_by is None


def test_what_it_is_good_for_is_written_once(here):
    product = made(here.grace, here.rosa)

    def benefit():
        return Benefit(
            product=product, group="patient", words="I ask.", language="en", said_by=here.rosa
        )

    first = crediting.say_benefit(benefit(), now=now())

    assert crediting.say_benefit(benefit(), now=now()) == first


def test_a_product_taken_off_the_list_asks_nobody(here):
    product = made(here.grace, here.rosa)

    crediting.withdraw(product, now=now())

    assert told("product_maker") == []
    assert not Product.objects.standing().exists()


def test_how_to_be_named_is_answered_by_a_link(here):
    product = made(here.grace, here.rosa, title_es="Siete preguntas")
    question, asked = answers.find(answers.token_for("y", maker_of(product, here.rosa)))

    assert "Siete preguntas" in question.ask(asked)
    offered = [value for value, _label in question.choices(asked)]
    assert offered == ["full_name", "group", "none"]
    question.record(asked, "group", None, now())
    assert question.current(asked) == "group"

    crediting.choose(asked, Credit.AS_WRITTEN, name="Rosa J.", now=now())
    assert "as_written" in dict(question.choices(asked))
    question.record(asked, "as_written", None, now())
    assert Maker.objects.get(pk=asked.pk).name_as_written == "Rosa J."


def test_whether_one_is_named_right_is_answered_by_a_link(here):
    product = made(here.grace, here.rosa)
    choose(product, here.rosa)
    question, asked = answers.find(answers.token_for("k", maker_of(product, here.rosa)))
    assert not question.is_open(asked, now())

    crediting.come_out(product, now=now())

    question, asked = answers.find(answers.token_for("k", maker_of(product, here.rosa)))
    assert question.is_open(asked, now())
    assert "Rosa Jiménez" in question.ask(asked)
    question.record(asked, "no", None, now())
    assert question.current(asked) == "no"
    choose(product, here.rosa, Credit.NONE)
    assert "did not want to be named" in question.ask(maker_of(product, here.rosa))


def test_credits_wait_for_their_makers(here):
    product = made(here.grace, here.rosa)

    def waiting():
        return [item.kind for item in waits_for([here.rosa], now())]

    assert waiting() == ["product_maker"]
    choose(product, here.rosa)
    assert waiting() == []
    crediting.come_out(product, now=now())
    assert waiting() == ["product_credit"]
    crediting.judge(maker_of(product, here.rosa), False, now=now())
    assert waiting() == []


def refused(row, **changes):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"credit": "as_written"}, "own_name_is_written_where_it_is_chosen"),
        ({"name_as_written": "Rosa"}, "own_name_is_written_where_it_is_chosen"),
        ({"credit_right": True}, "credit_is_judged_by_a_wish"),
        ({"credit": "group", "credit_right": True}, "credit_is_judged_by_a_wish"),
    ],
)
def test_the_database_refuses_a_credit_that_cannot_be(here, changes, constraint):
    maker = made(here.grace, here.rosa).makers.get()

    assert constraint in refused(maker, **changes)


def test_the_database_refuses_a_maker_named_twice(here):
    product = made(here.grace, here.rosa)

    with pytest.raises(IntegrityError), transaction.atomic():
        Maker.objects.create(product=product, membership=here.rosa, group="patient")


def test_the_database_refuses_a_benefit_without_words(here):
    product = made(here.grace, here.rosa)
    benefit = product.benefits.create(
        group="patient", words="Yes", language="en", said_by=here.rosa, said_at=now()
    )

    assert "benefit_says_something" in refused(benefit, words="")


def test_messages_about_makers_end_with_the_maker(here):
    product = made(here.rosa, here.rosa, here.grace)
    maker = maker_of(product, here.grace)

    crediting.remove_maker(maker)

    assert Notice.objects.get(kind="product_maker").subject is None
