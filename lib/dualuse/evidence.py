"""What public figures and pages say on a claim, in numbers, in words, as JSON.

Each source is asked what it says on each test, in the release that a claim could have
read and in any; `verdicts` judges. A page counts by what it shows.
"""

import math
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

import pandas as pd

from dualuse import tables, wording
from dualuse.claims import list_parts
from dualuse.printed import divide, read_level, split_unit
from dualuse.ranges import ANY_REVISION, REVISIONS, Ranges
from dualuse.series import Series
from dualuse.verdicts import (
    CONFIRMED,
    CONTRADICTED,
    NO_EVIDENCE,
    OPINION,
    POSSIBLE,
    RELATIONS,
    SHOWN,
    WORDS,
    Verdict,
    combine_parts,
    combine_sources,
    count_fallen,
    decide,
    judge,
    judge_pages,
    place_page,
    read_value,
    read_words,
)

UNITS = {  # of what a test compares
    "growth": "percent",
    "share": "percent",
    "ratio": "times",
    "months": "months",
    "tally": "goods",
}
COLUMNS = {"value": "value_usd", "weight": "net_weight_kg", "pieces": "quantity"}
KILOGRAMS = {"weight": 1000}  # in a tonne, which printed weights are in
FLOWS = {"export": "exports", "import": "imports", "trade": "trade both ways"}
MULTIPLES = {1: "more than", 2: "more than twice"}
NEAR = 1.1  # times; below it per cent say more
SILENT = "no figure says anything about these months"
NO_RATIO = "one of the two is not known, or may be nothing"
LEADS = {  # how a finding on figures begins
    "lower": "The public figures fall short.",
    "higher": "The public figures put it higher.",
    "sources differ": "Public figures differ.",
    CONFIRMED: "Public figures confirm it.",
    POSSIBLE: "Public figures allow it and do not show it.",
    NO_EVIDENCE: "We found no public figure that shows or excludes it.",
}
DONE = {  # what was done on pages, by what they show
    "document": "Documents seen: {}.",
    "quotation": "Quoted directly by {}.",
    "first-hand": "Reported first-hand by {}.",
    "admission": "Admitted or announced, as quoted by {}.",
    POSSIBLE: "Reported, but not shown, by {}.",
    CONTRADICTED: "Quoted in other words by {}.",
}
ANY = {"growth": "more than before", "level": "any at all"}  # for "more than 0"
NO_PAGES = "We found no public evidence either way."
NOT_RATED = "This is an opinion, and we do not rate opinions."
RETOLD = "We found no report independent of {}; {} it."
UNLESS = (
    "If {} means far more than that, our figures cannot tell, and the answer is {}."
)
ONE_FILE = "They may come from one customs file, so we count them once."
PAGE = ["judgement", "relation", "shows", "outlet", "read_at", "access", "url"]
PAGE += ["published", "speaker", "quote", "quote_lang", "quote_english", "says"]
CLAIM = ["slug", "group", "quote", "quoted_from", "where", "cites", "seen", "page"]
CLAIM += ["kind", "topic", "settles", "denial", "asked"]
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


@dataclass
class Entry:
    """What one source says on one test; None where an end of its range is open.

    `low` and `high` are the widest of all releases, `own_low` and `own_high` what had
    been printed when the claim was made. `goods` are those of a tally.
    """

    source: str
    series: str
    period: list[str]
    base: str
    label: str = ""
    measure: str = ""
    unit: str = ""
    counts: bool = True
    because: str = ""
    figures: list[str] = field(default_factory=list)
    verdict: str = NO_EVIDENCE
    direction: str = ""
    apart_text: str = ""
    low: float | None = None
    high: float | None = None
    own_low: float | None = None
    own_high: float | None = None
    reason: str = ""
    needed: dict | None = None
    goods: list[dict] = field(default_factory=list)


