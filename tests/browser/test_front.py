"""The first page: one reading for the whole site; the address says which one."""

import json
import re

import pytest
from browser.published import SITE, read_claim_prose, read_page

from dualuse.engine import verdicts
from dualuse.press import front, pages

pytestmark = pytest.mark.browser
SHOWN = """
const text = (place) => [...document.querySelectorAll(place)].map((e) => e.textContent);
const read = () => ({
  rows: Object.fromEntries([...document.querySelectorAll(".row")].map(
    (row) => [row.dataset.k, row.querySelector(".w span").textContent])),
  squares: Object.fromEntries([...document.querySelectorAll(".sq")].map(
    (square) => [square.dataset.k, square.lastElementChild.textContent])),
  conditions: Object.fromEntries([...document.querySelectorAll(".row")].map(
    (row) => [row.dataset.k, row.querySelector(".if").textContent])),
  lone: [...document.querySelectorAll(".row .lone:not([hidden])")].map(
    (mark) => mark.closest(".row").dataset.k),
  arePartsShown: Boolean(document.querySelector(".row .parts:not([hidden])")),
  counts: text("[data-n]").map(Number),
  notes: text(".legend [data-on]"),
  corners: Object.fromEntries([...document.querySelectorAll(".sq")].map((square) => [
    square.dataset.k,
    [...square.querySelectorAll(".would i")].map((sign) => sign.className.slice(2)),
  ])),
  headline: text("h1")[0],
  moved: document.querySelectorAll(".row.moved").length,
  told: text("#told")[0],
  isBackShown: !document.querySelector("#back").hidden,
});
"""
# Open each reading as going back to it does, and return what is shown.
EACH = (
    "(addresses) => {"
    + SHOWN
    + """
  return addresses.map((address) => {
    history.replaceState(null, "", `#${address}`);
    dispatchEvent(new PopStateEvent("popstate"));
    return read();
  });
}"""
)


