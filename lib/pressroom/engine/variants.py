"""One notebook with the reader's own parameters, as a report of its own below reports/variants/.

Usage: python -m pressroom.engine.variants 05 PERIOD_END=2023-05 HEDGE="strict newspaper"
       make report NOTEBOOK=05 PERIOD_END=2023-05 HEDGE="strict newspaper"
       make report NOTEBOOK=my/explore.ipynb PRODUCT=helmets

Several values, separated by spaces, make one report each, and a page that compares their verdicts. The published
reports are never touched: their tables are copied, and what a variant writes stays with it. Exit status as of
`build`.
"""

import pressroom.quiet

import itertools
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pressroom import files, project
from pressroom.engine import build, compare, publish
from pressroom.engine.arguments import typed
from pressroom.engine.tasks import Build, Failed
from pressroom.errors import InputError, near
from pressroom.story import Accepted

FOLDER = "reports/variants"
MOST = 24  # reports of one command: more is a slip


@dataclass(frozen=True)
class Own(project.Notebook):
    """A notebook that pipeline.yml does not have, such as a reader's own; it may read whatever is there."""

    @property
    def name(self) -> str:
        path = os.path.normpath(f"notebooks/{self.stem}")
        return path if "/" in path else f"./{path}"  # a path: see `project.permit`


def own(word: str, books: dict[str, project.Notebook]) -> project.Notebook:
    """Return a notebook named by its path in the project; of built tables it reads those that are there.

    Raises
    ------
    InputError
        For a path that leads out of the project, or to no notebook.
    """
    import nbformat

    root, path = project.ROOT.resolve(), (project.ROOT / word).resolve()
    if path.parent == project.NOTEBOOKS.resolve() and path.stem in books:
        return books[path.stem]
    found = "" if path.is_relative_to(root) else "which is outside the project"
    try:
        found = found or ("" if nbformat.read(path, as_version=4).cells else "a notebook without cells")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        found = "no such file" if isinstance(error, OSError) else "not a notebook"
    if found:
        raise InputError("NOTEBOOK", f"{word!r}, {found}", "a notebook in the project, as my/explore.ipynb")
    reads = {n for book in books.values() for n in book.reads if project.place(n).exists()}
    stem = os.path.relpath(path, project.NOTEBOOKS.resolve()).removesuffix(".ipynb")
    return Own(stem, path.stem, reads=tuple(sorted(reads)), page=f"{name(path.stem, {})}.html")


def notebook(word: str, books: dict[str, project.Notebook]) -> project.Notebook:
    """Return the notebook that a word names: its stem, the digits that it begins with, or a path."""
    if "/" in word or word.endswith(".ipynb") or (project.NOTEBOOKS / f"{word}.ipynb").is_file():
        return own(word if word.endswith(".ipynb") else f"notebooks/{word}.ipynb", books)
    found = [book for name, book in books.items() if word in (name, name.split("_")[0])]
    if len(found) != 1:
        known = [stem.split("_")[0] for stem in books] + list(books)
        expected = near(word, known, f"notebook ({', '.join(sorted(books))})")
        raise InputError("NOTEBOOK", repr(word) if word else "nothing", expected)
    return found[0]


def combinations(
    given: dict[str, str], declared: dict, stem: str, accepted: dict[str, Accepted] | None = None
) -> list[dict]:
    """Return one {NAME: value} for each report wanted.

    Parameters
    ----------
    given : dict of str to str
        As typed; a value with spaces is several values, unless it is a file or the default itself has spaces.
    declared : dict
        The notebook's parameters and their defaults, whose type a value must have.
    accepted : dict, optional
        {NAME: story.Accepted}: what a value may be; as story.yml has it, if none is given.
    """
    choices = []
    for name, text in given.items():
        if name not in declared:
            known = ", ".join(f"{k} (default {v!r})" for k, v in declared.items())
            expected = near(name, declared, f"parameter of {stem}: {known or 'it has none'}")
            raise InputError(name, "no such parameter", expected)
        one = isinstance(declared[name], str) and " " in declared[name]
        words = (
            [text] if one or (project.ROOT / text).is_file() else list(dict.fromkeys(text.split())) or [""]
        )
        choices.append([(name, value(name, word, declared[name], accepted)) for word in words])
    made = [dict(pairs) for pairs in itertools.product(*choices)]
    if len(made) > MOST:
        raise InputError("parameters", f"{len(made)} combinations", f"at most {MOST}")
    return made


def value(name: str, text: str, default: Any, accepted: dict[str, Accepted] | None = None) -> Any:
    """Return a typed value of the type of the notebook's default, refusing what that cannot be."""
    accepts = (project.story().parameters if accepted is None else accepted).get(name, Accepted())
    if isinstance(default, str) and not re.fullmatch(accepts.pattern, text, re.ASCII):
        close = near(text.lower(), accepts.words, "").partition("; ")[2]
        raise InputError(name, repr(text), accepts.expected + (f"; {close}" if close else ""))
    if isinstance(default, bool):
        if text.lower() not in ("true", "false"):
            raise InputError(name, repr(text), "True or False")
        return text.lower() == "true"
    try:
        return type(default)(text)
    except ValueError:
        raise InputError(name, repr(text), f"a {type(default).__name__}, like {default!r}") from None


def label(parameters: dict) -> str:
    """Return parameters in words: "HEDGE=strict, PERIOD_END=2023-05"."""
    return ", ".join(f"{k}={v}" for k, v in sorted(parameters.items())) or "default parameters"


