"""Ranges of printed figures by OR-Tools' GLOP, from rows of figures.csv alone.

Written apart from the library on purpose: its own reading of printed numbers, its own
unknowns (running totals of three books instead of months), its own equations, another
solver. `test_second_ranges.py` compares the two.
"""

import re
from fractions import Fraction

from ortools.linear_solver import pywraplp

INFINITE = float("inf")
TINY = 1e-9
NOTHING = 1e-7  # of the largest figure: the noise of a solver
SOMETHING = 1e-5  # of the largest figure
TIGHT = "primal_feasibility_tolerance:1e-9 dual_feasibility_tolerance:1e-9"
DUAL = "use_dual_simplex:true"
# What page 02 states: how far Chinese customs moved totals since January, and months.
TOTALS = {"export": (-0.014, 0.005), "import": (-0.005, 0.038)}
MONTHS = {"export": (-0.029, 0.006), "import": (-0.005, 0.057)}
UNKNOWN = (-0.029, 0.057)
EITHER = (-0.014, 0.038)
MULTIPLES = {"tn": 10**12, "bn": 10**9, "m": 10**6, "k": 10**3}
COUNTING = {"declarations", "records", "parts counted"}
WHOLE = {"units", "transactions", "shipments", "persons", "entities"}
BOOKS = {"own": "new", "sum": "new", "later": "next", "revised": "old"}
HALF = Fraction(1, 2)
A_THIRD = Fraction(333, 1000)


def count_months(text):
    """January of the year 0 is 0."""
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


def split(unit):
    """(multiple, base): "m USD per month" is (1000000, "USD per month")."""
    head, _, tail = unit.partition(" ")
    if head in MULTIPLES and tail:
        return MULTIPLES[head], tail
    return 1, unit


def name_base(row):
    """What the row is solved in: dollars, where it says only how something grew."""
    base = split(row["unit"])[1].removesuffix(" per month")
    if base.startswith("times in "):
        return base.removeprefix("times in ")
    return "USD" if base in ("", "times", "percent") else base


def measure_digit(digits, is_hedged):
    """(unit of the last digit that counts, how many count)."""
    whole, _, behind = digits.partition(".")
    if behind:
        counting = (whole + behind).lstrip("0")
        return Fraction(1, 10 ** len(behind)), len(counting)
    counting = whole.lstrip("0")
    zeros = len(counting) - len(counting.rstrip("0")) if is_hedged else 0
    return Fraction(10**zeros), len(counting) - zeros


def limit(text, hedge, is_count=False):
    """The least and the greatest that a printed number allows; None is no limit."""
    if hedge == "between":
        low, high = re.split(r"\s*[-–]\s*", text)
        return Fraction(low), Fraction(high)
    digits = text.replace(",", "").replace("−", "-").lstrip("+-")
    value = Fraction(digits)
    is_hedged = hedge not in ("exact", "cut off")
    digit, number = measure_digit(digits, is_hedged)
    if is_count and not is_hedged and digit == 1:
        return value, value
    if is_count and is_hedged and value <= 10 and value.denominator == 1:
        return count_few(int(value), hedge)
    half, one = digit * HALF, digit
    if is_hedged and number == 1:
        half, one = Fraction(0), value / 10
        if hedge == "about":  # 3, rounded, is at least as near
            one = max(one, measure_digit(digits, False)[0] / 2)
    low, high = {
        "exact": (value - half, value + one),
        "cut off": (value, value + one),
        "about": (value - one, value + one),
        "more than": (value - half, value + one),
        "just over": (value - half, value + one),
        "at least": (value, value + one),
        "nearly": (value - one, value + half),
        "just under": (value - one, value + half),
        "up to": (value - one, value),
        "less than": (Fraction(0), value),
    }[hedge]
    if text.startswith(("-", "−")):
        low, high = -high, -low
    return low, high


