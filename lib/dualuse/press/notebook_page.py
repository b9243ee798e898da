"""A notebook as a page: its Markdown, its code in folds, what its cells show."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import mistune
from markupsafe import Markup

from dualuse.answer import cells
from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.press.pages import (
    FILTERS,
    GLOBALS,
    HEADING,
    drop_tags,
    find_title,
    finish,
    list_headings,
    read_head,
    read_story_facts,
)
from dualuse.press.templating import TEMPLATES, equip

if TYPE_CHECKING:  # it takes a second, and a notebook that shows a page needs it not
    from nbformat import NotebookNode

FINDING = re.compile(r"(<div[^>]*><p>)<strong>(.*?)</strong>\s*", re.S)
# Tables of Markdown scroll in a box; their headers have a scope.
MARKDOWN_TABLES = {
    "<th>": '<th scope="col">',
    "<th style": '<th scope="col" style',
    "<table>": '<div class="table"><div class="scroll" role="region" tabindex="0"'
    ' aria-label="Table"><table>',
    "</table>": "</table></div></div>",
}
# Tables of pandas, and rows without a name: no empty header, scrolled by keys as well.
SHOWN_TABLES = {
    "<th></th>": "<td></td>",
    '<th scope="row"></th>': "<td></td>",
    '<table border="1" class="dataframe">': '<table class="dataframe" tabindex="0">',
}
ANCHORS = ["main", "code"]  # of the frame of a page


class Prose(mistune.HTMLRenderer):
    """Markdown of a cell: headings get anchors, links to notebooks lead to pages."""

    def __init__(self, cell: str, pages: dict[str, str], anchors: list[str]) -> None:
        super().__init__(escape=True)
        self.slug = cell
        self.pages = pages
        self.anchors = anchors

    def heading(self, text: str, level: int, **_: Any) -> str:
        """Return a heading with an anchor: the first has the name of its cell.

        A page has one title; a later heading of level 1 begins a part of it.
        """
        words = re.sub(r"[^a-z0-9]+", "-", drop_tags(text).lower())
        anchor = self.slug or words.strip("-") or "section"
        self.slug = ""
        while anchor in self.anchors:
            anchor += "-2"
        self.anchors.append(anchor)
        if level == 1 and len(self.anchors) > len(ANCHORS) + 1:
            return f'<h2 id="{anchor}" class="part">{text}</h2>\n'
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link; one to a notebook leads to its page."""
        address, hash_sign, place = url.partition("#")
        page = self.pages.get(address.removesuffix(".ipynb"))
        if page and address.endswith(".ipynb"):
            url = page + hash_sign + place
        return super().link(text, url, title)


def replace_all(markup: str, changes: dict[str, str]) -> Markup:
    """Return markup with some of it changed: {what stands there: what shall}."""
    for old, new in changes.items():
        markup = markup.replace(old, new)
    return Markup(markup)


def convert_markdown(text: str, renderer: Prose) -> Markup:
    """Return the Markdown of a cell as HTML."""
    convert = mistune.create_markdown(renderer=renderer, plugins=["table"])
    return replace_all(str(convert(text)), MARKDOWN_TABLES)


def summarise(cell: "NotebookNode") -> str:
    """Say what a fold of code holds: its first comment, or the cell's name."""
    if "injected-parameters" in cell.metadata.get("tags", []):
        return "Parameters of this run"
    words, _, _ = cell.source.strip().partition("\n")
    if not words.startswith("#"):
        words = cell.id.replace("-", " ")
    words = words.lstrip("# ")
    first, _, _ = words.partition(" ")
    is_path = "/" in first or "." in first.rstrip(".,")
    return words if is_path else cells.begin(words)


def drop_cells(notebook: "NotebookNode") -> None:
    """Drop the cells that are not for the page, and what was printed as a warning."""
    cells = notebook.cells
    notebook.cells = [
        cell for cell in cells if "remove-cell" not in cell.metadata.get("tags", [])
    ]
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        cell.outputs = [output for output in outputs if output.get("name") != "stderr"]


def convert_cells(notebook: "NotebookNode", pages: dict[str, str]) -> str:
    """Set the Markdown and HTML of each cell; return all of it."""
    anchors = [*ANCHORS]
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            renderer = Prose(cell.id, pages, anchors)
            cell.metadata["html"] = convert_markdown(cell.source, renderer)
            shown.append(cell.metadata["html"])
        for output in cell.outputs:
            markup = output.get("data", {}).get("text/html")
            if markup:
                markup = replace_all(markup, SHOWN_TABLES)
                output.data["text/html"] = markup
                anchors += [anchor for _, anchor, _ in HEADING.findall(markup)]
                shown.append(markup)
    return "".join(shown)


