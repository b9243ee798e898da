"""The least and the greatest that printed figures allow, by linear programme.

Customs print a month, add it up with those before it in the next release, and revise it
later. So each month of exports and of imports has three unknowns: as first printed, as
the next release had it, as customs had it a year later. Every figure says that a sum of
months lies between two multiples of a constant, or of another sum. The range of a
period is what customs gave for its months in any release: when the period ended
("own"), added up month by month ("sum"), or as revised a year later ("revised").

A source that does not revise has all three as one, see `revisions`. What one page printed
on one day is one table, of one release: its months were not revised until its last one.

Months of a flow add up. Of a stock each month has an unknown of its own, the level at its
end, and no sum is asked; of a rate each period has one. A rate is as first printed.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

import highspy
import numpy as np
import pandas as pd

from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.printed import read_growth, read_level
from dualuse.base.series import (
    MONTHS_A_YEAR,
    Series,
    list_each_month,
    read_month,
    write_month,
)
from dualuse.base.units import (
    EXPLAINED,
    FLOW,
    LARGEST_FALL,
    QUANTITIES,
    RATE,
    SCALES,
    STOCK,
    is_multiple,
    is_whole,
)
from dualuse.base.wording import format_period
from dualuse.engine import solved
from dualuse.engine.revisions import NONE, Bands, find_band, read_revisions

OPTIMAL = highspy.HighsModelStatus.kOptimal
UNBOUNDED = highspy.HighsModelStatus.kUnbounded
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
Sum: TypeAlias = dict[int, float]  # an unknown's place: how many times it is added
RELEASES = ["own", "sum", "revised"]
RELEASES_OF_FIGURES = ["own", "next", "revised"]  # of which a printed amount may be
LESS = "less"  # printed totals of each year, less the earlier total as printed
RELEASE_WORDS = {
    "own": "",
    "sum": " (months as first printed)",
    "next": " (in the next release)",
    "revised": " (a year later)",
    LESS: " (printed total less printed total)",
}
PARTS = {"trade": ["export", "import"]}  # a flow that is a sum of others
RECORDS = ["declarations", "records", "parts counted"]  # kinds of sources that count
COMPLETE = "complete"  # what the source says of its own count: nothing is missing
# columns that the solver needs of a table of figures
NEEDED = ["id", "series", "source", "role", "page", "period_start", "period_end"]
NEEDED += ["value", "unit", "hedge", "quantity"]
# columns that a table of figures may lack
OPTIONAL = ["flow", "status", "growth", "growth_hedge", "growth_base", "released"]
COLUMNS = [*NEEDED, *OPTIONAL]
ALONE = ["share", "price"]  # flows of figures that belong to no series
NOT_AMOUNTS = ["percent", "USD per unit"]
# "first fall since" stands in one row, and changes no range
HIGHEST = re.compile(r"highest since (\d{4}-\d{2})")
SWAPPED = "swapped direction"
EACH_MONTH = "each month"  # a status: the amount is the least of every month
FIRST_PRINT = "first-print base"  # a status: growth on what was first printed
ANY_VALUE = pd.Interval(0.0, math.inf, "both")  # nothing is known
ANY_GROWTH = pd.Interval(LARGEST_FALL, math.inf, "both")
NO_GROWTH = pd.Interval(0.0, 0.0, "both")
THIRD = 0.333  # of the finer interval: numbers that share less all but disagree
# A month is told apart from the next where its least is at least half its greatest;
# else so little may lie in it that it may lie in those that follow.
APART = 0.5
SOLVED_DIGITS = 8  # of an end, in proportion to the largest figure of its system
OFF = 1e-3  # of the last of these digits: the most that the solver is off
ACTIVE = 1e-7  # a smaller multiplier is the solver's noise
STILL = 1e-9  # so small a part of the largest step is the solver's noise
SURELY = 1e3  # times that is more than noise


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
    status: str = ""
    page: str = ""
    quantity: str = FLOW
    released: str = ""
    until: int = 0  # the last month of the series in the same table

    @property
    def length(self) -> int:
        """The number of months."""
        return self.end - self.start + 1

    @property
    def is_late(self) -> bool:
        """The level stands in a later release than its period's own."""
        return "later print" in self.status

    @property
    def releases(self) -> list[str]:
        """The releases in which its level stands as printed.

        What stands in one table with later months is of the release of these: it need
        not be what was printed first.
        """
        releases = []
        if not self.is_late:
            releases.append("own" if self.until <= self.end else "next")
        if self.until - self.end >= MONTHS_A_YEAR:
            releases.append("revised")
        return releases

    @property
    def is_of_each_month(self) -> bool:
        """The level is the least of every month, and not only of their sum."""
        return EACH_MONTH in self.status

    @property
    def on_first_release(self) -> bool:
        """An outlet worked the growth out on first releases."""
        return FIRST_PRINT in self.status

    @property
    def table(self) -> tuple:
        """What figures share that one page printed of one flow on one day; none, of one.

        A page that does not say when it was printed may have been added to.
        """
        is_dated = self.page and self.released
        return (self.flow, self.page, self.released) if is_dated else ()

    @property
    def level_key(self) -> tuple:
        """What figures share that print one level, perhaps differently."""
        return self.flow, self.start, self.end, self.is_late

    @property
    def growth_key(self) -> tuple:
        """What figures share that print one growth, perhaps differently."""
        return self.flow, self.start, self.end, self.base, self.on_first_release


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
    figures: pd.DataFrame,
    kinds: Mapping[str, str],
    literal: bool = False,
    is_floor: bool = True,
) -> dict[tuple, list[Figure]]:
    """Return the figures of each system: {`Series.system`: what is solved together}.

    Parameters
    ----------
    figures : pandas.DataFrame
        `tables.read_figures()`. Claims, context, and rows without a period say nothing
        here, nor do shares and prices of trade, which are of no series.
    kinds : Mapping
        The kind of each source, such as "declarations".
    literal : bool
        Hedged figures have no further end: "more than" may be any number more.
    is_floor : bool
        What a source counted is the least; not so where its prints are compared.
    """
    systems: dict[tuple, list[Figure]] = {}
    for column in OPTIONAL:
        if column not in figures:
            figures = figures.assign(**{column: ""})
    cells = figures[COLUMNS].astype(object).to_numpy()
    place = COLUMNS.index("source")
    for row in cells.tolist():
        is_record = is_floor and kinds.get(row[place]) in RECORDS
        for system, figure in read_printed(tuple(row), is_record, literal):
            systems.setdefault(system, []).append(figure)
    return {system: date_tables(listed) for system, listed in systems.items()}


def date_tables(figures: list[Figure]) -> list[Figure]:
    """Return the figures of a system, each with the last month of its table.

    What one page printed on one day of a series is one table, of one release.

    Examples
    --------
    >>> may, june = read_month("2022-05"), read_month("2022-06")
    >>> level = pd.Interval(4.5, 5.5, closed="both")
    >>> figure = Figure("F1", "export", may, may, level, page="a", released="2022-07")
    >>> later = replace(figure, id="F2", start=june, end=june)
    >>> [each.until == june for each in date_tables([figure, later])]
    [True, True]
    """
    last: dict[tuple, int] = {}
    for figure in figures:
        last[figure.table] = max(figure.end, last.get(figure.table, 0))
    dated = []
    for figure in figures:
        until = last[figure.table] if figure.table else figure.end
        is_dated = figure.until == until
        dated.append(figure if is_dated else replace(figure, until=until))
    return dated


