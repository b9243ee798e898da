"""The key of official rows: what tells one from another, and none stands twice."""

import re
from pathlib import Path
from typing import Any

import duckdb

from dualuse.base.errors import InputError
from dualuse.base.files import read_records
from dualuse.base.state import FILES
from dualuse.engine.row_files import BLANKS, fetch, find_place, quote_name

# In a key a nought before a number is none: D01 is D1. Spark puts groups back otherwise.
PUT_BACK = r"'\1\2', 'g'"
SPARK_PUTS_BACK = "'$1$2'"
FILES_COLUMNS = ["file", "relation", "other"]
REPLACES, KEY, ALL = "replaces", "key", "*"  # what files.csv says, and of which files
# Beside month, partner and code a row of Chinese customs is of a trade mode and a province.
KEY_OF_CUSTOMS = re.compile("mode|place|location|province|贸易方式|注册地")
# on Spark, of rows that have no place
REPEATED_NUMBERS = """SELECT row_key FROM listed WHERE problem IS NULL
    GROUP BY source, reporter, flow, row_key HAVING count(*) > 1 OR row_key IS NULL LIMIT 1"""
TRADE = "source, reporter, partner, flow, period"


def find_key(where: str, name: str, columns: list[str], asked: list[str]) -> list[str]:
    """Return the columns that tell rows of one trade, month and code apart; or none."""
    lower = {column.strip().lower(): column for column in columns}
    if name == "gacc":
        return sorted(lower[each] for each in lower if KEY_OF_CUSTOMS.search(each))
    if name != "own":
        return []
    for column in asked:
        if column.lower() not in lower:
            expected = f"the column {column}: {FILES} says that it is the key"
            raise InputError(where, f"columns {', '.join(columns)[:200]}", expected)
    return [lower[column.lower()] for column in asked]


def write_key(columns: list[str], put_back: str = PUT_BACK) -> str:
    """Return SQL for the key of a row: no blank at an end and no capital makes another.

    >>> write_key([])
    'CAST(NULL AS STRING)'
    """
    cells = []
    for column in columns:
        text = f"CAST({quote_name(column)} AS STRING)"
        text = f"regexp_replace({text}, '^{BLANKS}|{BLANKS}$', '')"
        text = f"regexp_replace({text}, '(^|[^0-9])0+([0-9])', {put_back})"
        cells.append(f"nullif(lower(trim({text})), '')")
    return " || '|' || ".join(cells) or "CAST(NULL AS STRING)"


def refuse_repeats(engine: Any, path: Path, which: str, is_own: bool = True) -> None:
    """Refuse two rows of one key: whether one is another again, nobody but the user knows.

    The key of a total is its trade, month and code, in whichever edition of the HS.
    """
    repeated = fetch(
        engine,
        f"""SELECT {TRADE}, code FROM lines WHERE problem = '' AND {which}
        GROUP BY {TRADE}, code HAVING sum(rows) > 1 ORDER BY {TRADE}, code LIMIT 1""",
    )
    if not repeated:
        return
    same = f"concat_ws(' ', {TRADE}, code) = '{' '.join(repeated[0])}'"
    first, last = fetch(
        engine, f"SELECT min(row_in_file), max(row_in_file) FROM listed WHERE {same}"
    )[0]
    expected = "each once"
    if is_own:
        expected += (
            f", or a line in {FILES}, if each is a part: {path.name},{KEY},number"
        )
    found = f"the key of {find_place(path, first)} again: {' '.join(repeated[0])}"
    raise InputError(find_place(path, last), found, expected)


def keep_keys(db: duckdb.DuckDBPyConnection, place: int, name: str) -> None:
    """Keep what rows are numbered by, hashed: no other row may have it, in any file.

    Of Chinese customs it is a part of the key: trade mode and province, of a total.
    """
    columns = "source, reporter, flow, row_key"
    if name == "gacc":
        columns += ", partner, period, code"
    db.execute(
        f"""INSERT INTO row_keys
        SELECT $place, row_in_file, hash({TRADE}, code),
            CASE WHEN row_key IS NOT NULL OR repeats = 'never' THEN hash({columns}) END
        FROM listed WHERE problem IS NULL""",
        {"place": place},
    )


def refuse_repeated_numbers(
    db: duckdb.DuckDBPyConnection, path: Path, place: int
) -> None:
    """Refuse a number that stands twice in a file, and a row without one."""
    repeated = db.execute(
        """SELECT min(row), max(row), row_key FROM row_keys WHERE place = $place
        GROUP BY row_key HAVING count(*) > 1 OR row_key IS NULL ORDER BY ALL LIMIT 1""",
        {"place": place},
    ).fetchone()
    if repeated is not None:
        first, last, row_key = repeated
        if row_key is None:
            raise InputError(find_place(path, first), "no key", f"what {FILES} names")
        found = f"the key of {find_place(path, first)} again"
        raise InputError(find_place(path, last), found, "each once")


