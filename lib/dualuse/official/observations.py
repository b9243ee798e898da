"""The official rows in hand: which files there are, what is usable in them, what was set aside and why.

Files lie in data/official/ (committed, under licences that allow it) and data/official/fetched/ (brought by
`make data`, or put there by hand; git ignores it, since UN Comtrade's rows may not be re-published without
permission). Whatever lies there joins the analysis.
"""

import hashlib
import json
from pathlib import Path

import duckdb
import pandas as pd

from dualuse.data import load
from dualuse.official import formats
from dualuse.official.formats import _file
from pressroom import project
from pressroom.errors import InputError
from pressroom.files import listed

FOLDER = project.DATA / "official"
NOT_ROWS = ("readme.md", "coverage.csv", "availability.json")
KEY = ["source", "reporter", "partner", "flow", "period", "hs", "code"]
LEDGER = ["file", "problem", "rows", "value_usd"]


def files(folder=None):
    """Return the files of official rows, sorted by path."""
    folder = Path(folder or FOLDER)
    found = (folder / name for name in listed(folder))
    return [
        f for f in found if f.name.lower() not in NOT_ROWS and not f.name.endswith((".query.json", ".part"))
    ]


def fetched(folder=None):
    """Say whether rows that are not in the repository are in hand: reports built with them carry a mark."""
    return any("fetched" in f.relative_to(folder or FOLDER).parts for f in files(folder))


def read(source=None, folder=None):
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
    parts = []
    for name, relation, unique in groups:
        if source is not None:
            relation = relation.filter(f"source = {_file.quote(source)}")
        rows, ledger = clean(relation, name, unique)
        if ledger["rows"].sum():
            parts.append(rows)
            notes.append(ledger)
    if not parts:
        names = ", ".join(name for name, *_ in groups) or _file.name(folder)
        raise InputError(names, "no rows" + (f" of {source}" if source else ""), "official rows")
    rows = parts[0]
    for part in parts[1:]:
        rows = rows.union(part)
    ledger = pd.concat([pd.DataFrame(columns=LEDGER), *notes] if notes else [], ignore_index=True)
    return rows, ledger.astype({"rows": int}).sort_values(["file", "problem"], ignore_index=True)


def clean(rows, name="rows", unique=False):
    """Return (usable rows without the column `problem`, a ledger of all rows), reading the rows once.

    A row that repeats another in everything but its values is set aside too: the one asked for last stays.
    `unique` says that there can be none (BACI: `read` refuses overlapping releases instead), which saves a sort.
    """
    if not unique:
        order = "problem IS NOT NULL, retrieved DESC, value_usd DESC"
        twice = f"row_number() OVER (PARTITION BY {', '.join(KEY)} ORDER BY {order}) > 1"
        problem = f"CASE WHEN problem IS NULL AND {twice} THEN 'the same row again' ELSE problem END"
        rows = rows.project(f"* REPLACE ({problem} AS problem)")
    try:
        ledger = rows.aggregate(
            "coalesce(problem, '') AS problem, count(*) AS rows, round(sum(value_usd), 2) AS value_usd",
            "problem",
        ).df()
    except duckdb.Error as error:
        raise formats.explain(error, name) from None
    ledger.insert(0, "file", name)
    return rows.filter("problem IS NULL").project("* EXCLUDE problem"), ledger


def _groups(folder):
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
        kinds.setdefault(
            (formats.recognise(file), file.parent if file.suffix == ".json" else file), []
        ).append(file)
    groups, releases = [], {}
    for (module, place), members in kinds.items():
        several = len(members) > 1
        relation = module.read(members) if several else module.read(members[0])
        name = _file.name(place)
        unique = module is formats.readers()["baci"]
        if unique:
            name = _file.name(members[0])
            for hs, period in _releases(relation, name):
                if other := releases.get((hs, period)):
                    raise InputError(name, f"BACI {hs} {period}, also in {other}", "one BACI release a year")
                releases[hs, period] = name
        groups.append((name, relation, unique))
    return groups, notes


def _releases(relation, name):
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
        raise formats.explain(error, name) from None
    for hs, period, twice in releases:
        if twice:
            raise InputError(name, f"{twice} rows of {hs} {period} that repeat another", "each row once")
    return [(hs, period) for hs, period, _ in releases]


def _count(file):
    return formats.read(file).aggregate("count(*)").fetchall()[0][0]


def _whole(file):
    """Return the SHA-256 of a file, after comparing it with the note that `dualuse.official.fetch` left beside it."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    note = file.with_suffix(".query.json")
    if note.exists() and (stated := json.loads(note.read_text())["sha256"]) != digest:
        raise InputError(
            _file.name(file), f"content with SHA-256 {digest[:12]}", f"{stated[:12]}, as it was stored"
        )
    return digest


def in_hand(source=None):
    """Return the official rows in hand, lazily, and a ledger of what was set aside; see `read`.

    Parameters
    ----------
    source : str, optional
        Only this source, such as "BACI-HS92", "COMTRADE" or "GACC".
    """
    project.permit("official/", "reads")
    load.verify(project.DATA)
    return read(source)
