"""A claim's page: two screens, its quotations stored, no number too long."""

import json
import re

import pytest
from browser.published import (
    SITE,
    list_pages,
    read_claim_prose,
    read_prose,
    read_text,
)

from dualuse.base import tables
from dualuse.press import pages, prose

pytestmark = pytest.mark.browser
CLAIMS = sorted(path.stem for path in SITE.glob("claims/A*.json"))
CLAIMS += sorted(path.stem for path in SITE.glob("claims/[!A]*.json"))
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
def test_no_judgement_is_named_in_prose_by_its_number(claim):
    head, _, _ = read_text(read_claim_prose(claim)).partition(
        "What our reading rests on"
    )
    assert not re.search(r"\bJ\d{3}\b", head)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_limit_that_we_wrote_stands_on_the_page(claim):
    # Without its spaces, since a term that is linked leaves one before a full stop.
    words = read_text(read_claim_prose(claim)).replace(" ", "").lower()
    for part in read_claim(claim)["parts"]:
        told = [row["because"] for row in part["figures"] if row["figures"]]
        for written in [part["note"], *told]:
            assert prose.curl_quotes(written).replace(" ", "").lower() in words


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_quotation_is_stored_and_has_a_language(claim, stored_quotes):
    for language, markup in QUOTED.findall(read_claim_prose(claim)):
        quote = read_text(markup)
        assert language
        assert quote in f"{stored_quotes} | {read_claim(claim)['quote']}"


def straighten(text):
    """Return a text with straight quotation marks: pages print curly ones."""
    return re.sub("[\u201c\u201d\u201e]", '"', re.sub("[\u2018\u2019]", "'", text))


@pytest.mark.parametrize("name", list_pages())
def test_words_that_must_go_are_gone(name):
    text = read_text(read_prose(name)).lower()
    for words in BANNED:
        assert not re.search(rf"\b{words}\b", text), words


@pytest.mark.parametrize("claim", CLAIMS)
def test_numbers_in_prose_have_four_significant_digits_at_most(claim):
    markup = re.sub(r"<q .*?</q>", " ", read_claim_prose(claim), flags=re.S)
    markup = re.sub(r'<td>.*?</td>|<ul class="hand">.*?</ul>', " ", markup, flags=re.S)
    markup, _, _ = markup.partition('id="proof"')  # sums, to the last digit
    markup, _, _ = markup.partition("settle it")  # codes of customs stand there
    words = re.sub(
        r"\b[\w-]+\.com\b", " ", read_text(markup)
    )  # a site called by a number
    for number in NUMBER.findall(words):
        digits = number.replace(",", "").replace(".", "").lstrip("0").rstrip("0")
        assert len(digits) <= 4, number


@pytest.mark.parametrize(("width", "screens"), [(1280, 2.6), (390, 6)])
def test_a_claim_is_a_few_screens(visit, width, screens):
    for claim in CLAIMS:
        if "#" in pages.find_address(claim):
            continue
        page = visit(f"claims/{claim}.html", width)
        height = page.evaluate("document.querySelector('footer').offsetTop")
        assert height <= screens * 800, claim


SHEET = re.compile(rb"/Type */Page\b")


def test_a_claim_prints_on_two_sheets(visit):
    for claim in CLAIMS:
        if "#" in pages.find_address(claim):
            continue
        page = visit(f"claims/{claim}.html")
        page.emulate_media(media="print")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(SHEET.findall(printed)) <= 2, claim
