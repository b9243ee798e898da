"""The least and the greatest that printed figures allow, by linear programme.

Customs print a month, add it up with those before it in the next release, and revise it
later. So each month of exports and of imports has three unknowns: as first printed, as
the next release had it, as customs had it a year later. Every figure says that a sum of
months lies between two multiples of a constant, or of another sum. The range of a
period is what customs gave for its months in any release: when the period ended
("own"), added up month by month ("sum"), or as revised a year later ("revised").

A source that is not customs statistics has one release, and revises nothing.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import highspy
import pandas as pd

from dualuse.errors import InputError, did_you_mean
from dualuse.printed import SCALES, is_whole, read_growth, read_level, split_unit
from dualuse.series import Series, read_month, write_month
from dualuse.wording import format_figure, format_period

OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
RELEASES = ["own", "sum", "revised"]
PARTS = {"trade": ["export", "import"]}  # a flow that is a sum of others
CUSTOMS = "customs statistics"  # the kind of source that revises what it printed
RECORDS = ["declarations", "records", "parts counted"]  # kinds of sources that count
NOT_ADDED = ["share", "price"]  # flows of which months do not add up
SWAPPED = "swapped direction"
# By how many per cent customs moved later what they had printed: what pairs of figures
# show (`measure_revisions`; notebook 02 lists them), nothing moved being always allowed,
# and half a point beyond it at either end for what no pair happens to show.
REVISIONS = {
    "export total": pd.Interval(-1.4, 0.5, "both"),
    "import total": pd.Interval(-0.5, 3.8, "both"),
    "export month": pd.Interval(-2.9, 0.6, "both"),
    "import month": pd.Interval(-0.5, 5.7, "both"),
}
ANY_REVISION = pd.Interval(-2.9, 5.7, "both")  # where nothing was measured: all of them
TRADE_REVISION = pd.Interval(-1.4, 3.8, "both")  # of a total of exports and imports
THIRD = (
    0.333  # two unequal numbers tell less than this of the finer one's interval apart
)
# A month is told apart from the next where its least is at least half its greatest;
# else so little may lie in it that it may lie in those that follow.
APART = 0.5
RELEASE_WORDS = {
    "sum": "each month as first printed",
    "next": "in the next release",
    "revised": "a year later",
}
DIGITS = 9  # of an end, in proportion to the largest figure of its system
ACTIVE = 1e-7  # a smaller multiplier is the solver's noise


@dataclass(frozen=True)
class Figure:
    """What one published figure says: a level, a growth in per cent, a record.

    Months are numbers, see `series.read_month`; levels are in USD, pieces, tonnes, ...
    """

    id: str
    flow: str
    start: int
    end: int
    level: pd.Interval | None = None
    growth: pd.Interval | None = None
    base: int = 0  # the first month of what growth is measured on
    is_late: bool = False  # the level stands in a later release than its period's own
    on_first_release: bool = False  # an outlet worked the growth out on first releases
    record: str = ""  # "highest since 2022-03", "first fall since 2022-07"

    @property
    def number(self) -> tuple:
        """What figures share that print one number, perhaps differently."""
        return self.flow, self.start, self.end, self.is_late, self.base


class Span(NamedTuple):
    """Some months of a flow, in one release."""

    flow: str
    start: int
    end: int
    release: str = "own"


class Limit(NamedTuple):
    """A sum of months between two multiples of another, or of one if there is none."""

    figure: str
    span: Span
    factor: pd.Interval
    base: Span | None


def read_systems(
    table: pd.DataFrame, kinds: Mapping[str, str], literal: bool = False
) -> dict[tuple, list[Figure]]:
    """Return the figures of each system: what must be solved together.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of data/published/figures.csv, all text. Claims, context, and rows without
        a period say nothing here, nor do shares and prices, which do not add up.
    kinds : mapping
        The kind of each source: {"RUS-DECL": "declarations"}.
    literal : bool
        Hedged figures have no further end: "more than" may be any number more.

    Returns
    -------
    dict of {(reporter, partner, product, source, unit): list of Figure}
    """
    repeated = table["id"][table["id"].duplicated()].tolist()
    if repeated:
        raise InputError("figures", "an id twice", "ids that differ", repeated[0])
    rows = table.query("role == 'evidence' and period_start != '' and period_end != ''")
    rows = rows[~rows["flow"].isin(NOT_ADDED)]
    systems: dict[tuple, list[Figure]] = {}
    for row in rows.to_dict("records"):
        base = split_unit(row["unit"] or "USD")[1].removesuffix(" per month")
        adds_up = base not in ("percent", "USD per unit") or not row["value"]
        if not adds_up or not (row["value"] or row["growth"]):
            continue
        if base in ("percent", "times"):
            base = "USD"  # growth of value
        pair = (row["reporter"], row["partner"], row["product"], row["source"])
        is_record = kinds.get(row["source"]) in RECORDS
        figure = read_figure(row, is_record, literal)
        systems.setdefault((*pair, base), []).append(figure)
        if figure.level and figure.level.right == 0 and is_whole(base):
            worthless = replace(figure, growth=None)  # no piece has no value
            systems.setdefault((*pair, "USD"), []).append(worthless)
    return systems


def read_figure(
    row: Mapping[str, str], is_record: bool = False, literal: bool = False
) -> Figure:
    """Return what a row of figures.csv says.

    Raises
    ------
    InputError
        Naming the row: a number, hedge, unit or month that cannot be read, or an end
        before its start.
    """
    try:
        return read_numbers(row, is_record, literal)
    except InputError as error:
        raise InputError("figures", error.found, error.expected, row["id"]) from error


def read_numbers(row: Mapping[str, str], is_record: bool, literal: bool) -> Figure:
    """Return what a row of figures.csv says; its months, numbers and marks."""
    start, end = read_period(row["period_start"], row["period_end"])
    notes = row["status"].split("; ")
    level = growth = None
    if row["value"]:
        hedge = "cut off" if "cut off" in notes else row["hedge"]
        level = read_level(row["value"], row["unit"], hedge, floor=is_record)
        if literal:
            words = read_level(row["value"], row["unit"], hedge, True, is_record)
            level = widen([level, words])
    if level is not None and row["unit"].endswith(" per month"):
        level = level * (end - start + 1)
    if row["growth"]:
        hedge = row["growth_hedge"] or "exact"
        growth = read_growth(row["growth"], hedge)
        if literal:
            growth = widen([growth, read_growth(row["growth"], hedge, True)])
    if row["unit"] == "times" and level is not None:
        level, growth = None, level * 100 - 100  # "tripled" is a growth of 200 per cent
    base = 0
    if growth is not None:
        base = read_month(row["growth_base"]) if row["growth_base"] else start - 12
    records = [note for note in notes if " since " in note]
    return Figure(
        row["id"],
        row["flow"],
        start,
        end,
        level,
        growth,
        base,
        is_late="later print" in notes,
        on_first_release="first-print base" in notes,
        record=" ".join(records),
    )


def read_period(start: object, end: object) -> tuple[int, int]:
    """Return the numbers of a period's first and last month."""
    first, last = read_month(start), read_month(end)
    if last < first:
        expected = "a period that does not end before it starts"
        raise InputError("period", f"{start} to {end}", expected)
    return first, last


