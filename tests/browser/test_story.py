"""The story's page: every sentence of the map, in order, with today's verdict."""

import json
import re

import pytest
from browser.published import SITE, read_page, read_text

from dualuse.base import tables
from dualuse.press import front

pytestmark = pytest.mark.browser
ROW = re.compile(r'<li class="s [^"]*"(?: id="s(\d+)")?>(.*?)</li>', re.S)
PASSAGE = re.compile(
    r'<a class="m v-([a-z-]+)" href="(?:claims/|[\w-]+\.html#)(\w+)(?:\.html)?">(.*?)</a>',
    re.S,
)


@pytest.fixture(scope="module")
def parts():
    claims = json.loads((SITE / "verdicts.json").read_text(encoding="utf-8"))
    return front.index_parts(claims)


@pytest.fixture(scope="module")
def rows():
    _, _, story = read_page("story.html").partition('<ol class="story">')
    article, _, _ = story.partition("</ol>")
    return [markup for _, markup in ROW.findall(article)]


def test_every_sentence_stands_in_order_with_its_findings(rows):
    claims = json.loads((SITE / "verdicts.json").read_text(encoding="utf-8"))
    lines = {claim["id"]: claim["line"] for claim in claims}
    article = tables.read_table("article_map.csv")
    assert len(rows) == len(article)
    for markup, row in zip(rows, article.to_dict("records"), strict=True):
        words = read_text(markup)
        for text in front.MARK.split(row["sentence"])[::2]:
            assert text in words
        assert row["why"].lower() in words.lower()
        letters = "".join(filter(str.isalnum, words.lower()))
        for claim in row["claims"].split():
            assert "".join(filter(str.isalnum, lines[claim].lower())) in letters


def test_every_passage_has_todays_verdict_by_colour_sign_and_word(rows, parts):
    article = tables.read_table("article_map.csv")
    for markup, sentence in zip(rows, article["sentence"], strict=True):
        passages = PASSAGE.findall(markup)
        marks = front.MARK.findall(sentence)
        assert len(passages) == len(marks)
        for (tone, claim, shown), mark in zip(passages, marks, strict=True):
            verdict = parts[mark]["verdict"]
            assert claim == parts[mark]["claim"]
            assert tone == verdict.replace(" ", "-")
            assert f"({verdict})" in read_text(shown)
        for mark in marks:
            for condition in parts[mark]["conditions"]:
                assert condition in read_text(markup)


def test_the_filter_works_without_script(visit):
    page = visit("story.html", java_script_enabled=False)
    everything = page.locator(".s:visible").count()
    assert everything > len(tables.read_table("article_map.csv"))
    for key in page.locator(".keys input").all()[1:]:
        key.check(force=True)
        tone = key.get_attribute("id").removeprefix("f-")
        shown = page.locator(".s:visible").count()
        assert shown == page.locator(f".s.{tone}").count()
        assert 0 < shown < everything
    page.locator("#f-all").check(force=True)
    assert page.locator(".s:visible").count() == everything


def test_a_block_shows_what_it_would_be_on_a_condition(parts):
    """By a sign of its own in the block, in the words that are read out, in the legend."""
    strip, _, rest = read_page("story.html").partition("</ol>")
    blocks = re.findall(
        r'<a href="#s(\d+)"\s+aria-label="([^"]*)">(.*?)</a>', strip, re.S
    )
    article = tables.read_table("article_map.csv").set_index("number")["sentence"]
    seen = set()
    for number, label, markup in blocks:
        squares = re.findall(r"<i\s+class=.*?</i>(?=<i\s|$)", markup, re.S)
        marks = front.MARK.findall(article[number])
        assert len(squares) >= len(marks)
        words = [
            front.list_conditional_claims(parts[mark]["conditions"]) for mark in marks
        ]
        signs = re.findall(r'<small class="would".*?</small>', markup, re.S)
        assert len(signs) == sum(bool(each) for each in words)
        for mark in marks:
            assert all(each in label for each in parts[mark]["conditions"])
            seen.update(parts[mark]["conditions"])
    legend, _, _ = rest.partition("<fieldset")
    assert seen and all(condition in legend for condition in seen)
