"""A claim's page: two screens, its quotations stored, no number too long."""

import json
import re

import pytest
from browser.published import (
    SITE,
    read_claim_prose,
    read_text,
)
from seeds import pick_few

from dualuse.base import tables
from dualuse.press import pages, prose

pytestmark = pytest.mark.browser
CLAIMS = sorted(path.stem for path in SITE.glob("claims/A*.json"))
CLAIMS += sorted(path.stem for path in SITE.glob("claims/[!A]*.json"))
QUOTED = re.compile(r'<q lang="([^"]*)">(.*?)</q>', re.S)
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
        "What the verdict rests on"
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


PAGES = [
    f"claims/{claim}.html" for claim in CLAIMS if "#" not in pages.find_address(claim)
]
SCREENS = {1280: 2.6, 390: 6}  # of 800 pixels each, at this width
SHEET = re.compile(rb"/Type */Page\b")


def test_a_claim_is_a_few_screens(visit):
    page = visit(PAGES[0])
    for name in PAGES:
        page.goto(f"{SITE.as_uri()}/{name}")
        for width, screens in SCREENS.items():
            page.set_viewport_size({"width": width, "height": 900})
            height = page.evaluate("document.querySelector('footer').offsetTop")
            assert height <= screens * 800, (name, width)


@pytest.mark.parametrize("name", pick_few(9, PAGES))
def test_a_claim_prints_on_two_sheets(visit, name):
    page = visit(name)
    page.emulate_media(media="print")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(SHEET.findall(printed)) <= 2
