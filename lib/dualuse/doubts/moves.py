"""What a change of the figures moves: verdicts, the evidence behind them, ranges, contradictions."""

import pandas as pd

from dualuse.data import load
from dualuse.official import totals
from dualuse.ranges import bounds
from dualuse.verdicts import claims
from pressroom import wording

SHOWN = 8  # moved ranges that are said one by one
KEYS = ["series", "period_start", "period_end", "unit"]


def moves(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """Return sentences that say what would differ, at the default readings.

    Parameters
    ----------
    old, new : pandas.DataFrame
        Rows of figures.csv, all columns text, as `load.source` returns them.

    Returns
    -------
    list of str
    """
    official, statements, labels = totals.in_hand(), load.statements(), load.labels()
    books = [claims.Book(load.tidy(f), statements, official, labels) for f in (old, new)]
    tested = [claim for claim in load.claims() if "tests" in claim]
    lines = verdicts(*({claim["id"]: claims.check(claim, book) for claim in tested} for book in books))
    lines += ranges(*(bounds.table(book.model) for book in books))
    asides = [set(book.model.set_aside[["figure", "status"]].itertuples(index=False)) for book in books]
    for figure, status in sorted(asides[1] - asides[0]):
        lines.append(f"{figure} cannot stand beside the others and would be set aside: {status}")
    return lines or ["nothing: no verdict, no range"]


def verdicts(was: dict, now: dict) -> list[str]:
    """Return sentences on the claims whose verdict, or its evidence, differs; both {claim id: Verdict}."""
    lines = [f"claim {gone} is gone" for gone in was.keys() - now.keys()]
    for name, after in now.items():
        before = was.get(name)
        if before is None:
            lines.append(f"verdict of {name}, which is new: {after.verdict}")
        elif before.verdict != after.verdict:
            lines.append(f"verdict of {name}: {before.verdict} becomes {after.verdict}")
        elif before.why != after.why:
            why = after.why.rstrip(".")
            lines.append(f"verdict of {name} stays {after.verdict}; its evidence becomes: {why}")
    return lines


def ranges(was: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """Return sentences on the first prints that differ between two tables of `bounds.table`, at the default."""
    mine = f"allowance == 'default' and vintage == '{bounds.VINTAGES[0]}'"
    tables = [table.query(mine).set_index(KEYS)[["low", "high"]] for table in (was, now)]
    lines = []
    for key in sorted({*tables[0].index, *tables[1].index}):
        before, after = (_said(t, key) for t in tables)
        if before != after:
            lines.append(f"{key[0]}, {wording.period(*key[1:3])}: {before} becomes {after}")
    more = len(lines) - SHOWN
    return lines[:SHOWN] + ([f"and {more} more ranges of {len(tables[1])}"] if more > 0 else [])


def _said(table: pd.DataFrame, key: tuple) -> str:
    if key not in table.index:
        return "unknown"
    low, high = table.loc[key]
    return f"{low:,.6g} {key[3]} or more" if pd.isna(high) else f"{low:,.6g} to {high:,.6g} {key[3]}"