def is_of_series(row: Mapping[str, str]) -> bool:
    """Tell whether a row of figures.csv says something of a series."""
    has_months = row["period_start"] and row["period_end"]
    if row["role"] != "evidence" or not has_months or row["flow"] in ALONE:
        return False
    if row["value"]:
        return row["quantity"] == RATE or row["unit"] not in NOT_AMOUNTS
    return row["growth"] != ""


@lru_cache(maxsize=10_000)  # leaving one out, all others say the same
def read_printed(
    cells: tuple, is_record: bool, literal: bool
) -> list[tuple[tuple, Figure]]:
    """Return what a row says, as `read_figure` does, each beside its system."""
    row = dict(zip(COLUMNS, cells, strict=True))
    if not is_of_series(row):
        return []
    if row["quantity"] not in QUANTITIES:
        found = f"quantity {row['quantity']!r}"
        raise InputError("figures", found, EXPLAINED, row["id"])
    system = Series.read(row["series"]).system
    figure = read_figure(row, is_record, literal)
    says = [(system, figure)]
    if is_whole(system[-1]) and row["value"] == "0":
        worthless = replace(figure, growth=None)  # zero pieces are worth zero
        says.append(((*system[:-1], "USD"), worthless))
    return says


def read_figure(
    row: Mapping[str, str], is_record: bool = False, literal: bool = False
) -> Figure:
    """Return what a row of figures.csv says.

    Parameters
    ----------
    is_record : bool
        The source counts records, filings or finds: its sums have no upper end.
    """
    start, end = read_month(row["period_start"]), read_month(row["period_end"])
    level: Any = None
    growth: Any = None
    if row["value"]:
        level = read_row_level(row, is_record, literal)
        if row["unit"].endswith(" per month"):
            level = level * (end - start + 1)
        if is_multiple(row["unit"]):
            level, growth = None, level * 100 - 100  # "tripled" is 200 per cent more
    if row["growth"]:
        growth = read_row_growth(row, literal)
    base = start - MONTHS_A_YEAR
    if row["growth_base"]:
        base = read_month(row["growth_base"])
    words = (row["status"], row["page"], row.get("quantity", FLOW))
    released = row.get("released", "")
    figure = (row["id"], row["flow"], start, end, level, growth, base, *words)
    return Figure(*figure, released)


def read_row_level(
    row: Mapping[str, str], is_record: bool = False, literal: bool = False
) -> pd.Interval:
    """Return the values that the amount of a row allows, in the unit that it is in.

    Of "bn USD per month" that is the average of a month.

    Parameters
    ----------
    is_record : bool
        The source counts records, filings or finds: its sums have no upper end, unless
        it says that nothing is missing.

    Examples
    --------
    >>> row = {"value": "9.3", "unit": "bn USD", "hedge": "exact", "status": "cut off"}
    >>> read_row_level(row), read_row_level({**row, "status": "each month"})
    (Interval(9300000000.0, 9400000000.0, closed='both'), Interval(9250000000.0, inf, ...))
    """
    hedge = "cut off" if "cut off" in row["status"] else row["hedge"]
    printed = (row["value"], row["unit"], hedge)
    # both sides of a share, or of a price, were counted: either may lack the missed
    is_share = is_multiple(row["unit"]) or row["unit"] in NOT_AMOUNTS
    is_floor = is_record and COMPLETE not in row["status"] and not is_share
    readings = [False, True] if literal else [False]
    level = widen([read_level(*printed, each, is_floor) for each in readings])
    if EACH_MONTH in row["status"]:
        # The least of several months is near the number; the others may be any more.
        level = pd.Interval(level.left, math.inf, closed="both")
    return level


def read_row_growth(row: Mapping[str, str], literal: bool = False) -> pd.Interval:
    """Return the rates that the growth of a row allows, in per cent."""
    hedge = row["growth_hedge"] or "exact"
    readings = [False, True] if literal else [False]
    return widen([read_growth(row["growth"], hedge, each) for each in readings])


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
        What `contradictions.find_contradictions` gives.
    """
    for _, contradiction in set_aside.groupby("contradiction"):
        ids = set(contradiction["figure"])
        doubtful = [figure for figure in figures if figure.id in ids]
        figures = [figure for figure in figures if figure.id not in ids]
        if SWAPPED in set(contradiction["likely_cause"]):
            figures += [swap_flow(figure) for figure in doubtful]
            continue
        numbers = {(*each.level_key, str(each.growth)) for each in doubtful}
        levels = {each.level for each in doubtful if each.level is not None}
        if len(numbers) == 1 and len(levels) > 1:
            either = widen(list(levels))
            figures += [replace(figure, level=either) for figure in doubtful]
    return figures


def swap_flow(figure: Figure) -> Figure:
    """Return a figure with exports for imports, and imports for exports."""
    other = {"export": "import", "import": "export"}
    return replace(figure, flow=other[figure.flow])


def join_touching(figures: list[Figure]) -> list[Figure]:
    """Return the figures, those widened that print one number and all but disagree.

    "9.3" and "9.24" meet in 9.25 alone: rounded or cut off, one of the two is not quite
    what customs printed, and a range without width would say more than both.
    """
    levels, growths = {}, {}
    for figure in figures:
        levels.setdefault(figure.level_key, []).append(figure.level)
        growths.setdefault(figure.growth_key, []).append(figure.growth)
    joined = []
    for figure in figures:
        level = join_interval(figure.level, levels[figure.level_key])
        growth = join_interval(figure.growth, growths[figure.growth_key])
        if (level, growth) != (figure.level, figure.growth):
            figure = replace(figure, level=level, growth=growth)
        joined.append(figure)
    return joined


def join_interval(interval: pd.Interval | None, others: list) -> pd.Interval | None:
    """Return an interval, widened by those that share too little of it."""
    if interval is None or len(others) == 1:
        return interval
    touching = [interval]
    for other in set(others) - {None, interval}:
        shared = min(other.right, interval.right) - max(other.left, interval.left)
        if 0 <= shared < THIRD * min(other.length, interval.length):
            touching.append(other)
    return widen(touching)


class Solver(highspy.Highs):
    """HiGHS that says nothing, and takes sums as {unknown: how many times}.

    It greets the reader when its callbacks are set. Its own way of writing sums takes
    longer than the solver does: a programme of ours has thousands of them.

    Most sums are totals since January, of up to twelve months. So of a month that comes
    `after` another the solver holds the total up to it: a sum of months is then one
    total less another, which takes the solver a third less time than the months do.
    """

    def __init__(self) -> None:
        super().__init__()
        self.befores: list[int | None] = []  # of each unknown, which it comes after

    def enableCallbacks(self) -> None:
        """Set the callbacks in silence."""
        self.silent()
        super().enableCallbacks()

    def add_unknown(
        self,
        least: float = 0.0,
        greatest: float = math.inf,
        after: int | None = None,
    ) -> int:
        """Add an unknown between two numbers; return its place.

        Of one after another these are the ends of their total. That each is itself not
        below nought the rows must say: it is a positive part of what is not.
        """
        self.befores.append(after)
        return self.addVariable(lb=least, ub=greatest).index

    def delete_unknowns(self, first: int) -> None:
        """Forget the unknowns from a place on."""
        places = np.arange(first, len(self.befores), dtype=np.int32)
        self.deleteVars(len(places), places)
        del self.befores[first:]

    def write_totals(self, total: Sum) -> tuple[np.ndarray, np.ndarray]:
        """Return a sum as the solver holds it: places of totals, and how many times."""
        times = dict(total)
        for place, number in total.items():
            before = self.befores[place]
            if before is not None:
                times[before] = times.get(before, 0.0) - number
        places = np.array(sorted(place for place in times if times[place]), np.int32)
        return places, np.array([times[place] for place in places.tolist()], float)

    def add_row(self, least: float, total: Sum, greatest: float) -> int:
        """Keep a sum of unknowns between two numbers; return the row's place."""
        places, times = self.write_totals(total)
        self.addRow(least, greatest, len(places), places, times)
        return self.getNumRow() - 1

    def minimize_sum(self, total: Sum) -> None:
        """Look for the least that a sum of unknowns can be."""
        self.set_sum(total)
        self.changeObjectiveSense(highspy.ObjSense.kMinimize)
        self.run()

    def maximize_sum(self, total: Sum) -> None:
        """Look for the greatest that a sum of unknowns can be."""
        self.set_sum(total)
        self.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.run()

    def shows_no_end(self) -> bool:
        """Tell whether the solver shows a way on which the sum grows for ever.

        It calls a sum endless for less. Here every step of the way moves the sum, and is
        one that no row forbids, however often it is taken.
        """
        _, is_found, steps = self.getPrimalRay()  # type: ignore[attr-defined]
        if not is_found:
            return False
        way = np.array(steps)
        nothing = STILL * np.abs(way).max()
        programme = self.getLp()
        if abs(way @ programme.col_cost_) <= SURELY * nothing:
            return False
        matrix = programme.a_matrix_
        times = np.repeat(way, np.diff(matrix.start_)) * np.array(matrix.value_)
        moved = np.bincount(matrix.index_, times, minlength=programme.num_row_)
        has_floor = np.isfinite(programme.row_lower_)
        has_cap = np.isfinite(programme.row_upper_)
        falls = min(moved[has_floor].min(initial=0), way.min())
        return falls >= -nothing and moved[has_cap].max(initial=0) <= nothing

    def set_sum(self, total: Sum) -> None:
        """Say which sum is to be minimized or maximized."""
        number = self.getNumCol()
        costs = np.zeros(number)
        places, times = self.write_totals(total)
        costs[places] = times
        self.changeColsCost(number, np.arange(number, dtype=np.int32), costs)


