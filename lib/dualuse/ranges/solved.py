"""One system of figures: what is wrong in it, and the range of any of its periods at each allowance."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from weakref import WeakValueDictionary

import pandas as pd

from dualuse.data import printed
from dualuse.data.readings import ALLOWANCES
from dualuse.ranges import conflicts, constraints, slips
from dualuse.ranges.programme import VINTAGES, Programme
from dualuse.ranges.reached import reached
from pressroom import kept

CODE, LIBRARIES = (Path(__file__).parent, Path(printed.__file__).parent), ("highspy", "numpy", "pandas")
DIGITS = 6  # of a bound, in the unit it is written in
CALENDAR = (1, 6, 12)  # months, half-years and years; month 0 of pandas' ordinals is a January
ASIDE = ["figure", "by_how_much", "unit", "beside", "likely_cause", "status", "series"]
LISTED = [*((VINTAGES[0], allowance) for allowance in ALLOWANCES), (VINTAGES[1], "default")]
OPEN = {1: 0.0, -1: float("inf")}  # the least and the greatest value that nothing bounds
FEW = 12  # printed periods that are listed beside those; more are monthly releases, which months cover


class Case:
    """One system, what is wrong in it, and while it is asked its programmes; what is found is `kept`."""

    def __init__(self, system: constraints.System, state: str):
        self.system, self._found = system, {}
        self.kept = kept.Kept("-".join(system.root), state, kept.code(*CODE, libraries=LIBRARIES))

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
                found = self.ends(allowance, [(flow, *period, vintage) for period in periods])
                for (_, start, end, _), ends in found.items():
                    low, high = map(rounded, ends)
                    months = (f"{1970 + m // 12}-{m % 12 + 1:02d}" for m in (start, end))
                    high = max(low, high) if high < float("inf") else None
                    rows.append((self.system.series(flow), *months, vintage, allowance, low, high, unit))
        for name in ("apart",) if vintage == LISTED[-1][0] else ("measured", *ALLOWANCES):
            self._found.pop(name, None)  # of thousands of systems the programmes would fill the memory
        return rows

    # Not `cached_property`: in Python 3.11 its lock is one for all cases, and those solved side by side would wait.
    @property
    def errors(self) -> conflicts.Diagnosis:
        found = partial(self.kept.once, "findings", self._findings)
        return self._once("errors", lambda: conflicts.Diagnosis(self.system, found()))

    def _findings(self):
        return [(f.suspects, f.status, f.swapped) for f in conflicts.Diagnosis(self.system).findings]

    @property
    def settled(self) -> constraints.System:
        """The system whose prints can all be true: without what was set aside.

        Where nothing can tell and the suspects are prints of one period, the number lies between theirs.
        """
        return self._once("settled", self._settle)

    def _once(self, name, find):
        if (found := self._found.get(name)) is None:
            self._found[name] = found = find()
        return found

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
        return self._once(allowance, partial(self._at, allowance))

    def _at(self, allowance):
        least = partial(conflicts.least_revision, self._measured)
        share = ALLOWANCES[allowance] or self.kept.once("least", least)
        return self._measured if share == ALLOWANCES["default"] else self._measured.at(share)

    @property
    def _apart(self):
        """The programme of the table's revised ranges: its own, so that first prints can be solved beside them."""
        return self._once("apart", lambda: Programme(self.settled, ALLOWANCES["default"]))

    def ends(self, allowance: str, spans: list) -> dict:
        """Return {span: (low, high)} of (flow, start, end, vintage), in the system's unit.

        All least values are found first, which is much faster.
        """
        asked = {(span, sense): f"{allowance} {span} {sense}" for sense in (1, -1) for span in spans}
        new = {}
        for (span, sense), question in asked.items():
            if question not in self.kept.answers:
                new |= self._solve(allowance, span, sense)
        self.kept.add(new)
        return {span: tuple(self.kept.answers[asked[span, sense]] for sense in (1, -1)) for span in spans}

    def _solve(self, allowance, span, sense):
        """Find an end of a range; what rests on no revision holds at each wider allowance."""
        programme = self._for(allowance, span)
        value = _value(programme, span, sense)
        wider = value == OPEN[sense] or programme.steady()
        names = [*ALLOWANCES][[*ALLOWANCES].index(allowance) :] if wider else [allowance]
        return {f"{name} {span} {sense}": value for name in names}

    def _for(self, allowance, span):
        return self._apart if (span[-1], allowance) == LISTED[-1] else self.programme(allowance)

    def at(self, allowance: str, span: tuple) -> tuple[float, float, str] | None:
        """Return (low, high, closed) of a span, rounded; None where nothing is known."""
        low, high = map(rounded, self.ends(allowance, [span])[span])
        if low <= 0 and high == float("inf"):
            return None
        if low >= high:
            return low, low, "both"
        left = self._reached(allowance, span, 1)
        right = high < OPEN[-1] and self._reached(allowance, span, -1)
        return low, high, printed.ends_belong(left, right)

    def _reached(self, allowance, span, sense):
        question = f"reached {allowance} {span} {sense}"
        return self.kept.once(question, lambda: reached(self._for(allowance, span), span, sense))

    def holders(self, allowance: str, span: tuple) -> list[str]:
        """Return the ids of the prints that hold either end of a period's range."""

        def find():
            programme, ids = self.programme(allowance), set()
            programme.forget()
            for sense in (1, -1):
                end = _value(programme, span, sense)
                ids |= programme.active() if (end > 0 if sense > 0 else end < OPEN[-1]) else set()
            return sorted(ids)

        return self.kept.once(f"holders {allowance} {span}", find)

    def set_aside(self) -> list[tuple]:
        """Return a row of `bounds.Model.set_aside` (ASIDE) for each print that a finding is about."""
        return self.kept.once("set aside", lambda: list(self._aside()))

    def _aside(self) -> Iterator[tuple]:
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

        # most candidates are of one period
        ends = cache(lambda *span: [rounded(_value(beside, span, sense)) for sense in (1, -1)])

        def fits(candidate):
            low, high = ends(candidate.flow, candidate.start, candidate.end, VINTAGES[candidate.later])
            narrow = 0 < high < float("inf") and high - low <= slips.NARROW * (high + low) / 2
            return narrow and candidate.level.left <= high and candidate.level.right >= low

        return slips.likely(p, fits)


_cases: WeakValueDictionary[str, Case] = WeakValueDictionary()


def case(system: constraints.System) -> Case:
    """Return what is known of a system: one `Case` for all who ask, as long as one of them has it."""
    return _cases.setdefault(state := repr(system), Case(system, state))


def rounded(value: float) -> float:
    """Round to DIGITS; what only the solver's last bits decide is settled the same way each time."""
    return round(round(value, DIGITS + 3), DIGITS) + 0.0  # never minus zero


def _value(programme, span, sense):
    """Return the least or greatest value of a period; of months that are in no print, what nothing bounds."""
    row, whole = programme.columns(*span)
    return programme.extreme(row, sense) if row and (sense > 0 or whole) else OPEN[sense]
