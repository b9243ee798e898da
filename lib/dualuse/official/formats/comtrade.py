"""UN Comtrade: the replies of its API (JSON) and the CSV that its site lets one download.

Exports are FOB, imports CIF. Rows by mode of transport, customs procedure or second partner repeat the total
and are set aside. A stored reply may have a neighbour `NAME.query.json`, written by `dualuse.official.fetch`, with the
date it was asked. Source of columns and codes: https://comtradeapi.un.org and its reference files.
"""

from pathlib import Path
from typing import Any

import duckdb

from dualuse.official.formats import _file, _grid, country, observations
from pressroom.errors import InputError

LOOKS_LIKE = '{"count": ..., "data": [...]}, or CSV with reporterCode, partnerCode, cmdCode, primaryValue'
SOURCES = ["COMTRADE"]
CODES = ["typeCode", "freqCode", "period", "reporterCode", "flowCode", "partnerCode", "partner2Code"]
CODES += ["classificationCode", "cmdCode", "customsCode", "motCode"]
FIELDS = dict.fromkeys(CODES, "VARCHAR")
FIELDS |= {"qtyUnitCode": "VARCHAR", "isQtyEstimated": "BOOLEAN", "isNetWgtEstimated": "BOOLEAN"}
FIELDS |= dict.fromkeys(["qty", "netWgt", "cifvalue", "fobvalue", "primaryValue"], "DOUBLE")
NEEDED = ["period", "reporterCode", "flowCode", "partnerCode", "cmdCode", "primaryValue"]
FLOWS = {"X": "export", "M": "import", "RX": "re-export", "RM": "re-import"}
EDITIONS = {"H0": "HS92", "H1": "HS96", "H2": "HS02", "H3": "HS07", "H4": "HS12", "H5": "HS17", "H6": "HS22"}
# Comtrade's quantity units; -1 means that there is none.
UNITS = {"2": "m2", "3": "1000 kWh", "4": "m", "5": "units", "6": "pairs", "7": "l", "8": "kg"}
UNITS |= {"9": "1000 units", "10": "packs", "11": "dozens", "12": "m3", "13": "carats"}


def matches(path: Path) -> bool:
    """Say whether a file is a reply of the API or a download of the site."""
    parquet = _file.starts(path) == _file.PARQUET
    start = "" if parquet else _file.decode(_file.head(path))[0].lstrip()
    if start.startswith("{"):
        return '"data"' in start and '"count"' in start
    return {c.lower() for c in NEEDED} <= set(_grid.header(path))


def together(path: Path) -> Path:
    """Return what files that are read together have in common: the folder, of replies."""
    return path.parent if path.suffix == ".json" else path


def read(paths: Path | list[Path]) -> duckdb.DuckDBPyRelation:
    """Return Comtrade's rows as observations, lazily.

    Parameters
    ----------
    paths : path or list of paths
        One CSV, one reply, or many replies, which are read together.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Columns of `formats.SCHEMA`.

    Raises
    ------
    InputError
        If a reply is cut off, counts other rows than it holds, or reports an error.
    """
    files = [Path(p) for p in (paths if isinstance(paths, list) else [paths])]
    if _file.decode(_file.head(files[0]))[0].lstrip().startswith("{"):
        return _relation(_replies(files), {str(f): _file.asked(f) for f in files})
    return _relation(_table(files[0]))


def reply(content: bytes, where: str) -> list[dict]:
    """Return the rows of an API reply (bytes) after the checks that its own text allows.

    Raises
    ------
    InputError
        If it is not JSON, states an error, or counts other rows than it holds.
    """
    parsed = _file.parse(content, where)
    rows = parsed.get("data") if isinstance(parsed, dict) else None
    if not isinstance(rows, list):
        found = f"JSON without a list `data`: {str(parsed)[:80]}"
        raise InputError(where, found, "a reply of the Comtrade API")
    if parsed.get("error"):
        raise InputError(where, f"the error {parsed['error']!r}", "a reply without error")
    if any(not isinstance(row, dict) for row in rows):
        raise InputError(where, "rows without names", "rows with the fields of UN Comtrade")
    for number, row in enumerate(rows, 1):
        if wrong := [f for f, kind in FIELDS.items() if not _fits(row.get(f), kind)]:
            expected = "a number" if FIELDS[wrong[0]] == "DOUBLE" else "a whole number"
            raise InputError(where, f"{wrong[0]} {row[wrong[0]]!r:.60}", expected, row=number)
    if type(count := parsed.get("count")) is not int or count != len(rows):
        raise InputError(where, f"{len(rows)} rows", f"the {count} that the reply counts")
    return rows


def _fits(value: Any, kind: str) -> bool:
    """Say whether a JSON value is what a field holds; codes come as whole numbers or as text."""
    kinds = {"VARCHAR": (str, int), "DOUBLE": (int, float), "BOOLEAN": (bool,)}[kind]
    return value is None or (isinstance(value, kinds) and (kind == "BOOLEAN" or not isinstance(value, bool)))


