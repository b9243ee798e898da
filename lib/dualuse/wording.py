"""Numbers, ranges and months in the words that a newsroom prints.

Three significant digits; the ends of a range are rounded outward, so that it never
looks tighter than it is; whole things are whole.
"""

import html
import math
import re
import string
from calendar import month_name
from collections.abc import Iterable
from functools import cache
from typing import Any

import mistune
import pandas as pd

from dualuse import tables
from dualuse.errors import InputError

DIGITS = 3  # significant digits
SCALES = {"bn": 1e9, "m": 1e6}  # from here on a sum is printed in billions, millions
SIGNS = {"USD": "$", "GBP": "£", "EUR": "€"}
SPELLED = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FORMAT = re.compile(r"(usd|bn|m|pct|times|tonnes|count|number)(?:\.(\d))?")
UNITS = {"pct": "percent", "count": "units", "number": ""}  # of formats
SCALED = re.compile(r"(?:(bn|m|k) )?(.*)")
LONG = re.compile(r"(?<![\d.])\d{4,}")
# "weapon-parts", "men-mobilised": the leading words of a product up to a plural
THINGS = re.compile(r"(?:[a-z]+-)*?(?:[a-z]+s|men)(?:-and-[a-z]+s)?(?![a-z])")
PARSER = mistune.create_markdown(escape=True, plugins=["table"])


@cache
def read_units() -> dict[str, dict[str, str]]:
    """Return {unit: its row of data/reference/units.csv}."""
    units = tables.read_csv(tables.DATA / "reference" / "units.csv")
    return {row["unit"]: row for row in units.to_dict("records")}


def count_places(value: float) -> int:
    """Return the decimals that show three significant digits.

    >>> count_places(14.45), count_places(0.0123), count_places(300000)
    (1, 4, 0)
    """
    if value == 0:
        return 0
    return max(0, DIGITS - 1 - math.floor(math.log10(abs(value))))


def round_outward(low: float, high: float, places: int) -> tuple[float, float]:
    """Return a range rounded so that it still holds every value of the exact one.

    Ends that round to one number are that number: 31.314 to 31.317 is 31.3.

    >>> round_outward(5.8531, 5.9572, 2)
    (5.85, 5.96)
    """
    if round(low, places) == round(high, places):
        return round(low, places), round(high, places)
    step = 10.0**places
    least = math.floor(round(low * step, 6)) / step  # 14.45 is stored as 14.4499..
    greatest = math.ceil(round(high * step, 6)) / step
    return least, greatest


def trim_places(low: float, high: float, places: int) -> int:
    """Return the decimals without those that are zero at both ends.

    >>> trim_places(32.0, 33.0, 1), trim_places(9.25, 9.3, 2)
    (0, 2)
    """
    while places and (low, high) == (round(low, places - 1), round(high, places - 1)):
        places -= 1
    return places


def format_number(value: float, places: int = 0) -> str:
    """Return a number with thousands separators and a true minus sign.

    >>> format_number(-1234.5, 1)
    '−1,234.5'
    """
    return f"{value + 0.0:,.{places}f}".replace("-", "−")


def attach_unit(number: str, unit: str, scale: str = "", noun: str = "") -> str:
    """Return a printed number with its scale and unit.

    >>> attach_unit("14.5", "USD", "m"), attach_unit("5", "units", noun="drones")
    ('$14.5m', '5 drones')
    """
    base, _, per = unit.partition(" per ")
    row = read_units().get(base, {"many": base})
    text = f"{number}{scale} {noun or row['many']}".strip()
    if base == "percent":
        text = f"{number}%"
    if base in SIGNS:
        text = f"{SIGNS[base]}{number}{scale}"
    if per == "unit":
        return f"{text} each"
    return f"{text} a {per}" if per else text


def format_ends(
    low: float,
    high: float,
    unit: str,
    noun: str = "",
    scale: str = "",
    places: int | None = None,
) -> str:
    """Return a range with two ends in words, or the number that both are."""
    largest = max(abs(low), abs(high))
    kind = read_units().get(unit.partition(" per ")[0], {}).get("kind", "")
    if kind == "count":
        low, high = math.ceil(low), max(math.floor(high), math.ceil(low))
        places = places or 0
    elif not scale and kind != "rate":
        reached = [name for name, size in SCALES.items() if largest >= 0.9995 * size]
        scale = "".join(reached[:1])
    size = SCALES.get(scale, 1.0)
    decimals = count_places(largest / size) if places is None else places
    low, high = round_outward(low / size, high / size, decimals)
    if places is None:
        decimals = trim_places(low, high, decimals)
    numbers = [format_number(low, decimals), format_number(high, decimals)]
    return join_ends(numbers, unit, scale, noun)


