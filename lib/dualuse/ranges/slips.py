"""What may have gone wrong with a print that cannot be true: a guess at the slip, never a proof."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from dualuse.ranges.constraints import Print

UNITS = (3, -3, 6, -6, 9, -9)  # thousand, million, billion
DECIMALS = (1, -1, 2, -2)
NARROW = 0.05  # a range wider than this, of its middle, would fit some slip by chance


def likely(print_: Print, fits: Callable[[Print], bool]) -> str:
    """Name the slip that would turn what belongs there into what was printed.

    Parameters
    ----------
    print_ : constraints.Print
    fits : callable
        Print → bool: could this print stand beside all others?

    Returns
    -------
    str
        "unit slip", "digit slip", "wrong period" or "unknown". Exchanged directions are found before.
    """
    number = re.fullmatch(r"[-\u2212]?[\d,]*\.?\d+", print_.text or "")  # not "5-7"
    if print_.level is None or not print_.level.right < float("inf") or not number:
        return "unknown"
    print_ = replace(print_, text=print_.text.replace(",", "").replace("\u2212", "-"))
    if Decimal(print_.text) == 0:
        return "unknown"
    for cause, candidates in (
        ("unit slip", (scaled(print_, Decimal(10) ** n) for n in UNITS)),
        ("digit slip", (scaled(print_, Decimal(10) ** n) for n in DECIMALS)),
        ("digit slip", (reprinted(print_, text) for text in exchanged(print_.text))),
        ("wrong period", moved(print_)),
        ("digit slip", (reprinted(print_, text) for text in altered(print_.text))),
    ):
        if any(fits(candidate) for candidate in candidates):
            return cause
    return "unknown"


def scaled(print_: Print, factor: Decimal) -> Print:
    """Return the print times a factor."""
    level, factor = print_.level, float(factor)
    level = type(level)(level.left * factor, level.right * factor, level.closed)
    return replace(print_, level=level)


def reprinted(print_: Print, text: str) -> Print:
    """Return the print with another number of the same precision."""
    level = print_.level
    by = float(Decimal(text) - Decimal(print_.text)) * level.mid / float(Decimal(print_.text))
    return replace(print_, level=type(level)(level.left + by, level.right + by, level.closed), text=text)


def moved(print_: Print) -> Iterator[Print]:
    """Yield the print for the month before and after; of a total since January, its last month moves."""
    total = print_.start % 12 == 0 and print_.length > 1  # month 0 of pandas' ordinals is a January
    for by in (1, -1):
        start, end = print_.start + (0 if total else by), print_.end + by
        if end >= start:
            yield replace(print_, start=start, end=end)


def exchanged(text: str) -> Iterator[str]:
    """Yield the number with two neighbouring digits exchanged."""
    digits = [n for n, c in enumerate(text) if c.isdigit()]
    for a, b in pairwise(digits):
        letters = list(text)
        letters[a], letters[b] = letters[b], letters[a]
        if letters != list(text):
            yield "".join(letters)


def altered(text: str) -> Iterator[str]:
    """Yield the number with one digit changed, and with a digit put before it."""
    for n, c in enumerate(text):
        if c.isdigit():
            yield from (text[:n] + d + text[n + 1 :] for d in "0123456789" if d != c)
    yield from (d + text for d in "123456789")