def _replies(files: list[Path]) -> str:
    for file in files:
        reply(file.read_bytes(), _file.name(file))
    size = max(f.stat().st_size for f in files) + 1
    names = "[" + ", ".join(_file.quote(f) for f in files) + "]"
    struct = ", ".join(f'"{field}" {kind}' for field, kind in FIELDS.items())
    return (
        f"(SELECT filename, unnest(data, recursive := true) FROM read_json({names}, filename = true, "
        f"maximum_object_size = {max(size, 16_777_216)}, columns = {{'data': 'STRUCT({struct})[]'}}))"
    )


def _table(path: Path) -> str:
    """Return SQL of the site's CSV: rows have one comma more than the header, and text may be ISO-8859-1."""
    _file.whole(path)
    text, encoding = _file.decode(_file.head(path))
    lines = text.lstrip("\ufeff").splitlines()
    header = [c.strip().strip('"') for c in lines[0].split(",")]
    spelled = {f.lower(): f for f in FIELDS}
    names = [spelled.get(c.lower(), c) for c in header]
    if len(lines) > 1 and lines[1].rstrip().endswith(","):
        names += ["_last"]
    kinds = ", ".join(f"{_file.quote(n)}: '{FIELDS.get(n, 'VARCHAR')}'" for n in names)
    missing = ", ".join(f'NULL AS "{f}"' for f in FIELDS if f not in names)
    encoding = {"utf-8-sig": "utf-8", "gb18030": "latin-1", "iso-8859-1": "latin-1"}[encoding]
    options = "skip=1, header=false, auto_detect=false, delim=',', quote='\"', nullstr=['', 'NULL']"
    options += f", encoding='{encoding}', columns={{{kinds}}}"
    extra = f", {missing}" if missing else ""
    return f"(SELECT *{extra}, '' AS filename FROM read_csv({_file.quote(path)}, {options}))"


def _relation(rows: str, retrieved: dict[str, str] | None = None) -> duckdb.DuckDBPyRelation:
    dates = ", ".join(f"({_file.quote(f)}, {_file.quote(d)})" for f, d in (retrieved or {"": ""}).items())
    of = {"flow": FLOWS, "edition": EDITIONS, "unit": UNITS}
    of = {
        what: "CASE {} " + " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in table.items()) + " END"
        for what, table in of.items()
    }
    iso3, month = country("comtrade"), "'[12][0-9][0-9][0-9][01][0-9]'"
    select = {
        "reporter": iso3.format("reporterCode"),
        "partner": iso3.format("partnerCode"),
        "flow": of["flow"].format("flowCode"),
        "period": f"CASE WHEN period GLOB {month} THEN concat(period[:4], '-', period[5:]) ELSE period END",
        "hs": of["edition"].format("classificationCode"),
        "code": "cmdCode",
        "value_usd": "round(primaryValue, 2)",
        # Some reporters give imports FOB; then only fobvalue is filled.
        "valuation": """CASE WHEN flowCode IN ('X', 'RX') THEN 'FOB'
            WHEN cifvalue IS NULL AND fobvalue IS NOT NULL THEN 'FOB' ELSE 'CIF' END""",
        "quantity": "CASE WHEN qtyUnitCode <> '-1' THEN qty END",
        "unit": f"CASE WHEN qty IS NOT NULL THEN {of['unit'].format('qtyUnitCode')} END",
        "net_weight_kg": "CASE WHEN netWgt <> 0 THEN netWgt END",  # 0 stands for not reported
        "estimated": "coalesce(isQtyEstimated, false) OR coalesce(isNetWgtEstimated, false)",
        "source": "'COMTRADE'",
        "retrieved": "dates.asked",
        "problem": """CASE
            WHEN coalesce(motCode, '0') <> '0' OR coalesce(customsCode, 'C00') <> 'C00'
                 OR coalesce(partner2Code, '0') <> '0'
            THEN 'part of another row (transport, procedure or second partner)'
            WHEN coalesce(typeCode, 'C') <> 'C' THEN concat('services, not goods: type ', typeCode)
            WHEN reporter IS NULL THEN concat('unknown reporter ', reporterCode)
            WHEN partner IS NULL THEN concat('unknown partner ', partnerCode)
            WHEN flow IS NULL THEN concat('unknown flow ', flowCode)
            WHEN hs IS NULL THEN concat('unknown classification ', classificationCode)
            WHEN primaryValue IS NULL THEN 'no value'
            WHEN period IS NULL OR NOT regexp_full_match(period, '[0-9]{4}((0[1-9]|1[0-2]))?')
            THEN concat('unknown period ', period)
            WHEN freqCode <> CASE length(period) WHEN 4 THEN 'A' ELSE 'M' END
            THEN concat('frequency ', freqCode, ' with the period ', period)
            WHEN cmdCode IS NULL THEN 'no code'
            WHEN cmdCode <> 'TOTAL' AND NOT regexp_full_match(cmdCode, '([0-9][0-9]){1,3}')
            THEN concat('code of odd length ', cmdCode) END""",
    }
    scan = f"{rows} AS rows LEFT JOIN (VALUES {dates}) AS dates(file, asked) ON filename = dates.file"
    return observations(scan, select)
