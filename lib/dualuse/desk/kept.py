"""What the bench found once and need not find again: ranges and official totals, kept on disk beside what they are of.

A file in build/desk/ is named after the hash of the data and of the code that it was worked out from, and holds its
own hash: for other data there is no such file, and one that was cut in half is worked out again.
"""

import atexit
import json
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dualuse.data import categories, load
from pressroom import files, project, story

if TYPE_CHECKING:
    from dualuse.ranges import bounds

FOLDER = project.ROOT / "build" / "desk"
# what official totals are worked out from
OFFICIAL = ("official", categories.FILE, "reference/priority_list.csv", "reference/countries.csv")
READ = (load.SUMS, load.FIGURES, *OFFICIAL)  # what a verdict is drawn from
LIBRARIES = ("pandas", "numpy", "highspy", "duckdb")


def figures() -> pd.DataFrame:
    """Return the published figures as `load.figures` does, read anew only when the file changed. Do not change it."""
    return _figures(files.of_file(project.DATA / load.FIGURES), project.DATA)


@lru_cache(maxsize=2)
def _figures(state: str, folder: Path) -> pd.DataFrame:
    load.verify.cache_clear()  # a figure added meanwhile came with new hashes
    return load.figures()


def ready() -> None:
    """Read the figures once, for all kernels that are forked from here; whether data/ is whole each asks itself."""
    try:
        load.figures()
    finally:
        load.verify.cache_clear()


def claimed() -> tuple:
    """Return the claims, the statements and the labels of sources, read anew when data/ was described again."""
    return _claimed(files.of_file(project.DATA / load.SUMS), project.DATA)


@lru_cache(maxsize=2)
def _claimed(state: str, folder: Path) -> tuple:
    load.verify.cache_clear()
    load.verify(project.DATA)
    named = state_of(load.SUMS, f"../{story.WHERE}")  # whose groups claims name
    if (claims := read("claims", named)) is None:
        write("claims", named, claims := load.claims())
    return claims, load.statements(), load.labels()


def state_of(*data: str) -> str:
    """Return the hash of files or folders below data/, of the library that reads them and of what that stands on."""
    parts = [f"{name} {files.of_tree(project.DATA / name)}" for name in data]
    return files.of_bytes("\n".join([code(), *parts]).encode())


@cache
def code() -> str:
    """Return the hash of the library and of the versions of what it stands on."""
    folder = Path(__file__).resolve().parents[1]
    parts = [files.of_file(path) for path in sorted(folder.rglob("*.py"))]
    return files.of_bytes("\n".join([*parts, *map(version, LIBRARIES)]).encode())


def read(kind: str, state: str) -> Any:
    """Return what was kept of this kind for this state, or None if there is nothing whole; a build keeps nothing."""
    if project.building():
        return None
    try:
        head, _, body = _path(kind, state).read_text(encoding="utf-8").partition("\n")
        return json.loads(body) if head == _head(state, body) else None
    except (OSError, ValueError):
        return None


def write(kind: str, state: str, content: object) -> None:
    """Keep something of this kind for this state; what was kept for others goes. A full disk stops no answer."""
    if project.building():
        return
    try:
        for old in FOLDER.glob(f"{kind}-{'?' * 24}.json"):
            old.unlink(missing_ok=True)
        body = json.dumps(content)
        files.write(_path(kind, state), f"{_head(state, body)}\n{body}")
    except OSError:
        return


def _path(kind: str, state: str) -> Path:
    return FOLDER / f"{kind}-{state[:24]}.json"


def _head(state: str, body: str) -> str:
    return f"{state} {files.of_bytes(body.encode())}"


class Model:
    """A `bounds.Model` that is built when it is asked what is not kept yet."""

    def __init__(self, name: str, state: str, build: Callable, allowance: str = "default") -> None:
        self._name, self._state, self._build, self._allowance = name, state, build, allowance
        self._shared: dict[str, Any] = {"model": None, "answers": read(name, state) or {}, "new": False}
        atexit.register(self.save)

    def at(self, allowance: str) -> "Model":
        """Return the same model at another allowance."""
        other = object.__new__(Model)
        other.__dict__ = self.__dict__ | {"_allowance": allowance}
        return other

    def save(self) -> None:
        """Write what was found out since it was read."""
        if self._shared["new"]:
            write(self._name, self._state, self._shared["answers"])
            self._shared["new"] = False

    def range(self, series: str, start: str, end: str, *more: str) -> pd.Interval:
        return self._ask("range", series, start, end, *more)

    def growth(self, series: str, start: str, end: str, base_start: str, *more: str) -> pd.Interval | None:
        return self._ask("growth", series, start, end, base_start, *more)

    def figures(self, series: str, start: str, end: str, *more: str) -> tuple[str, ...]:
        return self._ask("figures", series, start, end, *more)

    @property
    def set_aside(self) -> pd.DataFrame:
        """See `bounds.Model`."""
        answers = self._shared["answers"]
        if "set_aside" not in answers:
            answers["set_aside"] = self._model().set_aside.to_dict("split")
            self._shared["new"] = True
        return pd.DataFrame(**answers["set_aside"])

    def _model(self) -> "bounds.Model":
        self._shared["model"] = self._shared["model"] or self._build()
        return self._shared["model"].at(self._allowance)

    def _ask(self, method: str, *arguments: object) -> Any:
        key, answers = " ".join(map(str, (self._allowance, method, *arguments))), self._shared["answers"]
        if key not in answers:
            found = getattr(self._model(), method)(*arguments)
            span = isinstance(found, pd.Interval)
            answers[key] = [found.left, found.right, found.closed] if span else found
            self._shared["new"] = True
        found = answers[key]
        return found if method == "figures" or found is None else pd.Interval(*found[:2], closed=found[2])


def model(hedge: str = "newspaper", inferred: bool = True) -> Model:
    """Return the ranges of all series under a reading of hedges, with or without inferred figures."""
    return _model(state_of(load.FIGURES), hedge, inferred)


@lru_cache(maxsize=8)
def _model(state: str, hedge: str, inferred: bool) -> Model:
    def build() -> "bounds.Model":
        from dualuse.ranges import bounds

        rows = figures()
        return bounds.Model(rows if inferred else rows[rows["inferred"] == ""], reading=hedge)

    return Model(f"ranges-{hedge}{'' if inferred else '-certain'}", state, build)


def goods() -> list[str]:
    """Return the categories that official rows in hand are of: sooner told than their totals."""
    return _goods(state_of(*OFFICIAL))


@lru_cache(maxsize=1)
def _goods(state: str) -> list[str]:
    if (found := read("goods", state)) is None:
        from dualuse.official import totals

        told = totals.goods_in_hand(_rows(state))
        found = sorted(set(_official(state)["category"]) if told is None else told)
        write("goods", state, found)
    return found


@lru_cache(maxsize=1)
def _rows(state: str) -> Any:
    from dualuse.official import observations

    return observations.in_hand()[0] if observations.FOLDER.is_dir() else None


def official() -> pd.DataFrame:
    """Return the official totals in hand, see `totals.in_hand`. Do not change it."""
    return _official(state_of(*OFFICIAL))


@lru_cache(maxsize=1)
def _official(state: str) -> pd.DataFrame:
    if (found := read("official", state)) is not None:
        return pd.DataFrame(found["rows"]).astype(found["dtypes"])
    from dualuse.official import totals

    whole = totals.in_hand(_rows(state))
    rows = {c: whole[c].to_numpy().tolist() for c in whole}
    write("official", state, {"rows": rows, "dtypes": {c: str(t) for c, t in whole.dtypes.items()}})
    return whole
