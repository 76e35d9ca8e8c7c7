"""Pages with figures, as members and leaders see them."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charters.models import Guard
from dashboards import months, snapshots
from dashboards.indicators import BY_ID
from dashboards.models import Snapshot
from meetings.models import ItemKind
from partners.models import Partnership
from partners.roles import Role
from tests.dashboards.rows import DAY, Place
from tests.factories import (
    MotivationFactory,
    PartnershipFactory,
    ProgrammeFactory,
    ProgrammeLeaderFactory,
    SupportNeedFactory,
    now,
)
from tests.reflections.factories_barriers import Circle, agreed, reported, taken_on

pytestmark = pytest.mark.django_db
LAST = months.last_whole(now())


@pytest.fixture
def place():
    return old(Place())


def old(place):
    Partnership.objects.filter(pk=place.partnership.pk).update(
        created_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    return place


def of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def member(place):
    return of(place.member().person)


@pytest.fixture
def leader(place):
    return of(ProgrammeLeaderFactory(programme=place.partnership.programme).person)


def address(name, place, **kwargs):
    slug = place.partnership.slug
    if name.startswith("programme"):
        slug = place.partnership.programme.slug
    return reverse(f"dashboards:{name}", kwargs={"slug": slug, **kwargs})


def page(client, name, place, query=None, **kwargs):
    answer = client.get(address(name, place, **kwargs), query)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html):
    """The text of a page's main part, line by line."""
    main = re.search(r"<main.*</main>", html, re.DOTALL).group()
    return [" ".join(unescape(part).split()) for part in re.split(r"<[^>]+>", main) if part.strip()]


PAGES = [
    ("dashboard", {}),
    ("ladder", {}),
    ("programme", {}),
    ("programme_ladder", {}),
    *(("indicator", {"indicator": each}) for each in ("e2", "e3", "e10", "m3", "f3", "t1")),
    *(("programme_indicator", {"indicator": each}) for each in ("e3", "e9", "m5", "f2")),
]


@pytest.mark.parametrize("indicator", BY_ID)
def test_each_indicator_explains_itself(place, member, indicator):
    html = words(page(member, "indicator", place, indicator=indicator))
    declared = BY_ID[indicator]

    for sentence in ("question", "numerator", "denominator", "source", "silence", "ask"):
        assert str(getattr(declared, sentence)) in html


def full(place):
    """Let something of everything happen."""
    rosa, tom = place.member("patient"), place.member("staff")
    place.decision(10)
    place.decision(12, broken=[Guard.READING_DAYS])
    place.said(rosa, due=10, answered=11)
    place.said(rosa, due=3)
    place.duty_date(rosa, 10, "kept")
    place.duty_date(tom, 11)
    place.review(due=5)
    meeting = place.meeting(10)
    place.item(meeting, ItemKind.DECIDE, rosa)
    place.paper(meeting, {"en": 9, "es": 3})
    place.paper(place.meeting(-3), {"en": 5})
    place.decision(-1, is_taken=False)
    place.decision(2, is_taken=False)
    place.kept(meeting, ItemKind.REFLECT, 5)
    place.change(rosa, 10, "done")
    place.change(tom, 12)
    place.gave(place.asked_for(rosa), to=rosa, confirmed=5)
    place.product((rosa, True))
    place.checkpoint(rosa, "leave")
    place.pulse(20, "yes", "no")
    snapshots.publish(place.partnership.programme_id, LAST, now())
    return rosa, tom


def test_leaders_see_nothing_that_members_do_not(place, member, leader):
    full(place)

    for name, kwargs in PAGES:
        seen = words(page(leader, name, place, **kwargs))
        shown = words(page(member, name, place, **kwargs))
        only_for_leaders = [each for each in seen if each not in shown]
        # What differs is the way in: the name of the programme, and whose partnerships these are.
        allowed = {str(place.partnership.programme), str(place.partnership)}
        allowed |= {each for each in seen if "The partnerships you answer for" in each}
        assert set(only_for_leaders) <= allowed, name


