"""Whether anything is to do, told before a task is looked at: hashes of all that a build reads, and of what it left.

They do not say what changed, and so not what to run: that each task knows for itself (see `stale`).
"""

import contextlib
import sys

from pressroom import files, project
from pressroom.engine import publish, stale, state
from pressroom.errors import InputError

NOTE = "unchanged.txt"


def read() -> str:
    """Return one SHA-256 of all that a build reads; "" if it would refuse some of it."""
    parts = [str(sys.version_info[:2]), publish.digest(project.ROOT)]
    try:
        for folder in (project.DATA, project.NOTEBOOKS, *(stale.LIB / name for name in sorted(stale.OURS))):
            for name in files.listed(folder, skip=("processed/",), strict=folder == project.DATA):
                parts += [f"{files.of_file(folder / name)}  {name}"] if "__pycache__" not in name else []
    except InputError:  # which the build says
        return ""
    return files.of_bytes("\n".join(parts).encode())


def left() -> str:
    """Return one SHA-256 of what a build leaves: its notes, tables and pages, and what is published of them."""
    build, paths = project.ROOT / "build", [project.processed()]
    paths += [build / name for name in (*state.FOLDERS, *state.FILES) if name not in (NOTE, "log.txt")]
    for _, reports in publish.places(project.ROOT):
        paths += [reports / name for name in (*publish.published(reports), publish.LIST)]
    return files.of_bytes("".join(f"{files.of_tree(path)}  {path}\n" for path in paths).encode())


def said(sources: str) -> str:
    """Return what the last build said at its end if it read these sources and all it left is as it was, else ""."""
    path = project.ROOT / "build" / NOTE
    note = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    known, _, words = note.rstrip("\n").partition("\n")
    return words if sources and known == f"{sources} {left()}" else ""


def note(sources: str, words: str) -> None:
    """Keep what a build says at its end, unless its sources have changed since it began."""
    if sources and sources == read():
        with contextlib.suppress(OSError):  # what is published is; the next build looks at all of it again
            files.write(project.ROOT / "build" / NOTE, f"{sources} {left()}\n{words}\n")
