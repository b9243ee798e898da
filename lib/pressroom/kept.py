"""What a build worked out once and need not work out again: answers on disk, beside the hash of what they are of.

A file in build/kept/ is named after the hash of all that its answers follow from: data, code, libraries. For anything
else there is no such file. A line holds some answers and its own hash. Lines are only added, so that two notebooks at
once do no harm, and one that was cut short or damaged says nothing. Outside a build nothing is kept.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pressroom import files, project

OLD = 30 * 24 * 3600  # seconds after which a file goes that nobody added to


def folder() -> Path:
    """Return where a build keeps answers."""
    return project.ROOT / "build" / "kept"


def clear(everything: bool = False) -> None:
    """Remove what is old, or all: what is forced is worked out from nothing."""
    for path in folder().glob("*.jsonl"):
        if everything or time.time() - path.stat().st_mtime > OLD:
            with contextlib.suppress(OSError):
                path.unlink()


@cache
def code(*folders: Path, libraries: tuple[str, ...] = ()) -> str:
    """Return the hash of the code and schemas in folders and in this package, and of the versions of libraries."""
    found = (path for folder in (Path(__file__).parent, *folders) for path in sorted(folder.rglob("*.*")))
    sources = [path for path in found if path.suffix in (".py", ".json")]
    parts = [*map(hashed, sources), *map(version, libraries), sys.version]
    return files.of_bytes("\n".join(parts).encode())


hashed = cache(files.of_tree)  # of code alone: in one process it is what was imported


def loaded(*libraries: str) -> str:
    """Return the hash of the running notebook, of all code in memory that lies beside this package, and of `code`."""
    if not project.building():
        return ""
    name, _, _ = os.environ["PRESSROOM_NOTEBOOK"].partition("@")
    notebook = (project.ROOT if "/" in name else project.NOTEBOOKS) / f"{name}.ipynb"
    parts = [files.of_tree(notebook), *map(hashed, _in_memory()), code(libraries=libraries)]
    return files.of_bytes("\n".join(parts).encode())


def _in_memory() -> list[Path]:
    """Return the files of the modules in memory that lie beside this package, sorted."""
    beside = f"{Path(__file__).parents[1]}{os.sep}"
    found = {getattr(module, "__file__", None) or "" for module in [*sys.modules.values()]}
    return [Path(path) for path in sorted(found) if path.startswith(beside)]


def ready() -> None:
    """Hash all code once, for all kernels that are forked from here."""
    for path in _in_memory():
        hashed(path)
    code()


class Kept:
    """Answers about one thing.

    Parameters
    ----------
    name : str
        How the file's name begins, for people.
    *of : str
        All that the answers follow from: the thing itself, and the `code` that finds them.

    Examples
    --------
    >>> kept = Kept("sums", "1 2 3", code())
    >>> kept.once("the sum", lambda: 6), kept.once("the sum", lambda: 7)
    (6, 6)
    """

    def __init__(self, name: str, *of: str) -> None:
        self._name, self._of = name, of

    @cached_property
    def _path(self) -> Path | None:
        if not project.building():
            return None
        return folder() / f"{self._name}-{files.of_bytes(json.dumps(self._of).encode())[:32]}.jsonl"

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What is known, by question."""
        found: dict[str, Any] = {}
        try:
            lines = self._path.read_bytes().split(b"\n") if self._path else []
        except OSError:
            lines = []
        for line in lines:
            head, _, body = line.partition(b" ")
            found |= json.loads(body) if head.decode(errors="replace") == files.of_bytes(body) else {}
        return found

    def once(self, question: str, find: Callable[[], Any]) -> Any:
        """Return the answer, found now unless it is known; it is what JSON gives back: tuples are lists."""
        if question not in self.answers:
            self.add({question: find()})
        return self.answers[question]

    def add(self, answers: dict[str, Any]) -> None:
        """Keep answers. A full disk stops none."""
        body = json.dumps(answers)
        self.answers.update(json.loads(body))
        if self._path and answers:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._path.open(
                    "ab", buffering=0
                ) as file:  # one write: whole, or cut short by a full disk
                    file.write(f"\n{files.of_bytes(body.encode())} {body}\n".encode())
            except OSError:
                return