@dataclass
class Part:
    """The verdict on one assertion, with all that its page shows."""

    id: str
    says: str
    asks: str
    tests: list[dict]
    pages: list[dict]
    figures: list[Entry] = field(default_factory=list)
    verdict: str = ""
    direction: str = ""
    apart: float | None = None
    apart_text: str = ""
    sources: int = 0
    on_one_source: bool = False
    on_one_page: bool = False
    why: str = ""
    literal: str = ""
    judgements: list[str] = field(default_factory=list)

    @property
    def deciding(self) -> list[Entry]:
        """What the figures say that the verdict comes from."""
        if self.verdict == NO_EVIDENCE:
            return []
        words = [self.verdict]
        if self.direction == "sources differ":
            words = [CONFIRMED, CONTRADICTED]
        counted = [entry for entry in self.figures if entry.counts]
        return [entry for entry in counted if entry.verdict in words]

    @property
    def deciding_pages(self) -> list[dict]:
        """The pages that the verdict comes from."""
        counted = [page for page in self.pages if page["counts"]]
        return [page for page in counted if page["verdict"] == self.verdict]


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
        figures = leave_out(figures, ["id", "source", "outlet"], without)
        self.figures, self.sources, self.set_aside = figures, sources, set_aside
        self.literal, self.quorum = literal, quorum
        self.labels = dict(zip(sources["source"], sources["label"], strict=True))
        self.rows = figures.set_index("id", drop=False).to_dict("index")
        self.evidence = figures[figures["role"] == "evidence"]
        self.ranges = Ranges(figures, sources, set_aside, literal)
        outlets = tables.read_reference("outlets").set_index("id")
        self.outlets = outlets["name"].to_dict()
        self.owners = outlets["owner"].to_dict()
        self.under_test = set(outlets.index[outlets["under_test"] == "yes"])
        if official is None:
            official = pd.DataFrame(columns=["series", "period_start", "period_end"])
        self.official = official
        self.pages: dict[str, list[dict]] = {}
        if pages is not None and judgements is not None:
            rows = judgements.merge(pages, left_on="page", right_on="id")
            rows = leave_out(rows, ["judgement", "page", "outlet"], without)
            for row in rows.to_dict("records"):
                self.pages.setdefault(row["part"], []).append(row)

    @cached_property
    def literally(self) -> "Evidence":
        """The same figures, held to their words."""
        return Evidence(
            self.figures,
            self.sources,
            self.set_aside,
            literal=True,
            quorum=self.quorum,
        )

    def find_printed(
        self, series: str, period: list[str], base: str = ""
    ) -> pd.DataFrame:
        """Return the figures of the very period, or of its growth on a base."""
        start, end = period
        rows = self.evidence[self.evidence["series"] == series]
        rows = rows[rows["period_start"] == start]
        rows = rows[rows["period_end"] == end]
        if not base:
            return rows
        rates = rows[rows["growth"] != ""]
        bases = rates["growth_base"].replace("", shift(start, -12))
        return rates[bases == base]

    def find_sole_page(self, figure: str) -> str:
        """Return the page of a figure that no second page prints, else nothing."""
        row = self.rows[figure]
        copies = self.figures[self.figures["same_fact"] == figure]
        for copied in copies.to_dict("records"):
            if copied["page"] != row["page"] and is_same_number(row, copied):
                return ""
        return row["page"]

    def add_up(self, question: Question, series: str, period: list[str]) -> Range:
        """Return the official total of a period: a floor, if some codes are missing."""
        start, end = period
        rows = self.official[self.official["series"] == series]
        rows = rows[rows["period_start"] >= start]
        rows = rows[rows["period_end"] <= end]
        covered = 0
        for row in rows.itertuples():
            covered += len(list_months(row.period_start, row.period_end))
        if covered != len(list_months(start, end)):
            return None
        measure = question.spec.get("measure", "value")
        total = float(rows[COLUMNS[measure]].sum()) / KILOGRAMS.get(measure, 1)
        most = total
        if "part" in rows and rows["part"].astype(str).eq("True").any():
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
        ratio = divide_known(later, earlier)
        return None if ratio is None else (ratio - 1) * 100

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
            months = count_months(*spec["calendar"])
            return pd.Interval(months, months, closed="both")
        if "tally" in spec:
            growths = self.measure_goods(question, release)
            return count_fallen(list(growths.values()))
        if kind == "growth":
            return self.growth(question, question.series, release)
        over = None
        if "figures" in spec:
            level = self.count(spec["figures"])
            over = self.count(spec.get("over", ""))
        else:
            level = self.level(question, question.series, question.period, release)
            if "over" in spec:
                over = self.level(question, spec["over"], question.period, release)
        if "over" not in spec:
            return level
        ratio = divide_known(level, over)
        if ratio is None or kind == "ratio":
            return ratio
        share = ratio * 100
        if spec.get("at_most"):
            share = pd.Interval(0.0, share.right, closed="both")
        return share

    def is_printed(self, question: Question) -> bool:
        """Tell whether a figure has the very number of an exact test."""
        test = question.test
        if test.get("hedge") != "exact" or "series" not in question.spec:
            return False
        rows = self.find_printed(question.series, question.period, question.base)
        if question.base:
            return test["value"] in set(rows["growth"])
        exact = rows[rows["hedge"] == "exact"]
        return (exact["value"].eq(test["value"]) & exact["unit"].eq(test["unit"])).any()

    def find_figures(self, question: Question) -> list[str]:
        """Return the figures that decide what an entry says."""
        spec = question.spec
        named = [spec[key] for key in ("figures", "series", "over") if key in spec]
        if "figures" in spec:
            return named
        if "series" not in spec:
            return []
        periods = [question.period]
        if question.base:
            rates = self.find_printed(spec["series"], question.period, question.base)
            if len(rates):
                return list(rates["id"])
            periods.append(question.base_period)
        ids: list[str] = []
        for series in named:
            for months in periods:
                ids += list(self.ranges.explain(series, *months)["figure"])
        return list(dict.fromkeys(ids))

    def list_sources(self, part: dict) -> list[dict]:
        """Return the evidence of a part, with official rows of its own quantity.

        Rows of a country's customs are one source with what was printed of them.
        """
        quantity, specs = part["quantity"], list(part["evidence"])
        kinds = {test["kind"] for test in part["tests"]}
        if "importer" not in quantity or not kinds <= {"level", "growth", "ratio"}:
            return specs
        seller, buyer = quantity["exporter"], quantity["importer"]
        sides = [(seller, buyer, "export"), (buyer, seller, "import")]
        named = [spec.get("official") for spec in specs]
        for row in self.official.drop_duplicates("series").itertuples():
            if row.category != quantity["product"] or row.series in named:
                continue
            if (row.reporter, row.partner, row.flow) not in sides:
                continue
            spec = {"source": row.source, "official": row.series}
            spec["same_file_as"] = f"{row.source} {row.reporter}"
            for known in part["evidence"]:
                if known.get("series", "").startswith(row.reporter):
                    spec["same_file_as"] = known["source"]
            if "over" in quantity:
                spec["over"] = row.series.replace(buyer, quantity["over"])
            specs.append(spec)
        return specs