def round_outwards(least: float, greatest: float, decimals: int) -> pd.Interval:
    """Return a range that holds both ends, to so many decimals.

    >>> round_outwards(1.26, 2.31, 1), round_outwards(1.3000001, math.inf, 1)
    (Interval(1.2, 2.4, closed='both'), Interval(1.3, inf, closed='both'))
    """
    times = 10.0**decimals
    below = math.floor(least * times + OFF) if math.isfinite(least) else least
    above = math.ceil(greatest * times - OFF) if math.isfinite(greatest) else greatest
    ends = round(below / times, decimals) + 0.0, round(above / times, decimals)
    return pd.Interval(ends[0], max(ends), closed="both")


def subtract(total: Sum, base: Sum, times: float = 1.0) -> Sum:
    """Return a sum of unknowns less so many times another.

    >>> subtract({1: 1.0, 2: 1.0}, {2: 1.0, 3: 1.0}, 2)
    {1: 1.0, 2: -1.0, 3: -2.0}
    """
    less = dict(total)
    for unknown, number in base.items():
        less[unknown] = less.get(unknown, 0.0) - times * number
    return less


class Model:
    """The linear programme of the figures of one system, as the solver holds it.

    An answer is a function of the programme and the question, whatever was asked before:
    each question starts where the figures alone put the solver.

    Parameters
    ----------
    figures : sequence of Figure
        Of one pair of countries, in one product and unit.
    allowance : float
        How many times the measured revisions are allowed; 0 where nothing is revised.
    revisions : Mapping
        By how many per cent the source may move what it printed: {"export month": ...}.
    """

    def __init__(
        self,
        figures: Sequence[Figure],
        allowance: float = 1.0,
        revisions: Bands = NONE,
    ) -> None:
        # Solvers like numbers near one: amounts are counted in the largest power of ten.
        levels = [figure.level.left for figure in figures if figure.level is not None]
        power = math.floor(math.log10(max(levels, default=0) or 1))
        self.size = 10.0**power
        self.decimals = SOLVED_DIGITS - power
        self.allowance = allowance
        self.revisions = revisions
        self.solver = Solver()
        self.solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
        self.solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
        # primal simplex: the last answer still holds when another question is asked
        self.solver.setOptionValue("simplex_strategy", 4)
        # Some hundred rows are solved sooner than they are made fewer, and moving bounds
        # a little, as solvers do against going round in circles, makes four times as
        # many steps here.
        self.solver.setOptionValue("presolve", "off")
        self.solver.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
        # Every printed amount is a multiple of this variable. It is one, but where a
        # growth is asked for: then all months may grow in proportion, see `growth`.
        self.scaling = self.solver.add_unknown(1.0, 1.0)
        self.months: dict[tuple[str, int], dict[str, int]] = {}
        self.limits = []
        self.owners = []  # the figure that each of the solver's rows is of
        self.figures = figures
        self.quantity = figures[0].quantity if figures else FLOW
        self.holders: set[str] = set()  # figures that hold the answer in hand
        for figure in figures:
            self.add_figure_constraints(figure)
        self.without: set[str] = set()  # figures that say nothing for now
        programme = self.solver.getLp()
        self.floors = np.array(programme.row_lower_)
        self.ceilings = np.array(programme.row_upper_)
        self.figure_limits = len(self.limits)
        self.figure_rows = self.solver.getNumRow()
        self.figure_unknowns = self.solver.getNumCol()

    @cached_property
    def start(self) -> highspy.HighsBasis | None:
        """Where each question starts: amounts that all figures allow, if there are any."""
        self.solver.minimize_sum({self.scaling: 1.0})
        is_possible = self.solver.getModelStatus() == OPTIMAL
        return self.solver.getBasis() if is_possible else None

    def answer(
        self, question: tuple, without: Collection[str] = ()
    ) -> tuple[Any, set[str]]:
        """Return the answer to a question, and the figures that hold it where it is.

        Parameters
        ----------
        question : tuple
            The name of a method without "solve_", and what it takes: ("range", span).
        without : collection of str
            Figures that say nothing meanwhile.
        """
        name, *words = question
        start = self.start
        self.solver.clearSolver()
        if start is not None:
            self.solver.setBasis(start)
        self.holders = set()
        self.without = {*without}
        freed: list[int] = []
        if self.without:
            owners = enumerate(self.owners)
            freed = [row for row, owner in owners if owner in self.without]
        for row in freed:
            self.solver.changeRowBounds(row, -math.inf, math.inf)
        try:
            return getattr(self, f"solve_{name}")(*words), self.holders
        finally:
            self.drop_added_months()
            for row in freed:
                self.solver.changeRowBounds(row, self.floors[row], self.ceilings[row])

    def drop_added_months(self) -> None:
        """Forget the months that no figure is about, and that a question added."""
        unknowns = self.solver.getNumCol()
        if unknowns > self.figure_unknowns:
            self.solver.delete_unknowns(self.figure_unknowns)
            rows = range(self.figure_rows, self.solver.getNumRow())
            self.solver.deleteRows(len(rows), np.array(rows, dtype=np.int32))
            del self.limits[self.figure_limits :], self.owners[self.figure_rows :]
        for month, values in list(self.months.items()):
            if max(values.values()) >= self.figure_unknowns:
                del self.months[month]

    def find_month(self, flow: str, month: int) -> dict[str, int]:
        """Return the unknowns of a month by release; added when first asked for.

        So a question about a month that no figure covers adds it, and its revisions.
        """
        if (flow, month) not in self.months:
            is_revised = self.allowance and self.quantity != RATE
            before: dict[str, int] = {}
            if is_revised and self.is_after_january(month):
                before = self.find_month(flow, month - 1)
            printed = self.solver.add_unknown()
            values = {"own": printed, "sum": printed, "next": printed}
            values["revised"] = printed
            self.months[flow, month] = values
            if is_revised:
                for release in ("next", "revised"):
                    after = before.get(release)
                    values[release] = self.solver.add_unknown(after=after)
                self.add_revisions(flow, month)
        return self.months[flow, month]

    def is_after_january(self, month: int) -> bool:
        """Tell whether there is a total since January that has more than the month."""
        return self.quantity == FLOW and month % MONTHS_A_YEAR > 0

    def add_revisions(self, flow: str, month: int) -> None:
        """Add how far customs may have moved a month, and the year so far."""
        # The month itself, in the next release and a year later.
        factor = self.find_revision_factor(f"{flow} month")
        printed = Span(flow, month, month)
        for release in ("next", "revised"):
            revised = printed._replace(release=release)
            self.add_constraint(revised, factor, printed)
        # The total since January moves less than its months do.
        if self.is_after_january(month):
            january = month - month % MONTHS_A_YEAR
            factor = self.find_revision_factor(f"{flow} total")
            printed = Span(flow, january, month)
            revised = printed._replace(release="revised")
            self.add_constraint(revised, factor, printed)

    def find_revision_factor(self, kind: str) -> pd.Interval:
        """Return the factors by which customs may have moved what they had printed.

        Never to less than nothing: this keeps each later release of a month above nought.
        """
        revision = find_band(self.revisions, kind.strip())
        factor = revision * self.allowance / 100 + 1
        return pd.Interval(max(factor.left, 0.0), max(factor.right, 0.0), "both")

    def list_values(self, span: Span) -> list[int]:
        """Return the unknowns of a sum of months, as a release gives it.

        The release of the last month ("own") has those before as they then stood.
        """
        if self.quantity == RATE:  # a year's rate is none of its months'
            own = f"{span.flow} from {write_month(span.start)}"
            return [self.find_month(own, span.end)[span.release]]
        values = []
        for part in PARTS.get(span.flow, [span.flow]):
            for month in range(span.start, span.end + 1):
                release = span.release
                if release == "own" and month < span.end:
                    release = "next"
                values.append(self.find_month(part, month)[release])
        return values

    def total(self, span: Span) -> Sum:
        """Return the sum of months as a release gives it, as the solver takes it."""
        if span.release == LESS:
            return self.subtract_totals(span)
        return dict.fromkeys(self.list_values(span), 1.0)

    def subtract_totals(self, span: Span) -> Sum:
        """Return months as newsrooms work them out, of totals as they were printed.

        The total of each year up to the last of its months, less the total up to the
        month before the first. Both were printed when they ended: what customs revised
        of the earlier months meanwhile is in the difference.
        """
        total: Sum = {}
        for flow, first, last, _ in list_years(span):
            own = self.list_values(Span(flow, first, last))
            total |= dict.fromkeys(own, 1.0)
            if first % MONTHS_A_YEAR == 0:
                continue
            for part in PARTS.get(flow, [flow]):
                before = self.find_month(part, first - 1)
                if before["next"] != before["own"]:
                    total[before["next"]] = total.get(before["next"], 0.0) + 1.0
                    total[before["own"]] = total.get(before["own"], 0.0) - 1.0
        return total

    def find_slack(self, figure: str) -> tuple[Sum, Sum]:
        """Return by how much a figure may be missed below and above: here, not at all.

        `contradictions` asks how far figures must be missed to be true together.
        """
        return {}, {}

    def add_constraint(
        self,
        span: Span,
        factor: pd.Interval,
        base: Span | None = None,
        figure: str = "",
    ) -> None:
        """Keep a sum of months between two multiples of another, or of one."""
        self.limits.append(Limit(figure, span, factor, base))
        total = self.total(span)
        base_total = {self.scaling: 1.0} if base is None else self.total(base)
        below, above = self.find_slack(figure)
        least = subtract(total, base_total, factor.left)
        self.solver.add_row(0.0, least | below, math.inf)
        self.owners.append(figure)
        if factor.right < math.inf:
            greatest = subtract(total, base_total, factor.right)
            self.solver.add_row(-math.inf, subtract(greatest, above), 0.0)
            self.owners.append(figure)

    def add_figure_constraints(self, figure: Figure) -> None:
        """Add what a figure says of its level, its growth, and the months before it."""
        printed = Span(figure.flow, figure.start, figure.end)
        if figure.level is not None:
            self.add_level(figure, printed)
        if figure.growth is not None:
            self.add_growth(figure, printed)
        # "highest since 2021-03": no month from then on was more
        record = HIGHEST.search(figure.status)
        if record:
            at_least = pd.Interval(1.0, math.inf)
            for month in range(read_month(record[1]), figure.end):
                earlier = Span(figure.flow, month, month)
                self.add_constraint(printed, at_least, earlier, figure.id)

    def add_level(self, figure: Figure, printed: Span) -> None:
        """Add the amount of a period, in its own release or in a later one."""
        level: Any = figure.level
        if figure.is_of_each_month:
            least = level / self.size / figure.length
            for month in range(figure.start, figure.end + 1):
                # said when the last of them was printed, it is of the others as held then
                alone = replace(figure, start=month, end=month)
                releases = {"own", *(alone.releases if self.allowance else [])}
                for release in RELEASES_OF_FIGURES:
                    if release in releases:
                        span = Span(figure.flow, month, month, release)
                        self.add_constraint(span, least, figure=figure.id)
        releases = figure.releases
        if not self.allowance and releases:
            releases = ["own"]  # all releases are one
        for release in releases:
            span = printed._replace(release=release)
            self.add_constraint(span, level / self.size, figure=figure.id)
        if releases:
            return
        # A later release may have been revised again until a year had passed.
        of = "total" if self.quantity == FLOW else "month"
        factor = self.find_revision_factor(f"{figure.flow} {of}")
        least = level.left * factor.left / self.size
        greatest = level.right * factor.right / self.size
        revised = printed._replace(release="revised")
        self.add_constraint(revised, pd.Interval(least, greatest), figure=figure.id)

    def add_growth(self, figure: Figure, printed: Span) -> None:
        """Add the growth of a period on another of as many months."""
        growth: Any = figure.growth
        # Customs measure growth on the year before as they hold it by now, revised.
        # What is younger than a year is not yet revised for good, and some newsrooms
        # measure on what was first printed.
        is_recent = figure.start - figure.base < MONTHS_A_YEAR
        is_first = figure.on_first_release or is_recent or not self.allowance
        release = "own" if is_first else "revised"
        base_end = figure.base + figure.length - 1
        base = Span(figure.flow, figure.base, base_end, release)
        self.add_constraint(printed, growth / 100 + 1, base, figure.id)

    def solve_range(self, span: Span) -> pd.Interval:
        """Return the least and the greatest value of a period, in the base unit."""
        amount = self.solve_ends(self.total(span), self.size, self.decimals)
        _, *later = list_years(span)
        if span.release != LESS or not later:
            return amount
        # A year less its first months may be less than nothing, by what was revised
        # meanwhile; nobody sold less than nothing, so the years after it are a floor.
        rest = self.total(span._replace(start=later[0].start))
        least = self.solve_ends(rest, self.size, self.decimals).left
        ends = max(amount.left, least), max(amount.right, least)
        return pd.Interval(*ends, closed="both")

    def solve_growth(self, span: Span, base: Span) -> pd.Interval:
        """Return the growth on a base in per cent, infinite on a base of nothing.

        The base is fixed at one and all else grows in proportion (Charnes and Cooper
        1962), so that a ratio becomes a sum like any other. Nothing after nothing did
        not change.
        """
        total, base_total = self.total(span), self.total(base)
        if not self.may_be_something(base):
            amounts = self.solve_ends(total, 1, SOLVED_DIGITS)
            ends = [
                math.inf if end > 0 else 0.0 for end in (amounts.left, amounts.right)
            ]
            return pd.Interval(*ends, closed="both")
        growth = self.divide(total, base_total, less=100)
        is_unchanged = growth.left <= 0 <= growth.right
        if is_unchanged or not self.may_both_be_nothing(span, base):
            return growth
        return widen([growth, NO_GROWTH])

    def may_be_something(self, span: Span) -> bool:
        """Tell whether figures allow that anything was traded in some months.

        A printed amount says so by itself; of totals less totals the solver is asked.
        """
        if span.release != LESS and self.prints_something(span):
            return True
        most = self.solve(self.solver.maximize_sum, self.total(span), math.inf)
        return most > 0

    def may_both_be_nothing(self, span: Span, base: Span) -> bool:
        """Tell whether figures allow that nothing was traded, before and now.

        Whoever prints a growth had something to measure it on.
        """
        if self.is_something(span) or self.is_something(base):
            return False
        both = subtract(self.total(span), self.total(base), -1)
        return self.solve(self.solver.minimize_sum, both, 0) <= ACTIVE

    def is_something(self, span: Span) -> bool:
        """Tell whether a figure of these months, or of some of them, is above nought.

        Of its amount, or of a growth: what grew was something before, and what did not
        fall by all is something now.
        """
        if self.prints_something(span):
            return True
        for figure in self.list_inside(span):
            growth = figure.growth
            if growth is not None and growth.left > LARGEST_FALL:
                return True
        for figure in self.list_heard(span):
            base_end = figure.base + figure.length - 1
            is_base = span.start <= figure.base and base_end <= span.end
            if figure.growth is not None and is_base:
                return True
        return False

    def prints_something(self, span: Span) -> bool:
        """Tell whether an amount of these months, or of some of them, is above nought."""
        for figure in self.list_inside(span):
            level = figure.level
            if level is not None and level.left > 0:
                return True
        return False

    def list_inside(self, span: Span) -> Iterator[Figure]:
        """Yield the figures that say something of these months, or of some of them."""
        for figure in self.list_heard(span):
            if span.start <= figure.start and figure.end <= span.end:
                yield figure

    def list_heard(self, span: Span) -> Iterator[Figure]:
        """Yield the figures of a flow, or of its parts, that are not left out."""
        flows = [span.flow, *PARTS.get(span.flow, [])]
        for figure in self.figures:
            if figure.flow in flows and figure.id not in self.without:
                yield figure

    def divide(
        self, total: Sum, base_total: Sum, less: float = 0, unbounded: float = 0
    ) -> pd.Interval:
        """Return one sum in per cent of another, which is surely more than nothing."""
        # Fix the base, and let the months scale.
        fixed_base = self.solver.add_row(1.0, base_total, 1.0)
        try:
            self.solver.changeColBounds(self.scaling, 0, math.inf)
            return self.solve_ends(total, 100, 6, less, unbounded)
        finally:
            # Whoever interrupts a question finds the programme as it was.
            self.solver.removeConstr(fixed_base)
            self.solver.changeColBounds(self.scaling, 1, 1)

    def solve_ends(
        self,
        total: Sum,
        size: float,
        decimals: int,
        less: float = 0,
        unbounded: float = 0,
    ) -> pd.Interval:
        """Return the least and the greatest of a total, times a size, less a base.

        Nothing is less than `unbounded`: of two unknown totals one may be the smaller.
        """
        lowest = self.solve(self.solver.minimize_sum, total, unbounded)
        least = max(lowest, unbounded) * size - less
        greatest = self.solve(self.solver.maximize_sum, total, math.inf) * size - less
        return round_outwards(least, greatest, decimals)

    def solve(self, optimize: Callable, total: Sum, unbounded: float) -> float:
        """Return the least or the greatest total, or `unbounded` if it has none."""
        optimize(total)
        status = self.solver.getModelStatus()
        is_endless = status == UNBOUNDED and self.solver.shows_no_end()
        if status != OPTIMAL and not is_endless:
            # where it went on from may have misled it: a sum between figures has no end,
            # or is less than nothing
            self.solver.clearSolver()
            optimize(total)
            status = self.solver.getModelStatus()
        if status == INFEASIBLE:
            expected = "figures that can all be true; see find_contradictions"
            ids = f"{self.limits[0].figure} and those beside it"
            raise InputError("figures", f"a contradiction among {ids}", expected)
        self.multipliers = np.array(self.solver.getSolution().row_dual)
        if status == UNBOUNDED:
            return unbounded
        if status != OPTIMAL:
            raise ArithmeticError(f"HiGHS gave no answer: {status}")
        self.holders.update(self.list_active())
        return self.solver.getInfo().objective_function_value

    def solve_caps(self, span: Span) -> list[tuple[str, str]]:
        """Return the figures that cap either end of a range: (id, least or most)."""
        total = self.total(span)
        begun = self.solver.getBasis()
        ends = {"least": self.solver.minimize_sum, "most": self.solver.maximize_sum}
        caps = []
        for end, optimize in ends.items():
            self.solver.clearSolver()  # of several proofs, the same one each time
            self.solver.setBasis(begun)
            bound = self.solve(optimize, total, math.inf)
            if 0 < bound < math.inf or (end == "most" and bound <= 0):
                caps += [(figure, end) for figure in self.list_active()]
        return caps

    def list_active(self) -> list[str]:
        """Return the figures that hold the last optimum where it is."""
        multipliers = self.multipliers[
            : len(self.owners)
        ]  # not of a row for one question
        places = np.flatnonzero(np.abs(multipliers) > ACTIVE)
        active = {self.owners[place] for place in places}
        return sorted(active - {""})