def widen(ranges: list[pd.Interval]) -> pd.Interval:
    """Return the range from the least to the greatest of several."""
    least = min(each.left for each in ranges)
    greatest = max(each.right for each in ranges)
    return pd.Interval(least, greatest, closed="both")


def apply_set_aside(figures: list[Figure], set_aside: pd.DataFrame) -> list[Figure]:
    """Return the figures without those that cannot be true, and directions put right.

    Where nothing tells which of several is wrong, and they print one number, it lies
    somewhere between theirs.

    Parameters
    ----------
    figures : list of Figure
        Of one system.
    set_aside : pandas.DataFrame
        The rows of `contradictions.find_contradictions` about this system.
    """
    for _, contradiction in set_aside.groupby("contradiction"):
        ids = set(contradiction["figure"])
        doubtful = [figure for figure in figures if figure.id in ids]
        others = [figure for figure in figures if figure.id not in ids]
        is_swapped = SWAPPED in set(contradiction["likely_cause"])
        doubtful = swap_flows(doubtful) if is_swapped else settle(doubtful)
        figures = [*others, *doubtful]
    return sorted(figures, key=lambda figure: figure.id)


def swap_flows(figures: list[Figure]) -> list[Figure]:
    """Return figures with exports for imports, and imports for exports."""
    other = {"export": "import", "import": "export"}
    return [replace(figure, flow=other[figure.flow]) for figure in figures]


