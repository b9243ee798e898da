"""One system of prints as a linear programme, solved by HiGHS.

Of each month and flow there is F, as its own release printed it; G, as the next release held it; R, as customs held
it a year later. The release of a period's last month holds the months before it as next releases did, so the first
print of a period is L = G + ... + G + F. A revision [lo, hi] counts times the allowance:

revision   (1 + lo) F <= G <= (1 + hi) F, and the same of R on F; (1 + lo) L <= sum of R <= (1 + hi) L since January
level      low <= L <= high: a first print is what was printed, at every allowance
later      a level printed at a later release, y in its interval: (1 + lo) y <= sum of R <= (1 + hi) y
growth     (1 + g_low) B <= L <= (1 + g_high) B; the base B is what customs held by then, the sum of its R, or where
           an agency reckoned the rate from first prints, the first print of the base
record     F of its month is at least F of every month since; or F is at least F a year before, until then

Columns, none negative: F; G and R added up since January, so that a long period is two columns and not thirty; the y;
and a one, which carries what is constant. So every row is a sum that is not negative. Each print has two slacks, by
which it gives way up or down, fixed at zero. Freeing them lifts a print; giving them a cost asks how far prints must
give way. So one model serves every question: only bounds and costs change, and HiGHS starts from the last basis.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy

import numpy as np

from dualuse.data.readings import MONTH, OTHER, TOTAL
from dualuse.ranges import highs
from dualuse.ranges.constraints import System, cells, parts

ACTIVE = 1e-7  # a smaller multiplier is noise
VINTAGES = ("first print", "revised")
UP, DOWN = 0, 1  # how a print gives way so that a sum of its is not negative: upwards, or downwards


class Programme:
    """The linear programme of one `constraints.System`.

    Parameters
    ----------
    system : constraints.System
    allowance : float
        1 is the revision that was measured; 0 is none, 2 is twice that.
    elastic : bool
        Give prints the slacks that `lift` and `least_slack` need; without them the model is smaller.
    """

    def __init__(self, system: System, allowance: float = 1.0, elastic: bool = False):
        self.system, self.lifted, self._priced, self._known = system, set(), {}, {}
        self.prints = {p.id: p for p in system.prints}
        self.cells = {cell: n for n, cell in enumerate(sorted({c for p in system.prints for c in p.cells}))}
        first = 3 * len(self.cells)
        self.y = {p.id: n for n, p in enumerate((p for p in system.prints if p.later), first)}
        self.one = first + len(self.y)
        slacks = range(self.one + 1, self.one + 1 + 2 * len(self.prints) * elastic, 2)
        self.slack = {key: (n, n + 1) for key, n in zip(self.prints, slacks, strict=False)}
        self.worth = system.worth() if elastic else {}
        rows = [*self._revisions(), *(row for p in system.prints for row in self._says(p))]
        self.row_print = [key for key, *_ in rows]
        self.open = {n: row for n, (_, row, _, end) in enumerate(rows) if end}
        self._assemble([row for _, row, _, _ in rows], [more for _, _, more, _ in rows])
        self._start(allowance)

    # --- building: rows of (print or "", {column: coefficient}, {column: what one allowance adds}, an open end) ---

    def _revisions(self):
        for part, month in self.cells:
            first, *held = (self._sum(part, month, month, v) for v in (VINTAGES[0], "next", VINTAGES[1]))
            for later in held:
                yield from _tied(later, first, MONTH.get(part, OTHER))
            january = month - month % 12  # month 0 of pandas' ordinals is a January
            if month > january and all((part, m) in self.cells for m in range(january, month)):
                first, later = (self._sum(part, january, month, v) for v in VINTAGES)
                yield from _tied(later, first, TOTAL.get(part, OTHER))

    def _says(self, p):
        """Yield the rows of what one print says, with its slacks."""
        for way, row, more, end in self._bare(p):
            yield p.id, row | ({self.slack[p.id][way]: self.worth[p.id]} if self.slack else {}), more, end

    def _bare(self, p):
        here = self._sum(p.flow, p.start, p.end)
        if p.level is not None:
            said = {self.y[p.id]: 1.0} if p.later else here
            yield UP, _sum(said, {self.one: -p.level.left}), {}, p.level.open_left
            if p.level.right < np.inf:
                yield DOWN, _sum({self.one: p.level.right}, said, -1), {}, p.level.open_right
        if p.later:
            both = [TOTAL.get(part, OTHER) for part in parts(p.flow)]
            within = min(low for low, _ in both), max(high for _, high in both)
            held = self._sum(p.flow, p.start, p.end, VINTAGES[1])
            for way, (_, row, more, _) in enumerate(_tied(held, {self.y[p.id]: 1.0}, within)):
                yield way, row, more, False
        if p.growth is not None:
            base = self._sum(p.flow, p.base, p.base + p.length - 1, VINTAGES[not p.unrevised])
            yield UP, _sum(here, base, -(1 + p.growth.left / 100)), {}, False
            if p.growth.right < np.inf:
                yield DOWN, _sum(_times(base, 1 + p.growth.right / 100), here, -1), {}, False
        for above, below in p.record:
            yield UP, _sum(self._sum(p.flow, *above), self._sum(p.flow, *below), -1), {}, False

    def _sum(self, flow, start, end, vintage=VINTAGES[0]):
        return self.columns(flow, start, end, vintage)[0]

    def _assemble(self, rows, more):
        high = np.full(self.one + 1 + 2 * len(self.slack), np.inf)
        high[self.one + 1 :] = 0.0
        low = np.zeros(len(high))
        low[self.one] = high[self.one] = 1.0
        self._lp = highs.table(low, high, rows)
        self._plain = np.array(self._lp.a_matrix_.value_)
        self._more = np.array([extra.get(c, 0.0) for row, extra in zip(rows, more, strict=True) for c in row])
        self._moving = [n for n, extra in enumerate(more) if extra]

    def _start(self, allowance):
        self.allowance = allowance
        self._lp.a_matrix_.value_ = self._plain + allowance * self._more
        self.highs = highs.solver(self._lp)

    def at(self, allowance: float) -> "Programme":
        """Return the same programme at another allowance, nothing lifted; it starts from the last basis of this one."""
        other = copy(self)
        other.lifted, other._priced = set(), {}
        other._start(allowance)
        other.start_from(self)
        return other

    def start_from(self, other: "Programme") -> None:
        """Start the next solve where another programme of the same shape ended."""
        if (basis := other.highs.getBasis()).valid:
            self.highs.setBasis(basis)

    # --- asking ---------------------------------------------------------------------------------------

    def lift(self, ids: Iterable[str]) -> None:
        """Let these prints say nothing."""
        self._free(set(ids) - self.lifted, np.inf)
        self.lifted = self.lifted | set(ids)

    def restore(self, ids: Iterable[str]) -> None:
        """Let these prints count again."""
        self._free(set(ids) & self.lifted, 0.0)
        self.lifted = self.lifted - set(ids)

    @contextmanager
    def without(self, ids: Iterable[str]) -> Iterator[None]:
        """Let these prints say nothing for a while."""
        self.lift(ids)
        yield
        self.restore(ids)

    def _free(self, ids, high):
        columns = np.array([c for key in ids for c in self.slack[key]], dtype=np.int32)
        if n := len(columns):
            self.highs.changeColsBounds(n, columns, np.zeros(n), np.full(n, high))

    def feasible(self) -> bool:
        """Return whether all prints that count can be true together."""
        self._price({})
        return highs.solve(self.highs) is not None

    def least_slack(self, ids: Iterable[str] | None = None) -> tuple[float, dict, set]:
        """Let prints (all that count, if none are named) give way as little as possible in total.

        Returns
        -------
        total : float
            In units of slack.
        given : dict of {id: slack}, above zero only
        support : set of ids
            Prints that a proof of the contradiction needs: whoever alone resolves it is among them.
        """
        ids = sorted(set(self.prints if ids is None else ids) - self.lifted)
        self._free(ids, np.inf)
        self._price({c: 1.0 for key in ids for c in self.slack[key]})
        total = highs.solve(self.highs)
        values = self.highs.getSolution().col_value
        given = {key: values[up] + values[down] for key in ids for up, down in [self.slack[key]]}
        support = self.active()
        self._free(ids, 0.0)
        return total, {key: value for key, value in given.items() if value > ACTIVE}, support

    def slack_without(self, suspects: Iterable[tuple]) -> dict:
        """Return {ids: the least total slack, to 6 digits, when these are lifted as well}.

        What is lifted costs nothing, so each question starts where the last one ended.
        """
        ids, found = sorted(set(self.prints) - self.lifted), {}
        costs = {c: 1.0 for key in ids for c in self.slack[key]}
        self._free(ids, np.inf)
        for suspect in suspects:
            self._price(costs | {c: 0.0 for key in suspect for c in self.slack[key]})
            found[suspect] = round(highs.solve(self.highs), 6)
        self._free(ids, 0.0)
        return found

    def extreme(self, row: dict, sense: int) -> float:
        """Return the least (sense 1) or greatest (sense -1) sum of a row of columns, infinite if nothing bounds it.

        Raises
        ------
        ArithmeticError
            The prints contradict each other, or the solver failed.
        """
        self._price(_times(row, sense))
        found = highs.solve(self.highs)
        if found is None:
            raise ArithmeticError(f"{self.system.series('all flows')}: these prints cannot all be true")
        return sense * found

    def columns(self, flow: str, start: int, end: int, vintage: str) -> tuple[dict, bool]:
        """Return {column: coefficient} of a flow's months that are in some print, and whether that is all of them.

        The least sum of those that are is the least of the whole; the rest have no greatest value.
        """
        span = flow, start, end, vintage
        if span not in self._known:
            self._known[span] = self._reckoned(*span)
        return self._known[span]

    def _reckoned(self, flow, start, end, vintage):
        n, row, wanted = len(self.cells), {}, cells(flow, start, end)
        known = [cell for cell in wanted if cell in self.cells]
        for part, month in known:
            here, before = self.cells[part, month], self.cells.get((part, month - 1))
            if vintage == VINTAGES[0] and month == end:
                row[here] = 1.0
                continue
            book = 2 * n if vintage == VINTAGES[1] else n
            row[book + here] = row.get(book + here, 0.0) + 1.0
            if before is not None and month % 12:  # added up since January
                row[book + before] = row.get(book + before, 0.0) - 1.0
        return {c: v for c, v in row.items() if v}, len(known) == len(wanted)

    def forget(self) -> None:
        """Start the next solve from nothing: where several optima exist, it ends at the same one each time."""
        self.highs.clearSolver()

    def active(self) -> set:
        """Return the ids of prints that hold the last optimum where it is."""
        dual = self.highs.getSolution().row_dual
        return {key for key, held in zip(self.row_print, dual, strict=True) if abs(held) > ACTIVE} - {""}

    def steady(self) -> bool:
        """Return whether the last optimum rests on no revision, so that it is the same at any wider allowance."""
        dual = self.highs.getSolution().row_dual
        return not any(map(dual.__getitem__, self._moving))

    @contextmanager
    def held(self, row: dict, low: float, high: float) -> Iterator[None]:
        """Hold a sum of columns between two numbers for a while; the basis is put back."""
        basis, columns = self.highs.getBasis(), np.array([*row], dtype=np.int32)
        self.highs.addRow(low, high, len(row), columns, np.array([*row.values()], dtype=float))
        yield
        self.highs.deleteRows(1, np.array([len(self.row_print)], dtype=np.int32))
        if basis.valid:
            self.highs.setBasis(basis)

    def _price(self, costs):
        every = dict.fromkeys(self._priced, 0.0) | costs
        columns, values = np.array([*every], dtype=np.int32), np.array([*every.values()], dtype=float)
        self.highs.changeColsCost(len(columns), columns, values)
        self._priced = costs

    def ratio(self, top: dict, bottom: dict) -> list | None:
        """Return the least and the greatest ratio of two rows of columns, or None where `bottom` is zero.

        Everything is divided by the bottom sum, which makes the ratio a sum again (Charnes and Cooper 1962): the one
        becomes what it is divided into, and a row holds the bottom at one.
        """
        self.highs.changeColBounds(self.one, 0.0, np.inf)
        ends = []
        with self.held(bottom, 1.0, 1.0):
            for sense in (1, -1):
                self._price(_times(top, sense))
                ends.append(highs.solve(self.highs))
            self.highs.changeColBounds(self.one, 1.0, 1.0)
        return None if None in ends else [ends[0], -ends[1]]


def _tied(top, bottom, within):
    """Yield the rows that hold one sum within a revision of another."""
    low, high = within
    yield "", _sum(top, bottom, -1), _times(bottom, -low), False
    yield "", _sum(bottom, top, -1), _times(bottom, high), False


def _times(row, factor):
    return {column: factor * value for column, value in row.items()}


def _sum(row, other, factor=1.0):
    """Add rows up; months that a period and its base share stand in both."""
    found = dict(row)
    for column, value in other.items():
        found[column] = found.get(column, 0.0) + factor * value
    return found
