"""The tightest range of a quantity that all accepted figures together allow.

A series is one quantity as one primary source measures it: `CHN-RUS-export-all-GACC`, with `:units` or
another base behind it where it is not in US dollars. Its unknowns are months; figures are constraints on
their sums (`constraints`, `programme`); HiGHS gives the least and the greatest value of any period.

Three allowances, because customs revise earlier months:

none      nothing was revised after it was printed, except where prints contradict each other: then the newest
          stand, and an older print that cannot stand beside them is held at the default allowance
default   `programme.LEVEL` on levels and `programme.BASE` on the base of a growth rate
double    twice that; what is impossible even then is an error and is set aside at every allowance
"""

from functools import cached_property
from itertools import product

import pandas as pd

from . import conflicts, constraints
from .errors import InputError
from .programme import Programme

ALLOWANCES = {"none": 0.0, "default": 1.0, "double": 2.0}
DIGITS = 6  # of a bound, in the unit it is written in
MOST_VARIANTS = 9  # of "one of these" answers followed one by one; beyond, all suspects are left out
NOTHING = pd.Interval(0.0, float("inf"), closed="left")


class Model:
    """Ranges of every series that a table of figures supports.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `load.figures()` returns it. Rows of role claim or context, and rows without a period, never enter.
        The order of rows does not matter.
    allowance : {"none", "default", "double"}
    reading : {"newspaper", "strict"}
        How a one-sided hedge is read; see `printed`.

    Attributes
    ----------
    series : dict of {series id: (system, flow)}
    unused : pandas.DataFrame
        `id, reason` of rows that constrain nothing.
    set_aside : pandas.DataFrame
        `figure, by_how_much, unit, beside, likely_cause, status, series`; see `conflicts`.

    Raises
    ------
    dualuse.errors.InputError
        A figure that cannot be read, or an allowance that has no name.
    """

    def __init__(self, figures, allowance="default", reading="newspaper"):
        if allowance not in ALLOWANCES:
            raise InputError("allowance", allowance, f"one of {', '.join(ALLOWANCES)}")
        self.allowance, self.reading = allowance, reading
        found, self.unused = constraints.systems(figures, reading)
        self._cases = {key: Case(system) for key, system in sorted(found.items())}
        self.series = {
            case.system.series(flow): (case, flow)
            for case in self._cases.values()
            for flow in case.system.flows
        }

    def at(self, allowance):
        """Return the same model at another allowance; what was found out is shared."""
        other = object.__new__(Model)
        other.__dict__ = self.__dict__ | {"allowance": allowance}
        return other

    def range(self, series, start, end):
        """Return the least and greatest value of a series from one month to another.

        Parameters
        ----------
        series : str
        start, end : str or pandas.Period
            Months, both included.

        Returns
        -------
        pandas.Interval
            In the base unit (USD, units, ...). From 0 to infinity where no figure says anything; an end is
            open where only an open end of a print ("more than") keeps the value from it.
        """
        found = self._extremes(series, _month(start), _month(end))
        if found is None:
            return NOTHING
        low, high, closed, scale, _ = found
        return pd.Interval(round(low * scale, 3), round(high * scale, 3), closed=closed)

    def figures(self, series, start, end):
        """Return the ids of the figures that hold either end of `range` where it is."""
        found = self._extremes(series, _month(start), _month(end))
        return sorted(found[4]) if found else []

    def growth(self, series, start, end, base_start):
        """Return the range of the growth of a period on an equally long one, in per cent.

        Returns
        -------
        pandas.Interval or None
            None where the base can only be zero; from -100 to infinity where no figure says anything.
        """
        start, end, base = _month(start), _month(end), _month(base_start)
        if series not in self.series:
            return pd.Interval(-100.0, float("inf"), closed="left")
        case, flow = self.series[series]
        ends = []
        for programme in case.programmes(self.allowance):
            top, bottom = (
                programme.columns(flow, start, end),
                programme.columns(flow, base, base + end - start),
            )
            if top is None or bottom is None:
                ends.append((-100.0, float("inf")))
            elif (ratios := programme.ratio(top, bottom)) is not None:
                ends.append([round(100 * (r - 1), DIGITS) for r in ratios])
        if not ends:
            return None
        low, high = min(e[0] for e in ends), max(e[1] for e in ends)
        return pd.Interval(low, max(low, high), closed="both" if high < float("inf") else "left")

    @property
    def set_aside(self):
        rows = [row for case in self._cases.values() for row in case.set_aside()]
        columns = ["figure", "by_how_much", "unit", "beside", "likely_cause", "status", "series"]
        return pd.DataFrame(rows, columns=columns).sort_values(["series", "figure"]).reset_index(drop=True)

    def _extremes(self, series, start, end):
        """Return (low, high, closed, scale, ids) in the system's unit, or None where nothing is known."""
        if end < start:
            raise InputError("period", f"{start} to {end}", "an end that is not before its start")
        if series not in self.series:
            return None
        case, flow = self.series[series]
        key = self.allowance, flow, start, end
        if key not in case.known:
            case.known[key] = case.extremes(self.allowance, flow, start, end)
        return case.known[key]


