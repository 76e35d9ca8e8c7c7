"""Sets pages on paper: tagged PDF (PDF/UA-1) in any language of the site, with fonts of our own.

What people wrote enters a page as data, never as markup. The fonts are our own, so that a paper
looks alike wherever coprod runs. The web page stays the accessible original: text copied out of an
Arabic PDF is broken by most readers.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

FONTS = str(Path(__file__).parent / "fonts")


class CannotSet(Exception):
    """A character is in none of our fonts. The page on the web shows it."""


@cache
def fonts() -> typst.Fonts:
    """Return our own fonts, read once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def typeset(page: bytes, data: dict[str, Any]) -> bytes:
    """Return the PDF of a page of Typst, which reads `data` as JSON. Raises CannotSet."""
    try:
        return typst.compile(
            page,
            format="pdf",
            font_paths=fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise CannotSet from error
