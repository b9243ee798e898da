"""The tightest range of a quantity that all accepted figures together allow.

A series is one quantity as one primary source measures it: `CHN-RUS-export-all-GACC`, with `:units` or
another base behind it where it is not in US dollars. Its unknowns are months; figures are constraints on
their sums (`constraints`, `programme`); HiGHS gives the least and the greatest value of any period.

Two vintages, because customs revise what they printed:

first print   what the release of a period said of it, or would have: what could be known when it came out
revised       what customs held of the same months a year later, when they reckoned growth on them

Three allowances say how far one may lie from the other:

none      not at all; where prints contradict that, the least share of the default at which all can be true together
default   the revisions that were measured, by flow and direction, and half a point: `dualuse.data.readings`
double    twice that

What is impossible at the default is set aside at every allowance. A first print is what was printed at all three.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pandas as pd

from dualuse.ranges import conflicts, constraints, solved
from dualuse.ranges.programme import VINTAGES, Programme
from dualuse.ranges.solved import ALLOWANCES, ASIDE, rounded
from pressroom.errors import InputError

# A month is told apart from the next where its least is at least half its greatest: else so little may be in it that it
# may be in those that follow.
APART = 0.5
Month = str | pd.Period
NOTHING = pd.Interval(0.0, float("inf"), closed="left")  # what no figure says anything about
ANY_GROWTH = pd.Interval(-100.0, float("inf"), closed="left")


class Model:
    """Ranges of every series that a table of figures supports; models share what they find of systems that are equal.

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
    pressroom.errors.InputError
        A figure that cannot be read, or an allowance that has no name.

    Examples
    --------
    >>> from dualuse.data import load
    >>> model, exports = Model(load.figures()), "CHN-RUS-export-all-GACC"
    >>> model.range(exports, "2023-01", "2023-06")  # in dollars; one page prints 52.284 bn
    Interval(52283500000.0, 52284500000.0, closed='both')
    >>> model.figures(exports, "2023-01", "2023-06")
    ['F112']
    >>> print(model.growth(exports, "2023-01", "2023-06", "2022-01"))  # in per cent
    [78.05, 78.15]
    """

    def __init__(self, figures: pd.DataFrame, allowance: str = "default", reading: str = "newspaper"):
        if allowance not in ALLOWANCES:
            raise InputError("allowance", allowance, f"one of {', '.join(ALLOWANCES)}")
        self.allowance, self.reading = allowance, reading
        found, self.unused = constraints.systems(figures, reading)
        self.cases = {key: solved.case(system) for key, system in sorted(found.items())}
        flows = [(case, flow) for case in self.cases.values() for flow in case.system.flows]
        self.series = {case.system.series(flow): (case, flow) for case, flow in flows}

    def at(self, allowance: str) -> "Model":
        """Return the same model at another allowance; what was found out is shared."""
        other = object.__new__(Model)
        other.__dict__ = self.__dict__ | {"allowance": allowance}
        return other

    def range(self, series: str, start: Month, end: Month, vintage: str = VINTAGES[0]) -> pd.Interval:
        """Return the least and greatest value of a series from one month to another.

        Parameters
        ----------
        series : str
        start, end : str or pandas.Period
            Months, both included.
        vintage : {"first print", "revised"}

        Returns
        -------
        pandas.Interval
            In the base unit (USD, units, ...). From 0 to infinity where no figure says anything; an end is
            open where only an open end of a print ("more than") keeps the value from it.
        """
        found = self._extremes(series, start, end, vintage)
        if found is None:
            return NOTHING
        low, high, closed = found
        scale = self.series[series][0].system.scale
        return pd.Interval(round(low * scale, 3), round(high * scale, 3), closed=closed)

    def figures(self, series: str, start: Month, end: Month, vintage: str = VINTAGES[0]) -> list[str]:
        """Return the ids of the figures that hold either end of `range` where it is."""
        if self._extremes(series, start, end, vintage) is None:
            return []
        case, flow = self.series[series]
        return case.holders(self.allowance, (flow, _month(start), _month(end), vintage))

    def growth(
        self,
        series: str,
        start: Month,
        end: Month,
        base_start: Month,
        vintage: str = VINTAGES[0],
        base: str = VINTAGES[1],
    ) -> pd.Interval | None:
        """Return the range of the growth of a period on an equally long one, in per cent.

        As customs print it: the first print of the period on what they held of the base by then. A year later both
        are revised; an agency that works a rate out itself may take the first print of the base.

        Returns
        -------
        pandas.Interval or None
            None where the base can only be zero; from -100 to infinity where no figure says anything.
        """
        start, end, before = _month(start), _month(end), _month(base_start)
        if series not in self.series:
            return ANY_GROWTH
        case, flow = self.series[series]
        asked = self.allowance, (flow, start, end, vintage), (flow, before, before + end - start, base)
        found = case.kept.once(f"growth {asked}", partial(_growth, case, *asked))
        return found and pd.Interval(*found)

    @property
    def set_aside(self) -> pd.DataFrame:
        """One row a print that cannot be true beside the others; empty where all can be."""
        rows = [row for case in self.cases.values() for row in case.set_aside()]
        return pd.DataFrame(rows, columns=ASIDE).sort_values(["series", "figure"], ignore_index=True)

    def _extremes(self, series, start, end, vintage):
        """Return (low, high, closed) in the system's unit, or None where nothing is known."""
        start, end = _month(start), _month(end)
        if end < start:
            raise InputError("period", f"{start} to {end}", "an end that is not before its start")
        if vintage not in VINTAGES:
            raise InputError("vintage", vintage, " or ".join(VINTAGES))
        if series not in self.series:
            return None
        case, flow = self.series[series]
        return case.at(self.allowance, (flow, start, end, vintage))