def list_blocks(notebook: "NotebookNode") -> list[dict]:
    """Return what stands on a page, in order: text, and code with what it shows.

    Cells that show nothing are folded with the next that does, or before the next text.
    """
    blocks: list[dict] = []
    pending: list[NotebookNode] = []
    for cell in notebook.cells:
        is_code = cell.cell_type == "code"
        if is_code and cell.source.strip():
            pending.append(cell)
        if pending and (not is_code or cell.outputs):
            blocks.append({"code": pending})
            pending = []
        if not is_code:
            blocks.append({"text": cell.metadata["html"]})
    if pending:
        blocks.append({"code": pending})
    return blocks


def lift_answer(notebook: "NotebookNode", where: str) -> tuple[Markup, Markup]:
    """Return the finding and the rest of what the cell tagged `answer` shows.

    The finding is its first words, which are bold: the page has it as its title, the
    rest below it. A notebook without such a cell has neither.

    Raises
    ------
    InputError
        If it does not begin in bold.
    """
    for cell in notebook.cells:
        if "answer" in cell.metadata.get("tags", []):
            answer = "".join(output.data["text/html"] for output in cell.outputs)
            cell.outputs = []
            begun = FINDING.match(answer)
            if not begun:
                found = f"an answer that begins “{drop_tags(answer)[:40]}”"
                raise InputError(where, found, "the finding first, in bold", cell.id)
            return Markup(begun[2]), Markup(begun[1] + answer[begun.end() :])
    return Markup(""), Markup("")


def read_origin(run: Any, notebook: "NotebookNode", digest: str) -> dict[str, str]:
    """Return what a page was made from: hashes, inputs, parameters of papermill."""
    papermill = notebook.metadata.get("papermill", {"parameters": {}})
    parameters = papermill["parameters"].items()
    values = [f"{name} = {value!r}" for name, value in parameters]
    return {
        "Hash of all that this page is made from (SHA-256)": digest,
        "requirements.lock": tables.hash_file(tables.ROOT / "requirements.lock"),
        "Files read": ", ".join(sorted(run.reads)),
        "Parameters changed": ", ".join(values) or "none",
    }


@cache
def read_exporter() -> Any:
    """Return nbconvert's exporter with our template of a notebook."""
    # nbconvert takes a second, and a page that is not rendered needs none
    from nbconvert import TemplateExporter

    exporter = TemplateExporter(
        template_name=TEMPLATES.name,
        extra_template_basedirs=[str(TEMPLATES.parent)],
        file_extension=".html",
        default_preprocessors=[],
        filters={"summary": summarise},
    )
    environment = equip(exporter.environment)
    environment.filters.update(FILTERS)
    environment.globals.update(GLOBALS)
    return exporter


def render(run: Any, notebook: "NotebookNode", runs: list, digest: str) -> str:
    """Return the page of an executed notebook, its links as seen from reports/.

    Parameters
    ----------
    run : dodo.Run
        With stem, title, page and reads.
    digest : str
        Hash of all that the page is made from.

    Raises
    ------
    InputError
        For two titles, a picture without alt text, or a path of this machine.
    """
    where = f"notebooks/{run.stem}.ipynb"
    pages = {other.stem: other.page for other in runs}
    drop_cells(notebook)
    markup = convert_cells(notebook, pages)
    anchor, title = find_title(markup, where)
    facts = {"run": run, "story": read_story_facts()}
    kinds = {cell.cell_type for cell in notebook.cells}
    facts["is_designed"] = "markdown" not in kinds  # a template wrote all of it
    facts["head"] = read_head(run.page, title, markup)
    facts["head"]["section"] = pages.get("method", "")
    facts["contents"] = list_headings(markup, "2")
    facts["finding"], facts["answer"] = lift_answer(notebook, where)
    facts["blocks"] = list_blocks(notebook)
    if facts["finding"]:  # the title; the question that it answers stands above it
        opening = facts["blocks"][0]
        opening["text"] = Markup(HEADING.sub("", opening["text"], count=1))
        facts["question"] = {"anchor": anchor, "words": title}
        facts["head"]["description"] = drop_tags(facts["finding"])
    facts["row"] = runs
    facts["origin"] = read_origin(run, notebook, digest)
    resources = {"facts": facts}
    body, _ = read_exporter().from_notebook_node(notebook, resources=resources)
    return finish(body, run.page, pages, where)
