"""What one person reads of a text that people write in several languages, and why in this one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from modeltranslation.utils import build_localized_fieldname

from partners.languages import CODES, direction
from partners.models import Person

ALSO_READS = "also_reads"
NOT_TRANSLATED = "not_translated"


@dataclass(frozen=True)
class Reading:
    """A text, the language it is in, and why: "" if it is the reader's own language.

    `reason` is ALSO_READS when the reader named that language as one they also read, and
    NOT_TRANSLATED when it is simply all there is.
    """

    text: str
    language: str
    reason: str = ""

    @property
    def direction(self) -> str:
        """The direction in which the text is written."""
        return direction(self.language)

    def __str__(self) -> str:
        return self.text


def written(obj: Model, field: str) -> dict[str, str]:
    """Return the text of `field` in each language in which somebody wrote it."""
    texts = {code: getattr(obj, build_localized_fieldname(field, code)) or "" for code in CODES}
    return {code: text for code, text in texts.items() if text.strip()}


def read(obj: Model, field: str, reader: Person | str | None) -> Reading:
    """Return the text of `field` as `reader` (a person, or a language) reads it."""
    return choose(written(obj, field), reader)


def choose(texts: Mapping[str, str], reader: Person | str | None) -> Reading:
    """Return the one of these texts, by language, that `reader` (a person, or a language) reads.

    Their language first, then others they read, then whichever was written. Never looks at the
    active language. An empty text is returned in the reader's own language.
    """
    reads = reader.reads if isinstance(reader, Person) else [reader or settings.LANGUAGE_CODE]
    for code in [*reads, *CODES]:
        if (text := texts.get(code)) and text.strip():
            reason = ALSO_READS if code in reads else NOT_TRANSLATED
            return Reading(text, code, "" if code == reads[0] else reason)
    return Reading("", reads[0])


def set_text(obj: Model, field: str, language: str, text: str) -> None:
    """Write `text` as the words of `field` in `language`."""
    setattr(obj, build_localized_fieldname(field, language), text)
