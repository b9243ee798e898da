"""Sums over official rows, on whatever engine holds them: pandas, DuckDB or Spark, through Narwhals.

Money is added in whole cents and weight in whole grams: every engine gives the same total to the last digit.
"""

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd

from dualuse.official import formats
from pressroom.errors import InputError

WORLD = "WLD"
# What must not be mixed in one sum, and why. Each row gets one whole number that says what it is.
MIXED = {
    "flow": "exports, imports and re-exports do not add up",
    "valuation": "FOB and CIF values do not add up",
    "source": "two sources tell the same trade twice",
    "level": "HS levels contain each other",
    "partner": "the World contains the partners",
    "period": "years contain months",
    "problem": "observations.clean takes them out and counts them",  # stays last: see _finish
}
VOCABULARY = {"flow": ["export", "import", "re-export", "re-import"], "valuation": ["FOB", "CIF"]}
PLACES, OTHER = 100, 99  # two digits for each of MIXED; OTHER is a word outside its vocabulary
SCALES = {"value_usd": 100, "value_weighed_usd": 100, "net_weight_kg": 1000, "quantity": 1000}


def totals(rows, by, categories=None, measures=("value_usd", "net_weight_kg")):
    """Add up official rows.

    Parameters
    ----------
    rows : pandas.DataFrame, duckdb.DuckDBPyRelation or pyspark DataFrame
        Observations (see `formats.SCHEMA`); columns that are neither asked for nor summed may be missing.
    by : list of str
        Columns to keep apart, such as ["period", "reporter", "partner"]; "category" needs `categories`.
    categories : pandas.DataFrame, optional
        Columns code (HS code of any level) and category. A row belongs to every category that holds a code
        which its own begins with; rows of none are left out. Categories may overlap: never add them up.
    measures : sequence of {"value_usd", "net_weight_kg", "quantity"}

    Returns
    -------
    pandas.DataFrame
        `by`, the measures, value_weighed_usd (value of the rows that have a weight, for unit values) and
        rows, sorted by `by`. With "quantity" also unit; a quantity in several units is NaN.

    Raises
    ------
    InputError
        If one sum would mix flows, valuations, sources, HS levels, the World with partners, years with
        months, or would hold rows with a problem.
    """
    frame = nw.from_native(rows).lazy()
    names = frame.collect_schema().names()
    if missing := [c for c in [*by, *measures] if c not in names and c != "category"]:
        raise InputError("aggregate.totals", f"no column {', '.join(missing)}", f"among {', '.join(names)}")
    guarded = [g for g in MIXED if g not in by and _needs(g) in names and not (g == "level" and "code" in by)]
    keys, sets = list(by), None
    if "category" in by and "category" not in names:
        if categories is None:
            raise InputError("aggregate.totals", "no categories", "a table of codes and categories")
        frame, sets = _with_category(frame, rows, categories)
        keys = [k for k in by if sets is None or k != "category"] + ([] if sets is None else ["_set"])
    frame = frame.with_columns(_kind(guarded).alias("_kind"))
    summed, whole = _summed_columns(names, measures)
    sums = [nw.len().alias("rows"), *(nw.col(f"_{m}").sum().alias(m) for m in summed)]
    ends = {"_kind": nw.col("_kind")} | ({"_unit": nw.col("unit")} if "quantity" in measures else {})
    sums += [x.min().alias(f"{name}|min") for name, x in ends.items()]
    sums += [x.max().alias(f"{name}|max") for name, x in ends.items()]
    collected = _collect(frame.with_columns(*whole).group_by(keys).agg(*sums).sort(keys))
    if sets is not None:
        collected = _by_category(collected, sets, by)
    return _finish(collected, by, summed, guarded)


def _needs(guard):
    return "code" if guard == "level" else guard


def _kind(guarded):
    """Return the whole number that says of a row all that must be one in a sum, two digits for each."""
    kind = nw.lit(0)
    for guard in guarded:
        if guard == "level":
            digit = nw.when(nw.col("code") == "TOTAL").then(0).otherwise(nw.col("code").str.len_chars())
        elif guard == "partner":
            digit = nw.when(nw.col("partner") == WORLD).then(1).otherwise(0)
        elif guard == "period":
            digit = nw.col("period").str.len_chars()
        elif guard == "problem":
            digit = nw.when(nw.col("problem").is_null()).then(0).otherwise(1)
        else:
            digit = nw.lit(OTHER)
            for number, word in enumerate(_words(guard)):
                digit = nw.when(nw.col(guard) == word).then(number).otherwise(digit)
        kind = kind * PLACES + digit
    return kind.cast(nw.Int64)


