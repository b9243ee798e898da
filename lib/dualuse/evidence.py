"""What public figures and pages say on a claim, in numbers, in words, as JSON.

Each source is asked what it says on each test, in the release that a claim could have
read and in any; `verdicts` judges. A page counts by what it shows. The sentences stand
in templates/sentences.j2.
"""

import math
import re
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dualuse import tables, wording
from dualuse.claims import COMPARED, list_parts
from dualuse.contradictions import is_unlike
from dualuse.printed import divide, read_level, split_unit
from dualuse.ranges import ANY_REVISION, REVISIONS, SWAPPED, Ranges
from dualuse.series import Series, read_month, write_month
from dualuse.verdicts import (
    CONFIRMED,
    CONTRADICTED,
    DIFFER,
    NO_EVIDENCE,
    OPINION,
    OTHERWISE,
    POSSIBLE,
    RELATIONS,
    SHOWN,
    SHOWS,
    Verdict,
    combine_parts,
    combine_readings,
    combine_sources,
    count_fallen,
    decide,
    judge,
    judge_pages,
    place_page,
    read_words,
)

OFFICIAL = {"level", "growth", "ratio"}  # what official rows can be asked
COLUMNS = {"value": "value_usd", "weight": "net_weight_kg", "pieces": "quantity"}
KILOGRAMS = {"weight": 1000}  # in a tonne, which printed weights are in
PLACE = itemgetter("role", "series", "period_start", "period_end")
OTHER_FLOW = {"export": "import", "import": "export"}
FIRST_PRINT = "first-print base"  # a newsroom's rate: customs' first print on the first
BEARS_IN_PART = {  # of another count than the claim's: as a report weighs beside a look
    CONFIRMED: Verdict(POSSIBLE, sources=1),
    CONTRADICTED: Verdict(NO_EVIDENCE, direction=OTHERWISE),
}
SILENT = "no figure says anything about these months"
NO_RATIO = "one of the two is not known, or may be nothing"
# What is copied from a page's row, and from a claim
PAGE = """id judgement relation shows outlet read_at access url published speaker quote
    quote_lang quote_english says""".split()
CLAIM = """id claim slug group quote quoted_from where cites seen page kind topic settles
    denial asked""".split()
Range: TypeAlias = pd.Interval | None  # None: nothing is known


@dataclass(frozen=True)
class Question:
    """One test, put to one entry of a claim's evidence, on certain months."""

    spec: dict
    test: dict
    goods: list[str]
    period: list[str]

    @property
    def base(self) -> str:
        """The first month of what a growth is measured on: else a year before."""
        if self.test["kind"] not in ("growth", "tally"):
            return ""
        year_before = shift(self.period[0], -12)
        return self.spec.get("base") or self.test.get("base") or year_before

    @property
    def series(self) -> str:
        """The series asked, or the pattern of the series of several goods."""
        spec = self.spec
        return spec.get("series") or spec.get("official") or spec.get("tally", "")

    @property
    def base_period(self) -> list[str]:
        """As many months as the period has, from the base on."""
        return find_base_period(self.period, self.base)


class Answer(NamedTuple):
    """What a source says: in the first release, in any; the verdict."""

    question: Question
    own: Range
    widest: Range
    verdict: Verdict

    @property
    def counts(self) -> bool:
        """Tell whether it counts, or is only shown beside the verdict."""
        return self.question.spec.get("counts", True)


