"""What is known of each text, whoever saves it: versions, drafts, who wrote; never a time stamp."""

import random

import pytest
from django.db import IntegrityError, transaction
from modeltranslation.translator import translator

from meetings.models import Meeting
from partners.acting import acting
from partners.languages import CODES
from partners.models import Programme
from tests.factories import AgendaItemFactory, MeetingFactory, MembershipFactory, now
from translations import pieces
from translations.coverage import coverage
from translations.forms import SMALL_CORRECTION
from translations.models import State, Text
from translations.overview import Standing, standing, wholes
from translations.reading import set_text, written

pytestmark = pytest.mark.django_db


def text_of(record, field="title"):
    return Text.objects.about(record).get(field=field)


def row_of(record, language, field="title"):
    return text_of(record, field).translations.get(language=language)


def stands(record, language):
    text = text_of(record)
    return standing(text, text.translations.filter(language=language).first())


def write(record, by=None, small=False, **words):
    for code, text in words.items():
        set_text(record, "title", code, text)
    vars(record)[SMALL_CORRECTION] = small
    if by is None:
        record.save()
    else:
        with acting(by):
            record.save()


def meeting_of(by, **words):
    meeting = MeetingFactory.build(partnership=by.partnership, created_by=by, title_en="")
    write(meeting, by, **words)
    return meeting


def test_a_new_text_knows_the_language_its_writer_wrote_it_in():
    amal = MembershipFactory(person__language="ar")

    meeting = meeting_of(amal, en="Spring", ar="الربيع")

    assert text_of(meeting).source_language == "ar"
    assert text_of(meeting).partnership == amal.partnership


def test_words_in_a_second_language_are_a_draft_of_who_wrote_them():
    amal = MembershipFactory(person__language="ar")

    meeting = meeting_of(amal, en="Spring", ar="الربيع")

    row = row_of(meeting, "en")
    assert (row.state, row.written_by) == (State.DRAFT, amal)
    assert stands(meeting, "es") == Standing.MISSING


def test_changing_the_first_words_makes_the_others_out_of_date():
    meeting = MeetingFactory(title_en="Spring", title_es="Primavera")

    write(meeting, en="Summer")

    assert text_of(meeting).version == 2
    assert stands(meeting, "es") == Standing.OUT_OF_DATE
    assert row_of(meeting, "es").from_words == "Spring"


def test_a_small_correction_does_not():
    meeting = MeetingFactory(title_en="Sprnig", title_es="Primavera")

    write(meeting, small=True, en="Spring")

    assert stands(meeting, "es") == Standing.DRAFT


def test_a_small_correction_counts_for_one_saving_only():
    meeting = MeetingFactory(title_en="Sprnig", title_es="Primavera")
    write(meeting, small=True, en="Spring")

    meeting.title_en = "Summer"
    meeting.save()

    assert stands(meeting, "es") == Standing.OUT_OF_DATE


def test_both_changed_at_once_belong_together():
    meeting = MeetingFactory(title_en="Spring", title_es="Primavera")

    write(meeting, en="Summer", es="Verano")

    assert stands(meeting, "es") == Standing.DRAFT


def test_saving_other_things_changes_nothing(django_assert_num_queries):
    meeting = MeetingFactory(title_en="Spring", title_es="Primavera")

    with django_assert_num_queries(1):
        meeting.save(update_fields=["place"])

    assert text_of(meeting).version == 1


def test_where_the_first_words_go_those_that_stay_become_the_first():
    meeting = MeetingFactory(title_en="Spring", title_es="Primavera")

    write(meeting, en="")

    assert text_of(meeting).source_language == "es"
    assert not text_of(meeting).translations.filter(language="es").exists()


def test_what_is_taken_away_is_missing_and_what_is_kept_stays():
    meeting = MeetingFactory(title_en="Spring", title_es="Primavera", title_ar="الربيع")
    row = row_of(meeting, "ar")
    row.kept = "لاحقًا"
    row.save()

    write(meeting, es="", ar="")

    assert stands(meeting, "es") == Standing.MISSING
    assert stands(meeting, "ar") == Standing.BEGUN
    assert row_of(meeting, "ar").kept == "لاحقًا"


def test_a_text_that_nobody_wrote_is_not_recorded():
    meeting = MeetingFactory()

    assert not Text.objects.about(meeting).filter(field="notes").exists()


