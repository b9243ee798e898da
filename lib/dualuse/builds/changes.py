"""What moved, and what data/CHANGES.md does not name of it.

An entry names a claim, a row of a table by its id, or a file. A blank line names nothing.
"""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

import yaml

from dualuse.base.files import ROOT
from dualuse.builds import moves

CHANGES = "data/CHANGES.md"
CLAIMS = "data/claims.yaml"
KEPT = (CHANGES, "data/SHA256SUMS", "data/datapackage.json")  # they follow the others
FEW = 5  # rows that a line names


def read_here(name: str) -> str:
    """Return a file of the story as it is here; nothing if there is none."""
    path = ROOT / name
    if not path.is_file() or path.is_symlink():
        return ""
    return path.read_text(encoding="utf-8", errors="replace")


def read_added(commit: str) -> str:
    """Return the lines of CHANGES.md that a commit does not have."""
    earlier = set(moves.read_committed(CHANGES, commit).splitlines())
    lines = read_here(CHANGES).splitlines()
    return "\n".join(line for line in lines if line not in earlier)


def is_named(name: str, text: str) -> bool:
    """Say whether a text has a name as a word of its own.

    Examples
    --------
    >>> is_named("A1", "A1 is told otherwise"), is_named("A1", "A12 is")
    (True, False)
    """
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


def is_any_named(names: Iterable[str], text: str) -> bool:
    return any(is_named(name, text) for name in names)


def find_earlier_publication() -> str:
    """Return the commit whose pages readers had before these; nothing without one.

    Data are often committed before the pages that are built of them.
    """
    log = moves.run_git("log", "--format=%H", "-2", "--", moves.SUMS)
    commits = log.decode().split()
    if moves.read_committed(moves.SUMS) == read_here(moves.SUMS):
        commits = commits[1:]
        if not commits and moves.run_git("rev-parse", "--verify", "HEAD^"):
            commits = ["HEAD^"]
    return commits[0] if commits else ""


# Rows of data that are not what they were


def read_rows_of(name: str, text: str) -> dict[str, Any]:
    """Return {id: its row} of a table or of the claims; none where rows have no id."""
    if name == CLAIMS:
        try:
            return {claim["id"]: claim for claim in yaml.safe_load(text)["claims"]}
        except (yaml.YAMLError, KeyError, TypeError):
            return {}
    if not name.endswith(".csv"):
        return {}
    _, *rows = csv.reader(io.StringIO(text)) if text else [[]]
    named = {row[0]: row for row in rows if row}
    return named if len(named) == len(rows) else {}


def list_changed_rows(name: str, commit: str) -> list[str]:
    """Return the ids of the rows of a file that are other than in a commit."""
    before = read_rows_of(name, moves.read_committed(name, commit))
    now = read_rows_of(name, read_here(name))
    return [row for row in {**before, **now} if before.get(row) != now.get(row)]


def list_changed(commit: str) -> dict[str, list[str]]:
    """Return {file of data/ that is other than in a commit: ids of its changed rows}."""
    names = moves.run_git(
        "diff", "--name-only", "-z", "--relative", commit, "--", "data"
    )
    changed = {}
    for name in names.decode().rstrip("\0").split("\0"):
        if name and name not in KEPT:
            changed[name] = list_changed_rows(name, commit)
    return changed


# What no entry names


def list_unnamed_data(changed: dict[str, list[str]], text: str) -> list[str]:
    """Return one line for each file of which neither its name nor its rows are named."""
    lines = []
    for name, rows in changed.items():
        if is_any_named([name, PurePath(name).name], text):
            continue
        unnamed = [row for row in rows if not is_named(row, text)]
        if unnamed or not rows:
            words = f" ({list_few(unnamed)})" if unnamed else ""
            lines.append(f"{name}{words}: no entry of {CHANGES} names it")
    return lines


def list_few(names: list[str]) -> str:
    """Return the first of some names, and how many more there are."""
    more = len(names) - FEW
    return ", ".join(names[:FEW]) + (f" and {more} more" if more > 0 else "")


def is_moved(before: dict, now: dict) -> bool:
    """Say whether a claim's verdict or evidence is another, and not its words alone."""
    return any(piece.is_evidence() for piece in moves.list_pieces(before, now))


def list_unnamed_claims(
    before: dict[str, dict], now: dict[str, dict], rows: set[str], text: str
) -> list[str]:
    """Return the lines of claims whose verdict or evidence moved without an entry.

    An entry on a changed row explains the claims that show this row.
    """
    lines = []
    for name in sorted({*before, *now}):
        old, new = before.get(name, {}), now.get(name, {})
        if not is_moved(old, new):
            continue
        shown = rows.intersection(re.findall(r"[\w-]+", f"{old} {new}"))
        parts = [part["id"] for part in new.get("parts", [])]
        if not is_any_named([name, *parts, *shown], text):
            only_before = {name: old} if old else {}
            only_now = {name: new} if new else {}
            lines += moves.list_moves(only_before, only_now)
    return [f"{line}; no entry of {CHANGES} names it" for line in lines]


def list_unnamed(now: dict[str, dict], commit: str = "") -> list[str]:
    """Return one line for each move since a commit that no entry names.

    Without a commit it is the one that has the pages before these.
    """
    commit = commit or find_earlier_publication()
    if not commit:
        return []
    before = moves.read_verdicts(moves.read_committed(moves.VERDICTS, commit))
    text = read_added(commit)
    changed = list_changed(commit)
    rows = {row for rows in changed.values() for row in rows}
    claims = list_unnamed_claims(before, now, rows, text) if before else []
    return [*claims, *list_unnamed_data(changed, text)]
