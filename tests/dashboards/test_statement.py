"""An involvement statement says what is on record, what went wrong, and what is missing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from charters import closing
from charters.models import Agreement, AgreementKind, Clause, Rung, Seat
from dashboards import involvement
from tests.charters.deciding import Circle, answer, propose, reviewer, say, take_all
from tests.factories import MeetingFactory, now
from translations.reading import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle():
    return Circle("es", "ar")


def clauses(agreement, section):
    rows = Clause.objects.filter(section__agreement=agreement, section__key=section)
    return list(rows.order_by("position"))


def texts(agreement, section):
    return [clause.text_en for clause in clauses(agreement, section)]


def drafted(circle):
    return involvement.draft(circle.partnership, by=circle.facilitator, now=now())


def decided(circle, **fields):
    decision = propose(circle, texts=("en", "es", "ar"), **fields)
    take_all(decision, circle)
    words = {"outcome": {"en": "We do it."}, "language": "en"}
    return closing.close(decision, **words, by=circle.facilitator, now=now())


def test_a_partnership_without_records_gets_gaps_in_every_section(circle):
    agreement = drafted(circle)

    for section in involvement.SECTIONS:
        assert all(text.startswith("Gap:") for text in texts(agreement, section)), section
        assert clauses(agreement, section), section


def test_each_sentence_is_written_in_each_language_and_in_no_other(circle):
    circle.partnership.languages = ["es", "ar"]
    circle.partnership.save()

    agreement = drafted(circle)

    for clause in Clause.objects.filter(section__agreement=agreement):
        assert set(written(clause, "text")) == {"es", "ar"}


def test_what_people_said_is_counted_by_what_became_of_it_and_never_quoted(circle):
    rosa = circle.lived[0]
    said = say(rosa, said="A secret of mine")
    answer(said, circle.facilitator, outcome="not_adopted", en="There is no money this year.")
    answer(say(circle.others[0]), circle.facilitator)

    agreement = drafted(circle)

    (clause,) = clauses(agreement, "results")
    assert clause.text_en == (
        "Of what people with lived experience said, 1 thing was not adopted. A reason was given."
    )
    (page,) = clause.evidence.all()
    assert page.address == said.get_absolute_url()
    assert page.shows_en == "There is no money this year."
    everything = Clause.objects.filter(section__agreement=agreement).values_list("text_en")
    assert "secret" not in str([*everything])


def test_promises_that_were_not_kept_stand_in_it(circle):
    say(circle.others[0], at=now() - timedelta(days=40))

    agreement = drafted(circle)

    assert texts(agreement, "critical") == [
        "Longer than was promised, 1 person waits for an answer to what they said."
    ]


def test_a_gap_between_claim_and_experience_stands_in_it(circle):
    decision = decided(circle, rung_claimed=Rung.CO_DECIDED)
    decision.rungs.filter(membership=circle.lived[0]).delete()
    decision.rungs.create(membership=circle.lived[0], rung=Rung.TOLD, answered_at=now())

    agreement = drafted(circle)

    assert texts(agreement, "critical") == [
        "People with lived experience say of 1 decision that it was shared less than was claimed."
    ]


def test_development_counts_and_delivery_is_a_gap_of_its_own(circle):
    decided(circle, rung_claimed=Rung.CO_DESIGNED)

    agreement = drafted(circle)

    assert texts(agreement, "development-delivery") == [
        "In development, people with lived experience shaped 1 decision.",
        "Gap: nothing on record shows a part in delivery.",
    ]


def test_empty_seats_and_unused_reviews_are_told(circle):
    day = now().date()
    Seat.objects.create(partnership=circle.partnership, body_en="Board", reserved_on=day)
    reviewer(circle.lived[0])

    agreement = drafted(circle)

    assert texts(agreement, "seats") == ["0 of 1 seat kept for lived experience is filled."]
    assert texts(agreement, "reviewers")[0].startswith(
        "A pool of reviewers with lived experience gave 0 reviews."
    )


def test_every_page_that_a_sentence_rests_on_opens_for_a_member(circle, client):
    chaired = {"created_by": circle.facilitator, "chair": circle.lived[0]}
    MeetingFactory(partnership=circle.partnership, past=True, **chaired)
    decided(circle)
    answer(say(circle.lived[0]), circle.facilitator)
    agreement = drafted(circle)
    client.force_login(circle.lived[1].person)

    rows = Clause.objects.filter(section__agreement=agreement)
    pages = {page.address for clause in rows for page in clause.evidence.all()}

    assert len(pages) == 3
    assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)


def test_a_facilitator_drafts_it_with_one_click(circle, client):
    client.force_login(circle.facilitator.person)

    response = client.post(
        reverse("dashboards:draft_statement", args=[circle.partnership.slug]), follow=True
    )

    agreement = Agreement.objects.get(kind=AgreementKind.STATEMENT)
    assert response.redirect_chain[-1][0].endswith(f"/{agreement.pk}/draft/")
    assert "Rests on no page of coprod." in response.content.decode()


def test_without_a_language_it_says_what_to_do_first(circle, client):
    circle.partnership.languages = []
    circle.partnership.save()
    client.force_login(circle.facilitator.person)

    response = client.post(
        reverse("dashboards:draft_statement", args=[circle.partnership.slug]), follow=True
    )

    assert "which languages your group uses" in response.content.decode()
    assert not Agreement.objects.exists()