def join_ends(numbers: list[str], unit: str, scale: str, noun: str) -> str:
    """Return one or two printed numbers with their unit.

    >>> join_ends(["5", "6"], "USD", "m", ""), join_ends(["5", "6"], "units", "", "drones")
    ('$5m to $6m', '5 to 6 drones')
    """
    numbers = list(dict.fromkeys(numbers))
    base = unit.partition(" per ")[0]
    if base == "percent" or base in SIGNS:
        ends = [attach_unit(number, unit, scale) for number in numbers]
        return " to ".join(ends)
    return attach_unit(" to ".join(numbers), unit, scale, noun)


def format_range(
    low: float | None,
    high: float | None,
    unit: str = "",
    noun: str = "",
    scale: str = "",
    places: int | None = None,
) -> str:
    """Return a range in words.

    Parameters
    ----------
    low, high : float or None
        In the base unit: dollars, pieces, per cent. None and infinity are open ends.
    unit : str
        As in data/reference/units.csv, perhaps with " per month".
    noun : str, optional
        What is counted, in place of the unit: "drones".
    scale : {"bn", "m"}, optional
        What a sum is printed in; otherwise what reads best.
    places : int, optional
        Decimals; otherwise three significant digits.

    Examples
    --------
    >>> format_range(14.45e6, 14.6e6, "USD"), format_range(-31.3166, -31.3144, "percent")
    ('$14.4m to $14.6m', '−31.3%')
    >>> format_range(316.5, 318, "units", "parts"), format_range(1e8, None, "USD")
    ('317 to 318 parts', 'at least $100m')
    """
    least = -math.inf if low is None or pd.isna(low) else low
    greatest = math.inf if high is None or pd.isna(high) else high
    if least == 0 < greatest and unit != "percent":
        least = -math.inf  # no sum is less than nothing
    if least == -math.inf and greatest == math.inf:
        return "any value"
    if greatest == math.inf:
        return "at least " + format_ends(least, least, unit, noun, scale, places)
    if least == -math.inf:
        return "at most " + format_ends(greatest, greatest, unit, noun, scale, places)
    return format_ends(least, greatest, unit, noun, scale, places)


def format_change(low: float | None, high: float | None) -> str:
    """Return a growth in per cent as a verb; an end that is open is None.

    >>> format_change(-31.3166, -31.3144), format_change(46.85, 47)
    ('fell by 31.3%', 'rose by 46.8% to 47.0%')
    >>> format_change(-2, 5)
    'changed by −2% to 5%'
    """
    low = -math.inf if low is None else low
    high = math.inf if high is None else high
    verb = "rose" if low >= 0 else "changed"
    if high <= 0:
        verb, low, high = "fell", -high, -low
    return f"{verb} by {format_range(low, high, 'percent')}"


def format_month(month: object) -> str:
    """Return a pandas Period, or text YYYY-MM, as "January 2023"."""
    year, number = str(month).split("-")
    return f"{month_name[int(number)]} {year}"


def format_period(start: object, end: object) -> str:
    """Return the months from one to another, both included.

    >>> format_period("2023-01", "2023-06"), format_period("2022-03", "2023-05")
    ('January to June 2023', 'March 2022 to May 2023')
    >>> format_period("2023-06", "2023-06"), format_period("2023-01", "2023-12")
    ('June 2023', '2023')
    """
    first, last = format_month(start), format_month(end)
    year = last[-4:]
    if first == last:
        return first
    if (first, last) == (f"January {year}", f"December {year}"):
        return year
    return f"{first.removesuffix(f' {year}')} to {last}"


def format_day(day: object) -> str:
    """Return YYYY-MM-DD as a day.

    >>> format_day("2023-07-26")
    '26 July 2023'
    """
    year, month, number = str(day)[:10].split("-")
    return f"{int(number)} {month_name[int(month)]} {year}"


def name_things(product: str) -> str:
    """Return what is counted of a product, "" where its name is no plural.

    >>> name_things("weapon-parts"), name_things("men-mobilised"), name_things("headgear")
    ('weapon parts', 'men', '')
    """
    match = THINGS.match(product)
    return match[0].replace("-", " ") if match else ""


