"""One system of figures: what is wrong in it, and the range of any of its periods at each allowance."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from dualuse.data import printed
from dualuse.data.readings import ALLOWANCES
from dualuse.ranges import conflicts, constraints, slips
from dualuse.ranges.programme import VINTAGES, Programme

DIGITS = 6  # of a bound, in the unit it is written in
CALENDAR = (1, 6, 12)  # months, half-years and years; month 0 of pandas' ordinals is a January
ASIDE = ["figure", "by_how_much", "unit", "beside", "likely_cause", "status", "series"]
LISTED = [*((VINTAGES[0], allowance) for allowance in ALLOWANCES), (VINTAGES[1], "default")]
FEW = 12  # printed periods that are listed beside those; more are monthly releases, which months cover


class Case:
    """One system, what is wrong in it, and its programmes at each allowance."""

    def __init__(self, system: constraints.System):
        self.system, self.known, self._found, self._held, self._programmes = system, {}, {}, {}, {}

    def spans(self, flow: str) -> set[tuple[int, int]]:
        """Return the periods (start, end) of a flow that `bounds.table` lists."""
        prints, flows = self.system.prints, {p.flow for p in self.system.prints}
        spans = {(p.start, p.end) for p in prints if p.flow == flow and p.level is not None}
        if len(prints) == 1 or (flow not in flows and len(flows) == 1):
            return spans
        spans = spans if len(spans) <= FEW else set()
        wanted = constraints.parts(flow)
        about = {cell for p in prints for cell in constraints.cells(p.flow, p.start, p.end)}
        months = [month for part, month in about if part in wanted]
        first, last, shortest = min(months), max(months), min(p.length for p in prints)
        for n in (n for n in CALENDAR if n >= shortest):
            spans |= {(m, m + n - 1) for m in range(-(-first // n) * n, last - n + 2, n)}
        return spans

    def listed(self, vintage: str) -> list[tuple]:
        """Return the rows of `bounds.table` that are about this system, in one vintage."""
        rows, unit = [], self.system.unit
        for flow in self.system.flows:
            periods = sorted(self.spans(flow), key=lambda span: (span[1] - span[0], span))
            for allowance in (name for of, name in LISTED if of == vintage):
                found = self.at(allowance, [(flow, *period, vintage) for period in periods])
                for (_, start, end, _), ends in found.items():
                    low, high, *_ = ends or (0.0, float("inf"))
                    months = (f"{1970 + m // 12}-{m % 12 + 1:02d}" for m in (start, end))
                    high = high if high < float("inf") else None
                    rows.append((self.system.series(flow), *months, vintage, allowance, low, high, unit))
        return rows

    # Not `cached_property`: in Python 3.11 its lock is one for all cases, and those solved side by side would wait.
    @property
    def errors(self) -> conflicts.Diagnosis:
        return self._once("errors", lambda: conflicts.Diagnosis(self.system))

    @property
    def settled(self) -> constraints.System:
        """The system whose prints can all be true: without what was set aside.

        Where nothing can tell and the suspects are prints of one period, the number lies between theirs.
        """
        return self._once("settled", self._settle)

    def _once(self, name, find):
        if name not in self._found:
            self._found[name] = find()
        return self._found[name]

    def _settle(self):
        system, gone = self.errors.system, set()
        for finding in (f for f in self.errors.findings if not f.swapped):
            prints = [p for p in system.prints if p.id in finding.ids]
            numbers = {(p.flow, p.start, p.end, p.later, p.level is None, str(p.growth)) for p in prints}
            if len(finding.suspects) == 1 or len(numbers) > 1 or prints[0].level is None:
                gone |= set(finding.ids)
                continue
            left, open_left = min((p.level.left, p.level.open_left) for p in prints)
            right, closed_right = max((p.level.right, p.level.closed_right) for p in prints)
            between = pd.Interval(left, right, printed.ends_belong(not open_left, closed_right))
            put = [replace(p, level=between) if p in prints else p for p in system.prints]
            system = replace(system, prints=put)
        return conflicts.without(system, gone)

    @property
    def _measured(self):
        return self._once("measured", lambda: Programme(self.settled, ALLOWANCES["default"]))

    def programme(self, allowance: str) -> Programme:
        """Return the programme of what is settled, at a named allowance."""
        if allowance not in self._programmes:
            share = ALLOWANCES[allowance] or conflicts.least_revision(self._measured)
            same = share == ALLOWANCES["default"]
            self._programmes[allowance] = self._measured if same else self._measured.at(share)
        return self._programmes[allowance]

    @property
    def _apart(self):
        """The programme of the table's revised ranges: its own, so that first prints can be solved beside them."""
        return self._once("apart", lambda: Programme(self.settled, ALLOWANCES["default"]))

    def at(self, allowance: str, spans: list) -> dict:
        """Return {span: (low, high, closed)} of (flow, start, end, vintage), in the system's unit.

        None stands where nothing is known. All least values are found first, which is much faster.
        """
        for sense in (1, -1):
            for span in spans:
                if (allowance, span, sense) not in self.known:
                    self._solve(allowance, span, sense)
        return {
            span: self._range(*self.known[allowance, span, 1], *self.known[allowance, span, -1])
            for span in spans
        }

    def _solve(self, allowance, span, sense):
        """Find an end of a range; what rests on no revision holds at each wider allowance."""
        apart = (span[-1], allowance) == LISTED[-1]
        *end, steady = _end(self._apart if apart else self.programme(allowance), span, sense)
        for name in [*ALLOWANCES][[*ALLOWANCES].index(allowance) :] if steady else [allowance]:
            self.known[name, span, sense] = end

    def _range(self, low, left, high, right):
        if low <= 0 and high == float("inf"):
            return None
        low, high = rounded(low), rounded(high)
        if low >= high:
            return low, low, "both"
        return low, high, printed.ends_belong(left, right)

    def holders(self, allowance: str, span: tuple) -> set:
        """Return the ids of the prints that hold either end of a period's range."""
        if (allowance, span) not in self._held:
            programme, ids = self.programme(allowance), set()
            programme.forget()
            for sense in (1, -1):
                end = _end(programme, span, sense)[0]
                ids |= programme.active() if (end > 0 if sense > 0 else end < float("inf")) else set()
            self._held[allowance, span] = ids
        return self._held[allowance, span]

    def set_aside(self) -> Iterator[tuple]:
        """Yield a row of `bounds.Model.set_aside` (ASIDE) for each print that a finding is about."""
        for finding in self.errors.measured():
            for key in finding.ids:
                p = next(p for p in self.system.prints if p.id == key)
                amount = round(finding.by[key], DIGITS), self.system.unit, " ".join(finding.beside[key])
                yield key, *amount, self._cause(p, finding), finding.status, self.system.series(p.flow)

    def _cause(self, p, finding):
        if finding.swapped:
            return "swapped direction"
        gone = {key for other in self.errors.findings for key in other.ids if not other.swapped}
        own = next(suspect for suspect in finding.suspects if p.id in suspect)
        beside = Programme(conflicts.without(self.errors.system, gone - set(finding.ids) | set(own)))

        def fits(candidate):
            period = candidate.flow, candidate.start, candidate.end, VINTAGES[candidate.later]
            low, high = (rounded(_end(beside, period, sense)[0]) for sense in (1, -1))
            narrow = 0 < high < float("inf") and high - low <= slips.NARROW * (high + low) / 2
            return narrow and candidate.level.left <= high and candidate.level.right >= low

        return slips.likely(p, fits)


def rounded(value: float) -> float:
    """Round to DIGITS; what only the solver's last bits decide is settled the same way each time."""
    return round(round(value, DIGITS + 3), DIGITS) + 0.0  # never minus zero


def _end(programme, span, sense):
    """Return (the least or greatest value of a period, it is attained, it is the same at any wider allowance)."""
    row, whole = programme.columns(*span)
    if not row or (sense < 0 and not whole):
        return (0.0, True, True) if sense > 0 else (float("inf"), False, True)
    value = programme.extreme(row, sense)
    if value == float("inf"):
        return value, False, True
    return value, *programme.rests()
