"""A page taken elsewhere: copied, cited, embedded, downloaded."""

import csv
import html
import json
import re

import pytest
from conftest import ALL, CLAIMS, REPORTS
from PIL import Image

pytestmark = pytest.mark.browser
EVERY = [p for p in ALL if p.startswith("claims/")]
# What is copied goes into a list of the page's own: a browser without a window has no clipboard.
CLIPBOARD = """window.copied = []; Object.defineProperty(navigator, 'clipboard',
  {value: {writeText: (text) => { window.copied.push(text); return Promise.resolve(); }}})"""


def copied(tab, button):
    """Press a button; return what it copied."""
    tab.evaluate("window.copied.length = 0")
    button = button.element_handle()  # its name changes
    button.click()
    assert button.inner_text() == "Copied"
    (text,) = tab.evaluate("window.copied")
    return text


@pytest.fixture
def copying(window):
    """Return a function that opens a page whose copies can be read."""

    def opened(name):
        return window(REPORTS / name, before=CLIPBOARD)

    return opened


def test_pages_can_be_copied_cited_and_embedded(copying):
    for name in CLAIMS:
        tab, claim = copying(name), name[7:-5]
        use = tab.locator(".use")
        use.locator("summary").evaluate_all("(all) => all.forEach((s) => { s.parentElement.open = true; })")
        press = {b.inner_text() for b in use.get_by_role("button").all()}
        assert press == {"Copy link", "Copy", "Copy BibTeX", "Copy embed"}, name
        assert copied(tab, use.get_by_role("button", name="Copy link")).endswith(name)
        text = copied(tab, use.get_by_role("button", name="Copy", exact=True))
        assert f"Claim {claim}" in text and "CC BY 4.0" in text
        bibtex = copied(tab, use.get_by_role("button", name="Copy BibTeX"))
        assert re.fullmatch(r"@misc\{\w+,\n(  \w+ = \{.+\},?\n)+\}", bibtex), bibtex
        embed = copied(tab, use.get_by_role("button", name="Copy embed"))
        assert (REPORTS / re.search(r'src="([^"]+)"', embed)[1]).is_file() and name in embed
        assert tab.locator('main .meta a[href*="creativecommons.org/licenses/by/4.0"]').count()


def test_files_of_a_claim_hold_it():
    for name in EVERY:
        text = (REPORTS / name).read_text(encoding="utf-8")
        links = re.findall(r'href="\.\./([^"]+\.(?:csv|json|png|svg))"', text)
        kinds = {link.rpartition(".")[2] for link in links}
        assert {"csv", "json", "png"} <= kinds and all((REPORTS / link).is_file() for link in links), name
        embedded = re.search(r'id="embed"[^>]*>.*?img src="([^"]+)"', html.unescape(text), re.S)[1]
        assert (REPORTS / embedded).is_file(), name
        verdict = json.loads((REPORTS / name).with_suffix(".json").read_text(encoding="utf-8"))
        with (REPORTS / f"tables/claim-{name[7:-5].lower()}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert verdict["id"] == name[7:-5] and len(rows) == len(verdict["evidence"])
        assert [r["verdict"] for r in rows] == [i.get("verdict") or "" for i in verdict["evidence"]]


@pytest.mark.parametrize("name", ["index.html", "claims/A1.html", "02_reconstruct_trade_totals.html"])
def test_pictures_can_be_copied_cited_and_embedded(copying, name):
    tab = copying(name)
    assert tab.locator("figure.chart").count()
    for figure in tab.locator("figure.chart").all():
        links = [a.get_attribute("href") for a in figure.locator(".files a").all()]
        files = {link.rpartition(".")[2]: (REPORTS / name).parent / link for link in links}
        assert set(files) == {"csv", "json", "png", "svg"}
        with files["csv"].open(encoding="utf-8", newline="") as file:
            assert len(json.loads(files["json"].read_text(encoding="utf-8"))) == len(
                list(csv.DictReader(file))
            )
        one, two, three = [figure.get_by_role("button").nth(i) for i in range(3)]
        link = copied(tab, one)
        assert link.endswith(f"{name}#{figure.get_attribute('id')}")
        assert link in copied(tab, two)
        embed = copied(tab, three)
        assert link in embed and files["svg"].resolve().as_uri() in embed and "alt=" in embed


def test_nothing_offers_to_copy_where_nothing_can_be(window):
    tab = window(REPORTS / "claims/A1.html", scripts=False)
    assert tab.get_by_role("button").count() == 0


def test_every_page_has_a_card_a_feed_and_an_icon():
    for name in ALL:
        text, up = (REPORTS / name).read_text(encoding="utf-8"), "../" * name.count("/")
        picture = re.search(r'property="og:image" content="([^"]+)"', text)[1]
        assert ((REPORTS / name).parent / picture).is_file(), name
        (feed,) = re.findall(r'<link [^>]*rel="alternate"[^>]*>', text)
        assert f'href="{up}feed.xml"' in feed and 'type="application/atom+xml"' in feed
        assert 'rel="icon"' in text and 'name="twitter:card"' in text
        if name.startswith("claims/") or name == "index.html":
            assert Image.open((REPORTS / name).parent / picture).size == (1200, 630)
    assert (REPORTS / "robots.txt").is_file() and (REPORTS / "feed.xml").is_file()
