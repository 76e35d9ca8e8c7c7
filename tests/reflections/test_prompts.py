"""Questions to think about: a catalogue in every language, and what facilitators add."""

import re

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from reflections import prompting
from reflections.models import Lens, Prompt
from reflections.prompt_catalogue import BY_KEY, CATALOGUE, FOR_A_ROOM, SOURCE
from tests.factories import MembershipFactory, now
from tests.reflections.factories_prompts import PromptFactory
from tests.reflections.visiting import visit

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def maya():
    return MembershipFactory(facilitator=True)


@pytest.fixture
def rosa(maya):
    return MembershipFactory(partnership=maya.partnership)


def test_the_catalogue_asks_from_four_sides_in_every_language():
    assert 24 <= len(CATALOGUE) <= 32
    assert len(BY_KEY) == len(CATALOGUE)
    assert {each.lens for each in CATALOGUE} == set(Lens)
    for language in LANGUAGES:
        texts = {each.in_language(language) for each in CATALOGUE}
        assert len(texts) == len(CATALOGUE)
        if language != "en":
            assert not texts & {each.in_language("en") for each in CATALOGUE}
            assert all(re.search("[?؟？]", text) for text in texts)


def test_keys_fit_where_they_are_kept():
    assert all(len(each.key) <= 32 for each in CATALOGUE)
    assert {key for keys in FOR_A_ROOM.values() for key in keys} <= set(BY_KEY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_them_by_lens_with_their_source(rosa, language):
    rosa.person.language = language
    rosa.person.save()

    page = visit(rosa, "prompts")

    for each in CATALOGUE:
        assert each.in_language(language) in page.text.replace("&#x27;", "'")
    for lens in Lens:
        assert f'aria-labelledby="{lens}"' in page.text
    assert SOURCE in page.text
    assert "new/" not in page.text.partition("<main")[2]


def test_a_facilitator_writes_one_for_the_group(maya, rosa):
    words = {"text_en": "What would Rosa's grandmother say?", "lens": "setting"}

    done = visit(maya, "add_prompt", data=words)
    visit(maya, "add_prompt", data=words)

    prompt = Prompt.objects.get()
    assert (prompt.written_by, prompt.lens, prompt.text_es) == (maya, "setting", "")
    assert "Your question is there" in done.text
    assert "grandmother" in visit(rosa, "prompts").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text_en": ""}, "Write this in at least one language."),
        ({"text_en": "x" * 301}, "at most 300"),
        ({"lens": ""}, "Choose which way of looking it is."),
        ({"lens": "soul"}, "soul is not one of"),
        ({"text_en": "a\0b"}, "Null characters"),
    ],
)
def test_what_cannot_be_kept_is_asked_again(maya, wrong, sentence):
    words = {"text_en": "Why?", "text_ar": "لماذا نفعل هذا؟", "lens": "setting", **wrong}

    page = visit(
        maya, "add_prompt", data={**words, "text_ar": "" if "text_en" in wrong else "لماذا؟"}
    )

    assert sentence in page.text
    assert not Prompt.objects.exists()


def test_a_question_is_added_to_in_other_languages_but_never_edited_away(maya):
    prompt = PromptFactory(partnership=maya.partnership, text_en="Who decides?", written_by=maya)
    form = visit(maya, "prompt_words", prompt.pk)
    assert re.search(r'<textarea name="text_en"[^>]*disabled', form.text)

    visit(maya, "prompt_words", prompt.pk, {"text_en": "Nobody?", "text_ar": "من يقرر؟"})

    prompt.refresh_from_db()
    assert (prompt.text_en, prompt.text_ar) == ("Who decides?", "من يقرر؟")


def test_a_question_that_is_taken_back_is_offered_no_longer_but_keeps_its_words(maya, rosa):
    prompt = PromptFactory(partnership=maya.partnership, text_en="Who decides?", written_by=maya)
    assert "Who decides?" in visit(rosa, "prompts").text

    visit(maya, "withdraw_prompt", prompt.pk, {})
    visit(maya, "withdraw_prompt", prompt.pk, {})

    prompt.refresh_from_db()
    assert prompt.withdrawn_by == maya
    assert "Who decides?" not in visit(rosa, "prompts").text
    found = prompting.find(maya.partnership, f"own-{prompt.pk}", rosa.person, "en")
    assert found.text == "Who decides?"
    assert visit(maya, "prompt_words", prompt.pk).status_code == 404


def test_who_took_it_back_and_when_stand_together(maya):
    prompt = PromptFactory(partnership=maya.partnership)

    with pytest.raises(IntegrityError), transaction.atomic():
        Prompt.objects.filter(pk=prompt.pk).update(withdrawn_at=now())


@pytest.mark.parametrize(
    "key", ["", "own-", "own-x", "own-²", "own-0", f"own-{'9' * 400}", "nothing", "brings\0"]
)
def test_a_key_that_names_nothing_finds_nothing(maya, key):
    assert prompting.find(maya.partnership, key, maya.person, "en") is None


def test_a_key_of_another_partnership_finds_nothing(maya):
    theirs = PromptFactory()

    assert prompting.find(theirs.partnership, f"own-{theirs.pk}", maya.person, "en")
    assert prompting.find(maya.partnership, f"own-{theirs.pk}", maya.person, "en") is None


def test_one_reads_the_groups_own_in_the_language_one_reads(maya):
    PromptFactory(partnership=maya.partnership, text_en="Who decides?", text_es="¿Quién decide?")
    reader = MembershipFactory(partnership=maya.partnership, person__language="es")

    first = prompting.questions(maya.partnership, reader.person, "es")[0]

    assert (first.text, first.language, first.direction) == ("¿Quién decide?", "es", "ltr")
    sides = prompting.by_lens(prompting.questions(maya.partnership, reader.person, "es"))
    assert [side.lens for side in sides] == list(Lens)
    assert next(side for side in sides if side.lens == Lens.BETWEEN).questions[0] == first
