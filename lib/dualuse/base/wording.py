"""Numbers, ranges and months in the words that a newsroom prints.

Three significant digits; the ends of a range are rounded outward, so that it never
looks tighter than it is; whole things are whole.
"""

import math
import re
import string
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.printed import split_between
from dualuse.base.series import read_month, write_month
from dualuse.base.units import LARGEST_FALL, SCALES, get_unit, is_multiple

PRINTED_DIGITS = 3
MOST_MORE = 5  # decimals that may be added so that a number lies on its side of another
SAME = 1e-7  # nearer numbers are one
PRINTED_SCALES = ["bn", "m"]  # thousands are printed in full
SIGNS = {"USD": "$", "GBP": "£", "EUR": "€"}
SPELLED = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FORMAT = re.compile(r"(usd|pct|times|tonnes|number)(?:\.(\d))?")
FORMAT_UNITS = {"usd": "USD", "pct": "percent", "number": ""}
SCALED = re.compile(r"(?:(tn|bn|m|k) )?(.*)")
# Two ends of a rate that lie so near are one: "about 80.6%"
ABOUT_TENTH = 0.25
WHOLE_RATE = 10  # from here on a spoken rate has no decimals
ALL = 100  # nothing falls by more
UNGROUPED = re.compile(r"(?<![\d.])\d{4,}")
# "weapon-parts", "men-mobilised": the leading words of a product up to a plural
THINGS = re.compile(r"(?:[a-z]+-)*?(?:[a-z]+s|men)(?:-and-[a-z]+s)?(?![a-z])")


UP, DOWN, STILL = "up", "down", "unchanged"  # what a growth is called
BY_RANGE = re.compile(r"\bby ([$−\d.,]+(?:%|bn|m)) to ([$−\d.,]+(?:%|bn|m))")


def count_places(value: float) -> int:
    """Return the decimals that show three significant digits.

    >>> count_places(14.45), count_places(0.0123), count_places(733189)
    (1, 4, -3)
    """
    if value == 0:
        return 0
    return PRINTED_DIGITS - 1 - math.floor(math.log10(abs(value)))


def round_outward(
    low: float, high: float, places: int, is_open: bool = False
) -> tuple[float, float]:
    """Return a range rounded so that it still holds every value of the exact one.

    Ends that round to one number are that number: 31.314 to 31.317 is 31.3.

    >>> round_outward(5.8531, 5.9572, 2)
    (5.85, 5.96)
    """
    if round(low, places) == round(high, places) and not is_open:
        return round(low, places), round(low, places)
    step = 10.0**places
    lower = round(low * step, 6)  # 14.45 is stored as 14.4499..
    upper = round(high * step, 6)
    return math.floor(lower) / step, math.ceil(upper) / step


def find_telling_places(
    ends: tuple[float, float], marks: Sequence[float], places: int, is_open: bool
) -> int:
    """Return the decimals with which each end lies on its own side of every mark.

    1.0016 is "more than 1", and "1.00" would deny it.

    >>> find_telling_places((1.0012, 1.0019), [1.0], 2, False)
    3
    >>> find_telling_places((1.0, 1.5), [1.0], 1, False)
    1
    """
    for more in range(places, places + MOST_MORE):
        printed = round_outward(*ends, more, is_open)
        if all(
            tell_side(exact, mark) == tell_side(shown, mark)
            for mark in marks
            for exact, shown in zip(ends, printed, strict=True)
        ):
            return more
    return places


def tell_side(value: float, mark: float) -> int:
    """Return -1, 0 or 1: a value below a mark, at it, above; the solver's noise is none."""
    if math.isclose(value, mark, rel_tol=SAME, abs_tol=SAME):
        return 0
    return 1 if value > mark else -1


def trim_places(low: float, high: float, places: int) -> int:
    """Return the decimals without those that are zero at both ends.

    >>> trim_places(32.0, 33.0, 1), trim_places(9.25, 9.3, 2)
    (0, 2)
    """
    for fewer in range(places):
        if round(low, fewer) == low and round(high, fewer) == high:
            return fewer
    return places


def format_number(value: float, places: int = 0) -> str:
    """Return a number with thousands separators and a true minus sign.

    >>> format_number(-1234.5, 1), format_number(-0.4)
    ('−1,234.5', '0')
    """
    decimals = max(places, 0)
    return f"{value:z,.{decimals}f}".replace("-", "−")


