"""Each sentence that a reader meets was written by a person.

A sentence of a page, of the JSON or of the desk is looked for in the files that people
write: what is in braces there may be anything. What code alone has words for is not found.
"""

import ast
import csv
import html
import json
import re
from functools import cache

import pytest
import yaml
from browser.published import MAIN, SITE, list_pages, read_page
from seeds import begin

from dualuse import desk
from dualuse.base import tables
from dualuse.base.files import LIBRARY, ROOT
from dualuse.engine.verdicts import WRITTEN

DRAWN = 200
LEAST_WRITTEN = 2  # words of a sentence in braces that are its own
SHORTEST = 5  # words: what has fewer is a cell or a label
BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|td|th|tr|table|h[1-6]|div|section|figcaption|summary|details)\b[^>]*>"
    r"|</?b\b[^>]*>|<span>|<a class=\"m [^>]*>|\[[A-Z]\d+[a-z]?\]|\{%.*?%\}|\n\n",
    re.S,
)
UNREAD = re.compile(
    r"<(script|style|pre|code|svg|i|nav)\b.*?</\1>|<span class=\"sr\">.*?</span>"
    r"|<p class=\"by\">.*?</p>|\{#.*?#\}",
    re.S,
)
FILLED = re.compile(r"\{\{.*?\}\}|\{[^{}%#][^{}]*\}", re.S)  # of a template, of a text
MARKUP = re.compile(r"`[^`]*`|<[^>]*>|\[([^]]*)\]\([^)]*\)|[*_`“”\"]")
END = re.compile(r"(?<=[.?!])\s+(?=[A-Z\d$\0])")


def tidy(text):
    """Return a text as it is compared: no marks, no blanks that a page does not show."""
    plain = MARKUP.sub(lambda match: match[1] or "", html.unescape(text)).replace(
        "’", "'"
    )
    return re.sub(r"\s+([.,;:?])", r"\1", " ".join(plain.split()))


def split(text):
    """Return the sentences and labels of a text, those that end in a stop with it."""
    sentences = []
    for block in BLOCK.split(UNREAD.sub(" ", text)):
        sentences += [each.casefold() for each in END.split(tidy(block))]
    return sentences


def list_told(text):
    """Return the sentences that a reader is told: of several words, and with a stop."""
    sentences = [each for each in split(text) if each.endswith((".", "?", "!"))]
    return [bare(each) for each in sentences if len(each.split()) >= SHORTEST]


def bare(sentence):
    """Return a sentence without its stop: a label may be one in another place."""
    return sentence.strip(" .·")


def list_strings(content):
    """Return all texts of plain data."""
    if isinstance(content, dict):
        return [text for each in content.values() for text in list_strings(each)]
    if isinstance(content, list):
        return [text for each in content for text in list_strings(each)]
    return [content] if isinstance(content, str) else []


def list_constants(source):
    """Return the texts in the cells of a notebook; what is filled in is \\0."""
    texts = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            parts = [
                part.value if isinstance(part, ast.Constant) else "\0"
                for part in node.values
            ]
            texts.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    return texts


def list_written():
    """Yield all texts of the files that people write."""
    data = ROOT / "data"
    for path in [
        ROOT / "story.yml",
        *data.glob("*.yaml"),
        ROOT / "notebooks" / "pipeline.yml",
    ]:
        yield from list_strings(yaml.safe_load(path.read_text("utf-8")))
    for path in [
        *data.glob("*.csv"),
        *data.glob("published/*.csv"),
        *data.glob("reference/*.csv"),
    ]:
        with path.open(encoding="utf-8", newline="") as file:
            yield from (cell for row in csv.reader(file) for cell in row)
    for path in [
        *data.rglob("*.md"),
        *ROOT.glob("*.md"),
        *LIBRARY.glob("templates/*.j2"),
        *LIBRARY.glob("templates/*.js"),
    ]:
        text = path.read_text("utf-8")
        yield from text.splitlines() if path.suffix == ".md" else [text]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            source = "".join(cell["source"])
            is_prose = cell["cell_type"] == "markdown"
            yield from source.splitlines() if is_prose else list_constants(source)
    yield from list_strings(WRITTEN)
    yield from list_strings(tables.read_package())


@cache
def read_written():
    """Return the sentences that people wrote as they are, and the parts of filled ones."""
    plain, filled = set(), set()
    for text in list_written():
        for sentence in map(bare, split(FILLED.sub("\0", text))):
            parts = tuple(part.strip() for part in sentence.split("\0"))
            if len(parts) == 1:
                plain.add(sentence)
            elif sum(len(part.split()) for part in parts) >= LEAST_WRITTEN:
                filled.add(parts)
    return plain, filled


def fits(sentence, parts):
    """Tell whether a sentence has the parts of a written one, in their order."""
    first, *middle, last = parts
    if not (sentence.startswith(first) and sentence.endswith(last)):
        return False
    place, end = len(first), len(sentence) - len(last)
    for part in middle:
        found = sentence.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return place <= end


def is_written(sentence):
    """Tell whether a person wrote a sentence, but for what is in its braces."""
    plain, filled = read_written()
    return sentence in plain or any(fits(sentence, parts) for parts in filled)


def list_pages_of_templates():
    """Return the pages that no notebook makes, and the first page."""
    names = [name for name in list_pages() if name.startswith("claims/")]
    return [*names, "papers.html", "story.html", "index.html"]


def read_main(name):
    """Return the main part of a page as HTML."""
    return MAIN.search(read_page(name))[0]


def draw_of_pages(draw):
    """Return sentences of pages."""
    names = list_pages_of_templates()
    every = [each for name in names for each in list_told(read_main(name))]
    return draw.sample(every, DRAWN)


def draw_of_json(draw):
    """Return sentences of the published JSON."""
    claims = json.loads((SITE / "verdicts.json").read_text("utf-8"))
    every = [each for text in list_strings(claims) for each in list_told(text)]
    return draw.sample(every, DRAWN)


def draw_of_desk(draw):
    """Return the sentences of what the desk answers: on claims, and on all of them."""
    ids = draw.sample([*desk.claims().index], 3)
    answers = [repr(desk.check(name)) for name in ids]
    answers += [
        text for name in ids for text in list_strings(desk.check(name).to_dict())
    ]
    return [each for text in answers for each in list_told(text)]


@pytest.mark.parametrize("sentences_of", [draw_of_pages, draw_of_json, draw_of_desk])
def test_each_sentence_was_written_by_a_person(sentences_of):
    for sentence in sentences_of(begin(sentences_of.__name__)):
        line = sentence.partition(": ")[2]  # after its subject, on the first page
        assert is_written(sentence) or is_written(line), sentence


def test_a_sentence_that_nobody_wrote_is_found_out():
    said = "By rows of your own (mine.csv): confirmed. Without them: no evidence found at all."
    assert not any(is_written(sentence) for sentence in list_told(said))
