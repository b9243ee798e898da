"""The one picture of a claim: the story's number beside each source's, from nought.

Solid is what a number surely says, hatched what may be more. Places are in per cent of
the picture's width; the template draws them.
"""

import math
from collections.abc import Mapping
from typing import Any

from dualuse.answer import cells
from dualuse.base import wording

STEPS = (1, 2, 2.5, 5, 10)
TICKS = 4  # about so many from nought to the last
NOT_DRAWN = {"goods", "months", "days", "points"}
Drawn = dict[str, Any]


def choose_step(most: float) -> float:
    """Return the least round number of which `TICKS` reach over a number.

    >>> choose_step(100), choose_step(36.5)
    (25.0, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(most / TICKS))
    return next(step * power for step in STEPS if TICKS * step * power >= most)


def list_bars(claim: Mapping[str, Any]) -> dict[str, list[Drawn]]:
    """Return {unit: bars} of what the claim states and of what sources say of it."""
    units: dict[str, list[Drawn]] = {}
    for part in claim["parts"]:
        for test in part["tests"]:
            bar = {"says": test["text"], "who": claim["where"], "is_story": True}
            bar |= {"low": test["low"], "high": test["high"]}
            units.setdefault(test["unit"], []).append(bar)
        for entry in part["figures"]:
            is_bound = (entry["own_low"] or 0) > 0 or entry["own_high"] is not None
            if entry["counts"] and entry["unit"] not in NOT_DRAWN and is_bound:
                bar = {"says": cells.tell_range(entry), "is_story": False}
                bar |= {"who": cells.name_counted(entry)}
                bar |= {"low": entry["own_low"], "high": entry["own_high"]}
                units.setdefault(entry["unit"], []).append(bar)
    return units


def draw_picture(claim: Mapping[str, Any]) -> Drawn | None:
    """Return bars and ticks of the unit of which most sources speak; None without one.

    Examples
    --------
    >>> test = {"text": "more than $100m", "low": 1e8, "high": None, "unit": "USD"}
    >>> entry = {"counts": True, "unit": "USD", "own_low": 0.0, "own_high": 33e6}
    >>> entry |= {"low": 0.0, "high": 34e6, "marks": [], "base": None, "series": ""}
    >>> entry |= {"what": "drones", "goods": [], "label": "Customs"}
    >>> claim = {"where": "The Paper", "parts": [{"tests": [test], "figures": [entry]}]}
    >>> drawn = draw_picture(claim)
    >>> [(bar["solid"], bar["hatched"]) for bar in drawn["bars"]]
    [(66.7, 33.3), (0.0, 22.0)]
    """
    units = {}
    for unit, bars in list_bars(claim).items():
        drawn = [bar for bar in bars if max(bar["low"] or 0, bar["high"] or 0) > 0]
        is_fall = any((bar["low"] or 0) < 0 for bar in drawn)  # nought is at the left
        if drawn and not is_fall and any(not bar["is_story"] for bar in bars):
            units[unit] = drawn
    if not units:
        return None
    unit = max(units, key=lambda unit: len(units[unit]))
    bars = units[unit]
    ends = [end for bar in bars for end in (bar["low"], bar["high"]) if end is not None]
    step = choose_step(1.05 * max(ends))
    count = math.ceil(1.05 * max(ends) / step)
    for bar in bars:
        low = max(bar["low"] or 0, 0)
        high = count * step if bar["high"] is None else bar["high"]
        bar["solid"] = round(100 * low / step / count, 1)
        bar["hatched"] = round(100 * (high - low) / step / count, 1)
        bar["is_open"] = bar["high"] is None
    ticks = []
    for number in range(count + 1):
        words = wording.format_range(number * step, number * step, unit)
        ticks.append({"left": round(100 * number / count, 1), "words": words})
    return {"bars": bars, "ticks": ticks}
