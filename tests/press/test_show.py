"""What a notebook shows: pictures and tables as files and as markup."""

import json
import re

import pandas as pd
import pytest

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.press import charts, show

SALES = pd.DataFrame({"year": ["2022", "2023"], "sales": [76.122, 111.0]})
ALT = "Two bars: 76 billion dollars in 2022, 111 billion in 2023."
WORDS = {
    "title": "Sales rose by half",
    "subtitle": "All goods, bn USD",
    "source": "[Customs](https://example.org)",
    "alt": ALT,
}


@pytest.fixture
def output(tmp_path, monkeypatch):
    """Write pictures and tables to a folder of their own."""
    monkeypatch.setattr(tables, "OUTPUT", tmp_path)
    monkeypatch.setenv("DUALUSE_OUT", str(tmp_path))
    monkeypatch.setenv("DUALUSE_NOTEBOOK", "")
    return tmp_path


@pytest.fixture
def shown(output, monkeypatch):
    """Collect the markup and the words of all that is shown."""
    collected = []
    monkeypatch.setattr(show, "html", lambda *both: collected.append(both))
    return collected


def draw_sales():
    fig, ax = charts.new(height=2)
    ax.bar(SALES["year"], SALES["sales"], color=charts.BLUE)
    return fig


def show_sales(**changed):
    words = {**WORDS, **changed}
    show.figure(draw_sales(), "sales", data=SALES, **words)


def test_a_picture_is_four_files(shown, output):
    show_sales()
    names = sorted(path.name for path in (output / "figures").iterdir())
    kinds = ["sales-narrow.svg", "sales.csv", "sales.json", "sales.svg"]
    assert names == kinds
    rows = json.loads((output / "figures" / "sales.json").read_text())
    assert rows == SALES.to_dict("records")
    assert (output / "figures" / "sales.csv").read_text() == (
        "year,sales\n2022,76.122\n2023,111.0\n"
    )


def test_a_picture_is_the_same_bytes_each_time(shown, output):
    show_sales()
    first = {path: path.read_bytes() for path in (output / "figures").iterdir()}
    show_sales()
    for path, content in first.items():
        assert path.read_bytes() == content, path.name


def test_a_picture_follows_a_dark_page(shown, output):
    show_sales()
    svg = (output / "figures" / "sales.svg").read_text()
    style, _, drawing = svg.partition("</style>")
    assert f"--c0072b2:{charts.DARK[charts.BLUE]}" in style
    assert "var(--c0072b2)" in drawing
    assert charts.BLUE not in drawing
    assert f"<title>{ALT}</title>" in svg
    assert "<dc:date>" not in svg


def test_a_picture_says_what_it_shows(shown):
    show_sales()
    markup, words = shown[0]
    assert f'alt="{ALT}"' in markup
    assert '<a href="https://example.org">Customs</a>' in markup
    assert 'src="figures/sales.svg"' in markup
    assert ALT in words


def test_outside_the_build_a_picture_carries_itself(shown, monkeypatch):
    monkeypatch.delenv("DUALUSE_NOTEBOOK")
    show_sales()
    assert 'src="data:image/svg+xml;base64,' in shown[0][0]


def test_names_of_files_are_plain(output):
    with pytest.raises(InputError, match="lower case"):
        show.table(SALES, "../Sales", "Sales")


def test_a_table_has_a_caption_scopes_and_units(shown):
    show.table(SALES, "sales", "Sales & more", units={"sales": "bn USD"})
    markup, words = shown[0]
    assert "Sales &amp; more" in markup
    assert '<th scope="row">2022</th>' in markup
    heading = r'<th\s+scope="col" class="n">sales <small>\(bn USD\)</small></th>'
    assert re.search(heading, markup)
    assert '<td data-h="sales (bn USD)" class="n">76.12</td>' in markup
    assert "76.12" in words


def test_a_table_shows_some_rows_and_says_so(shown, output):
    show.table(SALES, "sales", "Sales", rows=1)
    assert "First 1 of 2 rows" in shown[0][0]
    assert "2023" not in shown[0][0]
    assert "2023" in (output / "tables" / "sales.csv").read_text()


def test_columns_of_many_tables_are_described_once(shown):
    frame = pd.DataFrame({"flow": ["export"], "low": [1.234]})
    show.table(frame, "low", "The least")
    heading = "at least (bn USD)"
    assert heading in shown[0][1]


def test_links_lead_to_the_web_or_to_our_pages_only(shown):
    frame = pd.DataFrame({"id": ["a", "b", "c"]})
    frame["url"] = ["https://a.org", "javascript:alert(1)", "claims/A1.html#top"]
    show.table(frame, "links", "Links", links={"id": "url"})
    addresses = re.findall(r'<a href="([^"]+)">.</a>', shown[0][0])
    assert addresses == ["https://a.org", "claims/A1.html#top"]


def test_cells_are_text(shown):
    frame = pd.DataFrame({"name": ["<script>", "a & b"]})
    show.table(frame, "cells", "Cells")
    assert "<script>" not in shown[0][0]
    assert "a &amp; b" in shown[0][0]


def test_two_columns_may_have_one_heading(shown):
    frame = pd.DataFrame({"a": ["x"], "b": ["y"], "c": ["z"]})
    show.table(frame, "twice", "Twice", labels={"b": "to", "c": "to"})
    assert "y" in shown[0][1]
    assert "z" in shown[0][1]


def test_missing_cells_are_empty(shown):
    frame = pd.DataFrame({"name": ["a", "b"], "n": [1.5, None]})
    show.table(frame, "missing", "Missing")
    assert '<td data-h="n" class="n"></td>' in shown[0][0]


def test_a_label_of_no_column_is_refused(output):
    with pytest.raises(InputError, match="salse"):
        show.table(SALES, "sales", "Sales", labels={"salse": "Sales"})


def test_a_ledger_adds_up(shown):
    show.ledger([("rows read", 10), ("retold", -1), ("rows used", 9)])
    assert '<td class="n">−1</td>' in shown[0][0]
    with pytest.raises(InputError, match="ledger"):
        show.ledger([("rows read", 10), ("retold", -1), ("rows used", 8)])


def test_sentences_and_notes(shown):
    show.say("Sold for **{value:usd}**.", value=14.5e6)
    assert shown[0] == (
        '<div class="say"><p>Sold for <strong>$14.5m</strong>.</p></div>',
        "Sold for $14.5m.",
    )
    show.note("A limit.", title="Mind")
    assert 'role="note"' in shown[1][0]
    assert shown[1][1] == "Note. Mind A limit."


def test_words_are_printed_outside_a_notebook(capsys):
    show.say("Sold for {value:usd}.", value=14.5e6)
    assert capsys.readouterr().out == "Sold for $14.5m.\n"


def test_publish_writes_what_is_listed(output, monkeypatch):
    show.save_json("example.json", {"claims": 3})
    assert json.loads((output / "example.json").read_text()) == {"claims": 3}
    monkeypatch.setenv("DUALUSE_NOTEBOOK", "01_clean_published_figures")
    with pytest.raises(InputError, match=r"reports/example\.json"):
        show.save_json("example.json", {"claims": 3})
