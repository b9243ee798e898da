"""Pages: executed notebooks as HTML, by nbconvert and our templates.

A notebook becomes a page: Markdown, code in folds, the frame of the site. What the
pages show is computed here or by notebooks; how it looks is in templates/.
"""

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import fastjsonschema
import mistune
import pandas as pd
import pygments
from markupsafe import Markup
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from dualuse.answer import cells
from dualuse.answer.cells import list_lead_series
from dualuse.base import shapes, tables, wording
from dualuse.base.claims import read_claims
from dualuse.base.errors import InputError
from dualuse.engine import verdicts
from dualuse.engine.question import find_base_period
from dualuse.press import prose
from dualuse.press.templating import ENVIRONMENT, TEMPLATES, equip

if TYPE_CHECKING:  # it takes a second, and a notebook that shows a page needs it not
    from nbformat import NotebookNode

SCHEMA = "story.schema.json"
BEFORE_POINT = re.compile(r" (?=[,.;:](?:\s|$))")  # left where markup was
TAG = re.compile(r"(<[^>]+>)")
NAME = re.compile(r"<(/?)(\w+)")
HEADING = re.compile(r'<h([12]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.S)
PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.S)
SENTENCE = re.compile(r".+?[.?](?= |$)")
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
FINDING = re.compile(r"(<div[^>]*><p>)<strong>(.*?)</strong>\s*", re.S)
NO_ALT = re.compile(r"<img(?![^>]*\balt=)")
MAIN = re.compile(r"(<main [^>]*>)")
SCRIPTED = re.compile(r'data-script="([a-z]+)"')
NOT_READ = re.compile(r"<(pre|script|svg|style)\b.*?</\1>", re.S)
SKIPPED = re.compile(r"^ +(//.*\n)?", re.M)  # of a script
SAFE_LINK = re.compile(r"https?://|[A-Za-z0-9#][\w./#=&%+-]*\Z")
# Classes of pygments' tokens, and the short elements that the page colours.
COLOURED = {"c": "i", "s": "u", "k|ow": "b"}
# An address on this site: not #here, not /there, not https: or data:
RELATIVE = re.compile(
    r'(<[^<>]*?\b(?:href|src|srcset|action)=")(?![#/"]|[a-z]+:)([^"#]*)'
)
STRAY_SPACE = re.compile(r"(?<=[“(]) | (?=[”),.;:])")  # where a tag stood
# A line of CHANGES.md: "- A2, from possible to contradicted: why it moved"
MOVED = re.compile(
    r"^- ([A-Z]\d[^:]*?), from ([^:]+?) to ([^:]+?): ((?:.+|\n(?![-\n]))+)", re.M
)
CLAIM_ID = re.compile(r"\b[A-Z]\d{1,2}\b")
QUOTED = 560  # letters of a section from which a hit of the search is quoted
NOT_FOUND = ["use", "history", "code", "rows-in-rows-out"]  # sections without a finding
WORD = re.compile(r"[a-z0-9$][\w.%’-]+")  # what the search finds
# Said to screen readers alone, or the code of a cell: no text of a section.
NOT_QUOTED = re.compile(
    r'<span class="sr">.*?</span>|<(?:details|div) class="code".*?</(?:details|div)>',
    re.S,
)
FRONT = "index.html"
OWN_PAGE = "claims/{}.html"  # of a claim that shares none
# A code that a reader may type, where it stands: a claim's page, a record's row, an
# evidence card with its judgement, a cell of a table that has nothing else.
CODED_PAGE = re.compile(r"claims/(\w+)\.html")
CODED_ROW = re.compile(r'<tr id="?([A-Z]\w*)')
CODED_CARD = re.compile(r'<tr data-judged="([^"]*)" id="([\w-]+)"')
CODED_CELL = re.compile(r'<t[dh][^>]*data-h="[^"]*judgement"[^>]*>(J\d+)</t[dh]>')
HS_CELL = re.compile(r'<td data-h="[^"]*codes"[^>]*>([\d, ]+)</td>')
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
# Where a link would be wrong or in the way.
NO_LINKS = {"a", "h1", "h2", "h3", "h4", "svg", "pre", "code", "script", "style"}
NO_LINKS |= {"summary", "button", "cite", "q", "label", "option"}
NOT_OURS = {
    "pre",
    "code",
    "script",
    "style",
    "svg",
    "q",
    "kbd",
}  # words of others, code
NO_TERMS = NO_LINKS | {"caption", "th", "figcaption", "dt"}
ACCESS = {  # what was read, and what it is
    "own page": "a page of the outlet or office that printed it",
    "table": "a table of the office or project that counted it",
    "copy": "its text on another site",
    "retelling": "another outlet’s account of it",
    "excerpt": "seen in part, in a search result",
}
PAGE_RELATIONS = ["supports", "in part", "against", "leaves open", "background"]
FIGURE_RELATIONS = {
    verdicts.CONFIRMED: "supports",
    verdicts.POSSIBLE: "in part",
    verdicts.CONTRADICTED: "against",
    verdicts.NOT_SETTLED: "leaves open",
}
SEEN = {  # the badge of a source: how near to it we came
    "own page": "saw it",
    "table": "saw it",
    "copy": "saw a copy",
    "retelling": "saw it retold",
    "excerpt": "saw a part",
}
LOWER = (verdicts.CONTRADICTED, "lower")
ANCHORS = ["main", "code"]  # of the frame of a page


