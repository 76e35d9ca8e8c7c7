"""Answers on paper: a form for one person, found by its codes, typed in by a facilitator."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from notices import answers, on_paper, paper_codes, sheets
from notices.models import Notice, PaperForm, PaperQuestion
from partners.models import Person
from tests.factories import MembershipFactory, PaperFormFactory, PaperQuestionFactory
from tests.notices.conftest import NOW


@pytest.fixture
def rosa(question, member):
    return member(name="Rosa", language="es", phone="")


@pytest.fixture
def form(rosa):
    return on_paper.form_for(rosa, [("q", rosa.person)], now=NOW)


@pytest.fixture
def at(partnership):
    def address(name, *rest):
        return reverse(f"notices:{name}", args=[partnership.slug, *rest])

    return address


@pytest.fixture
def client(client, facilitator):
    client.force_login(facilitator.person)
    return client


def field(membership):
    return f"q{membership.person_id}"


# Forms


def test_same_questions_make_the_same_form(rosa, form):
    again = on_paper.form_for(rosa, [("q", rosa.person)] * 2, now=NOW + timedelta(days=1))

    assert again == form
    assert form.questions.count() == 1
    assert {form.code, form.questions.get().code} != {form.code}


def test_no_questions_make_no_form(rosa):
    assert on_paper.form_for(rosa, [], now=NOW) is None
    assert not PaperForm.objects.exists()


def test_a_form_is_found_by_its_code_and_by_that_of_a_question(partnership, form):
    row = form.questions.get()

    assert on_paper.find(partnership, paper_codes.grouped(form.code).lower()) == (form, "")
    assert on_paper.find(partnership, row.code) == (form, row.code)


def test_mistyped_codes_are_told_from_unknown_ones(partnership, form):
    first, second, *rest = form.code
    other = next(letter for letter in paper_codes.ALPHABET if letter != first)

    with pytest.raises(on_paper.Mistyped):
        on_paper.find(partnership, "".join([other, second, *rest]))
    with pytest.raises(on_paper.NotACode):
        on_paper.find(partnership, form.code[:-1])
    with pytest.raises(on_paper.NotHere):
        on_paper.find(partnership, paper_codes.new())


def test_a_form_of_somebody_who_left_is_not_found(partnership, rosa, form):
    rosa.left_at = NOW
    rosa.save()

    with pytest.raises(on_paper.NotHere):
        on_paper.find(partnership, form.code)


def test_what_is_gone_or_another_persons_is_left_out(rosa, form, member):
    PaperQuestionFactory(form=form, letter="q", object_id=member().person_id)
    PaperQuestionFactory(form=form, letter="q", object_id=2**40)
    PaperQuestionFactory(form=form, letter="Z", object_id=rosa.person_id)

    assert [line.asking.obj for line in on_paper.lines(form, NOW)] == [rosa.person]


def test_a_form_is_read_in_as_few_statements_for_many_questions(
    rosa, form, django_assert_num_queries
):
    for number in range(30):
        PaperQuestionFactory(form=form, letter="q", object_id=2**40 + number)

    with django_assert_num_queries(2):  # its questions, and what they are about
        on_paper.lines(form, NOW)


def test_database_keeps_forms_and_questions_apart(form):
    row = form.questions.get()

    with pytest.raises(IntegrityError, match=r"same_questions_have_one_paper_form|asks"):
        PaperFormFactory(membership=form.membership, asks=form.asks)
    assert row.letter == "q"


def test_database_asks_a_question_once_a_form(form):
    row = form.questions.get()

    with pytest.raises(IntegrityError, match=r"paper_form_asks_a_question_once|object_id"):
        PaperQuestionFactory(form=form, letter=row.letter, object_id=row.object_id)


def test_database_wants_who_and_when_together(form):
    with pytest.raises(IntegrityError, match="typed_answer_says_who_and_when"):
        PaperQuestion.objects.update(typed_at=NOW)


# Typing in


def test_typed_answer_says_who_typed_it_and_is_receipted(client, at, facilitator, rosa, form, news):
    page = at("type_paper", form.code)

    response = client.post(page, {field(rosa): "2"}, follow=True)

    assert "1 answer is saved." in response.text
    assert news.recorded == ((rosa.person, "2", facilitator),)
    assert form.questions.get().typed_by == facilitator
    assert Notice.objects.filter(kind="receipt", person=rosa.person).count() == 1


def test_the_same_form_sent_twice_is_written_once(client, at, rosa, form, news):
    page = at("type_paper", form.code)

    client.post(page, {field(rosa): "2"})
    response = client.post(page, {field(rosa): "2"}, follow=True)

    assert "Everything stands as it was." in response.text
    assert len(news.recorded) == 1


def test_page_shows_the_question_in_both_languages(client, at, rosa, form):
    page = client.get(at("type_paper", form.questions.get().code)).text

    assert "E-mail" in page
    assert '<span lang="es" dir="ltr">Correo electrónico</span>' in page
    assert "2. No" in page
    assert "Rosa" in page


def test_a_code_leads_to_the_form(client, at, form):
    response = client.post(at("paper"), {"code": paper_codes.grouped(form.code).lower()})

    assert response.headers["Location"] == at("type_paper", form.code)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda code: code[:-1], "Codes have ten letters and digits"),
        (lambda code: code[:-1] + ("0" if code[-1] != "0" else "1"), "One character is wrong"),
        (lambda code: paper_codes.new(), "No form of this partnership has this code."),
    ],
)
def test_wrong_codes_are_explained(client, at, form, change, sentence):
    typed = change(form.code)

    response = client.post(at("paper"), {"code": typed})
    by_address = client.get(at("type_paper", typed), follow=True)

    assert sentence in response.text
    assert typed in response.text
    assert sentence in by_address.text


def test_code_of_another_partnership_is_as_unknown_as_none(client, at, form):
    theirs = PaperFormFactory(membership=MembershipFactory(person__name="Stranger"))

    response = client.post(at("paper"), {"code": theirs.code})

    assert "No form of this partnership has this code." in response.text
    assert "Stranger" not in response.text


def test_guessing_is_slowed_down(client, at, form, settings):
    for _time in range(20):
        client.post(at("paper"), {"code": paper_codes.new()})

    response = client.post(at("paper"), {"code": paper_codes.new()})

    assert "That was tried too often." in response.text


def test_a_closed_question_is_shown_and_not_written(client, at, rosa, form, news):
    Person.objects.filter(pk=rosa.person_id).update(is_active=False, phone="1")

    page = client.get(at("type_paper", form.code)).text
    client.post(at("type_paper", form.code), {field(rosa): "2"})

    assert "This question is closed." in page
    assert "The answer was: Yes" in page
    assert news.recorded == ()


def test_an_answer_that_is_not_offered_is_refused(client, at, rosa, form, news):
    response = client.post(at("type_paper", form.code), {field(rosa): "99"})

    assert "99" in response.text
    assert news.recorded == ()


@pytest.fixture
def private(question):
    yield answers.register(replace(question, letter="Q", is_private=True))
    answers.forget("Q")


def test_a_private_answer_is_never_repeated(client, at, rosa, private, news):
    Person.objects.filter(pk=rosa.person_id).update(phone="1")
    form = on_paper.form_for(rosa, [("Q", rosa.person)], now=NOW)

    (block,) = sheets.answer_form(form, "en", NOW)
    page = client.get(at("type_paper", form.code)).text
    client.post(at("type_paper", form.code), {f"Q{rosa.person_id}": "1"})

    assert block["questions"][0]["answer"] == ""
    assert "checked" not in page
    assert news.recorded == ()  # it stood there already, and that is not said either


def test_members_cannot_type_in_for_others(client, at, rosa, form):
    client.force_login(rosa.person)

    assert client.get(at("type_paper", form.code)).status_code == 403