def read_relations(known: set[str], rows: Path) -> list[tuple[str, str, str]]:
    """Return what files.csv says of files: which replaces which, and what is their key.

    Returns
    -------
    list of tuple
        A file, REPLACES and the other; or a file, or ALL of one's own, KEY and columns.
    """
    relations = []
    folder = rows if rows.is_dir() else rows.parent
    lists = sorted(path for path in folder.rglob("*") if path.name.lower() == FILES)
    for path in lists:
        (_, header), *records = read_records(path)
        if header != FILES_COLUMNS:
            raise InputError(FILES, ",".join(header), ",".join(FILES_COLUMNS))
        for line, cells in records:
            where = f"{FILES}, line {line}"
            relations.append(read_relation(where, cells, known, rows))
    return relations


def read_relation(
    where: str, cells: list[str], known: set[str], rows: Path
) -> tuple[str, str, str]:
    """Return a line of files.csv, if it names files that are there and a relation."""
    file, relation, other = (cell.strip() for cell in cells)
    if relation not in (REPLACES, KEY):
        raise InputError(where, repr(relation), f"{REPLACES!r} or {KEY!r}")
    named = {file, other} if relation == REPLACES else {file} - {ALL}
    for name in sorted(named - known):
        if rows.is_dir():
            raise InputError(where, repr(name), f"one of {', '.join(sorted(known))}")
    if file == other:
        raise InputError(where, f"{file!r} twice", "two files")
    return file, relation, other


def list_key(relations: list[tuple[str, str, str]], name: str) -> list[str]:
    """Return the columns that files.csv says are the key of a file of one's own."""
    for file, relation, columns in reversed(relations):
        if relation == KEY and file in (name, ALL):
            return [column.strip() for column in columns.split(";")]
    return []


def set_replaced_aside(
    db: duckdb.DuckDBPyConnection, relations: list[tuple[str, str, str]]
) -> None:
    """Mark the rows of which files.csv says that another file replaces them.

    Of one's own, all of a trade and month of which the other file has a row: it may have
    lost one that was wrong. Of a publisher's, those of the same code.
    """
    newer = {other: file for file, relation, other in relations if relation == REPLACES}
    for other in newer:
        last = other
        for _ in newer:
            last = newer.get(last, last)
        if last in newer:
            raise InputError(FILES, f"{other} replaced by itself", "one that is newest")
    for other, file in newer.items():
        db.execute(
            """UPDATE lines SET problem = $why, first_row = NULL
            FROM (
                SELECT DISTINCT source, reporter, partner, flow, period, code
                FROM lines
                WHERE file = $file AND (problem = '' OR problem LIKE 'set aside: %')
            ) AS newer
            WHERE lines.file = $other AND lines.problem = ''
                AND lines.source = newer.source AND lines.reporter = newer.reporter
                AND lines.partner = newer.partner AND lines.flow = newer.flow
                AND lines.period = newer.period
                AND (lines.repeats <> 'never' OR lines.code = newer.code)""",
            {"why": f"set aside: {file} replaces it", "file": file, "other": other},
        )


def refuse_shared_keys(db: duckdb.DuckDBPyConnection, read: dict[int, Path]) -> None:
    """Refuse a key that two files have, and a code of one beside its own parts in another.

    Rows that are numbered are told apart by their numbers alone. A publisher's count in
    one edition of the HS, and a heading of his holds its parts: these are no repeats.
    """
    shared = db.execute(
        f"""WITH counted AS (
            SELECT *, hash({TRADE}, code) AS line FROM lines WHERE problem = ''
        )
        SELECT one.place, one.first_row, other.place, other.first_row,
            concat_ws(' ', source, reporter, partner, flow, period, other.code)
        FROM counted AS one
        JOIN counted AS other USING (source, reporter, partner, flow, period)
        WHERE one.place < other.place AND (one.key = '' OR one.key <> other.key)
            AND (one.repeats = 'never') = (other.repeats = 'never')
            AND CASE WHEN one.repeats = 'never'
                THEN one.code = other.code AND one.hs = other.hs
                ELSE starts_with(one.code, other.code) OR starts_with(other.code, one.code)
                END
        UNION ALL
        SELECT min(place), min_by(row, place), max(place), max_by(row, place), 'its number'
        FROM row_keys SEMI JOIN counted USING (place, line)
        GROUP BY row_key
        HAVING min(place) < max(place)
        ORDER BY ALL LIMIT 1"""
    ).fetchone()
    if shared is None:
        return
    first, row_of_first, second, row, key = shared
    raise InputError(
        find_place(read[second], row),
        f"the key of {find_place(read[first], row_of_first)} again: {key}",
        f"each once, or a line in {FILES}: {read[second].name},{REPLACES},"
        f"{read[first].name}",
    )
