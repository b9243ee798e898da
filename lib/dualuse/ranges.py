"""The least and the greatest that printed figures allow, by linear programme.

Unknown are the months of trade, each as first printed, as the next release added it
up, and as customs had it a year later. Each figure limits a sum of months.
"""

import math
from dataclasses import dataclass

import highspy
import pandas as pd
from dualuse.printed import read_growth, read_level, split_unit

from dualuse.errors import InputError

OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
RELEASES = ["own", "sum", "revised"]
PARTS = {"trade": ["export", "import"]}
RECORDS = ["declarations", "records", "parts counted"]  # kinds of sources that count
MOST_WRONG = 5  # how far off a figure may be, in sizes of the largest
REVISIONS = {  # per cent by which customs moved a figure later, measured in notebook 02
    "export total": pd.Interval(-1.4, 0.5),
    "import total": pd.Interval(-0.5, 3.8),
    "export month": pd.Interval(-2.9, 0.6),
    "import month": pd.Interval(-0.5, 5.7),
}
ANY_REVISION = pd.Interval(-2.9, 5.7)  # where nothing was measured: the widest of all
TRADE_REVISION = pd.Interval(-1.4, 3.8)  # of a total of exports and imports


@dataclass(frozen=True)
class Figure:
    """What one published figure says: a level, a growth in per cent, a record."""

    id: str
    flow: str
    start: pd.Period
    end: pd.Period
    level: pd.Interval | None = None
    growth: pd.Interval | None = None
    base: pd.Period | None = None  # first month of what growth is measured on
    is_late: bool = False  # the level stands in a later release than its period's own
    on_first_release: bool = False  # an outlet worked it out on first releases
    record: str = ""  # "highest since 2022-03", "first fall since 2022-07"


def read_figures(
    table: pd.DataFrame, kinds: dict[str, str], literal: bool = False
) -> dict[tuple, list]:
    """Return the figures of each system: {(reporter, partner, product, source, unit)}.

    Parameters
    ----------
    table : pandas.DataFrame
        data/published/figures.csv, all text.
    kinds : dict
        The kind of each source: {"RUS-DECL": "declarations"}.
    literal : bool
        Hold hedged figures to their words, as claims are.
    """
    rows = table.query("role == 'evidence' and period_start != ''")
    rows = rows.query("flow not in ('share', 'price') and unit != 'USD per unit'")
    rows = rows.query("growth != '' or (value != '' and unit != 'percent')")
    systems = {}
    for row in rows.itertuples():
        unit = split_unit(row.unit or "USD")[1]
        unit = unit.removesuffix(" per month")
        if unit in ("times", "percent"):
            unit = "USD"
        system = (row.reporter, row.partner, row.product, row.source, unit)
        floor = kinds.get(row.source) in RECORDS
        figure = read_figure(row, floor, literal)
        systems.setdefault(system, []).append(figure)
        if figure.level and figure.level.right == 0 and unit != "USD":
            in_dollars = (*system[:4], "USD")  # no piece is worth nothing
            systems.setdefault(in_dollars, []).append(figure)
    return systems


def read_figure(row, floor: bool = False, literal: bool = False) -> Figure:
    """Return what a row of figures.csv says; levels in dollars, pieces, tonnes, ..."""
    start, end = pd.Period(row.period_start, "M"), pd.Period(row.period_end, "M")
    level = growth = base = None
    if row.value:
        hedge = "cut off" if "cut off" in row.status else row.hedge
        level = read_level(row.value, row.unit, hedge, literal, floor)
    if row.unit.endswith(" per month"):
        level = level * ((end - start).n + 1)
    if row.growth:
        growth = read_growth(row.growth, row.growth_hedge or "exact", literal)
    if row.unit == "times":  # "tripled" is a growth of 200 per cent
        level, growth = None, 100 * level - 100
    if growth:
        base = start - 12
    if row.growth_base:
        base = pd.Period(row.growth_base, "M")
    notes = row.status.split("; ")
    records = [note for note in notes if " since " in note]
    return Figure(
        row.id,
        row.flow,
        start,
        end,
        level,
        growth,
        base,
        is_late="later print" in notes,
        on_first_release="first-print base" in notes,
        record=" ".join(records),
    )


