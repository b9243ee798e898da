"""One system of prints as a linear programme, solved by HiGHS.

Columns: the unknown months x (not negative); for each level what customs had on the day of release, y, which
lies in the print's interval; for each print a slack s, by which it gives way. Rows, with a the allowance on
levels, b that on the base of a growth rate, and w what one unit of slack is worth:

level      (1 - a) y - w s   <=  sum of months  <=  (1 + a) y + w s
growth     (1 + g_low)(1 - b) base - w s  <=  sum of months  <=  (1 + g_high)(1 + b) base + w s
one page   y_export + y_import = y_trade, each rounded or cut off once more: half a printed unit each

Slack is fixed at zero. Freeing it lifts a print; giving it a cost asks how far prints must give way. So one
model serves every question: only bounds and costs change, and HiGHS starts from the last basis.
"""

from functools import cached_property

import numpy as np

from dualuse.data.readings import BASE, LEVEL
from dualuse.ranges import highs
from dualuse.ranges.constraints import cells

ACTIVE = 1e-7  # a smaller multiplier is noise


class Programme:
    """The linear programme of one `constraints.System`.

    Parameters
    ----------
    system : constraints.System
    allowance : float or dict of {id: float}
        1 is the default: LEVEL on levels and BASE on bases; 0 is no revision, 2 is twice the default.
    elastic : bool
        Give prints the slack that `lift` and `least_slack` need; without it the model is smaller.
    """

    def __init__(self, system, allowance=1.0, elastic=False):
        self.system, self.elastic = system, elastic
        self.prints = {p.id: p for p in system.prints}
        spans = [span for p in system.prints for span in (p.months, p.base_months)]
        self.cells = {cell: n for n, cell in enumerate(sorted({c for span in spans for c in span}))}
        levels = [p for p in system.prints if p.level is not None]
        self.y = {p.id: len(self.cells) + n for n, p in enumerate(levels)}
        first = len(self.cells) + len(self.y)
        self.slack = {p.id: first + n for n, p in enumerate(system.prints)} if elastic else {}
        self.size = first + len(self.slack)
        self.worth = {p.id: self._worth(p) for p in system.prints} if elastic else {}
        self.lifted, self._priced = set(), np.zeros(0, dtype=np.int32)
        self._assemble()
        self.highs = highs.solver(self._lp)
        self.allow(allowance)

    # --- building -------------------------------------------------------------------------------------

    def _rows(self):
        """Yield (print or None, low, high, {column: (coefficient, what one allowance adds to it)})."""
        for p in self.system.prints:
            if p.level is not None:
                for sign, low, high in ((1, 0.0, np.inf), (-1, -np.inf, 0.0)):
                    row = {self.cells[c]: (1.0, 0.0) for c in p.months}
                    row[self.y[p.id]] = (-1.0, sign * LEVEL)
                    yield p, low, high, row | self._give(sign, p)
            if p.growth is not None:
                ends = ((1, p.growth.left, 0.0, np.inf), (-1, p.growth.right, -np.inf, 0.0))
                for sign, rate, low, high in ends:
                    if rate == np.inf:
                        continue
                    row = {self.cells[c]: (1.0, 0.0) for c in p.months}
                    for c in p.base_months:
                        n, factor = self.cells[c], 1 + rate / 100
                        here, more = row.get(n, (0.0, 0.0))
                        row[n] = (here - factor, more + sign * BASE * factor)
                    yield p, low, high, row | self._give(sign, p)
        for tie in self.system.ties:
            room = sum(p.step for p in tie) / 2
            row = {self.y[p.id]: (1.0 if p.flow != "trade" else -1.0, 0.0) for p in tie}
            yield None, -room, np.inf, row | self._give(1, *tie)
            yield None, -np.inf, room, row | self._give(-1, *tie)

    def _give(self, sign, *prints):
        return {self.slack[p.id]: (sign * self.worth[p.id], 0.0) for p in prints if self.elastic}

    @cached_property
    def _typical(self):
        """The median of what prints of a flow say of a month."""
        months = {}
        for p in self.system.prints:
            if p.level is not None:
                months.setdefault(p.flow, []).append(p.level.left / p.length)
        return {flow: float(np.median(values)) for flow, values in months.items()}

    def _worth(self, p):
        """What one unit of slack is worth: the half-width of a print's own interval and its allowance.

        The allowance is reckoned on a typical value, not on the print, which may be the one that is wrong.
        """
        typical = self._typical.get(p.flow, 1.0) * p.length or 1.0
        if p.level is None:
            return typical * (BASE + min(p.growth.length, 100) / 200)
        own = p.level.length / 2 if p.level.right < np.inf else 0.0
        return own + LEVEL * typical

    def _assemble(self):
        rows = list(self._rows())
        self.row_print = [p.id if p else "" for p, *_ in rows]
        low, high = np.zeros(self.size), np.full(self.size, np.inf)
        for key, n in self.y.items():
            low[n], high[n] = self.prints[key].level.left, self.prints[key].level.right
        high[list(self.slack.values())] = 0.0
        self._lp = highs.table(
            low, high, [(a, b, {n: c for n, (c, _) in row.items()}) for _, a, b, row in rows]
        )
        self._coefficients = np.array([pair for r in rows for pair in r[3].values()]).reshape(-1, 2)
        number = {p.id: n for n, p in enumerate(self.system.prints)}
        self._entry = np.array([number[p.id] if p else 0 for p, _, _, row in rows for _ in row], dtype=int)

    def allow(self, allowance):
        """Set the allowance, one for all prints or {id: one}, in multiples of the default."""
        self.allowance = each = allowance
        if isinstance(allowance, dict):
            each = np.array([allowance[p.id] for p in self.system.prints])[self._entry]
        self._lp.a_matrix_.value_ = self._coefficients[:, 0] + each * self._coefficients[:, 1]
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
            self.highs.changeColBounds(self.slack[key], 0.0, high)

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
        columns = [self.slack[key] for key in ids]
        self._free(ids, np.inf)
        self._price(columns, [1.0] * len(ids))
        total = self._solve()
        given, support = {}, set()
        if total is not None:
            solution = self.highs.getSolution()
            values = solution.col_value
            given = {key: values[n] for key, n in zip(ids, columns, strict=True)}
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

    def columns(self, flow, start, end):
        """Return the columns of a flow's months that are in some print, and whether that is all of them.

        The least sum of those that are is the least of the whole; the rest have no greatest value.
        """
        wanted = cells(flow, start, end)
        found = [self.cells[cell] for cell in wanted if cell in self.cells]
        return found, len(found) == len(wanted)

    def forget(self):
        """Start the next solve from nothing: where several optima exist, it ends at the same one each time."""
        self.highs.clearSolver()

    def active(self):
        """Return the ids of prints that hold the last optimum where it is."""
        return self._support(self.highs.getSolution())

    @cached_property
    def open(self):
        """Levels with an end that does not belong: (column, left end open, right end open)."""
        levels = [(n, self.prints[key].level) for key, n in self.y.items()]
        return [(n, p.open_left, p.open_right) for n, p in levels if p.open_left or p.open_right]

    def attained(self):
        """Return whether the last optimum rests on closed ends alone, so that it is reached."""
        if not self.open:
            return True
        cost = self.highs.getSolution().col_dual
        return not any(
            (left and cost[n] > ACTIVE) or (right and cost[n] < -ACTIVE) for n, left, right in self.open
        )

    def _support(self, solution):
        found = {self.row_print[n] for n, dual in enumerate(solution.row_dual) if abs(dual) > ACTIVE}
        cost = solution.col_dual
        return {*found, *(key for key, n in self.y.items() if abs(cost[n]) > ACTIVE)} - {""}

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
            bound = low if np.isfinite(low) else high
            rows.append((min(low - bound, 0.0), max(high - bound, 0.0), row | {one: -bound}))
        for key, n in self.y.items():
            level = self.prints[key].level
            rows.append((0.0, inf, {n: 1.0, one: -level.left}))
            if level.right < inf:
                rows.append((-inf, 0.0, {n: 1.0, one: -level.right}))
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
