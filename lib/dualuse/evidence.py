"""What public figures and pages say on a claim, in numbers, in words, as JSON.

Each source is asked what it says on each test, in the release that a claim could have
read and in any; `verdicts` judges. A page counts by what it shows.
"""

import math
import re
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

import pandas as pd

from dualuse import tables, wording
from dualuse.claims import list_parts
from dualuse.errors import InputError
from dualuse.printed import divide, read_growth, read_level, split_unit
from dualuse.ranges import ANY_REVISION, REVISIONS, Ranges
from dualuse.series import Series
from dualuse.verdicts import (
    CONFIRMED,
    CONTRADICTED,
    NO_EVIDENCE,
    OPINION,
    POSSIBLE,
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
KILOGRAMS = (
    1000  # in a tonne: printed weights are in tonnes, official ones in kilograms
)
FLOWS = {"export": "exports", "import": "imports", "trade": "trade both ways"}
RELATIONS = {">": "more than", ">=": "at least", "<": "less than", "<=": "up to"}
TIMES = {1: "more than", 2: "more than twice"}
FIGURES = "data/published/figures.csv"
PAGES = "data/published/pages.csv"
SILENT = "no figure says anything about these months"
ONE_FILE = "They may come from one customs file, so we count them once."
LEADS = {  # how a finding on figures begins
    "lower": "The public figures fall short: {}",
    "higher": "The public figures put it higher: {}",
    CONFIRMED: "Public figures confirm it: {}",
    POSSIBLE: "Public figures allow it and do not show it: {}",
}
NO_FIGURES = "We found no public figure that shows or excludes it."
NO_PAGES = "We found no public evidence either way."
NOT_RATED = "This is an opinion, and we do not rate opinions."
RETOLD = "We found no report independent of {}; {} repeat it."
UNLESS = (
    "If {} can mean far more than that, our figures cannot contradict the claim, and the"
    " answer is {}."
)
DOES = {  # what pages do, by what they show: one outlet, several
    "document": ("prints the document", "print the document"),
    "quotation": ("quotes it directly", "quote it directly"),
    "first-hand": ("reports it first-hand", "report it first-hand"),
    "admission": ("quotes the admission", "quote the admission"),
    "report": ("reports it without showing it", "report it without showing it"),
    CONTRADICTED: ("quotes it in other words", "quote it in other words"),
}


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

    Raises
    ------
    InputError
        If a page that repeats the stories under test is called independent, or a figure
        of theirs, or a held-out one, is called evidence.
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
        outlets = tables.read_reference("outlets").set_index("id")
        check_figures(figures, outlets)
        figures = leave_out(figures, ["id", "source", "outlet"], without)
        self.figures, self.sources, self.set_aside = figures, sources, set_aside
        self.literal, self.quorum = literal, quorum
        self.outlets = outlets.to_dict("index")
        self.labels = dict(zip(sources["source"], sources["label"], strict=True))
        self.rows = figures.set_index("id", drop=False).to_dict("index")
        self.evidence = figures.query("role == 'evidence'")
        self.ranges = Ranges(figures, sources, set_aside, literal)
        self.official: dict[str, pd.DataFrame] = {}
        if official is not None:
            self.official = dict(list(official.groupby("series")))
        self.pages: dict[str, list[dict]] = {}
        if pages is not None and judgements is not None:
            check_pages(pages, outlets)
            rows = judgements.merge(pages, left_on="page", right_on="id")
            rows = leave_out(rows, ["judgement", "page", "outlet"], without)
            for row in rows.to_dict("records"):
                self.pages.setdefault(row["part"], []).append(row)

    @cached_property
    def literally(self) -> "Evidence":
        """The same figures, held to their words."""
        tables_of = (self.figures, self.sources, self.set_aside)
        return Evidence(*tables_of, literal=True, quorum=self.quorum)

    def name_outlet(self, outlet: str) -> str:
        """Return the name of an outlet."""
        return self.outlets.get(outlet, {"name": outlet})["name"]

    def find_owner(self, outlet: str) -> str:
        """Return whose text an outlet prints: the pages of one owner are one source."""
        return self.outlets.get(outlet, {"owner": ""})["owner"] or outlet

    def find_printed(self, series: str, period: list[str]) -> pd.DataFrame:
        """Return the figures of a series and of the very period."""
        start, end = period
        rows = self.evidence[self.evidence["series"] == series]
        return rows.query("period_start == @start and period_end == @end")

    def find_sole_page(self, figure: str) -> str:
        """Return the page of a figure that no second page prints, else nothing."""
        rows = self.figures.query("id == @figure or same_fact == @figure")
        pages = set(rows["page"])
        return pages.pop() if len(pages) == 1 else ""

    def add_up(
        self, series: str, period: list[str], measure: str
    ) -> pd.Interval | None:
        """Return the official total of a period: a floor, if some codes are missing."""
        start, end = period
        if series not in self.official:
            return None
        rows = self.official[series]
        rows = rows.query("period_start >= @start and period_end <= @end")
        covered: list[str] = []
        for row in rows.itertuples():
            covered += list_months(row.period_start, row.period_end)
        if sorted(covered) != list_months(start, end):
            return None
        total = float(rows[COLUMNS[measure]].sum())
        if measure == "weight":
            total /= KILOGRAMS
        is_part = "part" in rows and (rows["part"] != "").any()
        return pd.Interval(total, math.inf if is_part else total, closed="both")

    def level(
        self, series: str, spec: dict, period: list[str], release: str
    ) -> pd.Interval | None:
        """Return the range of a series, or of official rows."""
        if "official" not in spec:
            return self.ranges.range(series, *period, release)
        total = self.add_up(series, period, spec.get("measure", "value"))
        if total is None or release == "own":
            return total
        revision = REVISIONS.get(f"{Series.read(series).flow} total", ANY_REVISION)
        return divide(total, revision / 100 + 1)

    def growth(
        self, series: str, spec: dict, period: list[str], base: str, release: str
    ) -> pd.Interval | None:
        """Return the growth of a series on as many months from a base on."""
        if "official" not in spec:
            return self.ranges.growth(series, *period, base, release)
        later = self.level(series, spec, period, release)
        earlier = self.level(series, spec, find_base_period(period, base), release)
        if later is None or earlier is None:
            return None
        ratio = divide(later, earlier)
        return None if ratio is None else (ratio - 1) * 100

    def count(self, figure: str) -> pd.Interval | None:
        """Return what one figure says by itself."""
        if figure not in self.rows:
            return None
        row = self.rows[figure]
        hedge = row["hedge"].replace("at least", "exact")  # a share is of what was counted
        return read_level(row["value"], row["unit"], hedge, self.literal)

    def measure(
        self, spec: dict, test: dict, part: dict, period: list[str], release: str
    ) -> pd.Interval | None:
        """Return what one entry of evidence says on a test, by one release."""
        base = find_base(spec, test, period)
        if "calendar" in spec:
            months = count_months(*spec["calendar"])
            return pd.Interval(months, months, closed="both")
        if "tally" in spec:
            growths = self.measure_goods(spec, part, period, base, release)
            return count_fallen(list(growths.values()))
        if "figures" in spec:
            level = self.count(spec["figures"])
            over = self.count(spec.get("over", ""))
        else:
            series = spec.get("series") or spec["official"]
            if test["kind"] == "growth":
                return self.growth(series, spec, period, base, release)
            level = self.level(series, spec, period, release)
            over = None
            if "over" in spec:
                over = self.level(spec["over"], spec, period, release)
        if "over" not in spec or level is None or over is None:
            return level if "over" not in spec else None
        ratio = divide(level, over)
        if ratio is None or test["kind"] == "ratio":
            return ratio
        least = 0.0 if spec.get("at_most") else ratio.left
        return pd.Interval(100 * least, 100 * ratio.right, closed="both")

    def measure_goods(
        self, spec: dict, part: dict, period: list[str], base: str, release: str = "own"
    ) -> dict[str, pd.Interval | None]:
        """Return the growth of each of several goods; None where nothing gives it."""
        growths = {}
        for good in part["goods"]:
            series = spec["tally"].format(good)
            name = f"{series}:{spec['units']}" if "units" in spec else series
            growth = self.growth(name, spec, period, base, release)
            if growth is None:
                rows = {"official": series}
                growth = self.growth(series, rows, period, base, release)
            growths[good] = growth
        return growths

    def is_printed(self, spec: dict, test: dict, period: list[str]) -> bool:
        """Tell whether a figure has the very number of an exact test."""
        if test.get("hedge") != "exact" or "series" not in spec:
            return False
        says = read_value(test, "exact")
        base = find_base(spec, test, period)
        for row in self.find_printed(spec["series"], period).to_dict("records"):
            if test["kind"] == "level" and row["value"]:
                if read_level(row["value"], row["unit"], row["hedge"]) == says:
                    return True
            if test["kind"] == "growth" and row["growth"]:
                is_same_base = (
                    find_base({"base": row["growth_base"]}, {}, period) == base
                )
                if is_same_base and read_growth(row["growth"]) == says:
                    return True
        return False

    def find_figures(self, spec: dict, test: dict, period: list[str]) -> list[str]:
        """Return the figures that decide what an entry says."""
        if "figures" in spec:
            return [spec[key] for key in ("figures", "over") if key in spec]
        if "series" not in spec:
            return []
        periods = [period]
        if test["kind"] == "growth":
            base = find_base(spec, test, period)
            rates = self.find_printed(spec["series"], period).query("growth != ''")
            bases = rates["growth_base"].replace("", shift(period[0], -12))
            if (bases == base).any():
                return list(rates[bases == base]["id"])
            periods.append(find_base_period(period, base))
        ids: list[str] = []
        for series in [spec[key] for key in ("series", "over") if key in spec]:
            for months in periods:
                ids += list(self.ranges.explain(series, *months)["figure"])
        return list(dict.fromkeys(ids))


def leave_out(
    table: pd.DataFrame, columns: list[str], ids: Collection[str]
) -> pd.DataFrame:
    """Return the rows that none of the ids names."""
    for column in columns:
        table = table[~table[column].isin(ids)]
    return table


def refuse(rows: pd.DataFrame, where: str, found: str, expected: str) -> None:
    """Refuse a table that has such rows."""
    if len(rows):
        raise InputError(where, found, expected, rows["id"].iloc[0])


def check_figures(figures: pd.DataFrame, outlets: pd.DataFrame) -> None:
    """Refuse a held-out figure, or one of an outlet under test, as evidence."""
    held_out = figures[figures["role"] == "held-out"]
    refuse(held_out, FIGURES, "a held-out figure", "figures that are not held out")
    under_test = outlets.index[outlets["under_test"] == "yes"]
    evidence = figures.query("role == 'evidence' and outlet in @under_test")
    refuse(evidence, FIGURES, "evidence of an outlet under test", "the role claim")


def check_pages(pages: pd.DataFrame, outlets: pd.DataFrame) -> None:
    """Refuse a page as independent whose outlet or speaker is under test."""
    under_test = outlets[outlets["under_test"] == "yes"]
    names = "; ".join([*under_test["name"], *under_test["spellings"]]).split("; ")
    pattern = "|".join(re.escape(name) for name in names if name)
    independent = pages[pages["independent"] == "yes"]
    is_theirs = independent["outlet"].isin(under_test.index)
    names_them = independent["speaker"].str.contains(pattern, case=False)
    found = "an independent page of an outlet under test"
    refuse(independent[is_theirs | names_them], PAGES, found, "independent: no")


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
    months = 12 * (end.year - start.year) + end.month - start.month
    return months - (end.day < start.day)


def find_base(spec: dict, test: dict, period: list[str]) -> str:
    """Return the first month of what a growth is measured on: else a year before."""
    return spec.get("base") or test.get("base") or shift(period[0], -12)


def find_base_period(period: list[str], base: str) -> list[str]:
    """Return as many months as the period has, from the base on."""
    length = len(list_months(*period))
    return [base, shift(base, length - 1)]


def write_end(value: float) -> float | None:
    """Return a number as JSON has it: None where it is open or unknown."""
    return round(value, 6) if math.isfinite(value) else None


def write_range(range: pd.Interval | None) -> tuple[float | None, float | None]:
    """Return both ends as JSON has them."""
    if range is None:
        return None, None
    return write_end(range.left), write_end(range.right)


def list_sources(part: dict, evidence: Evidence) -> list[dict]:
    """Return the evidence of a part, with official rows of its own quantity.

    Rows of a country's customs count as one source with what was printed of them.
    """
    quantity, specs = part["quantity"], list(part["evidence"])
    kinds = {test["kind"] for test in part["tests"]}
    if "exporter" not in quantity or not kinds <= {"level", "growth", "ratio"}:
        return specs
    exporter, importer = quantity["exporter"], quantity.get("importer", "WLD")
    named = [spec.get("official") for spec in specs]
    for source in evidence.labels:
        for side in [(exporter, importer, "export"), (importer, exporter, "import")]:
            name = str(Series(*side, quantity["product"], source))
            if name not in evidence.official or name in named:
                continue
            same_file = f"{source} {side[0]}"
            for printed in part["evidence"]:
                if printed.get("series", "").startswith(side[0]):
                    same_file = printed["source"]
            spec = {"official": name, "source": source, "same_file_as": same_file}
            if "ratio" in kinds:
                spec["over"] = name.replace(importer, quantity["over"])
            specs.append(spec)
    return specs


def ask_source(
    spec: dict, test: dict, part: dict, evidence: Evidence
) -> tuple[Verdict, dict]:
    """Return what one source says on a test, on the widest period that it covers."""
    words = read_words(test, len(part.get("goods", [])))
    answers = []
    for period in [spec["period"]] if "period" in spec else part["periods"]:
        own = evidence.measure(spec, test, part, period, "own")
        widest = evidence.measure(spec, test, part, period, "widest")
        is_printed_so = evidence.is_printed(spec, test, period)
        verdict = judge(words, own, widest, test["kind"], is_printed_so)
        answers.append((period, own, widest, verdict))
    decided = [answer for answer in answers if answer[3].word != NO_EVIDENCE]
    period, own, widest, verdict = (decided or answers)[0]
    low, high = write_range(widest)
    own_low, own_high = write_range(own)
    entry = {
        "source": spec["source"],
        "label": evidence.labels[spec["source"]],
        "series": spec.get("series") or spec.get("official") or spec.get("tally", ""),
        "measure": spec.get("measure", ""),
        "period": period,
        "base": find_base(spec, test, period) if test["kind"] == "growth" else "",
        "low": low,
        "high": high,
        "own_low": own_low,
        "own_high": own_high,
        "unit": UNITS.get(test["kind"]) or split_unit(test["unit"])[1],
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart_text": tell_distance(verdict, test, own),
        "figures": evidence.find_figures(spec, test, period),
        "counts": spec.get("counts", True),
        "because": spec.get("because", ""),
        "reason": SILENT if widest is None else "",
        "needed": None,
        "goods": [],
    }
    if "tally" in spec:
        base = find_base(spec, test, period)
        growths = evidence.measure_goods(spec, part, period, base)
        for good, growth in growths.items():
            least, most = write_range(growth)
            entry["goods"].append({"good": good, "low": least, "high": most})
    if verdict.direction == "lower" and test["kind"] == "level":
        entry["needed"] = find_needed(entry, words.allows.left, part, evidence)
    return verdict, entry


def find_needed(
    entry: dict, claimed: float, part: dict, evidence: Evidence
) -> dict | None:
    """Return what the months not covered would have to hold for the claim to be true.

    They are set against all months of the figure that covers those before: no month
    has to be called average.
    """
    start, end = entry["period"]
    last = part["periods"][0][1]
    rows = evidence.evidence[evidence.evidence["series"] == entry["series"]]
    rows = rows.query("value != '' and period_start <= @start and period_end == @end")
    if end >= last or rows.empty:
        return None
    before = [rows["period_start"].min(), end]
    total = evidence.ranges.range(entry["series"], *before, "own")
    months = [shift(end, 1), last]
    needed = claimed - entry["own_high"]
    times = needed / total.right
    text = f"{wording.format_period(*months)} alone would have to hold "
    text += wording.format_range(needed, needed, entry["unit"])
    if times >= 1:
        multiple = TIMES.get(int(times), f"more than {int(times)} times")
        number = len(list_months(*before))
        text += f", {multiple} the {number} months before it together"
    return {
        "months": months,
        "least": needed,
        "before": before,
        "times": round(times, 2),
        "text": text,
    }


def tell_distance(verdict: Verdict, test: dict, own: pd.Interval | None) -> str:
    """Return in words how far the evidence lies from the claim."""
    if verdict.word == CONFIRMED and test.get("hedge") == "more than":
        meant = read_value(test, "more than")
        return "by more than it says" if own.left > meant.right else ""
    if verdict.word != CONTRADICTED or math.isinf(verdict.apart):
        return ""
    if UNITS.get(test["kind"]) == "percent":
        return f"at least {verdict.apart:.3g} points {verdict.direction}"
    if verdict.direction == "lower":
        return f"the claim is at least {verdict.apart:.2g} times as high"
    return f"at least {verdict.apart:.2g} times what the claim says"


def tell_range(entry: dict) -> str:
    """Return what an entry of figures says, in words."""
    low, high = entry["own_low"], entry["own_high"]
    if entry["goods"]:
        known = [good for good in entry["goods"] if good["low"] is not None]
        changes = [
            f"{good['good']} {wording.format_change(good['low'], good['high'])}"
            for good in known
        ]
        unknown = len(entry["goods"]) - len(known)
        return wording.join_words([*changes, f"nothing on {unknown} other goods"])
    if low is None and high is None:
        return entry["reason"]
    if entry["base"] and low is not None and high is not None:
        text = wording.format_change(low, high)
        base = find_base_period(entry["period"], entry["base"])
        return f"{text} on {wording.format_period(*base)}"
    return wording.format_range(low, high, entry["unit"])


def tell_source(entry: dict) -> str:
    """Return whose figures they are: the source, the flow, the measure, the months."""
    words = [entry["label"]]
    if entry["series"]:
        flow = Series.read(entry["series"].replace("{}", "goods")).flow
        measure = f" by {entry['measure']}" if entry["measure"] else ""
        words.append(f"{FLOWS.get(flow, flow)}{measure}")
        words.append(wording.format_period(*entry["period"]))
    return ", ".join(words)


def tell_figures(entry: dict, evidence: Evidence) -> str:
    """Return an entry as a clause: the range, the months, the source, printed words."""
    text = f"{tell_range(entry)} ({tell_source(entry)})"
    row = evidence.rows.get((entry["figures"] or [""])[0], {"hedge": "exact"})
    if row["hedge"] in ("exact", "") or len(entry["figures"]) > 1:
        return text
    period = wording.format_period(row["period_start"], row["period_end"])
    return f"{text}, from “{wording.format_figure(row)}” for {period}"


def tell_test(test: dict, part: dict) -> dict:
    """Return what a test says, as JSON has it."""
    words = read_words(test, len(part.get("goods", [])))
    low, high = write_range(words.says)
    row = {"hedge": RELATIONS.get(test.get("operator", ""), ""), "product": ""} | test
    text = "most of the goods fell"
    if test["kind"] == "growth":
        row |= {"growth": test["value"], "growth_hedge": row["hedge"], "value": ""}
    if test["kind"] != "tally":
        text = wording.format_figure(row)
    unit = UNITS.get(test["kind"]) or split_unit(test["unit"])[1]
    return {"kind": test["kind"], "low": low, "high": high, "unit": unit, "text": text}


def tell_page(row: dict, asks: str, evidence: Evidence) -> dict:
    """Return a page as JSON has it; `counts` if it can confirm or contradict."""
    copied = ["judgement", "relation", "shows", "outlet", "read_at", "access", "url"]
    copied += ["published", "speaker", "quote", "quote_lang", "quote_english", "says"]
    page = {"id": row["page"]} | {key: row[key] for key in copied}
    situation = place_page(row, asks) if asks in ("said", "so") else "page beside"
    is_independent = row["independent"] == "yes"
    page["counts"] = is_independent and decide(situation).word != NO_EVIDENCE
    return page


def judge_counted(
    pages: list[dict], asks: str, evidence: Evidence, without: str = ""
) -> Verdict:
    """Return what the independent pages say, without a judgement."""
    counted = []
    for page in pages:
        if page["counts"] and page["judgement"] != without:
            counted.append(page | {"source": evidence.find_owner(page["outlet"])})
    return judge_pages(counted, asks, evidence.quorum)


def judge_figures(part: dict, evidence: Evidence) -> tuple[Verdict, list[dict]]:
    """Return the verdict of all sources on a part that has tests, and what each says."""
    by_source: dict[str, list[Verdict]] = {}
    entries = []
    for spec in list_sources(part, evidence):
        for test in part["tests"]:
            verdict, entry = ask_source(spec, test, part, evidence)
            entries.append(entry)
            if entry["counts"]:
                source = spec.get("same_file_as", spec["source"])
                by_source.setdefault(source, []).append(verdict)
    verdict = combine_sources(by_source, evidence.quorum)
    deciding = list_deciding(entries, verdict.word)
    return replace(verdict, on_one_page=is_on_one_page(deciding, evidence)), entries


def list_deciding(entries: list[dict], word: str) -> list[dict]:
    """Return the entries that the verdict comes from, nearest to the claim first."""
    if word == NO_EVIDENCE:
        return []
    return [entry for entry in entries if entry["counts"] and entry["verdict"] == word]


def is_on_one_page(deciding: list[dict], evidence: Evidence) -> bool:
    """Tell whether the verdict would fall with one page."""
    sole: list[set[str]] = []
    for entry in deciding:
        pages = {evidence.find_sole_page(figure) for figure in entry["figures"]}
        sole.append(pages - {""})
    return bool(sole) and bool(set.intersection(*sole))


def check_part(part: dict, evidence: Evidence) -> tuple[Verdict, dict]:
    """Return the verdict on an assertion, and all that its page shows."""
    asks = part.get("asks", "tests")
    rows = evidence.pages.get(part["id"], [])
    independent = [row for row in rows if row["independent"] == "yes"]
    pages = [tell_page(row, asks, evidence) for row in independent]
    entries: list[dict] = []
    literal, judgements = "", []
    if asks == "opinion":
        verdict = Verdict(OPINION)
    elif asks == "tests":
        verdict, entries = judge_figures(part, evidence)
        if not evidence.literal:
            literally, _ = judge_figures(part, evidence.literally)
            literal = literally.word if literally.word != verdict.word else ""
    else:
        verdict = judge_counted(pages, asks, evidence)
        for judgement in dict.fromkeys(page["judgement"] for page in pages):
            if judge_counted(pages, asks, evidence, judgement).word != verdict.word:
                judgements.append(judgement)
    deciding = list_deciding(entries, verdict.word)
    result = {
        "id": part["id"],
        "says": part["says"],
        "asks": asks,
        "verdict": verdict.word,
        "direction": verdict.direction,
        "apart": write_end(verdict.apart),
        "apart_text": deciding[0]["apart_text"] if deciding else "",
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "on_one_page": verdict.on_one_page,
        "why": "",
        "literal": literal,
        "judgements": judgements,
        "tests": [tell_test(test, part) for test in part.get("tests", [])],
        "figures": entries,
        "pages": pages,
    }
    result["why"] = tell_why(result, part, evidence)
    return verdict, result


def tell_why(result: dict, part: dict, evidence: Evidence) -> str:
    """Return in sentences what each source shows, and what weakens them together."""
    sentences = []
    counted = [entry for entry in result["figures"] if entry["counts"]]
    for entry in counted:
        apart = f" ({entry['apart_text']})" if entry["apart_text"] else ""
        sentences.append(f"{tell_source(entry)}: {tell_range(entry)}{apart}.")
    named = {
        entry["source"] for entry in counted if entry["verdict"] == result["verdict"]
    }
    if result["sources"] == 1 and len(named) > 1:
        sentences.append(ONE_FILE)
    if result["asks"] != "tests":
        sentences.append(tell_pages(result, evidence) or NO_PAGES)
    if "note" in part:
        sentences.append(part["note"])
    return " ".join(sentences)


def tell_pages(result: dict, evidence: Evidence) -> str:
    """Return in a sentence what the pages that decide do; nothing where none does."""
    if result["verdict"] == OPINION:
        return NOT_RATED
    by_phrase: dict[tuple, list[str]] = {}
    for page in result["pages"]:
        word = decide(place_page(page, result["asks"])).word
        if page["counts"] and word == result["verdict"]:
            shows = page["shows"] if word != CONTRADICTED else word
            if word == POSSIBLE:
                shows = "report"
            name = evidence.name_outlet(page["outlet"])
            by_phrase.setdefault(DOES[shows], []).append(name)
    clauses = []
    for (one, several), names in by_phrase.items():
        names = list(dict.fromkeys(names))
        listed = names[:3]
        if len(names) > 3:
            listed = [*names[:2], f"{len(names) - 2} others"]
        clauses.append(
            f"{wording.join_words(listed)} {one if len(names) == 1 else several}"
        )
    return "; ".join(clauses) + "." if clauses else ""


def tell_finding(result: dict, evidence: Evidence) -> str:
    """Return what was found on one part, in a sentence."""
    if result["asks"] != "tests":
        return tell_pages(result, evidence)
    deciding = list_deciding(result["figures"], result["verdict"])
    if not deciding:
        return NO_FIGURES
    best = tell_figures(deciding[0], evidence)
    return LEADS[result["direction"] or result["verdict"]].format(best) + "."


def tell_parts(results: list[dict], evidence: Evidence) -> str:
    """Return which parts have which verdict, in a sentence."""
    clauses = []
    for word in WORDS:
        parts = []
        for result in results:
            if result["verdict"] == word:
                deciding = list_deciding(result["figures"], word)
                told = f" ({tell_range(deciding[0])})" if deciding else ""
                parts.append(result["says"] + told)
        if parts:
            clauses.append(f"{word}: {wording.join_words(parts)}")
    text = "; ".join(clauses)
    return f"{text[0].upper()}{text[1:]}."


def tell_retellings(claim: dict, retellings: list[dict]) -> str:
    """Return that only the story under test says it, and how many repeat it."""
    if not retellings:
        return NO_PAGES
    outlet = claim.get("quoted_from", claim["where"])
    number = wording.format_value(len(retellings), "word")
    outlets = "outlet" if len(retellings) == 1 else "outlets"
    return RETOLD.format(outlet, f"{number} {outlets}")


def tell_unless(results: list[dict], evidence: Evidence) -> str:
    """Return what could still make the claim true: hedges that mean more than usual."""
    for result in results:
        deciding = list_deciding(result["figures"], result["verdict"])
        if result["literal"] and deciding:
            rows = [evidence.rows[figure] for figure in deciding[0]["figures"]]
            hedged = [
                f"“{wording.format_figure(row)}”"
                for row in rows
                if row["hedge"] not in ("exact", "")
            ]
            text = UNLESS.format(wording.join_words(hedged), result["literal"])
            needed = deciding[0]["needed"]
            return f"{text} {needed['text']}." if needed else text
    return ""


def list_retellings(parts: list[dict], evidence: Evidence) -> list[dict]:
    """Return the pages that repeat the stories under test, each once."""
    retellings = {}
    for part in parts:
        for row in evidence.pages.get(part["id"], []):
            if row["independent"] == "no":
                page = {"id": row["page"], "outlet": row["outlet"], "url": row["url"]}
                retellings[row["page"]] = page
    return list(retellings.values())


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
    parts = list_parts(claim)
    checked = [check_part(part, evidence) for part in parts]
    verdict = combine_parts([verdict for verdict, _ in checked])
    results = [result for _, result in checked]
    retellings = list_retellings(parts, evidence)
    if len(results) > 1:
        we_found = tell_parts(results, evidence)
    else:
        we_found = tell_finding(results[0], evidence)
    if verdict.word == NO_EVIDENCE and results[0]["asks"] != "tests":
        we_found = tell_retellings(claim, retellings)
    shown = {figure for result in results for figure in list_shown(result)}
    texts = ["slug", "group", "quote", "quoted_from", "where", "cites", "seen", "page"]
    texts += ["kind", "topic", "settles", "denial", "asked"]
    return {
        "id": claim["id"],
        "claim": claim["claim"],
        **{key: claim.get(key, "") for key in texts},
        "date": find_date(claim),
        "counted": "not_counted" not in claim,
        "verdict": verdict.word,
        "direction": verdict.direction,
        "sources": verdict.sources,
        "on_one_source": verdict.on_one_source,
        "text": str(verdict),
        "composition": dict(verdict.parts) or {verdict.word: 1},
        "we_found": we_found,
        "unless": tell_unless(results, evidence),
        "notes": [fill_note(note, evidence) for note in claim.get("notes", [])],
        "context": [figure for figure in claim["context"] if figure not in shown],
        "parts": results,
        "retellings": retellings,
    }


def list_shown(result: dict) -> list[str]:
    """Return the figures that stand in a part's own table."""
    return [figure for entry in result["figures"] for figure in entry["figures"]]


def find_date(claim: dict) -> str:
    """Return the day of the story that is quoted, as story.yml has it."""
    for article in tables.read_story().get("articles", []):
        if article["outlet"] == claim.get("quoted_from", claim["where"]):
            return str(article["date"])
    return ""


def fill_note(note: dict, evidence: Evidence) -> dict:
    """Return a note with the printed words of the figures that it names."""
    words = {}
    for figure in re.findall(r"{([\w-]+)}", note["text"]):
        words[figure] = wording.format_figure(evidence.rows[figure])
    return {"title": note["title"], "text": note["text"].format(**words)}
