"""What a printed number says, as an interval.

Writers round or cut off, and hedge what they know. "$14.5m" is 14.45 to 14.6 million;
"more than 32" has not seen 33. Claims are held to their words instead: `literal=True`.
"""

import re
from decimal import Decimal

import pandas as pd

from dualuse.errors import InputError

ALL = Decimal("Infinity")
HALF = Decimal("0.5")
HEDGES = {  # how many units of the last digit the true value may lie below and above
    "exact": (HALF, 1),
    "rounded": (HALF, HALF),
    "cut off": (0, 1),
    "about": (1, 1),
    "more than": (HALF, 1),
    "just over": (HALF, 1),
    "at least": (0, 1),
    "nearly": (1, HALF),
    "just under": (1, HALF),
    "up to": (1, 0),
    "less than": (ALL, 0),
}
UNHEDGED = ["exact", "rounded", "cut off"]
CLOSED = {"more than": "right", "nearly": "left", "less than": "left"}
OPPOSITE = {"both": "both", "left": "right", "right": "left"}
SCALES = {"bn": 10**9, "m": 10**6, "k": 10**3}
COUNTS = ["units", "transactions", "shipments", "persons", "entities", "days", "months"]
CURRENCIES = ["USD", "CNY", "GBP", "EUR", "RUB"]
UNITS = [*COUNTS, *CURRENCIES, "tonnes", "km", "sq m", "percent", "times"]
NUMBER = r"[+\-\u2212]?\d[\d,]*(?:\.\d+)?"
BETWEEN = rf"({NUMBER})\s*(?:-|\u2013|to)\s*({NUMBER})"


def read_number(text: str) -> Decimal:
    """Return a printed number with all its digits.

    >>> read_number("30,000"), read_number("14.50")
    (Decimal('30000'), Decimal('14.50'))
    """
    if not re.fullmatch(NUMBER, text):
        raise InputError("number", text, "a number such as 14.5 or 30,000")
    return Decimal(text.replace(",", "").replace("\u2212", "-"))


def split_unit(unit: str) -> tuple[int, str]:
    """Return the scale of a unit and what it counts.

    >>> split_unit("bn USD per month")
    (1000000000, 'USD per month')
    """
    first, _, base = unit.partition(" ")
    scale = SCALES.get(first, 1)
    if scale == 1:
        base = unit
    measure = base.split(" per ")[0]
    if measure not in UNITS:
        raise InputError("unit", unit, "a unit such as m USD or units")
    return scale, base


def read_level(
    text: str,
    unit: str,
    hedge: str = "exact",
    literal: bool = False,
    floor: bool = False,
) -> pd.Interval:
    """Return the values that a printed amount allows, in USD, pieces, tonnes, ...

    Parameters
    ----------
    text, unit, hedge : str
        As printed: "14.5", "m USD", "more than". `HEDGES` lists the hedges.
    literal : bool
        Hold the number to its words: "more than" has no upper end.
    floor : bool
        The source counts records or finds: what it counted is the least there was.

    Examples
    --------
    >>> read_level("14.5", "m USD")
    Interval(14450000.0, 14600000.0, closed='both')
    >>> read_level("32", "m USD", "more than")
    Interval(31500000.0, 33000000.0, closed='both')
    >>> read_level("450", "units", "at least", floor=True)
    Interval(450.0, inf, closed='both')
    """
    scale, base = split_unit(unit)
    if floor and hedge == "at least":
        literal = True
    low, high, closed = find_ends(text, hedge, literal)
    if high < 0:
        raise InputError("value", text, "a number that is not negative")
    low = max(low, Decimal(0))
    if base in COUNTS and hedge == "exact" and low == 0:
        high = low  # nobody rounds one piece to none
    return pd.Interval(float(low * scale), float(high * scale), closed)


def read_growth(text: str, hedge: str = "exact", literal: bool = False) -> pd.Interval:
    """Return the rates that a printed rate of change allows, in per cent.

    >>> read_growth("46.9")
    Interval(46.85, 47.0, closed='both')
    >>> read_growth("-34")
    Interval(-35.0, -33.5, closed='both')
    """
    low, high, closed = find_ends(text, hedge, literal)
    low = max(low, Decimal(-100))
    return pd.Interval(float(low), float(high), closed)


def find_ends(text: str, hedge: str, literal: bool) -> tuple[Decimal, Decimal, str]:
    """Return the least and the greatest value in the printed unit, and which belong."""
    if hedge == "between":
        return split_between(text)
    below, above = count_units(hedge, literal)
    number = read_number(text)
    size = abs(number)
    is_hedged = hedge not in UNHEDGED
    if is_hedged:
        size = drop_zeros(size)
    digit = Decimal(1).scaleb(size.as_tuple().exponent)
    has_one_digit = 0 < size < 10 * digit
    if is_hedged and has_one_digit:
        digit = size / 10  # "over 300" reaches a tenth, and no half below
        below, above = below // 1, above // 1
    low = size - below * digit
    if below == ALL:
        low = Decimal(0)
    high = size + above * digit
    closed = "both"
    if literal:
        closed = CLOSED.get(hedge, closed)
    if number >= 0:
        return low, high, closed
    return -high, -low, OPPOSITE[closed]


def count_units(hedge: str, literal: bool) -> tuple:
    """Return by how many units of its last digit a number may be off, each way."""
    if hedge not in HEDGES:
        raise InputError("hedge", hedge, f"between, {', '.join(HEDGES)}")
    if literal and hedge in ("more than", "at least"):
        return 0, ALL
    if literal and hedge in ("nearly", "up to"):
        return ALL, 0
    return HEDGES[hedge]


def drop_zeros(size: Decimal) -> Decimal:
    """Return a number without the zeros that are not significant.

    >>> drop_zeros(Decimal("30000")), drop_zeros(Decimal("14.50"))
    (Decimal('3E+4'), Decimal('14.50'))
    """
    is_whole = size.as_tuple().exponent >= 0
    return size.normalize() if is_whole else size


def split_between(text: str) -> tuple[Decimal, Decimal, str]:
    """Return the two numbers of "5-7"; both belong."""
    ends = re.fullmatch(BETWEEN, text)
    if not ends:
        raise InputError("number", text, "two numbers such as 5-7")
    low, high = map(read_number, ends.groups())
    return low, high, "both"


def divide(top: pd.Interval, base: pd.Interval) -> pd.Interval | None:
    """Return one amount over another; None where the second can be zero.

    >>> divide(pd.Interval(318, 318, "both"), pd.Interval(450, 460, "both")).left
    0.691304347826087
    """
    if base.left <= 0:
        return None
    return pd.Interval(top.left / base.right, top.right / base.left, top.closed)
