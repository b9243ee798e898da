"""What rows of figures.csv say, read a second time, without the library.

Its own reading of printed numbers, of months and marks, and of what is set aside.
`desk.py` asks questions of it; `proven.py` asks whether the library's ranges are right.
"""

import re
from fractions import Fraction

INFINITE = float("inf")
MULTIPLES = {"tn": 10**12, "bn": 10**9, "m": 10**6, "k": 10**3}
COUNTING = {"declarations", "records", "parts counted"}
WHOLE = {"units", "transactions", "shipments", "persons", "entities"}
HALF = Fraction(1, 2)


def count_months(text):
    """January of the year 0 is 0."""
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


def split(unit):
    """(multiple, base): "m USD per month" is (1000000, "USD per month")."""
    head, _, tail = unit.partition(" ")
    if head in MULTIPLES and tail:
        return MULTIPLES[head], tail
    return 1, unit


def name_base(row):
    """What the row is solved in: dollars, where it says only how something grew."""
    base = split(row["unit"])[1].removesuffix(" per month")
    if base.startswith("times in "):
        return base.removeprefix("times in ")
    return "USD" if base in ("", "times", "percent") else base


def measure_digit(digits, is_hedged):
    """(unit of the last digit that counts, how many count)."""
    whole, _, behind = digits.partition(".")
    if behind:
        counting = (whole + behind).lstrip("0")
        return Fraction(1, 10 ** len(behind)), len(counting)
    counting = whole.lstrip("0")
    zeros = len(counting) - len(counting.rstrip("0")) if is_hedged else 0
    return Fraction(10**zeros), len(counting) - zeros


def limit(text, hedge, is_count=False):
    """The least and the greatest that a printed number allows; None is no limit."""
    if hedge == "between":
        low, high = re.split(r"\s*[-–]\s*", text)
        return Fraction(low), Fraction(high)
    digits = text.replace(",", "").replace("−", "-").lstrip("+-")
    value = Fraction(digits)
    is_hedged = hedge not in ("exact", "cut off")
    digit, number = measure_digit(digits, is_hedged)
    if is_count and not is_hedged and digit == 1:
        return value, value
    if is_count and is_hedged and value <= 10 and value.denominator == 1:
        return count_few(int(value), hedge)
    half, one = digit * HALF, digit
    if is_hedged and number == 1:
        half, one = Fraction(0), value / 10
        if hedge == "about":  # 3, rounded, is at least as near
            one = max(one, measure_digit(digits, False)[0] / 2)
    low, high = {
        "exact": (value - half, value + one),
        "cut off": (value, value + one),
        "about": (value - one, value + one),
        "more than": (value - half, value + one),
        "just over": (value - half, value + one),
        "at least": (value, value + one),
        "nearly": (value - one, value + half),
        "just under": (value - one, value + half),
        "up to": (value - one, value),
        "less than": (Fraction(0), value),
    }[hedge]
    if text.startswith(("-", "−")):
        low, high = -high, -low
    return low, high


def count_few(number, hedge):
    """The fewest and the most of a few things: nobody rounds what fits on ten fingers."""
    if hedge == "about":
        return max(number - 1, 0), number + 1
    if hedge in ("more than", "at least"):
        return number + (hedge == "more than"), INFINITE
    if hedge == "just over":
        return number + 1, number + 2
    if hedge in ("nearly", "just under"):
        return max(number - 2, 0), max(number - 1, 0)
    return 0, max(number - (hedge == "less than"), 0)


def read(row, kind):
    """What a row says: months, level in base units, growth in per cent, whether it is late."""
    marks = row["status"].split("; ")
    first, last = count_months(row["period_start"]), count_months(row["period_end"])
    months = last - first + 1
    multiple, base = split(row["unit"])
    level = rate = None
    if row["value"]:
        hedge = "cut off" if "cut off" in marks else row["hedge"]
        is_whole = base in WHOLE and multiple == 1
        low, high = limit(row["value"], hedge, is_whole)
        times = multiple * (months if base.endswith(" per month") else 1)
        level = (max(low, 0) * times, high * times)
        if (
            kind in COUNTING
            and "complete" not in marks
            and not base.startswith("times")
        ):
            level = (level[0], None)  # what a source counted is the least
        if "each month" in marks:  # the least of each; none is the greatest
            level = (level[0], None)
        if base.startswith("times"):
            rate = (100 * low - 100, None if level[1] is None else 100 * high - 100)
            level = None
    if row["growth"]:
        rate = limit(row["growth"], row["growth_hedge"] or "exact")
    return {
        "flow": row["flow"],
        "span": (first, last),
        "level": level,
        "rate": rate,
        "is_late": "later print" in marks,
        "table": (row["flow"], row["page"], row.get("released", "")),
    }


def list_systems(rows):
    """{(reporter, partner, product, source, base): rows} of what adds up."""
    systems = {}
    for row in rows:
        is_used = row["role"] == "evidence" and row["period_start"]
        is_sum = row["flow"] not in ("share", "price")
        is_rate = row["value"] and row["unit"] in ("percent", "USD per unit")
        if not (is_used and row["period_end"] and is_sum) or is_rate:
            continue
        if not (row["value"] or row["growth"]):
            continue
        key = (row["reporter"], row["partner"], row["product"], row["source"])
        systems.setdefault((*key, name_base(row)), []).append(row)
        if (row["value"], row["unit"]) == ("0", "units"):  # no piece, no dollar
            nothing = {**row, "growth": ""}
            systems.setdefault((*key, "USD"), []).append(nothing)
    return systems


def print_one_number(group):
    """Whether rows print one number of one release, each otherwise."""
    words = ("flow", "period_start", "period_end", "growth")
    numbers = {(*map(row.get, words), "later print" in row["status"]) for row in group}
    levels = {row["value"] for row in group}
    return len(numbers) == 1 and len(levels) > 1 and "" not in levels


def leave_out(rows, findings):
    """Rows without those of the findings; directions put right, rows of one number kept.

    `findings`: lists of rows of set_aside.csv, those of one contradiction together.
    """
    rows = {row["id"]: row for row in rows}
    other = {"export": "import", "import": "export"}
    for finding in findings:
        group = [rows.pop(each["figure"]) for each in finding if each["figure"] in rows]
        if finding[0]["likely_cause"] == "swapped direction":
            group = [{**row, "flow": other[row["flow"]]} for row in group]
        elif not print_one_number(group):
            group = []
        rows |= {row["id"]: row for row in group}
    return list(rows.values())
