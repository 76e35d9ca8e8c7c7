"""A facilitator's first month: each line ticks itself by what was really done."""

import pytest
from django.urls import reverse

from charters.models import Agreement, Version
from dashboards.first_month import STEPS, steps
from meetings.models import ItemKind
from tests.charters.deciding import answer, say
from tests.factories import (
    AgendaItemFactory,
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
    now,
)
from tests.reflections.factories_barriers import again, agreed, reported, taken_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    partnership = PartnershipFactory(languages=["en", "es"])
    return MembershipFactory(partnership=partnership, facilitator=True)


def ticked(maya):
    fresh = again(maya)
    return {step.name for step, shown in zip(STEPS, steps(fresh), strict=True) if shown.is_done}


def member(maya, **kwargs):
    return MembershipFactory(partnership=maya.partnership, **kwargs)


# Each stops once, when it is nearly done; then it does the rest.


def do_people(maya):
    member(maya, invited=True)
    member(maya, left=True)
    yield
    member(maya, group="family")


def do_others(maya):
    member(maya, group="quality")
    yield
    member(maya, group="payer", invited=True)


def do_needs(maya):
    need = SupportNeedFactory(membership=member(maya), ended_at=now())
    yield
    need.ended_at = None
    need.save()


def do_rules(maya):
    yield
    maya.partnership.working_rules.read_at = now()
    maya.partnership.working_rules.save()


def do_meeting(maya):
    meeting = MeetingFactory(partnership=maya.partnership, created_by=maya)
    AgendaItemFactory(meeting=meeting, kind=ItemKind.RELATE)
    other = MeetingFactory(partnership=maya.partnership, created_by=maya)
    AgendaItemFactory(meeting=other, kind=ItemKind.REFLECT)
    yield
    AgendaItemFactory(meeting=meeting, kind=ItemKind.REFLECT)


def do_reading(maya):
    resource = ResourceFactory(partnership=maya.partnership, is_essential=True, shared_by=maya)
    ResourceTextFactory(resource=resource, language="en")
    ResourceTextFactory(resource=resource, language="ar")
    yield
    ResourceTextFactory(resource=resource, language="es")


def do_charter(maya):
    kind = {"partnership": maya.partnership, "created_by": maya, "created_at": now()}
    Agreement.objects.create(kind="memorandum", title_en="With whom", **kind)
    yield
    Agreement.objects.create(kind="charter", title_en="How we work", **kind)


def do_answer(maya):
    said = say(member(maya))
    yield
    answer(said, maya)


def do_barrier(maya):
    barrier = reported(member(maya))
    agreed(barrier, member(maya), by=maya)
    yield
    taken_on(barrier, maya, by=maya)


DOING = {
    "people": do_people, "others": do_others, "needs": do_needs, "rules": do_rules,
    "meeting": do_meeting, "reading": do_reading, "charter": do_charter, "answer": do_answer,
    "barrier": do_barrier,
}  # fmt: skip


def do(name, maya):
    """Do all of it."""
    for _nearly in DOING[name](maya):
        pass


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_each_line_ticks_itself_and_no_other(maya, step):
    stranger = MembershipFactory(facilitator=True)

    doing = DOING[step.name](maya)
    next(doing)
    assert step.name not in ticked(maya)
    next(doing, None)

    assert ticked(maya) >= {step.name}
    assert ticked(maya) <= {step.name, "people"}  # some take people
    assert ticked(stranger) == set()


def test_a_charter_in_force_sets_the_rules(maya):
    do("charter", maya)
    version = Version.objects.create(
        agreement=Agreement.objects.get(kind="charter"), number=1, opened_by=maya,
        opened_at=now(), took_effect_at=now(), change_class="substance",
    )  # fmt: skip

    assert ticked(maya) == {"charter", "rules"}
    assert version.number == 1


def test_saving_the_rules_unchanged_says_that_they_were_read(maya, client):
    client.force_login(maya.person)
    address = reverse("partners:rules", args=[maya.partnership.slug])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}

    client.post(address, {**data, "secret_ballots_allowed": ""})

    assert ticked(maya) == {"rules"}


def page(client, who):
    client.force_login(who.person)
    address = reverse("dashboards:partnership", args=[who.partnership.slug])
    return client.get(address).content.decode()


def test_only_facilitators_see_the_list_until_they_put_it_away(maya, client):
    partner = member(maya)
    assert "Your first month" not in page(client, partner)
    assert "Your first month" in page(client, maya)

    away = reverse("dashboards:put_first_month_away", args=[maya.partnership.slug])
    first = client.post(away, follow=True)
    put_away_at = again(maya).first_month_put_away_at
    client.post(away)

    assert "The list is put away." in first.content.decode()
    assert "Your first month" not in page(client, maya)
    assert again(maya).first_month_put_away_at == put_away_at
    other = member(maya, facilitator=True)
    assert "Your first month" in page(client, other)


def test_the_list_goes_away_when_all_is_done(maya, client):
    for step in STEPS:
        if step.name not in {"people", "others"}:
            do(step.name, maya)
    member(maya, group="family")
    assert len(steps(again(maya))) == len(STEPS)

    member(maya, group="payer")

    assert steps(again(maya)) == []
    assert "Your first month" not in page(client, maya)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_is_made_in_one_query(maya, count, django_assert_num_queries):
    for _ in range(count):
        do("meeting", maya)
    fresh = type(maya)._default_manager.select_related("partnership").get(pk=maya.pk)

    with django_assert_num_queries(1):
        steps(fresh)
