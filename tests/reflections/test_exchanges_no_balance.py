"""There is no balance: nothing in the code, the tables or the pages says what one person owes."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Count
from django.urls import reverse

from notices.models import Notice
from notices.rendering import render
from partners.models import Membership, Person
from reflections import exchanging_numbers
from reflections.models import Benefit, BenefitWish, Exchange, Given, Maker, Product
from tests.addresses import World
from tests.factories import now
from tests.reflections.exchanges_addresses import EXCHANGE_ADDRESSES
from tests.reflections.factories_exchanges import Neighbours, confirm, made, offer, take_up
from tests.test_access import OUR_VIEWS, address_of

ROOT = Path(__file__).parent.parent.parent
OURS = [Exchange, Given, BenefitWish, Product, Maker, Benefit]
APPS = ["partners", "translations", "notices", "meetings", "charters", "reflections", "dashboards"]
SOURCES = sorted(
    path.relative_to(ROOT)
    for app in [*APPS, "demo"]
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
PEOPLE = {"giver", "receiver", "membership", "said_by", "created_by", "person"}
SUMS = {"Count", "Sum", "Avg", "Max", "Min", "StdDev", "Variance", "Window"}
ABOUT_EXCHANGES = {
    *("Exchange", "Given", "Maker", "Benefit", "Product"),
    *("exchanges", "given", "makers", "benefits", "products"),
}
# How often one ask was brought back, one receiver asked, one text corrected: of a thing, never of
# a person, and never more than two.
COUNTERS = {"brought_back", "asked", "revision"}


# The tables


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_no_table_holds_a_number_about_a_person(model):
    numbers = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField)
        and not field.primary_key
    }

    assert numbers <= COUNTERS


@pytest.mark.parametrize("model", [Membership, Person], ids=lambda model: model.__name__)
def test_nothing_is_kept_beside_a_person(model):
    names = {field.name for field in model._meta.get_fields(include_hidden=False)}

    assert not {
        name
        for name in names
        if re.search("(^|_)(balance|credits?|scores?|points|hours|owe[sd]?)(_|$)", name)
    }


@pytest.mark.parametrize("model", [Exchange, Given, Maker, Benefit], ids=lambda it: it.__name__)
def test_no_name_leads_from_a_person_to_what_they_gave_or_got(model):
    """Without one, `membership.given.count()` and `Count("given")` cannot be written."""
    leading = [
        field
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model in {Membership, Person}
    ]

    assert leading
    assert [field.name for field in leading if not field.remote_field.hidden] == []


@pytest.mark.parametrize("path", ["given", "exchange", "exchanges", "maker", "giver", "receiver"])
def test_people_cannot_be_counted_by_what_they_gave(path):
    with pytest.raises(FieldError):
        Membership.objects.annotate(number=Count(path))


def test_no_other_table_points_at_what_was_given():
    """A table of sums would need to."""
    pointing = {
        field.related_model for model in [Given, Exchange] for field in model._meta.related_objects
    }

    assert pointing <= {Given, Product}
    assert not [
        model
        for model in apps.get_models()
        if re.search("balance|ledger|credit|score|points|timebank", model.__name__, re.IGNORECASE)
    ]


# The code


def calls(tree, names=None):
    """Every call of a function or method of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (names is None or name_of(node) in names):
            yield node


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def chain(call):
    """The calls of `a.b(...).c(...)` before this one."""
    inner = getattr(call.func, "value", None)
    while inner is not None:
        if isinstance(inner, ast.Call):
            yield inner
            inner = getattr(inner.func, "value", None)
        else:
            inner = getattr(inner, "value", None)


def names_people(text):
    return bool(PEOPLE & set(re.split(r"__|_id$|\.", text)))


def strings(call):
    return [each.value for each in call.args if isinstance(each, ast.Constant)]


def sums_by_person(call):
    """`values("giver").annotate(Count("pk"))`, however long the chain."""
    if name_of(call) not in {"annotate", "aggregate", "alias"}:
        return False
    grouped = [text for each in chain(call) if name_of(each) in {"values", "values_list"}
               for text in strings(each)]  # fmt: skip
    inside = ast.Module(body=[ast.Expr(value=call)], type_ignores=[])
    return any(map(names_people, grouped)) and any(calls(inside, SUMS))


def counts_rows_of_a_person(call):
    """`filter(giver=somebody).count()`, `len(given.of(somebody))`."""
    if name_of(call) == "count":
        before = list(chain(call))
    elif name_of(call) == "len" and call.args and isinstance(call.args[0], ast.Call):
        before = [call.args[0], *chain(call.args[0])]
    else:
        return False
    filtered = [word.arg for each in before if name_of(each) == "filter"
                for word in each.keywords if word.arg]  # fmt: skip
    people = [name for name in filtered if names_people(name) and not name.endswith("_at")]
    return bool(people) or any(name_of(each) == "of" for each in before)


