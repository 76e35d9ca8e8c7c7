"""The translated sentences themselves: all there, well formed, and alike in what must be alike."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]
POFILTER = Path(sys.executable).with_name("pofilter")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
SIGNS = {
    "ar": str.maketrans("؟،؛", "?,;"),
    "zh-hans": str.maketrans("（）。，：；？！", "().,:;?!"),
    "fr": {0x202F: None},
}
# How a letter begins is a custom of each language; the word to send stands last, so that nobody
# sends a full stop with it.
ENDS_OTHERWISE = re.compile(
    r"Hello %\(name\)s,|.*\bsend START\.|.*\bSend STOP to get no more texts\."
)


def path_of(language):
    return ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(language):
    with path_of(language).open("rb") as file:
        return read_po(file)


def sentences(language):
    """(English, translated) of each form of each sentence."""
    for message in read(language):
        if message.pluralizable:
            # Only where there are as many forms is one the other's: "one" is often spelled out.
            alike = len(message.string) == len(message.id)
            for number, text in enumerate(message.string):
                yield message.id[number if alike else -1], text
        elif message.id:
            yield message.id, message.string


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language):
    catalog = read(language)
    messages = [message for message in catalog if message.id]

    assert not catalog.fuzzy, "Remove '#, fuzzy' above the header, or the file is not used."
    assert messages
    assert [message.id for message in messages if message.fuzzy or not complete(message)] == []
    assert [problems for _message, problems in catalog.check()] == []


def complete(message):
    texts = message.string if message.pluralizable else [message.string]
    return all(texts)


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="No msgfmt found (Debian's gettext).")
@pytest.mark.parametrize("language", TRANSLATED)
def test_gettext_finds_nothing_wrong(language, tmp_path):
    command = [shutil.which("msgfmt"), "--check", "--output-file", tmp_path / "out.mo"]

    checked = subprocess.run(
        [*command, path_of(language)], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_translate_toolkit_finds_nothing_wrong(language, tmp_path):
    plain = tmp_path / "plain.po"
    catalog = Catalog(locale=to_locale(language))
    for number, (english, text) in enumerate(sentences(language)):
        if not ENDS_OTHERWISE.fullmatch(" ".join(english.split())):
            catalog.add(*evened(english, text, language), context=str(number))
    with plain.open("wb") as file:
        write_po(file, catalog)

    findings = [
        *pofilter(path_of(language), tmp_path, "variables", "nplurals", "untranslated", "isfuzzy"),
        *pofilter(plain, tmp_path, "brackets", "endpunc", "doublespacing"),
    ]

    assert findings == []


def evened(english, text, language):
    """Return both texts as they are where only what must be alike in all languages differs.

    Placeholders are no brackets. Each script's own signs are the ones they stand for. A language
    that cannot inflect a date may put it into brackets of its own.
    """
    english, text = (
        re.sub(r" ?(…+|\.{3})", "...", PLACEHOLDER.sub("N", each)) for each in (english, text)
    )
    text = re.sub("\N{NO-BREAK SPACE}(?=[:;?!])", "", text.translate(SIGNS.get(language, {})))
    extra = len(BRACKETED.findall(text)) - len(BRACKETED.findall(english))
    return english, BRACKETED.sub("N", text, count=extra) if extra > 0 else text


def pofilter(path, where, *tests):
    """Return what translate-toolkit says of a file, and about which sentence."""
    out = where / "found.po"
    options = ["--progress=none", *(f"--test={test}" for test in tests)]
    subprocess.run([POFILTER, *options, path, out], check=True, capture_output=True)
    if not out.exists():
        return []
    with out.open("rb") as file:
        found = [(message.user_comments, message.id) for message in read_po(file) if message.id]
    out.unlink()
    return found
