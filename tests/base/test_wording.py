"""Numbers, ranges, figures and months read as a newsroom prints them."""

import math
import re

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dualuse.base import tables, wording
from dualuse.base.errors import InputError
from dualuse.press import prose

RANGES = [
    (32e6, 33e6, "USD", "$32m to $33m"),
    (999_950_000, 999_950_000, "USD", "$1bn"),
    (-100, -98.9, "percent", "at most −98.9%"),
    (0, 8.2, "percent", "0.0% to 8.2%"),
    (729_541, None, "USD", "at least $729,000"),
    (None, 33.049e6, "USD", "at most $33.1m"),
    (None, None, "percent", "any value"),
    (0, 0, "units", "0 units"),
    (1, None, "tonnes", "at least 1 tonne"),
    (2.5, 3, "times", "2.5 to 3.0 times"),
    (86.15e6, 86.3e6, "tonnes", "86.1 to 86.3m tonnes"),
    (350, 350, "USD per unit", "$350 each"),
]
FIGURES = [
    ({"value": "20.240", "unit": "bn USD", "hedge": "exact"}, "$20.240bn"),
    ({"value": "37", "unit": "units", "product": "drones-one-seller"}, "37 drones"),
    ({"value": "904000", "unit": "USD"}, "$904,000"),
    ({"value": "1", "unit": "k units", "product": "drones"}, "1k drones"),
    (
        {"value": "", "unit": "", "growth": "-7--5", "growth_hedge": "between"},
        "down 5-7%",
    ),
    (
        {"value": "7.7", "unit": "bn USD", "growth": "17", "growth_hedge": "about"},
        "$7.7bn, up about 17%",
    ),
]


@pytest.mark.parametrize(("low", "high", "unit", "words"), RANGES)
def test_ranges_in_words(low, high, unit, words):
    assert wording.format_range(low, high, unit) == words


@pytest.mark.parametrize(("row", "words"), FIGURES)
def test_figures_as_printed(row, words):
    assert wording.format_figure(row) == words


def test_every_figure_keeps_its_digits():
    for row in tables.read_figures().to_dict("records"):
        digits = re.sub(r"\D", "", row["value"] + row["growth"])
        words = wording.format_figure({**row, "growth_base": ""})
        assert re.sub(r"\D", "", words) == digits, row["id"]


@given(st.floats(1e3, 1e11), st.floats(1.0, 1.5))
def test_a_range_never_looks_tighter_than_it_is(low, factor):
    high = low * factor
    words = wording.format_range(low, high, "USD")
    ends = []
    for number, scale in re.findall(r"\$([\d,.]+)(bn|m|)", words):
        size = wording.SCALES.get(scale, 1)
        ends.append(float(number.replace(",", "")) * size)
    if len(ends) == 2:
        assert ends[0] <= low * (1 + 1e-9)
        assert high * (1 - 1e-9) <= ends[1]
    assert ends[0] == pytest.approx(low, rel=0.01)


@given(
    st.none() | st.integers(-100, 300),
    st.none() | st.integers(-99, 900),
)
def test_a_change_is_told_on_the_side_where_it_lies(low, high):
    """No growth that may be a fall is "up", and "at most" is of a size."""
    assume(high is None or low is None or low < high)
    may_fall, may_rise = low is None or low < 0, high is None or high > 0
    words = wording.speak_change(low, high)
    is_number = words.startswith("between")
    assert is_number or ("up" in words) == may_rise, words
    assert is_number or ("down" in words) == may_fall, words
    assert is_number or "−" not in words, words
    assert not is_number or (may_rise and may_fall), words


def test_sentences_fill_in_values():
    half = pd.Interval(52.2e9, 52.3e9)
    sentence = wording.fill_sentence(
        "{half:usd}, {month}, {names}, {word:word} of {number:count}, {plain:.3f}",
        half=half,
        month=pd.Period("2023-06", "M"),
        names=["a", "b"],
        word=3,
        number=1200,
        plain=1.0,
    )
    words = "$52.2bn to $52.3bn, June 2023, a and b, three of 1,200, 1.000"
    assert sentence == words


@given(st.integers(-20, 20) | st.floats(-20, 20))
def test_a_word_says_the_number_that_it_is_given(number):
    words = wording.format_value(number, "word")
    if words in wording.SPELLED:
        assert wording.SPELLED.index(words) == number
    else:
        read = float(words.replace("−", "-"))
        assert read == pytest.approx(number, abs=0.05, rel=0.01)
        assert number not in range(10)


def test_a_missing_number_is_refused():
    with pytest.raises(InputError, match="missing number"):
        wording.format_value(math.nan, "usd")


def test_markup_in_text_is_text():
    assert "<script>" not in prose.markdown("<script>alert(1)</script>")
    assert "javascript:" not in prose.markdown("[a](javascript:alert)")
    assert prose.escape("<b>'\"") == "&lt;b&gt;&#x27;&quot;"
