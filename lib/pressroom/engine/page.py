"""Turn an executed notebook into a page, with nbconvert and the template beside this module."""

import base64
import hashlib
import html
import json
import re
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import mistune
import nbformat
from nbconvert import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Operator, String

from pressroom import files, project
from pressroom.engine import glossary
from pressroom.errors import InputError
from pressroom.wording import inline

Link = tuple[str, str, str]  # the notebook, the file name of its page, its title
Heading = tuple[int, str, str]  # level, anchor, words
TEMPLATE = Path(__file__).parent / "template"
SOURCES = "@sources@"  # the digest of all sources, put in when the pages are published
TOKENS = {Comment: "i", String: "u", Keyword: "b", Operator.Word: "b"}  # the shortest elements there are
UNTOLD = re.compile(r"<img(?![^>]*\balt=)")  # a picture without alt text
HERE = "#this-cell"
HEADING = re.compile(r'<h([12]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.S)
# an address on this site: not #here, not /there, not https: or data:
RELATIVE = re.compile(r'(<[^<>]*?\b(?:href|src|srcset)=")(?![#/"]|[a-z]+:)')


class Prose(mistune.HTMLRenderer):
    """Markdown of a cell: headings with ids, links to notebooks become links to pages, tables scroll."""

    def __init__(self, pages: dict[str, str], cell: str, seen: set[str]) -> None:
        super().__init__(escape=True)
        self.pages, self.cell, self.seen = pages, cell, seen
        self.headings: list[Heading] = []

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        words = html.unescape(re.sub(r"<[^>]+>", "", text))
        slug = self.cell if not self.headings else re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
        anchor = slug or "section"
        while anchor in self.seen:
            anchor += "-2"
        self.seen.add(anchor)
        self.headings.append((level, anchor, words))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        stem, _, place = url.partition("#")
        if stem.endswith(".ipynb") and stem.removesuffix(".ipynb") in self.pages:
            url = self.pages[stem.removesuffix(".ipynb")] + (f"#{place}" if place else "")
        return super().link(text, url, title)


def markdown(text: str, renderer: Prose) -> str:
    """Return Markdown as HTML; tables get a box to scroll in, and headers with a scope."""
    made = str(mistune.create_markdown(renderer=renderer, plugins=["table", "strikethrough"])(text))
    made = made.replace("<th>", '<th scope="col">').replace("<th style", '<th scope="col" style')
    made = re.sub(r"<tr>\s*<td", "<tr><td", made)
    box = '<div class="table"><div class="scroll" role="region" tabindex="0" aria-label="Table">'
    return made.replace("<table>", f"{box}<table>").replace("</table>", "</table></div></div>")


@cache  # the pages of one notebook's many runs show the same code
def python(text: str) -> str:
    """Return Python as HTML with few marks: comments, strings, keywords."""
    parts = []
    marked = (
        (next((m for k, m in TOKENS.items() if kind in k), ""), v)
        for kind, v in PythonLexer().get_tokens(text)
    )
    for mark, group in groupby(marked, key=itemgetter(0)):
        value = "".join(v for _, v in group)
        safe = html.escape(value, quote=False)
        parts.append(f"<{mark}>{safe}</{mark}>" if mark and value.strip() else safe)
    return "".join(parts).strip("\n")


def summary(cell: NotebookNode) -> str:
    """Say what a fold of code holds: its first comment, or the cell's name."""
    tags = cell.metadata.get("tags", [])
    if "injected-parameters" in tags:
        return "Parameters of this run"
    if "parameters" in tags:
        return "Parameters"
    first = cell.source.strip().partition("\n")[0]
    words = first.lstrip("# ").strip() if first.startswith("#") else cell.id.replace("-", " ")
    return f"Code: {words[:1].lower()}{words[1:]}"


def quoted(text: str) -> str:
    """Return text as a string of a style sheet."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")


class Exporter(HTMLExporter):
    """nbconvert's exporter, which parses no page again to look for pictures without alt text: see `UNTOLD`."""

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw: Any) -> tuple:
        """Return (the template filled, resources)."""
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


@cache
def exporter() -> Exporter:
    """Return the exporter with our template; made once, before the first page is asked for."""
    made = Exporter(
        template_name=TEMPLATE.name,
        extra_template_basedirs=[str(TEMPLATE.parent)],
        default_preprocessors=[],  # the template names the one it needs; each that it does not validates the notebook
        filters={"python": python, "summary": summary, "quoted": quoted, "inline": inline},
    )
    _ = made.template
    return made


