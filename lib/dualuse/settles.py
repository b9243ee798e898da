"""What would settle a claim of one's own, and where else its very number is printed.

It is the side that is not known well enough: of a growth the base as well, of a ratio
the series below. Where the first release says no and another allows it, only a revision
can settle it, and no further digit.
"""

import math

from dualuse import tables, wording
from dualuse.catalogue import OWN, describe_series
from dualuse.evidence import MEASURES, Evidence, Question, leave_out
from dualuse.minimums import Side as RowSide
from dualuse.ranges import CUSTOMS
from dualuse.series import Series
from dualuse.verdicts import read_words

HELD_OUT = "published/held_out.csv"
Side = tuple[str, list[str]]  # a series, its first and last month


def write_settles(question: Question, evidence: Evidence) -> str:
    """Return what figure would settle a question.

    It reads "A figure for March 2023: China's exports to Ukraine, all goods, by ...".
    """
    sides = list_sides(question)
    if Series.read(question.series).source == OWN:
        return write_rows_needed(question, evidence)
    own = evidence.measure(question, "own")
    if own is not None and not own.overlaps(read_words(question.test).allows):
        return f"Only a revision can: {write_sides(sides)}. More digits cannot."
    unprinted = [side for side in sides if not is_printed(side, evidence)]
    widest_first = sorted(
        unprinted or sides, key=lambda side: measure_width(side, evidence), reverse=True
    )
    series, months = widest_first[0]
    minimums = [side for side in sides if has_no_end(side, evidence)]
    if minimums and not unprinted:
        return f"A complete count, and no minimum: {write_sides(minimums)}."
    finer = "" if unprinted else " with more digits"
    if question.base and not unprinted:
        months = question.period
        finer += ", or the base as revised"
    about = wording.format_period(*months)
    return f"A figure for {about}{finer}: {describe_series(series)}."


def write_rows_needed(question: Question, evidence: Evidence) -> str:
    """Return of which sides rows of one's own are missing, nothing if they are whole."""
    lacking = []
    for series, months in list_sides(question):
        line = Series.read(series)
        rows = RowSide(str(line._replace(unit="USD")), months, MEASURES[line.unit])
        total = rows.add_up(evidence)
        if total is None or total.right == math.inf:
            lacking.append((series, months))
    if not lacking:
        return ""
    return f"Rows of all codes and months of it: {write_sides(lacking)}."


def list_sides(question: Question) -> list[Side]:
    """Return the series and months that a question compares, or its only ones."""
    sides = [(question.series, question.period)]
    if question.base:
        sides.append((question.series, question.base_period))
    if "over" in question.spec:
        sides.append((question.spec["over"], question.period))
    return sides


def write_sides(sides: list[Side]) -> str:
    """Return all sides in words, the months of one series together."""
    by_series: dict[str, list[str]] = {}
    for series, months in sides:
        by_series.setdefault(series, []).append(wording.format_period(*months))
    told = []
    for series, periods in by_series.items():
        told.append(f"{describe_series(series)}, {wording.join_words(periods)}")
    return "; ".join(told)


def is_printed(side: Side, evidence: Evidence) -> bool:
    """Tell whether a figure is of these very months of a series, set aside or not."""
    series, months = side
    for row in evidence.rows.values():
        is_here = [row["period_start"], row["period_end"]] == months
        if row["role"] == "evidence" and row["series"] == series and is_here:
            return True
    return False


def has_no_end(side: Side, evidence: Evidence) -> bool:
    """Tell whether what is printed of a side is a minimum, such as a count of records."""
    series, (start, end) = side
    amount = evidence.ranges.range(series, start, end, "own")
    return amount is not None and bool(amount.right == math.inf)


def measure_width(side: Side, evidence: Evidence) -> float:
    """Return how wide the range of a side is, in proportion; infinite if not known."""
    series, (start, end) = side
    amount = evidence.ranges.range(series, start, end, "own")
    if amount is None or amount.right == math.inf:
        return math.inf
    if amount.right == 0:  # known to be nothing
        return 0.0
    return float((amount.right - amount.left) / amount.right)


def list_on_file(question: Question, evidence: Evidence) -> list[str]:
    """Return what was printed of the very months asked and no range counts, with why."""
    source = Series.read(question.series).source
    context = [row for row in evidence.prints if row["role"] == "context"]
    kept = [(context, "beside the evidence")]
    kept.append((list_held_out(source, evidence), "held out to test the ranges"))
    lines = []
    for series, (start, end) in list_sides(question):
        # a part of the months says more where nothing else bounds them
        may_be_part = has_no_end((series, [start, end]), evidence)
        for rows, why in kept:
            for row in rows:
                first, last = row["period_start"], row["period_end"]
                is_all = (first, last) == (start, end)
                is_part = may_be_part and start <= first and "" < last <= end
                if row["series"] == series and (is_all or is_part):
                    lines.append(write_on_file(row, why))
    return lines


def list_held_out(source: str, evidence: Evidence) -> list[dict]:
    """Return the figures that are held out, if a source is customs: they name none."""
    kinds = evidence.sources.set_index("source")["kind"]
    if kinds.get(source) != CUSTOMS or not (tables.DATA / HELD_OUT).is_file():
        return []
    rows = leave_out(tables.read_table(HELD_OUT), ["id", "outlet"], evidence.without)
    return tables.add_series(rows.assign(source=source)).to_dict("records")


def write_on_file(row: dict, why: str) -> str:
    """Return what was printed, of which months, by whom, why it does not count."""
    months = wording.format_period(row["period_start"], row["period_end"])
    printed = wording.format_figure(row)
    words = f"{row['id']}: {printed}, {months} ({row['publisher']}), {why}"
    return f"{words}. {row['note']}" if row["note"] else words


def find_same_number(question: Question, code: str, evidence: Evidence) -> str:
    """Return which figure of another series has the very number of a question."""
    test = question.test
    there = Question({**question.spec, "series": code}, test, [], question.period)
    for row in evidence.find_printed(there):
        printed = row["growth"] if question.base else row["value"]
        is_unit = question.base or row["unit"] == test["unit"]
        if is_unit and printed == test.get("value"):
            return f"; {row['id']} prints this very number"
    return ""
