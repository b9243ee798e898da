"""The first page and the claims' pages, as a reader meets them."""

import json
import re

import pytest
from conftest import REPORTS

from dualuse.data import load
from dualuse.pages import records

pytestmark = pytest.mark.browser
INDEX = REPORTS / "index.html"
VERDICTS = json.loads((REPORTS / "verdicts.json").read_text(encoding="utf-8"))
BOTTOM = "(e) => e.getBoundingClientRect().bottom + scrollY"
IN_SIGHT = """() => { const top = document.querySelector(':target')?.getBoundingClientRect().top;
  return -1 <= top && top < innerHeight; }"""


@pytest.mark.parametrize(("width", "height", "screens"), [(1280, 900, 1), (390, 844, 2)])
def test_first_screen_says_who_what_and_so_what(window, width, height, screens):
    tab = window(INDEX, width=width, height=height)
    wanted = [
        ".by a >> nth=0",
        ".by a >> nth=1",
        "h1",
        ".lede",
        ".caveat",
        ".c-hero img",
        ".squares",
        ".legend",
    ]
    ends = {name: tab.locator(name).evaluate(BOTTOM) for name in wanted}
    assert max(ends.values()) <= height * screens, ends
    said = tab.locator(".lede").inner_text()
    assert len(re.findall(r"[.](?:\s|$)", said)) >= 3


def test_first_page_is_short(window):
    assert window(INDEX).evaluate("document.documentElement.scrollHeight") < 5000


def test_every_claim_has_a_square_a_row_and_a_page(window):
    tab = window(INDEX, scripts=False)
    assert tab.locator(".squares a").count() == sum(v["counted"] for v in VERDICTS)
    assert tab.locator(".row").count() == len(VERDICTS)
    assert all((REPORTS / f"claims/{v['id']}.html").is_file() for v in VERDICTS)


def shown(tab):
    return sorted(e.get_attribute("id") for e in tab.locator(".row").all() if e.is_visible())


def test_legend_filters_with_and_without_scripts(window):
    for scripts in (True, False):
        tab = window(INDEX, scripts=scripts)
        for word in {v["verdict"] for v in VERDICTS}:
            tab.locator(f"#v-{word.replace(' ', '-')}").check(force=True)
            assert shown(tab) == sorted(v["id"] for v in VERDICTS if v["verdict"] == word)
        tab.locator("#v-all").check(force=True)
        assert len(shown(tab)) == len(VERDICTS)


def test_search_and_filter_live_in_the_address(window):
    tab = window(INDEX)
    tab.get_by_label("Search").fill("ceramics")
    found = shown(tab)
    assert 0 < len(found) < len(VERDICTS) and "q=ceramics" in tab.url
    assert shown(window(INDEX, place="#q=ceramics")) == found
    other = window(INDEX, place="#verdict=reproduced")
    assert shown(other) == sorted(v["id"] for v in VERDICTS if v["verdict"] == "reproduced")
    assert other.locator("#v-reproduced").is_checked()


def test_a_linked_claim_is_shown_open_whatever_the_filter(window):
    tab = window(INDEX, place="#verdict=reproduced")
    tab.evaluate("location.hash = '#B1'")
    row = tab.locator("#B1")
    assert row.is_visible() and row.evaluate("(e) => e.open")
    tab.wait_for_timeout(50)
    assert 0 <= row.evaluate("(e) => e.getBoundingClientRect().top") < 200


def test_two_clicks_lead_to_the_words_that_a_source_printed(window):
    tab, words = window(INDEX), _printed()
    for v in VERDICTS:
        figures = dict.fromkeys(f for item in v["evidence"] for f in item["figures"])
        if not figures:  # no evidence, or official rows, which nobody printed
            continue
        row = tab.locator(f"#{v['id']}")
        row.locator("> summary").click()  # one
        link = row.locator(".more li a[href*='figures.html#']").first
        with tab.context.expect_page() as opening:
            link.click(modifiers=["ControlOrMeta"])  # two, into a new tab: the first page stays open
        record = opening.value.locator(":target")
        opening.value.wait_for_function(IN_SIGHT, polling=50)
        figure = link.inner_text()
        assert figure in figures and record.is_visible(), (v["id"], figure)
        assert any(said in record.inner_text() for said in words[figure]), (v["id"], figure)
        opening.value.close()
        row.locator("> summary").click()
    assert tab.wrong == []


def _printed():
    """Return {id: what its source printed, as the data have it} of figures and of pages."""
    said = {i: {card["printed"]} for i, card in records.cards(load.figures()).items()}
    for page in load.statements().to_dict("records"):
        said.setdefault(page["page_id"], set()).add(page["quote"] or page["what_it_says"])
    return said


@pytest.mark.parametrize("page", ["index.html", "claims/A1.html", "02_reconstruct_trade_totals.html"])
def test_nothing_moves_while_a_page_loads(window, page):
    tab = window(REPORTS / page, width=390)
    tab.wait_for_timeout(200)
    shift = tab.evaluate(
        """() => new Promise((done) => { let sum = 0; new PerformanceObserver((list) => {
        for (const e of list.getEntries()) sum += e.value; }).observe({type: 'layout-shift', buffered: true});
        setTimeout(() => done(sum), 300); })"""
    )
    assert shift < 0.01
