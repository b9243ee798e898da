"""A series: what was printed on one quantity, what all of it together allows, and what contradicts it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from dualuse.data import printed, readings
from dualuse.desk import kept, words
from dualuse.desk.frames import SHOWN, Answer, answer, figures, told
from dualuse.desk.words import When
from dualuse.ranges.bounds import APART
from pressroom import tables, wording
from pressroom.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CAUSES = {
    "swapped direction": "exports and imports probably changed places",
    "digit slip": "probably a slip of one digit",
    "unknown": "no likely cause was found",
}


class Range(pd.Interval):
    """A `pandas.Interval` in a base unit that knows its months and the figures it rests on, and says itself in words.

    Attributes
    ----------
    unit : str
        The base unit of both ends: "USD", "units", "percent", …
    start, end : str
        First and last month. `base`: the first month compared with, for a growth.
    figures : list of str
        Ids of the figures that hold its ends.

    Examples
    --------
    >>> Series("CHN-RUS-export-all-GACC").range("2022Q3").months
    3
    """

    def __init__(
        self,
        found: pd.Interval,
        unit: str,
        figures: Sequence[str] = (),
        start: str = "",
        end: str = "",
        base: str = "",
    ) -> None:
        super().__init__(found.left, found.right, closed=found.closed)
        self.unit, self.figures, self.start, self.end, self.base = unit, list(figures), start, end, base

    @property
    def months(self) -> int:
        """How many months it covers."""
        return len(pd.period_range(self.start, self.end, freq="M"))

    def of(self, amount: float, unit: str = "") -> "Range":
        """Return it as a part of an amount, in per cent: `r.of(100, "m USD")`."""
        factor, base = printed.unit(unit or self.unit)
        if base != self.unit or not amount > 0:
            raise InputError("of", f"{amount} {unit or self.unit}", f"more than nothing, in {self.unit}")
        ends = [100 * end / (amount * factor) for end in (self.left, self.right)]
        return Range(pd.Interval(*ends, closed=self.closed), "percent", self.figures, self.start, self.end)

    def __repr__(self) -> str:
        held = f" (rests on {', '.join(self.figures)})" if self.figures else ""
        what = wording.period(self.start, self.end)
        if self.base:
            base = wording.period(self.base, words.as_long(self.base, self.start, self.end))
            what = f"{what} on {base}, growth"
        return f"{what}: {wording.between(self.left, self.right, self.unit)}{held}"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return tables.framed(f"<p>{tables.escape(repr(self))}</p>")


class Series:
    """One quantity as one primary source measures it, and the ranges that all its figures together allow.

    Parameters
    ----------
    series : str, optional
        Its id, such as "CHN-RUS-export-drones-GACC"; otherwise `filters` must leave one series.
    hedge : {"newspaper", "strict"}
    allowance : {"none", "default", "double"}
    **filters
        As for `figures`, such as `product="drones", country="Russia", source="GACC"`.

    Attributes
    ----------
    id, unit, hedge, allowance : str
    figures : pandas.DataFrame
        The evidence on it, every column; no row where nothing was printed.

    Examples
    --------
    >>> Series("CHN-RUS-export-drones-GACC").range("2023-01", "2023-05")
    January to May 2023: ... (rests on ...)
    """

    def __init__(
        self,
        series: str | None = None,
        hedge: str = "newspaper",
        allowance: str = "default",
        **filters: Any,
    ) -> None:
        self.hedge = words.known("hedge", hedge, printed.READINGS)
        self.allowance = words.known("allowance", allowance, readings.ALLOWANCES)
        named = {} if series is None else {"series": words.series_id(series)}
        rows = figures(role="evidence", columns="all", **filters, **named)
        found = [*named.values()] or sorted(set(rows["series"]))
        if len(found) != 1:
            expected = f"name one of {', '.join(found)}" if found else "series_ids() lists all"
            raise InputError("Series", f"{len(found) or 'no'} series with evidence", f"one; {expected}")
        self.id, self.figures = found[0], rows
        self.unit = self.id.partition(":")[2] or "USD"
        self._model = kept.model(self.hedge).at(self.allowance)

    def range(self, start: When, end: When | None = None, vintage: str = "first print") -> Range:
        """Return what all figures together allow from one period to another, as a `Range`: range("2022Q3").

        `vintage` is "first print" (what was said when the months were new) or "revised" (as customs held it later).
        """
        start, end = words.period(start, end)
        asked = (self.id, start, end, vintage)
        found, held = self._model.range(*asked), self._model.figures(*asked)
        return Range(found, self.unit, held, start, end)

    def growth(self, start: When, end: When | None = None, base: When | None = None) -> Range:
        """Return the growth on the same months a year before (or on as many months from `base` on), in per cent.

        Raises InputError for a base that all figures together allow to be nothing but zero.

        Examples
        --------
        >>> Series("CHN-RUS-export-all-GACC").growth("2023", base="2021")
        2023 on 2021, growth: ...% to ...% (rests on ...)
        """
        start, end = words.period(start, end)
        before = words.period(base)[0] if base is not None else str(pd.Period(start, "M") - 12)
        found = self._model.growth(self.id, start, end, before)
        if found is None:
            raise InputError(f"{self.id}, growth", "a base that can only be nothing", "a base above zero")
        spans = (start, end), (before, words.as_long(before, start, end))
        held = {f for span in spans for f in self._model.figures(self.id, *span)}
        return Range(found, "percent", sorted(held), start, end, before)

    def span(self) -> tuple[str, str] | None:
        """Return the first and the last month that a figure of it is about."""
        ends = self.figures[["period_start", "period_end"]].replace("", None)
        first, last = ends["period_start"].min(), ends["period_end"].max()
        return None if pd.isna(first) or pd.isna(last) else (first, last)

    def monthly(self, start: When | None = None, end: When | None = None) -> pd.DataFrame:
        """Return ranges over time: months that no print tells apart, such as January and February, are one row.

        Returns
        -------
        pandas.DataFrame
            Indexed by `month` (the first of them, a date): low, high (the average of a month, in the base unit;
            infinite where nothing is known), months (how many the row covers), unit.

        Examples
        --------
        >>> Series("CHN-RUS-export-all-GACC").monthly("2023Q1")["months"].to_dict()
        {Timestamp('2023-01-01 00:00:00'): 2, Timestamp('2023-03-01 00:00:00'): 1}
        """
        known = self.span() or ("2022-01", "2022-12")
        start, end = words.period(
            known[0] if start is None else start, (end or start) if start or end else known[1]
        )
        months, rows, at = pd.period_range(start, end, freq="M"), [], 0
        while at < len(months):
            n, found = 1, self._model.range(self.id, str(months[at]), str(months[at]))
            while found.left < APART * found.right < float("inf") and at + n < len(months):
                wider = self._model.range(self.id, str(months[at]), str(months[at + n]))
                if wider.right == float("inf"):
                    break
                found, n = wider, n + 1
            rows.append((months[at].to_timestamp(), found.left / n, found.right / n, n, self.unit))
            at += n
        return pd.DataFrame(rows, columns=["month", "low", "high", "months", "unit"]).set_index("month")

    def plot(self, start: When | None = None, end: When | None = None, title: str = "") -> "Axes | None":
        """Draw what was printed before what all prints allow, in house style; return the matplotlib axes."""
        from dualuse.pages import chart_series

        known = self.span() or (start, end)
        start, end = words.period(start or known[0], end or start or known[1])
        name = f"my-{self.id.lower().replace(':', '-').replace(' ', '-').replace('+', '-')}"
        drawn = chart_series.chart({self.id: self}, start, end, name, title or self.id)
        return drawn.axes[0] if drawn else None

    @property
    def contradictions(self) -> Answer:
        """Figures of it that cannot stand beside the others, a sentence each."""
        return contradictions(self.hedge, self.allowance, self.id)

    def __repr__(self) -> str:
        ids, span = list(self.figures.index), self.span()
        if not ids:
            return f"{self.id}: no figure was printed (under these filters)"
        shown = ", ".join(ids[:8]) + (f" and {len(ids) - 8} more" if len(ids) > 8 else "")
        covered = wording.period(*span) if span else "no period"
        lines = [f"{self.id}: {len(ids)} figure{'s' * (len(ids) != 1)}, {covered} ({shown})"]
        if span:
            found = self._model.range(self.id, *span)
            lines.append(f"all months together: {wording.between(found.left, found.right, self.unit)}")
        if len(aside := self.contradictions):
            lines.append(f"contradictions: {', '.join(sorted(aside.index))}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "<br>".join(tables.escape(line) for line in repr(self).splitlines())
        return tables.framed(f"<p>{head}</p>") + answer(self.figures[SHOWN])._repr_html_()


def series(hedge: str = "newspaper", allowance: str = "default", **filters: Any) -> dict[str, Series]:
    """Return every series with evidence that the filters of `figures` leave, as {id: Series}.

    Examples
    --------
    >>> "CHN-UKR-export-drones-GACC:units" in series(product="drones", country="Ukraine")
    True
    """
    found = figures(role="evidence", columns="all", **filters)
    return {name: Series(name, hedge, allowance) for name in sorted(set(found["series"]))}


def contradictions(hedge: str = "newspaper", allowance: str = "default", series: str = "") -> Answer:
    """Return every figure that cannot stand beside the others of its series, with the reason in a sentence.

    Returns
    -------
    pandas.DataFrame
        Indexed by figure: series, printed, why, by_how_much, unit, beside, likely_cause, status, publisher, page.

    Examples
    --------
    >>> contradictions(series="CHN-RUS-export-all-GACC").loc["F115p", "likely_cause"]
    'swapped direction'
    """
    aside = kept.model(hedge).at(allowance).set_aside
    aside = aside[aside["series"] == words.series_id(series)] if series else aside
    rows = told(kept.figures(), "all").rename_axis("figure")
    aside = aside.join(rows[["printed", "period", "publisher", "page"]], on="figure").set_index("figure")
    why = [_why(row) for row in aside.to_dict("records")]
    order = ["series", "printed", "why", "by_how_much", "unit", "beside", "likely_cause", "status"]
    order += ["publisher", "page"]
    said = f"{len(aside) or 'No'} figure{'s' * (len(aside) != 1)} cannot stand beside the others."
    return answer(aside.assign(why=why)[order], said)


def _why(row: dict) -> str:
    beside = wording.words(row["beside"].split()) if row["beside"] else "the rest"
    cause = CAUSES.get(row["likely_cause"], f"likely cause: {row['likely_cause']}")
    return (
        f"{row['printed']} ({row['period']}) would have to give way by {row['by_how_much']:,.6g} {row['unit']} "
        f"to stand beside {beside}; {cause} ({row['status']})."
    )
