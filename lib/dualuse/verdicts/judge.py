"""Compare what a claim says with what the evidence allows. Pure interval logic, no data.

The rules, in one place (`reports/` explains them to readers):

evidence inside the claim                      reproduced
evidence overlaps, and could have missed       consistent
evidence outside                               not reproduced, or exceeds if beyond in the claim's direction
evidence could not have gone against, or none  not checkable

A hedge is read one way in claims and in evidence: as newspapers use it ("more than 100" is 100 to 110), or as the
bare words allow (anything above). What is shown is the first; a verdict that the second would change says so.
"""

import math
from collections.abc import Collection, Iterable

import pandas as pd

from dualuse.data import printed
from pressroom import wording

REPRODUCED, CONSISTENT, EXCEEDS = "reproduced", "consistent", "exceeds"
NOT_REPRODUCED, NOT_CHECKABLE, DISAGREE = "not reproduced", "not checkable", "sources disagree"
DIFFER = "parts differ"
VERDICTS = [NOT_REPRODUCED, DISAGREE, DIFFER, EXCEEDS, CONSISTENT, REPRODUCED, NOT_CHECKABLE]
# The least a quantity can be: nothing sold is 0, and nothing falls by more than all of it.
FLOOR = {"growth": -100.0, "record": -100.0}
POINTS = ("growth", "record", "share")  # kinds whose distances are percentage points
MORE = ("more than", "at least", ">", ">=")
LESS = ("up to", "<", "<=")


def sense(test: dict) -> str:
    """Return which way a test points: ">", "<" or "=", from its hedge or its bare relation."""
    word = test.get("operator") or test.get("hedge")
    return ">" if word in MORE or test["kind"] in ("record", "tally") else "<" if word in LESS else "="


def said(test: dict, reading: str = "newspaper", goods: int = 0) -> pd.Interval:
    """Return what a test says as an interval in its base unit.

    Parameters
    ----------
    test : dict
        `kind`, `value`, `unit` and `hedge` or `operator` of data/claims.yaml.
    reading : {"newspaper", "strict"}
        How a hedge is read. A bare relation ("grew": > 0) has none and is read one way.
    goods : int
        How many goods a tally counts; "most" is more than half of them.

    Returns
    -------
    pandas.Interval

    Examples
    --------
    >>> said({"kind": "level", "value": "100", "unit": "m USD", "hedge": "more than"})
    Interval(100000000.0, 110000000.0, closed='neither')
    >>> said({"kind": "growth", "value": "0", "unit": "percent", "operator": ">"})
    Interval(0.0, inf, closed='neither')
    """
    kind = test["kind"]
    if kind == "tally":
        return pd.Interval(goods / 2, math.inf, closed="neither")
    if kind == "record":
        return pd.Interval(0.0, math.inf, closed="neither")
    if "hedge" in test and kind == "growth":
        return printed.growth(test["value"], test["hedge"], reading)
    if "hedge" in test:
        return printed.interval(test["value"], test["unit"], test["hedge"], reading)
    value = float(printed.as_decimal(test["value"])) * printed.unit(test["unit"])[0]
    closed = "both" if test["operator"].endswith("=") else "neither"
    if test["operator"].startswith(">"):
        return pd.Interval(value, math.inf, closed=closed)
    return pd.Interval(FLOOR.get(kind, 0.0), value, closed=closed)


def inside(inner: pd.Interval, outer: pd.Interval) -> bool:
    """Tell whether every value of `inner` is a value of `outer`."""
    low = (inner.left, inner.open_left) >= (outer.left, outer.open_left)
    high = (inner.right, inner.closed_right) <= (outer.right, outer.closed_right)
    return low and (high or math.isinf(outer.right))


