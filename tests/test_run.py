"""What `make test` promises: all passes run, are heard in order, and must all be good."""

import sys

import pytest

from tests import run

SAYS = "import sys; print({words!r}); sys.exit({code})"
HANGS = """
import faulthandler, os, sys, time
faulthandler.enable()
print("begins", flush=True)
if not os.path.exists(sys.argv[1]):
    open(sys.argv[1], "w").close()
    time.sleep(60)
"""


def lanes(*codes):
    commands = [
        [sys.executable, "-c", SAYS.format(words=f"words {number}", code=code)]
        for number, code in enumerate(codes)
    ]
    first, second, third = commands
    return [{"Pass 0": first, "Pass 1": second}, {"Pass 2": third}]


def heard(capfd):
    """Return the lines that were printed, without the time of day."""
    lines = capfd.readouterr().out.splitlines()
    return [line[12:] if line.startswith("== ") else line for line in lines]


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize(
    ("codes", "answer"), [((0, 0, 0), 0), ((1, 0, 0), 1), ((0, 3, 0), 1), ((0, 0, 2), 1)]
)
def test_one_bad_pass_is_enough(monkeypatch, capfd, cores, codes, answer):
    monkeypatch.setattr(run, "LANES", lanes(*codes))
    monkeypatch.setattr(run, "cores", lambda: cores)

    assert run.main() == answer
    assert heard(capfd) == ["Pass 0", "words 0", "Pass 1", "words 1", "Pass 2", "words 2"]


def test_a_pass_that_hangs_says_where_and_runs_once_more(monkeypatch, tmp_path, capfd):
    hangs = [sys.executable, "-c", HANGS, str(tmp_path / "hung once")]
    monkeypatch.setattr(run, "PATIENCE", 2)

    assert run.run({"Pass": hangs}, sys.stdout) == 0

    said = "\n".join(heard(capfd))
    assert "Fatal Python error: Aborted" in said
    assert said.endswith("It hung. Again: Pass\nbegins")


def test_a_pass_that_hangs_twice_is_bad(monkeypatch, tmp_path, capfd):
    never = str(tmp_path / "no such directory" / "file")
    hangs = [sys.executable, "-c", HANGS.replace("open(sys", "#"), never]
    monkeypatch.setattr(run, "PATIENCE", 1)

    assert run.run({"Pass": hangs}, sys.stdout) == 1
    assert heard(capfd).count("It hung. Again: Pass") == 1
