"""The likely range beside the sure one: where a value probably lies.

The sure range is all that figures allow. Here every printed number is a measurement: its
rounding is an error as likely at one end as at the other, customs revise by as much as
pairs of figures show, and a month resembles the one before. Least squares weigh them.
What comes out describes, and judges nothing. It is meant to hold eight in ten; how many
of the figures that no range uses it does hold, notebook 02 counts.
"""

import math
from collections.abc import Collection, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
import pandas as pd

from dualuse.engine.ranges import Limit, Model, Programme, Span

EIGHT_IN_TEN = 1.2816  # standard deviations of a normal error, to either side
WIDTH = math.sqrt(12)  # of an error as likely anywhere, in standard deviations
NEXT_MONTH = 0.2  # by how much of itself a month may differ from the one before
LEAST_ERROR = 1e-5  # of a number near one: no print is known better
ROUNDS = 2  # of weighing again, with the amounts that came out


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

    figure: str  # whose words it is, if one's
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
    >>> from dualuse.base.series import read_month
    >>> from dualuse.engine.ranges import Ranges
    >>> ranges = Ranges(tables.read_figures(), tables.read_reference("sources"))
    >>> likely = Likely(ranges.find_programme("CHN-RUS-export-all-GACC"))
    >>> may = read_month("2022-05")
    >>> likely.range(Span("export", may, may)) / 1e9
    Interval(4.3..., 4.3..., closed='both')
    """

    def __init__(self, programme: Programme) -> None:
        # A model of its own: it adds months to it that no figure is about.
        self.model = Model(programme.figures, programme.allowance, programme.revisions)
        self.read_months = 0  # how many there were when measurements were last read
        self.solved_months = 0  # and when they were last weighed
        self.without: set[str] = set()  # figures that say nothing

    def leave_out(self, figures: Collection[str]) -> "Likely":
        """Return the likely values without some figures; the model is made once."""
        less = copy(self)
        less.without, less.solved_months = {*figures}, 0
        return less

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

    def read_measurements(self) -> None:
        """Read all measurements, a row each: its months, its amount, its error."""
        measurements = self.list_measurements()
        figures, totals, bases, factors, amounts, errors = zip(
            *measurements, strict=True
        )
        totals, self.bases = self.count(totals), self.count(bases)
        self.figures = np.array(figures)
        self.amounts, self.errors = np.array(amounts), np.array(errors)
        self.rows = totals - np.array(factors)[:, None] * self.bases
        self.is_amount = ~self.bases.any(axis=1)
        self.read_months = len(self.model.months)

    def solve(self) -> None:
        """Weigh all measurements but those left out by least squares."""
        if self.read_months != len(self.model.months):
            self.read_measurements()
        kept = ~np.isin(self.figures, [*self.without])
        rows, bases, is_amount = self.rows[kept], self.bases[kept], self.is_amount[kept]
        amounts, errors = self.amounts[kept], self.errors[kept]
        months = rows[is_amount].sum(axis=1)
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
        limits = [each for each in self.model.limits if each.factor.right < math.inf]
        measurements = [self.read_limit(limit) for limit in limits]
        for flow, month in self.model.months:
            if (flow, month + 1) in self.model.months:
                before = self.model.list_values(Span(flow, month, month))
                after = self.model.list_values(Span(flow, month + 1, month + 1))
                resembles = Measurement("", after, before, 1.0, 0.0, NEXT_MONTH)
                measurements.append(resembles)
        return measurements

    def read_limit(self, limit: Limit) -> Measurement:
        """Return what a line of the programme says, as a measurement."""
        total = self.model.list_values(limit.span)
        middle, error = limit.factor.mid, limit.factor.length / WIDTH
        if limit.base is None:
            return Measurement(limit.figure, total, [], 0.0, middle, error)
        if not limit.figure:
            kind = "month" if limit.span.start == limit.span.end else "total"
            revision = REVISION_ERRORS[f"{limit.span.flow} {kind}"]
            middle, error = 1 + revision.mean / 100, revision.deviation / 100
        base = self.model.list_values(limit.base)
        return Measurement(limit.figure, total, base, middle, 0.0, error)
