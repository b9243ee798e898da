"""What a printed number says: rounded or cut off, hedged, or held to its words."""

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualuse.base import hedges, printed
from dualuse.base.errors import InputError
from dualuse.base.printed import read_growth, read_level

HEDGED = [hedge for hedge in hedges.HEDGES if hedge not in hedges.UNHEDGED]


LEVELS = """
14.5    | m USD | exact     | 14450000    | 14600000
14.5    | m USD | rounded   | 14450000    | 14550000
14.5    | m USD | cut off   | 14500000    | 14600000
32      | m USD | more than | 31500000    | 33000000
53.84   | bn USD | nearly   | 53830000000 | 53845000000
14.5    | m USD | at least  | 14500000    | 14600000
52.28   | bn USD | about    | 52270000000 | 52290000000
47      | m GBP | up to     | 46000000    | 47000000
1       | m USD | less than | 0           | 1000000
5-7     | m USD | between   | 5000000     | 7000000
0.9     | bn USD | exact    | 850000000   | 1000000000
# one digit that counts: a tenth, and no half on the near side
300     | USD   | more than | 300         | 330
2       | m USD | nearly    | 1800000     | 2000000
200,000 | USD   | just over | 200000      | 220000
30000   | USD   | about     | 27000       | 33000
# two digits that count: rounding, whatever the length
1.0     | m USD | about     | 900000      | 1100000
1.0     | m USD | more than | 950000      | 1100000
210000  | USD   | just over | 205000      | 220000
# nought is nothing, or too little for its digit
0       | m USD | exact     | 0           | 1000000
0       | m USD | about     | 0           | 1000000
# whole things are counted whole
10      | units | more than | 11          | inf
11      | units | more than | 11          | 12
5       | units | just over | 6           | 7
5       | units | just under | 3          | 4
2       | k units | exact   | 1500        | 3000
5       | units | exact     | 5           | 5
0       | units | exact     | 0           | 0
30,000  | units | exact     | 30000       | 30000
1.2     | k units | exact   | 1150        | 1300
15      | units | more than | 15          | 16
450     | units | at least  | 450         | 460
5       | units per month | exact | 4.5   | 6
# up to ten, nobody rounds them
5       | units | more than | 6           | inf
3       | units | about     | 2           | 4
8       | units | nearly    | 6           | 7
5       | units | just over | 6           | 7
5       | units | at least  | 5           | inf
5       | units | up to     | 0           | 5
5       | units | less than | 0           | 4
10      | units | more than | 11          | inf
300     | units | more than | 300         | 330
3       | k units | about   | 2500        | 3500
3000    | units | about   | 2700        | 3300
"""
LITERALLY = """
more than | 32   | inf | right
just over | 32   | 33  | right
at least  | 32   | inf | both
nearly    | 31   | 32  | left
just under | 31  | 32  | left
up to     | 0    | 32  | both
less than | 0    | 32  | left
about     | 31   | 33  | both
exact     | 31.5 | 33  | both
"""
GROWTH = """
46.9  | exact     | as used | 46.85 | 47     | both
-34   | exact     | as used | -35   | -33.5  | both
−34.0 | exact     | as used | -34.1 | -33.95 | both
-34   | more than | as used | -35   | -33.5  | both
100   | nearly    | as used | 90    | 100    | both
-34   | more than | literal | -100  | -34    | left
-34   | nearly    | literal | -34   | -33    | right
40    | more than | literal | 40    | inf    | right
"""
UNREADABLE = """
14.5  | m dollars   | exact   | one unit of
14.5  | USD per day | exact   | month or unit
14.5  | m USD       | roughly | one hedge of
1,45  | m USD       | exact   | 30,000
٣     | m USD       | exact   | 30,000
-3    | m USD       | exact   | not negative
9999999999999999 | USD | exact | a number below
7-5   | USD         | between | smaller one first
5-5   | USD         | between | smaller one first
0--0  | USD         | between | smaller one first
57    | USD         | between | 5-7
"""


def read_lines(table):
    """The cells of each line of a table; a line that begins with # is a heading."""
    lines = [line for line in table.strip().splitlines() if not line.startswith("#")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@pytest.mark.parametrize("cells", read_lines(LEVELS), ids=" ".join)
def test_level(cells):
    text, unit, hedge, low, high = cells
    level = read_level(text, unit, hedge)
    assert (level.left, level.right) == pytest.approx((float(low), float(high)))


@pytest.mark.parametrize("cells", read_lines(LITERALLY), ids=" ".join)
def test_taken_literally(cells):
    hedge, low, high, closed = cells
    level = read_level("32", "USD", hedge, literal=True)
    assert level == pd.Interval(float(low), float(high), closed)


@pytest.mark.parametrize("cells", read_lines(GROWTH), ids=" ".join)
def test_growth(cells):
    text, hedge, reading, low, high, closed = cells
    growth = read_growth(text, hedge, literal=reading == "literal")
    assert growth == pd.Interval(float(low), float(high), closed)


@pytest.mark.parametrize("cells", read_lines(UNREADABLE), ids=" ".join)
def test_what_cannot_be_read_lists_what_is_possible(cells):
    text, unit, hedge, expected = cells
    with pytest.raises(InputError) as refused:
        read_level(text, unit, hedge)
    assert expected in refused.value.expected


@pytest.mark.parametrize("hedge", ["exact", "at least", "just over", "nearly"])
def test_what_records_add_up_to_is_the_least_whatever_the_hedge(hedge):
    counted = read_level("450", "units", hedge, floor=True)
    assert counted.right == math.inf
    assert counted.left == read_level("450", "units", hedge).left


TRUE_COUNTS = {  # what an honest writer may have counted who prints a number, beside it
    "about": (-1, 0, 1),
    "more than": (1,),
    "just over": (1,),
    "at least": (0, 1),
    "nearly": (-1,),
    "just under": (-1,),
    "up to": (0, -1),
    "less than": (-1,),
}


@given(
    number=st.integers(1, 2000),
    hedge=st.sampled_from(HEDGED),
    literal=st.booleans(),
)
def test_a_count_read_by_any_hedge_holds_what_an_honest_writer_counted(
    number, hedge, literal
):
    level = read_level(str(number), "units", hedge, literal)
    for beside in TRUE_COUNTS[hedge]:
        assert number + beside in level
    # And to ten, a count that is more or less than the number is not the number.
    if number <= 10 and 0 not in TRUE_COUNTS[hedge]:
        assert number not in level


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_multiple_allows_what_any_two_amounts_give(low, more, base_low, base_more):
    top = pd.Interval(low, low + more, "both")
    base = pd.Interval(base_low, base_low + base_more, "both")
    allowed = printed.divide(top, base)
    for one, other in itertools.product(
        [low, low + more], [base_low, base_low + base_more]
    ):
        if other and allowed is not None:
            assert allowed.left <= one / other <= allowed.right
    if low and base_low + base_more:
        assert allowed.left == low / (base_low + base_more)
        assert (allowed.right == math.inf) == (base_low == 0)
