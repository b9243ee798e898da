"""What notebooks show: alt text is required, data is escaped, files have twins and keep their bytes."""

import json
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from pressroom import kept, project, show, style, tables, wording
from pressroom.errors import InputError

ALT = "A line that rises from one to two; its first value is one."
NASTY = """<script>alert("x")</script> & 'q'"""
FULL = dict(
    title="Things rise from one to two",
    subtitle="Values of an example, no unit",
    alt=ALT,
    source="[Nobody](https://example.org/a)",
    data=pd.DataFrame({"x": [1, 2]}),
)


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """Collect (markup, words) instead of displaying; files go to a temporary folder."""
    monkeypatch.setenv("PRESSROOM_OUT", str(tmp_path))
    monkeypatch.setenv("PRESSROOM_NOTEBOOK", "example")
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "kept")
    found = []
    monkeypatch.setattr(show, "display", lambda markup, text: found.append((markup, text)))
    return found


def chart(label="cost in $ and $"):
    fig, ax = show.subplots(height=2.5)
    ax.plot([1, 2], color=show.COLOURS["blue"], label=label)
    ax.set_xlabel(label)
    return fig


def test_figure_writes_three_files_and_says_what_it_shows(shown, tmp_path):
    show.figure(chart(), "demo", **FULL | {"alt": f"{ALT} {NASTY}"})
    markup, words = shown[0]
    assert (tmp_path / "figures/demo.csv").read_text() == "x\n1\n2\n"
    assert (tmp_path / "figures/demo.png").read_bytes().startswith(b"\x89PNG")
    root = ET.parse(tmp_path / "figures/demo.svg").getroot()
    assert root.find("{http://www.w3.org/2000/svg}title").text == f"{ALT} {NASTY}"
    assert 'alt="A line that rises' in markup and 'src="figures/demo.svg"' in markup
    assert "<script" not in markup and 'href="figures/demo.csv"' in markup
    assert ALT in words and "figures/demo.csv" in words


def test_pictures_have_the_same_bytes_every_time(shown, tmp_path):
    for name in ("one", "two"):
        show.figure(chart(), name, **FULL)
        kept.clear(everything=True)
    for suffix in (".svg", "-narrow.svg", ".png", ".csv"):
        one, two = ((tmp_path / f"figures/{n}{suffix}").read_bytes() for n in ("one", "two"))
        assert one == two, suffix
    assert not re.search(rb"20\d\d-\d\d-\d\d|[Mm]atplotlib v", (tmp_path / "figures/one.svg").read_bytes())
    assert b"Software" not in (tmp_path / "figures/one.png").read_bytes()


def test_a_picture_that_looks_as_before_is_drawn_again_for_nothing_but_its_page(shown, tmp_path, monkeypatch):
    drawn = []
    for what in ("png", "narrow"):
        ours = getattr(style, what)
        monkeypatch.setattr(style, what, lambda *a, ours=ours, what=what: drawn.append(what) or ours(*a))

    def pictures(fig=None, **other):
        show.figure(fig or chart(), "one", **FULL | other)
        return [
            (tmp_path / f"figures/one{suffix}").read_bytes() for suffix in (".svg", "-narrow.svg", ".png")
        ]

    first = pictures()
    assert drawn == ["png", "narrow"] and pictures() == first and drawn == ["png", "narrow"]
    assert pictures(chart("another label")) != first and len(drawn) == 4
    assert pictures(title="Things rise from one to three")[2] != first[2] and len(drawn) == 6
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    monkeypatch.setattr(project, "NOTEBOOKS", notebooks)
    pictures()
    (notebooks / "example.ipynb").write_text("{}")  # another notebook, so that what draws may be another
    assert pictures() == first and len(drawn) == 8
    for line in (tmp_path / "kept").glob("*.jsonl"):  # cut in half by a full disk
        line.write_bytes(line.read_bytes()[: line.stat().st_size // 2])
    assert pictures() == first and len(drawn) > 8
    monkeypatch.delenv("PRESSROOM_NOTEBOOK")  # outside a build nothing is kept
    before = len(drawn)
    assert pictures() == first and pictures() == first and len(drawn) == before + 4


def test_svg_follows_the_page_and_prints_dollars(shown, tmp_path):
    show.figure(chart(), "demo", **FULL)
    text = (tmp_path / "figures/demo.svg").read_text()
    assert "prefers-color-scheme:dark" in text and "var(--c0072b2)" in text
    assert "cost in $ and $" in text  # not read as mathematics
    assert "DejaVu" not in text and "system-ui" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("alt", ""),
        ("alt", "short"),
        ("alt", "Image of a line that rises from one to two"),
        ("alt", FULL["title"]),
        ("title", ""),
        ("subtitle", None),
        ("source", ""),
        ("data", pd.DataFrame()),
        ("data", None),
    ],
)
def test_figure_refuses_what_says_nothing(shown, field, value):
    with pytest.raises(InputError, match="figure demo"):
        show.figure(chart(), "demo", **FULL | {field: value})