def count_few(number, hedge):
    """The fewest and the most of a few things: nobody rounds what fits on ten fingers."""
    if hedge == "about":
        return max(number - 1, 0), number + 1
    if hedge in ("more than", "at least"):
        return number + (hedge == "more than"), INFINITE
    if hedge == "just over":
        return number + 1, number + 2
    if hedge in ("nearly", "just under"):
        return max(number - 2, 0), max(number - 1, 0)
    return 0, max(number - (hedge == "less than"), 0)


def read(row, kind):
    """What a row says: months, level in base units, growth in per cent, marks."""
    marks = row["status"].split("; ")
    first, last = count_months(row["period_start"]), count_months(row["period_end"])
    months = last - first + 1
    multiple, base = split(row["unit"])
    level = rate = None
    if row["value"]:
        hedge = "cut off" if "cut off" in marks else row["hedge"]
        is_whole = base in WHOLE and multiple == 1
        low, high = limit(row["value"], hedge, is_whole)
        times = multiple * (months if base.endswith(" per month") else 1)
        level = (max(low, 0) * times, high * times)
        if (
            kind in COUNTING
            and "complete" not in marks
            and not base.startswith("times")
        ):
            level = (level[0], None)  # what a source counted is the least
        if "each month" in marks:  # the least of each; none is the greatest
            level = (level[0], None)
        if base.startswith("times"):
            rate = (100 * low - 100, None if level[1] is None else 100 * high - 100)
            level = None
    if row["growth"]:
        rate = limit(row["growth"], row["growth_hedge"] or "exact")
    since = [mark[-7:] for mark in marks if mark.startswith("highest since")]
    before = count_months(row["growth_base"]) if row["growth_base"] else first - 12
    return {
        "id": row["id"],
        "flow": row["flow"],
        "span": (first, last),
        "level": level,
        "rate": rate,
        "base": (before, before + months - 1),
        "is_late": "later print" in marks,
        "table": (row["flow"], row["page"], row.get("released", "")),
        "is_each": "each month" in marks,
        # what is younger than a year, nobody has revised for good
        "first print": "first-print base" in marks,
        "on_first": "first-print base" in marks or first - before < 12,
        "months below": range(count_months(since[0]), first) if since else (),
    }


def list_systems(rows):
    """{(reporter, partner, product, source, base): rows} of what adds up."""
    systems = {}
    for row in rows:
        is_used = row["role"] == "evidence" and row["period_start"]
        is_sum = row["flow"] not in ("share", "price")
        is_rate = row["value"] and row["unit"] in ("percent", "USD per unit")
        if not (is_used and row["period_end"] and is_sum) or is_rate:
            continue
        if not (row["value"] or row["growth"]):
            continue
        key = (row["reporter"], row["partner"], row["product"], row["source"])
        systems.setdefault((*key, name_base(row)), []).append(row)
        if (row["value"], row["unit"]) == ("0", "units"):  # no piece, no dollar
            nothing = {**row, "growth": ""}
            systems.setdefault((*key, "USD"), []).append(nothing)
    return systems


def print_one_number(group):
    """Whether rows print one number of one release, each otherwise."""
    words = ("flow", "period_start", "period_end", "growth")
    numbers = {(*map(row.get, words), "later print" in row["status"]) for row in group}
    levels = {row["value"] for row in group}
    return len(numbers) == 1 and len(levels) > 1 and "" not in levels


def leave_out(rows, findings):
    """Rows without those of the findings; directions put right, one of two widened.

    `findings`: lists of rows of set_aside.csv, those of one contradiction together.
    A row that was widened carries the rows of all that it may be, as `either`.
    """
    rows = {row["id"]: row for row in rows}
    other = {"export": "import", "import": "export"}
    for finding in findings:
        group = [rows.pop(each["figure"]) for each in finding if each["figure"] in rows]
        if finding[0]["likely_cause"] == "swapped direction":
            group = [{**row, "flow": other[row["flow"]]} for row in group]
        elif print_one_number(group):
            group = [{**row, "either": group} for row in group]
        else:
            group = []
        rows |= {row["id"]: row for row in group}
    return list(rows.values())


