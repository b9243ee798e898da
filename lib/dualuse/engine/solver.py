"""The least and the greatest that constraints allow, by a linear programme.

Verdicts rest on these ends. `proofs` turns each that is published into a sum that whoever
doubts it adds up: of HiGHS it takes the place where an end is, not its value.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import highspy
import numpy as np
import pandas as pd

from dualuse.base.errors import InputError
from dualuse.base.units import FLOW, LARGEST_FALL
from dualuse.engine.constraints import (
    LESS,
    ONE,
    PARTS,
    Figure,
    Limit,
    Rules,
    Span,
    Sum,
    Unknown,
    list_years,
    subtract,
    widen,
)
from dualuse.engine.revisions import NONE, Bands

OPTIMAL = highspy.HighsModelStatus.kOptimal
UNBOUNDED = highspy.HighsModelStatus.kUnbounded
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
SENSES = {"least": highspy.ObjSense.kMinimize, "most": highspy.ObjSense.kMaximize}
Total: TypeAlias = dict[int, float]  # an unknown's place: how many times it is added
OPTIONS: dict[str, Any] = {
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    # primal simplex: the last answer still holds when another question is asked
    "simplex_strategy": 4,
    # So few unknowns are solved sooner than they are made fewer, and moving bounds a
    # little, as solvers do against going round in circles, makes four times as many
    # steps here.
    "presolve": "off",
    "primal_simplex_bound_perturbation_multiplier": 0.0,
}
NO_GROWTH = pd.Interval(0.0, 0.0, "both")
SOLVED_DIGITS = 8  # of an end, in proportion to the largest figure of its system
OFF = 1e-5  # of the last of these digits: the most that the solver is off
ACTIVE = 1e-7  # a smaller multiplier is the solver's noise


class Answer(NamedTuple):
    """A range, the figures that hold either end of it, and all that were needed.

    Without any other figure the range is the same.
    """

    ends: pd.Interval
    caps: dict[str, list[str]]
    holders: list[str]


class Solver(highspy.Highs):
    """HiGHS that says nothing, and takes sums as {unknown: how many times}.

    It greets the reader when its callbacks are set. Its own way of writing sums takes
    longer than the solver does: a programme of ours has thousands of them.
    """

    def enableCallbacks(self) -> None:
        """Set the callbacks in silence."""
        self.silent()
        super().enableCallbacks()

    def add_unknown(self, least: float = 0.0, greatest: float = math.inf) -> int:
        """Add an unknown between two numbers; return its place."""
        return self.addVariable(lb=least, ub=greatest).index

    def delete_unknowns(self, first: int) -> None:
        """Forget the unknowns from a place on."""
        places = np.arange(first, self.getNumCol(), dtype=np.int32)
        self.deleteVars(len(places), places)

    def add_row(self, least: float, total: Total, greatest: float) -> int:
        """Keep a sum of unknowns between two numbers; return the row's place."""
        places, times = np.array([*total], np.int32), np.array([*total.values()], float)
        self.addRow(least, greatest, len(places), places, times)
        return self.getNumRow() - 1

    def look_for(self, side: str, total: Total) -> None:
        """Look for the least, or the most, that a sum of unknowns can be."""
        number = self.getNumCol()
        costs = np.zeros(number)
        costs[[*total]] = [*total.values()]
        self.changeColsCost(number, np.arange(number, dtype=np.int32), costs)
        self.changeObjectiveSense(SENSES[side])
        self.run()


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