def judge(
    claim: pd.Interval,
    evidence: pd.Interval | None,
    sense: str,
    kind: str = "level",
    direction: str | None = None,
    only_contained: bool = False,
) -> tuple[str, float | None]:
    """Return the verdict of one range against one claim, and how far apart they are.

    Parameters
    ----------
    claim, evidence : pandas.Interval
        In the same unit; `evidence` may be None.
    sense : {">", "<", "="}
        Which way the claim points, as `sense` returns it.
    kind : str
        The kind of test; growth has another floor than a level.
    direction : {"more", "less"}, optional
        Which way an "=" claim points, where evidence may exceed it.
    only_contained : bool
        True if no figure was printed for the very period, so that the range is no tighter than zero and a
        total that contains the period.

    Returns
    -------
    (str, float or None)
        The verdict, and the distance: a factor (levels, ratios) or percentage points (growth, share). None
        where the two touch.
    """
    if evidence is None:
        return NOT_CHECKABLE, None
    floor = FLOOR.get(kind, 0.0)
    open_below, open_above = evidence.left <= floor, math.isinf(evidence.right)
    if open_below and open_above:
        return NOT_CHECKABLE, None
    if inside(evidence, claim):
        return REPRODUCED, None
    if not claim.overlaps(evidence):
        above = evidence.left >= claim.right
        exceeds = (sense, direction, above) in {("=", "more", True), ("=", "less", False)}
        exceeds = exceeds or (sense == ">" and above) or (sense == "<" and not above)
        near, far = (claim.right, evidence.left) if above else (evidence.right, claim.left)
        apart = far - near if kind in POINTS else (far / near if near > 0 else math.inf)
        return (EXCEEDS if exceeds else NOT_REPRODUCED), apart
    cannot_refute = (sense == ">" and open_above) or (sense == "<" and open_below)
    cannot_refute = cannot_refute or (open_below and only_contained)
    return (NOT_CHECKABLE if cannot_refute else CONSISTENT), None


def together(verdicts: Collection[str]) -> str:
    """Return the verdict of one source on an assertion of several tests: it holds if every test does."""
    order = NOT_REPRODUCED, NOT_CHECKABLE, CONSISTENT, EXCEEDS, REPRODUCED
    return min(verdicts, key=order.index, default=NOT_CHECKABLE)


def headline(votes: Iterable[tuple[str, str]], allowed: bool = False) -> str:
    """Return the verdict shared by independent sources.

    A source that cannot check has no vote. `consistent` contradicts neither `reproduced` nor itself: of the
    two the weaker stands. Any other difference is `sources disagree`. That the truth lies beyond a claim takes
    two sources: with one, the claim is `consistent` if its bare words allow what the source says, and
    `not checkable` if they do not.

    Parameters
    ----------
    votes : list of (str, str)
        Source and its verdict; sources that may have read one file stand here under one name.
    allowed : bool
        The bare words of the claim allow what the sources beyond it say.
    """
    votes = {vote for vote in votes if vote[1] != NOT_CHECKABLE}
    words = {verdict for _, verdict in votes}
    if not words:
        return NOT_CHECKABLE
    if words == {EXCEEDS} and len(votes) == 1:
        return CONSISTENT if allowed else NOT_CHECKABLE
    return whole(words, DISAGREE)


def whole(verdicts: Iterable[str], differ: str = DIFFER) -> str:
    """Return the verdict of a claim of several parts: the one they share, or that they differ."""
    words = set(verdicts)
    if words == {REPRODUCED, CONSISTENT}:
        return CONSISTENT
    return words.pop() if len(words) == 1 else differ


def apart(distance: float | None, kind: str) -> str:
    """Return a distance in words, never rounded up: a factor for levels and ratios, points for shares."""
    if distance is None:
        return ""
    if math.isinf(distance):
        return "without limit apart"
    if kind in POINTS:
        return f"at least {wording.trimmed(math.floor(distance * 10) / 10, 1)} points apart"
    if distance < 1.1:
        return f"at least {wording.trimmed(math.floor((distance - 1) * 1000) / 10, 1)}% apart"
    return f"at least {wording.trimmed(math.floor(distance * 10) / 10, 1)} times apart"
