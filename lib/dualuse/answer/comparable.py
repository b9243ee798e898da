"""The story's sums beside the public sums that come nearest, and how far they compare.

The marks are judgements, rows of published/comparable.csv; the sums are figures, or
official rows of a claim. Whether the months are the same follows from the periods, and
a mark that says otherwise is refused.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, TypedDict

import pandas as pd

from dualuse.answer import cells
from dualuse.base import wording
from dualuse.base.errors import InputError
from dualuse.base.printed import read_level, read_number

WHERE = "data/published/comparable.csv"
DEMANDS = ["goods", "months", "buyers and sellers"]
LEFT_OUT = "left out"
UNSTATED = "not stated"
YES, PARTLY, NO = "yes", "partly", "no"
TIMES = " x "  # between a sum and the share of it in per cent
OPEN_HEDGE = "at least"  # whoever writes so names no upper limit
Rows = Mapping[str, Mapping[str, str]]


class Mark(TypedDict):
    """Whether two sums count the same in one respect, why, and whose judgement it is."""

    mark: str
    why: str
    judgement: str


class Sum(TypedDict):
    """A public sum: what it counts, in words, and a mark for each of `DEMANDS`."""

    id: str
    record: str
    text: str
    low: float
    is_open: bool
    is_ours: bool
    who: str
    counts: str
    period: list[str]
    marks: dict[str, Mark]


class Group(TypedDict):
    """A sum of the story, the public sums nearest to it, and the claim's verdict."""

    claim: str
    subject: str
    verdict: str
    story: Sum
    sums: list[Sum]


def list_sums(
    marks: pd.DataFrame, claims: Mapping[str, dict], tables: Mapping[str, Any]
) -> list[Group]:
    """Return the story's sums in the order of the table, each with the public ones.

    Parameters
    ----------
    marks : pandas.DataFrame
        published/comparable.csv.
    claims : mapping
        {id: processed/claims/*.json} of those that the table names.
    tables : mapping
        `rows`, the figures by id; names of `outlets`; `labels` of sources, `goods` of
        products and `subjects` of claims; `months` that the story may mean.

    Raises
    ------
    InputError
        For a sum that is neither a figure nor official rows of the claim, and for a mark
        on months that the periods do not bear out.
    """
    shown = marks[marks["same"] != LEFT_OUT]
    groups = []
    for (name, story), of_claim in shown.groupby(["claim", "story"], sort=False):
        claim = claims[name]
        told = describe_figure(story, tables)
        periods = list_compared_periods(told["period"], claim, tables["months"])
        told["counts"] = tell_compared(told["counts"], periods)
        sums = []
        for reference, rows in of_claim.groupby("sum", sort=False):
            each = describe_sum(str(reference), claim, tables)
            each["marks"] = read_marks(rows)
            check_marked_months(each, periods)
            sums.append(each)
        sums.sort(key=lambda each: each["low"], reverse=True)
        group = Group(
            claim=name,
            subject=tables["subjects"].get(name, claim["claim"]),
            verdict=claim["verdict"],
            story=told,
            sums=sums,
        )
        groups.append(group)
    return groups


def read_marks(rows: pd.DataFrame) -> dict[str, Mark]:
    """Return {what is compared: the mark}, in the order of `DEMANDS`."""
    by_demand = {row["same"]: row for row in rows.to_dict("records")}
    marks = {}
    for demand in DEMANDS:
        row = by_demand[demand]
        marks[demand] = Mark(
            mark=row["mark"], why=row["why"], judgement=row["judgement"]
        )
    return marks


def describe_figure(name: str, tables: Mapping[str, Any]) -> Sum:
    """Return a printed figure as a sum: who printed what, of which months."""
    if name not in tables["rows"]:
        expected = "a figure, two figures, or a part with official rows"
        raise InputError(WHERE, f"sum {name!r}", expected)
    row = tables["rows"][name]
    level = read_level(row["value"], row["unit"], row["hedge"])
    return Sum(
        id=name,
        record=f"figures.html#{name}",
        text=wording.format_figure({**row, "growth": ""}),
        low=float(level.left) if row["hedge"] == "about" else read_sum(row),
        is_open=row["hedge"] == OPEN_HEDGE
        or (row["role"] == "claim" and is_above(row)),
        is_ours=False,
        who=name_printer(row, tables),
        counts=describe_goods(row) + tell_read_at(row, tables),
        period=[row["period_start"], row["period_end"]],
        marks={},
    )


