"""What public figures and pages say on a claim: each source is asked, then judged.

A question is one test put to one entry of a claim's evidence, on certain months; its
answer is a range of the release that a claim could have read, a range of any release,
and the verdict of `verdicts`. A page counts by what it shows. `findings` says it in
words.
"""

import hashlib
import math
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from dualuse.base import wording
from dualuse.base.bearing import find_bearing, list_compared
from dualuse.base.hedges import UNHEDGED
from dualuse.base.parts import COMPARED, MEASURED, OWN, list_parts, list_rows
from dualuse.base.printed import divide, read_growth, read_level
from dualuse.base.series import (
    MONTHS_A_YEAR,
    WORLD,
    Series,
    list_covered,
    list_each_month,
    read_month,
    write_month,
)
from dualuse.base.units import FLOW, LARGEST_FALL, is_multiple, is_whole, split_unit
from dualuse.engine.constraints import (
    EACH_MONTH,
    FIRST_PRINT,
    OPTIONAL,
    PARTS,
    RECORDS,
    SWAPPED,
    Span,
    read_figure,
)
from dualuse.engine.contradictions import KNOWN_SLIP, is_unlike
from dualuse.engine.programme import ANY_VALUE
from dualuse.engine.ranges import Ranges, list_bases
from dualuse.engine.revisions import NONE, find_band
from dualuse.engine.verdicts import (
    BESIDE,
    DECIDED,
    DIFFER,
    IN_POINTS,
    ONLY_REVISED,
    OPINION,
    PAGE_SHOWS,
    Verdict,
    bear_in_part,
    combine_parts_and_readings,
    combine_sources,
    count_fallen,
    decide,
    find_weakest,
    hold_to_revision,
    judge,
    judge_pages,
    open_far_end,
    place_page,
    read_words,
)

OFFICIAL = {"level", "growth", "ratio"}  # what official rows can be asked
SPAN = ["period_start", "period_end"]
COLUMNS = {"value": "value_usd", "weight": "net_weight_kg", "pieces": "quantity"}
WORTH = {"weight": "value_weighed_usd", "pieces": "value_counted_usd"}
CENT = 0.005  # less than half of one is how a computer adds
KILOGRAMS = {"weight": 1000}  # in a tonne, which printed weights are in
# What publishers call one thing: UN Comtrade's number of items, customs' own words.
PIECES = [
    "unit",
    "units",
    "piece",
    "pieces",
    "item",
    "items",
    "set",
    "sets",
    "\u53f0",  # of machines
    "\u67b6",  # of aircraft
    "\u4ef6",  # of clothes
    "\u4e2a",
    "\u9876",  # of hats
    "\u5957",  # sets
]
MEASURES = {unit: measure for measure, unit in MEASURED.items()}
OF_A_PAGE = ["judgement", "page", "outlet", "read_at"]  # by which it can be left out
OF_FIGURES = ["ranges", "prints", "prints_by_place", "literally"]
OF_FIGURES += ["without_own"]
PLACE = itemgetter("role", "series", "period_start", "period_end")
# hedges of a print that stops short of the next number up
STOPS_SHORT = ["", "exact", "cut off", "more than", "just over", "at least"]
OTHER_FLOW = {"export": "import", "import": "export"}
NOISE = 1e-6  # of a solver, beside a whole number
ALL_GOODS = "all"  # the product that every other is a part of
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
        year_before = shift(self.period[0], -MONTHS_A_YEAR)
        return self.spec.get("base") or self.test.get("base") or year_before

    @property
    def series(self) -> str:
        """The series asked, or the pattern of the series of several goods."""
        spec = self.spec
        return spec.get("series") or spec.get("official") or spec.get("tally", "")

    def name_printed(self, good: str) -> str:
        """Return the series of a good of a tally as figures print it, not as rows do."""
        series = self.series.format(good)
        units = self.spec.get("units")
        return f"{series}:{units}" if units else series

    @property
    def base_period(self) -> list[str]:
        """As many months as the period has, from the base on."""
        return find_base_period(self.period, self.base)


class SourceAnswer(NamedTuple):
    """What a source says: in the first release, in any; the verdict."""

    question: Question
    own: Range
    widest: Range
    verdict: Verdict

    @property
    def counts(self) -> bool:
        """Tell whether it counts, or is only shown beside the verdict."""
        return self.question.spec.get("counts", True)


class Lacks(NamedTuple):
    """What official rows of some months lack."""

    months: list[str]  # of which there is no row
    some_codes: bool  # not all codes of the goods are there
    unread: dict[str, str]  # by month the first row that was not read, and why
    unmeasured: list[str]  # months with rows that have no weight, or no pieces


