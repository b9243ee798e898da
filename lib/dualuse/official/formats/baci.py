"""CEPII's BACI: one row an exporter, importer, product (HS6) and year.

Columns t, i, j, k, v, q: year, exporter, importer, product, value in thousand US dollars FOB, weight in
tonnes (NA where unknown). CEPII reconciles what both sides report: a row is no customs office's own print.
Source: https://www.cepii.fr/DATA_DOWNLOAD/baci/doc/DescriptionBACI.html
"""

import re
from pathlib import Path

import duckdb

from dualuse.official.formats import _file, _grid, country, observations
from pressroom.errors import InputError

COLUMNS = ["t", "i", "j", "k", "v", "q"]
LOOKS_LIKE = ",".join(COLUMNS)
SOURCES = [f"BACI-HS{edition}" for edition in ("92", "96", "02", "07", "12", "17", "22")]
OPENS_PACKED = True  # gzip, and CEPII's zip
TYPES = {"t": "VARCHAR", "i": "VARCHAR", "j": "VARCHAR", "k": "VARCHAR", "v": "DOUBLE", "q": "DOUBLE"}
THOUSAND = 1000  # v is in thousand dollars, q in tonnes


def matches(path: Path) -> bool:
    """Say whether a file (CSV, gzip, Parquet, or CEPII's zip of yearly CSV files) has BACI's columns."""
    return _grid.header(path) == COLUMNS


def together(path: Path) -> object:
    """Return what files that are read together have in common: edition and day, of Parquet; else nothing."""
    parquet = _file.starts(path) == _file.PARQUET
    return (edition(path, path.name), _file.asked(path)) if parquet else path


def read(paths: Path | list[Path]) -> duckdb.DuckDBPyRelation:
    """Return BACI's rows as observations, lazily; the edition is the one that CEPII writes into its file names.

    Parameters
    ----------
    paths : path or list of paths
        A CSV (plain or gzip), CEPII's zip, whose yearly files are unpacked to a temporary folder that goes when
        Python ends, or Parquet: one file, or all of an edition.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Columns of `formats.SCHEMA`. Values in US dollars FOB, quantities in tonnes.

    Raises
    ------
    InputError
        If the edition cannot be told, or a file is cut off.
    """
    files = [Path(p) for p in (paths if isinstance(paths, list) else [paths])]
    path = files[0]
    if _file.starts(path) == _file.PARQUET:
        return _relation(files, edition(path, path.name), _file.asked(path), parquet=True)
    if _file.starts(path)[:2] == _file.ZIP:
        names = [m for m in _file.members(path) if "codes" not in m.lower()]
        editions = {edition(path, m) for m in names}
        if len(editions) > 1:
            found = f"editions {', '.join(sorted(editions))}"
            raise InputError(_file.name(path), found, "one edition in a zip")
        unpacked = [_file.unpack(path, m) for m in names]
        for member, file in zip(names, unpacked, strict=True):
            if (first := _grid.header(file)) != COLUMNS:
                found = f"{member}: the first line {','.join(first)[:80]!r}"
                raise InputError(_file.name(path), found, LOOKS_LIKE)
        return _relation(unpacked, editions.pop(), _file.asked(path))
    _file.whole(path)
    return _relation([path], edition(path, path.name), _file.asked(path))


def edition(path: Path, name: str) -> str:
    """Return the HS edition that a BACI file name states, such as "HS22"."""
    found = re.search(r"HS(\d\d)", name)
    if not found:
        raise InputError(_file.name(path), "no HS edition in the name", "BACI_HS22_Y2023_V202601 or the like")
    return f"HS{found[1]}"


def _relation(files: list[Path], hs: str, asked: str, parquet: bool = False) -> duckdb.DuckDBPyRelation:
    names = "[" + ", ".join(_file.quote(f) for f in files) + "]"
    types = "{" + ", ".join(f"'{c}': '{t}'" for c, t in TYPES.items()) + "}"
    options = f"header=true, auto_detect=false, delim=',', nullstr=['NA', ''], columns={types}"
    scan, whole = f"read_csv({names}, {options})", False
    if parquet:
        scan = f"read_parquet({names}, hive_partitioning=false)"
        whole = all("INT" in str(kind) for kind in duckdb.sql(f"SELECT i, j FROM {scan}").types)
        cast = {c: c if whole and c in "ij" else f"CAST({c} AS {kind})" for c, kind in TYPES.items()}
        scan = f"(SELECT {', '.join(f'{sql} AS {c}' for c, sql in cast.items())} FROM {scan})"
    iso3 = country("baci", whole)
    select = {
        "reporter": iso3.format("i"),
        "partner": iso3.format("j"),
        "flow": "'export'",
        "period": "t",
        "hs": f"'{hs}'",
        "code": "CASE WHEN strlen(k) = 6 THEN k ELSE lpad(k, 6, '0') END",  # databases lose the zero
        "value_usd": f"round(v * {THOUSAND} * 100) / 100",
        "valuation": "'FOB'",
        "quantity": "q",
        "unit": "CASE WHEN q IS NOT NULL THEN 't' END",
        "net_weight_kg": f"round(q * {THOUSAND} * 1000) / 1000",
        "source": f"'BACI-{hs}'",
        "retrieved": f"'{asked}'",
        # GLOB and not a regular expression: this is asked of each row, and costs a third
        "problem": f"""CASE
            WHEN reporter IS NULL THEN concat('unknown exporter ', i)
            WHEN partner IS NULL THEN concat('unknown importer ', j)
            WHEN k IS NULL OR NOT k GLOB '{"[0-9]" * 6}' AND NOT k GLOB '{"[0-9]" * 5}'
            THEN concat('code of odd length ', k)
            WHEN t IS NULL OR NOT t GLOB '{"[0-9]" * 4}' THEN concat('unknown year ', t) END""",
    }
    return observations(scan, select)
