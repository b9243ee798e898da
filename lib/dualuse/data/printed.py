"""What a printed number says: text, unit and hedge become an interval.

The rules, once:

exact       half a unit of the last printed digit either way; both ends belong, because no outlet says
            whether it rounds a half up, down or to the even digit. An outlet known to truncate has a whole
            unit on the far side of the number instead, and that far end does not belong.
about       one unit of the last significant digit either way when two or more are printed, else 10%.
between     what lies from the first number to the second: the ends are the outlet's own, and are not widened.
more than   beyond the number, the number left out; `at least` the same with the number in it.
nearly      short of the number, the number left out; `up to` the same with the number in it.
less than   anything from zero up to the number, the number left out: said of a small amount, not of a near miss.

A one-sided hedge has two readings. *Strict*: everything beyond (or short of) the number. *Newspaper*: an
outlet that writes "over 32" has not seen 33, so it ends one unit of the last significant digit away when two
or more are printed, else 10% away. Trailing zeros of a whole number are not significant there ("over 30,000"
has one significant digit), trailing zeros behind a decimal point are.

A value is never negative. A hedge on a fall acts on its size: "more than -30%" is a fall of more than 30%.
"""

import re
from decimal import Decimal
from functools import lru_cache

from pandas import DataFrame, Interval

from pressroom import files
from pressroom.errors import InputError

HEDGES = ("exact", "about", "more than", "at least", "nearly", "less than", "up to", "between")
UNSAID = {"exact": "", "between": ""}  # the other hedges are printed before the number, as they stand
READINGS = ("newspaper", "strict")

SCALES = {"bn": 10**9, "m": 10**6, "k": 10**3}
CURRENCIES = ("USD", "CNY", "GBP", "EUR", "RUB")
COUNTS = ("units", "transactions", "shipments", "persons", "entities", "days", "months")
BASES = (*CURRENCIES, *COUNTS, "tonnes", "km", "sq m", "percent", "times")

# How wide a one-digit number is read ("over 300", "about 5"): a tenth of it. A rule of this project, not
# of any style book; notebook 07 shows every verdict under the strict reading as well.
ONE_DIGIT = Decimal("0.1")

# What the column `status` may say of a print, several joined by "; ".
LATER = "later print"  # the level stands in a later release than that of its own period
UNREVISED = "first-print base"  # the rate was reckoned by the outlet, on the first print of its base
CUT = "cut off"  # the outlet cut digits off where others round: its own parts or another outlet show it
RECORD = r"(highest|first fall) since \d{4}-(0[1-9]|1[0-2])"

MOST = Decimal(10) ** 15  # a slip, not a print; beyond it a float loses whole units
_NUMBER = r"[+\-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_ONE = re.compile(_NUMBER, re.ASCII)
_RANGE = re.compile(rf"\s*({_NUMBER})\s*(?:-|\u2013|to)\s*({_NUMBER})\s*", re.ASCII)


def unit(text: str) -> tuple[int, str]:
    """Split a unit, as figures.csv has it, into its factor and the base it counts: "units", "USD per month", ...

    Examples
    --------
    >>> unit("m USD"), unit("bn USD per month"), unit("m sq m")
    ((1000000, 'USD'), (1000000000, 'USD per month'), (1000000, 'sq m'))
    """
    first, _, rest = text.partition(" ")
    factor, base = (SCALES[first], rest) if first in SCALES and rest else (1, text)
    kind, _, per = base.partition(" per ")
    if kind not in BASES or (per and per not in ("month", "unit")):
        raise InputError("unit", text, f"[bn|m|k] with one of {', '.join(BASES)} [per month|unit]")
    return factor, base


