"""The first page: one reading for the whole site; the address says which one."""

import json
import re

import pytest
from browser.published import SITE

from dualuse.press import pages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def claims():
    return json.loads((SITE / "verdicts.json").read_text(encoding="utf-8"))


def test_two_clicks_lead_to_printed_words_or_to_the_page(visit, claims):
    page = visit("index.html", java_script_enabled=False)
    for claim in claims:
        if claim["counted"]:
            address = page.locator(f"#{claim['id']} a").first.get_attribute("href")
            assert address == pages.find_address(claim["id"])


def test_the_first_page_is_two_screens_and_a_half_at_most(visit):
    page = visit("index.html")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 2.5 * page.viewport_size["height"]


def test_explorer_filters_sorts_shares_and_downloads(visit):
    page = visit("figures.html")
    behind = page.locator("#t tbody tr:not([hidden])").count()
    everything = page.locator("#t tbody tr").count()
    assert 0 < behind < everything
    page.select_option("select[data-k=claim]", "A1")
    assert "claim=A1" in page.url
    rows = page.locator("#t tbody tr:not([hidden])").count()
    other = visit(f"figures.html{page.evaluate('location.hash')}")
    assert other.locator("#t tbody tr:not([hidden])").count() == rows
    with page.expect_download() as download:
        page.click("#save")
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == rows + 1
    page.click("#clear")
    assert page.locator("#t tbody tr:not([hidden])").count() == everything
    page.select_option("#sort", "sum")
    first = page.locator("#t tbody tr").first.get_attribute("data-v")
    second = page.locator("#t tbody tr").nth(1).get_attribute("data-v")
    assert float(first) >= float(second)


def test_explorer_without_script_has_all_rows(visit):
    page = visit("figures.html", java_script_enabled=False)
    assert page.locator("#t tbody tr:visible").count() > 600


def test_search_of_all_pages(visit):
    page = visit("about.html")
    page.fill(".seek input", "kazakhstan")
    page.press(".seek input", "Enter")
    page.wait_for_selector("#shown:has-text('passages')")
    assert page.url.endswith("search.html?q=kazakhstan")
    assert page.locator(".results li:not([hidden])").count() > 0
    page.fill("#q", "xylophone")
    page.wait_for_selector("#shown:has-text('Nothing found')")


@pytest.mark.parametrize(
    ("words", "first"),
    [("drones", ["A1"]), ("helmets", ["A6", "B1", "B2"]), ("69", ["A3"])],
)
def test_search_ranks_claims_and_titles_first(visit, words, first):
    page = visit(f"search.html?q={words}")
    hit = page.locator(".results li:not([hidden])").first
    address = hit.locator("a").get_attribute("href")
    assert address in [pages.find_address(claim) for claim in first]


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("A6", "claims/A6.html"),
        ("a3c", "claims/A3.html"),
        ("F205", "figures.html#F205"),
        ("J077", "claims/B12.html#"),
    ],
)
def test_a_code_in_the_search_jumps_to_what_it_names(visit, code, place):
    page = visit("about.html")
    page.fill(".seek input", code)
    page.press(".seek input", "Enter")
    page.wait_for_url(f"**/{place}*")
    anchor = page.url.partition("#")[2]
    if anchor:
        assert page.locator(f"[id='{anchor}']").count() == 1
    page = visit("search.html")
    page.fill("#q", code)
    first = page.locator(".results li:not([hidden]) a").first
    page.wait_for_function("() => location.search")
    assert first.get_attribute("href").startswith(place)


def test_search_finds_whole_words_and_no_stop_words(visit):
    page = visit("search.html?q=is it lied")
    hits = page.locator(".results li:not([hidden])")
    text = hits.all_inner_texts()
    assert all(re.search(r"\blie", each, re.I) for each in text), text
    page = visit("search.html?q=an army")
    marks = page.locator(".results mark").all_inner_texts()
    assert marks and {mark.lower() for mark in marks} <= {"army", "armys"}


def test_search_shows_the_words_around_a_hit_and_leads_to_the_explorer(visit):
    page = visit("search.html?q=Kazakhstan")
    marks = page.locator(".results li:not([hidden]) mark")
    assert marks.count() > 0 and marks.first.inner_text().lower() == "kazakhstan"
    page.click("#explorer a")
    page.wait_for_url("**figures.html#q=Kazakhstan")
    page.wait_for_selector("#shown:has-text(' of ')")
    assert page.input_value("#q") == "Kazakhstan"
    rows = page.locator("#t tbody tr:not([hidden])")
    assert rows.count() > 0 and "Kazakhstan" in rows.first.inner_text()


def test_search_finds_what_an_outlet_printed_in_a_month(visit):
    page = visit("search.html?q=Reuters May 2023")
    page.click("#explorer a")
    page.wait_for_selector("#F098b:not([hidden])")
    shown = page.locator("#t tbody tr:not([hidden])")
    assert 0 < shown.count() < 100
    for row in shown.all_inner_texts():
        assert "Reuters" in row and "May 2023" in row


def test_explorer_gives_no_arrow_to_what_goes_both_ways(visit):
    page = visit("figures.html")
    assert page.locator("#F114 td i").inner_text() == "China and Russia, two-way trade"
