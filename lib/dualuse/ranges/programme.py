"""One system of prints as a linear programme, solved by HiGHS.

Three columns a month and flow, none negative: F as its own release printed it, G as the next release held it, R as
customs held it a year later. The release of a period's last month holds the months before it as next releases did,
so the first print of a period is L = G + ... + G + F. Rows, with a revision [lo, hi] times the allowance:

revision   (1 + lo) F <= G <= (1 + hi) F, and the same of R on F; (1 + lo) L <= sum of R <= (1 + hi) L since January
level      low <= L <= high: a first print is what was printed, at every allowance
later      a level printed at a later release, y in its interval: (1 + lo) y <= sum of R <= (1 + hi) y
growth     (1 + g_low) B <= L <= (1 + g_high) B; the base B is what customs held by then, the sum of its R, or where
           an agency reckoned the rate from first prints, the first print of the base
record     F of its month is at least F of every month since; or F is at least F a year before, until then

Each print has two slacks, by which it gives way up or down, fixed at zero. Freeing them lifts a print; giving them a
cost asks how far prints must give way. So one model serves every question: only bounds and costs change, and HiGHS
starts from the last basis.
"""

from functools import cached_property

import numpy as np

from dualuse.data.readings import MONTH, OTHER, TOTAL
from dualuse.ranges import highs
from dualuse.ranges.constraints import cells, parts