def interval(
    text: str, units: str, hedge: str, reading: str = "newspaper", truncates: bool = False
) -> Interval:
    """Return what a printed level says, in its base unit.

    Parameters
    ----------
    text : str
        The number as printed ("14.5", "30,000"; "5-7" when the hedge is between).
    units : str
        See `unit`.
    hedge : str
        One of HEDGES.
    reading : {"newspaper", "strict"}
    truncates : bool
        The outlet cuts digits off where others round.

    Returns
    -------
    pandas.Interval
        Open or closed at either end; the right end of "more than" is infinite in the strict reading.

    Raises
    ------
    InputError
        Unknown unit, hedge or reading; text that is no number; a negative number.

    Examples
    --------
    >>> interval("14.5", "m USD", "exact")
    Interval(14450000.0, 14550000.0, closed='both')
    >>> interval("32", "m USD", "more than", "strict")
    Interval(32000000.0, inf, closed='neither')
    >>> interval("0", "units", "exact")
    Interval(0.0, 0.0, closed='both')
    """
    factor, base = unit(units)
    low, high, closed = _ends(text, hedge, reading, truncates, least=0)
    if high < 0 or text.strip().startswith(("-", "\u2212")):
        raise InputError("value", text, "a number that is not negative")
    if base in COUNTS and hedge == "exact" and as_decimal(text) == 0:
        high = Decimal(0)  # nothing was counted: not "less than half a unit"
    return Interval(float(low * factor), float(high * factor), closed=closed)


def growth(text: str, hedge: str = "exact", reading: str = "newspaper", truncates: bool = False) -> Interval:
    """Return what a printed rate of change says, in per cent; never below -100.

    Examples
    --------
    >>> growth("-34")
    Interval(-34.5, -33.5, closed='both')
    >>> growth("-16", "about")
    Interval(-17.0, -15.0, closed='both')
    """
    low, high, closed = _ends(text, hedge, reading, truncates, least=-100)
    if high < -100:
        raise InputError("growth", text, "a fall of at most 100 per cent")
    return Interval(float(low), float(high), closed=closed)


def quotient(a: Interval | None, b: Interval | None) -> Interval | None:
    """Return the quotient of two intervals of values that are not negative.

    None stands for what is not known, and is returned where the denominator is unknown or can be zero.

    Examples
    --------
    >>> quotient(Interval(14, 15, closed="both"), Interval(0.2, 0.25, closed="left"))
    Interval(56.0, 75.0, closed='right')
    >>> quotient(Interval(1, 2, closed="both"), Interval(0, 5, closed="both")) is None
    True
    """
    if a is None or b is None or 0 in b or b.right <= 0:
        return None
    low = a.left / b.right
    high = a.right / b.left if b.left > 0 else float("inf")
    left = (a.closed_left and b.closed_right and b.right < float("inf")) or (a.closed_left and a.left == 0)
    right = a.closed_right and b.closed_left and high < float("inf")
    return Interval(low, high, closed=ends_belong(left, right))


def marks(status: str) -> list[str]:
    """Return what a row's status says, one mark each.

    Examples
    --------
    >>> marks("later print; highest since 2022-03")
    ['later print', 'highest since 2022-03']
    """
    return [mark for mark in status.split("; ") if mark]


def step(text: str) -> Decimal:
    """Return one unit of the last printed digit of a number.

    Examples
    --------
    >>> step("14.50"), step("30,000")
    (Decimal('0.01'), Decimal('1'))
    """
    return Decimal(1).scaleb(int(as_decimal(text).as_tuple().exponent))


@lru_cache(maxsize=4096)  # the check of a row reads its number twice, each model once more
def _ends(text: str, hedge: str, reading: str, truncates: bool, least: int) -> tuple[Decimal, Decimal, str]:
    """Return (low, high, closed) as Decimals, in the printed unit; `least` is as low as the quantity can be."""
    if hedge not in HEDGES:
        raise InputError("hedge", hedge or "nothing", f"one of {', '.join(HEDGES)}")
    if reading not in READINGS:
        raise InputError("reading", reading, f"one of {', '.join(READINGS)}")
    if hedge == "between":
        low, high, left, right = *_between(text), True, True
    else:
        number, last, reach, strict = as_decimal(text), step(text), _reach(text), reading == "strict"
        size = abs(number)
        rounded = size - last / 2, size + last / 2, True, True
        beyond, short = (Decimal("Infinity"), Decimal(0)) if strict else (size + reach, size - reach)
        low, high, left, right = {
            "exact": (size, size + last, True, False) if truncates else rounded,
            "about": (size - reach, size + reach, True, True),
            "more than": (size, beyond, False, False),
            "at least": (size, beyond, True, False),
            "less than": (Decimal(0), size, True, False),
            "nearly": (short, size, strict, False),
            "up to": (short, size, strict, True),
        }[hedge]
        if number < 0:
            low, high, left, right = -high, -low, right, left
    return max(low, Decimal(least)), high, ends_belong(left or low < least, right)


