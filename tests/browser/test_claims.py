"""A claim's page: four lines, evidence once, two switches; nothing is asserted."""

import json
import re

import pytest
from browser.published import (
    SITE,
    name_page,
    read_claim_prose,
    read_page,
    read_prose,
    read_text,
)

from dualuse.base import tables
from dualuse.engine.verdicts import UNDECIDED
from dualuse.press import pages

pytestmark = pytest.mark.browser
CLAIMS = sorted(path.stem for path in SITE.glob("claims/A*.json"))
CLAIMS += sorted(path.stem for path in SITE.glob("claims/[!A]*.json"))
TOGETHER = [claim for claim in CLAIMS if "#" in pages.find_address(claim)]
QUOTED = re.compile(r'<q lang="([^"]*)">(.*?)</q>', re.S)
HEADS = re.compile(r'<title>(.*?)</title>|property="og:title" content="([^"]*)"')


def read_claim(claim):
    return json.loads((SITE / "claims" / f"{claim}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def stored_quotes():
    figures = tables.read_figures()["quote"]
    pages = tables.read_pages()["quote"]
    return " | ".join([*figures, *pages])


@pytest.mark.parametrize("claim", CLAIMS)
def test_page_begins_with_four_lines(claim):
    markup = read_prose(name_page(claim))
    lines = re.findall(r"<dt>(.*?)</dt>", markup)
    first = "Printed by" if claim in TOGETHER else "The claim"
    assert lines[:4] == [first, "We found", "It depends on", "We read"]
    assert 'about.html#asked"' in read_page(name_page(claim))
    for line in re.findall(r"<dd>(.*?)</dd>", markup, re.S)[:4]:
        assert read_text(line)


@pytest.mark.parametrize("claim", CLAIMS)
def test_badges_say_how_near_we_came_and_the_word_on_touch(claim):
    badge = re.compile(
        r'<span class="prov [\w-]+" title="([\w ]+): [^"]+">(.*?)</span>'
    )
    markup = read_claim_prose(claim)
    badges = badge.findall(markup)
    assert len(badges) == markup.count('class="prov')
    for access, words in badges:
        assert pages.SEEN[access] == words


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_title_asserts_the_claim(claim):
    assertion = read_claim(claim)["claim"].rstrip(".")
    for title, shared in HEADS.findall(read_page(name_page(claim))):
        words = read_text(title or shared)
        assert assertion not in words
        assert "?" in words
    if claim in TOGETHER:
        (heading,) = re.findall(r"<h2 .*?</h2>", read_claim_prose(claim), re.S)
        assert "?" in heading and assertion not in read_text(heading)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_quotation_is_stored_and_has_a_language(claim, stored_quotes):
    for language, markup in QUOTED.findall(read_claim_prose(claim)):
        quote = read_text(markup)
        assert language
        assert quote in f"{stored_quotes} | {read_claim(claim)['quote']}"


def straighten(text):
    """Return a text with straight quotation marks: pages print curly ones."""
    return re.sub("[\u201c\u201d\u201e]", '"', re.sub("[\u2018\u2019]", "'", text))


@pytest.mark.parametrize("claim", CLAIMS)
def test_foreign_quotations_have_a_translation_first(claim):
    for part in read_claim(claim)["parts"]:
        for page in part["pages"]:
            if page["quote"] and page["quote_lang"] != "en":
                text = straighten(read_text(read_prose(name_page(claim))))
                english = text.index(straighten(page["quote_english"]))
                assert english < text.index(straighten(page["quote"]))


@pytest.mark.parametrize("claim", CLAIMS)
def test_evidence_stands_once_and_what_decides_is_not_background(claim):
    evidence = re.findall(r'<li id="([^"]+)"', read_prose(name_page(claim)))
    assert len(evidence) == len(set(evidence))
    markup = read_claim_prose(claim)
    assert "leave any one out, and it stands" not in markup
    _, _, background = markup.partition("<h3>Background")
    idle = set(re.findall(r'<li id="([^"]+)">', background))
    deciding = set()
    for part in read_claim(claim)["parts"]:
        for series in part["figures"]:
            if series["counts"] and series["verdict"] not in UNDECIDED:
                deciding.update(series["figures"])
    assert not deciding & idle


def test_switches_choose_one_of_all_answers_and_are_shared(visit):
    page = visit("claims/A1.html")
    months = page.locator("input[name=to]").count()
    assert page.locator(".answers td").count() == 2 * months > 2
    published = page.inner_text(".ans .pill")
    assert page.inner_text("#result .pill") == published  # the story's own months
    page.locator("input[name=to]").last.check()
    verdict = page.inner_text("#result .pill")
    assert verdict != published
    page.locator("input[value=literal]").check()
    assert "read=literal" in page.url
    assert page.inner_text("#result .pill") != verdict
    assert page.locator(".answers td.on").count() == 1
    assert page.locator("p.news:visible").count() == 0
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#result .pill") == verdict
    page.locator("input[name=to]").first.check()
    assert page.locator("p.out.news:visible").count() == 2
    other = visit(f"claims/A1.html{page.evaluate('location.hash')}")
    assert other.inner_text("#result") == page.inner_text("#result")


def test_marks_give_words_and_source_by_focus(visit):
    page = visit("claims/A1.html")
    page.locator(".mark").first.focus()
    assert page.locator("#tip").is_visible()
    assert "Nikkei" in page.inner_text("#tip")
    page.keyboard.press("Escape")
    assert not page.locator("#tip").is_visible()


def test_steps_are_all_there_without_script_and_in_print(visit):
    plain = visit("claims/A1.html", java_script_enabled=False)
    assert plain.locator(".step:visible").count() == 5
    assert plain.locator("p.news:visible, p.lit:visible").count() == 9
    printed = visit("claims/A1.html")
    printed.emulate_media(media="print")
    assert (
        printed.locator("p.news:visible, p.lit:visible").count() == 7
    )  # the fifth step follows its switch on paper too
    assert not printed.locator("#switch").is_visible()
