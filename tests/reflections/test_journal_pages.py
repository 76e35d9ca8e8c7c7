"""The pages of a journal: reading, writing, taking along, deleting; and what goes wrong."""

import json
import logging
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners import joining
from reflections import journaling
from reflections.journaling import DRAFT_LIMIT, LIMIT
from reflections.models import Draft, Entry
from reflections.opened import at_hand
from tests.factories import MembershipFactory, PartnershipFactory
from tests.reflections.journals import PIN, begin, keep_draft, now, open_journal, write

pytestmark = pytest.mark.django_db

MINE = reverse("reflections:my_journal")
DRAFT = reverse("reflections:keep_draft")
OPEN = reverse("reflections:open_journal")
ANOTHER = "QW5vdGhlciBrZXksIGFsc28gb2YgMzIgYnl0ZXMhISE="


@pytest.fixture
def rosa():
    rosa = MembershipFactory()
    begin(rosa.person)
    return rosa


@pytest.fixture
def mine(rosa):
    """A browser in which Rosa's journal is open."""
    client = Client()
    client.force_login(rosa.person)
    open_journal(client, rosa.person)
    return client


def page_of(membership, name="journal"):
    return reverse(f"reflections:{name}", args=[membership.partnership.slug])


def sent(words, **more):
    return {"words": words, "language": "en", "page": uuid4().hex, **more}


def close(client):
    client.post(reverse("reflections:lock_journal"))


# Writing and reading


def test_what_was_written_is_read_on_its_own_page(rosa, mine):
    saved = mine.post(
        page_of(rosa, "write"), sent("قلتُها.\r\n\r\nنعم.", language="ar"), follow=True
    )

    assert "Only you can read them." in saved.text
    assert 'lang="ar" dir="rtl"' in saved.text
    assert "<p>قلتُها.</p>" in saved.text
    assert [each.words for each in journaling.entries_of(rosa)] == ["قلتُها.\n\nنعم."]


def test_an_entry_stands_in_its_partnership_and_among_all(rosa, mine):
    other = MembershipFactory(person=rosa.person)
    write(rosa, "here")
    write(other, "elsewhere")
    mine.post(reverse("reflections:write_for_myself"), sent("nowhere"))

    here, all_of_it = mine.get(page_of(rosa)).text, mine.get(MINE).text

    assert "elsewhere" not in here
    assert "nowhere" not in here
    assert all(word in all_of_it for word in ["here", "elsewhere", "nowhere"])
    assert other.partnership.name in all_of_it


def test_what_i_wrote_stays_mine_when_i_leave(rosa, mine):
    MembershipFactory(partnership=rosa.partnership, facilitator=True)
    entry = write(rosa, "still mine")
    assert "still mine" not in mine.get(f"/p/{rosa.partnership.slug}/me/leave/").text
    assert MINE in mine.get(f"/p/{rosa.partnership.slug}/me/leave/").text

    joining.leave(rosa, now=now())

    assert mine.get(page_of(rosa)).status_code == HTTPStatus.NOT_FOUND
    assert rosa.partnership.name in mine.get(MINE).text
    assert "still mine" in mine.get(f"/me/journal/{entry.pk}/").text


def test_words_sent_to_a_partnership_one_left_meanwhile_are_given_back(rosa, mine):
    MembershipFactory(partnership=rosa.partnership, facilitator=True)
    joining.leave(rosa, now=now())

    answer = mine.post(
        page_of(rosa, "write"), sent("these words"), headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "these words" in answer.text


def test_changing_keeps_where_and_when_it_was_written(rosa, mine):
    entry = write(rosa, "before", at=now() - timedelta(days=3))
    address = f"/me/journal/{entry.pk}/change/"
    form = mine.get(address).context["form"]

    mine.post(address, sent("after", revision=form["revision"].value()))

    (changed,) = journaling.entries_of(rosa)
    assert (changed.words, changed.written_at) == ("after", entry.written_at)
    assert "Changed" in mine.get(f"/me/journal/{entry.pk}/").text


def test_an_entry_deleted_in_another_window_is_kept_if_it_is_saved_after_all(rosa, mine):
    entry = write(rosa, "before")
    journaling.delete(rosa.person, entry.pk, now=now())

    assert mine.get(f"/me/journal/{entry.pk}/").status_code == HTTPStatus.NOT_FOUND
    mine.post(f"/me/journal/{entry.pk}/change/", sent("after", revision=entry.revision))

    assert [each.words for each in journaling.all_entries_of(rosa.person)] == ["after"]


def test_sending_twice_saves_once(rosa, mine):
    form = sent("once")

    for _click in range(2):
        mine.post(page_of(rosa, "write"), form)

    assert Entry.objects.count() == 1


def test_going_back_and_writing_more_asks_before_it_replaces(rosa, mine):
    form = sent("short")
    mine.post(page_of(rosa, "write"), form)

    asked = mine.post(page_of(rosa, "write"), {**form, "words": "much longer"})
    revision = asked.context["form"]["revision"].value()
    mine.post(page_of(rosa, "write"), {**form, "words": "much longer", "revision": revision})

    assert "short" in asked.text
    assert "much longer" in asked.text
    assert [each.words for each in journaling.entries_of(rosa)] == ["much longer"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\0b", "ab"),
        ("\ud83c\udf31", "🌱"),  # two halves of one sign
        ("x\ud800y", "x\ufffdy"),
        (" a\r\nb\rc ", "a\nb\nc"),
    ],
)
def test_words_are_kept_without_what_is_no_letter(rosa, typed, kept):
    assert write(rosa, typed).words == kept
    assert journaling.entries_of(rosa)[0].words == kept


