"""Figures, pages and official rows under one set of readings."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from dualuse.ranges.bounds import Model


@dataclass(frozen=True)
class Book:
    """Everything that verdicts are drawn from, under one set of readings.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `load.figures()` returns it; only rows with role evidence are used in ranges.
    statements : pandas.DataFrame
        As `load.statements()` returns it.
    official : pandas.DataFrame
        As notebook 04 writes it (processed/official_totals.csv), if there is any.
    labels : dict, optional
        Source slug to the name that readers see; the slug itself otherwise.
    reading : {"newspaper", "strict"}
        How hedges are read, in claims and in evidence alike.
    allowance : {"none", "default", "double"}
        How far customs may have revised a print.
    inferred : bool
        False leaves out figures of which something, such as the year, had to be inferred.
    """

    figures: pd.DataFrame
    statements: pd.DataFrame
    official: pd.DataFrame | None = None
    labels: dict = field(default_factory=dict)
    reading: str = "newspaper"
    allowance: str = "default"
    inferred: bool = True
    _shared: dict = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def used(self) -> pd.DataFrame:
        """Figures that may enter a range: role evidence, inferred ones only if asked for."""
        rows = self.figures[self.figures["role"] == "evidence"]
        return rows if self.inferred else rows[rows["inferred"] == ""]

    @cached_property
    def model(self) -> "Model":
        """The bounds model of the figures used; books that differ in the allowance alone share the work."""
        from dualuse.ranges.bounds import Model

        key = self.reading, self.inferred
        self._shared[key] = self._shared.get(key) or Model(self.used, reading=self.reading)
        return self._shared[key].at(self.allowance)

    def read_otherwise(self, **readings: Any) -> "Book":
        """Return the same book under another reading, allowance or choice about inferred figures."""
        return replace(self, **readings)

    @cached_property
    def of(self) -> "Parts":
        """What the used figures are of, by series."""
        return Parts(self.used[["series", "id", "period_start", "period_end", "value"]])

    @cached_property
    def rows(self) -> "Parts":
        """Official rows by series."""
        return Parts(pd.DataFrame({"series": []}) if self.official is None else self.official)

    def rows_of(self, product: str) -> "Parts":
        """Official rows by series, among them all of a product."""
        return self.rows

    def label(self, source: str) -> str:
        """Return a source's name as readers see it."""
        return self.labels.get(source, source)


class Parts(dict):
    """The rows of each series of a frame, cut out when they are first asked for; no row of one that it has not."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__()
        self.frame, self.places = frame, frame.groupby("series", sort=False).indices

    def __missing__(self, series: str) -> pd.DataFrame:
        return self.setdefault(series, self.frame.iloc[self.places.get(series, [])])