@pytest.mark.parametrize("name", ["", "Up", "a b", "../x", "a_b", "a.b", None])
def test_names_of_files_are_plain(shown, name):
    with pytest.raises(InputError, match="name"):
        show.figure(chart(), name, **FULL)
    with pytest.raises(InputError, match="name"):
        show.table(FULL["data"], name, "caption")


def test_narrow_picture_breaks_its_words_and_gives_them_back():
    fig = chart("short")
    fig.axes[0].set_yticks([1, 2], ["a name of many words that is long", "another"])
    before = [t.get_text() for t in fig.axes[0].get_yticklabels()]
    assert "many words" not in style.narrow(fig, ALT) and style.narrow(fig, ALT)
    assert [t.get_text() for t in fig.axes[0].get_yticklabels()] == before


def test_shared_pictures_say_whose_they_are():
    assert show.mark().startswith("Enough gear for an army?") and "CC BY 4.0" in show.mark()


def test_narrow_picture_is_left_out_where_words_do_not_fit():
    fig = chart("W" * 60)
    assert style.narrow(fig, ALT) == ""
    assert style.narrow(chart("short"), ALT).startswith("<svg")


def test_table_is_scoped_captioned_and_aligned(shown, tmp_path):
    frame = pd.DataFrame(
        {
            "month": pd.period_range("2023-01", periods=2, freq="M"),
            "value": [1.5, 1234.25],
            "range": pd.arrays.IntervalArray.from_tuples([(1.2, 3.4), (0.0, 5.0)]),
            "who": [NASTY, "NA"],
            "link": ["https://example.org/?a=1&b=2", "javascript:alert(1)"],
        }
    )
    show.table(frame, "demo", "A <caption>", units={"value": "bn USD"}, links={"who": "link"})
    markup, words = shown[0]
    assert '<p class="caption" id="caption-demo">A &lt;caption&gt;</p>' in markup  # outside what scrolls
    assert '<th scope="row">January 2023</th><td class="n" data-h="value (bn USD)">1.50</td>' in markup
    assert '<td class="n" data-h="range">1.2 to 3.4</td>' in markup
    assert '<th scope="col" class="n">value <small>(bn USD)</small></th>' in markup
    assert '<a href="https://example.org/?a=1&amp;b=2">&lt;script&gt;' in markup
    assert "javascript" not in markup and "<script" not in markup
    assert (tmp_path / "tables/demo.csv").read_text().splitlines()[
        0
    ] == "month,value,range_low,range_high,who,link"
    assert "NA" in (tmp_path / "tables/demo.csv").read_text()
    assert "January 2023" in words and "value (bn USD)" in words


def test_tables_of_words_become_blocks_on_a_phone(shown):
    show.table(pd.DataFrame({"a": ["x"], "b": ["words " * 9]}), "wordy", "Words")
    show.table(pd.DataFrame({"a": ["x"], "b": [1]}), "bare", "Numbers")
    assert 'class="table stack"' in shown[0][0] and 'class="table"' in shown[1][0]


def test_table_cut_short_says_so(shown, tmp_path):
    show.table(pd.DataFrame({"x": range(100)}), "demo", "Many rows", rows=3)
    assert "First 3 of 100 rows" in shown[0][0]
    assert len((tmp_path / "tables/demo.csv").read_text().splitlines()) == 101