def test_a_missing_page_number_loses_nothing(rosa, mine):
    for page in ["", "no number", "\0"]:
        mine.post(page_of(rosa, "write"), sent(f"words {len(page)}", page=page))

    assert Entry.objects.count() == 3


def test_as_many_words_as_fit_are_saved_however_lines_end(rosa, mine):
    words = ("ق\n" * LIMIT)[: LIMIT - 1] + "."

    mine.post(page_of(rosa, "write"), sent(words.replace("\n", "\r\n")))

    assert journaling.entries_of(rosa)[0].words == words


def test_too_many_words_get_a_sentence_and_are_not_lost(rosa, mine):
    words = "🌱" * (LIMIT + 1)

    refused = mine.post(page_of(rosa, "write"), sent(words))

    assert f"One entry holds {LIMIT}" in refused.text
    assert words in refused.text
    assert 'maxlength="' not in refused.text  # browsers would cut off what is pasted
    with pytest.raises(journaling.TooLong):
        write(rosa, words)


def test_no_words_are_no_entry(rosa, mine):
    assert "There are no words yet." in mine.post(page_of(rosa, "write"), sent(" \0 ")).text
    assert not Entry.objects.exists()


# Drafts


def test_a_draft_is_found_and_gone_on_with(rosa, mine):
    form = sent("half a thought", partnership=rosa.partnership.slug)
    assert mine.post(DRAFT, form).status_code == HTTPStatus.NO_CONTENT

    listed = mine.get(page_of(rosa)).text
    address = f"{page_of(rosa, 'write')}?page={form['page']}"
    begun = mine.get(address).context["form"]
    mine.post(address, sent("a whole thought", page=begun["page"].value()))

    assert "half a thought" in listed
    assert begun["words"].value() == "half a thought"
    assert not Draft.objects.exists()
    assert [each.words for each in journaling.entries_of(rosa)] == ["a whole thought"]


def test_a_draft_of_a_change_leads_back_to_its_entry(rosa, mine):
    entry = write(rosa, "before")
    form = sent("half changed", entry=str(entry.pk), revision=entry.revision)
    mine.post(DRAFT, form)

    page = mine.get(MINE).text
    begun = mine.get(f"/me/journal/{entry.pk}/change/?page={form['page']}").context["form"]

    assert f"/me/journal/{entry.pk}/change/?page=" in page
    assert (begun["words"].value(), begun["revision"].value()) == ("half changed", entry.revision)


def test_a_draft_keeps_the_partnership_it_was_begun_in(rosa, mine):
    form = sent("begun here", partnership=rosa.partnership.slug)
    mine.post(DRAFT, form)
    assert "/me/journal/write/?page=" in mine.get(MINE).text

    mine.post(reverse("reflections:write_for_myself"), form)

    assert [each.words for each in journaling.entries_of(rosa)] == ["begun here"]


def test_a_draft_says_nothing_of_a_partnership_one_does_not_belong_to(rosa, mine):
    mine.post(DRAFT, sent("mine", partnership=PartnershipFactory().slug))

    assert [each.partnership for each in journaling.all_drafts_of(rosa.person)] == [None]


def test_a_draft_without_words_is_none(rosa, mine):
    form = sent("something")
    mine.post(DRAFT, form)
    mine.post(DRAFT, {**form, "words": " "})

    assert not Draft.objects.exists()


def test_far_too_many_words_are_refused_as_a_draft(rosa, mine):
    answer = mine.post(DRAFT, sent("x" * (DRAFT_LIMIT + 1)))

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    with pytest.raises(journaling.TooLong):
        keep_draft(rosa, "x" * (DRAFT_LIMIT + 1))


def test_a_draft_is_thrown_away(rosa, mine):
    page = uuid4()
    keep_draft(rosa, page=page)

    mine.post(reverse("reflections:drop_draft", args=[page]))

    assert not Draft.objects.exists()


def test_deleting_an_entry_deletes_its_drafts(rosa, mine):
    entry = write(rosa, "gone")
    keep_draft(rosa, "gone too", entry=entry.pk)
    keep_draft(rosa, "stays")
    assert "gone" in mine.get(f"/me/journal/{entry.pk}/delete/").text

    mine.post(f"/me/journal/{entry.pk}/delete/")

    assert not Entry.objects.exists()
    assert [each.words for each in journaling.drafts_of(rosa)] == ["stays"]


# A closed journal


def test_words_sent_to_a_closed_journal_are_found_when_it_is_opened(rosa, mine):
    close(mine)

    asked = mine.post(page_of(rosa, "write"), sent("through the letterbox"))
    opened = mine.post(asked.headers["Location"], {"pin": PIN}, follow=True)

    assert opened.context["form"]["words"].value() == "through the letterbox"


