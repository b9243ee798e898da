"""What the last whole build read and wrote: processed/state.json.

As long as data, story and library are the same, no table need be checked again, and what
the build worked out is the answer. Of a reader's own rows, which no list of hashes has,
it says which files were there. It imports nothing slow.
"""

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from dualuse.base.errors import InputError
from dualuse.base.files import (
    DATA,
    ROOT,
    STORY,
    hash_file,
    hash_library,
    list_files,
    read_json,
    to_json,
    write_text,
)

STATE = "state.json"
SUMS = "SHA256SUMS"
FETCHED = DATA / "official" / "fetched"  # rows that a reader brought
VARIANT = "DUALUSE_VARIANT"  # set where parameters are not the published ones
UNTRUE = "untrue.txt"  # what people wrote, and is not true with these
FILES = "files.csv"  # what a column numbers, and which file replaces another
# what `make data` and people write beside rows: nothing in it is read as rows
NOT_ROWS = ("readme.md", "plan.csv", "coverage.csv", FILES)


def hash_sources() -> dict[str, str]:
    """Return the hashes of what decides every answer: data, story, library."""
    data, story = hash_file(DATA / SUMS), hash_file(ROOT / STORY)
    return {"data": data, "story": story, "library": hash_library()}


def read_state(processed: Path) -> dict:
    """Return what the last whole build read and wrote; nothing if none ended."""
    path = processed / STATE
    if not path.is_file():
        return {}
    with suppress(InputError):
        state = read_json(path)
        if isinstance(state, dict):
            return state
    return {}


def has_own_rows() -> bool:
    """Tell whether a reader brought rows; what tells of them alone is none."""
    names = [name.rpartition("/")[2].lower() for name in list_files(FETCHED)]
    return any(name not in NOT_ROWS for name in names)


def is_variant() -> bool:
    """Tell whether this is not the published story: rows of one's own, other parameters.

    What people wrote of the published evidence may be untrue of it, and stops nothing.
    """
    return bool(os.environ.get(VARIANT)) or has_own_rows()


def hash_fetched() -> dict[str, str]:
    """Return the hash of each file of rows of one's own, and of files.csv."""
    hashes = {}
    for name in list_files(FETCHED):
        path = FETCHED / name
        if path.name.lower() not in {*NOT_ROWS} - {FILES}:
            hashes[name] = hash_file(path)
    return hashes


@cache
def hash_fetched_at_start() -> dict[str, str]:
    """Return what `hash_fetched` gave when this was first asked: as a build began."""
    return hash_fetched()


def refuse_changed_rows() -> None:
    """Refuse rows that were saved while a build read them: their sum is of no file."""
    for name in list_unlike(hash_fetched_at_start(), hash_fetched()):
        found, expected = "a file saved while it was read", "`make reports` again"
        raise InputError(f"data/official/fetched/{name}", found, expected)


def list_unlike(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return the files that are new, gone, or of another hash."""
    return sorted({name for name, _ in before.items() ^ now.items()})


def make_state(processed: Path) -> dict:
    """Return the hashes of what a build that has ended read, and of what it wrote."""
    names = [name for name in list_files(processed) if name != STATE]
    files = {name: hash_file(processed / name) for name in names}
    fetched = hash_fetched_at_start()
    return {"sources": hash_sources(), "fetched": fetched, "files": files}


def list_changed_rows(processed: Path) -> list[str]:
    """Return the files of rows of one's own that the last build did not read so."""
    return list_unlike(read_state(processed).get("fetched", {}), hash_fetched())


def write_state(processed: Path) -> None:
    """Say at the end of a whole build what it read, and what stands in processed/."""
    write_text(processed / STATE, to_json(make_state(processed)))


def was_read(processed: Path) -> bool:
    """Tell whether the last whole build read the data, story and library of today.

    Whoever asks has compared data/ with its hashes, see `tables.verify_data`.
    """
    return read_state(processed).get("sources") == hash_sources()


def is_as_written(processed: Path, name: str) -> bool:
    """Tell whether a file of processed/ is what a build made of today's sources."""
    state = read_state(processed)
    digest = hash_file(processed / name)
    is_same = digest != "" and state.get("files", {}).get(name) == digest
    return is_same and state["sources"] == hash_sources()