def test_a_figure_that_names_no_alt_text_has_the_words_of_the_function_that_drew_it(shown):
    fig = chart()
    fig.set_label(ALT)
    show.figure(fig, "demo", **FULL | {"alt": ""})
    assert f'alt="{ALT}"' in shown[0][0]


def test_words_of_columns_stand_once_and_a_table_may_say_others(shown, monkeypatch):
    said = {"x": {"title": "so many", "unit": "m USD", "format": ",.1f"}, "elsewhere": {"unit": "%"}}
    monkeypatch.setattr(show.columns, "read", lambda: said)
    frame = pd.DataFrame({"who": ["a"], "x": [1234.5678]})
    show.table(frame, "demo", "caption")
    show.table(frame, "demo", "caption", labels={"x": "few"}, units={"x": "bn USD"})
    assert "so many <small>(m USD)</small></th>" in shown[0][0] and "1,234.6" in shown[0][0]
    assert "few <small>(bn USD)</small></th>" in shown[1][0] and "1,234.6" in shown[1][0]


def test_words_of_columns_are_title_unit_and_format_and_nothing_else(monkeypatch, tmp_path):
    monkeypatch.setattr(show.project, "DATA", tmp_path / "none")
    assert show.columns.read() == {}
    monkeypatch.setattr(show.project, "DATA", tmp_path)
    (tmp_path / "datapackage.json").write_text('{"columns": {"x": {"units": "%"}}}')
    with pytest.raises(InputError, match="title, unit, format"):
        show.columns.read()


def test_table_refuses_unknown_columns(shown):
    with pytest.raises(InputError, match="nosuch"):
        show.table(FULL["data"], "demo", "caption", units={"nosuch": "USD"})


def test_missing_cells_are_empty_and_infinite_ones_said():
    assert tables.cell(float("nan")) == "" and tables.cell(None) == "" and tables.cell(pd.NaT) == ""
    assert tables.cell(float("inf"), None, 1) == "no limit"
    assert tables.cell(-2.5, None, 1) == "−2.5"


def test_say_computes_links_and_escapes(shown):
    show.say("Sold **{x:usd}**, {who}; see {c}.", to={"c": "A1"}, x=52.3e9, who=NASTY, c="the claim")
    markup, words = shown[0]
    assert f'<strong><a class="num" href="{wording.HERE}">$52.3bn</a></strong>' in markup
    assert 'href="index.html#A1">the claim</a>' in markup
    assert "<script" not in markup and "&lt;script&gt;" in markup
    assert words.startswith("Sold $52.3bn, <script>")


def test_ledger_must_add_up(shown):
    show.ledger([("figures read", 311), ("role claim", -12), ("prints added", 3), ("figures used", 302)])
    markup, words = shown[0]
    assert '<th scope="row">role claim</th><td class="n">−12</td>' in markup and "+3" in markup
    assert "302" in words
    with pytest.raises(InputError, match="301"):
        show.ledger([("in", 311), ("dropped", -10), ("out", 300)])


def test_publish_needs_permission(monkeypatch, tmp_path):
    monkeypatch.setenv("PRESSROOM_OUT", str(tmp_path))
    monkeypatch.delenv("PRESSROOM_NOTEBOOK", raising=False)
    show.publish("verdicts.json", [{"low": None}])
    assert json.loads((tmp_path / "verdicts.json").read_text()) == [{"low": None}]
    with pytest.raises(ValueError, match="JSON compliant"):
        show.publish("verdicts.json", [float("inf")])


def test_json_of_a_picture_holds_what_its_csv_holds():
    frame = pd.DataFrame(
        {
            "who": ["a", None],
            "range": [pd.Interval(1, 2.5), None],
            "month": pd.PeriodIndex(["2023-01", "2023-02"], freq="M"),
        }
    )
    rows = json.loads(tables.to_json(frame))
    assert rows[0] == {"who": "a", "range_low": 1, "range_high": 2.5, "month": "2023-01"}
    assert rows[1]["range_low"] is None and list(rows[0]) == tables.to_csv(frame).partition("\n")[0].split(
        ","
    )
