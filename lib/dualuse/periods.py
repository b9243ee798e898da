"""Periods as people write them, read as a first and a last month."""

import re

import pandas as pd

from dualuse.errors import InputError
from dualuse.series import read_month, write_month

BETWEEN = re.compile(r"\s*(?:/|–|—|\.\.|\b(?:to|until|till|through)\b| - )\s*")
HALF = re.compile(r"(\d{4}) ?(H[12])")
HALVES = {"H1": ("01", "06"), "H2": ("07", "12")}
YEAR = re.compile(r"\d{4}")
YEAR_LAST = re.compile(r"([QH]\d) (\d{4})")  # "Q2 2022"
NUMBERS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
}
PART = re.compile(r"(?:the )?(\w+) (half|quarter) (?:of )?(\d{4})")
SINCE_JANUARY = re.compile(r"(?:the )?first (\w+) months (?:of )?(\d{4})")
LENGTHS = ("M", "Q-DEC", "Y-DEC")  # a month, a quarter, a year: not a day
PERIODS = (
    "months such as 2023-05, 2023Q2, 2023H1, 2023, April to June 2022 or first half "
    "of 2023"
)


def parse_period(words: str | int | pd.Period) -> tuple[str, str]:
    """Return the first and the last month that words name.

    Examples
    --------
    >>> parse_period("April to June 2022"), parse_period("2023Q2"), parse_period(2023)
    (('2022-04', '2022-06'), ('2023-04', '2023-06'), ('2023-01', '2023-12'))
    >>> parse_period("first half of 2023"), parse_period("first five months of 2023")
    (('2023-01', '2023-06'), ('2023-01', '2023-05'))
    >>> parse_period("2022-04-01")
    Traceback (most recent call last):
    dualuse.errors.InputError: period: found '2022-04-01'; expected months such as ...
    """
    text = " ".join(str(words).split())
    ends = BETWEEN.split(text)
    if len(ends) > 2:
        raise InputError("period", repr(text), PERIODS)
    start, end = parse_span(ends[-1], text)
    if len(ends) == 2:
        first = ends[0]
        names_a_year = YEAR.search(first) or YEAR.fullmatch(ends[1])
        if first and not names_a_year:  # "April to June 2022"
            first = f"{first} {end[:4]}"
        start, _ = parse_span(first, text)
    if start > end:
        raise InputError("period", repr(text), "an end that is not before its start")
    return start, end


def parse_base(words: str, start: str, end: str) -> str:
    """Return the first month of what a growth is on: as many months, and earlier."""
    base_start, base_end = parse_period(words)
    length = read_month(end) - read_month(start)
    if read_month(base_end) - read_month(base_start) != length or base_start >= start:
        expected = f"as many months as {start} to {end}, earlier"
        raise InputError("base", words, f"{expected}: unequal periods do not compare")
    return base_start


def parse_span(words: str, text: str) -> tuple[str, str]:
    """Return the first and last month of one month, quarter, half-year or year."""
    words = shorten_part(words, text)
    words = YEAR_LAST.sub(r"\2\1", words.upper())
    half = HALF.fullmatch(words)
    if half:
        year, months = half[1], HALVES[half[2]]
        return f"{year}-{months[0]}", f"{year}-{months[1]}"
    first_months = SINCE_JANUARY.fullmatch(words.lower())
    if first_months:
        number, year = first_months.groups()
        months = int(number) if number.isdigit() else NUMBERS.get(number, 0)
        if not 1 <= months <= 12:
            raise InputError("period", repr(text), PERIODS)
        start = f"{year}-01"
        return start, write_month(read_month(start) + months - 1)
    try:
        span = pd.Period(words)
    except ValueError:
        raise InputError("period", repr(text), PERIODS) from None
    if not YEAR.search(words) or span.freqstr not in LENGTHS:
        raise InputError("period", repr(text), PERIODS)
    start, end = span.asfreq("M", "start"), span.asfreq("M", "end")
    return str(start), str(end)


def shorten_part(words: str, text: str) -> str:
    """Return "first half of 2023" as "2023H1"; other words as they are."""
    part = PART.fullmatch(words.lower())
    if not part:
        return words
    which, length, year = part.groups()
    number = NUMBERS.get(which, 0)
    if not 1 <= number <= (2 if length == "half" else 4):
        raise InputError("period", repr(text), PERIODS)
    return f"{year}{length[0].upper()}{number}"
