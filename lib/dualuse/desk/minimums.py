"""Why a sum of official rows is a minimum: the months, codes or weights that it lacks.

A claim compares sums of rows: of a growth two periods, of a ratio two series. Each side
has its own rows, and only the side that lacks something is asked for.
"""

import math
from typing import Any, NamedTuple

import pandas as pd

from dualuse.base import categories, wording
from dualuse.base.catalogue import describe_series
from dualuse.base.series import Series, read_month, write_month
from dualuse.engine.evidence import (
    Evidence,
    find_base_period,
    is_each_weighed,
    list_covered,
    measure_rows,
)

MOST_RUNS = 3  # of months with other codes that a line names; else all their codes
PARTS = "they lack codes, months, values or weights of these goods"

MEASURED_BY = {
    "value": "a value that was read",
    "weight": "a weight",
    "pieces": "a number of pieces",
}


class Side(NamedTuple):
    """Rows of one series and period, in the measure of a claim."""

    series: str
    period: list[str]
    measure: str = "value"

    def add_up(self, evidence: Evidence) -> pd.Interval | None:
        """Return the sum of its rows; None where there are none."""
        start, end = self.period
        return evidence.find_total(self.series, start, end, self.measure)


def list_row_sides(entry: Any, over: str = "") -> list[Side]:
    """Return the sides of an entry of official rows: what it says, what it is set against.

    Parameters
    ----------
    entry : findings.Entry
    over : str
        The series that a claim divides by, of any source.
    """
    measure = entry["measure"]
    if not measure or "{" in entry["series"]:
        return []
    sides = [Side(entry["series"], entry["period"], measure)]
    if entry["base"]:
        base_period = find_base_period(entry["period"], entry["base"])
        sides.append(Side(entry["series"], base_period, measure))
    if over and entry["unit"] == "times":
        source = Series.read(entry["series"]).source
        below = Series.read(over)._replace(source=source, unit="USD")
        sides.append(Side(str(below), entry["period"], measure))
    return sides


def is_minimum(side: Side, evidence: Evidence) -> bool:
    """Tell whether the rows of a side are only a part of it."""
    total = side.add_up(evidence)
    return total is not None and total.right == math.inf


def write_minimums(sides: list[Side], evidence: Evidence) -> list[str]:
    """Return a line on each side whose rows are a minimum: what they lack."""
    lines = []
    for side in sides:
        if is_minimum(side, evidence):
            about = name_apart(side, sides)
            lines.append(f"{about} a minimum: {write_lacks(side, evidence)}.")
    return lines


def name_apart(side: Side, sides: list[Side]) -> str:
    """Return whose rows are a minimum, as far as the sides of a claim differ."""
    if len(sides) == 1:
        return "These rows are"
    if {each.series for each in sides} == {side.series}:
        return f"The rows of {wording.format_period(*side.period)} are"
    return f"The rows of {describe_series(side.series, with_source=False)}, are"


def write_silence(side: Side, evidence: Evidence) -> str:
    """Return why the rows of a side have no sum: "there is no row for March 2023"."""
    months = wording.format_period(*side.period)
    about = f"{describe_series(side.series, with_source=False)}, {months}"
    rows = pd.DataFrame()
    if side.series in evidence.official:
        rows = find_rows(side, evidence)
    if rows.empty:
        return f"there is no row for {about}"
    if measure_rows(rows, side.measure).notna().any():
        return f"some months stand twice in the rows for {about}"
    return f"no row for {about} has {MEASURED_BY[side.measure]}"


def write_lacks(side: Side, evidence: Evidence) -> str:
    """Return what the rows of a side lack: "no row for April 2023"."""
    rows = find_rows(side, evidence)
    start, end = (read_month(month) for month in side.period)
    covered = {*list_covered(rows)}
    absent = [
        write_month(month) for month in range(start, end + 1) if month not in covered
    ]
    lacks = []
    if absent:
        lacks.append(f"no row for {wording.write_runs(absent)}")
    lacks += write_codes(rows)
    lacks += write_unread(rows)
    lacks += write_unmeasured(rows, side.measure)
    return "; ".join(lacks) or PARTS


def find_rows(side: Side, evidence: Evidence) -> pd.DataFrame:
    """Return the totals of rows that a side is the sum of."""
    rows = evidence.official_rows.iloc[evidence.official[side.series]]
    start, end = side.period
    rows = rows[(rows["period_start"] >= start) & (rows["period_end"] <= end)]
    is_all = (rows["period_start"] == start) & (rows["period_end"] == end)
    return rows[is_all] if is_all.any() else rows


def write_codes(rows: pd.DataFrame) -> list[str]:
    """Return which codes of how many the rows have, where they have not all."""
    if "codes" not in rows:
        return []
    told: dict[str, list[str]] = {}
    for row in rows[rows["part"]].to_dict("records"):
        wanted = list_codes(row["category"], row["hs"])
        codes = row["codes"].split(", ") if row["codes"] else []
        if codes and not has_all(codes, wanted):
            words = f"{', '.join(codes)} of {', '.join(wanted)}"
            told.setdefault(words, []).append(row["period_start"])
    if len(told) > MOST_RUNS:
        return ["only some codes"]
    if len(told) == 1 and not len(rows[~rows["part"]]):
        return [f"codes here: {words}" for words in told]
    return [
        f"codes of {wording.write_runs(months)}: {words}"
        for words, months in told.items()
    ]


def list_codes(category: str, edition: str) -> list[str]:
    """Return the codes of a category in an edition of the HS.

    >>> list_codes("vests", "HS22"), list_codes("all", "HS22")
    (['621133', '621143', '630790'], ['TOTAL'])
    """
    lines = categories.read_categories()
    is_wanted = (lines["category"] == category) & lines["hs_edition"].isin(
        [edition, "any"]
    )
    return sorted({*lines.loc[is_wanted, "hs_code"]}) or ["TOTAL"]


def has_all(codes: list[str], wanted: list[str]) -> bool:
    """Tell whether every code that is wanted stands here undivided: 65061000 is 650610.

    >>> has_all(["65061000"], ["650610"]), has_all(["65061090"], ["650610"])
    (True, False)
    """
    undivided = {code.rstrip("0") for code in codes}
    return all(code.rstrip("0") in undivided for code in wanted)


def write_unread(rows: pd.DataFrame) -> list[str]:
    """Return of which months a row was not read."""
    if "unread_rows" not in rows:
        return []
    unread = rows[rows["unread_rows"] > 0]
    if unread.empty:
        return []
    months = wording.write_runs(unread["period_start"].to_list())
    return [f"not all rows of {months} were read"]


def write_unmeasured(rows: pd.DataFrame, measure: str) -> list[str]:
    """Return of which months weights or pieces are missing."""
    is_measured = measure_rows(rows, measure).notna()
    if measure == "weight":
        is_measured &= is_each_weighed(rows)
    months = rows.loc[~is_measured & (rows["rows"] > 0), "period_start"].to_list()
    if measure == "value" or not months:
        return []
    what = MEASURED_BY[measure]
    return [f"not all rows of {wording.write_runs(months)} have {what}"]