def settle(doubtful: list[Figure]) -> list[Figure]:
    """Return the figures one of which is wrong, widened to hold them all, or none."""
    numbers = {(*figure.number, str(figure.growth)) for figure in doubtful}
    levels = [figure.level for figure in doubtful if figure.level is not None]
    if len(numbers) != 1 or len(set(levels)) < 2:
        return []
    either = widen(levels)
    return [replace(figure, level=either) for figure in doubtful]


def join_touching(figures: list[Figure]) -> list[Figure]:
    """Return the figures, those widened that print one number and all but disagree.

    "9.3" and "9.24" meet in 9.25 alone: rounded or cut off, one of the two is not quite
    what customs printed, and a range without width would say more than both.
    """
    by_number: dict[tuple, list[Figure]] = {}
    for figure in figures:
        by_number.setdefault(figure.number, []).append(figure)
    joined = []
    for group in by_number.values():
        levels = [figure.level for figure in group]
        growths = [figure.growth for figure in group]
        for figure in group:
            level = join_interval(figure.level, levels)
            growth = join_interval(figure.growth, growths)
            joined.append(replace(figure, level=level, growth=growth))
    return joined


def join_interval(interval: pd.Interval | None, others: list) -> pd.Interval | None:
    """Return an interval, widened by those that share too little of it."""
    if interval is None:
        return None
    touching = [interval]
    for other in others:
        if other is None or other == interval:
            continue
        shared = min(other.right, interval.right) - max(other.left, interval.left)
        if 0 <= shared < THIRD * min(other.length, interval.length):
            touching.append(other)
    return interval if len(touching) == 1 else widen(touching)


class Solver(highspy.Highs):
    """HiGHS that says nothing: it greets the reader when its callbacks are set."""

    def enableCallbacks(self) -> None:
        """Set the callbacks in silence."""
        self.silent()
        super().enableCallbacks()


