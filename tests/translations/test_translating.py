"""Keeping, handing in, checking: two people, nothing lost, and who waits comes first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charters.models import Agreement
from meetings.models import Meeting
from partners.roles import Role
from tests.factories import (
    AgendaItemFactory,
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    now,
)
from translations import translating
from translations.forms import digest
from translations.models import State, Term, Text
from translations.overview import Standing, wholes
from translations.reading import read

pytestmark = pytest.mark.django_db


class Team:
    def __init__(self):
        self.partnership = PartnershipFactory()
        self.ana = self.member("Ana", "en", role=Role.FACILITATOR)
        self.ben = self.member("Ben", "en", person__also_reads=["ar"])
        self.layla = self.member("Layla", "ar")
        self.amal = self.member("Amal", "en", also=["ar"], role=Role.TRANSLATOR)
        self.tariq = self.member("Tariq", "ar", also=["en"], role=Role.TRANSLATOR)

    def member(self, name, language, *, also=(), **kwargs):
        kwargs.setdefault("person__also_reads", list(also))
        return MembershipFactory(
            partnership=self.partnership, person__name=name, person__language=language, **kwargs
        )

    def meeting(self, **words):
        words = words or {"title_en": "Spring"}
        return MeetingFactory(partnership=self.partnership, created_by=self.ana, **words)

    def task(self, record, language="ar", field="title"):
        text = Text.objects.about(record).get(field=field)
        return translating.find(self.partnership, text.pk, language)


@pytest.fixture
def team():
    return Team()


def hand_in(team, record, words, by):
    task = team.task(record)
    translating.hand_in(task, words, by=by, seen=task.seen, source=task.source, now=now())


def approve(team, record, by, field="title"):
    task = team.task(record, field=field)
    translating.approve(task, by=by, seen=digest(task.words), source=digest(task.source), now=now())


def test_what_is_kept_no_reader_sees(team):
    meeting = team.meeting()
    task = team.task(meeting)

    translating.keep(task, "الر", by=team.amal, seen=task.seen)

    again = team.task(meeting)
    assert (again.begun, again.standing) == ("الر", Standing.BEGUN)
    assert read(Meeting.objects.get(pk=meeting.pk), "title", "ar").language == "en"


def test_what_is_handed_in_readers_see_and_somebody_else_checks(team):
    meeting = team.meeting()

    hand_in(team, meeting, "الربيع", team.amal)

    assert team.task(meeting).standing == Standing.REVIEW
    assert read(Meeting.objects.get(pk=meeting.pk), "title", "ar").text == "الربيع"
    with pytest.raises(translating.OwnWork):
        approve(team, meeting, team.amal)
    approve(team, meeting, team.tariq)
    task = team.task(meeting)
    assert (task.row.state, task.row.approved_by) == (State.APPROVED, team.tariq)


def test_who_does_not_read_both_languages_does_not_check(team):
    meeting = team.meeting()
    hand_in(team, meeting, "الربيع", team.amal)

    with pytest.raises(translating.DoesNotReadBoth):
        approve(team, meeting, team.ana)

    approve(team, meeting, team.ben)
    assert team.task(meeting).standing == Standing.APPROVED


def test_a_binding_text_passes_through_the_hands_of_a_translator(team):
    agreement = Agreement.objects.create(
        partnership=team.partnership, kind="charter", title_en="Charter", created_by=team.ana,
        created_at=now(),
    )  # fmt: skip
    bilingual = team.member("Noor", "ar", also=["en"])
    hand_in(team, agreement, "ميثاق", bilingual)

    with pytest.raises(translating.NeedsTranslator):
        approve(team, agreement, team.ben)

    approve(team, agreement, team.amal)
    assert team.task(agreement).standing == Standing.APPROVED


def test_a_translator_and_a_bilingual_member_stand_for_a_binding_text(team):
    agreement = Agreement.objects.create(
        partnership=team.partnership, kind="charter", title_en="Charter", created_by=team.ana,
        created_at=now(),
    )  # fmt: skip
    hand_in(team, agreement, "ميثاق", team.amal)

    approve(team, agreement, team.ben)

    assert team.task(agreement).standing == Standing.APPROVED


def test_what_changed_while_somebody_checked_is_not_approved(team):
    meeting = team.meeting()
    hand_in(team, meeting, "الربيع", team.amal)
    task = team.task(meeting)
    hand_in(team, meeting, "الخريف", team.amal)

    with pytest.raises(translating.ChangedMeanwhile):
        translating.approve(
            task, by=team.tariq, seen=digest("الربيع"), source=digest("Spring"), now=now()
        )


def test_words_that_are_out_of_date_are_not_approved_until_somebody_says_that_they_fit(team):
    meeting = team.meeting(title_en="Spring", title_ar="الربيع")
    meeting.title_en = "In spring"
    meeting.save()
    with pytest.raises(translating.NothingToApprove):
        approve(team, meeting, team.tariq)

    hand_in(team, meeting, "الربيع", team.amal)

    assert team.task(meeting).standing == Standing.REVIEW


def test_somebody_else_kept_other_words_meanwhile(team):
    meeting = team.meeting()
    task = team.task(meeting)
    translating.keep(task, "أ", by=team.tariq, seen=task.seen)

    with pytest.raises(translating.ChangedMeanwhile):
        translating.keep(task, "ب", by=team.amal, seen=task.seen)

    assert team.task(meeting).begun == "أ"


# Who waits


def test_what_somebody_waits_for_comes_first_and_of_that_the_next_meeting(team):
    soon, later = now() + timedelta(days=3), now() + timedelta(days=30)
    for_later = team.meeting(title_en="Later", starts_at=later)
    for_soon = team.meeting(title_en="Soon", starts_at=soon)
    AgendaItemFactory(meeting=for_soon, title_en="Arrive", title_ar="وصول")
    there = team.meeting(title_en="There", title_ar="هنا", starts_at=soon)

    found = wholes(team.partnership, now())

    meetings = [whole.record for whole in found if isinstance(whole.record, Meeting)]
    assert meetings == [for_soon, for_later, there]
    assert {member.person.name for member in found[0].reached.waiting} == {"Layla"}
    assert found[0].reached.people == 5


def test_people_who_read_old_words_are_counted(team):
    meeting = team.meeting(title_en="Spring", title_ar="الربيع")
    meeting.title_en = "Summer"
    meeting.save()

    found = next(whole for whole in wholes(team.partnership, now()) if whole.record == meeting)

    assert (len(found.reached.waiting), found.older) == (0, 2)


def many(team, count):
    meetings = [team.meeting(title_en=f"M {n}") for n in range(count)]
    for meeting in meetings[: count // 2]:
        meeting.title_es = "R"
        meeting.save()


def signed_in(member):
    client = Client()
    client.force_login(member.person)
    return client


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_list_and_the_page_of_a_text_cost_the_same_with_three_and_three_hundred(team):
    client = signed_in(team.amal)
    many(team, 3)
    pages = [
        reverse("translations:list", args=[team.partnership.slug]),
        page_of(team, Meeting.objects.first()),
    ]
    [queries_of(client, page) for page in pages]  # the first visit learns the content types
    few = [queries_of(client, page) for page in pages]

    many(team, 297)

    assert [queries_of(client, page) for page in pages] == few


# Pages


def page_of(team, record, name="write", field="title", language="ar"):
    text = Text.objects.about(record).get(field=field)
    return reverse(f"translations:{name}", args=[team.partnership.slug, text.pk, language])


def typed(client, page, words, then="hand_in", **changed):
    """What a browser sends for the form on the page, with other words."""
    form = client.get(page).context["form"]
    data = {"words": words, "then": then, "seen": form["seen"].value()}
    return client.post(page, {**data, "source": form["source"].value(), **changed})


def test_the_list_says_who_waits_and_leads_to_the_text(team):
    meeting = team.meeting()
    page = reverse("translations:list", args=[team.partnership.slug])

    html = signed_in(team.ana).get(page).content.decode()

    assert "1 of 5 people cannot read this yet." in html
    assert page_of(team, meeting) in html


def test_source_stands_beside_the_translation_each_in_its_direction(team):
    meeting = team.meeting()
    Term.objects.create(
        partnership=team.partnership, term="spring", term_language="en", translation="ربيع",
        language="ar", added_by=team.amal,
    )  # fmt: skip

    html = signed_in(team.amal).get(page_of(team, meeting)).content.decode()

    assert '<div class="prose" lang="en" dir="ltr">Spring</div>' in html
    assert 'lang="ar" dir="rtl"' in html
    assert "ربيع" in html


def test_handing_in_leads_to_the_next_text_and_then_to_the_list(team):
    meeting = team.meeting()
    item = AgendaItemFactory(meeting=meeting, title_en="Arrive")
    client = signed_in(team.amal)

    first = typed(client, page_of(team, meeting), "الربيع")
    second = typed(client, page_of(team, item), "وصول")

    assert first.headers["Location"] == page_of(team, item)
    assert second.headers["Location"] == reverse("translations:list", args=[team.partnership.slug])


def test_a_text_that_changed_meanwhile_is_shown_with_what_changed_and_nothing_is_lost(team):
    meeting, client = team.meeting(title_en="Meet in spring"), signed_in(team.amal)
    page = page_of(team, meeting)
    form = client.get(page).context["form"]
    meeting.title_en = "Meet in summer"
    meeting.save()

    response = client.post(
        page,
        {
            "words": "لقاء الربيع", "then": "hand_in", "seen": form["seen"].value(),
            "source": form["source"].value(),
        },
    )  # fmt: skip
    html = response.content.decode()

    assert "The text itself changed while you were translating." in html
    assert "<del" in html
    assert "<ins" in html
    assert "لقاء الربيع" in html
    assert not Meeting.objects.get(pk=meeting.pk).title_ar
    again = response.context["form"]
    done = client.post(
        page,
        {
            "words": "لقاء الصيف", "then": "hand_in", "seen": again["seen"].value(),
            "source": again["source"].value(),
        },
    )  # fmt: skip
    assert done.status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).title_ar == "لقاء الصيف"


def test_somebody_elses_words_stand_beside_mine(team):
    meeting = team.meeting()
    page = page_of(team, meeting)
    mine = signed_in(team.amal)
    form = mine.get(page).context["form"]
    typed(signed_in(team.tariq), page, "ربيعنا")

    html = mine.post(
        page,
        {"words": "الربيع", "then": "keep", "seen": form["seen"].value(), "source": "Spring"},
    ).content.decode()

    assert "Somebody else translated this while you were writing." in html
    assert "ربيعنا" in html
    assert "الربيع" in html


def test_words_without_a_button_are_kept_not_handed_in(team):
    meeting = team.meeting()

    typed(signed_in(team.amal), page_of(team, meeting), "الربيع", then="")

    assert team.task(meeting).standing == Standing.BEGUN


def test_too_long_a_translation_says_how_much_room_there_is(team):
    html = typed(signed_in(team.amal), page_of(team, team.meeting()), "ا" * 300).content.decode()

    assert "This is too long: 300 characters. There is room for 200." in html


def test_a_member_checks_and_the_author_is_told_that_somebody_else_does(team):
    meeting = team.meeting()
    hand_in(team, meeting, "الربيع", team.amal)
    page = page_of(team, meeting, "text")

    author = signed_in(team.amal).get(page).content.decode()
    client = signed_in(team.ben)
    form = client.get(page).context["approval"]
    client.post(
        page_of(team, meeting, "approve"),
        {"seen": form["seen"].value(), "source": form["source"].value()},
    )

    assert "You wrote these words, so somebody else checks them." in author
    assert team.task(meeting).standing == Standing.APPROVED


def test_a_decision_on_which_people_took_a_position_keeps_its_words(team):
    from tests.charters.deciding import propose_in, take  # noqa: PLC0415 - only here

    decision = propose_in(team.partnership, by=team.ana)
    words = {f"question_{code}": f"Q {code}" for code in ("en", "es", "ar")}
    for name, value in words.items():
        setattr(decision, name, value)
    decision.save()
    take(decision, team.ben, "agree")

    text = Text.objects.about(decision).get(field="question")
    language = "es" if text.source_language != "es" else "ar"
    page = reverse("translations:write", args=[team.partnership.slug, text.pk, language])
    html = typed(signed_in(team.amal), page, "Otra").content.decode()

    assert "People took a position on these words, so they stay as they are." in html
    assert "Otra" in html


def test_a_small_correction_is_ticked_in_the_form(team):
    meeting = team.meeting(title_en="Sprnig", title_es="Primavera")
    client = signed_in(team.ana)
    page = reverse("meetings:change", args=[team.partnership.slug, meeting.pk])

    def correct(title, **more):
        form = client.get(page).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
        data.pop("small_correction")
        client.post(page, {**data, "title_en": title, **more})
        return team.task(meeting, "es").standing

    assert correct("Spring", small_correction="on") == Standing.DRAFT
    assert correct("Summer") == Standing.OUT_OF_DATE


def test_the_glossary_says_a_word_one_way(team):
    client = signed_in(team.amal)
    page = reverse("translations:glossary", args=[team.partnership.slug])
    word = {"term": "agenda", "term_language": "en", "translation": "جدول", "language": "ar"}

    client.post(page, word)
    twice = client.post(page, word).content.decode()
    same = client.post(page, {**word, "language": "en"}).content.decode()

    assert team.partnership.terms.count() == 1
    assert "This word is in the glossary already." in twice
    assert "Choose another language than that of the word." in same


def test_opening_for_signing_says_which_words_nobody_else_has_looked_at(team):
    from tests.charters.agreeing import Table, draft  # noqa: PLC0415 - only here

    table = Table()
    agreement = draft(table, clauses=1)
    page = reverse("charters:open_for_signing", args=[table.partnership.slug, agreement.pk])

    before = signed_in(table.maya).get(page).content.decode()
    for text in table.partnership.texts.all():
        text.translations.update(
            state=State.APPROVED, written_by=None, approved_by=table.tom, approved_at=now()
        )
    after = signed_in(table.maya).get(page).content.decode()

    assert "Spanish: 3 texts to check." in before
    assert "texts to check" not in after
