"""Every page: no fault of access, no sideways scroll; links lead somewhere."""

import gzip
import re
from urllib.parse import unquote

import pytest
from browser.published import SITE, list_pages, read_page

pytestmark = pytest.mark.browser
PAGES = list_pages()
ONE_A_TEMPLATE = [name for name in PAGES if not name.startswith("claims/")]
ONE_A_TEMPLATE += [
    "claims/A1.html",
    "claims/A8.html",
    "claims/C6.html",
    "claims/B2.html",
]
LINKS = re.compile(r'<[^<>]*?(?:href|src)="([^"]+)"')  # none that is shown as text
MOST = {"figures.html": 300_000, "search.html": 300_000}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ONE_A_TEMPLATE)
def test_axe_finds_no_fault(visit, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(name, color_scheme=scheme)
    results = Axe().run(page, options={"preload": False})
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(browser, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    wide = []
    for name in PAGES:
        page.goto(f"{SITE.as_uri()}/{name}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    page.close()
    assert wide == []


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


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light_and_loads_nothing_from_elsewhere(name):
    body = read_page(name)
    assert len(body.encode()) <= MOST.get(name, 120_000)
    assert not re.search(
        r'<(?:script|img|link rel="stylesheet")[^>]* (?:src|href)="http', body
    )
    for page in ("about.html", "method.html", "words.html"):
        assert page in body


def test_explorer_packs_small():
    packed = gzip.compress(read_page("figures.html").encode())
    assert len(packed) <= 56_000


def test_scripts_are_small():
    (script,) = re.findall(
        r"<script>([^<]*#range-steps.*?)</script>", read_page("claims/A1.html"), re.S
    )
    assert len(script) < 5_000
