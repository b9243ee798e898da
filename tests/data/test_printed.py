"""Printed numbers as intervals: each rule of the module's text, at its edges."""

import subprocess
import sys
from decimal import Decimal
from math import inf

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.data import printed
from pressroom.errors import InputError


def ends(interval):
    return interval.left, interval.right, interval.closed


@pytest.mark.parametrize(
    ("text", "factor", "base"),
    [
        ("k USD", 1e3, "USD"),
        ("m USD per month", 1e6, "USD per month"),
        ("bn CNY", 1e9, "CNY"),
        ("m sq m", 1e6, "sq m"),
        ("units", 1.0, "units"),
    ],
)
def test_units_have_their_factor(text, factor, base):
    assert printed.unit(text) == (factor, base)


def test_a_number_too_long_to_be_a_print_is_refused():
    with pytest.raises(InputError, match="below"):
        printed.interval("9" * 400, "bn USD", "exact")


@pytest.mark.parametrize(
    ("text", "unit", "hedge", "newspaper", "strict"),
    [
        ("14.5", "m USD", "exact", (14_450_000, 14_550_000, "both"), None),
        ("3", "bn USD", "exact", (2.5e9, 3.5e9, "both"), None),
        ("3.0", "bn USD", "exact", (2.95e9, 3.05e9, "both"), None),
        ("0", "units", "exact", (0, 0, "both"), None),
        ("0", "m USD", "exact", (0, 500_000, "both"), None),
        ("32", "m USD", "more than", (32e6, 33e6, "neither"), (32e6, inf, "neither")),
        ("100", "m USD", "more than", (100e6, 110e6, "neither"), (100e6, inf, "neither")),
        ("30,000", "units", "at least", (30_000, 33_000, "left"), (30_000, inf, "left")),
        ("341000", "units", "more than", (341_000, 342_000, "neither"), (341_000, inf, "neither")),
        ("2", "m USD", "nearly", (1.8e6, 2e6, "neither"), (0, 2e6, "left")),
        ("2.0", "m USD", "nearly", (1.9e6, 2e6, "neither"), (0, 2e6, "left")),
        ("47", "m USD", "up to", (46e6, 47e6, "right"), (0, 47e6, "both")),
        ("530", "units", "about", (520, 540, "both"), (520, 540, "both")),
        ("500", "units", "about", (450, 550, "both"), (450, 550, "both")),
        ("0", "tonnes", "about", (0, 1, "both"), (0, 1, "both")),
        ("5-7", "m USD per month", "between", (5e6, 7e6, "both"), (5e6, 7e6, "both")),
        ("45–50", "percent", "between", (45, 50, "both"), (45, 50, "both")),
        ("3", "times", "exact", (2.5, 3.5, "both"), None),
        ("3", "times", "more than", (3, 3.3, "neither"), (3, inf, "neither")),
    ],
)
def test_levels(text, unit, hedge, newspaper, strict):
    assert ends(printed.interval(text, unit, hedge)) == newspaper
    assert ends(printed.interval(text, unit, hedge, "strict")) == (strict or newspaper)


def test_an_outlet_that_truncates():
    # 33.686 printed as 33.68
    assert ends(printed.interval("33.68", "bn USD", "exact", truncates=True)) == (33.68e9, 33.69e9, "left")
    assert 33.686e9 in printed.interval("33.68", "bn USD", "exact", truncates=True)
    assert 33.686e9 not in printed.interval("33.68", "bn USD", "exact")
    assert ends(printed.growth("-5.1", truncates=True)) == (-5.2, -5.1, "right")


@pytest.mark.parametrize(
    ("text", "hedge", "reading", "expected"),
    [
        ("78.1", "exact", "newspaper", (78.05, 78.15, "both")),
        ("-34", "exact", "newspaper", (-34.5, -33.5, "both")),
        ("\u22120.8", "exact", "newspaper", (-0.85, -0.75, "both")),
        ("0.0", "exact", "newspaper", (-0.05, 0.05, "both")),
        ("-16", "about", "newspaper", (-17, -15, "both")),
        ("120", "nearly", "newspaper", (110, 120, "neither")),
        ("-30", "more than", "newspaper", (-33, -30, "neither")),
        ("-30", "more than", "strict", (-100, -30, "left")),
        ("-2", "nearly", "strict", (-2, 0, "right")),
    ],
)
def test_rates(text, hedge, reading, expected):
    assert ends(printed.growth(text, hedge, reading)) == expected


def test_a_quotient_keeps_the_ends_that_can_be_reached():
    q = printed.quotient(pd.Interval(14, 15, closed="both"), pd.Interval(0.2, 0.25, closed="neither"))
    assert ends(q) == (56, 75, "neither")
    q = printed.quotient(pd.Interval(14, inf, closed="left"), pd.Interval(0, 2, closed="right"))
    assert ends(q) == (7, inf, "left")


@pytest.mark.parametrize(
    "b",
    [None, pd.Interval(0, 0, closed="both"), pd.Interval(0, 5, closed="left"), pd.Interval(0, inf, "left")],
)
def test_no_quotient_where_the_denominator_is_unknown_or_can_be_zero(b):
    assert printed.quotient(pd.Interval(1, 2, closed="both"), b) is None
    assert printed.quotient(None, pd.Interval(1, 2, closed="both")) is None


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (lambda: printed.interval("about 5", "units", "exact"), "about 5"),
        (lambda: printed.interval("", "units", "exact"), "nothing"),
        (lambda: printed.interval("1,23", "units", "exact"), "1,23"),
        (lambda: printed.interval("-3", "units", "exact"), "-3"),
        (lambda: printed.interval("7-5", "units", "between"), "7-5"),
        (lambda: printed.interval("5", "units", "between"), "5"),
        (lambda: printed.interval("5", "bn drones", "exact"), "bn drones"),
        (lambda: printed.interval("5", "USD per week", "exact"), "USD per week"),
        (lambda: printed.interval("5", "units", "roughly"), "roughly"),
        (lambda: printed.interval("5", "units", ""), "nothing"),
        (lambda: printed.interval("5", "units", "exact", "lenient"), "lenient"),
        (lambda: printed.growth("-150"), "-150"),
    ],
)
def test_what_cannot_be_read_is_named(call, found):
    with pytest.raises(InputError) as error:
        call()
    assert error.value.found == found


numbers = st.decimals(0, 10**6, places=3).map(lambda d: f"{d.normalize():f}")


@given(numbers, st.sampled_from(["exact", "about", "at least", "up to"]), st.sampled_from(printed.READINGS))
def test_an_interval_holds_its_number_and_the_strict_reading_holds_the_newspapers(text, hedge, reading):
    near = printed.interval(text, "m USD", hedge, reading)
    assert float(Decimal(text) * 10**6) in near
    strict = printed.interval(text, "m USD", hedge, "strict")
    assert strict.left <= near.left and near.right <= strict.right


@given(numbers, st.sampled_from(["more than", "nearly"]), st.sampled_from(printed.READINGS))
def test_a_number_left_out_is_an_open_end(text, hedge, reading):
    value = float(Decimal(text) * 10**6)
    near = printed.interval(text, "m USD", hedge, reading)
    assert value not in near
    assert value == (near.left if hedge == "more than" else near.right)


def test_printed_numbers_need_no_solver():
    code = "import sys, dualuse.data.printed, dualuse.ranges.bounds; print('highspy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
