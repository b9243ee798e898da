"""Every page in a real browser: nothing leaves the file, nothing scrolls sideways, everyone can read it."""

import functools
import gzip
import html
import re
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ALL, PUBLISHED, REPORTS

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACEHOLDER = "No description has been provided"
KB = 1024
ARRIVED = """(id) => { const top = document.getElementById(id).getBoundingClientRect().top;
  return (-1 <= top && top < 200) || innerHeight + scrollY >= document.documentElement.scrollHeight - 2; }"""
VISIBILITY = "(all) => all.map((e) => getComputedStyle(e).contentVisibility)"
# Elements that a keyboard should reach: one of a group of radio buttons stands for all.
REACHABLE = """() => [...document.querySelectorAll('a[href], summary, button, input, [tabindex="0"]')].filter(
  (e) => e.checkVisibility({ visibilityProperty: true }) && (e.type !== 'radio' || e.checked)).length"""


# Every page wide and light, and narrow and dark; the rest of the matrix on all pages but most of the claims'.
MATRIX = [(name, *view) for name in ALL for view in ((1280, "light", True), (390, "dark", True))]
REST = ((1280, "dark", False), (320, "light", False))
MATRIX += [
    (name, *view) for name in ["demo:index.html", *PUBLISHED] for view in REST if name != "figures.html"
]
CLIPPED = """() => [...document.querySelectorAll('caption, .caption, figcaption, figcaption *')].filter((e) =>
  e.checkVisibility() && !e.closest('.sr') && getComputedStyle(e).display !== 'inline'
  && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1)).map((e) => e.outerHTML)"""


@pytest.mark.parametrize(("name", "width", "scheme", "folds"), MATRIX)
def test_page_is_quiet_fits_and_is_accessible(window, demo, name, width, scheme, folds):
    tab = window((demo if "demo:" in name else REPORTS) / name.removeprefix("demo:"), width, scheme)
    if folds:
        tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    tab.evaluate("document.querySelectorAll('img').forEach((i) => { i.loading = 'eager'; })")
    # a record out of sight is laid out only when a reader comes near: axe would measure half of it
    tab.evaluate(
        "document.querySelectorAll('.record').forEach((r) => { r.style.contentVisibility = 'visible'; })"
    )
    for now in (320, width):
        tab.set_viewport_size({"width": now, "height": 900})
        wide = tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"the page scrolls sideways: {wide}"
        assert tab.evaluate(CLIPPED) == []
    found = Axe().run(tab, options={"runOnly": RULES, "preload": False})
    assert found.violations_count == 0, found.generate_report()
    assert tab.wrong == []


VISITED = """async (filters) => { const lost = [], main = document.querySelector('main');
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const soon = async (there) => { for (let i = 0; i < 50 && !there(); i++) await pause(10); return there(); };
  for (const filter of filters) {
    if (filter) { location.hash = filter; await pause(50); }
    for (const e of main.querySelectorAll('[id]')) {
      if (e.matches('.legend input, [hidden]') || e.closest('svg')) continue;
      location.hash = e.id;
      const box = () => e.getBoundingClientRect();
      const seen = () => e.checkVisibility() && box().top < innerHeight && box().bottom > -2;
      if (!await soon(seen)) lost.push(`${filter} ${e.id}`);
    }
  }
  return lost; }"""


@pytest.mark.parametrize("name", [n for n in PUBLISHED if n != "figures.html"])
def test_every_place_is_in_sight_on_arrival_with_any_filter_on(window, name):
    tab = window(REPORTS / name)
    values = tab.locator("[name=verdict]").evaluate_all("(all) => all.map((e) => e.value)")
    filters = ["", *(f"verdict={v}" for v in values if v), "q=drones"] if values else [""]
    assert tab.evaluate(VISITED, filters) == []


