"""What the page of a claim says: verdicts, ranges and pages as plain data, in sentences.

`evidence` asks and judges; here its answers become what `processed/claims/*.json` holds:
a `Claim` of `Part`s, each with the `Entry`s of its figures and its `Page`s. Pages, the
desk, templates and tests read that and nothing else. `sentences` chooses the words.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, TypedDict

import pandas as pd

from dualuse.answer import sentences
from dualuse.answer.hangs import Hangs
from dualuse.base import wording
from dualuse.base.bearing import list_compared
from dualuse.base.catalogue import (
    RECONCILED,
    describe_series,
    name_product,
    name_source,
)
from dualuse.base.claims import list_parts
from dualuse.base.hedges import ABOVE
from dualuse.base.printed import (
    SMALL,
    read_growth,
    read_level,
    read_number,
    spread_digit,
    spread_noughts,
)
from dualuse.base.series import Series, list_covered, read_month
from dualuse.base.units import is_whole, split_unit
from dualuse.engine.evidence import (
    Evidence,
    Question,
    Range,
    SourceAnswer,
    ask_sources,
    count_months,
    find_base_period,
    find_lone_judgements,
    find_unit,
    is_very_number,
    judge_part,
    judge_readings,
    list_answers,
    place_row,
    shift,
)
from dualuse.engine.ranges import EACH_MONTH, RECORDS, Ranges, is_release, list_spans
from dualuse.engine.verdicts import (
    BESIDE,
    DECIDED,
    OPERATORS,
    PAGE_SHOWS,
    Verdict,
    combine_parts_and_readings,
    combine_readings,
    decide,
    read_words,
)

ROUNDING = 0.01  # points of growth by which a solver's range may be wider than a print
LATER = "later print"  # a status: of another release than its months' own
NOT_STATED = "not stated"  # a kind of sources.csv: its own source is unknown
BEHIND = re.compile(r"\(([^)]*)\)$")  # who stands behind an owner
PAGE_KEYS = [  # copied from a page's row
    "id",
    "judgement",
    "relation",
    "shows",
    "outlet",
    "read_at",
    "access",
    "url",
    "published",
    "speaker",
    "quote",
    "quote_lang",
    "quote_english",
    "says",
]
CLAIM_KEYS = [  # copied from a claim
    "id",
    "claim",
    "slug",
    "group",
    "quote",
    "quoted_from",
    "quoted_part",
    "where",
    "cites",
    "seen",
    "page",
    "kind",
    "topic",
    "settles",
    "denial",
    "asked",
]


class Needed(TypedDict):
    """What months that no figure covers would have to hold for a claim to be true."""

    months: list[str]  # the first and the last
    least: float  # what they would have to hold, in the unit of the entry
    text: str  # the same in a sentence


class Good(TypedDict):
    """How one good of a tally grew, in per cent; None where an end is open."""

    good: str
    remark: str  # that it is counted in pieces, and through whom we have it
    low: float | None
    high: float | None


class Entry(TypedDict):
    """What one source says on one test, on certain months.

    `low` and `high` are the widest of all releases, `own_low` and `own_high` what the
    first release of these months says, in `unit`; None where an end is open or unknown.
    """

    source: str  # its id in sources.csv
    series: str  # what was asked; empty where single figures are compared
    quantity: str  # what that series is: a flow, a stock or a rate
    period: list[str]  # the first and the last month asked about
    base: str  # the first month of what a growth is measured on, else empty
    label: str  # the source's name for readers
    measure: str  # of several: "by weight", "by value"
    unit: str  # of the four ends
    counts: bool  # or it is only shown beside the verdict
    because: str  # why it does not count
    figures: list[str]  # ids of the figures that decide the range
    verdict: str  # a word of the scale, on this source alone
    direction: str  # which way the evidence lies: lower, higher
    apart_text: str  # how far it lies from the claim, in words
    retold: str  # through whom we have its figures, where we read only retellings
    low: float | None
    high: float | None
    own_low: float | None
    own_high: float | None
    reason: str  # why the source says nothing, where it does not
    needed: Needed | None  # where more months would have to make up what is short
    goods: list[Good]  # of a tally, one by one
    covers: list[str]  # official rows of some codes only: of which goods, if known
    missing: str  # what official rows lack: months, rows that were not read, weights
    over: str  # of a ratio: what it is a multiple of, in words
    marks: list[float]  # the ends of what the claim says: printed ends keep their side
    prints: list[str]  # ids of the figures printed for these very months
    in_part: bool  # what it counts is near what the claim is about, and not the same
    told: str  # all of it in a sentence or two


class Test(TypedDict):
    """What a test says, in `unit`; None where an end is open."""

    kind: str  # level, growth, ratio, share, months, tally
    low: float | None
    high: float | None
    unit: str
    text: str  # the test in words: "more than $100m"


class Page(TypedDict):
    """How a page bears on a part; `counts` if it speaks for or against it."""

    id: str
    judgement: str  # id of the decision; rows that repeat one share it
    relation: str  # supports, in part, against, background ...
    shows: str  # by what: a document, a quotation, a first-hand look ...
    outlet: str  # who published it, and below where we read it
    read_at: str
    access: str  # own page, copy, retelling ...
    url: str
    published: str  # a day
    speaker: str  # who said it, if somebody is quoted
    quote: str  # in the page's own language, fifteen words at most
    quote_lang: str
    quote_english: str
    says: str  # what it says, in our words
    verdict: str  # what this page alone gives
    counts: bool


class Part(TypedDict):
    """One assertion of a claim, with its verdict and all that it comes from."""

    id: str
    says: str  # in our words
    asks: str  # tests (figures answer), said or so (pages answer), opinion
    tests: list[Test]
    pages: list[Page]
    figures: list[Entry]
    text: str  # the verdict in full: its direction, conditions, "on one page"
    verdict: str
    direction: str  # of contradicted: lower, higher, lower and higher, other words
    apart: float | None  # how far evidence and claim lie apart, at least
    apart_text: str  # the same in words, of the source that decides
    sources: int  # how many confirm or contradict
    on_one_source: bool
    on_one_page: list[str]  # pages without any one of which the verdict would fall
    one_owner: str  # who owns all outlets that printed what decides it, if one does
    holds_without_owner: bool  # figures of other outlets give the same verdict
    note: str  # from claims.yaml
    limit: str  # from claims.yaml: what a reader must hear beside the verdict
    rounded: str  # how round numbers that decide it are read, and if it hangs on that
    if_rounded: str  # what it would be if these are rounded, where that is another word
    seen_in_part: str  # where we read figures that decide it, if only in an excerpt
    unsourced: str  # who does not say where such a figure comes from
    lines: list[str]  # what was found, a line a source, for its page and at a prompt
    literal: str  # the verdict if hedges are taken literally, where it is another
    if_literal: str  # the same in words, of a verdict that something decides
    readings: dict[str, str]  # what some months alone would give: {months: word}
    conditions: list[str]  # the same in words, with "on one source"
    judgements: list[str]  # judgements without any one of which the verdict would fall


class Retelling(TypedDict):
    """A page that repeats the story under test."""

    id: str
    outlet: str
    url: str


class Claim(TypedDict):
    """A claim as its page, the README and reports/verdicts.json have it."""

    id: str
    claim: str  # what the story says, in our words
    slug: str  # its id as words: drones-to-russia
    group: str  # of story.yml: it says which notebook judges it
    quote: str  # of the article, eight words at most
    quoted_from: str  # the article that has these words
    quoted_part: str  # the part that has these words, if it is one
    where: str  # the articles that make the claim
    cites: str  # what they name as their source
    seen: list[str]  # what we read of them: article, copy, retold
    page: str  # where we read it
    kind: str  # as claims.schema.json lists them: level, statement ...
    topic: str  # words to search by
    settles: str  # what would settle it
    denial: str  # what the accused said
    asked: str  # whether anybody was asked, and what came
    counted: bool  # or only shown: it is in no count
    verdict: str
    direction: str
    sources: int
    on_one_source: bool
    text: str  # the verdict with all that qualifies it
    own_rows: str  # that rows of one's own decide it, and what it is without them
    composition: dict[str, int]  # how many parts have which word
    readings: dict[str, str]  # what some months alone would give: {months: word}
    conditions: list[str]  # the same in words, with "on one source"
    hangs: Hangs  # the smallest things without which the answer changes
    we_found: str  # the answer in a sentence
    unless: str  # what would make another verdict true
    notes: list[dict]
    queries: list[dict]  # what to ask an official database
    context: list[str]  # figures shown beside it, that decide nothing
    parts: list[Part]
    retellings: list[Retelling]


def write_end(value: float) -> float | None:
    """Return a number as JSON has it: None where it is open or unknown."""
    if math.isfinite(value):
        return round(value, 6)
    return None


def write_range(range: Range) -> tuple[float | None, float | None]:
    """Return both ends as JSON has them."""
    if range is None:
        return None, None
    return write_end(range.left), write_end(range.right)


def name_counter(spec: dict, evidence: Evidence) -> str:
    """Return who counted, or the two days between which months are counted."""
    if "calendar" in spec:
        first, last = spec["calendar"]
        return f"{wording.format_day(first)} to {wording.format_day(last)}"
    return evidence.labels.get(spec["source"], name_source(spec["source"]))


def list_covered_goods(question: Question, evidence: Evidence) -> list[str]:
    """Return the goods of official rows of only some codes; of a growth, how they grew."""
    listed = []
    for good in evidence.find_covered(question):
        name = name_product(good)
        if question.base:
            series = str(Series.read(question.series)._replace(product=good))
            low, high = write_range(evidence.growth(question, series, "own"))
            if low is not None or high is not None:
                name = sentences.write("covered", name, wording.speak_change(low, high))
        listed.append(name)
    return listed


def show_answer(answer: SourceAnswer, part: dict, evidence: Evidence) -> Entry:
    """Return what a source says as JSON has it."""
    question, own, widest, verdict = answer
    spec, test = question.spec, question.test
    goods: list[Good] = []
    if "tally" in spec:
        in_pieces = sentences.write("in_pieces") if "units" in spec else ""
        for good, growth in evidence.measure_goods(question, "own").items():
            low, high = write_range(growth)
            retold = find_retold(evidence.find_printed_of(question, good), evidence)
            if retold:
                retold = sentences.write("in_a_retelling", retold)
            remark = ", ".join(word for word in (in_pieces, retold) if word and growth)
            goods.append({"good": good, "low": low, "high": high, "remark": remark})
    low, high = write_range(widest)
    own_low, own_high = write_range(own)
    figures = evidence.find_figures(question)
    # of a tally each good says through whom we have it
    retold_by = "" if goods else find_retold(figures, evidence)
    if not retold_by and not question.series:
        retold_by = find_reporter(spec, figures, evidence)
    entry: Entry = {
        "source": spec["source"],
        "series": question.series,
        "quantity": evidence.find_quantity(question),
        "period": question.period,
        "base": question.base,
        "label": name_counter(spec, evidence),
        "measure": spec.get("measure", ""),
        "unit": find_unit(test),
        "counts": answer.counts,
        "because": spec.get("because", ""),
        "figures": figures,
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart_text": write_distance(answer),
        "retold": retold_by,
        "low": low,
        "high": high,
        "own_low": own_low,
        "own_high": own_high,
        "reason": tell_silence(question, widest, evidence),
        "needed": None,
        "goods": goods,
        "covers": list_covered_goods(question, evidence),
        "missing": tell_missing(question, evidence),
        "over": describe_over(question, evidence),
        "marks": list_marks(test, len(question.goods)),
        "prints": list_printed_figures(question, evidence),
        "in_part": bool(spec.get("in_part")),
        "told": "",
    }
    if verdict.direction == "lower" and test["kind"] == "level":
        claimed = read_words(test).allows.left
        _, last = part["periods"][0]
        entry["needed"] = find_needed(entry, claimed, last, evidence)
    if entry["because"]:
        entry["told"] = sentences.tell_not_counted(entry)
    else:
        entry["told"] = sentences.tell_entry(entry, evidence.rows)
    if answer.counts:
        entry["told"] += f" {tell_printed_growth(question, own, evidence)}".rstrip()
        entry["told"] += f" {tell_number_itself(answer, figures, evidence)}".rstrip()
        entry["told"] += f" {tell_unlike_growth(question, evidence)}".rstrip()
        entry["told"] += f" {tell_rate_alone(question, evidence)}".rstrip()
        entry["told"] += f" {tell_averages(entry, question, evidence)}".rstrip()
        entry["told"] += f" {tell_reconciled(entry, evidence)}".rstrip()
        entry["told"] += f" {tell_floor(entry, question, evidence)}".rstrip()
    if widest is not None and is_worked_out(question, evidence):
        start, end = question.period
        ways = tell_ways(evidence.ranges, question.series, start, end, entry["marks"])
        entry["told"] += f" {ways}"
    return entry


def tell_reconciled(entry: Entry, evidence: Evidence) -> str:
    """Return that part of a change may be a change of who reported.

    BACI took Russia's exports from both sides' reports until Russia stopped: what it has
    of crude oil rose by 61% in 2022, and by 44% according to Chinese customs.
    """
    is_reconciled = evidence.ranges.kinds.get(entry["source"]) == RECONCILED
    is_change = entry["base"] or entry["unit"] == "goods"  # a tally is of changes
    if not is_reconciled or entry["reason"]:
        return ""
    told = []
    if is_change:
        told.append(sentences.write("reconciled", entry["label"]))
    if entry["unit"] == "tonnes" or entry["measure"] == "weight":
        told.append(sentences.write("reconciled_weight", entry["label"]))
    return " ".join(told)


def tell_floor(entry: Entry, question: Question, evidence: Evidence) -> str:
    """Return why an amount is a minimum: records were counted, or months are missing."""
    if "series" not in question.spec or entry["reason"]:
        return ""
    told = []
    is_floor = entry["low"] is not None and entry["high"] is None
    if is_floor and counts_records(question, evidence):
        told.append(sentences.write("records_note"))
    periods = [question.period]
    if question.base:
        periods.append(question.base_period)
    for series, months in product(list_compared(question.spec), periods):
        amount = evidence.level(question, series, months, "widest")
        if amount is None or math.isfinite(amount.right):
            continue
        rows = [evidence.rows[name] for name in entry["figures"]]
        if entry["over"]:
            rows = [row for row in rows if row["series"] == series]
        covered = list_covered_months(rows, months)
        if 0 < len(covered) < count_months(*months):
            told.append(sentences.write("months_note", wording.write_runs(covered)))
    return " ".join(told)


def list_covered_months(rows: list[dict], period: list[str]) -> list[str]:
    """Return the months of a period that figures are of, where they are of no others."""
    start, end = period
    spans = []
    for row in rows:
        if start <= row["period_start"] and row["period_end"] <= end:
            spans.append((row["period_start"], row["period_end"]))
    return sorted(set(list_covered(spans)))


def tell_printed_growth(question: Question, own: Range, evidence: Evidence) -> str:
    """Return what growth was printed, where ours is wider: its base was revised since."""
    if not question.base or "series" not in question.spec or own is None:
        return ""
    if evidence.ranges.find_programme(question.series).allowance <= 0:
        return ""
    printed = []
    for row in evidence.find_printed(question):
        rate = read_growth(row["growth"], row["growth_hedge"] or "exact")
        if own.left < rate.left - ROUNDING or own.right > rate.right + ROUNDING:
            words = wording.format_figure({**row, "value": ""})
            printed.append((words, row["id"]))
    return sentences.write("printed_growth", printed) if printed else ""


def tell_number_itself(
    answer: SourceAnswer, figures: list[str], evidence: Evidence
) -> str:
    """Return that "more than" so much is read from that number on: it shows no more."""
    says, own = read_words(answer.question.test).says, answer.own
    if own is None or own.left != says.left or says.closed_left or not own.closed_left:
        return ""
    rows = [evidence.rows[name] for name in figures]
    above = [
        wording.format_figure({**row, "growth": ""})
        for row in rows
        if row["hedge"] in ABOVE
    ]
    unit = find_unit(answer.question.test)
    amount = wording.format_range(own.left, own.left, unit)
    if not above or answer.question.test["kind"] != "level":
        return ""
    return sentences.write("number_itself", above, amount)


def tell_unlike_growth(question: Question, evidence: Evidence) -> str:
    """Return that printed amounts, divided, do not give the growth that was printed."""
    if not question.base or "series" not in question.spec:
        return ""
    rates = [row for row in evidence.find_printed(question) if row["growth"]]
    sides = []
    for months in (question.period, question.base_period):
        place = ("evidence", question.series, *months)
        rows = evidence.prints_by_place.get(place, [])
        sides.append(
            [row for row in rows if row["value"] and LATER not in row["status"]]
        )
    revises = Series.read(question.series).source in evidence.ranges.revisions
    for rate in rates:
        printed = read_growth(rate["growth"], rate["growth_hedge"] or "exact")
        for later, earlier in product(*sides):
            divided = divide_prints(later, earlier)
            if divided is None or divided.overlaps(printed):
                continue
            levels = [{**row, "growth": ""} for row in (later, earlier)]
            change = wording.speak_change(divided.left, divided.right)
            words = [wording.format_figure(row) for row in levels]
            rated = wording.format_figure({**rate, "value": ""})
            return sentences.write("unlike_growth", *words, change, rated, revises)
    return ""


def tell_rate_alone(question: Question, evidence: Evidence) -> str:
    """Return that a growth is as it was printed, where amounts beside it are minimums."""
    if not question.base or not counts_records(question, evidence):
        return ""
    entry = {"base": question.base, "period": question.period}
    sides = []
    for months in (question.period, question.base_period):
        place = ("evidence", question.series, *months)
        sides.append(evidence.prints_by_place.get(place, []))
    rates = [row for row in sides[0] if sentences.is_printed_rate(row, entry)]
    are_amounts = [row["value"] and row["unit"] != "times" for row in sides[0]]
    if not (rates and any(are_amounts) and sides[1]):
        return ""
    rate = {**rates[0], "value": ""} if rates[0]["growth"] else rates[0]
    return sentences.write("rate_alone", wording.format_figure(rate))


def tell_averages(entry: Entry, question: Question, evidence: Evidence) -> str:
    """Return which amounts a month are averages of more months than are asked of."""
    asked = [question.period, question.base_period] if question.base else []
    asked = asked or [question.period]
    told = []
    for name in entry["figures"]:
        row = evidence.rows[name]
        months = [row["period_start"], row["period_end"]]
        is_average = (
            row["unit"].endswith(" per month") and EACH_MONTH not in row["status"]
        )
        if is_average and months not in asked:
            printed = wording.format_figure({**row, "growth": ""})
            period = wording.format_period(*months)
            told.append(sentences.write("average_note", printed, period))
    return " ".join(told)


def divide_prints(later: dict, earlier: dict) -> pd.Interval | None:
    """Return the growth from one printed amount to another; None where none follows.

    >>> row = {"unit": "tonnes", "hedge": "exact"}
    >>> round(divide_prints(row | {"value": "30"}, row | {"value": "20"}).left, 1)
    40.5
    """
    if split_unit(later["unit"]) != split_unit(earlier["unit"]):
        return None
    one, two = [
        read_level(row["value"], row["unit"], row["hedge"]) for row in (later, earlier)
    ]
    if two.left <= 0 or not math.isfinite(one.right + two.right):
        return None
    least, most = one.left / two.right, one.right / two.left
    return pd.Interval(100 * least - 100, 100 * most - 100, closed="both")


def tell_nearest(
    entry: Entry, question: Question, evidence: Evidence, known: Collection[str]
) -> str:
    """Return the figures of a series whose months come nearest to those it has none of.

    Of a ratio, those of either side. Nothing where these are known: another line says
    what they give.
    """
    if not entry["series"] or not entry["counts"] or entry["goods"]:
        return ""
    silences = [
        each for is_less in (False, True) for each in find_silences(entry, is_less)
    ]
    if "over" in question.spec:
        silences.append(tell_no_side(question, evidence))
    if entry["reason"] not in silences:
        return ""
    nearest: dict[str, str] = {}
    sides = list_compared(question.spec)
    for series in sides:
        of_side = find_nearest(series, entry["period"], evidence)
        whose = f"{describe_series(series, with_source=False)}, "
        for name, words in of_side.items():
            nearest[name] = f"{whose if len(sides) > 1 else ''}{words}"
    if entry["base"]:  # a growth needs both: a pair of other months may have it
        before = find_base_period(entry["period"], entry["base"])
        nearest |= find_nearest(entry["series"], before, evidence)
    if {*nearest} <= {*known}:
        return ""
    return sentences.write("nearest", "; ".join(nearest.values()))


def find_nearest(
    series: str, period: Sequence[str], evidence: Evidence
) -> dict[str, str]:
    """Return the figures of a series whose months come nearest to some, by their ids."""
    start, end = map(read_month, period)
    apart: dict[int, dict[str, str]] = {}
    for row in evidence.prints:
        if row["series"] != series or row["role"] != "evidence":
            continue
        if not (row["value"] and row["period_start"] and row["period_end"]):
            continue
        first, last = read_month(row["period_start"]), read_month(row["period_end"])
        months = wording.format_period(row["period_start"], row["period_end"])
        level = wording.format_figure({**row, "growth": ""})
        distance = abs(first - start) + abs(last - end)
        words = f"{level}, {months} ({row['id']})"
        apart.setdefault(distance, {})[row["id"]] = words
    return apart[min(apart)] if apart else {}


def find_silences(entry: Entry, is_less: bool) -> list[str]:
    """Return the sentences that say that no figure is of some months."""
    months = [entry["period"]]
    if entry["base"]:
        months.append(find_base_period(entry["period"], entry["base"]))
    sides = [
        sentences.write("silent_side", wording.format_period(*each), is_less)
        for each in months
    ]
    names = ["silent", "silent_base"]
    return [*(sentences.write(name, is_less) for name in names), *sides]


def list_printed_figures(question: Question, evidence: Evidence) -> list[str]:
    """Return the figures printed for the very months, those of the base last."""
    periods = [question.period]
    if question.base:
        periods.append(question.base_period)
    ids = []
    for months in periods:
        asked = ("evidence", question.series, *months)
        ids += [row["id"] for row in evidence.prints_by_place.get(asked, [])]
    return ids


def describe_over(question: Question, evidence: Evidence) -> str:
    """Return what a ratio of series is a multiple of, in words; nothing of any other.

    What may be nothing is said to be so: of nothing there is no multiple.
    """
    spec = question.spec
    if "over" not in spec or "figures" in spec:
        return ""
    words = describe_series(spec["over"], with_source=False)
    base = evidence.list_amounts(question, "widest")[-1]
    if base is not None and base.left <= 0:
        return sentences.write("may_be_nothing", words)
    return words


def list_marks(test: dict, goods: int) -> list[float]:
    """Return the ends of what a test says, beside which a range is printed."""
    says = read_words(test, goods).says
    return [end for end in (says.left, says.right) if math.isfinite(end)]


def is_worked_out(question: Question, evidence: Evidence) -> bool:
    """Tell whether no release gives the months of an amount together."""
    if "series" not in question.spec or question.base:
        return False
    series, (start, end) = question.series, question.period
    (span,) = list_spans(series, start, end, "own")
    if is_release(span):  # most are: no ranges need be made to tell
        return False
    return len(evidence.ranges.list_spans(series, start, end, "own")) > 1


def tell_ways(
    ranges: Ranges, series: str, start: str, end: str, marks: Sequence[float] = ()
) -> str:
    """Return in which ways months that no release gives together are worked out."""
    programme, unit = ranges.find_programme(series), Series.read(series).unit
    ways: dict[str, str] = {}
    for span in ranges.list_spans(series, start, end, "own"):
        low, high = write_range(programme.range(span))
        told = wording.format_range(low or None, high, unit, marks=marks)
        is_any = not low and high is None
        ways[span.release] = sentences.write("anything") if is_any else told
    return sentences.write("worked_out", ways)


def tell_missing(question: Question, evidence: Evidence) -> str:
    """Return in words what official rows lack; of codes alone another note is made."""
    lacks = evidence.find_lacks(question)
    if lacks.some_codes and not lacks.unread:
        return ""
    told = [wording.write_runs(lacks.months)] if lacks.months else []
    if lacks.some_codes:
        told.append(sentences.write("some_codes"))
    if lacks.unread:
        months = wording.write_runs([*lacks.unread])
        told.append(
            sentences.write("unread", months, next(iter(lacks.unread.values())))
        )
    if lacks.unmeasured:
        what = sentences.write("measured", question.spec.get("measure", "value"))
        months = wording.write_runs(lacks.unmeasured)
        told.append(sentences.write("unmeasured", what, months))
    return "; ".join(told)


def find_retold(figures: list[str], evidence: Evidence) -> str:
    """Return through whom we have the figures of a source: "a report citing TASS"."""
    printed = [evidence.rows[name] for name in figures]
    return sentences.tell_retold(printed, evidence.outlets.names)


def find_reporter(spec: dict, figures: list[str], evidence: Evidence) -> str:
    """Return whose report gives a count that is not its own: "a report by TASS".

    Two outlets may give one count differently, so each has to be told apart.
    """
    counter = name_counter(spec, evidence)
    ids = [evidence.rows[name]["outlet"] for name in figures]
    names = evidence.outlets.names
    others = [name for name in ids if names.get(name, name) != counter]
    return sentences.tell_reporter(others, names)


def tell_silence(question: Question, widest: Range, evidence: Evidence) -> str:
    """Return in words why a source says nothing on a test, or no per cent."""
    if widest is not None:
        is_from_nothing = question.base and math.isinf(widest.left)
        return sentences.write("from_nothing") if is_from_nothing else ""
    if question.base and "tally" not in question.spec:
        return tell_silent_growth(question, evidence)
    if "over" not in question.spec:
        name = "silent_base" if question.base else "silent"
        return sentences.write(name, is_left_out(question, evidence))
    amounts = evidence.list_amounts(question, "widest")
    sides = zip(list_compared(question.spec), amounts, strict=True)
    known = [(name, amount) for name, amount in sides if amount is not None]
    if [amount.right for _, amount in known] == [math.inf, math.inf]:
        floors = []
        for name, amount in known:
            unit = Series.read(name).unit
            floor = wording.format_range(amount.left, amount.right, unit)
            place = ("evidence", name, *question.period)
            prints = evidence.prints_by_place.get(place, [])
            words = [wording.format_figure(row) for row in prints[:1]]
            side = describe_series(name, with_source=False)
            floors.append(sentences.write("a_floor", floor, side, words))
        in_records = counts_records(question, evidence)
        return sentences.write("two_floors", wording.join_words(floors), in_records)
    if "figures" in question.spec:  # of counts, not of series
        return sentences.write("no_ratio")
    whole = amounts[-1]
    if whole is not None and whole.left <= 0 and None not in amounts:
        side = describe_series(list_compared(question.spec)[-1], with_source=False)
        return sentences.write("side_may_be_zero", side, whole.right <= 0)
    return tell_no_side(question, evidence) or sentences.write("no_ratio")


def tell_no_side(question: Question, evidence: Evidence) -> str:
    """Return of which sides of a ratio no total is known; nothing where each is."""
    sides = []
    amounts = evidence.list_amounts(question, "widest")
    for name, amount in zip(list_compared(question.spec), amounts, strict=True):
        if amount is None:
            sides.append(describe_series(name, with_source=False))
    return sentences.write("no_side", sides) if sides else ""


def is_left_out(question: Question, evidence: Evidence) -> bool:
    """Tell whether a source says nothing because what it says was left out."""
    return not evidence.lost.isdisjoint(list_compared(question.spec))


def counts_records(question: Question, evidence: Evidence) -> bool:
    """Tell whether a source counted records, filings or finds."""
    return evidence.ranges.kinds.get(question.spec.get("source", "")) in RECORDS


def tell_silent_growth(question: Question, evidence: Evidence) -> str:
    """Return in words why a source says nothing on a growth: which side is unknown."""
    unknown, ends = [], []
    for months in (question.period, question.base_period):
        amount = evidence.level(question, question.series, months, "widest")
        if amount is None:
            unknown.append(wording.format_period(*months))
        else:
            ends.append(amount.right)
    is_less = is_left_out(question, evidence)
    if len(unknown) == 2:
        return sentences.write("silent_base", is_less)
    if unknown:
        return sentences.write("silent_side", unknown[0], is_less)
    if ends == [math.inf, math.inf]:
        places = [question.period, question.base_period]
        printed = [
            ("evidence", question.series, *months) in evidence.prints_by_place
            for months in places
        ]
        if not any(printed):  # of parts of them, or of longer months, alone
            return sentences.write("silent_base", is_less)
        return sentences.write("two_minimums", counts_records(question, evidence))
    return sentences.write("any_change")


def find_needed(
    entry: Entry, claimed: float, last: str, evidence: Evidence
) -> Needed | None:
    """Return what the months not covered would have to hold for the claim to be true.

    They are set against all months of the figure that covers those before: no month
    has to be called average.
    """
    _, end = entry["period"]
    most, figures = entry["high"], entry["figures"]
    if len(figures) != 1 or most is None or end >= last:
        return None
    row = evidence.rows[figures[0]]
    whole = evidence.count(row["id"])
    if whole is None or row["period_end"] != end:
        return None
    months = count_months(row["period_start"], end)
    least = claimed - most
    needed: Needed = {"months": [shift(end, 1), last], "least": least, "text": ""}
    before = whole.right
    needed["text"] = sentences.tell_needed(needed, entry, row, before, months)
    return needed


def write_distance(answer: SourceAnswer) -> str:
    """Return in words how far the evidence lies from the claim."""
    verdict = answer.verdict
    if not math.isfinite(verdict.apart):
        return ""
    test = answer.question.test
    is_fall = test["kind"] == "growth" and read_words(test).allows.right <= 0
    unit = find_unit(test)
    return sentences.tell_distance(verdict.apart, verdict.direction, unit, is_fall)


def show_test(test: dict, goods: int) -> Test:
    """Return what a test says, as JSON has it."""
    low, high = write_range(read_words(test, goods).says)
    hedge = test.get("hedge") or OPERATORS.get(test.get("operator", ""), "")
    text = sentences.tell_test(test, hedge)
    unit = find_unit(test)
    return {"kind": test["kind"], "low": low, "high": high, "unit": unit, "text": text}


def show_page(row: dict, asks: str, evidence: Evidence) -> Page:
    """Return a page as JSON has it; `counts` if it speaks for or against the part."""
    situation = place_row(row, asks, evidence)
    page: Any = {key: row[key] for key in PAGE_KEYS}
    page["verdict"] = decide(situation).word
    page["counts"] = situation != BESIDE
    return page


def find_lone_pages(part: dict, result: Part, evidence: Evidence) -> list[str]:
    """Return the pages without any one of which the verdict on a part would fall."""
    pages = set()
    for entry in sentences.list_deciding(result):
        pages |= {evidence.find_sole_page(figure) for figure in entry["figures"]}
    lone = []
    for page in sorted(pages - {""}):
        judged = judge_part(part, evidence.leave_out_page(page))
        if combine_readings(judged).word != result["verdict"]:
            lone.append(page)
    return lone


def count_lone_pages(part: dict, result: Part, evidence: Evidence) -> Counter[str]:
    """Return on how many pages the word rests that each open reading would give."""
    pages = set()
    for entry in sentences.list_conditional(result):
        pages |= {evidence.find_sole_page(figure) for figure in entry["figures"]}
    lone: Counter[str] = Counter()
    for page in pages - {""}:
        judged = judge_part(part, evidence.leave_out_page(page))
        for reading, word in result["readings"].items():
            if judged[reading].word != word:
                lone[reading] += 1
    return lone


def find_one_owner(deciding: list[dict], evidence: Evidence) -> str:
    """Return who owns all outlets that printed the figures of some answers, if one does.

    An owner that itself belongs to a state, "Rossiya Segodnya (Russian state)", is that.
    """
    outlets = {
        evidence.rows[figure]["outlet"]
        for entry in deciding
        for figure in entry["figures"]
    }
    owners = {name_owner(outlet, evidence) for outlet in outlets}
    one, *others = sorted(owners, key=str.casefold) or [""]
    is_one = {owner.casefold() for owner in others} <= {one.casefold()}
    return sentences.begin(one) if is_one else ""


def name_owner(outlet: str, evidence: Evidence) -> str:
    """Return who owns an outlet, or the state behind its owner."""
    owner = evidence.outlets.rows.get(outlet, {}).get("owner", "")
    state = BEHIND.search(owner)
    return state[1] if state else owner


def holds_without_owner(part: dict, result: Part, evidence: Evidence) -> bool:
    """Tell whether a verdict is the same without all that its one owner's outlets print."""
    owner = result["one_owner"].casefold()
    if not owner:
        return False
    outlets = [
        outlet
        for outlet in evidence.outlets.rows
        if name_owner(outlet, evidence).casefold() == owner
    ]
    judged = judge_part(part, evidence.leave_out(outlets))
    return combine_readings(judged).word == result["verdict"]