def page(
    stem: str,
    page: str,
    pages: list[Link],
    executed: Path,
    target: Path,
    provenance: dict,
    before: Link | None = None,
    after: Link | None = None,
    root: str = "",
) -> None:
    """Render one page.

    Parameters
    ----------
    stem, page : str
        The notebook, and the file name of its page.
    pages : list of (str, str, str)
        (stem, page, title) of all published notebooks, in order.
    executed, target : Path
        The executed notebook, and the HTML file to write.
    provenance : dict
        {"lock": hash, "inputs": {name: hash}, "parameters": {name: value}}.
    before, after : (str, str, str), optional
        The pages to turn to.
    root : str
        The way from the page's folder to reports/: "" or "../". Cells and template write their links as seen
        from reports/; they are moved at the end.

    Raises
    ------
    InputError
        If a picture has no alt text of its own, or the page not one title.
    """
    notebook = nbformat.read(executed, as_version=4)
    links, story = {s: p for s, p, _ in pages}, project.story()
    headings = _dressed(notebook, links)
    titles = [words for level, _, words in headings if level == 1]
    if len(titles) != 1 or not titles[0]:
        found = f"{len(titles)} headings of level 1"
        raise InputError(f"notebooks/{stem}.ipynb", found, "one, in the first cell or in an output")
    lines = (TEMPLATE / "page.js").read_text(encoding="utf-8").splitlines()
    script = "\n".join(line.strip() for line in lines if line.strip())
    integrity = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    facts = {
        "stem": stem,
        "page": page,
        "root": root,
        "readme": (project.ROOT / "README.md").is_file(),
        "story": story,
        "front": page == "index.html",
        "title": titles[0] if titles[0] == story.title else f"{titles[0]} · {story.title}",
        "description": _first_words(notebook.cells),
        "picture": _picture(notebook.cells),
        "contents": [(anchor, words) for level, anchor, words in headings if level == 2],
        "pages": [{"page": p, "title": t, "here": p == page} for _, p, t in pages],
        "before": before,
        "after": after,
        "script": f"sha256-{integrity}",  # by which the page's policy knows it: no other can run
        "js": script,
        "sources": SOURCES,
        **provenance,
    }
    body, _ = exporter().from_notebook_node(notebook, resources={"page": facts})
    if story.glossary in links and stem != story.glossary:
        body = glossary.linked(body, links[story.glossary])
    if story.records and page != story.records["page"]:
        body = glossary.recorded(body, **story.records)
    if UNTOLD.search(body):
        raise InputError(f"notebooks/{stem}.ipynb", "a picture without alt text", "pictures by show.figure")
    body = RELATIVE.sub(rf"\1{root}", body) if root else body
    files.write(target, body.strip() + "\n")


def _dressed(notebook: NotebookNode, links: dict[str, str]) -> list[Heading]:
    """Set a notebook's Markdown as HTML, drop what is not for the page; return [(level, anchor, words)]."""
    seen, headings = {"main", "contents"}, []
    notebook.cells = [c for c in notebook.cells if "remove-cell" not in c.metadata.get("tags", [])]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            renderer = Prose(links, cell.id, seen)
            cell.metadata["html"] = markdown(cell.source, renderer)
            headings += renderer.headings
        elif cell.cell_type == "code":
            cell.outputs = [_output(o, cell.id) for o in cell.outputs if o.get("name") != "stderr"]
            for level, anchor, words in HEADING.findall(_markup([cell])):
                seen.add(anchor)
                headings.append((int(level), anchor, html.unescape(re.sub(r"<[^>]+>", "", words))))
    return headings


def _markup(cells: list[NotebookNode]) -> str:
    """Return the HTML that cells show, in order."""
    outputs = (o for c in cells for o in c.get("outputs", []))
    return "".join(o.get("data", {}).get("text/html", "") for o in outputs)


def _picture(cells: list[NotebookNode]) -> str:
    """Return the picture that stands for the page where it is shared: its card, or its first picture."""
    text = _markup(cells)
    found = re.search(r'data-card="([^"]+)"', text) or re.search(r'href="(figures/[a-z0-9-]+\.png)"', text)
    return found[1] if found else ""


def _output(output: NotebookNode, cell: str) -> NotebookNode:
    """Let an output's numbers link to the code of their cell."""
    markup = output.get("data", {}).get("text/html")
    if markup and HERE in markup:
        output.data["text/html"] = markup.replace(f'href="{HERE}"', f'href="#code-{cell}"')
    return output


def _first_words(cells: list[NotebookNode]) -> str:
    """Return the first paragraph below the title, as plain text of at most 200 characters."""
    markup = "".join(c.metadata.get("html", "") if c.cell_type == "markdown" else _markup([c]) for c in cells)
    found = re.search(r"<p(?: class=\"lede\")?>(.*?)</p>", markup.partition("</h1>")[2], re.S)
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", found[1])).split()) if found else ""
    return words if len(words) <= 200 else words[:200].rsplit(" ", 1)[0] + " …"
