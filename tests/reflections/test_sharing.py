"""Sharing a passage: shown first, for exactly these readers, and gone when it is taken back."""

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from notices import kinds
from notices.models import Notice
from partners.models import Membership
from partners.roles import Role
from reflections import sharing
from reflections.models import SharedPassage
from tests.factories import MembershipFactory, PartnershipFactory, now
from tests.meetings.world import open_notices
from tests.reflections.factories_prompts import SharedPassageFactory
from tests.reflections.visiting import visit

pytestmark = pytest.mark.django_db
WORDS = "Me cuesta hablar.\n\nCuando todos tienen prisa, me callo."


@pytest.fixture
def partnership():
    return PartnershipFactory()


@pytest.fixture
def rosa(partnership):
    return MembershipFactory(partnership=partnership, person__name="Rosa", person__language="es")


@pytest.fixture
def tom(partnership):
    return MembershipFactory(partnership=partnership, person__name="Tom")


@pytest.fixture
def maya(partnership):
    return MembershipFactory(partnership=partnership, facilitator=True, person__name="Maya")


def filled(*people, **more):
    keys = [each.pk for each in people]
    return {
        "words": WORDS,
        "language": "es",
        "to": "some",
        "people": keys,
        "uid": str(uuid4()),
    } | more


def hidden_of(page, number=0):
    """What the first form of a preview would send."""
    form = page.text.split('<form method="post">')[number + 1].partition("</form>")[0]
    data = {}
    for name, value in re.findall(r'name="(\w+)" value="(.*?)"', form, re.DOTALL):
        data.setdefault(name, []).append(value)
    return data


def test_nothing_is_shared_before_it_was_shown_as_they_will_see_it(rosa, tom, maya):
    preview = visit(rosa, "share_passage", data=filled(tom))

    assert preview.templates[0].name == "reflections/share_preview.html"
    assert not SharedPassage.objects.exists()
    assert open_notices("passage_shared") == []
    shown = card(preview)

    done = visit(rosa, "share_passage", data=hidden_of(preview))

    passage = SharedPassage.objects.get()
    assert passage.words == WORDS
    assert list(passage.readers.all()) == [tom]
    assert card(visit(tom, "passage", passage.pk)) == shown
    assert done.redirect_chain[0][0] == passage.get_absolute_url()


def card(page):
    found = re.search(r'<div class="said">.*?</div>', page.text, re.DOTALL)
    return found.group()


def test_only_the_chosen_readers_see_it(rosa, tom, maya):
    passage = SharedPassageFactory(author=rosa, readers=[tom])

    assert "tienen prisa" in visit(tom, "shared").text
    assert "tienen prisa" in visit(rosa, "shared").text
    assert "tienen prisa" not in visit(maya, "shared").text
    assert visit(maya, "passage", passage.pk).status_code == 404
    assert not SharedPassage.objects.visible_to(maya).exists()
    assert SharedPassage.objects.visible_to(tom).get() == passage


def test_everyone_means_everyone_who_is_there_now(rosa, tom, maya):
    MembershipFactory(partnership=rosa.partnership, left=True)
    MembershipFactory(partnership=rosa.partnership, invited=True)
    observer = MembershipFactory(partnership=rosa.partnership, role=Role.OBSERVER)
    preview = visit(rosa, "share_passage", data=filled(to="all"))
    newcomer = MembershipFactory(partnership=rosa.partnership)

    visit(rosa, "share_passage", data=hidden_of(preview))

    passage = SharedPassage.objects.get()
    assert set(passage.readers.all()) == {tom, maya, observer}
    assert visit(newcomer, "passage", passage.pk).status_code == 404


def test_a_reader_who_left_sees_nothing_even_when_they_come_back(rosa, tom):
    passage = SharedPassageFactory(author=rosa, readers=[tom])
    notice = told(passage, tom)
    Membership.objects.filter(pk=tom.pk).update(left_at=now())

    assert visit(tom, "passage", passage.pk).status_code == 404
    tom.refresh_from_db()
    assert not SharedPassage.objects.visible_to(tom).exists()
    assert not kinds.get("passage_shared").is_wanted(notice, now())
    again = MembershipFactory(partnership=rosa.partnership, person=tom.person)
    assert visit(again, "passage", passage.pk).status_code == 404
    assert "Tom" not in visit(rosa, "shared").text.partition("<main")[2]


def told(passage, reader):
    return Notice(
        kind="passage_shared", person=reader.person, partnership=reader.partnership,
        subject=passage, due_at=now(),
    )  # fmt: skip


def test_what_somebody_shared_goes_with_them(rosa, tom):
    passage = SharedPassageFactory(author=rosa, readers=[tom])
    assert visit(tom, "passage", passage.pk).status_code == 200

    Membership.objects.filter(pk=rosa.pk).update(left_at=now())

    assert visit(tom, "passage", passage.pk).status_code == 404
    assert "prisa" not in visit(tom, "shared").text