def _reach(text: str) -> Decimal:
    """How far a hedge reaches: one unit of the last significant digit, or a tenth of a one-digit number."""
    digits = re.sub(r"\D", "", text).lstrip("0")
    zeros = 0 if "." in text else len(digits) - len(digits.rstrip("0"))
    if len(digits) - zeros >= 2 or not digits:
        return step(text).scaleb(zeros)
    return abs(as_decimal(text)) * ONE_DIGIT


def _between(text: str) -> tuple[Decimal, Decimal]:
    found = _RANGE.fullmatch(text)
    if not found:
        raise InputError("number", text or "nothing", "two numbers such as 5-7")
    low, high = (as_decimal(part) for part in found.groups())
    if low > high:
        raise InputError("number", text, "a range whose first number is the smaller")
    return low, high


@lru_cache(maxsize=4096)  # a check, a range and a sentence each read the same number
def as_decimal(text: str) -> Decimal:
    """Return a printed number, its digits kept; what is no number, or too large to be one, is an InputError.

    Examples
    --------
    >>> as_decimal("30,000"), as_decimal("−34.0")
    (Decimal('30000'), Decimal('-34.0'))
    """
    if not _ONE.fullmatch(text.strip()):
        raise InputError("number", text or "nothing", "a number such as 14.5 or 30,000")
    value = Decimal(text.strip().replace(",", "").replace("\u2212", "-"))
    if abs(value) >= MOST:
        raise InputError("number", f"{text[:20]}…", f"a number below {MOST:.0e}, in the unit printed")
    return value


def ends_belong(left: object, right: object) -> str:
    """Return what pandas calls an interval whose ends belong, or do not.

    Examples
    --------
    >>> ends_belong(True, False)
    'left'
    """
    return ("both" if right else "left") if left else ("right" if right else "neither")


def as_printed(figures: DataFrame) -> dict[str, str]:
    """Return {id: the print in words} of `load.figures()`, precision and hedge kept; without a value, its growth.

    Examples
    --------
    >>> row = {"id": "F1", "value": "32", "unit": "m USD", "hedge": "more than", "growth": ""}
    >>> as_printed(DataFrame([row, row | {"id": "F2", "value": "30000", "unit": "units", "hedge": "exact"}]))
    {'F1': 'more than $32m', 'F2': '30,000 units'}
    """
    words = {}
    for row in files.records(figures):
        if not row["value"]:
            words[row["id"]] = _signed(row["growth"]) if row["growth"] else "no number"
            continue
        whole, point, part = row["value"].replace(",", "").partition(".")
        value = row["value"] if "-" in whole else f"{int(whole):,}{point}{part}"
        money = re.fullmatch(r"(?:(bn|m|k) )?USD", row["unit"])
        unit = "%" if row["unit"] == "percent" else f" {row['unit']}"
        text = f"${value}{money[1] or ''}" if money else value + unit
        words[row["id"]] = f"{UNSAID.get(row['hedge'], row['hedge'])} {text}".strip()
    return words


def growth_printed(figures: DataFrame, figure: str) -> str:
    """Return the growth of one figure as printed, with its sign.

    Examples
    --------
    >>> growth_printed(DataFrame({"id": ["F1"], "growth": ["78.1"]}), "F1")
    '+78.1%'
    """
    return _signed(figures.set_index("id").loc[figure, "growth"])


def _signed(growth: str) -> str:
    return f"−{growth[1:]}%" if growth.startswith("-") else f"+{growth}%"
