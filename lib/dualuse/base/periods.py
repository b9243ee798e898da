"""Periods as people write them, read as a first and a last month."""

import re

import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.series import read_month, write_month

BETWEEN = re.compile(
    r"\s*(?:/|–|—|\.\.|\b(?:to|until|till|through)\b| - "
    r"|(?<=[A-Za-z])-(?=[A-Za-z])|(?<=\d{4})-(?=[A-Za-z]{3}))\s*"  # "Jan-Apr 2023"
)
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
    "twelve": 12,
}
PART = re.compile(r"(?:the )?(\w+) (half|quarter) (?:of )?(\d{4})")
SINCE_JANUARY = re.compile(r"(?:the )?(?:first )?(\w+) months (?:of )?(\d{4})")
UP_TO = re.compile(
    r"(?:the )?(?:last )?(\w+) months (?:to|until|till|through|ending|ended)(?: in)? (.+)",
    re.IGNORECASE,
)
NUMBER_FIRST = re.compile(r"\b([1-4])([QH]) ?(\d{4})\b", re.IGNORECASE)  # "1H 2025"
MONTH_FIRST = re.compile(r"(?<![\d-])(0?[1-9]|1[0-2])/(\d{4})(?![\d-])")  # "01/2023"
# "05/06/2023" and "5/6 2023": a day, as one country or another writes it, or two months
MAY_BE_DAY = re.compile(r"(\d{1,2}) ?/ ?(\d{1,2})[ /]+(\d{4})")
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
    >>> parse_period("Jan-Apr 2023"), parse_period("12 months to May 2023")
    (('2023-01', '2023-04'), ('2022-06', '2023-05'))
    >>> parse_period("2022-04-01")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: period: found '2022-04-01'; expected months such as ...
    """
    text = " ".join(str(words).split())
    up_to = UP_TO.fullmatch(text)
    if up_to:
        months = read_count(up_to[1], text)
        _, end = parse_period(up_to[2])
        return write_month(read_month(end) - months + 1), end
    if " and " in text:
        return parse_neighbours(text)
    refuse_day(text)
    plain = MONTH_FIRST.sub(lambda found: f"{found[2]}-{int(found[1]):02d}", text)
    ends = BETWEEN.split(NUMBER_FIRST.sub(r"\3\2\1", plain))
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


def refuse_day(text: str) -> None:
    """Refuse what may be a day, with the months that may be meant.

    >>> refuse_day("05/06/2023")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: period: found '05/06/2023', which may be a day; ...
    """
    found = MAY_BE_DAY.fullmatch(text)
    if not found:
        return
    numbers = sorted({int(found[1]), int(found[2])})
    months = [f"{found[3]}-{number:02}" for number in numbers if 1 <= number <= 12]
    if not months:
        return
    expected = f"a month, {' or '.join(months)}"
    if len(months) > 1:
        expected += f", or {' to '.join(months)} for both"
    raise InputError("period", f"{text!r}, which may be a day", expected)


def parse_neighbours(text: str) -> tuple[str, str]:
    """Return the months of "January and February 2023"; refuse what lies apart.

    >>> parse_neighbours("January and February 2023")
    ('2023-01', '2023-02')
    """
    earlier, _, later = text.partition(" and ")
    start, end = parse_period(later)
    if not YEAR.search(earlier):
        earlier = f"{earlier} {start[:4]}"
    first, last = parse_period(earlier)
    if read_month(last) + 1 != read_month(start):
        expected = "months that follow each other; ask once for each of others"
        raise InputError("period", repr(text), expected)
    return first, end


def read_count(word: str, text: str) -> int:
    """Return a number of months, in digits or as a word."""
    months = int(word) if word.isdigit() else NUMBERS.get(word.lower(), 0)
    if not 1 <= months <= 12:
        raise InputError("period", repr(text), PERIODS)
    return months


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
        months = read_count(number, text)
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
