"""What is odd of a printed figure: a slip of unit, month or sign shows beside others.

A figure is held against the words of its own quotation, against the months around it in
its own series, and against the pieces that
were printed of the same goods. Who has looked, and found that the page does say so,
writes "as printed" into its status.
"""

import re
from calendar import month_name
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from statistics import median
from typing import TypeAlias

import pandas as pd

from dualuse.base import hedges, printed, units
from dualuse.base.errors import InputError, name_place
from dualuse.base.series import MONTHS_A_YEAR, read_month

Row: TypeAlias = dict
KNOWN = "as printed"
WAY_OUT = f"(if the page does say so: {KNOWN!r} in its status)"
MONTHS = [*month_name][1:]
MONTH = rf"\b({'|'.join(MONTHS)})\b(?:,? (20\d\d))?"
YEAR = r"\b(20[0-3]\d)\b"
SPACED = r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"  # thousands: 123 000
PERCENTAGE = r"\d[\d.,]*\s?(?:%|per ?cent)"
RISES = r"\b(grew|rose|increased?|increasing|climbed|up|widened) (?:by )?(?:around |another )?{}"
FALLS = r"\b(fell|dropped|decreased?|declined|down) (?:by )?(?:around )?{}"
ABOVE = r"\b(?:over|more than|at least|above)\s+\$?{}"
BELOW = r"\b(?:less than|under|below|nearly|almost)\s+\$?{}"
NEVER_ABOVE = hedges.BELOW
NEVER_BELOW = [*hedges.ABOVE, "at least"]
NEAR = 12  # months between a period and its neighbours
# Times: months of a series are less than 2.5 times from at least one around them, so a
# point that moved by one place is more than four times from all of them.
APART = 4
YEAR_BEFORE = 12  # months: what a growth is on, where its row names no other base
PRICES_APART = 5  # times: nor is the price of a piece from what others paid


def list_slips(where: str, figures: pd.DataFrame) -> Iterator[tuple[int, InputError]]:
    """Yield the place of each figure that is odd beside its quotation or others, and why."""
    rows = figures.astype(object).to_dict("records")
    for row in rows:
        row["month_mean"] = find_month_mean(row)
    prices = list_prices(rows)
    series = group_by_series(rows)
    explanations = [  # a row beside its own quotation first: it is not its neighbour's
        explain_quotation,
        lambda row: explain_level(row, series.get(name_figure_goods(row), [])),
        lambda row: explain_price(row, prices),
    ]
    for explain, (place, row) in product(explanations, enumerate(rows)):
        if row["role"] != "evidence" or KNOWN in row["status"]:
            continue
        words = explain(row)
        if words:
            number = row["value"] or f"{row['growth']} per cent"
            found = f"{number!r} {row['unit']}".strip()
            name = name_place(figures, place)
            yield place, InputError(where, found, f"{words} {WAY_OUT}", name)


SLIP_OF_YEAR = "year"  # inferred: not as the page has it


def find_month_mean(row: dict) -> float:
    """Return what a figure of evidence says of one month, on average; else nothing."""
    start, end = row.get("period_start", ""), row.get("period_end", "")
    if row["role"] != "evidence" or not (row["value"] and start and end):
        return 0.0
    months = read_month(end) - read_month(start) + 1
    if " per " in row["unit"]:  # a month's average as printed, or the price of a piece
        months = 1
    if re.fullmatch(r"[\d.]+", row["value"]):
        scale, _ = units.split_unit(row["unit"])
        return float(row["value"]) * float(scale) / months
    level = printed.read_level(row["value"], row["unit"], row["hedge"])
    return float(level.left) / months


def explain_quotation(row: dict) -> str:
    """Return what a quotation says otherwise than its row, or nothing."""
    quote = row["quote"]
    if not quote:
        return ""
    return (
        explain_scale(row, quote)
        or explain_months(row, quote)
        or explain_way(row, quote)
        or explain_growth(row, quote)
    )


