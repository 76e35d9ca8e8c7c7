"""What `make test` promises: all passes run, are heard in order, and must all be good."""

import sys

import pytest

from tests import run
from tests.servers import wait_for

SAYS = "import sys; print({words!r}); sys.exit({code})"
HANGS = """
import faulthandler, os, sys, time
faulthandler.enable()
print("begins", flush=True)
if not os.path.exists(sys.argv[1]):
    open(sys.argv[1], "w").close()
    time.sleep(60)
"""


def passes(*codes):
    return {
        f"Pass {number}": [sys.executable, "-c", SAYS.format(words=f"words {number}", code=code)]
        for number, code in enumerate(codes)
    }


def heard(capfd):
    """Return the lines that were printed, without the time of day."""
    lines = capfd.readouterr().out.splitlines()
    return [line[12:] if line.startswith("== ") else line for line in lines]


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize(
    ("codes", "answer"), [((0, 0, 0), 0), ((1, 0, 0), 1), ((0, 3, 0), 1), ((0, 0, 2), 1)]
)
def test_one_bad_pass_is_enough(monkeypatch, capfd, cores, codes, answer):
    monkeypatch.setattr(run, "PASSES", passes(*codes))
    monkeypatch.setattr(run, "cores", lambda: cores)

    assert run.main() == answer
    assert heard(capfd) == ["Pass 0", "words 0", "Pass 1", "words 1", "Pass 2", "words 2"]


def test_no_core_waits_while_there_is_a_pass_to_run(monkeypatch, tmp_path, capfd):
    """The second pass ends long before the first, which waits for what the third writes."""
    there = str(tmp_path / "there")
    waits = (
        f"import os, time\nwhile not os.path.exists({there!r}): time.sleep(0.05)\nprint('waited')"
    )
    codes = [waits, "print('short')", f"open({there!r}, 'w').close(); print('wrote')"]
    these = {f"Pass {number}": [sys.executable, "-c", code] for number, code in enumerate(codes)}
    monkeypatch.setattr(run, "PASSES", these)
    monkeypatch.setattr(run, "cores", lambda: 2)

    assert run.main() == 0
    assert heard(capfd) == ["Pass 0", "waited", "Pass 1", "short", "Pass 2", "wrote"]


def test_what_runs_ends_with_who_runs_it(monkeypatch, tmp_path):
    started = tmp_path / "started"
    code = f"import pathlib, time; pathlib.Path({str(started)!r}).touch(); time.sleep(60)"

    def interrupted(_code, _heard):
        wait_for(started.exists, "the pass to start")
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "PASSES", {"Pass": [sys.executable, "-c", code]})
    monkeypatch.setattr(run, "listen", interrupted)

    with pytest.raises(KeyboardInterrupt):
        run.main()

    wait_for(lambda: not run.RUNNING, "it to end")


def test_a_pass_that_hangs_says_where_and_runs_once_more(monkeypatch, tmp_path, capfd):
    hangs = [sys.executable, "-c", HANGS, str(tmp_path / "hung once")]
    monkeypatch.setattr(run, "PATIENCE", 2)

    assert run.run("Pass", hangs, sys.stdout) == 0

    said = "\n".join(heard(capfd))
    assert "Fatal Python error: Aborted" in said
    assert said.endswith("It hung. Again: Pass\nbegins")


def test_a_pass_that_hangs_twice_is_bad(monkeypatch, tmp_path, capfd):
    never = str(tmp_path / "no such directory" / "file")
    hangs = [sys.executable, "-c", HANGS.replace("open(sys", "#"), never]
    monkeypatch.setattr(run, "PATIENCE", 1)

    assert run.run("Pass", hangs, sys.stdout) == 1
    assert heard(capfd).count("It hung. Again: Pass") == 1
