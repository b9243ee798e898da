"""Ranges of trade figures by OR-Tools' GLOP, from rows of figures.csv alone.

Written apart from the library on purpose: its own reading of printed numbers, its own months, its own
equations (running totals instead of months), another solver. `test_second_ranges.py` compares the two.
"""

import re
from fractions import Fraction

from ortools.linear_solver import pywraplp

INFINITE = float("inf")
TIGHT = (
    "primal_feasibility_tolerance:1e-9 dual_feasibility_tolerance:1e-9 solution_feasibility_tolerance:1e-8"
)
MULTIPLES = {"bn": 10**9, "m": 10**6, "k": 10**3}


def month_number(text):
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


def unit_of(text):
    """(multiple, base): "m USD per month" is (1000000, "USD per month")."""
    head, _, tail = text.partition(" ")
    return (MULTIPLES[head], tail) if head in MULTIPLES and tail else (1, text)


def reach(digits, value):
    """How far beyond the number a hedge goes: one in the last digit that counts, or a tenth."""
    whole, _, behind = digits.partition(".")
    significant = (whole + behind).lstrip("0")
    last = Fraction(1, 10 ** len(behind))
    if not behind:
        cut = len(significant) - len(significant.rstrip("0"))
        significant, last = significant.rstrip("0"), last * 10**cut
    if not significant:
        return Fraction(1, 10 ** len(behind))
    return last if len(significant) > 1 else value / 10


def limits(text, hedge, strict=False, truncates=False):
    """The least and greatest value a printed number allows, as fractions; None is no limit."""
    if hedge == "between":
        low, high = re.fullmatch(r"([\d.,]+)\s*[-–]\s*([\d.,]+)", text).groups()
        return Fraction(low.replace(",", "")), Fraction(high.replace(",", ""))
    digits = text.replace(",", "").replace("−", "-")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    value = Fraction(digits)
    unit = Fraction(1, 10 ** len(digits.partition(".")[2]))
    if hedge == "exact":
        low, high = (value, value + unit) if truncates else (value - unit / 2, value + unit / 2)
    elif hedge == "about":
        low, high = value - reach(digits, value), value + reach(digits, value)
    elif hedge in ("more than", "at least"):
        low, high = value, None if strict else value + reach(digits, value)
    elif hedge == "less than":
        low, high = Fraction(0), value
    elif hedge in ("nearly", "up to"):
        low, high = Fraction(0) if strict else value - reach(digits, value), value
    if sign < 0:
        low, high = -high if high is not None else None, -low
    return low, high