def _growth(case, allowance, span, base):
    programme = case.programme(allowance)
    (top, whole), (bottom, all_of_it) = (programme.columns(*months) for months in (span, base))
    if not (whole and all_of_it):
        return ANY_GROWTH.left, ANY_GROWTH.right, ANY_GROWTH.closed
    if (ratios := programme.ratio(top, bottom)) is None:
        return None
    low, high = (rounded(100 * (r - 1)) for r in ratios)
    return low, max(low, high), "both" if high < float("inf") else "left"


def _month(month):
    if isinstance(month, str) and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise InputError("period", month, "a month such as 2023-06")
    return pd.Period(month, "M").ordinal


def table(model: Model) -> pd.DataFrame:
    """Return the periods of every series: the first print at the three allowances, as revised at the default.

    Listed are every month, half-year and year between the first and the last month that the figures of a
    series are about (the bases of growth rates apart), none finer than what was printed, and the printed
    periods where they are few. A figure that stands alone says no more than its own period.

    Returns
    -------
    pandas.DataFrame
        `series, period_start, period_end, vintage, allowance, low, high, unit`; numbers in `unit` to 6 decimals, an
        open end missing.

    Examples
    --------
    >>> from dualuse.data import load
    >>> found = table(Model(load.figures(product="drones")))
    >>> found["vintage"].unique().tolist(), found["allowance"].unique().tolist()
    (['first print', 'revised'], ['none', 'default', 'double'])
    """
    cases = sorted(model.cases.values(), key=lambda case: -len(case.system.prints))  # the longest first
    parts = [(case, vintage) for vintage in VINTAGES for case in cases]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # HiGHS lets other threads run while it solves
        found = threads.map(lambda part: part[0].listed(part[1]), parts)
        rows = sorted((row for rows in found for row in rows), key=lambda row: (row[0], row[3]))
    columns = ["series", "period_start", "period_end", "vintage", "allowance", "low", "high", "unit"]
    return pd.DataFrame(rows, columns=columns)


def monthly(model: Model, series: str, start: str, end: str) -> pd.DataFrame:
    """Return the ranges of a series over time; months that no print tells apart are one average.

    January and February, which Chinese customs publish together, always are.

    Returns
    -------
    pandas.DataFrame
        `start` (pandas.Period), `months` (how many), `allowance`, `low`, `high`: the average of a month, in the
        unit of `table`.

    Examples
    --------
    >>> from dualuse.data import load
    >>> model = Model(load.figures(product="all", partner="RUS"))
    >>> monthly(model, "CHN-RUS-export-all-GACC", "2023-01", "2023-04")["months"].tolist()[::3]
    [2, 1, 1]
    """
    rows, month, last = [], pd.Period(start, "M"), pd.Period(end, "M")
    case, flow = model.series[series]
    scale, parts = case.system.scale, constraints.parts(flow)

    def ends(flow, until, allowance="default"):
        span = flow, month.ordinal, until.ordinal, VINTAGES[0]
        low, high = (rounded(end) for end in case.ends(allowance, [span])[span])
        return [round(end * scale, 3) / scale for end in (low, max(low, high))]

    while month <= last:
        n, until = 1, month
        while until < last and any(low < APART * high for low, high in (ends(p, until) for p in parts)):
            n, until = n + 1, until + 1
        rows += [(month, n, a, *(end / n for end in ends(flow, until, a))) for a in ALLOWANCES]
        month = until + 1
    return pd.DataFrame(rows, columns=["start", "months", "allowance", "low", "high"])


def least_revisions(model: Model) -> pd.DataFrame:
    """Return the least share of the measured revisions at which all prints of a quantity can be true together.

    Prints that are set aside do not count; directions that changed places are put right.

    Returns
    -------
    pandas.DataFrame
        `series` (of a joint model: its flows, joined by " + "), `prints`, `least`: 0 where nothing need have been
        revised, 1 is the default. Quantities with a single print have nothing to disagree with and are not listed.

    Examples
    --------
    >>> from dualuse.data import load
    >>> bool(least_revisions(Model(load.figures()))["least"].max() <= 1)  # what was measured suffices everywhere
    True
    """
    rows = [row for case in model.cases.values() for row in case.kept.once("shares", partial(_shares, case))]
    return pd.DataFrame(rows, columns=["series", "prints", "least"])


def _shares(case):
    whole = case.settled
    flows = sorted({p.flow for p in whole.prints})
    parts = {whole.series(flow): conflicts.only(whole, flow) for flow in flows}
    parts |= {" + ".join(parts): whole}
    several = [(name, len(system.prints), system) for name, system in parts.items() if len(system.prints) > 1]
    return [(*named, rounded(conflicts.least_revision(Programme(system)))) for *named, system in several]