@pytest.fixture(scope="module")
def claims():
    return json.loads((SITE / "verdicts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def packed():
    _, _, rest = read_page("index.html").partition('id="readings">')
    text, _, _ = rest.partition("</script>")
    assert len(text.encode()) <= 30_000
    return json.loads(text)


def read_shown(page):
    """Return {claim: word} of the list, and of the squares."""
    shown = page.evaluate(f"() => {{ {SHOWN} return read(); }}")
    return shown["rows"], shown["squares"]


def expect_words(claims, packed, address):
    """Return {claim: word} that the build computed for a reading."""
    words = {claim["id"]: claim["verdict"] for claim in claims}
    moves = packed["states"][address]
    return words | {name: packed["words"][move[0]][0] for name, move in moves.items()}


def expect_conditional(claims, packed, address):
    """Return {claim: the classes of what it would be on a condition} of a reading."""
    told = {claim["id"]: "; ".join(claim["conditions"]) for claim in claims}
    told |= {name: move[1] for name, move in packed["states"][address].items()}
    conditional = {}
    for name, conditions in told.items():
        words = [word for word in verdicts.WORDS if f"; {word}" in f"; {conditions}"]
        conditional[name] = [word.replace(" ", "-") for word in words]
    return conditional


def test_each_reading_shows_what_the_build_computed(visit, claims, packed):
    page = visit("index.html")
    counted = [claim["id"] for claim in claims if claim["counted"]]
    published = rows_as_published(claims)
    headline = page.locator("h1").inner_text()
    addresses = sorted(packed["states"])
    legend = page.evaluate(
        "[...document.querySelectorAll('[data-n]')].map(e => e.dataset.n.slice(2))"
    )
    for address, shown in zip(addresses, page.evaluate(EACH, addresses), strict=True):
        words = expect_words(claims, packed, address)
        moves = packed["states"][address]
        assert shown["rows"] == words, address
        assert shown["squares"] == {name: words[name] for name in counted}
        for name, move in moves.items():
            assert shown["conditions"][name] == move[1]
        conditional = expect_conditional(claims, packed, address)
        assert shown["corners"] == {name: conditional[name] for name in counted}
        others = front.tell_conditional(list_conditions(claims, moves))
        notes = {word.replace(" ", "-"): f" ({told})" for word, told in others.items()}
        assert shown["notes"] == [notes.get(tone, "") for tone in legend]
        told = [words[name] for name in counted]
        counts = {word.replace(" ", "-"): told.count(word) for word in verdicts.WORDS}
        assert shown["counts"] == [counts[tone] for tone in legend]
        lone = {claim["id"] for claim in claims if claim["on_one_source"]} - set(moves)
        lone |= {name for name, move in moves.items() if move[4]}
        assert set(shown["lone"]) == lone
        assert shown["arePartsShown"] == (not address)
        assert shown["headline"] == headline  # a person wrote it of what we publish
        moved = [name for name, word in words.items() if word != published[name]]
        assert shown["moved"] == len(moved)
        for name in [each for each in shown["squares"] if each in moved][:2]:
            assert words[name] in shown["told"]
        beside = [name for name in moves if name in counted]
        if not moved:
            assert ("No verdict changes." in shown["told"]) == (
                bool(address) and not beside
            )
            assert ("No word changes" in shown["told"]) == bool(beside)
        assert shown["isBackShown"] == bool(address)


def list_conditions(claims, moves):
    """Return the counted claims with the conditions that a reading leaves them."""
    listed = []
    for claim in claims:
        if claim["counted"]:
            told = claim["conditions"]
            if claim["id"] in moves:
                told = [each for each in moves[claim["id"]][1].split("; ") if each]
            listed.append({"conditions": told})
    return listed


def rows_as_published(claims):
    return {claim["id"]: claim["verdict"] for claim in claims}


def test_a_choice_goes_into_the_address_and_back_returns(visit, claims):
    page = visit("index.html")
    page.locator("input[name=need][value=two]").check(force=True)
    page.wait_for_url("**#need=two")
    assert page.locator(".row.moved").count() > 0
    assert "We publish" in page.locator(".row.moved .y").first.inner_text()
    rows, _ = read_shown(page)
    other = visit(f"index.html{page.evaluate('location.hash')}")
    assert read_shown(other)[0] == rows
    other.reload()
    assert read_shown(other)[0] == rows
    page.go_back()
    page.wait_for_function("!document.querySelector('.row.moved')")
    assert read_shown(page)[0] == rows_as_published(claims)


def test_back_to_what_we_publish(visit, claims):
    page = visit("index.html#need=two&more=literal")
    page.click("#back")
    page.wait_for_function("!location.hash")
    assert read_shown(page)[0] == rows_as_published(claims)
    assert page.locator("input[name=need]:checked").get_attribute("value") == ""


def test_an_address_that_nobody_computed_shows_what_we_publish(visit, claims):
    page = visit("index.html#to=1999-01&without=nobody")
    assert read_shown(page)[0] == rows_as_published(claims)


def test_a_square_leads_to_its_row_and_opens_the_fold(visit):
    page = visit("index.html")
    hidden = page.locator("details.fold .row").first.get_attribute("id")
    page.click(f".sq[data-k={hidden}]")
    page.wait_for_selector(f"#{hidden}", state="visible")
    linked = visit(f"index.html#{hidden}")
    assert linked.locator(f"#{hidden}").is_visible()


def test_without_script_the_published_reading_stands(visit, claims):
    page = visit("index.html", java_script_enabled=False)
    assert not page.locator("#bar").is_visible()
    rows, squares = read_shown_plain(page, claims)
    assert rows == rows_as_published(claims)
    assert set(squares) == {claim["id"] for claim in claims if claim["counted"]}


def read_shown_plain(page, claims):
    rows = {}
    for claim in claims:
        row = page.locator(f".row[data-k={claim['id']}]")
        rows[claim["id"]] = row.locator(".w span").text_content()
    squares = [each.get_attribute("data-k") for each in page.locator(".sq").all()]
    return rows, squares


def test_every_condition_stands_in_the_list(visit, claims):
    page = visit("index.html", java_script_enabled=False)
    for claim in front.add_conditions(claims):
        row = page.locator(f".row[data-k={claim['id']}] .if")
        assert row.text_content() == "; ".join(claim["conditions"])


def test_switches_are_one_line_on_a_phone(visit):
    page = visit("index.html", width=390)
    assert not page.locator(".choices").is_visible()
    page.click("#open")
    assert page.locator(".choices").is_visible()
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_function("scrollY > 2000")
    assert page.locator("#open").bounding_box()["y"] < 40


def test_two_clicks_lead_to_printed_words_or_to_the_page(visit, claims):
    page = visit("index.html", java_script_enabled=False)
    for claim in claims:
        address = page.locator(f"#{claim['id']} .cl").get_attribute("href")
        assert address == pages.find_address(claim["id"])
        text = read_claim_prose(claim["id"])
        if any(part["pages"] for part in claim["parts"]):
            has_page = "We kept no quotation" in text and 'href="http' in text
            assert "<q lang=" in text or has_page


def test_the_first_page_is_four_screens_at_most(visit):
    page = visit("index.html")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 4 * page.viewport_size["height"]


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
    [("drones", ["A1"]), ("helmets", ["B1", "B2"]), ("69", ["A3"])],
)
def test_search_ranks_claims_and_titles_first(visit, words, first):
    page = visit(f"search.html?q={words}")
    hit = page.locator(".results li:not([hidden])").first
    address = hit.locator("a").get_attribute("href")
    assert address in [pages.find_address(claim) for claim in first]


def test_the_squares_are_one_stop_and_arrows_lead_on(visit):
    page = visit("index.html")
    assert page.locator(".sq").count() > 1
    assert page.locator('.sq[tabindex="0"]').count() == 1
    page.locator(".sq").first.focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.k")
    assert focused == page.locator(".sq").nth(1).get_attribute("data-k")
    assert page.locator('.sq[tabindex="0"]').get_attribute("data-k") == focused


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("A6", "claims/A6.html"),
        ("a3c", "claims/A3.html"),
        ("F205", "figures.html#F205"),
        ("HS 8806", "03_map_products_to_hs.html#"),
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