def leave_out(
    table: pd.DataFrame, columns: list[str], ids: Collection[str]
) -> pd.DataFrame:
    """Return the rows that none of the ids names."""
    for column in columns:
        table = table[~table[column].isin(ids)]
    return table


def is_same_number(row: dict, copied: dict) -> bool:
    """Tell whether two rows of figures.csv can be prints of one number."""
    if not row["value"] or not copied["value"]:
        return row["growth"] == copied["growth"]
    level = read_level(row["value"], row["unit"], row["hedge"])
    return level.overlaps(read_level(copied["value"], copied["unit"], copied["hedge"]))


def list_months(start: str, end: str) -> list[str]:
    """Return the months from one to another, both included."""
    return [str(month) for month in pd.period_range(start, end, freq="M")]


def shift(month: str, by: int) -> str:
    """Return the month that lies `by` months later.

    >>> shift("2023-01", -12)
    '2022-01'
    """
    return str(pd.Period(month, "M") + by)


def count_months(first: str, last: str) -> int:
    """Return the whole months between two days.

    >>> count_months("2022-02-24", "2023-07-24")
    17
    """
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    months = (end.to_period("M") - start.to_period("M")).n
    if end.day < start.day:
        months -= 1
    return months


def divide_known(top: Range, base: Range) -> Range:
    """Return one amount over another; None where one is not known."""
    if top is None or base is None:
        return None
    return divide(top, base)


def find_base_period(period: list[str], base: str) -> list[str]:
    """Return as many months as the period has, from the base on."""
    length = len(list_months(*period))
    return [base, shift(base, length - 1)]


