"""Pages from notebooks and data: what is escaped, what decides, what is said."""

import html
import re
from types import SimpleNamespace

import pytest
from nbformat import v4

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.engine import verdicts
from dualuse.press import notebook_page, pages, search, uses

NASTY = """<script>document.title="taken"</script> & 'quoted' "too" <b>bold</b>"""


def make_run(stem="01_first", claim="", page="first.html"):
    title = f"Claim {claim}" if claim else "First"
    facts = {"stem": stem, "claim": claim, "title": title, "page": page, "reads": []}
    return SimpleNamespace(claims=[claim] if claim else [], **facts)


def make_notebook(*cells):
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# A title", id="title")])
    notebook.cells += cells
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    return notebook


def show_html(markup, name="shown"):
    output = v4.new_output("display_data", {"text/html": markup, "text/plain": "."})
    return v4.new_code_cell("show()", id=name, outputs=[output])


def render(*cells):
    run = make_run()
    return notebook_page.render(run, make_notebook(*cells), [run], "0" * 64)


def make_series(verdict, figures, counts=True, **ends):
    series = {"source": "GACC", "label": "Chinese customs", "series": "CHN-RUS"}
    series |= {"measure": "", "base": "", "period": ["2023-01", "2023-05"]}
    series |= {"low": 0.0, "high": 33e6, "own_low": 0.0, "own_high": 33e6, **ends}
    series |= {"unit": "USD", "verdict": verdict, "direction": "lower"}
    return {**series, "figures": figures, "counts": counts, "because": ""}


def make_claim(verdict=verdicts.CONTRADICTED, figures=(), sources=(), context=()):
    test = {"kind": "level", "low": 1e8, "high": None, "unit": "USD", "text": "100"}
    part = {"id": "A1", "asks": "tests", "tests": [test], "figures": list(figures)}
    part["pages"] = list(sources)
    claim = {"id": "A1", "verdict": verdict, "direction": "lower", "parts": [part]}
    return {**claim, "context": list(context)}


def make_page(name, relation):
    page = {"id": name, "relation": relation, "outlet": "bbc"}
    return page | {"url": "https://a.org", "shows": "report"}


# --- rendering


def test_text_of_a_notebook_is_escaped():
    page = render(v4.new_markdown_cell(f"Prose with {NASTY}.", id="prose"))
    main = page[page.index("<main") : page.index("</main>")]
    assert "<script>document" not in main
    assert "&lt;script&gt;" in main


def test_facts_of_a_template_are_escaped():
    row = {"low": 0, "high": 1e6, "words": NASTY, "id": "F1", "literal": False}
    markup = pages.template("method_ranges.html", rows=[row])
    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup


def test_code_of_a_notebook_is_folded_where_it_runs():
    silent = v4.new_code_cell("rows = 1", id="silent")
    text = v4.new_markdown_cell("Below.", id="below")
    page = render(
        silent, show_html("<p>Shown.</p>"), text, show_html("<p>Last.</p>", "z")
    )
    page = page[page.index("<main") :]
    assert page.count('<div class="code"') == 2
    places = [page.index(words) for words in ("rows = ", "Shown.", "Below.", "Last.")]
    assert places == sorted(places)
    assert page.count('id="all-code"') == 1
    assert page.index("<h1") < page.index('id="all-code"')


def test_policy_names_the_scripts_of_the_page_and_no_other():
    page = html.unescape(render(show_html('<div data-script="search"></div>')))
    for name in ("page", "search"):
        assert pages.hash_script(pages.read_script(name)) in page
    assert pages.hash_script(pages.read_script("figures")) not in page
    policy = re.search(
        r'http-equiv="Content-Security-Policy"\s+content="([^"]*)"', page
    )[1]
    assert policy.startswith("default-src 'none';")
    assert "script-src 'sha256-" in policy
    assert not re.search("unsafe-eval|http|\\*", policy)


SHARED = ["og:url", 'rel="canonical"']


@pytest.mark.parametrize("address", ["", "https://example.org/gear/"])
@pytest.mark.parametrize("contact", ["", "desk@example.org"])
def test_head_and_foot_offer_only_what_works(monkeypatch, address, contact):
    story = {**pages.read_story_facts(), "address": address, "contact": contact}
    for module in (pages, notebook_page):
        monkeypatch.setattr(module, "read_story_facts", lambda: story)
    page = render()
    assert [words in page for words in SHARED] == [bool(address)] * len(SHARED)
    assert ("Tell us we are wrong" in page) == bool(contact)
    assert ("so treat these pages as a draft" in page) != bool(contact)


