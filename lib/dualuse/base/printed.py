"""What a printed number says, as an interval.

Writers round or cut off, and hedge what they know. "$14.5m" is 14.45 to 14.6 million;
"more than 32" has not seen 33. Claims are held to their words instead: `literal=True`.
Up to ten, nobody rounds whole things: "more than 5 drones" are 6 or more.
"""

import math
import re
from decimal import Decimal
from functools import lru_cache

import pandas as pd

from dualuse.base.errors import InputError, require_id
from dualuse.base.hedges import (
    ABOVE,
    BELOW,
    BETWEEN,
    FEW,
    HEDGES,
    LITERAL,
    UNHEDGED,
)
from dualuse.base.units import LARGEST_FALL, POINTS, is_whole, split_unit

OPEN = Decimal("Infinity")
ZERO = Decimal(0)
SMALL = 10  # whole things that are counted one by one, and not rounded
OPPOSITE = {"both": "both", "left": "right", "right": "left"}
# Beyond it a float loses whole units, and nobody prints so much of anything.
LARGEST = 10**15
NUMBER = r"[+\-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
TWO_NUMBERS = rf"({NUMBER})\s*(?:-|\u2013|to)\s*({NUMBER})"


def read_number(text: str) -> Decimal:
    """Return a printed number with all its digits.

    >>> read_number("30,000"), read_number("14.50")
    (Decimal('30000'), Decimal('14.50'))
    """
    if not re.fullmatch(NUMBER, text, re.ASCII):
        raise InputError("number", repr(text), "a number such as 14.5 or 30,000")
    number = Decimal(text.replace(",", "").replace("\u2212", "-"))
    if abs(number) >= LARGEST:
        expected = f"a number below {LARGEST:.0e}, in the unit as printed"
        raise InputError("number", repr(text), expected)
    return number


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
        As printed: "14.5", "m USD", "more than". hedges.csv lists the hedges; "between"
        takes two numbers.
    literal : bool
        Hold the number to its words: "more than" has no upper end.
    floor : bool
        The source counts records, filings or finds: a sum is what it counted, and there
        may be any number more. Never so where a share of that count is taken.

    Raises
    ------
    InputError
        A number, unit or hedge that cannot be read, or a negative amount.

    Examples
    --------
    >>> read_level("14.5", "m USD")
    Interval(14450000.0, 14600000.0, closed='both')
    >>> read_level("32", "m USD", "more than")
    Interval(31500000.0, 33000000.0, closed='both')
    >>> read_level("450", "units", "at least", floor=True)
    Interval(450.0, inf, closed='both')
    >>> read_level("5", "units"), read_level("5", "units", "more than")
    (Interval(5.0, 5.0, closed='both'), Interval(6.0, inf, closed='both'))
    """
    scale, base = split_unit(unit)
    one = Decimal(1) / scale if is_whole(base) else Decimal(0)
    low, high, closed = find_ends(text, hedge, literal, one)
    if high < 0 or text.startswith(("-", "\u2212")):
        raise InputError("value", repr(text), "a number that is not negative")
    least = float(max(low, Decimal(0)) * scale)
    greatest = float(high * scale)
    if is_whole(base):
        least = math.ceil(least)
        if least > greatest:
            raise InputError("value", repr(text), f"a whole number of {base}")
        if hedge in UNHEDGED and greatest - least <= 1:
            greatest = least  # a whole number of things is not rounded
    if floor:
        greatest = math.inf
    return pd.Interval(float(least), float(greatest), closed)


def read_growth(
    text: str, hedge: str = "exact", literal: bool = False, unit: str = "percent"
) -> pd.Interval:
    """Return the rates that a printed rate of change allows, in per cent, or in points.

    A hedge on a fall acts on its size: "more than -30" is a fall of more than 30%. In
    points a rate may fall by more than 100.

    >>> read_growth("46.9")
    Interval(46.85, 47.0, closed='both')
    >>> read_growth("-34")
    Interval(-35.0, -33.5, closed='both')
    """
    low, high, closed = find_ends(text, hedge, literal)
    least = -math.inf if unit == POINTS else LARGEST_FALL
    if high < least:
        raise InputError("growth", repr(text), "a fall of at most 100 per cent")
    low = max(low, Decimal(least))
    return pd.Interval(float(low), float(high), closed)


@lru_cache(maxsize=10_000)  # many rows print one number, and are read many times
def find_ends(
    text: str, hedge: str, literal: bool, one: Decimal = ZERO
) -> tuple[Decimal, Decimal, str]:
    """Return the least and the greatest value in the printed unit, and which belong.

    Parameters
    ----------
    one : Decimal
        One whole thing in the printed unit; nothing where fractions can be.
    """
    if hedge == BETWEEN:
        return split_between(text)
    below, above = count_units(hedge, literal)
    number = read_number(text)
    size = abs(number)
    if hedge not in UNHEDGED:
        size = drop_zeros(size)
    digit = count_last_digit(size)
    has_one_digit = 0 < size < 10 * digit
    if hedge not in UNHEDGED and has_one_digit:
        digit = max(size / 10, one)  # "over 300" reaches to 330, and not below 300
        if hedge == "about":  # and "about 3" is no narrower than 3, rounded
            digit = max(digit, count_last_digit(number) / 2)
        # Half of that digit is none; an end that is open stays open.
        below, above = below // 1, above // 1
    is_few = one > 0 and size <= SMALL * one and size % one == 0
    if is_few and hedge in FEW and not literal:
        digit = one
        below, above = FEW[hedge]
    low = Decimal(0)
    if below < OPEN:
        low = size - below * digit
    high = max(size + above * digit, ZERO)
    closed = "both"
    if literal and hedge in ABOVE:
        closed = "right"
    if literal and hedge in BELOW:
        closed = "left"
    if number >= 0:
        return low, high, closed
    return -high, -low, OPPOSITE[closed]


def count_units(hedge: str, literal: bool) -> tuple:
    """Return by how many units of its last digit a number may be off, each way."""
    require_id("hedge", hedge, HEDGES)
    if literal and hedge in LITERAL:
        return LITERAL[hedge]
    return HEDGES[hedge]


def count_last_digit(number: Decimal) -> Decimal:
    """Return one of the last digit of a number as it is printed.

    >>> count_last_digit(Decimal("30")), count_last_digit(Decimal("0.4"))
    (Decimal('1'), Decimal('0.1'))
    """
    return Decimal(1).scaleb(int(number.as_tuple().exponent))


def drop_zeros(size: Decimal) -> Decimal:
    """Return a number without the zeros that are not significant.

    >>> drop_zeros(Decimal("30000")), drop_zeros(Decimal("14.50"))
    (Decimal('3E+4'), Decimal('14.50'))
    """
    exponent = int(size.as_tuple().exponent)
    return size if exponent < 0 else size.normalize()


def split_between(text: str) -> tuple[Decimal, Decimal, str]:
    """Return the two numbers of "5-7"; both belong, and none is widened."""
    ends = re.fullmatch(TWO_NUMBERS, text, re.ASCII)
    if not ends:
        raise InputError("number", repr(text), "two numbers such as 5-7")
    low, high = map(read_number, ends.groups())
    if low >= high:
        expected = "two numbers that differ, the smaller one first"
        raise InputError("number", repr(text), expected)
    return low, high, "both"


def divide(top: pd.Interval | None, base: pd.Interval | None) -> pd.Interval | None:
    """Return one amount over another; None where one is, or either may be nothing.

    Where only the second may be nothing, the multiple has no upper end: that one amount is
    more than ten times the other is as true as that the other is less than a tenth.

    >>> divide(pd.Interval(318, 318, "both"), pd.Interval(450, 460, "both")).left
    0.691304347826087
    >>> divide(pd.Interval(30, 40, "both"), pd.Interval(0, 5, "both"))
    Interval(6.0, inf, closed='both')
    """
    if top is None or base is None or base.right <= 0:
        return None
    if base.left <= 0 and top.left <= 0:
        return None
    least = top.left / base.right
    greatest = top.right / base.left if base.left > 0 else math.inf
    return pd.Interval(least, greatest, top.closed)
