"""Second path, part two: the least and the greatest that prints allow, with OR-Tools in place of HiGHS.

Which prints are wrong is asked as a different question than the library's: not how far prints must give way,
but *how few corrections* (a print left out, or the two directions of a page exchanged) let the rest be true. That is an
integer programme, solved by SCIP; all its best answers are kept. Ranges are linear programmes, solved by GLOP; growth is
found by Dinkelbach's steps.
"""

from collections import defaultdict
from functools import cached_property

import prints
from ortools.linear_solver import pywraplp

LEVEL = 0.01  # of official rows
TOTAL = {"export": (-0.014, 0.005), "import": (-0.005, 0.038)}  # what page 02 states, of totals since January
MONTH = {"export": (-0.029, 0.006), "import": (-0.005, 0.057)}  # and of months
OTHER = (-0.029, 0.057)
BIG = 1e3  # beyond anything printed, in the unit of the system
FLOWS = {"export": ["export"], "import": ["import"], "trade": ["export", "import"]}


class System:
    """All usable rows of one reporter, partner, product, source and unit, and what they allow together."""

    def __init__(self, rows, allowance=1.0, reading="newspaper", extra=()):
        self.rows = sorted(rows, key=lambda r: r["id"])
        self.allowance, self.reading = allowance, reading
        values = [prints.level(r, reading)[0] for r in self.rows if self._has_level(r)]
        top = max(values, default=0)
        money = self.rows and self.rows[0]["base"] == "USD"
        self.scale = next((s for s in (10**9, 10**6, 10**3) if money and top >= s), 1)
        self.extra = list(extra)  # (start, end, flow): nothing was counted, so nothing was paid

    @staticmethod
    def _has_level(row):
        return bool(row["value"]) and row["unit"] != "times"

    def _read(self, row):
        start, end = prints.month(row["period_start"]), prints.month(row["period_end"])
        level = None
        if self._has_level(row):
            low, high = prints.level(row, self.reading)
            level = float(low) / self.scale, float(high) / self.scale
        growth = prints.growth(row, self.reading)
        base = prints.month(row["growth_base"]) if row["growth_base"] else start - 12
        return start, end, level, growth, base

    def build(self, without=(), exchanged=(), elastic=False):
        """Return (solver, books, rows); with `elastic`, prints may give way, as little as can be: (solver, slacks, rows).

        `books` holds three numbers of each month: as first printed, as the next release and as customs held it a year
        later. `rows` are (id, constraint).
        """
        solver = pywraplp.Solver.CreateSolver("GLOP")
        inf = solver.infinity()
        books = {book: defaultdict(dict) for book in ("first", "next", "later")}
        rows, slacks, own, other = [], {}, {}, {}
        for one, two in (pair for pair in self.pairs if (pair[0]["id"], pair[1]["id"]) in exchanged):
            other |= {one["id"]: two["flow"], two["id"]: one["flow"]}

        def of(book, part, m):
            if m not in books["first"][part]:
                for each in books.values():
                    each[part][m] = solver.NumVar(0, inf, "")
            return books[book][part][m]

        def said(flow, start, end):
            months = [(part, m) for part in FLOWS.get(flow, [flow]) for m in range(start, end + 1)]
            return solver.Sum([of("first" if m == end else "next", part, m) for part, m in months])

        def held(flow, start, end):
            return solver.Sum([of("later", p, m) for p in FLOWS.get(flow, [flow]) for m in range(start, end + 1)])

        def moved(after, before, within):
            solver.Add(after >= (1 + self.allowance * within[0]) * before)
            solver.Add(after <= (1 + self.allowance * within[1]) * before)

        def constrain(row, flow):
            start, end, level, growth, base = self._read(row)
            here, key = said(flow, start, end), row["id"]
            slack = slacks.setdefault(key, solver.NumVar(0, inf, "")) if elastic else 0

            def add(constraint):
                rows.append((key, solver.Add(constraint)))

            if level is not None:
                then = here
                if "later print" in row["status"]:
                    then = own.setdefault(key, solver.NumVar(0, inf, ""))
                    flows = [TOTAL.get(part, OTHER) for part in FLOWS.get(flow, [flow])]
                    low, high = (self.allowance * f(w[n] for w in flows) for n, f in enumerate((min, max)))
                    add(held(flow, start, end) >= (1 + low) * then - slack)
                    add(held(flow, start, end) <= (1 + high) * then + slack)
                add(then >= level[0] - slack)
                if level[1] != prints.INF:
                    add(then <= level[1] + slack)
            if growth is not None:
                reckoned = said if "first-print base" in row["status"] else held
                before = reckoned(flow, base, base + end - start)
                low, high = (1 + float(g) / 100 if g != prints.INF else None for g in growth)
                add(low * before - slack <= here)
                if high is not None:
                    add(here <= high * before + slack)
            for above, below in prints.records(row):
                add(said(flow, *above) >= said(flow, *below) - slack)

        for row in (r for r in self.rows if r["id"] not in without):
            constrain(row, other.get(row["id"], row["flow"]))
        for start, end, flow in self.extra:
            solver.Add(said(flow, start, end) <= 0)
        for part, months in books["first"].items():
            for m in months:
                for book in ("next", "later"):
                    moved(of(book, part, m), of("first", part, m), MONTH.get(part, OTHER))
                january = m - m % 12
                if m > january and all(n in months for n in range(january, m)):
                    moved(held(part, january, m), said(part, january, m), TOTAL.get(part, OTHER))
        if elastic:
            solver.Minimize(solver.Sum(slacks.values()))
        return solver, slacks if elastic else books, rows

    @cached_property
    def pairs(self):
        """Exports and imports of one page and period, which may have changed places."""
        pages = defaultdict(lambda: defaultdict(list))
        for r in self.rows:
            if self._has_level(r) and r["flow"] in ("export", "import"):
                pages[r["page"], r["period_start"], r["period_end"]][r["flow"]].append(r)
        return [(p["export"][0], p["import"][0]) for p in pages.values() if p["export"] and p["import"]]

    @cached_property
    def corrections(self):
        """Return all smallest sets of corrections at the default: [(ids left out, pairs exchanged)]."""
        asked, self.allowance = self.allowance, 1.0
        try:
            return self._corrections()
        finally:
            self.allowance = asked

    def _corrections(self):
        """Guess the fewest corrections that answer every contradiction known so far, until no other is left.

        A contradiction is answered by leaving out one of its prints, or by turning a pair that one of them is in.
        """
        asked = pywraplp.Solver.CreateSolver("SCIP")
        lift = {r["id"]: asked.BoolVar("") for r in self.rows}
        swap = {(a["id"], b["id"]): asked.BoolVar("") for a, b in self.pairs}
        asked.Minimize(asked.Sum([*lift.values(), *swap.values()]))
        found, best = [], None
        while asked.Solve() == asked.OPTIMAL:
            cost = round(asked.Objective().Value())
            if best is not None and cost > best:
                break
            without, exchanged = (
                tuple(k for k, v in chosen.items() if v.solution_value() > 0.5) for chosen in (lift, swap)
            )
            solver, slacks, rows = self.build(without, exchanged, elastic=True)
            assert solver.Solve() == solver.OPTIMAL
            gives = [key for key, slack in slacks.items() if slack.solution_value() > 1e-9]
            if not gives:
                found.append((without, exchanged))
                best = cost
                asked.Add(asked.Sum([lift[k] for k in without] + [swap[k] for k in exchanged]) <= cost - 1)
                continue
            for one in gives:  # a contradiction each: the others may give way for nothing
                for key in gives:
                    solver.Objective().SetCoefficient(slacks[key], float(key == one))
                if solver.Solve() == solver.OPTIMAL and solver.Objective().Value() > 1e-9:
                    clash = {key for key, row in rows if abs(row.dual_value()) > 1e-9}
                    turned = [1 - swap[p] if p in exchanged else swap[p] for p in swap if clash & set(p)]
                    asked.Add(asked.Sum([*(lift[key] for key in clash), *turned]) >= 1)
        return found

    def _months(self, books, flow, start, end, held=False):
        months = [(p, m) for p in FLOWS.get(flow, [flow]) for m in range(start, end + 1)]
        book = {m: "later" if held else "first" if m == end else "next" for _, m in months}
        return [books[book[m]][p].get(m) for p, m in months]

    def extremes(self, flow, start, end):
        """Return (low, high) of the first print of a period (counts of months); (0, inf) where nothing is known."""
        lows, highs = [], []
        for without, exchanged in self.corrections:
            solver, books, _ = self.build(without, exchanged)
            cells = self._months(books, flow, start, end)
            known = [c for c in cells if c is not None]
            low, high = 0.0, prints.INF
            if known:
                solver.Minimize(solver.Sum(known))
                assert solver.Solve() == solver.OPTIMAL
                low = solver.Objective().Value()
            if len(known) == len(cells):
                solver.Maximize(solver.Sum(known))
                status = solver.Solve()
                high = solver.Objective().Value() if status == solver.OPTIMAL else prints.INF
            lows.append(low)
            highs.append(high)
        return min(lows) * self.scale, max(highs) * self.scale

    def growth(self, flow, start, end, base):
        """Return (low, high) of the growth of a first print on its base as held by then, in per cent, or None."""
        found = []
        for without, exchanged in self.corrections:
            solver, books, _ = self.build(without, exchanged)
            top = self._months(books, flow, start, end)
            bottom = self._months(books, flow, base, base + end - start, held=True)
            if any(c is None for c in (*top, *bottom)):
                found.append((-100.0, prints.INF))
                continue
            ends = [_extreme_ratio(solver, solver.Sum(top), solver.Sum(bottom), s) for s in (1, -1)]
            if any(e is None for e in ends):
                continue
            found.append(tuple(100 * (e - 1) for e in ends))
        return (min(f[0] for f in found), max(f[1] for f in found)) if found else None


def _extreme_ratio(solver, top, bottom, sense):
    """Return the least (sense 1) or greatest (sense -1) top / bottom by Dinkelbach's steps."""
    solver.Maximize(bottom)
    status = solver.Solve()
    if status == solver.OPTIMAL and solver.Objective().Value() < 1e-12:
        return None  # the base can only be zero
    solver.Minimize(bottom)
    assert solver.Solve() == solver.OPTIMAL
    can_be_zero = solver.Objective().Value() < 1e-12
    if can_be_zero and sense == -1:
        return prints.INF
    rate = top.solution_value() / bottom.solution_value() if not can_be_zero else 1e9
    for _ in range(60):
        solver.Minimize(sense * (top - rate * bottom))
        status = solver.Solve()
        if status != solver.OPTIMAL:
            return prints.INF if sense == -1 else 0.0
        if abs(solver.Objective().Value()) < 1e-11:
            return rate
        below = bottom.solution_value()
        if below < 1e-12:
            return rate
        new = top.solution_value() / below
        if abs(new - rate) < 1e-13:
            return new
        rate = new
    return rate
