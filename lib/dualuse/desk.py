"""The library in one line each, for a reporter at the bench.

    from dualuse.desk import Series, check, codes, figures, official

    figures(product="drones", country="RUS")           # what was printed, and by whom
    Series("CHN-RUS-export-drones-GACC").range("2023-01", "2023-05")
    check("drones-to-russia")                           # or check("A1")
    codes("ceramics")                                   # what the word can mean in customs statistics

Each shows itself as HTML in a notebook and as words in a terminal. A word that is not known is an InputError
that names the nearest one that is.
"""

import re
from functools import lru_cache

import pandas as pd

from dualuse.data import categories, load, printed
from dualuse.official import totals
from dualuse.pages import section
from dualuse.ranges import bounds
from dualuse.verdicts import claims
from pressroom import project, show, tables, wording
from pressroom.errors import InputError

__all__ = ["Range", "Series", "check", "codes", "figures", "official", "series"]
FIRST = ["printed", "growth", "reporter", "partner", "flow", "product", "period_start", "period_end"]
FIRST += ["publisher", "source", "role", "page"]


class Range(pd.Interval):
    """A `pandas.Interval` that knows its unit and the figures that hold its ends, and says itself in words."""

    def __init__(self, interval, unit, figures=(), what=""):
        super().__init__(interval.left, interval.right, closed=interval.closed)
        self.unit, self.figures, self.what = unit, list(figures), what

    def __repr__(self):
        held = f" (held by {', '.join(self.figures)})" if self.figures else ""
        return f"{self.what}: {wording.between(self.left, self.right, self.unit)}{held}".removeprefix(": ")

    __str__ = __repr__

    def _repr_html_(self):
        return show.framed(f"<p>{tables.escape(repr(self))}</p>")


def figures(country=None, start=None, end=None, **filters):
    """Return published figures, the print in words first.

    Parameters
    ----------
    country : str, optional
        ISO3: figures in which it is the reporter or the partner.
    start, end : str, optional
        YYYY-MM: figures whose months overlap this period (those without an end are left out).
    **filters
        Column to the value, or list of values, to keep: `product="drones"`, `role="evidence"`.

    Returns
    -------
    pandas.DataFrame
        Indexed by id; `printed`, then the columns of `load.figures`.

    Raises
    ------
    InputError
        For an unknown column, word or country, with the near miss if there is one.
    """
    frame = load.figures(**filters)
    if country is not None:
        _country("figures", country)
        there = [country in f"{a}+{b}".split("+") for a, b in zip(frame.reporter, frame.partner, strict=True)]
        frame = frame[there]
    first, last = (_month(m) if m else None for m in (start, end))
    if first is not None or last is not None:
        frame = frame[frame["end"].notna()]
        frame = frame[frame["end"] >= first] if first is not None else frame
        frame = frame[frame["start"] <= last] if last is not None else frame
    frame = frame.assign(printed=frame["id"].map(printed.as_printed(frame))).set_index("id")
    return frame[FIRST + [c for c in frame.columns if c not in FIRST]]


class Series:
    """One quantity as one primary source measures it, and the ranges that all its figures together allow.

    Parameters
    ----------
    series : str, optional
        Its id, such as "CHN-RUS-export-drones-GACC"; otherwise `filters` must leave one series.
    hedge : {"newspaper", "strict"}
    allowance : {"none", "default", "double"}
    **filters
        As for `figures`, such as `product="drones", country="RUS", source="GACC"`.

    Attributes
    ----------
    id, unit, hedge, allowance : str
    figures : pandas.DataFrame
        The evidence on it.

    Examples
    --------
    >>> Series("CHN-RUS-export-drones-GACC").range("2023-01", "2023-05")
    January to May 2023: at most $33.3m (held by F205)
    """

    def __init__(self, series=None, hedge="newspaper", allowance="default", **filters):
        _known("hedge", hedge, printed.READINGS)
        _known("allowance", allowance, bounds.ALLOWANCES)
        named = {"series": series} if series is not None else {}
        rows = figures(role="evidence", **filters, **named)
        known = sorted(set(rows["series"]))
        if len(known) != 1:
            found = f"{len(known)} series" if known else "no series with evidence"
            raise InputError("Series", found, f"one; name one of {', '.join(known)}" if known else "one")
        self.id, self.figures, self.hedge, self.allowance = known[0], rows, hedge, allowance
        self.unit = self.id.partition(":")[2] or "USD"
        self._model = _model(load.digest(project.DATA / load.FIGURES), hedge).at(allowance)

    def range(self, start, end=None):
        """Return what all figures together allow from one month to another (both counted), as a `Range`."""
        start, end = str(start), str(end or start)
        found = self._model.range(self.id, start, end)
        return Range(found, self.unit, self._model.figures(self.id, start, end), wording.period(start, end))

    def growth(self, start, end=None, base=None):
        """Return the growth on the same months a year before (or from `base` on), in per cent, as a `Range`."""
        start, end = str(start), str(end or start)
        base = base or str(_month(start) - 12)
        found = self._model.growth(self.id, start, end, base)
        if found is None:
            raise InputError(f"{self.id}, growth", "a base that can only be nothing", "a base above zero")
        return Range(
            found, "percent", (), f"{wording.period(start, end)} on {wording.period(base, base)} ff."
        )

    def monthly(self, start, end):
        """Return the range of each month: columns month, low, high (infinite where nothing is known)."""
        rows = [(str(m), self._model.range(self.id, str(m), str(m))) for m in months(start, end)]
        return pd.DataFrame([(m, r.left, r.right) for m, r in rows], columns=["month", "low", "high"])

    @property
    def contradictions(self):
        """Figures of this series that cannot stand beside the others: see `bounds.Model.set_aside`."""
        aside = self._model.set_aside
        return aside[aside["series"] == self.id].reset_index(drop=True)

    def __repr__(self):
        span = self.figures[["period_start", "period_end"]].replace("", None)
        first, last = span["period_start"].min(), span["period_end"].max()
        covered = "no period" if pd.isna(first) or pd.isna(last) else wording.period(first, last)
        ids = list(self.figures.index)
        shown = ", ".join(ids[:8]) + (f" and {len(ids) - 8} more" if len(ids) > 8 else "")
        lines = [f"{self.id}: {len(ids)} figure{'s' if len(ids) != 1 else ''}, {covered} ({shown})"]
        if covered != "no period":
            lines.append(f"all months together: {wording.between(*self._ends(first, last), self.unit)}")
        if len(aside := self.contradictions):
            lines.append(f"contradictions: {', '.join(sorted(set(aside['figure'])))}")
        return "\n".join(lines)

    def _ends(self, first, last):
        found = self._model.range(self.id, first, last)
        return found.left, found.right

    def _repr_html_(self):
        head, *rest = (tables.escape(line) for line in repr(self).splitlines())
        lines = []
        for figure, row in self.figures.iterrows():
            link = f'<a href="{tables.escape(row["page"])}">{figure}</a>'
            cells = [_period(row), row["printed"], row["growth"] and f"{row['growth']}%", row["publisher"]]
            words = "".join(f"<td>{tables.escape(c)}</td>" for c in cells)
            lines.append(f'<tr><th scope="row">{link}</th>{words}</tr>')
        heads = ["figure", "period", "printed", "growth", "publisher"]
        table = section.table(f"{self.id}: what was printed", heads, lines)
        return show.framed(f"<p><strong>{head}</strong><br>{'<br>'.join(rest)}</p>{table}")


