"""Where bars and ticks stand in the picture of a part: the claim beside the figures.

Places are in per cent of the picture's width. The templates draw what is listed here.
"""

import math
from collections.abc import Iterable
from typing import Any

from dualuse.answer import cells
from dualuse.base import wording
from dualuse.base.units import LARGEST_FALL

DRAWN = ["level", "growth", "ratio", "share"]  # tests that a picture helps to see
STEPS = (1, 2, 2.5, 5, 10)
SLACK = 1.04  # the last tick lies a little beyond the last end
NARROW = 0.6  # a bar is at least so wide that one sees it
NOTHING = {"growth": LARGEST_FALL}  # no sum is less than 0
CROWDED = 78  # from here on a label stands left of its mark
HALFWAY = 45  # from here on it does so on a phone


def list_bounded(part: dict) -> list[dict]:
    """Return what the sources that count say of a part, each with an end at least."""
    test = part["tests"][0]
    bounded = []
    for entry in part["figures"]:
        ends = [entry["low"], entry["high"]]
        is_bound = ends not in ([None, None], [LARGEST_FALL, None])
        if entry["counts"] and entry["unit"] == test["unit"] and is_bound:
            bounded.append(entry)
    return bounded


def list_gauge_ends(part: dict) -> list[float]:
    """Return all finite ends of the claim and of the figures beside it."""
    ends = []
    for row in [part["tests"][0], *list_bounded(part)]:
        for name in ("low", "high", "own_low", "own_high"):
            if row.get(name) is not None:
                ends.append(row[name])
    return ends


def list_alike(part: dict, parts: Iterable[dict]) -> list[dict]:
    """Return a part, and those of the claim that are drawn in its kind of number.

    They share one scale, so a reader can compare the pictures.
    """
    test = part["tests"][0]
    alike = [part]
    for other in parts:
        if other is part or not other["tests"]:
            continue
        theirs = other["tests"][0]
        is_alike = (theirs["kind"], theirs["unit"]) == (test["kind"], test["unit"])
        if is_alike and list_bounded(other):
            alike.append(other)
    return alike


def choose_step(span: float) -> float:
    """Return the least round number of which two reach over a span.

    >>> choose_step(100), choose_step(114e9), choose_step(71)
    (100.0, 100000000000.0, 50.0)
    """
    power = 10.0 ** math.floor(math.log10(span / 2))
    for step in STEPS:
        if 2 * step * power >= span * SLACK:
            return step * power
    return 2 * STEPS[-1] * power


def find_scale(ends: list[float]) -> tuple[float, float]:
    """Return the first tick and the step of a scale of three ticks with nought on it."""
    low, high = min(0, *ends), max(0, *ends)
    if low < 0 < high:
        step = choose_step(2 * max(-low, high))
        return -step, step
    step = choose_step(max(high - low, 1e-9))
    if high > 0:
        return 0.0, step
    return -2 * step, step


def place_bar(low: float | None, high: float | None, scale: tuple) -> dict[str, Any]:
    """Return where a bar begins, how wide it is, and on which sides it is open."""
    first, step = scale
    start = 0.0 if low is None else 50 * (low - first) / step
    end = 100.0 if high is None else 50 * (high - first) / step
    sides = ["left"] * (low is None) + ["right"] * (high is None)
    return {
        "left": f"{start:.2f}",
        "width": f"{max(end - start, NARROW):.2f}",
        "open": " ".join(sides),
    }


