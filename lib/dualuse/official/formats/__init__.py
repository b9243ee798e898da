"""One reader for each official format, all with one schema of observations.

Each module here (`baci`, `comtrade`, `gacc`) has `matches(path)`, which looks at the content and never at the
name, and `read(path)`, which returns a lazy DuckDB relation. A new format is one new module.

Columns of a relation (`SCHEMA`): reporter and partner (ISO3; WLD is the world), flow (export, import,
re-export, re-import), period (YYYY or YYYY-MM), hs (edition, such as HS22), code (text, zeros kept),
value_usd (to the cent), valuation (FOB, CIF), quantity with its unit, net_weight_kg, estimated (a quantity
estimated by the publisher), source, retrieved (YYYY-MM-DD or empty), and problem: why a row cannot be used,
or null. `observations.clean` takes rows with a problem out and counts them.
"""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dualuse.official.formats import _file, _grid
from pressroom import files, project
from pressroom.errors import InputError

quote, explain = _file.quote, _file.explain

COLUMNS = [
    "reporter",
    "partner",
    "flow",
    "period",
    "hs",
    "code",
    "value_usd",
    "valuation",
    "quantity",
    "unit",
]
COLUMNS += ["net_weight_kg", "estimated", "source", "retrieved", "problem"]
SCHEMA = dict.fromkeys(COLUMNS, "VARCHAR")
SCHEMA |= dict.fromkeys(["value_usd", "quantity", "net_weight_kg"], "DOUBLE") | {"estimated": "BOOLEAN"}


@cache  # each row's source and each file's format is one of them
def readers() -> dict[str, Any]:
    """Return {name: module} of the formats, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}


def recognise(path: Path) -> Any:
    """Return the module whose format a file has.

    Raises
    ------
    InputError
        If the file is missing, empty, cut off, a web page, UTF-16, or of no known format.
    """
    _file.refuse(path, _file.head(path))
    found = [module for module in readers().values() if module.matches(path)]
    if len(found) != 1:
        first = ",".join(_grid.header(path))[:120]
        known = "; ".join(f"{name}: {module.LOOKS_LIKE}" for name, module in readers().items())
        raise InputError(_file.name(path), f"the first line {first!r}", f"one of the formats {known}")
    if _file.packed(path) and not getattr(found[0], "OPENS_PACKED", False):
        raise InputError(_file.name(path), "a packed file", "the file that is in it: unpack it first")
    return found[0]


def read(paths: Path | list[Path]) -> duckdb.DuckDBPyRelation:
    """Return the rows of an official file of any known format, or of several that are read together, lazily.

    The relation has the columns of SCHEMA; which files a format reads together, its `together` says.
    """
    (module,) = {recognise(path) for path in (paths if isinstance(paths, list) else [paths])}
    return module.read(paths)


# Ceilings, so that a slip of the publisher or of a disk is set aside and no sum of cents overflows: all merchandise
# trade of the world is some 2.4e13 US dollars a year (WTO), all seaborne trade some 1.2e13 kg (UNCTAD).
MOST = 10**13
FIRST_YEAR, LAST_YEAR = 1988, 2050  # the Harmonized System's first; nothing here is of the far future
# What no format allows. The first that applies is the row's problem, after the format's own.
PROBLEMS = {
    "reporter = partner": "'reporter and partner are one country'",
    "code IS NULL": "'no code'",
    "code < '01'": "concat('no such code ', code)",
    f"period < '{FIRST_YEAR}' OR period >= '{LAST_YEAR + 1}'": "concat('unknown period ', period)",
    "value_usd IS NULL": "'no value'",
    " OR ".join(f"NOT {n} BETWEEN 0 AND {MOST}" for n in ("value_usd", "net_weight_kg", "quantity")): f"""CASE
        WHEN NOT isfinite(value_usd) OR NOT isfinite(net_weight_kg) OR NOT isfinite(quantity)
        THEN 'a number without end'
        WHEN value_usd < 0 THEN 'negative value'
        WHEN net_weight_kg < 0 THEN 'negative weight'
        WHEN quantity < 0 THEN 'negative quantity'
        ELSE 'a number beyond {MOST:.0e}' END""",
}


def observations(
    scan: str, select: dict[str, str], frame: pd.DataFrame | None = None
) -> duckdb.DuckDBPyRelation:
    """Return rows as observations, lazily, with what no format allows set aside.

    Parameters
    ----------
    scan : str
        SQL of the format's own rows: what stands after FROM.
    select : dict
        {column of SCHEMA: SQL expression}; a column not given is null.
    frame : pandas.DataFrame, optional
        What `scan` calls frame.
    """
    assert set(select) <= set(SCHEMA), set(select) - set(SCHEMA)
    columns = ", ".join(f"CAST({select.get(c, 'NULL')} AS {kind}) AS {c}" for c, kind in SCHEMA.items())
    cases = " ".join(f"WHEN {test} THEN {problem}" for test, problem in PROBLEMS.items())
    problem = f"CASE WHEN problem IS NOT NULL THEN problem {cases} END"
    sql = f"SELECT * REPLACE ({problem} AS problem) FROM (SELECT {columns} FROM {scan})"
    return duckdb.sql(sql)  # which finds `frame` by its name


def country(column: str, whole: bool = False) -> str:
    """Return SQL, with {0} for the column, for the ISO3 code of a country written as one to three digits.

    Parameters
    ----------
    column : {"baci", "comtrade"}
        Column of data/reference/countries.csv; a country with several codes has them separated by spaces.
    whole : bool
        {0} is a whole number, as Parquet may hold it; else a text, of which DuckDB would take 156.4 and -2 for one.

    Notes
    -----
    A list and not a join: the optimiser cannot turn it round and build a hash table of the trade rows.
    """
    found = {int(code): iso3 for code, iso3 in _coded(column).items()}
    places = ", ".join(
        found.get(n, "NULL") for n in range(max(found) + 1)
    )  # as one text it is read far sooner
    digits = " OR ".join(f"{{0}} GLOB '{'[0-9]' * n}'" for n in (3, 2, 1))
    test = "{0} BETWEEN 0 AND 999" if whole else digits
    return f"CASE WHEN {test} THEN ('[{places}]'::VARCHAR[])[CAST({{0}} AS INTEGER) + 1] END"


def customs() -> dict[str, str]:
    """Return {code or name in lower case: ISO3} of countries as Chinese customs writes them.

    Codes and short names are those of the column customs of data/reference/countries.csv; the English name of
    the column name is known too.
    """
    table = _reference()
    named = {name.lower(): iso3 for name, iso3 in zip(table["name"], table["iso3"], strict=True)}
    return named | {word.lower(): iso3 for word, iso3 in _coded("customs").items()}


def _coded(column: str) -> dict[str, str]:
    table = _reference()
    return {
        word: iso3 for iso3, words in zip(table["iso3"], table[column], strict=True) for word in words.split()
    }


def sources() -> list[str]:
    """Return the names that the readers write into the column source, in a fixed order."""
    return [*(source for module in readers().values() for source in module.SOURCES), "SHIPMENTS"]


def editions() -> list[str]:
    """Return the editions of the Harmonized System that rows may be of, oldest first, such as "HS92"."""
    return [source.partition("-")[2] for source in readers()["baci"].SOURCES]


def _reference() -> pd.DataFrame:
    return files.table(project.DATA / "reference/countries.csv", "data/reference/countries.csv")
