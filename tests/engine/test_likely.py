"""The likely range: eight of ten printed numbers lie in it, and it judges nothing."""

import math

import pandas as pd
import pytest

from dualuse.base import tables
from dualuse.base.printed import read_level
from dualuse.base.series import read_month
from dualuse.engine import likely
from dualuse.engine.ranges import Figure, Programme, Span

MAIN = [f"CHN-RUS-{flow}-all-GACC" for flow in ("export", "import", "trade")]
FEWEST, MOST = 75, 90  # of a hundred prints; outside of that it has to go


def test_eight_of_ten_held_out_figures_lie_in_the_likely_range(ranges):
    """A figure does if its middle lies in the range, widened by its own rounding."""
    measured = likely.Likely(ranges.find_programme(MAIN[0]))
    rows = tables.read_table("published/held_out.csv")
    rows = rows.query(
        "value != '' and reporter == 'CHN' and partner == 'RUS' and product == 'all'"
    )
    passed = []
    for row in rows[rows["unit"].str.endswith("USD")].to_dict("records"):
        level = read_level(row["value"], row["unit"], row["hedge"])
        months = read_month(row["period_start"]), read_month(row["period_end"])
        middle, deviation = measured.measure(Span(row["flow"], *months))
        error = math.hypot(deviation, level.length / likely.WIDTH)
        passed.append(abs(level.mid - middle) <= likely.EIGHT_IN_TEN * error)
    assert len(passed) > 60
    assert FEWEST <= 100 * sum(passed) / len(passed) <= MOST


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
