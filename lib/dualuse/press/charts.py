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
from matplotlib.axis import Axis
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text

from dualuse.base import tables, wording
from dualuse.base.errors import InputError
from dualuse.base.units import SCALES
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
VERDICTS = {word.word: word.light for word in SCALE}
DARK = {word.light: word.dark for word in SCALE}  # of a colour, on a dark page
DARK |= {INK: "#ececea", MUTED: "#b0b4b9", GRID: "#3a3e44", PAPER: "#16191d"}
DARK |= {BLUE: "#4aa3df", VERMILION: "#f0813a", GREEN: "#2bb98f", ORANGE: "#f0b93c"}
TITLE = 46  # letters of a title in a line of a picture
BELOW = 84  # the same, below it
LABEL = 20  # letters of a row's name before it breaks
BETWEEN = 5  # pixels at least between two words along an axis
FEWEST = 4  # of so many amounts at least one is printed
DASHED = (0, (4, 3))
BAR = 0.26  # the height of a bar, of the distance between two
HALF_A_DAY = pd.Timedelta(hours=12)
DEEPEST = 0.6  # of the blue of the largest count: ink is read on it
HATCH = "/////"


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


def draw_bars(
    ax: Axes,
    frame: pd.DataFrame,
    value: str,
    name: str,
    spec: str = "number",
    hue: str | None = None,
    palette: dict[str, str] | None = None,
) -> None:
    """Draw one horizontal bar a row, its value at its end.

    Parameters
    ----------
    value, name : str
        Columns: how long, and what the bar is called.
    spec : str
        Format of the values, see `wording.format_value`.
    hue : str, optional
        Column that colours the bars, by `palette` where it is given.

    Examples
    --------
    >>> sales = pd.DataFrame({"year": ["2022", "2023"], "sales": [76e9, 111e9]})
    >>> fig, ax = new(height=2)
    >>> draw_bars(ax, sales, "sales", "year", "usd")
    >>> [text.get_text() for text in ax.texts]
    ['$76bn', '$111bn']
    """
    rows = frame.copy()
    rows[name] = rows[name].map(break_label)
    look = {"saturation": 1, "errorbar": None, "edgecolor": PAPER}
    sns.barplot(rows, x=value, y=name, hue=hue, palette=palette, ax=ax, **look)
    for bars in ax.containers:
        labels = [wording.format_value(bar.get_width(), spec) for bar in bars]
        ax.bar_label(bars, labels, padding=4)
    ax.axvline(0, color=MUTED, linewidth=1)
    ax.margins(x=0.25)  # room for the values
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.set(xlabel="", ylabel="", xticks=[])


def draw_intervals(
    ax: Axes,
    frame: pd.DataFrame,
    unit: str = "USD",
    hollow: list[bool] | None = None,
) -> None:
    """Draw one range a row: solid as far as it surely goes, hatched to its end.

    A stroke closes it; where nothing does, it goes on to the edge, and says so.

    Parameters
    ----------
    frame : pandas.DataFrame
        label, low, high, in the unit; an open end is missing or infinite.
    unit : str
        Of the words under each label, see `wording.format_range`.
    hollow : list of bool, optional
        One a row: whether it holds only on a condition, and is outlined.

    Examples
    --------
    >>> drones = pd.DataFrame({"label": ["story"], "low": [1e8], "high": [None]})
    >>> fig, ax = new(height=2)
    >>> draw_intervals(ax, drones)
    >>> ax.get_yticklabels()[0].get_text()
    'story\\nat least $100m'
    """
    low = frame["low"].astype(float).fillna(-np.inf)
    high = frame["high"].astype(float).fillna(np.inf)
    ends = [end for end in [0, *low, *high] if np.isfinite(end)]
    left, right = min(ends), max(ends)
    if left == right:  # nought alone: an axis has a length
        right = left + 1
    margin = 0.15 * (right - left)
    if left < 0 or np.isinf(low).any():
        left -= margin
    ax.set_xlim(left, right + 1.5 * margin)
    ax.set_ylim(len(frame) - 0.4, -0.6)
    outlined = hollow or [False] * len(frame)
    labels = []
    for place, label in enumerate(frame["label"]):
        start, stop = low.iloc[place], high.iloc[place]
        draw_range(ax, place, start, stop, outlined[place])
        words = wording.format_range(start, stop, unit)
        labels.append(f"{break_label(label)}\n{words}")
    ax.set_yticks(range(len(frame)), labels)
    ax.grid(visible=False, axis="y")
    ax.locator_params(axis="x", nbins=4)  # so many amounts fit on a phone
    print_amounts(ax.xaxis, unit)


