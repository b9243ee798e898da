"""Compare what a claim says with what the evidence allows. Pure interval logic, no data.

The rules, in one place (`reports/` explains them to readers):

evidence inside the claim                      reproduced
evidence overlaps, and could have missed       consistent
evidence outside                               not reproduced, or exceeds if beyond in the claim's direction
evidence could not have gone against, or none  not checkable
"""

import math

import pandas as pd

from dualuse.data import printed
from pressroom import wording

REPRODUCED, CONSISTENT, EXCEEDS = "reproduced", "consistent", "exceeds"
NOT_REPRODUCED, NOT_CHECKABLE, DISAGREE = "not reproduced", "not checkable", "sources disagree"
VERDICTS = [NOT_REPRODUCED, DISAGREE, EXCEEDS, CONSISTENT, REPRODUCED, NOT_CHECKABLE]
# The least a quantity can be: nothing sold is 0, and nothing falls by more than all of it.
FLOOR = {"growth": -100.0}


def said(test, reading="newspaper"):
    """Return what a test says as an interval in its base unit.

    Parameters
    ----------
    test : dict
        `operator`, `value`, `unit`, `hedge` of data/claims.yaml.
    reading : {"newspaper", "strict"}
        How a hedge is read; it matters only where the operator is "=".

    Returns
    -------
    pandas.Interval
    """
    if test["operator"] == "=" and test["kind"] == "growth":
        return printed.growth(test["value"], test["hedge"], reading)
    if test["operator"] == "=":
        return printed.interval(test["value"], test["unit"], test["hedge"], reading)
    value = float(printed.as_decimal(test["value"])) * printed.unit(test["unit"])[0]
    closed = "both" if test["operator"].endswith("=") else "neither"
    if test["operator"].startswith(">"):
        return pd.Interval(value, math.inf, closed=closed)
    return pd.Interval(FLOOR.get(test["kind"], 0.0), value, closed=closed)


def inside(inner, outer):
    """Tell whether every value of `inner` is a value of `outer`."""
    low = inner.left > outer.left or (
        inner.left == outer.left and (outer.closed_left or not inner.closed_left or math.isinf(inner.left))
    )
    high = inner.right < outer.right or (
        inner.right == outer.right
        and (outer.closed_right or not inner.closed_right or math.isinf(inner.right))
    )
    return low and high


def judge(claim, evidence, operator, kind="level", direction=None, only_contained=False):
    """Return the verdict of one range against one claim, and how far apart they are.

    Parameters
    ----------
    claim, evidence : pandas.Interval
        In the same unit; `evidence` may be None.
    operator : str
        ">", ">=", "=", "<" or "<=".
    kind : str
        The kind of test; growth has another floor than a level.
    direction : {"more", "less"}, optional
        Which way the claim points, for "=" claims that evidence may exceed.
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
    if evidence.left <= floor and math.isinf(evidence.right):
        return NOT_CHECKABLE, None
    if inside(evidence, claim):
        return REPRODUCED, None
    if not claim.overlaps(evidence):
        above = evidence.left >= claim.right
        exceeds = operator == "=" and direction == ("more" if above else "less")
        near, far = (claim.right, evidence.left) if above else (evidence.right, claim.left)
        apart = far - near if kind in ("growth", "share") else (far / near if near > 0 else math.inf)
        return (EXCEEDS if exceeds else NOT_REPRODUCED), apart
    open_below, open_above = evidence.left <= floor, math.isinf(evidence.right)
    cannot_refute = (
        (operator.startswith(">") and open_above)
        or (operator.startswith("<") and open_below)
        or (open_below and only_contained)
    )
    return (NOT_CHECKABLE if cannot_refute else CONSISTENT), None


def together(verdicts):
    """Return the verdict of one source on a claim of several parts: the claim holds if every part does."""
    for verdict in (NOT_REPRODUCED, NOT_CHECKABLE, CONSISTENT, EXCEEDS, REPRODUCED):
        if verdict in verdicts:
            return verdict
    return NOT_CHECKABLE


def headline(verdicts):
    """Return the verdict shared by independent sources.

    A source that cannot check has no vote. `consistent` contradicts neither `reproduced` nor itself: of the
    two the weaker stands. Any other difference is `sources disagree`.
    """
    votes = set(verdicts) - {NOT_CHECKABLE}
    if not votes:
        return NOT_CHECKABLE
    if votes == {REPRODUCED, CONSISTENT}:
        return CONSISTENT
    return votes.pop() if len(votes) == 1 else DISAGREE


def apart(distance, kind):
    """Return a distance in words, never rounded up: a factor for levels and ratios, points for shares."""
    if distance is None:
        return ""
    if math.isinf(distance):
        return "without limit apart"
    if kind in ("growth", "share"):
        return f"at least {wording.trimmed(math.floor(distance * 10) / 10, 1)} points apart"
    if distance < 1.1:
        return f"at least {wording.trimmed(math.floor((distance - 1) * 1000) / 10, 1)}% apart"
    return f"at least {wording.trimmed(math.floor(distance * 10) / 10, 1)} times apart"