def find_unit(test: dict) -> str:
    """Return the base unit of what a test compares."""
    return UNITS.get(test["kind"]) or split_unit(test["unit"])[1]


def write_end(value: float) -> float | None:
    """Return a number as JSON has it: None where it is open or unknown."""
    return round(value, 6) if math.isfinite(value) else None


def write_range(range: Range) -> tuple[float | None, float | None]:
    """Return both ends as JSON has them."""
    if range is None:
        return None, None
    return write_end(range.left), write_end(range.right)


def ask_source(
    spec: dict, test: dict, part: dict, evidence: Evidence
) -> tuple[Verdict, Entry]:
    """Return what one source says on a test, on the longest period that it covers."""
    goods = part.get("goods", [])
    words = read_words(test, len(goods))
    answers = []
    for period in [spec["period"]] if "period" in spec else part["periods"]:
        question = Question(spec, test, goods, period)
        own = evidence.measure(question, "own")
        widest = evidence.measure(question, "widest")
        is_printed_so = evidence.is_printed(question)
        verdict = judge(words, own, widest, test["kind"], is_printed_so)
        answers.append((verdict, question, own, widest))
    decided = [answer for answer in answers if answer[0].word != NO_EVIDENCE]
    verdict, question, own, widest = [*decided, answers[0]][0]
    entry = start_entry(question, verdict, evidence)
    entry.low, entry.high = write_range(widest)
    entry.own_low, entry.own_high = write_range(own)
    entry.apart_text = tell_distance(verdict, test, own)
    if widest is None:
        entry.reason = NO_RATIO if "over" in spec else SILENT
    if verdict.direction == "lower" and test["kind"] == "level":
        last = part["periods"][0][1]
        entry.needed = find_needed(entry, words.allows.left, last, evidence)
    return verdict, entry


def start_entry(question: Question, verdict: Verdict, evidence: Evidence) -> Entry:
    """Return an entry with what was asked, of which figures, and the verdict."""
    spec = question.spec
    entry = Entry(spec["source"], question.series, question.period, question.base)
    entry.label = evidence.labels[entry.source]
    entry.measure = spec.get("measure", "")
    entry.unit = find_unit(question.test)
    entry.counts = spec.get("counts", True)
    entry.because = spec.get("because", "")
    entry.figures = evidence.find_figures(question)
    entry.verdict = verdict.word
    entry.direction = verdict.direction
    if "tally" in spec:
        for good, growth in evidence.measure_goods(question, "own").items():
            low, high = write_range(growth)
            entry.goods.append({"good": good, "low": low, "high": high})
    return entry


def find_needed(
    entry: Entry, claimed: float, last: str, evidence: Evidence
) -> dict | None:
    """Return what the months not covered would have to hold for the claim to be true.

    They are set against all months of the figure that covers those before: no month
    has to be called average.
    """
    end = entry.period[1]
    if len(entry.figures) != 1 or end >= last:
        return None
    row = evidence.rows[entry.figures[0]]
    whole = evidence.count(row["id"])
    if whole is None or entry.own_high is None or row["period_end"] != end:
        return None
    months = [shift(end, 1), last]
    least = claimed - entry.own_high
    amount = wording.format_range(least, least, entry.unit)
    named = wording.format_period(*months)
    text = f"{named} alone would have to hold {amount}"
    times = int(least / whole.right)
    if times:
        multiple = MULTIPLES.get(times, f"more than {times} times")
        number = len(list_months(row["period_start"], end))
        text += f", {multiple} the {number} months before it together"
    times_all = round(least / whole.right, 2)
    return {"months": months, "least": least, "times": times_all, "text": text}


def tell_distance(verdict: Verdict, test: dict, own: Range) -> str:
    """Return in words how far the evidence lies from the claim."""
    apart = verdict.apart
    if verdict.word == CONFIRMED and own and test.get("hedge") == "more than":
        meant = read_value(test, "more than")
        return "more than the claim says" if own.left > meant.right else ""
    if verdict.word != CONTRADICTED or math.isinf(apart):
        return ""
    if find_unit(test) == "percent":
        return f"at least {apart:.3g} points {verdict.direction}"
    if apart < NEAR:
        percent = math.floor(1000 * (apart - 1)) / 10  # at least: rounded down
        return f"at least {percent:g}% {verdict.direction} than the claim"
    if verdict.direction == "lower":
        return f"the claim is at least {apart:.2g} times as high"
    return f"at least {apart:.2g} times what the claim says"


