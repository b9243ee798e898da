"""Faults of the data: single bytes, cut, lost, added and swapped files; each must be refused by name.

Each function returns (tried, survived): survived is refused with exit status 2 and the file's name, before any
notebook runs.
"""

import contextlib
import functools
import io
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUMS = "SHA256SUMS"
MEMORY, PATIENCE = 3 * 2**30, 600  # bytes and seconds that reading all inputs may take; two, by itself
NOT_COPIED = ("processed", "fetched")
FORKED = "DUALUSE_FAULTS_FORKED"  # the project whose paths the modules in memory have


def note(text):
    """Say on stderr what did not survive."""
    print(f"  {text}", file=sys.stderr, flush=True)


def project(folder):
    """Copy what the checks read into a folder: data/ and notebooks/; return the folder."""
    folder = Path(folder)
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns(*NOT_COPIED))
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copyfile(ROOT / "story.yml", folder / "story.yml")
    return folder


def preload():
    """Import the libraries (not ours), so that a forked child starts at once."""
    import duckdb  # noqa: F401
    import fastjsonschema  # noqa: F401
    import highspy  # noqa: F401
    import pandas  # noqa: F401
    import yaml  # noqa: F401


def forked(root, work, bounded=True):
    """Call work() in a child process that takes `root` for the project; return its JSON answer.

    The child imports our package anew, so that every path in it is the project's, unless its parent has done so.
    """
    handle, name = tempfile.mkstemp(suffix=".json")
    os.close(handle)
    pid = os.fork()
    if not pid:
        status = 1
        try:
            if bounded:  # an input may be a bomb
                resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
                signal.alarm(PATIENCE)
            if os.environ.get(FORKED) != str(root):
                os.environ["PRESSROOM_ROOT"] = os.environ[FORKED] = str(root)
                for module in [m for m in sys.modules if m.split(".")[0] in ("dualuse", "pressroom")]:
                    del sys.modules[module]
                sys.path.insert(0, str(ROOT / "lib"))
            Path(name).write_text(json.dumps(work()), encoding="utf-8")
            status = 0
        except BaseException as error:
            Path(name).write_text(json.dumps({"exit": 1, "said": f"Traceback: {error!r}"}), encoding="utf-8")
        finally:
            os._exit(status)
    os.waitpid(pid, 0)
    text = Path(name).read_text(encoding="utf-8")
    Path(name).unlink()
    return json.loads(text) if text else {"exit": -1, "said": "the child died"}


def warm(fault):
    """Let a fault(project, ...) be called with a folder: a child reads our code, its cases are forked from it."""

    @functools.wraps(fault)
    def begun(folder, *arguments, **options):
        root = project(folder)

        def all_cases():
            import dualuse.check  # noqa: F401
            from pressroom import project
            from pressroom.engine import stale

            for book in project.read().values():
                stale.libraries(book)
            return fault(root, *arguments, **options)

        preload()
        if isinstance(found := forked(root, all_cases, bounded=False), dict):
            raise RuntimeError(found["said"])
        return tuple(found)

    return begun


def entry(*arguments):
    """Return a function that calls the Python entry: what `python -m pressroom.engine ARGUMENTS` does."""

    def work():
        from pressroom.engine.build import main

        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = main(list(arguments))
        return {"exit": status, "said": said.getvalue()}

    return work


def _refused(root, names, what):
    """Say whether the build itself, not only the check, refuses and names the file before anything runs."""
    names = [names] if isinstance(names, str) else names
    got = forked(root, entry())
    ran = (root / "build" / "executed").exists() or (root / "build" / "failed").exists()
    good = (
        got["exit"] == 2
        and any(n in got["said"] for n in names)
        and not ran
        and "Traceback" not in got["said"]
    )
    if not good:
        note(f"{what}: exit {got['exit']}{', notebooks ran' if ran else ''}: {got['said'][:300]!r}")
    return good


def files(root):
    """Return every file under data/, relative to it."""
    return sorted(p.relative_to(root / "data").as_posix() for p in (root / "data").rglob("*") if p.is_file())


@warm
def bytes_changed(root, seed=6, count=100):
    """Change one byte of one file at a time, each file in its turn, SHA256SUMS and the descriptor included."""
    rng, survived = random.Random(seed), 0
    names = files(root)
    for n in range(count):
        name = names[n % len(names)]
        path = root / "data" / name
        before = path.read_bytes()
        damaged = bytearray(before)
        place, flip = rng.randrange(len(before)), rng.randrange(1, 256)
        damaged[place] ^= flip
        path.write_bytes(damaged)
        survived += _refused(root, name, f"byte {place} of {name} xor {flip}")
        path.write_bytes(before)
    return count, survived


@warm
def line_ends(root):
    """Change each kind of byte that a reader of lines may take for another line end, in SHA256SUMS."""
    survived = 0
    path = root / "data" / SUMS
    before = path.read_bytes()
    ends = (b"\r", b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\x85", b" ")
    for end in ends:
        path.write_bytes(before[:-1] + end)
        survived += _refused(root, SUMS, f"SHA256SUMS ends with {end!r}")
    path.write_bytes(before)
    return len(ends), survived


@warm
def files_damaged(root, seed=6):
    """Cut each file short, remove it, add one beside it, swap it with another."""
    rng, tried, survived = random.Random(seed), 0, 0
    names = files(root)
    for name in names:
        path = root / "data" / name
        before = path.read_bytes()
        path.write_bytes(before[: rng.randrange(len(before))])
        survived += _refused(root, name, f"{name} cut short")
        path.unlink()
        survived += _refused(root, name, f"{name} removed")
        path.write_bytes(before)
        added = path.with_name(f"added-{path.name}")
        added.write_bytes(before)
        survived += _refused(root, added.name, f"a file beside {name}")
        added.unlink()
        tried += 3
    for one, other in pairwise(names):
        paths = [root / "data" / n for n in (one, other)]
        contents = [p.read_bytes() for p in paths]
        for path, content in zip(paths, reversed(contents), strict=True):
            path.write_bytes(content)
        survived += _refused(root, (one, other), f"{one} and {other} swapped")
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        tried += 1
    return tried, survived