def name(stem: str, parameters: dict) -> str:
    """Return the folder of a variant: the notebook and its parameters, made safe for a file system."""
    parts = [f"{k}-{v}" if v != "" else f"{k}-empty" for k, v in sorted(parameters.items())]
    safe = re.sub(r"[^A-Za-z0-9.-]+", "-", "--".join([stem, *parts])).strip("-.")
    return safe if len(safe) <= 120 else f"{safe[:100]}-{files.of_bytes(safe.encode())[:8]}"


class Variants(Build):
    """A build of one notebook under several parameters; it publishes nothing but its own folders."""

    def make(self, book: project.Notebook, combination: dict) -> str:
        """Run and render one variant; return its folder below reports/variants/."""
        folder = name(book.name, combination)
        work = project.ROOT / "build" / "variants" / folder
        shutil.rmtree(work, ignore_errors=True)
        processed, stage, pages = work / "processed", work / "stage", work / "pages"
        processed.mkdir(parents=True)
        for table in book.reads:
            if table.startswith("processed/"):
                target = processed / table.removeprefix("processed/")
                target.parent.mkdir(parents=True, exist_ok=True)
                if table.endswith("/"):
                    shutil.copytree(project.place(table), target, dirs_exist_ok=True)
                else:
                    shutil.copy2(project.place(table), target)
        published = "" if isinstance(book, Own) else book.page
        book = replace(book, parameters=book.parameters | combination, page=Path(book.page).name)
        executed = work / "executed" / f"{book.name}.ipynb"
        self.say(f"  {book.name} with {label(combination)}")
        self.execute(book, executed, processed, stage / book.name)
        (stage / book.name).mkdir(parents=True, exist_ok=True)
        compare.entitle(executed, label(combination), published)
        self.paint(book, executed, pages / book.page)
        self.put(folder, book, stage, pages)
        return folder

    def failure(self, book: project.Notebook, cell: str, message: str, bad_input: bool = False) -> Failed:
        """Return what stopped a notebook; it is said once, at the end."""
        error = Failed(f"{book.name}{f', cell {cell}' if cell else ''}: {message}")
        error.status = 1 + bad_input
        return error

    def put(self, folder: str, book: project.Notebook, stage: Path, pages: Path) -> None:
        """Put a finished variant where readers find it; links to other pages lead to the published ones."""
        new = publish.assemble(stage.parent / "new", [book], stage, pages, project.ROOT)
        page = new / book.page
        files.write(page, compare.homeward(page.read_text(encoding="utf-8"), files.listed(new)))
        target, old = project.ROOT / FOLDER / folder, stage.parent / "old"
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)

    def comparison(self, book: project.Notebook, combos: list[dict], folders: list[str]) -> str:
        """Write the page that compares the verdicts of several variants; return its folder."""
        values = {k: "-".join(dict.fromkeys(str(c[k]) for c in combos)) for k in combos[0]}
        folder = name(f"{book.name}-compared", values)
        work = project.ROOT / "build" / "variants" / folder
        shutil.rmtree(work, ignore_errors=True)
        columns, built = {}, project.ROOT / "build"
        places = [(label(c), f"../{w}", built / "variants" / w) for c, w in zip(combos, folders, strict=True)]
        if not isinstance(book, Own):
            places.insert(0, ("published", "../..", built))
        for words, link, place in places:
            own = place / "processed" if place != built else project.processed()
            found = compare.verdicts(own, book.writes) or compare.tables(place / "stage" / book.name, link)
            page = book.page if place == built else Path(book.page).name
            columns[words] = f"{link}/{page}", found
        executed = work / "executed" / f"{book.name}.ipynb"
        compare.write(executed, book.title, columns)
        book = replace(book, page="comparison.html", reads=())
        (work / "stage" / book.name).mkdir(parents=True)
        self.books = self.books | {book.name: book}
        self.paint(book, executed, work / "pages" / book.page)
        self.put(folder, book, work / "stage", work / "pages")
        return folder


def report(stem: str, given: dict[str, str], say: Callable[[str], None] = print) -> list[str]:
    """Make the variants that were asked for; return the pages as paths relative to the project.

    Raises
    ------
    InputError
        For a notebook or parameter that does not exist, or a value that it cannot have.
    Failed
        If a notebook stops.
    """
    import nbformat

    from pressroom.engine.run import defaults

    made = Variants(say=say)
    book = notebook(stem, made.books)
    declared = defaults(nbformat.read(book.path, as_version=4), book.stem)
    combos = combinations(given, declared, book.stem, {} if isinstance(book, Own) else None)
    upstream = sorted(project.needs(book, made.writer))
    if len(combos) > 1 and book.name in made.books:  # the comparison has a column for the published verdicts
        upstream = [*upstream, book.name]
    if upstream and build.run(Build(only=upstream, say=say)):
        raise Failed("what it reads could not be built")
    try:
        made.start()  # with what the project's own notebooks import
        made.books = made.books | {book.name: book}
        folders = [made.make(book, combo) for combo in combos]
        pages = [f"{FOLDER}/{folder}/{Path(book.page).name}" for folder in folders]
        if len(combos) > 1:
            pages.append(f"{FOLDER}/{made.comparison(book, combos, folders)}/comparison.html")
    finally:
        made.stop()
    return pages


def made(word: str, given: dict[str, str]) -> int:
    """Make the reports when no other build runs, say where they are, return the exit status."""
    with build.alone():
        pages = report(word, given)
    print("\n".join(f"  {os.path.relpath(project.ROOT / Path(p))}" for p in pages))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Check what was typed, make the reports, return the exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)

    def work() -> int:
        word = arguments.pop(0) if arguments and "=" not in arguments[0] else ""
        given = typed(arguments)
        return made(given.pop("NOTEBOOK", word), given)

    return build.answer(work)


if __name__ == "__main__":
    pressroom.quiet.leave(main())
