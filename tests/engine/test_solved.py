"""What the solver answered is kept as it was, and answers nothing else."""

import math

import pandas as pd
import pytest

from dualuse.engine import programme as module
from dualuse.engine import solved
from dualuse.engine.constraints import Figure, Span
from dualuse.engine.programme import Programme
from dualuse.engine.revisions import read_bands

APRIL = Span("export", 24_279, 24_279)
MAY = Span("export", 24_280, 24_280)
LEVEL = pd.Interval(29.5, 31, closed="both")
FIGURES = [Figure("F1", "export", 24_279, 24_280, LEVEL)]
QUESTIONS = {
    "range": ("measure", MAY),
    "growth": ("measure", MAY, APRIL),
    "who decides": ("find_deciding", "most", Span("export", 24_279, 24_280)),
}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("DUALUSE_SOLVED", str(tmp_path / "answers.db"))


def ask(programme):
    """Every question, with the figures that hold the answer to each."""
    answers = {}
    for name, (method, *words) in QUESTIONS.items():
        programme.relied = set()
        answers[name] = getattr(programme, method)(*words), programme.relied
    return answers


@pytest.mark.usefixtures("kept")
def test_an_answer_that_was_kept_is_the_answer(monkeypatch):
    solved_now = ask(Programme(FIGURES))
    monkeypatch.delattr(module, "Model")  # nothing is solved any more
    assert repr(ask(Programme(FIGURES))) == repr(solved_now)
    monkeypatch.undo()
    assert repr(ask(Programme(FIGURES))) == repr(solved_now), "nor without a file"


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "other",
    [
        Programme([Figure("F2", "export", 24_279, 24_280, LEVEL)]),
        Programme([Figure("F1", "export", 24_279, 24_280, LEVEL * 2)]),
        Programme(FIGURES, allowance=2.0),
        Programme(FIGURES, revisions=read_bands("month -1 to 1")),
    ],
)
def test_another_programme_has_answers_of_its_own(other, monkeypatch):
    ask(Programme(FIGURES))
    monkeypatch.delattr(module, "Model")
    with pytest.raises(NameError, match="Model"):
        other.measure(MAY)


def test_numbers_are_kept_to_the_last_digit(kept):
    numbers = [0.1 + 0.2, 1e-308, 5e307, math.inf, -math.inf, None]
    solved.Answers("a")["b"] = numbers
    assert solved.Answers("a")["b"] == numbers
    assert "b" not in solved.Answers("b")


def test_what_another_kernel_answered_meanwhile_is_not_asked_again(kept):
    ours, theirs = solved.Answers("a"), solved.Answers("a")
    theirs["b"] = [1.5]
    assert ours["b"] == [1.5]
    assert "c" not in ours