def test_what_is_known_goes_with_its_record():
    item = AgendaItemFactory(title_en="Arrive")
    assert Text.objects.about(item).exists()

    meeting, pk = item.meeting, item.pk
    item.delete()

    assert not Text.objects.filter(object_id=pk, content_type__model="agendaitem").exists()
    assert Text.objects.about(meeting).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"state": "approved"},
        {"state": "review", "digest": ""},
        {"kept_is_machine": True},
    ],
)
def test_the_database_refuses_what_cannot_be(values):
    row = row_of(MeetingFactory(title_en="Spring", title_es="Primavera"), "es")

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**values)


def test_the_database_refuses_that_somebody_approves_their_own_words():
    amal = MembershipFactory(person__language="ar")
    row = row_of(meeting_of(amal, en="Spring", ar="الربيع"), "en")
    row.state, row.approved_by, row.approved_at = State.APPROVED, amal, now()

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


NOT_OF_A_PARTNERSHIP = {
    Programme: "its leaders name it; no partnership's translators",
}
WRITTEN_BY_US = {"Evidence"}  # sentences of ours, there in every language


def test_every_translatable_model_is_known_or_left_out_for_a_reason():
    models = set(translator.get_registered_models(abstract=False))
    known = {piece.model for piece in pieces.all_pieces()}

    left_out = {model for model in models - known if model.__name__ not in WRITTEN_BY_US}

    assert left_out == set(NOT_OF_A_PARTNERSHIP)
    assert known <= models


# The property: after any edits, what is said is what a plain reading of the history says.

EDITS = 1000


class Told:
    """One text as a plain history: what was said about each language, and since which version."""

    def __init__(self):
        self.version, self.source, self.words, self.made_from = 1, None, {}, {}

    def edit(self, code, word, *, small):
        before = dict(self.words)
        self.words = {**self.words, code: word} if word else {
            c: w for c, w in self.words.items() if c != code
        }  # fmt: skip
        if self.source is None:
            self.source = code if word else None
            return
        changed = before.get(code, "") != word
        if self.source not in self.words and self.words:
            self.source = min(self.words, key=CODES.index)
            self.made_from.pop(self.source, None)
            self.version += 1
        elif code == self.source and changed and not small:
            self.version += 1
        if code != self.source and changed and word:
            self.made_from[code] = self.version
        for each in set(self.made_from) - set(self.words):
            del self.made_from[each]

    def is_out_of_date(self, code):
        return self.made_from[code] < self.version


def test_out_of_date_and_who_waits_are_right_after_a_thousand_edits():
    chance = random.Random(20261126)
    ana = MembershipFactory(person__language="en", facilitator=True)
    partnership = ana.partnership
    partnership.languages = CODES
    partnership.save()
    for language, also in [("es", []), ("es", ["en"]), ("ar", []), ("ar", ["es"]), ("en", ["ar"])]:
        MembershipFactory(
            partnership=partnership, person__language=language, person__also_reads=also
        )
    meetings = [
        Meeting.objects.get(pk=MeetingFactory(partnership=partnership, title_en=f"M{i}").pk)
        for i in range(4)
    ]
    told = {}
    for meeting in meetings:
        told[meeting.pk] = Told()
        told[meeting.pk].edit("en", meeting.title_en, small=False)
    meetings = list(Meeting.objects.filter(pk__in=told))

    for number in range(EDITS):
        meeting, code = chance.choice(meetings), chance.choice(CODES)
        word = "" if chance.random() < 0.15 else f"{code} {number // chance.choice([1, 50])}"
        if not word and set(written(meeting, "title")) <= {code}:
            continue  # a meeting has some title
        small = chance.random() < 0.2
        write(meeting, small=small, **{code: word})
        told[meeting.pk].edit(code, word, small=small)
        if number % 25 == 0:
            assert_all_is_right(partnership, meetings, told)
    assert_all_is_right(partnership, meetings, told)


def assert_all_is_right(partnership, meetings, told):
    members = list(partnership.memberships.active().with_person())
    found = {whole.record.pk: whole for whole in wholes(partnership, now()) if whole.due}
    for meeting in meetings:
        history, whole = told[meeting.pk], found[meeting.pk]
        assert text_of(meeting).source_language == history.source
        for code in history.words:
            if code != history.source:
                old = row_of(meeting, code).is_out_of_date(text_of(meeting))
                assert old == history.is_out_of_date(code), (meeting, code)
        expected = coverage(history.words, members)
        assert {m.pk for m in whole.reached.waiting} == {m.pk for m in expected.waiting}
        reads_old = [
            member
            for member in members
            if (first := next((c for c in member.person.reads if c in history.words), None))
            and first != history.source
            and history.is_out_of_date(first)
        ]
        assert whole.older == len(reads_old)
