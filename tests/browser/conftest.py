"""A browser, and pages to look at: the published ones and one made here from hostile data."""

import os
import shutil

import nbformat
import pandas as pd
import pytest
import small
from nbformat import v4

from dualuse.pages import front
from pressroom import project, show
from pressroom.engine import page as pages
from pressroom.engine import publish

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
QUIET += ["--disable-component-update", "--disable-sync"]
NASTY = """<script>document.title="hacked"</script> & "quoted" 'too' <b>bold</b>"""
REPORTS = project.ROOT / "reports"
ALL = sorted(
    p.relative_to(REPORTS).as_posix() for p in [*REPORTS.glob("*.html"), *REPORTS.glob("claims/*.html")]
)
# one with pictures, one with parts, one with nothing but retellings: for what one template makes alike on all
CLAIMS = [f"claims/{i}.html" for i in ("A1", "C6", "B2")]
NOTEBOOKS = ["02_reconstruct_trade_totals.html", "claims/A1.html"]
SAMPLE = [p for p in ALL if not p.startswith("claims/") and p != "figures.html"] + CLAIMS
LOOKS = (project.ROOT / "tests/browser/looks.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser():
    """Return an installed Chromium; without one, say how to get one (in CI: fail)."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        words = "no Chromium found: `apt-get install chromium`, or any Chrome in the PATH"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


def executed(*outputs):
    """Return an executed notebook; an output is (cell id, markup or None, words, kind)."""
    made = small.notebook()
    if outputs:  # the finding is the title of the first page
        made.cells[0].metadata["tags"] = ["remove-cell"]
    made.cells.append(v4.new_markdown_cell(f"## A heading\n\nProse with {NASTY}.", id="prose"))
    for name, markup, words in outputs:
        data = {"text/plain": words} | ({"text/html": markup} if markup else {})
        cell = v4.new_code_cell(f"# Show it\nprint('{name}')", id=name)
        cell.outputs = [v4.new_output("execute_result", data=data, execution_count=1)]
        made.cells.append(cell)
    return made


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Return a folder of two pages that show everything `show` can, with hostile data in every field."""
    root = tmp_path_factory.mktemp("demo")
    out, shown = root / "build/stage/00_findings", []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRESSROOM_OUT", str(out))
        patch.setenv("PRESSROOM_NOTEBOOK", "00_findings")
        patch.setattr(show, "display", lambda markup, words: shown.append((markup, words)))
        fig, ax = show.subplots()
        ax.barh(["a", NASTY[:9]], [1, 2])
        wide = pd.DataFrame({f"column number {i}": [NASTY, f"{i}", "words " * 9] for i in range(12)})
        show.figure(
            fig, "demo", f"A title {NASTY}", f"What {NASTY}", NASTY, wide, f"Two bars, one and two. {NASTY}"
        )
        show.table(wide, "wide", f"Wide {NASTY}", note=NASTY)
        show.table(pd.DataFrame({"row": range(60), "value": 1.5}), "long", "Long", units={"value": NASTY})
        show.say("A number {n:usd} and {x}", n=14.5e6, x=NASTY)
        show.note("Mind {x}", title=NASTY, x=NASTY)
        show.ledger([(NASTY, 3), ("dropped", -1), ("left", 2)])
        verdicts = [
            claim(i, word) for i, word in enumerate(["not reproduced", "reproduced", "not checkable"], 1)
        ]
        story, changes = project.story(), "# Changes\n\n## 2026-01-02: one\n\nA body.\n"
        front.show_head(verdicts, story, changes, "A1", NASTY)
        front.show_squares(verdicts)
        front.show_use(story, changes)
        front.show_rows(verdicts, story)
    outputs = [(f"cell{i}", *pair) for i, pair in enumerate(shown)] + [("plain", None, NASTY)]
    listed = [
        ("00_findings", "index.html", "Findings"),
        ("05_verify_trade_claims", "05_verify_trade_claims.html", "Five"),
    ]
    books = [small.plan_book(root, stem, page, title) for stem, page, title in listed]
    for book, content in zip(books, [outputs, []], strict=True):
        path = root / "notebooks" / f"{book.stem}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(executed(*content), path)
        (root / "build/stage" / book.stem).mkdir(parents=True, exist_ok=True)
        facts = {"lock": "0" * 64, "inputs": {f"a {NASTY}": "1" * 64}, "parameters": {"X": NASTY}}
        pages.page(book.stem, book.page, listed, path, root / "build/pages" / book.page, facts)
    publish.publish(books, root)
    for name in (
        "figures.html",
        "feed.xml",
        "verdicts.json",
        "tables/verdicts.csv",
        *(f"claims/A{i}.html" for i in (1, 2, 3)),
    ):
        path = root / "reports" / name  # what other notebooks would have written
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    return root / "reports"


def claim(number, verdict):
    """Return a verdict with hostile words in every field."""
    item = {"source": NASTY, "role": "evidence", "low": 1e6 * number, "high": 3e6 * number, "unit": "USD"}
    item |= {"verdict": verdict, "distance": NASTY, "figures": [], "measure": NASTY, "fits": True, "part": ""}
    item |= {"kind": "trade", "series": "", "reason": NASTY, "because": "", "period": ["2023-01", "2023-02"]}
    item |= {"needed": None}
    made = {key: NASTY for key in ("claim", "where", "seen", "printed", "why", "settles", "denial", "asked")}
    made |= {"counted": True, "group": "A", "strict": "", "without_inferred": "", "parts": [], "notes": []}
    made |= {"rests_on": {"sources": 1, "pages": 2, "labels": [[NASTY, NASTY, verdict]]}}
    made |= {"seen_at": "https://example.org/?a=1&b=2", "retellings": [], "context": []}
    says = {"low": 1e8, "high": None, "unit": "USD"}
    return (
        made
        | {"id": f"A{number}", "kind": ["level", "growth"][number % 2], "verdict": verdict, "says": says}
        | {"evidence": [item]}
    )


@pytest.fixture
def window(browser):
    """Return a function that opens a page in a new window, and collects what must not happen."""
    contexts = []

    def open_page(path, width=1280, scheme="light", scripts=True, place="", height=900, before=""):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        context.add_init_script(before)
        tab = context.new_page()
        tab.wrong = []
        tab.on("console", lambda m: tab.wrong.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda e: tab.wrong.append(str(e)))
        tab.on("requestfailed", lambda r: tab.wrong.append(f"failed: {r.url}"))
        tab.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else tab.wrong.append(r.url))
        tab.goto(path.as_uri() + place, wait_until="load")
        return tab

    yield open_page
    for context in contexts:
        context.close()