class Programme:
    """What the figures of one system allow; each question is solved once.

    In a build, once until a figure of the system changes: see `solved`.

    Parameters
    ----------
    figures, allowance, revisions
        As of `Model`, which is built when a question has no answer yet.
    whole : Programme, optional
        The same with more figures: its model answers, and these others say nothing.

    Examples
    --------
    >>> first, last = read_month("2023-01"), read_month("2023-03")
    >>> quarter = Span("export", first, last)
    >>> level = pd.Interval(29.5, 31, closed="both")
    >>> programme = Programme([Figure("F1", "export", first, last, level)])
    >>> programme.range(quarter)
    Interval(29.5, 31.0, closed='both')
    >>> programme.find_caps(quarter)
    [('F1', 'least'), ('F1', 'most')]
    """

    def __init__(
        self,
        figures: Sequence[Figure],
        allowance: float = 1.0,
        revisions: Bands = NONE,
        whole: "Programme | None" = None,
    ) -> None:
        self.figures = figures
        self.allowance = allowance
        self.revisions = revisions
        self.whole = whole
        self.left_out: list[str] = []
        if whole is not None:
            here = {figure.id for figure in figures}
            self.left_out = [each.id for each in whole.figures if each.id not in here]
        self.answers: dict[tuple, Any] = {}
        self.relied: set[str] = set()  # figures that hold answers, for whoever asks now

    @cached_property
    def model(self) -> Model:
        """The linear programme."""
        return Model(self.figures, self.allowance, self.revisions)

    @cached_property
    def kept(self) -> solved.Answers:
        """What was answered before, in this build or another."""
        figures = self.figures if self.whole is None else self.whole.figures
        programme = figures, self.allowance, self.revisions, self.left_out
        return solved.Answers(programme)

    def is_given(self, span: Span) -> bool:
        """Tell whether a release gives some months together.

        Customs give each month, and the total since January; some outlets others. What
        July to December came to is worked out, in three ways: the months as first
        printed added up; the year less its first half as customs held it by then; or,
        as newsrooms do, the year as printed less the half as printed. These differ, for
        customs revise the first half meanwhile: what is sure of a first release is true
        of all three.
        """
        is_one = is_release(span) or not self.allowance or self.prints(span)
        return is_one or self.is_tabulated(span)

    def is_tabulated(self, span: Span) -> bool:
        """Tell whether one table has all of these months; of trade, of both ways."""
        parts = PARTS.get(span.flow, [])
        if parts and all(self.is_tabulated(span._replace(flow=part)) for part in parts):
            return True
        reached: dict[tuple, set[int]] = {}  # of a table, the months that may come next
        for figure in sorted(self.figures, key=lambda figure: figure.start):
            if figure.flow != span.flow or not figure.table or figure.level is None:
                continue
            following = reached.setdefault(figure.table, {span.start})
            if figure.start in following and not figure.is_late:
                following.add(figure.end + 1)
        return any(span.end + 1 in following for following in reached.values())

    def gives_totals(self, span: Span) -> bool:
        """Tell whether figures print each total since January that gives some months."""
        totals = []
        for flow, first, last, _ in list_years(span):
            january = first - first % MONTHS_A_YEAR
            totals.append(Span(flow, january, last))
            if january < first:
                totals.append(Span(flow, january, first - 1))
        return all(self.prints(total) for total in totals)

    def knows_what_came_before(self, span: Span) -> bool:
        """Tell whether figures cap each total that some months are reckoned less.

        Where nobody printed how much there was before, nobody subtracts it.
        """
        for flow, first, _, _ in list_years(span):
            january = first - first % MONTHS_A_YEAR
            before = Span(flow, january, first - 1)
            if january < first and math.isinf(self.range(before).right):
                return False
        return True

    def prints(self, span: Span) -> bool:
        """Tell whether a figure is of these very months, or one of each part is."""
        printed = set()
        for figure in self.figures:
            if (figure.start, figure.end) == (span.start, span.end):
                printed.add(figure.flow)
        parts = PARTS.get(span.flow, [])
        return span.flow in printed or (bool(parts) and printed.issuperset(parts))

    def ask(self, *question: Any) -> Any:
        """Return the answer to a question, solved once; note the figures that hold it."""
        if question not in self.answers:
            words = repr(question)
            if words not in self.kept:
                model = self.model if self.whole is None else self.whole.model
                answer, holders = model.answer(question, self.left_out)
                self.kept[words] = [pack_answer(answer), sorted(holders)]
            plain, holders = self.kept[words]
            self.answers[question] = read_answer(plain), holders
        answer, holders = self.answers[question]
        self.relied.update(holders)
        return answer

    def name_release(self, span: Span) -> Span:
        """Return the same unknowns by one name, so that they are asked once.

        A month as first printed is its own release; unrevised, all releases are one.
        """
        is_printed_alone = span.release == "sum" and span.start == span.end
        is_one = not self.allowance and span.release != LESS
        return span._replace(release="own") if is_one or is_printed_alone else span

    def range(self, span: Span) -> pd.Interval:
        """Return the least and the greatest value of a period, in the base unit."""
        return self.ask("range", self.name_release(span))

    def growth(self, span: Span, base: Span) -> pd.Interval:
        """Return the growth on a base in per cent, infinite on a base of nothing."""
        return self.ask("growth", self.name_release(span), self.name_release(base))

    def find_caps(self, span: Span) -> list[tuple[str, str]]:
        """Return the figures that cap either end of a range: (id, least or most)."""
        return self.ask("caps", span)

    def list_growth_holders(self, span: Span, base: Span) -> list[str]:
        """Return the figures that hold either end of a growth."""
        question = ("growth", self.name_release(span), self.name_release(base))
        self.ask(*question)
        _, holders = self.answers[question]
        return holders


