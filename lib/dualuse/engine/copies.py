"""What becomes of a number when a page takes it from another.

A page that says whom it has a number from is a copy. Two outlets that print one release
of customs, or one report, copy that, and not each other: they are counted apart.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from dualuse.base.hedges import BETWEEN
from dualuse.base.printed import count_last_digit, read_number, split_between
from dualuse.base.units import split_unit

KEPT, COARSER, HEDGE, NUMBER, UNIT, LACKING = (
    "number and hedge kept",
    "rounded or cut",
    "another hedge",
    "another number",
    "another unit",
    "no number",
)
OUTCOMES = [KEPT, HEDGE, COARSER, NUMBER, UNIT, LACKING]
RATE = "percent"  # the unit of a growth
COPY, RELEASE = "copy", "two prints of one release or report"
Row = Mapping[str, str]


class Copied(NamedTuple):
    """A page that prints a fact, the row that it is compared with, and what became of it.

    `way` says whether the page has the number from the same report (a copy).
    """

    figure: str
    of: str
    way: str
    outcome: str


def compare_numbers(row: Row, other: Row) -> str:
    """Return what became of a number on one page beside another.

    Examples
    --------
    >>> print_of = {"value": "33.686", "unit": "bn USD", "hedge": "exact"}
    >>> compare_numbers({**print_of, "value": "33.68"}, print_of)
    'rounded or cut'
    >>> compare_numbers({**print_of, "hedge": "about"}, print_of)
    'another hedge'
    >>> compare_numbers({**print_of, "unit": "bn GBP"}, print_of)
    'another unit'
    >>> several = {"value": "5-7", "unit": "m USD", "hedge": "between"}
    >>> compare_numbers({**several, "value": "4-7"}, several)
    'another number'
    """
    number, unit, hedge = find_number(row)
    other_number, other_unit, other_hedge = find_number(other)
    is_level, is_other_level = bool(row["value"]), bool(other["value"])
    if not number or not other_number or is_level != is_other_level:
        return LACKING
    scale, measured = split_unit(unit)
    other_scale, other_measured = split_unit(other_unit)
    if measured != other_measured:
        return UNIT
    ends = [end * scale for end in split_numbers(number, hedge)]
    other_ends = [end * other_scale for end in split_numbers(other_number, other_hedge)]
    if ends == other_ends:
        return KEPT if hedge == other_hedge else HEDGE
    if len(ends) != len(other_ends):  # two numbers of one
        return NUMBER
    pairs = zip(ends, other_ends, strict=True)
    apart = max(abs(one - two) for one, two in pairs)
    steps = (
        find_step(split_numbers(number, hedge)) * scale,
        find_step(split_numbers(other_number, other_hedge)) * other_scale,
    )
    # half a digit when rounded, a whole one when cut off
    return COARSER if apart < max(steps) != min(steps) else NUMBER


def split_numbers(printed: str, hedge: str) -> list[Decimal]:
    """Return the number that is printed, or both of "between".

    >>> split_numbers("14.5", "about"), split_numbers("5-7", "between")
    ([Decimal('14.5')], [Decimal('5'), Decimal('7')])
    """
    if hedge != BETWEEN:
        return [read_number(printed)]
    low, high, _ = split_between(printed)
    return [low, high]


def find_number(row: Row) -> tuple[str, str, str]:
    """Return the number of a row, its unit and its hedge: a growth, if it stands alone.

    >>> find_number({"value": "", "unit": "bn USD", "growth": "17.9",
    ...     "growth_hedge": "exact"})
    ('17.9', 'percent', 'exact')
    """
    if row["value"] or not row.get("growth"):
        return row["value"], row["unit"], row["hedge"]
    return row["growth"], RATE, row["growth_hedge"]


def find_step(numbers: list[Decimal]) -> Decimal:
    """Return what the last digit of a number counts, or the finer one of two.

    >>> find_step([Decimal("14.5")]), find_step([Decimal("5"), Decimal("7.5")])
    (Decimal('0.1'), Decimal('0.1'))
    """
    return min(count_last_digit(number) for number in numbers)


def find_way(row: Row, other: Row) -> str:
    """Return how a page has its number.

    The table names the outlet whose report it is and, if it is another, where it was
    read. So a page that names its outlet is a copy of that outlet's report, and a second
    copy of it is one, too.

    Examples
    --------
    >>> print_of = {"outlet": "nikkei-asia", "read_at": "asia-financial"}
    >>> find_way({**print_of, "read_at": "asia-times"}, print_of)
    'copy'
    >>> find_way({"outlet": "reuters", "read_at": ""}, print_of)
    'two prints of one release or report'
    """
    is_same_report = row["outlet"] == other["outlet"]
    return COPY if is_same_report and (row["read_at"] or other["read_at"]) else RELEASE


def list_copied(figures: pd.DataFrame) -> list[Copied]:
    """Return each row that repeats the fact of another, and what became of its number.

    Two readings of one page are no pair: nobody copied anything.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `tables.read_figures` returns it.

    Examples
    --------
    >>> from dualuse.base import tables
    >>> pairs = {pair.figure: pair for pair in list_copied(tables.read_figures())}
    >>> pairs["F210p"].outcome, pairs["F210p"].way
    ('another number', 'copy')
    """
    by_id = figures.set_index("id", drop=False).to_dict("index")
    pairs = []
    for row in by_id.values():
        if row["same_fact"] not in by_id:
            continue
        other = by_id[row["same_fact"]]
        if row["page"] != other["page"]:
            way, outcome = find_way(row, other), compare_numbers(row, other)
            pairs.append(Copied(row["id"], other["id"], way, outcome))
    return pairs