def test_two_titles_are_refused():
    with pytest.raises(InputError, match="2 headings of level 1"):
        render(show_html('<h1 id="second">Second</h1>'))


def test_later_heading_of_level_1_begins_a_part():
    page = render(v4.new_markdown_cell("# By hand", id="part"))
    assert page.count("<h1") == 1 and '<h2 id="part" class="part">By hand</h2>' in page


def test_picture_without_alt_text_is_refused():
    with pytest.raises(InputError, match="without alt text"):
        render(show_html('<img src="a.svg">'))


def test_path_of_this_machine_is_refused():
    with pytest.raises(InputError, match="no path of this machine"):
        render(show_html(f"<p>{tables.ROOT}/data</p>"))


def test_dropped_cells_are_not_on_the_page():
    cell = v4.new_markdown_cell("Not for readers.", id="hidden")
    cell.metadata["tags"] = ["remove-cell"]
    assert "Not for readers" not in render(cell)


def test_note_stands_first_and_is_escaped():
    noted = pages.add_note('<main id="main"><p>Text</p></main>', f"**Not** {NASTY}")
    assert noted.index("<strong>Not</strong>") < noted.index("<p>Text")
    assert "<script>" not in noted


def test_terms_are_linked_once_and_never_in_code():
    body = "<main><p>FOB and FOB</p><code>FOB</code></main>"
    linked = pages.link_terms(body, {r"\bFOB\b": "fob"}, "words.html")
    assert linked.count('href="words.html#fob"') == 1
    assert "<code>FOB</code>" in linked


def test_a_term_may_have_groups_of_its_own():
    """It was an IndexError, or the link of another term."""
    terms = {r"(FOB|CIF)( value)?": "fob", r"\bmirror(s?)\b": "mirror", "HS": "hs"}
    body = "<main><p>CIF value, mirrors, HS</p></main>"
    linked = pages.link_terms(body, terms, "words.html")
    assert re.findall('#([a-z]+)">([^<]+)', linked) == [
        ("fob", "CIF value"),
        ("mirror", "mirrors"),
        ("hs", "HS"),
    ]


# --- story.yml


@pytest.mark.parametrize(
    "url", ["https://a.org/b?c=d", "about.html#who", "claims/A1.html"]
)
def test_link_that_is_http_or_relative_is_allowed(url):
    assert pages.check_link(url) == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.org", "JaVaScRiPt:x"]
)
def test_link_of_another_kind_is_refused(url):
    with pytest.raises(InputError, match="http, https or a page"):
        pages.check_link(url)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bar", {"Claims": "javascript:alert(1)"}),
        ("repository", "ftp://code.org"),
        ("address", "https://no-slash.org"),
        ("title", ""),
        ("surprise", "a key that nobody knows"),
    ],
)
def test_story_with_a_bad_key_is_refused(monkeypatch, key, value):
    story = {**tables.read_story(), key: value}
    monkeypatch.setattr(tables, "read_story", lambda: story)
    with pytest.raises(InputError, match=r"story\.yml"):
        pages.read_story_facts.__wrapped__()


# --- what decides


def test_figure_that_decides_is_never_background():
    series = [make_series(verdicts.CONTRADICTED, ["F1"])]
    series.append(make_series(verdicts.POSSIBLE, ["F1", "F2"], counts=False))
    claim = make_claim(figures=series, context=["F1", "F3"])
    assert list(uses.list_uses(claim, {})) == ["F1", "F2", "F3"]
    used = uses.name_uses([claim], {})
    assert used["F1"] == {"A1": "decides"} and used["F2"] == {"A1": "background"}


def test_page_and_figure_of_one_id_are_two():
    series = [make_series(verdicts.CONFIRMED, ["S1"])]
    claim = make_claim(figures=series, sources=[make_page("S1", "background")])
    assert list(uses.list_uses(claim, {})) == ["S1", "S1-page"]


# --- changes and search


def test_search_finds_sections_by_any_word_and_lists_pages_without_script():
    body = '<main><h1 id="t">Drones</h1><p>All.</p><h2 id="k">Kazakhstan</h2>'
    body += "<p>Sent on &amp; <b>$1.23m</b>.</p><pre>code</pre></main>"
    first, second = search.index_page("drones.html", body)
    assert first["is_page"] and not second["is_page"]
    assert second["address"] == "drones.html#k"
    assert "$1.23m" in second["text"] and "code" not in second["text"]
    found = search.make_search({"drones.html": body})
    assert "<li data-t=" in found and "<li hidden data-t=" in found


