"""The likely range beside the sure one: where a value probably lies.

The sure range is all that figures allow. Here every printed number is a measurement: its
rounding is an error as likely at one end as at the other, customs revise by as much as
pairs of figures show, and a month resembles the one before. Least squares weigh them.
What comes out describes, and judges nothing. It is meant to hold eight in ten; how many
of the figures that no range uses it does hold, `count_held_out` says, and notebook 02.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from dualuse.base import tables
from dualuse.base.printed import read_level
from dualuse.base.series import Series, read_month
from dualuse.base.units import split_unit
from dualuse.engine.ranges import Limit, Model, Programme, Ranges, Span

EIGHT_IN_TEN = 1.2816  # standard deviations of a normal error, to either side
WIDTH = math.sqrt(12)  # of an error as likely anywhere, in standard deviations
NEXT_MONTH = 0.2  # by how much of itself a month may differ from the one before
LEAST_ERROR = 1e-5  # of a number near one: no print is known better
ROUNDS = 2  # of weighing again, with the amounts that came out
MANY = 100  # figures of one system; on fewer it was never tested


class Revision(NamedTuple):
    """By how many per cent customs moved a number: on average, and how far about it."""

    mean: float
    deviation: float


# What pairs of figures show: notebook 02 lists them, and asserts these numbers.
REVISION_ERRORS = {
    "export total": Revision(-0.4, 0.26),
    "import total": Revision(1.17, 0.87),
    "export month": Revision(-0.63, 0.91),
    "import month": Revision(2.1, 1.66),
}


class Measurement(NamedTuple):
    """A sum of months that is an amount, or a factor times another sum."""

    total: list[int]  # the places of its unknowns
    base: list[int]  # none where it is an amount
    factor: float
    amount: float
    error: float  # of the amount, or in proportion to the base


class Likely:
    """The likely values of the figures of one system.

    Parameters
    ----------
    programme : Programme
        Of `ranges`: what each figure says of which months.

    Examples
    --------
    >>> from dualuse.base import tables
    >>> ranges = Ranges(tables.read_figures(), tables.read_reference("sources"))
    >>> likely = Likely(ranges.find_programme("CHN-RUS-export-all-GACC"))
    >>> may = read_month("2022-05")
    >>> likely.range(Span("export", may, may)) / 1e9
    Interval(4.3..., 4.3..., closed='both')
    """

    def __init__(self, programme: Programme) -> None:
        # A model of its own: it adds months to it that no figure is about.
        self.model = Model(programme.figures, programme.allowance, programme.revisions)
        self.solved_months = 0  # how many there were when it was last solved

    def range(self, span: Span) -> pd.Interval:
        """Return where the value of a period lies, meant for eight times in ten."""
        middle, deviation = self.measure(span)
        far = EIGHT_IN_TEN * deviation
        return pd.Interval(max(middle - far, 0.0), middle + far, closed="both")

    def measure(self, span: Span) -> tuple[float, float]:
        """Return the likeliest value of a period, and its standard deviation."""
        self.model.list_values(span)  # adds months that no figure is about
        if len(self.model.months) != self.solved_months:
            self.solve()
        (wanted,) = self.count([self.model.list_values(span)])
        variance = wanted @ self.covariance @ wanted
        size = self.model.size
        return float(wanted @ self.middle) * size, math.sqrt(variance) * size

    def count(self, sums: Sequence[list[int]]) -> np.ndarray:
        """Return how often each unknown is in each of some sums, a row a sum."""
        counts = np.zeros((len(sums), self.model.solver.getNumCol()))
        for row, places in enumerate(sums):
            counts[row, places] = 1
        return counts

    def solve(self) -> None:
        """Weigh all measurements by least squares."""
        measurements = self.list_measurements()
        totals, bases, factors, amounts, errors = zip(*measurements, strict=True)
        totals, bases = self.count(totals), self.count(bases)
        factors, amounts, errors = map(np.array, (factors, amounts, errors))
        rows = totals - factors[:, None] * bases
        is_amount = ~bases.any(axis=1)
        months = totals[is_amount].sum(axis=1)
        # The first guess of every month: what an average print says.
        self.middle = np.full(rows.shape[1], np.median(amounts[is_amount] / months))
        for _ in range(ROUNDS):
            sizes = np.where(is_amount, 1.0, bases @ self.middle)
            weights = 1 / np.maximum(errors * sizes, LEAST_ERROR)
            weighed = rows * weights[:, None]
            square = weighed.T @ weighed
            # The solver's first unknown is the programme's scaling, and no month.
            square[0, 0] = 1.0
            solved = np.linalg.solve(square, weighed.T @ (amounts * weights))
            self.middle = np.maximum(solved, LEAST_ERROR)
        self.covariance = np.linalg.inv(square)
        self.solved_months = len(self.model.months)

    def list_measurements(self) -> list[Measurement]:
        """Return what figures, revisions and the months before say."""
        measurements = []
        for limit in self.model.limits:
            if limit.factor.right < math.inf:
                measurements.append(self.read_limit(limit))
        for flow, month in self.model.months:
            if (flow, month + 1) in self.model.months:
                before = self.model.list_values(Span(flow, month, month))
                after = self.model.list_values(Span(flow, month + 1, month + 1))
                measurements.append(Measurement(after, before, 1.0, 0.0, NEXT_MONTH))
        return measurements

    def read_limit(self, limit: Limit) -> Measurement:
        """Return what a line of the programme says, as a measurement."""
        total = self.model.list_values(limit.span)
        middle, error = limit.factor.mid, limit.factor.length / WIDTH
        if limit.base is None:
            return Measurement(total, [], 0.0, middle, error)
        if not limit.figure:
            kind = "month" if limit.span.start == limit.span.end else "total"
            revision = REVISION_ERRORS[f"{limit.span.flow} {kind}"]
            middle, error = 1 + revision.mean / 100, revision.deviation / 100
        base = self.model.list_values(limit.base)
        return Measurement(total, base, middle, 0.0, error)


def read_likely(series: str, ranges: Ranges) -> Likely | None:
    """Return the likely values of a series' system; None where it was never tested."""
    programme = ranges.find_programme(series)
    flows = {flow for flow, _ in programme.model.months}
    is_measured = {f"{flow} month" for flow in flows} <= REVISION_ERRORS.keys()
    if len(set(programme.model.owners)) < MANY or not is_measured:
        return None
    return Likely(programme)