class Outlets:
    """Who prints: by id the name, the owner, and what an outlet is not counted for.

    Read when first asked: figures that no page speaks to need none. Evidence with less
    left out shares it.

    Parameters
    ----------
    table : pandas.DataFrame, optional
        `tables.read_reference("outlets")`; read where none is given.
    """

    def __init__(self, table: pd.DataFrame | None = None) -> None:
        self.given = table

    @cached_property
    def rows(self) -> dict[str, dict]:
        """The outlets by id."""
        table = read_outlets() if self.given is None else self.given
        return {row["id"]: row for row in list_rows(table)}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each outlet."""
        return {name: row["name"] for name, row in self.rows.items()}

    @cached_property
    def owners(self) -> dict[str, str]:
        """Who owns each outlet: what it owns is one voice, however it is spelt."""
        return {name: row["owner"].casefold() for name, row in self.rows.items()}

    @cached_property
    def under_test(self) -> set[str]:
        """The outlets whose report is tested."""
        return {name for name, row in self.rows.items() if row["under_test"] == "yes"}

    @cached_property
    def aggregators(self) -> set[str]:
        """The outlets that print what others wrote."""
        return {name for name, row in self.rows.items() if row["kind"] == "aggregator"}


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
    outlets : pandas.DataFrame, optional
        `tables.read_reference("outlets")`, read where none are given and a page is asked.
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
        outlets: pd.DataFrame | None = None,
    ) -> None:
        self.sources, self.set_aside, self.quorum = sources, set_aside, quorum
        self.whole: Evidence | None = None  # of which this is less
        self.labels = sources.set_index("source")["label"]
        self.outlets = Outlets(outlets)
        self.official_rows: Any = official
        self.official: dict[str, Any] = {}  # series: the places of its rows
        # Their totals; evidence with less left out, or read otherwise, has the same rows.
        self.totals: dict[tuple, Range] = {}
        if official is not None:
            self.official = official.groupby("series").indices
        self.pages: dict[str, list[dict]] = {}  # by part of a claim
        if pages is not None and judgements is not None:
            rows = judgements.merge(pages, left_on="page", right_on="id")
            for row in list_rows(rows):
                self.pages.setdefault(row["part"], []).append(row)
        figures = figures.drop(columns=["start", "end"], errors="ignore")
        rows = {row["id"]: row for row in list_rows(figures)}
        self.set_figures(figures, rows, literal)
        self.drop(without)
        lost = [row for name, row in rows.items() if name not in self.rows]
        self.lost = {row["series"] for row in lost}  # of which something is left out

    def drop(self, ids: Collection[str]) -> None:
        """Leave out figures, sources, outlets, pages and judgements for good."""
        self.without = ids
        if not ids:
            return
        self.keep_figures(leave_out_figures(self.figures, ids))
        if {*ids} & {*self.sources["source"]}:
            self.official = {
                series: places
                for series, places in self.official.items()
                if Series.read(series).source not in ids
            }
        self.pages = {
            part: [row for row in rows if not {row[key] for key in OF_A_PAGE} & {*ids}]
            for part, rows in self.pages.items()
        }

    def leave_out(self, ids: Collection[str]) -> "Evidence":
        """Return the evidence without figures, sources, outlets, pages, judgements."""
        less = self.copy_less()
        less.drop(ids)
        return less

    def copy_less(self) -> "Evidence":
        """Return the same evidence, of which something is to be left out."""
        less = copy(self)
        less.whole = self
        return less

    def narrow(self, parts: list[dict]) -> "Evidence":
        """Return what bears on parts of a claim: their pages, figures of their goods."""
        bearing = find_bearing(parts)
        rows = {name: row for name, row in self.rows.items() if bearing.holds(row)}
        is_kept = self.figures["id"].isin(rows)
        narrow = copy(self)
        narrow.set_figures(self.figures[is_kept], rows, self.literal)
        if self.set_aside is not None:
            is_here = self.set_aside["figure"].isin(rows)
            narrow.set_aside = self.set_aside[is_here]
        narrow.pages = {part["id"]: self.pages.get(part["id"], []) for part in parts}
        return narrow

    def list_independent(self, part: str) -> list[dict]:
        """Return the pages on a part that do not repeat the story under test."""
        rows = self.pages.get(part, [])
        return [row for row in rows if row["independent"] == "yes"]

    def set_figures(
        self, figures: pd.DataFrame, rows: dict[str, dict], literal: bool
    ) -> None:
        """Take figures, the same by id, and how to read them."""
        self.figures, self.rows, self.literal = figures, rows, literal
        for name in OF_FIGURES:
            self.__dict__.pop(name, None)

    def keep_figures(self, kept: pd.DataFrame) -> None:
        """Take fewer figures, of which some may count now, read as before."""
        rows = {}
        for name, role in zip(kept["id"], kept["role"], strict=True):
            row = self.rows[name]
            rows[name] = row if row["role"] == role else row | {"role": role}
        self.set_figures(kept, rows, self.literal)

    @cached_property
    def ranges(self) -> Ranges:
        """The ranges of the figures; a claim that rests on pages asks for none."""
        whole = None if self.whole is None else self.whole.ranges
        given = self.figures, self.sources, self.set_aside, self.literal
        return Ranges(*given, whole=whole)

    @cached_property
    def prints(self) -> list[dict]:
        """The figures as they are read."""
        return self.list_prints()

    @cached_property
    def prints_by_place(self) -> dict[tuple, list[dict]]:
        """The same by role, series and months."""
        by_place: dict[tuple, list[dict]] = {}
        for row in self.prints:
            by_place.setdefault(PLACE(row), []).append(row)
        return by_place

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
        less = self.copy_less()
        kept = self.figures[self.figures["page"] != page]
        less.keep_figures(promote_repeats(self.figures, kept))
        return less

    @cached_property
    def literally(self) -> "Evidence":
        """The same figures, held to their words."""
        literally = copy(self)
        literally.set_figures(self.figures, self.rows, True)
        return literally

    def find_quantity(self, question: Question) -> str:
        """Return what the series that is asked is: a flow, a stock or a rate."""
        if "series" not in question.spec:
            return FLOW
        return self.ranges.find_quantity(question.series)

    @cached_property
    def official_hash(self) -> str:
        """One hash of all official rows: there may be many."""
        rows = self.official_rows
        cells = [] if rows is None else [*rows, *rows.to_numpy().tolist()]
        return hashlib.sha256(repr(cells).encode()).hexdigest()

    @cached_property
    def without_own(self) -> "Evidence | None":
        """The evidence without rows of one's own; None where there are none."""
        rows = self.official_rows
        if rows is None or "own" not in rows or not rows["own"].any():
            return None
        is_own = rows["own"].to_numpy(dtype=bool)
        less = copy(self)
        less.totals, less.official = {}, {}
        for series, places in self.official.items():
            if not is_own[places].all():
                less.official[series] = places[~is_own[places]]
        less.__dict__.pop("literally", None)
        return less

    def find_printed(self, question: Question, multiples: bool = False) -> list[dict]:
        """Return the figures of the very period, or of its growth on the base.

        Parameters
        ----------
        multiples : bool
            Also of a growth that is printed as so many times as much.
        """
        asked = ("evidence", question.series, *question.period)
        rows = self.prints_by_place.get(asked, [])
        if not question.base:
            return rows
        rates = []
        for row in rows:
            base = row["growth_base"] or shift(row["period_start"], -MONTHS_A_YEAR)
            is_rate = row["growth"] or (multiples and is_multiple(row["unit"]))
            if is_rate and base == question.base:
                rates.append(row)
        return rates

    def is_printed(self, question: Question) -> bool:
        """Tell whether a release prints the number of a test, or one inside its words."""
        test = question.test
        if test["kind"] not in ("level", "growth"):
            return False
        says = read_words(test).says
        for row in self.find_own_prints(question):
            if is_very_number(row, test):
                return True
            if any(reads in says for reads in self.read_print(row, test["kind"])):
                return True
        return False

    def is_implied(self, question: Question) -> bool:
        """Tell whether a release says, in its own words, what a test says.

        Whoever printed "more than 32" has said that it was more than 30.
        """
        test = question.test
        if test["kind"] not in ("level", "growth"):
            return False
        says = read_words(test).says
        for row in self.find_own_prints(question):
            if any(words in says for words in self.read_in_words(row, test["kind"])):
                return True
        return False

    def is_given(self, question: Question) -> bool:
        """Tell whether a release gives these very months together."""
        kind = question.test["kind"]
        if kind not in ("level", "growth"):
            return False
        prints = self.find_own_prints(question)
        return any(self.read_print(row, kind) for row in prints)

    def read_in_words(self, row: dict, kind: str) -> list[pd.Interval]:
        """Return what a hedged print says of its months, held to its words.

        Records that were counted may have missed some: what they are less than, they do
        not say.
        """
        value, hedge = (
            ("growth", "growth_hedge") if kind == "growth" else ("value", "hedge")
        )
        if row[hedge] in ["", *UNHEDGED] or not self.read_print(row, kind):
            return []
        if kind == "growth":
            words = read_growth(row[value], row[hedge], literal=True)
        else:
            words = read_level(row[value], row["unit"], row[hedge], literal=True)
        if self.ranges.kinds.get(row["source"]) in RECORDS:
            words = pd.Interval(
                words.left, math.inf, "right" if words.open_left else "both"
            )
        return [words]

    def find_own_prints(self, question: Question) -> list[dict]:
        """Return the figures of the very period that whoever counted printed.

        Customs print growth of the year so far, on the year before. Any other rate of
        theirs a newsroom worked out: its own division proves nothing.
        """
        rows = self.find_printed(question)
        if not question.base:
            return rows
        line = Series.read(question.series)
        first, last = [read_month(month) for month in question.period]
        bases = list_bases(Span(line.flow, first, last), read_month(question.base))
        revises = self.ranges.find_programme(question.series).allowance > 0
        if revises and bases != ["revised"]:
            return []
        return [row for row in rows if FIRST_PRINT not in row["status"]]

    def read_print(self, row: dict, kind: str) -> list[pd.Interval]:
        """Return what a print says of its months: the next number up is not in it.

        Who had seen 33 would not print 32. Nothing, where a print is of each month or
        an average, or says how many times as much it was.
        """
        is_total = EACH_MONTH not in row["status"] and " per " not in row["unit"]
        if not is_total or is_multiple(row["unit"]):
            return []
        full = dict.fromkeys(OPTIONAL, "") | row
        figure = read_figure(full, False, self.literal)  # the number, though a minimum
        if kind == "growth":
            printed, hedge, reads = row["growth"], row["growth_hedge"], figure.growth
        else:
            printed, hedge, reads = row["value"], row["hedge"], figure.level
        if reads is None:
            return []
        return [open_far_end(reads, printed) if hedge in STOPS_SHORT else reads]

    def find_sole_page(self, figure: str) -> str:
        """Return the page of a figure that no second page prints, else nothing."""
        row = self.rows[figure]
        fact = row["same_fact"] or figure
        for other in self.prints:
            is_copy = fact in (other["id"], other["same_fact"])
            if is_copy and other["page"] != row["page"] and not is_unlike(row, other):
                return ""
        return row["page"]

    def add_up(self, question: Question, series: str, period: list[str]) -> Range:
        """Return the official total of a period in the measure of an entry, or None."""
        measure = question.spec.get("measure", "value")
        start, end = period
        return self.find_total(series, start, end, measure)

    def find_total(self, series: str, start: str, end: str, measure: str) -> Range:
        """Return the official total of a period in some measure, or None."""
        if series not in self.official:
            return None
        asked = (series, start, end, measure)
        if asked not in self.totals:
            self.totals[asked] = self.add_up_rows(*asked)
        return self.totals[asked]

    def add_up_rows(self, series: str, start: str, end: str, measure: str) -> Range:
        """Return the official total of a period in some measure.

        A floor, if codes, months, weights or pieces are missing: a row without a weight
        weighs something. None, if no row is measured so, or months stand twice.
        """
        rows = self.official_rows.iloc[self.official[series]]
        rows = rows[(rows["period_start"] >= start) & (rows["period_end"] <= end)]
        is_all = (rows["period_start"] == start) & (rows["period_end"] == end)
        if is_all.any():  # a year's row says it by itself, beside rows of its months
            rows = rows[is_all]
        amounts = measure_rows(rows, measure)
        if amounts.notna().sum() == 0:
            return None
        months = list_covered(rows[SPAN].to_numpy())
        if len(set(months)) < len(months):
            return None
        total = float(amounts.sum()) / KILOGRAMS.get(measure, 1)
        is_whole = amounts.notna().all() and len(months) == count_months(start, end)
        if rows["part"].any():
            is_whole = False
        is_whole = is_whole and bool(is_each_measured(rows, measure).all())
        return pd.Interval(total, total if is_whole else math.inf, closed="both")

    def find_lacks(self, question: Question) -> "Lacks":
        """Return what official rows of these months lack, so that they are a minimum."""
        if "official" not in question.spec or question.series not in self.official:
            return Lacks([], False, {}, [])
        start, end = question.period
        rows = self.official_rows.iloc[self.official[question.series]]
        rows = rows[(rows["period_start"] >= start) & (rows["period_end"] <= end)]
        covered = list_covered(rows[SPAN].to_numpy())
        asked = list_each_month(start, end)
        months = [month for month in asked if month not in covered]
        unread = {}
        if "unread" in rows:
            is_unread = rows["unread"].astype(str) != ""
            unread = rows[is_unread].set_index("period_start")["unread"].to_dict()
        is_unread = rows["period_start"].isin(unread.keys())
        measure = question.spec.get("measure", "value")
        is_measured = measure_rows(rows, measure).notna()
        is_measured &= is_each_measured(rows, measure)
        lacking = rows.loc[~is_measured & ~is_unread, "period_start"].to_list()
        return Lacks(months, bool((rows["part"] & ~is_unread).any()), unread, lacking)

    def find_covered(self, question: Question) -> list[str]:
        """Return the goods that official rows of only some codes are, where they are known.

        They are the goods of another series, whose codes are all there, with the very
        sum of these months: a part of ceramics that comes to what toilets come to.
        """
        name, covered = question.series, []
        if "official" not in question.spec or name not in self.official:
            return []
        total = self.add_up(question, name, question.period)
        if total is None or math.isfinite(total.right):
            return []
        if not total.left:  # in a month without trade, anything comes to the same
            return []
        asked = Series.read(name)
        for other in sorted(self.official):
            line = Series.read(other)
            if line._replace(product=asked.product) == asked and other != name:
                goods = self.add_up(question, other, question.period)
                if goods is not None and goods.left == goods.right == total.left:
                    covered.append(line.product)
        return covered

    def level(
        self, question: Question, series: str, period: list[str], release: str
    ) -> Range:
        """Return the range of a series, or of official rows."""
        if "official" not in question.spec:
            return self.ranges.range(series, period[0], period[1], release)
        total = self.add_up(question, series, period)
        line = Series.read(series)
        if (
            total is None or release == "own" or line.source == OWN
        ):  # nobody revises own
            return total
        flow = line.flow
        bands = self.ranges.revisions.get(line.source, NONE)
        return divide(total, find_band(bands, f"{flow} total".strip()) / 100 + 1)

    def growth(self, question: Question, series: str, release: str) -> Range:
        """Return the growth of a series, on as many months from the base on."""
        period, base = question.period, question.base
        if "official" not in question.spec:
            return self.ranges.growth(series, period[0], period[1], base, release)
        later = self.level(question, series, period, release)
        earlier = self.level(question, series, question.base_period, release)
        return compare_totals(later, earlier)

    def count(self, figure: str) -> Range:
        """Return what one figure says by itself, of the things that were counted."""
        if figure not in self.rows:
            return None
        row = self.rows[figure]
        # "At least 450 parts" were counted: what a tally found, it found exactly.
        hedge = row["hedge"].replace("at least", "exact")
        return read_level(row["value"], row["unit"], hedge, self.literal)

    def measure_goods(self, question: Question, release: str) -> dict[str, Range]:
        """Return the growth of each of several goods; None where nothing gives it."""
        growths = {}
        for good in question.goods:
            growth = self.growth(question, question.name_printed(good), release)
            if growth is None:
                series = question.series.format(good)
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
            growths = list(self.measure_goods(question, release).values())
            is_known = any(growth is not None for growth in growths)
            return count_fallen(growths) if is_known else None
        if kind == "growth":
            return self.growth(question, question.series, release)
        amounts = self.list_amounts(question, release)
        if len(amounts) == 1:
            return keep_whole(amounts[0], find_unit(question.test))
        ratio = divide(*amounts)
        if ratio == ANY_VALUE:
            return None
        if ratio is not None and "figures" not in spec:
            ratio = keep_within_whole(ratio, *list_compared(spec))
        if ratio is None or kind == "ratio":
            return ratio
        share = ratio * 100
        if spec.get("at_most"):
            return pd.Interval(0.0, share.right, closed="both")
        return share

    def list_amounts(self, question: Question, release: str) -> list[Range]:
        """Return the amounts that an entry compares, or its only one."""
        if "figures" in question.spec:
            return [self.count(name) for name in list_compared(question.spec)]
        amounts = []
        for name in list_compared(question.spec):
            amounts.append(self.level(question, name, question.period, release))
        return amounts

    def bears(self, question: Question) -> bool:
        """Tell whether it counts the goods in some of the months, on either side."""
        spec = question.spec
        if "figures" in spec:
            return any(amount is not None for amount in self.list_amounts(question, ""))
        periods = [question.period]
        if question.base:
            periods.append(question.base_period)
        for asked, series in self.list_sides(question):
            for months in periods:
                if "official" not in asked.spec and self.ranges.touches(
                    series, *months
                ):
                    return True
                if self.level(asked, series, months, "widest") is not None:
                    return True
        return False

    def list_sides(self, question: Question) -> list[tuple[Question, str]]:
        """Return the series that a question compares: of a tally, those of each good."""
        if "tally" not in question.spec:
            return [(question, name) for name in list_compared(question.spec)]
        sides = []
        for good in question.goods:
            sides.append((question, question.name_printed(good)))
            series = question.series.format(good)
            rows = replace(question, spec={"official": series})
            sides.append((rows, series))
        return sides

    def find_figures(self, question: Question) -> list[str]:
        """Return the figures that decide what an entry says; of a growth, that print it."""
        spec = question.spec
        if "figures" in spec:
            return [name for name in list_compared(spec) if name in self.rows]
        if "tally" in spec:
            growths = self.measure_goods(question, "own")
            known = [good for good in growths if growths[good] is not None]
            return self.list_caps(question, map(question.name_printed, known))
        if "series" not in spec:
            return []
        printed = self.find_printed(question, multiples=True) if question.base else []
        rates = [row["id"] for row in printed]
        return rates or self.list_caps(question, list_compared(spec))

    def list_caps(self, question: Question, names: Iterable[str]) -> list[str]:
        """Return the figures that decide how much some series came to, or grew by."""
        ids: set[str] = set()
        start, end = question.period
        for name in names:
            caps = self.ranges.find_caps(name, start, end, question.base)
            ids.update(*caps.values())
        return sorted(ids, key=lambda name: (self.rows[name]["period_end"], name))

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
        measure = find_measure(part)
        if not measure:
            return specs
        flows = (f"{seller}-{buyer}-export-", f"{buyer}-{seller}-import-")
        named = [spec.get("official") for spec in specs]
        for name in sorted(self.official):
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