def test_search_knows_where_each_code_leads_and_claims_go_first():
    card = '<h1 id="t">D</h1><tr data-judged="J1 J2" id="S1-page">'
    cell = '<h1 id="t">K</h1><h2 id="k">J</h2><td data-h="our judgement">J1</td>'
    bodies = {"07.html": cell, "claims/A1.html": card}
    bodies["figures.html"] = "<tr id=F7><tr id=F8>"
    assert search.list_codes(bodies) == {
        "claims/A1.html": "A1",
        "figures.html#": "F7 F8",
        "claims/A1.html#S1-page": "J1 J2",
    }


def test_search_knows_the_place_of_a_claim_on_a_page_of_several(monkeypatch):
    shared = {"page": "both.html", "title": "B", "lead": "b", "claims": ["A1", "A2"]}
    facts = {**pages.read_story_facts(), "together": [shared]}
    for module in (pages, search):
        monkeypatch.setattr(module, "read_story_facts", lambda: facts)
    body = '<main><h1 id="claim">B</h1><p>Two.</p><h2 id="A1">A1. One?</h2><p>x</p>'
    body += '<tr data-judged="J1" id="S1-page"><h2 id="A2">A2. Two?</h2></main>'
    rows = search.index_page("both.html", body)
    assert [row["address"] for row in rows[1:]] == ["both.html#A1", "both.html#A2"]
    assert [row["is_claim"] for row in rows] == [False, True, True]
    other = '<h1 id="t">K</h1><h2 id="k">J</h2><td data-h="our judgement">J1</td>'
    codes = search.list_codes({"07.html": other, "both.html": body})
    assert codes == {
        "both.html#": "A1 A2",
        "both.html#S1-page": "J1",
    }


def test_search_quotes_nothing_that_is_said_to_screen_readers_alone():
    body = '<main><h1 id="t">D</h1><p>On <span class="sr">Code of</span> sums.</p>'
    (row,) = search.index_page("d.html", body + "</main>")
    assert row["text"] == "On sums."


def test_search_keeps_every_word_of_a_long_section_once():
    text = " ".join(f"word{number} word{number}" for number in range(400))
    body = f'<main><h1 id="t">Long</h1><p>{text}</p></main>'
    (row,) = search.index_page("long.html", body)
    found = row["text"].split() + row["words"].split()
    assert set(found) == set(text.split())
    assert len(row["words"].split()) == len(set(row["words"].split()))


def test_feed_is_xml_with_escaped_text():
    from xml.etree import ElementTree

    text = f"## 2026-11-26: {NASTY}\n\nBody {NASTY}\n"
    feed = pages.template("feed.xml", changes=pages.read_changes(text))
    entry = ElementTree.fromstring(feed)[-1]
    assert entry[1].text == NASTY


def write_answer(markup):
    """Return a notebook whose one cell, tagged `answer`, shows this."""
    output = v4.new_output("display_data", {"text/html": markup})
    cell = v4.new_code_cell(id="in-short", outputs=[output])
    cell.metadata["tags"] = ["answer"]
    return v4.new_notebook(cells=[cell])


def test_the_finding_of_an_answer_is_its_first_words_which_are_bold():
    notebook = write_answer(
        '<div class="say"><p><strong>Five are wrong.</strong> One <b>is</b> left out.</p></div>'
    )
    finding, rest = notebook_page.lift_answer(notebook, "01.ipynb")
    assert finding == "Five are wrong."
    assert rest == '<div class="say"><p>One <b>is</b> left out.</p></div>'
    assert notebook.cells[0].outputs == []
    assert notebook_page.lift_answer(v4.new_notebook(), "00.ipynb") == ("", "")
    plain = write_answer('<div class="say"><p>Of ten, <strong>five</strong>.</p></div>')
    with pytest.raises(InputError, match=r"01.ipynb.*Of ten, five.*in bold"):
        notebook_page.lift_answer(plain, "01.ipynb")


def test_the_search_names_a_page_by_the_question_above_its_finding():
    head = "<title>How many are wrong? · Enough gear for an army?</title>"
    body = f'{head}<main id="m"><h1 id="title">Five are.</h1><p>Of ten.</p></main>'
    (row,) = search.index_page("01.html", body)
    assert (row["title"], row["section"]) == ("How many are wrong?", "Five are.")
