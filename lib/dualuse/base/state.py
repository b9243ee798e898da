"""What the last whole build read and wrote: processed/state.json.

As long as data, story and library are the same, no table need be checked again, and what
the build worked out is the answer. It imports nothing slow.
"""

import json
from contextlib import suppress
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
    write_text,
)

STATE = "state.json"
SUMS = "SHA256SUMS"


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


def make_state(processed: Path) -> dict:
    """Return the hashes of what a build that has ended read, and of what it wrote."""
    names = [name for name in list_files(processed) if name != STATE]
    files = {name: hash_file(processed / name) for name in names}
    return {"sources": hash_sources(), "files": files}


def write_state(processed: Path) -> None:
    """Say at the end of a whole build what it read, and what stands in processed/."""
    text = json.dumps(make_state(processed), indent=1) + "\n"
    write_text(processed / STATE, text)


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