def draw_range(
    ax: Axes,
    place: float,
    low: float,
    high: float,
    is_hollow: bool = False,
) -> None:
    """Draw one range: solid from nought to its near end, hatched to its far end.

    So "at least" is a solid bar that goes on hatched, "at most" a hatched one with a
    stroke at its end, here as in the pictures of the pages.
    """
    left, right = ax.get_xlim()
    near = float(np.clip(0, low, high))  # nought, where the range reaches over it
    sure = sorted([0.0, near])
    look = {"height": BAR, "edgecolor": BLUE, "linewidth": 1}
    fill = "none" if is_hollow else BLUE
    ax.barh(place, sure[1] - sure[0], left=sure[0], color=fill, **look)
    shown = max(low, left), min(high, right)
    for first, last in ((shown[0], min(near, 0)), (max(near, 0), shown[1])):
        first, last = max(first, shown[0]), min(last, shown[1])
        if last > first:
            ax.barh(place, last - first, left=first, color="none", hatch=HATCH, **look)
    for end in (low, high):
        if np.isfinite(end):
            ax.plot([end, end], [place - BAR, place + BAR], color=BLUE, linewidth=2.5)
    if high > right or low < left:
        at, side = (right, "right") if high > right else (left, "left")
        words = "no upper limit" if high > right else "no lower limit"
        ax.text(at, place - BAR, words, ha=side, va="bottom", size=9.5, color=MUTED)


def print_amounts(axis: Axis, unit: str) -> None:
    """Print the amounts along an axis in words: "$50m", "40%"."""
    axis.set_major_formatter(lambda value, _: write_tick(value, unit))


def write_tick(value: float, unit: str) -> str:
    """Return an amount beside an axis in all its digits, also a part of a whole thing.

    Six drones in ten months are 0.6 a month; "1 drone" at every tick would be untrue.

    >>> write_tick(0.1, "units"), write_tick(1.25e9, "USD"), write_tick(-40, "percent")
    ('0.1 units', '$1.25bn', '−40%')
    """
    scale = wording.choose_scale(value, unit)
    number = wording.format_digits(value / SCALES.get(scale, 1), 9)
    return wording.attach_unit([number], unit, scale)


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


def has_blanks(frame: pd.DataFrame) -> bool:
    """Tell whether some months from the first to the last have no upper end."""
    known = frame[np.isfinite(frame["high"])]
    return known["months"].sum() < len(list_drawn_months(frame))


def plot_months(frame: pd.DataFrame, title: str, unit: str, source: str) -> Figure:
    """Return a picture of monthly ranges with its title, unit and source.

    Parameters
    ----------
    frame : pandas.DataFrame
        As in `draw_months`.
    """
    fig, ax = new(height=3.6)
    draw_months(ax, frame)
    mark_events(ax)
    print_amounts(ax.yaxis, unit)
    words = textwrap.fill(title, TITLE)
    fig.suptitle(words, x=0.01, ha="left", weight="bold")
    below = f"A month, on average, in its first release. Source: {source}"
    if has_blanks(frame):
        below = f"Where nothing is drawn, no figure sets an upper limit. {below}"
    fig.supxlabel(
        textwrap.fill(below, BELOW),
        x=0.01,
        ha="left",
        size=9.5,
        color=MUTED,
    )
    return fig


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


def draw_strip(ax: Axes, frame: pd.DataFrame, value: str, name: str) -> None:
    """Draw one dot a row beside a line at zero, in a strip for each name."""
    sns.swarmplot(frame, x=value, y=name, ax=ax, size=5, alpha=0.7)
    ax.axvline(0, color=INK, linewidth=1)
    ax.set(xlabel="", ylabel="")


def draw_counts(ax: Axes, frame: pd.DataFrame) -> None:
    """Draw a table of counts, the more the deeper, on a light and on a dark page.

    Examples
    --------
    >>> fig, ax = new(height=2)
    >>> draw_counts(ax, pd.DataFrame({"supports": [2, 0]}, index=["A1", "A2"]))
    >>> [text.get_text() for text in ax.texts]
    ['2', '0']
    """
    shades = [to_rgba(BLUE, share) for share in np.linspace(0, DEEPEST)]
    sns.heatmap(
        frame,
        annot=True,
        fmt="d",
        annot_kws={"color": INK},
        cmap=ListedColormap(shades),
        cbar=False,
        linewidths=1,
        linecolor=GRID,
        ax=ax,
    )
    ax.xaxis.tick_top()
    ax.set(xlabel="", ylabel="")
    ax.tick_params(axis="y", rotation=0)
    ax.tick_params(top=False, bottom=False)
    ax.grid(visible=False)  # it would show through


def draw_verdicts(ax: Axes, frame: pd.DataFrame) -> None:
    """Draw a table of verdicts as a heat map, each with its symbol; a legend below.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a claim, one column a reading; words of the scale.

    Examples
    --------
    >>> fig, ax = new(height=2)
    >>> draw_verdicts(ax, pd.DataFrame({"as used": ["possible"]}, index=["A1"]))
    """
    numbers = {word.word: number for number, word in enumerate(SCALE)}
    symbols = {word.word: word.symbol for word in SCALE}
    legend = []
    for word in SCALE:
        if frame.eq(word.word).any(axis=None):
            legend.append(Patch(color=word.light, label=f"{word.symbol} {word.word}"))
    sns.heatmap(
        frame.replace(numbers).astype(float),
        annot=frame.replace(symbols),
        fmt="",
        annot_kws={"color": PAPER},
        cmap=ListedColormap(list(VERDICTS.values())),
        vmin=0,
        vmax=len(SCALE) - 1,
        cbar=False,
        linewidths=2,
        linecolor=PAPER,
        ax=ax,
    )
    ax.set(xlabel="", ylabel="")
    ax.tick_params(axis="y", labelrotation=0)
    ax.tick_params(top=False, bottom=False, labeltop=True, labelbottom=False)
    ax.figure.legend(handles=legend, loc="outside lower left", ncols=1)
