"""The pages of seats, of the pool of reviewers, and of reviews."""

from datetime import timedelta

import pytest
from django.urls import reverse

from charters import seating
from charters.models import Reviewer, ReviewRequest, Seat
from tests.charters.deciding import Circle, ask, reviewer
from tests.factories import now

pytestmark = pytest.mark.django_db
TODAY = now().date().isoformat()
SOON = (now() + timedelta(days=10)).date().isoformat()
TERMS = {
    "topics": "Living with diabetes", "language": "en", "languages": ["en", "ar"], "a_month": 2,
    "format": "Large print", "recognition": "A gift card", "conflicts": "My own clinic",
}  # fmt: skip


@pytest.fixture
def circle():
    return Circle()


@pytest.fixture
def at(client):
    """Open a page as somebody."""

    def open_page(member, name, thing=None, data=None):
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": thing.pk} if thing else {})}
        address = reverse(f"charters:{name}", kwargs=kwargs)
        response = client.get(address) if data is None else client.post(address, data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


def test_a_seat_is_kept_filled_and_given_up(circle, at):
    words = {"body_en": "Hospital board", "support_en": "A briefing before", "reserved_on": TODAY}
    done = at(circle.facilitator, "add_seat", data=words)
    seat = Seat.objects.get()
    page = at(circle.facilitator, "seat", seat)
    version = {"version": page.context["form"].initial["version"]}

    sits = {"filled_by": circle.lived[0].pk, "filled_on": TODAY}
    filled = at(circle.facilitator, "seat", seat, {**words, **version, **sits})
    seen = at(circle.lived[1], "seats")
    ended = at(circle.facilitator, "seat", seat, {**words, **version, "ended": "on"})

    assert "1 seat is empty." in done.text
    assert "The seat is saved." in filled.text
    assert circle.lived[0].person.name in seen.text
    assert "A briefing before" in seen.text
    assert "No seat is kept yet." in ended.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"body_en": ""}, "Write this in at least one language."),
        ({"filled_on": TODAY}, "Say who fills the seat and since when."),
        ({"filled_by": "me"}, "Say who fills the seat and since when."),
        ({"filled_by": "me", "filled_on": "2020-01-01"}, "The seat was not kept before that day."),
        ({"reserved_on": "soon"}, "This day does not exist."),
    ],
)
def test_half_a_seat_is_refused(circle, at, wrong, sentence):
    wrong = {**wrong, **({"filled_by": circle.lived[0].pk} if "filled_by" in wrong else {})}

    page = at(circle.facilitator, "add_seat",
              data={"body_en": "Board", "reserved_on": TODAY, **wrong})  # fmt: skip

    assert sentence in page.text
    assert not Seat.objects.exists()


def test_only_people_with_lived_experience_fill_a_seat(circle, at):
    page = at(circle.facilitator, "add_seat",
              data={"body_en": "Board", "reserved_on": TODAY, "filled_on": TODAY,
                    "filled_by": circle.others[0].pk})  # fmt: skip

    assert "Select a valid choice." in page.text


def test_reviewers_say_on_which_terms(circle, at):
    page = at(circle.lived[0], "be_reviewer")
    done = at(circle.lived[0], "be_reviewer", data=TERMS)
    again = at(circle.lived[0], "be_reviewer")
    paused = at(circle.lived[0], "be_reviewer", data={**TERMS, "is_paused": "on"})

    assert "nobody asks why" in page.text
    assert "Your terms are saved." in done.text
    assert "Living with diabetes" in done.text
    assert "At most 2 a month." in done.text
    assert again.context["form"]["topics"].value() == "Living with diabetes"
    assert "Nobody reviews yet." in paused.text
    assert Reviewer.objects.get().languages == ["en", "ar"]


def test_terms_need_words_and_a_language(circle, at):
    page = at(circle.lived[0], "be_reviewer",
              data={**TERMS, "topics": " ", "languages": [], "a_month": 99})  # fmt: skip

    assert page.text.count("This field is required.") >= 2
    assert "Living" not in page.text
    assert "Large print" in page.text


def test_who_stays_unnamed_is_named_only_to_who_asks(circle, at):
    circle.lived[0].person.name = "Rosa Jiménez"
    circle.lived[0].person.save()
    asked = ask(circle, reviewer(circle.lived[0]))
    seating.review(asked, words="Too long.", language="en", now=now())

    for name, thing in [("reviewers", None), ("review_request", asked)]:
        assert "Rosa Jiménez" in at(circle.facilitator, name, thing).text
        assert "Rosa Jiménez" not in at(circle.lived[1], name, thing).text
    Reviewer.objects.update(is_named=True)
    assert "Rosa Jiménez" in at(circle.lived[1], "reviewers").text


def test_a_review_is_asked_for_given_and_used(circle, at):
    who = reviewer(circle.lived[0], a_month=1, conflicts="My own clinic")
    resource = circle.resource()
    wish = {"resource": resource.pk, "due_on": SOON}

    page = at(circle.facilitator, "ask_review", who)
    past = at(circle.facilitator, "ask_review", who, {**wish, "due_on": "2020-01-01"})
    done = at(circle.facilitator, "ask_review", who, wish)
    again = at(circle.facilitator, "ask_review", who, wish)
    asked = ReviewRequest.objects.get()
    yes = at(circle.lived[0], "answer_review", asked, {"answer": "yes"})
    empty = at(circle.lived[0], "write_review", asked, {"review": "", "language": "en"})
    given = at(circle.lived[0], "write_review", asked, {"review": "Too long.", "language": "en"})
    nothing = at(circle.facilitator, "what_changed", asked, {"what_changed_en": ""})
    used = at(circle.facilitator, "what_changed", asked, {"what_changed_en": "Shorter."})
    twice = at(circle.facilitator, "what_changed", asked, {"what_changed_en": "Shorter."})
    late = at(circle.lived[0], "write_review", asked, {"review": "More.", "language": "en"})
    closed = at(circle.lived[0], "answer_review", asked, {"answer": "no"})

    assert "My own clinic" in page.text
    assert "This day has passed." in past.text
    assert "They are asked." in done.text
    assert "They were asked about this before." in again.text
    assert "Will review it" in yes.text
    assert "This field is required." in empty.text
    assert "You will hear what changed" in given.text
    assert "Write this in at least one language." in nothing.text
    assert "The reviewer is told what changed." in used.text
    for refused in (twice, late, closed):
        assert "This request is closed. Nothing was changed." in refused.text
    assert "Shorter." in at(circle.lived[1], "reviewers").text


def test_declining_leaves_no_trace_of_a_reason(circle, at):
    asked = ask(circle, reviewer(circle.lived[0]))

    done = at(circle.lived[0], "answer_review", asked, {"answer": "no"})

    assert "Not this time" in done.text
    assert at(circle.lived[1], "answer_review", asked, {"answer": "no"}).status_code == 404


def test_too_many_requests_and_people_who_are_away_are_refused_in_words(circle, at, monkeypatch):
    who = reviewer(circle.lived[0], a_month=1)
    ask(circle, who)
    wish = {"resource": circle.resource().pk, "due_on": SOON}

    page = at(circle.facilitator, "ask_review", who, wish)

    assert "They were asked as often this month as they like." in page.text