class Programme:
    """The linear programme of the figures of one system.

    Parameters
    ----------
    figures : list of Figure
        Of one pair of countries, in one product and unit.
    is_revised : bool
        The source is customs, which revise what they printed.
    allowance : float
        How many times the measured revisions are allowed.

    Examples
    --------
    >>> first, last = read_period("2023-01", "2023-03")
    >>> quarter = Span("export", first, last)
    >>> level = pd.Interval(29.5, 31, closed="both")
    >>> programme = Programme([Figure("F1", "export", first, last, level)])
    >>> programme.range(quarter)
    Interval(29.5, 31.0, closed='both')
    >>> programme.explain(quarter)
    [('F1', 'least'), ('F1', 'most')]
    """

    def __init__(
        self, figures: list[Figure], is_revised: bool = True, allowance: float = 1.0
    ) -> None:
        levels = [figure.level.left for figure in figures if figure.level is not None]
        largest = max(levels, default=0.0) or 1.0
        power = math.ceil(math.log10(largest))
        self.size = 10.0**power  # solvers like numbers near one
        self.decimals = DIGITS - power
        self.figures = figures
        self.is_revised = is_revised
        self.allowance = allowance
        self.solver = Solver()
        self.solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
        self.solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
        self.one = self.solver.addVariable(lb=1, ub=1)
        self.months: dict[tuple, dict] = {}
        self.later: dict[str, Any] = {}  # levels that stand in a later release
        self.limits: list[Limit] = []
        self.owners: list[str] = []  # the figure that each of the solver's rows is of
        for figure in figures:
            self.add_figure(figure)

    def find_month(self, flow: str, month: int) -> dict:
        """Return the unknowns of a month by release; added when first asked for."""
        if (flow, month) not in self.months:
            self.add_month(flow, month)
        return self.months[flow, month]

    def add_month(self, flow: str, month: int) -> None:
        """Add a month, and how far customs may have revised it and the year so far."""
        first = self.solver.addVariable(lb=0)
        following, revised = first, first
        if self.is_revised:
            following = self.solver.addVariable(lb=0)
            revised = self.solver.addVariable(lb=0)
        values = {"own": first, "sum": first, "next": following, "revised": revised}
        self.months[flow, month] = values
        if not self.is_revised:
            return
        printed = Span(flow, month, month)
        revision = REVISIONS.get(f"{flow} month", ANY_REVISION)
        self.revise(printed._replace(release="next"), printed, revision)
        self.revise(printed._replace(release="revised"), printed, revision)
        january = month - month % 12
        if january < month:
            printed = Span(flow, january, month)
            revision = REVISIONS.get(f"{flow} total", ANY_REVISION)
            self.revise(printed._replace(release="revised"), printed, revision)

    def total(self, span: Span) -> Any:
        """Return the sum of months as a release gives it, as the solver writes it.

        The release of the last month ("own") has those before as they then stood.
        """
        if span.release in self.later:
            return self.later[span.release] + 0
        values = []
        for part in PARTS.get(span.flow, [span.flow]):
            for month in range(span.start, span.end + 1):
                release = span.release
                if release == "own" and month < span.end:
                    release = "next"
                values.append(self.find_month(part, month)[release])
        return self.solver.qsum(values)

    def give_way(self, figure: str) -> tuple[Any, Any]:
        """Return how far a figure may give way at its least and its greatest."""
        return 0, 0

    def hold(
        self,
        span: Span,
        factor: pd.Interval,
        base: Span | None = None,
        figure: str = "",
    ) -> None:
        """Keep a sum of months between two multiples of another, or of one."""
        self.limits.append(Limit(figure, span, factor, base))
        total = self.total(span)
        one = self.one if base is None else self.total(base)
        up, down = self.give_way(figure)
        self.solver.addConstr(total + up - factor.left * one >= 0)
        self.owners.append(figure)
        if factor.right < math.inf:
            self.solver.addConstr(total - down - factor.right * one <= 0)
            self.owners.append(figure)

    def revise(
        self, later: Span, printed: Span, revision: pd.Interval, figure: str = ""
    ) -> None:
        """Keep what customs gave later near what they had printed."""
        factor = revision * self.allowance / 100 + 1
        self.hold(later, factor, printed, figure)

    def add_figure(self, figure: Figure) -> None:
        """Add what a figure says."""
        printed = Span(figure.flow, figure.start, figure.end)
        if figure.level is not None:
            release = printed
            if figure.is_late and self.is_revised:
                release = self.add_later(figure)
            self.hold(release, figure.level / self.size, figure=figure.id)
        if figure.growth is not None:
            base_end = figure.base + figure.end - figure.start
            base = Span(figure.flow, figure.base, base_end, "revised")
            if figure.on_first_release:
                base = base._replace(release="own")
            self.hold(printed, figure.growth / 100 + 1, base, figure.id)
        if figure.record:
            self.add_record(figure)

    def add_later(self, figure: Figure) -> Span:
        """Return what a release later than the period's own said of it."""
        name = f"a later release, read in {figure.id}"
        self.later[name] = self.solver.addVariable(lb=0)
        later = Span(figure.flow, figure.start, figure.end, name)
        revision = REVISIONS.get(f"{figure.flow} total", TRADE_REVISION)
        self.revise(later._replace(release="revised"), later, revision, figure.id)
        return later

    def add_record(self, figure: Figure) -> None:
        """Add that a month was the highest, or the first to fall on the year before."""
        kind, _, since = figure.record.partition(" since ")
        last = Span(figure.flow, figure.end, figure.end)
        at_least = pd.Interval(1.0, math.inf)
        for month in range(read_month(since), figure.end):
            greater, less = last, Span(figure.flow, month, month)
            if kind == "first fall":
                if month % 12 == 0:
                    continue  # customs print January and February together
                start = month - 1 if month % 12 == 1 else month
                greater = Span(figure.flow, start, month)
                less = Span(figure.flow, start - 12, month - 12)
            self.hold(greater, at_least, less, figure.id)

    def range(self, span: Span) -> pd.Interval:
        """Return the least and the greatest value of a period, in the base unit."""
        return self.find_ends(self.total(span), self.size, self.decimals)

    def growth(self, span: Span, base: Span) -> pd.Interval | None:
        """Return the growth on a base in per cent, None where the base is nothing.

        The base is fixed at one and all else grows in proportion (Charnes and Cooper
        1962), so that a ratio becomes a sum like any other.
        """
        total, base_total = self.total(span), self.total(base)
        if self.solve(self.solver.maximize, base_total, math.inf) <= 0:
            return None
        self.solver.changeColBounds(self.one.index, 0, math.inf)
        fixed = self.solver.addConstr(base_total == 1)
        ratio = self.find_ends(total, 100, DIGITS - 2)
        self.solver.removeConstr(fixed)
        self.solver.changeColBounds(self.one.index, 1, 1)
        least, greatest = round(ratio.left - 100, 6), round(ratio.right - 100, 6)
        return pd.Interval(least, greatest, closed="both")

    def find_ends(self, total: Any, size: float, decimals: int) -> pd.Interval:
        """Return the least and the greatest of a total, times a size."""
        least = self.solve(self.solver.minimize, total, 0.0)
        greatest = self.solve(self.solver.maximize, total, math.inf)
        least = round(least * size, decimals) + 0.0
        if greatest < math.inf:
            greatest = max(least, round(greatest * size, decimals))
        return pd.Interval(least, greatest, closed="both")

    def solve(self, optimize: Callable, total: Any, unbounded: float) -> float:
        """Return the least or the greatest total, or `unbounded` if it has none."""
        optimize(total)
        status = self.solver.getModelStatus()
        if status == INFEASIBLE:
            expected = "figures that can all be true; see find_contradictions"
            ids = [figure.id for figure in self.figures]
            raise InputError(
                "figures", f"a contradiction of {ids[0]} to {ids[-1]}", expected
            )
        if status != OPTIMAL:
            return unbounded
        return self.solver.getInfo().objective_function_value

    def explain(self, span: Span) -> list[tuple[str, str]]:
        """Return the figures that cap either end of a range: (id, least or most)."""
        total = self.total(span)
        caps = []
        for end, optimize in (
            ("least", self.solver.minimize),
            ("most", self.solver.maximize),
        ):
            self.solver.clearSolver()  # of several proofs, the same one each time
            bound = self.solve(optimize, total, math.inf)
            if 0 < bound < math.inf:
                caps += [(figure, end) for figure in self.list_active()]
        return caps

    def list_active(self) -> list[str]:
        """Return the figures that hold the last optimum where it is."""
        multipliers = self.solver.getSolution().row_dual
        active = set()
        for owner, multiplier in zip(self.owners, multipliers, strict=True):
            if owner and abs(multiplier) > ACTIVE:
                active.add(owner)
        return sorted(active)