def _words(guard):
    return formats.sources() if guard == "source" else VOCABULARY[guard]


def _spelled(kind, guarded):
    """Return {guard: word} of a whole number that `_kind` made."""
    spelled = {}
    for guard in reversed(guarded):
        kind, digit = divmod(int(kind), PLACES)
        if guard in ("flow", "valuation", "source"):
            words = _words(guard)
            spelled[guard] = words[digit] if digit < len(words) else "unknown"
        else:
            spelled[guard] = {"partner": ["partners", "World"][digit % 2], "level": f"{digit} digits"}.get(
                guard, f"{digit} characters"
            )
    return spelled


def _summed_columns(names, measures):
    """Return what is added up, as whole numbers, 0 where it is missing; each row counts once."""
    weighed = "net_weight_kg" in measures and "value_usd" in names
    needed = dict.fromkeys([*measures, "value_usd"] if weighed else measures)
    counts = {m: (nw.col(m).fill_null(0) * SCALES[m]).round().cast(nw.Int64) for m in needed}
    made = {m: counts[m] for m in measures}
    if weighed:
        there = ~nw.col("net_weight_kg").is_null()
        made["value_weighed_usd"] = nw.when(there).then(counts["value_usd"]).otherwise(0)
    return list(made), [column.alias(f"_{m}") for m, column in made.items()]


def _with_category(frame, native, categories):
    """Keep the rows that fall into a category and add which: the longest prefix of a code decides.

    One row in is at most one row out, in one pass. Where categories overlap, the column is _set, the number
    of the set of categories of a row, and the sets are returned too; else it is category, and None.
    """
    holders = categories.groupby("code")["category"].agg(frozenset).to_dict()
    full = {
        c: tuple(sorted(set().union(*(s for p, s in holders.items() if c.startswith(p))))) for c in holders
    }
    sets = sorted(set(full.values()))
    simple = all(len(s) == 1 for s in sets)
    column = "category" if simple else "_set"
    lengths = sorted({len(c) for c in full}, reverse=True)
    prefix = nw.col("code").str.slice(0, lengths[-1])
    # Most rows leave here, before anything is joined to them.
    frame = frame.filter(prefix.is_in(sorted({c[: lengths[-1]] for c in full})))
    for length in reversed(lengths[:-1]):
        start = nw.col("code").str.slice(0, length)
        prefix = nw.when(start.is_in([c for c in full if len(c) == length])).then(start).otherwise(prefix)
    table = {c: s[0] if simple else sets.index(s) for c, s in full.items()}
    beside = nw.from_native(_beside(native, table, "_prefix", column)).lazy()
    frame = frame.with_columns(prefix.alias("_prefix")).join(beside, on="_prefix", how="inner")
    return frame, None if simple else sets


def _by_category(collected, sets, by):
    """Add up the sums of the sets that hold a category, for each category."""
    members = ", ".join(f"({i}, {formats.quote(c)})" for i, held in enumerate(sets) for c in held)
    ends = {"min": "min", "max": "max"}
    columns = [c for c in collected.columns if c != "_set" and c not in by]
    sums = ", ".join(
        f'{ends[end]}("{c}") AS "{c}"'
        if (end := c.rpartition("|")[2]) in ends
        else f'sum("{c}")::BIGINT AS "{c}"'
        for c in columns
    )
    keys = ", ".join(f'"{k}"' for k in by)
    query = f"FROM collected JOIN (VALUES {members}) AS held(_set, category) USING (_set)"
    return duckdb.sql(f"SELECT {keys}, {sums} {query} GROUP BY {keys} ORDER BY {keys}").df()


def _beside(native, table, key, value):
    """Return a small {text: text or whole number} as a two-column table on the engine that holds `native`."""
    if isinstance(native, pd.DataFrame):
        return pd.DataFrame({key: list(table), value: list(table.values())})
    if isinstance(native, duckdb.DuckDBPyRelation):
        quote = formats.quote
        values = ", ".join(
            f"({quote(k)}, {quote(v) if isinstance(v, str) else v})" for k, v in sorted(table.items())
        )
        return native.query("_rows", f"SELECT * FROM (VALUES {values}) AS codes({key}, {value})")
    return native.sparkSession.createDataFrame(sorted(table.items()), [key, value])


