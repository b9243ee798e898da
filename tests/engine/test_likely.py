"""The likely range: eight of ten printed numbers lie in it, and it judges nothing."""

import math

import pandas as pd
import pytest

from dualuse.base import wording
from dualuse.base.series import read_month
from dualuse.desk import desk
from dualuse.engine import likely
from dualuse.engine.ranges import Figure, Programme, Ranges, Span

MAIN = [f"CHN-RUS-{flow}-all-GACC" for flow in ("export", "import", "trade")]
FEWEST, MOST = 75, 90  # of a hundred prints; outside of that it has to go


def test_eight_of_ten_held_out_figures_lie_in_the_likely_range(ranges):
    passed, tested = likely.count_held_out(MAIN[0], ranges)
    assert tested > 60
    assert FEWEST <= 100 * passed / tested <= MOST


def test_what_is_told_lies_in_the_sure_range():
    for series in MAIN:
        table = desk.months(series, "2022 to 2024").dropna()
        assert not table.empty
        assert (table["low"] <= table["probably_low"]).all()
        assert (table["probably_low"] < table["probably_high"]).all()
        assert (table["probably_high"] <= table["high"]).all()


def test_a_month_between_two_totals_is_their_difference():
    """Nothing is revised, and rounding errors add up as their squares do."""
    first, last = read_month("2023-01"), read_month("2023-04")
    level = pd.Interval(29.5e9, 30.5e9, "both")
    figures = [Figure("F1", "export", first, last - 1, level)]
    figures.append(Figure("F2", "export", first, last, level + 10e9))
    programme = Programme(figures, allowance=0)
    measured = likely.Likely(programme)
    middle, deviation = measured.measure(Span("export", last, last, "own"))
    assert middle == pytest.approx(10e9, rel=0.03)
    assert deviation < math.sqrt(2) * 1e9 / likely.WIDTH * 1.5


def test_few_figures_have_no_likely_range(figures, sources):
    drones = Ranges(figures[figures["product"] == "drones"], sources)
    assert likely.read_likely("CHN-RUS-export-drones-GACC", drones) is None
    answer = desk.range_of("CHN-RUS-export-drones-GACC", "2022-03 to 2023-05")
    assert answer.probably is None and "probably" not in repr(answer)


def test_a_range_says_what_is_probable_beside_what_is_sure():
    answer = desk.range_of(MAIN[0], "May 2022")
    ends = answer.probably.left, answer.probably.right
    passed, tested = likely.count_held_out(MAIN[0], answer.ranges)
    held = f"meant for 8 in 10; {passed} of {tested} held-out figures lay so"
    assert f"; probably {wording.format_range(*ends, 'USD')} ({held})" in repr(answer)
    assert held in desk.months(MAIN[0], "2022").note