def list_printed_words(deciding: list[dict], evidence: Evidence) -> dict[str, str]:
    """Return the figures that decide, and which word of each: its value or its growth."""
    words = {}
    for entry in deciding:
        for name in entry["figures"]:
            is_rate = sentences.is_printed_rate(evidence.rows[name], entry)
            words[name] = "growth" if is_rate else "value"
    return words


def spread_round(part: dict, result: Part, evidence: Evidence) -> dict[str, dict]:
    """Return the round numbers that decide a part, as if only first digits were meant.

    Whoever claims the very number has rounded it alike.
    """
    listed = sentences.list_deciding(result)
    deciding = [entry for entry in listed if entry["verdict"] in DECIDED]
    spread = {}
    for name, word in list_printed_words(deciding, evidence).items():
        row = evidence.rows[name]
        hedge = "hedge" if word == "value" else "growth_hedge"
        ends = spread_noughts(row[word], row[hedge] or "exact")
        is_claimed = any(is_very_number(row, test) for test in part["tests"])
        if ends and not (is_claimed or is_read_exactly(row)):
            spread[name] = {word: ends, hedge: "between"}
    return spread


def tell_rounded(part: dict, result: Part, evidence: Evidence) -> tuple[str, str]:
    """Return how round numbers that decide a part are read, and if it hangs on that.

    And what it would be if they are rounded, where that is another word.
    """
    spread = spread_round(part, result, evidence)
    if not spread:
        return "", ""
    told = []
    for name, cells in spread.items():
        told.append(tell_round_number(evidence.rows[name], cells))
    judged = combine_readings(judge_part(part, evidence.reword(spread)))
    becomes = "" if judged.word == result["verdict"] else judged.word
    words = " ".join([*told, sentences.write("if_rounded", becomes)])
    if not becomes:
        return words, ""
    printed = [
        quote_alone(evidence.rows[name], cells) for name, cells in spread.items()
    ]
    return words, sentences.write("becomes_if_rounded", printed, becomes)


