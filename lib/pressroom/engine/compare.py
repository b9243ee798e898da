"""Variants of a report: their titles, their links home, and the page that sets their verdicts side by side."""

import csv
import re
from pathlib import Path

import nbformat
from nbformat import v4

from pressroom.errors import InputError


def entitle(path, words, published):
    """Put the parameters behind the title of an executed notebook, and say under it what this page is."""
    notebook = nbformat.read(path, as_version=4)
    title, _, rest = notebook.cells[0].source.partition("\n")
    if not title.startswith("# "):
        raise InputError(Path(path).name, repr(title), "a title as its first line")
    note = (
        f"*A reader's variant, with {_plain(words)}. The [published page]({published}) has the project's own "
        "readings, for which the titles of its pictures and its remarks were written.*"
    )
    if "remove-cell" in notebook.cells[0].metadata.get("tags", []):  # its title is in an output
        notebook.cells.insert(1, v4.new_markdown_cell(note, id="variant"))
    else:
        notebook.cells[0].source = f"{title} ({_plain(words)})\n\n{note}\n{rest}"
    nbformat.write(notebook, path)


# What a page links to beside reports/: notebooks, code, data, documents.
BESIDE = r'href="\.\./((?:notebooks|lib|tests|data|benchmarks)/|[A-Z]+\.md)'


# An address as it stands in a page: not #here, not ../there, not https: or data:
ADDRESS = re.compile(r'((?:href|src|srcset)="|content="(?=figures/))(?!\.\./|#|[a-z]+:)([^"#]+)')


def homeward(page, here):
    """Return a page two folders below the reports: links to what is not beside it lead to the published files.

    Parameters
    ----------
    page : str
        HTML.
    here : collection of str
        The files of the variant.
    """
    page = re.sub(BESIDE, r'href="../../../\1', page)
    page = ADDRESS.sub(lambda m: m[0] if m[2] in here else f"{m[1]}../../{m[2]}", page)
    # the one link to the published page of the same name: under the title
    return re.sub(r'href="([\w/-]+\.html)">published page<', r'href="../../\1">published page<', page)


def verdicts(folder, written):
    """Return {claim: verdict} of the tables that a notebook wrote, if any holds verdicts.

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
                    found |= {f"{row['id']} {row['claim']}": row["verdict"] for row in rows}
    return found


def write(path, title, columns):
    """Write the comparison as an executed notebook, ready to be rendered.

    Parameters
    ----------
    path : Path
    title : str
        Of the notebook that was varied.
    columns : dict of str to (link, {claim: verdict})
        The published report first.
    """
    claims = list(dict.fromkeys(claim for _, found in columns.values() for claim in found))
    heads = [f"[{_plain(words)}]({link})" for words, (link, _) in columns.items()]
    base = next(iter(columns.values()))[1]
    lines = [f"# Readings compared: {title}", ""]
    if claims:
        moved = [c for c in claims if len({found.get(c) for _, found in columns.values()}) > 1]
        lines += [
            f"{len(moved)} of {len(claims)} verdicts differ between these readings; those are in bold.",
            "",
        ]
        lines += ["| claim | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
        for claim in sorted(claims, key=lambda c: (c not in moved, claims.index(c))):
            cells = [found.get(claim, "none") for _, found in columns.values()]
            cells = [f"**{c}**" if c != base.get(claim) else c for c in cells]
            lines.append(f"| {_plain(claim)} | " + " | ".join(cells) + " |")
    else:
        lines += ["This notebook gives no verdicts; the reports are:", "", *(f"- {head}" for head in heads)]
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("\n".join(lines), id="comparison")])
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _plain(text):
    """Return text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)
