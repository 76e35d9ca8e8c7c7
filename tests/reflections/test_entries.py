"""What the pages of the journal offer besides writing: a question, themes, sharing a passage."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from reflections import journaling, theming
from reflections.models import Entry, Mark, SharedPassage
from reflections.prompt_catalogue import BY_KEY
from tests.factories import MembershipFactory, now
from tests.reflections.factories_prompts import PromptFactory
from tests.reflections.journals import open_journal, write

pytestmark = pytest.mark.django_db
MONTH = theming.month_of(now())


@pytest.fixture
def rosa():
    return MembershipFactory(person__language="en", person__name="Rosa")


@pytest.fixture
def open_page(rosa):
    """Open a page as Rosa, whose journal is open; or send a form and follow."""
    client = Client()
    client.force_login(rosa.person)
    open_journal(client, rosa.person)

    def go(name, data=None, query="", **kwargs):
        address = reverse(f"reflections:{name}", kwargs=kwargs) + query
        page = client.get(address) if data is None else client.post(address, data, follow=True)
        page.text = page.content.decode().replace("&#x27;", "'")
        return page

    return go


# A question


def test_one_picks_a_question_by_lens_or_writes_freely(rosa, open_page):
    PromptFactory(partnership=rosa.partnership, text_en="Who pays?", lens="setting")

    page = open_page("write", slug=rosa.partnership.slug)

    assert re.search(r'name="prompt" value="" checked', page.text)
    assert page.text.count('type="radio" name="prompt"') == len(BY_KEY) + 2
    assert "Who pays?" in page.text
    assert page.text.count('name="prompt"') == page.text.count('type="radio" name="prompt"')


def test_a_question_from_the_list_is_there_when_one_begins_to_write(rosa, open_page):
    page = open_page("write", query="?prompt=power", slug=rosa.partnership.slug)

    assert re.search(r'name="prompt" value="power" checked', page.text)
    assert page.text.count('<details class="more" open>') == 1


@pytest.mark.parametrize("key", ["x", "own-0", "%00", "9" * 400])
def test_a_question_that_is_none_leaves_the_page_as_it_is(rosa, open_page, key):
    page = open_page("write", query=f"?prompt={key}", slug=rosa.partnership.slug)

    assert page.status_code == 200
    assert '<details class="more" open>' not in page.text


def test_the_entry_keeps_its_question_and_so_does_what_one_takes_along(rosa, open_page):
    own = PromptFactory(partnership=rosa.partnership, text_en="Who pays?")
    words = {"words": "Nobody.", "language": "en", "page": "7" * 32, "prompt": f"own-{own.pk}"}

    page = open_page("write", words, slug=rosa.partnership.slug)

    assert "Who pays?" in page.text
    (written,) = journaling.entries_of(rosa)
    assert journaling.export(rosa.person)[0]["question"] == "Who pays?"
    open_page("change_entry", {
        "words": "Somebody.", "language": "en", "page": "8" * 32, "revision": written.revision
    }, pk=written.pk)  # fmt: skip
    assert "Who pays?" in open_page("entry", pk=written.pk).text


def test_outside_a_partnership_there_are_the_shipped_questions(open_page):
    page = open_page("write_for_myself", query="?prompt=easy")

    assert re.search(r'name="prompt" value="easy" checked', page.text)
    assert page.text.count('type="radio" name="prompt"') == len(BY_KEY) + 1


# Themes


def test_themes_stand_inside_the_entry_and_as_marks_of_nobody(rosa, open_page):
    written = write(rosa)

    page = open_page("entry_themes", {"themes": ["time", "trust"]}, pk=written.pk)

    assert re.search(r'value="time" checked', page.text)
    assert re.search(r'value="trust" checked', page.text)
    assert not re.search(r'value="money" checked', page.text)
    assert journaling.entry_of(rosa.person, written.pk).themes == ("time", "trust")
    assert b"trust" not in b"".join(bytes(each.sealed_words) for each in Entry.objects.all())
    assert theming.themes_of(rosa, MONTH) == {"time", "trust"}


def test_two_entries_on_one_theme_are_one_person(rosa, open_page):
    for _number in range(2):
        open_page("entry_themes", {"themes": ["time"]}, pk=write(rosa).pk)

    assert Mark.objects.of(rosa.partnership).filter(theme="time").count() == 1


def test_taking_a_theme_back_keeps_it_while_another_entry_has_it(rosa, open_page):
    first, second = write(rosa), write(rosa)
    for each in (first, second):
        open_page("entry_themes", {"themes": ["time"]}, pk=each.pk)

    open_page("entry_themes", {}, pk=first.pk)
    assert theming.themes_of(rosa, MONTH) == {"time"}
    open_page("entry_themes", {}, pk=second.pk)

    assert theming.themes_of(rosa, MONTH) == set()


def test_changing_the_words_keeps_the_themes(rosa):
    written = write(rosa)
    tagged = journaling.tag(rosa.person, written.pk, ["time"], now=now())

    journaling.change(
        rosa.person, written.pk, "Hoy callé.", language="es", page=written.pk,
        revision=tagged.revision, now=now(),
    )  # fmt: skip

    assert journaling.entry_of(rosa.person, written.pk).themes == ("time",)


def test_deleting_an_entry_takes_its_marks_along(rosa, open_page):
    kept, deleted = write(rosa), write(rosa)
    journaling.tag(rosa.person, deleted.pk, ["time"], now=now())

    open_page("delete_entry", {}, pk=deleted.pk)
    assert set(Mark.objects.values_list("theme", flat=True)) == {""}
    open_page("delete_entry", {}, pk=kept.pk)

    assert not Mark.objects.exists()


def test_destroying_a_journal_takes_all_marks_along_and_leaves_those_of_others(rosa):
    other = MembershipFactory(partnership=rosa.partnership)
    for member in (rosa, other):
        journaling.tag(member.person, write(member).pk, ["time"], now=now())

    journaling.destroy(rosa.person)

    assert Mark.objects.of(rosa.partnership).filter(theme="time").count() == 1
    assert theming.themes_of(other, MONTH) == {"time"}


def test_strange_themes_are_left_out(rosa, open_page):
    written = write(rosa)

    page = open_page("entry_themes", {"themes": ["time", "x", "\0", "9" * 5000]}, pk=written.pk)

    assert page.status_code == 200
    assert journaling.entry_of(rosa.person, written.pk).themes == ("time",)


def test_nobody_tags_what_somebody_else_wrote(rosa, open_page):
    theirs = write(MembershipFactory(partnership=rosa.partnership))

    assert open_page("entry_themes", {"themes": ["time"]}, pk=theirs.pk).status_code == 404
    assert theming.themes_of(rosa, MONTH) == set()


def test_a_locked_journal_is_not_tagged(rosa):
    written = write(rosa)
    client = Client()
    client.force_login(rosa.person)

    answer = client.post(reverse("reflections:entry_themes", args=[written.pk]), {"themes": "time"})

    assert reverse("reflections:open_journal") in answer.headers["Location"]
    assert journaling.entry_of(rosa.person, written.pk).themes == ()


def test_what_belongs_to_no_partnership_is_counted_nowhere(rosa, open_page):
    written = journaling.write_for(
        rosa.person, "Hoy.", language="es", page=write(rosa).pk, now=now()
    )  # fmt: skip
    Mark.objects.all().delete()

    page = open_page("entry", pk=written.pk)
    journaling.tag(rosa.person, written.pk, ["time"], now=now())

    assert "What is it about?" not in page.text
    assert not Mark.objects.exists()


def test_the_page_of_themes_hides_what_is_small(rosa, open_page):
    journaling.tag(rosa.person, write(rosa).pk, ["time"], now=now())

    page = open_page("themes", slug=rosa.partnership.slug)

    assert page.text.count("Not shown, to protect people.") == 9
    assert "about 1 " not in page.text


# Sharing


def test_an_entry_offers_its_words_for_sharing_and_stays_as_it_is(rosa, open_page):
    tom = MembershipFactory(partnership=rosa.partnership, person__name="Tom")
    written = write(rosa, "\n\nHoy hablé.\nY me escucharon.")
    page = open_page("entry", pk=written.pk)
    form = page.text.split(reverse("reflections:share_passage", args=[rosa.partnership.slug]))[1]
    assert "Hoy hablé.\nY me escucharon." in form
    begun = {"step": "begin", "words": "Hoy hablé.\nY me escucharon.", "language": "es"}

    share = open_page("share_passage", begun, slug=rosa.partnership.slug)
    uid = re.search(r'name="uid" value="([\w-]+)"', share.text).group(1)
    open_page("share_passage", {
        "words": "Me escucharon.", "language": "es", "to": "some", "people": [tom.pk],
        "uid": uid, "step": "share",
    }, slug=rosa.partnership.slug)  # fmt: skip

    assert SharedPassage.objects.get().words == "Me escucharon."
    assert journaling.entry_of(rosa.person, written.pk) == written
