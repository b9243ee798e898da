"""What the page of a claim says: verdicts, ranges and pages as plain data, in cells.

`judging` asks and judges; here its answers become what `processed/claims/*.json` holds:
a `Claim` of `Part`s, each with the `Entry`s of its figures and its `JudgedPage`s. Pages,
the desk, templates and tests read that; `cells` words a cell.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypedDict

from dualuse.answer import cells
from dualuse.answer.hangs import Hang
from dualuse.base import wording
from dualuse.base.bearing import list_compared
from dualuse.base.catalogue import (
    describe_series,
    name_product,
    name_source,
)
from dualuse.base.claims import list_parts
from dualuse.engine.evidence import Evidence
from dualuse.engine.judging import (
    SourceAnswer,
    ask_sources,
    judge_part,
    judge_readings,
    list_answers,
    place_row,
)
from dualuse.engine.question import (
    Question,
    Range,
    find_unit,
    shift,
)
from dualuse.engine.verdicts import (
    BESIDE,
    DECIDED,
    OPERATORS,
    SCALE,
    Verdict,
    combine_parts_and_readings,
    combine_readings,
    decide,
    read_words,
)

BEHIND = re.compile(r"\(([^)]*)\)$")  # who stands behind an owner
RETOLD = ["id", "outlet", "url"]
CLAIM_KEYS = [  # copied from a claim
    "id",
    "claim",
    "slug",
    "group",
    "quote",
    "quoted_from",
    "where",
    "page",
    "kind",
    "topic",
    "asked",
]


class Good(TypedDict):
    """How one good of a tally grew, in per cent; None where an end is open."""

    good: str
    remark: str  # that it is counted in pieces
    low: float | None
    high: float | None


class Print(TypedDict):
    """A printed figure that decides a range: a cell of its source's row."""

    id: str
    words: str  # as printed: "more than $32m"
    months: str
    outlet: str  # who printed it, and below where we read it
    read_at: str
    access: str  # own page, copy, retelling ...


class Needed(TypedDict):
    """What months that no figure covers would have to hold for a claim to be true."""

    months: list[str]  # the first and the last
    least: float  # what they would have to hold, in the unit of the entry


class Entry(TypedDict):
    """What one source says on one test, on certain months: a row of a claim's table.

    `low` and `high` are the widest of all releases, `own_low` and `own_high` what the
    first release of these months says, in `unit`; None where an end is open or unknown.
    """

    source: str  # its id in sources.csv
    series: str  # what was asked; empty where single figures are compared
    quantity: str  # what that series is: a flow, a stock or a rate
    period: list[str]  # the first and the last month asked about
    base: str  # the first month of what a growth is measured on, else empty
    over: str  # the series that another is divided by, else empty
    label: str  # the source's name for readers
    what: str  # what it counted, in words
    measure: str  # of several: "by weight", "by value"
    unit: str  # of the four ends
    counts: bool  # or it is only shown beside the verdict
    because: str  # why it does not count
    figures: list[str]  # ids of the figures that decide the range
    printed: list[Print]  # the same, as they were printed
    verdict: str  # a word of the scale, on this source alone
    direction: str  # which way the evidence lies: lower, higher
    apart: float | None  # how far evidence and claim lie apart, at least
    low: float | None
    high: float | None
    own_low: float | None
    own_high: float | None
    says: str  # the range of the first release in words
    reason: str  # why the source says nothing, where it does not
    needed: Needed | None  # where more months would have to make up what is short
    goods: list[Good]  # of a tally, one by one
    covers: list[str]  # official rows of some codes only: of which goods, if known
    missing: str  # what official rows lack: months, rows that were not read, weights
    marks: list[float]  # the ends of what the claim says: printed ends keep their side
    prints: list[str]  # ids of the figures printed for these very months
    in_part: bool  # what it counts is near what the claim is about, and not the same


class Test(TypedDict):
    """What a test says, in `unit`; None where an end is open."""

    kind: str  # level, growth, ratio, share, months, tally
    low: float | None
    high: float | None
    unit: str
    text: str  # the test in words: "more than $100m"


