"""What would settle a claim of one's own, and where else its very number is printed.

A first release can be read in more ways than one: a growth is on a base as first printed
or as revised, months that no release gives together are worked out in two ways. Each is
looked at by itself: what is named is what those lack that are still open. Where no
figure can settle it, that is said: only a revision can, or none at all.
"""

import math
from typing import NamedTuple

from dualuse.base import tables, wording
from dualuse.base.catalogue import OWN, describe_series
from dualuse.base.printed import divide
from dualuse.base.series import MONTHS_A_YEAR, Series, read_month, write_month
from dualuse.base.units import is_multiple
from dualuse.desk.minimums import Side as RowSide
from dualuse.engine.evidence import (
    MEASURES,
    Evidence,
    Question,
    Range,
    find_unit,
    keep_whole,
    keep_within_whole,
    leave_out,
)
from dualuse.engine.ranges import ANY_VALUE, CUSTOMS, RECORDS, Span
from dualuse.engine.verdicts import Words, read_words

HELD_OUT = "published/held_out.csv"
# Of the width of a claim: what is known so well hardly needs more digits.
WELL_KNOWN = 0.1
NARROW = 0.01  # the width of a claim that is open on one side, in proportion
MANY_DIGITS = 1e-6  # in proportion: nobody prints more
Side = tuple[str, list[str]]  # a series, its first and last month


class Reading(NamedTuple):
    """One way to read what was first released: what it gives, and of which months."""

    amount: Range
    spans: tuple[tuple[str, Span], ...]


class Wanted(NamedTuple):
    """A figure that would help: of which months of a series, and how."""

    series: str
    months: tuple[str, str]
    how: str = ""  # "together", "each month", or "growth"


def write_settles(question: Question, evidence: Evidence) -> str:
    """Return what figure would settle a question; nothing where all confirms it.

    It reads "A figure for March 2023: China's exports to Ukraine, all goods, by ...".
    """
    sides = list_sides(question)
    if Series.read(question.series).source == OWN:
        return write_rows_needed(question, evidence)
    words = read_words(question.test)
    readings: dict[str, list[Reading]] = {}
    for reading in list_readings(question, evidence):
        readings.setdefault(place_reading(reading, words), []).append(reading)
    if list(readings) == ["outside"]:
        return f"Only a revision can: {write_sides(sides)}. More digits cannot."
    if list(readings) == ["inside"]:
        return ""
    is_stuck = "cut off" in readings or {"inside", "outside"} <= {*readings}
    wanted = list_wanted(readings.get("open", []), question, evidence)
    is_apart = not all(is_given(*side, evidence) for side in list_spans(sides))
    if is_apart and (is_stuck or are_exact(wanted, evidence)):
        figures = "a figure" if len(sides) == 1 else "figures"
        return f"Only {figures} of these months together can: {write_sides(sides)}."
    if is_stuck:
        return f"No further figure can: {explain_stuck(readings)}."
    return f"{write_wanted(wanted, question, evidence)}."


def explain_stuck(readings: dict[str, list[Reading]]) -> str:
    """Return why no further figure can settle a question."""
    if "cut off" in readings:
        return "it is so if the number asked was cut off, and not if it was rounded"
    return "it is so in one release, and not in another"


def list_spans(sides: list[Side]) -> list[tuple[str, Span]]:
    """Return each side of a question as the months of its own release."""
    spans = []
    for series, months in sides:
        first, last = map(read_month, months)
        spans.append((series, Span(Series.read(series).flow, first, last)))
    return spans


def is_given(series: str, span: Span, evidence: Evidence) -> bool:
    """Tell whether a release gives some months of a series together."""
    return evidence.ranges.find_programme(series).is_given(span)


def list_readings(question: Question, evidence: Evidence) -> list[Reading]:
    """Return the ways to read what was first released on a question."""
    ranges, series = evidence.ranges, question.series
    programme = ranges.find_programme(series)
    start, end = question.period
    readings = []
    if question.base:
        base = read_month(question.base)
        pairs = ranges.list_growths(series, (start, end), base, "own")
        for pair in pairs:
            growth = programme.growth(*pair)
            spans = [(series, span) for span in pair]
            if not programme.allowance:  # who revises nothing has one release
                spans = [(series, span._replace(release="own")) for span in pair]
            readings.append(Reading(growth, tuple(spans)))
        return list(dict.fromkeys(readings))
    below = question.spec.get("over")
    for span in ranges.list_spans(series, start, end, "own"):
        amount = programme.range(span)
        if below is None:
            amount = keep_whole(amount, find_unit(question.test))
            readings.append(Reading(amount, ((series, span),)))
            continue
        for other in ranges.list_spans(below, start, end, "own"):
            ratio = divide(amount, ranges.find_programme(below).range(other))
            if ratio is not None and ratio != ANY_VALUE:
                ratio = keep_within_whole(ratio, series, below)
            readings.append(Reading(ratio, ((series, span), (below, other))))
    return readings