def quote_alone(row: Mapping[str, str], cells: dict[str, str]) -> str:
    """Return the amount or the growth of a figure alone, which `cells` name first."""
    word = next(iter(cells))
    return wording.format_figure({**row, "growth": "", "value": "", word: row[word]})


def tell_round_number(row: Mapping[str, str], cells: dict[str, str]) -> str:
    """Return how a round number is read, and what it may be, which `cells` have."""
    (word, _), (hedge, _) = cells.items()
    alone = {**row, "growth": "", "value": "", word: row[word]}
    read = spread_digit(read_number(row[word]), 0, row[hedge] or "exact")
    as_read = wording.format_figure({**alone, word: read, hedge: "between"})
    if word == "value" and is_whole(row["unit"]):  # nobody has half a thing
        as_read = wording.format_figure(alone)
    may_be = wording.format_figure({**alone, **cells})
    printed = quote_alone(row, cells)
    return sentences.write("round_number", printed, as_read, may_be)


def tell_round_level(row: Mapping[str, str]) -> str:
    """Return how a printed amount is read if it is round; nothing of any other.

    >>> row = {"value": "200", "unit": "m USD", "hedge": "exact", "status": ""}
    >>> tell_round_level(row)
    '“$200m” is read to its last digit, $199.5m to $201m; rounded to its first digits, ...'
    """
    ends = spread_noughts(row["value"], row["hedge"] or "exact")
    if not ends or is_read_exactly(row):
        return ""
    return tell_round_number(row, {"value": ends, "hedge": "between"})


