"""Pages that print another number for a fact on which a claim rests."""

from collections.abc import Mapping

from dualuse.base.hedges import UNHEDGED
from dualuse.engine.contradictions import is_unlike

ANOTHER = "another number"
TOTAL = "a total"  # of what a figure gives as a minimum
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


def list_counters(claim: dict, rows: Rows) -> list[str]:
    """Return the figures of the sources that count on a claim, in their order."""
    names: list[str] = []
    for part in claim["parts"]:
        for entry in part["figures"]:
            if entry["counts"]:
                names += [name for name in entry["figures"] if name in rows]
    return list(dict.fromkeys(names))


def list_unlike(claim: dict, rows: Rows) -> list[dict[str, str]]:
    """Return the rows that cannot be true together with a figure of the same fact."""
    unlike = {}
    for name in list_counters(claim, rows):
        for other in list_other_prints(name, rows):
            if is_unlike(rows[name], other):
                unlike[other["id"]] = other
    return list(unlike.values())


def list_totals(claim: dict, rows: Rows) -> list[dict[str, str]]:
    """Return the rows that print as a total what a figure gives as a minimum.

    Of the months that they name themselves.
    """
    totals = {}
    for name in list_counters(claim, rows):
        if rows[name]["hedge"] == "at least":
            for other in list_other_prints(name, rows):
                if other["hedge"] in UNHEDGED and not other["inferred"]:
                    totals[other["id"]] = other
    return list(totals.values())
