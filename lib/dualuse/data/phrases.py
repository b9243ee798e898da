"""Ranges, distances, periods and prints in words; the numbers themselves come from `wording`."""

import math

from press.wording import MONTHS, plain, trimmed
from press.wording import span as _span

KINDS = {"USD": "usd", "percent": "pct", "times": "times"}
HEDGES = {"exact": "", "between": ""}  # the other hedges are printed before the number, as they stand


def amount(value, unit):
    """Return a value with its unit: $14.5m, 30,000 units, 78.1%, 30 times."""
    kind = KINDS.get(unit)
    return plain(value, kind) if kind else f"{plain(value, 'num')} {unit}"


def span(low, high, unit):
    """Return a range in words, its ends rounded outward; None or an infinity is an open end.

    Parameters
    ----------
    low, high : float or None
        In the base unit: "USD", "percent", "times", "units", …
    """
    low = -math.inf if low is None else low
    high = math.inf if high is None else high
    if low == 0 and math.isfinite(high) and high > 0 and unit != "percent":
        low = -math.inf
    kind = KINDS.get(unit)
    words = _span(low, high, kind or "num")
    return words if kind or words == "any value" else f"{words} {unit}"


def apart(distance, kind):
    """Return a distance in words, never rounded up: a factor for levels and ratios, points for shares."""
    if distance is None:
        return ""
    if math.isinf(distance):
        return "without limit apart"
    if kind in ("growth", "share"):
        return f"at least {trimmed(math.floor(distance * 10) / 10, 1)} points apart"
    if distance < 1.1:
        return f"at least {trimmed(math.floor((distance - 1) * 1000) / 10, 1)}% apart"
    return f"at least {trimmed(math.floor(distance * 10) / 10, 1)} times apart"


def period(start, end):
    """Return "January to June 2023", "June 2023" or "2023" for YYYY-MM ends."""
    (y0, m0), (y1, m1) = ((int(t[:4]), int(t[5:7])) for t in (start, end))
    if y0 == y1 and (m0, m1) == (1, 12):
        return str(y0)
    if (y0, m0) == (y1, m1):
        return f"{MONTHS[m0 - 1]} {y0}"
    first = MONTHS[m0 - 1] if y0 == y1 else f"{MONTHS[m0 - 1]} {y0}"
    return f"{first} to {MONTHS[m1 - 1]} {y1}"


def as_printed(figures):
    """Return {id: the print in words}, its precision and hedge kept: "more than $32m", "30,000 units".

    Parameters
    ----------
    figures : pandas.DataFrame
        As `load.figures()`; rows without a value give their growth, "+78.1%".
    """
    words = {}
    for row in figures.to_dict("records"):
        if not row["value"]:
            words[row["id"]] = _signed(row["growth"]) if row["growth"] else "no number"
            continue
        whole, point, part = row["value"].replace(",", "").partition(".")
        value = row["value"] if "-" in whole else f"{int(whole):,}{point}{part}"
        scale, _, money = row["unit"].partition(" ")
        if row["unit"] == "percent":
            text = f"{value}%"
        elif money == "USD" and scale in ("bn", "m", "k"):
            text = f"${value}{scale}"
        else:
            text = f"${value}" if row["unit"] == "USD" else f"{value} {row['unit']}"
        hedge = HEDGES.get(row["hedge"], row["hedge"])
        words[row["id"]] = f"{hedge} {text}".strip()
    return words


def growth_printed(figures, figure):
    """Return the growth of one figure as printed, with its sign: "+78.1%", "−34%"."""
    return _signed(figures.set_index("id").loc[figure, "growth"])


def _signed(growth):
    return f"−{growth[1:]}%" if growth.startswith("-") else f"+{growth}%"
