"""Pictures draw what their tables say, in one theme."""

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors, dates
from matplotlib.axes import Axes

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.engine.verdicts import SCALE
from dualuse.press import charts

THREE = pd.DataFrame({"label": ["story", "customs", "fall"]})
THREE["low"] = [100.0, 32.0, None]
THREE["high"] = [None, 33.0, -5.0]


def read_markers(ax: Axes) -> list[str]:
    return [line.get_marker() for line in ax.lines]


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


def test_an_interval_reaches_from_its_least_to_its_most():
    _, ax = charts.new(height=2)
    charts.draw_intervals(ax, THREE.iloc[[1]], unit="percent")
    (start, place), (stop, _) = ax.collections[0].get_segments()[0]
    assert (start, stop, place) == (32.0, 33.0, 0.0)
    assert read_markers(ax) == ["|"]


def test_an_open_end_is_an_arrow():
    _, ax = charts.new(height=2)
    charts.draw_intervals(ax, THREE, unit="percent")
    assert read_markers(ax) == ["|", ">", "|", "|", "<"]
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


def test_a_picture_of_months_has_title_unit_and_source(months):
    fig = charts.plot_months(months, "Exports", "USD", "customs")
    assert fig.get_suptitle() == "Exports"
    assert "customs" in fig.get_supxlabel()
    formatter = fig.axes[0].yaxis.get_major_formatter()
    assert formatter(5e9, 0) == "$5bn"


def test_months_without_an_upper_end_are_refused(months):
    with pytest.raises(InputError, match="no upper end"):
        charts.plot_months(months.assign(high=float("inf")), "Exports", "USD", "x")


def test_dots_take_no_random_number_from_anybody():
    frame = pd.DataFrame({"moved": [0.1, 0.1, 0.2], "group": ["a", "a", "b"]})
    np.random.seed(7)
    undisturbed = np.random.random(3).tolist()
    np.random.seed(7)
    _, ax = charts.new(height=2)
    charts.draw_strip(ax, frame, "moved", "group")
    assert np.random.random(3).tolist() == undisturbed


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


def test_every_verdict_has_a_colour_for_dark_pages():
    for word in SCALE:
        assert charts.DARK[word.light] == word.dark
