"""A claim's page: four lines, evidence once, two switches; nothing is asserted."""

import json
import re

import pytest
from browser.published import (
    SITE,
    list_pages,
    name_page,
    read_claim_prose,
    read_page,
    read_prose,
    read_text,
)

from dualuse.base import tables
from dualuse.engine.verdicts import UNDECIDED
from dualuse.press import pages, prose

pytestmark = pytest.mark.browser
CLAIMS = sorted(path.stem for path in SITE.glob("claims/A*.json"))
CLAIMS += sorted(path.stem for path in SITE.glob("claims/[!A]*.json"))
TOGETHER = [claim for claim in CLAIMS if "#" in pages.find_address(claim)]
QUOTED = re.compile(r'<q lang="([^"]*)">(.*?)</q>', re.S)
HEADS = re.compile(r'<title>(.*?)</title>|property="og:title" content="([^"]*)"')
BANNED = ["in hand", "to the letter", "stands in quotation", "as such", "not checkable"]
BANNED += ["nothing public can tell", "exceeds", "parts differ", "not reproduced"]
NUMBER = re.compile(r"(?<![\w/.#-])\d[\d,]*(?:\.\d+)?(?![\w/-])")


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


@pytest.mark.parametrize("claim", TOGETHER)
def test_on_a_page_of_several_each_claim_has_its_answer_and_all_that_is_its_own(claim):
    checked = read_claim(claim)
    markup = read_claim_prose(claim)
    words = straighten(read_text(markup)).replace(" ", "")
    owned = [
        checked["verdict"],
        checked["we_found"],
        checked["claim"],
        checked["cites"],
    ]
    owned += [checked["settles"], *[note["title"] for note in checked["notes"]]]
    owned += [query["says"][1:] for query in checked["queries"]]
    for text in owned:
        assert straighten(text).replace(" ", "").removesuffix(".") in words
    for row in checked["retellings"]:
        assert f"({row['id']})" in words
    assert f'href="claims/{claim}.json"' in markup
    assert f'href="figures.html#claim={claim}"' in markup
    cited = [page["id"] for part in checked["parts"] for page in part["pages"]]
    for name in [*cited, *checked["context"]]:
        assert f">{name}<" in markup or f"#{name}" in markup, name


@pytest.mark.parametrize("claim", TOGETHER)
def test_what_a_claim_does_not_say_itself_is_said_once_for_all(claim):
    markup = read_prose(name_page(claim))
    alike = markup[markup.index('id="alike"') : markup.index("</dl>")]
    own = straighten(read_text(read_claim_prose(claim)))
    checked = read_claim(claim)
    said = [line for part in checked["parts"] for line in part["lines"]]
    said += [checked["denial"], checked["hangs"]["text"]]
    for text in said:
        assert straighten(text) in own + straighten(read_text(alike))


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_judgement_is_named_in_prose_by_its_number(claim):
    assert not re.search(r"\bJ\d{3}\b", read_text(read_claim_prose(claim)))


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
def test_every_limit_that_we_wrote_stands_on_the_page(claim):
    # Without its spaces, since a term that is linked leaves one before a full stop.
    words = read_text(read_claim_prose(claim)).replace(" ", "")
    for part in read_claim(claim)["parts"]:
        for written in [part["note"], *[row["because"] for row in part["figures"]]]:
            assert prose.curl_quotes(written).replace(" ", "") in words


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


@pytest.mark.parametrize("claim", ["A5", "A10", "C12"])
def test_picture_that_shows_nothing_is_gone(claim):
    assert "<figure" not in read_claim_prose(claim)


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


@pytest.mark.parametrize("name", list_pages())
def test_words_that_must_go_are_gone(name):
    text = read_text(read_prose(name)).lower()
    for words in BANNED:
        assert not re.search(rf"\b{words}\b", text), words


@pytest.mark.parametrize("claim", CLAIMS)
def test_numbers_in_prose_have_four_significant_digits_at_most(claim):
    markup = re.sub(r"<q .*?</q>", " ", read_claim_prose(claim), flags=re.S)
    markup = re.sub(r'<p class="amt">.*?</p>', " ", markup, flags=re.S)
    markup = re.sub(r'<(section|div) [\w-]+="settle">.*?</\1>', " ", markup, flags=re.S)
    words = re.sub(
        r"\b[\w-]+\.com\b", " ", read_text(markup)
    )  # a site called by a number
    for number in NUMBER.findall(words):
        digits = number.replace(",", "").replace(".", "").lstrip("0").rstrip("0")
        assert len(digits) <= 4, number