def test_leaders_meet_no_person_and_no_free_text(place, leader):
    rosa, tom = full(place)
    planted = {
        rosa.person.name, tom.person.name, place.facilitator.person.name, "Too early.", "Evenings?",
        "Send notes", "How we work", "Who writes me a letter?", "We start later", "Seven questions",
    }  # fmt: skip
    SupportNeedFactory(membership=rosa, detail="A ramp at the side door")
    MotivationFactory(membership=rosa, words="My daughter", visible_to="partnership")
    place.signature(place.version(place.agreement()), tom, signed=False)
    planted |= {"A ramp at the side door", "My daughter", "The money."}
    planted |= {meeting.title for meeting in place.partnership.meetings.all()}
    planted |= {paper.title for paper in place.partnership.resources.all()}
    own = of(rosa.person)

    seen = "".join(page(leader, name, place, **kwargs) for name, kwargs in PAGES)
    for name, form in [("figures", "csv"), ("programme_figures", "json")]:
        answer = leader.get(address(name, place, form=form))
        seen += b"".join(answer.streaming_content).decode()

    assert [each for each in planted if each in seen] == []
    assert (
        rosa.person.name
        in own.get(reverse("partners:people", args=[place.partnership.slug])).content.decode()
    )


def test_what_is_overdue_says_who_can_act_and_leads_members_there(place, member, leader):
    full(place)

    html = page(member, "dashboard", place)
    above = page(leader, "dashboard", place)

    for sentence in [
        "1 paper for a coming meeting is not there in each of our languages",
        "1 input waits longer than promised for an answer.",
        "The time of 1 decision is over, and it is not closed.",
        "The day of 1 promise has passed without a word.",
        "1 agreement waits to be looked at again.",
        "Facilitators can answer.",
    ]:
        assert sentence in html
        assert sentence in above
    talk = reverse("charters:inputs", args=[place.partnership.slug])
    assert f'href="{talk}">Talk about it' in html
    assert talk not in above


def test_a_promise_says_whether_it_was_kept(place, member):
    place.decision(10)
    place.decision(11, broken=[Guard.READING_DAYS])

    html = page(member, "dashboard", place)

    assert words(html).count("Promise kept") == 1  # the quorum
    assert words(html).count("Promise not wholly kept") == 1  # the days to read
    assert "Everyone has 7 days to read before we decide." in html


def test_reasons_stand_in_their_language_without_names(place, member, leader):
    decision = place.decision(10, broken=[Guard.READING_DAYS])
    decision.override_language = "ar"
    decision.reading_days_override = "أُغلق الباب"
    decision.save()

    for client in (member, leader):
        for name in ("dashboard", "programme"):
            html = page(client, name, place)
            assert '<span lang="ar" dir="rtl">أُغلق الباب</span>' in html
            assert "Not everyone had the days to read that we promise." in html
            assert place.facilitator.person.name not in html


def test_numbers_about_few_say_why_they_are_not_shown(place, member):
    full(place)

    html = words(page(member, "indicator", place, indicator="e2"))

    assert "not shown, to protect people" in html
    assert "In the whole programme: not shown, to protect people." in html
    assert "0%" not in html


def test_before_the_first_month_is_over_numbers_about_people_are_to_come(place, member):
    html = words(page(member, "indicator", place, indicator="e2"))

    assert "comes when the month is over" in html


def test_a_missing_month_says_so(place, member):
    full(place)
    before = months.last(now())[-2]

    html = words(page(member, "indicator", place, indicator="m3"))

    at = html.index(months.name(before))
    assert html[at + 1] == "nothing was published for this month"
    assert Snapshot.objects.filter(month=LAST).exists()


def test_a_chart_has_a_title_a_description_and_a_table(place, member):
    place.decision((place.at - months.end(LAST)).days + 10)
    full(place)

    html = page(member, "indicator", place, indicator="m5")

    title = '<title id="m5-title">Not rushed, month by month</title>'
    assert title in html
    assert f"{months.name(LAST)}: " in re.search(r"<desc[^>]*>([^<]*)", html).group(1)
    assert f'<th scope="row">{months.name(LAST)}</th>' in html
    assert re.search(r"<svg[^>]*>", html).group().count("style") == 0


def test_partnerships_stand_in_the_order_of_their_names(place, leader):
    programme = place.partnership.programme
    for name in ("Zebra", "Apple", "Mango"):
        PartnershipFactory(programme=programme, name_en=name)
    place.partnership.name_en = "Birch"
    place.partnership.save()
    place.decision(10)

    html = page(leader, "programme", place)

    at = [html.index(f">{name}<") for name in ("Apple", "Birch", "Mango", "Zebra")]
    assert at == sorted(at)


