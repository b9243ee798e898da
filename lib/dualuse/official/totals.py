"""Official rows as the series that claims are judged on: one row a source, pair, category and period."""

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dualuse.data import categories
from dualuse.data.readings import allowed
from dualuse.official import formats, goods, observations
from dualuse.official.formats import _file
from pressroom import files
from pressroom.errors import InputError

COLUMNS = ["series", "source", "reporter", "partner", "flow", "category", "period_start", "period_end"]
COLUMNS += ["value_usd", "quantity", "unit", "net_weight_kg", "value_weighed_usd", "rows"]
BROUGHT = "fetched/totals"  # below data/official: what `anywhere.write` leaves


def table(rows: duckdb.DuckDBPyRelation, coverage: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what official rows say of each category, source, pair and period.

    Parameters
    ----------
    rows : duckdb.DuckDBPyRelation
        As `observations.read` returns them.
    coverage : pandas.DataFrame, optional
        As `coverage` returns it: of a month that was asked for and is published, a category without
        rows gets a zero; a month that failed in part is left out whole.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, sorted. The source of a series is BACI, COMTRADE or GACC. Categories overlap: never add them.
        Where a heading is there beside its subheadings, the heading counts; of two editions of BACI, the newer.
    """
    asked = coverage is not None and len(coverage)
    rows = _without_failed(rows, coverage) if asked else rows
    found = goods.by_category(goods.by_code(rows))
    sources = found["source"]
    found["source"] = sources.map({source: source.partition("-")[0] for source in formats.sources()})
    newest = sources.map(formats.sources().index).sort_values(kind="stable").index
    found = found.loc[newest].drop_duplicates([*goods.KEYS, "category"], keep="last")
    if asked:
        zeros = _zeros(found, rows, coverage)
        found = pd.concat([found, zeros], ignore_index=True) if len(zeros) else found
    names = (found[c].to_numpy(object) for c in ("reporter", "partner", "flow", "category", "source"))
    found["series"] = ["-".join(name) for name in zip(*names, strict=True)]  # of no row too
    year = found["period"].str.len() == len("2023")  # else a month, or the first and last of several
    found["period_start"] = found["period"].str[:7].where(~year, found["period"] + "-01")
    found["period_end"] = found["period"].str[-7:].where(~year, found["period"] + "-12")
    found["rows"] = found["rows"].astype(int)
    return found[COLUMNS].sort_values(["series", "period_start", "period_end"], ignore_index=True)


def _without_failed(rows: duckdb.DuckDBPyRelation, coverage: pd.DataFrame) -> duckdb.DuckDBPyRelation:
    failed = coverage[coverage["status"] == "failed"]
    for row in failed.itertuples():
        same = {"reporter": row.reporter, "flow": row.flow, "period": row.period, "source": "COMTRADE"}
        rows = rows.filter("NOT (" + " AND ".join(f"{k} = {formats.quote(v)}" for k, v in same.items()) + ")")
    return rows


def _zeros(found: pd.DataFrame, rows: duckdb.DuckDBPyRelation, coverage: pd.DataFrame) -> pd.DataFrame:
    """Return a zero for each category that a published month has no rows of, in that month's own HS edition.

    A month of which rows were set aside gets none: what was set aside may have been of that category. A month
    without any row names no edition; only words of both editions in use can be nothing there.
    """
    usable = rows.filter("source = 'COMTRADE'").aggregate("reporter, flow, period, hs, count(*) AS n").df()
    months = {key: part for key, part in usable.groupby(["reporter", "flow", "period"])}
    words_of = {hs: set(goods.codes(hs)) - {goods.ALL_GOODS} for hs in {"HS17", "HS22", *usable["hs"]}}

    def words(row: Any) -> list[str]:
        part = months.get((row.reporter, row.flow, row.period))
        if part is None and not row.rows:
            return sorted(words_of["HS17"] & words_of["HS22"])
        if part is None or part["n"].sum() != row.rows:
            return []
        return sorted(set.intersection(*(words_of[hs] for hs in part["hs"])))

    there = set(zip(*(found[k] for k in ("reporter", "partner", "flow", "period", "category")), strict=True))
    empty = [
        ("COMTRADE", row.reporter, partner, row.flow, row.period, category, 0.0, 0)
        for row in coverage[coverage["status"].isin(["rows", "no rows"])].itertuples()
        for partner in row.partners.split("+")
        for category in words(row)
        if (row.reporter, partner, row.flow, row.period, category) not in there
    ]
    zeros = pd.DataFrame(empty, columns=[*goods.KEYS, "category", "value_usd", "rows"])
    return zeros.assign(quantity=0.0, net_weight_kg=0.0, value_weighed_usd=0.0, unit=None)


def total(
    found: pd.DataFrame,
    series: str,
    start: str,
    end: str,
    measure: str = "value_usd",
    allowance: str = "default",
) -> pd.Interval | None:
    """Return what the official rows say of a series over a period, as far as they may be revised.

    Parameters
    ----------
    found : pandas.DataFrame
        As `table` returns it, or as read from processed/official_totals.csv.
    series : str
        Such as "CHN-RUS-export-drones-COMTRADE".
    start, end : str
        First and last month, YYYY-MM.
    measure : {"value_usd", "net_weight_kg", "quantity"}
    allowance : {"none", "default", "double"}

    Returns
    -------
    pandas.Interval or None
        Closed; None unless the rows cover each month of the period exactly once; of a weight, None as well
        where some rows have no weight.

    Raises
    ------
    InputError
        If the period ends before it starts.
    """
    if end < start:
        raise InputError(series, f"the period {start} to {end}", "an end not before its start")
    rows = found[
        (found["series"] == series) & (found["period_start"] >= start) & (found["period_end"] <= end)
    ]
    rows = _covering(rows, start, end)
    if rows is None:
        return None
    amount, moved = float(rows[measure].sum(min_count=len(rows))), allowed(allowance)
    unweighed = measure == "net_weight_kg" and (rows["value_weighed_usd"] != rows["value_usd"]).any()
    if amount != amount or unweighed:  # something is missing somewhere
        return None
    return pd.Interval(amount * (1 - moved), amount * (1 + moved), closed="both")


def _covering(rows: pd.DataFrame, start: str, end: str) -> pd.DataFrame | None:
    """Return the rows that cover each month from start to end exactly once, the longest first; None if none do.

    Months printed together hold later revisions than the months printed alone.
    """
    chosen, last, month = [], pd.Period(end, freq="M"), pd.Period(start, freq="M")
    while month <= last:
        begun = rows[rows["period_start"] == str(month)]
        if begun.empty:
            return None
        chosen.append(begun.sort_values("period_end").tail(1))
        month = pd.Period(chosen[-1]["period_end"].item(), freq="M") + 1
    return pd.concat(chosen)


def growth(
    found: pd.DataFrame,
    series: str,
    start: str,
    end: str,
    measure: str = "value_usd",
    allowance: str = "default",
    base: str | None = None,
) -> pd.Interval | None:
    """Return the growth of a series in per cent, or None where either period is not covered; see `total`.

    `base` is the first month (YYYY-MM) of the period to compare with; by default the same months a year before.
    """
    first, last = pd.Period(start, freq="M"), pd.Period(end, freq="M")
    back = (first - pd.Period(base, freq="M")).n if base else 12
    now = total(found, series, start, end, measure, "none")
    then = total(found, series, str(first - back), str(last - back), measure, "none")
    if now is None or then is None or then.left == 0:  # nothing grows from nothing
        return None
    return change(now.left, then.left, allowance)


def change(value: float, base: float, allowance: str = "default") -> pd.Interval:
    """Return the growth of a level on its base, in per cent, as far as both may be revised.

    Parameters
    ----------
    value, base : float
        Non-negative; in the same unit.
    allowance : {"none", "default", "double"}
        As in `bounds`; both are levels in hand, so both may move by the allowance on levels.

    Returns
    -------
    pandas.Interval
        Closed. From a base of zero it is unbounded, and from zero to zero anything.

    Examples
    --------
    >>> change(150.0, 100.0, "none")
    Interval(50.0, 50.0, closed='both')
    """
    moved = allowed(allowance)
    if base == 0:
        return pd.Interval(-100.0 if value == 0 else np.inf, np.inf, closed="left" if value == 0 else "both")
    low, high = (100 * (value * (1 + s * moved) / (base * (1 - s * moved)) - 1) for s in (-1, 1))
    return pd.Interval(low, high, closed="both")


def price_and_quantity(
    value: float, quantity: float, base_value: float, base_quantity: float
) -> dict[str, float]:
    """Split a change in value into what price and what quantity did (Bennet's indicator).

    Each effect is one factor's change at the mean of the other, so the two add up to the change exactly.

    Returns
    -------
    dict
        change, price, quantity (all in the unit of value) and price_share (of the change).

    Examples
    --------
    >>> price_and_quantity(30.0, 3.0, 16.0, 2.0)
    {'change': 14.0, 'price': 5.0, 'quantity': 9.0, 'price_share': 0.35714285714285715}
    """
    price, base_price = value / quantity, base_value / base_quantity
    by_price = (price - base_price) * (quantity + base_quantity) / 2
    by_quantity = (quantity - base_quantity) * (price + base_price) / 2
    change = value - base_value
    return {"change": change, "price": by_price, "quantity": by_quantity, "price_share": by_price / change}


def coverage(folder: Path | None = None) -> pd.DataFrame:
    """Return what `make data` left in data/official/fetched/comtrade: one row a reporter, flow and month.

    Returns
    -------
    pandas.DataFrame
        reporter, flow, period, partners, status (rows, no rows, not published, failed), rows, why; empty if nothing.
    """
    path = (folder or observations.FOLDER / "fetched/comtrade") / "coverage.csv"
    if not path.exists():
        return pd.DataFrame(columns=["reporter", "flow", "period", "partners", "status", "rows", "why"])
    found = pd.read_csv(path, dtype=str, keep_default_na=False)
    if set(found["status"]) - {"rows", "no rows", "not published", "failed"}:
        expected = "rows, no rows, not published or failed"
        raise InputError(path.name, f"status {sorted(set(found['status']))}", expected)
    return found.astype({"rows": int})


def in_hand(rows: duckdb.DuckDBPyRelation | None = None) -> pd.DataFrame:
    """Return official rows as totals by series and period; notebook 04 saves the same table.

    Parameters
    ----------
    rows : duckdb.DuckDBPyRelation, optional
        As `observations.in_hand` returns them, where they are read already.

    Returns
    -------
    pandas.DataFrame
        As `table`: series, source, reporter, partner, flow, category, period_start, period_end,
        value_usd, quantity, unit, net_weight_kg, value_weighed_usd, rows. With what `anywhere.write` brought.
    """
    if rows is None and not observations.FOLDER.is_dir():
        return pd.DataFrame(columns=COLUMNS)  # a story that has none
    found = table(observations.in_hand()[0] if rows is None else rows, coverage())
    for path in sorted((observations.FOLDER / BROUGHT).glob("*.csv")):
        found = pd.concat([found, _brought(path)], ignore_index=True)
    if (twice := found.duplicated(["series", "period_start", "period_end"])).any():
        name = found.loc[twice, "series"].iloc[0]
        where = f"data/official/{BROUGHT}"
        raise InputError(where, f"{name} is in hand already", "each series and period once")
    return found.sort_values(["series", "period_start", "period_end"], ignore_index=True)


def goods_in_hand(rows: duckdb.DuckDBPyRelation | None) -> set[str] | None:
    """Return the categories that rows are of; None where totals say more than rows: zeros, or what was brought."""
    if rows is None or len(coverage()) or any((observations.FOLDER / BROUGHT).glob("*.csv")):
        return None
    return {category for *_, category in goods.categorised(rows, categories.table())}


def _brought(path: Path) -> pd.DataFrame:
    """Return totals that another engine wrote, checked against their note."""
    content, where = _file.stored(path), _file.name(path)
    if content is None:
        raise InputError(where, "no note that fits it", "the file as `dualuse totals` wrote it")
    found = files.table(path, where)
    if list(found.columns) != COLUMNS:
        raise InputError(where, f"columns {', '.join(found.columns)}", ", ".join(COLUMNS), row=1)
    numbers = ["value_usd", "quantity", "net_weight_kg", "value_weighed_usd", "rows"]
    return found.assign(**{c: pd.to_numeric(found[c]) for c in numbers}, unit=found["unit"].replace("", None))