def join(intervals):
    """The least and the greatest of several; None is no limit."""
    least, greatest = zip(*intervals, strict=True)
    return min(least), None if None in greatest else max(greatest)


def widen_touching(figures, what, key):
    """Widen prints of one number that share less than a third of the finer one."""
    groups = {}
    for figure in figures:
        if figure[what]:
            groups.setdefault(key(figure), []).append(figure)
    for group in groups.values():
        joined = []
        for figure in group:
            touching = [figure[what]]
            for other in group:
                ends = zip(figure[what], other[what], strict=True)
                least, greatest = [
                    [INFINITE if n is None else n for n in e] for e in ends
                ]
                shared = min(greatest) - max(least)
                finer = min(
                    high - low for low, high in zip(least, greatest, strict=True)
                )
                if other[what] != figure[what] and 0 <= shared < A_THIRD * finer:
                    touching.append(other[what])
            joined.append(join(touching))
        for figure, interval in zip(group, joined, strict=True):
            figure[what] = interval


class Ranges:
    """All figures of one system as one programme, in units of `scale`, near the largest.

    Three books hold each month: "new" as its own release printed it, "next" as the
    release after held it, "old" as customs held it a year later. Unknowns are running
    totals of each. `share` of the measured revisions is allowed; a source that is not
    customs has none.
    """

    def __init__(self, rows, kind, share=1.0, years=()):
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SetSolverSpecificParametersAsString(TIGHT)
        self.share = share if kind == "customs statistics" else 0.0
        self.one = self.solver.NumVar(
            1, 1, ""
        )  # what every printed number is a multiple of
        self.books, self.years = {}, {}
        self.grown_from = []
        self.above_nothing = []  # the flow and months of prints that are something
        figures = [read(row, kind) for row in rows]
        for figure, row in zip(figures, rows, strict=True):
            if row.get("either"):
                figure["level"] = join(
                    read(each, kind)["level"] for each in row["either"]
                )
            self.open_books(figure)
            for flow in self.parts(figure["flow"]):
                self.years[flow] |= set(years)
        for figure in figures:
            if figure["level"] and figure["level"][0] > 0:
                self.above_nothing.append((figure["flow"], figure["span"]))
        widen_touching(
            figures, "level", lambda each: (each["flow"], each["span"], each["is_late"])
        )
        widen_touching(
            figures,
            "rate",
            lambda each: (
                each["flow"],
                each["span"],
                each["base"],
                each["first print"],
            ),
        )
        for figure in figures:
            figure["months later"] = self.count_later(figure, figures)
        levels = [int(each["level"][0]) for each in figures if each["level"]]
        self.scale = 10 ** (len(str(max(levels, default=0))) - 1)
        for flow, years in self.years.items():
            self.add_months(flow, 12 * min(years), 12 * max(years) + 11)
        for figure in figures:
            self.add_figure(figure)

    def parts(self, flow):
        return ("export", "import") if flow == "trade" else (flow,)

    def count_later(self, figure, figures):
        """How many months later the table that prints a figure ends."""
        if not all(figure["table"]):
            return 0
        ends = [each["span"][1] for each in figures if each["table"] == figure["table"]]
        return max(ends) - figure["span"][1]

    def open_books(self, figure):
        """Note the years that a figure is about, with a year to each side."""
        months = [*figure["span"], *figure["base"], *figure["months below"]]
        for flow in self.parts(figure["flow"]):
            years = self.years.setdefault(flow, set())
            years |= {min(months) // 12 - 1, max(months) // 12 + 1}

    def add_months(self, flow, first, last):
        """Add the running totals, which never fall, and the revisions that tie them."""
        for book in ("new", "next", "old"):
            total = {first - 1: self.solver.NumVar(0, 0, "")}
            for month in range(first, last + 1):
                total[month] = self.solver.NumVar(0, self.solver.infinity(), "")
                self.solver.Add(total[month] >= total[month - 1])
            self.books[flow, book] = total
        for month in range(first, last + 1):
            printed = self.take(flow, "new", month, month)
            for book in ("next", "old"):
                moved = self.take(flow, book, month, month)
                self.tie(moved, printed, MONTHS.get(flow, UNKNOWN))
            if month % 12:
                span = (month - month % 12, month)
                total = self.take(flow, "old", *span)
                self.tie(total, self.add_up(flow, span), TOTALS.get(flow, UNKNOWN))

    def take(self, flow, book, first, last):
        total = self.books[flow, book]
        return total[last] - total[first - 1]

    def tie(self, later, earlier, within):
        low, high = within
        self.solver.Add(later >= (1 + self.share * low) * earlier)
        self.solver.Add(later <= (1 + self.share * high) * earlier)

    def add_up(self, flow, span, release="own"):
        """What a release says of a period; the last month is new, those before next."""
        first, last = span
        amounts = []
        if release == "totals":
            return self.add_up_totals(flow, first, last)
        for part in self.parts(flow):
            if release == "own":
                amounts.append(self.take(part, "next", first, last - 1))
                amounts.append(self.take(part, "new", last, last))
            else:
                amounts.append(self.take(part, BOOKS[release], first, last))
        return sum(amounts)

    def add_up_totals(self, flow, first, last):
        """Each year as printed up to its last month, less what was printed before it."""
        amounts = []
        for year in range(first // 12, last // 12 + 1):
            until = min(last, 12 * year + 11)
            amounts.append(self.add_up(flow, (12 * year, until)))
            if first > 12 * year:
                amounts.append(-1 * self.add_up(flow, (12 * year, first - 1)))
        return sum(amounts)

    def add_figure(self, figure):
        flow, span = figure["flow"], figure["span"]
        here = self.add_up(flow, span)
        if figure["level"]:
            low, high = figure["level"]
            amounts = [here]
            is_unmoved = figure["months later"] >= 12
            old = self.add_up(flow, span, "revised")
            if figure["is_late"] and self.share and is_unmoved:
                amounts = [old]
            elif figure["is_late"]:
                level = self.solver.NumVar(0, self.solver.infinity(), "")
                within = EITHER if flow == "trade" else TOTALS.get(flow, UNKNOWN)
                self.tie(old, level, within)
                amounts = [level]
            elif self.share and figure["months later"] > 0:
                amounts = [self.add_up(flow, span, "later")]
                amounts += [old] * is_unmoved
            for level in amounts:
                self.solver.Add(level >= float(low / self.scale) * self.one)
            for month in range(span[0], span[1] + 1) if figure["is_each"] else ():
                least = float(low / self.scale / (span[1] - span[0] + 1))
                alone = (month, month)
                self.solver.Add(self.add_up(flow, alone) >= least * self.one)
                until = span[1] + figure["months later"]
                if self.share and until > month and not figure["is_late"]:
                    held = self.add_up(flow, alone, "later")
                    self.solver.Add(held >= least * self.one)
                if self.share and until >= month + 12:
                    held = self.add_up(flow, alone, "revised")
                    self.solver.Add(held >= least * self.one)
            for level in amounts if high is not None else ():
                self.solver.Add(level <= float(high / self.scale) * self.one)
        if figure["rate"]:
            low, high = figure["rate"]
            release = "own" if figure["on_first"] or not self.share else "revised"
            before = self.add_up(flow, figure["base"], release)
            self.grown_from.append(before)
            self.solver.Add(here >= float(1 + max(low, -100) / 100) * before)
            if high is not None:
                self.solver.Add(here <= float(1 + high / 100) * before)
        for month in figure["months below"]:
            self.solver.Add(here >= self.add_up(flow, (month, month)))

    def can_be_true(self):
        self.solver.Minimize(0)
        return self.solver.Solve() == pywraplp.Solver.OPTIMAL

    def range(self, flow, span, release="own"):
        """(least, greatest) of a period, in `scale`; infinite where nothing bounds it."""
        may_fall = release == "totals"
        ends = self.find_ends(self.add_up(flow, span, release), may_fall)
        january = 12 * (span[0] // 12 + 1)
        if may_fall and january <= span[1]:  # a year's part is not less than nothing
            floor, _ = self.find_ends(
                self.add_up(flow, (january, span[1]), release), True
            )
            ends = max(ends[0], floor), max(ends[1], floor)
        return ends

    def solve(self, must_end=False):
        """Solve it; where the solver stumbles, anew, by other ways and less tightly.

        `must_end`: it has a solution, so that any other answer is a stumble.
        """
        status = self.solver.Solve()
        stumbles = {pywraplp.Solver.ABNORMAL, pywraplp.Solver.NOT_SOLVED}
        if must_end:
            stumbles |= {pywraplp.Solver.INFEASIBLE, pywraplp.Solver.UNBOUNDED}
        anew = pywraplp.MPSolverParameters()
        anew.SetIntegerParam(anew.INCREMENTALITY, anew.INCREMENTALITY_OFF)
        for way in (f"{TIGHT} {DUAL}", TIGHT, DUAL, ""):
            if status not in stumbles:
                break
            self.solver.SetSolverSpecificParametersAsString(way)
            status = self.solver.Solve(anew)
        self.solver.SetSolverSpecificParametersAsString(TIGHT)
        return status

    def find_ends(self, wanted, may_fall=False):
        """(least, greatest) of a sum; None where nothing meets all that is said.

        `may_fall`: it is a difference, of which the least may have no end: then nought.
        """
        self.solver.Minimize(wanted)
        low = 0.0
        if self.solve(must_end=not may_fall) == pywraplp.Solver.OPTIMAL:
            low = self.solver.Objective().Value()
            low = max(low, 0.0) if may_fall else low
        elif not may_fall:
            return None
        self.solver.Maximize(wanted)
        if self.solve() != pywraplp.Solver.OPTIMAL:
            return low, INFINITE  # it had a solution a moment ago
        return low, self.solver.Objective().Value()

    def growth(self, flow, span, base, release="own", base_release="revised"):
        """(least, greatest) growth in per cent, infinite on a base of nothing.

        The base is one, and every printed number is as large as that makes it. A base
        that no numbers make one is nothing but the solver's noise. Nothing after nothing
        is no growth.
        """
        before = self.add_up(flow, base, base_release)
        here = self.add_up(flow, span, release)
        ratio = None
        may_fall = [each == "totals" for each in (release, base_release)]
        if self.find_ends(before, may_fall[1])[1] > NOTHING:
            fixed = self.solver.Add(before == 1)
            self.one.SetBounds(0, self.solver.infinity())
            ratio = self.find_ends(here, any(may_fall))
            self.one.SetBounds(1, 1)
            fixed.Clear()
            fixed.SetBounds(0, 0)
        if ratio is None:
            ends = self.find_ends(here, may_fall[0])
            return tuple(INFINITE if end > NOTHING else 0.0 for end in ends)
        low, high = (100 * end - 100 for end in ratio)
        if any(may_fall):
            low = max(low, -100.0)
        if any(may_fall) and (
            self.is_something(flow, span) or self.is_something(flow, base)
        ):
            return low, high
        if not low <= 0 <= high and self.can_be_nothing(before + here, any(may_fall)):
            low, high = min(low, 0.0), max(high, 0.0)
        return low, high

    def is_something(self, flow, span):
        """Whether a print says that in some of these months there was something."""
        flows = {flow, "export", "import"} if flow == "trade" else {flow}
        for printed, (start, end) in self.above_nothing:
            if printed in flows and span[0] <= start and end <= span[1]:
                return True
        return False

    def can_be_nothing(self, amount, may_fall=False):
        """Whether a sum can be nothing, where what growth was printed on is something."""
        added = [self.solver.Add(base >= SOMETHING) for base in self.grown_from]
        self.solver.Minimize(amount)
        has_least = self.solve(must_end=not may_fall) == pywraplp.Solver.OPTIMAL
        assert has_least or may_fall
        least = self.solver.Objective().Value() if has_least else 0.0
        for each in added:
            each.Clear()
            each.SetBounds(0, 0)
        return least < SOMETHING / 10
