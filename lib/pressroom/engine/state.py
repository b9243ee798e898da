"""What a build remembers in build/: read so that damage costs time, never an answer."""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path

FOLDERS = ("executed", "failed", "pages", "stage", "variants", "ready", "ready-fetched")
FILES = {name: lambda path: True for name in ("log.txt", "checked.txt", "unchanged.txt")}


def mended(folder: Path) -> list[str]:
    """Remove what is damaged or of another kind than it should be; return its names."""
    kinds = [(name, Path.is_dir, lambda path: True) for name in FOLDERS]
    kinds += [(name, Path.is_file, sound) for name, sound in FILES.items()]
    bad = []
    for name, kind, sound in kinds:
        path = folder / name
        if (path.is_symlink() or path.exists()) and (path.is_symlink() or not kind(path) or not sound(path)):
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
    try:
        known = json.loads((folder / "times.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if _times(known) else {}


def _times(known: object) -> bool:
    return isinstance(known, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("run", 1), int | float) for entry in known.values()
    )


def _times_file(path: Path) -> bool:
    try:
        return _times(json.loads(path.read_text(encoding="utf-8")))
    except ValueError:
        return False


def _notes(path: Path) -> bool:
    """Return whether doit can read its notes."""
    with contextlib.closing(sqlite3.connect(path)) as notes:
        try:
            rows = notes.execute("SELECT task_data FROM doit").fetchall()
            return all(isinstance(json.loads(data), dict) for (data,) in rows)
        except (sqlite3.DatabaseError, ValueError, TypeError):
            return False


FILES |= {"times.json": _times_file, "state.db": _notes}