def pack_answer(answer: Any) -> Any:
    """Return an answer as plain data; a range has two ends.

    >>> read_answer(pack_answer(ANY_VALUE))
    Interval(0.0, inf, closed='both')
    """
    if isinstance(answer, pd.Interval):
        return {"low": answer.left, "high": answer.right}
    return answer


def read_answer(plain: Any) -> Any:
    """Return an answer that `pack_answer` packed, perhaps to a file."""
    if isinstance(plain, dict):
        return pd.Interval(plain["low"], plain["high"], closed="both")
    if isinstance(plain, list):
        return [tuple(cap) for cap in plain]
    return plain


@lru_cache(maxsize=500)
def share_programme(
    figures: tuple[Figure, ...],
    allowance: float,
    revisions: tuple[tuple[str, pd.Interval], ...],
    whole: Programme | None = None,
) -> Programme:
    """Return the programme of these figures, the same one whenever they are the same.

    Two tables that differ in one figure differ in one system: all others are built, and
    asked, once.
    """
    return Programme(figures, allowance, dict(revisions), whole)


class Ranges:
    """The ranges of every series that a table of figures is about.

    Parameters
    ----------
    figures : pandas.DataFrame
        `tables.read_figures()`.
    sources : pandas.DataFrame
        `tables.read_reference("sources")`: which of them revise, which count.
    set_aside : pandas.DataFrame, optional
        What `contradictions.find_contradictions` gives: left out, or put right.
    literal : bool
        Hedged figures have no further end: "more than" may be any number more.
    allowance : float
        How many times the measured revisions are allowed; none can be too few.
    revisions : Mapping, optional
        Other bands than those that sources have, of every source that revises.
    whole : Ranges, optional
        Of more figures, of which these are some: the solver holds one programme of both.

    Examples
    --------
    >>> from dualuse.base import tables
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
        revisions: Bands | None = None,
        whole: "Ranges | None" = None,
    ) -> None:
        self.whole = whole
        self.kinds = dict(zip(sources["source"], sources["kind"], strict=True))
        self.allowance = allowance
        self.revisions = read_revisions(sources)
        if revisions is not None:
            self.revisions = dict.fromkeys(self.revisions, revisions)
        self.figures = figures
        self.programmes: dict[tuple, Programme] = {}
        self.relied: dict[tuple, set[str]] = {}  # figures that hold an answer
        self.read = read_systems(figures, self.kinds, literal)
        self.joined: dict[tuple, list[Figure]] = {}  # of the systems that were asked
        if set_aside is None or set_aside.empty:
            set_aside = pd.DataFrame(
                columns=["contradiction", "figure", "likely_cause"]
            )
        self.set_aside = set_aside
        self.doubtful = set(set_aside["figure"])
        # read as the other direction
        self.turned = set_aside["figure"][set_aside["likely_cause"] == SWAPPED]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The figures by id."""
        return self.figures.set_index("id", drop=False)

    @cached_property
    def systems(self) -> dict[tuple, list[Figure]]:
        """What all systems say."""
        return {system: self.list_figures(system) for system in self.read}

    def list_figures(self, system: tuple) -> list[Figure]:
        """Return what a system's figures say, without what is set aside; none, of none."""
        if system not in self.joined:
            listed = self.read.get(system, [])
            if any(figure.id in self.doubtful for figure in listed):
                listed = apply_set_aside(listed, self.set_aside)
            self.joined[system] = join_touching(listed)
        return self.joined[system]

    def list_prints(self, series: str, start: str, end: str) -> list[dict]:
        """Return the rows behind a series that touch some months, none that is wrong.

        A swapped one is among those of the flow that it is read as. Those of the fewest
        months come first.
        """
        line = Series.read(series)
        ids = []
        figures = self.list_figures(line.system)
        for figure in sorted(
            figures, key=lambda each: (each.end - each.start, each.start)
        ):
            is_touching = figure.start <= read_month(end)
            is_touching = is_touching and figure.end >= read_month(start)
            if figure.flow == line.flow and is_touching:
                ids.append(figure.id)
        kept = [each for each in dict.fromkeys(ids) if each in self.rows.index]
        return self.rows.loc[kept].astype(object).to_dict("records")

    @property
    def names(self) -> list[str]:
        """The series that a figure is of."""
        names = set()
        for (reporter, partner, *rest), figures in self.systems.items():
            for figure in figures:
                names.add(str(Series(reporter, partner, figure.flow, *rest)))
        return sorted(names)

    def find_programme(self, series: str) -> Programme:
        """Return the programme that a series belongs to, built when first asked for."""
        system = Series.read(series).system
        if system not in self.programmes:
            self.programmes[system] = self.build_programme(system)
        programme = self.programmes[system]
        programme.relied = self.relied.setdefault(system, set())
        return programme

    def find_quantity(self, series: str) -> str:
        """Return what a series is; a flow, where no figure is of it."""
        figures = self.list_figures(Series.read(series).system)
        return figures[0].quantity if figures else FLOW

    def refuse_sum(self, series: str, start: object, end: object) -> None:
        """Refuse the sum of several months of a stock.

        Raises
        ------
        InputError
            With the line to type.
        """
        if str(start) != str(end) and self.find_quantity(series) == STOCK:
            expected = (
                f"one month, at whose end it stood, such as {end}: months of a stock "
                "never add up, and its highest, its lowest or its average cannot be asked"
            )
            raise InputError("period", f"{start} to {end}, of a stock", expected)

    def refuse_growth_of_rate(self, series: str) -> None:
        """Refuse the growth of a rate."""
        if self.find_quantity(series) == RATE:
            expected = (
                "a level of it: a change in points and one in per cent are two things"
            )
            raise InputError("kind", "growth of a rate", expected)

    def exclude_figures(self, series: str, figures: Collection[str]) -> None:
        """Let these figures of a series say nothing, until others are excluded."""
        system = Series.read(series).system
        self.programmes[system] = self.build_programme(system, figures)

    def build_programme(
        self, system: tuple, without: Collection[str] = ()
    ) -> Programme:
        """Return the programme of a system's figures but for some."""
        bands = self.revisions.get(system[3], NONE)
        allowance = self.allowance if bands else 0.0
        listed = self.list_figures(system)
        others = tuple(figure for figure in listed if figure.id not in without)
        whole = None
        if self.whole is not None:
            whole = self.whole.build_programme(system)
            whole = whole.whole or whole  # all that was left out, of all
            if not {*others} < {*whole.figures}:
                whole = None
        return share_programme(others, allowance, tuple(bands.items()), whole)

    def list_relied(self) -> list[str]:
        """Return the figures that held the answers where they are.

        Without any other figure each answer is the same: its multiplier is nought. One
        that prints the same number counts as well, for it may widen the first.
        """
        relied: set[str] = set()
        for system, active in self.relied.items():
            numbers = set()
            for figure in self.list_figures(system):
                if figure.id in active:
                    numbers |= {figure.level_key, figure.growth_key}
            for figure in self.list_figures(system):
                if numbers & {figure.level_key, figure.growth_key}:
                    relied.add(figure.id)
        return sorted(relied)

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
            period ended, added up month by month, or as revised a year later; and what
            printed totals come to, one less another.

        Returns
        -------
        pandas.Interval or None
            In USD, pieces, tonnes, ...; infinite where nothing caps it. None where no
            figure says anything.
        """
        programme = self.find_programme(series)
        self.refuse_sum(series, start, end)
        spans = self.list_spans(series, start, end, release)
        widest = widen([programme.range(span) for span in spans])
        return None if widest == ANY_VALUE else widest

    def list_spans(
        self, series: str, start: object, end: object, release: str
    ) -> list[Span]:
        """Return a period in the releases that are meant; see `Programme.is_given`."""
        spans = list_spans(series, start, end, release)
        if release not in ("own", "widest"):
            return spans
        programme = self.find_programme(series)
        is_worked_out = not programme.is_given(spans[0])
        if release == "own" and is_worked_out:
            spans.append(spans[0]._replace(release="sum"))
        may_subtract = release == "widest" and programme.gives_totals(spans[0])
        if is_worked_out and is_difference(spans[0]):
            may_subtract = may_subtract or programme.knows_what_came_before(spans[0])
        if is_difference(spans[0]) and may_subtract:
            spans.append(spans[0]._replace(release=LESS))
        return spans

    def list_growths(
        self, series: str, period: tuple[object, object], base: int, release: str
    ) -> list[tuple[Span, Span]]:
        """Return the pairs of a period and its base that a growth is asked of.

        Of months that no release gives together, both as first printed as well, and
        both as printed totals give them, one less another.
        """
        pairs = []
        for span in list_spans(series, *period, release):
            base_end = base + span.end - span.start
            for base_release in list_bases(span, base):
                pairs.append((span, Span(span.flow, base, base_end, base_release)))
        if release not in ("own", "widest"):
            return pairs
        programme = self.find_programme(series)
        own = {span for pair in pairs for span in pair if span.release == "own"}
        is_worked_out = not all(programme.is_given(span) for span in own)
        span, before = pairs[0]
        if release == "own" and is_worked_out:
            added_up = span._replace(release="sum"), before._replace(release="sum")
            pairs.append(added_up)
        may_subtract = release == "widest" and all(map(programme.gives_totals, own))
        totals = write_difference(span), write_difference(before)
        is_other = LESS in (totals[0].release, totals[1].release)
        if is_other and is_worked_out:
            is_known = all(map(programme.knows_what_came_before, totals))
            may_subtract = may_subtract or is_known
        if is_other and may_subtract:
            pairs.append(totals)
        return pairs

    def touches(self, series: str, start: object, end: object) -> bool:
        """Tell whether a figure of a series, or of its parts, is of some of the months."""
        line = Series.read(series)
        flows = [line.flow, *PARTS.get(line.flow, [])]
        first, last = read_month(start), read_month(end)
        for figure in self.list_figures(line.system):
            is_here = figure.start <= last and first <= figure.end
            if is_here and figure.flow in flows:
                return True
        return False

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
            Own is a period's own release on the base that whoever prints growth has,
            see `list_bases`. The widest is that, the months as first printed, and
            revised on revised.

        Returns
        -------
        pandas.Interval or None
            None where no figure says anything. On a base of nothing a growth has no
            per cent: it is infinite, or none at all.
        """
        programme = self.find_programme(series)
        self.refuse_sum(series, start, end)
        self.refuse_growth_of_rate(series)
        pairs = self.list_growths(series, (start, end), read_month(base), release)
        widest = widen([programme.growth(*pair) for pair in pairs])
        return None if widest == ANY_GROWTH else widest

    def find_caps(
        self, series: str, start: object, end: object, release: str = "own"
    ) -> list[tuple[str, str]]:
        """Return the id of each figure that caps a range, and which end: least, most."""
        programme = self.find_programme(series)
        spans = self.list_spans(series, start, end, release)
        lowest = min(spans, key=lambda span: programme.range(span).left)
        highest = max(spans, key=lambda span: programme.range(span).right)
        caps = set()
        for which, span in {"least": lowest, "most": highest}.items():
            caps |= {cap for cap in programme.find_caps(span) if cap[1] == which}
        return sorted(caps)

    def list_growth_holders(
        self, series: str, period: Sequence[object], base: object
    ) -> list[str]:
        """Return the figures that hold a growth, as first released; the latest first."""
        programme = self.find_programme(series)
        start, end = period
        pairs = self.list_growths(series, (start, end), read_month(base), "own")
        holders: set[str] = set()
        for span, before in pairs:
            holders.update(programme.list_growth_holders(span, before))
        ends = {figure.id: figure.end for figure in programme.figures}
        return sorted(holders, key=lambda name: (-ends[name], name))

    def tabulate(self, series: str, start: object, end: object) -> pd.DataFrame:
        """Return ranges month by month, in each month's own release.

        Months that no figure tells apart are one average, but for those of a stock or a
        rate: these stand by themselves, where a figure says something of them.

        Returns
        -------
        pandas.DataFrame
            `start` (pandas.Period), `months` (how many), `low`, `high`: the average of a
            month in USD, pieces, tonnes, ...; high is infinite where nothing caps it.
        """
        if self.find_quantity(series) != FLOW:
            return self.tabulate_levels(series, start, end)
        programme = self.find_programme(series)
        flow, month, last, _ = list_spans(series, start, end, "own")[0]
        rows = []
        while month <= last:
            until = month
            while until < last and not is_told_apart(programme, flow, month, until):
                if is_told_apart(programme, flow, until + 1, until + 1):
                    break
                if is_printed_end(programme, Span(flow, month, until), last):
                    break
                until += 1
            spans = [Span(flow, month, until)]
            ends = [programme.range(span) for span in spans]
            if until > month and ends[0].right == math.inf:
                # a print of each month tells them apart, though nothing caps them
                alone = [Span(flow, each, each) for each in range(month, until + 1)]
                ends_alone = [programme.range(span) for span in alone]
                if sum(each.left for each in ends_alone) >= ends[0].left > 0:
                    spans, ends = alone, ends_alone
            for span, total in zip(spans, ends, strict=True):
                months = span.end - span.start + 1
                first = pd.Period(write_month(span.start), "M")
                rows.append((first, months, total.left / months, total.right / months))
            month = until + 1
        return pd.DataFrame(rows, columns=["start", "months", "low", "high"])

    def tabulate_levels(self, series: str, start: object, end: object) -> pd.DataFrame:
        """Return the months of a stock or a rate of which a figure says something."""
        rows = []
        for name in list_each_month(start, end):
            level = self.range(series, name, name, "own")
            if level is not None:
                rows.append((pd.Period(name, "M"), 1, level.left, level.right))
        return pd.DataFrame(rows, columns=["start", "months", "low", "high"])

    def constraints(self, series: str) -> pd.DataFrame:
        """Return the programme behind a series as lines that a reader can check.

        Returns
        -------
        pandas.DataFrame
            `figure, text`: "5.235 <= export of June 2022 <= 5.25 bn USD". Lines without
            a figure say how far customs may have revised what they printed.
        """
        model = self.find_programme(series).model
        unit = Series.read(series).unit
        lines = []
        for limit in model.limits:
            if limit.figure or model.allowance:
                lines.append((limit.figure, write_limit(limit, model.size, unit)))
        return pd.DataFrame(lines, columns=["figure", "text"])


