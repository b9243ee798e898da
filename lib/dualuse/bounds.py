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

from . import causes, conflicts, constraints
from .errors import InputError
from .programme import Programme

ALLOWANCES = {"none": 0.0, "default": 1.0, "double": 2.0}
DIGITS = 6  # of a bound, in the unit it is written in
MOST_VARIANTS = 9  # of "one of these" answers followed one by one; beyond, all suspects are left out
CALENDAR = (1, 6, 12)  # months, half-years and years; month 0 of pandas' ordinals is a January
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
        low, high, closed, scale = found
        return pd.Interval(round(low * scale, 3), round(high * scale, 3), closed=closed)

    def figures(self, series, start, end):
        """Return the ids of the figures that hold either end of `range` where it is."""
        start, end = _month(start), _month(end)
        if self._extremes(series, start, end) is None:
            return []
        case, flow = self.series[series]
        programmes = case.programmes(self.allowance)
        return sorted(set().union(*(_holders(p, flow, start, end) for p in programmes)))

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
            top, whole = programme.columns(flow, start, end)
            bottom, all_of_it = programme.columns(flow, base, base + end - start)
            if not (whole and all_of_it):
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
        """Return (low, high, closed, scale) in the system's unit, or None where nothing is known."""
        if end < start:
            raise InputError("period", f"{start} to {end}", "an end that is not before its start")
        if series not in self.series:
            return None
        case, flow = self.series[series]
        return case.at(self.allowance, flow, start, end)


class Case:
    """One system, what is wrong in it, and its programmes at each allowance."""

    def __init__(self, system):
        self.system, self.known, self._programmes = system, {}, {}

    def spans(self, flow):
        """Return the periods (start, end) of a flow that `table` lists."""
        printed = {(p.start, p.end) for p in self.system.prints if p.flow == flow and p.level is not None}
        if len(self.system.prints) == 1:
            return printed
        cells = {cell for p in self.system.prints for cell in (*p.months, *p.base_months)}
        months = [month for part, month in cells if part in constraints.parts(flow)]
        first, last = min(months), max(months)
        for n in CALENDAR:
            printed |= {(m, m + n - 1) for m in range(-(-first // n) * n, last - n + 2, n)}
        return printed

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

    def at(self, allowance, flow, start, end):
        """Return (low, high, closed, scale) in the system's unit, or None where nothing is known."""
        key = allowance, flow, start, end
        if key not in self.known:
            self.known[key] = self._bound(*key)
        return self.known[key]

    def _bound(self, allowance, flow, start, end):
        low, high, left, right = float("inf"), 0.0, True, True
        for programme in self.programmes(allowance):
            least, most, closed_left, closed_right = _extremes(programme, flow, start, end)
            if least < low:
                low, left = least, closed_left
            if most > high:
                high, right = most, closed_right
        if low == 0 and high == float("inf"):
            return None
        low, high = round(low, DIGITS), round(high, DIGITS)
        if low >= high:
            return low, low, "both", self.system.scale
        closed = {(True, True): "both", (True, False): "left", (False, True): "right"}
        return low, high, closed.get((left, right), "neither"), self.system.scale

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
                        "likely_cause": self._cause(p, finding),
                        "status": finding.status,
                        "series": self.system.series(p.flow),
                    }

    def _cause(self, p, finding):
        if finding.swapped:
            return "swapped direction"
        gone = {key for other in self.errors.findings for key in other.ids if not other.swapped}
        gone |= {key for other in self.revised.findings for key in other.ids}
        beside = Programme(conflicts.without(self.errors.system, gone - set(finding.ids) | {p.id}))

        def fits(candidate):
            low, high, *_ = _extremes(beside, candidate.flow, candidate.start, candidate.end)
            narrow = 0 < high < float("inf") and high - low <= causes.NARROW * (high + low) / 2
            return narrow and candidate.level.left <= high and candidate.level.right >= low

        return causes.likely(p, fits)


def _extremes(programme, flow, start, end):
    """Return (low, high, low is attained, high is attained) of a period."""
    columns, whole = programme.columns(flow, start, end)
    if not columns:
        return 0.0, float("inf"), True, False
    low = programme.extreme(columns, 1)
    left, high, right = programme.attained(), float("inf"), False
    if whole:
        high = programme.extreme(columns, -1)
        right = high < float("inf") and programme.attained()
    return low, high, left, right


def _holders(programme, flow, start, end):
    """Return the ids of the prints that hold either end of a period's range."""
    columns, whole = programme.columns(flow, start, end)
    ids = set()
    if columns and programme.extreme(columns, 1) > 0:
        ids |= programme.active()
    if columns and whole and programme.extreme(columns, -1) < float("inf"):
        ids |= programme.active()
    return ids


def _month(month):
    try:
        return pd.Period(month, "M").ordinal
    except ValueError as error:
        raise InputError("period", month, "a month such as 2023-06") from error


def table(model):
    """Return the periods of every series at the three allowances.

    Listed are the periods that were printed, and every month, half-year and year between the first and the
    last month that the figures of a series are about. A figure that stands alone says no more than its own
    period, so only that is listed.

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
        spans = case.spans(flow)
        for start, end in sorted(spans, key=lambda span: (span[1] - span[0], span)):
            first, last = (str(pd.Period(ordinal=m, freq="M")) for m in (start, end))
            for allowance in ALLOWANCES:
                low, high, *_ = case.at(allowance, flow, start, end) or (0.0, float("inf"))
                high = high if high < float("inf") else None
                rows.append((series, first, last, allowance, low, high, case.system.unit))
    columns = ["series", "period_start", "period_end", "allowance", "low", "high", "unit"]
    return pd.DataFrame(rows, columns=columns)
