"""What a build remembers in build/: read so that damage costs time, never an answer."""

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

FOLDERS = ("executed", "failed", "pages", "stage", "variants", "ready", "ready-fetched")


def mended(folder: Path) -> list[str]:
    """Remove what is damaged or of another kind than it should be; return its names."""
    bad = []
    for name in (*FOLDERS, *FILES):
        path = folder / name
        kind = path.is_dir() if name in FOLDERS else path.is_file() and FILES[name](path)
        if os.path.lexists(path) and (path.is_symlink() or not kind):
            remove(path)
            bad.append(name)
    return bad


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def times(folder: Path) -> dict[str, dict[str, float]]:
    """Return how long each notebook took in the last builds: {name: {"run": seconds, "page": seconds}}."""
    return _times(folder / "times.json") or {}


def _times(path: Path) -> dict | None:
    """Return what a file says of times; None if it is not there or not sound."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    entries = known.values() if isinstance(known, dict) else [None]
    sound = all(isinstance(e, dict) and isinstance(e.get("run", 1), int | float) for e in entries)
    return known if sound else None


def _notes(path: Path) -> bool:
    """Return whether doit can read its notes."""
    with contextlib.closing(sqlite3.connect(path)) as notes:
        try:
            rows = notes.execute("SELECT task_data FROM doit").fetchall()
            return all(isinstance(json.loads(data), dict) for (data,) in rows)
        except (sqlite3.DatabaseError, ValueError, TypeError):
            return False


FILES: dict[str, Callable[[Path], bool]] = {
    **dict.fromkeys(("log.txt", "checked.json", "unchanged.txt"), lambda path: True),
    "times.json": lambda path: _times(path) is not None,
    "state.db": _notes,
}