def place_range(low: float | None, high: float | None, scale: tuple) -> dict[str, Any]:
    """Return the one glyph for what a source allows: bars and strokes, in per cent.

    A bar is solid from nought as far as the range surely goes, and hatched to its far
    end, which a stroke closes; where none does, there is no limit. So "at least" is
    solid and goes on hatched, and "at most" is hatched up to a stroke.

    Examples
    --------
    >>> place_range(40.0, None, (0.0, 50.0))["bars"]
    [{'kind': 'sure', 'left': 0.0, 'width': 40.0}, {'kind': 'may', 'left': 40.0, 'width': 60.0}]
    >>> place_range(None, 40.0, (0.0, 50.0))["strokes"]
    [40.0]
    """
    first, step = scale
    nought, last = 50 * (0 - first) / step, 100.0
    start = 0.0 if low is None else 50 * (low - first) / step
    end = last if high is None else 50 * (high - first) / step
    near = min(max(nought, start), end)
    spans = [("sure", *sorted([nought, near]))]
    spans += [("may", start, min(near, nought)), ("may", max(near, nought), end)]
    bars = []
    for kind, left, right in spans:
        if right > left:
            place = {"left": round(left, 2), "width": round(right - left, 2)}
            bars.append({"kind": kind, **place})
    known = [(low, start), (high, end)]
    return {
        "bars": bars,
        "strokes": [round(at, 2) for value, at in known if value is not None],
        "open": ["left"] * (low is None and nought > 0) + ["right"] * (high is None),
    }


def drop_least(low: float | None, kind: str) -> float | None:
    """Return the lower end, None where it is only what cannot be less."""
    return None if low == NOTHING.get(kind) else low


def draw_entry(entry: dict, kind: str, scale: tuple) -> dict[str, Any]:
    """Return the bars of one source: in the first release, and in any.

    What counts something else than the claim is hatched all through.
    """
    own = (drop_least(entry["own_low"], kind), entry["own_high"])
    widest = (drop_least(entry["low"], kind), entry["high"])
    drawn: dict[str, Any] = {"says": cells.tell_range(entry)}
    drawn["own"] = place_range(*own, scale)
    drawn["is_other"] = entry["in_part"]
    if drawn["is_other"]:
        for bar in drawn["own"]["bars"]:
            bar["kind"] = "may"
    drawn["source"] = cells.name_counted(entry)
    drawn["revised"] = cells.tell_revised(entry)
    drawn["widest"] = place_range(*widest, scale) if drawn["revised"] else None
    return drawn


def write_gauge_title(part: dict) -> str:
    """Return what the figures show, as a sentence for the head of the picture."""
    deciding = cells.list_deciding(part) or list_bounded(part)
    best = deciding[0]
    says = cells.tell_range(best)
    return f"{best['label']}: {says}. The claim: {part['tests'][0]['text']}"


def draw_gauge(part: dict, parts: Iterable[dict] = ()) -> dict[str, Any] | None:
    """Return the picture of a part; None where it would show nothing.

    It shows nothing without a number in the claim, or without a source with one.

    Parameters
    ----------
    parts : iterable of dict, optional
        Of the claim: those on the same kind of number share a scale.
    """
    tests = part["tests"]
    if not tests or tests[0]["kind"] not in DRAWN:
        return None
    test = tests[0]
    kind, unit = test["kind"], test["unit"]
    bounded = list_bounded(part)
    if not bounded or (kind == "level" and not test["low"]):
        return None
    ends = []
    for each in list_alike(part, parts):
        ends += list_gauge_ends(each)
    scale = find_scale(ends)
    first, step = scale
    ticks = []
    for index in range(3):
        value = first + index * step
        words = wording.format_range(value, value, unit)
        if kind == "growth" and value == 0:
            words += ": as before"
        ticks.append({"left": 50 * index, "words": words})
    claim = place_bar(drop_least(test["low"], kind), test["high"], scale)
    claim["words"] = test["text"]
    claim["is_right"] = float(claim["left"]) > CROWDED
    claim["is_late"] = float(claim["left"]) > HALFWAY
    entries = [draw_entry(entry, kind, scale) for entry in bounded]
    silent = []
    for entry in part["figures"]:
        if entry["counts"] and entry not in bounded:
            says = cells.tell_range(entry)
            silent.append({"source": cells.name_counted(entry), "says": says})
    return {
        "title": write_gauge_title(part),
        "unit": unit,
        "ticks": ticks,
        "claim": claim,
        "entries": entries,
        "silent": silent,
        "has_revised": any(entry["widest"] for entry in entries),
        "has_other": any(entry["is_other"] for entry in entries),
        "has_open": any(entry["own"]["open"] for entry in entries),
    }