class Ranges:
    """All prints of one reporter, partner, product, source and unit as one programme.

    `rows`: dicts of figures.csv. `scale`: the unit of the answers, in base units. `allowed`: {id: allowance},
    1 is one per cent on levels and two on bases.
    """

    def __init__(self, rows, scale, allowed, strict=False, truncating=()):
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SetSolverSpecificParametersAsString(TIGHT)
        self.scale, self.total, self.spans = scale, {}, {}
        prints = [self._read(row, strict, row["publisher"] in truncating) for row in rows]
        for p in prints:
            for flow in self._flows(p["flow"]):
                for first, last in (p["span"], p["base"] or p["span"]):
                    self.spans.setdefault(flow, set()).update(range(first, last + 1))
        for flow, months in self.spans.items():
            self._running(flow, min(months), max(months))
        for p in prints:
            self._state(p, float(allowed[p["id"]]))
        self._pages(prints)

    def _read(self, row, strict, truncates):
        multiple, base = unit_of(row["unit"]) if row["unit"] else (1, "USD")
        first, last = month_number(row["period_start"]), month_number(row["period_end"])
        months = last - first + 1
        level = rate = None
        step = Fraction(0)
        if row["value"]:
            low, high = limits(row["value"], row["hedge"], strict, truncates)
            if base == "units" and row["hedge"] == "exact" and low < 0 and "." not in row["value"]:
                high = Fraction(0)
            low = max(low, Fraction(0))
            if base == "times":
                rate = (100 * low - 100, None if high is None else 100 * high - 100)
            else:
                times = multiple * (months if base.endswith(" per month") else 1) / Fraction(self.scale)
                level = (low * times, None if high is None else high * times)
                if row["hedge"] != "between":
                    behind = len(row["value"].partition(".")[2])
                    step = Fraction(1, 10**behind) * times
        if row["growth"]:
            low, high = limits(row["growth"], row["growth_hedge"] or "exact", strict)
            rate = (max(low, Fraction(-100)) if low is not None else Fraction(-100), high)
        base_first = month_number(row["growth_base"]) if row["growth_base"] else first - 12
        return {
            "id": row["id"], "flow": row["flow"], "span": (first, last), "level": level, "rate": rate,
            "base": (base_first, base_first + months - 1) if rate else None, "step": step, "page": row["page"],
        }  # fmt: skip

    @staticmethod
    def _flows(flow):
        return ("export", "import") if flow == "trade" else (flow,)

    def _running(self, flow, first, last):
        """Unknowns are totals since the first month: they never fall."""
        self.total[flow] = {first - 1: self.solver.NumVar(0, 0, "")}
        for month in range(first, last + 1):
            self.total[flow][month] = self.solver.NumVar(0, self.solver.infinity(), "")
            self.solver.Add(self.total[flow][month] - self.total[flow][month - 1] >= 0)

    def sum(self, flow, span):
        return sum(self.total[f][span[1]] - self.total[f][span[0] - 1] for f in self._flows(flow))

    def _state(self, p, allowed):
        here, a, b = self.sum(p["flow"], p["span"]), 0.01 * allowed, 0.02 * allowed
        if p["level"]:
            low, high = p["level"]
            p["then"] = self.solver.NumVar(
                float(low), self.solver.infinity() if high is None else float(high), ""
            )
            self.solver.Add(here >= (1 - a) * p["then"])
            self.solver.Add(here <= (1 + a) * p["then"])
        if p["rate"]:
            low, high = p["rate"]
            before = self.sum(p["flow"], p["base"])
            self.solver.Add(here >= float(1 + low / 100) * (1 - b) * before)
            if high is not None:
                self.solver.Add(here <= float(1 + high / 100) * (1 + b) * before)

    def _pages(self, prints):
        """Exports and imports of one page and period add up to its two-way trade, but for cut-off digits."""
        with_level = [p for p in prints if p["level"] and p["page"]]
        for t in (p for p in with_level if p["flow"] == "trade"):
            same = [p for p in with_level if (p["page"], p["span"]) == (t["page"], t["span"])]
            for e in (p for p in same if p["flow"] == "export"):
                for i in (p for p in same if p["flow"] == "import"):
                    room = float((e["step"] + i["step"] + t["step"]) / 2)
                    gap = e["then"] + i["then"] - t["then"]
                    self.solver.Add(gap <= room)
                    self.solver.Add(gap >= -room)

    def possible(self):
        self.solver.Minimize(0)
        return self.solver.Solve() == pywraplp.Solver.OPTIMAL

    def range(self, flow, first, last):
        """(least, greatest) of a period, in `scale`; infinite where no print bounds it."""
        known, whole = [], True
        for part in self._flows(flow):
            for month in range(first, last + 1):
                if month in self.spans.get(part, ()):
                    known.append(self.total[part][month] - self.total[part][month - 1])
                else:
                    whole = False
        if not known:
            return 0.0, INFINITE
        wanted = sum(known)
        self.solver.Minimize(wanted)
        assert self.solver.Solve() == pywraplp.Solver.OPTIMAL
        low = self.solver.Objective().Value()
        if not whole:
            return low, INFINITE
        self.solver.Maximize(wanted)
        status = self.solver.Solve()
        if status in (pywraplp.Solver.UNBOUNDED, pywraplp.Solver.INFEASIBLE, pywraplp.Solver.ABNORMAL):
            return low, INFINITE  # it was feasible a moment ago
        assert status == pywraplp.Solver.OPTIMAL
        return low, self.solver.Objective().Value()