class Case:
    """One system, what is wrong in it, and its programmes at each allowance."""

    def __init__(self, system):
        self.system, self.known, self._programmes = system, {}, {}

    @cached_property
    def errors(self):
        return conflicts.Diagnosis(self.system, ALLOWANCES["double"], conflicts.ERROR)

    @cached_property
    def revised(self):
        system = self.variants[0]
        return conflicts.Diagnosis(system, ALLOWANCES["default"], conflicts.REVISED)

    @cached_property
    def variants(self):
        """Systems without what was set aside: more than one where the answer is "one of these"."""
        choices = [finding.suspects for finding in self.errors.findings if not finding.swapped]
        count = 1
        for suspects in choices:
            count *= len(suspects)
        if count > MOST_VARIANTS:
            choices = [[tuple(key for s in suspects for key in s)] for suspects in choices]
        gone = [{key for suspect in chosen for key in suspect} for chosen in product(*choices)]
        return [conflicts.without(self.errors.system, ids) for ids in gone]

    def programmes(self, allowance):
        if allowance not in self._programmes:
            self._programmes[allowance] = [self._programme(v, allowance) for v in self.variants]
        return self._programmes[allowance]

    def _programme(self, system, allowance):
        if allowance == "double":
            return Programme(system, ALLOWANCES[allowance])
        left_out = {key for finding in self.revised.findings for key in finding.ids}
        system = conflicts.without(system, left_out)
        if allowance == "default":
            return Programme(system, ALLOWANCES[allowance])
        return Programme(system, conflicts.newest_stand(system))

    def extremes(self, allowance, flow, start, end):
        low, high, left, right, ids = float("inf"), 0.0, True, True, set()
        for programme in self.programmes(allowance):
            least, most, closed_left, closed_right, held = _extremes(programme, flow, start, end)
            if least < low:
                low, left = least, closed_left
            if most > high:
                high, right = most, closed_right
            ids |= held
        if low == 0 and high == float("inf") and not ids:
            return None
        low, high = round(low, DIGITS), round(high, DIGITS)
        closed = {(True, True): "both", (True, False): "left", (False, True): "right"}.get(
            (left, right), "neither"
        )
        return low, max(low, high), "both" if low >= high else closed, self.system.scale, ids

    def set_aside(self):
        for diagnosis in (self.errors, self.revised):
            for finding in diagnosis.findings:
                for key in finding.ids:
                    p = next(p for p in self.system.prints if p.id == key)
                    yield {
                        "figure": key,
                        "by_how_much": round(finding.by[key], DIGITS),
                        "unit": self.system.unit,
                        "beside": " ".join(finding.beside[key]),
                        "likely_cause": "swapped direction" if finding.swapped else "unknown",
                        "status": finding.status,
                        "series": self.system.series(p.flow),
                    }


def _extremes(programme, flow, start, end):
    columns = programme.columns(flow, start, end)
    whole = columns is not None
    if not whole:  # months in no print: the least value is that of the others, the greatest has no bound
        columns = [
            n for cell, n in programme.cells.items() if cell in set(constraints.cells(flow, start, end))
        ]
    if not columns:
        return 0.0, float("inf"), True, False, set()
    low = programme.extreme(columns, 1)
    left, ids = programme.attained(), programme.active() if low > 0 else set()
    high, right = float("inf"), False
    if whole:
        high = programme.extreme(columns, -1)
        if high < float("inf"):
            right, ids = programme.attained(), ids | programme.active()
    return low, high, left, right, ids


def _month(month):
    try:
        return pd.Period(month, "M").ordinal
    except ValueError as error:
        raise InputError("period", month, "a month such as 2023-06") from error
