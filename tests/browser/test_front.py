"""The first page, explorer and search: the address says what is shown."""

import json

import pytest
from browser.published import SITE

pytestmark = pytest.mark.browser
ROWS = ".row:not([hidden])"
GROUPS = ".group:not([hidden])"


def count(page, selector):
    return page.locator(selector).count()


@pytest.fixture
def front(visit):
    return visit("index.html")


def test_first_screen_has_headline_sentences_limits_and_picture(front):
    for selector in ("h1", ".lede", ".limits", ".hero .bars"):
        box = front.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= 900, selector
    assert front.locator(".lede").inner_text().count(".") >= 3


def test_verdict_clicked_filters_and_goes_into_the_address(front):
    verdicts = json.loads((SITE / "verdicts.json").read_text(encoding="utf-8"))
    wanted = [row["id"] for row in verdicts if row["verdict"] == "partly confirmed"]
    front.click(".key[data-v=v-partly-confirmed]")
    assert front.url.endswith("#v=v-partly-confirmed")
    shown = [row.get_attribute("id") for row in front.locator(ROWS).all()]
    counted = [row["id"] for row in verdicts if row["counted"]]
    assert shown == [name for name in counted if name in wanted]
    assert count(front, GROUPS) == 1
    assert count(front, ".sqs .sq:not(.off)") == len(shown)


def test_clicked_again_it_shows_all(front):
    everything = count(front, ROWS)
    front.click(".key[data-v=v-contradicted]")
    front.click(".key[data-v=v-contradicted]")
    # The script answers to the change of the address, which may come a moment later.
    front.wait_for_function(
        f"document.querySelectorAll('{ROWS}').length == {everything}"
    )


def test_typing_filters_and_counts_follow(front):
    front.fill("#q", "helmets")
    front.wait_for_url("**#q=helmets")
    rows = count(front, ROWS)
    assert 0 < rows < count(front, ".row")
    assert front.inner_text("#shown").startswith(f"{rows} of ")
    for group in front.locator(GROUPS).all():
        assert group.locator(ROWS).count() > 0
    assert " of " in front.locator(f"{GROUPS} .n").first.inner_text()


def test_verdict_and_words_work_together_and_are_shared(front, visit):
    front.fill("#q", "drones")
    front.wait_for_url("**#q=drones")
    front.click(".chip[data-v=v-contradicted]")
    rows = count(front, ROWS)
    other = visit(f"index.html{front.evaluate('location.hash')}")
    assert count(other, ROWS) == rows
    assert other.input_value("#q") == "drones"


def test_back_returns_to_the_filter_before(front):
    front.click(".chip[data-v=v-confirmed]")
    confirmed = count(front, ROWS)
    front.click(".chip[data-v=v-opinion]")
    front.go_back()
    assert count(front, ROWS) == confirmed


def test_nothing_found_says_so_and_can_be_cleared(front):
    everything = count(front, ROWS)
    front.fill("#q", "xylophone")
    front.wait_for_selector("#nothing:not([hidden])")
    assert "xylophone" in front.inner_text("#asked")
    assert count(front, GROUPS) == 0
    front.click("#nothing a")
    front.wait_for_selector("#nothing", state="hidden")
    assert count(front, ROWS) == everything


@pytest.mark.parametrize(
    "words", ["Business Insider", "NYT", "body armor", "Washington Post"]
)
def test_outlets_and_both_spellings_are_found(front, words):
    front.fill("#q", words)
    front.wait_for_url("**#q=*")
    assert 0 < count(front, ROWS) < count(front, ".row")


def test_squares_are_one_tab_stop_and_arrows_move(front):
    front.locator(".sqs .sq").first.focus()
    front.keyboard.press("ArrowRight")
    second = front.locator(".sqs .sq").nth(1)
    assert second.evaluate("node => node === document.activeElement")
    assert second.get_attribute("data-id") in front.inner_text("#cap")
    assert count(front, ".sqs .sq[tabindex='0']") == 1


def test_two_clicks_lead_to_printed_words_or_to_the_page(visit):
    verdicts = json.loads((SITE / "verdicts.json").read_text(encoding="utf-8"))
    page = visit("index.html", java_script_enabled=False)
    for claim in verdicts:
        address = page.locator(f"#{claim['id']} .cl").get_attribute("href")
        text = (SITE / address).read_text(encoding="utf-8")
        pages = sum(len(part["pages"]) for part in claim["parts"])
        if pages:
            assert "<q lang=" in text or "here is the page" in text


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
