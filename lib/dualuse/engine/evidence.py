"""What public figures and pages say on a claim: each source is asked, then judged.

A question is one test put to one entry of a claim's evidence, on certain months; its
answer is a range of the release that a claim could have read, a range of any release,
and the verdict of `verdicts`. A page counts by what it shows. `findings` says it in
words.
"""

import math
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import replace
from functools import cached_property
from itertools import product
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from dualuse.base.bearing import find_bearing, list_compared
from dualuse.base.hedges import UNHEDGED
from dualuse.base.parts import OWN, list_rows
from dualuse.base.printed import divide, read_growth, read_level
from dualuse.base.series import (
    MONTHS_A_YEAR,
    Series,
    read_month,
)
from dualuse.base.units import FLOW, is_multiple
from dualuse.engine.constraints import (
    EACH_MONTH,
    FIRST_PRINT,
    OPTIONAL,
    RECORDS,
    SWAPPED,
    Span,
    read_figure,
)
from dualuse.engine.contradictions import KNOWN_SLIP, is_unlike
from dualuse.engine.outlets import Outlets
from dualuse.engine.programme import ANY_VALUE
from dualuse.engine.question import (
    OFFICIAL,
    Question,
    Range,
    compare_totals,
    count_whole_months,
    find_measure,
    find_unit,
    is_very_number,
    keep_whole,
    keep_within_whole,
    shift,
    subtract_rates,
)
from dualuse.engine.ranges import Ranges, list_bases
from dualuse.engine.revisions import NONE, find_band
from dualuse.engine.rows import OfficialRows
from dualuse.engine.verdicts import (
    count_fallen,
    open_far_end,
    read_words,
)

OF_A_PAGE = ["judgement", "page", "outlet", "read_at"]  # by which it can be left out
OF_FIGURES = ["ranges", "prints", "prints_by_place", "literally"]
OF_FIGURES += ["without_own"]
PLACE = itemgetter("role", "series", "period_start", "period_end")
# hedges of a print that stops short of the next number up
STOPS_SHORT = ["", "exact", "cut off", "more than", "just over", "at least"]
OTHER_FLOW = {"export": "import", "import": "export"}


class Evidence(OfficialRows):
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
        says = read_words(test).says
        for row in self.find_own_prints(question):
            if any(words in says for words in self.read_in_words(row, test["kind"])):
                return True
        return False

    def is_given(self, question: Question) -> bool:
        """Tell whether a release gives these very months together."""
        kind = question.test["kind"]
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
        if question.test["kind"] not in ("level", "growth"):
            return []  # nobody prints a share or a tally as one
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
        printed, hedge = row["value"], row["hedge"]
        if kind == "growth":
            printed, hedge = row["growth"], row["growth_hedge"]
        # A count of records prints its number, though others may be missing; "at least"
        # says itself that it is a minimum.
        is_record = self.ranges.kinds.get(row["source"]) in RECORDS
        is_minimum = is_record and hedge not in ("", *UNHEDGED)
        figure = read_figure(full, is_minimum, self.literal)
        reads = figure.growth if kind == "growth" else figure.level
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
        if "official" not in question.spec and not question.is_in_points:
            return self.ranges.growth(series, period[0], period[1], base, release)
        later = self.level(question, series, period, release)
        earlier = self.level(question, series, question.base_period, release)
        compare = subtract_rates if question.is_in_points else compare_totals
        return compare(later, earlier)

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
        for name, ((start, end), base) in product(names, question.sides):
            caps = self.ranges.find_caps(name, start, end, base)
            ids.update(*caps.values())
        listed = sorted(ids)
        if question.base:  # the latest months first
            listed.sort(key=lambda name: self.rows[name]["period_end"], reverse=True)
        return listed

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
