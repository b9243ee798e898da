"""The first page and the claims' pages, as a reader meets them."""

import json
import re

import pytest
from conftest import ALL, REPORTS

pytestmark = pytest.mark.browser
KB = 1024
INDEX = REPORTS / "index.html"
VERDICTS = json.loads((REPORTS / "verdicts.json").read_text(encoding="utf-8"))
BOTTOM = "(e) => e.getBoundingClientRect().bottom + scrollY"
SMALL = 24  # px: WCAG 2.2, 2.5.8
INK = 12  # px of the smallest words in a picture


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


def test_first_page_is_short_and_light(window):
    tab = window(INDEX)
    assert tab.evaluate("document.documentElement.scrollHeight") < 5000
    assert INDEX.stat().st_size <= 120 * KB
    heavy = {p: (REPORTS / p).stat().st_size for p in ALL if p.startswith("claims/")}
    assert heavy and max(heavy.values()) <= 40 * KB


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
    tab = window(INDEX, scripts=False)
    for v in VERDICTS:
        if not v["evidence"]:
            continue
        row = tab.locator(f"#{v['id']}")
        row.locator("> summary").click()  # one
        links = row.locator(".more li a[href]").all()
        good = [a for a in links if a.is_visible()]
        targets = [a.get_attribute("href") for a in good]  # two
        assert any(t.startswith(("figures.html#", "https://", "http://")) for t in targets) or not any(
            i["figures"] for i in v["evidence"]
        ), v["id"]


@pytest.mark.parametrize("page", ALL)
def test_what_is_touched_is_large_enough(window, page):
    tab = window(REPORTS / page, width=390)
    small = tab.evaluate(
        """(least) => [...document.querySelectorAll('a, button, summary, input, select, label')].filter((e) => {
        const box = e.getBoundingClientRect(), inline = getComputedStyle(e).display === 'inline';
        return e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !inline && box.height
          && !e.closest('.skip') && (box.height < least || box.width < least);
        }).map((e) => e.outerHTML.slice(0, 120))""",
        SMALL,
    )
    assert small == []


def test_words_in_pictures_can_be_read_on_a_phone(window):
    small = {}
    for page in ALL:
        if "<figure" not in (REPORTS / page).read_text(encoding="utf-8"):
            continue
        tab = window(REPORTS / page, width=390)
        for src, width, natural in tab.evaluate(
            """[...document.querySelectorAll('figure img')].map((i) =>
            [i.currentSrc, i.getBoundingClientRect().width, i.naturalWidth])"""
        ):
            text = (REPORTS / "figures" / src.rpartition("/")[2]).read_text(encoding="utf-8")
            sizes = [float(s) for s in re.findall(r"font(?:-size)?: ?(?:[\w ]*?)([\d.]+)px", text)]
            if sizes and min(sizes) * width / natural / 0.75 < INK - 0.5:
                small[src.rpartition("/")[2]] = round(min(sizes) * width / natural / 0.75, 1)
    assert small == {}


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


def test_targets_of_figures_are_in_sight_on_arrival(window):
    tab = window(REPORTS / "figures.html", place="#F205")
    tab.wait_for_timeout(200)
    top = tab.locator("#F205").evaluate("(e) => e.getBoundingClientRect().top")
    assert 0 <= top < 300