# --- templates


@cache
def read_story_facts() -> dict:
    """Return story.yml, checked: links lead to https, http or a page of this site.

    Raises
    ------
    InputError
        Naming the first key that story.schema.json does not allow.
    """
    story = tables.read_story()
    try:
        shapes.compile_schema(SCHEMA)(story)
    except fastjsonschema.JsonSchemaException as error:
        allowed = "what story.schema.json allows"
        raise InputError("story.yml", str(error), allowed) from None
    questions = story.get("questions", {})
    asks = {name: each["asks"] for name, each in questions.items()}
    asked_of = {name: each["of"] for name, each in questions.items()}
    # a new one: the other thread of a build may just be checking what was read
    return {**story, "questions": asks, "asked_of": asked_of}


def find_address(claim: str, place: str = "") -> str:
    """Return where a claim stands: on its own page, or under its id on a page of several.

    Parameters
    ----------
    place : str, optional
        An anchor on that page, such as a figure of the claim's evidence.

    Examples
    --------
    >>> find_address("A1"), find_address("A1", "F205")
    ('claims/A1.html', 'claims/A1.html#F205')
    >>> find_address("B5"), find_address("B5", "F234")
    ('papers.html#B5', 'papers.html#F234')
    """
    page = OWN_PAGE.format(claim)
    for shared in read_story_facts().get("together", []):
        if claim in shared["claims"]:
            page = shared["page"]
            place = place or claim
    return f"{page}#{place}" if place else page


def name_kind(page: str) -> str:
    """Return what kind of page an address is: all that show claims look alike.

    >>> name_kind("claims/A1.html"), name_kind("papers.html"), name_kind("about.html")
    ('claims', 'claims', 'about')
    """
    shared = [each["page"] for each in read_story_facts().get("together", [])]
    folder, _, _ = OWN_PAGE.partition("/")
    return folder if page in shared else page.split("/")[0].removesuffix(".html")


def check_link(url: str) -> str:
    """Return an address if it is http, https or relative.

    >>> check_link("figures.html#F205")
    'figures.html#F205'
    >>> check_link("javascript:alert(1)")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: a link: found 'javascript:alert(1)'; expected ...
    """
    if url and not SAFE_LINK.match(url):
        raise InputError("a link", repr(url), "http, https or a page of this site")
    return url