class Evidence:
    """Published figures, official rows and pages, ready to be asked.

    Parameters
    ----------
    figures, sources : pandas.DataFrame
        `tables.read_figures()` and `tables.read_reference("sources")`.
    set_aside : pandas.DataFrame, optional
        Figures that cannot be true beside the others.
    pages, judgements : pandas.DataFrame, optional
        `tables.read_pages()` and `tables.read_judgements()`.
    official : pandas.DataFrame, optional
        `tables.read_built("official_totals.csv")`.
    literal : bool
        Hold hedged figures to their words, as claims are.
    quorum : int
        How many sources must confirm, or contradict.
    without : collection of str
        Ids of figures, sources, outlets, pages or judgements to leave out.
    """

    def __init__(
        self,
        figures: pd.DataFrame,
        sources: pd.DataFrame,
        set_aside: pd.DataFrame | None = None,
        pages: pd.DataFrame | None = None,
        judgements: pd.DataFrame | None = None,
        official: pd.DataFrame | None = None,
        literal: bool = False,
        quorum: int = 1,
        without: Collection[str] = (),
    ) -> None:
        figures = leave_out(figures, ["id", "source", "outlet", "read_at"], without)
        figures = figures.drop(columns=["start", "end"], errors="ignore")
        self.sources, self.set_aside, self.quorum = sources, set_aside, quorum
        self.labels = sources.set_index("source")["label"]
        self.set_figures(figures, literal)
        outlets = tables.read_reference("outlets").set_index("id")
        self.outlets, self.owners = outlets["name"], outlets["owner"].str.casefold()
        self.under_test = outlets.index[outlets["under_test"] == "yes"]
        self.aggregators = outlets.index[outlets["kind"] == "aggregator"]
        if official is None:
            official = pd.DataFrame(columns=["series", "source"])
        self.official = leave_out(official, ["source"], without).groupby("series")
        self.pages: dict[str, list[dict]] = {}
        if pages is not None and judgements is not None:
            rows = judgements.merge(pages, left_on="page", right_on="id")
            rows = leave_out(rows, ["judgement", "page", "outlet", "read_at"], without)
            for row in rows.to_dict("records"):
                self.pages.setdefault(row["part"], []).append(row)

    def set_figures(self, figures: pd.DataFrame, literal: bool) -> None:
        """Take figures, and how to read them."""
        self.figures, self.literal = figures, literal
        self.ranges = Ranges(figures, self.sources, self.set_aside, literal)
        self.rows = figures.set_index("id", drop=False).to_dict("index")
        self.prints = self.list_prints()

    def list_prints(self) -> list[dict]:
        """Return the figures as they are read: none that is set aside as wrong."""
        wrong: dict[str, str] = {}
        if self.set_aside is not None:
            wrong = dict(self.set_aside[["figure", "likely_cause"]].to_numpy())
        prints = []
        for row in self.rows.values():
            if wrong.get(row["id"]) == SWAPPED:
                flow = OTHER_FLOW[row["flow"]]
                series = str(Series.read(row["series"])._replace(flow=flow))
                prints.append(row | {"flow": flow, "series": series})
            elif row["id"] not in wrong:
                prints.append(row)
        return prints

    def leave_out_page(self, page: str) -> "Evidence":
        """Return the evidence without the figures of a page."""
        less = copy(self)
        less.set_figures(self.figures[self.figures["page"] != page], self.literal)
        return less

    @cached_property
    def literally(self) -> "Evidence":
        """The same figures, held to their words."""
        literally = copy(self)
        literally.set_figures(self.figures, True)
        return literally

    def find_printed(self, question: Question) -> list[dict]:
        """Return the figures of the very period, or of its growth on the base."""
        asked = ("evidence", question.series, *question.period)
        rows = [row for row in self.prints if PLACE(row) == asked]
        if not question.base:
            return rows
        rates = []
        for row in rows:
            base = row["growth_base"] or shift(row["period_start"], -12)
            if row["growth"] and base == question.base:
                rates.append(row)
        return rates

    def is_printed(self, question: Question) -> bool:
        """Tell whether a figure has the very number of an exact test."""
        test, rows = question.test, self.find_printed(question)
        if test.get("hedge") != "exact":
            return False
        if question.base:  # customs' own rate goes before one that a newsroom worked out
            own = [row for row in rows if FIRST_PRINT not in row["status"]]
            rates = [(row["growth"], row["growth_hedge"]) for row in own or rows]
            return (test["value"], "exact") in rates
        levels = [(row["value"], row["unit"], row["hedge"]) for row in rows]
        return (test["value"], test["unit"], "exact") in levels

    def find_sole_page(self, figure: str) -> str:
        """Return the page of a figure that no second page prints, else nothing."""
        row = self.rows[figure]
        fact = row["same_fact"] or figure
        for other in self.rows.values():
            is_copy = fact in (other["id"], other["same_fact"])
            if is_copy and other["page"] != row["page"] and not is_unlike(row, other):
                return ""
        return row["page"]

    def add_up(self, question: Question, series: str, period: list[str]) -> Range:
        """Return the official total of a period: a floor, if codes or months are missing."""
        if series not in self.official.groups:
            return None
        start, end = period
        rows = self.official.get_group(series)
        rows = rows.query("period_start >= @start and period_end <= @end")
        covered = []
        for months in zip(rows["period_start"], rows["period_end"], strict=True):
            covered.extend(pd.period_range(*months, freq="M"))
        if not covered or len(set(covered)) < len(covered):
            return None
        measure = question.spec.get("measure", "value")
        total = float(rows[COLUMNS[measure]].sum()) / KILOGRAMS.get(measure, 1)
        most = total
        has_parts = rows["part"].astype(str).eq("True").any()
        if has_parts or len(covered) < count_months(start, end):
            most = math.inf
        return pd.Interval(total, most, closed="both")

    def level(
        self, question: Question, series: str, period: list[str], release: str
    ) -> Range:
        """Return the range of a series, or of official rows."""
        if "official" not in question.spec:
            return self.ranges.range(series, period[0], period[1], release)
        total = self.add_up(question, series, period)
        if total is None or release == "own":
            return total
        flow = Series.read(series).flow
        revision = REVISIONS.get(f"{flow} total", ANY_REVISION)
        return divide(total, revision / 100 + 1)

    def growth(self, question: Question, series: str, release: str) -> Range:
        """Return the growth of a series, on as many months from the base on."""
        period, base = question.period, question.base
        if "official" not in question.spec:
            return self.ranges.growth(series, period[0], period[1], base, release)
        later = self.level(question, series, period, release)
        earlier = self.level(question, series, question.base_period, release)
        ratio = divide(later, earlier)
        if ratio is None:
            return None
        return (ratio - 1) * 100

    def count(self, figure: str) -> Range:
        """Return what one figure says by itself, of the things that were counted."""
        if figure not in self.rows:
            return None
        row = self.rows[figure]
        hedge = row["hedge"].replace("at least", "exact")
        return read_level(row["value"], row["unit"], hedge, self.literal)

    def measure_goods(self, question: Question, release: str) -> dict[str, Range]:
        """Return the growth of each of several goods; None where nothing gives it."""
        growths = {}
        for good in question.goods:
            series = question.series.format(good)
            name = series
            if "units" in question.spec:
                name = f"{series}:{question.spec['units']}"
            growth = self.growth(question, name, release)
            if growth is None:
                rows = replace(question, spec={"official": series})
                growth = self.growth(rows, series, release)
            growths[good] = growth
        return growths

    def measure(self, question: Question, release: str) -> Range:
        """Return what one entry of evidence says on a test, by one release."""
        spec, kind = question.spec, question.test["kind"]
        if "calendar" in spec:
            months = count_whole_months(*spec["calendar"])
            return pd.Interval(months, months, closed="both")
        if "tally" in spec:
            growths = self.measure_goods(question, release)
            return count_fallen(list(growths.values()))
        if kind == "growth":
            return self.growth(question, question.series, release)
        amounts = []
        for name in list_named(spec):
            if "figures" in spec:
                amounts.append(self.count(name))
            else:
                amounts.append(self.level(question, name, question.period, release))
        if len(amounts) == 1:
            return amounts[0]
        ratio = divide(*amounts)
        if ratio is None or kind == "ratio":
            return ratio
        share = ratio * 100
        if spec.get("at_most"):
            return pd.Interval(0.0, share.right, closed="both")
        return share

    def find_figures(self, question: Question) -> list[str]:
        """Return the figures that decide what an entry says."""
        spec = question.spec
        if "figures" in spec:
            return [name for name in list_named(spec) if name in self.rows]
        if "series" not in spec:
            return []
        periods = [question.period]
        if question.base:
            rates = self.find_printed(question)
            if rates:
                return [row["id"] for row in rates]
            periods.append(question.base_period)
        ids: list[str] = []
        for series in list_named(spec):
            for months in periods:
                ids += list(self.ranges.explain(series, *months)["figure"])
        return list(dict.fromkeys(ids))

    def list_sources(self, part: dict) -> list[dict]:
        """Return the evidence of a part, with official rows of its own quantity.

        Rows of a country's customs are one source with what was printed of them.
        """
        quantity, specs = part["quantity"], list(part["evidence"])
        kinds = {test["kind"] for test in part["tests"]}
        if "importer" not in quantity or not kinds <= OFFICIAL:
            return specs
        seller, buyer = quantity["exporter"], quantity["importer"]
        product = quantity["product"]
        measure = specs[0].get("measure", "value")
        flows = (f"{seller}-{buyer}-export-", f"{buyer}-{seller}-import-")
        named = [spec.get("official") for spec in specs]
        for name in sorted(self.official.groups):
            if not name.startswith(flows) or name in named:
                continue
            series = Series.read(name)
            if series.product != product:
                continue
            spec = {"source": series.source, "official": name, "measure": measure}
            spec["same_file_as"] = f"{series.source} {series.reporter}"
            for known in reversed(part["evidence"]):  # the first counts: customs' own
                if known.get("series", "").startswith(series.reporter):
                    spec["same_file_as"] = known["source"]
            if "over" in quantity:
                spec["over"] = name.replace(buyer, quantity["over"])
            specs.append(spec)
        return specs