class Ranges:
    """The ranges of every series that a table of figures is about.

    Parameters
    ----------
    figures : pandas.DataFrame
        `tables.read_figures()`.
    sources : pandas.DataFrame
        `tables.read_reference("sources")`: which of them are customs, which count.
    set_aside : pandas.DataFrame, optional
        What `contradictions.find_contradictions` gives: left out, or put right.
    literal : bool
        Hedged figures have no further end: "more than" may be any number more.
    allowance : float
        How many times the measured revisions are allowed; none can be too few.

    Examples
    --------
    >>> from dualuse import tables
    >>> drones = tables.read_figures(product="drones", source="GACC")
    >>> ranges = Ranges(drones, tables.read_reference("sources"))
    >>> ranges.range("CHN-RUS-export-drones-GACC", "2022-03", "2023-05", "own")
    Interval(31500000.0, 33000000.0, closed='both')
    """

    def __init__(
        self,
        figures: pd.DataFrame,
        sources: pd.DataFrame,
        set_aside: pd.DataFrame | None = None,
        literal: bool = False,
        allowance: float = 1.0,
    ) -> None:
        if allowance < 0:
            raise InputError("allowance", allowance, "0, 1, 2 or between")
        kinds = dict(zip(sources["source"], sources["kind"], strict=True))
        self.customs = [source for source, kind in kinds.items() if kind == CUSTOMS]
        self.allowance = allowance
        self.rows = figures.set_index("id", drop=False)
        self.programmes: dict[tuple, Programme] = {}
        self.systems = read_systems(figures, kinds, literal)
        wrong = {}
        if set_aside is not None and len(set_aside):
            systems = set_aside["series"].map(lambda name: Series.read(name).system)
            wrong = dict(list(set_aside.groupby(systems)))
        for system, listed in self.systems.items():
            if system in wrong:
                listed = apply_set_aside(listed, wrong[system])
            self.systems[system] = join_touching(listed)

    @property
    def names(self) -> list[str]:
        """The series that a figure is of."""
        names = set()
        for system, figures in self.systems.items():
            reporter, partner, *rest = system
            for figure in figures:
                names.add(str(Series(reporter, partner, figure.flow, *rest)))
        return sorted(names)

    def find_programme(self, series: str) -> tuple[Programme | None, str]:
        """Return the programme of a series, if a figure is of it, and its flow."""
        name = Series.read(series)
        system = name.system
        if system not in self.systems:
            return None, name.flow
        if system not in self.programmes:
            is_customs = name.source in self.customs
            figures = self.systems[system]
            self.programmes[system] = Programme(figures, is_customs, self.allowance)
        return self.programmes[system], name.flow

    def range(
        self, series: str, start: object, end: object, release: str = "widest"
    ) -> pd.Interval | None:
        """Return the least and the greatest value of a period.

        Parameters
        ----------
        series : str
            Such as "CHN-RUS-export-all-GACC".
        start, end : str or pandas.Period
            Months such as 2023-01, both included.
        release : {"widest", "own", "sum", "revised"}
            The widest is what customs gave for these months in any release: when the
            period ended, added up month by month, or as revised a year later.

        Returns
        -------
        pandas.Interval or None
            In USD, pieces, tonnes, ...; infinite where nothing caps it. None where no
            figure says anything.
        """
        first, last = read_period(start, end)
        releases = list_releases(release)
        programme, flow = self.find_programme(series)
        if programme is None:
            return None
        spans = [Span(flow, first, last, each) for each in releases]
        widest = widen([programme.range(span) for span in spans])
        says_nothing = widest.left <= 0 and widest.right == math.inf
        return None if says_nothing else widest

    def growth(
        self,
        series: str,
        start: object,
        end: object,
        base: object,
        release: str = "own",
    ) -> pd.Interval | None:
        """Return the growth on as many months from `base` on, in per cent.

        Parameters
        ----------
        release : {"own", "sum", "revised", "widest"}
            Own is as customs print growth: a period's own release on the base as they
            held it then. The widest is that, first on first, and revised on revised;
            releases are never mixed otherwise.

        Returns
        -------
        pandas.Interval or None
            None where no figure says anything, or the base can only be nothing.
        """
        first, last = read_period(start, end)
        base_first = read_month(base)
        releases = list_releases(release)
        programme, flow = self.find_programme(series)
        if programme is None:
            return None
        growths = []
        for each in releases:
            base_release = "revised" if each == "own" else each
            span = Span(flow, first, last, each)
            base_span = Span(flow, base_first, base_first + last - first, base_release)
            growth = programme.growth(span, base_span)
            if growth is None:
                return None
            growths.append(growth)
        widest = widen(growths)
        says_nothing = widest.left <= -100 and widest.right == math.inf
        return None if says_nothing else widest

    def explain(
        self, series: str, start: object, end: object, release: str = "own"
    ) -> pd.DataFrame:
        """Return the figures that cap a range.

        Returns
        -------
        pandas.DataFrame
            `figure, caps, printed`: the id, which end it caps (least or most), and its
            words. Of the widest, those of the releases that lie outermost.
        """
        first, last = read_period(start, end)
        releases = list_releases(release)
        programme, flow = self.find_programme(series)
        rows = []
        if programme is not None:
            spans = [Span(flow, first, last, each) for each in releases]
            ranges = [programme.range(span) for span in spans]
            widest = widen(ranges)
            for span, each in zip(spans, ranges, strict=True):
                for figure, end_capped in programme.explain(span):
                    is_least = end_capped == "least" and each.left == widest.left
                    is_most = end_capped == "most" and each.right == widest.right
                    if is_least or is_most:
                        rows.append((figure, end_capped))
        frame = pd.DataFrame(rows, columns=["figure", "caps"]).drop_duplicates()
        frame = frame.sort_values(["caps", "figure"], ignore_index=True)
        printed = self.rows.loc[frame["figure"]].to_dict("records")
        return frame.assign(printed=[format_figure(row) for row in printed])

    def tabulate(self, series: str, start: object, end: object) -> pd.DataFrame:
        """Return ranges month by month, in each month's own release.

        Months that no figure tells apart are one average; January and February, which
        Chinese customs print together, always are.

        Returns
        -------
        pandas.DataFrame
            `start` (pandas.Period), `months` (how many), `low`, `high`: the average of a
            month in USD, pieces, tonnes, ...; high is infinite where nothing caps it.
        """
        first, last = read_period(start, end)
        programme, flow = self.find_programme(series)
        rows = []
        while programme is not None and first <= last:
            until = first
            while until < last and not is_told_apart(programme, flow, first, until):
                until += 1
            months = until - first + 1
            total = programme.range(Span(flow, first, until))
            period = pd.Period(write_month(first), "M")
            rows.append((period, months, total.left / months, total.right / months))
            first = until + 1
        return pd.DataFrame(rows, columns=["start", "months", "low", "high"])

    def constraints(self, series: str) -> pd.DataFrame:
        """Return the programme behind a series as lines that a reader can check.

        Returns
        -------
        pandas.DataFrame
            `figure, text`: "5.235 <= export of June 2022 <= 5.25 bn USD". Lines without
            a figure say how far customs may have revised what they printed.
        """
        programme, _ = self.find_programme(series)
        rows = []
        if programme is not None:
            unit = Series.read(series).unit
            for limit in programme.limits:
                rows.append((limit.figure, write_limit(limit, programme.size, unit)))
        return pd.DataFrame(rows, columns=["figure", "text"])