def explain_scale(row: dict, quote: str) -> str:
    """Return what is wrong if the quotation has another number, scale or hedge."""
    value = row["value"]
    if not re.fullmatch(r"[\d.]+", value):
        return ""
    numbers = list_numbers(quote) - {row["growth"].lstrip("-")}
    if numbers and value not in numbers:
        return f"a number that its quotation has: {quote!r}"
    whole, point, digits = value.partition(".")
    number = re.escape(f"{int(whole):,}{point}{digits}").replace(",", ",?")
    number = rf"(?<![\d.,]){number}"
    scaled = rf"{number}\s*({'|'.join(units.SCALE_WORDS)})\b"
    words = re.findall(scaled, quote, re.IGNORECASE)
    known = {units.SCALE_WORDS[word.lower()] for word in words}
    if not known and quote.isascii() and re.search(rf"{number}(?![\d.,]*\d)", quote):
        known = {""}  # as it stands: no thousands, no millions
    unit = row["unit"].partition(" ")[0]
    scale = unit if unit in units.SCALES else ""
    if known and scale not in known:
        return f"the scale that its quotation has: {quote!r}"
    for way, never in ((ABOVE, NEVER_ABOVE), (BELOW, NEVER_BELOW)):
        if re.search(way.format(number), quote) and row["hedge"] in (*never, "exact"):
            return f"the hedge that its quotation has: {quote!r}"
    return ""


def list_numbers(quote: str) -> set[str]:
    """Return the numbers of a quotation as a table has them, years apart.

    Examples
    --------
    >>> sorted(list_numbers("at least 30,000 drones, 1,23 million in 2022"))
    ['1.23', '30.000', '30000']
    >>> list_numbers("applications increased to 123 000")
    {'123000'}
    """
    numbers = set()
    joined = re.sub(SPACED, lambda match: re.sub(r"\D", "", match[0]), quote)
    for text in re.findall(r"\d[\d.,]*", joined):
        plain = re.sub(r",(\d{3})(?!\d)", r"\1", text.rstrip(".,")).replace(",", ".")
        if not re.fullmatch(YEAR, plain):
            numbers |= {plain, text.rstrip(".,").replace(",", ".")}
    return numbers


