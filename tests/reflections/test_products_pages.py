"""The pages of what was made together: makers named as they wish, and whom it helps."""

import pytest
from django.urls import reverse

from reflections import crediting
from reflections.models import Benefit, Credit, Product
from tests.factories import ResourceFactory, now
from tests.reflections.factories_exchanges import Neighbours, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Neighbours()


@pytest.fixture(autouse=True)
def everybody_reads_english(here):
    for member in [here.rosa, here.layla]:
        member.person.language = "en"
        member.person.save()


@pytest.fixture
def at(client):
    """Open a page as somebody, or send a form."""

    def open_page(member, name, data=None, **kwargs):
        client.force_login(member.person)
        address = reverse(f"reflections:{name}", kwargs={"slug": member.partnership.slug, **kwargs})
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


def product_words(here, **more):
    words = {"title_en": "Seven questions", "title_ar": "سبعة أسئلة", "kind": "leaflet"}
    return {**words, "makers": [here.rosa.pk, here.grace.pk], **more}


def choose(product, member, credit=Credit.FULL_NAME, **kwargs):
    maker = product.makers.get(membership=member)
    return crediting.choose(maker, credit, now=now(), **kwargs)


def test_adding_what_was_made_and_who_made_it(here, at):
    resource = ResourceFactory(partnership=here.partnership, title_en="The leaflet as a file")

    page = at(here.rosa, "add_product")
    done = at(here.rosa, "add_product", product_words(here, resource=resource.pk))

    assert "The leaflet as a file" in page.text
    assert "It is added." in done.text
    assert "The leaflet as a file" in done.text
    product = Product.objects.get()
    assert product.title_ar == "سبعة أسئلة"
    assert {maker.membership for maker in product.makers.all()} == {here.rosa, here.grace}
    here.grace.person.language = "ar"
    here.grace.person.save()
    assert "سبعة أسئلة" in at(here.grace, "products").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"makers": []}, "Something made together has at least one maker."),
        ({"title_en": "", "title_ar": ""}, "Write this in at least one language."),
        ({"url": "javascript:alert(1)"}, "Write a whole web address that starts with https://"),
        ({"kind": "song"}, "Select a valid choice."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(here, at, wrong, sentence):
    page = at(here.rosa, "add_product", product_words(here, description_en="Two pages.", **wrong))

    assert sentence in page.text
    assert "Two pages." in page.text
    assert not Product.objects.exists()


def test_somebody_of_another_partnership_is_no_maker_here(here, at):
    stranger = Neighbours().rosa

    page = at(here.rosa, "add_product", product_words(here, makers=[stranger.pk]))

    assert "Select a valid choice." in page.text


def test_anybody_who_takes_part_may_translate_it(here, at):
    product = made(here.rosa)
    words = {"title_en": product.title_en, "title_es": "Siete preguntas", "kind": "leaflet"}

    page = at(here.grace, "change_product", pk=product.pk)
    done = at(here.grace, "change_product", words, pk=product.pk)

    assert product.title_en in page.text
    assert "It is changed." in done.text
    assert Product.objects.get().title_es == "Siete preguntas"


def test_a_maker_says_how_to_be_named_and_others_read_only_that(here, at):
    product = made(here.grace, here.rosa, here.layla)
    key = product.makers.get(membership=here.rosa).pk

    asked = at(here.rosa, "product", pk=product.pk)
    page = at(here.rosa, "credit", pk=product.pk, maker=key)
    words = {"credit": "as_written", "name": "R. J."}
    wrong = at(here.rosa, "credit", {**words, "name": " "}, pk=product.pk, maker=key)
    done = at(
        here.rosa, "credit", {"credit": "as_written", "name": "R. J."}, pk=product.pk, maker=key
    )

    assert "Until you say how, you are not named." in asked.text
    assert "How I want to be named" in page.text
    assert "Write your name as it should stand." in wrong.text
    assert "It is written down." in done.text
    for name in ["product", "products"]:
        other = at(here.david, name, **({"pk": product.pk} if name == "product" else {})).text
        assert "R. J." in other
        assert "Rosa Jiménez" not in other
        assert "Not every maker has said yet" in other


def test_who_does_not_want_to_be_named_is_not_named(here, at):
    product = made(here.grace, here.rosa)
    choose(product, here.rosa, Credit.NONE)

    assert "Rosa Jiménez" not in at(here.david, "product", pk=product.pk).text
    assert "not at all" in at(here.rosa, "product", pk=product.pk).text
    for keeper in [here.grace, here.maya]:
        kept = at(keeper, "product", pk=product.pk).text
        assert "Rosa Jiménez" in kept
        assert "Not at all" in kept


def test_a_facilitator_writes_down_how_somebody_wants_to_be_named(here, at):
    samuel = here.member(name="Samuel Brooks", without_email=True)
    product = made(here.grace, samuel)
    key = product.makers.get().pk

    page = at(here.maya, "credit", pk=product.pk, maker=key)
    done = at(here.maya, "credit", {"credit": "full_name"}, pk=product.pk, maker=key)
    crediting.come_out(product, now=now())
    asks = at(here.maya, "credit", pk=product.pk, maker=key)
    judged = at(here.maya, "judge_credit", {"right": "yes"}, pk=product.pk, maker=key)

    assert "How somebody wants to be named" in page.text
    assert "Written down by Maya Okafor." in done.text
    assert "They say: yes" in asks.text
    assert "Says: it is as I asked" in judged.text
    assert at(here.rosa, "credit", pk=product.pk, maker=key).status_code == 404


def test_once_it_is_finished_a_maker_says_whether_the_credit_is_right(here, at):
    product = made(here.grace, here.rosa, here.layla)
    choose(product, here.rosa)
    key = product.makers.get(membership=here.rosa).pk

    done = at(here.grace, "come_out", {}, pk=product.pk)
    asked = at(here.rosa, "product", pk=product.pk)
    judged = at(here.rosa, "judge_credit", {"right": "no"}, pk=product.pk, maker=key)

    assert "Each maker is asked" in done.text
    assert "Finished" in done.text
    assert "Are you named as you asked?" in asked.text
    assert "Thank you." in judged.text
    assert "Says: no, not quite" in at(here.grace, "product", pk=product.pk).text
    other = product.makers.get(membership=here.layla).pk
    early = at(here.layla, "judge_credit", {"right": "yes"}, pk=product.pk, maker=other)
    assert "First say how you want to be named." in early.text
    assert at(here.david, "come_out", {}, pk=product.pk).status_code == 404


def test_naming_one_more_maker_and_taking_one_off(here, at):
    product = made(here.grace, here.rosa)
    key = product.makers.get().pk

    last = at(here.rosa, "remove_maker", {}, pk=product.pk, maker=key)
    empty = at(here.grace, "name_maker", {}, pk=product.pk)
    done = at(here.grace, "name_maker", {"member": here.layla.pk}, pk=product.pk)
    off = at(here.rosa, "remove_maker", {}, pk=product.pk, maker=key)

    assert "Something made together has makers, and this is the last one." in last.text
    assert "Choose a person." in empty.text
    assert "They are among the makers" in done.text
    assert "They are not among the makers any more." in off.text
    assert [maker.membership for maker in product.makers.all()] == [here.layla]
    assert at(here.david, "name_maker", {"member": here.david.pk}, pk=product.pk).status_code == 404


def test_saying_what_it_is_good_for_in_ones_own_words(here, at):
    product = made(here.grace)
    words = {"group": "patient", "words": "Ya pregunto.", "language": "es", "has_helped": "on"}

    empty = at(here.rosa, "say_benefit", {**words, "words": " "}, pk=product.pk)
    done = at(here.rosa, "say_benefit", words, pk=product.pk)

    assert "This field is required." in empty.text
    assert 'lang="es" dir="ltr">Ya pregunto.' in done.text
    assert "It helped already" in done.text
    benefit = Benefit.objects.get()
    address = {"pk": product.pk, "benefit": benefit.pk}
    assert at(here.grace, "remove_benefit", {}, **address).status_code == 404
    assert "Your words are taken back." in at(here.rosa, "remove_benefit", {}, **address).text
    assert not Benefit.objects.exists()


def test_groups_for_which_nobody_said_what_it_is_good_for_are_named(here, at):
    product = made(here.grace)
    crediting.say_benefit(
        Benefit(product=product, group="patient", words="Yes", language="en", said_by=here.rosa),
        now=now(),
    )

    for page in [at(here.rosa, "products"), at(here.rosa, "product", pk=product.pk)]:
        silent = page.text.split("good for in these groups:")[1].split("</p>")[0]
        assert silent.split() == ["Family", "or", "carer,", "Leader,", "Payer,", "Facilitator"]


def test_taking_a_product_off_the_list(here, at):
    product = made(here.grace)

    page = at(here.grace, "withdraw_product", pk=product.pk)
    assert at(here.rosa, "withdraw_product", {}, pk=product.pk).status_code == 404
    done = at(here.grace, "withdraw_product", {}, pk=product.pk)

    assert "Nobody sees it here any more" in page.text
    assert "It does not stand on the list any more." in done.text
    assert at(here.grace, "product", pk=product.pk).status_code == 404
