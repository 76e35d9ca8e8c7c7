"""Each quarter, people with lived experience lead a look at how the work goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from charters import evaluating
from charters.models import Evaluation, EvaluationAction, Remark, RemarkKind
from dashboards import evaluations, tasks
from notices.models import Notice
from notices.rendering import render
from partners.models import Partnership
from tests.charters.deciding import Circle, answer, say
from tests.factories import MembershipFactory, now

pytestmark = pytest.mark.django_db
TODAY = datetime(2027, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def circle():
    circle = Circle("es", "ar")
    Partnership.objects.update(created_at=datetime(2026, 12, 5, 9, tzinfo=UTC))
    return circle


def opened(circle, at=None):
    at = at or now()
    return evaluating.open_evaluation(circle.partnership, at.date(), [], at)


def act(evaluation, owner, days=5):
    action = EvaluationAction(evaluation=evaluation, owner=owner, what_es="Preguntar", what="Ask")
    action.due_on = now().date() + timedelta(days=days)
    return evaluating.act(action, now())


# When


def test_the_first_is_due_three_months_after_the_beginning(circle):
    assert [*evaluating.due(datetime(2027, 3, 4, 12, tzinfo=UTC))] == []

    assert [*evaluating.due(TODAY)] == [(circle.partnership, date(2027, 3, 5))]


def test_quarters_that_passed_unseen_are_not_made_up_for(circle):
    ((_partnership, due_on),) = evaluating.due(datetime(2028, 1, 1, tzinfo=UTC))

    assert due_on == date(2027, 12, 5)


def test_while_one_is_open_no_other_opens(circle):
    opened(circle, TODAY)

    assert [*evaluating.due(TODAY + timedelta(days=400))] == []


def test_the_job_opens_one_a_partnership_however_often_it_runs(circle, settings):
    Partnership.objects.update(created_at=now() - timedelta(days=100))

    for _time in range(2):
        for partnership, due_on in evaluating.due(now()):
            tasks.open_evaluation(partnership.pk, due_on.isoformat())
    tasks.open_evaluation(circle.partnership.pk, Evaluation.objects.get().due_on.isoformat())

    assert Evaluation.objects.count() == 1
    assert Notice.objects.filter(kind="evaluation_open").count() == len(circle.everyone)


# What is on record


def test_figures_say_good_and_bad_in_each_language_and_stay(circle):
    said = say(circle.lived[0])
    answer(said, circle.facilitator, outcome="not_adopted", en="There is no money.")

    evaluation = evaluations.open_one(circle.partnership.pk, now().date(), now())

    rosa = circle.lived[0].person
    read = evaluations.read_figures(evaluation, rosa)
    assert {figure.language for figure in read} == {"es"}
    assert said.get_absolute_url() in {figure.page for figure in read}
    assert any("no se adoptó 1 cosa" in figure.text for figure in read)
    before = evaluation.figures
    answer(say(circle.lived[1]), circle.facilitator)
    evaluation.refresh_from_db()
    assert evaluation.figures == before


# Who leads, says, answers, ends


def test_only_lived_experience_leads(circle):
    evaluation = opened(circle)

    for member in (circle.facilitator, circle.others[0]):
        with pytest.raises(evaluating.NotLivedExperience):
            evaluating.lead(evaluation, member)
    evaluating.lead(evaluation, circle.lived[0])
    with pytest.raises(evaluating.LedAlready):
        evaluating.lead(evaluation, circle.lived[1])
    evaluating.step_back(evaluation, circle.lived[0])
    evaluating.lead(evaluation, circle.lived[1])

    evaluation.refresh_from_db()
    assert evaluation.led_by == circle.lived[1]


def test_saying_it_anew_takes_the_place_of_it(circle):
    evaluation, rosa = opened(circle), circle.lived[0]
    words = {"kind": RemarkKind.SEES, "language": "es", "now": now()}

    evaluating.remark(evaluation, rosa, text="Bien", **words)
    evaluating.remark(evaluation, rosa, text="Mejor", recorded_by=circle.facilitator, **words)

    said = Remark.objects.get()
    assert (said.text, said.recorded_by) == ("Mejor", circle.facilitator)


def test_only_who_leads_or_pays_answers_and_also_later(circle):
    evaluation = opened(circle)
    grace = MembershipFactory(partnership=circle.partnership, group="leader")
    words = {"kind": RemarkKind.ANSWERS, "text": "Yes", "language": "en", "now": now()}
    evaluating.lead(evaluation, circle.lived[0])
    evaluating.close(evaluation, [], by=circle.lived[0], records=False, now=now())

    with pytest.raises(evaluating.NotWhoAnswers):
        evaluating.remark(evaluation, circle.others[0], **words)
    evaluating.remark(evaluation, grace, **words)

    assert [said.membership for said in evaluations.answers(evaluation)] == [grace]


def test_it_ends_with_who_was_there_by_who_leads_or_for_them(circle):
    evaluation, (rosa, layla) = opened(circle), circle.lived
    with pytest.raises(evaluating.NotLed):
        evaluating.close(evaluation, [], by=rosa, records=False, now=now())
    evaluating.lead(evaluation, rosa)
    with pytest.raises(evaluating.NotWhoLeads):
        evaluating.close(evaluation, [], by=layla, records=False, now=now())

    evaluating.close(evaluation, [rosa, layla], by=circle.facilitator, records=True, now=now())

    evaluation.refresh_from_db()
    assert {*evaluation.present.all()} == {rosa, layla}
    with pytest.raises(evaluating.Closed):
        act(evaluation, rosa)


def test_the_database_refuses_what_must_not_be(circle):
    evaluation = opened(circle)
    common = {"evaluation": evaluation, "language": "en", "said_at": now()}
    staff = {**common, "membership": circle.others[0], "group": "staff"}
    refused = [
        lambda: Remark.objects.create(**staff, kind="answers", text="Yes"),
        lambda: Remark.objects.create(**staff, kind="sees", text=""),
        lambda: Evaluation.objects.create(
            partnership=circle.partnership, due_on=date(2020, 1, 1), opened_at=now()
        ),
        lambda: Evaluation.objects.filter(pk=evaluation.pk).update(
            closed_at=now(), closed_by=circle.facilitator
        ),
    ]

    for attempt in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_an_action_reminds_its_owner_once_and_not_when_done(circle):
    action = act(opened(circle), circle.others[0])

    notice = Notice.objects.get(kind="evaluation_action_due")
    assert notice.person == circle.others[0].person
    assert notice.due_at.date() == action.due_on
    assert evaluating.finish(action, now())
    assert not evaluating.finish(action, now())
    assert notice.deliveries.get().state == "void"


# Messages and pages


def test_messages_are_in_the_readers_language_whoever_acts(circle):
    with translation.override("ar"):
        opened(circle)
        act(Evaluation.objects.get(), circle.lived[0])

    rosa = circle.lived[0].person
    texts = [render(notice).text for notice in Notice.objects.filter(person=rosa)]

    assert len(texts) == 2
    assert all("Hola" in text for text in texts)
    assert any("Cada tres meses" in text for text in texts)


def address(evaluation, name="evaluation"):
    return reverse(f"dashboards:{name}", args=[evaluation.partnership.slug, evaluation.pk])


def test_a_person_says_what_they_see_on_a_page_and_it_stops_waiting(circle, client):
    evaluation, rosa = opened(circle), circle.lived[0]
    client.force_login(rosa.person)
    home = reverse("dashboards:partnership", args=[evaluation.partnership.slug])
    waits = "¿Cómo trabajamos? Diga lo que ve."
    assert waits in client.get(home).content.decode()

    words = {"text": "Nadie nos preguntó por las horas.", "language": "es"}
    client.post(address(evaluation, "say_in_evaluation"), words)

    page = client.get(address(evaluation)).content.decode()
    assert 'lang="es" dir="ltr">Nadie nos preguntó por las horas.' in page
    assert waits not in client.get(home).content.decode()


def test_a_refusal_is_a_sentence(circle, client):
    evaluation = opened(circle)
    client.force_login(circle.facilitator.person)

    page = client.post(address(evaluation, "lead_evaluation"), follow=True)

    assert "Only somebody with lived experience leads" in page.content.decode()


def test_no_words_are_lost_when_it_ended_meanwhile(circle, client):
    evaluation, rosa = opened(circle), circle.lived[0]
    evaluating.lead(evaluation, rosa)
    evaluating.close(evaluation, [], by=rosa, records=False, now=now())
    client.force_login(circle.lived[1].person)

    words = {"text": "Words I typed", "language": "en"}
    page = client.post(address(evaluation, "say_in_evaluation"), words, follow=True)

    assert "Words I typed" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_an_evaluation_costs_the_same_with_more_voices(
    circle, client, django_assert_num_queries, count
):
    evaluation = opened(circle)
    for _number in range(count):
        member = MembershipFactory(partnership=circle.partnership)
        evaluating.remark(evaluation, member, kind="sees", text="Good", language="en", now=now())
        act(evaluation, member)
    client.force_login(circle.facilitator.person)
    client.get(address(evaluation))

    with django_assert_num_queries(10):
        client.get(address(evaluation))