def read_outlets() -> pd.DataFrame:
    """Return the outlets of the story in hand, for whoever gives none."""
    # it brings all that reads a story, which figures in a frame need not
    from dualuse.base import tables

    return tables.read_reference("outlets")


def is_very_number(row: dict, test: dict) -> bool:
    """Tell whether a figure has the very number of an exact test, in its unit."""
    if test.get("hedge") != "exact" or "per" in test:
        return False
    if test["kind"] == "growth":
        return (row["growth"], row["growth_hedge"]) == (test["value"], "exact")
    printed = (row["value"], row["unit"], row["hedge"])
    return printed == (test["value"], test["unit"], "exact")


def compare_totals(later: Range, earlier: Range) -> Range:
    """Return the growth from one total to another in per cent; None where it may be any.

    From nought to something it is infinite: a rise, of no per cent.

    >>> nought, some = pd.Interval(0, 0, "both"), pd.Interval(1500, 1500, "both")
    >>> compare_totals(some, nought), compare_totals(nought, nought)
    (Interval(inf, inf, closed='both'), Interval(0.0, 0.0, closed='both'))
    >>> compare_totals(nought, some), compare_totals(nought, pd.Interval(0, 9, "both"))
    (Interval(-100.0, -100.0, closed='both'), Interval(-100.0, 0.0, closed='both'))
    """
    if later is None or earlier is None:
        return None
    ratio = divide(later, earlier)
    if ratio is not None:
        return (ratio - 1) * 100
    if earlier.right <= 0:
        ends = [math.inf if end > 0 else 0.0 for end in (later.left, later.right)]
        return pd.Interval(*ends, closed="both")
    if later.right <= 0:
        return pd.Interval(LARGEST_FALL, 0.0, closed="both")
    least = (later.left / earlier.right - 1) * 100
    if least <= LARGEST_FALL:
        return None
    return pd.Interval(least, math.inf, closed="both")