def counts_in_python(call):
    """`Counter(given.giver for ...)`, `groupby(rows, key=lambda row: row.giver_id)`."""
    words = {word.removesuffix("_id") for word in re.findall(r"\w+", ast.unparse(call))}
    return name_of(call) in {"Counter", "groupby"} and bool(words & PEOPLE)


def balances(source):
    """Return every place in some code where something is counted for one person."""
    tree = ast.parse(source)
    words = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)}
    if not words & ABOUT_EXCHANGES:
        return []
    looks = [sums_by_person, counts_rows_of_a_person, counts_in_python]
    return [ast.unparse(call) for call in calls(tree) if any(look(call) for look in looks)]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_no_code_counts_what_one_person_gave_or_got(path):
    assert balances((ROOT / path).read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        'Given.objects.values("giver").annotate(number=Count("pk"))',
        'Given.objects.filter(a=1).values("giver__person__name").order_by().annotate(n=Sum("x"))',
        'partnership.exchanges.values_list("membership_id").annotate(Count("pk"))',
        "partnership.given.filter(giver=somebody).count()",
        "partnership.given.live().filter(receiver__person=somebody).exclude(a=1).count()",
        "len(partnership.given.filter(giver=somebody))",
        "partnership.given.of(somebody).count()",
        "Counter(row.giver for row in partnership.given.all())",
        "groupby(Given.objects.all(), key=lambda row: row.receiver_id)",
    ],
)
def test_the_look_at_the_code_finds_a_balance(planted):
    """The test above would be no good if it found nothing anywhere."""
    assert balances(planted)


@pytest.mark.parametrize(
    "allowed",
    [
        'Exchange.objects.values("group").annotate(people=Count("membership", distinct=True))',
        'members.filter(pk__in=Given.objects.values("receiver")).count()',
        'Maker.objects.values("product").annotate(number=Count("pk"))',
    ],
)
def test_the_look_at_the_code_lets_groups_and_things_be_counted(allowed):
    assert balances(allowed) == []


def test_what_may_be_told_in_numbers_names_no_person():
    """Each figure is made of counts through `publishing`; none takes or returns a membership."""
    tree = ast.parse(Path(exchanging_numbers.__file__).read_text())
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        signature = " ".join(
            ast.unparse(each)
            for each in [*(arg.annotation for arg in function.args.args), function.returns]
        )
        assert "Membership" not in signature
        assert "Person" not in signature


# The pages and messages

MANY = 37  # things given by one person: no day of a month, no other number of a page


class Text(HTMLParser):
    """What a page says: its text, and what it says to who cannot see it."""

    def __init__(self, html):
        super().__init__()
        self.said, self.silent = [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.silent += tag in {"script", "style"}
        self.said += [value for name, value in attrs if name in {"title", "alt", "aria-label"}]

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)

    def __str__(self):
        return " ".join(filter(None, self.said))


@pytest.fixture
def generous():
    """One person gave 37 things, another got them; both made 37 products and thanked 37 times."""
    here = Neighbours()
    for _number in range(MANY):
        given = take_up(offer(here.rosa, f"One more {'x' * _number}"), here.grace)
        confirm(given, benefit="Good", shown_to="everyone")
        made(here.rosa, here.rosa, here.grace, title_en=f"Product {'x' * _number}")
    Given.objects.update(thanked_at=now(), thanks="Thanks")
    return here


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_no_page_shows_a_number_beside_a_person(generous, client, language):
    """Every page of give and take, people, home and how it goes, for all who may look."""
    for reader in [generous.rosa, generous.grace, generous.maya, generous.david]:
        reader.person.language = language
        reader.person.save()
        client.force_login(reader.person)
        for address in pages_of(generous, reader):
            text = str(Text(client.get(address).content.decode()))
            assert len(text) > 100
            assert not re.search(rf"(?<!\d){MANY}(?!\d)|٣٧", text), address


def pages_of(here, reader):
    slug = here.partnership.slug
    given = Given.objects.first()
    yield reverse("partners:person", args=[slug, here.rosa.pk])
    yield reverse("partners:person", args=[slug, here.grace.pk])
    for name in ["partners:people", "dashboards:partnership"]:
        yield reverse(name, args=[slug])
    yield reverse("dashboards:home")
    yield reverse("partners:me")
    yield reverse("reflections:given", args=[slug, given.pk])
    yield reverse("reflections:exchange", args=[slug, given.exchange_id])
    yield reverse("reflections:product", args=[slug, Product.objects.first().pk])
    world = World(here.partnership, reader)
    for name in EXCHANGE_ADDRESSES:
        view = OUR_VIEWS[name]
        if "GET" in view.methods and not EXCHANGE_ADDRESSES[name] and reader.may(view.policy):
            yield address_of(name, world)


@pytest.mark.django_db
def test_no_message_tells_a_number(generous):
    for person in [generous.rosa.person, generous.grace.person]:
        person.detail = "full"
        person.save()

    for notice in Notice.objects.filter(partnership=generous.partnership)[:100]:
        words = re.sub(r"http\S+", "", render(notice).text)
        assert not re.search(rf"(?<!\d){MANY}(?!\d)", words), notice.kind
