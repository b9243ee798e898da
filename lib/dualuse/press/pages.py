"""Pages: templates filled, the frame of the site, its links and quotation marks.

What the pages show is computed here or by notebooks; how it looks is in templates/.
"""

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from dualuse.answer import cells
from dualuse.base import shapes, tables, wording
from dualuse.base.catalogue import read_labels
from dualuse.base.claims import CLAIMS, load_claims
from dualuse.base.errors import InputError
from dualuse.engine import verdicts
from dualuse.press import prose
from dualuse.press.templating import ENVIRONMENT, TEMPLATES

SCHEMA = "story.schema.json"
BEFORE_POINT = re.compile(r" (?=[,.;:](?:\s|$))")  # left where markup was
TAG = re.compile(r"(<[^>]+>)")
NAME = re.compile(r"<(/?)(\w+)")
HEADING = re.compile(r'<h([12]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.S)
PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.S)
NO_ALT = re.compile(r"<img(?![^>]*\balt=)")
MAIN = re.compile(r"(<main [^>]*>)")
SCRIPTED = re.compile(r'data-script="([a-z]+)"')
SKIPPED = re.compile(r"^ +(//.*\n)?", re.M)  # of a script
SAFE_LINK = re.compile(r"https?://|[A-Za-z0-9#][\w./#=&%+-]*\Z")
# An address on this site: not #here, not /there, not https: or data:
RELATIVE = re.compile(
    r'(<[^<>]*?\b(?:href|src|srcset|action)=")(?![#/"]|[a-z]+:)([^"#]*)'
)
FRONT = "index.html"
OWN_PAGE = "claims/{}.html"  # of a claim that shares none
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
SEEN = {  # the badge of a source: how near to it we came
    "own page": "saw it",
    "table": "saw it",
    "copy": "saw a copy",
    "retelling": "saw it retold",
    "excerpt": "saw a part",
}


# --- templates


@cache
def read_story_facts() -> dict:
    """Return story.yml, checked: links lead to https, http or a page of this site.

    Raises
    ------
    InputError
        Naming the first key that story.schema.json does not allow.
    """
    story = shapes.check_shape("story.yml", tables.read_story(), SCHEMA)
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
def read_outlet_names() -> dict[str, str]:
    """Return {id: name} of data/reference/outlets.csv."""
    return read_labels("outlets", "id", "name")


def name_outlet(outlet: str) -> str:
    """Return the name of an outlet; a text that is no id stays as it is."""
    return read_outlet_names().get(outlet, outlet)


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


FILTERS = {
    "address": find_address,
    "tone": name_tone,
    "link": check_link,
    "host": read_host,
    "outlet": name_outlet,
    "line": prose.mark_up,
    "begin": cells.begin,
    "md": mark_text,
    "word": partial(wording.format_value, spec="word"),
    "joined": wording.join_words,
    "policy": hash_script,
    "printed": wording.format_figure,
    "seen": SEEN.__getitem__,
}
GLOBALS = {
    "scale": {word.word: word for word in verdicts.SCALE},
    "day": wording.format_day,
    "period": wording.format_period,
    "amount": wording.format_range,
}


ENVIRONMENT.filters.update(FILTERS)
ENVIRONMENT.globals.update(GLOBALS)


def template(name: str, **facts: Any) -> Markup:
    """Return a template filled with facts; every text in it is escaped.

    Parameters
    ----------
    name : str
        Of a file in templates/, without .j2: "check.html".
    """
    page = ENVIRONMENT.get_template(f"{name}.j2")
    text = page.render(facts, story=read_story_facts())
    return Markup(text.strip())


# --- words and links of a page


def drop_tags(markup: str) -> str:
    """Return HTML as plain text.

    >>> drop_tags("we read a <a>hedge</a> <i></i>, or <b>none</b> .")
    'we read a hedge, or none.'
    """
    text = html.unescape(TAG.sub("", markup))
    return BEFORE_POINT.sub("", " ".join(text.split()))


def describe_page(markup: str, length: int = 200) -> str:
    """Return the first paragraph below a heading, at most so many characters."""
    _, _, below = markup.partition("</h")
    paragraph = PARAGRAPH.search(below)
    words = drop_tags(paragraph[1]) if paragraph else ""
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0] + " …"


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
    anchors = {f"term{place}": anchor for place, anchor in enumerate(terms.values())}
    groups = [f"(?P<{name}>{term})" for name, term in zip(anchors, terms, strict=True)]
    pattern = re.compile("|".join(groups))
    linked = set()

    def link(match: re.Match) -> str:
        anchor = anchors[match.lastgroup or ""]
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


def add_links(body: str, page: str, pages: dict[str, str]) -> str:
    """Link words to the glossary, and the ids of figures and claims to their pages."""
    story = read_story_facts()
    glossary = pages.get(story.get("glossary", ""), page)
    if page != glossary:
        body = link_terms(body, story["terms"], glossary)
    records = story.get("records", {"page": page})
    if page != records["page"]:
        body = link_records(body, **records)
    ids = [claim["id"] for claim in load_claims(CLAIMS)["claims"]]
    return link_claims(body, {name: find_address(name) for name in ids}, page)


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
    head["section"] = FRONT if page.claims else pages.get("method", "")
    digest = hashlib.sha256(f"{code}{markup}".encode()).hexdigest()
    body = template(
        "made.html",
        head=head,
        shown=page.shown,
        run=page,
        row=[other for other in made if bool(other.claims) == bool(page.claims)],
        origin={
            "Hash of its words and of the code that made them (SHA-256)": digest,
            "Files read": ", ".join(sorted(page.reads)),
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
    return head | {"section": "", "kind": name_kind(page), "scripts": scripts}


def list_headings(markup: str, level: str) -> list[tuple[str, str]]:
    """Return anchor and words of each heading of a level, "1" or "2"."""
    headings = HEADING.findall(markup)
    return [(place, drop_tags(text)) for size, place, text in headings if size == level]


# --- files beside the pages


def read_assets() -> dict[str, bytes]:
    """Return {name: content} of what all pages share: style sheet, robots.txt."""
    css = template("page.css")
    return {"page.css": css.encode(), "robots.txt": b"User-agent: *\nAllow: /\n"}


def read_changes(text: str) -> list[dict]:
    """Return the entries of CHANGES.md, as they stand: day, title, body."""
    _, *pieces = re.split("^## ", text, flags=re.M)
    entries = []
    for piece in pieces:
        heading, _, body = piece.partition("\n")
        title = heading[10:].lstrip(":, ") or "First version"
        entries.append({"day": heading[:10], "title": title, "body": body})
    return entries