def test_a_closed_journal_takes_drafts_but_shows_none(rosa, mine):
    close(mine)

    assert mine.post(DRAFT, sent("posted")).status_code == HTTPStatus.NO_CONTENT

    assert mine.get(MINE).headers["Location"].startswith(OPEN)
    assert [each.words for each in journaling.all_drafts_of(rosa.person)] == ["posted"]


def test_a_closed_journal_deletes_nothing(rosa, mine):
    entry = write(rosa, "stays")
    close(mine)

    for address in [f"/me/journal/{entry.pk}/delete/", "/me/journal/destroy/"]:
        assert mine.post(address).headers["Location"] == OPEN

    assert Entry.objects.exists()


# Taking along, destroying


def test_all_words_are_taken_along(rosa, mine):
    write(rosa, "الأولى <b>&", language="ar", at=now() - timedelta(days=1))
    write(rosa, "second")
    keep_draft(rosa, "half")

    text = mine.get(reverse("reflections:export_text"))
    data = json.loads(mine.get(reverse("reflections:export_data")).content)

    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.headers["Content-Disposition"] == 'attachment; filename="my-words.txt"'
    assert "الأولى <b>&" in text.text
    assert rosa.partnership.name in text.text
    assert [(it["words"], it["is_saved"]) for it in data["entries"]] == [
        ("الأولى <b>&", True), ("second", True), ("half", False),
    ]  # fmt: skip


def test_everything_is_destroyed_after_one_question(rosa, mine):
    write(rosa, "gone")
    keep_draft(rosa)
    assert "Yes, delete everything" in mine.get("/me/journal/destroy/").text
    assert Entry.objects.exists()

    mine.post("/me/journal/destroy/")

    assert not Entry.objects.exists()
    assert not Draft.objects.exists()
    assert mine.get(MINE).headers["Location"].startswith(OPEN)


# What does not open


def spoil(entry, how):
    row = Entry.objects.get(pk=entry.pk)
    other = Entry.objects.exclude(pk=entry.pk).first()
    sealed = bytes(row.sealed_words)
    spoiled = {
        "swapped": other.sealed_words,
        "cut off": sealed[:40],
        "changed": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "empty": b"",
    }
    Entry.objects.filter(pk=entry.pk).update(sealed_words=spoiled[how])


@pytest.mark.parametrize("how", ["swapped", "cut off", "changed", "empty"])
def test_an_entry_that_does_not_open_says_so_and_the_rest_is_read(rosa, mine, how, caplog):
    write(rosa, "readable")
    entry = write(rosa, "spoiled")
    with at_hand(rosa.person):
        spoil(entry, how)

    with caplog.at_level(logging.ERROR):
        pages = [mine.get(it).text for it in [page_of(rosa), MINE, f"/me/journal/{entry.pk}/"]]
    mine.get(f"/me/journal/{entry.pk}/delete/")

    assert all("cannot be opened" in page for page in pages)
    assert all("readable" in page for page in pages[:2])
    assert str(entry.pk) in caplog.text
    assert "spoiled" not in caplog.text
    assert len(json.loads(mine.get("/me/journal/words.json").content)["entries"]) == 1


def test_a_draft_that_does_not_open_says_so(rosa, mine):
    page = uuid4()
    keep_draft(rosa, page=page)
    with at_hand(rosa.person):
        Draft.objects.update(sealed_words=b"x")

    assert "cannot be opened" in mine.get(MINE).text
    begun = mine.get(f"{page_of(rosa, 'write')}?page={page}")
    assert begun.context["form"]["words"].value() is None


def test_another_master_key_is_told_plainly_and_harms_nothing(rosa, mine, settings):
    write(rosa, "safe")
    key, settings.MASTER_KEY = settings.MASTER_KEY, ANOTHER
    client = Client()
    client.force_login(rosa.person)

    told = [client.get(OPEN), client.post(DRAFT, sent("new words"))]
    settings.MASTER_KEY = key

    assert {answer.status_code for answer in told} == {HTTPStatus.SERVICE_UNAVAILABLE}
    assert "does not open now" in told[0].text
    assert "safe" in mine.get(MINE).text


# Lists


@pytest.mark.parametrize("name", ["journal", "my_journal"])
def test_many_entries_take_as_many_queries_as_few(rosa, mine, name):
    address = MINE if name == "my_journal" else page_of(rosa)
    counts = []
    for many in [3, 300]:
        while Entry.objects.count() < many:
            write(rosa, f"entry {many}")
        mine.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert mine.get(address).status_code == HTTPStatus.OK
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert 'rel="next"' in mine.get(address).text


def test_nothing_on_the_page_counts(rosa, mine):
    write(rosa, "a")
    empty = MembershipFactory(person=rosa.person)

    assert "You never have to." in mine.get(page_of(empty)).text
    assert "entries" not in mine.get(page_of(rosa)).text.partition("<main")[2].lower().replace(
        'id="entries"', ""
    ).replace('aria-labelledby="entries"', "")