def place_reading(reading: Reading, words: Words) -> str:
    """Return whether what a reading gives is inside the words of a claim, or outside.

    "cut off" is what they allow only if their number was cut off, and not rounded.
    """
    amount = reading.amount
    if amount is None or amount == ANY_VALUE:
        return "open"
    if amount in words.says:
        return "inside"
    if not amount.overlaps(words.allows):
        return "outside"
    is_cut_off = amount in words.allows and not amount.overlaps(words.says)
    return "cut off" if is_cut_off else "open"


def list_wanted(
    readings: list[Reading], question: Question, evidence: Evidence
) -> list[Wanted]:
    """Return the figures that readings lack which are open: those not known well."""
    releases = [{span.release for _, span in reading.spans} for reading in readings]
    is_one_by_one = all("sum" in each for each in releases)
    start, end = question.period
    wanted = []
    for reading, release in zip(readings, releases, strict=True):
        if "revised" in release:
            wanted.append(Wanted(question.series, (start, end), "growth"))
            continue
        for series, span in reading.spans:
            # once the months are given together, they are not added up
            whole = span if is_one_by_one else span._replace(release="own")
            wanted += list_pieces(series, whole, evidence)
    wanted = list(dict.fromkeys(wanted))
    for width in (WELL_KNOWN * measure_claim(question), MANY_DIGITS):
        lacking = [
            each for each in wanted if not is_known(each, question, evidence, width)
        ]
        if lacking:
            return lacking
    return wanted


def list_pieces(series: str, span: Span, evidence: Evidence) -> list[Wanted]:
    """Return the figures that give some months: each of them, or all in one."""
    if span.release == "sum":
        numbers = range(span.start, span.end + 1)
        months = [write_month(number) for number in numbers]
        return [Wanted(series, (each, each), "each month") for each in months]
    how = "" if is_given(series, span, evidence) else "together"
    return [Wanted(series, (write_month(span.start), write_month(span.end)), how)]


def measure_claim(question: Question) -> float:
    """Return how wide what a claim says is, in proportion."""
    says = read_words(question.test).says
    whole = 100 if question.base else 0
    if not math.isfinite(says.length) or says.right + whole <= 0:
        return NARROW
    return float(says.length / (says.right + whole))


def is_known(
    wanted: Wanted, question: Question, evidence: Evidence, width: float
) -> bool:
    """Tell whether a figure is printed, and what it leaves open is not more than that.

    One month of several is beside their sum.
    """
    if wanted.how == "growth" or not has_print(wanted, question, evidence):
        return False
    side = (wanted.series, [*wanted.months])
    share = 1.0
    if wanted.how == "each month":
        months = read_month(question.period[1]) - read_month(question.period[0]) + 1
        share = 1 / months
    return measure_width(side, evidence) * share <= width


def has_print(wanted: Wanted, question: Question, evidence: Evidence) -> bool:
    """Tell whether a figure is printed, set aside or not."""
    if wanted.how == "growth":
        printed = evidence.find_printed(question)
        return bool(printed or evidence.find_multiples(question))
    return is_printed((wanted.series, [*wanted.months]), evidence)


def are_exact(wanted: list[Wanted], evidence: Evidence) -> bool:
    """Tell whether months are known one by one, with more digits than anybody prints."""
    for each in wanted:
        width = measure_width((each.series, [*each.months]), evidence)
        if each.how != "each month" or width > MANY_DIGITS:
            return False
    return True