def keep_whole(amount: Range, unit: str) -> Range:
    """Return an amount of whole things without the fractions at its ends.

    A revision of 5% moves no count of five.

    >>> keep_whole(pd.Interval(4.75, 5.25, "both"), "units")
    Interval(5.0, 5.0, closed='both')
    """
    if amount is None or not is_whole(unit):
        return amount
    least, greatest = amount.left, amount.right
    if math.isfinite(greatest):
        greatest = math.floor(greatest + NOISE)
    least = math.ceil(least - NOISE)
    if least > greatest:  # no whole number lies in it
        return amount
    return pd.Interval(float(least), float(greatest), amount.closed)


def find_unit(test: dict) -> str:
    """Return the base unit of what a test compares."""
    kind = test["kind"]
    if kind == "tally":
        return "goods"
    return COMPARED.get(kind) or split_unit(test["unit"])[1]


def measure_rows(rows: pd.DataFrame, measure: str) -> pd.Series:
    """Return the amounts of official totals in some measure, NaN where there is none."""
    amounts = rows[COLUMNS[measure]].astype(float)
    if measure == "pieces":  # kilograms and litres answer for no pieces
        words = rows["unit"].astype(str).str.casefold()
        amounts = amounts.where(words.isin(PIECES))
    return amounts


def is_each_measured(rows: pd.DataFrame, measure: str) -> pd.Series:
    """Tell of each official total whether all that it is worth was weighed, or counted."""
    worth = WORTH.get(measure, "value_usd")
    if worth not in rows:
        return pd.Series(True, rows.index)
    without = rows["value_usd"].astype(float) - rows[worth].astype(float)
    return without.abs() < CENT


