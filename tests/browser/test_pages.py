"""Every page in a real browser: nothing leaves the file, nothing scrolls sideways, everyone can read it.

A page is opened once and then taken through its states, each of which is asked everything: opening is what takes time.
"""

import functools
import gzip
import html
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ALL, LOOKS, NOTEBOOKS, REPORTS, SAMPLE

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KB = 1024
SMALL = 24  # px: WCAG 2.2, 2.5.8
INK = 12  # px of the smallest words in a picture, as a phone of 390 shows it
# Six states of twelve, in which every two of width, colours and folds meet; colours move nothing, as a test below says.
STATES = [(1280, "light", False), (1280, "dark", True), (390, "light", True), (390, "dark", False)]
STATES += [(320, "light", False), (320, "dark", True)]
# Rows of one table, records of figures and lines of code are alike but for their words: axe looks at the first of each.
ALIKE = """() => {
  document.querySelectorAll('tr:nth-child(n+21), .record:nth-child(n+21)').forEach((e) => e.remove());
  document.querySelectorAll('.record').forEach((e) => { e.style.contentVisibility = 'visible'; });
  [...document.querySelectorAll('pre code')].slice(2).forEach((e) => { e.textContent += ' '; }); }"""
# On a wide screen the contents are always open: page.js opens them.
FOLD = """(open) => document.querySelectorAll('details').forEach((d) => {
  d.open = open || (d.id === 'contents' && innerWidth > 1087); })"""
PICTURES = """[...document.querySelectorAll('figure img')].map((i) =>
  [i.currentSrc.split('/').pop(), i.getBoundingClientRect().width / i.naturalWidth])"""
# A browser takes a moment to choose the picture of another width.
CHOSEN = """() => [...document.querySelectorAll('picture')].every((p) => {
  const narrow = p.querySelector('source'), img = p.querySelector('img');
  const wanted = narrow && matchMedia(narrow.media).matches ? narrow.srcset : img.getAttribute('src');
  return img.complete && img.currentSrc.split('/').pop() === wanted.split('/').pop(); })"""
MOST = {"index.html": 8}  # pages of A4
# An id of a figure or claim, a HS code, a year and month, an amount: none may be broken on paper.
CODE = re.compile(
    r"(?<![\w./-])(?:[FNOS]\d{3}[a-z]?|X-T?\d\d|[ABC]\d{1,2}[a-d]?|\d{4}(?:[.]\d\d)?|\d{6}|\$\d[\d.]*[a-z]+)(?![\w/-])"
)


@functools.cache
def ink(picture):
    """Return the px of the smallest words of a picture, in its own size; None without words."""
    path = REPORTS / "figures" / picture
    found = re.findall(r"font(?:-size)?: ?(?:[\w ]*?)([\d.]+)px", path.read_text(encoding="utf-8"))
    return min(map(float, found), default=None)


@pytest.mark.parametrize("name", ["demo:index.html", *ALL])
def test_everyone_can_read_it_at_any_width_in_any_light_with_folds_open_or_closed(window, demo, name):
    tab = window((demo if "demo:" in name else REPORTS) / name.removeprefix("demo:"))
    tab.evaluate("document.querySelectorAll('img').forEach((i) => { i.loading = 'eager'; })")
    tab.wait_for_function("[...document.images].every((i) => i.complete)")
    tab.evaluate(LOOKS)
    wrong = tab.evaluate("looks.ever()")
    looked = [(state, _looked(tab, state, picture=":" not in name)) for state in STATES]
    tab.evaluate(ALIKE)
    tab.evaluate(Axe().axe_script)
    looked += [(state, _asked(tab, state)) for state in STATES]
    wrong += [f"{state}: {what}" for state, found in looked for what in found]
    assert wrong + tab.wrong == []


def _put(tab, state):
    """Bring an open page into a state."""
    width, scheme, folds = state
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(color_scheme=scheme)
    tab.evaluate(FOLD, folds)
    tab.wait_for_function(CHOSEN)


def _looked(tab, state, picture):
    _put(tab, state)
    wrong = tab.evaluate("(least) => looks.now(least)", SMALL)
    if state[0] == 390 and picture:
        shown = [
            (src, round(ink(src) * share / 0.75, 1)) for src, share in tab.evaluate(PICTURES) if ink(src)
        ]
        wrong += [f"words of {size} px in {src}" for src, size in shown if size < INK - 0.5]
    return wrong


def _asked(tab, state):
    _put(tab, state)
    options = {"runOnly": RULES, "preload": False, "resultTypes": ["violations"]}
    if state[0] == 320:  # as coloured as at 390
        options["rules"] = {"color-contrast": {"enabled": False}}
    found = tab.evaluate("(options) => axe.run(options).then((r) => r.violations)", options)
    return [f"{v['id']}: {node['html']}" for v in found for node in v["nodes"]]


