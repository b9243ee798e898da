"""The tasks of a build: what doit asks before it runs one, and what running one does.

A task is a notebook's run or its page. Both happen in child processes (see `warm`, `run`, `render`); this
module imports nothing heavy.
"""

import json
import os
import sys
import threading
import time

from . import hashes, paths, plan, warm
from .errors import InputError

GRACE = 15  # seconds beyond the limit of a notebook before it is killed from outside

# What a run needs beside what the notebooks import.
RUNNER = (
    "dualuse.render",
    "dualuse.run",
    "jupyter_client.provisioning.local_provisioner",
    "nbclient",
    "papermill",
)
# jsonschema would compile a grammar of international addresses, which takes seconds and checks nothing here.
RUNNER += ("-rfc3987_syntax",)
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "matplotlib_inline.backend_inline", "dualuse.run")


# One thread for linear algebra: two notebooks share two cores, and sums keep one order.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
ENVIRONMENT |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


class Failed(Exception):
    """A notebook that stopped; its message is for the reader."""


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

    def __init__(self, force=False, only=(), say=lambda text: print(text, flush=True)):
        self.force, self.say, self.bad_input, self.failed = force, say, False, {}
        self.folder = paths.ROOT / "build"
        self.books = plan.read()
        if unknown := [stem for stem in only if stem not in self.books]:
            raise InputError("build", f"notebook {unknown[0]}", f"one of {', '.join(self.books)}")
        self.only = list(only)
        self.writer = plan.writers(self.books)
        self.servers, self.log, self.lock = (), None, threading.Lock()
        self.reasons, self.ran, self.times = {}, [], {}

    # what a task is

    def tasks(self):
        """Yield doit's tasks: `run:STEM` for each notebook, `page:STEM` for each page."""
        for stem in self.urgent_first():
            book = self.books[stem]
            yield {
                "name": f"run:{stem}",
                "io": {"capture": False},
                "actions": [(self.run, [book])],
                "uptodate": [(self.fresh, [f"run:{stem}", self._run_parts(book), self._run_files(book)])],
                "task_dep": [f"run:{other}" for other in sorted(plan.needs(book, self.writer))],
            }
        for stem, book in self.books.items():
            yield {
                "name": f"page:{stem}",
                "io": {"capture": False},
                "actions": [(self.render, [book])],
                "uptodate": [
                    (self.fresh, [f"page:{stem}", self._page_parts(book), lambda b=book: [self.page(b)]])
                ],
                "task_dep": [f"run:{stem}"],
            }

    def urgent_first(self):
        """Return the stems, those with the longest work waiting for them first (by the last build's times)."""
        try:
            known = json.loads((self.folder / "times.json").read_text(encoding="utf-8"))
            took = {stem: float(known[stem]["run"]) for stem in known if stem in self.books}
        except (OSError, ValueError, KeyError, TypeError):
            took = {}
        ahead = {}
        for stem in reversed(self.books):  # each after what depends on it
            after = [ahead[o] for o, b in self.books.items() if stem in plan.needs(b, self.writer)]
            ahead[stem] = took.get(stem, 1) + max(after, default=0)
        return sorted(self.books, key=lambda stem: -ahead[stem])

    def _run_parts(self, book):
        return lambda: plan.components(book)

    def _run_files(self, book):
        """Return a function that lists what a run leaves: executed notebook, built tables, pictures and data."""

        def made():
            stage = self.folder / "stage" / book.stem
            tables = [plan.place(n) for n in book.writes if n.startswith("processed/")]
            return [self.executed(book), stage, *tables]

        return made

    def _page_parts(self, book):
        def parts():
            ours = {"template": hashes.of_tree(plan.PACKAGE / "template")}
            for name in ("render.py", "glossary.py"):
                ours[name] = hashes.of_file(plan.PACKAGE / name)
            ours["executed notebook"] = hashes.of_tree(self.executed(book))
            ours["facts below the page"] = hashes.of_bytes(repr(self.facts(book)).encode())
            return ours

        return parts

    def executed(self, book):
        return self.folder / "executed" / f"{book.stem}.ipynb"

    def page(self, book):
        return self.folder / "pages" / book.page

    def facts(self, book):
        """Return what the page says of its origin, and the list of pages it links to."""
        return {
            "pages": [(b.stem, b.page, b.title) for b in sorted(self.books.values(), key=lambda b: b.stem)],
            "provenance": {
                "lock": plan.lock(),
                "inputs": {name: hashes.of_tree(plan.place(name)) for name in sorted(book.reads)},
                "parameters": {k: repr(v) for k, v in book.parameters.items()},
            },
        }

    # what doit asks

    def fresh(self, task, values, name, parts, made):
        """Say whether a task's results are those of its present sources; remember why not."""
        new = parts()
        task.value_savers.append(lambda: {"parts": new, "made": {str(p): hashes.of_tree(p) for p in made()}})
        why = plan.changed(values.get("parts"), new)
        if not why:
            lost = [p for p, known in values["made"].items() if hashes.of_tree(p) != known]
            why = f"{os.path.relpath(lost[0], paths.ROOT)} is not as it was built" if lost else ""
        why = "forced" if self.force else why
        self.reasons[name] = why
        if not why and name.startswith("run:"):
            self.say(f"  {name[4:]:<34} unchanged")
        return not why

    # what a task does

    def run(self, book):
        """Run one notebook; its reports stay in build/ until all pages are published together."""
        self.say(f"  {book.stem:<34} runs: {self.reasons[f'run:{book.stem}']}")
        self.ran.append(book.stem)
        request = {
            "source": str(book.path),
            "executed": str(self.folder / "failed" / f"{book.stem}.ipynb"),
            "parameters": book.parameters,
            "processed": str(paths.processed()),
            "out": str(self.folder / "stage" / book.stem),
            "name": book.stem,
            "timeout": book.timeout,
            "memory": book.memory,
        }
        begun = time.perf_counter()
        done = self.ask(book, {"do": "run", "run": request}, book.timeout)
        for name in book.writes:
            place = (
                plan.place(name)
                if name.startswith("processed/")
                else self.folder / "stage" / book.stem / name[8:]
            )
            if not place.is_file():
                raise self.failure(book, "", f"pipeline.yml says that it writes {name}; it did not", True)
        (self.folder / "stage" / book.stem).mkdir(parents=True, exist_ok=True)
        self.executed(book).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / "failed" / f"{book.stem}.ipynb").replace(self.executed(book))
        self.times[book.stem] = {**done, "run": time.perf_counter() - begun}
        for cell, words in done["warnings"]:
            self.say(f"  {book.stem:<34} cell {cell} warns: {words}")
        self.say(f"  {book.stem:<34} done in {time.perf_counter() - begun:.1f} s")

    def render(self, book):
        """Render one page into build/pages/."""
        begun = time.perf_counter()
        page = {"stem": book.stem, "page": book.page, "executed": str(self.executed(book))}
        page |= {"target": str(self.page(book)), **self.facts(book)}
        self.ask(book, {"do": "page", "page": page}, book.timeout)
        self.times.setdefault(book.stem, {})["page"] = time.perf_counter() - begun

    def ask(self, book, request, timeout):
        """Have a child process do one thing within a time limit; return what it says.

        Raises
        ------
        Failed
            With the cell and the error's last lines.
        """
        self.start()
        cell, deadline = "", time.monotonic() + timeout + GRACE  # the cell's own limit comes first
        if self.servers:
            child = self.servers[0].ask({**request, "kernels": self.servers[1].channel.fileno()})
        else:
            child = warm.spawn("dualuse.run:job", request, self.log)
        try:
            while message := child.receive(max(0.1, deadline - time.monotonic())):
                cell = message.get("cell", cell)
                if "done" in message:
                    return message["done"]
                if "failed" in message:
                    bad = message["failed"]
                    raise self.failure(book, bad["cell"], bad["message"], bad["input"])
        except TimeoutError:
            raise self.failure(
                book, cell, f"took longer than {timeout} s (timeout in pipeline.yml)"
            ) from None
        finally:
            child.close()
        raise self.failure(book, cell, f"its process ended ({child.returncode}); see build/log.txt")

    def failure(self, book, cell, message, bad_input=False):
        """Note a failure, say it, and return the exception for doit."""
        self.bad_input |= bad_input
        self.failed[book.stem] = message
        where = f", cell {cell}" if cell else ""
        kept = self.folder / "failed" / f"{book.stem}.ipynb"
        lines = [f"  {book.stem}{where} failed:", *(f"    {line}" for line in message.splitlines())]
        if kept.is_file():
            lines.append(f"    the notebook as far as it came: {os.path.relpath(kept, paths.ROOT)}")
        self.say("\n".join(lines))
        return Failed(message)

    # the two servers, and the whole

    def start(self):
        """Start the servers when the first task needs them; they import while it is being prepared."""
        with self.lock:
            if self.log is not None:
                return
            self.folder.mkdir(exist_ok=True)
            self.log = (self.folder / "log.txt").open("wb")
            if sys.platform != "linux" or os.environ.get("DUALUSE_NO_FORK"):
                return
            os.environ.update({k: os.environ.get(k, v) for k, v in ENVIRONMENT.items()})
            others = set().union(*(plan.libraries(book)[1] for book in self.books.values()))
            modules = {
                f"dualuse.{m.removesuffix('.py').replace('/', '.')}"
                for b in self.books.values()
                for m in plan.libraries(b)[0]
            }
            kernels = warm.Server("dualuse.run:kernel", {*KERNEL, *others, *modules}, self.log)
            runner = warm.Server("dualuse.run:job", RUNNER, self.log, [kernels.channel.fileno()])
            self.servers = (runner, kernels)

    def stop(self):
        """Stop the servers and whatever they started."""
        for server in self.servers:
            server.stop()
        self.servers = ()
        if self.log:
            self.log.close()

    def note_times(self):
        """Keep how long each notebook took, for the next build's order and for the bench."""
        if not self.times:
            return
        path = self.folder / "times.json"
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        for stem, times in self.times.items():
            known[stem] = known.get(stem, {}) | times
        path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
