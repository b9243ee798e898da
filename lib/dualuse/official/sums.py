"""Sums over official rows, on whatever engine holds them: pandas, DuckDB or Spark, through Narwhals.

Money is added in whole cents and weight in whole grams: every engine gives the same total to the last digit.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import duckdb
import narwhals as nw
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
    "problem": "observations.clean takes them out and counts them",  # stays last
}
VOCABULARY = {"flow": ["export", "import", "re-export", "re-import"], "valuation": ["FOB", "CIF"]}
FEW = 3  # codes that are compared one by one
PLACES, OTHER = 100, 99  # two digits for each of MIXED; OTHER is a word outside its vocabulary
SCALES = {"value_usd": 100, "value_weighed_usd": 100, "net_weight_kg": 1000, "quantity": 1000}


def totals(
    rows: Any,
    by: list[str],
    measures: Sequence[str] = ("value_usd", "net_weight_kg"),
    within: Collection[str] | None = None,
) -> pd.DataFrame:
    """Add up official rows.

    Parameters
    ----------
    rows : pandas.DataFrame, duckdb.DuckDBPyRelation or pyspark DataFrame
        Observations (see `formats.SCHEMA`); columns that are neither asked for nor summed may be missing.
    by : list of str
        Columns to keep apart, such as ["period", "reporter", "partner"].
    measures : sequence of {"value_usd", "net_weight_kg", "quantity"}
    within : collection of str, optional
        Keep only rows whose code begins with one of these.

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
    found = added(rows, by, measures, within).df()
    if "quantity" in measures:
        found["unit"] = found["unit"].astype(object).where(found["unit"].notna(), None)
    return found


def added(
    rows: Any, by: list[str], measures: Sequence[str], within: Collection[str] | None = None
) -> duckdb.DuckDBPyRelation:
    """Return what `totals` does, held by DuckDB: text is slow to hand to pandas."""
    frame = nw.from_native(rows).lazy()
    names = frame.collect_schema().names()
    if missing := [c for c in [*by, *measures] if c not in names]:
        raise InputError("sums.totals", f"no column {', '.join(missing)}", f"among {', '.join(names)}")
    if within is not None:
        chapters = [
            _begins(chapter) & nw.any_horizontal(*_among(codes), ignore_nulls=False)
            for chapter, codes in groupby(sorted(within), key=lambda code: code[:2])
        ]
        frame = frame.filter(nw.any_horizontal(*chapters, ignore_nulls=False))
    guarded = [g for g in MIXED if g not in by and _needs(g) in names and not (g == "level" and "code" in by)]
    frame = frame.with_columns(_kind(guarded).alias("_kind"))
    summed, whole = _summed_columns(names, measures)
    sums = [nw.len().alias("rows"), *(nw.col(f"_{m}").sum().alias(m) for m in summed)]
    for column in ("_kind", "unit") if "quantity" in measures else ("_kind",):
        sums += [nw.col(column).min().alias(f"{column}|min"), nw.col(column).max().alias(f"{column}|max")]
    grouped = frame.with_columns(*whole).group_by(by).agg(*sums)
    made = {m: f"CAST({m} AS BIGINT) / {SCALES[m]}" for m in summed}
    if "quantity" in made:  # kilograms and pieces do not add up
        same = 'CASE WHEN "unit|min" = "unit|max" THEN'
        made |= {"quantity": f"{same} {made['quantity']} END", "unit": f'{same} "unit|min" END'}
    made |= {"rows": "CAST(rows AS BIGINT)", "_low": '"_kind|min"', "_high": '"_kind|max"'}
    columns = ", ".join([*(f'"{c}"' for c in by), *(f"{sql} AS {name}" for name, sql in made.items())])
    try:
        native = grouped.to_native()
        if not isinstance(native, duckdb.DuckDBPyRelation):
            native = duckdb.from_df(grouped.collect(backend="pandas").to_native())
        found = native.project(columns).order(", ".join(f'"{c}" NULLS FIRST' for c in by)).materialize()
    except duckdb.Error as error:
        raise formats.explain(error, "official rows") from None
    _refuse(found, by, guarded)
    return found.project("* EXCLUDE (_low, _high)")


def _begins(start: str) -> nw.Expr:
    """Say whether a code begins so: two comparisons, which DuckDB makes before it looks at the rest of a row."""
    return nw.col("code").is_between(nw.lit(start), nw.lit(f"{start}~"))


def _among(codes: Iterable[str]) -> Iterator[nw.Expr]:
    """Yield what says whether a code begins with one of several: where they are many, a list is sooner planned."""
    for length, same in groupby(sorted(codes, key=len), key=len):
        listed = list(same)
        few = len(listed) <= FEW
        yield from map(_begins, listed) if few else [nw.col("code").str.slice(0, length).is_in(listed)]


def _needs(guard: str) -> str:
    return "code" if guard == "level" else guard


def _kind(guarded: list[str]) -> nw.Expr:
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


def _words(guard: str) -> list[str]:
    return formats.sources() if guard == "source" else VOCABULARY[guard]


def _spelled(kind: int, guarded: list[str]) -> dict[str, str]:
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


def _summed_columns(names: list[str], measures: Sequence[str]) -> tuple[list[str], list[nw.Expr]]:
    """Return what is added up, as whole numbers, 0 where it is missing; each row counts once."""
    weighed = "net_weight_kg" in measures and "value_usd" in names
    needed = dict.fromkeys([*measures, "value_usd"] if weighed else measures)
    counts = {m: (nw.col(m).fill_null(0) * SCALES[m]).round().cast(nw.Int64) for m in needed}
    made = {m: counts[m] for m in measures}
    if weighed:
        there = ~nw.col("net_weight_kg").is_null()
        made["value_weighed_usd"] = nw.when(there).then(counts["value_usd"]).otherwise(0)
    return list(made), [column.alias(f"_{m}") for m, column in made.items()]


def _refuse(found: duckdb.DuckDBPyRelation, by: list[str], guarded: list[str]) -> None:
    """Refuse what must not be mixed in one sum, naming the first sum that mixes it."""
    digits = {g: f"_high // {PLACES**n} % {PLACES}" for n, g in enumerate(reversed(guarded))}
    tests = {"problem": f"{digits['problem']} > 0"} if "problem" in guarded else {}
    tests["mixed"] = "_low <> _high"
    tests |= {g: f"{digits[g]} = {OTHER}" for g in ("flow", "valuation", "source") if g in guarded}
    wrong = found.aggregate(", ".join(f"bool_or({test})" for test in tests.values())).fetchall()[0]
    for guard in (g for g, mixed in zip(tests, wrong, strict=True) if mixed):
        if guard in MIXED and guard != "problem":
            expected = f"{', '.join(_words(guard))}, or by {guard}"
            raise InputError("sums.totals", f"an unknown {guard}", expected)
        row = found.filter(tests[guard]).limit(1).df().iloc[0]
        where = ", ".join(f"{k} {row[k]}" for k in by)
        if guard == "problem":
            raise InputError("sums.totals", f"rows with a problem ({where})", MIXED["problem"])
        low, high = (_spelled(row[end], guarded) for end in ("_low", "_high"))
        guard = next(g for g in guarded if low[g] != high[g])
        both = f"{guard} {low[guard]} and {high[guard]} in one sum ({where})"
        raise InputError("sums.totals", both, f"one: {MIXED[guard]}")
