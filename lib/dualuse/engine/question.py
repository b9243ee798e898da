"""A question: one test put to one entry of a claim's evidence, on certain months.

And how months are counted, and amounts compared, whoever answers it.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from dualuse.base.parts import COMPARED, MEASURED
from dualuse.base.printed import divide
from dualuse.base.series import (
    MONTHS_A_YEAR,
    WORLD,
    Series,
    read_month,
    write_month,
)
from dualuse.base.units import LARGEST_FALL, POINTS, is_whole, split_unit
from dualuse.engine.constraints import (
    DIGITS,
    PARTS,
)

OFFICIAL = {"level", "growth", "ratio"}  # what official rows can be asked
MEASURES = {unit: measure for measure, unit in MEASURED.items()}
NOISE = 1e-6  # of a solver, beside a whole number
ALL_GOODS = "all"  # the product that every other is a part of
Range: TypeAlias = pd.Interval | None  # None: nothing is known


@dataclass(frozen=True)
class Question:
    """One test, put to one entry of a claim's evidence, on certain months."""

    spec: dict
    test: dict
    goods: list[str]
    period: list[str]

    @property
    def base(self) -> str:
        """The first month of what a growth is measured on: else a year before."""
        if self.test["kind"] not in ("growth", "tally"):
            return ""
        year_before = shift(self.period[0], -MONTHS_A_YEAR)
        return self.spec.get("base") or self.test.get("base") or year_before

    @property
    def series(self) -> str:
        """The series asked, or the pattern of the series of several goods."""
        spec = self.spec
        return spec.get("series") or spec.get("official") or spec.get("tally", "")

    def name_printed(self, good: str) -> str:
        """Return the series of a good of a tally as figures print it, not as rows do."""
        series = self.series.format(good)
        units = self.spec.get("units")
        return f"{series}:{units}" if units else series

    @property
    def base_period(self) -> list[str]:
        """As many months as the period has, from the base on."""
        return find_base_period(self.period, self.base)

    @property
    def is_in_points(self) -> bool:
        """Whether it is how a rate changed: one printed rate less another."""
        return self.test.get("unit") == POINTS

    @property
    def sides(self) -> list[tuple[list[str], str]]:
        """The months that figures are asked of, with their base: of two rates, none."""
        if self.is_in_points:
            return [(self.period, ""), (self.base_period, "")]
        return [(self.period, self.base)]


def is_very_number(row: dict, test: dict) -> bool:
    """Tell whether a figure has the very number of an exact test, in its unit."""
    if test.get("hedge") != "exact" or "per" in test:
        return False
    if test["kind"] == "growth":
        return (row["growth"], row["growth_hedge"]) == (test["value"], "exact")
    printed = (row["value"], row["unit"], row["hedge"])
    return printed == (test["value"], test["unit"], "exact")


def compare_totals(later: Range, earlier: Range) -> Range:
    """Return the growth from one total to another in per cent; None where it may be any.

    From nought to something it is infinite: a rise, of no per cent.

    >>> nought, some = pd.Interval(0, 0, "both"), pd.Interval(1500, 1500, "both")
    >>> compare_totals(some, nought), compare_totals(nought, nought)
    (Interval(inf, inf, closed='both'), Interval(0.0, 0.0, closed='both'))
    >>> compare_totals(nought, some), compare_totals(nought, pd.Interval(0, 9, "both"))
    (Interval(-100.0, -100.0, closed='both'), Interval(-100.0, 0.0, closed='both'))
    """
    if later is None or earlier is None:
        return None
    ratio = divide(later, earlier)
    if ratio is not None:
        return (ratio - 1) * 100
    if earlier.right <= 0:
        ends = [math.inf if end > 0 else 0.0 for end in (later.left, later.right)]
        return pd.Interval(*ends, closed="both")
    if later.right <= 0:
        return pd.Interval(LARGEST_FALL, 0.0, closed="both")
    least = (later.left / earlier.right - 1) * 100
    if least <= LARGEST_FALL:
        return None
    return pd.Interval(least, math.inf, closed="both")