def write_wanted(wanted: list[Wanted], question: Question, evidence: Evidence) -> str:
    """Return figures in words, those of one series together."""
    sides = [(each.series, [*each.months]) for each in wanted]
    if all(has_no_end(side, evidence) and is_printed(side, evidence) for side in sides):
        return f"A complete count, and no minimum: {write_sides(sides)}"
    names_growth = any(each.how == "growth" for each in wanted)
    # a growth alone says it where it can be read in one way
    is_sole = len(list_readings(question, evidence)) == 1
    by_words: dict[str, list[str]] = {}
    for series in dict.fromkeys(each.series for each in wanted):
        of_series = [each for each in wanted if each.series == series]
        words = ", and ".join(write_figures(of_series, question, evidence))
        if question.base and not names_growth and is_sole:
            growth = Wanted(series, of_series[0].months, "growth")
            words += f", or {write_growth(growth, question, evidence)}"
        by_words.setdefault(words, []).append(describe_series(series))
    told = []
    for words, names in by_words.items():
        of_each = " of each" if len(names) > 1 else ""
        told.append(f"{words}{of_each}: {'; '.join(names)}")
    text = "; and ".join(told)
    return text[0].upper() + text[1:]


def write_figures(
    wanted: list[Wanted], question: Question, evidence: Evidence
) -> list[str]:
    """Return figures of one series in words: of which months, how, with more digits."""
    alike: dict[tuple, list[Wanted]] = {}
    for each in wanted:
        is_month = each.how == "each month"
        key = (each.how == "growth", is_month, has_print(each, question, evidence))
        alike.setdefault(key, []).append(each)
    told = []
    for (is_growth, is_month, is_finer), group in sorted(alike.items()):
        if is_growth:
            told.append(write_growth(group[0], question, evidence, bool(told)))
            continue
        periods = wording.join_words([write_months(each) for each in group])
        if is_month:
            months = sorted(each.months[0] for each in group)
            periods = write_each(months)
        is_record = name_kind(group[0].series, evidence) in RECORDS
        noun = "complete count" if is_record else "figure"
        what = f"a {noun}" if len(group) == 1 else f"{noun}s"
        finer = " with more digits" if is_finer else ""
        told.append(f"{what} for {periods}{finer}")
    return told


def write_each(months: list[str]) -> str:
    """Return single months in words.

    >>> write_each(["2023-08", "2023-12"]), write_each(["2023-08", "2023-09", "2023-12"])
    ('August 2023 and December 2023', 'each month of August to September 2023 and December 2023')
    """
    runs = wording.write_runs(months)
    alone = [wording.format_month(month) for month in months]
    return runs if runs == wording.join_words(alone) else f"each month of {runs}"


def write_months(wanted: Wanted) -> str:
    """Return the months of a figure in words."""
    months = wording.format_period(*wanted.months)
    return f"{months} together" if wanted.how == "together" else months


def write_growth(
    wanted: Wanted, question: Question, evidence: Evidence, is_named: bool = True
) -> str:
    """Return a growth that would help, in words; its months where none are named."""
    period, base = question.period, question.base_period
    about = "this growth"
    if not is_named:
        months = [wording.format_period(*each) for each in (period, base)]
        about = f"the growth of {' on '.join(months)}"
    is_revised = evidence.ranges.find_programme(wanted.series).allowance > 0
    by = "as printed"
    if is_revised and not is_recent(question):
        by = "as customs print it"
    is_finer = has_print(wanted, question, evidence)
    return f"{about} {by}{', with more digits' if is_finer else ''}"


def is_recent(question: Question) -> bool:
    """Tell whether the base of a growth is less than a year before."""
    months = read_month(question.period[0]) - read_month(question.base)
    return months < MONTHS_A_YEAR


def name_kind(series: str, evidence: Evidence) -> str:
    """Return the kind of the source of a series, such as customs statistics."""
    return str(evidence.ranges.kinds.get(Series.read(series).source, ""))


def write_rows_needed(question: Question, evidence: Evidence) -> str:
    """Return of which sides rows of one's own are missing, nothing if they are whole."""
    lacking = []
    for series, months in list_sides(question):
        line = Series.read(series)
        rows = RowSide(str(line._replace(unit="USD")), months, MEASURES[line.unit])
        total = rows.add_up(evidence)
        if total is None or total.right == math.inf:
            lacking.append((series, months))
    if not lacking:
        return ""
    return f"Rows of all codes and months of it: {write_sides(lacking)}."


def list_sides(question: Question) -> list[Side]:
    """Return the series and months that a question compares, or its only ones."""
    sides = [(question.series, question.period)]
    if question.base:
        sides.append((question.series, question.base_period))
    if "over" in question.spec:
        sides.append((question.spec["over"], question.period))
    return sides