class JudgedPage(TypedDict):
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
    pages: list[JudgedPage]
    figures: list[Entry]
    text: str  # the verdict in full: its direction, conditions, "on one page"
    verdict: str
    direction: str  # of contradicted: lower, higher, lower and higher, other words
    apart: float | None  # how far evidence and claim lie apart, at least
    sources: int  # how many confirm or contradict
    on_one_source: bool
    on_one_page: list[str]  # pages without any one of which the verdict would fall
    one_owner: str  # who owns all outlets that printed what decides it, if one does
    note: str  # what a person wrote beside it
    readings: dict[str, str]  # what some months alone would give: {months: word}
    conditions: list[str]  # the same in words, with "on one source"


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
    where: str  # the articles that make the claim
    page: str  # where we read it
    kind: str  # as claims.schema.json lists them: level, statement ...
    topic: str  # words to search by
    asked: str  # whether anybody was asked, and what came
    counted: bool  # or only shown: it is in no count
    verdict: str
    direction: str
    sources: int
    on_one_source: bool
    text: str  # the verdict with all that qualifies it
    without_own_rows: str  # the verdict without rows of one's own, if it is another
    readings: dict[str, str]  # what some months alone would give: {months: word}
    conditions: list[str]  # the same in words, with "on one source"
    hangs: list[Hang]  # the smallest things without which the answer changes
    we_found: str  # the answer in a sentence: the first of the finding, or the word's
    subject: str  # what it is about, as a person would say
    line: str  # what a person wrote of it, if it is still true: in twelve words
    finding: list[str]  # in one to four sentences
    depends: list[str]  # of what it hangs on
    settles: str  # what would settle it
    denial: str  # what the accused said
    repeated_by: list[str]  # the other outlets that repeat it
    notes: list[dict]  # what a reader may open, each a title and a text
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


def list_goods(question: Question, evidence: Evidence) -> list[Good]:
    """Return how each good of a tally grew; none of what is no tally."""
    if "tally" not in question.spec:
        return []
    remark = "counted in pieces" if "units" in question.spec else ""
    goods: list[Good] = []
    for good, growth in evidence.measure_goods(question, "own").items():
        low, high = write_range(growth)
        told = "" if low is None else remark
        goods.append({"good": good, "low": low, "high": high, "remark": told})
    return goods


def describe_asked(question: Question) -> str:
    """Return what a source was asked for: a series, or one beside another."""
    if "series" not in question.spec and "official" not in question.spec:
        return ""
    words = describe_series(question.series, with_source=False)
    if "over" not in question.spec:
        return words
    return f"{words}, over {describe_series(question.spec['over'], with_source=False)}"


def show_print(row: Mapping[str, str]) -> Print:
    """Return a printed figure as a cell has it."""
    months = ""
    if row["period_start"] and row["period_end"]:
        months = wording.format_period(row["period_start"], row["period_end"])
    return {
        "id": row["id"],
        "words": wording.format_figure(dict(row)),
        "months": months,
        "outlet": row["outlet"],
        "read_at": row["read_at"],
        "access": row["access"],
    }


def find_reason(question: Question, widest: Range, evidence: Evidence) -> str:
    """Return in a few words why a source says nothing; empty where it says something."""
    if widest is not None:
        is_from_nothing = question.base and widest.left == math.inf
        return "from nothing: a rise without a percentage" if is_from_nothing else ""
    if not evidence.lost.isdisjoint(list_compared(question.spec)):
        return "no figure is left"
    amounts: list[Range] = []
    if "over" in question.spec:
        amounts = evidence.list_amounts(question, "widest")
    elif question.base and "tally" not in question.spec:
        for months in (question.period, question.base_period):
            amounts.append(evidence.level(question, question.series, months, "widest"))
    if not amounts or None in amounts:
        return "no figure"
    if all(amount is not None and math.isinf(amount.right) for amount in amounts):
        return "two minimums"
    return "one side may be nothing"


def find_missing(question: Question, evidence: Evidence) -> str:
    """Return what official rows lack, so that their sum is a minimum."""
    lacks = evidence.find_lacks(question)
    told = ["some codes"] if lacks.some_codes else []
    if lacks.months:
        told.append(wording.write_runs(lacks.months))
    if lacks.unread:
        told.append(f"unread rows of {wording.write_runs([*lacks.unread])}")
    if lacks.unmeasured:
        told.append(f"no measure in {wording.write_runs(lacks.unmeasured)}")
    return f"lacks {'; '.join(told)}" if told else ""