def series(hedge="newspaper", allowance="default", **filters):
    """Return every series with evidence that the filters of `figures` leave, as {id: Series}."""
    ids = sorted(set(figures(role="evidence", **filters)["series"]))
    return {i: Series(i, hedge, allowance) for i in ids}


class Checked(claims.Verdict):
    """A verdict that shows its whole section: the scale, the evidence by source, what would settle it."""

    def _repr_html_(self):
        return show.framed(section.markup(self, load.figures()))


def check(claim, hedge="newspaper", allowance="default", inferred=True):
    """Return the verdict on a claim, named by its id ("A1") or its slug ("drones-to-russia")."""
    known = {key: c for c in load.claims() for key in (c["id"], c["slug"])}
    if claim not in known:
        raise InputError("check", f"no claim {claim!r}", load.near(claim, known, "claim, such as A1"))
    _known("hedge", hedge, printed.READINGS)
    _known("allowance", allowance, bounds.ALLOWANCES)
    book = claims.Book(
        load.figures(), load.statements(), _official(), load.labels(), hedge, allowance, inferred
    )
    return Checked(**vars(claims.check(known[claim], book)))


def codes(word):
    """Return the HS codes behind a product word, with the edition, the code's own words and our reason."""
    lines = categories.table()
    if word not in set(lines["category"]):
        raise InputError("codes", f"no word {word!r}", load.near(word, lines["category"], "word"))
    lines = lines[lines["category"] == word]
    return lines.assign(description=lines["hs_code"].map(categories.description))[
        ["hs_edition", "hs_code", "description", "reason", "source"]
    ].reset_index(drop=True)


def official(word, country, start, end, reporter="CHN"):
    """Return official rows in hand on a product word: what two countries say of their trade with each other.

    Parameters
    ----------
    word : str
        A category, as for `codes`, or "all".
    country, reporter : str
        ISO3, in any order: both countries' own records count.
    start, end : str
        YYYY-MM; rows of whole years count if the year overlaps.

    Returns
    -------
    pandas.DataFrame
        Rows of `totals.in_hand`; none if nothing is in hand.
    """
    pair = [_country("official", c) for c in (reporter, country)]
    rows = _official()
    _known("word", word, [*rows["category"].unique(), *categories.table()["category"]])
    here = rows["reporter"].isin(pair) & rows["partner"].isin(pair) & (rows["category"] == word)
    here &= (rows["period_start"] <= str(_month(end))) & (rows["period_end"] >= str(_month(start)))
    return rows[here].reset_index(drop=True)


@lru_cache(maxsize=1)
def _official():
    return totals.in_hand()


def _country(where, country):
    known = load.reference("countries")["iso3"]
    if country not in set(known):
        raise InputError(where, f"no country {country!r}", load.near(country, known, "country (ISO3)"))
    return country


def months(start, end):
    """Return the months from one to another, both counted, as monthly periods."""
    first, last = _month(start), _month(end)
    if last < first:
        raise InputError("period", f"{start} to {end}", "an end that is not before its start")
    return pd.period_range(first, last, freq="M")


def _known(what, word, words):
    if word not in words:
        listed = f"one of {', '.join(words)}" if len(words) < 9 else what
        expected = load.near(word, words, listed).replace("a known one of", "one of")
        raise InputError(what, repr(word), expected)


def _month(text):
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(text)):
        return pd.Period(text, "M")
    raise InputError("period", repr(text), "a month such as 2023-06")


def _period(row):
    start, end = row["period_start"], row["period_end"]
    return wording.period(start, end) if start and end else f"from {start}" if start else ""


@lru_cache(maxsize=4)
def _model(state, hedge):  # `state` is the hash of the figures: a figure added meanwhile makes a new model
    return bounds.Model(load.figures(), reading=hedge)