class Model:
    """The linear programme of the figures of one system, as the solver holds it.

    An answer is a function of the programme and the question, whatever was asked before:
    each question starts where the figures alone put the solver.

    Parameters
    ----------
    figures : sequence of Figure
        Of one pair of countries, or place, in one product and unit.
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
        self.size = Fraction(10) ** power
        self.decimals = SOLVED_DIGITS - power
        self.solver = Solver()
        for name, value in OPTIONS.items():
            self.solver.setOptionValue(name, value)
        # Every printed amount is a multiple of this variable. It is one, but where a
        # growth is asked for: then all months may grow in proportion, see `fix`.
        self.scaling = self.solver.add_unknown(1.0, 1.0)
        self.places = {ONE: self.scaling}
        self.rows: list[tuple[Limit, str]] = []  # what each row says, on which side
        self.figures = figures
        quantity = figures[0].quantity if figures else FLOW
        self.rules = Rules(quantity, allowance, revisions)
        # of the answer in hand, the figures that hold each end, and all that hold it
        self.caps: dict[str, list[str]] = {}
        self.holders: set[str] = set()
        for figure in figures:
            self.add_figure(figure)
        self.without: set[str] = set()  # figures that say nothing for now
        programme = self.solver.getLp()
        self.floors = np.array(programme.row_lower_)
        self.ceilings = np.array(programme.row_upper_)
        self.figure_rows = self.solver.getNumRow()
        self.figure_unknowns = self.solver.getNumCol()

    @cached_property
    def start(self) -> highspy.HighsBasis | None:
        """Where each question starts: amounts that all figures allow, if there are any."""
        self.solver.look_for("least", {self.scaling: 1.0})
        is_possible = self.solver.getModelStatus() == OPTIMAL
        return self.solver.getBasis() if is_possible else None

    def restart(self) -> None:
        """Put the solver where each question starts."""
        start = self.start
        self.solver.clearSolver()
        if start is not None:
            self.solver.setBasis(start)

    def answer(self, question: tuple, without: Collection[str] = ()) -> Answer:
        """Return the answer to a question, and the figures that hold it where it is.

        Parameters
        ----------
        question : tuple
            The name of a method without "solve_", and what it takes: ("range", span).
        without : collection of str
            Figures that say nothing meanwhile.
        """
        name, *words = question
        self.restart()
        self.caps, self.holders = {}, set()
        self.without = {*without}
        freed: list[int] = []
        if self.without:
            rows = enumerate(self.rows)
            freed = [row for row, (limit, _) in rows if limit.figure in self.without]
        for row in freed:
            self.solver.changeRowBounds(row, -math.inf, math.inf)
        try:
            ends = getattr(self, f"solve_{name}")(*words)
            return Answer(ends, self.caps, sorted(self.holders))
        finally:
            self.drop_added_months()
            self.without = set()
            for row in freed:
                self.solver.changeRowBounds(row, self.floors[row], self.ceilings[row])

    def drop_added_months(self) -> None:
        """Forget the months that no figure is about, and that a question added."""
        unknowns = self.solver.getNumCol()
        if unknowns > self.figure_unknowns:
            self.solver.delete_unknowns(self.figure_unknowns)
            rows = range(self.figure_rows, self.solver.getNumRow())
            self.solver.deleteRows(len(rows), np.array(rows, dtype=np.int32))
            del self.rows[self.figure_rows :]
        for unknown, place in list(self.places.items()):
            if place >= self.figure_unknowns:
                del self.places[unknown]

    def find_place(self, unknown: Unknown) -> int:
        """Return the place of a month; added, with its releases, when first asked for.

        So a question about a month that no figure covers adds it, and its revisions.
        """
        if unknown not in self.places:
            self.add_month(unknown.flow, unknown.month)
        return self.places[unknown]

    def add_month(self, flow: str, month: int) -> None:
        """Add the unknowns of a month, and how far customs may have revised them."""
        for unknown in self.rules.list_unknowns(flow, month):
            self.places[unknown] = self.solver.add_unknown()
        for limit in self.rules.list_revisions(flow, month):
            self.add_limit(limit)

    def place(self, total: Sum) -> Total:
        """Return a sum as the solver takes it, amounts counted near one."""
        placed = {self.find_place(each): float(times) for each, times in total.items()}
        if ONE in total:
            placed[self.scaling] = float(total[ONE] / self.size)
        return placed

    def total(self, span: Span) -> Total:
        """Return the sum of months as a release gives it, as the solver takes it."""
        return self.place(self.rules.add_up(span))

    def find_slack(self, figure: str) -> tuple[Total, Total]:
        """Return by how much a figure may be missed below and above: here, not at all.

        `contradictions` asks how far figures must be missed to be true together.
        """
        return {}, {}

    def add_limit(self, limit: Limit) -> None:
        """Keep a sum of months between two multiples of another, or of one."""
        below, above = self.find_slack(limit.figure)
        total = self.total(limit.span)
        base, unit = {self.scaling: 1.0}, self.size
        if limit.base is not None:
            base, unit = self.total(limit.base), Fraction(1)
        self.solver.add_row(
            0.0, subtract(total, base, float(limit.least / unit)) | below, math.inf
        )
        self.rows.append((limit, "least"))
        if limit.most is not None:
            most = subtract(total, base, float(limit.most / unit))
            self.solver.add_row(-math.inf, most | above, 0.0)
            self.rows.append((limit, "most"))

    def add_figure(self, figure: Figure) -> None:
        """Add what a figure says of its level, its growth, and the months before it."""
        for limit in self.rules.list_limits(figure):
            self.add_limit(limit)

    def solve_range(self, span: Span) -> pd.Interval:
        """Return the least and the greatest value of a period, in the base unit."""
        amount = self.solve_ends(self.total(span), float(self.size), self.decimals)
        _, *later = list_years(span)
        if span.release != LESS or not later:
            return amount
        # A year less its first months may be less than nothing, by what was revised
        # meanwhile; nobody sold less than nothing, so the years after it are a floor.
        rest = self.total(span._replace(start=later[0].start))
        lowest = self.solve("least", rest) * float(self.size)
        least = round_outwards(max(lowest, 0.0), math.inf, self.decimals).left
        if least > amount.left:
            self.caps["least"] = self.active
        ends = max(amount.left, least), max(amount.right, least)
        return pd.Interval(*ends, closed="both")

    def solve_growth(self, span: Span, base: Span) -> pd.Interval:
        """Return the growth on a base in per cent, infinite on a base of nothing.

        The greatest growth is where the base is least beside the months: the solver finds
        a least in a fifth of the steps. Nothing after nothing did not change.
        """
        if self.start is None:  # where nothing is traded at all, all would be true
            self.solve("least", {self.scaling: 1.0})
        if not self.may_be_something(base):
            amounts = self.solve_ends(self.total(span), 1, SOLVED_DIGITS)
            ends = [
                math.inf if end > 0 else 0.0 for end in (amounts.left, amounts.right)
            ]
            return pd.Interval(*ends, closed="both")
        least = self.solve_least(span, base)
        caps = {"least": self.active}
        beside = math.inf
        if least > ACTIVE or self.may_be_something(span):
            beside = self.solve_least(base, span)
        most = 1 / beside if beside > ACTIVE else math.inf
        self.caps = {**caps, "most": self.active if most < math.inf else []}
        growth = round_outwards(100 * max(least, 0.0) - 100, 100 * most - 100, 6)
        is_unchanged = growth.left <= 0 <= growth.right
        if is_unchanged or not self.may_both_be_nothing(span, base):
            return growth
        return widen([growth, NO_GROWTH])

    def solve_least(self, span: Span, base: Span) -> float:
        """Return the least that months can be, as a multiple of others.

        These are fixed at one and all else grows in proportion (Charnes and Cooper
        1962), so that a ratio becomes a sum like any other.
        """
        total = self.total(span)  # its months come before the base is fixed
        with self.fix(base):
            return self.solve("least", total)

    def may_be_something(self, span: Span) -> bool:
        """Tell whether figures allow that anything was traded in some months.

        What was printed says so by itself; of totals less totals the solver is asked.
        """
        if span.release != LESS and self.find_something(span):
            return True
        return self.solve("most", self.total(span)) > 0

    def may_both_be_nothing(self, span: Span, base: Span) -> bool:
        """Tell whether figures allow that nothing was traded, before and now.

        Whoever prints a growth had something to measure it on.
        """
        something = self.find_something(span) or self.find_something(base)
        if something:
            self.holders.add(something)
            return False
        both = subtract(self.rules.add_up(span), self.rules.add_up(base), Fraction(-1))
        return self.solve("least", self.place(both)) <= ACTIVE

    def find_something(self, span: Span) -> str:
        """Return a figure of these months, or of some of them, that is above nought.

        Of its amount, or of a growth: what grew was something before, and what did not
        fall by all is something now. If one of them holds the answer, it is that.
        """
        flows = [span.flow, *PARTS.get(span.flow, [])]
        for figure in sorted(
            self.figures, key=lambda each: each.id not in self.holders
        ):
            if figure.flow not in flows or figure.id in self.without:
                continue
            level, growth = figure.level, figure.growth
            is_inside = span.start <= figure.start and figure.end <= span.end
            if is_inside and level is not None and level.left > 0:
                return figure.id
            if is_inside and growth is not None and growth.left > LARGEST_FALL:
                return figure.id
            base_end = figure.base + figure.length - 1
            is_base = span.start <= figure.base and base_end <= span.end
            if is_base and growth is not None:
                return figure.id
        return ""

    @contextmanager
    def fix(self, base: Span | None) -> Iterator[None]:
        """Let a base be one meanwhile, and the months scale.

        Whoever interrupts a question finds the programme as it was.
        """
        if base is None:
            yield
            return
        row = self.solver.add_row(1.0, self.total(base), 1.0)
        self.solver.changeColBounds(self.scaling, 0, math.inf)
        try:
            yield
        finally:
            self.solver.removeConstr(row)
            self.solver.changeColBounds(self.scaling, 1, 1)

    def solve_ends(self, total: Total, size: float, decimals: int) -> pd.Interval:
        """Return the least and the greatest of a total, times a size."""
        lowest = self.solve("least", total)
        self.caps = {"least": self.active}
        greatest = self.solve("most", total)
        self.caps["most"] = self.active
        return round_outwards(max(lowest, 0.0) * size, greatest * size, decimals)

    def solve(self, side: str, total: Total) -> float:
        """Return the least or the most that a total can be, infinite if it has none."""
        self.solver.look_for(side, total)
        if self.solver.getModelStatus() != OPTIMAL:
            # where it went on from may have misled it: a sum between figures has no end,
            # or is less than nothing
            self.solver.clearSolver()
            self.solver.look_for(side, total)
        status = self.solver.getModelStatus()
        if status == INFEASIBLE:
            expected = "figures that can all be true; see find_contradictions"
            number, first = len(self.figures), self.figures[0].id
            found = (
                f"a contradiction among {number} of a series, of which {first} is first"
            )
            raise InputError("figures", found, expected)
        self.multipliers = np.array(self.solver.getSolution().row_dual)
        self.active: list[str] = []
        if status == UNBOUNDED:
            return math.inf if side == "most" else -math.inf
        if status != OPTIMAL:
            raise ArithmeticError(f"HiGHS gave no answer: {status}")
        self.active = self.list_active()
        self.holders.update(self.active)
        return self.solver.getInfo().objective_function_value

    def list_active(self) -> list[str]:
        """Return the figures that hold the last optimum where it is."""
        multipliers = self.multipliers[: len(self.rows)]  # not that of a fixed base
        rows = np.flatnonzero(np.abs(multipliers) > ACTIVE)
        return sorted({self.rows[row][0].figure for row in rows} - {""})
