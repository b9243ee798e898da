"""Links from the first use of a trade word on a page to the glossary; the words are in template/terms.json."""

import json
import re
from functools import cache
from pathlib import Path

STEM = "08_glossary"
# Where a link would be wrong or in the way: inside links, headings, code, pictures, labels of tables and forms.
LEFT_ALONE = {"a", "h1", "h2", "h3", "h4", "h5", "svg", "pre", "code", "script", "style", "summary", "button"}
LEFT_ALONE |= {"caption", "th", "figcaption", "label", "dt", "cite"}
TAG = re.compile(r"(<[^>]+>)")


@cache
def terms():
    """Return [(pattern, anchor of the glossary)]."""
    text = (Path(__file__).parent / "template" / "terms.json").read_text(encoding="utf-8")
    return [(re.compile(pattern), anchor) for pattern, anchor in json.loads(text).items()]


def linked(body, page):
    """Return a page in which the first use of each term, in its main part, links to the glossary.

    Parameters
    ----------
    body : str
        HTML whose attributes hold no ">".
    page : str
        Address of the glossary, "08_glossary.html".
    """
    head, found, rest = body.partition("<main")
    main, end, foot = rest.partition("</main>")
    if not (found and end):
        return body
    left, deep, parts = dict(terms()), 0, TAG.split(main)
    for i, part in enumerate(parts):
        if i % 2:
            name = re.match(r"</?(\w+)", part)
            if name and name[1] in LEFT_ALONE:
                deep += -1 if part[1] == "/" else 1
        elif not deep and left:
            parts[i] = _first_uses(part, left, page)
    return head + found + "".join(parts) + end + foot


def _first_uses(text, left, page):
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
