"""The library and the second path read rows alike; what is set aside is wrong."""

import math
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from second_path import rows as second

from dualuse.base import printed


@given(
    number=st.decimals(0, 10**6, places=2) | st.integers(0, 2000),
    hedge=st.sampled_from(sorted(set(printed.HEDGES) - {"rounded"})),
    unit=st.sampled_from(["USD", "m USD", "units", "k units", "tonnes"]),
)
def test_both_read_a_printed_number_alike(number, hedge, unit):
    scale, base = second.split(unit)
    assume(scale == 1 or number * scale > 10)  # nobody prints 0.005 k units
    is_count = base in second.WHOLE
    assume(not is_count or number * scale % 1 == 0)  # nor half a thing
    assume(not is_count or scale > 1 or "." not in str(number))  # nor 5.00 things
    level = printed.read_level(str(number), unit, hedge)
    low, high = second.limit(str(number), hedge, is_count and scale == 1)
    low = float(max(low, 0) * scale)
    if is_count:
        low = min(math.ceil(low), float(high * scale))
    assert (level.left, level.right) == pytest.approx((low, float(high * scale)))


def test_both_know_the_same_systems(ranges, figures):
    assert set(ranges.systems) == set(second.list_systems(figures.to_dict("records")))


def test_no_code_is_shared():
    text = (Path(__file__).parent / "rows.py").read_text(encoding="utf-8")
    assert "dualuse" not in text