def test_members_see_only_their_own_partnerships_side_by_side(place, member, leader):
    other = PartnershipFactory(programme=place.partnership.programme, name_en="Elsewhere")

    assert "Elsewhere" in page(leader, "programme", place)
    assert "Elsewhere" not in page(member, "programme", place)
    assert member.get(reverse("dashboards:dashboard", args=[other.slug])).status_code == 404


def test_leaders_see_what_leaders_owe(place, member, leader):
    grace, tom = place.member("leader"), place.member("staff")
    place.duty_date(grace, 10, "kept")
    place.duty_date(grace, 12, "not_kept")
    place.duty_date(grace, 14)
    place.duty_date(tom, 14, "kept")

    for client in (member, leader):
        html = words(page(client, "programme", place))
        sentence = "Leaders kept 1 of 3 promises whose days have passed."
        assert f"{sentence} The day of 1 of them has passed without a word." in html


def test_leaders_see_what_is_in_the_way_and_waits_for_them(place, member, leader):
    circle = Circle()
    circle.partnership.programme = place.partnership.programme
    circle.partnership.save()
    agreed(reported(circle.rosa), circle.grace, by=circle.maya, at=now() - 30 * DAY)
    taken_on(reported(circle.layla), circle.grace, by=circle.maya)
    agreed(reported(circle.samuel), circle.maya, by=circle.maya)

    for client in (member, leader):
        html = words(page(client, "programme", place))
        assert (
            "Leaders are asked to act on 2 open barriers. 1 of them is not taken on yet. "
            "The day of 1 of them has passed."
        ) in html
        assert not any("Nobody translates." in each for each in html)


def test_where_no_barrier_waits_for_a_leader_the_page_says_so(place, leader):
    assert "No open barrier waits for a leader." in words(page(leader, "programme", place))


def test_time_to_reflect_is_a_promise(place, member, leader):
    place.kept(place.meeting(10), ItemKind.REFLECT, 10)
    place.kept(place.meeting(20), ItemKind.REFLECT, 4)

    html = words(page(member, "dashboard", place))

    assert "Each meeting has 10 minutes to reflect." in html
    assert html.count("Promise not wholly kept") == 1
    assert "14 of 20" in words(page(leader, "programme", place))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"group": "king"}, "A choice was not known here"),
        ({"stage": "preparation\0"}, "A choice was not known here"),
        ({"language": "xx" * 5000}, "A choice was not known here"),
        ({"group": "patient", "language": "ar", "stage": "sustainment"}, "Choose at most two"),
        ({"partnership": "elsewhere", "page": "9" * 999}, "Of whom"),
        ({"group": ["patient", "staff"]}, "Of whom"),
    ],
)
def test_filters_that_cannot_be_are_left_out_and_said(place, leader, query, sentence):
    full(place)

    html = page(leader, "programme_indicator", place, query, indicator="e3")

    assert sentence in html


def test_a_filter_shows_what_was_published_of_these_people(place, leader):
    for language in ("en", "ar"):
        for number in range(24):
            place.member("patient" if number < 12 else "staff", language=language)
    snapshots.publish(place.partnership.programme_id, LAST, now())

    html = page(leader, "programme_indicator", place, {"language": "ar"}, indicator="e2")

    assert "<td>40% <small>10 of 25</small></td>" in html
    assert '<option value="ar" selected>' in html


@pytest.mark.parametrize("indicator", ["e7", "E3", "x" * 300, "figures"])
@pytest.mark.parametrize("name", ["indicator", "programme_indicator"])
def test_an_unknown_indicator_is_not_found(place, leader, name, indicator):
    assert leader.get(address(name, place, indicator=indicator)).status_code == 404


def test_board_questions_come_from_the_figures(place, member):
    place.decision(10, broken=[Guard.READING_DAYS])

    html = words(page(member, "dashboard", place))

    asked = str(BY_ID["m5"].ask)
    assert asked in html
    assert html[html.index(asked) + 1] == "Not rushed: 0% (0 of 1)"
    assert str(BY_ID["e1"].ask) not in html


def test_where_nothing_is_low_the_board_asks_the_quiet(place, member):
    assert "No figure asks for one now." in page(member, "dashboard", place)