def show_answer(answer: SourceAnswer, part: dict, evidence: Evidence) -> Entry:
    """Return what a source says as JSON has it."""
    question, own, widest, verdict = answer
    spec, test = question.spec, question.test
    low, high = write_range(widest)
    own_low, own_high = write_range(own)
    figures = evidence.find_figures(question)
    entry: Entry = {
        "source": spec["source"],
        "series": question.series,
        "quantity": evidence.find_quantity(question),
        "period": question.period,
        "base": question.base,
        "over": spec.get("over", ""),
        "label": name_counter(spec, evidence),
        "what": describe_asked(question),
        "measure": spec.get("measure", ""),
        "unit": find_unit(test),
        "counts": answer.counts,
        "because": spec.get("because", ""),
        "figures": figures,
        "printed": [show_print(evidence.rows[name]) for name in figures],
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart": write_end(verdict.apart),
        "low": low,
        "high": high,
        "own_low": own_low,
        "own_high": own_high,
        "says": "",
        "reason": find_reason(question, widest, evidence),
        "needed": None,
        "goods": list_goods(question, evidence),
        "covers": [name_product(good) for good in evidence.find_covered(question)],
        "missing": find_missing(question, evidence),
        "marks": list_marks(test, len(question.goods)),
        "prints": list_printed_figures(question, evidence),
        "in_part": bool(spec.get("in_part")),
    }
    entry["says"] = cells.tell_range(entry)
    if verdict.direction == "lower" and test["kind"] == "level":
        _, last = part["periods"][0]
        entry["needed"] = find_needed(entry, read_words(test).allows.left, last)
    return entry


def find_needed(entry: Entry, claimed: float, last: str) -> Needed | None:
    """Return what the months not covered would have to hold for the claim to be true."""
    _, end = entry["period"]
    if entry["high"] is None or len(entry["figures"]) != 1 or end >= last:
        return None
    return {"months": [shift(end, 1), last], "least": claimed - entry["high"]}


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


def list_marks(test: dict, goods: int) -> list[float]:
    """Return the ends of what a test says, beside which a range is printed."""
    says = read_words(test, goods).says
    return [end for end in (says.left, says.right) if math.isfinite(end)]


def show_test(test: dict, goods: int) -> Test:
    """Return what a test says, as JSON has it."""
    low, high = write_range(read_words(test, goods).says)
    hedge = test.get("hedge") or OPERATORS.get(test.get("operator", ""), "")
    text = cells.tell_test(test, hedge)
    unit = find_unit(test)
    return {"kind": test["kind"], "low": low, "high": high, "unit": unit, "text": text}


def show_page(row: dict, asks: str, evidence: Evidence) -> JudgedPage:
    """Return a page as JSON has it; `counts` if it speaks for or against the part."""
    situation = place_row(row, asks, evidence)
    page: Any = {key: row[key] for key in JudgedPage.__annotations__ if key in row}
    return page | {"verdict": decide(situation).word, "counts": situation != BESIDE}


def find_lone_pages(
    part: dict, result: Part, evidence: Evidence
) -> dict[str, list[str]]:
    """Return {reading: the pages without any one of which its word would fall}.

    Of each open reading that decides, and under "" of the verdict itself, if it does.
    """
    words = dict(result["readings"])
    if result["verdict"] in DECIDED:
        words[""] = result["verdict"]
    pages = set()
    for entry in result["figures"]:
        if entry["counts"] and entry["verdict"] in words.values():
            pages |= {evidence.find_sole_page(figure) for figure in entry["figures"]}
    lone: dict[str, list[str]] = {reading: [] for reading in words}
    for page in sorted(pages - {""}):
        judged = judge_part(part, evidence.leave_out_page(page))
        judged[""] = combine_readings(judged)
        for reading, word in words.items():
            if judged[reading].word != word:
                lone[reading].append(page)
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
    return cells.begin(one) if is_one else ""