def test_page_is_in_english_with_landmarks_and_one_title(opened):
    tab = opened()
    assert tab.evaluate("document.documentElement.lang").startswith("en")
    for selector in ("main", "header", "footer", "nav", "h1"):
        assert tab.locator(selector).count() >= 1, selector
    assert tab.locator("h1").count() == 1 and len(tab.title()) > 10
    for name in ("description", "og:title", "og:description", "og:type"):
        content = tab.locator(f'meta[name="{name}"], meta[property="{name}"]').get_attribute("content")
        assert content, name
    if tab.locator("figure.chart").count():
        assert tab.locator('meta[property="og:image"]').count() == 1


def test_every_picture_has_words(opened):
    tab = opened()
    pictures = tab.evaluate(
        """() => [...document.querySelectorAll('img')].map((i) => [i.alt, i.complete && i.naturalWidth])"""
    )
    assert all(len(alt) > 20 and PLACEHOLDER not in alt and width > 0 for alt, width in pictures), pictures
    named = tab.evaluate(
        """() => [...document.querySelectorAll('svg:not([aria-hidden])')].map((s) => s.getAttribute('role') === 'img'
        && s.getAttribute('aria-labelledby').split(' ').every((i) => document.getElementById(i).textContent.trim()))"""
    )
    assert all(named)
    assert tab.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size"
    ) == tab.evaluate("document.querySelectorAll('[id]').length"), "an id occurs twice"


def test_tables_have_captions_and_scoped_headers(opened):
    tab = opened()
    bare = tab.evaluate(
        """() => [...document.querySelectorAll('table')].filter((t) => ![...t.querySelectorAll('th')].length
        || [...t.querySelectorAll('th')].some((h) => !h.scope)
        || (!t.caption && !t.closest('.prose') && !document.getElementById(t.getAttribute('aria-labelledby'))))
        .map((t) => t.outerHTML.slice(0, 200))"""
    )
    assert bare == []


def test_keyboard_reaches_everything_and_skips_to_the_content(opened):
    tab = opened()
    expected = tab.evaluate(REACHABLE)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.evaluate(
        "window.seen = new Set([document.activeElement]); addEventListener('focusin', (e) => seen.add(e.target))"
    )
    for _ in range(expected + 5):
        tab.keyboard.press("Tab")
    assert tab.evaluate("window.seen.size") >= expected
    tab.evaluate("document.querySelector('.skip').focus()")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_contents_follow_on_wide_and_fold_on_narrow(opened):
    tab = opened(1280)
    links = tab.locator("#contents ol").first.locator("a")
    if not links.count():  # the first page has none
        return
    assert links.first.is_visible()
    for i in range(links.count()):
        links.nth(i).click()
        anchor = links.nth(i).get_attribute("href")[1:]
        for _ in range(20):  # page.js looks again, when what lies above has taken its room
            if there := tab.evaluate(ARRIVED, anchor):
                break
            tab.wait_for_timeout(100)
        assert there, anchor
        assert links.first.is_visible(), "the contents follow the reader"
    tab = opened(390)
    link = tab.locator("#contents ol a").first
    assert not link.is_visible()
    tab.locator("#contents > summary").click()
    assert link.is_visible()


def test_code_unfolds_with_and_without_scripts(opened):
    for scripts in (True, False):
        tab = opened(scripts=scripts)
        if not tab.locator("details.code").count():
            return
        fold = tab.locator("details.code").first
        assert not fold.locator("pre").is_visible()
        fold.locator("summary").click()
        assert fold.locator("pre").is_visible()
    assert tab.locator("button").count() == 0  # nothing that cannot work
    tab = opened()
    tab.get_by_role("button", name="Show all code").click()
    assert tab.locator("details.code").count() == tab.locator("details.code[open]").count()
    tab.get_by_role("button", name="Hide all code").click()
    assert tab.locator("details.code[open]").count() == 0


