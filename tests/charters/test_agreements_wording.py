"""What agreements say about themselves, in whole sentences; and how texts differ."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from charters import differences, drafting, rules, wording
from charters.models import Signature, SigningMode, Version
from charters.opening import NotReady
from charters.versions import Draft
from tests.charters.agreeing import Table, draft, duty, now, opened

SOME_DAY = datetime(2027, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("moments", "sentence"),
    [
        ({}, "Version 2. Open for signing."),
        ({"took_effect_at": SOME_DAY}, "Version 2. In force since Tuesday, March 2, 2027."),
        ({"replaced_at": SOME_DAY}, "Version 2. It was replaced before it took effect."),
        (
            {"took_effect_at": SOME_DAY, "left_force_at": SOME_DAY},
            "Version 2. It was in force until a later one took its place.",
        ),
    ],
)
def test_a_version_says_where_it_stands(moments, sentence):
    assert wording.state(Version(number=2, **moments)) == sentence


BODY = {"takes_effect": {"all": True}, "from": "", "until": "", "review": ""}


@pytest.mark.parametrize(
    ("more", "sentences"),
    [
        ({}, ["It takes effect when everyone who takes part has signed."]),
        ({"from": "2027-03-02"}, ["It holds from Tuesday, March 2, 2027."]),
        ({"until": "2027-03-02"}, ["It holds until Tuesday, March 2, 2027."]),
        (
            {"from": "2027-03-02", "until": "2027-03-03"},
            ["It holds from Tuesday, March 2, 2027 until Wednesday, March 3, 2027."],
        ),
        ({"review": "2027-03-02"}, ["We look at it again on Tuesday, March 2, 2027."]),
        (
            {"takes_effect": {"all": False, "signatures": 1, "lived_experience": 0}},
            ["It takes effect when 1 person has signed."],
        ),
        (
            {"takes_effect": {"all": False, "signatures": 4, "lived_experience": 2}},
            [
                "It takes effect when 4 people have signed. At least 2 of them have lived"
                " experience."
            ],
        ),
    ],
)
def test_a_body_says_when_it_holds(more, sentences):
    assert wording.facts({**BODY, **more})[-len(sentences) :] == sentences


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, ["Signed in Spanish."]),
        ({"understood": False}, ["Signed in Spanish.", "Did not understand all of it."]),
        (
            {"is_signed": False, "not_yet_because": "The bus"},
            ["Not yet, because: The bus"],
        ),
        (
            {"mode": SigningMode.PHONE},
            ["Signed in Spanish.", "Given by phone. Written down by ."],
        ),
    ],
)
def test_an_answer_says_how_it_was_given(fields, sentences):
    version = Version(number=1)
    signature = Signature(version=version, language="es", is_signed=True, mode="self")
    for name, value in fields.items():
        setattr(signature, name, value)

    assert wording.answer(signature, version) == sentences


def test_a_signature_that_still_counts_says_what_it_stands_on():
    signature = Signature(version=Version(number=1), language="es", is_signed=True, mode="self")

    assert wording.answer(signature, Version(number=2)) == ["Signed version 1 in Spanish."]


def test_rules_are_said_in_words():
    assert rules.in_words("reading_days", 7) == "Days to read before we meet or decide: 7"
    leads = rules.in_words("reminder_leads", ["P7D", "P1D", "PT2H", "PT1H"])
    assert leads == "Reminders before a meeting: 7 days, 1 day, 2 hours, 1 hour"


def test_texts_that_differ_show_where():
    found = differences.compare("We pay before.", "We pay after!")

    assert [(piece.kind, piece.text) for piece in found] == [
        ("same", "We pay "),
        ("gone", "before."),
        ("new", "after!"),
    ]
    assert [piece.kind for piece in differences.compare("", "New")] == ["new"]
    assert [piece.kind for piece in differences.compare("Old", "")] == ["gone"]


def test_endless_texts_are_compared_line_by_line():
    old = "a b\n" * 3000

    found = differences.compare(old, old + "c")

    assert [piece.kind for piece in found] == ["same", "new"]


def test_sections_that_differ_are_named_also_where_they_are_gone():
    def body(**sections):
        return {"sections": [{"title": key, "clauses": words} for key, words in sections.items()]}

    changes = differences.between(
        body(Money=["Yes"], Links=["a"], Gone=["b"]), body(Money=["No"], Links=["a"])
    )

    assert [change.title for change in changes] == ["Money", "Gone"]


@pytest.mark.django_db
def test_a_duty_and_its_party_stand_in_the_body():
    table = Table()
    agreement = draft(table, kind="memorandum")
    party = agreement.parties.create(name="Clinic")
    duty(agreement, table.tom, party=party, deputy=table.rosa, often="monthly")

    [row] = Draft(agreement).body("en", 1)["duties"]

    assert (row["who"], row["deputy"], row["party"]) == ("Tom", "Rosa", "Clinic")
    assert wording.holder(row) == "Tom, for Clinic"
    assert wording.when(row).startswith("Every month, first on ")
    assert wording.party({"name": "Clinic", "represented_by": "Tom"}) == (
        "Clinic (asked through Tom)"
    )


@pytest.mark.django_db
def test_a_section_taken_out_says_nothing_more():
    table = Table()
    agreement = draft(table)

    drafting.remove_section(agreement, agreement.sections.get().pk, now())

    assert Draft(agreement).clauses == []
    assert drafting.unheard(agreement) == {}


@pytest.mark.django_db
def test_what_is_missing_is_said_when_opening_is_refused():
    assert str(NotReady(["A", "B"])) == "('A', 'B')"
    assert opened(Table()).get_absolute_url().endswith("/versions/1/")