def tell_range(entry: Entry) -> str:
    """Return what an entry of figures says, in words."""
    if entry.goods:
        return tell_goods(entry.goods)
    if entry.own_low is None and entry.own_high is None:
        return entry.reason
    if entry.base and None not in (entry.own_low, entry.own_high):
        change = wording.format_change(entry.own_low, entry.own_high)
        base = find_base_period(entry.period, entry.base)
        return f"{change} compared with {wording.format_period(*base)}"
    return wording.format_range(entry.own_low, entry.own_high, entry.unit)


def tell_goods(goods: list[dict]) -> str:
    """Return which goods of a tally rose or fell, and of how many nothing is known."""
    told = []
    for good in goods:
        if good["low"] is not None:
            change = wording.format_change(good["low"], good["high"])
            told.append(f"{good['good']} {change}")
    unknown = len(goods) - len(told)
    told.append(f"no figure on {unknown} of the {len(goods)} goods")
    return "; ".join(told)


def tell_source(entry: Entry) -> str:
    """Return whose figures they are: the source, the flow, the measure, the months."""
    words = [entry.label]
    if entry.series:
        flow = Series.read(entry.series.replace("{}", "goods")).flow
        measured = FLOWS.get(flow, flow)
        if entry.measure:
            measured += f" by {entry.measure}"
        words += [measured, wording.format_period(*entry.period)]
    return ", ".join(word for word in words if word)


def tell_entry(entry: Entry, evidence: Evidence) -> str:
    """Return a sentence on what a source says, with the words that it was read from."""
    text = f"{tell_source(entry)}: {tell_range(entry)}"
    quoted = quote_hedged(entry, evidence)
    if quoted and len(entry.figures) == 1:
        row = evidence.rows[entry.figures[0]]
        months = [row["period_start"], row["period_end"]]
        text += f", printed as {quoted[0]}"
        if months != entry.period:
            text += f" for {wording.format_period(*months)}"
    if entry.apart_text:
        text += f" ({entry.apart_text})"
    return f"{text[0].upper()}{text[1:]}."


def quote_hedged(entry: Entry, evidence: Evidence) -> list[str]:
    """Return the printed words of an entry's figures that have a hedge."""
    quoted = []
    for figure in entry.figures:
        row = evidence.rows[figure]
        if row["hedge"] not in ("", "exact"):
            quoted.append(f"“{wording.format_figure(row)}”")
    return quoted


def tell_test(test: dict, part: dict) -> dict:
    """Return what a test says, as JSON has it."""
    words = read_words(test, len(part.get("goods", [])))
    low, high = write_range(words.says)
    row = {"hedge": ""} | test
    if "operator" in test:
        row["hedge"] = RELATIONS[test["operator"]]
    if test["kind"] == "growth":
        row |= {"growth": test["value"], "growth_hedge": row["hedge"]}
        row["value"] = ""
    text = "most of the goods fell"
    if test["kind"] != "tally":
        text = wording.format_figure(row)
    if test.get("operator") == ">" and test["value"] == "0":
        text = ANY.get(test["kind"], text)
    told = {"kind": test["kind"], "low": low, "high": high}
    return told | {"unit": find_unit(test), "text": text}


def tell_page(row: dict, asks: str) -> dict:
    """Return a page as JSON has it; `counts` if it can confirm or contradict."""
    page = {"id": row["page"]} | {key: row[key] for key in PAGE}
    situation = "page beside"
    if asks in ("said", "so"):
        situation = place_page(row, asks)
    page["verdict"] = decide(situation).word
    page["counts"] = page["verdict"] != NO_EVIDENCE
    return page


