"""Official rows as evidence: what they add up to, and what they lack."""

import hashlib
import math
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from dualuse.base.series import (
    Series,
    list_covered,
    list_each_month,
)
from dualuse.engine.question import (
    Question,
    Range,
    count_months,
)

SPAN = ["period_start", "period_end"]
COLUMNS = {"value": "value_usd", "weight": "net_weight_kg", "pieces": "quantity"}
WORTH = {"weight": "value_weighed_usd", "pieces": "value_counted_usd"}
CENT = 0.005  # less than half of one is how a computer adds
KILOGRAMS = {"weight": 1000}  # in a tonne, which printed weights are in
# What publishers call one thing: UN Comtrade's number of items, customs' own words.
PIECES = [
    "unit",
    "units",
    "piece",
    "pieces",
    "item",
    "items",
    "set",
    "sets",
    "\u53f0",  # of machines
    "\u67b6",  # of aircraft
    "\u4ef6",  # of clothes
    "\u4e2a",
    "\u9876",  # of hats
    "\u5957",  # sets
]


class Lacks(NamedTuple):
    """What official rows of some months lack."""

    months: list[str]  # of which there is no row
    some_codes: bool  # not all codes of the goods are there
    unread: dict[str, str]  # by month the first row that was not read, and why
    unmeasured: list[str]  # months with rows that have no weight, or no pieces


class OfficialRows:
    """Totals of official rows, by series, months and measure."""

    official_rows: Any
    official: dict[str, Any]  # series: the places of its rows
    totals: dict[tuple, Range]  # of the series, months and measures that were asked

    @cached_property
    def official_hash(self) -> str:
        """One hash of all official rows: there may be many."""
        rows = self.official_rows
        cells = [] if rows is None else [*rows, *rows.to_numpy().tolist()]
        return hashlib.sha256(repr(cells).encode()).hexdigest()

    def add_up(self, question: Question, series: str, period: list[str]) -> Range:
        """Return the official total of a period in the measure of an entry, or None."""
        if series not in self.official:
            return None
        asked = (series, *period, question.spec.get("measure", "value"))
        if asked not in self.totals:
            self.totals[asked] = self.add_up_rows(*asked)
        return self.totals[asked]

    def add_up_rows(self, series: str, start: str, end: str, measure: str) -> Range:
        """Return the official total of a period in some measure.

        A floor, if codes, months, weights or pieces are missing: a row without a weight
        weighs something. None, if no row is measured so, or months stand twice.
        """
        rows = self.official_rows.iloc[self.official[series]]
        rows = rows[(rows["period_start"] >= start) & (rows["period_end"] <= end)]
        is_all = (rows["period_start"] == start) & (rows["period_end"] == end)
        if is_all.any():  # a year's row says it by itself, beside rows of its months
            rows = rows[is_all]
        amounts = measure_rows(rows, measure)
        if amounts.notna().sum() == 0:
            return None
        months = list_covered(rows[SPAN].to_numpy())
        if len(set(months)) < len(months):
            return None
        total = float(amounts.sum()) / KILOGRAMS.get(measure, 1)
        is_whole = amounts.notna().all() and len(months) == count_months(start, end)
        if rows["part"].any():
            is_whole = False
        is_whole = is_whole and bool(is_each_measured(rows, measure).all())
        return pd.Interval(total, total if is_whole else math.inf, closed="both")

    def find_lacks(self, question: Question) -> "Lacks":
        """Return what official rows of these months lack, so that they are a minimum."""
        if "official" not in question.spec or question.series not in self.official:
            return Lacks([], False, {}, [])
        start, end = question.period
        rows = self.official_rows.iloc[self.official[question.series]]
        rows = rows[(rows["period_start"] >= start) & (rows["period_end"] <= end)]
        covered = list_covered(rows[SPAN].to_numpy())
        asked = list_each_month(start, end)
        months = [month for month in asked if month not in covered]
        unread = {}
        if "unread" in rows:
            is_unread = rows["unread"].astype(str) != ""
            unread = rows[is_unread].set_index("period_start")["unread"].to_dict()
        is_unread = rows["period_start"].isin(unread.keys())
        measure = question.spec.get("measure", "value")
        is_measured = measure_rows(rows, measure).notna()
        is_measured &= is_each_measured(rows, measure)
        lacking = rows.loc[~is_measured & ~is_unread, "period_start"].to_list()
        return Lacks(months, bool((rows["part"] & ~is_unread).any()), unread, lacking)

    def find_covered(self, question: Question) -> list[str]:
        """Return the goods that official rows of only some codes are, where they are known.

        They are the goods of another series, whose codes are all there, with the very
        sum of these months: a part of ceramics that comes to what toilets come to.
        """
        name, covered = question.series, []
        if "official" not in question.spec or name not in self.official:
            return []
        total = self.add_up(question, name, question.period)
        if total is None or math.isfinite(total.right):
            return []
        if not total.left:  # in a month without trade, anything comes to the same
            return []
        asked = Series.read(name)
        for other in sorted(self.official):
            line = Series.read(other)
            if line._replace(product=asked.product) == asked and other != name:
                goods = self.add_up(question, other, question.period)
                if goods is not None and goods.left == goods.right == total.left:
                    covered.append(line.product)
        return covered


def measure_rows(rows: pd.DataFrame, measure: str) -> pd.Series:
    """Return the amounts of official totals in some measure, NaN where there is none."""
    amounts = rows[COLUMNS[measure]].astype(float)
    if measure == "pieces":  # kilograms and litres answer for no pieces
        words = rows["unit"].astype(str).str.casefold()
        amounts = amounts.where(words.isin(PIECES))
    return amounts


def is_each_measured(rows: pd.DataFrame, measure: str) -> pd.Series:
    """Tell of each official total whether all that it is worth was weighed, or counted."""
    worth = WORTH.get(measure, "value_usd")
    if worth not in rows:
        return pd.Series(True, rows.index)
    without = rows["value_usd"].astype(float) - rows[worth].astype(float)
    return without.abs() < CENT
