"""Whatever a question is asked with: an answer, or one line that names the argument."""

import inspect
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import seeds

from dualuse import desk
from dualuse.base.errors import InputError

OTHER = {
    "None": None,
    "pd.NA": pd.NA,
    "pd.NaT": pd.NaT,
    "NaN": float("nan"),
    "inf": float("inf"),
    "True": True,
    "7": 7,
    "-1.5": -1.5,
    "10**400": 10**400,
    "Decimal": Decimal("1.5"),
    "complex": 1j,
    "bytes": b"drones",
    "[]": [],
    "[None]": [None],
    "[[]]": [["drones"]],
    "()": (),
    "{}": {},
    "a map": {"drones": 1},
    "a set": {"drones", 7},
    "an array": np.array([1.0, 2.0]),
    "an array of no dimension": np.array("drones"),
    "a table": pd.DataFrame({"a": [1]}),
    "a column": pd.Series([1, None]),
    "a function": len,
    "a class": str,
    "a path": Path("nowhere"),
    "a range": range(3),
    "an endless list": iter(int, 1),
    "NUL": "\0",
    "half a letter": "\ud800",
    "100,000 letters": "x" * 100_000,
    "100,000 words": "x " * 50_000,
    "lines": "a\nb",
}
SOUND = {  # what is asked of each, apart from the one argument that is other
    "claim": "A1",
    "series": "CHN-RUS-export-all-GACC",
    "period": "2023-01",
    "value": "more than $5bn",
    "product": "drones",
    "word": "drones",
    "left_out": "F205",
    "path": "my/claim.yaml",
    "table": "my/claims.csv",
    "hedge": "more than",
    "mark": "9 bn USD",
    "part": "CHN-RUS-export-drones-GACC",
    "whole": "CHN-RUS-export-all-GACC",
    "base": "2022-01",
}
QUICK = [
    "check",
    "claim",
    "codes",
    "months",
    "official",
    "range_of",
    "search",
    "series",
]
QUICK += ["figures", "first", "plot", "explain", "claims", "check_own"]
SLOW = ["without", "without_each", "share_of_growth", "ask"]


def list_calls():
    """Return each argument of each question with each odd value."""
    calls = []
    for name in desk.__all__:
        parameters = inspect.signature(getattr(desk, name)).parameters
        for parameter in parameters.values():
            if parameter.kind is not parameter.VAR_KEYWORD:
                calls += [(name, parameter.name, value) for value in OTHER]
    return calls


def call(name, argument, value):
    """Ask a question with one odd argument; return what is said, or None if answered."""
    question = getattr(desk, name)
    needed = {argument: value}
    for parameter in inspect.signature(question).parameters.values():
        is_needed = parameter.default is parameter.empty
        if is_needed and parameter.kind is not parameter.VAR_KEYWORD:
            needed.setdefault(parameter.name, SOUND[parameter.name])
    try:
        question(**needed)
    except InputError as error:
        return str(error)
    return None


def check_call(name, argument, key):
    began = time.process_time()
    line = call(name, argument, OTHER[key])
    seconds = time.process_time() - began
    if line is not None:
        assert "\n" not in line
        assert "; expected " in line
        assert len(line) < 3_000
    return line, seconds


def test_each_question_refuses_other_types_by_the_name_of_the_argument():
    rng = seeds.begin("arguments")
    calls = [call for call in list_calls() if call[0] not in SLOW]
    for name, argument, key in rng.sample(calls, 30):
        line, _ = check_call(name, argument, key)
        if line is None:
            assert key not in ("None", "pd.NA", "bytes", "complex", "100,000 letters")


@pytest.mark.long
def test_all_questions_refuse_all_other_types():
    for name, argument, key in list_calls():
        check_call(name, argument, key)


def test_the_argument_is_named():
    with pytest.raises(
        InputError, match=r"^without: found None; expected a word or a l"
    ):
        desk.check("A1", without=None)
    with pytest.raises(
        InputError, match=r"^series: found <NA>, of type NAType; expect"
    ):
        desk.range_of(pd.NA, "2023")
    with pytest.raises(InputError, match=r"^period: found a text of 100,000 letters; "):
        desk.range_of("CHN-RUS-export-all-GACC", "x" * 100_000)
    with pytest.raises(InputError, match=r"^desk\.range_of: found missing a required"):
        desk.range_of("CHN-RUS-export-all-GACC")
    with pytest.raises(InputError, match=r"^desk\.search: found .*; expected d"):
        desk.search(wrd="drones")


@pytest.mark.parametrize("period", ["1900 to 2999", "0001 to 9999"])
def test_months_without_end_are_refused_at_once(period):
    began = time.process_time()
    for ask in (desk.range_of, desk.months):
        with pytest.raises(InputError, match=r"^period: found .*; expected "):
            ask("CHN-RUS-export-all-GACC", period)
    with pytest.raises(InputError, match=r"^period: found .*; expected "):
        desk.claim("CHN-RUS-export-all-GACC", "more than $1bn", period=period)
    assert time.process_time() - began < 1


def test_what_was_taken_before_is_taken():
    name = "CHN-RUS-export-all-GACC"
    assert repr(desk.range_of(name, 2023)) == repr(desk.range_of(name, "2023"))
    month = pd.Period("2023-01", "M")
    assert repr(desk.range_of(name, month)) == repr(desk.range_of(name, "2023-01"))
    words = [["F205"], ("F205",), pd.Series(["F205"]), np.array(["F205"]), {"F205": 1}]
    shown = {repr(desk.range_of(name, "2023", without=each)) for each in words[:4]}
    assert len(shown) == 1