def test_paper_is_light_whole_and_without_code(opened):
    tab = opened(width=703, scheme="dark")  # the text width of A4 with margins of 12 mm
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    clipped = tab.evaluate(
        """() => [...document.querySelectorAll('.scroll, table, pre, figure')].filter((e) => e.checkVisibility()
        && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible'
            || e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
            || e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflowY !== 'visible'))
        .map((e) => e.outerHTML.slice(0, 160))"""
    )
    assert clipped == []
    assert not any(e.is_visible() for e in tab.locator("details.code, .side, .find").all())
    assert tab.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")


@functools.cache
def anchors(file):
    """Return the ids of a page."""
    return set(re.findall(r'id="([^"]+)"', file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ALL)
def test_every_link_leads_somewhere(name):
    page = REPORTS / name
    text = re.sub(r"<(script|pre)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.S)
    missing = []
    for link in sorted({html.unescape(v) for v in re.findall(r'\s(?:href|src|srcset)="([^"]+)"', text)}):
        parts = urlsplit(link)
        if parts.scheme:
            assert parts.scheme in ("https", "http", "data"), link
            continue
        file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not file.is_file():
            missing.append(link)
        elif parts.fragment and file.suffix == ".html":
            missing += [] if unquote(parts.fragment) in anchors(file) else [link]
    assert not missing, " ".join(missing)


def test_every_picture_and_table_has_its_data_beside_it(opened, page):
    tab = opened()
    for figure in tab.locator("figure.chart").all():
        files = [a.get_attribute("href") for a in figure.locator(".files a").all()]
        assert [f.rpartition(".")[2] for f in files] == ["csv", "json", "png", "svg"]
        assert {(page.parent / f).with_suffix("").name for f in files} == {figure.get_attribute("id")[4:]}
        assert (page.parent / files[0]).with_suffix(".svg").is_file()


def test_page_is_light(opened, page):
    text = page.read_bytes()
    if page.name == "figures.html":  # hundreds of records: those out of sight are not laid out
        assert set(opened().locator(".record").evaluate_all(VISIBILITY)) == {"auto"}
    else:
        assert len(text) < 120 * KB
    assert len(gzip.compress(text)) < (72 if page.name == "figures.html" else 32) * KB  # as a server sends it


def test_no_page_shows_what_only_a_machine_says(opened):
    tab = opened()
    tab.evaluate("document.querySelectorAll('details.code').forEach((d) => d.remove())")
    found = re.findall(
        r"<Figure .*|<[\w.]+ object at .*|Traceback.*|Warning:.*|\bnan\b|\bNaN\b|\bNaT\b|\bTrue\b|\bFalse\b",
        re.sub(r"(?s)<script.*?</script>", "", tab.evaluate("document.querySelector('main').textContent")),
    )
    assert found == [] or "api" in tab.url, found
    empty = tab.evaluate(
        """() => [...document.querySelectorAll('main :is(h1, h2, h3, a, td:only-child, li, figcaption strong)')]
        .filter((e) => !e.textContent.trim() && !e.querySelector('img')).map((e) => e.outerHTML)"""
    )
    assert empty == []


# the page made here


def test_hostile_data_is_text(window, demo):
    tab = window(demo / "index.html")
    assert tab.title() != "hacked"
    assert tab.locator("main script:not([type])").count() == 0
    assert not tab.evaluate("[...document.querySelectorAll('b')].some((b) => b.textContent === 'bold')")
    assert tab.get_by_text('<script>document.title="hacked"</script>').count() > 5
    assert tab.wrong == []


def test_no_script_but_ours_can_run(window, demo, tmp_path):
    text = (demo / "index.html").read_text()
    for name in ("page.css", "index.html"):
        (tmp_path / name).write_text((demo / name).read_text())
    evil = "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\"></main>"
    (tmp_path / "index.html").write_text(text.replace("</main>", evil))
    tab = window(tmp_path / "index.html")
    assert tab.title() != "hacked"
    assert tab.locator("form.find").is_visible()  # ours did run


def test_template_adds_little(demo):
    page = (demo / "05_verify_trade_claims.html").stat().st_size
    assert page + (demo / "page.css").stat().st_size < 25 * KB  # an almost empty page with its style sheet
    assert page < 9 * KB
