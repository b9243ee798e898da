"""Published figures as a table that can be read, and a series with what all its figures together allow."""

from collections.abc import Sequence

import pandas as pd

from dualuse.data import printed, readings
from dualuse.desk import kept, words
from pressroom import tables, wording
from pressroom.errors import InputError

SHOWN = [
    "printed",
    "growth",
    "period",
    "reporter",
    "partner",
    "flow",
    "product",
    "publisher",
    "source",
    "role",
    "page",
]
HOST = r"^https?://(?:www\.)?([^/]+).*"
CAUSES = {
    "swapped direction": "exports and imports probably changed places",
    "digit slip": "probably a slip of one digit",
    "unknown": "no likely cause was found",
}


class Answer(pd.DataFrame):
    """A frame that shows itself with live links and whole sentences; everything else is pandas."""

    @property
    def _constructor(self):
        return Answer

    def _repr_html_(self) -> str:
        shown = pd.DataFrame(self).map(lambda cell: tables.escape(cell) if isinstance(cell, str) else cell)
        if "page" in shown and len(shown):
            hosts = shown["page"].str.replace(HOST, r"\1", regex=True)
            if self.index.name in ("id", "figure"):
                shown.index = [
                    _link(p, tables.escape(i)) for p, i in zip(shown["page"], shown.index, strict=True)
                ]
            shown["page"] = [_link(page, host) for page, host in zip(shown["page"], hosts, strict=True)]
        with pd.option_context("display.max_colwidth", None):
            table = (
                shown.to_html(escape=False, border=0, max_rows=pd.get_option("display.max_rows"))
                if len(shown)
                else ""
            )
        return tables.framed(f"<p>{tables.escape(self.attrs.get('said', ''))}</p>{table}")

    def __repr__(self) -> str:
        return self.attrs["said"] if self.empty and "said" in self.attrs else super().__repr__()


def _link(page: str, text: str) -> str:
    return f'<a href="{page}">{text}</a>' if page.startswith("http") else text


