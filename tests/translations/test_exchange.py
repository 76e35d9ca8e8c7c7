"""Files for agencies: out and back as PO and XLIFF, whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetings.models import Meeting
from partners.roles import Role
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now
from translations import exchange, translating
from translations.models import Text
from translations.overview import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal():
    return MembershipFactory(role=Role.TRANSLATOR, person__language="en")


def meeting_of(member, **words):
    return MeetingFactory(partnership=member.partnership, **words)


def exported(member, form="po", target="es"):
    return exchange.export(member.partnership, "en", target, form, now())


def translated(content, words):
    """What an agency sends back: each source with its translation."""
    text = content.decode()
    for source, target in words.items():
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{target}"')
        text = text.replace(
            f"<source>{source}</source>\n        <target></target>",
            f'<source>{source}</source>\n        <target state="translated">{target}</target>',
        )
    return text.encode()


def take_in(member, content, name="back.po"):
    return exchange.take_in(exchange.read(content, name), by=member, now=now())


def stands(record, language="es"):
    text = Text.objects.about(record).get(field="title")
    return translating.find(text.partnership, text.pk, language).standing


@pytest.mark.parametrize(("form", "name"), [("po", "back.po"), ("xliff", "back.xlf")])
def test_what_goes_out_comes_back(amal, form, name):
    spring, autumn = meeting_of(amal, title_en="Spring & sun"), meeting_of(amal, title_en="Autumn")
    sent = exported(amal, form)

    words = {"Spring &amp; sun" if form == "xliff" else "Spring & sun": "Primavera y sol"}
    count = take_in(amal, translated(sent, {**words, "Autumn": "Otoño"}), name)

    assert count == 2
    assert Meeting.objects.get(pk=spring.pk).title_es == "Primavera y sol"
    assert Meeting.objects.get(pk=autumn.pk).title_es == "Otoño"
    assert stands(autumn) == Standing.REVIEW


def test_xliff_names_the_language_it_is_made_from(amal):
    es = MembershipFactory(partnership=amal.partnership, person__language="es")
    meeting_of(es, title_en="", title="", title_es="Primavera")

    sent = exchange.export(amal.partnership, "es", "en", "xliff", now()).decode()

    assert 'source-language="es"' in sent
    assert 'target-language="en"' in sent


def test_the_same_words_twice_are_translated_once(amal):
    both = [meeting_of(amal, title_en="Welcome") for _ in range(2)]

    take_in(amal, translated(exported(amal), {"Welcome": "Bienvenida"}))

    assert {Meeting.objects.get(pk=each.pk).title_es for each in both} == {"Bienvenida"}


def test_a_text_that_changed_meanwhile_stops_the_whole_file(amal):
    spring, autumn = meeting_of(amal, title_en="Spring"), meeting_of(amal, title_en="Autumn")
    back = translated(exported(amal), {"Spring": "Primavera", "Autumn": "Otoño"})
    autumn.title_en = "Fall"
    autumn.save()

    with pytest.raises(exchange.BadFile) as bad:
        take_in(amal, back)

    assert bad.value.problems == [
        "A text changed after the file was made: “Fall”. Export it again."
    ]
    assert not Meeting.objects.get(pk=spring.pk).title_es


def test_a_file_of_another_partnership_is_not_taken_in(amal):
    other = MembershipFactory(partnership=PartnershipFactory(), role=Role.TRANSLATOR)
    meeting = meeting_of(amal, title_en="Spring")
    back = translated(exported(amal), {"Spring": "Primavera"})

    with pytest.raises(exchange.BadFile, match="belongs to another partnership"):
        take_in(other, back)

    assert not Meeting.objects.get(pk=meeting.pk).title_es


def test_an_entry_without_its_mark_stops_the_file(amal):
    meeting_of(amal, title_en="Spring")
    meeting_of(amal, title_en="Autumn")
    lines = translated(exported(amal), {"Spring": "Primavera", "Autumn": "Otoño"}).decode()
    first = next(line for line in lines.splitlines() if line.startswith("#. coprod:"))

    with pytest.raises(exchange.BadFile, match="has lost its mark"):
        take_in(amal, lines.replace(first + "\n", "").encode())


def test_words_longer_than_there_is_room_for_stop_the_file(amal):
    meeting_of(amal, title_en="Spring")

    with pytest.raises(exchange.BadFile, match="longer than there is room for"):
        take_in(amal, translated(exported(amal), {"Spring": "x" * 201}))


BROKEN = {
    "cut.xlf": b'<?xml version="1.0"?><xliff version="1.1"><file><body><trans-unit',
    "no.xlf": b"hello",
    "empty.xlf": b"",
    "nul.xlf": b"\0" * 100,
    "bomb.xlf": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "'
    + b"&a;" * 1000
    + b'">]><xliff version="1.1">&b;</xliff>',
    "no.po": b"hello",
    "empty.po": b"",
    "latin.po": 'msgid "a"\nmsgstr "\xe9"\n'.encode("latin-1"),
    "cut.po": b'msgid "a\nmsgstr "',
    "another.po": b'msgid "a"\nmsgstr "b"\n',
    "picture.po": b"\x89PNG\r\n\x1a\n\0\0",
    "large.po": b"x" * (exchange.LARGEST + 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_a_sentence(name, amal):
    meeting_of(amal, title_en="Spring")

    with pytest.raises(exchange.BadFile) as bad:
        take_in(amal, BROKEN[name], name)

    assert len(bad.value.problems) == 1


def test_what_is_begun_goes_out_as_unfinished_and_comes_back_as_such(amal):
    meeting = meeting_of(amal, title_en="Spring")
    text = Text.objects.about(meeting).get(field="title")
    task = translating.find(amal.partnership, text.pk, "es")
    translating.keep(task, "Prima", by=amal, seen=task.seen)

    sent = exported(amal).decode()
    take_in(amal, sent.replace('"Prima"', '"Primav"').encode())

    assert "#, fuzzy" in sent
    task = translating.find(amal.partnership, text.pk, "es")
    assert (task.begun, task.standing) == ("Primav", Standing.BEGUN)


@pytest.mark.parametrize("form", ["po", "xliff"])
def test_a_machines_draft_is_labelled_in_the_file(form, amal):
    meeting = meeting_of(amal, title_en="Spring")
    text = Text.objects.about(meeting).get(field="title")
    text.translations.create(
        language="es", from_version=1, from_words="Spring", kept="Muelle", kept_is_machine=True
    )

    sent = exported(amal, form).decode()

    assert "Muelle" in sent
    assert exchange.MACHINE in sent


def test_taking_in_the_same_file_twice_changes_nothing(amal):
    meeting_of(amal, title_en="Spring")
    back = translated(exported(amal), {"Spring": "Primavera"})
    take_in(amal, back)

    assert take_in(amal, back) == 0


def test_the_page_says_what_is_wrong_and_takes_in_what_is_right(amal):
    client = Client()
    client.force_login(amal.person)
    meeting = meeting_of(amal, title_en="Spring")
    slug = amal.partnership.slug
    page = reverse("translations:files", args=[slug])
    file = reverse("translations:export", args=[slug, "en", "es", "xliff"])

    listed = client.get(page).content.decode()
    sent = client.get(file)
    wrong = client.post(page, {"file": SimpleUploadedFile("a.xlf", b"<xliff")}).content.decode()
    back = translated(sent.content, {"Spring": "Primavera"})
    client.post(page, {"file": SimpleUploadedFile("texts-en-es.xlf", back)})

    assert file in listed
    assert sent.headers["Content-Disposition"] == 'attachment; filename="texts-en-es.xlf"'
    assert "Nothing was taken in." in wrong
    assert "This file is broken." in wrong
    assert Meeting.objects.get(pk=meeting.pk).title_es == "Primavera"


def test_no_module_imports_the_toolkit():
    from pathlib import Path  # noqa: PLC0415

    root = Path(exchange.__file__).parent.parent
    rooms = ("coprod", "translations", "meetings", "charters", "reflections", "partners", "notices")
    sources = [path.read_text() for room in rooms for path in (root / room).rglob("*.py")]

    assert not any("import translate\n" in it or "from translate." in it for it in sources)