def judge_counted(
    pages: list[dict], asks: str, evidence: Evidence, without: str = ""
) -> Verdict:
    """Return what the independent pages say, without a judgement.

    What was said is shown by each outlet that quotes it; what is so, by each owner of
    outlets once, and once by all who report the same thing.
    """
    counted = []
    owners: dict[str, str] = {}
    for page in pages:
        if page["counts"] and page["judgement"] != without:
            source = page["outlet"]
            if asks == "so":
                owner = evidence.owners.get(source) or source
                source = owners.setdefault(page["judgement"], owner)
            counted.append(page | {"source": source})
    return judge_pages(counted, asks, evidence.quorum)


def judge_figures(part: dict, evidence: Evidence) -> tuple[Verdict, list[Entry]]:
    """Return the verdict of all sources on a part that has tests, and what each says."""
    by_source: dict[str, list[Verdict]] = {}
    entries = []
    for spec in evidence.list_sources(part):
        source = spec.get("same_file_as", spec["source"])
        for test in part["tests"]:
            verdict, entry = ask_source(spec, test, part, evidence)
            entries.append(entry)
            if entry.counts:
                by_source.setdefault(source, []).append(verdict)
    return combine_sources(by_source, evidence.quorum), entries


def is_on_one_page(deciding: list[Entry], evidence: Evidence) -> bool:
    """Tell whether the verdict would fall with one page."""
    sole = []
    for entry in deciding:
        pages = {evidence.find_sole_page(figure) for figure in entry.figures}
        sole.append(pages - {""})
    return bool(sole) and bool(set.intersection(*sole))


def check_part(part: dict, evidence: Evidence) -> tuple[Verdict, Part]:
    """Return the verdict on an assertion, and all that its page shows."""
    asks = part.get("asks", "tests")
    rows = evidence.pages.get(part["id"], [])
    pages = [tell_page(row, asks) for row in rows if row["independent"] == "yes"]
    tests = [tell_test(test, part) for test in part.get("tests", [])]
    result = Part(part["id"], part["says"], asks, tests, pages)
    if asks == "opinion":
        verdict = Verdict(OPINION)
    elif asks == "tests":
        verdict, result.figures = judge_figures(part, evidence)
    else:
        verdict = judge_counted(pages, asks, evidence)
        for judgement in dict.fromkeys(page["judgement"] for page in pages):
            if judge_counted(pages, asks, evidence, judgement).word != verdict.word:
                result.judgements.append(judgement)
    result.verdict, result.direction = verdict.word, verdict.direction
    if verdict.word in SHOWN:
        result.on_one_page = is_on_one_page(result.deciding, evidence)
    verdict = replace(verdict, on_one_page=result.on_one_page)
    result.apart, result.sources = write_end(verdict.apart), verdict.sources
    result.on_one_source = verdict.on_one_source
    if result.deciding:
        result.apart_text = result.deciding[0].apart_text
    if asks == "tests" and not evidence.literal:
        literally, _ = judge_figures(part, evidence.literally)
        if literally.word != verdict.word:
            result.literal = literally.word
    result.why = tell_why(result, part, evidence)
    return verdict, result


def tell_why(result: Part, part: dict, evidence: Evidence) -> str:
    """Return in sentences what each source shows, and what weakens them together."""
    counted = [entry for entry in result.figures if entry.counts]
    sentences = [tell_entry(entry, evidence) for entry in counted]
    named = {entry.source for entry in result.deciding}
    if result.sources == 1 and len(named) > 1:
        sentences.append(ONE_FILE)
    if result.asks != "tests":
        sentences.append(tell_pages(result, evidence))
    sentences.append(part.get("note", ""))
    return " ".join(sentences).strip()


def tell_pages(result: Part, evidence: Evidence) -> str:
    """Return in sentences what the pages that decide do."""
    if result.verdict == OPINION:
        return NOT_RATED
    by_sentence: dict[str, list[str]] = {}
    named: list[str] = []
    for page in result.deciding_pages:
        name = evidence.outlets.get(page["outlet"], page["outlet"])
        if name not in named:
            key = page["shows"] if result.verdict == CONFIRMED else result.verdict
            by_sentence.setdefault(DONE[key], []).append(name)
            named.append(name)
    told = []
    for sentence, names in by_sentence.items():
        if len(names) > 3:
            others = wording.format_value(len(names) - 2, "word")
            names[2:] = [f"{others} others"]
        told.append(sentence.format(wording.join_words(names)))
    return " ".join(told) or NO_PAGES


