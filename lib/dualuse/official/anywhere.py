"""Rows of any size, on the engine that holds them, to the small table of totals that the claims are judged on.

ROWS is a folder or file of official rows (BACI, UN Comtrade, Chinese customs: see `formats`), or Parquet (a file, a
folder, an address that the engine itself can read, `catalogue.table` for Spark) in one of two forms:

observations  reporter, partner, flow, period, code, value_usd, valuation, source, and any other column of
              `formats.SCHEMA`; `source` as `formats.sources()` has it.
shipments     date, hs_code, value_usd, reporter (whose customs, ISO3), origin (ISO3), and net_weight_kg if it is known:
              a newsroom's own customs records. They count as imports, CIF, source SHIPMENTS. Names of firms
              (importer, exporter) may stand in it and are never read.

Each row of these two is a part of its sum: a table that holds a row twice counts it twice.
"""

import importlib.metadata
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

from dualuse.official import formats, goods, observations, totals
from dualuse.official.formats import _file
from pressroom import files
from pressroom.errors import InputError

NEEDED = ("reporter", "partner", "flow", "period", "code", "value_usd", "valuation", "source")
SHIPMENTS = ("date", "hs_code", "value_usd", "reporter", "origin")
TEXT, NUMBERS = ("unit", "hs"), ("net_weight_kg", "quantity")
SPARK = "`make .venv-cluster/.ready`, then run it with .venv-cluster/bin/python"


def write(rows: str | Path, engine: str = "duckdb", out: Path | str | None = None) -> dict:
    """Add up rows on an engine and write the totals, with a note of where they come from beside them.

    Parameters
    ----------
    rows : str or path
        See the module.
    engine : {"duckdb", "pandas", "spark"}
        Spark takes its master and its settings from its own environment (PYSPARK_SUBMIT_ARGS).
    out : path, optional
        By default data/official/fetched/totals/NAME.csv, whose totals join the analysis at the next build.

    Returns
    -------
    dict
        The note: engine, versions, inputs, digest, rows_in, set_aside, rows_used, series.

    Raises
    ------
    InputError
        If the engine is not there or cannot read the rows, a column is missing, or years and months are mixed.
    """
    if engine not in ENGINES:
        raise InputError("engine", engine, f"one of {', '.join(ENGINES)}")
    local = Path(rows)
    with tempfile.TemporaryDirectory(prefix="dualuse-") as folder:
        if _official(local):
            native, ledger = observations.read(folder=local)
            if engine != "duckdb":
                native.write_parquet(str(Path(folder, "rows.parquet")))
                native = ENGINES[engine](str(Path(folder, "rows.parquet")))
        else:
            native, ledger = observed(ENGINES[engine](str(rows)), str(rows))
        found = totals.table(native)
    listing = _listing(local)
    note = {
        "asked": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": engine,
        "versions": {k: _version(k) for k in ("dualuse", "narwhals", *PACKAGES[engine])},
        "inputs": listing or [{"address": str(rows)}],
        "digest": files.of_bytes(repr(listing or str(rows)).encode()),
        "rows_in": int(ledger["rows"].sum()),
        "rows_used": int(ledger.loc[ledger["problem"] == "", "rows"].sum()),
        "set_aside": ledger[ledger["problem"] != ""][["problem", "rows"]].to_dict("records"),
        "series": int(found["series"].nunique()),
    }
    out = Path(out or observations.FOLDER / totals.BROUGHT / f"{local.stem}.csv")
    _file.store(out, found.to_csv(index=False, lineterminator="\n").encode(), note)
    return note