def is_read_exactly(row: Mapping[str, str]) -> bool:
    """Tell whether noughts at the end of an amount are no rounding: few, or cut off."""
    is_few = is_whole(row["unit"]) and row["value"] == str(SMALL)
    return is_few or "cut off" in row["status"]


def tell_unsourced(deciding: list[dict], evidence: Evidence) -> str:
    """Return who does not say where a figure that decides comes from; nothing, if all do."""
    kinds = evidence.ranges.kinds
    labels = {
        entry["label"]: None
        for entry in deciding
        if entry["series"] and kinds.get(entry["source"]) == NOT_STATED
    }
    names = wording.join_words(list(labels))
    return sentences.write("unsourced", names, len(labels)) if labels else ""


def tell_seen_in_part(deciding: list[dict], evidence: Evidence) -> str:
    """Return where we read figures that decide, if we saw only a part of their page."""
    told = []
    for name in list_printed_words(deciding, evidence):
        row = evidence.rows[name]
        if row["access"] == "excerpt":
            where = evidence.outlets.names[row["read_at"] or row["outlet"]]
            printed = wording.format_figure(row)
            told.append(sentences.write("seen_in_part", printed, where))
    return "; ".join(told)


def check_part(part: dict, evidence: Evidence) -> tuple[dict[str, Verdict], Part]:
    """Return the verdict on an assertion by reading, and all that its page shows."""
    asks = part.get("asks", "tests")
    rows = evidence.list_independent(part["id"])
    pages = [show_page(row, asks, evidence) for row in rows]
    goods = len(part.get("goods", []))
    entries: list[Entry] = []
    judgements: list[str] = []
    literal = ""
    if asks == "tests":
        readings = ask_sources(part, evidence)
        judged = judge_readings(readings, evidence.quorum)
        answers = list_answers(readings)
        entries = [show_answer(answer, part, evidence) for answer in answers]
        known = {figure for entry in entries for figure in entry["figures"]}
        for answer, entry in zip(answers, entries, strict=True):
            nearest = tell_nearest(entry, answer.question, evidence, known)
            entry["told"] += f" {nearest}".rstrip()
        literal = read_literally(part, combine_readings(judged), evidence)
    else:
        judged = judge_part(part, evidence)
    verdict = combine_readings(judged)
    if asks in PAGE_SHOWS:
        judgements = find_lone_judgements(rows, asks, verdict, evidence)
    result: Part = {
        "id": part["id"],
        "says": part["says"],
        "asks": asks,
        "tests": [show_test(test, goods) for test in part.get("tests", [])],
        "pages": pages,
        "figures": entries,
        "text": "",
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart": write_end(verdict.apart),
        "apart_text": "",
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "on_one_page": [],
        "one_owner": "",
        "holds_without_owner": False,
        "note": fill_note(part.get("note", ""), evidence),
        "limit": fill_note(part.get("limit", ""), evidence),
        "rounded": "",
        "if_rounded": "",
        "seen_in_part": "",
        "unsourced": "",
        "lines": [],
        "literal": literal,
        "if_literal": "",
        "readings": dict(verdict.readings),
        "conditions": verdict.conditions,
        "judgements": judgements,
    }
    deciding = sentences.list_deciding(result)
    for entry in deciding[:1]:
        result["apart_text"] = entry["apart_text"]
    if verdict.word in DECIDED:
        if literal:
            result["if_literal"] = sentences.write("becomes_literally", literal)
        result["on_one_page"] = find_lone_pages(part, result, evidence)
        result["one_owner"] = find_one_owner(deciding, evidence)
        result["holds_without_owner"] = holds_without_owner(part, result, evidence)
    rounded = tell_rounded(part, result, evidence)
    result["rounded"], result["if_rounded"] = rounded
    result["seen_in_part"] = tell_seen_in_part(deciding, evidence)
    result["unsourced"] = tell_unsourced(deciding, evidence)
    names = evidence.outlets.names
    result["lines"] = sentences.tell_lines(result, evidence.rows, names)
    number = len(result["on_one_page"])
    on_condition = count_lone_pages(part, result, evidence)
    for reading, each in judged.items():
        judged[reading] = replace(each, lone_pages=on_condition[reading] or number)
    verdict = replace(combine_readings(judged), lone_pages=number)
    result["text"] = str(verdict)
    result["conditions"] = verdict.conditions
    return judged, result


