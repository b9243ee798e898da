"""CEPII's BACI: one row an exporter, importer, product (HS6) and year.

Columns t, i, j, k, v, q: year, exporter, importer, product, value in thousand US dollars FOB, weight in
tonnes (NA where unknown). CEPII reconciles what both sides report: a row is no customs office's own print.
Source: https://www.cepii.fr/DATA_DOWNLOAD/baci/doc/DescriptionBACI.html
"""

import gzip
import re
from pathlib import Path

import duckdb

from dualuse.official.formats import _file, columns, countries
from pressroom.errors import InputError

COLUMNS = ["t", "i", "j", "k", "v", "q"]
LOOKS_LIKE = ",".join(COLUMNS)
SOURCES = [f"BACI-HS{edition}" for edition in ("92", "96", "02", "07", "12", "17", "22")]
OPENS_PACKED = True  # gzip, and CEPII's zip
TYPES = {"t": "VARCHAR", "i": "INTEGER", "j": "INTEGER", "k": "VARCHAR", "v": "DOUBLE", "q": "DOUBLE"}
THOUSAND = 1000  # v is in thousand dollars, q in tonnes


def matches(path):
    """Say whether a file (CSV, gzip, Parquet, or CEPII's zip of yearly CSV files) has BACI's columns."""
    return _file.header(path) == COLUMNS


def read(path, hs=None):
    """Return BACI's rows as observations, lazily.

    Parameters
    ----------
    path : path
        A CSV (plain or gzip), a Parquet file, or CEPII's zip, whose yearly files are unpacked to a temporary
        folder that goes when Python ends.
    hs : str, optional
        Edition, such as "HS22". By default the one that CEPII writes into its file names.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Columns of `formats.SCHEMA`. Values in US dollars FOB, quantities in tonnes.

    Raises
    ------
    InputError
        If the edition cannot be told, or a file is cut off.
    """
    path = Path(path)
    if _file.head(path)[:4] == b"PAR1":
        return _relation([path], edition(path, path.name, hs), parquet=True)
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped:
        names = [m for m in _file.members(path) if "codes" not in m.lower()]
        return _relation([_file.unpack(path, m) for m in names], edition(path, names[0], hs))
    whole(path)
    return _relation([path], edition(path, path.name, hs))


def edition(path, name, hs=None):
    """Return the HS edition that a BACI file name states, such as "HS22"."""
    found = re.search(r"HS(\d\d)", hs or name)
    if not found:
        raise InputError(_file.name(path), "no HS edition in the name", "BACI_HS22_Y2023_V202601 or the like")
    return f"HS{found[1]}"


def whole(path):
    """Raise InputError if a CSV does not end with a line end: CEPII's do, so the file was cut off."""
    with path.open("rb") as file:
        if file.read(2) == b"\x1f\x8b":
            with gzip.open(path) as packed:
                last = b""
                try:
                    while block := packed.read(1 << 22):
                        last = block
                except (EOFError, gzip.BadGzipFile) as error:
                    raise InputError(
                        _file.name(path), f"a gzip cut off ({error})", "the whole file"
                    ) from None
        else:
            file.seek(-1, 2)
            last = file.read()
    if not last.endswith(b"\n"):
        raise InputError(_file.name(path), "a last line without an end: the file was cut off", "a whole file")


def _relation(files, hs, parquet=False):
    names = "[" + ", ".join(_file.quote(f) for f in files) + "]"
    types = "{" + ", ".join(f"'{c}': '{t}'" for c, t in TYPES.items()) + "}"
    options = f"header=true, auto_detect=false, delim=',', nullstr=['NA', ''], columns={types}"
    parquet_types = ", ".join(f"CAST({c} AS {t}) AS {c}" for c, t in TYPES.items())
    scan = (
        f"(SELECT {parquet_types} FROM read_parquet({names}))" if parquet else f"read_csv({names}, {options})"
    )
    codes = countries("baci")
    select = columns(
        {
            "reporter": f"{codes}[i + 1]",
            "partner": f"{codes}[j + 1]",
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
            "retrieved": "''",
            "problem": """CASE
                WHEN reporter IS NULL THEN concat('unknown exporter ', i)
                WHEN partner IS NULL THEN concat('unknown importer ', j)
                WHEN v IS NULL THEN 'no value' WHEN v < 0 THEN 'negative value'
                WHEN q < 0 THEN 'negative weight'
                WHEN NOT isfinite(v) OR NOT coalesce(isfinite(q), true) THEN 'a number without end'
                WHEN NOT k GLOB SIX AND NOT k GLOB FIVE THEN concat('code of odd length ', k)
                WHEN NOT t GLOB FOUR THEN concat('unknown year ', t) END"""
            # GLOB and not a regular expression: this is asked of each row, and costs a third
            .replace("SIX", _file.quote("[0-9]" * 6))
            .replace("FIVE", _file.quote("[0-9]" * 5))
            .replace("FOUR", _file.quote("[0-9]" * 4)),
        }
    )
    return duckdb.sql(f"SELECT {select} FROM {scan}")
