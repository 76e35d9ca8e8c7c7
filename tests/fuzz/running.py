"""One trial after the other: each role in each language, with a share of the probes."""

import time
from dataclasses import dataclass, field

from django.db import connection

from tests.fuzz.probing import Prober
from tests.fuzz.visitors import LANGUAGES, ROLES, Visitor, keys_elsewhere, undone

__all__ = ["LANGUAGES", "ROLES", "Row", "run", "table"]


@dataclass
class Row:
    """What one visitor tried, and what came of it."""

    seed: int
    role: str
    language: str
    pages: int = 0
    forms: int = 0
    probes: int = 0
    planted: int = 0
    findings: list = field(default_factory=list)
    seconds: float = 0


def run(probes, seeds, roles=ROLES, languages=LANGUAGES, *, say):
    """Try everything, by each of these; return a row for each."""
    rows = []
    share = probes // (len(roles) * len(languages))
    for seed in seeds:
        for role in roles:
            for language in languages:
                row = Row(seed, role, language)
                with undone():
                    visit(row, share)
                rows.append(row)
                say(line(row))
                for finding in row.findings:
                    say(f"  ! {finding}")
    return rows


def visit(row, probes, names=None, most=None):
    """Find all forms as somebody, send them `probes` times, and read what was planted.

    With `names` and `most`, only forms of those addresses, so many, and nothing is planted.
    """
    began = time.monotonic()
    foreign = keys_elsewhere()
    prober = Prober(Visitor(row.role, row.language), foreign, row.seed)
    prober.crawl(names)
    if most is None:
        with undone():
            row.planted = prober.plant()
        probes = max(0, probes - prober.probes)
    prober.try_all(probes, most)
    row.pages, row.forms = len(prober.pages), prober.forms
    row.probes, row.findings = prober.probes, prober.report()
    row.seconds = time.monotonic() - began


HEAD = "seed  role         language  pages  forms  probes  planted  findings  seconds"


def line(row):
    return (
        f"{row.seed:<5} {row.role:<12} {row.language:<8} {row.pages:6} {row.forms:6} "
        f"{row.probes:7} {row.planted:8} {len(row.findings):9} {row.seconds:8.0f}"
    )


def table(rows, seconds):
    """Return all rows as text, with their sums."""
    total = Row("all", "", "")
    for name in ("forms", "probes"):
        setattr(total, name, sum(getattr(row, name) for row in rows))
    total.pages = max(row.pages for row in rows)
    total.planted = max(row.planted for row in rows)
    total.findings = [each for row in rows for each in row.findings]
    total.seconds = seconds
    return "\n".join(
        [f"On {connection.vendor}.", HEAD, *map(line, rows), "-" * len(HEAD), line(total)]
    )