def list_spans(series: str, start: object, end: object, release: str) -> list[Span]:
    """Return a period of a series in the releases that are meant: one, or all."""
    first, last = read_month(start), read_month(end)
    if last < first:
        expected = "a period that does not end before it starts"
        raise InputError("period", f"{start} to {end}", expected)
    if release not in [*RELEASES, "widest"]:
        expected = did_you_mean(release, [*RELEASES, "widest"], "release")
        raise InputError("release", repr(release), expected)
    releases = RELEASES if release == "widest" else [release]
    flow = Series.read(series).flow
    return [Span(flow, first, last, each) for each in releases]


def list_years(span: Span) -> list[Span]:
    """Return the months of a span, a span for each year.

    >>> start, end = read_month("2022-07"), read_month("2023-06")
    >>> [each.end - each.start + 1 for each in list_years(Span("export", start, end))]
    [6, 6]
    """
    years = []
    first = span.start
    while first <= span.end:
        december = first - first % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
        last = min(december, span.end)
        years.append(span._replace(start=first, end=last))
        first = last + 1
    return years


def is_difference(span: Span) -> bool:
    """Tell whether printed totals give some months only by arithmetic."""
    is_of_january = span.start % MONTHS_A_YEAR == 0
    return not is_of_january or len(list_years(span)) > 1