def read_host(url: str) -> str:
    """Return the site of an address, without www.

    >>> read_host("https://www.nytimes.com/2023/10/02/a.html")
    'nytimes.com'
    """
    return urlsplit(url).netloc.removeprefix("www.")


@cache
def read_outlet_names() -> dict[str, dict[str, str]]:
    """Return {id: row} of data/reference/outlets.csv."""
    outlets = tables.read_reference("outlets")
    return outlets.set_index("id").to_dict("index")


def name_outlet(outlet: str) -> str:
    """Return the name of an outlet; a text that is no id stays as it is."""
    return read_outlet_names().get(outlet, {"name": outlet})["name"]


def names_outlet(speaker: str, outlet: str) -> bool:
    """Tell whether who said it names the outlet already, as a reader would spell it.

    >>> names_outlet("Mao Ning, Foreign Ministry", "chinese-foreign-ministry")
    True
    >>> names_outlet("A battalion commander", "cbs-news")
    False
    """
    row = read_outlet_names().get(outlet, {"name": outlet, "spellings": ""})
    spellings = [row["name"].removeprefix("The "), *row["spellings"].split("; ")]
    return any(spelling and spelling in speaker for spelling in spellings)


def list_months(start: str, end: str) -> list[pd.Period]:
    """Return the months from one to another, both included."""
    return list(pd.period_range(start, end, freq="M"))


def mark_text(text: str) -> Markup:
    """Return Markdown as HTML; HTML inside it is shown as text."""
    return Markup(prose.markdown(text))


