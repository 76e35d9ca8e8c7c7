"""What `make test` promises: both passes run, are heard in order, and must both be good."""

import pytest

from tests import run

SAYS = "import sys; print({words!r}); sys.exit({code})"


def passes(*codes):
    return {
        f"Pass {number}": ["-c", SAYS.format(words=f"words {number}", code=code)]
        for number, code in enumerate(codes)
    }


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize(("codes", "answer"), [((0, 0), 0), ((1, 0), 1), ((0, 3), 1)])
def test_one_bad_pass_is_enough(monkeypatch, capfd, cores, codes, answer):
    monkeypatch.setattr(run, "PASSES", passes(*codes))
    monkeypatch.setattr(run, "cores", lambda: cores)

    assert run.main() == answer
    expected = ["== Pass 0", "words 0", "== Pass 1", "words 1"]
    assert capfd.readouterr().out.splitlines() == expected