def subtract_rates(later: Range, earlier: Range) -> Range:
    """Return by how many points a rate rose; None where either is not known.

    >>> subtract_rates(pd.Interval(55.95, 56.1, "both"), pd.Interval(46.25, 46.4, "both"))
    Interval(9.55, 9.85, closed='both')
    """
    if later is None or earlier is None:
        return None
    least, most = later.left - earlier.right, later.right - earlier.left
    return pd.Interval(round(least, DIGITS), round(most, DIGITS), closed="both")


def keep_whole(amount: Range, unit: str) -> Range:
    """Return an amount of whole things without the fractions at its ends.

    A revision of 5% moves no count of five.

    >>> keep_whole(pd.Interval(4.75, 5.25, "both"), "units")
    Interval(5.0, 5.0, closed='both')
    """
    if amount is None or not is_whole(unit):
        return amount
    least, greatest = amount.left, amount.right
    if math.isfinite(greatest):
        greatest = math.floor(greatest + NOISE)
    least = math.ceil(least - NOISE)
    if least > greatest:  # no whole number lies in it
        return amount
    return pd.Interval(float(least), float(greatest), amount.closed)


def find_unit(test: dict) -> str:
    """Return the base unit of what a test compares."""
    kind = test["kind"]
    if kind == "tally":
        return "goods"
    return test["unit"] if kind in COMPARED else split_unit(test["unit"])[1]


def find_measure(part: dict) -> str:
    """Return in which measure official rows answer a part, nothing if in none.

    A level is in the unit of its test. What compares is in that of the series which the
    claim names: dollars never answer for pieces, nor weight for value.
    """
    test, spec = part["tests"][0], part["evidence"][0]
    if "measure" in spec:
        return spec["measure"]
    unit = find_unit(test)
    if test["kind"] != "level":
        unit = Series.read(spec["series"]).unit if "series" in spec else "USD"
    return MEASURES.get(unit, "")


def keep_within_whole(ratio: pd.Interval, top: str, base: str) -> pd.Interval:
    """Return a ratio of two series where one is a part of the other: no part is more.

    The two ends of a ratio come from the far ends of two ranges, which need not be true
    together; no release gives more exports than two-way trade.

    >>> exports, trade = "CHN-RUS-export-all-GACC", "CHN-RUS-trade-all-GACC"
    >>> keep_within_whole(pd.Interval(0.4, 1.2, "both"), exports, trade)
    Interval(0.4, 1.0, closed='both')
    >>> keep_within_whole(pd.Interval(0.8, 2.5, "both"), trade, exports)
    Interval(1.0, 2.5, closed='both')
    """
    if is_part(top, base):
        return pd.Interval(min(ratio.left, 1.0), min(ratio.right, 1.0), ratio.closed)
    if is_part(base, top):
        return pd.Interval(max(ratio.left, 1.0), max(ratio.right, 1.0), ratio.closed)
    return ratio


def is_part(part: str, whole: str) -> bool:
    """Tell whether a series is a part of another: of its flows, goods or partners."""
    line, of = Series.read(part), Series.read(whole)
    is_same_trade = line.reporter == of.reporter and of.partner in (line.partner, WORLD)
    is_same_count = (line.source, line.unit) == (of.source, of.unit)
    is_in_flow = line.flow in (of.flow, *PARTS.get(of.flow, []))
    is_in_goods = of.product in (line.product, ALL_GOODS)
    return is_same_trade and is_same_count and is_in_flow and is_in_goods


def count_months(start: str, end: str) -> int:
    """Return how many months there are from one to another, both included.

    >>> count_months("2022-11", "2023-02")
    4
    """
    return read_month(end) - read_month(start) + 1


def shift(month: str, by: int) -> str:
    """Return the month that lies `by` months later.

    >>> shift("2023-01", -12)
    '2022-01'
    """
    return write_month(read_month(month) + by)


def count_whole_months(first: str, last: str) -> int:
    """Return the whole months between two days.

    >>> count_whole_months("2022-02-24", "2023-07-24")
    17
    """
    is_short = last[8:] < first[8:]
    return count_months(first[:7], last[:7]) - 1 - is_short


def find_base_period(period: list[str], base: str) -> list[str]:
    """Return as many months as the period has, from the base on."""
    return [base, shift(base, count_months(*period) - 1)]