def name_owner(outlet: str, evidence: Evidence) -> str:
    """Return who owns an outlet, or the state behind its owner."""
    owner = evidence.outlets.rows.get(outlet, {}).get("owner", "")
    state = BEHIND.search(owner)
    return state[1] if state else owner


def check_part(part: dict, evidence: Evidence) -> tuple[dict[str, Verdict], Part]:
    """Return the verdict on an assertion by reading, and all that its page shows."""
    asks = part.get("asks", "tests")
    rows = evidence.list_independent(part["id"])
    entries: list[Entry] = []
    if asks == "tests":
        readings = ask_sources(part, evidence)
        judged = judge_readings(readings, evidence.quorum)
        for answer in list_answers(readings):
            entries.append(show_answer(answer, part, evidence))
    else:
        judged = judge_part(part, evidence)
    verdict = combine_readings(judged)
    goods = len(part.get("goods", []))
    result: Part = {
        "id": part["id"],
        "says": part["says"],
        "asks": asks,
        "tests": [show_test(test, goods) for test in part.get("tests", [])],
        "pages": [show_page(row, asks, evidence) for row in rows],
        "figures": entries,
        "text": "",
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart": write_end(verdict.apart),
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "on_one_page": [],
        "one_owner": "",
        "note": "",
        "readings": dict(verdict.readings),
        "conditions": verdict.conditions,
    }
    lone = find_lone_pages(part, result, evidence)
    result["on_one_page"] = lone.get("", [])
    if verdict.word in DECIDED:
        deciding = cells.list_deciding(result)
        result["one_owner"] = find_one_owner(deciding, evidence)
    number = len(result["on_one_page"])
    for reading, each in judged.items():
        pages = len(lone.get(reading, [])) or number
        judged[reading] = replace(each, lone_pages=pages)
    verdict = replace(combine_readings(judged), lone_pages=number)
    result["text"] = str(verdict)
    result["conditions"] = verdict.conditions
    return judged, result


def list_retold(results: list[Part], evidence: Evidence) -> list[dict]:
    """Return the pages that repeat the stories under test, a row a part."""
    retold = []
    for result in results:
        rows = evidence.pages.get(result["id"], [])
        retold += [row for row in rows if row["independent"] == "no"]
    return retold


def judge_without_own_rows(claim: dict, verdict: Verdict, evidence: Evidence) -> str:
    """Return the verdict without rows of one's own, where it is another.

    Nobody but their owner has seen these rows.
    """
    less = evidence.without_own
    if less is None:
        return ""
    without = combine_parts_and_readings(
        [check_part(part, less)[0] for part in list_parts(claim)]
    )
    return "" if str(without) == str(verdict) else str(without)


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
        Plain data: the verdict, its parts, what each source and page says. What a
        person wrote of it is filled in by `written.fill`.
    """
    checked = [check_part(part, evidence) for part in list_parts(claim)]
    verdict = combine_parts_and_readings([judged for judged, _ in checked])
    results = [result for _, result in checked]
    shown: set[str] = set()
    for result in results:
        for entry in result["figures"]:
            shown.update(entry["figures"])
    retold = list_retold(results, evidence)
    repeating = {row["outlet"] for row in retold if row["relation"] != "background"}
    retellings: Any = {row["id"]: {key: row[key] for key in RETOLD} for row in retold}
    means = {word.word: f"{cells.begin(word.means)}." for word in SCALE}
    copied: Any = {key: claim.get(key, "") for key in CLAIM_KEYS}
    return copied | {
        "counted": "not_counted" not in claim,
        "verdict": verdict.word,
        "direction": verdict.direction,
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "text": str(verdict),
        "without_own_rows": judge_without_own_rows(claim, verdict, evidence),
        "readings": dict(verdict.readings),
        "conditions": verdict.conditions,
        "hangs": [],
        "we_found": means[verdict.word],
        "subject": "",
        "line": "",
        "finding": [],
        "depends": [],
        "settles": "",
        "denial": "",
        "repeated_by": sorted(repeating - evidence.outlets.under_test),
        "notes": [],
        "queries": claim.get("queries", []),
        "context": [
            figure for figure in claim.get("context", []) if figure not in shown
        ],
        "parts": results,
        "retellings": list(retellings.values()),
    }
