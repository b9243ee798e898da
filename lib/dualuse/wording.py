"""Ranges, distances and periods in words."""

import calendar
import math

SCALES = [(1e9, "bn"), (1e6, "m"), (1e3, "k")]
MONTHS = list(calendar.month_name)[1:]


def number(value, digits=3):
    """Return a number with about `digits` significant digits and thousands separators."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(places, 6)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value, unit, digits=4):
    """Return a value with its unit: $14.5m, 30,000 units, 78.1%, 30 times."""
    if unit == "USD":
        for scale, letter in SCALES:
            if abs(value) >= scale:
                return f"${number(value / scale, digits)}{letter}"
        return f"${number(value, digits)}"
    if unit == "percent":
        return f"{number(value, digits)}%"
    return f"{number(value, digits)} {unit}"


def span(low, high, unit):
    """Return a range in words; None or infinite ends are open.

    Parameters
    ----------
    low, high : float or None
        In the base unit.
    unit : str
        "USD", "percent", "times", "units", …
    """
    low = None if low is None or math.isinf(low) else low
    high = None if high is None or math.isinf(high) else high
    if low is None and high is None:
        return "anything"
    if high is None:
        return f"{amount(low, unit)} or more"
    if low is None or (low == 0 and unit != "percent"):
        return f"at most {amount(high, unit)}"
    if math.isclose(low, high, rel_tol=1e-9):
        return amount(low, unit)
    left, right = amount(low, unit), amount(high, unit)
    return left if left == right else f"{left} to {right}"


def apart(distance, kind):
    """Return a distance in words: a factor for levels and ratios, points for growth and shares."""
    if distance is None:
        return ""
    if math.isinf(distance):
        return "without limit apart"
    if kind in ("growth", "share"):
        return f"at least {number(distance)} points apart"
    if distance < 1.1:
        return f"at least {number((distance - 1) * 100)}% apart"
    return f"at least {number(math.floor(distance * 10) / 10)} times apart"


def period(start, end):
    """Return "January to June 2023", "June 2023" or "2023" for YYYY-MM ends."""
    (y0, m0), (y1, m1) = ((int(t[:4]), int(t[5:7])) for t in (start, end))
    if y0 == y1:
        if (m0, m1) == (1, 12):
            return str(y0)
        return f"{MONTHS[m0 - 1]} {y0}" if m0 == m1 else f"{MONTHS[m0 - 1]} to {MONTHS[m1 - 1]} {y0}"
    return f"{MONTHS[m0 - 1]} {y0} to {MONTHS[m1 - 1]} {y1}"
