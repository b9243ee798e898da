"""The published pages. SITE=folder looks at pages built elsewhere."""

import html
import os
import re
from pathlib import Path

from dualuse.base import tables

SITE = Path(os.environ.get("SITE", tables.REPORTS))
MAIN = re.compile(r"<main.*?</main>", re.S)
NOT_PROSE = [
    re.compile(r"<(script|style|pre)\b.*?</\1>", re.S),
    re.compile(r'<details class="code".*?</details>', re.S),
]


def list_pages() -> list[str]:
    """Return the addresses of all pages."""
    pages = [*SITE.glob("*.html"), *SITE.glob("claims/*.html")]
    return sorted(page.relative_to(SITE).as_posix() for page in pages)


def read_page(name: str) -> str:
    """Return the HTML of a page."""
    return (SITE / name).read_text(encoding="utf-8")


def read_prose(name: str) -> str:
    """Return the main part of a page as HTML, without code and scripts."""
    markup = MAIN.search(read_page(name))[0]
    for pattern in NOT_PROSE:
        markup = pattern.sub(" ", markup)
    return markup


def read_text(markup: str) -> str:
    """Return HTML as words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())