def test_the_ladder_shows_claim_experience_and_gap(place, member):
    taken = place.decision((place.at - months.end(LAST)).days + 10, claimed=6)
    for number in range(12):
        place.rung(taken, place.member(), 4 if number % 2 else 5)
    snapshots.publish(place.partnership.programme_id, LAST, now())

    html = words(page(member, "ladder", place))

    assert "As people with lived experience saw it: 1.5 steps lower." in html
    assert html.count("1.5 steps lower") == 1  # of that decision
    at = html.index("Co-decided: everyone had an equal say")
    assert html[at + 1] == "organisers"


def test_the_ladder_hides_the_answers_of_few(place, member):
    taken = place.decision((place.at - months.end(LAST)).days + 10)
    for _number in range(9):
        place.rung(taken, place.member(), 4)
    snapshots.publish(place.partnership.programme_id, LAST, now())

    html = words(page(member, "ladder", place))

    assert html.count("not shown, to protect people") == 2
    assert "people with lived experience" not in html


def test_a_decision_of_this_month_waits_for_its_month(place, member):
    place.decision(0.01)

    assert "comes when the month is over" in words(page(member, "ladder", place))


def test_a_decision_of_a_month_that_was_missed_says_so(place, member):
    place.decision((place.at - months.start(LAST)).days + 10)
    snapshots.publish(place.partnership.programme_id, LAST, now())

    assert "nothing was published for this month" in words(page(member, "ladder", place))


def test_the_programmes_ladder_goes_stage_by_stage(place, leader):
    taken = place.decision((place.at - months.end(LAST)).days + 10, claimed=6)
    for _number in range(12):
        place.rung(taken, place.member(), 4)
    snapshots.publish(place.partnership.programme_id, LAST, now())

    html = words(page(leader, "programme_ladder", place))

    assert html[html.index("Exploration") + 1] == "2 steps lower"
    assert html[html.index("Sustainment") + 1] == "not shown, to protect people"


def queries(client, where):
    client.get(where)  # what is looked up once a process
    with CaptureQueriesContext(connection) as found:
        assert client.get(where).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["dashboard", "programme", "ladder", "programme_ladder"])
def test_pages_cost_the_same_for_few_and_many(place, leader, member, name):
    full(place)
    costs = {}
    for who, client in [("leader", leader), ("member", member)]:
        costs[who] = queries(client, address(name, place))

    for _number in range(3):
        full_elsewhere = old(Place(programme=place.partnership.programme))
        rosa, tom = full_elsewhere.member("patient"), full_elsewhere.member("staff")
        for days in range(1, 20):
            full_elsewhere.decision(days, broken=[Guard.EARLY])
            full_elsewhere.said(rosa, due=days)
            full_elsewhere.duty_date(tom, days)
    for days in range(1, 20):
        place.decision(days, broken=[Guard.EARLY])
        place.said(place.facilitator, due=days)

    for who, client in [("leader", leader), ("member", member)]:
        assert queries(client, address(name, place)) == costs[who] <= 30


def test_the_home_page_leads_leaders_to_their_programmes(leader, member, place):
    home = reverse("dashboards:home")

    assert address("programme", place) in leader.get(home).content.decode()
    assert "You are not in a partnership now" not in leader.get(home).content.decode()
    assert address("programme", place) not in member.get(home).content.decode()


def test_the_partnerships_page_shows_a_figure_of_each_principle(place, member):
    full(place)
    days = (place.at - months.end(LAST)).days
    place.decision(days + 5)
    Snapshot.objects.all().delete()
    snapshots.publish(place.partnership.programme_id, LAST, now())

    html = words(member.get(reverse("dashboards:partnership", args=[place.partnership.slug]))
                 .content.decode())  # fmt: skip

    assert html[html.index("There when we decide") + 1] == "100%"
    assert "What you do here still fits why you came." in html


def test_a_leader_who_also_belongs_keeps_the_tabs(place):
    person = place.member(role=Role.OBSERVER).person
    ProgrammeLeaderFactory(programme=place.partnership.programme, person=person)

    html = page(of(person), "dashboard", place)

    assert reverse("meetings:list", args=[place.partnership.slug]) in html


def test_a_programme_without_partnerships_opens(db):
    programme = ProgrammeFactory()
    leader = of(ProgrammeLeaderFactory(programme=programme).person)

    answer = leader.get(reverse("dashboards:programme", args=[programme.slug]))

    assert "There is no partnership here yet." in answer.content.decode()
