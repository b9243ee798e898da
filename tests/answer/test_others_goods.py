"""No page says of the story's goods what a row says of others.

Rows are marked as another's: in not_bearing.csv "another seller", "another buyer" or
"another kind"; in comparable.csv a sum of another buyer, or of goods of every kind. Who
prints their number on the first page, the story's page, the feed or in the
README says whose they are, in that sentence or the next.
"""

import html
import re

import pytest

from dualuse.answer import written
from dualuse.base import tables

FIGURES = {row["id"]: row for row in tables.read_figures().to_dict("records")}
PAGES = ["index.html", "story.html", "feed.xml", "../README.md"]
IDS = re.compile(r"\b[FN]\d{3}\w?\b")
SAYS_SO = re.compile(
    r"\b(other|another|elsewhere|all sights|every kind)\b", re.IGNORECASE
)
MARKUP = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
BLOCKS = re.compile(r"</?(p|li|h\d|td|tr|div|section|title|summary)\b[^>]*>|\n\n")
ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")


def list_others():
    """Ids of figures that are marked as another buyer's or seller's, or as other goods."""
    reasons = tables.read_table("published/not_bearing.csv")
    is_other = reasons["reason"].str.contains(
        "another seller|another buyer|another kind"
    )
    named = " ".join(reasons.loc[is_other, "rows"])
    sums = tables.read_table("published/comparable.csv")
    is_beside = sums["why"].str.contains("Another buyer|of every kind")
    return {*IDS.findall(named), *sums.loc[is_beside, "sum"]} & FIGURES.keys()


def list_numbers(ids):
    """Their numbers as pages print them, each with its unit."""
    facts = written.list_figure_facts({name: FIGURES[name] for name in ids})
    words = {facts[name].words for name in ids}
    return words | {"twenty thousand helmets"}


OTHERS = list_others()
NUMBERS = list_numbers(OTHERS)


def find_unmarked(text):
    """Sentences with a number of others that neither they nor the next say is another's."""
    plain = []
    if text.startswith("<?xml"):  # a feed has its markup as text
        text = html.unescape(text)
    for block in BLOCKS.split(text):
        words = " ".join(html.unescape(MARKUP.sub("", block or "")).split())
        plain += ENDS.split(words)
    unmarked = []
    for place, sentence in enumerate(plain):
        beside = " ".join(plain[place : place + 2])
        named = any(number in sentence for number in NUMBERS)
        if named and not SAYS_SO.search(beside):
            unmarked.append(sentence)
    return unmarked


def test_the_rows_of_others_are_found_by_their_marks():
    assert {"F234", "F235", "F240"} <= OTHERS
    assert "20,000 helmets" in NUMBERS
    assert not {"F205", "F203", "F193"} & OTHERS


@pytest.mark.parametrize(
    "says",
    [
        "Of the story’s army gear, we could confirm only 20,000 helmets.",
        "<p>It came to 20,000 helmets.</p><p>We did not ask.</p><p>They are others.</p>",
        "The one count, twenty thousand helmets, is small.",
    ],
)
def test_a_sentence_that_gives_the_story_what_is_another_s_is_found(says):
    assert find_unmarked(says)


def test_a_sentence_that_says_whose_they_are_is_none():
    assert not find_unmarked("We found 20,000 helmets. They are other helmets.")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_gives_the_story_what_is_another_s(page):
    assert not find_unmarked(tables.read_text(tables.REPORTS / page))


@pytest.mark.parametrize("name", sorted(written.read_findings()))
def test_no_finding_gives_the_story_what_is_another_s(name):
    finding = written.read_findings()[name]
    for key in ("line", "says"):
        for each in written.as_list(finding.get(key, [])):
            says = each if isinstance(each, str) else each["says"]
            if OTHERS & {*re.findall(r"\{(\w+)[ }]", says)}:
                assert SAYS_SO.search(says), says


def test_a_line_has_twelve_words_at_most():
    for claim in tables.read_json(tables.REPORTS / "verdicts.json"):
        assert len(claim["line"].split()) <= 12, claim["id"]
