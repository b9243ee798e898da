"""Second path, part one: what a printed number says. Written from the README's and `printed`'s rules, not from
their code: exact rationals and the standard library alone."""

import re
from fractions import Fraction

INF = float("inf")
SCALE = {"k": 10**3, "m": 10**6, "bn": 10**9}
NUMBER = r"-?\d[\d,]*(?:\.\d+)?"


def number(text):
    """Return a printed number as an exact rational."""
    return Fraction(text.replace(",", ""))


def last_digit(text):
    """Return what one unit of the last printed digit is worth."""
    return Fraction(1, 10 ** len(text.partition(".")[2]))


def reach(text):
    """Return how far a hedge reaches: a unit of the last significant digit, or a tenth of a one-digit number."""
    plain = text.lstrip("-").replace(",", "")
    if "." in plain:
        significant = len(plain.replace(".", "").lstrip("0"))
        unit = last_digit(plain)
    else:
        bare = plain.lstrip("0").rstrip("0")
        significant = len(bare)
        unit = Fraction(10 ** (len(plain) - len(plain.rstrip("0"))))
    return unit if significant >= 2 else abs(number(text)) / 10


def says(text, hedge, reading="newspaper", floor=Fraction(0)):
    """Return (low, high) of what a number with its hedge says, in the printed unit."""
    if hedge == "between":
        first, second = re.fullmatch(rf"({NUMBER})-({NUMBER})", text).groups()
        return number(first), number(second)
    value, size = number(text), abs(number(text))
    if hedge == "exact":
        half = last_digit(text) / 2
        return max(value - half, floor), value + half
    far, near = size + reach(text), size - reach(text)
    if reading == "strict":
        far, near = INF, Fraction(0)
    low, high = {
        "about": (size - reach(text), size + reach(text)),
        "more than": (size, far),
        "at least": (size, far),
        "less than": (Fraction(0), size),
        "nearly": (near, size),
        "up to": (near, size),
    }[hedge]
    if value < 0:
        low, high = -high, -low
    return max(low, floor), high


def unit(text):
    """Return (factor, base, per): "m USD per month" gives (10**6, "USD", "month")."""
    first, _, rest = text.partition(" ")
    factor, base = (SCALE[first], rest) if first in SCALE else (1, text)
    base, _, per = base.partition(" per ")
    return factor, base, per


def level(row, reading="newspaper"):
    """Return (low, high) of a row of figures.csv in its base unit, a monthly average times its months."""
    factor, base, per = unit(row["unit"])
    low, high = says(row["value"], row["hedge"], reading)
    if "cut off" in row["status"]:
        low, high = number(row["value"]), number(row["value"]) + last_digit(row["value"])
    if row["value"] == "0" and row["hedge"] == "exact" and base in ("units", "transactions", "shipments"):
        high = Fraction(0)
    times = factor * (length(row["period_start"], row["period_end"]) if per == "month" else 1)
    return low * times, high * times


def growth(row, reading="newspaper"):
    """Return (low, high) of the growth of a row in per cent, or None; "tripled" is a growth of 200%."""
    if row["unit"] == "times" and row["value"]:
        low, high = says(row["value"], row["hedge"], reading)
        return 100 * low - 100, 100 * high - 100
    if not row["growth"]:
        return None
    return says(row["growth"], row["growth_hedge"], reading, floor=Fraction(-100))


def month(text):
    """Return YYYY-MM as a count of months."""
    year, number_ = text.split("-")
    return int(year) * 12 + int(number_) - 1


def length(start, end):
    """Return how many months a period has."""
    return month(end) - month(start) + 1


def records(row):
    """Yield pairs of periods (counts of months) of which the first is no less than the second, by the row's status."""
    at = month(row["period_start"])
    for mark in row["status"].split("; "):
        kind, _, since = mark.partition(" since ")
        for m in range(month(since), at) if since else ():
            first = m - (m % 12 == 1)  # January and February are printed as one
            if kind == "highest":
                yield (at, at), (m, m)
            elif m % 12:
                yield (first, m), (first - 12, m - 12)