def _collect(frame):
    try:
        collected = frame.collect(backend="pandas")
    except duckdb.Error as error:
        raise formats.explain(error, "official rows") from None
    return collected.to_native()


def _finish(collected, by, summed, guarded):
    """Refuse what must not be mixed in one sum, and return dollars and kilograms."""
    if "problem" in guarded and (problem := collected["_kind|max"].astype("int64") % PLACES > 0).any():
        where = ", ".join(f"{k} {v}" for k, v in collected[problem].iloc[0][by].items())
        raise InputError("aggregate.totals", f"rows with a problem ({where})", MIXED["problem"])
    for _, row in collected[collected["_kind|min"] != collected["_kind|max"]].head(1).iterrows():
        low, high = (_spelled(row[f"_kind|{end}"], guarded) for end in ("min", "max"))
        guard = next(g for g in guarded if low[g] != high[g])
        found = (
            f"{guard} {low[guard]} and {high[guard]} in one sum ({', '.join(f'{k} {row[k]}' for k in by)})"
        )
        raise InputError("aggregate.totals", found, f"one: {MIXED[guard]}")
    for guard in set(guarded) & {"flow", "valuation", "source"}:
        place = PLACES ** (len(guarded) - 1 - guarded.index(guard))
        if ((collected["_kind|max"].astype("int64") // place) % PLACES == OTHER).any():
            raise InputError(
                "aggregate.totals", f"an unknown {guard}", f"{', '.join(_words(guard))}, or by {guard}"
            )
    if "_unit|min" in collected:
        units = collected["_unit|min"].where(collected["_unit|min"] == collected["_unit|max"])
        collected["unit"] = units.astype(object).where(units.notna(), None)
        collected.loc[collected["unit"].isna(), "quantity"] = 0
    for measure in summed:
        collected[measure] = collected[measure].astype("int64") / SCALES[measure]
    if "_unit|min" in collected:  # kilograms and pieces do not add up
        collected["quantity"] = collected["quantity"].where(collected["unit"].notna())
    collected["rows"] = collected["rows"].astype("int64")
    unit = ["unit"] if "quantity" in summed else []
    return collected[[*by, *summed, *unit, "rows"]]


def reconcile(rows, across, by=("source", "period", "reporter", "flow")):
    """Compare parts with the whole that the publisher states beside them.

    Parameters
    ----------
    rows : as in `totals`
    across : {"partner", "level"}
        "partner": all partners against the World, code by code. "level": the deepest HS level against the
        highest one, partner by partner.
    by : sequence of str
        Columns within which parts and whole are compared.

    Returns
    -------
    pandas.DataFrame
        by, code (and partner), parts_usd, whole_usd, residual_usd (whole less parts: what is confidential or
        missing), residual_share. A whole or parts that are missing are NaN, never 0.
    """
    frame = nw.from_native(rows).lazy().filter(nw.col("code") != "TOTAL")
    if across == "partner":
        keys, sides = [*by, "code"], (nw.col("partner") != WORLD, nw.col("partner") == WORLD)
    elif across == "level":
        level = nw.col("code").str.len_chars()
        ends = _collect(frame.select(level.min().alias("top"), level.max().alias("deep")))
        top, deep = int(ends["top"].iloc[0]), int(ends["deep"].iloc[0])
        if top == deep:
            raise InputError("aggregate.reconcile", f"HS codes of {top} digits alone", "two HS levels")
        keys = [*by, "partner", "_group"]
        frame = frame.with_columns(nw.col("code").str.slice(0, top).alias("_group"))
        sides = (level == deep, level == top)
    else:
        raise InputError("aggregate.reconcile", f"across {across!r}", "partner or level")
    parts, whole = (totals(frame.filter(side).to_native(), keys, measures=("value_usd",)) for side in sides)
    both = parts.merge(whole, on=keys, how="outer", suffixes=("_parts", "_whole"), sort=True)
    both = both.rename(
        columns={"value_usd_parts": "parts_usd", "value_usd_whole": "whole_usd", "_group": "code"}
    )
    both["residual_usd"] = both["whole_usd"] - both["parts_usd"]
    both["residual_share"] = both["residual_usd"] / both["whole_usd"].replace(0, np.nan)
    keys = ["code" if k == "_group" else k for k in keys]
    return both[[*keys, "parts_usd", "whole_usd", "residual_usd", "residual_share"]]
