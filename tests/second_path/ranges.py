"""Ranges of trade figures by OR-Tools' GLOP, from rows of figures.csv alone.

Written apart from the library on purpose: its own reading of printed numbers, its own months, its own
equations (running totals of three books instead of months), another solver. `test_second_ranges.py` compares the two.
"""

import re
from fractions import Fraction

from ortools.linear_solver import pywraplp

INFINITE = float("inf")
TIGHT = (
    "primal_feasibility_tolerance:1e-9 dual_feasibility_tolerance:1e-9 solution_feasibility_tolerance:1e-8"
)
# What page 02 states: how far Chinese customs moved totals since January, and single months, by flow.
TOTALS = {"export": (-0.014, 0.005), "import": (-0.005, 0.038)}
MONTHS = {"export": (-0.029, 0.006), "import": (-0.005, 0.057)}
UNKNOWN = (-0.029, 0.057)
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

    `rows`: dicts of figures.csv. `scale`: the unit of the answers, in base units. `share`: of the measured revisions.
    `between`: {id: (low, high)} in `scale`, for prints of which nothing can tell which is right.

    Three books hold each month: "new" as its own release printed it, "next" as the release after held it, "old" as
    customs held it a year later. Unknowns are the running totals of each book.
    """

    def __init__(self, rows, scale, share, strict=False, between=None):
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SetSolverSpecificParametersAsString(TIGHT)
        self.scale, self.share, self.books, self.spans = scale, share, {}, {}
        prints = [self._read(row, strict) for row in rows]
        for p in prints:
            for flow in self._flows(p["flow"]):
                for first, last in (
                    p["span"],
                    p["base"] or p["span"],
                    *(x for pair in p["record"] for x in pair),
                ):
                    self.spans.setdefault(flow, set()).update(range(first, last + 1))
        for flow, months in self.spans.items():
            self._running(flow, min(months), max(months))
            self._revised(flow, months)
        for p in prints:
            p["level"] = (between or {}).get(p["id"], p["level"])
            self._state(p)

    def _read(self, row, strict):
        marks = row["status"].split("; ")
        multiple, base = unit_of(row["unit"]) if row["unit"] else (1, "USD")
        first, last = month_number(row["period_start"]), month_number(row["period_end"])
        months = last - first + 1
        level = rate = None
        if row["value"]:
            low, high = limits(row["value"], row["hedge"], strict, "cut off" in marks)
            if base == "units" and row["hedge"] == "exact" and low < 0 and "." not in row["value"]:
                high = Fraction(0)
            low = max(low, Fraction(0))
            if base == "times":
                rate = (100 * low - 100, None if high is None else 100 * high - 100)
            else:
                times = multiple * (months if base.endswith(" per month") else 1) / Fraction(self.scale)
                level = (low * times, None if high is None else high * times)
        if row["growth"]:
            low, high = limits(row["growth"], row["growth_hedge"] or "exact", strict)
            rate = (max(low, Fraction(-100)) if low is not None else Fraction(-100), high)
        base_first = month_number(row["growth_base"]) if row["growth_base"] else first - 12
        return {
            "id": row["id"], "flow": row["flow"], "span": (first, last), "level": level, "rate": rate,
            "base": (base_first, base_first + months - 1) if rate else None,
            "later": "later print" in marks, "own_rate": "first-print base" in marks,
            "record": [pair for mark in marks for pair in self._record(mark, first)],
        }  # fmt: skip

    @staticmethod
    def _record(mark, month):
        """Pairs of periods, the first of which is not the smaller; January and February come as one."""
        kind, _, since = mark.partition(" since ")
        for m in range(month_number(since), month) if since else ():
            if kind == "highest":
                yield (month, month), (m, m)
            elif m % 12 == 1:
                yield (m - 1, m), (m - 13, m - 12)
            elif m % 12:
                yield (m, m), (m - 12, m - 12)

    @staticmethod
    def _flows(flow):
        return ("export", "import") if flow == "trade" else (flow,)

    def _running(self, flow, first, last):
        """Unknowns are totals since the first month: they never fall."""
        for book in ("new", "next", "old"):
            total = {first - 1: self.solver.NumVar(0, 0, "")}
            for month in range(first, last + 1):
                total[month] = self.solver.NumVar(0, self.solver.infinity(), "")
                self.solver.Add(total[month] - total[month - 1] >= 0)
            self.books[flow, book] = total

    def _of(self, flow, book, first, last):
        total = self.books[flow, book]
        return total[last] - total[first - 1]

    def _moved(self, after, before, within):
        self.solver.Add(after >= (1 + self.share * within[0]) * before)
        self.solver.Add(after <= (1 + self.share * within[1]) * before)

    def _revised(self, flow, months):
        for m in months:
            new = self._of(flow, "new", m, m)
            for book in ("next", "old"):
                self._moved(self._of(flow, book, m, m), new, MONTHS.get(flow, UNKNOWN))
            january = 12 * (m // 12)
            if m > january and months.issuperset(range(january, m)):
                before = self._printed(flow, january, m)
                self._moved(self._of(flow, "old", january, m), before, TOTALS.get(flow, UNKNOWN))

    def _printed(self, flow, first, last):
        """What the release of the last month says of a period: months before it stand as the next release held them."""
        return self._of(flow, "next", first, last - 1) + self._of(flow, "new", last, last)

    def sum(self, flow, span, old=False):
        if old:
            return sum(self._of(f, "old", *span) for f in self._flows(flow))
        return sum(self._printed(f, *span) for f in self._flows(flow))

    def _state(self, p):
        here = self.sum(p["flow"], p["span"])
        if p["level"]:
            low, high = p["level"]
            if p["later"]:
                here_then, here = here, self.solver.NumVar(0, self.solver.infinity(), "")
                flows = [TOTALS.get(f, UNKNOWN) for f in self._flows(p["flow"])]
                within = min(low for low, _ in flows), max(high for _, high in flows)
                self._moved(self.sum(p["flow"], p["span"], old=True), here, within)
            self.solver.Add(here >= float(low))
            if high is not None:
                self.solver.Add(here <= float(high))
            here = here_then if p["later"] else here
        if p["rate"]:
            low, high = p["rate"]
            before = self.sum(p["flow"], p["base"], old=not p["own_rate"])
            self.solver.Add(here >= float(1 + low / 100) * before)
            if high is not None:
                self.solver.Add(here <= float(1 + high / 100) * before)
        for above, below in p["record"]:
            self.solver.Add(self.sum(p["flow"], above) >= self.sum(p["flow"], below))

    def possible(self):
        self.solver.Minimize(0)
        return self.solver.Solve() == pywraplp.Solver.OPTIMAL

    def range(self, flow, first, last, old=False):
        """(least, greatest) of a period, in `scale`; infinite where no print bounds it."""
        known, whole = [], True
        for part in self._flows(flow):
            for month in range(first, last + 1):
                if month in self.spans.get(part, ()):
                    book = "old" if old else "new" if month == last else "next"
                    known.append(self._of(part, book, month, month))
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