def read_sum(row: Mapping[str, str]) -> float:
    """Return the number that a row prints, in its base unit.

    >>> read_sum({"value": "14.5", "unit": "m USD"})
    14500000.0
    """
    level = read_level(row["value"], row["unit"], "cut off")
    return float(level.left)


def is_above(row: Mapping[str, str]) -> bool:
    """Tell whether a claim that is held to its words has no upper end."""
    level = read_level(row["value"], row["unit"], row["hedge"], literal=True)
    return math.isinf(level.right)


def name_printer(row: Mapping[str, str], tables: Mapping[str, Any]) -> str:
    """Return who counted a figure, and who printed it."""
    counter = tables["labels"].get(row["source"], row["source"])
    printer = tables["outlets"].get(row["outlet"], row["outlet"])
    if printer.lower() in counter.lower():
        return counter
    return f"{counter}, in {cells.add_article(printer)}"


def tell_read_at(row: Mapping[str, str], tables: Mapping[str, Any]) -> str:
    """Return where we read a figure, if not where it was printed."""
    if row["read_at"] in ("", row["outlet"]):
        return ""
    return f"; read at {tables['outlets'].get(row['read_at'], row['read_at'])}"


def describe_goods(row: Mapping[str, str]) -> str:
    """Return what a row counts and for which months, as far as it says."""
    goods = row["product_text"].partition(" (described")[0]
    start, end = row["period_start"], row["period_end"]
    months = f"months {UNSTATED}"
    if start and end:
        months = wording.format_period(start, end)
    elif start:
        months = f"from {wording.format_month(start)}, last month {UNSTATED}"
    return f"{goods[:1].upper()}{goods[1:]}, {months}"


def describe_sum(reference: str, claim: dict, tables: Mapping[str, Any]) -> Sum:
    """Return a public sum by its reference: of a figure, of two, or of official rows."""
    whole, times, share = reference.partition(TIMES)
    if times:
        return take_share(whole, share, tables)
    for part in claim["parts"]:
        if part["id"] == reference:
            return describe_rows(part)
    return describe_figure(reference, tables)


def take_share(whole: str, share: str, tables: Mapping[str, Any]) -> Sum:
    """Return what a share in per cent of a printed sum comes to, rounded."""
    said = describe_figure(whole, tables)
    row = tables["rows"][share]
    size = said["low"] * float(read_number(row["value"])) / 100
    digit = 10.0 ** math.floor(math.log10(size))
    amount = round(size / digit) * digit
    words = wording.format_range(amount, amount, "USD")
    goods = tables["goods"][row["product"]]
    said["id"] = f"{whole}{TIMES}{share}"
    said["record"] = f"figures.html#{share}"
    said["text"] = wording.add_hedge(words, "about")
    said["low"] = amount
    said["is_ours"] = True
    said["who"] = f"Our sum: {said['who']}, times a share"
    months = wording.format_period(*said["period"])
    counter = tables["labels"].get(row["source"], row["source"])
    later = wording.format_period(row["period_start"], row["period_end"])
    said["counts"] = (
        f"{goods[:1].upper()}{goods[1:]}, {months}, from all countries, by the shares of "
        f"{later} ({counter})"
    )
    return said


def describe_rows(part: dict) -> Sum:
    """Return the sum of the official rows that a part of a claim rests on."""
    alone = [row for row in part["figures"] if row["counts"] and not row["figures"]]
    known = [row for row in alone if row["own_low"] is not None and row["covers"]]
    if not known:
        expected = "a part of the claim with a sum of official rows"
        raise InputError(WHERE, f"sum {part['id']!r}", expected)
    entry = known[0]
    goods = wording.join_words(entry["covers"])
    amount = entry["own_low"]
    return Sum(
        id=part["id"],
        record="",
        text=wording.format_range(amount, amount, entry["unit"]),
        low=amount,
        is_open=False,
        is_ours=True,
        who=f"{entry['label']}, our sum of its rows",
        counts=f"{goods[:1].upper()}{goods[1:]}, {wording.format_period(*entry['period'])}",
        period=list(entry["period"]),
        marks={},
    )


