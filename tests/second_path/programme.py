"""Second path, part two: the least and the greatest that prints allow, with OR-Tools in place of HiGHS.

Which prints are wrong is asked as a different question than the library's: not how far prints must give way,
but *how few corrections* (a print left out, or the two directions of a page exchanged) let the rest be true at
twice the allowance. That is an integer programme, solved by SCIP; all its best answers are kept. Ranges are
linear programmes, solved by GLOP; growth is found by Dinkelbach's steps.
"""

from collections import defaultdict
from functools import cached_property

import prints
from ortools.linear_solver import pywraplp

LEVEL, BASE = 0.01, 0.02  # the allowances that the README states
BIG = 1e4  # beyond anything printed, in the unit of the system
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

    def _step(self, row):
        factor, _, per = prints.unit(row["unit"])
        months = prints.length(row["period_start"], row["period_end"]) if per == "month" else 1
        return 0.0 if row["hedge"] == "between" else float(prints.last_digit(row["value"])) * factor * months

    def build(self, name, allowance, corrections=False, without=(), exchanged=()):
        """Return (solver, months, binaries) of the programme; `binaries` only where corrections are asked."""
        solver = pywraplp.Solver.CreateSolver(name)
        inf = solver.infinity()
        months = defaultdict(dict)
        lift, swap, stock = {}, {}, {}
        pairs = self.pairs if corrections else []
        partner = {r["id"]: pair for pair in pairs for r in pair}
        other = {}
        for pair in self.pairs:
            if (pair[0]["id"], pair[1]["id"]) in exchanged:
                other |= {pair[0]["id"]: pair[1]["flow"], pair[1]["id"]: pair[0]["flow"]}
        a, b = LEVEL * allowance, BASE * allowance

        def total(flow, start, end):
            terms = []
            for part in FLOWS.get(flow, [flow]):
                for m in range(start, end + 1):
                    if m not in months[part]:
                        months[part][m] = solver.NumVar(0, inf, f"{part}{m}")
                    terms.append(months[part][m])
            return solver.Sum(terms)

        def constrain(row, flow, slack):
            start, end, level, growth, base = self._read(row)
            here = total(flow, start, end)
            if level is not None:
                if row["id"] not in stock:
                    high = inf if level[1] == prints.INF else level[1]
                    stock[row["id"]] = solver.NumVar(level[0], high, f"y{row['id']}")
                y = stock[row["id"]]
                solver.Add((1 - a) * y - slack <= here)
                solver.Add(here <= (1 + a) * y + slack)
            if growth is not None:
                before = total(flow, base, base + end - start)
                low, high = (1 + float(g) / 100 if g != prints.INF else None for g in growth)
                solver.Add(low * (1 - b) * before - slack <= here)
                if high is not None:
                    solver.Add(here <= high * (1 + b) * before + slack)

        for row in self.rows:
            if row["id"] in without:
                continue
            slack = 0
            if corrections:
                lift[row["id"]] = solver.BoolVar(f"lift{row['id']}")
                slack = BIG * lift[row["id"]]
            if row["id"] in partner:
                pair = partner[row["id"]]
                key = pair[0]["id"], pair[1]["id"]
                if key not in swap:
                    swap[key] = solver.BoolVar(f"swap{key}")
                there = pair[1]["flow"] if row is pair[0] else pair[0]["flow"]
                constrain(row, row["flow"], slack + BIG * swap[key])
                constrain(row, there, slack + BIG * (1 - swap[key]))
            else:
                constrain(row, other.get(row["id"], row["flow"]), slack)
        for start, end, flow in self.extra:
            solver.Add(total(flow, start, end) <= 0)
        for e, i, t in self._ties(without):
            room = sum(self._step(r) for r in (e, i, t)) / 2 / self.scale
            slack = BIG * (lift[e["id"]] + lift[i["id"]] + lift[t["id"]]) if corrections else 0
            gap = stock[e["id"]] + stock[i["id"]] - stock[t["id"]]
            solver.Add(gap <= room + slack)
            solver.Add(gap >= -room - slack)
        return solver, months, lift, swap

    def _ties(self, without):
        pages = defaultdict(lambda: defaultdict(list))
        for r in self.rows:
            if self._has_level(r) and r["page"] and r["id"] not in without:
                pages[r["page"], r["period_start"], r["period_end"]][r["flow"]].append(r)
        for found in pages.values():
            for e in found["export"]:
                for i in found["import"]:
                    yield from ((e, i, t) for t in found["trade"])

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
        """Return all smallest sets of corrections at twice the allowance: [(ids left out, pairs exchanged)]."""
        plain, *_ = self.build("GLOP", 2.0)
        if plain.Solve() == plain.OPTIMAL:
            return [((), ())]
        solver, _, lift, swap = self.build("SCIP", 2.0, corrections=True)
        every = {**lift, **swap}
        solver.Minimize(solver.Sum(every.values()))
        found, best = [], None
        while solver.Solve() == solver.OPTIMAL:
            cost = round(solver.Objective().Value())
            if best is not None and cost > best:
                break
            best = cost
            chosen = [k for k, v in every.items() if v.solution_value() > 0.5]
            found.append((tuple(k for k in chosen if k in lift), tuple(k for k in chosen if k in swap)))
            solver.Add(solver.Sum([every[k] for k in chosen]) <= len(chosen) - 1)
        return found

    def extremes(self, flow, start, end):
        """Return (low, high) of a flow over months (counts), in the base unit; (0, inf) where nothing is known."""
        lows, highs = [], []
        for without, exchanged in self.corrections:
            solver, months, *_ = self.build("GLOP", self.allowance, without=without, exchanged=exchanged)
            cells = [months[p].get(m) for p in FLOWS.get(flow, [flow]) for m in range(start, end + 1)]
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
        """Return (low, high) of the growth on an equally long base in per cent, or None."""
        found = []
        for without, exchanged in self.corrections:
            solver, months, *_ = self.build("GLOP", self.allowance, without=without, exchanged=exchanged)
            parts = FLOWS.get(flow, [flow])
            top = [months[p].get(m) for p in parts for m in range(start, end + 1)]
            bottom = [months[p].get(m) for p in parts for m in range(base, base + end - start + 1)]
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
