"""The figures that are said to hold a growth hold it: without all others it is the same."""

import copy
import random

import pytest
import seeds

from dualuse.base import tables
from dualuse.base.series import Series, read_month, write_month
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.ranges import FLOW, Ranges

FIGURES, SOURCES = tables.read_figures(), tables.read_reference("sources")
WRONG = find_contradictions(FIGURES, SOURCES)
WHOLE = Ranges(FIGURES, SOURCES, WRONG)
FIRST, LAST = read_month("2021-06"), read_month("2025-06")


def draw_growth(chance):
    """Return a series, months and a base of which figures allow not just anything."""
    names = [each for each in WHOLE.names if WHOLE.find_quantity(each) == FLOW]
    while True:
        series, start = chance.choice(names), chance.randrange(FIRST, LAST)
        end = min(LAST, start + chance.randrange(12))
        months = [write_month(each) for each in (start, end, start - 12)]
        growth = WHOLE.growth(series, *months, "own")
        if growth is not None and growth.length < 1e6:
            return series, months, growth


@pytest.mark.parametrize("seed", seeds.draw_few(6, 120))
def test_a_growth_rests_on_the_figures_that_hold_it_and_on_no_other(seed):
    series, (start, end, base), growth = draw_growth(random.Random(f"hold {seed}"))
    holders = WHOLE.list_growth_holders(series, (start, end), base)
    assert holders
    system = Series.read(series).system
    others = [each.id for each in WHOLE.list_figures(system) if each.id not in holders]
    fewer = copy.copy(WHOLE)
    fewer.programmes, fewer.relied = {}, {}  # nothing was asked of it yet
    fewer.exclude_figures(series, others)
    pairs = WHOLE.list_growths(series, (start, end), read_month(base), "own")
    ends = [fewer.find_programme(series).growth(*pair) for pair in pairs]
    left = min(each.left for each in ends)
    right = max(each.right for each in ends)
    assert left == pytest.approx(growth.left, abs=1e-4), (series, start, end)
    assert right == pytest.approx(growth.right, abs=1e-4), (series, start, end)