class Months:
    """The linear programme of the figures of one system.

    Parameters
    ----------
    figures : list of Figure
        Of one pair of countries, in one product and unit.
    allowance : float
        How many times the measured revisions are allowed.

    Examples
    --------
    >>> january, march = pd.Period("2023-01", "M"), pd.Period("2023-03", "M")
    >>> quarter = pd.Interval(29.5, 31, closed="both")
    >>> months = Months([Figure("F1", "export", january, march, quarter)])
    >>> months.range("export", "2023-01", "2023-03", "own")
    Interval(29.5, 31.0, closed='both')
    >>> months.explain("export", "2023-01", "2023-03")
    ['F1']
    """

    def __init__(self, figures: list[Figure], allowance: float = 1.0):
        levels = [figure.level.left for figure in figures if figure.level]
        self.size = max(levels, default=0) or 1.0  # solvers like numbers near one
        self.figures = figures
        self.allowance = allowance
        self.solver = highspy.Highs()
        self.solver.silent()
        self.one = self.solver.addVariable(lb=1, ub=1)
        self.months = {}
        self.owners = []  # the figure that each constraint belongs to
        self.is_wrong = {}  # used by Doubts
        for figure in figures:
            self.add_figure(figure)

    def find_month(self, flow: str, month: pd.Period) -> dict:
        """Return the three unknowns of a month; they are added when first asked for."""
        if (flow, month) in self.months:
            return self.months[flow, month]
        first = self.solver.addVariable(lb=0)
        following = self.solver.addVariable(lb=0)
        revised = self.solver.addVariable(lb=0)
        values = {"first": first, "following": following, "revised": revised}
        self.months[flow, month] = values
        revision = REVISIONS.get(f"{flow} month", ANY_REVISION)
        self.revise(following + 0, first + 0, revision)
        self.revise(revised + 0, first + 0, revision)
        january = month - (month.month - 1)
        if january < month:
            total = self.total(flow, january, month)
            revised_total = self.total(flow, january, month, "revised")
            revision = REVISIONS.get(f"{flow} total", ANY_REVISION)
            self.revise(revised_total, total, revision)
        return values

    def total(self, flow: str, start, end, release: str = "own"):
        """Return the sum of months as a release gives it.

        The release of the last month ("own") has the others as they stood then. Or each
        is as first printed ("sum"), or as customs had it a year later ("revised").
        """
        months = pd.period_range(start, end, freq="M")
        values = []
        for part in PARTS.get(flow, [flow]):
            for month in months:
                vintage = "revised" if release == "revised" else "first"
                if release == "own" and month < months[-1]:
                    vintage = "following"
                unknown = self.find_month(part, month)
                values.append(unknown[vintage])
        return self.solver.qsum(values)

    def hold(self, quantity, factor: pd.Interval, base, owner: str = "") -> None:
        """Keep a quantity between the least and the greatest multiple of a base."""
        error = MOST_WRONG * self.is_wrong.get(owner, 0)
        self.solver.addConstr(quantity - factor.left * base + error >= 0)
        self.owners.append(owner)
        if factor.right < math.inf:
            self.solver.addConstr(quantity - factor.right * base - error <= 0)
            self.owners.append(owner)

    def revise(self, later, earlier, revision: pd.Interval, owner: str = "") -> None:
        """Keep what customs gave later near what they had printed."""
        factor = revision * self.allowance / 100 + 1
        self.hold(later, factor, earlier, owner)

    def add_figure(self, figure: Figure) -> None:
        """Add what a figure says."""
        flow, start, end = figure.flow, figure.start, figure.end
        total = self.total(flow, start, end)
        level = total
        if figure.is_late:
            level = self.solver.addVariable(lb=0) + 0
            revised = self.total(flow, start, end, "revised")
            revision = REVISIONS.get(f"{flow} total", TRADE_REVISION)
            self.revise(revised, level, revision, figure.id)
        if figure.level:
            self.hold(level, figure.level / self.size, self.one, figure.id)
        if figure.growth:
            base_end = figure.base + (end - start).n
            release = "own" if figure.on_first_release else "revised"
            base = self.total(flow, figure.base, base_end, release)
            self.hold(total, figure.growth / 100 + 1, base, figure.id)
        if figure.record:
            self.add_record(figure)

    def add_record(self, figure: Figure) -> None:
        """Add that a month was the highest, or the first to fall on the year before."""
        flow, end = figure.flow, figure.end
        kind, _, since = figure.record.partition(" since ")
        for month in pd.period_range(since, end - 1, freq="M"):
            start = month
            greater, less = (end, end), (month, month)
            if kind == "first fall":
                if month.month == 1:
                    continue  # customs print January and February together
                if month.month == 2:
                    start = month - 1
                greater, less = (start, month), (start - 12, month - 12)
            at_least = pd.Interval(1.0, math.inf)
            less = self.total(flow, *less)
            self.hold(self.total(flow, *greater), at_least, less, figure.id)

    def range(
        self, flow: str, start: str, end: str, release: str = "widest"
    ) -> pd.Interval:
        """Return the least and the greatest value of a period, in the figures' unit.

        Parameters
        ----------
        flow : {"export", "import", "trade"}
        start, end : str
            Months such as 2023-01, both included.
        release : {"widest", "own", "sum", "revised"}
            The widest is what customs gave for these months in any release.
        """
        if release == "widest":
            return widen([self.range(flow, start, end, each) for each in RELEASES])
        total = self.total(flow, start, end, release)
        return self.find_ends(total, self.size)

    def growth(
        self, flow: str, start: str, end: str, base: str, release: str = "widest"
    ) -> pd.Interval | None:
        """Return the growth on as many months from `base` on, in per cent.

        The own release is as customs print it: on the base as they had it by then. None
        where the base is nothing, which cannot grow.
        """
        if release == "widest":
            ranges = [self.growth(flow, start, end, base, each) for each in RELEASES]
            return None if None in ranges else widen(ranges)
        base_release = "revised" if release == "own" else release
        months = pd.period_range(start, end, freq="M")
        base_months = pd.period_range(base, periods=len(months), freq="M")
        total = self.total(flow, start, end, release)
        base_total = self.total(flow, base, base_months[-1], base_release)
        if self.solve(self.solver.maximize, base_total, math.inf) == 0:
            return None
        # the base is one, and all else in proportion to it
        self.solver.changeColBounds(self.one.index, 0, math.inf)
        constraint = self.solver.addConstr(base_total == 1)
        growth = self.find_ends(total, 100, less=100)
        self.solver.removeConstr(constraint)
        self.solver.changeColBounds(self.one.index, 1, 1)
        return growth

    def find_ends(self, total, size: float, less: float = 0) -> pd.Interval:
        """Return the least and the greatest of a total, times a size, less a base."""
        least = self.solve(self.solver.minimize, total, 0.0)
        greatest = self.solve(self.solver.maximize, total, math.inf)
        least = round(least * size - less, 6)
        greatest = round(greatest * size - less, 6)
        return pd.Interval(least, max(least, greatest), closed="both")

    def solve(self, optimize, total, unbounded: float) -> float:
        """Return the least or the greatest total, or `unbounded` if it has none."""
        optimize(total)
        status = self.solver.getModelStatus()
        if status == INFEASIBLE:
            expected = "figures that can all be true; see find_wrong_figures"
            raise InputError("figures", "a contradiction", expected)
        if status != OPTIMAL:
            return unbounded
        return self.solver.getInfo().objective_function_value

    def explain(
        self, flow: str, start: str, end: str, release: str = "own"
    ) -> list[str]:
        """Return the ids of the figures that cap either end of a range."""
        total = self.total(flow, start, end, release)
        ids = set()
        for optimize in (self.solver.minimize, self.solver.maximize):
            self.solve(optimize, total, math.inf)
            duals = self.solver.getSolution().row_dual
            for owner, dual in zip(self.owners, duals, strict=True):
                if owner and abs(dual) > 1e-9:
                    ids.add(owner)
        return sorted(ids)


