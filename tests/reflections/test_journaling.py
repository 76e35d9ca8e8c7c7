"""The journal's rows: who finds them, what the tables tell, and that no words are lost."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from partners import vault
from reflections import journaling
from reflections.models import Draft, Entry
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def write(membership, words="Hoy hablé.", *, page=None, now=NOW, **kwargs):
    return journaling.write(
        membership, words, language="es", page=page or uuid4(), now=now, **kwargs
    )


def test_the_author_finds_what_they_wrote():
    rosa = MembershipFactory()

    written = write(rosa, "Hoy hablé. 🌱")

    assert journaling.entries_of(rosa) == [written]
    assert (written.words, written.language, written.written_at) == ("Hoy hablé. 🌱", "es", NOW)


def test_the_newest_entry_comes_first():
    rosa = MembershipFactory()
    old, new = write(rosa, "a"), write(rosa, "b", now=NOW + timedelta(days=1))

    assert journaling.entries_of(rosa) == [new, old]


def test_saving_the_same_page_twice_keeps_one_entry():
    rosa, page = MembershipFactory(), uuid4()

    first, second = write(rosa, page=page), write(rosa, page=page)

    assert first == second
    assert Entry.objects.count() == 1


def test_a_second_window_does_not_overwrite_the_first():
    rosa = MembershipFactory()
    written = write(rosa, "a")
    change = {"language": "es", "revision": written.revision, "now": NOW}
    journaling.change(rosa.person, written.pk, "first", page=uuid4(), **change)

    with pytest.raises(journaling.ChangedMeanwhile) as meanwhile:
        journaling.change(rosa.person, written.pk, "second", page=uuid4(), **change)

    assert meanwhile.value.now_there.words == "first"
    assert [each.words for each in journaling.entries_of(rosa)] == ["first"]


def test_saving_ends_the_draft():
    rosa, page = MembershipFactory(), uuid4()
    kept = {"language": "es", "page": page, "now": NOW, "partnership": rosa.partnership_id}
    journaling.keep_draft(rosa.person, "Hoy", **kept)
    assert [each.words for each in journaling.drafts_of(rosa)] == ["Hoy"]

    write(rosa, "Hoy hablé.", page=page)
    journaling.keep_draft(rosa.person, "Hoy hablé.", **kept)

    assert not Draft.objects.exists()


def test_destroying_leaves_nothing_that_opens():
    rosa = MembershipFactory()
    write(rosa)
    kept = Entry.objects.get()

    journaling.destroy(rosa.person)
    kept.save(force_insert=True)

    assert journaling.entries_of(rosa) == []
    with pytest.raises(vault.CannotOpen):
        vault.key_of(rosa.person, vault.Drawer.JOURNAL).unseal(kept.sealed_words, kept.bound_to)