def answer(frame: pd.DataFrame, said: str = "") -> Answer:
    """Return a frame that shows itself as an answer; `said` stands above it, or instead of it if it is empty."""
    made = Answer(frame)
    made.attrs["said"] = said
    return made


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
    """

    def __init__(
        self, found: pd.Interval, unit: str, figures: Sequence = (), start="", end="", base: str = ""
    ):
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
            last = str(pd.Period(self.base, "M") + self.months - 1)
            what = f"{what} on {wording.period(self.base, last)}, growth"
        return f"{what}: {wording.between(self.left, self.right, self.unit)}{held}"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return tables.framed(f"<p>{tables.escape(repr(self))}</p>")


def figures(country=None, start=None, end=None, columns: str = "main", **filters) -> Answer:
    """Return published figures, the print in words first.

    Parameters
    ----------
    country : str, optional
        ISO3 or name: figures in which it is the reporter or the partner.
    start, end : str, optional
        A period as in `words.period`: figures whose months touch it (those without an end are left out).
    columns : {"main", "all"}
        About ten to read, or everything that `load.figures` has.
    **filters
        Column to the word, or list of words, to keep: `product="drones"`, `role="evidence"`.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, one row a print; none where nothing was printed on known words.

    Raises
    ------
    InputError
        For an unknown column, word or country, with the near miss if there is one.
    """
    frame = kept.figures()
    asked = []
    for column, wanted in filters.items():
        if column not in frame:
            raise InputError("figures", f"the filter {column!r}", f"one of {', '.join(frame.columns)}")
        several = isinstance(wanted, list | tuple | set | pd.Index | pd.Series)
        found = [words.value(column, word, frame) for word in (wanted if several else [wanted])]
        frame, asked = frame[frame[column].isin(found)], [*asked, *found]
    if country is not None:
        code = words.country(country)
        sides = zip(frame["reporter"], frame["partner"], strict=True)
        there = pd.Series([code in f"{a}+{b}".split("+") for a, b in sides], index=frame.index, dtype=bool)
        frame, asked = frame[there], [*asked, code]
    if start is not None or end is not None:
        first, last = words.period(start if start is not None else end, end)
        asked.append(
            wording.period(first, last) if start is not None and end is not None else f"{start or end}"
        )
        frame = frame[frame["end"].notna()]
        frame = frame[frame["end"] >= pd.Period(first, "M")] if start is not None else frame
        frame = frame[frame["start"] <= pd.Period(last, "M")] if end is not None else frame
    said = f"{len(frame) or 'No'} published figure{'s' * (len(frame) != 1)} on {', '.join(asked) or 'everything'}."
    return answer(told(frame, columns), said)


def told(frame: pd.DataFrame, columns: str = "main") -> pd.DataFrame:
    """Return rows of `load.figures` indexed by id, with the print and the period in words."""
    words.known("columns", columns, ("main", "all"))
    periods = pd.Series([_period(row) for row in frame.to_dict("records")], index=frame.index, dtype=object)
    frame = frame.assign(printed=frame["id"].map(printed.as_printed(frame)), period=periods)
    frame = frame.set_index("id")
    return frame[SHOWN] if columns == "main" else frame[SHOWN + [c for c in frame.columns if c not in SHOWN]]


def _period(row: dict) -> str:
    start, end = row["period_start"], row["period_end"]
    return wording.period(start, end) if start and end else f"from {start}" if start else ""


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
    January to May 2023: at most $33.3m (rests on F205)
    """

    def __init__(self, series=None, hedge: str = "newspaper", allowance: str = "default", **filters):
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

    def range(self, start, end=None, vintage: str = "first print") -> Range:
        """Return what all figures together allow from one period to another, as a `Range`: range("2022Q3").

        `vintage` is "first print" (what was said when the months were new) or "revised" (as customs held it later).
        """
        start, end = words.period(start, end)
        asked = (self.id, start, end, vintage)
        found, held = self._model.range(*asked), self._model.figures(*asked)
        return Range(found, self.unit, held, start, end)

    def growth(self, start, end=None, base=None) -> Range:
        """Return the growth on the same months a year before (or on as many months from `base` on), in per cent."""
        start, end = words.period(start, end)
        before = words.period(base)[0] if base is not None else str(pd.Period(start, "M") - 12)
        found = self._model.growth(self.id, start, end, before)
        if found is None:
            raise InputError(f"{self.id}, growth", "a base that can only be nothing", "a base above zero")
        last = str(pd.Period(before, "M") + (pd.Period(end, "M") - pd.Period(start, "M")).n)
        held = {f for span in ((start, end), (before, last)) for f in self._model.figures(self.id, *span)}
        return Range(found, "percent", sorted(held), start, end, before)

    def span(self) -> tuple[str, str] | None:
        """Return the first and the last month that a figure of it is about."""
        ends = self.figures[["period_start", "period_end"]].replace("", None)
        first, last = ends["period_start"].min(), ends["period_end"].max()
        return None if pd.isna(first) or pd.isna(last) else (first, last)

    def monthly(self, start=None, end=None) -> pd.DataFrame:
        """Return ranges over time: months that no print tells apart, such as January and February, are one row.

        Returns
        -------
        pandas.DataFrame
            Indexed by `month` (the first of them, a date): low, high (the average of a month, in the base unit;
            infinite where nothing is known), months (how many the row covers), unit.
        """
        known = self.span() or ("2022-01", "2022-12")
        start, end = words.period(
            known[0] if start is None else start, (end or start) if start or end else known[1]
        )
        months, rows, at = pd.period_range(start, end, freq="M"), [], 0
        while at < len(months):
            n, found = 1, self._model.range(self.id, str(months[at]), str(months[at]))
            while found.left == 0 and found.right < float("inf") and at + n < len(months):
                wider = self._model.range(self.id, str(months[at]), str(months[at + n]))
                if wider.right == float("inf"):
                    break
                found, n = wider, n + 1
            rows.append((months[at].to_timestamp(), found.left / n, found.right / n, n, self.unit))
            at += n
        return pd.DataFrame(rows, columns=["month", "low", "high", "months", "unit"]).set_index("month")

    def plot(self, start=None, end=None, title: str = ""):
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


def series(hedge: str = "newspaper", allowance: str = "default", **filters) -> dict[str, Series]:
    """Return every series with evidence that the filters of `figures` leave, as {id: Series}."""
    found = figures(role="evidence", columns="all", **filters)
    return {name: Series(name, hedge, allowance) for name in sorted(set(found["series"]))}


def contradictions(hedge: str = "newspaper", allowance: str = "default", series: str = "") -> Answer:
    """Return every figure that cannot stand beside the others of its series, with the reason in a sentence.

    Returns
    -------
    pandas.DataFrame
        Indexed by figure: series, printed, why, by_how_much, unit, beside, likely_cause, status, publisher, page.
    """
    aside = kept.model(hedge).at(allowance).set_aside
    aside = aside[aside["series"] == words.series_id(series)] if series else aside
    rows = told(kept.figures(), "all").loc[aside["figure"]]
    aside = aside.set_index("figure").assign(
        **{c: rows[c] for c in ("printed", "period", "publisher", "page")}
    )
    why = [_why(row) for row in aside.to_dict("records")]
    order = [
        "series",
        "printed",
        "why",
        "by_how_much",
        "unit",
        "beside",
        "likely_cause",
        "status",
        "publisher",
        "page",
    ]
    said = f"{len(aside) or 'No'} figure{'s' * (len(aside) != 1)} cannot stand beside the others."
    return answer(aside.assign(why=why)[order], said)


def _why(row: dict) -> str:
    beside = wording.words(row["beside"].split()) if row["beside"] else "the rest"
    cause = CAUSES.get(row["likely_cause"], f"likely cause: {row['likely_cause']}")
    return (
        f"{row['printed']} ({row['period']}) would have to give way by {row['by_how_much']:,.6g} {row['unit']} "
        f"to stand beside {beside}; {cause} ({row['status']})."
    )