def write_sides(sides: list[Side]) -> str:
    """Return all sides in words, the months of one series together."""
    by_series: dict[str, list[str]] = {}
    for series, months in sides:
        by_series.setdefault(series, []).append(wording.format_period(*months))
    told = []
    for series, periods in by_series.items():
        told.append(f"{describe_series(series)}, {wording.join_words(periods)}")
    return "; ".join(told)


def is_printed(side: Side, evidence: Evidence) -> bool:
    """Tell whether a figure is of these very months of a series, set aside or not."""
    series, months = side
    for row in evidence.rows.values():
        is_here = [row["period_start"], row["period_end"]] == months
        if row["role"] == "evidence" and row["series"] == series and is_here:
            return True
    return False


def has_no_end(side: Side, evidence: Evidence) -> bool:
    """Tell whether what is printed of a side is a minimum, such as a count of records."""
    series, (start, end) = side
    amount = evidence.ranges.range(series, start, end, "own")
    return amount is not None and bool(amount.right == math.inf)


def measure_width(side: Side, evidence: Evidence) -> float:
    """Return how wide the range of a side is, in proportion; infinite if not known."""
    series, (start, end) = side
    amount = evidence.ranges.range(series, start, end, "own")
    if amount is None or amount.right == math.inf:
        return math.inf
    if amount.right == 0:  # known to be nothing
        return 0.0
    return float((amount.right - amount.left) / amount.right)


def list_on_file(question: Question, evidence: Evidence) -> list[str]:
    """Return what was printed of the months asked and no range counts, with why."""
    source = Series.read(question.series).source
    context = [row for row in evidence.prints if row["role"] == "context"]
    kept = [(context, "beside the evidence")]
    kept.append((list_held_out(source, evidence), "held out to test the ranges"))
    lines = []
    for series, (start, end) in list_sides(question):
        is_base = bool(question.base) and [start, end] == question.base_period
        # a part of the months says more where nothing else bounds them
        may_be_part = has_no_end((series, [start, end]), evidence)
        for rows, why in kept:
            for row in rows:
                first, last = row["period_start"], row["period_end"]
                is_all = (first, last) == (start, end)
                is_part = may_be_part and start <= first and "" < last <= end
                if is_base and not is_amount(row):  # it grew on what nobody asked about
                    continue
                if row["series"] == series and (is_all or is_part):
                    lines.append(write_on_file(row, why))
        for row in list_longer((series, [start, end]), evidence):
            lines.append(write_on_file(row, "which does not tell these months apart"))
    return lines


def list_longer(side: Side, evidence: Evidence) -> list[dict]:
    """Return the figures of longer months, of a side that they say nothing about."""
    series, (start, end) = side
    if evidence.ranges.range(series, start, end, "own") is not None:
        return []
    rows = []
    for row in evidence.rows.values():
        first, last = row["period_start"], row["period_end"]
        is_longer = "" < first <= start and end <= last and [first, last] != side[1]
        if row["series"] == series and row["role"] == "evidence" and is_longer:
            rows.append(row)
    return rows


def is_amount(row: dict) -> bool:
    """Tell whether what was printed is an amount, and not a growth alone."""
    return bool(row["value"]) and not is_multiple(row["unit"])


def list_held_out(source: str, evidence: Evidence) -> list[dict]:
    """Return the figures that are held out, if a source is customs: they name none."""
    kinds = evidence.sources.set_index("source")["kind"]
    if kinds.get(source) != CUSTOMS or not (tables.DATA / HELD_OUT).is_file():
        return []
    rows = leave_out(tables.read_table(HELD_OUT), ["id", "outlet"], evidence.without)
    return tables.add_series(rows.assign(source=source)).to_dict("records")


def write_on_file(row: dict, why: str) -> str:
    """Return what was printed, of which months, by whom, why it does not count."""
    months = wording.format_period(row["period_start"], row["period_end"])
    printed = wording.format_figure(row)
    words = f"{row['id']}: {printed}, {months} ({row['publisher']}), {why}"
    return f"{words}. {row['note']}" if row["note"] else words


def find_same_number(question: Question, code: str, evidence: Evidence) -> str:
    """Return which figure of another series has the very number of a question."""
    test = question.test
    there = Question({**question.spec, "series": code}, test, [], question.period)
    for row in evidence.find_printed(there):
        printed = row["growth"] if question.base else row["value"]
        is_unit = question.base or row["unit"] == test["unit"]
        if is_unit and printed == test.get("value"):
            return f"; {row['id']} prints this very number"
    return ""