def list_releases(release: str) -> list[str]:
    """Return the releases that are meant: one, or all."""
    if release == "widest":
        return RELEASES
    if release not in RELEASES:
        expected = did_you_mean(release, ["widest", *RELEASES], "release")
        raise InputError("release", repr(release), expected)
    return [release]


def is_told_apart(programme: Programme, flow: str, first: int, last: int) -> bool:
    """Tell whether figures tell some months from those that follow."""
    for part in PARTS.get(flow, [flow]):
        total = programme.range(Span(part, first, last))
        if total.left < APART * total.right:
            return False
    return True


def write_limit(limit: Limit, size: float, unit: str) -> str:
    """Return a constraint as a line of text."""
    ends = [limit.factor.left, limit.factor.right]
    middle, behind = write_span(limit.span), ""
    if limit.base is None:
        scale, factor = choose_scale(size, unit)
        ends = [end * size / factor for end in ends]
        behind = f" {scale} {unit}".replace("  ", " ")
    else:
        middle = f"{middle} / {write_span(limit.base)}"
    least, greatest = [f"{end:.10g}" for end in ends]
    if greatest == "inf":
        return f"{least} <= {middle}{behind}"
    return f"{least} <= {middle} <= {greatest}{behind}"


def choose_scale(size: float, unit: str) -> tuple[str, float]:
    """Return the scale that amounts near a size are written in, and what it is worth.

    >>> choose_scale(1e10, "USD"), choose_scale(1e6, "units")
    (('bn', 1000000000), ('', 1.0))
    """
    for scale, worth in SCALES.items():
        if worth <= size and not is_whole(unit):
            return scale, worth
    return "", 1.0


def write_span(span: Span) -> str:
    """Return what a sum is of: "export of June 2022 (as revised a year later)"."""
    period = format_period(write_month(span.start), write_month(span.end))
    text = f"{span.flow} of {period}".removeprefix(" of ")
    if span.release == "own":
        return text
    return f"{text} ({RELEASE_WORDS.get(span.release, span.release)})"
