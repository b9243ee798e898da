"""Text as HTML: Markdown, escaped text, the quotation marks of print."""

import html
import re

import mistune
from markupsafe import Markup


class WithoutPictures(mistune.HTMLRenderer):
    """Markdown without pictures: one in a table's text would be fetched from anywhere."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return escape(f"![{text}]({url})")


PARSER = mistune.create_markdown(
    renderer=WithoutPictures(escape=True), plugins=["table"]
)
ENTITIES = {"&quot;": '"', "&#34;": '"', "&#39;": "'", "&#x27;": "'"}
CURLED = {'"': ("“", "”"), "'": ("‘", "’")}  # straight: opening, closing


def markdown(text: str) -> str:
    """Return Markdown as HTML; HTML and pictures inside it are shown as text.

    >>> markdown("*so* ![x](https://x.example/a.png)")
    '<p><em>so</em> ![x](https://x.example/a.png)</p>'
    """
    return str(PARSER(text)).strip()


def mark_up(text: str) -> Markup:
    """Return a line of Markdown as markup that a template leaves alone."""
    return Markup(markdown(text).removeprefix("<p>").removesuffix("</p>"))


def drop_markdown(text: str) -> str:
    """Return Markdown as words, links and emphasis without their marks.

    >>> drop_markdown("**Up** by [half](02.html)")
    'Up by half'
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\*\*|(?<!\w)\*|\*(?!\w)|`", "", text).strip()


def curl_quotes(text: str) -> str:
    """Return text of a page with the quotation marks and apostrophes of print.

    >>> curl_quotes('She said "so" (or "no")'), curl_quotes("Politico's")
    ('She said “so” (or “no”)', 'Politico’s')
    """
    for entity, mark in ENTITIES.items():
        text = text.replace(entity, mark)
    for mark, (opening, closing) in CURLED.items():
        # the mark first: a look behind would be tried at each letter
        text = re.sub(rf"{mark}(?<![^\s(\[“‘]{mark})(?=\S)", opening, text)
        text = text.replace(mark, closing)
    return text


def escape(text: object) -> str:
    """Return text that stands for itself in HTML."""
    return html.escape(str(text), quote=True)
