"""Pictures draw what their tables say, in one theme."""

import itertools
import math
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import colors, dates

from dualuse.base import tables
from dualuse.base.units import SCALES, read_units
from dualuse.engine.verdicts import SCALE
from dualuse.press import charts, show

THREE = pd.DataFrame({"label": ["story", "customs", "fall"]})
THREE["low"] = [100.0, 32.0, None]
THREE["high"] = [None, 33.0, -5.0]


def test_a_figure_belongs_to_no_window():
    import matplotlib.pyplot as plt

    charts.new(height=2)
    assert plt.get_fignums() == []


def test_theme_is_set_by_one_function():
    fig, ax = charts.new()
    ax.plot([0, 1], [0, 1])
    assert colors.to_hex(ax.lines[0].get_color()) == charts.BLUE
    assert fig.get_size_inches()[0] == charts.WIDTH


def test_bars_are_as_long_as_their_values():
    frame = pd.DataFrame({"name": ["sinks", "toilets"], "growth": [68.0, -12.0]})
    _, ax = charts.new(height=2)
    charts.draw_bars(ax, frame, "growth", "name", "pct")
    widths = [bar.get_width() for bar in ax.containers[0]]
    assert widths == [68.0, -12.0]
    assert [text.get_text() for text in ax.texts] == ["68%", "−12%"]
    left, right = ax.get_xlim()
    assert left < -12
    assert right > 68


def test_bars_take_the_colours_of_a_palette():
    frame = pd.DataFrame({"name": ["a", "b"], "n": [1, 2], "when": ["before", "after"]})
    palette = {"before": charts.BLUE, "after": charts.VERMILION}
    _, ax = charts.new(height=2)
    charts.draw_bars(ax, frame, "n", "name", hue="when", palette=palette)
    drawn = {
        colors.to_hex(bar.get_facecolor()) for bar in ax.patches if bar.get_width()
    }
    assert drawn == set(palette.values())


def read_bars(ax, is_solid):
    """Return where the solid or the hatched bars of a picture reach."""
    wanted = [bar for bar in ax.patches if bool(bar.get_hatch()) != is_solid]
    spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in wanted]
    return [span for span in spans if span[1] - span[0] > 1e-9]


ENDS = st.one_of(st.none(), st.integers(-40, 90).map(float))


@settings(deadline=None, max_examples=25)
@given(st.tuples(ENDS, ENDS).filter(lambda ends: None in ends or ends[0] < ends[1]))
def test_one_glyph_for_at_least_and_for_at_most(ends):
    """Solid as far as it surely goes, hatched to its end; a stroke at each end it has."""
    low, high = ends
    frame = pd.DataFrame({"label": ["customs"], "low": [low], "high": [high]})
    fig, ax = charts.new(height=2)
    charts.draw_intervals(ax, frame, unit="percent")
    left, right = ax.get_xlim()
    least = -math.inf if low is None else low
    most = math.inf if high is None else high
    near = min(max(0, least), most)
    sure = [tuple(sorted([0, near]))] if near else []
    assert read_bars(ax, is_solid=True) == sure
    hatched = read_bars(ax, is_solid=False)
    reach = [max(least, left), min(most, right)]
    drawn = sum(stop - start for start, stop in [*hatched])
    assert drawn == pytest.approx(reach[1] - reach[0], abs=1e-6)
    strokes = [line.get_xdata()[0] for line in ax.lines]
    assert strokes == [end for end in ends if end is not None]
    words = [text.get_text() for text in ax.texts]
    assert ("no upper limit" in words) == (high is None)
    assert bool(words) == (None in ends)
    fig.clear()


def test_a_range_is_told_below_its_name():
    _, ax = charts.new(height=2)
    charts.draw_intervals(ax, THREE, unit="percent")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    words = ["story\nat least 100%", "customs\n32% to 33%", "fall\nat most −5%"]
    assert labels == words


@pytest.fixture
def months() -> pd.DataFrame:
    """Three rows: two months that nothing tells apart, one exact, one without an end."""
    frame = pd.DataFrame({"start": ["2023-01", "2023-03", "2023-04"]})
    frame["months"] = [2, 1, 1]
    frame["low"] = [7.5, 9.0, 0.0]
    frame["high"] = [7.6, 9.0, math.inf]
    return frame