def find_measure(part: dict) -> str:
    """Return in which measure official rows answer a part, nothing if in none.

    A level is in the unit of its test. What compares is in that of the series which the
    claim names: dollars never answer for pieces, nor weight for value.
    """
    test, spec = part["tests"][0], part["evidence"][0]
    if "measure" in spec:
        return spec["measure"]
    unit = find_unit(test)
    if test["kind"] != "level":
        unit = Series.read(spec["series"]).unit if "series" in spec else "USD"
    return MEASURES.get(unit, "")


def keep_within_whole(ratio: pd.Interval, top: str, base: str) -> pd.Interval:
    """Return a ratio of two series where one is a part of the other: no part is more.

    The two ends of a ratio come from the far ends of two ranges, which need not be true
    together; no release gives more exports than two-way trade.

    >>> exports, trade = "CHN-RUS-export-all-GACC", "CHN-RUS-trade-all-GACC"
    >>> keep_within_whole(pd.Interval(0.4, 1.2, "both"), exports, trade)
    Interval(0.4, 1.0, closed='both')
    >>> keep_within_whole(pd.Interval(0.8, 2.5, "both"), trade, exports)
    Interval(1.0, 2.5, closed='both')
    """
    if is_part(top, base):
        return pd.Interval(min(ratio.left, 1.0), min(ratio.right, 1.0), ratio.closed)
    if is_part(base, top):
        return pd.Interval(max(ratio.left, 1.0), max(ratio.right, 1.0), ratio.closed)
    return ratio