def list_compared_periods(
    stated: list[str], claim: dict, months: Sequence[Sequence[str]]
) -> list[list[str]]:
    """Return the spans that a sum of the story may be of; none where nothing says so.

    It is what the story states; else what all its claims on quantities mean.
    """
    if all(stated):
        return [stated]
    is_tested = any(part["tests"] for part in claim["parts"])
    return [list(span) for span in months] if is_tested else []


def tell_compared(counts: str, spans: Sequence[Sequence[str]]) -> str:
    """Return what the story counts, with the months that it may mean if it states none.

    >>> tell_compared("Drones, months not stated", [["2023-01", "2023-06"]])
    'Drones, months not stated; we read it as January to June 2023'
    """
    if UNSTATED not in counts or not spans:
        return counts
    ends = [wording.format_period(*span) for span in spans]
    return f"{counts}; we read it as {' or '.join(ends)}"


def compare_months(period: Sequence[str], spans: Sequence[Sequence[str]]) -> str:
    """Return the mark on months: yes for a span of the story, no where none overlaps.

    Parameters
    ----------
    spans : sequence
        What the story may mean; of unknown months, we can neither say yes nor no.

    Examples
    --------
    >>> spring = [["2023-01", "2023-06"], ["2023-01", "2023-05"]]
    >>> compare_months(["2023-01", "2023-05"], spring)
    'yes'
    >>> compare_months(["2022-03", "2023-05"], spring), compare_months(["2022-01", "2022-12"], spring)
    ('partly', 'no')
    >>> compare_months(["2022-01", "2022-12"], [])
    'partly'
    """
    start, end = period
    if list(period) in [list(span) for span in spans]:
        return YES
    if not spans:
        return PARTLY
    overlap = any(start <= last and first <= end for first, last in spans)
    return PARTLY if overlap else NO


def check_marked_months(each: Sum, spans: Sequence[Sequence[str]]) -> None:
    """Refuse a mark on months that the periods of the two sums do not bear out."""
    expected = compare_months(each["period"], spans)
    found = each["marks"]["months"]
    if found["mark"] != expected:
        months = wording.format_period(*each["period"])
        row = found["judgement"]
        found_words = f"months {found['mark']!r} for {months}"
        raise InputError(WHERE, found_words, f"{expected!r}, by the rule", row)


# --- what is left, in words


def passes(each: Sum, demands: Sequence[str]) -> bool:
    """Tell whether a sum counts the same in each respect that is asked for."""
    return all(each["marks"][demand]["mark"] == YES for demand in demands)


def list_left(groups: Sequence[Group], demands: Sequence[str]) -> list[tuple]:
    """Return the groups in which a sum is left, each with the sums that are."""
    left = []
    for group in groups:
        kept = [each for each in group["sums"] if passes(each, demands)]
        if kept:
            left.append((group, kept))
    return left


def is_short(group: Group, each: Sum) -> bool:
    """Tell whether a public sum ends below the story's."""
    return not each["is_open"] and each["low"] < group["story"]["low"]


def count_sums(groups: Sequence[Group]) -> dict[str, int]:
    """Return how many public sums there are, are larger than the story's, count the same.

    A sentence that a person wrote of them holds while these do.
    """
    every = [(group, each) for group in groups for each in group["sums"]]
    larger = [
        each for group, each in every if not (each["is_open"] or is_short(group, each))
    ]
    same = [each for _, each in every if passes(each, DEMANDS)]
    return {"sums": len(every), "larger": len(larger), "same": len(same)}


def tell_left(groups: Sequence[Group], demands: Sequence[str]) -> str:
    """Return how many sums are left when the same goods, months or parties are asked for."""
    total = sum(len(group["sums"]) for group in groups)
    number = sum(len(sums) for _, sums in list_left(groups, demands))
    if not demands:
        return "Tick a box, and watch what is left."
    return f"{number} of {total} count the same {wording.join_words(demands)}."


def list_states(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Return each choice of demands, which the filter offers, and what is then said."""
    states = []
    for number in range(len(DEMANDS) + 1):
        for demands in combinations(DEMANDS, number):
            says = tell_left(groups, demands)
            states.append({"demands": list(demands), "says": says})
    return states
