"""Every page: no fault of access, no sideways scroll; links lead somewhere."""

import gzip
import re
from urllib.parse import unquote

import pytest
from browser.published import SITE, list_pages, read_page, read_prose, read_text
from seeds import draw_few, pick_few

from dualuse.base import tables
from dualuse.press import pages

pytestmark = pytest.mark.browser
PAGES = list_pages()
# A page of each kind is looked at on every screen and on paper; others once.
KINDS = ["story.html", "index.html", "check.html", "claims/A1.html"]
KINDS += ["05_verify_trade_claims.html"]
OTHERS = [name for name in PAGES if "/" not in name and name not in KINDS]
OTHERS += ["claims/A8.html", "claims/C6.html"]
PHONES = [320, 390]
WIDTHS = [*PHONES, 1280, 1440]
PHONE_AND_DESK = [390, 1280]
PAPER = 680  # A4 between its margins
IS_WIDE = "document.documentElement.scrollWidth > innerWidth"
NOT_OURS = re.compile(r"<(q|svg|code|kbd)\b.*?</\1>", re.S)  # others' words, code
LINKS = re.compile(r'<[^<>]*?(?:href|src)="([^"]+)"')  # none that is shown as text
MOST = {"figures.html": 300_000, "search.html": 300_000}


# Of what is sound axe would tell all, in half of its time.
FAULTS = {"preload": False, "resultTypes": ["violations"]}
COLOURS = FAULTS | {"runOnly": ["color-contrast"]}  # the rule that night may break


def find_faults(page, asked=FAULTS):
    """Return what axe finds on a page, in words; empty if nothing."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page, options=asked)
    return results.generate_report() if results.violations_count else ""


@pytest.mark.parametrize("name", pick_few(3, KINDS))
def test_each_kind_of_page_fits_every_screen_and_paper(visit, name):
    page = visit(name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(IS_WIDE), width
        if width in PHONE_AND_DESK:
            assert not find_faults(page), width
            page.emulate_media(color_scheme="dark")
            assert not find_faults(page, COLOURS), width
            page.emulate_media(color_scheme="light")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 900})
    assert not page.evaluate(IS_WIDE)


@pytest.mark.parametrize("name", KINDS)
def test_without_script_each_section_is_there_and_no_switch(visit, name):
    page = visit(name, java_script_enabled=False)
    sections = page.locator("main :is(h1, h2)")
    asleep = page.locator("main .scripted :is(h1, h2)")
    shown = page.locator("main :is(h1, h2):visible")
    assert shown.count() == sections.count() - asleep.count() > 1
    assert page.locator("main .scripted:visible").count() == 0


@pytest.mark.parametrize("name", pick_few(1, [*KINDS, "figures.html", "search.html"]))
def test_a_malformed_address_opens_the_page_without_an_error(visit, name):
    page = visit(name)
    for address in (
        "q=69%",
        "69%",
        "%E0%A4%A",
        "hedge=evil&series=A",
        "=&=&%",
        "__proto__",
    ):
        page.goto("about:blank")  # else the page stays, and only its address changes
        page.goto(f"{SITE.as_uri()}/{name}#{address}")
        assert page.locator("main h1").first.is_visible()


def test_no_heading_is_styled_as_a_part_of_another_page():
    """The ids of headings are their words: "How sure" is #sure, as a bar might be."""
    headings = set()
    for name in PAGES:
        headings |= set(re.findall(r'<h[2-6][^>]* id="([^"]+)"', read_page(name)))
    sheet = (SITE / "page.css").read_text(encoding="utf-8")
    styled = set(re.findall(r"^#([\w-]+)", sheet, re.M))
    assert len(headings) > 50
    assert not headings & styled


@pytest.mark.parametrize("place", draw_few(9, len(OTHERS)))
def test_axe_finds_no_fault(visit, place):
    """One page by day, the next at night: all have the colours of each kind."""
    scheme = ["light", "dark"][place % 2]
    assert not find_faults(visit(OTHERS[place], color_scheme=scheme))


def test_no_page_scrolls_sideways(visit):
    page = visit("index.html")
    wide = []
    for name in PAGES:
        page.goto(f"{SITE.as_uri()}/{name}")
        for width in PHONES:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(IS_WIDE):
                wide.append((name, width))
    assert wide == []


def find_place(name, bar):
    """Return the link of the bar under which a page stands; the search has none."""
    if name in bar:
        return [name]
    if pages.name_kind(name) == "claims":
        return ["index.html"]
    return [] if name == "search.html" else ["method.html"]


@pytest.mark.parametrize("name", PAGES)
def test_bar_begins_with_the_story_and_says_where_one_is(name):
    bar = re.search(r'<nav aria-label="Site">(.*?)</nav>', read_page(name), re.S)[1]
    links = re.findall(r'<a href="([^"]+)"( aria-current="\w+")?>([^<]+)</a>', bar)
    places = [href.removeprefix("../") for href, _, _ in links]
    assert [words for _, _, words in links] == list(tables.read_story()["bar"])
    assert places == list(tables.read_story()["bar"].values())
    assert places[0] == "story.html" and "check.html" in places
    current = [page for page, (_, mark, _) in zip(places, links, strict=True) if mark]
    assert current == find_place(name, places)
    is_itself = ' aria-current="page"' in bar
    assert is_itself == (name in places)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    folder = (SITE / name).parent
    for link in LINKS.findall(read_page(name)):
        address, _, place = link.partition("#")
        if re.match(r"[a-z]+:", link):
            assert link.startswith(("https:", "http:", "mailto:", "data:image/svg"))
            continue
        target = folder / unquote(address.partition("?")[0]) if address else SITE / name
        assert target.is_file(), link
        if place and "=" not in place and target.suffix == ".html" and place != "all":
            body = target.read_text(encoding="utf-8")
            assert re.search(rf'\bid="?{re.escape(place)}["\s>]', body), link


UNLINKED = re.compile(
    r"<(a|h[1-3]|svg|pre|code|summary|button|cite|q|label|option)\b.*?</\1>", re.S
)
CLAIM_CODE = re.compile(r"(?<![\w-])[ABC]\d{1,2}(?![\w-])")


@pytest.mark.parametrize("name", PAGES)
def test_each_code_of_a_claim_leads_to_its_page(name):
    if name == "search.html":
        return  # quotes pages as text
    own = re.sub(r"\W", " ", name).split()
    words = read_text(UNLINKED.sub(" ", read_prose(name)))
    codes = [code for code in CLAIM_CODE.findall(words) if code not in own]
    assert codes == []


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light_and_loads_nothing_from_elsewhere(name):
    body = read_page(name)
    assert len(body.encode()) <= MOST.get(name, 140_000)
    assert not re.search(
        r'<(?:script|img|link rel="stylesheet")[^>]* (?:src|href)="http', body
    )
    for page in ("about.html", "method.html", "words.html"):
        assert page in body


@pytest.mark.parametrize("name", PAGES)
def test_quotation_marks_are_those_of_print(name):
    markup = NOT_OURS.sub(" ", read_prose(name))
    straight = re.findall(r"""\S*['"]\S*""", read_text(markup))
    assert straight == []


def test_explorer_packs_small():
    # its notebook also writes the dossiers, and the page shows that code
    packed = gzip.compress(read_page("figures.html").encode())
    assert len(packed) <= 64_000
