"""Numbers in words: said once, rounded outward, never missing."""

import math

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pressroom import wording


@pytest.mark.parametrize(
    ("value", "spec", "words"),
    [
        (52.3e9, "usd", "$52.3bn"),
        (14_500_000, "usd", "$14.5m"),
        (999_999_999, "usd", "$1bn"),
        (532_000, "usd", "$532,000"),
        (1.5e6, "usd.2", "$1.5m"),
        (532e6, "bn", "$0.532bn"),
        (-2.5e6, "usd", "−$2.5m"),
        (78.1, "pct", "78.1%"),
        (69, "pct", "69%"),
        (4.25, "times", "4.25 times"),
        (30000, "units", "30,000 units"),
        (1234, "", "1,234"),
        (0, "n", "0"),
        ("2023-01", "month", "January 2023"),
        (pd.Period("2023-06", "M"), "", "June 2023"),
        (["a", "b", "c"], "", "a, b and c"),
        ("plain <b>", "", "plain <b>"),
        (3.14159, ".2f", "3.14"),
    ],
)
def test_said(value, spec, words):
    assert wording.said(value, spec) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (14.45e6, 14.55e6, "$14.45m to $14.55m"),
        (52.25e9, 52.35e9, "$52.25bn to $52.35bn"),
        (32e6, math.inf, "at least $32m"),
        (-math.inf, 5e6, "at most $5m"),
        (0, math.inf, "any value"),
        (0.9e6, 1.23e9, "$0bn to $1.3bn"),
        (5e6, 5e6, "$5m"),
    ],
)
def test_span(low, high, words):
    assert wording.said(pd.Interval(low, high, closed="both"), "usd") == words


@pytest.mark.parametrize("spec", ["usd", "pct", "n", "times", "bn"])
def test_missing_number_is_refused(spec):
    with pytest.raises(ValueError, match="missing number"):
        wording.said(float("nan"), spec)
    with pytest.raises(ValueError, match="missing number"):
        wording.span(float("nan"), 1, spec)


@given(st.floats(-1e12, 1e12), st.floats(0, 1e12), st.integers(0, 4))
@example(14.45e6, 0.1e6, 2)
def test_outward_holds_the_range(low, width, places):
    high = low + width
    near = 1e-6 * max(1, abs(low), abs(high))
    assert wording.outward(low, places, up=False) <= low + near
    assert wording.outward(high, places, up=True) >= high - near


def test_markdown_shows_html_as_text():
    assert (
        wording.markdown("a <script>x</script> **b**")
        == "<p>a &lt;script&gt;x&lt;/script&gt; <strong>b</strong></p>"
    )
    assert "javascript:" not in wording.markdown("[x](javascript:alert(1))")
    assert wording.without_marks("a **b** [c](https://d.e) `f` *g* 2*3*4") == "a b c f g 2*3*4"