def tell_finding(
    results: list[Part], claim: dict, retellings: list[dict], evidence: Evidence
) -> str:
    """Return what was found on a claim, in a sentence or two."""
    first = results[0]
    words = {result.verdict for result in results} - {OPINION}
    others = {page["outlet"] for page in retellings} - evidence.under_test
    if words == {NO_EVIDENCE} and first.asks != "tests" and others:
        number = wording.format_value(len(others), "word")
        repeating = f"{number} other outlets repeat"
        if len(others) == 1:
            repeating = "one other outlet repeats"
        return RETOLD.format(claim["where"].split("; ")[-1], repeating)
    if len(results) > 1 and words != {NO_EVIDENCE}:
        return tell_parts(results)
    if first.asks != "tests":
        return tell_pages(first, evidence)
    told = [LEADS[first.direction or first.verdict]]
    for entry in first.deciding or first.figures:
        if entry.counts and not entry.reason and len(told) == 1:
            told.append(tell_entry(entry, evidence))
    return " ".join(told)


def tell_parts(results: list[Part]) -> str:
    """Return which parts have which verdict, in a sentence."""
    clauses = []
    for word in WORDS:
        told = []
        for result in results:
            if result.verdict == word and result.deciding:
                told.append(f"{result.says} ({tell_range(result.deciding[0])})")
            elif result.verdict == word:
                told.append(result.says)
        if told:
            clauses.append(f"{word}: {wording.join_words(told)}")
    text = "; ".join(clauses)
    return f"{text[0].upper()}{text[1:]}."


def tell_unless(results: list[Part], evidence: Evidence) -> str:
    """Return what could still make the claim true: hedges that mean more than usual."""
    for result in results:
        if not result.literal or not result.deciding:
            continue
        best = result.deciding[0]
        hedged = wording.join_words(quote_hedged(best, evidence))
        text = UNLESS.format(hedged, result.literal)
        if best.needed:
            text += f" {best.needed['text']}."
        return text
    return ""


def list_retellings(results: list[Part], evidence: Evidence) -> list[dict]:
    """Return the pages that repeat the stories under test, each once."""
    retellings = {}
    for result in results:
        for row in evidence.pages.get(result.id, []):
            if row["independent"] == "no":
                page = {"id": row["page"], "outlet": row["outlet"], "url": row["url"]}
                retellings[row["page"]] = page
    return list(retellings.values())


def find_date(outlet: str) -> str:
    """Return the day of the story that is quoted, as story.yml has it."""
    for article in tables.read_story().get("articles", []):
        if article["outlet"] == outlet:
            return str(article["date"])
    return ""


def fill_note(note: dict, evidence: Evidence) -> dict:
    """Return a note with the printed words of the figures that it names."""
    words = {}
    for figure in re.findall(r"{([\w-]+)}", note["text"]):
        words[figure] = f"{figure} (left out here)"
        if figure in evidence.rows:
            words[figure] = wording.format_figure(evidence.rows[figure])
    return {"title": note["title"], "text": note["text"].format(**words)}


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
    shown: list[str] = []
    for result in results:
        for entry in result.figures:
            shown += entry.figures
    answer = {"id": claim["id"], "claim": claim["claim"]}
    answer |= {key: claim.get(key, "") for key in CLAIM}
    answer["date"] = find_date(claim.get("quoted_from", ""))
    answer["counted"] = "not_counted" not in claim
    answer["verdict"], answer["direction"] = verdict.word, verdict.direction
    answer["sources"] = verdict.sources
    answer["on_one_source"] = verdict.on_one_source
    answer["text"] = str(verdict)
    answer["composition"] = dict(verdict.parts) or {verdict.word: 1}
    retellings = list_retellings(results, evidence)
    answer["we_found"] = tell_finding(results, claim, retellings, evidence)
    answer["unless"] = tell_unless(results, evidence)
    answer["notes"] = [fill_note(note, evidence) for note in claim.get("notes", [])]
    context = claim.get("context", [])
    answer["context"] = [figure for figure in context if figure not in shown]
    answer["parts"] = [asdict(result) for result in results]
    answer["retellings"] = retellings
    return answer