def count_held_out(series: str, ranges: Ranges) -> tuple[int, int]:
    """Return how many held-out figures lie where eight in ten should, and of how many.

    A figure lies there if its middle does, in the likely range widened by the figure's
    own rounding.
    """
    return count_passes(ranges.find_programme(series), Series.read(series).system)


@cache
def count_passes(programme: Programme, system: tuple[str, ...]) -> tuple[int, int]:
    """Return what `count_held_out` does, once for each programme."""
    likely, passes = Likely(programme), []
    rows = tables.read_table("published/held_out.csv")
    for row in rows[rows["value"] != ""].to_dict("records"):
        about = (row["reporter"], row["partner"], row["product"])
        unit = split_unit(row["unit"])[1]
        if about != system[:3] or unit != system[-1]:
            continue
        level = read_level(row["value"], row["unit"], row["hedge"])
        months = read_month(row["period_start"]), read_month(row["period_end"])
        middle, deviation = likely.measure(Span(row["flow"], *months))
        error = math.hypot(deviation, level.length / WIDTH)
        passes.append(abs(level.mid - middle) <= EIGHT_IN_TEN * error)
    return sum(passes), len(passes)


def write_held_out(series: str, ranges: Ranges) -> str:
    """Return in words how often the likely range held."""
    if not (tables.DATA / "published" / "held_out.csv").is_file():
        return "meant for 8 in 10, and not tested"
    passed, tested = count_held_out(series, ranges)
    return f"meant for 8 in 10; {passed} of {tested} held-out figures lay so"


def add_likely(table: pd.DataFrame, series: str, ranges: Ranges) -> pd.DataFrame:
    """Return a table of `Ranges.tabulate` with the likely range of each row, if tested.

    `probably_low` and `probably_high` are missing where they would say nothing more.
    """
    likely = read_likely(series, ranges)
    if likely is None:
        return table
    flow = Series.read(series).flow
    ends = []
    for row in table.itertuples():
        first = read_month(row.start)
        span = Span(flow, first, first + row.months - 1)
        sure = pd.Interval(row.low, row.high, closed="both")
        probably = narrow(likely.range(span) / row.months, sure)
        ends.append(
            [None, None] if probably is None else [probably.left, probably.right]
        )
    columns = ["probably_low", "probably_high"]
    return table.join(pd.DataFrame(ends, table.index, columns, dtype=float))


def narrow(likely: pd.Interval, sure: pd.Interval) -> pd.Interval | None:
    """Return a likely range within the sure one; None where it says nothing more.

    >>> narrow(pd.Interval(8, 11), pd.Interval(9, 12))
    Interval(9, 11, closed='both')
    """
    low, high = max(likely.left, sure.left), min(likely.right, sure.right)
    is_bounded = sure.left > 0 and sure.right < math.inf
    if not is_bounded or low >= high or high - low >= sure.length:
        return None
    return pd.Interval(low, high, closed="both")