def list_named(spec: dict) -> list[str]:
    """Return the series, or the figures, that an entry of evidence compares."""
    keys = ["figures", "series", "official", "over"]
    return [spec[key] for key in keys if key in spec]


def leave_out(
    table: pd.DataFrame, columns: list[str], ids: Collection[str]
) -> pd.DataFrame:
    """Return the rows that none of the ids names."""
    return table[~table[columns].isin(list(ids)).any(axis=1)]


def count_months(start: str, end: str) -> int:
    """Return how many months there are from one to another, both included.

    >>> count_months("2022-11", "2023-02")
    4
    """
    return read_month(end) - read_month(start) + 1


def shift(month: str, by: int) -> str:
    """Return the month that lies `by` months later.

    >>> shift("2023-01", -12)
    '2022-01'
    """
    return write_month(read_month(month) + by)


def count_whole_months(first: str, last: str) -> int:
    """Return the whole months between two days.

    >>> count_whole_months("2022-02-24", "2023-07-24")
    17
    """
    is_short = last[8:] < first[8:]
    return count_months(first[:7], last[:7]) - 1 - is_short


def find_base_period(period: list[str], base: str) -> list[str]:
    """Return as many months as the period has, from the base on."""
    return [base, shift(base, count_months(*period) - 1)]


