"""Links from words to where they are explained: trade words to the glossary, ids of figures to their records."""

import re
from collections.abc import Callable, Collection
from functools import cache

from pressroom import project

# Where a link would be wrong or in the way: inside links, headings, code, pictures, labels of tables and forms.
LEFT_ALONE = {"a", "h1", "h2", "h3", "h4", "h5", "svg", "pre", "code", "script", "style", "summary", "button"}
LEFT_ALONE |= {"caption", "th", "figcaption", "label", "dt", "cite"}
# An id is a link in a table's first column, too.
RECORDED = (LEFT_ALONE - {"th", "caption", "figcaption", "dt"}) | {"option"}
TAG = re.compile(r"(<[^>]+>)")


@cache
def terms() -> list[tuple[re.Pattern, str]]:
    """Return [(pattern, anchor of the glossary)], from story.yml."""
    return [(re.compile(pattern), anchor) for pattern, anchor in project.story().terms.items()]


def recorded(body: str, page: str, ids: str) -> str:
    """Return a page in which every id that the pattern `ids` finds links to its record on `page`."""
    pattern = re.compile(ids)
    return _marked(body, RECORDED, lambda text: pattern.sub(rf'<a href="{page}#\g<0>">\g<0></a>', text))


def linked(body: str, page: str) -> str:
    """Return a page in which the first use of each term, in its main part, links to the glossary.

    Parameters
    ----------
    body : str
        HTML whose attributes hold no ">".
    page : str
        Address of the glossary, "08_glossary.html".
    """
    left = dict(terms())
    return _marked(body, LEFT_ALONE, lambda text: _first_uses(text, left, page))


def _marked(body: str, left_alone: Collection[str], change: Callable[[str], str]) -> str:
    """Return a page with each text of its main part changed, apart from what stands in certain elements."""
    head, found, rest = body.partition("<main")
    main, end, foot = rest.partition("</main>")
    if not (found and end):
        return body
    deep, parts = 0, TAG.split(main)
    for i, part in enumerate(parts):
        if i % 2:
            name = re.match(r"</?(\w+)", part)
            if name and name[1] in left_alone:
                deep += -1 if part[1] == "/" else 1
        elif not deep and part:
            parts[i] = change(part)
    return head + found + "".join(parts) + end + foot


def _first_uses(text: str, left: dict[re.Pattern, str], page: str) -> str:
    """Link the terms of `left` that a text holds, and take them out of `left`."""
    hits = sorted(((m.start(), m.end(), p) for p in left if (m := p.search(text))), key=lambda h: h[:2])
    done, made = 0, ""
    for start, end, pattern in hits:
        if start >= done:
            made += (
                f'{text[done:start]}<a class="term" href="{page}#{left.pop(pattern)}">{text[start:end]}</a>'
            )
            done = end
    return made + text[done:]
