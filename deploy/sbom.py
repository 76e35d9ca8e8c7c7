"""Prints what a site is made of, as CycloneDX: each package of the lock file, with its hashes.

Needs nothing but Python. Licences stand in it where the packages are installed.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
ENTRY = re.compile(r"^(?P<name>[\w.-]+)(\[[\w,-]+\])?==(?P<version>[\w.+!-]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """Return each locked package, by name."""
    starts = [*ENTRY.finditer(lock)]
    ends = [match.start() for match in starts[1:]] + [len(lock)]
    return [
        component(match["name"], match["version"], HASH.findall(lock[match.start() : end]))
        for match, end in zip(starts, ends, strict=True)
    ]


def component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """Return one package. The hashes are those of its files, of which one is installed."""
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    found: dict[str, Any] = {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{name}/{version}/",
                "hashes": [{"alg": "SHA-256", "content": each} for each in hashes],
            }
        ],
    }  # fmt: skip
    if licence := licence_of(name):
        found["licenses"] = [{"license": {"name": licence}}]
    return found


def licence_of(name: str) -> str:
    """Return what an installed package says about its licence, in one line."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    said = about.get("License-Expression") or about.get("License") or ""
    return str(said).strip().partition("\n")[0]


def bill(lock: str) -> dict[str, Any]:
    """Return the whole bill. The same lock file makes the same bill."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "coprod", "bom-ref": "coprod"}},
        "components": components(lock),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(bill(LOCK.read_text()), indent=1) + "\n")
