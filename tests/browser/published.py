"""The published pages. SITE=folder looks at pages built elsewhere."""

import html
import os
import re
from pathlib import Path

from bs4 import BeautifulSoup

from dualuse.base import tables
from dualuse.press import pages

SITE = Path(os.environ.get("SITE", tables.REPORTS))
MAIN = re.compile(r"<main.*?</main>", re.S)
NOT_PROSE = [
    re.compile(r"<(script|style|pre)\b.*?</\1>", re.S),
    re.compile(r'<(details|div) class="code".*?</\1>', re.S),
]


def list_pages() -> list[str]:
    """Return the addresses of all pages."""
    paths = [*SITE.glob("*.html"), *SITE.glob("claims/*.html")]
    names = {path.relative_to(SITE).as_posix() for path in paths}
    return sorted(names)


def read_page(name: str) -> str:
    """Return the HTML of a page."""
    return (SITE / name).read_text(encoding="utf-8")


def read_prose(name: str) -> str:
    """Return the main part of a page as HTML, without code and scripts."""
    markup = MAIN.search(read_page(name))[0]
    for pattern in NOT_PROSE:
        markup = pattern.sub(" ", markup)
    return markup


def name_page(claim: str) -> str:
    """Return the page on which a claim stands."""
    return pages.find_address(claim).partition("#")[0]


def read_claim_prose(claim: str) -> str:
    """Return what is said of a claim as HTML: its page, or its part of a page of several."""
    name, _, place = pages.find_address(claim).partition("#")
    if not place:
        return read_prose(name)
    sections = BeautifulSoup(read_prose(name), "html.parser")
    return str(sections.find(id=place).parent)


def read_text(markup: str) -> str:
    """Return HTML as words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())
