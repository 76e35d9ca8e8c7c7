"""A meeting on paper: in the person's language and by their clock, whoever prints it."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from meetings import answering, packs, planning, sharing, supporting
from notices import paper_codes, sheets
from notices.models import PaperForm
from notices.sheets import Contact
from partners import dates
from partners.models import NeedKind
from tests.factories import (
    AgendaItemFactory,
    FollowUpFactory,
    MeetingFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
)
from tests.meetings.world import DAY, NOW, World
from tests.papers import is_tagged, words_of

CONTACT = Contact(["Maya"], "+1 213 555 0100")
ENGLISH = re.compile(r"\b(When|Agenda|Place|Thursday|March|Your|answers|call|Printed|minutes?)\b")


@pytest.fixture
def world(db):
    return World()


def sheet_of(meeting, member, *, now=NOW, is_large=False):
    form = packs.form_for(meeting, member, now=now)
    return packs.pack(meeting, member, form, contact=CONTACT, is_large=is_large, now=now)


def all_words(blocks):
    """Everything that stands on a sheet, with the language of what is not the page's."""
    return json.dumps(blocks, ensure_ascii=False)


@pytest.mark.parametrize("server", ["en", "ar"])
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_pack_is_in_the_persons_language_whoever_prints_it(
    world, settings, language, server, tmp_path
):
    settings.LANGUAGE_CODE = server
    rosa = world.member(person__language=language, person__name="Rosa")
    SupportNeedFactory(membership=rosa, kind=NeedKind.TRANSPORT)
    meeting = world.plan(place="Aula 2", title_es="Caminar", title_ar="المشي")
    AgendaItemFactory(meeting=meeting, minutes=15, title_en="Hi", title_es="Hola", title_ar="مرحبا")

    with translation.override("ar"):
        sheet = sheet_of(meeting, rosa)
        content = sheets.make(sheet)

    with translation.override(language):
        for sentence in ["When and where", "Agenda", "Whom to call", "Your answers"]:
            assert gettext(sentence) in all_words(sheet.blocks)
    moment = dates.moment(meeting.starts_at, language, rosa.person.zone)
    assert moment in all_words(sheet.blocks)
    assert is_tagged(content)
    assert re.search(rb"/Lang\s*\(%s" % language.encode(), content)
    if language == "es":
        said = words_of(content, tmp_path)
        assert "Caminar" in said
        assert "Hola" in said
        assert not ENGLISH.search(said)


def test_a_pack_holds_what_a_person_needs_for_the_meeting(world, tmp_path):
    sam = world.member(person__name="Sam", person__timezone="Europe/London")
    SupportNeedFactory(membership=sam, kind=NeedKind.TRANSPORT)
    meeting = world.plan(place="Library", dial_in="+1 555", purpose_en="We walk.")
    supporting.arrange(
        meeting.arrangements.get(), state="arranged", note="Taxi a las 16:50", note_language="es",
        owner=None, by=world.facilitator, now=NOW,
    )  # fmt: skip
    AgendaItemFactory(meeting=meeting, title_en="", title_es="Presentarnos", minutes=15)

    sheet = sheet_of(meeting, sam)

    said = words_of(sheets.make(sheet), tmp_path)
    for words in [
        "Sam", "Walking together", "We walk.", "Library", "+1 555", "Presentarnos (in Spanish)",
        "Taxi a las 16:50 (in Spanish)", "Friday, March 19, 2027, 12:30", "London time",
        "Los Angeles time", "Will you be at the meeting on", "3. Only if my support is there",
        "Maya", "+1 213 555 0100",
    ]:  # fmt: skip
        assert words in said.replace("\u2068", "").replace("\u2069", "")


def test_codes_stand_beside_their_questions(world, tmp_path):
    sam = world.member()
    meeting = world.plan()

    said = words_of(sheets.make(sheet_of(meeting, sam)), tmp_path)

    form = PaperForm.objects.get(membership=sam)
    assert paper_codes.grouped(form.code) in said
    assert paper_codes.grouped(form.questions.get().code) in said