class Doubts(Months):
    """The same programme, in which any figure may be wrong."""

    def add_figure(self, figure: Figure) -> None:
        """Add what a figure says, unless it is wrong."""
        self.is_wrong[figure.id] = self.solver.addBinary()
        super().add_figure(figure)

    def find_smallest(self, wrong: set[str], right: set[str]) -> set[str]:
        """Return the fewest figures that can be wrong, given some that are and are not.

        The set is empty if all can be right, or if those that are not cannot.
        """
        self.solver.setOptionValue("mip_feasibility_tolerance", 1e-9)
        for figure, variable in self.is_wrong.items():
            least, most = int(figure in wrong), int(figure not in right)
            self.solver.changeColBounds(variable.index, least, most)
        number = self.solver.qsum(self.is_wrong.values())
        self.solver.minimize(number)
        if self.solver.getModelStatus() != OPTIMAL:
            return set()
        values = self.solver.vals(self.is_wrong)
        return {figure for figure, value in values.items() if value > 0.5}


def find_wrong_figures(
    figures: list[Figure], allowance: float = 1.0
) -> list[list[str]]:
    """Return the smallest set of figures to leave out so that all others can be true.

    Each is a list: its id, and the ids of those that could be wrong in its place.

    Examples
    --------
    >>> may = pd.Period("2023-05", "M")
    >>> first = Figure("F1", "export", may, may, pd.Interval(9.2, 9.3))
    >>> second = Figure("F2", "export", may, may, pd.Interval(9.4, 9.5))
    >>> find_wrong_figures([first, second])
    [['F1', 'F2']]
    """
    doubts = Doubts(figures, allowance)
    smallest = doubts.find_smallest(set(), set())
    suspects = []
    for figure in sorted(smallest):
        others = smallest - {figure}
        instead = {figure}
        found = doubts.find_smallest(others, instead)
        while len(found) == len(smallest):
            instead |= found - others
            found = doubts.find_smallest(others, instead)
        suspects.append(sorted(instead))
    return suspects


def find_contradictions(systems: dict[tuple, list]) -> dict[tuple, list]:
    """Return the wrong figures of each system whose figures cannot all be true."""
    contradictions = {}
    for system, figures in systems.items():
        wrong = find_wrong_figures(figures)
        if wrong:
            contradictions[system] = wrong
    return contradictions


def widen(ranges: list[pd.Interval]) -> pd.Interval:
    """Return the range from the least to the greatest of several."""
    least = min(each.left for each in ranges)
    greatest = max(each.right for each in ranges)
    return pd.Interval(least, greatest, closed="both")