def read_literally(part: dict, verdict: Verdict, evidence: Evidence) -> str:
    """Return the verdict of figures that are held to their words, if it is another.

    It is another as well if it is so under every reading, and the published one is not.
    """
    if evidence.literal:
        return ""
    literal = combine_readings(judge_part(part, evidence.literally))
    if (literal.word, literal.readings) == (verdict.word, verdict.readings):
        return ""
    return literal.word


def list_retellings(results: list[Part], evidence: Evidence) -> list[Retelling]:
    """Return the pages that repeat the stories under test, each once."""
    retellings: dict[str, Retelling] = {}
    for result in results:
        for row in evidence.pages.get(result["id"], []):
            if row["independent"] == "no":
                page: Any = {key: row[key] for key in ("id", "outlet", "url")}
                retellings[row["id"]] = page
    return list(retellings.values())


def list_repeating(results: list[Part], evidence: Evidence) -> set[str]:
    """Return the other outlets that repeat a claim itself, not only what is beside it."""
    outlets = set()
    for result in results:
        for row in evidence.pages.get(result["id"], []):
            if row["independent"] == "no" and row["relation"] != "background":
                outlets.add(row["outlet"])
    return outlets - evidence.outlets.under_test


def fill_note(text: str, evidence: Evidence) -> str:
    """Return a note with the printed words of the figures that it names."""
    for figure in re.findall(r"{([\w-]+)}", text):
        printed = f"{figure} (left out here)"
        if figure in evidence.rows:
            printed = wording.format_figure(evidence.rows[figure])
        text = text.replace(f"{{{figure}}}", printed)
    return text


