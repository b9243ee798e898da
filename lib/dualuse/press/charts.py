"""The theme of all pictures, and helpers that say what is drawn, not where."""

import io
import textwrap
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.engine.verdicts import SCALE

STYLE = Path(__file__).parents[1] / "templates" / "house.mplstyle"
WIDTH = 6.5  # inches: 624 px on a page
INK = "#1d1d1b"
MUTED = "#565a60"
GRID = "#d8d6d0"
PAPER = "#fefefe"
# Okabe and Ito's palette (jfly.uni-koeln.de/color, 2008), made for colour-blind readers
BLUE = "#0072b2"
VERMILION = "#d55e00"
GREEN = "#009e73"
PURPLE = "#cc79a7"
ORANGE = "#e69f00"
SKY = "#56b4e9"
PALETTE = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY]
DARK = {word.light: word.dark for word in SCALE}  # of a colour, on a dark page
DARK |= {INK: "#ececea", MUTED: "#b0b4b9", GRID: "#3a3e44", PAPER: "#16191d"}
DARK |= {BLUE: "#4aa3df", VERMILION: "#f0813a", GREEN: "#2bb98f", ORANGE: "#f0b93c"}
LABEL = 20  # letters of a row's name before it breaks
BETWEEN = 5  # pixels at least between two words along an axis
FEWEST = 4  # of so many amounts at least one is printed
DASHED = (0, (4, 3))
HALF_A_DAY = pd.Timedelta(hours=12)


class Picture(Figure):
    """A figure that a notebook shows, whether or not anybody imported pyplot."""

    def _repr_png_(self) -> bytes:
        drawn = io.BytesIO()
        self.savefig(drawn, format="png")
        return drawn.getvalue()


def set_theme() -> None:
    """Set the house theme for everything that is drawn from here on."""
    look = mpl.rc_params_from_file(STYLE, use_default_template=False)
    sns.set_theme(style="whitegrid", palette=PALETTE, rc=look)


def new(rows: int = 1, height: float = 3.6, **options: Any) -> tuple:
    """Return an empty figure of the page's width, and its axes, in the house theme.

    Parameters
    ----------
    rows : int
        Of axes.
    height : float
        Inches.
    **options
        As in `matplotlib.figure.Figure.subplots`: sharex, height_ratios.

    Examples
    --------
    >>> fig, (above, below) = new(2, height=2, sharex=True)
    """
    set_theme()
    fig = Picture(figsize=(WIDTH, height), layout="constrained")
    axes = fig.subplots(rows, **options)
    return fig, axes


def break_label(text: str) -> str:
    """Return a row's name in short lines, so that a phone has room for what is drawn."""
    return textwrap.fill(str(text), LABEL, break_long_words=False)


def make_room(fig: Figure) -> None:
    """Break, or leave out, words along the horizontal axes that would overlap.

    Words break at their spaces. Where they still overlap, every second amount goes, or
    more. An axis' name breaks where it would be cut. A picture in which nothing had to
    move since it was laid out is not laid out again: that takes longest.
    """
    is_laid_out = True
    fig.draw_without_rendering()  # only then is it known how wide a word is
    for ax in fig.axes:
        ticks = list_labels_of(ax)
        places = [place for place, _ in ticks]
        broken = [label.get_text().replace(" ", "\n") for _, label in ticks]
        limits = ax.get_xlim()
        for step in range(1, FEWEST + 1):
            if not are_overlapping(ax):
                break
            kept = []
            for number, text in enumerate(broken):
                kept.append("" if number % step else text)
            ax.set_xticks(places, kept)
            ax.set_xlim(limits)
            fig.draw_without_rendering()
        if break_axis_name(ax):
            is_laid_out = False
    if is_laid_out:
        fig.set_layout_engine("none")


