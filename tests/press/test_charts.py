"""Pictures draw what their tables say, in one theme."""

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import colors, dates

from dualuse.base import tables
from dualuse.press import charts, show


def test_a_figure_belongs_to_no_window():
    import matplotlib.pyplot as plt

    charts.new(height=2)
    assert plt.get_fignums() == []


def test_theme_is_set_by_one_function():
    fig, ax = charts.new()
    ax.plot([0, 1], [0, 1])
    assert colors.to_hex(ax.lines[0].get_color()) == charts.BLUE
    assert fig.get_size_inches()[0] == charts.WIDTH


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
