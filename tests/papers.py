"""Reads papers in tests: the words of a PDF, as a person sees them."""

import shutil
import subprocess

import pytest


def words_of(content, tmp_path):
    """The words of a PDF, in one line."""
    if shutil.which("pdftotext") is None:
        pytest.skip("Papers were not read: no pdftotext found (Debian's poppler-utils).")
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    ran = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(ran.stdout.decode().split())


def is_tagged(content):
    """Whether a screen reader finds its way."""
    return b"/MarkInfo" in content and b"/StructTreeRoot" in content and b"pdfuaid" in content