def format_figure(row: dict[str, str]) -> str:
    """Return a figure as it was printed: its hedge, its digits, its unit.

    Parameters
    ----------
    row : dict
        A row of data/published/figures.csv or held_out.csv, all text.

    Examples
    --------
    >>> format_figure({"value": "32", "unit": "m USD", "hedge": "more than"})
    'more than $32m'
    >>> format_figure({"value": "52.28", "unit": "bn USD", "growth": "-8.1"})
    '$52.28bn, down 8.1%'
    """
    words = []
    if row["value"]:
        words.append(add_hedge(format_level(row), row.get("hedge", "")))
    growth = row.get("growth", "")
    if growth:
        change = add_hedge(f"{growth.lstrip('+-')}%", row.get("growth_hedge", ""))
        direction = "down" if growth.startswith("-") else "up"
        words.append(f"{direction} {change}")
    return ", ".join(words)


def format_level(row: dict[str, str]) -> str:
    """Return the amount of a figure with its unit, every digit as printed."""
    scale, unit = SCALED.findall(row["unit"])[0]
    noun = ""
    if unit == "units":
        noun = name_things(row.get("product", ""))
    value = LONG.sub(lambda digits: f"{int(digits[0]):,}", row["value"])
    numbers = re.split(r"(?<=\d)[-–]", value)
    return join_ends(numbers, unit, scale, noun)


def add_hedge(text: str, hedge: str) -> str:
    """Return a printed number after its hedge."""
    return text if hedge in ("", "exact", "between") else f"{hedge} {text}"


def join_words(words: Iterable[object]) -> str:
    """Join a list as a sentence does.

    >>> join_words(["drones", "vests", "helmets"]), join_words([])
    ('drones, vests and helmets', 'none')
    """
    *most, last = [str(word) for word in words] or ["none"]
    return f"{', '.join(most)} and {last}" if most else last


def format_value(value: Any, spec: str = "") -> str:
    """Return a value in words, by one of our formats or by Python's.

    Parameters
    ----------
    value : number, pandas.Interval, pandas.Period, list or str
    spec : str
        "usd", "bn" or "m" (money), "pct", "times", "tonnes", "count" (whole things),
        "number", "word" (up to nine spelled out); ".2" after it sets the decimals.

    Examples
    --------
    >>> format_value(14.5e6, "usd"), format_value(78.1, "pct"), format_value(3, "word")
    ('$14.5m', '78.1%', 'three')
    >>> format_value(pd.Interval(5.853e9, 5.957e9), "usd"), format_value(5e9, "bn.2")
    ('$5.85bn to $5.96bn', '$5.00bn')
    """
    if isinstance(value, pd.Period):
        return format_month(value)
    if isinstance(value, (list, tuple)):
        return join_words(value)
    if spec == "word":
        return SPELLED[value] if 0 <= value < len(SPELLED) else format_number(value)
    match = FORMAT.fullmatch(spec)
    if not match:
        return format(value, spec)
    if not isinstance(value, pd.Interval):
        value = pd.Interval(value, value, closed="both")
    if pd.isna(value.left):
        raise InputError("a sentence", "a missing number", "a number")
    name, digits = match.groups()
    scale = name if name in SCALES else ""
    unit = "USD" if name in ("usd", *SCALES) else UNITS.get(name, name)
    places = int(digits) if digits else None
    if name == "count":
        return format_number(value.left)
    return format_range(value.left, value.right, unit, scale=scale, places=places)


class Sentence(string.Formatter):
    """str.format with the formats of `format_value`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return one value in words."""
        return format_value(value, format_spec)


def fill_sentence(template: str, **values: Any) -> str:
    """Return a sentence with its values in words.

    >>> fill_sentence("Sold for {value:usd}.", value=14.5e6)
    'Sold for $14.5m.'
    """
    return Sentence().format(template, **values)


def markdown(text: str) -> str:
    """Return Markdown as HTML; HTML inside it is shown as text."""
    return str(PARSER(text)).strip()


def markdown_line(text: str) -> str:
    """Return one line of Markdown as HTML without its paragraph."""
    return markdown(text).removeprefix("<p>").removesuffix("</p>")


def drop_markdown(text: str) -> str:
    """Return Markdown as words, links and emphasis without their marks.

    >>> drop_markdown("**Up** by [half](02.html)")
    'Up by half'
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\*\*|(?<!\w)\*|\*(?!\w)|`", "", text).strip()


def escape(text: object) -> str:
    """Return text that stands for itself in HTML."""
    return html.escape(str(text), quote=True)