def test_months_stand_where_they_lie(months):
    _, ax = charts.new(height=2)
    charts.draw_months(ax, months)
    first, second = ax.containers[0]
    assert dates.num2date(first.get_x()).strftime("%Y-%m-%d") == "2023-01-01"
    assert first.get_width() == 59
    assert first.get_y() == 7.5
    assert first.get_height() == pytest.approx(0.1)
    assert second.get_linewidth() > 0, "an exact month is seen"
    assert ax.get_ylim()[0] == 0


def test_events_are_marked_where_the_axis_covers_them(months):
    _, ax = charts.new(height=2)
    charts.draw_months(ax, months)
    charts.mark_events(ax)
    assert len(ax.texts) == 0
    ax.set_xlim(pd.Timestamp("2022-01-01"), pd.Timestamp("2024-01-01"))
    charts.mark_events(ax)
    labels = [text.get_text() for text in ax.texts]
    assert labels == [event["label"] for event in tables.read_story()["events"]]


TICKS = [unit for unit, about in read_units().items() if about.kind != "rate"]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([*TICKS, "percent"]), st.floats(1, 10), st.integers(-3, 12))
def test_ticks_are_true_numbers_and_distinct(unit, number, power):
    """Of axes of any size: what a tick says is where it stands, to its last digit."""
    fig, ax = charts.new(height=2)
    ax.set_ylim(0, number * 10.0**power)
    charts.print_amounts(ax.yaxis, unit)
    fig.draw_without_rendering()
    ticks = ax.get_yticks()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len({*labels}) == len(labels) > 2
    for tick, label in zip(ticks, labels, strict=True):
        amount = re.search(r"([\d,.]+)(bn|m(?![a-z]))?", label)
        said = float(amount[1].replace(",", "")) * SCALES.get(amount[2], 1)
        assert said == pytest.approx(tick, rel=1e-8)


def test_dots_are_where_they_are_each_time():
    frame = pd.DataFrame({"moved": [0.1, 0.1, 0.2], "group": ["a", "a", "b"]})
    places = []
    for _ in range(2):
        fig, ax = charts.new(height=2)
        charts.draw_strip(ax, frame, "moved", "group")
        fig.draw_without_rendering()
        places.append([dots.get_offsets().tolist() for dots in ax.collections])
    assert places[0] == places[1]
    drawn = sorted(x for strip in places[0] for x, _ in strip)
    assert drawn == [0.1, 0.1, 0.2]


def test_a_verdict_has_its_colour_and_its_symbol():
    words = [word.word for word in SCALE]
    frame = pd.DataFrame({"as used": words})
    fig, ax = charts.new(height=3)
    charts.draw_verdicts(ax, frame)
    fig.draw_without_rendering()
    cells = ax.collections[0].get_facecolors()
    assert [colors.to_hex(cell) for cell in cells] == [word.light for word in SCALE]
    assert [text.get_text() for text in ax.texts] == [word.symbol for word in SCALE]
    legend = [text.get_text() for text in fig.legends[0].get_texts()]
    assert legend == [f"{word.symbol} {word.word}" for word in SCALE]


WORDS = st.text("abcdefghi mw$0", min_size=1, max_size=14).map(str.strip)


@settings(max_examples=8, deadline=None)
@given(st.lists(WORDS.filter(bool), min_size=2, max_size=9), WORDS.filter(bool))
def test_words_along_an_axis_have_room_on_a_phone(words, name):
    """None overlaps another, and the axis' name is not cut."""
    fig, ax = charts.new(height=3)
    ax.set_yticks([0], ["a row's name of some length"])
    ax.set_xticks(range(len(words)), words)
    ax.set(xlim=(-0.4, len(words) - 0.6), xlabel=f"{name} of {name}, each {name}")
    fig.set_figwidth(show.NARROW)
    charts.make_room(fig)
    fig.draw_without_rendering()
    shown = [label for label in ax.get_xticklabels() if label.get_text()]
    boxes = [label.get_window_extent() for label in shown]
    assert boxes
    if len(boxes) > 1 + len(words) // charts.FEWEST:  # more than at the fewest
        for left, right in itertools.pairwise(boxes):
            assert left.x1 < right.x0
    below = ax.xaxis.label.get_window_extent()
    assert below.x0 > -5
    assert below.x1 < fig.bbox.width + 5
