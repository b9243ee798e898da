"""The tasks of a build: what doit asks before it runs one, and what running one does.

A task is a notebook's run (in a kernel, see `kernels`) or its page. Nothing heavy is imported before one is stale.
"""

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pressroom import files, project
from pressroom.engine import stale, state
from pressroom.errors import InputError

PAINTERS = ("template", "page.py", "glossary.py")  # what decides how a page looks


class Failed(Exception):
    """A notebook that stopped; its message is for the reader."""

    status = 1


def _link(book: project.Notebook) -> tuple[str, str, str]:
    return book.stem, book.page, book.title


class Build:
    """One build: its folders, its two servers of processes, what it says and how it ends.

    Parameters
    ----------
    force : bool
        Run everything.
    only : sequence of str
        Stems; these and what they depend on, otherwise all.
    say : callable
        Prints one line.
    """

    def __init__(
        self,
        force: bool = False,
        only: Sequence[str] = (),
        say: Callable[[str], None] = lambda text: print(f"{text}\n", end="", flush=True),
    ) -> None:
        self.force, self.say, self.bad_input, self.failed = force, say, False, {}
        self.folder = project.ROOT / "build"
        self.books = project.read()
        if unknown := [stem for stem in only if stem not in self.books]:
            raise InputError("build", f"notebook {unknown[0]}", f"one of {', '.join(self.books)}")
        self.only = list(only)
        self.writer = project.writers(self.books)
        self.needs = {name: project.needs(book, self.writer) for name, book in self.books.items()}
        self.serving, self.started, self.stopped, self.lock = False, False, False, threading.Lock()
        self.reasons, self.times = {}, {}
        self.once = cache(files.of_tree)

    # what a task is

    def tasks(self) -> Iterator[dict]:
        """Yield doit's tasks: `run:NAME` for each run of a notebook, `page:NAME` for each page."""
        for name in self.urgent_first():
            before = [f"run:{other}" for other in sorted(self.needs[name])]
            yield self._task("run", name, before, self.run, self.run_parts, self.run_makes)
        for name in self.books:
            yield self._task("page", name, [f"run:{name}"], self.render, self.page_parts, self.page_makes)

    def _task(
        self, kind: str, name: str, before: list[str], work: Callable, parts: Callable, makes: Callable
    ) -> dict:
        book = self.books[name]
        return {
            "basename": f"{kind}:{name}",
            "io": {"capture": False},
            "actions": [(self.told, [work, book])],
            "uptodate": [(self.fresh, [f"{kind}:{name}", book, parts, makes])],
            "task_dep": before,
        }

    def urgent_first(self) -> list[str]:
        """Return the stems, those with the longest work waiting for them first (by the last build's times)."""
        took = {name: entry.get("run", 1) for name, entry in state.times(self.folder).items()}
        ahead = {}
        for stem in reversed(self.books):  # each after what depends on it
            after = [ahead[other] for other, needed in self.needs.items() if stem in needed]
            ahead[stem] = took.get(stem, 1) + max(after, default=0)
        return sorted(self.books, key=lambda stem: -ahead[stem])

    def run_parts(self, book: project.Notebook) -> dict[str, str]:
        """Return what decides what a run computes."""
        return stale.components(book, self.hashed)

    def run_makes(self, book: project.Notebook) -> list[Path]:
        """Return what a run leaves: executed notebook, pictures and their data, built tables."""
        tables = [project.place(n) for n in book.writes if n.startswith("processed/")]
        return [self.executed(book), self.folder / "stage" / book.name, *tables]

    def _made(self, book: project.Notebook, name: str) -> Path:
        """Return where a file or folder is that a run writes."""
        if name.startswith("processed/"):
            return project.place(name)
        return self.folder / "stage" / book.name / name.removeprefix("reports/")

    def page_parts(self, book: project.Notebook) -> dict[str, str]:
        """Return what decides how a page looks."""
        ours = {name: self.hashed(Path(__file__).parent / name) for name in PAINTERS}
        ours["story.yml"] = self.hashed(project.ROOT / "story.yml")
        ours["executed notebook"] = files.of_tree(self.executed(book))
        ours["facts below the page"] = files.of_bytes(repr(self.facts(book)).encode())
        return ours

    def page_makes(self, book: project.Notebook) -> list[Path]:
        return [self.page(book)]

    def executed(self, book: project.Notebook) -> Path:
        return self.folder / "executed" / f"{book.name}.ipynb"

    def page(self, book: project.Notebook) -> Path:
        return self.folder / "pages" / book.page

    def facts(self, book: project.Notebook) -> dict:
        """Return what the page says of its origin, and the list of pages it links to.

        One notebook's many pages are not in the list of all: each has the page before and after it.
        """
        books = sorted(self.books.values(), key=lambda b: b.stem)  # stable: the runs of one keep their order
        turn = [b for b in books if b.stem == book.stem] if book.each else [b for b in books if not b.each]
        here = turn.index(self.books[book.name])
        return {
            "pages": [(b.stem, b.page, b.title) for b in books if not b.each],
            "before": _link(turn[here - 1]) if here else None,
            "after": _link(turn[here + 1]) if here + 1 < len(turn) else None,
            "root": book.root,
            "provenance": {
                "lock": self.hashed(project.ROOT / "requirements.lock"),
                "inputs": stale.inputs(book, self.hashed),
                "parameters": {k: repr(v) for k, v in book.parameters.items()},
            },
        }

    # what doit asks

    def hashed(self, path: Path) -> str:
        """Return the hash of a file or a folder; of what no run writes, once a build."""
        return files.of_tree(path) if path.is_relative_to(project.processed()) else self.once(path)

    def fresh(
        self, task: Any, values: dict, name: str, book: project.Notebook, parts: Callable, makes: Callable
    ) -> bool:
        """Say whether a task's results are those of its present sources; remember why not."""
        new = parts(book)
        task.value_savers.append(
            lambda: {"parts": new, "made": {str(p): files.of_tree(p) for p in makes(book)}}
        )
        why = stale.changed(values.get("parts"), new)
        if not why:
            lost = [p for p, known in values["made"].items() if files.of_tree(p) != known]
            why = f"{os.path.relpath(lost[0], project.ROOT)} is not as it was built" if lost else ""
        why = "forced" if self.force else why
        self.reasons[name] = why
        if not why and name.startswith("run:"):
            self.say(f"  {name[4:]:<34} unchanged")
        return not why

    # what a task does

    def told(self, work: Callable[[project.Notebook], None], book: project.Notebook) -> None:
        """Do a task's work; a full disk and its like are one line that names the notebook."""
        try:
            work(book)
        except OSError as error:
            raise self.failure(book, "", str(error)) from None

    def run(self, book: project.Notebook) -> None:
        """Run one notebook; its reports stay in build/ until all pages are published together."""
        self.say(f"  {book.name:<34} runs: {self.reasons[f'run:{book.name}']}")
        begun = time.perf_counter()
        out = self.folder / "stage" / book.name
        for name in book.writes:  # or yesterday's would pass for what this run should have made
            state.remove(self._made(book, name))
        done = self.execute(book, self.folder / "failed" / f"{book.name}.ipynb", project.processed(), out)
        for name in book.writes:
            if not files.of_tree(self._made(book, name)):
                raise self.failure(book, "", f"pipeline.yml says that it writes {name}; it did not", True)
        (self.folder / "stage" / book.name).mkdir(parents=True, exist_ok=True)
        self.executed(book).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / "failed" / f"{book.name}.ipynb").replace(self.executed(book))
        self.times[book.name] = {**done, "run": time.perf_counter() - begun}
        for cell, words in done["warnings"]:
            self.say(f"  {book.name:<34} cell {cell} warns: {words}")
        self.say(f"  {book.name:<34} done in {time.perf_counter() - begun:.1f} s")

    def render(self, book: project.Notebook) -> None:
        """Render one page into build/pages/."""
        begun = time.perf_counter()
        self.paint(book, self.executed(book), self.page(book))
        self.times.setdefault(book.name, {})["page"] = time.perf_counter() - begun

    def execute(self, book: project.Notebook, executed: Path, processed: Path, out: Path) -> dict:
        """Run a notebook in a kernel of its own; return what `run.run_notebook` does.

        Raises
        ------
        Failed
            With the cell and the error's last lines.
        """
        self.start()
        from pressroom.engine import run

        shutil.rmtree(out, ignore_errors=True)
        cells = [""]
        try:
            return run.run_notebook(
                book.path,
                executed,
                book.parameters,
                processed,
                out,
                book.name,
                book.timeout,
                book.memory,
                cells.append,
            )
        except Exception as error:
            raise self.failure(book, *run.failure(error, cells[-1])) from None

    def paint(self, book: project.Notebook, executed: Path, target: Path) -> None:
        """Render an executed notebook as a page."""
        with self.lock:  # the first page imports nbconvert and makes its exporter
            from pressroom.engine import page

            page.exporter()
        try:
            page.page(book.stem, book.page, executed=executed, target=target, **self.facts(book))
        except InputError as error:
            raise self.failure(book, "", str(error), True) from None

    def failure(self, book: project.Notebook, cell: str, message: str, bad_input: bool = False) -> Failed:
        """Note a failure, say it, and return the exception for doit."""
        self.bad_input |= bad_input
        self.failed[book.name] = message
        where = f", cell {cell}" if cell else ""
        kept = self.folder / "failed" / f"{book.name}.ipynb"
        lines = [f"  {book.name}{where} failed:", *(f"    {line}" for line in message.splitlines())]
        if kept.is_file():
            lines.append(f"    the notebook as far as it came: {os.path.relpath(kept, project.ROOT)}")
        self.say("\n".join(lines))
        return Failed(message)

    def serve(self) -> None:
        """Start the kernels' server, once; it imports the libraries while the build goes on."""
        if self.serving:
            return
        from pressroom.engine import kernels

        self.serving = True
        ours, others = zip(*(stale.libraries(book) for book in self.books.values()), strict=True)
        modules = {m.removesuffix(".py").replace("/", ".") for m in set().union(*ours)}
        kernels.start(self.folder / "log.txt", modules.union(*others))

    def start(self) -> None:
        """With the first stale run start the kernels' server, and import beside it what runs a notebook."""
        with self.lock:
            if self.stopped:
                raise Failed("stopped")
            if self.started:
                return
            self.started = True
            self.serve()
            import papermill  # noqa: F401

    def stop(self) -> None:
        """Kill the kernels that still run."""
        self.stopped = True
        if self.serving:
            from pressroom.engine import kernels

            kernels.stop()

    def note_times(self) -> None:
        """Keep how long each notebook took, for the next build's order and for the bench."""
        if not self.times:
            return
        known = state.times(self.folder)
        for stem, times in self.times.items():
            known[stem] = known.get(stem, {}) | times
        files.write(self.folder / "times.json", json.dumps(known, indent=1) + "\n")