def list_deciding(result: dict) -> list[dict]:
    """Return what the figures say that the verdict on a part comes from."""
    words = [result["verdict"]]
    if result["direction"] == DIFFER:
        words = SHOWN
    if result["verdict"] == NO_EVIDENCE:
        words = []
    counted = [entry for entry in result["figures"] if entry["counts"]]
    return [entry for entry in counted if entry["verdict"] in words]


TEMPLATES = FileSystemLoader(Path(__file__).with_name("templates"))
SENTENCES = Environment(
    loader=TEMPLATES, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
SENTENCES.globals.update(
    wording=wording,
    read_series=Series.read,
    list_deciding=list_deciding,
    find_base_period=find_base_period,
)


def write_sentence(name: str, *facts: Any) -> str:
    """Return a sentence of templates/sentences.j2, filled with facts.

    >>> write_sentence("retold", "Politico", 2)
    'We found no report of it that is independent of Politico; two other outlets ...'
    """
    sentences = SENTENCES.get_template("sentences.j2").module
    text = getattr(sentences, name)(*facts)
    return " ".join(text.split())


def find_unit(test: dict) -> str:
    """Return the base unit of what a test compares."""
    kind = test["kind"]
    if kind == "tally":
        return "goods"
    return COMPARED.get(kind) or split_unit(test["unit"])[1]


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


def ask_source(question: Question, evidence: Evidence) -> Answer:
    """Return what one source says on a test."""
    test = question.test
    words = read_words(test, len(question.goods))
    own = evidence.measure(question, "own")
    widest = evidence.measure(question, "widest")
    is_printed = evidence.is_printed(question)
    verdict = judge(words, own, widest, test["kind"], is_printed)
    if question.spec.get("in_part"):
        verdict = BEARS_IN_PART.get(verdict.word, verdict)
    return Answer(question, own, widest, verdict)


def ask_sources(part: dict, evidence: Evidence) -> dict[str, list[Answer]]:
    """Return what every source says on every test of a part, by the last month meant.

    All claims of a story mean the same months: under each reading of it, every source
    is asked for those.
    """
    specs, goods = evidence.list_sources(part), part.get("goods", [])
    readings = {}
    for period in part["periods"]:
        answers = []
        for spec in specs:
            for test in part["tests"]:
                months = spec.get("period", period)
                answers.append(ask_source(Question(spec, test, goods, months), evidence))
        readings[wording.format_period(*period)] = answers
    return readings


def judge_readings(readings: dict[str, list[Answer]], quorum: int) -> Verdict:
    """Return the verdict on a part that holds whichever months it means."""
    judged = {name: judge_answers(each, quorum) for name, each in readings.items()}
    return combine_readings(judged)


def list_answers(readings: dict[str, list[Answer]]) -> list[Answer]:
    """Return what each source says, once a verdict: on the longest months that give it."""
    listed = []
    for answers in zip(*readings.values(), strict=True):
        by_word: dict[str, Answer] = {}
        for answer in answers:
            by_word.setdefault(answer.verdict.word, answer)
        listed += by_word.values()
    return listed


def judge_answers(answers: list[Answer], quorum: int) -> Verdict:
    """Return the verdict of all sources that count on a part."""
    by_test: dict[tuple, list[Verdict]] = {}
    for answer in answers:
        if answer.counts:
            spec = answer.question.spec
            source = spec.get("same_file_as", spec["source"])
            test = str(answer.question.test)
            by_test.setdefault((source, test), []).append(answer.verdict)
    by_source: dict[str, list[Verdict]] = {}
    for (source, _), verdicts in by_test.items():
        if len({each.word for each in verdicts}.intersection(SHOWN)) > 1:
            verdicts = [decide(DIFFER, direction=DIFFER)]  # one file, read in two ways
        by_source.setdefault(source, []).extend(verdicts)
    return combine_sources(by_source, quorum)


def show_answer(answer: Answer, part: dict, evidence: Evidence) -> dict:
    """Return what a source says as JSON has it; None where a range is open.

    `low` and `high` are the widest of all releases, `own_low` and `own_high` what the
    first release of these months says. `goods` are those of a tally.
    """
    question, own, widest, verdict = answer
    spec, test = question.spec, question.test
    goods = []
    if "tally" in spec:
        for good, growth in evidence.measure_goods(question, "own").items():
            low, high = write_range(growth)
            goods.append({"good": good, "low": low, "high": high})
    reason = ""
    if widest is None:
        reason = SILENT
        if "over" in spec:
            reason = NO_RATIO
    low, high = write_range(widest)
    own_low, own_high = write_range(own)
    entry = {
        "source": spec["source"],
        "series": question.series,
        "period": question.period,
        "base": question.base,
        "label": evidence.labels.get(spec["source"], spec["source"]),
        "measure": spec.get("measure", ""),
        "unit": find_unit(test),
        "counts": answer.counts,
        "because": spec.get("because", ""),
        "figures": evidence.find_figures(question),
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart_text": tell_distance(answer),
        "low": low,
        "high": high,
        "own_low": own_low,
        "own_high": own_high,
        "reason": reason,
        "needed": None,
        "goods": goods,
    }
    if verdict.direction == "lower" and test["kind"] == "level":
        claimed = read_words(test).allows.left
        _, last = part["periods"][0]
        entry["needed"] = find_needed(entry, claimed, last, evidence)
    return entry


def find_needed(
    entry: dict, claimed: float, last: str, evidence: Evidence
) -> dict | None:
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
    needed = {"months": [shift(end, 1), last], "least": least}
    needed["text"] = write_sentence(
        "needed", needed, entry["unit"], whole.right, months
    )
    return needed


def tell_distance(answer: Answer) -> str:
    """Return in words how far the evidence lies from the claim."""
    verdict = answer.verdict
    if not math.isfinite(verdict.apart):
        return ""
    unit = find_unit(answer.question.test)
    return write_sentence("apart", verdict.apart, verdict.direction, unit)


def show_test(test: dict, goods: int) -> dict:
    """Return what a test says, as JSON has it."""
    low, high = write_range(read_words(test, goods).says)
    hedge = test.get("hedge") or RELATIONS.get(test.get("operator", ""), "")
    text = write_sentence("test", test, hedge)
    shown = {"kind": test["kind"], "low": low, "high": high}
    return shown | {"unit": find_unit(test), "text": text}


def show_page(row: dict, asks: str, evidence: Evidence) -> dict:
    """Return a page as JSON has it; `counts` if it can confirm or contradict.

    An aggregator prints what others wrote: it is no source of its own.
    """
    page = {key: row[key] for key in PAGE}
    situation = "page beside"
    if asks in SHOWS and row["outlet"] not in evidence.aggregators:
        situation = place_page(row, asks)
    page["verdict"] = decide(situation).word
    page["counts"] = situation != "page beside"
    return page


def judge_counted(pages: list[dict], asks: str, evidence: Evidence) -> Verdict:
    """Return what the independent pages say.

    What was said is shown by each outlet that quotes it; what is so, by each owner of
    outlets once, and once by all who report the same thing.
    """
    counted = []
    owners: dict[str, str] = {}
    for page in pages:
        source = page["outlet"]
        if asks == "so":
            owner = evidence.owners.get(source) or source
            source = owners.setdefault(page["judgement"], owner)
        if page["counts"]:
            counted.append(page | {"source": source})
    return judge_pages(counted, asks, evidence.quorum)


def find_lone_judgements(
    pages: list[dict], asks: str, verdict: Verdict, evidence: Evidence
) -> list[str]:
    """Return the judgements on which alone the verdict of pages depends."""
    lone = []
    for judgement in dict.fromkeys(page["judgement"] for page in pages):
        others = [page for page in pages if page["judgement"] != judgement]
        if judge_counted(others, asks, evidence).word != verdict.word:
            lone.append(judgement)
    return lone


def find_lone_pages(part: dict, result: dict, evidence: Evidence) -> list[str]:
    """Return the pages without any one of which the verdict on a part would fall."""
    pages = set()
    for entry in list_deciding(result):
        pages |= {evidence.find_sole_page(figure) for figure in entry["figures"]}
    lone = []
    for page in sorted(pages - {""}):
        readings = ask_sources(part, evidence.leave_out_page(page))
        if judge_readings(readings, evidence.quorum).word != result["verdict"]:
            lone.append(page)
    return lone


def check_part(part: dict, evidence: Evidence) -> tuple[Verdict, dict]:
    """Return the verdict on an assertion, and all that its page shows."""
    asks = part.get("asks", "tests")
    rows = evidence.pages.get(part["id"], [])
    rows = [row for row in rows if row["independent"] == "yes"]
    pages = [show_page(row, asks, evidence) for row in rows]
    goods = len(part.get("goods", []))
    verdict = Verdict(OPINION)
    entries, judgements, literal = [], [], ""
    if asks == "tests":
        readings = ask_sources(part, evidence)
        verdict = judge_readings(readings, evidence.quorum)
        answers = list_answers(readings)
        entries = [show_answer(answer, part, evidence) for answer in answers]
        literal = read_literally(part, verdict, evidence)
    elif asks != "opinion":
        verdict = judge_counted(pages, asks, evidence)
        judgements = find_lone_judgements(pages, asks, verdict, evidence)
    result = {
        "id": part["id"],
        "says": part["says"],
        "asks": asks,
        "tests": [show_test(test, goods) for test in part.get("tests", [])],
        "pages": pages,
        "figures": entries,
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart": write_end(verdict.apart),
        "apart_text": "",
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "on_one_page": [],
        "note": part.get("note", ""),
        "why": "",
        "literal": literal,
        "readings": dict(verdict.readings),
        "judgements": judgements,
    }
    deciding = list_deciding(result)
    for entry in deciding[:1]:
        result["apart_text"] = entry["apart_text"]
    if verdict.word in SHOWN:
        result["on_one_page"] = find_lone_pages(part, result, evidence)
    result["why"] = write_sentence("why", result, evidence)
    return replace(verdict, on_one_page=bool(result["on_one_page"])), result


def read_literally(part: dict, verdict: Verdict, evidence: Evidence) -> str:
    """Return the verdict of figures that are held to their words, if it is another."""
    if evidence.literal:
        return ""
    readings = ask_sources(part, evidence.literally)
    literal = judge_readings(readings, evidence.quorum)
    if literal.word == verdict.word:
        return ""
    return literal.word


def list_retellings(results: list[dict], evidence: Evidence) -> list[dict]:
    """Return the pages that repeat the stories under test, each once."""
    retellings = {}
    for result in results:
        for row in evidence.pages.get(result["id"], []):
            if row["independent"] == "no":
                page = {key: row[key] for key in ("id", "outlet", "url")}
                retellings[row["id"]] = page
    return list(retellings.values())


def fill_note(note: dict, evidence: Evidence) -> dict:
    """Return a note with the printed words of the figures that it names."""
    text = note["text"]
    for figure in re.findall(r"{([\w-]+)}", text):
        printed = f"{figure} (left out here)"
        if figure in evidence.rows:
            printed = wording.format_figure(evidence.rows[figure])
        text = text.replace(f"{{{figure}}}", printed)
    return note | {"text": text}


def check_claim(claim: dict, evidence: Evidence) -> dict:
    """Return what its page, the README and reports/verdicts.json say of a claim.

    Parameters
    ----------
    claim : dict
        One of `claims.read_claims()`, or a question of the same shape.
    evidence : Evidence

    Returns
    -------
    dict
        Plain data: the verdict, its parts, what each source and page says, and
        sentences for readers. Open ends of ranges are None.
    """
    checked = [check_part(part, evidence) for part in list_parts(claim)]
    verdict = combine_parts([verdict for verdict, _ in checked])
    results = [result for _, result in checked]
    retellings = list_retellings(results, evidence)
    shown: set[str] = set()
    for result in results:
        for entry in result["figures"]:
            shown.update(entry["figures"])
    context = claim.get("context", [])
    composition = dict(verdict.parts) or {verdict.word: 1}
    story = claim.get("where", "").split("; ")[-1]
    we_found = write_sentence(
        "finding", results, list(composition), evidence, story, retellings
    )
    also = claim.get("unless", "")
    copied = {key: claim.get(key, "") for key in CLAIM}
    return copied | {
        "counted": "not_counted" not in claim,
        "verdict": verdict.word,
        "direction": verdict.direction,
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "text": str(verdict),
        "composition": composition,
        "we_found": we_found,
        "unless": write_sentence("unless", results, evidence, also),
        "notes": [fill_note(note, evidence) for note in claim.get("notes", [])],
        "context": [figure for figure in context if figure not in shown],
        "parts": results,
        "retellings": retellings,
    }
