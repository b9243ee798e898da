"""What stands in the cells of a claim's tables: numbers, months and names in words.

A person writes the sentences (`written`). Here is no grammar: a cell is a number as a
reader takes it, or a name.
"""

import math
from collections.abc import Mapping
from typing import Any

from dualuse.base import wording
from dualuse.base.series import name_flow
from dualuse.base.units import LARGEST_FALL, POINTS
from dualuse.engine.verdicts import (
    DECIDED,
    DIFFER,
    UNDECIDED,
)

NO_LIMIT = "no limit"
Facts = Mapping[str, Any]


def begin(text: str) -> str:
    """Return a text with a capital."""
    return text[:1].upper() + text[1:]


# --- what decides


def list_deciding(result: Facts) -> list[dict]:
    """Return what the figures say that the verdict on a part comes from."""
    words = [result["verdict"]]
    if result["direction"] == DIFFER:
        words = DECIDED
    elif result["verdict"] in UNDECIDED:
        words = []
    counted = [entry for entry in result["figures"] if entry["counts"]]
    return [entry for entry in counted if entry["verdict"] in words]


def list_lead_series(claim: dict) -> list[dict]:
    """Return the series of figures that decide the first part of a claim."""
    return [series for series in claim["parts"][0]["figures"] if series["counts"]]


# --- cells of a source's row


def name_counted(entry: Facts) -> str:
    """Return whose figures, on what, for which months."""
    named = [entry["label"]]
    if entry["series"]:
        measure = f" by {entry['measure']}" if entry["measure"] else ""
        named.append(name_flow(entry["series"]) + measure)
        named.append(wording.format_period(*entry["period"]))
    return ", ".join(filter(None, named))


def is_unlimited(low: float | None, high: float | None) -> bool:
    """Tell whether a growth may be anything."""
    return high is None and low in (None, LARGEST_FALL)


def tell_ends(low: float | None, high: float | None, entry: Facts) -> str:
    """Return a range in words: a growth is spoken, a sum keeps three digits."""
    marks = entry["marks"]
    if entry["base"]:
        if is_unlimited(low, high):
            return NO_LIMIT
        return name_points(wording.speak_change(low, high, marks), entry["unit"])
    if high is None and not low:
        return NO_LIMIT
    return wording.format_range(low or None, high, entry["unit"], marks=marks)


def name_points(change: str, unit: str) -> str:
    """Return a change in the words of its unit.

    >>> name_points("up 9.7%", "points"), name_points("up 9.7%", "percent")
    ('up 9.7 points', 'up 9.7%')
    """
    return change.replace("%", " points") if unit == POINTS else change


def tell_change(good: Facts) -> str:
    """Return how one good of a tally grew.

    >>> tell_change({"good": "vests", "low": None, "high": None, "remark": ""})
    'no figure'
    """
    low, high = good["low"], good["high"]
    if low is None:
        return "no figure"
    return NO_LIMIT if is_unlimited(low, high) else wording.speak_change(low, high)


def tell_good(good: Facts) -> str:
    """Return a good of a tally, with how it grew."""
    remark = f" ({good['remark']})" if good["remark"] else ""
    return f"{good['good']}: {tell_change(good)}{remark}"


def tell_range(entry: Facts) -> str:
    """Return what one source allows: "at most $33m", "up by about 81%"."""
    if entry["goods"]:
        return "; ".join(tell_good(good) for good in entry["goods"])
    low, high = entry["own_low"], entry["own_high"]
    if low is None and high is None:
        return entry["reason"]
    return tell_ends(low, high, entry)


def tell_apart(apart: float | None, unit: str) -> str:
    """Return how far evidence and claim lie apart at least: "2.9 times", "4 points".

    >>> tell_apart(2.94, "USD"), tell_apart(4.06, "percent"), tell_apart(None, "USD")
    ('2.9 times', '4 points', '')
    """
    if apart is None:
        return ""
    least = math.floor(apart * 10) / 10
    return f"{least:g} {POINTS if unit in ('percent', POINTS) else 'times'}"


# --- a test


def tell_test(test: Facts, hedge: str) -> str:
    """Return what a test asks: "more than $100m", "down 61%".

    >>> tell_test({"kind": "growth", "value": "-61", "unit": "percent"}, "exact")
    'down 61%'
    """
    if test["kind"] == "tally":
        return "most of the goods fell"
    if test.get("operator") == "<":
        return "less than before"
    if test.get("operator") == ">" and test["value"] == "0":
        return "more than before" if test["kind"] == "growth" else "any at all"
    if test["kind"] == "growth":
        row = {"value": "", "growth": test["value"], "growth_hedge": hedge}
        return name_points(wording.format_figure(row), test["unit"])
    row = {"value": test["value"], "unit": test["unit"], "hedge": hedge}
    average = f" a {test['per']}" if "per" in test else ""
    return wording.format_figure(row) + average