def test_nothing_outside_says_who_it_is_for_or_what_it_is_about(world):
    sam = world.member(person__name="Sam")
    meeting = world.plan()

    sheet = sheet_of(meeting, sam)

    assert sheet.title == "Papers for a meeting"
    assert b"Walking together" not in sheets.make(sheet).split(b"/Title", 1)[1][:200]


@pytest.fixture
def resource(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def share(meeting, language, **text):
        resource = ResourceFactory.build(
            partnership=world.partnership, meeting=meeting, shared_by=world.facilitator,
            shared_at=NOW, title_en="The plan",
        )  # fmt: skip
        made = ResourceTextFactory.build(
            resource=None, language=language, added_by=world.facilitator, **text
        )
        sharing.share(resource, [made], by=world.facilitator, now=NOW)
        return resource

    return share


def plain(words):
    return {
        "url": "", "file": ContentFile(words, name="plan.txt"), "size": len(words),
        "content_type": "text/plain; charset=utf-8",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("en", plain(b"One visit, one room."), "One visit, one room."),
        ("es", plain(b"Una visita."), "Una visita. (in Spanish)"),
        ("ar", plain(b"x"), "It is not there yet in a language you read, only in: Arabic."),
        ("en", plain(b"\xff\xfe"), "It is enclosed as a paper of its own, in English."),
        ("en", {"url": "https://plan.example.org/"}, "in English: https://plan.example.org/"),
        (
            "en",
            {**plain(b"%PDF"), "content_type": "application/pdf"},
            "It is enclosed as a paper of its own, in English.",
        ),
    ],
)
def test_what_is_to_be_read_is_there_or_it_is_said_where(
    world, resource, tmp_path, language, text, sentence
):
    sam = world.member(person__also_reads=["es"])
    meeting = world.plan()
    resource(meeting, language, **text)

    said = words_of(sheets.make(sheet_of(meeting, sam)), tmp_path)

    assert "The plan" in said
    assert sentence in said.replace("\u2068", "").replace("\u2069", "")


def test_a_person_is_asked_about_what_they_could_open_in_time(world, resource):
    sam = world.member()
    meeting = world.plan()
    resource(meeting, "en", url="https://plan.example.org/")
    resource(meeting, "ar", url="https://plan.example.org/ar")
    FollowUpFactory(membership=sam)

    form = packs.form_for(meeting, sam, now=NOW)

    assert [row.letter for row in form.questions.order_by("pk")] == ["r", "f"]


def test_after_the_meeting_the_form_asks_whether_support_was_there(world):
    sam = world.member()
    SupportNeedFactory(membership=sam)
    meeting = world.plan()
    later = meeting.ends_at + timedelta(hours=1)

    form = packs.form_for(meeting, sam, now=later)

    assert [row.letter for row in form.questions.all()] == ["s"]


def test_a_cancelled_meeting_says_so_and_asks_nothing(world, tmp_path):
    sam = world.member()
    meeting = world.plan()
    world.cancel(meeting)

    said = words_of(sheets.make(sheet_of(meeting, sam)), tmp_path)

    assert "This meeting is cancelled." in said
    assert "Your answers" not in said


def test_a_meeting_without_a_time_says_so(world, tmp_path):
    sam = world.member()
    meeting = world.draft(None)
    planning.propose_times(meeting, [(DAY, planning.CHECK_TIME)], by=world.facilitator, now=NOW)

    said = words_of(sheets.make(sheet_of(meeting, sam)), tmp_path)

    assert "The time is not set yet." in said
    assert "Nothing is on the agenda yet." in said


# Pages


@pytest.fixture
def meeting(team):
    planned = MeetingFactory(partnership=team.partnership, created_by=team.ana)
    for member in (team.ana, team.ben, team.tariq):
        planned.attendances.create(membership=member)
    return planned


