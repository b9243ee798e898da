"""Pictures: what the charts of rows draw, and that each picture of the collection can be read on a phone."""

import re

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from dualuse.pages import badges, chart_beside, chart_ranges, chart_rows
from pressroom import project, show, style

FIGURES = project.ROOT / "reports" / "figures"
# the cards stand on no page: they are shown where an address is shared
PICTURES = sorted(p.stem for p in FIGURES.glob("*.png") if p.stem.partition("-")[0] != "card")
SHOWN = 374  # px: a picture's width on a phone of 390, as measured
LEAST = 12  # px of text, as shown


def shown(svg):
    """Return the sizes of the words of a picture in px, as a phone shows them."""
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    return [float(size) * SHOWN / width for size in re.findall(r"font(?:-size)?: (?:\w+ )?([\d.]+)px", svg)]


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_can_be_read_on_a_phone(name):
    narrow = FIGURES / f"{name}-narrow.svg"
    assert narrow.exists(), f"{name} is not drawn for phones: its words find no room"
    assert min(shown(narrow.read_text(encoding="utf-8"))) >= LEAST


def test_the_wide_picture_would_be_too_small_on_a_phone():
    assert min(shown(style.svg(show.subplots()[0], "an empty chart"))) < LEAST


def test_bars_keep_their_order_and_draw_nothing_where_nothing_was_printed():
    frame = pd.DataFrame({"label": ["a", "b"], "value": [None, 4.0], "told": ["5 units", "$4m"]})
    fig = chart_rows.bars(frame, 3.0, "claimed")
    assert [bar.get_width() for bar in fig.axes[0].patches] == [4.0, 0]  # drawn from the foot up
    assert {"a", "b", "5 units", "$4m", "claimed"} <= {t.get_text() for t in fig.axes[0].texts}
    assert fig.get_label() == "Bars from zero. a: 5 units; b: $4m. Line across them: claimed."


def test_shares_are_of_the_whole_and_parts_without_a_case_are_not_in_the_legend():
    counts = pd.DataFrame({"x": [3, 0], "y": [1, 2], "z": [0, 0]}, index=["one", "two"])
    fig = chart_rows.shares(counts, dict.fromkeys("xyz", "#000000"), marks={"x": "!"})
    key, ax = fig.axes
    assert fig.get_label() == "Bars, each the whole of its row. one: 3 x, 1 y. two: 2 y."
    assert [t.get_text() for t in key.texts] == ["! x", "y"]
    assert [bar.get_width() for bar in ax.patches] == [0, 1, 0.75, 0.25]
    assert [t.get_text() for t in ax.texts] == ["2", "! 3", "1"]


def test_matrix_has_a_disc_a_count_in_its_place_and_colour_and_none_for_nought():
    counts = pd.DataFrame({"for": [2, 0, 0], "against": [0, 3, 0]}, index=["B1", "B2", "B3"])
    fig = chart_rows.matrix(counts, {"for": "#000000", "against": "#ff0000"})
    (discs,) = fig.axes[0].collections
    assert discs.get_offsets().tolist() == [[0, 2], [1, 1]]
    assert [to_hex(c) for c in discs.get_facecolors()] == ["#000000", "#ff0000"]
    assert [(t.get_position(), t.get_text()) for t in fig.axes[0].texts] == [((0, 2), "2"), ((1, 1), "3")]
    assert fig.get_label() == "A table of counts. B1: 2 for. B2: 3 against. B3: nothing."
    assert not chart_rows.matrix(counts.tail(1), {}).axes[0].texts


def test_boxes_lie_where_they_are_told_to():
    _fig, ax = show.subplots()
    style.boxes(ax, pd.Series([0, 4], index=[7, 9]), [1, 2], 2, [3, 0.5], color="grey")
    style.boxes(ax, 9, 0, 1, 1)
    corners = [p.get_extents().extents.tolist() for boxes in ax.collections for p in boxes.get_paths()]
    assert corners == [[0, 1, 2, 4], [4, 2, 6, 2.5], [9, 0, 10, 1]]
    assert ax.get_xlim()[0] < 0 and ax.get_xlim()[1] > 10


@pytest.mark.parametrize("verdict", badges.VERDICTS)
def test_the_picture_of_a_claim_says_a_finding_whatever_the_verdict(verdict):
    claim, one = {"printed": "30 times", "verdict": verdict}, pd.DataFrame({"source": ["Customs, value"]})
    said = [chart_beside.finding(claim, frame, None) for frame in (one, pd.concat([one, one]))]
    assert all(
        re.fullmatch(r"(The count by Customs|Every count|The counts|No count) [a-z].*: 30 times", words)
        for words in said
    )


def test_events_stand_where_story_yml_puts_them_and_not_off_the_axis():
    _fig, ax = show.subplots()
    ax.set_xlim(2022, 2023)
    chart_ranges.events(ax, foot=True)
    inside = [e for e in project.story().events if e.date.startswith("2022")]
    assert inside and [t.get_text().split("\n")[0] for t in ax.texts] == [e.label for e in inside]
    month = int(inside[0].date[5:7])
    assert 2022 + (month - 1) / 12 <= ax.lines[0].get_xdata()[0] < 2022 + month / 12


def test_the_edge_of_one_value_is_one_line_and_of_a_range_two():
    row = {"source": "S", "measure": "value", "period": "2023", "who": "S, 2023", "unit": "times"}
    frame = pd.DataFrame([row | {"low": 60.0, "high": 70.0, "verdict": "exceeds"}])
    edges = {}
    for low, high in ((29.5, 30.5), (30.0, 50.0)):
        lines = chart_beside.beside(frame, {"low": low, "high": high, "unit": "times"}, "30").axes[0].lines
        edges[low] = {line.get_xdata()[0] for line in lines}
    assert edges == {29.5: {30.0}, 30.0: {30.0, 50.0}}
