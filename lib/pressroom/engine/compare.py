"""Variants of a report: their titles, their links home, and the page that sets their verdicts side by side."""

import csv
import re
from collections.abc import Collection, Sequence
from pathlib import Path

import nbformat
from nbformat import v4

from pressroom import files


def entitle(path: Path, words: str, published: str) -> None:
    """Put the parameters behind the title of an executed notebook, and say under it what this page is.

    A notebook that computes its title keeps it; one without any gets its name.
    """
    notebook = nbformat.read(path, as_version=4)
    first, shown = notebook.cells[0], [o for c in notebook.cells for o in c.get("outputs", [])]
    computed = any("<h1 " in o.get("data", {}).get("text/html", "") for o in shown)
    if computed or first.cell_type != "markdown" or not first.source.startswith("# "):
        title = "" if computed else f"# {_plain(Path(path).stem)}"
        notebook.cells.insert(0, v4.new_markdown_cell(title, id="variant"))
    title, _, rest = notebook.cells[0].source.partition("\n")
    note = (
        f"*A reader's variant, with {_plain(words)}. The [published page]({published}) has the project's own "
        "readings, for which the titles of its pictures and its remarks were written.*"
        if published
        else f"*A reader's own page, with {_plain(words)}. It is no part of what is published.*"
    )
    notebook.cells[0].source = f"{title} ({_plain(words)})\n\n{note}\n{rest}" if title else note
    nbformat.write(notebook, path)


# What a page links to beside reports/: notebooks, code, data, documents.
BESIDE = r'href="\.\./((?:notebooks|lib|tests|data|benchmarks)/|[A-Z]+\.md)'


# An address as it stands in a page: not #here, not ../there, not https: or data:
ADDRESS = re.compile(r'((?:href|src|srcset)="|content="(?=figures/))(?!\.\./|#|[a-z]+:)([^"#]+)')


def homeward(page: str, here: Collection[str]) -> str:
    """Return a page two folders below the reports: links to what is not beside it lead to the published files.

    Parameters
    ----------
    page : str
        HTML.
    here : collection of str
        The files of the variant.
    """
    page = page.replace('href="../reports/', 'href="../../')  # as a notebook beside reports/ writes it
    page = re.sub(BESIDE, r'href="../../../\1', page)
    page = ADDRESS.sub(lambda m: m[0] if m[2] in here else f"{m[1]}../../{m[2]}", page)
    # the one link to the published page of the same name: under the title
    return re.sub(r'href="([\w/-]+\.html)">published page<', r'href="../../\1">published page<', page)


def verdicts(folder: Path, written: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return {claim: (verdict, verdict)} of the tables that a notebook wrote, if any holds verdicts.

    Parameters
    ----------
    folder : Path
        Of processed tables.
    written : sequence of str
        As in pipeline.yml: "processed/verdicts.csv", ...
    """
    found = {}
    for name in written:
        path = Path(folder) / name.removeprefix("processed/")
        if name.startswith("processed/") and path.is_file():
            csv.field_size_limit(10**8)
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.DictReader(file)
                if {"id", "claim", "verdict"} <= set(rows.fieldnames or ()):
                    found |= {f"{row['id']} {row['claim']}": (row["verdict"],) * 2 for row in rows}
    return found


def tables(folder: Path, link: str) -> dict[str, tuple[str, str]]:
    """Return {table: (its hash, a link to it)} of the data behind a page's pictures and tables."""
    folder, found = Path(folder), {}
    for name in files.listed(folder):
        if name.endswith(".csv"):
            path = folder / name
            rows = len(files.table(path, name, may_be_empty=True))
            found[name.removesuffix(".csv")] = files.of_file(path), f"[{rows} rows]({link}/{name})"
    return found


def write(path: Path, title: str, columns: dict[str, tuple[str, dict]]) -> None:
    """Write the comparison as an executed notebook, ready to be rendered.

    Parameters
    ----------
    path : Path
    title : str
        Of the notebook that was varied.
    columns : dict of str to (link, {claim or table: (what is compared, what is shown)})
        The published report first.
    """
    everything = list(dict.fromkeys(name for _, found in columns.values() for name in found))
    heads = [f"[{_plain(words)}]({link})" for words, (link, _) in columns.items()]
    base = next(iter(columns.values()))[1]
    none = (None, "none")
    moved = [n for n in everything if len({found.get(n, none)[0] for _, found in columns.values()}) > 1]
    what = "table" if any("/" in name.partition(" ")[0] for name in everything) else "verdict"
    differ = f"{what} differs" if len(everything) == 1 else f"{what}s differ"
    lines = [f"# Readings compared: {title}", ""]
    lines += [
        f"{len(moved)} of {len(everything)} {differ} between these readings; those are in bold.",
        "",
    ]
    lines += ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for name in sorted(everything, key=lambda n: (n not in moved, everything.index(n))):
        cells = [found.get(name, none) for _, found in columns.values()]
        shown = [f"**{s}**" if c != base.get(name, none)[0] else s for c, s in cells]
        lines.append(f"| {_plain(name)} | " + " | ".join(shown) + " |")
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("\n".join(lines), id="comparison")])
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _plain(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)