def is_part(part: str, whole: str) -> bool:
    """Tell whether a series is a part of another: of its flows, goods or partners."""
    line, of = Series.read(part), Series.read(whole)
    is_same_trade = line.reporter == of.reporter and of.partner in (line.partner, WORLD)
    is_same_count = (line.source, line.unit) == (of.source, of.unit)
    is_in_flow = line.flow in (of.flow, *PARTS.get(of.flow, []))
    is_in_goods = of.product in (line.product, ALL_GOODS)
    return is_same_trade and is_same_count and is_in_flow and is_in_goods


def leave_out_figures(figures: pd.DataFrame, ids: Collection[str]) -> pd.DataFrame:
    """Return the figures that no id, source or outlet names.

    What repeats a figure that is left out takes its place.
    """
    if figures.empty:
        return figures
    names = figures[["id", "source", "outlet", "read_at"]].astype(object).to_numpy()
    is_named = np.isin(names, list(ids)).any(axis=1)
    return promote_repeats(figures, figures[~is_named])


def promote_repeats(figures: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the figures kept; those that repeat one that is gone are evidence now.

    Beside its first, a second page of one number is context: it adds nothing. A print
    of another number is no repeat, nor is one that is known to be a slip of its page:
    they stay what they were.
    """
    if len(kept) == len(figures) or "same_fact" not in figures:
        return kept
    rows = figures.set_index("id", drop=False)
    was_evidence = rows.index[rows["role"] == "evidence"]
    gone = set(was_evidence) - set(kept["id"])
    may_repeat = kept["same_fact"].isin(gone) & (kept["role"] == "context")
    may_repeat &= ~kept["status"].str.contains(KNOWN_SLIP)
    if not may_repeat.any():
        return kept
    repeats = []
    for row in list_rows(kept[may_repeat]):
        if not is_unlike(row, rows.loc[row["same_fact"]].to_dict()):
            repeats.append(row["id"])
    is_repeat = kept["id"].isin(repeats)
    return kept.assign(role=kept["role"].mask(is_repeat, "evidence"))


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


def ask_source(question: Question, evidence: Evidence) -> SourceAnswer:
    """Return what one source says on a test."""
    test = question.test
    words = read_words(test, len(question.goods))
    own = evidence.measure(question, "own")
    widest = evidence.measure(question, "widest")
    is_printed = evidence.is_printed(question)
    bears = (own is None or widest is None) and evidence.bears(question)
    in_points = test.get("unit") == "percent"
    is_implied = evidence.is_implied(question)
    verdict = judge(
        words, own, widest, test["kind"], is_printed, bears, in_points, is_implied
    )
    if verdict.direction == ONLY_REVISED and own is not None:
        revised = evidence.measure(question, "revised")
        if revised is not None:
            is_given = evidence.is_given(question)
            in_points = in_points or test["kind"] in IN_POINTS
            verdict = hold_to_revision(
                verdict, words, own, revised, is_given, in_points
            )
    if question.spec.get("in_part"):
        verdict = bear_in_part(verdict)
    return SourceAnswer(question, own, widest, verdict)


def ask_sources(part: dict, evidence: Evidence) -> dict[str, list[SourceAnswer]]:
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
                answers.append(
                    ask_source(Question(spec, test, goods, months), evidence)
                )
        readings[wording.format_period(*period)] = answers
    return readings


def judge_readings(
    readings: dict[str, list[SourceAnswer]], quorum: int
) -> dict[str, Verdict]:
    """Return the verdict of all sources that count on a part, by reading."""
    return {name: judge_answers(each, quorum) for name, each in readings.items()}


def list_answers(readings: dict[str, list[SourceAnswer]]) -> list[SourceAnswer]:
    """Return what each source says, once a verdict: on the longest months that give it."""
    listed = []
    for answers in zip(*readings.values(), strict=True):
        by_word: dict[str, SourceAnswer] = {}
        for answer in answers:
            by_word.setdefault(answer.verdict.word, answer)
        listed += by_word.values()
    return listed


def judge_answers(answers: list[SourceAnswer], quorum: int) -> Verdict:
    """Return the verdict of all sources that count on a part.

    What dates alone show needs no source, and rests on none.
    """
    dated = [each.verdict for each in answers if "calendar" in each.question.spec]
    if dated and len(dated) == len(answers):
        return find_weakest(dated)
    by_test: dict[tuple, list[Verdict]] = {}
    for answer in answers:
        if answer.counts:
            spec = answer.question.spec
            source = spec.get("same_file_as", spec["source"])
            test = str(answer.question.test)
            by_test.setdefault((source, test), []).append(answer.verdict)
    by_source: dict[str, list[Verdict]] = {}
    for (source, _), verdicts in by_test.items():
        if len({each.word for each in verdicts}.intersection(DECIDED)) > 1:
            verdicts = [
                decide("sources differ", direction=DIFFER)
            ]  # one file, read in two ways
        by_source.setdefault(source, []).extend(verdicts)
    return combine_sources(by_source, quorum)


def place_row(row: dict, asks: str, evidence: Evidence) -> str:
    """Return the situation of the rule that a page is in.

    An aggregator prints what others wrote: it is no source of its own.
    """
    if asks not in PAGE_SHOWS or row["outlet"] in evidence.outlets.aggregators:
        return BESIDE
    return place_page(row, asks)


def judge_counted(rows: list[dict], asks: str, evidence: Evidence) -> Verdict:
    """Return what the independent pages say.

    What was said is shown by each outlet that quotes it; what is so, by each owner of
    outlets once, and once by all who report the same thing.
    """
    counted = []
    owners: dict[str, str] = {}
    for row in rows:
        source = row["outlet"]
        if asks == "so":
            owner = evidence.outlets.owners.get(source) or source
            source = owners.setdefault(row["judgement"], owner)
        if place_row(row, asks, evidence) != BESIDE:
            counted.append(row | {"source": source})
    return judge_pages(counted, asks, evidence.quorum)


def find_lone_judgements(
    rows: list[dict], asks: str, verdict: Verdict, evidence: Evidence
) -> list[str]:
    """Return the judgements on which alone the verdict of pages depends."""
    lone = []
    for judgement in dict.fromkeys(row["judgement"] for row in rows):
        others = [row for row in rows if row["judgement"] != judgement]
        if judge_counted(others, asks, evidence).word != verdict.word:
            lone.append(judgement)
    return lone


def judge_part(part: dict, evidence: Evidence) -> dict[str, Verdict]:
    """Return the verdict on one assertion under each reading of it.

    Where its words leave none open, there is one without a name.
    """
    asks = part.get("asks", "tests")
    if asks == "opinion":
        return {"": Verdict(OPINION)}
    if asks != "tests":
        rows = evidence.list_independent(part["id"])
        return {"": judge_counted(rows, asks, evidence)}
    return judge_readings(ask_sources(part, evidence), evidence.quorum)


def judge_claim(claim: dict, evidence: Evidence) -> Verdict:
    """Return the verdict on a claim, without a word of what it comes from."""
    parts = [judge_part(part, evidence) for part in list_parts(claim)]
    return combine_parts_and_readings(parts)
