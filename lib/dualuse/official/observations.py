"""The official rows in hand: which files there are, what is usable in them, what was set aside and why.

Files lie in data/official/ (committed, under licences that allow it) and data/official/fetched/ (brought by
`make data`, or put there by hand; git ignores it, since UN Comtrade's rows may not be re-published without
permission). Whatever lies there joins the analysis.
"""

import os
import re
from functools import reduce
from pathlib import Path
from typing import TypeAlias

import duckdb
import pandas as pd

from dualuse.data import load
from dualuse.official import formats
from dualuse.official.formats import _file
from pressroom import project
from pressroom.errors import InputError
from pressroom.files import listed, of_file

Rows: TypeAlias = duckdb.DuckDBPyRelation
FOLDER = project.DATA / "official"
NOT_ROWS = ("readme.md", "plan.csv", "coverage.csv", "availability.json")
UNSAFE = re.compile("[*?\\[\\]\x00-\x1f\udc80-\udcff]")  # DuckDB would match patterns; no UTF-8
AT_ONCE = 1 << 22  # bytes of files whose rows are held in memory, not read again for each question
LONGEST = 200  # bytes of a name: `.query.json` comes behind it
KEY = ["source", "reporter", "partner", "flow", "period", "hs", "code"]
LEDGER = ["file", "problem", "rows", "value_usd"]


# One key counts once: the row asked for last; where no date tells, the one of the last file by name, and in one file
# the largest. Every column takes part in the order, so that no tie is left to chance.
_VALUES = "value_usd, quantity, unit, net_weight_kg, valuation, estimated"
_ONCE = f"""
    SELECT * EXCLUDE (first, problem), CASE
        WHEN problem IS NOT NULL OR first.place = 1 THEN problem
        WHEN first.same = row({_VALUES})::VARCHAR THEN 'the same row again'
        WHEN first.retrieved > retrieved THEN concat('revised: ', first.file, ' is newer')
        ELSE concat('another value of the same row; ', first.file, ' counts') END AS problem
    FROM (SELECT *, {{
            'place': row_number() OVER w, 'file': first_value(file) OVER w, 'retrieved': first_value(retrieved) OVER w,
            'same': first_value(row({_VALUES})::VARCHAR) OVER w}} AS first
        FROM r WINDOW w AS (PARTITION BY {", ".join(KEY)}, problem IS NULL ORDER BY retrieved DESC, file DESC,
            value_usd DESC, quantity DESC, unit DESC, net_weight_kg DESC, valuation DESC, estimated DESC))"""


def files(folder: Path | None = None) -> list[Path]:
    """Return the files of official rows, sorted by path."""
    folder = Path(folder or FOLDER)
    found = [
        f
        for f in (folder / name for name in listed(folder))
        if f.name.lower() not in NOT_ROWS
        and f.relative_to(folder).parts[:2] != ("fetched", "totals")
        and not f.name.endswith((".query.json", ".part", ".lock"))
    ]
    for file in found:
        if UNSAFE.search(file.name) or len(os.fsencode(file.name)) > LONGEST:
            what = f"at most {LONGEST} bytes in UTF-8 without * ? [ ]"
            raise InputError(_file.name(file)[-LONGEST:], "a file name that not every system reads", what)
    return found


def read(source: str | None = None, folder: Path | None = None) -> tuple[Rows, pd.DataFrame]:
    """Return all usable official rows, lazily, and a ledger of what was used and what was set aside.

    Parameters
    ----------
    source : str, optional
        Only this source: "BACI-HS92", "BACI-HS22", "COMTRADE" or "GACC".
    folder : path, optional
        Other than data/official.

    Returns
    -------
    rows : duckdb.DuckDBPyRelation
        Columns of `formats.SCHEMA` without `problem`.
    ledger : pandas.DataFrame
        Columns file, problem (empty for the rows that are used), rows, value_usd.

    Raises
    ------
    InputError
        If a file is damaged or of no known format, if two BACI releases overlap, or if there is nothing.
    """
    folder = Path(folder or FOLDER)
    groups, notes = _groups(folder)
    wanted = "true" if source is None else f"source = {_file.quote(source)}"
    kept = {True: [], False: []}
    for name, relation, unique in groups:
        kept[unique].append((name, relation.filter(wanted)))
    found = [clean([one], unique=True) for one in kept[True]]
    found += [clean(kept[False])] if kept[False] else []
    found = [(rows, ledger) for rows, ledger in found if ledger["rows"].sum()]
    if not found:
        names = ", ".join(name for name, *_ in groups) or _file.name(folder)
        raise InputError(names, "no rows" + (f" of {source}" if source else ""), "official rows")
    rows = reduce(duckdb.DuckDBPyRelation.union, [rows for rows, _ in found])
    ledger = pd.concat(
        [pd.DataFrame(columns=LEDGER), *notes, *(ledger for _, ledger in found)], ignore_index=True
    )
    return rows, ledger.astype({"rows": int}).sort_values(["file", "problem"], ignore_index=True)