def list_labels_of(ax: Axes) -> list[tuple[float, Text]]:
    """Return the words along an axis and their places; none where others share them."""
    first, last = sorted(ax.get_xlim())
    ticks = []
    for tick in ax.xaxis.get_major_ticks():
        place, label = tick.get_loc(), tick.label1
        if first <= place <= last and label.get_visible() and label.get_text():
            ticks.append((place, label))
    return ticks


def are_overlapping(ax: Axes) -> bool:
    """Tell whether two words along an axis overlap, or nearly."""
    edge = -np.inf
    for _, label in list_labels_of(ax):
        box = label.get_window_extent()
        if box.x0 < edge + BETWEEN:
            return True
        edge = box.x1
    return False


def break_axis_name(ax: Axes) -> bool:
    """Break an axis' name into lines that the picture has room for; say if it did."""
    name = ax.get_xlabel()
    box = ax.xaxis.label.get_window_extent()
    middle = (box.x0 + box.x1) / 2
    room = 2 * min(middle, ax.figure.bbox.width - middle)
    is_cut = bool(name) and box.width > room
    if is_cut:
        longest = max(map(len, name.splitlines()))
        letters = int(longest * room / box.width)
        words = " ".join(name.split())
        ax.set_xlabel(textwrap.fill(words, letters, break_long_words=False))
    return is_cut


def draw_months(ax: Axes, frame: pd.DataFrame) -> None:
    """Draw what each month can have been as one band over time.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `Ranges.tabulate` gives it: start, months (merged where nothing tells them
        apart), low, high. Where nothing caps a month nothing is drawn.
    """
    known = frame[np.isfinite(frame["high"])]
    if known.empty:
        raise InputError("months", "no upper end", "a period that figures cap")
    first = pd.PeriodIndex(known["start"], freq="M")
    after = first + known["months"].to_numpy()
    left, right = first.to_timestamp(), after.to_timestamp()
    width = right - left
    height = known["high"] - known["low"]
    # thin ones show, and a month of nothing shows on the axis
    look = {"color": BLUE, "edgecolor": BLUE, "linewidth": 1.2}
    look |= {"clip_on": False, "zorder": 3}
    ax.bar(left, height, width, known["low"], align="edge", **look)
    join_months(ax, known)
    months = list_drawn_months(frame)
    ax.set_xlim(months.min().start_time, (months.max() + 1).start_time)
    ax.set_ylim(bottom=0)
    mark_dates(ax)


def join_months(ax: Axes, known: pd.DataFrame) -> None:
    """Draw a line from month to month, where each has a range of its own.

    Through months of which nothing is known it would look like data.
    """
    middle = known["low"] + (known["high"] - known["low"]) / 2
    alone = middle.where(known["months"] == 1)
    alone.index = pd.PeriodIndex(known["start"], freq="M")
    every = alone.reindex(list_drawn_months(known))
    days = every.index.to_timestamp() + every.index.days_in_month * HALF_A_DAY
    ax.plot(days, every, color=BLUE, linewidth=1, alpha=0.5)


def list_drawn_months(frame: pd.DataFrame) -> pd.PeriodIndex:
    """Return all months from the first to the last of a table of months."""
    first = pd.PeriodIndex(frame["start"], freq="M")
    last = first + (frame["months"] - 1).to_numpy()
    return pd.period_range(first.min(), last.max())


def mark_dates(ax: Axes) -> None:
    """Print a few dates along an axis: years, or months where it covers few."""
    locator = dates.AutoDateLocator(minticks=3, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    ax.grid(visible=False, axis="x")


def mark_events(ax: Axes) -> None:
    """Mark the days of story.yml that an axis of dates covers: the invasion, the article."""
    first, last = ax.get_xlim()
    above = ax.get_xaxis_transform()
    for event in tables.read_story().get("events", []):
        day = dates.datestr2num(str(event["date"]))
        if first < day < last:
            ax.axvline(day, color=MUTED, linewidth=1, linestyle=DASHED)
            ax.text(
                day, 1.02, event["label"], transform=above, ha="center", color=MUTED
            )