def attach_unit(numbers: list[str], unit: str, scale: str = "", noun: str = "") -> str:
    """Return one or two printed numbers with their scale and unit.

    >>> attach_unit(["14.5"], "USD", "m"), attach_unit(["5", "6"], "units", noun="drones")
    ('$14.5m', '5 to 6 drones')
    >>> attach_unit(["5", "7"], "USD per month", "m"), attach_unit(["1"], "tonnes")
    ('$5m to $7m a month', '1 tonne')
    """
    base, _, per = unit.partition(" per ")
    if base in SIGNS:
        text = " to ".join(f"{SIGNS[base]}{number}{scale}" for number in numbers)
    elif base == "percent":
        text = " to ".join(f"{number}%" for number in numbers)
    else:
        name = noun or get_unit(unit).many
        if numbers == ["1"] and not scale and not is_multiple(base):
            name = name_one(noun) if noun else get_unit(unit).one
        text = f"{' to '.join(numbers)}{scale} {name}".strip()
    if per == "unit":
        text += " each"
    elif per:
        text += f" a {per}"
    return text


def close_range(
    low: float | None, high: float | None, unit: str
) -> tuple[str, float, float]:
    """Return "at least" or "at most" for a range with one end, and that end twice."""
    least = -math.inf if low is None or pd.isna(low) else low
    most = math.inf if high is None or pd.isna(high) else high
    nothing = LARGEST_FALL if unit == "percent" else 0  # no sum is less
    if least == nothing < most:
        least = -math.inf
    if most == math.inf:
        return "at least ", least, least
    if least == -math.inf:
        return "at most ", most, most
    return "", least, most


def choose_scale(value: float, unit: str) -> str:
    """Return "bn", "m" or "": what a sum or a quantity reads best in."""
    if get_unit(unit).kind in ("count", "rate"):
        return ""
    for scale in PRINTED_SCALES:
        if abs(value) >= 0.9995 * SCALES[scale]:
            return scale
    return ""


