"""The five pictures of a range: every square of the sum stands in a month of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.press import steps

SQUARE = 1e6


def make_printed(value):
    months = {"period_start": "2022-03", "period_end": "2023-05"}
    return {"id": "F1", "value": str(value), **months}


def draw(value=32, months=("2023-01", "2023-05"), others=()):
    """Draw a sum of "more than" so many millions, and a claim of a hundred."""
    deciding = {"period": list(months), "own_high": (value + 1) * SQUARE}
    deciding["high"] = deciding["own_high"] * 1.03
    return steps.draw_steps(make_printed(value), deciding, others, 100e6, SQUARE)


@given(st.integers(1, 90))
def test_every_square_is_drawn_once_in_each_picture(value):
    drawn = draw(value)
    assert len(drawn["printed_squares"]) == value
    assert len(drawn["spread"]["squares"]) == value
    assert len(set(drawn["pushed"]["squares"])) == value
    assert len(drawn["printed_bar"]["squares"]) == value


@given(st.integers(1, 90), st.sampled_from(["2023-03", "2023-05", "2023-06"]))
def test_squares_pushed_together_stand_in_the_frame_of_the_claim(value, end):
    drawn = draw(value, ("2023-01", end))
    left = float(drawn["frame"]["x"])
    right = left + float(drawn["frame"]["width"])
    for square in drawn["pushed"]["squares"]:
        x = float(re.search(r"\(([\d.]+)px", square)[1])
        assert left <= x and x + 8 <= right + 1


def test_scale_begins_at_nothing_and_ends_at_the_claim():
    words = [tick["words"] for tick in draw()["ticks"]]
    assert words[0] == "$0" and words[-1] == "$100m"


@pytest.mark.parametrize(("high", "is_open"), [(None, True), (20e6, False)])
def test_another_source_with_no_upper_end_is_drawn_open(high, is_open):
    other = {"label": "Count", "figures": ["F2"], "unit": "USD", "high": high}
    other |= {"own_low": 14.5e6, "own_high": high, "period": ["2023-01", "2023-06"]}
    (drawn,) = draw(others=[other])["others"]
    assert drawn["is_open"] == is_open