def clean(parts: list[tuple[str, Rows]], unique: bool = False) -> tuple[Rows, pd.DataFrame]:
    """Return usable rows without the column `problem`, and the ledger of all rows, which are read once.

    Parameters
    ----------
    parts : list of (str, duckdb.DuckDBPyRelation)
        Names and rows. A row that repeats another of any part in everything but its values is set aside.
    unique : bool
        There can be no such row (BACI: `read` refuses overlapping releases instead), which saves a sort.
    """
    named = [rows.project(f"*, {_file.quote(name)} AS file") for name, rows in parts]
    try:
        r = reduce(duckdb.DuckDBPyRelation.union, named)
        rows = r if unique else duckdb.sql(_ONCE).materialize()
        ledger = rows.aggregate(
            "file, coalesce(problem, '') AS problem, count(*) AS rows, round(sum(value_usd), 2) AS value_usd",
            "file, problem",
        ).df()
    except duckdb.Error as error:
        raise _blamed(parts, error) from None
    return rows.filter("problem IS NULL").project("* EXCLUDE (problem, file)"), ledger


def _blamed(parts: list[tuple[str, Rows]], error: Exception) -> InputError:
    """Return the InputError for the first part that cannot be read by itself."""
    for name, rows in parts:
        try:
            rows.aggregate("count(*), sum(value_usd), count(problem)").fetchall()
        except duckdb.Error as found:
            return _file.explain(found, name)
    return _file.explain(error, ", ".join(name for name, _ in parts))


def _groups(folder: Path) -> tuple[list[tuple[str, Rows, bool]], list[pd.DataFrame]]:
    """Return [(name, relation, unique)] of the files, replies of one folder together, and a ledger of files twice."""
    seen, kinds, notes = {}, {}, []
    for file in files(folder):
        if folder == FOLDER:
            project.permit(f"official/{file.relative_to(FOLDER)}", "reads")
        digest = _whole(file)
        if digest in seen:
            text = f"the same file as {seen[digest].name}"
            notes.append(pd.DataFrame([[_file.name(file), text, _count(file), 0.0]], columns=LEDGER))
            continue
        seen[digest] = file
        module = formats.recognise(file)
        kinds.setdefault((module, getattr(module, "together", Path)(file)), []).append(file)
    groups, releases = [], {}
    for (module, place), members in kinds.items():
        relation = module.read(members if len(members) > 1 else members[0])
        unique = module is formats.readers()["baci"]
        if unique:
            place = Path(os.path.commonpath(members))
            relation = _held(relation, members)
            for member in members:  # one by one: all their keys at once would fill the memory
                name = _file.name(member)
                for hs, period in _releases(module.read(member) if members[1:] else relation, name):
                    if other := releases.get((hs, period)):
                        found = f"BACI {hs} {period}, also in {other}"
                        raise InputError(name, found, "one BACI release a year")
                    releases[hs, period] = name
        groups.append((_file.name(place), relation, unique))
    return groups, notes


def _held(relation: Rows, members: list[Path]) -> Rows:
    """Return the rows of small files in memory."""
    if sum(file.stat().st_size for file in members) > AT_ONCE:
        return relation
    try:
        return relation.materialize()
    except duckdb.Error as error:
        raise _file.explain(error, _file.name(members[0])) from None


def _releases(relation: Rows, name: str) -> list[tuple[str, str]]:
    """Return the editions and years of BACI rows; a row that stands twice is refused.

    One pass over the rows: a sort to find which one it is would take far longer than all else.
    """
    keys = "hash(period, reporter, partner, code)"
    try:
        found = relation.filter("problem IS NULL").aggregate(
            f"hs, period, count(*) - count(DISTINCT {keys}) AS twice", "hs, period"
        )
        releases = sorted(found.fetchall())
    except duckdb.Error as error:
        raise _file.explain(error, name) from None
    for hs, period, twice in releases:
        if twice:
            raise InputError(name, f"{twice} rows of {hs} {period} that repeat another", "each row once")
    return [(hs, period) for hs, period, _ in releases]


def _count(file: Path) -> int:
    return formats.read(file).aggregate("count(*)").fetchall()[0][0]


def _whole(file: Path) -> str:
    """Return the SHA-256 of a file, after comparing it with the note that `dualuse.official.fetch` left beside it."""
    digest = of_file(file)
    if (stated := _file.note(file).get("sha256", digest)) != digest:
        found = f"content with SHA-256 {digest[:12]}"
        raise InputError(_file.name(file), found, f"{stated[:12]}, as it was stored")
    return digest


def in_hand(source: str | None = None) -> tuple[Rows, pd.DataFrame]:
    """Return the official rows in hand, lazily, and a ledger of what was set aside; see `read`.

    Parameters
    ----------
    source : str, optional
        Only this source, such as "BACI-HS92", "COMTRADE" or "GACC".
    """
    project.permit("official/", "reads")
    load.verify(project.DATA)
    return read(source)