def format_range(
    low: float | None,
    high: float | None,
    unit: str = "",
    noun: str = "",
    places: int | None = None,
    marks: Sequence[float] = (),
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
    places : int, optional
        Decimals; otherwise three significant digits.
    marks : sequence of float
        Numbers that the range is set beside: each printed end lies on the same side of
        them as the exact one, in as many digits as that takes.

    Examples
    --------
    >>> format_range(14.45e6, 14.6e6, "USD"), format_range(-31.3166, -31.3144, "percent")
    ('$14.4m to $14.6m', '−31.3%')
    >>> format_range(316.5, 318, "units", "parts"), format_range(1e8, None, "USD")
    ('317 to 318 parts', 'at least $100m')
    >>> format_range(-100, None, "percent"), format_range(0, 5.28, "units")
    ('any value', 'at most 5 units')
    """
    prefix, least, most = close_range(low, high, unit)
    if math.isinf(least):
        return "any value"
    if get_unit(unit).kind == "count":
        least = math.floor(most) if prefix == "at most " else math.ceil(least)
        most = max(math.floor(most), least)
        places = 0
    smallest, largest = sorted([abs(least), abs(most)])
    scale = choose_scale(largest, unit)
    size = SCALES.get(scale, 1)
    typical = max(smallest, largest / 10)
    decimals = count_places(typical / size) if places is None else places
    ends, is_open = (least / size, most / size), prefix != ""
    beside = [mark / size for mark in marks]
    decimals = find_telling_places(ends, beside, decimals, is_open)
    least, most = round_outward(*ends, decimals, is_open)
    if prefix == "at least ":
        most = least
    elif prefix:
        least = most
    if places is None:
        decimals = trim_places(least, most, decimals)
    numbers = [format_number(end, decimals) for end in dict.fromkeys([least, most])]
    return prefix + attach_unit(numbers, unit, scale, noun)


def write_between(text: str) -> str:
    """Return a range as it reads after "by" or "came to".

    >>> write_between("80% to 82%"), write_between("at least $5m")
    ('between 80% and 82%', 'at least $5m')
    """
    low, _, high = text.partition(" to ")
    return f"between {low} and {high}" if high else text


def speak_rate(
    low: float | None, high: float | None, marks: Sequence[float] = ()
) -> str:
    """Return a rate of change without its sign, as one says it.

    One number where the two ends are as good as one; else both, rounded outward.

    >>> speak_rate(80.53, 80.71), speak_rate(80.6, 81.4), speak_rate(79.43, 85.19)
    ('about 80.6%', 'about 81%', '79% to 86%')
    >>> speak_rate(24.5, 24.5), speak_rate(99.1, 100), speak_rate(69, None)
    ('24.5%', '99% to 100%', 'at least 69%')
    """
    if low is None or high is None or low == high:
        return format_range(low, high, "percent", marks=marks)
    places = 0 if low >= WHOLE_RATE else 1
    if high - low <= ABOUT_TENTH and high < ALL:
        about = round((low + high) / 2, 1)
    elif round(low) == round(high) < ALL and low >= WHOLE_RATE:
        about = round(low)
    else:
        return format_range(low, high, "percent", places=places, marks=marks)
    sides = {
        (tell_side(end, mark), mark) for end in (low, about, high) for mark in marks
    }
    if len(sides) > len({*marks}):  # "about" would lie on another side than its ends
        return format_range(low, high, "percent", marks=marks)
    return f"about {format_number(about, 1 if isinstance(about, float) else 0)}%"


def speak_change(
    low: float | None, high: float | None, marks: Sequence[float] = ()
) -> str:
    """Return a growth in per cent as one says it; an end that is open is None.

    `marks` as in `format_range`.

    >>> speak_change(-31.3166, -31.3144), speak_change(46.85, 47), speak_change(-2, 5)
    ('down by about 31.3%', 'up by about 46.9%', 'between −2% and 5%')
    >>> speak_change(-85.8, None), speak_change(-100, 5), speak_change(0, None)
    ('down by at most 85.8%, or up', 'up by at most 5%, or down', 'up or unchanged')
    """
    if low is not None and low <= LARGEST_FALL and low != high:
        low = None
    high = None if high == math.inf else high
    opposite = [-mark for mark in marks]
    if low == high == 0:
        return STILL
    if low is None and high is None:
        return f"{UP}, {DOWN} or {STILL}"
    if low is not None and low >= 0:
        size = write_between(speak_rate(low, high, marks))
        return f"{UP} or {STILL}" if (low, high) == (0, None) else f"{UP} by {size}"
    if high is not None and high <= 0:
        size = write_between(speak_rate(-high, None if low is None else -low, opposite))
        return f"{DOWN} or {STILL}" if (low, high) == (None, 0) else f"{DOWN} by {size}"
    if low is None:
        return f"{UP} by {speak_rate(None, high, marks)}, or {DOWN}"
    if high is None:
        return f"{DOWN} by {speak_rate(None, -low, opposite)}, or {UP}"
    return write_between(format_range(low, high, "percent", marks=marks))


def format_month(month: object) -> str:
    """Return a pandas Period, or text YYYY-MM, as "January 2023"."""
    return date.fromisoformat(f"{month}-01").strftime("%B %Y")


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
    moment = pd.Timestamp(str(day))
    return f"{moment.day} {moment:%B %Y}"


def name_things(product: str) -> str:
    """Return what is counted of a product, "" where its name is no plural.

    >>> name_things("weapon-parts"), name_things("men-mobilised"), name_things("headgear")
    ('weapon parts', 'men', '')
    """
    match = THINGS.match(product)
    return match[0].replace("-", " ") if match else ""


def name_one(things: str) -> str:
    """Return one of several things.

    >>> name_one("drones"), name_one("lithium ion batteries"), name_one("men")
    ('drone', 'lithium ion battery', 'man')
    """
    if " and " in things or things.endswith("ss"):
        return things
    if things.endswith("men"):
        return f"{things[:-2]}an"
    if things.endswith("ies"):
        return f"{things[:-3]}y"
    return things.removesuffix("s")


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
    >>> oil = {"value": "10.5", "unit": "m tonnes", "growth": "8.2"}
    >>> june = {"period_start": "2023-06", "period_end": "2023-06"}
    >>> format_figure({**oil, **june, "growth_base": "2023-05"})
    '10.5m tonnes, up 8.2% on May 2023'
    """
    words = []
    if row["value"]:
        words.append(add_hedge(format_level(row), row.get("hedge", "")))
    growth = row.get("growth", "")
    if growth:
        words.append(format_growth(growth, row.get("growth_hedge", "")))
    if row.get("growth_base") and (growth or is_multiple(row["unit"])):
        words[-1] += f" on {format_base(row)}"  # any other than a year before
    return ", ".join(words)


def format_base(row: dict[str, str]) -> str:
    """Return the months that a printed growth is on, where the page names them."""
    first = read_month(row["growth_base"])
    months = read_month(row["period_end"]) - read_month(row["period_start"])
    return format_period(row["growth_base"], write_month(first + months))


def format_growth(growth: str, hedge: str) -> str:
    """Return a printed growth with its direction, every digit as printed.

    >>> format_growth("-8.1", "nearly"), format_growth("-7--5", "between")
    ('down nearly 8.1%', 'down 5-7%')
    >>> format_growth("-2-5", "between")
    'between −2% and 5%'
    """
    if hedge != "between":
        direction = "down" if growth[0] in "-−" else "up"
        direction += " by" if hedge == "up to" else ""
        return f"{direction} {add_hedge(growth.lstrip('+-−') + '%', hedge)}"
    low, high, _ = split_between(growth)
    if low >= 0:
        return f"up {low}-{high}%"
    if high <= 0:
        return f"down {abs(high)}-{abs(low)}%"
    return f"between −{abs(low)}% and {high}%"


def format_level(row: dict[str, str]) -> str:
    """Return the amount of a figure with its unit, every digit as printed."""
    scale, unit = SCALED.findall(row["unit"])[0]
    noun = ""
    if unit == "units":
        noun = name_things(row.get("product", ""))
    value = UNGROUPED.sub(lambda digits: f"{int(digits[0]):,}", row["value"])
    numbers = re.split(r"(?<=\d)[-–]", value)
    return attach_unit(numbers, unit, scale, noun)


def add_hedge(text: str, hedge: str) -> str:
    """Return a printed number after its hedge."""
    return text if hedge in ("", "exact", "between") else f"{hedge} {text}"


def write_runs(months: list[str]) -> str:
    """Return months in words, those that follow each other as one period.

    >>> write_runs(["2023-01", "2023-02", "2023-05"])
    'January to February 2023 and May 2023'
    """
    runs: list[list[str]] = []
    for month in months:
        if runs and read_month(month) == read_month(runs[-1][1]) + 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    return join_words([format_period(*run) for run in runs])


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
        "usd", "pct", "times", "tonnes", "count" (whole things), "number", "word" (whole
        numbers to nine spelled out); ".2" sets the decimals.

    Examples
    --------
    >>> format_value(14.5e6, "usd"), format_value(78.1, "pct"), format_value(3, "word")
    ('$14.5m', '78.1%', 'three')
    >>> format_value(pd.Interval(5.853e9, 5.957e9), "usd"), format_value(5e9, "usd.2")
    ('$5.85bn to $5.96bn', '$5.00bn')
    """
    if isinstance(value, pd.Period):
        return format_month(value)
    if isinstance(value, (list, tuple)):
        return join_words(value)
    if spec == "word" and value in range(len(SPELLED)):
        return SPELLED[int(value)]
    if spec == "word" and value != round(value):
        return format_range(value, value)
    if spec in ("word", "count"):
        return format_number(value)
    match = FORMAT.fullmatch(spec)
    if not match:
        return format(value, spec)
    name, digits = match.groups()
    unit = FORMAT_UNITS.get(name, name)
    places = int(digits) if digits else None
    low = getattr(value, "left", value)
    high = getattr(value, "right", value)
    if pd.isna(low):
        raise InputError("a sentence", "a missing number", "a number")
    return format_range(low, high, unit, places=places)


class Sentence(string.Formatter):
    """str.format with the formats of `format_value`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return one value in words."""
        return format_value(value, format_spec)


def fill_sentence(template: str, **values: Any) -> str:
    """Return a sentence with its values in words.

    >>> fill_sentence("Sold for {value:usd}.", value=14.5e6)
    'Sold for $14.5m.'
    >>> fill_sentence("Up by {value:pct.0}.", value=pd.Interval(80, 82))
    'Up by between 80% and 82%.'
    """
    text = Sentence().format(template, **values)
    return BY_RANGE.sub(r"by between \1 and \2", text)