def observed(native: Any, where: str) -> tuple[Any, pd.DataFrame]:
    """Return a table of observations or shipments on its engine, checked, and the ledger of what was set aside."""
    frame = nw.from_native(native).lazy()
    names = frame.collect_schema().names()
    shipments = "date" in names
    needed = SHIPMENTS if shipments else NEEDED
    if missing := [c for c in needed if c not in names]:
        raise InputError(where, f"no column {', '.join(missing)}", f"columns {', '.join(needed)}")
    if shipments:
        said = {"flow": "import", "valuation": "CIF", "source": "SHIPMENTS"}
        frame = frame.with_columns(
            *(nw.lit(word).alias(c) for c, word in said.items()),
            nw.col("origin").alias("partner"),
            nw.col("date").cast(nw.String).str.slice(0, 7).alias("period"),
            nw.col("hs_code").alias("code"),
        )
    frame = frame.with_columns(*(nw.lit(None, nw.Float64).alias(c) for c in NUMBERS if c not in names))
    frame = frame.with_columns(*(nw.col(c).cast(nw.Float64) for c in ("value_usd", *NUMBERS)))
    frame = frame.with_columns(*(nw.col(c).cast(nw.String) for c in ("period", "code")))
    if "unit" not in names:
        frame = frame.with_columns(nw.lit(None, nw.String).alias("unit"))
    if "hs" not in names:
        edition = nw.lit("HS12")
        for year, hs in (("2017", "HS17"), ("2022", "HS22")):
            edition = nw.when(nw.col("period") >= year).then(nw.lit(hs)).otherwise(edition)
        frame = frame.with_columns(edition.alias("hs"))
    frame = frame.with_columns(_problem().alias("problem"))
    columns = [*goods.KEYS, "hs", "code", "valuation", "unit", "value_usd", *NUMBERS]
    by = frame.with_columns(nw.col("period").str.len_chars().alias("length")).group_by(
        "problem", "source", "length"
    )
    kinds = by.agg(nw.len().alias("rows")).collect(backend="pandas").to_native()
    good = kinds[kinds["problem"] == ""]
    if good.groupby("source")["length"].nunique().gt(1).any():
        expected = "one of the two: a year contains its months"
        raise InputError(where, "years and months of one source", expected)
    if good.empty:
        raise InputError(where, "no usable row", "rows")
    ledger = kinds.groupby("problem", as_index=False)["rows"].sum()
    return frame.filter(nw.col("problem") == "").select(columns).to_native(), ledger


def _problem() -> nw.Expr:
    """Return what makes a row unusable, or an empty text; the first that applies."""
    code, value, length = nw.col("code"), nw.col("value_usd"), nw.col("period").str.len_chars()
    beyond = [(nw.col(c) < 0) | (nw.col(c) > formats.MOST) for c in ("value_usd", *NUMBERS)]
    tests = {
        "a column without a value": nw.any_horizontal(
            *(nw.col(c).is_null() for c in NEEDED), ignore_nulls=False
        ),
        "reporter and partner are one country": nw.col("reporter") == nw.col("partner"),
        f"a source other than {', '.join(formats.sources())}": ~nw.col("source").is_in(formats.sources()),
        "unknown period": ~nw.col("period").str.contains(r"^(?:19[89]|20[0-4])[0-9](?:-(?:0[1-9]|1[0-2]))?$"),
        "no code of the Harmonized System": ~(
            (code == "TOTAL") | code.str.contains("^(?:0[1-9]|[1-9][0-9])(?:[0-9][0-9]){0,4}$")
        ),
        "a negative number, or one without end": nw.any_horizontal(*beyond, ignore_nulls=True)
        | value.is_nan(),
    }
    problem = nw.when(length > 0).then(nw.lit("")).otherwise(nw.lit("unknown period"))
    for name, test in reversed(tests.items()):
        problem = nw.when(test).then(nw.lit(name)).otherwise(problem)
    return problem


def _official(path: Path) -> bool:
    """Say whether a path holds files in a publisher's format, and not a table of our own two forms."""
    table = path if path.is_file() else next(path.rglob("*.parquet"), None)
    if table is None or table.suffix != ".parquet":
        return path.exists()
    return any(module.matches(table) for module in formats.readers().values())


def _duckdb(rows: str) -> duckdb.DuckDBPyRelation:
    if Path(rows).is_dir():
        rows = f"{rows}/**/*.parquet"
    try:
        return duckdb.read_parquet(rows)
    except duckdb.Error as error:
        raise _file.explain(error, rows) from None


def _spark(rows: str) -> Any:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError("engine spark", "no PySpark in this environment", SPARK) from None
    session = SparkSession.builder.appName("dualuse").getOrCreate()
    try:
        return session.read.parquet(rows) if "/" in rows or rows.endswith(".parquet") else session.table(rows)
    except PySparkException as error:
        raise InputError(rows, str(error).splitlines()[0][:200], "a table that Spark can read") from None


ENGINES = {"duckdb": _duckdb, "pandas": lambda rows: _duckdb(rows).df(), "spark": _spark}
PACKAGES = {"duckdb": ("duckdb",), "pandas": ("duckdb", "pandas"), "spark": ("pyspark",)}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _listing(path: Path) -> list[dict[str, Any]]:
    """Return name, bytes and SHA-256 of each file read, or nothing for what is no local path."""
    found = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [
        {"name": str(p.relative_to(path.parent)), "bytes": p.stat().st_size, "sha256": files.of_file(p)}
        for p in found
    ]