def hash_script(script: str) -> str:
    """Return the hash by which a page's policy knows a script."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def name_tone(word: str) -> str:
    """Return the class that colours a verdict: "v-no-evidence-found"."""
    return f"v-{word.replace(' ', '-')}"


def name_seen(access: str) -> str:
    """Return the badge of what was read: how near we came to the source.

    >>> name_seen("table"), name_seen("retelling")
    ('saw it', 'saw it retold')
    """
    return SEEN[access]


def find_first_sentence(text: str) -> str:
    """Return the first sentence of a text.

    >>> find_first_sentence("A table would settle it. It is public.")
    'A table would settle it.'
    """
    sentence = SENTENCE.match(text)
    return sentence[0] if sentence else text


def find_bare_verdict(told: str) -> str:
    """Return the word of a verdict, without its conditions and parts.

    >>> find_bare_verdict("not settled (contradicted, if it means May), on one source")
    'not settled'
    """
    return re.split(r" \(|,", told)[0]


def tell_base(period: list[str], base: str) -> str:
    """Return the months that a growth is measured on, in words."""
    return wording.format_period(*find_base_period(period, base))


FILTERS = {
    "address": find_address,
    "tone": name_tone,
    "link": check_link,
    "host": read_host,
    "outlet": name_outlet,
    "names_outlet": names_outlet,
    "line": prose.mark_up,
    "begin": cells.begin,
    "bare": find_bare_verdict,
    "apart": cells.tell_apart,
    "first_sentence": find_first_sentence,
    "md": mark_text,
    "parts": wording.spell_parts,
    "word": partial(wording.format_value, spec="word"),
    "joined": wording.join_words,
    "policy": hash_script,
    "printed": wording.format_figure,
    "seen": name_seen,
}
GLOBALS = {
    "access_means": ACCESS,
    "scale": {word.word: word for word in verdicts.SCALE},
    "day": wording.format_day,
    "period": wording.format_period,
    "amount": wording.format_range,
    "base_period": tell_base,
}


ENVIRONMENT.filters.update(FILTERS)
ENVIRONMENT.globals.update(GLOBALS)


def template(name: str, **facts: Any) -> Markup:
    """Return a template filled with facts; every text in it is escaped.

    Parameters
    ----------
    name : str
        Of a file in templates/, without .j2: "claim_head.html".
    """
    page = ENVIRONMENT.get_template(f"{name}.j2")
    text = page.render(facts, story=read_story_facts())
    return Markup(text.strip())


# --- a notebook as a page


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


def drop_tags(markup: str) -> str:
    """Return HTML as plain text.

    >>> drop_tags("we read a <a>hedge</a> <i></i>, or <b>none</b> .")
    'we read a hedge, or none.'
    """
    text = html.unescape(TAG.sub("", markup))
    return BEFORE_POINT.sub("", " ".join(text.split()))


def replace_all(markup: str, changes: dict[str, str]) -> Markup:
    """Return markup with some of it changed: {what stands there: what shall}."""
    for old, new in changes.items():
        markup = markup.replace(old, new)
    return Markup(markup)


def convert_markdown(text: str, renderer: Prose) -> Markup:
    """Return the Markdown of a cell as HTML."""
    convert = mistune.create_markdown(renderer=renderer, plugins=["table"])
    return replace_all(str(convert(text)), MARKDOWN_TABLES)


@cache
def highlight(source: str) -> Markup:
    """Return Python as HTML, with short elements for comments, strings and keywords."""
    code = pygments.highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    code = code.replace("&quot;", '"').strip("\n")
    for kind, element in COLOURED.items():
        span = rf'<span class="(?:{kind})\w?">(.*?)</span>'
        code = re.sub(span, rf"<{element}>\1</{element}>", code)
    return Markup(re.sub("</?span[^>]*>", "", code))


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


def describe_page(markup: str, length: int = 200) -> str:
    """Return the first paragraph below a heading, at most so many characters."""
    _, _, below = markup.partition("</h")
    paragraph = PARAGRAPH.search(below)
    words = drop_tags(paragraph[1]) if paragraph else ""
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0] + " …"


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


def change_text(body: str, skipped: set[str], change: Any) -> str:
    """Change the text in the main part of a page, but not inside some elements."""
    head, start, rest = body.partition("<main")
    main, end, foot = rest.partition("</main>")
    parts = []
    depth = 0
    for part in TAG.split(start + main):
        tag = NAME.match(part)
        if tag and tag[2] in skipped:
            depth += -1 if tag[1] else 1
        elif not tag and not depth:
            part = change(part)
        parts.append(part)
    return "".join([head, *parts, end, foot])


def link_terms(body: str, terms: dict[str, str], page: str) -> str:
    """Link the first use of each term to the glossary."""
    anchors = list(terms.values())
    groups = [f"({term})" for term in terms]
    pattern = re.compile("|".join(groups))
    linked = set()

    def link(match: re.Match) -> str:
        anchor = anchors[(match.lastindex or 1) - 1]
        if anchor in linked:
            return match[0]
        linked.add(anchor)
        return f'<a class="term" href="{page}#{anchor}">{match[0]}</a>'

    return change_text(body, NO_TERMS, lambda text: pattern.sub(link, text))


def link_records(body: str, ids: str, page: str) -> str:
    """Link the id of each figure to its record."""
    link = rf'<a href="{page}#\g<0>">\g<0></a>'
    return change_text(body, NO_LINKS, lambda text: re.sub(ids, link, text))


def link_claims(body: str, claims: dict[str, str], here: str) -> str:
    """Link the id of each claim, and of a part of one, to its page.

    Parameters
    ----------
    claims : dict
        {id: its page}.
    here : str
        The page itself, to which it does not link.

    Examples
    --------
    >>> page = '<main><p>A1, B2b</p></main>'
    >>> link_claims(page, {"A1": "claims/A1.html", "B2": "claims/B2.html"}, "claims/A1.html")
    '<main><p>A1, <a href="claims/B2.html">B2b</a></p></main>'
    """
    others = {name: page for name, page in claims.items() if page != here}
    if not others:
        return body
    ids = re.compile(rf"\b({'|'.join(others)})[a-z]?\b")

    def link(match: re.Match) -> str:
        return f'<a href="{others[match[1]]}">{match[0]}</a>'

    return change_text(body, NO_LINKS, lambda text: ids.sub(link, text))


def find_section(has_claims: bool, pages: dict[str, str]) -> str:
    """Return the page of the menu under which a page stands, where it is none itself.

    A claim's page stands under the first page, a notebook under the method.
    """
    return FRONT if has_claims else pages.get("method", "")


def add_links(body: str, page: str, pages: dict[str, str]) -> str:
    """Link words to the glossary, and the ids of figures and claims to their pages."""
    story = read_story_facts()
    glossary = pages.get(story.get("glossary", ""), page)
    if page != glossary:
        body = link_terms(body, story["terms"], glossary)
    records = story.get("records", {"page": page})
    if page != records["page"]:
        body = link_records(body, **records)
    claims = {claim["id"]: find_address(claim["id"]) for claim in read_claims()}
    return link_claims(body, claims, page)


def finish(body: str, page: str, pages: dict[str, str], where: str) -> str:
    """Return a page with its quotation marks and links; refuse what none may have.

    Raises
    ------
    InputError
        For a picture without alt text, or a path of this machine.
    """
    body = change_text(body, NOT_OURS, prose.curl_quotes)
    body = add_links(body, page, pages)  # a mark after a link is still a mark
    if NO_ALT.search(body):
        raise InputError(where, "a picture without alt text", "pictures by show.figure")
    if f"{tables.ROOT}/" in body:
        raise InputError(where, f"the path {tables.ROOT}", "no path of this machine")
    return body.strip() + "\n"


def find_title(markup: str, where: str) -> tuple[str, str]:
    """Return anchor and words of the one heading of level 1."""
    titles = list_headings(markup, "1")
    if len(titles) != 1:
        raise InputError(where, f"{len(titles)} headings of level 1", "one")
    anchor, title = titles[0]
    return anchor, prose.curl_quotes(title)


def frame(page: Any, made: Sequence[Any], pages: dict[str, str], code: str) -> str:
    """Return a page of templates in the frame of the site, its links as from reports/.

    Parameters
    ----------
    page : dualuse.press.built.Page
    made : sequence of Page
        All of them.
    pages : dict
        {notebook: its page}.
    code : str
        Hash of the code.
    """
    markup = "".join(page.shown)
    _, title = find_title(markup, page.page)
    head = read_head(page.page, title, markup)
    head["section"] = find_section(bool(page.claims), pages)
    digest = hashlib.sha256(f"{code}{markup}".encode()).hexdigest()
    body = template(
        "made.html",
        head=head,
        shown=page.shown,
        run=page,
        row=[other for other in made if bool(other.claims) == bool(page.claims)],
        origin={
            "Its words, and the code that made them (SHA-256)": digest,
            "Reads": ", ".join(sorted(page.reads)),
        },
    )
    return finish(body, page.page, pages, page.page)


def move_links(body: str, root: str, beside: Any = ()) -> str:
    """Let a page in a folder further down link to reports/, and to files beside it.

    >>> move_links('<a href="about.html">', "../")
    '<a href="../about.html">'
    """

    def move(match: re.Match) -> str:
        attribute, address = match.groups()
        if address in beside:
            return match[0]
        return f"{attribute}{root}{address}"

    return RELATIVE.sub(move, body)


def add_note(body: str, words: str) -> str:
    """Put a note at the head of a page."""
    note = f'<div class="note" role="note">{prose.mark_up(words)}</div>'
    head, tag, main = MAIN.split(body, maxsplit=1)
    return f"{head}{tag}{note}{main}"


def read_script(name: str) -> Markup:
    """Return a script of templates/ without indents and comments of whole lines."""
    script = tables.read_text(TEMPLATES / f"{name}.js")
    return Markup(SKIPPED.sub("", script).strip())


def read_head(page: str, title: str, markup: str) -> dict:
    """Return what the head of a page needs: title, description, scripts.

    A page has the script of all pages, and those that its markup asks for.
    """
    site = read_story_facts()["title"]
    if title != site:
        title = f"{title} · {site}"
    names = dict.fromkeys(["page", *SCRIPTED.findall(markup)])
    scripts = [read_script(name) for name in names]
    head = {"page": page, "title": title, "description": describe_page(markup)}
    head["section"] = ""
    head["kind"] = name_kind(page)
    return {**head, "scripts": scripts}


def list_headings(markup: str, level: str) -> list[tuple[str, str]]:
    """Return anchor and words of each heading of a level, "1" or "2"."""
    headings = HEADING.findall(markup)
    return [(place, drop_tags(text)) for size, place, text in headings if size == level]


def read_origin(run: Any, notebook: "NotebookNode", digest: str) -> dict[str, str]:
    """Return what a page was made from: hashes, inputs, parameters of papermill."""
    papermill = notebook.metadata.get("papermill", {"parameters": {}})
    parameters = papermill["parameters"].items()
    values = [f"{name} = {value!r}" for name, value in parameters]
    return {
        "All that this page is made from (SHA-256)": digest,
        "requirements.lock": tables.hash_file(tables.ROOT / "requirements.lock"),
        "Reads": ", ".join(sorted(run.reads)),
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
        filters={"python": highlight, "summary": summarise},
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
    facts["head"]["section"] = find_section(False, pages)
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


# --- files beside the pages


def read_assets() -> dict[str, bytes]:
    """Return {name: content} of what all pages share: style sheet, robots.txt."""
    css = template("page.css")
    return {"page.css": css.encode(), "robots.txt": b"User-agent: *\nAllow: /\n"}


def index_page(page: str, body: str) -> list[dict]:
    """Return a row a section of a page, for the search.

    It has the beginning of the section's text, from which a hit is quoted, and all
    further words once. Sections without a finding are left out, and the explorer's
    table, which has a search of its own.
    """
    head, _, rest = body.partition("<main")
    main, _, _ = rest.partition("</main>")
    main = NOT_QUOTED.sub(" ", NOT_READ.sub(" ", main)).replace("<", " <")
    _, title = list_headings(main, "1")[0]
    for named in TITLE.findall(head):  # by the question, where the finding is the title
        title = html.unescape(named).removesuffix(f" · {read_story_facts()['title']}")
    claim = CODED_PAGE.fullmatch(page)
    if claim:
        title = f"{claim[1]} · {title}"
    places = list_places(page)
    _, *pieces = re.split(r'(?=<h[12] id=")', main)
    records = read_story_facts().get("records", {"page": ""})["page"]
    rows = []
    for piece in pieces:
        level, anchor, text = HEADING.findall(piece)[0]
        if anchor in NOT_FOUND:
            continue
        is_page = level == "1"
        section = drop_tags(text)
        words = "" if page == records else drop_tags(piece).removeprefix(section)
        words = STRAY_SPACE.sub("", words.strip())
        first = words[:QUOTED].rpartition(" ")[0] if len(words) > QUOTED else words
        others = set(WORD.findall(words[len(first) :].lower()))
        others -= set(WORD.findall(first.lower()))
        row = {"page": page, "title": title, "is_page": is_page}
        row["is_claim"] = bool(claim) or anchor in places
        row["address"] = page if is_page else f"{page}#{anchor}"
        row["section"] = section
        row["says"] = describe_page(piece, 120)
        if is_page and section not in title:  # its title is the question: the finding
            row["says"] = section
        row["text"] = first
        row["words"] = " ".join(sorted(others))
        rows.append(row)
    return rows


def find_codes(page: str, body: str) -> dict[str, str]:
    """Return {code: address} of a page: claims, records, judgements, codes of the HS.

    >>> find_codes("figures.html", "<tr id=F205><td>$32m</td></tr>")
    {'F205': 'figures.html#F205'}
    >>> cell = '<h2 id="codes">Codes</h2><td data-h="HS codes">8806, 8807</td>'
    >>> find_codes("03.html", cell)
    {'HS8806': '03.html#codes', 'HS8807': '03.html#codes'}
    """
    codes = dict.fromkeys(CODED_PAGE.findall(page), page)
    codes |= {claim: f"{page}#{claim}" for claim in list_places(page)}
    for row in CODED_ROW.findall(body):
        codes.setdefault(row, f"{page}#{row}")
    for judgements, card in CODED_CARD.findall(body):
        for judgement in judgements.split():
            codes.setdefault(judgement, f"{page}#{card}")
    for piece in re.split(r'(?=<h[12] id=")', body)[1:]:
        anchor = HEADING.findall(piece)[0][1]
        cells = CODED_CELL.findall(piece)
        for listed in HS_CELL.findall(piece):
            cells += [f"HS{code}" for code in listed.replace(",", " ").split()]
        for code in cells:
            codes.setdefault(code, f"{page}#{anchor}")
    return codes


def list_places(page: str) -> list[str]:
    """Return the claims that stand on a page of several.

    >>> list_places("papers.html")[:2], list_places("claims/A1.html")
    (['B2', 'B3'], [])
    """
    shared = read_story_facts().get("together", [])
    return [
        claim for each in shared if each["page"] == page for claim in each["claims"]
    ]


def list_codes(bodies: dict[str, str]) -> dict[str, str]:
    """Return {address: codes that lead there}; one that ends with # takes the code.

    A code of several pages leads to the claim's.
    """
    found: dict[str, str] = {}
    for page in sorted(bodies, key=lambda page: (name_kind(page) != "claims", page)):
        found = find_codes(page, bodies[page]) | found
    places: dict[str, list[str]] = {}
    for code in sorted(found):
        place = found[code].removesuffix(code)
        places.setdefault(place, []).append(code)
    return {place: " ".join(codes) for place, codes in places.items()}


def sort_numbers(name: str) -> list[tuple[int, str]]:
    """Return a key by which names sort with the numbers in them: A2 before A10.

    >>> sorted(["A10", "A2", "B1"], key=sort_numbers)
    ['A2', 'A10', 'B1']
    """
    key = []
    for piece in re.split(r"(\d+)", name):
        key.append((int(piece), "") if piece.isdigit() else (0, piece))
    return key


def make_search(bodies: dict[str, str]) -> str:
    """Return search.html: all sections of all pages, to be searched by any word.

    A code leads to what it names. Without script it is a list of all pages.

    Parameters
    ----------
    bodies : dict
        {address: HTML} of the pages.
    """
    rows = []
    for page in sorted(bodies, key=lambda page: (page != FRONT, sort_numbers(page))):
        rows += index_page(page, bodies[page])
    head = read_head("search.html", "Search all pages", '<p data-script="search">')
    codes = list_codes(bodies)
    return template("search.html", head=head, rows=rows, codes=codes) + "\n"


def read_changes(text: str) -> list[dict]:
    """Return the entries of CHANGES.md, as they stand: day, title, body, moves.

    A move says which claims' verdicts went from which word to which, and why. An entry
    without one is quiet: readers are told first of those that moved a verdict, and of
    the oldest, which is the first version.
    """
    _, *pieces = re.split("^## ", text, flags=re.M)
    entries = []
    for piece in pieces:
        heading, _, body = piece.partition("\n")
        title = heading[10:].lstrip(":, ") or "First version"
        moves = []
        for names, old, new, why in MOVED.findall(body):
            move = {"claims": CLAIM_ID.findall(names), "old": old, "new": new}
            move["why"] = why.strip()
            moves.append(move)
        entry = {"day": heading[:10], "title": title, "body": body, "moves": moves}
        entry["is_quiet"] = not moves and piece is not pieces[-1]
        entries.append(entry)
    return entries


# --- a claim's page


def list_bearings(
    claim: dict, rows: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> dict[str, list[dict]]:
    """Return how each figure and page of a claim bears on its parts.

    A figure and the page that it was read on bear alike: where figures decide, the page
    stands with them, and where pages do, what is only shown stands with its page.

    Parameters
    ----------
    rows : dict
        The figures by id, which say where each was read.

    Returns
    -------
    dict
        {name: bearings}; a name is a figure's id, or a page's with "-page", for a page
        may print a figure of the same id. A bearing has part, relation, and the entry
        of the claim's JSON (`series` or `page`). What stands beside is background.
    """
    bearings: dict[str, list[dict]] = {}
    for part in claim["parts"]:
        for series in part["figures"]:
            bearing = {"part": part["id"], "relation": relate_figure(series)}
            bearing["series"] = series
            for name in series["figures"]:
                bearings.setdefault(name, []).append(bearing)
        for page in part["pages"]:
            relation = relate_page(page, part["asks"])
            relation = [*list_read_there(page, part, rows), relation][0]
            bearing = {"part": part["id"], "relation": relation, "page": page}
            bearings.setdefault(f"{page['id']}-page", []).append(bearing)
    for name in claim["context"]:
        alone = [{"part": "", "relation": "background"}]
        page = find_page_of(rows.get(name), claim)
        judged = bearings.get(f"{page}-page", [])
        bearings.setdefault(name, [omit(each, "page") for each in judged] or alone)
    return {name: drop_idle(each) for name, each in bearings.items()}


def omit(entry: dict, key: str) -> dict:
    """Return an entry without a key."""
    return {name: entry[name] for name in entry if name != key}


def find_page_of(row: Mapping[str, str] | None, claim: dict) -> str:
    """Return the page of a claim that a figure was read on; nothing if it is none.

    Figures decide a part that is tested, so a page of such a part decides nothing.
    """
    for part in claim["parts"]:
        for page in part["pages"] if part["asks"] != "tests" else []:
            if row and row["page"] == page["url"]:
                return page["id"]
    return ""


def list_read_there(page: dict, part: dict, rows: Mapping) -> list[str]:
    """Return the relations of the figures of a part that were read on a page."""
    relations = []
    for series in part["figures"]:
        addresses = [rows[name]["page"] for name in series["figures"] if name in rows]
        if addresses and page["url"] in addresses:
            relations.append(relate_figure(series))
    return sorted(relations, key=PAGE_RELATIONS.index)


def drop_idle(bearings: list[dict]) -> list[dict]:
    """Return the bearings of a figure that decide, where there are any.

    One figure may decide in one series and stand beside in another: it decides.
    """
    deciding = [row for row in bearings if row["relation"] != "background"]
    if deciding and "series" in deciding[0]:
        return deciding
    return bearings


def relate_page(page: dict, asks: str) -> str:
    """Return the heading under which a page stands: a report suggests, a document shows.

    >>> relate_page({"relation": "supports", "shows": "report"}, "so")
    'in part'
    >>> relate_page({"relation": "supports", "shows": "quotation"}, "said")
    'supports'
    """
    if page["relation"] != "supports" or asks not in verdicts.PAGE_SHOWS:
        return page["relation"]
    return "supports" if page["shows"] in verdicts.PAGE_SHOWS[asks] else "in part"


def relate_figure(series: dict) -> str:
    """Return the heading under which a series of figures stands."""
    if not series["counts"]:
        return "background"
    return FIGURE_RELATIONS.get(series["verdict"], "background")


def list_capped_series(claim: dict) -> list[dict]:
    """Return the series that contradict a claim by a hedged sum of more months.

    Of such a figure the page shows how its range is made.
    """
    capped = []
    for series in list_lead_series(claim):
        is_lower = (series["verdict"], series["direction"]) == LOWER
        if is_lower and series["own_high"] and len(series["figures"]) == 1:
            capped.append(series)
    return capped