ACTIVE = 1e-7  # a smaller multiplier is noise
VINTAGES = ("first print", "revised")
ROUGH = 0.01  # a print's own uncertainty in units of slack is at least this share of a typical month


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

    def __init__(self, system, allowance=1.0, elastic=False):
        self.system, self.elastic = system, elastic
        self.prints = {p.id: p for p in system.prints}
        self.cells = {cell: n for n, cell in enumerate(sorted({c for p in system.prints for c in p.cells}))}
        later = [p.id for p in system.prints if p.later]
        self.y = {key: 3 * len(self.cells) + n for n, key in enumerate(later)}
        first = 3 * len(self.cells) + len(later)
        self.slack = {p.id: (first + 2 * n, first + 2 * n + 1) for n, p in enumerate(system.prints)}
        self.slack = self.slack if elastic else {}
        self.size = first + 2 * len(self.slack)
        self.worth = {p.id: self._worth(p) for p in system.prints} if elastic else {}
        self.lifted, self._priced = set(), np.zeros(0, dtype=np.int32)
        self._assemble()
        self.highs = highs.solver(self._lp)
        self.allow(allowance)

    # --- building -------------------------------------------------------------------------------------

    def _first(self, flow, start, end, sign=1.0):
        """Return {column: sign} of the first print of a period."""
        return dict.fromkeys(self.columns(flow, start, end, VINTAGES[0])[0], sign)

    def _revised(self, flow, start, end, sign=1.0):
        return dict.fromkeys(self.columns(flow, start, end, VINTAGES[1])[0], sign)

    def _rows(self):
        """Yield (print or None, low, high, {column: coefficient}, {column: what one allowance adds to it})."""
        yield from self._revisions()
        for p in self.system.prints:
            for low, high, row, more in self._says(p):
                up, down = self.slack.get(p.id, (None, None))
                give = {up: self.worth[p.id]} if self.elastic and low > -np.inf else {}
                give |= {down: -self.worth[p.id]} if self.elastic and high < np.inf else {}
                yield p, low, high, row | give, more

    def _revisions(self):
        n = len(self.cells)
        for (part, month), c in self.cells.items():
            for later in (n + c, 2 * n + c):
                yield from _tied({later: 1.0}, {c: 1.0}, MONTH.get(part, OTHER))
            january = month - month % 12  # month 0 of pandas' ordinals is a January
            if month > january and all((part, m) in self.cells for m in range(january, month)):
                sums = self._revised(part, january, month), self._first(part, january, month)
                yield from _tied(*sums, TOTAL.get(part, OTHER))

    def _says(self, p):
        """Yield (low, high, row, more) of what one print says."""
        here = self._first(p.flow, p.start, p.end)
        if p.later:
            y, both = self.y[p.id], [TOTAL.get(part, OTHER) for part in parts(p.flow)]
            yield p.level.left, p.level.right, {y: 1.0}, {}
            within = min(low for low, _ in both), max(high for _, high in both)
            for _, low, high, row, more in _tied(self._revised(p.flow, p.start, p.end), {y: 1.0}, within):
                yield low, high, row, more
        elif p.level is not None:
            yield p.level.left, p.level.right, here, {}
        if p.growth is not None:
            base = (self._first if p.unrevised else self._revised)(
                p.flow, p.base, p.base + p.length - 1, -1.0
            )
            for rate, low, high in ((p.growth.left, 0.0, np.inf), (p.growth.right, -np.inf, 0.0)):
                if rate < np.inf:
                    yield low, high, _sum(here, {c: v * (1 + rate / 100) for c, v in base.items()}), {}
        for above, below in p.record:
            yield 0.0, np.inf, _sum(self._first(p.flow, *above), self._first(p.flow, *below, -1.0)), {}

    @cached_property
    def _typical(self):
        """The median of what prints of a flow say of a month."""
        months = {}
        for p in self.system.prints:
            if p.level is not None:
                months.setdefault(p.flow, []).append(p.level.left / p.length)
        return {flow: float(np.median(values)) for flow, values in months.items()}

    def _worth(self, p):
        """What one unit of slack is worth: the half-width of a print's own interval, and a share of a typical value.

        The share is reckoned on a typical value, not on the print, which may be the one that is wrong. Rows that
        repeat one print share its vote: each gives way the more cheaply.
        """
        typical = self._typical.get(p.flow, 1.0) * p.length or 1.0
        own = ROUGH * typical
        if p.level is not None and p.level.right < np.inf:
            own += p.level.length / 2
        elif p.growth is not None:
            own += typical * min(p.growth.length, 100) / 200
        return own * p.copies

    def _assemble(self):
        rows = list(self._rows())
        self.row_print = [p.id if p else "" for p, *_ in rows]
        low, high = np.zeros(self.size), np.full(self.size, np.inf)
        high[[c for pair in self.slack.values() for c in pair]] = 0.0
        self._lp = highs.table(low, high, [(a, b, row) for _, a, b, row, _ in rows])
        self._plain = np.array(self._lp.a_matrix_.value_)
        self._more = np.array([more.get(c, 0.0) for *_, row, more in rows for c in row])

    def allow(self, allowance):
        """Set the allowance, in multiples of the revision that was measured."""
        self.allowance = allowance
        self._lp.a_matrix_.value_ = self._plain + allowance * self._more
        basis = self.highs.getBasis()
        self.highs.passModel(self._lp)
        if basis.valid:
            self.highs.setBasis(basis)
        again, self.lifted, self._priced = self.lifted, set(), np.zeros(0, dtype=np.int32)
        self.lift(again)

    # --- asking ---------------------------------------------------------------------------------------

    def lift(self, ids):
        """Let these prints say nothing."""
        self._free(set(ids) - self.lifted, np.inf)
        self.lifted = self.lifted | set(ids)

    def restore(self, ids):
        """Let these prints count again."""
        self._free(set(ids) & self.lifted, 0.0)
        self.lifted = self.lifted - set(ids)

    def _free(self, ids, high):
        for key in ids:
            for column in self.slack[key]:
                self.highs.changeColBounds(column, 0.0, high)

    def feasible(self):
        """Return whether all prints that count can be true together."""
        self._price([], [])
        return self._solve() is not None

    def least_slack(self, ids=None):
        """Let prints (all that count, if none are named) give way as little as possible in total.

        Returns
        -------
        total : float or None
            In units of slack; None where not even that makes a solution.
        given : dict of {id: slack}, above zero only
        support : set of ids
            Prints that a proof of the contradiction needs: whoever alone resolves it is among them.
        """
        ids = sorted(set(self.prints if ids is None else ids) - self.lifted)
        columns = [c for key in ids for c in self.slack[key]]
        self._free(ids, np.inf)
        self._price(columns, [1.0] * len(columns))
        total = self._solve()
        given, support = {}, set()
        if total is not None:
            solution = self.highs.getSolution()
            values = solution.col_value
            given = {key: values[up] + values[down] for key in ids for up, down in [self.slack[key]]}
            given = {key: value for key, value in given.items() if value > ACTIVE}
            support = self._support(solution)
        self._free(ids, 0.0)
        return total, given, support

    def extreme(self, columns, sense):
        """Return the least (sense 1) or greatest (sense -1) sum over columns, infinite if nothing bounds it.

        Raises
        ------
        ArithmeticError
            The prints contradict each other, or the solver failed.
        """
        self._price(columns, [sense] * len(columns))
        found = self._solve()
        if found is None:
            raise ArithmeticError(f"{self.system.series('all flows')}: these prints cannot all be true")
        return sense * found

    def columns(self, flow, start, end, vintage):
        """Return the columns of a flow's months that are in some print, and whether that is all of them.

        The least sum of those that are is the least of the whole; the rest have no greatest value.
        """
        n, known = len(self.cells), [cell for cell in cells(flow, start, end) if cell in self.cells]
        books = (
            (2 * n, 2 * n) if vintage == VINTAGES[1] else (n, 0)
        )  # of the months before the last, and of that
        found = [self.cells[cell] + books[cell[1] == end] for cell in known]
        return found, len(found) == len(cells(flow, start, end))

    def forget(self):
        """Start the next solve from nothing: where several optima exist, it ends at the same one each time."""
        self.highs.clearSolver()

    def active(self):
        """Return the ids of prints that hold the last optimum where it is."""
        return self._support(self.highs.getSolution())

    @cached_property
    def open(self):
        """Rows of levels with an end that does not belong: (row, left end open, right end open)."""
        ends = {p.id: p.level for p in self.system.prints if p.level is not None}
        rows = [(n, ends[key]) for n, key in enumerate(self.row_print) if key in ends]
        return [(n, i.open_left, i.open_right) for n, i in rows if i.open_left or i.open_right]

    def attained(self):
        """Return whether the last optimum rests on closed ends alone, so that it is reached."""
        if not self.open:
            return True
        dual = self.highs.getSolution().row_dual
        return not any(
            (left and dual[n] > ACTIVE) or (right and dual[n] < -ACTIVE) for n, left, right in self.open
        )

    def _support(self, solution):
        return {self.row_print[n] for n, dual in enumerate(solution.row_dual) if abs(dual) > ACTIVE} - {""}

    def _price(self, columns, values):
        if len(self._priced):
            self.highs.changeColsCost(len(self._priced), self._priced, np.zeros(len(self._priced)))
        self._priced = np.array(columns, dtype=np.int32)
        if len(columns):
            self.highs.changeColsCost(len(columns), self._priced, np.array(values, dtype=float))

    def _solve(self):
        return highs.solve(self.highs)

    def ratio(self, top, bottom):
        """Return the least and the greatest ratio of two sums of columns, or None where `bottom` is zero.

        Everything is divided by the bottom sum, which makes the ratio a sum again (Charnes and Cooper 1962):
        one column more for what the constants become, and one row that holds the bottom at one.
        """
        one, inf = self.size, np.inf
        start, index, value = self._lp.a_matrix_.start_, self._lp.a_matrix_.index_, self._lp.a_matrix_.value_
        rows = []
        for n, (low, high) in enumerate(zip(self._lp.row_lower_, self._lp.row_upper_, strict=True)):
            part = slice(start[n], start[n + 1])
            row = dict(zip(index[part], value[part], strict=True))
            rows += [(0.0, inf, row | {one: -low})] if low > -inf else []
            rows += [(-inf, 0.0, row | {one: -high})] if high < inf else []
        rows.append((1.0, 1.0, dict.fromkeys(bottom, 1.0)))
        solver = highs.solver(highs.table(np.zeros(one + 1), np.full(one + 1, inf), rows))
        ends = []
        for sense in (1.0, -1.0):
            solver.changeColsCost(one + 1, np.arange(one + 1, dtype=np.int32), np.zeros(one + 1))
            solver.changeColsCost(len(top), np.array(top, dtype=np.int32), np.full(len(top), sense))
            found = highs.solve(solver)
            if found is None:
                return None
            ends.append(sense * found)
        return ends


def _tied(top, bottom, within):
    """Yield the rows that hold one sum within a revision of another."""
    for share, low, high in ((within[0], 0.0, np.inf), (within[1], -np.inf, 0.0)):
        row = _sum(top, {c: -v for c, v in bottom.items()})
        yield None, low, high, row, {c: -share * v for c, v in bottom.items()}


def _sum(*rows):
    """Add rows up; months that a period and its base share stand in both."""
    found = {}
    for row in rows:
        for column, value in row.items():
            found[column] = found.get(column, 0.0) + value
    return found