@pytest.fixture
def at(team, meeting):
    def address(name):
        return reverse(f"meetings:{name}", args=[team.partnership.slug, meeting.pk])

    return address


def test_facilitator_prints_the_pack_of_one_person(team, at, tmp_path):
    typed = {"member": team.ben.pk, "phone": "+1 213 555 0199"}

    response = team.as_ana.post(at("packs"), typed)

    assert response.headers["Content-Type"] == "application/pdf"
    assert "Ben" not in response.headers["Content-Disposition"]
    said = words_of(response.content, tmp_path)
    assert "Ben" in said
    assert "+1 213 555 0199" in said
    assert "Ana" in said


def test_printing_twice_makes_one_form(team, at):
    for _time in range(2):
        team.as_ana.post(at("packs"), {"member": team.ben.pk})

    assert PaperForm.objects.count() == 1


def test_looking_at_the_list_writes_nothing(team, at):
    team.as_ana.get(at("packs"))

    assert not PaperForm.objects.exists()


def test_who_wants_paper_comes_first(team, at):
    SupportNeedFactory(membership=team.tariq, kind=NeedKind.PAPER)

    page = team.as_ana.get(at("packs")).text

    assert page.index("<bdi>Tariq") < page.index("<bdi>Ben")
    assert page.count("wants paper") == 1


def test_list_takes_as_few_queries_for_many_people(team, at, django_assert_max_num_queries):
    team.as_ana.get(at("packs"))
    with django_assert_max_num_queries(200) as few:
        team.as_ana.get(at("packs"))
    for number in range(30):
        team.member(f"Person {number}")

    with django_assert_max_num_queries(len(few)):
        team.as_ana.get(at("packs"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": "call me"}, "Write the phone number with digits"),
        ({"member": 2**70}, "Select a valid choice"),
        ({"size": "huge"}, "huge"),
    ],
)
def test_bad_wishes_are_explained(team, at, typed, sentence):
    response = team.as_ana.post(at("packs"), {"member": team.ben.pk, **typed})

    assert sentence in response.text


def test_each_member_gets_their_own_pack_without_numbers_of_others(team, at, tmp_path):
    team.ana.person.phone = "+1 213 555 0111"
    team.ana.person.save()

    response = team.as_ben.post(at("my_pack"), {"size": "large"})

    said = words_of(response.content, tmp_path)
    assert "Ben" in said
    assert "Ana" in said
    assert "0111" not in said


def test_large_print_follows_the_need_unless_told_otherwise(team, meeting):
    SupportNeedFactory(membership=team.ben, kind=NeedKind.LARGE_PRINT)

    assert sheets.wants_large_print(team.ben)
    assert not sheets.wants_large_print(team.tariq)


def test_large_print_is_larger(team, at):
    pages = {}
    for size in ["normal", "large"]:
        content = team.as_ana.post(at("packs"), {"member": team.ben.pk, "size": size}).content
        pages[size] = len(content)

    assert pages["normal"] != pages["large"]
    assert sheets.Sheet("en", "", "", is_large=True).content()["points"] == 18
    assert sheets.Sheet("en", "", "").content()["points"] == 11


def test_a_letter_that_no_font_has_leads_to_the_page_to_print(team, at, meeting):
    meeting.place = "\N{LINEAR B SYLLABLE B008 A}"
    meeting.save()

    response = team.as_ana.post(at("packs"), {"member": team.tariq.pk}, follow=True)

    assert response.redirect_chain[0][0] == f"{at('paper')}?language=ar"


def test_an_odd_size_leads_back_to_the_page(team, at):
    response = team.as_ben.post(at("my_pack"), {"size": "huge"})

    assert response.headers["Location"] == at("paper")


def test_answers_given_meanwhile_stand_on_the_form(team, meeting):
    now = timezone.now()
    answering.rsvp(meeting.attendances.get(membership=team.ben), "yes", now=now)

    sheet = sheet_of(meeting, team.ben, now=now)

    assert "You answered: I will be there" in all_words(sheet.blocks)