def write_difference(span: Span) -> Span:
    """Return months as printed totals give them: one less another, or as they stand."""
    return span._replace(release=LESS if is_difference(span) else "own")


def is_release(span: Span) -> bool:
    """Tell whether customs themselves release some months: one, or all since January."""
    return span.start in (span.end, span.end - span.end % MONTHS_A_YEAR)


def list_bases(span: Span, base: int) -> list[str]:
    """Return the releases of a base that growth may be measured on.

    Customs print the growth of the year so far, on the year before as they hold it now.
    All other growth newsrooms work out: on that, or on what was first printed.
    """
    if span.release != "own":
        return [span.release]
    if span.start - base < MONTHS_A_YEAR:
        return ["own"]
    is_total = span.start % MONTHS_A_YEAR == 0 and span.end > span.start
    if is_total and span.start - base == MONTHS_A_YEAR:
        return ["revised"]
    return ["own", "revised"]


def is_told_apart(programme: Programme, flow: str, first: int, last: int) -> bool:
    """Tell whether figures tell some months from those that follow."""
    for part in PARTS.get(flow, [flow]):
        total = programme.range(Span(part, first, last))
        if total.left < APART * total.right:
            return False
    return True


def is_printed_end(programme: Programme, span: Span, last: int) -> bool:
    """Tell whether a printed amount ends with some months, or another begins after them.

    One that ends with them counts if it caps them, and nothing caps one month more.
    """
    flow, end = span.flow, span.end
    for figure in programme.figures:
        if figure.flow != flow or figure.level is None:
            continue
        if figure.start == end + 1 < figure.end <= last:
            following = programme.range(Span(flow, figure.start, figure.end))
            if following.left >= APART * following.right:
                return True
        if figure.end == end and math.isfinite(programme.range(span).right):
            longer = programme.range(span._replace(end=end + 1))
            if math.isinf(longer.right):
                return True
    return False


def write_limit(limit: Limit, size: float, unit: str) -> str:
    """Return a constraint as a line of text, amounts in bn, m or k where they are."""
    middle = write_span(limit.span)
    if limit.base is not None:
        middle = f"{middle} / {write_span(limit.base)}"
        size, unit = 1.0, ""
    for scale, worth in SCALES.items():
        if size >= worth and not is_whole(unit):
            size = size / worth
            unit = f"{scale} {unit}"
            break
    least = limit.factor.left * size
    greatest = limit.factor.right * size
    return f"{least:.10g} <= {middle} <= {greatest:.10g} {unit}".rstrip()


def write_span(span: Span) -> str:
    """Return what a sum is of: "export of June 2022 (a year later)"."""
    period = format_period(write_month(span.start), write_month(span.end))
    text = f"{span.flow} of {period}".removeprefix(" of ")
    return text + RELEASE_WORDS[span.release]