def test_colours_move_nothing():
    style = (REPORTS / "page.css").read_text(encoding="utf-8")
    dark = re.findall(r"prefers-color-scheme[^{]*\{\s*:root\s*\{([^}]*)\}\s*\}", style)
    assert dark and len(dark) == style.count("prefers-color-scheme")
    assert all(rule.strip().startswith(("--", "color-scheme")) for rule in ";".join(dark).split(";"))


@pytest.mark.parametrize("name", ALL)
def test_every_place_is_in_sight_on_arrival_with_any_filter_on(window, name):
    tab = window(REPORTS / name)
    tab.evaluate(LOOKS)
    values = tab.locator("[name=verdict]").evaluate_all("(all) => all.map((e) => e.value)")
    filters = ["", *(f"verdict={v}" for v in values if v)] + ["q=drones"] * bool(tab.locator(".find").count())
    step = 9 if name == "figures.html" else 1  # hundreds of records, all alike
    assert tab.evaluate("([filters, step]) => looks.places(filters, step)", [filters, step]) == []
    assert tab.locator("#contents ol a").first.is_visible() or name == "index.html", "the contents follow"


@pytest.mark.parametrize("name", SAMPLE)
def test_keyboard_reaches_everything_and_skips_to_the_content(window, name):
    tab = window(REPORTS / name)
    tab.evaluate(LOOKS)
    expected = tab.evaluate("looks.reachable()")
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


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_contents_and_code_unfold_also_without_scripts(window, name):
    for scripts in (True, False):
        tab = window(REPORTS / name, 390, scripts=scripts)
        for fold, inside in (("#contents", "ol a"), (".cell details.code", "pre")):
            inner = tab.locator(fold).first.locator(inside).first
            assert not inner.is_visible()
            tab.locator(f"{fold} > summary").first.click()
            assert inner.is_visible()
    assert tab.locator("button").count() == 0  # nothing that cannot work
    tab = window(REPORTS / name)
    tab.get_by_role("button", name="Show all code").click()
    assert tab.locator("details.code").count() == tab.locator("details.code[open]").count()
    tab.get_by_role("button", name="Hide all code").click()
    assert tab.locator("details.code[open]").count() == 0


@pytest.mark.parametrize("name", ALL)
def test_paper_is_light_whole_breaks_no_code_and_says_where_it_is_from(window, name):
    tab = window(REPORTS / name, 703, "dark")  # the text width of A4 with margins of 12 mm
    tab.emulate_media(media="print", color_scheme="dark")
    tab.evaluate(LOOKS)
    assert tab.evaluate("looks.paper()") == []
    tab.evaluate("document.querySelectorAll('.sr').forEach((e) => e.remove())")
    words = tab.locator("main").inner_text()
    sheets = pypdfium2.PdfDocument(tab.pdf(format="A4", prefer_css_page_size=True))
    printed = [sheet.get_textpage().get_text_bounded() for sheet in sheets]
    asked, found = Counter(CODE.findall(words)), Counter(CODE.findall("\n".join(printed)))
    assert {code: (n, found[code]) for code, n in asked.items() if found[code] < n} == {}
    assert len(printed) <= MOST.get(name, len(printed))
    for number, sheet in enumerate(printed, 1):
        assert f"{number} / {len(printed)}" in sheet and name in sheet
    assert "https://" in "".join(printed) or "http" not in words  # sources are written out


@functools.cache
def anchors(file):
    """Return the ids of a page."""
    return set(re.findall(r'id="([^"]+)"', file.read_text(encoding="utf-8")))


def test_every_link_leads_somewhere():
    missing = [f"{name}: {link}" for name in ALL for link in _dead(REPORTS / name)]
    assert missing == []


def _dead(page):
    text = re.sub(r"<(script|pre)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.S)
    for link in sorted({html.unescape(v) for v in re.findall(r'\s(?:href|src|srcset)="([^"]+)"', text)}):
        parts = urlsplit(link)
        if parts.scheme:
            if parts.scheme not in ("https", "http", "data"):
                yield link
            continue
        file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        wanted = unquote(parts.fragment) if file.suffix == ".html" else ""
        if not file.is_file() or (wanted and wanted not in anchors(file)):
            yield link


def test_pages_are_light(window):
    for name in ALL:
        text, many = (REPORTS / name).read_bytes(), name == "figures.html"
        most = 40 if name.startswith("claims/") else 120
        assert many or len(text) <= most * KB, name
        assert len(gzip.compress(text)) < (72 if many else 32) * KB, name  # as a server sends it
    # hundreds of records: those out of sight are not laid out
    records = window(REPORTS / "figures.html").locator(".record")
    assert set(records.evaluate_all("(all) => all.map((e) => getComputedStyle(e).contentVisibility)")) == {
        "auto"
    }


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