def tell_own_rows(
    claim: dict, verdict: Verdict, results: list[Part], evidence: Evidence
) -> str:
    """Return that rows of one's own decide a verdict, and what it is without them.

    Nobody but their owner has seen these rows, so a verdict says so before all else.
    """
    if evidence.without_own is None:
        return ""
    files: set[str] = set()
    for result in results:
        for entry in result["figures"]:
            if entry["counts"]:
                files.update(evidence.list_own_files(entry["series"]))
    if not files:
        return ""
    less = evidence.without_own
    without = combine_parts_and_readings(
        [check_part(part, less)[0] for part in list_parts(claim)]
    )
    if str(without) == str(verdict):
        return ""
    return sentences.write("own_rows", sorted(files), str(verdict), str(without))


def check_claim(claim: dict, evidence: Evidence) -> Claim:
    """Return what its page, the README and reports/verdicts.json say of a claim.

    Parameters
    ----------
    claim : dict
        One of `claims.read_claims()`, or a question of the same shape.
    evidence : Evidence

    Returns
    -------
    Claim
        Plain data: the verdict, its parts, what each source and page says, and
        sentences for readers. Open ends of ranges are None.
    """
    checked = [check_part(part, evidence) for part in list_parts(claim)]
    verdict = combine_parts_and_readings([judged for judged, _ in checked])
    results = [result for _, result in checked]
    retellings = list_retellings(results, evidence)
    shown: set[str] = set()
    for result in results:
        for entry in result["figures"]:
            shown.update(entry["figures"])
    context = claim.get("context", [])
    composition = dict(verdict.parts) or {verdict.word: 1}
    story = claim.get("where", "").split("; ")[-1]
    outlets = list_repeating(results, evidence)
    names = evidence.outlets.names
    we_found = sentences.tell_finding(
        results, list(composition), evidence.rows, names, story, len(outlets)
    )
    own_rows = tell_own_rows(claim, verdict, results, evidence)
    we_found = " ".join(filter(None, [own_rows, we_found]))
    also = claim.get("unless", "")
    copied: Any = {key: claim.get(key, "") for key in CLAIM_KEYS}
    return copied | {
        "counted": "not_counted" not in claim,
        "verdict": verdict.word,
        "direction": verdict.direction,
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "text": str(verdict),
        "own_rows": own_rows,
        "composition": composition,
        "readings": dict(verdict.readings),
        "conditions": verdict.conditions,
        "hangs": {"text": "", "kinds": [], "sets": [], "then": []},
        "we_found": we_found,
        "unless": sentences.tell_unless(results, evidence.rows, also),
        "notes": [
            note | {"text": fill_note(note["text"], evidence)}
            for note in claim.get("notes", [])
        ],
        "queries": claim.get("queries", []),
        "context": [figure for figure in context if figure not in shown],
        "parts": results,
        "retellings": retellings,
    }