def test_taken_back_the_words_are_gone_at_once(rosa, tom):
    preview = visit(rosa, "share_passage", data=filled(tom))
    visit(rosa, "share_passage", data=hidden_of(preview))
    passage = SharedPassage.objects.get()
    assert len(open_notices("passage_shared", to=tom)) == 1

    page = visit(rosa, "withdraw_passage", passage.pk, {})
    visit(rosa, "withdraw_passage", passage.pk, {})

    passage.refresh_from_db()
    assert bytes(passage.sealed_words) == b""
    assert open_notices("passage_shared") == []
    assert "prisa" not in page.text
    gone = visit(tom, "passage", passage.pk)
    assert gone.status_code == 200
    assert "This was taken back." in gone.text
    assert "prisa" not in gone.text


def test_nobody_takes_back_what_somebody_else_shares(rosa, tom):
    passage = SharedPassageFactory(author=rosa, readers=[tom])

    assert visit(tom, "withdraw_passage", passage.pk, {}).status_code == 404
    passage.refresh_from_db()
    assert passage.words


def test_words_are_not_readable_in_the_table(rosa, tom):
    SharedPassageFactory(author=rosa, readers=[tom], words="Palabras de prueba")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reflections_sharedpassage")
        row = cursor.fetchone()

    stored = b"".join(
        bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
    )
    assert b"Palabras" not in stored


def test_readers_get_one_message_and_the_second_tap_shares_nothing_more(rosa, tom, maya):
    preview = visit(rosa, "share_passage", data=filled(tom, maya))

    visit(rosa, "share_passage", data=hidden_of(preview))
    visit(rosa, "share_passage", data=hidden_of(preview))

    assert SharedPassage.objects.count() == 1
    assert Notice.objects.filter(kind="passage_shared").count() == 2


def test_changing_it_first_loses_no_word(rosa, tom):
    preview = visit(rosa, "share_passage", data=filled(tom))

    form = visit(rosa, "share_passage", data=hidden_of(preview, 1))

    assert "Cuando todos tienen prisa, me callo." in form.text
    assert re.search(rf'value="{tom.pk}"[^>]*checked', form.text)
    assert not SharedPassage.objects.exists()


def test_an_entry_sends_its_words_to_be_cut(rosa, tom):
    begun = {"words": WORDS, "language": "es", "step": "begin"}

    form = visit(rosa, "share_passage", data=begun)

    assert "Me cuesta hablar." in form.text
    assert '<option value="es" selected' in form.text
    assert 'class="errors"' not in form.text
    assert not SharedPassage.objects.exists()


def test_a_reader_who_left_meanwhile_stops_it_and_nothing_is_lost(rosa, tom, maya):
    preview = visit(rosa, "share_passage", data=filled(tom, maya))
    Membership.objects.filter(pk=tom.pk).update(left_at=now())

    page = visit(rosa, "share_passage", data=hidden_of(preview))

    assert "Cuando todos tienen prisa, me callo." in page.text
    assert not SharedPassage.objects.exists()
    with pytest.raises(sharing.SomebodyLeft):
        sharing.share(rosa, WORDS, language="es", readers=[tom], uid=uuid4(), now=now())


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": ""}, "Write what they will read."),
        ({"words": "x" * 5_001}, "at most 5000"),
        ({"words": "a\0b"}, "Null characters"),
        ({"people": []}, "Tick at least one person, or choose everyone."),
        ({"people": ["0"]}, "Somebody you chose has left meanwhile."),
        ({"people": ["x"]}, "Choose people from the list."),
        ({"to": ""}, "Choose with whom."),
        ({"language": "xx"}, "xx is not one of"),
    ],
)
def test_what_cannot_be_shared_is_asked_again(tom, maya, wrong, sentence):
    page = visit(tom, "share_passage", data=filled(maya, **wrong))

    assert sentence in page.text
    assert not SharedPassage.objects.exists()


def test_alone_there_is_nobody_to_share_with(partnership):
    alone = MembershipFactory(partnership=partnership)

    page = visit(alone, "share_passage", data=filled(to="all"))

    assert "Nobody else is in the partnership yet." in page.text


def test_foreign_people_cannot_be_chosen(rosa, tom):
    stranger = MembershipFactory()

    visit(rosa, "share_passage", data=filled(tom, stranger, step="share"))

    assert not SharedPassage.objects.exists()


@pytest.mark.parametrize("wrong", [{"withdrawn_at": now()}, {"sealed_words": b""}])
def test_database_refuses_words_of_what_was_taken_back(rosa, wrong):
    passage = SharedPassageFactory(author=rosa)

    with pytest.raises(IntegrityError), transaction.atomic():
        SharedPassage.objects.filter(pk=passage.pk).update(**wrong)


def test_nothing_leads_from_a_passage_to_a_journal():
    names = {field.name for field in SharedPassage._meta.get_fields()}

    assert names == {
        "id", "uid", "partnership", "author", "readers", "sealed_words", "language", "shared_at",
        "withdrawn_at",
    }  # fmt: skip
