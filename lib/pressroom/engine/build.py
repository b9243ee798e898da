"""Build the reports: run the notebooks that something changed for, render their pages, publish all or none.

Usage: python -m pressroom.engine [--force | --check] [NOTEBOOK ...]

doit holds the graph, decides what is stale (by content, never by time) and runs two tasks side by side; `tasks`
says what a task is. Nothing heavy is imported here, so that a build with nothing to do takes a fraction of a
second. Exit status: 0, 2 for bad input, 1 for any other failure.
"""

import argparse
import contextlib
import importlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from typing import Any

from pressroom import files, kept, project
from pressroom.engine import limits, publish, stale, state, unchanged
from pressroom.engine.tasks import Build, Failed
from pressroom.errors import InputError

WORKERS = 2


def check(build: Build) -> None:
    """Let the story's own check read all inputs before a notebook runs: what it has not read before, with this code.

    The kernels' server starts meanwhile.
    """
    if not (module := project.story().check):
        return
    read = [stale.LIB / name for name in sorted(stale.library(module))]
    read += [project.ROOT / "story.yml", project.NOTEBOOKS]
    # of data/ the list of hashes, which the build has just compared with the files
    now = {"": [files.of_tree(path) for path in read]} | files.read_sums(project.DATA / files.SUMS)
    for own in project.story().own.folders:
        brought = {name: project.DATA / own / name for name in files.listed(project.DATA / own)}
        now |= {f"{own}/{name}": [p.stat().st_size, p.stat().st_mtime_ns] for name, p in brought.items()}
    seen, was = build.folder / "checked.json", {}
    with contextlib.suppress(OSError, ValueError):
        was = dict(json.loads(seen.read_text(encoding="utf-8")))
    if was == now:
        return

    def known(folder: str) -> bool:
        """Return whether what is in a folder of data/ has been read, and read by this code."""
        mine = [{n: of for n, of in all_.items() if n == "" or n.startswith(folder)} for all_ in (was, now)]
        return mine[0] == mine[1]

    build.serve()
    importlib.import_module(module).everything(known)
    files.write(seen, json.dumps(now))


def run(build: Build, sources: str = "") -> int:
    """Run a Build's stale tasks, publish if nothing failed; return the exit status.

    Parameters
    ----------
    build : Build
    sources : str, optional
        What `unchanged.read` found before anything was looked at: kept for the next build.
    """
    from doit.api import run_tasks
    from doit.cmd_base import ModuleTaskLoader
    from doit.exceptions import UnmetDependency
    from doit.reporter import ZeroReporter

    class Reporter(ZeroReporter):
        def add_failure(self, task: Any, fail: Any) -> None:
            kind, _, stem = task.name.partition(":")
            if isinstance(fail, UnmetDependency):
                if kind == "run":
                    build.say(f"  {stem:<34} not run: it reads what a failed notebook should have written")
            elif stem not in build.failed:
                build.failed[stem] = str(fail)
                build.say(f"  {stem} failed:\n{fail.get_msg()}")

    settings = {"dep_file": str(build.folder / "state.db"), "backend": "sqlite3", "reporter": Reporter}
    settings |= {"num_process": WORKERS, "par_type": "thread", "continue": True, "verbosity": 0}
    loader = ModuleTaskLoader({"DOIT_CONFIG": settings, "task_build": build.tasks})
    wanted = [stem for stem in build.urgent_first() if stem in (build.only or build.books)]
    try:
        check(build)
        run_tasks(loader, {f"{kind}:{stem}": {} for kind in ("run", "page") for stem in wanted})
    finally:
        build.stop()
        build.note_times()
    if build.failed:
        build.say(f"{len(build.failed)} failed; reports/ is as it was")
        return 2 if build.bad_input else 1
    if build.only:
        build.say("built; reports/ is published whole, by a build of everything")
        return 0
    changed = publish.publish(list(build.books.values()))
    where = f"reports/{publish.VARIANTS}/fetched/" if publish.brought(project.ROOT) else "reports/"
    unchanged.note(sources, f"nothing changed; {where} is up to date")
    build.say(f"{where} published" if changed else f"{where} is up to date")
    return 0


def answer(work: Callable[[], int]) -> int:
    """Do what was asked; return the exit status, with one line for what went wrong."""
    try:
        limits.check()
        return work()
    except InputError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return 2
    except (Failed, OSError, sqlite3.Error) as error:  # sqlite3: doit's notes, on a full disk
        status = getattr(error, "status", 1)
        print(f"{'bad input' if status == 2 else 'failed'}: {error}", file=sys.stderr)
        return status
    except KeyboardInterrupt:
        print("stopped; reports/ is as it was", file=sys.stderr)
        return 130


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other build runs; mend what a killed one, or a stranger, left in build/."""
    from filelock import FileLock, Timeout

    folder = project.ROOT / "build"
    folder.mkdir(exist_ok=True)
    state.remove(folder / "lock") if (folder / "lock").is_dir() else None
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        print("another build is running; waiting for it to end", flush=True)
        lock.acquire()
    with lock:
        for name in state.mended(folder):
            print(f"build/{name} is damaged or not what it should be: removed, and made anew", flush=True)
        if publish.heal(project.ROOT):
            print("an earlier build was killed while publishing; its reports are now complete", flush=True)
        project.verify()
        yield


def main(arguments: list[str] | None = None) -> int:
    """Check the data, build, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m pressroom.engine", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("notebook", nargs="*", help="stems of the notebooks wanted (all, if none is named)")
    parser.add_argument("--force", action="store_true", help="run everything, changed or not")
    parser.add_argument("--check", action="store_true", help="read all inputs, run nothing")
    options = parser.parse_args(arguments)

    def work() -> int:
        if options.check:
            read = importlib.import_module(project.story().check).everything()
            print("inputs are sound: " + ", ".join(f"{n:,} {what}" for what, n in read.items()))
            return 0
        sources = unchanged.read()
        if not (options.force or options.notebook) and (words := unchanged.said(sources)):
            print(words)
            return 0
        with alone():
            kept.clear(everything=options.force)
            return run(Build(options.force, options.notebook), sources)

    return answer(work)


if __name__ == "__main__":
    sys.exit(main())