def explain_months(row: dict, quote: str) -> str:
    """Return what is wrong if the quotation names months or years of no such period."""
    start, end = row["period_start"], row["period_end"]
    is_slip = row.get("inferred") == SLIP_OF_YEAR  # the page prints another one
    if is_slip or not (start and end):
        return ""
    first, last = read_month(start), read_month(end)
    months = set(range(first, last + 1))
    allowed = set(months)
    if row["growth"]:  # it names the year before as well
        allowed |= {month - YEAR_BEFORE for month in months}
    expected = f"the months that its quotation names: {quote!r}"
    named = []
    for word, year in re.findall(MONTH, quote):
        number = MONTHS.index(word)
        if year:
            named.append(MONTHS_A_YEAR * int(year) + number)
        elif number not in {month % MONTHS_A_YEAR for month in months}:
            return expected
    if any(month not in allowed for month in named):
        return expected
    inside = {month for month in named if month in months}
    if len(inside) > 1 and {min(inside), max(inside)} != {first, last}:
        return expected
    years = {int(year) for year in re.findall(YEAR, quote)}
    spanned = {month // MONTHS_A_YEAR for month in allowed}
    return expected if years and not years & spanned else ""


def explain_way(row: dict, quote: str) -> str:
    """Return what is wrong if the quotation says rose where the row says fell."""
    growth = row["growth"]
    if not growth:
        return ""
    number = re.escape(growth.lstrip("-")) + r"(?![.,]?\d)"
    says_rise = re.search(RISES.format(number), quote, re.IGNORECASE)
    says_fall = re.search(FALLS.format(number), quote, re.IGNORECASE)
    is_fall = growth.startswith("-")
    if (says_rise and is_fall) or (says_fall and not is_fall):
        return f"the direction that its quotation has: {quote!r}"
    return ""


def explain_growth(row: dict, quote: str) -> str:
    """Return what is wrong if the quotation has percentages, and another growth.

    >>> row = {"growth": "4.39"}
    >>> explain_growth(row, "the value rose by 43.9% to $58.37bn")
    "a growth that its quotation has: 'the value rose by 43.9% to $58.37bn'"
    >>> explain_growth({"growth": "-8.2"}, "fell 8,2 %"), explain_growth(row, "it rose")
    ('', '')
    """
    growth = row["growth"].lstrip("-")
    printed = re.findall(PERCENTAGE, quote, re.IGNORECASE)
    rates = {number for each in printed for number in list_numbers(each)}
    if not growth or not rates or growth in rates:
        return ""
    return f"a growth that its quotation has: {quote!r}"


def name_figure_goods(row: Row) -> tuple:
    """Return whose goods a row counts, in what: the rows of one series have one name."""
    _, base = units.split_unit(row["unit"] or "USD")
    return *(row.get(field, "") for field in SERIES), base


def group_by_series(rows: Iterable[Row]) -> dict[tuple, list[Row]]:
    """Return the rows that say something of one month on average, by their series."""
    series = defaultdict(list)
    for row in rows:
        if row["month_mean"]:
            series[name_figure_goods(row)].append(row)
    return series


def explain_level(row: Row, series: list[Row]) -> str:
    """Return what makes a level odd among the months around it in its own series."""
    if not row["month_mean"]:
        return ""
    first, last = read_month(row["period_start"]), read_month(row["period_end"])
    around = []
    for other in series:
        if other is row:
            continue
        begins = read_month(other["period_start"])
        ends = read_month(other["period_end"])
        if begins - last <= NEAR and first - ends <= NEAR:
            around.append(other["month_mean"])
    times = [row["month_mean"] / mean for mean in around]
    if len(times) < 2:
        return ""
    if min(times) > APART or max(times) < 1 / APART:
        _, base = units.split_unit(row["unit"])
        usual = printed_amount(median(around), base)
        mean = printed_amount(row["month_mean"], base)
        return f"less than {APART} times from all months around it: {mean} a month, {usual} there"
    return ""


SERIES = ["reporter", "partner", "flow", "product", "source"]
GOODS = ["reporter", "partner", "flow", "product", "period_start", "period_end"]


def list_prices(rows: list[dict]) -> list[tuple[str, float, dict, dict]]:
    """Return (good, price of a piece, its pieces, its worth), where both are printed."""
    counts, worths = {}, {}
    for row in rows:
        if not row["month_mean"]:
            continue
        key = tuple(row.get(field, "") for field in GOODS)
        _, base = units.split_unit(row["unit"])
        if base == "units":
            counts[key] = row
        elif base == "USD":
            worths[key] = row
    prices = []
    for key in counts.keys() & worths.keys():
        price = worths[key]["month_mean"] / counts[key]["month_mean"]
        good = worths[key]["product"].partition("-")[0]
        prices.append((good, price, counts[key], worths[key]))
    return prices


def explain_price(row: dict, prices: list[tuple[str, float, dict, dict]]) -> str:
    """Return what makes a worth odd beside the pieces, at the prices of other prints."""
    for good, price, count, worth in prices:
        if row not in (count, worth):
            continue
        others = [
            other for name, other, *_ in prices if name == good and other != price
        ]
        if not others:
            continue
        times = [price / other for other in others]
        if min(times) > PRICES_APART or max(times) < 1 / PRICES_APART:
            pieces = f"{count['value']} {good} at {printed_amount(price, 'USD')} each"
            usual = printed_amount(median(others), "USD")
            return (
                f"a worth that fits {count['id']} and {worth['id']}: these are {pieces}, "
                f"other prints have them at {usual}"
            )
    return ""


def printed_amount(amount: float, unit: str) -> str:
    """Return an amount for an error: three digits, and its unit."""
    return f"{float(f'{amount:.3g}'):,.10g} {unit}"
