"""How far a figure is from whoever counted: who printed it, and where it was read.

A link is seen where somebody here read the page; two pages that print one fact in
numbers that cannot both be true disagree.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dualuse.base.hedges import BETWEEN
from dualuse.base.printed import read_level
from dualuse.base.wording import format_figure
from dualuse.engine.contradictions import is_unlike

AT_SOURCE = ["table"]  # read where it was counted
AT_PRINTER = ["own page", "table"]  # read where it was printed
SAME, OTHER_WORDS, ANOTHER = "agrees", "other words", "another number"
OTHER_ROUNDING, OTHER_DATE = "other rounding", "another date"
Rows = Mapping[str, dict[str, str]]


def name_fact(row: dict[str, str]) -> str:
    """Return the id of the figure that a row prints again, or its own."""
    return row["same_fact"] or row["id"]


def list_other_prints(name: str, rows: Rows) -> list[dict[str, str]]:
    """Return the other rows that print the fact of a figure, as they were gathered."""
    fact = name_fact(rows[name])
    others = []
    for row in rows.values():
        is_of_the_story = row["role"] == "claim"
        if not is_of_the_story and name_fact(row) == fact and row["id"] != name:
            others.append(row)
    return others


def compare_prints(row: dict[str, str], other: dict[str, str]) -> str:
    """Return how another print of a fact stands to the first."""
    if is_unlike(row, other):
        return ANOTHER
    if "year" in other["inferred"] and "year" not in row["inferred"]:
        return OTHER_DATE  # its page prints another year, or none
    if read_unhedged(row) != read_unhedged(other):
        return OTHER_ROUNDING
    if format_figure(row) == format_figure(other):
        return SAME
    return OTHER_WORDS


def read_unhedged(row: dict[str, str]) -> pd.Interval | None:
    """Return the number that a row prints, or the two, without its hedge; None of none.

    >>> read_unhedged({"value": "5-7", "unit": "USD", "hedge": "between"})
    Interval(5.0, 7.0, closed='both')
    """
    if not row["value"]:
        return None
    hedge = row["hedge"] if row["hedge"] == BETWEEN else "exact"
    return read_level(row["value"], row["unit"], hedge)


def draw_chain(name: str, rows: Rows) -> dict[str, Any]:
    """Return the links of a figure, and all pages that print its fact.

    Returns
    -------
    dict
        `row`, `is_counted_seen`, `is_printed_seen`, and `prints`: (row, kind) of every
        page on which the fact was read, those that disagree last.
    """
    row = rows[name]
    prints = [{"row": row, "kind": "decides"}]
    for other in list_other_prints(name, rows):
        prints.append({"row": other, "kind": compare_prints(row, other)})
    prints.sort(key=lambda entry: entry["kind"] == ANOTHER)
    return {
        "row": row,
        "is_counted_seen": row["access"] in AT_SOURCE,
        "is_printed_seen": row["access"] in AT_PRINTER,
        "prints": prints,
        "disagree": [entry for entry in prints if entry["kind"] == ANOTHER],
    }


def list_counters(claim: dict, rows: Rows) -> list[str]:
    """Return the figures of the sources that count on a claim, in their order."""
    names: list[str] = []
    for part in claim["parts"]:
        for entry in part["figures"]:
            if entry["counts"]:
                names += [name for name in entry["figures"] if name in rows]
    return list(dict.fromkeys(names))


def draw_chains(claim: dict, rows: Rows) -> list[dict[str, Any]]:
    """Return the chains of a claim's figures, each fact once."""
    chains = {}
    for name in list_counters(claim, rows):
        chains.setdefault(name_fact(rows[name]), draw_chain(name, rows))
    return list(chains.values())
