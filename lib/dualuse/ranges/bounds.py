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

import re

import pandas as pd

from dualuse.ranges import conflicts, constraints
from dualuse.ranges.programme import BASE, LEVEL
from dualuse.ranges.solved import ALLOWANCES, Case, holders, rounded
from pressroom.errors import InputError

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
    like : sequence of Model, optional
        Other readings of much the same figures: systems that come out equal share what they have found.

    Attributes
    ----------
    series : dict of {series id: (system, flow)}
    unused : pandas.DataFrame
        `id, reason` of rows that constrain nothing.
    set_aside : pandas.DataFrame
        `figure, by_how_much, unit, beside, likely_cause, status, series`; see `conflicts`.

    Raises
    ------
    pressroom.errors.InputError
        A figure that cannot be read, or an allowance that has no name.
    """

    def __init__(self, figures, allowance="default", reading="newspaper", like=()):
        if allowance not in ALLOWANCES:
            raise InputError("allowance", allowance, f"one of {', '.join(ALLOWANCES)}")
        self.allowance, self.reading = allowance, reading
        found, self.unused = constraints.systems(figures, reading)
        known = [case for model in like for case in model.cases.values()]
        self.cases = {
            key: next((case for case in known if case.system == system), None) or Case(system)
            for key, system in sorted(found.items())
        }
        self.series = {
            case.system.series(flow): (case, flow)
            for case in self.cases.values()
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
        low, high, closed, scale = found
        return pd.Interval(round(low * scale, 3), round(high * scale, 3), closed=closed)

    def figures(self, series, start, end):
        """Return the ids of the figures that hold either end of `range` where it is."""
        start, end = _month(start), _month(end)
        if self._extremes(series, start, end) is None:
            return []
        case, flow = self.series[series]
        programmes = case.programmes(self.allowance)
        return sorted(set().union(*(holders(p, flow, start, end) for p in programmes)))

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
        key = "growth", self.allowance, flow, start, end, base
        if key not in case.known:
            case.known[key] = self._growth(case, flow, start, end, base)
        return case.known[key]

    def _growth(self, case, flow, start, end, base):
        ends = []
        for programme in case.programmes(self.allowance):
            top, whole = programme.columns(flow, start, end)
            bottom, all_of_it = programme.columns(flow, base, base + end - start)
            if not (whole and all_of_it):
                ends.append((-100.0, float("inf")))
            elif (ratios := programme.ratio(top, bottom)) is not None:
                ends.append([rounded(100 * (r - 1)) for r in ratios])
        if not ends:
            return None
        low, high = min(e[0] for e in ends), max(e[1] for e in ends)
        return pd.Interval(low, max(low, high), closed="both" if high < float("inf") else "left")

    @property
    def set_aside(self):
        rows = [row for case in self.cases.values() for row in case.set_aside()]
        columns = ["figure", "by_how_much", "unit", "beside", "likely_cause", "status", "series"]
        return pd.DataFrame(rows, columns=columns).sort_values(["series", "figure"]).reset_index(drop=True)

    def _extremes(self, series, start, end):
        """Return (low, high, closed, scale) in the system's unit, or None where nothing is known."""
        if end < start:
            raise InputError("period", f"{start} to {end}", "an end that is not before its start")
        if series not in self.series:
            return None
        case, flow = self.series[series]
        return case.at(self.allowance, flow, start, end)


def _month(month):
    if isinstance(month, str) and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise InputError("period", month, "a month such as 2023-06")
    return pd.Period(month, "M").ordinal


def table(model):
    """Return the periods of every series at the three allowances.

    Listed are every month, half-year and year between the first and the last month that the figures of a
    series are about (the bases of growth rates apart), none finer than what was printed, and the printed
    periods where they are few. A figure that stands alone says no more than its own period.

    Parameters
    ----------
    model : Model

    Returns
    -------
    pandas.DataFrame
        `series, period_start, period_end, allowance, low, high, unit`; numbers in `unit` to 6 decimals, an
        open end missing.
    """
    rows = []
    for series in sorted(model.series):
        case, flow = model.series[series]
        spans = sorted(case.spans(flow))
        found = {allowance: case.all(allowance, flow, spans) for allowance in ALLOWANCES}
        for start, end in sorted(spans, key=lambda span: (span[1] - span[0], span)):
            first, last = (str(pd.Period(ordinal=m, freq="M")) for m in (start, end))
            for allowance in ALLOWANCES:
                low, high, *_ = found[allowance][start, end] or (0.0, float("inf"))
                high = high if high < float("inf") else None
                rows.append((series, first, last, allowance, low, high, case.system.unit))
    columns = ["series", "period_start", "period_end", "allowance", "low", "high", "unit"]
    return pd.DataFrame(rows, columns=columns)


def monthly(model, series, start, end):
    """Return the ranges of a series over time; months that no print tells apart are one average.

    January and February, which Chinese customs publish together, always are.

    Parameters
    ----------
    model : Model
    series : str
    start, end : str
        First and last month.

    Returns
    -------
    pandas.DataFrame
        `start` (pandas.Period), `months` (how many), `allowance`, `low`, `high`: the average of a month, in the
        unit of `table`.
    """
    rows, month, last = [], pd.Period(start, "M"), pd.Period(end, "M")
    case, flow = model.series[series]
    parts = [case.system.series(part) for part in constraints.parts(flow)]
    while month <= last:
        n = 1
        while month + n <= last and any(
            model.at("default").range(part, month, month + n - 1).left == 0 for part in parts
        ):
            n += 1  # what may be nothing may all be in the months that follow
        for allowance in ALLOWANCES:
            found = model.at(allowance).range(series, month, month + n - 1)
            low, high = (end / case.system.scale / n for end in (found.left, found.right))
            rows.append((month, n, allowance, low, high))
        month += n
    return pd.DataFrame(rows, columns=["start", "months", "allowance", "low", "high"])


def least_revisions(model):
    """Return how much must have been revised for all prints of a quantity to be true together.

    Prints that are errors do not count; directions that changed places are put right.

    Returns
    -------
    pandas.DataFrame
        `series` (of a joint model: its flows, joined by " + "), `prints`, `levels` and `bases`: the least
        allowance in per cent; missing where not even four times the default is enough. Quantities with a
        single print have nothing to disagree with and are not listed.
    """
    rows = []
    for case in model.cases.values():
        gone = {key for finding in case.errors.findings if not finding.swapped for key in finding.ids}
        whole = conflicts.without(case.errors.system, gone)
        flows = sorted({p.flow for p in whole.prints})
        parts = {whole.series(flow): conflicts.only(whole, flow) for flow in flows}
        if len(flows) > 1:
            parts[" + ".join(whole.series(flow) for flow in flows)] = whole
        for name, system in parts.items():
            if len(system.prints) > 1:
                least = conflicts.least_revision(system)
                levels, bases = (None if least is None else rounded(100 * x * least) for x in (LEVEL, BASE))
                rows.append((name, len(system.prints), levels, bases))
    return pd.DataFrame(rows, columns=["series", "prints", "levels", "bases"])
